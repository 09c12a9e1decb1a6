//! The command line as types; the comments here are its help text.
//!
//! Options that belong to the whole run ([`Options`]) are accepted before and after a subcommand. They stand at each level
//! of the command and are merged by [`Options::merge`]: lists are joined, the inner one of two single values wins.

use std::path::PathBuf;
use std::str::FromStr;

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use flyte_serialize::configuration::DEFAULT_RUNTIME_PYTHON_INTERPRETER;

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
pub(super) enum Command {
    /// Write one .pb file per task, workflow and launch plan
    Workflows(Workflows),
    /// The same for fast registration: tasks fetch their code when they start
    Fast(Fast),
    /// Write all specifications, and the code archive if asked for, into one file for registration
    ///
    /// The file is what `flytectl register files --archive` takes. Packages are imported from the source folder.
    Package(Package),
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
    /// Write one .pb file per task, workflow and launch plan, and the code archive
    ///
    /// The archive holds the source root without what git, .dockerignore and .flyteignore leave out. The specifications
    /// hold its place if `--distribution-location` says it, else the placeholders that registration fills.
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
    #[command(flatten)]
    pub(super) fast: FastOptions,
}

/// What fast registration has beyond plain specifications.
#[derive(Debug, Args)]
pub(super) struct FastOptions {
    #[command(flatten)]
    pub(super) archive: ArchiveOptions,
    #[command(flatten)]
    pub(super) distribution: DistributionOptions,
    /// Folder in the container that the code is unpacked in [default: left to registration, but /root with
    /// `--distribution-location`]
    #[arg(long, value_name = "DIR")]
    pub(super) destination_dir: Option<String>,
}

/// `serialize package`.
#[derive(Debug, Args)]
#[command(args_override_self = true)]
pub(super) struct Package {
    #[command(flatten)]
    pub(super) options: Options,
    /// Source root: the folder that packages are imported from and code is taken from [default: the current folder]
    #[arg(short, long, value_name = "DIR")]
    pub(super) source: Option<PathBuf>,
    /// The file to write
    #[arg(short, long, value_name = "FILE", default_value = "flyte-package.tgz")]
    pub(super) output: PathBuf,
    /// Replace the file if it exists
    #[arg(short, long)]
    pub(super) force: bool,
    /// Which code goes into the package
    #[arg(long, value_enum, ignore_case = true, value_name = "STYLE", default_value = "none")]
    pub(super) copy: Copy,
    /// The same as `--copy all`; deprecated
    #[arg(long, conflicts_with = "copy")]
    pub(super) fast: bool,
    /// Python interpreter in the container
    #[arg(short, long, value_name = "PATH", default_value = DEFAULT_RUNTIME_PYTHON_INTERPRETER)]
    pub(super) python_interpreter: String,
    /// Folder in the container that holds the code, or that it is unpacked in
    #[arg(short = 'd', long, visible_alias = "destination-dir", value_name = "DIR")]
    #[arg(default_value = DEFAULT_DESTINATION)]
    pub(super) in_container_source_path: String,
    #[command(flatten)]
    pub(super) archive: ArchiveOptions,
    #[command(flatten)]
    pub(super) distribution: DistributionOptions,
}

/// Where code is in a container if nobody says otherwise.
pub(super) const DEFAULT_DESTINATION: &str = "/root";

/// Which code goes into a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Copy {
    /// Every file under the source root that no ignore rule leaves out
    All,
    /// The modules under the source root that were loaded, whatever the ignore rules say
    Auto,
    /// None: images hold the code
    None,
}

/// How the code archive is made.
#[derive(Debug, Args)]
pub(super) struct ArchiveOptions {
    /// Put what a symbolic link points to in the code archive, instead of the link
    #[arg(long)]
    pub(super) deref_symlinks: bool,
    /// List the files of the code archive with their sizes; with -v also what is left out, and the rules
    #[arg(long)]
    pub(super) show_files: bool,
    /// Warn if the code archive is larger, and name its largest files
    #[arg(long, value_name = "SIZE", default_value = "100MiB")]
    pub(super) max_archive_size: Size,
    /// Read all files, even if none changed since the last time
    #[arg(long)]
    pub(super) no_cache: bool,
}

/// Where tasks fetch the code archive from.
#[derive(Debug, Args)]
pub(super) struct DistributionOptions {
    /// Upload the code archive to this folder or URL, and name its place in the specifications
    ///
    /// A folder, or an address that begins with `file://`, `s3://BUCKET`, `gs://BUCKET`, `https://HOST`, `az://CONTAINER` or
    /// `abfs://CONTAINER@ACCOUNT.dfs.core.windows.net`. The archive is `fastDIGEST.tar.gz` in it.
    #[arg(long, value_name = "URL")]
    pub(super) distribution_location: Option<String>,

