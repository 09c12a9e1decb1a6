//! CPython, which says what a program prints.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// A running `python3`.
pub(crate) struct Reference {
    process: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Reference {
    /// Starts it; `None` where there is no `python3` of version 3.11.
    pub(crate) fn start() -> Option<Self> {
        let mut process = Command::new("python3")
            .args(["-I", "-W", "ignore", "-c", include_str!("reference.py")])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let input = process.stdin.take();
        let output = BufReader::new(process.stdout.take()?);
        let mut reference = Self { process, input, output };
        (reference.line() == "[3, 11]").then_some(reference)
    }

    /// Has programs run, each a module of the given name.
    pub(crate) fn send(&mut self, programs: &[(String, String)]) {
        let line = serde_json::to_string(programs).unwrap();
        let input = self.input.as_mut().unwrap();
        input.write_all(line.as_bytes()).unwrap();
        input.write_all(b"\n").unwrap();
        input.flush().unwrap();
    }

    /// What the programs print that were sent last.
    pub(crate) fn receive(&mut self) -> Vec<String> {
        serde_json::from_str(&self.line()).expect("python3 has ended early")
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }
}

impl Drop for Reference {
    fn drop(&mut self) {
        drop(self.input.take());
        drop(self.process.wait());
    }
}
