//! What the command reports when the library or the operating system says no: the one place that turns an error into a
//! sentence, a hint and an exit code.

use std::io;
use std::path::Path;

use clap::error::{ContextKind, ContextValue};
use flyte_serialize::configuration::{
    ConfigError, ConfigFileError, ImageConfigError, ImageError, UnsupportedPythonVersion,
};
use flyte_serialize::diagnostic::{Diagnostic, Id};
use flyte_serialize::lower::WriteError;
use flyte_serialize::package::PackageError;
use flyte_serialize::storage::{LocationError, StorageError};

/// How the command ends; the worst of several is the greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Exit {
    /// Everything asked for was done.
    Done,
    /// The program being serialized has faults.
    Faults,
    /// The command is used in a wrong way.
    Usage,
    /// Files or network failed.
    Environment,
}

impl Exit {
    /// The process's exit code.
    pub(super) const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Faults => 1,
            Self::Usage => 2,
            Self::Environment => 3,
        }
    }
}

/// A diagnostic, and how the command ends because of it.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) exit: Exit,
    pub(super) diagnostic: Diagnostic,
}

impl Fault {
    /// The arguments, or variables that stand for them, are wrong.
    pub(super) fn usage(message: impl Into<String>) -> Self {
        Self { exit: Exit::Usage, diagnostic: Diagnostic::error(Id::Usage, message) }
    }

    /// A `--pkgs` value that cannot be a module's name.
    pub(super) fn package(value: &str) -> Self {
        Self::usage(format!("illegal package `{value}`"))
            .with_help("name it as it is imported, such as app.workflows")
    }

    /// A `--env` value without `=`.
    pub(super) fn key_value(value: &str) -> Self {
        Self::usage(format!("expected KEY=VALUE for `--env`, got `{value}`"))
    }

    /// A variable that must hold a point in time.
    pub(super) fn source_date(variable: &str, value: &str) -> Self {
        Self::usage(format!("the variable `{variable}` is `{value}`, not a number of seconds since 1970"))
    }

    /// A folder that must exist: as it was given, and as an absolute path.
    pub(super) fn folder(option: &str, given: &Path, path: &Path) -> Self {
        let what = if path.exists() { "is not a folder" } else { "does not exist" };
        Self::usage(format!("`{}`, given for `{option}`, {what}", given.display()))
    }

    /// A file that is in the way of what is to be written.
    pub(super) fn existing_output(given: &Path) -> Self {
        Self::usage(format!("`{}`, given for `--output`, already exists", given.display()))
            .with_help("replace it with `--force`")
    }

    /// A distribution location that is none. What was given is not shown, as it may hold a password.
    pub(super) fn location(error: &LocationError) -> Self {
        Self::usage(format!("the value of `--distribution-location` {error}"))
    }

    /// A `--distribution-header` value that is none. It is not shown, as it may be secret.
    pub(super) fn header() -> Self {
        Self::usage("expected `NAME: VALUE` for `--distribution-header`")
    }

    /// Headers for a location that takes none.
    pub(super) fn headers_elsewhere() -> Self {
        Self::usage("`--distribution-header` is for a distribution location on an HTTP server only")
    }

    /// A distribution location for a package without code.
    pub(super) fn nothing_to_distribute() -> Self {
        Self::usage("`--distribution-location` is given, but there is no code to upload with `--copy none`")
            .with_help("add `--copy all` or `--copy auto`")
    }

    /// An image that is a file: a specification to build an image from.
    pub(super) fn image_specification(value: &str) -> Self {
        let message =
            format!("`{value}` is the file of an image specification, which would have to be built");
        Self { exit: Exit::Faults, diagnostic: Diagnostic::error(Id::UnsupportedFeature, message) }
            .with_help("build the image and give its name")
    }

    /// The working directory is gone or out of reach.
    pub(super) fn working_directory(error: &io::Error) -> Self {
        Self::environment(format!("cannot tell the current folder: {error}"))
    }

    /// Standard output takes nothing.
    pub(super) fn output(error: &io::Error) -> Self {
        Self::environment(format!("cannot write to standard output: {error}"))
    }

    /// The thread that does the work cannot be started.
    pub(super) fn thread(error: &io::Error) -> Self {
        Self::environment(format!("cannot start a thread: {error}")).with_help(
            "evaluation needs 512 MiB of address space; check the limits of this shell (ulimit -v)",
        )
    }

    fn environment(message: String) -> Self {
        Self { exit: Exit::Environment, diagnostic: Diagnostic::error(Id::Environment, message) }
    }

