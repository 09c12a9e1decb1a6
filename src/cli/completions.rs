//! `serialize completions`: the completion script of a shell, made from the arguments' types.

use std::io::Write;

use clap::CommandFactory;
use clap_complete::Shell;

use super::arguments::{Cli, Format};
use super::fault::{Exit, Fault};
use super::printer::Printer;

/// Writes the script to standard output.
pub(super) fn run(shell: Shell) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "serialize", &mut script);
    match std::io::stdout().write_all(&script) {
        Ok(()) => Exit::Done,
        Err(error) => Printer::new(Format::Human, "".as_ref()).faults(vec![Fault::output(&error)]),
    }
}
