//! What evaluation is told about the world: nothing else of it is seen.

use std::path::PathBuf;

use indexmap::IndexMap;

/// Settings of an evaluation.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The folder from which modules are imported first, and whose files are the project's own. Absolute.
    pub source_root: PathBuf,
    /// Further folders from which modules are imported.
    pub python_path: Vec<PathBuf>,
    /// `os.environ` of the evaluated program.
    pub environment: IndexMap<String, String>,
    /// `sys.version_info[:2]`.
    pub python_version: (u8, u8),
    /// How many steps (statements, calls and loop turns) may be taken in all; 0 for the default.
    pub step_limit: u64,
}
