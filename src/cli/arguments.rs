//! The command line as types; the comments here are its help text.
//!
//! Options that belong to the whole run ([`Options`]) are accepted before and after a subcommand. They stand at each level
//! of the command and are merged by [`Options::merge`]: lists are joined, the inner one of two single values wins.

use std::path::PathBuf;
use std::str::FromStr;

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};

/// Serialize Flyte workflows written with flytekit, without running Python.
///
/// Evaluates the packages given with `--pkgs` and writes the protobuf specification of each task, workflow and launch
/// plan, as `pyflyte serialize` would. No line of the user's code is run by Python, and nothing needs to be installed.
#[derive(Debug, Parser)]
#[command(name = "serialize", version, subcommand_required = true, arg_required_else_help = true)]
#[command(args_override_self = true, disable_help_subcommand = true, after_help = AFTER_HELP)]
pub(super) struct Cli {
    #[command(flatten)]
    pub(super) options: Options,
    #[command(subcommand)]
    pub(super) command: Command,
}

const AFTER_HELP: &str = "\
Exit codes: 0 done, 1 the program being serialized has faults, 2 wrong usage, 3 files or network failed.";

/// What to do.
#[derive(Debug, Subcommand)]
#[expect(clippy::large_enum_variant, reason = "there is one value in a run")]
pub(super) enum Command {
    /// Write one .pb file per task, workflow and launch plan
    Workflows(Workflows),
    /// The same for fast registration: tasks fetch their code when they start
    Fast(Fast),
    /// Write a shell's completion script to standard output
    Completions(Completions),
}

/// `serialize workflows`.
#[derive(Debug, Args)]
#[command(args_override_self = true)]
pub(super) struct Workflows {
    #[command(flatten)]
    pub(super) options: Options,
    #[command(flatten)]
    pub(super) output: Output,
}

/// `serialize fast`.
#[derive(Debug, Args)]
#[command(args_override_self = true, subcommand_required = true, arg_required_else_help = true)]
#[command(disable_help_subcommand = true)]
pub(super) struct Fast {
    #[command(flatten)]
    pub(super) options: Options,
    #[command(subcommand)]
    pub(super) command: FastCommand,
}

/// What to do for fast registration.
#[derive(Debug, Subcommand)]
pub(super) enum FastCommand {
    /// Write one .pb file per task, workflow and launch plan
    ///
    /// The specifications hold the placeholders that registration fills with the place of the code archive. The archive
    /// itself is not written yet.
    Workflows(FastWorkflows),
}

/// `serialize fast workflows`.
#[derive(Debug, Args)]
#[command(args_override_self = true)]
pub(super) struct FastWorkflows {
    #[command(flatten)]
    pub(super) options: Options,
    #[command(flatten)]
    pub(super) output: Output,
    /// Put what a symbolic link points to in the code archive, instead of the link
    #[arg(long)]
    pub(super) deref_symlinks: bool,
}

/// Where the results go.
#[derive(Debug, Args)]
pub(super) struct Output {
    /// Existing folder for the .pb files
    #[arg(short, long, value_name = "DIR", default_value = ".")]
    pub(super) folder: PathBuf,
}

/// `serialize completions`.
#[derive(Debug, Args)]
pub(super) struct Completions {
    /// The shell that is to complete `serialize`
    pub(super) shell: clap_complete::Shell,
}

/// Options of the whole run.
#[derive(Debug, Default, Args)]
pub(super) struct Options {
    /// Python package or module to serialize, such as app.workflows; repeatable, or a comma list
    ///
    /// Without it: the environment's `FLYTE_SDK_WORKFLOW_PACKAGES`, then what the configuration file says.
    #[arg(short = 'k', long = "pkgs", value_name = "PKG")]
    pub(super) packages: Vec<String>,

    /// Configuration file: YAML if it ends in .yaml or .yml, INI otherwise
    #[arg(short, long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,

    /// Container image, such as ghcr.io/acme/app:v1; with a name before = it is that named image, without it the default
    ///
    /// Repeatable. Every image needs a tag or a digest. The default image is that of the environment's
    /// `FLYTE_INTERNAL_IMAGE` if none is given, then flytekit's published image for the Python and flytekit versions.
    #[arg(short, long = "image", value_name = "[NAME=]IMAGE")]
    pub(super) images: Vec<String>,

    /// Folder that packages are imported from [default: the current folder]
    #[arg(long, value_name = "DIR")]
    pub(super) local_source_root: Option<String>,

