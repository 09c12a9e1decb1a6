//! What a selection says about each entry of the source root.

use std::fs::Metadata;
use std::path::PathBuf;

use super::ignore::{DropRule, PatternLine};

/// A file that belongs in the archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The path below the source root, with `/` between its parts.
    pub path: String,
    /// Where the link points to, if the entry is archived as a symbolic link.
    pub link: Option<PathBuf>,
    /// What the file system says of the file; of a link's target, as its contents count for the digest.
    pub stamp: Stamp,
    /// The negated pattern that kept the file, if one had to.
    pub rule: Option<PatternLine>,
}

/// An entry of the source root that does not belong in the archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dropped {
    /// The path below the source root, with `/` between its parts; characters that aren't Unicode are replaced.
    pub path: String,
    /// Whether it is a folder that was not entered.
    pub is_folder: bool,
    /// The size in bytes, if it was asked for and the entry is a file.
    pub size: Option<u64>,
    /// Why it was dropped.
    pub rule: DropRule,
}

/// What tells whether a file is still the same without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Size in bytes.
    pub size: u64,
    /// Whether its owner may execute the file.
    pub executable: bool,
    /// Time of the last modification, in nanoseconds since 1970.
    pub modified: i128,
    /// Time of the last change of contents or attributes, in nanoseconds since 1970.
    pub changed: i128,
    /// The file system.
    pub device: u64,
    /// The number of the file in its file system.
    pub inode: u64,
}

impl Stamp {
    /// The stamp in a file's metadata.
    #[cfg(unix)]
    pub(super) fn new(metadata: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt as _;
        let nanoseconds = |seconds: i64, rest: i64| i128::from(seconds) * 1_000_000_000 + i128::from(rest);
        Self {
            size: metadata.len(),
            executable: metadata.mode() & 0o100 != 0,
            modified: nanoseconds(metadata.mtime(), metadata.mtime_nsec()),
            changed: nanoseconds(metadata.ctime(), metadata.ctime_nsec()),
            device: metadata.dev(),
            inode: metadata.ino(),
        }
    }

    /// The stamp in a file's metadata, as far as the system tells it.
    #[cfg(not(unix))]
    pub(super) fn new(metadata: &Metadata) -> Self {
        let since_1970 =
            metadata.modified().ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
        let modified = since_1970.map_or(0, |time| time.as_nanos() as i128);
        Self { size: metadata.len(), executable: false, modified, changed: modified, device: 0, inode: 0 }
    }
}
