//! A folder and an environment of its own for one run of the command.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// A temporary folder, in which the command runs and where it finds its home folder.
pub(crate) struct Sandbox {
    folder: TempDir,
    variables: Vec<(String, String)>,
}

impl Sandbox {
    /// An empty folder and an empty environment.
    pub(crate) fn new() -> Self {
        Self { folder: TempDir::new().unwrap(), variables: Vec::new() }
    }

    /// Sets an environment variable for the runs that follow.
    pub(crate) fn with_variable(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Writes a file, with the folders that lead to it.
    pub(crate) fn with_file(self, path: &str, text: &str) -> Self {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    /// Makes a folder.
    pub(crate) fn with_folder(self, path: &str) -> Self {
        fs::create_dir_all(self.path(path)).unwrap();
        self
    }

    /// A path in the sandbox.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join("work").join(path)
    }

    /// The files below a folder, sorted.
    pub(crate) fn files(&self, folder: &str) -> Vec<String> {
        let root = self.path(folder);
        let files = walkdir::WalkDir::new(&root).sort_by_file_name().into_iter().map(Result::unwrap);
        let files = files.filter(|entry| entry.file_type().is_file());
        files.map(|entry| entry.path().strip_prefix(&root).unwrap().display().to_string()).collect()
    }

    /// Runs the command with the arguments in `line`, which are separated by single spaces.
    pub(crate) fn run(&self, line: &str) -> String {
        let output = self.output(line);
        let mut text = format!("exit code: {}\n", output.status.code().unwrap_or(-1));
        for (name, bytes) in [("stdout", output.stdout), ("stderr", output.stderr)] {
            let stream = self.normalized(&String::from_utf8(bytes).unwrap());
            if !stream.is_empty() {
                write!(text, "----- {name} -----\n{stream}").unwrap();
            }
        }
        text
    }

    /// Runs the command as [`Self::run`] does, and gives what it left.
    pub(crate) fn output(&self, line: &str) -> Output {
        let (home, work) = (self.folder.path().join("home"), self.path(""));
        fs::create_dir_all(&home).unwrap();
        fs::create_dir_all(&work).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_serialize"));
        command.args(line.split(' ').filter(|argument| !argument.is_empty()));
        command.env_clear().env("HOME", home).envs(self.variables.clone()).current_dir(work);
        command.output().unwrap()
    }

    /// The text with paths of this sandbox written as `$SANDBOX`, slashes as on Unix.
    fn normalized(&self, text: &str) -> String {
        let root = |path: &Path| path.display().to_string();
        let resolved = root(&self.folder.path().canonicalize().unwrap());
        let text = text.replace(&resolved, "$SANDBOX").replace(&root(self.folder.path()), "$SANDBOX");
        if cfg!(windows) { text.replace('\\', "/").replace("serialize.exe", "serialize") } else { text }
    }
}
