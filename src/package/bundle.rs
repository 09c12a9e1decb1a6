//! The one file that `flytectl register files --archive` takes: specifications and, for fast registration, the code
//! archive, in a compressed tar file.
//!
//! Its bytes depend on what is in it alone. The code archive is stored as it is, as it doesn't get any shorter.

use std::io::Write as _;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use super::gzip::ParallelGzip;
use super::{Archive, PackageError, tar};
use crate::output::OutputFile;

/// A file of a bundle.
#[derive(Clone, Copy, Debug)]
pub struct BundleFile<'a> {
    /// Its name, without folders.
    pub name: &'a str,
    /// Its contents.
    pub bytes: &'a [u8],
}

/// A complete bundle that has no name on disk yet; it vanishes unless it is published.
#[derive(Debug)]
pub struct Bundle {
    file: OutputFile,
}

impl Bundle {
    /// Writes files and archive into a folder, without a name.
    pub fn build(
        files: &[BundleFile<'_>],
        archive: Option<&Archive>,
        folder: &Path,
        threads: NonZeroUsize,
    ) -> Result<Self, PackageError> {
        let file = OutputFile::create(folder)?;
        let write = || {
            let mut gzip = ParallelGzip::new(&file, threads)?;
            for BundleFile { name, bytes } in files {
                let size = bytes.len() as u64;
                gzip.write_all(&tar::file_header(name, size, false))?;
                gzip.write_all(bytes)?;
                gzip.write_all(tar::padding(size))?;
            }
            if let Some(archive) = archive {
                gzip.write_all(&tar::file_header(&archive.digest().file_name(), archive.size(), false))?;
                archive.copy_to(&mut gzip)?;
                gzip.write_all(tar::padding(archive.size()))?;
            }
            gzip.write_all(&tar::END)?;
            gzip.finish().map(drop)
        };
        match write() {
            Ok(()) => Ok(Self { file }),
            Err(cause) => Err(file.failed(cause).into()),
        }
    }

    /// The size of the bundle in bytes.
    pub fn size(&self) -> Result<u64, PackageError> {
        Ok(self.file.size()?)
    }

    /// Gives the bundle its name in the folder that it was built for; a file of that name is replaced in one step.
    pub fn publish(self, name: &str) -> Result<PathBuf, PackageError> {
        Ok(self.file.publish(name)?)
    }
}
