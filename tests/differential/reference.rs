//! CPython, which says what a program prints.
//!
//! A program that takes more memory or time than there is for one ends CPython, or is known by the `MemoryError` that it
//! prints. It is set aside, and CPython started again for the programs after it.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// A running `python3`.
pub(crate) struct Reference {
    process: Process,
    sent: Vec<(String, String)>,
}

struct Process {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Reference {
    /// Starts it; `None` where there is no `python3` of version 3.11.
    pub(crate) fn start() -> Option<Self> {
        let process = Process::start()?;
        Some(Self { process, sent: Vec::new() })
    }

    /// Has programs run, each a module of the given name.
    pub(crate) fn send(&mut self, programs: &[(String, String)]) {
        self.sent = programs.to_vec();
        self.process.send(programs);
    }

    /// What the programs print that were sent last; `None` for those that CPython has not the means for.
    pub(crate) fn receive(&mut self) -> Vec<Option<String>> {
        let programs = std::mem::take(&mut self.sent);
        let mut printed = Vec::with_capacity(programs.len());
        while printed.len() < programs.len() {
            let text: Option<String> = serde_json::from_str(&self.process.line()).ok();
            if text.is_none() {
                self.process = Process::start().expect("python3 starts again");
                self.process.send(&programs[printed.len() + 1..]);
            }
            printed.push(text.filter(|text| !text.contains("MemoryError")));
        }
        printed
    }
}

impl Process {
    fn start() -> Option<Self> {
        let mut child = Command::new("python3")
            .args(["-I", "-W", "ignore", "-c", include_str!("reference.py")])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let input = child.stdin.take();
        let output = BufReader::new(child.stdout.take()?);
        let mut process = Self { child, input, output };
        (process.line() == "[3, 11]").then_some(process)
    }

    fn send(&mut self, programs: &[(String, String)]) {
        let line = serde_json::to_string(programs).unwrap();
        let input = self.input.as_mut().unwrap();
        input.write_all(line.as_bytes()).unwrap();
        input.write_all(b"\n").unwrap();
        input.flush().unwrap();
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.input.take());
        drop(self.child.wait());
    }
}
