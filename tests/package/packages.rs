//! `serialize package` against the package that `pyflyte package` writes for the same arguments.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Output};

use base64::Engine as _;
use flyte_serialize::idl::flyteidl::admin::{LaunchPlan, TaskSpec, WorkflowSpec};
use prost::Message as _;
use serde_json::Value;
use tempfile::TempDir;

use crate::tree::{RECORDED, texts};

/// The program of the recordings, in a folder of its own.
fn program() -> TempDir {
    let folder = TempDir::new().unwrap();
    for (path, text) in RECORDED["program"].as_object().unwrap() {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text.as_str().unwrap()).unwrap();
    }
    folder
}

fn serialize(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_serialize"));
    command.args(arguments).current_dir(folder.join("root")).env_clear().env("HOME", folder);
    // Git is looked for on the path.
    command.envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
    command.output().unwrap()
}

/// Names and contents of what is in a package, in order.
fn unpacked(package: &Path) -> Vec<(String, Vec<u8>)> {
    let mut tar = tar::Archive::new(flate2::read::GzDecoder::new(File::open(package).unwrap()));
    let mut members = Vec::new();
    for entry in tar.entries().unwrap() {
        let mut entry = entry.unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        members.push((entry.path().unwrap().to_str().unwrap().to_owned(), bytes));
    }
    members
}

/// A specification as text that is the same for the same message.
fn message(name: &str, bytes: &[u8]) -> String {
    match name.trim_end_matches(".pb").rsplit('_').next() {
        Some("1") => format!("{:#?}", TaskSpec::decode(bytes).unwrap()),
        Some("2") => format!("{:#?}", WorkflowSpec::decode(bytes).unwrap()),
        _ => format!("{:#?}", LaunchPlan::decode(bytes).unwrap()),
    }
}

fn recorded_messages(case: &Value) -> BTreeMap<String, String> {
    let specs = case["specs"].as_object().unwrap().iter();
    let decode = |text: &Value| base64::prelude::BASE64_STANDARD.decode(text.as_str().unwrap()).unwrap();
    specs.map(|(name, text)| (name.clone(), message(name, &decode(text)))).collect()
}

#[test]
fn the_same_specifications_and_archives_as_the_reference() {
    for case in RECORDED["packages"].as_array().unwrap() {
        let folder = program();
        let output = folder.path().join("package.tgz");
        let mut arguments: Vec<_> = texts(&case["arguments"]).collect();
        arguments.extend(["-o", output.to_str().unwrap()]);
        let run = serialize(folder.path(), &arguments);
        assert!(run.status.success(), "{}: {run:?}", case["name"]);
        let members = unpacked(&output);
        let (archives, specs): (Vec<_>, Vec<_>) =
            members.into_iter().partition(|(name, _)| name.starts_with("fast"));
        let archives: Vec<_> = archives.into_iter().map(|(name, _)| name).collect();
        assert_eq!(archives, texts(&case["archives"]).collect::<Vec<_>>(), "{}", case["name"]);
        let ours: BTreeMap<_, _> =
            specs.into_iter().map(|(name, bytes)| (name.clone(), message(&name, &bytes))).collect();
        assert_eq!(ours, recorded_messages(case), "{}", case["name"]);
    }
}

#[test]
fn the_same_package_from_another_run_and_place() {
    let arguments = ["-k", "mill", "-i", "mill:v1", "package", "--copy", "all"];
    let packages = [program(), program()].map(|folder| {
        let run = serialize(folder.path(), &arguments);
        assert!(run.status.success(), "{run:?}");
        fs::read(folder.path().join("root/flyte-package.tgz")).unwrap()
    });
    assert!(packages[0] == packages[1]);
}

#[test]
fn a_second_run_without_changes_leaves_the_package_alone() {
    let folder = program();
    // A file is trusted once it has been left alone for a while.
    std::thread::sleep(std::time::Duration::from_millis(3100));
    let arguments = ["-k", "mill", "-i", "mill:v1", "package", "--copy", "all", "-f"];
    let inode = |arguments: &[&str]| {
        let run = serialize(folder.path(), arguments);
        assert!(run.status.success(), "{run:?}");
        std::os::unix::fs::MetadataExt::ino(&folder.path().join("root/flyte-package.tgz").metadata().unwrap())
    };
    let first = inode(&arguments);
    assert_eq!(inode(&arguments), first);
    let again = inode(&[&arguments[..], &["--no-cache"]].concat());
    assert_ne!(again, first);
    let other = inode(&["-k", "mill", "-i", "mill:v2", "package", "--copy", "all", "-f"]);
    assert_ne!(other, again);
}
