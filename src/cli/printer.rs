//! Writes results to standard output and diagnostics to standard error, in the format that the user asked for.
//!
//! Colour is used only where standard error is a terminal and the environment does not forbid it (`NO_COLOR`,
//! `CLICOLOR`, `TERM=dumb`); `CLICOLOR_FORCE` forces it.

use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use anstream::{AutoStream, ColorChoice};
use flyte_serialize::diagnostic::{
    Diagnostic, Severity, Viewpoint, render_github, render_json, render_terminal,
};
use flyte_serialize::source::Sources;

use super::arguments::Format;
use super::fault::{Exit, Fault};
use super::results::Results;

/// The two output streams of the command.
#[derive(Debug)]
pub(super) struct Printer {
    format: Format,
    base: PathBuf,
}

impl Printer {
    /// A printer that names places relative to `base` where they lie below it.
    pub(super) fn new(format: Format, base: &Path) -> Self {
        Self { format, base: base.to_owned() }
    }

    /// Prints diagnostics, in the order given. A person is told at the end what the errors mean for the run.
    pub(super) fn diagnostics(&self, diagnostics: &[Diagnostic], sources: &Sources) {
        let from = Viewpoint { sources, base: &self.base };
        let colour = AutoStream::choice(&io::stderr()) != ColorChoice::Never;
        for diagnostic in diagnostics {
            let text = match self.format {
                Format::Human => render_terminal(diagnostic, from, colour),
                Format::Json => render_json(diagnostic, from).to_string(),
                Format::Github => render_github(diagnostic, from),
            };
            say(&text);
        }
        if let (Format::Human, Some(summary)) = (self.format, summary(diagnostics)) {
            say(&summary);
        }
    }

    /// Prints faults that have no place in any source; the exit code is that of the worst.
    pub(super) fn faults(&self, faults: Vec<Fault>) -> Exit {
        let exit = faults.iter().map(|fault| fault.exit).max().unwrap_or(Exit::Done);
        let diagnostics: Vec<_> = faults.into_iter().map(|fault| fault.diagnostic).collect();
        self.diagnostics(&diagnostics, &Sources::new());
        exit
    }

    /// Tells a person about the run, on standard error.
    pub(super) fn remark(&self, text: &str) {
        if self.format == Format::Human {
            say(text);
        }
    }

    /// Whether a person reads what is printed.
    pub(super) fn is_for_people(&self) -> bool {
        self.format == Format::Human
    }

    /// Prints what was written.
    pub(super) fn results(&self, results: &Results<'_>) -> Result<(), Fault> {
        let text = match self.format {
            Format::Json => format!("{}\n", results.json()),
            Format::Human | Format::Github => results.text(),
        };
        write_stdout(text.as_bytes())
    }
}

/// Writes to standard output. Who closes the pipe has read enough.
pub(super) fn write_stdout(bytes: &[u8]) -> Result<(), Fault> {
    match io::stdout().write_all(bytes) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Fault::output(&error)),
        _ => Ok(()),
    }
}

/// How many errors and warnings there are, where there is more than one error.
fn summary(diagnostics: &[Diagnostic]) -> Option<String> {
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count();
    (errors > 1).then(|| format!("{errors} errors; nothing was written"))
}

/// Writes a line to standard error; there is nobody to tell if that fails.
fn say(line: &str) {
    let mut stderr = AutoStream::auto(io::stderr()).lock();
    let _ = writeln!(stderr, "{line}");
}
