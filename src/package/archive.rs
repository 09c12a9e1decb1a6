//! The code archive: a digest that is the reference's, and a compressed tar file, made in one pass over the files.
//!
//! The digest is `flytekit.tools.script_mode.ls_files`': MD5 over each file's contents, then its path without separators.
//! It names the archive. The archive's bytes depend on contents, paths, links and the executable bit, on nothing else.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read as _, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use md5::{Digest as _, Md5};

use super::gzip::ParallelGzip;
use super::{Entry, PackageError, Reporter, Selection, Stamp, tar};
use crate::output::OutputFile;

/// Bytes that are read at once.
const BUFFER: usize = 128 << 10;

/// The digest of the files of an archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digest([u8; 16]);

impl Digest {
    /// The name of the archive with this digest.
    pub fn file_name(self) -> String {
        format!("fast{self}.tar.gz")
    }

    /// Whether a file of this name is the archive of some digest.
    pub fn is_file_name(name: &str) -> bool {
        let digest = name.strip_prefix("fast").and_then(|rest| rest.strip_suffix(".tar.gz"));
        digest.is_some_and(|digest| digest.len() == 32 && digest.bytes().all(|byte| byte.is_ascii_hexdigit()))
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

/// A complete archive that has no name on disk yet; it vanishes unless it is published.
#[derive(Debug)]
pub struct Archive {
    digest: Digest,
    size: u64,
    file: OutputFile,
}

impl Archive {
    /// Reads the files once, for digest and archive together. The archive is written into the folder, without a name.
    /// A file that isn't what it was when it was selected is an error.
    pub fn build(
        selection: &Selection,
        folder: &Path,
        threads: NonZeroUsize,
        reporter: &dyn Reporter,
    ) -> Result<Self, PackageError> {
        let file = OutputFile::create(folder)?;
        let mut gzip = ParallelGzip::new(&file, threads).map_err(|cause| file.failed(cause))?;
        let digest = pass(selection, reporter, &mut gzip, &|cause| file.failed(cause).into())?;
        gzip.finish().map_err(|cause| file.failed(cause))?;
        let size = file.size()?;
        Ok(Self { digest, size, file })
    }

    /// The digest of the files.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// The size of the archive in bytes.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The bytes of the archive.
    pub fn file(&self) -> &File {
        self.file.file()
    }

    /// Gives the archive its name, which holds the digest, in the folder that it was built for.
    pub fn publish(self) -> Result<PathBuf, PackageError> {
        Ok(self.file.publish(&self.digest.file_name())?)
    }

    /// Copies the archive.
    pub(super) fn copy_to(&self, output: &mut impl Write) -> io::Result<u64> {
        self.file.copy_to(output)
    }
}

/// The digest alone.
pub fn digest(selection: &Selection, reporter: &dyn Reporter) -> Result<Digest, PackageError> {
    pass(selection, reporter, &mut io::sink(), &|cause| PackageError::Write { path: PathBuf::new(), cause })
}

/// Reads all files in order, digests them and writes the tar file.
fn pass(
    selection: &Selection,
    reporter: &dyn Reporter,
    output: &mut impl Write,
    failed: &dyn Fn(io::Error) -> PackageError,
) -> Result<Digest, PackageError> {
    reporter.started(selection.entries.len(), selection.size());
    let mut pass = Pass { hasher: Md5::new(), buffer: vec![0; BUFFER], reporter, output, failed };
    for entry in &selection.entries {
        pass.add(&selection.root.join(&entry.path), entry)?;
        reporter.finished_file(&entry.path);
    }
    pass.write(&tar::END)?;
    reporter.finished();
    Ok(Digest(pass.hasher.finalize().into()))
}

/// One reading of all files.
struct Pass<'a, W> {
    hasher: Md5,
    buffer: Vec<u8>,
    reporter: &'a dyn Reporter,
    output: &'a mut W,
    failed: &'a dyn Fn(io::Error) -> PackageError,
}

impl<W: Write> Pass<'_, W> {
    fn add(&mut self, path: &Path, entry: &Entry) -> Result<(), PackageError> {
        if let Some(target) = &entry.link {
            self.write(&tar::link_header(&entry.path, target)?)?;
            self.contents(path, entry.stamp, false)?;
            let now = fs::read_link(path).map_err(|cause| PackageError::reading(path.to_owned(), cause))?;
            if now != *target {
                return Err(PackageError::Changed(path.to_owned()));
            }
        } else {
            let Stamp { size, executable, .. } = entry.stamp;
            self.write(&tar::file_header(&entry.path, size, executable))?;
            self.contents(path, entry.stamp, true)?;
            self.write(tar::padding(size))?;
        }
        for part in entry.path.split('/') {
            self.hasher.update(part);
        }
        Ok(())
    }

    /// Digests a file's contents, and writes them unless the file is a link.
    fn contents(&mut self, path: &Path, stamp: Stamp, is_written: bool) -> Result<(), PackageError> {
        let failed = |cause| PackageError::reading(path.to_owned(), cause);
        let mut file = File::open(path).map_err(failed)?;
        let mut rest = stamp.size;
        loop {
            let length = file.read(&mut self.buffer).map_err(failed)?;
            if length == 0 {
                break;
            }
            if self.reporter.is_interrupted() {
                return Err(PackageError::Interrupted);
            }
            rest = rest.checked_sub(length as u64).ok_or_else(|| PackageError::Changed(path.to_owned()))?;
            self.hasher.update(&self.buffer[..length]);
            if is_written {
                self.output.write_all(&self.buffer[..length]).map_err(self.failed)?;
            }
            self.reporter.read(length as u64);
        }
        if rest > 0 || Stamp::new(&file.metadata().map_err(failed)?) != stamp {
            return Err(PackageError::Changed(path.to_owned()));
        }
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), PackageError> {
        self.output.write_all(bytes).map_err(self.failed)
    }
}