    fn with_help(mut self, help: impl Into<String>) -> Self {
        self.diagnostic = self.diagnostic.with_help(help);
        self
    }
}

impl From<&clap::Error> for Fault {
    fn from(error: &clap::Error) -> Self {
        let rendered = error.render().to_string();
        let message = rendered.split("\n\n").next().unwrap_or_default().trim_start_matches("error: ");
        let message = message.lines().map(str::trim).collect::<Vec<_>>().join(" ");
        let fault = Self::usage(message);
        match error.get(ContextKind::SuggestedArg) {
            Some(ContextValue::String(argument)) => fault.with_help(format!("did you mean `{argument}`?")),
            _ => fault,
        }
    }
}

impl From<ImageConfigError> for Fault {
    fn from(error: ImageConfigError) -> Self {
        let (message, help) = match error {
            ImageConfigError::TwoDefaults { first, second, .. } => (
                format!("two default images, `{}` and `{}`", first.full(), second.full()),
                "give all but one a name, as in `--image NAME=IMAGE`",
            ),
            ImageConfigError::Image(ImageError::MissingVersion { identifier }) => {
                (format!("the image `{identifier}` has neither tag nor digest"), "add a tag, as in `app:v1`")
            }
            ImageConfigError::Image(ImageError::TagAndDigest { tag, digest }) => (
                format!("an image has both the tag `{tag}` and the digest `{digest}`"),
                "give only one of them",
            ),
            ImageConfigError::Configuration(error) => return Self::from(error),
        };
        Self { exit: Exit::Faults, diagnostic: Diagnostic::error(Id::InvalidImage, message) }.with_help(help)
    }
}

impl From<ConfigFileError> for Fault {
    fn from(error: ConfigFileError) -> Self {
        let exit = match error {
            ConfigFileError::Read { .. } => Exit::Environment,
            ConfigFileError::Ini { .. } | ConfigFileError::InternalSection { .. } => Exit::Usage,
        };
        Self { exit, diagnostic: Diagnostic::error(Id::Configuration, error.to_string()) }
    }
}

impl From<ConfigError> for Fault {
    fn from(error: ConfigError) -> Self {
        let exit = match error {
            ConfigError::SecretFile { .. } => Exit::Environment,
            _ => Exit::Usage,
        };
        Self { exit, diagnostic: Diagnostic::error(Id::Configuration, error.to_string()) }
    }
}

impl From<WriteError> for Fault {
    fn from(error: WriteError) -> Self {
        let (exit, id) = match error {
            WriteError::MissingFolder(_) | WriteError::Io { .. } => (Exit::Environment, Id::Environment),
            WriteError::FileName(_) => (Exit::Faults, Id::InvalidArgument),
        };
        Self { exit, diagnostic: Diagnostic::error(id, error.to_string()) }
    }
}

impl From<PackageError> for Fault {
    fn from(error: PackageError) -> Self {
        let help = match error {
            PackageError::Changed(_) | PackageError::Vanished(_) => Some(
                "run again when nothing writes to the source root, or leave the file out with a .flyteignore",
            ),
            PackageError::Read { .. } | PackageError::Name(_) => {
                Some("leave it out with a line in a .flyteignore at the source root")
            }
            _ => None,
        };
        let (exit, id) = match error {
            PackageError::IgnoreFile(_) | PackageError::Pattern { .. } => (Exit::Usage, Id::Configuration),
            PackageError::Root(_) => (Exit::Usage, Id::Usage),
            _ => (Exit::Environment, Id::Environment),
        };
        let fault = Self { exit, diagnostic: Diagnostic::error(id, error.to_string()) };
        match help {
            Some(help) => fault.with_help(help),
            None => fault,
        }
    }
}

impl From<StorageError> for Fault {
    fn from(error: StorageError) -> Self {
        let exit = match error {
            StorageError::Setting(_) | StorageError::NotBuiltIn(_) => Exit::Usage,
            _ => Exit::Environment,
        };
        let fault = Self { exit, diagnostic: Diagnostic::error(Id::Upload, error.to_string()) };
        match error.help() {
            Some(help) => fault.with_help(help),
            None => fault,
        }
    }
}

impl From<UnsupportedPythonVersion> for Fault {
    fn from(error: UnsupportedPythonVersion) -> Self {
        let message = format!("there is no default image: {error}");
        Self { exit: Exit::Faults, diagnostic: Diagnostic::error(Id::InvalidImage, message) }
            .with_help("give one with `--image IMAGE`, or say another version with `--python-version`")
    }
}
