//! Why an archive was not uploaded.

use std::io;
use std::path::PathBuf;

/// Why an archive was not uploaded. After any of these, what is under the archive's name is what was there before.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// The archive can't be read.
    #[error("cannot read the code archive: {0}")]
    Content(#[from] io::Error),
    /// The archive's bytes are not what they were.
    #[error("the code archive changed while it was uploaded")]
    Changed,
    /// The system refused to write into a folder.
    #[error("cannot write {path}: {cause}")]
    Folder {
        /// The file that was to be written.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// The program was built without the part that knows such locations.
    #[error("this build of serialize cannot upload to {0}")]
    NotBuiltIn(String),
    /// The caller asked to stop.
    #[error("interrupted")]
    Interrupted,
}
