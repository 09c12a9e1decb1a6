//! The set of files of one run.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::{FileId, SourceFile};

/// Why a file could not become a source.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file system refused.
    #[error("cannot read {path}: {cause}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the file system said.
        cause: std::io::Error,
    },
    /// The bytes are not UTF-8, Python's default source encoding.
    #[error("{path} is not valid UTF-8 (byte {offset})")]
    Encoding {
        /// The file.
        path: PathBuf,
        /// Offset of the first byte that is not UTF-8.
        offset: usize,
    },
}

/// All source files of one run, in the order in which they were added.
#[derive(Debug, Default)]
pub struct Sources {
    files: RefCell<Vec<Rc<SourceFile>>>,
}

impl Sources {
    /// No files yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads a file and adds it.
    pub fn read(&self, path: &Path) -> Result<FileId, ReadError> {
        Ok(self.add(SourceFile::read(path)?))
    }

    /// Adds a file whose text is at hand.
    pub fn add(&self, file: SourceFile) -> FileId {
        let mut files = self.files.borrow_mut();
        files.push(Rc::new(file));
        FileId(files.len() as u32 - 1)
    }

    /// The file of an id; `None` for [`FileId::NONE`].
    pub fn get(&self, id: FileId) -> Option<Rc<SourceFile>> {
        self.files.borrow().get(id.0 as usize).cloned()
    }
}
