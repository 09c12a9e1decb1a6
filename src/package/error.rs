//! Why there is no selection, archive or package.

use std::io;
use std::path::PathBuf;

use crate::output::OutputError;

/// Why there is no selection, archive or package. After any of these, nothing new is on disk.
#[derive(Debug, thiserror::Error)]
pub enum PackageError {
    /// The source root is not there, or is no folder.
    #[error("the source root {0} is not a folder")]
    Root(PathBuf),
    /// A file or folder can't be read.
    #[error("cannot read {path}: {cause}")]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// A file was there when files were chosen and is gone.
    #[error("{0} vanished while it was being packed")]
    Vanished(PathBuf),
    /// A file is not what it was when files were chosen.
    #[error("{0} changed while it was being packed")]
    Changed(PathBuf),
    /// A name that isn't Unicode: neither the digest nor the archive has a form for it.
    #[error("the name of {0:?} is not valid Unicode")]
    Name(PathBuf),
    /// An ignore file that isn't UTF-8.
    #[error("{0} is not valid UTF-8")]
    IgnoreFile(PathBuf),
    /// A line of an ignore file that is no pattern.
    #[error("line {line} of {path} is not a pattern: {pattern}")]
    Pattern {
        /// The ignore file.
        path: PathBuf,
        /// The number of the line, from 1.
        line: usize,
        /// The line.
        pattern: String,
    },
    /// The system refused to write.
    #[error("cannot write {path}: {cause}")]
    Write {
        /// The file that was to be written.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// The caller asked to stop.
    #[error("interrupted")]
    Interrupted,
}

impl From<OutputError> for PackageError {
    fn from(OutputError { path, cause }: OutputError) -> Self {
        Self::Write { path, cause }
    }
}

impl PackageError {
    /// The error of reading a file that was there before.
    pub(super) fn reading(path: PathBuf, cause: io::Error) -> Self {
        if cause.kind() == io::ErrorKind::NotFound {
            Self::Vanished(path)
        } else {
            Self::Read { path, cause }
        }
    }
}
