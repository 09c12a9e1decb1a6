//! `serialize completions`: the completion script of a shell, made from the arguments' types.

use clap::CommandFactory;
use clap_complete::Shell;

use super::arguments::{Cli, Format};
use super::fault::Exit;
use super::printer::{Printer, write_stdout};

/// Writes the script to standard output.
pub(super) fn run(shell: Shell) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "serialize", &mut script);
    match write_stdout(&script) {
        Ok(()) => Exit::Done,
        Err(fault) => Printer::new(Format::Human, "".as_ref()).faults(vec![fault]),
    }
}
