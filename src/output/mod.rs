//! Files that appear whole or not at all.
//!
//! On Linux a file is written without a name (`O_TMPFILE`): when the disk is full or the process is killed, the system
//! itself removes it. It gets its name when it is complete, which takes no space and can't stop half-way. Where the file
//! system has no unnamed files, a temporary one stands in, which is removed on every error.

use std::fs::File;
use std::io::{self, Seek as _, Write};
use std::path::{Path, PathBuf};

use tempfile::TempPath;

/// Prefix of the temporary names; where there are unnamed files, such a file exists for the moment between two system
/// calls, if at all.
const TEMPORARY_PREFIX: &str = ".serialize-";

/// The system refused to write.
#[derive(Debug, thiserror::Error)]
#[error("cannot write {path}: {cause}")]
pub struct OutputError {
    /// The file, or its folder as long as it has no name.
    pub path: PathBuf,
    /// What the system said.
    pub cause: io::Error,
}

/// A file that has no name of its own yet, and vanishes unless it is published.
#[derive(Debug)]
pub struct OutputFile {
    file: File,
    folder: PathBuf,
    temporary: Option<TempPath>,
}

impl OutputFile {
    /// Makes a file in a folder that exists.
    pub fn create(folder: &Path) -> Result<Self, OutputError> {
        #[cfg(target_os = "linux")]
        if let Ok(file) = unnamed::create(folder) {
            return Ok(Self { file, folder: folder.to_owned(), temporary: None });
        }
        Self::create_temporary(folder)
    }

    /// The same with a temporary name, for a file that does not stay open until it is published.
    pub fn create_temporary(folder: &Path) -> Result<Self, OutputError> {
        let folder = folder.to_owned();
        let mut builder = tempfile::Builder::new();
        builder.prefix(TEMPORARY_PREFIX);
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        match builder.tempfile_in(&folder) {
            Ok(file) => {
                let (file, path) = file.into_parts();
                Ok(Self { file, folder, temporary: Some(path) })
            }
            Err(cause) => Err(OutputError { path: folder, cause }),
        }
    }

    /// What was written.
    pub fn file(&self) -> &File {
        &self.file
    }

    /// The size of what was written, in bytes.
    pub fn size(&self) -> Result<u64, OutputError> {
        let metadata = self.file.metadata();
        metadata.map(|metadata| metadata.len()).map_err(|cause| self.failed(cause))
    }

    /// Copies what was written to another file.
    pub fn copy_to(&self, output: &mut impl Write) -> io::Result<u64> {
        let mut file = &self.file;
        file.rewind()?;
        io::copy(&mut file, output)
    }

    /// Ends writing. A temporary file is closed.
    pub fn complete(self) -> CompleteFile {
        let Self { file, folder, temporary } = self;
        let content = match temporary {
            Some(path) => Content::Temporary(path),
            None => Content::Unnamed(file),
        };
        CompleteFile { folder, content }
    }

    /// Ends writing, and gives the file its name; one of the same name is replaced in one step.
    pub fn publish(self, name: &str) -> Result<PathBuf, OutputError> {
        self.complete().publish(name)
    }

    /// The error of writing, which names the folder as the file has no name.
    pub fn failed(&self, cause: io::Error) -> OutputError {
        OutputError { path: self.folder.clone(), cause }
    }
}

impl Write for &OutputFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        (&self.file).write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A complete file that has no name of its own yet, and vanishes unless it is published.
#[derive(Debug)]
pub struct CompleteFile {
    folder: PathBuf,
    content: Content,
}

#[derive(Debug)]
enum Content {
    /// Open, since nothing else leads to it.
    Unnamed(File),
    Temporary(TempPath),
}

