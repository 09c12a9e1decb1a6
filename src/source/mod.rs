//! Files, spans and the line index: the only reader of Python sources.
//!
//! A [`Span`] is a byte range in a file that a [`Sources`] knows by its [`FileId`]. Lines and columns are computed when
//! somebody asks for them, from an index made once per file. Files are never changed after they were added.

mod file;
mod sources;

pub use file::{LineColumn, SourceFile};
pub use sources::{ReadError, Sources};

/// A file of one [`Sources`], by the order in which it was added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(u32);

impl FileId {
    /// The file that stands for text which no file holds (settings, the command line).
    pub const NONE: Self = Self(u32::MAX);
}

/// A byte range in one file: `start` inclusive, `end` exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The file that holds the range.
    pub file: FileId,
    /// Offset of the first byte.
    pub start: u32,
    /// Offset after the last byte.
    pub end: u32,
}

impl Span {
    /// The span of what has no place in any file.
    pub const NONE: Self = Self { file: FileId::NONE, start: 0, end: 0 };

    /// A span of `file` from byte `start` to byte `end`.
    pub const fn new(file: FileId, start: u32, end: u32) -> Self {
        Self { file, start, end }
    }

    /// Whether this span has a place in a file.
    pub fn is_some(self) -> bool {
        self.file != FileId::NONE
    }

    /// This span, or `other` where this one has no place.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        if self.is_some() { self } else { other }
    }
}
