//! What the library is told about the process: variables, home directory, working directory.
//!
//! The library never asks the operating system for these itself; the command fills an `Environment` once, a test fills one
//! by hand.

use std::collections::BTreeMap;
use std::path::PathBuf;

/// The surroundings that configuration is read in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Environment {
    /// The environment variables.
    pub variables: BTreeMap<String, String>,
    /// The home directory, if there is one; configuration is searched in its `.flyte`.
    pub home_directory: Option<PathBuf>,
    /// The directory that relative paths start from.
    pub working_directory: PathBuf,
}

impl Environment {
    /// The value of a variable, if it is set (possibly to nothing).
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str)
    }
}
