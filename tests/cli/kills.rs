//! Runs that end too early: killed at any moment, or on a full disk. What has a name is whole, nothing else is left, and
//! the next run succeeds.
//!
//! `KILLED_TREE` is a large folder with a module `archived` to be packed instead of a small one, `KILLED_COMMAND` another
//! build, `KILLS` how often.

#![expect(clippy::print_stderr, reason = "what was run, or why it was not, is printed")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::sandbox::Sandbox;

const MODULE: &str = "from flytekit import task\n\n@task\ndef nothing() -> None: ...\n";

/// Numbers that look random and are the same in each run.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }
}

/// A folder to pack that takes long enough to be interrupted.
fn tree(sandbox: &Sandbox) -> PathBuf {
    if let Some(tree) = std::env::var_os("KILLED_TREE") {
        return tree.into();
    }
    let folder = sandbox.path("tree");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("archived.py"), MODULE).unwrap();
    let mut numbers = Numbers(7);
    for name in 0..4 {
        let bytes: Vec<u8> = (0..1 << 20).map(|_| b'a' + (numbers.next() % 23) as u8).collect();
        fs::write(folder.join(format!("{name}.txt")), bytes).unwrap();
    }
    folder
}

fn command(sandbox: &Sandbox, tree: &Path, line: &str) -> Command {
    let built = env!("CARGO_BIN_EXE_serialize");
    let mut command = Command::new(std::env::var_os("KILLED_COMMAND").unwrap_or_else(|| built.into()));
    command.args(["-q", "-k", "archived", "-i", "app:v1", "--local-source-root"]).arg(tree);
    command.args(line.split(' ')).args(["--no-cache", "--max-archive-size", "10GB"]);
    command.env_clear().env("HOME", sandbox.path("home")).current_dir(sandbox.path(""));
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// All files of a folder, hidden ones too, by name.
fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let files = walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap);
    let files = files.filter(|entry| entry.file_type().is_file());
    files.map(|entry| (entry.path().to_owned(), fs::read(entry.path()).unwrap())).collect()
}

/// Kills runs of a command that writes into `folder`, at moments spread over the time that one run takes.
fn kill_all_along(line: &str, folder: &str) {
    let sandbox = Sandbox::new().with_folder(folder).with_folder("home");
    let (tree, folder) = (tree(&sandbox), sandbox.path(folder));
    let start = Instant::now();
    assert!(command(&sandbox, &tree, line).status().unwrap().success());
    let whole_run = start.elapsed();
    let whole = contents(&folder);
    let kills: u64 = std::env::var("KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(20);
    let mut numbers = Numbers(11);
    let mut ended_early = 0;
    for kill in 0..kills {
        fs::remove_dir_all(&folder).unwrap();
        fs::create_dir_all(&folder).unwrap();
        let mut child = command(&sandbox, &tree, line).spawn().unwrap();
        let part = kill as f64 + (numbers.next() % 1000) as f64 / 1000.0;
        thread::sleep(whole_run.mul_f64(part / kills as f64).max(Duration::from_millis(1)));
        let signal = [Signal::KILL, Signal::INT, Signal::TERM][kill as usize % 3];
        let killed = kill_process(Pid::from_child(&child), signal).is_ok();
        let status = child.wait().unwrap();
        assert!(killed || status.success(), "{status}");
        ended_early += u64::from(!status.success());
        for (path, bytes) in contents(&folder) {
            assert!(whole.get(&path) == Some(&bytes), "{} after kill {kill} by {signal:?}", path.display());
        }
    }
    eprintln!("{ended_early} of {kills} runs of {whole_run:?} ended early");
    assert!(ended_early > kills / 4, "{ended_early} of {kills} runs ended early");
    assert!(command(&sandbox, &tree, line).status().unwrap().success());
    assert!(contents(&folder) == whole);
}

#[test]
fn fast_workflows_may_be_killed() {
    kill_all_along("fast workflows -f out", "out");
}

#[test]
fn a_package_may_be_killed() {
    kill_all_along("package --fast --force -o out/package.tgz", "out");
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_leaves_nothing() {
    let sandbox = Sandbox::new().with_folder("out").with_folder("home").with_folder("dist");
    let tree = tree(&sandbox);
    let (out, dist) = (sandbox.path("out"), sandbox.path("dist"));
    let script = r#"
        mount -t tmpfs -o size=1m none "$0" && mount -t tmpfs -o size=1m none "$1" || exit 99
        shift
        shift
        "$@"
        echo "exit $?"
        find "$FULL" -mindepth 1
    "#;
    for line in [
        "fast workflows -f out",
        "package --fast --force -o out/package.tgz",
        "fast workflows -f whole --distribution-location dist",
    ] {
        fs::create_dir_all(sandbox.path("whole")).unwrap();
        let run = command(&sandbox, &tree, line);
        let mut inside = Command::new("unshare");
        inside.args(["--mount", "--map-root-user", "sh", "-c", script]).args([&out, &dist]).arg("--");
        inside.arg(run.get_program()).args(run.get_args()).current_dir(sandbox.path(""));
        let full = if line.ends_with("dist") { &dist } else { &out };
        inside.env("FULL", full).env("HOME", sandbox.path("home"));
        let Ok(output) = inside.output() else {
            eprintln!("skipped: there is no `unshare`");
            return;
        };
        if output.status.code() == Some(99) || String::from_utf8_lossy(&output.stderr).contains("unshare:") {
            eprintln!("skipped: this user may not mount a file system");
            return;
        }
        let (printed, said) =
            (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert_eq!(printed, "exit 3\n", "{line}: {said}");
        assert!(said.contains("No space left on device"), "{line}: {said}");
    }
}
