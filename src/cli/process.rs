//! What the process is told by the operating system, read once.

use std::env;
use std::path::PathBuf;

use flyte_serialize::configuration::Environment;

use super::fault::Fault;

/// Variables, home and working directory of this process. Variables that are not text are left out.
pub(super) fn environment() -> Result<Environment, Fault> {
    let text = |value: std::ffi::OsString| value.into_string().ok();
    Ok(Environment {
        variables: env::vars_os().filter_map(|(name, value)| Some((text(name)?, text(value)?))).collect(),
        home_directory: env::home_dir().filter(|home| *home != PathBuf::new()),
        working_directory: env::current_dir().map_err(|error| Fault::working_directory(&error))?,
    })
}