impl CompleteFile {
    /// Gives the file its name; one of the same name is replaced in one step.
    pub fn publish(self, name: &str) -> Result<PathBuf, OutputError> {
        let path = self.folder.join(name);
        let published = match self.content {
            #[cfg(target_os = "linux")]
            Content::Unnamed(file) => unnamed::publish(&file, &self.folder, &path),
            #[cfg(not(target_os = "linux"))]
            Content::Unnamed(_) => Ok(()),
            Content::Temporary(temporary) => temporary.persist(&path).map_err(|error| error.error),
        };
        match published {
            Ok(()) => Ok(path),
            Err(cause) => Err(OutputError { path, cause }),
        }
    }
}

#[cfg(target_os = "linux")]
mod unnamed {
    use std::fs::{File, OpenOptions};
    use std::io;
    use std::os::fd::AsRawFd as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    use std::path::{Path, PathBuf};
    use std::sync::LazyLock;

    use rustix::fs::{AtFlags, CWD, OFlags, linkat};

    use super::TEMPORARY_PREFIX;

    /// Where the open files of this process are; older kernels name an unnamed file by way of it.
    const OPEN_FILES: &str = "/proc/self/fd";

    /// A file without a name; an error where the file system has none, or where it could not be named later.
    pub(super) fn create(folder: &Path) -> io::Result<File> {
        static CAN_BE_NAMED: LazyLock<bool> = LazyLock::new(|| Path::new(OPEN_FILES).exists());
        if !*CAN_BE_NAMED {
            return Err(io::ErrorKind::Unsupported.into());
        }
        let flags = OFlags::TMPFILE.bits().cast_signed();
        OpenOptions::new().read(true).write(true).mode(0o666).custom_flags(flags).open(folder)
    }

    pub(super) fn publish(file: &File, folder: &Path, target: &Path) -> io::Result<()> {
        match link(file, target) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                let passing = tempfile::Builder::new()
                    .prefix(TEMPORARY_PREFIX)
                    .make_in(folder, |path| link(file, path))?
                    .into_temp_path();
                passing.persist(target).map_err(|error| error.error)
            }
            result => result,
        }
    }

    /// Newer kernels take the open file itself; where they don't, its entry among the open files stands for it.
    fn link(file: &File, path: &Path) -> io::Result<()> {
        if linkat(file, "", CWD, path, AtFlags::EMPTY_PATH).is_ok() {
            return Ok(());
        }
        let source = PathBuf::from(format!("{OPEN_FILES}/{}", file.as_raw_fd()));
        Ok(linkat(CWD, &source, CWD, path, AtFlags::SYMLINK_FOLLOW)?)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let names = fs::read_dir(folder).unwrap();
        names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn both_kinds_of_files_replace_one_of_their_name_and_vanish_when_given_up() {
        for create in [OutputFile::create, OutputFile::create_temporary] {
            let folder = tempfile::tempdir().unwrap();
            fs::write(folder.path().join("a"), "an older, longer text").unwrap();
            let file = create(folder.path()).unwrap();
            (&file).write_all(b"new").unwrap();
            assert_eq!(file.size().unwrap(), 3);
            let mut copy = Vec::new();
            file.copy_to(&mut copy).unwrap();
            assert_eq!(copy, b"new");
            assert_eq!(file.publish("a").unwrap(), folder.path().join("a"));
            drop(create(folder.path()).unwrap());
            drop(create(folder.path()).unwrap().complete());
            assert_eq!(names(folder.path()), ["a"]);
            assert_eq!(fs::read(folder.path().join("a")).unwrap(), b"new");
        }
    }

    #[test]
    fn a_name_that_is_a_folder_is_an_error_that_leaves_nothing() {
        for create in [OutputFile::create, OutputFile::create_temporary] {
            let folder = tempfile::tempdir().unwrap();
            fs::create_dir(folder.path().join("a")).unwrap();
            let error = create(folder.path()).unwrap().publish("a").unwrap_err();
            assert_eq!(error.path, folder.path().join("a"));
            assert_eq!(names(folder.path()), ["a"]);
        }
    }
}