    /// Environment variable for every container; repeatable, the last of two values for one variable wins
    #[arg(long, visible_alias = "envvars", value_name = "KEY=VALUE")]
    pub(super) env: Vec<String>,

    /// Accepted for compatibility; has no effect
    #[arg(long, value_name = "FILE")]
    pub(super) in_container_config_path: Option<String>,

    /// Folder of flytekit's virtual environment in the container
    #[arg(long, value_name = "DIR")]
    pub(super) in_container_virtualenv_root: Option<String>,

    /// The flytekit version that specifications name [default: the active virtual environment's, else 1.16.31]
    #[arg(long, value_name = "VERSION")]
    pub(super) flytekit_version: Option<String>,

    /// The Python version that code is evaluated for and the default image is chosen by [default: the active virtual
    /// environment's, else 3.11]
    #[arg(long, value_name = "VERSION")]
    pub(super) python_version: Option<PythonVersion>,

    /// How to print results (standard output) and diagnostics (standard error) [default: human]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(super) format: Option<Format>,

    /// Treat warnings as errors: nothing is written, exit code 1
    #[arg(long)]
    pub(super) strict: bool,

    /// Say on standard error which settings are used
    #[arg(short, long, action = ArgAction::Count)]
    pub(super) verbose: u8,
}

impl Options {
    /// These options followed by those of an inner level.
    pub(super) fn merge(mut self, inner: Self) -> Self {
        self.packages.extend(inner.packages);
        self.images.extend(inner.images);
        self.env.extend(inner.env);
        Self {
            packages: self.packages,
            config: inner.config.or(self.config),
            images: self.images,
            local_source_root: inner.local_source_root.or(self.local_source_root),
            env: self.env,
            in_container_config_path: inner.in_container_config_path.or(self.in_container_config_path),
            in_container_virtualenv_root: inner
                .in_container_virtualenv_root
                .or(self.in_container_virtualenv_root),
            flytekit_version: inner.flytekit_version.or(self.flytekit_version),
            python_version: inner.python_version.or(self.python_version),
            format: inner.format.or(self.format),
            strict: self.strict || inner.strict,
            verbose: self.verbose.saturating_add(inner.verbose),
        }
    }
}

/// How results and diagnostics are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For a person
    #[default]
    Human,
    /// One JSON object for the results, one line of JSON for each diagnostic
    Json,
    /// Diagnostics as annotations of GitHub Actions
    Github,
}

/// A Python version: major and minor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PythonVersion(pub(super) u8, pub(super) u8);

impl FromStr for PythonVersion {
    type Err = String;

    /// Reads `3.11` or a longer version such as `3.11.4`.
    fn from_str(version: &str) -> Result<Self, String> {
        let mut parts = version.trim().split('.').map(str::parse);
        match (parts.next(), parts.next()) {
            (Some(Ok(major)), Some(Ok(minor))) => Ok(Self(major, minor)),
            _ => Err("expected a version such as 3.11".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn options_on_both_sides_of_the_subcommand_are_merged() {
        let line = "serialize -k a -i x:1 -v --config 1 fast -k b --strict workflows -k c,d -i n=y:2 -c 2 -v";
        let cli = Cli::try_parse_from(line.split(' ')).unwrap();
        let Command::Fast(Fast { options, command: FastCommand::Workflows(inner) }) = cli.command else {
            panic!("another command")
        };
        let options = cli.options.merge(options).merge(inner.options);
        assert_eq!(options.packages, ["a", "b", "c,d"]);
        assert_eq!(options.images, ["x:1", "n=y:2"]);
        assert_eq!(options.config, Some(PathBuf::from("2")));
        assert_eq!((options.strict, options.verbose), (true, 2));
    }

    #[test]
    fn the_last_of_two_single_values_wins() {
        let cli = Cli::try_parse_from("serialize -c 1 -c 2 workflows -f a -f b".split(' ')).unwrap();
        let Command::Workflows(workflows) = cli.command else { panic!("another command") };
        assert_eq!(cli.options.config, Some(PathBuf::from("2")));
        assert_eq!(workflows.output.folder, PathBuf::from("b"));
    }

    #[test]
    fn python_versions() {
        assert_eq!("3.11.4".parse(), Ok(PythonVersion(3, 11)));
        assert_eq!("3.8".parse(), Ok(PythonVersion(3, 8)));
        for wrong in ["3", "", "3.x", "three.eleven", "3.999"] {
            assert!(wrong.parse::<PythonVersion>().is_err(), "{wrong}");
        }
    }
}
