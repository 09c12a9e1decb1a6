//! The command line: arguments in, results to standard output, diagnostics to standard error, an exit code.
//!
//! Nothing outside this room prints, exits or reads arguments and environment. `arguments` holds the grammar, one file each
//! subcommand; `fault` turns what the library reports into sentence, hint and exit code; `printer` writes all of it in
//! the format that the user asked for.

mod archive;
mod arguments;
mod completions;
mod distribution;
mod fault;
mod interrupt;
mod package;
mod printer;
mod process;
mod program;
mod progress;
mod results;
mod search_path;
mod settings;
mod versions;
mod workflows;

use std::ffi::OsString;
use std::process::ExitCode;
use std::thread;

use clap::Parser;

use arguments::{Cli, Command, FastCommand, Format, Options};
use fault::{Exit, Fault};
use flyte_serialize::configuration::Environment;
use printer::Printer;

/// Evaluation recurses with the program; only the part of the stack that it touches takes memory.
const STACK_BYTES: usize = 512 << 20;

/// Runs the command with the arguments and the environment of this process.
pub(crate) fn main() -> ExitCode {
    let thread = thread::Builder::new().stack_size(STACK_BYTES);
    let exit = match thread.spawn(|| run(std::env::args_os().collect())) {
        Ok(handle) => handle.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
        Err(error) => Printer::new(Format::Human, "".as_ref()).faults(vec![Fault::thread(&error)]),
    };
    ExitCode::from(exit.code())
}

fn run(arguments: Vec<OsString>) -> Exit {
    let format = format_of(&arguments);
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => return usage(&error, format),
    };
    match cli.command {
        Command::Workflows(inner) => {
            let options = cli.options.merge(inner.options);
            with_environment(options, |options, environment, printer| {
                workflows::run(&options, &inner.output, None, environment, printer)
            })
        }
        Command::Fast(fast) => {
            let FastCommand::Workflows(inner) = fast.command;
            let options = cli.options.merge(fast.options).merge(inner.options);
            with_environment(options, |options, environment, printer| {
                workflows::run(&options, &inner.output, Some(&inner.fast), environment, printer)
            })
        }
        Command::Package(mut inner) => {
            let options = cli.options.merge(std::mem::take(&mut inner.options));
            with_environment(options, |options, environment, printer| {
                package::run(options, &inner, environment, printer)
            })
        }
        Command::Completions(inner) => completions::run(inner.shell),
    }
}

/// Runs a subcommand that needs to know the environment, and prints its faults.
fn with_environment(
    options: Options,
    run: impl FnOnce(Options, &Environment, &Printer) -> Result<Exit, Vec<Fault>>,
) -> Exit {
    let format = options.format.unwrap_or_default();
    let environment = match process::environment() {
        Ok(environment) => environment,
        Err(fault) => return Printer::new(format, "".as_ref()).faults(vec![fault]),
    };
    let printer = Printer::new(format, &environment.working_directory);
    run(options, &environment, &printer).unwrap_or_else(|faults| printer.faults(faults))
}

/// Prints help where it was asked for, or what is wrong with the arguments.
fn usage(error: &clap::Error, format: Format) -> Exit {
    if format == Format::Human || !error.use_stderr() {
        // Nobody is left to tell if the terminal is gone.
        let _ = error.print();
        if error.use_stderr() { Exit::Usage } else { Exit::Done }
    } else {
        Printer::new(format, "".as_ref()).faults(vec![Fault::from(error)])
    }
}

/// The format that is asked for by arguments which may be wrong otherwise.
fn format_of(arguments: &[OsString]) -> Format {
    let value = arguments.iter().enumerate().rev().find_map(|(at, argument)| {
        let argument = argument.to_str()?;
        match argument.strip_prefix("--format")? {
            "" => arguments.get(at + 1)?.to_str(),
            value => value.strip_prefix('='),
        }
    });
    value.and_then(|value| clap::ValueEnum::from_str(value, false).ok()).unwrap_or_default()
}
