//! Where a span stands, as a person counts and names places.

use std::path::Path;

use crate::source::{LineColumn, Sources, Span};

/// The sources that spans point into, and the folder from which their paths are named.
#[derive(Clone, Copy, Debug)]
pub struct Viewpoint<'a> {
    /// The files of the run.
    pub sources: &'a Sources,
    /// Paths below this folder are shown relative to it.
    pub base: &'a Path,
}

/// The path of a span's file as shown, and the span's two ends.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) path: String,
    pub(super) start: LineColumn,
    /// The place after the last character.
    pub(super) end: LineColumn,
}

impl Viewpoint<'_> {
    /// The place of a span; `None` for a span without a file.
    pub(super) fn locate(self, span: Span) -> Option<Place> {
        let file = self.sources.get(span.file)?;
        let path = file.path().strip_prefix(self.base).unwrap_or(file.path()).display().to_string();
        let start = file.line_column(span.start);
        let end = file.line_column(span.end.max(span.start));
        Some(Place { path, start, end })
    }
}
