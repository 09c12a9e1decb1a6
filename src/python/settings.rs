//! What evaluation is told about the world: nothing else of it is seen.

use std::path::PathBuf;

use indexmap::IndexMap;

use super::installed::Installed;

/// Settings of an evaluation.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The folder from which modules are imported first, and whose files are the project's own. Absolute.
    pub source_root: PathBuf,
    /// Further folders from which modules are imported.
    pub python_path: Vec<PathBuf>,
    /// Where installed packages are, which are read but not run, and first-party code that is installed for editing.
    pub installed: Installed,
    /// `os.environ` of the evaluated program.
    pub environment: IndexMap<String, String>,
    /// `sys.version_info[:2]`.
    pub python_version: (u8, u8),
    /// When the program is evaluated. Without it, whatever the clock says is unknown.
    pub present: Option<Present>,
    /// How many steps (statements, calls and loop turns) may be taken in all; 0 for the default.
    pub step_limit: u64,
}

/// The one moment that a program takes for the present, however often it asks: `datetime.now()`, `time.time()`. It is given
/// from outside, so that the same sources and settings give the same result.
#[derive(Clone, Copy, Debug)]
pub struct Present {
    /// Microseconds since the beginning of 1970, of UTC.
    pub unix_microseconds: i64,
    /// By how much the local clock is ahead of UTC at that moment.
    pub utc_offset: UtcOffset,
}

/// By how many seconds a clock is ahead of UTC.
#[derive(Clone, Copy, Debug)]
pub enum UtcOffset {
    /// That many.
    Seconds(i32),
    /// What this says of the microseconds since the beginning of 1970. Few programs ask, and to find out takes as long as
    /// to serialize a module.
    Of(fn(i64) -> i32),
}

impl Present {
    /// What the local clock shows, as microseconds since 1970 began on it.
    pub fn local_microseconds(&self) -> i64 {
        let seconds = match self.utc_offset {
            UtcOffset::Seconds(seconds) => seconds,
            UtcOffset::Of(find) => find(self.unix_microseconds),
        };
        self.unix_microseconds.saturating_add(i64::from(seconds) * 1_000_000)
    }
}
