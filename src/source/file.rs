//! One source file: its path, its text and the index of its lines.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::ReadError;

/// A place in a file as a person counts: both numbers start at 1, the column counts characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineColumn {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

/// A source file's path, text and line starts.
#[derive(Debug)]
pub struct SourceFile {
    path: PathBuf,
    text: Arc<str>,
    line_starts: Vec<u32>,
}

impl SourceFile {
    /// A file with the given text; `path` is where it was read from, or a name for text that was given.
    pub fn new(path: impl Into<PathBuf>, text: impl Into<Arc<str>>) -> Self {
        let text: Arc<str> = text.into();
        let newlines = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let line_starts = std::iter::once(0).chain(newlines.map(|(at, _)| at as u32 + 1)).collect();
        Self { path: path.into(), text, line_starts }
    }

    /// Reads a file. As Python does, a byte order mark is dropped, and line breaks of other systems are taken for newlines.
    pub fn read(path: &Path) -> Result<Self, ReadError> {
        let bytes = std::fs::read(path).map_err(|cause| ReadError::Io { path: path.to_owned(), cause })?;
        let text = String::from_utf8(bytes).map_err(|error| ReadError::Encoding {
            path: path.to_owned(),
            offset: error.utf8_error().valid_up_to(),
        })?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        if text.contains('\r') {
            return Ok(Self::new(path, text.replace("\r\n", "\n").replace('\r', "\n")));
        }
        Ok(Self::new(path, text))
    }

    /// Where the file was read from.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The whole text.
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// How many lines the file has; a trailing newline opens one more, empty line.
    pub fn line_count(&self) -> usize {
        self.line_starts.len()
    }

    /// Line and column of a byte offset; an offset past the end is the end.
    pub fn line_column(&self, offset: u32) -> LineColumn {
        let line = self.line_starts.partition_point(|start| *start <= offset).max(1);
        let start = self.line_starts.get(line - 1).copied().unwrap_or(0) as usize;
        let end = (offset as usize).min(self.text.len());
        let before = self.text.get(start..end).unwrap_or("");
        LineColumn { line, column: before.chars().count() + 1 }
    }

    /// The text of a line (from 1) without its line break; empty where there is no such line.
    pub fn line_text(&self, line: usize) -> &str {
        let Some(start) = line.checked_sub(1).and_then(|index| self.line_starts.get(index)) else {
            return "";
        };
        let end = self.line_starts.get(line).map_or(self.text.len(), |next| *next as usize);
        self.text.get(*start as usize..end).unwrap_or("").trim_end_matches(['\n', '\r'])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_characters_from_one() {
        let file = SourceFile::new("a.py", "x = 'ä'\ny = 1\n");
        assert_eq!(file.line_column(0), LineColumn { line: 1, column: 1 });
        assert_eq!(file.line_column(7), LineColumn { line: 1, column: 7 });
        assert_eq!(file.line_column(9), LineColumn { line: 2, column: 1 });
        assert_eq!(file.line_text(2), "y = 1");
        assert_eq!(file.line_text(9), "");
    }

    #[test]
    fn line_breaks_of_other_systems_are_newlines() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.py");
        std::fs::write(&path, "\u{feff}x = 'a'\r\ny = 1\rz = 2\n").unwrap();
        let file = SourceFile::read(&path).unwrap();
        assert_eq!(&**file.text(), "x = 'a'\ny = 1\nz = 2\n");
        assert_eq!(file.line_text(3), "z = 2");
    }
}