    /// Header for requests to an HTTP server, such as one that a signed URL asks for; repeatable
    #[arg(long, value_name = "NAME: VALUE")]
    pub(super) distribution_header: Vec<String>,
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

    /// Folder to find modules and packages in: a virtual environment, its site-packages, or a folder of modules; repeatable,
    /// or a list with the system's separator [default: the active virtual environment, else .venv in or above the source root]
    ///
    /// Packages of an environment are read for what their classes are called and descend from; their code is not run. Modules
    /// in any other folder, and in those that editable installs add, belong to the program.
    #[arg(long, value_name = "DIR")]
    pub(super) python_path: Vec<String>,

    /// Environment variable for every container; repeatable, the last of two values for one variable wins
    #[arg(long, visible_alias = "envvars", value_name = "KEY=VALUE")]
    pub(super) env: Vec<String>,

    /// Accepted for compatibility; has no effect
    #[arg(long, value_name = "FILE")]
    pub(super) in_container_config_path: Option<String>,

    /// Folder of flytekit's virtual environment in the container
    #[arg(long, value_name = "DIR")]
    pub(super) in_container_virtualenv_root: Option<String>,

    /// The flytekit version that specifications name [default: the environment's, else 1.16.31]
    #[arg(long, value_name = "VERSION")]
    pub(super) flytekit_version: Option<String>,

    /// The Python version that code is evaluated for and the default image is chosen by [default: the
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

    /// Show no progress
    #[arg(short, long)]
    pub(super) quiet: bool,
}

impl Options {
    /// These options followed by those of an inner level.
    pub(super) fn merge(mut self, inner: Self) -> Self {
        self.packages.extend(inner.packages);
        self.images.extend(inner.images);
        self.env.extend(inner.env);
        self.python_path.extend(inner.python_path);
        Self {
            packages: self.packages,
            config: inner.config.or(self.config),
            images: self.images,
            local_source_root: inner.local_source_root.or(self.local_source_root),
            python_path: self.python_path,
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
            quiet: self.quiet || inner.quiet,
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

/// A number of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Size(pub(super) u64);

impl FromStr for Size {
    type Err = String;

    /// Reads a number with a unit, such as `50MB` or `1.5GiB`; without a unit it is bytes.
    fn from_str(text: &str) -> Result<Self, String> {
        let expected = || "expected a size such as 50MB or 1.5GiB".to_owned();
        let text = text.trim().to_lowercase();
        let at = text.find(|character: char| character.is_ascii_alphabetic()).unwrap_or(text.len());
        let number: f64 = text[..at].trim().parse().map_err(|_| expected())?;
        let (prefix, base) = match &text[at..] {
            "" | "b" => ("", 1_f64),
            "ib" => return Err(expected()),
            unit if unit.ends_with("ib") => (&unit[..unit.len() - 2], 1024.0),
            unit => (unit.trim_end_matches('b'), if unit.ends_with('b') { 1000.0 } else { 1024.0 }),
        };
        let power =
            ["", "k", "m", "g", "t"].iter().position(|known| *known == prefix).ok_or_else(expected)?;
        let bytes = number * base.powi(power as i32);
        if bytes.is_finite() && bytes >= 0.0 { Ok(Self(bytes as u64)) } else { Err(expected()) }
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
    #[test]
    fn sizes() {
        let size = |text: &str| text.parse().map(|Size(bytes)| bytes);
        assert_eq!(size("0"), Ok(0));
        assert_eq!(size("7b"), Ok(7));
        assert_eq!([size("2k"), size("2KiB"), size("2 kB")], [Ok(2048), Ok(2048), Ok(2000)]);
        assert_eq!([size("1.5GiB"), size("1MB")], [Ok(3 << 29), Ok(1_000_000)]);
        for wrong in ["", "MB", "-1", "1XB", "1ib", "nan", "inf", "1e999k"] {
            assert!(wrong.parse::<Size>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_deprecated_flag_excludes_its_successor() {
        let parse = |line: &str| Cli::try_parse_from(line.split(' ')).map(|cli| cli.command);
        assert!(parse("serialize package --fast --copy=auto").is_err());
        assert!(parse("serialize package --copy AUTO").is_ok());
        let Ok(Command::Package(package)) = parse("serialize package --fast -f -s a -o b -p c -d d") else {
            panic!("another command")
        };
        assert!(package.fast && package.force && package.copy == Copy::None);
        assert_eq!((package.source, package.output), (Some("a".into()), "b".into()));
        assert_eq!(
            (package.python_interpreter.as_str(), package.in_container_source_path.as_str()),
            ("c", "d")
        );
    }
}
