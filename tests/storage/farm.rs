//! A small project in a folder of its own, and runs of the command in it.

use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// No run takes as long as this.
const LIMIT: Duration = Duration::from_mins(2);

const FLOW: &str = "from flytekit import task\n\n@task\ndef mow(acres: int) -> int:\n    return acres\n";

/// The project.
pub(crate) struct Farm {
    folder: TempDir,
    variables: Vec<(String, String)>,
}

/// What a run left.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Farm {
    /// A project with a task and a file of this many bytes that don't compress.
    pub(crate) fn new(bytes: usize) -> Self {
        let folder = TempDir::new().unwrap();
        fs::create_dir_all(folder.path().join("work")).unwrap();
        fs::create_dir_all(folder.path().join("out")).unwrap();
        fs::create_dir_all(folder.path().join("home")).unwrap();
        fs::write(folder.path().join("work/farm.py"), FLOW).unwrap();
        fs::write(folder.path().join("work/noise"), noise(bytes)).unwrap();
        Self { folder, variables: Vec::new() }
    }

    /// Sets a variable for the runs that follow.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.set(name, value);
        self
    }

    /// Sets a variable for the runs that follow.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.variables.retain(|(known, _)| known != name);
        self.variables.push((name.to_owned(), value.to_owned()));
    }

    /// A path beside the project.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// Starts `fast workflows` with a distribution location.
    pub(crate) fn start(&self, location: &str, more: &[&str]) -> Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_serialize"));
        command.args(["-k", "farm", "-i", "a:1", "fast", "workflows", "-f", "../out"]);
        command.args(["--distribution-location", location]).args(more);
        command.env_clear().env("HOME", self.path("home")).envs(self.variables.clone());
        // Nothing outside this machine is asked for credentials.
        command.env("AWS_EC2_METADATA_DISABLED", "true");
        command.current_dir(self.path("work")).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().unwrap()
    }

    /// Runs `fast workflows` with a distribution location.
    pub(crate) fn run(&self, location: &str) -> Run {
        self.run_with(location, &[])
    }

    /// Runs it with more arguments.
    pub(crate) fn run_with(&self, location: &str, more: &[&str]) -> Run {
        Run::of(self.start(location, more))
    }

    /// The archive's bytes, which a run that succeeds leaves with the specifications.
    pub(crate) fn archive(&self) -> Vec<u8> {
        fs::read(self.path("out").join(self.archive_name())).unwrap()
    }

    /// The archive's name.
    pub(crate) fn archive_name(&self) -> String {
        self.outputs().into_iter().find(|name| name.ends_with(".tar.gz")).expect("a run has left its archive")
    }

    /// The names of what runs have written.
    pub(crate) fn outputs(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path("out")).unwrap().map(|entry| entry.unwrap().file_name());
        let mut names: Vec<_> = entries.map(|name| name.into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// Forgets what runs have written.
    pub(crate) fn clear(&self) {
        for name in self.outputs() {
            fs::remove_file(self.path("out").join(name)).unwrap();
        }
    }

    /// Whether the specification names this address.
    pub(crate) fn spec_names(&self, address: &str) -> bool {
        let spec = fs::read(self.path("out/0_farm.mow_1.pb")).unwrap();
        String::from_utf8_lossy(&spec).contains(address)
    }
}

impl Run {
    /// Waits for the end of a run. One that lasts too long is a fault.
    pub(crate) fn of(mut child: Child) -> Self {
        let start = Instant::now();
        while child.try_wait().unwrap().is_none() {
            if start.elapsed() > LIMIT {
                child.kill().unwrap();
                panic!("the command has not ended after {LIMIT:?}");
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Self { code: status.code().unwrap_or(-1), stdout: text(stdout), stderr: text(stderr) }
    }

    /// The run, which must have ended with this code.
    #[track_caller]
    pub(crate) fn ends_with(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self:#?}");
        self
    }

    /// The run, which must have said this on standard error.
    #[track_caller]
    pub(crate) fn says(self, words: &str) -> Self {
        assert!(self.stderr.contains(words), "not said: {words}\n{self:#?}");
        self
    }

    /// The run, which must not have said this anywhere.
    #[track_caller]
    pub(crate) fn keeps(self, secret: &str) -> Self {
        assert!(!self.stderr.contains(secret) && !self.stdout.contains(secret), "{self:#?}");
        self
    }

    /// Whether the archive was there already.
    pub(crate) fn found_it(&self) -> bool {
        self.stdout.contains("already there")
    }
}

/// Bytes without any pattern that a compressor finds; always the same.
fn noise(bytes: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u8
    };
    std::iter::repeat_with(next).take(bytes).collect()
}
