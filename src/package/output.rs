//! Files that appear whole or not at all.
//!
//! On Linux a file is written without a name (`O_TMPFILE`), so that the system itself removes it however the process
//! ends; it gets its name when it is complete. Where there are no unnamed files, a temporary one stands in, which is
//! removed on every error.

use std::fs::File;
use std::io::{self, Seek as _, Write};
use std::path::{Path, PathBuf};

use tempfile::TempPath;

use super::PackageError;

/// Prefix of the temporary names.
const TEMPORARY_PREFIX: &str = ".serialize-";

/// A file that has no name of its own yet, and vanishes unless it is published.
#[derive(Debug)]
pub struct OutputFile {
    file: File,
    folder: PathBuf,
    temporary: Option<TempPath>,
}

impl OutputFile {
    /// Makes a file in a folder that exists.
    pub fn create(folder: &Path) -> Result<Self, PackageError> {
        let folder = folder.to_owned();
        #[cfg(target_os = "linux")]
        if let Ok(file) = unnamed::create(&folder) {
            return Ok(Self { file, folder, temporary: None });
        }
        let mut builder = tempfile::Builder::new();
        builder.prefix(TEMPORARY_PREFIX);
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        match builder.tempfile_in(&folder) {
            Ok(file) => {
                let (file, path) = file.into_parts();
                Ok(Self { file, folder, temporary: Some(path) })
            }
            Err(cause) => Err(PackageError::Write { path: folder, cause }),
        }
    }

    /// What was written.
    pub fn file(&self) -> &File {
        &self.file
    }

    /// The size of what was written.
    pub(super) fn size(&self) -> Result<u64, PackageError> {
        let metadata = self.file.metadata();
        metadata.map(|metadata| metadata.len()).map_err(|cause| self.failed(cause))
    }

    /// Copies what was written to another file.
    pub(super) fn copy_to(&self, output: &mut impl Write) -> io::Result<u64> {
        let mut file = &self.file;
        file.rewind()?;
        io::copy(&mut file, output)
    }

    /// Gives the file its name; one of the same name is replaced in one step.
    pub fn publish(self, name: &str) -> Result<PathBuf, PackageError> {
        let target = self.folder.join(name);
        let result = match self.temporary {
            #[cfg(target_os = "linux")]
            None => unnamed::publish(&self.file, &self.folder, &target),
            #[cfg(not(target_os = "linux"))]
            None => Ok(()),
            Some(path) => path.persist(&target).map_err(|error| error.error),
        };
        match result {
            Ok(()) => Ok(target),
            Err(cause) => Err(PackageError::Write { path: target, cause }),
        }
    }

    /// The error of writing, which names the folder as the file has no name.
    pub(super) fn failed(&self, cause: io::Error) -> PackageError {
        PackageError::Write { path: self.folder.clone(), cause }
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

#[cfg(target_os = "linux")]
mod unnamed {
    use std::fs::{File, OpenOptions};
    use std::io;
    use std::os::fd::AsRawFd as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    use std::path::{Path, PathBuf};

    use rustix::fs::{AtFlags, CWD, OFlags, linkat};

    use super::TEMPORARY_PREFIX;

    /// A file without a name; an error where the file system has none, or where it could not be named later.
    pub(super) fn create(folder: &Path) -> io::Result<File> {
        Path::new("/proc/self/fd").metadata()?;
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

    fn link(file: &File, path: &Path) -> io::Result<()> {
        let source = PathBuf::from(format!("/proc/self/fd/{}", file.as_raw_fd()));
        Ok(linkat(CWD, &source, CWD, path, AtFlags::SYMLINK_FOLLOW)?)
    }
}
