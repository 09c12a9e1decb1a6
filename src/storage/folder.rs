//! Uploads to a folder of this machine, or one that it shares: a file that appears whole or not at all, and stays there
//! when the power fails.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

use md5::Digest as _;
use sha2::Sha256;

use super::{Content, Reporter, StorageError, Uploaded};
use crate::output::{OutputError, OutputFile};

/// Puts the content into a folder, which is made if it isn't there.
pub(super) fn store(
    folder: &Path,
    name: &str,
    content: &Content<'_>,
    reporter: &dyn Reporter,
) -> Result<Uploaded, StorageError> {
    let target = folder.join(name);
    if is_same(&target, content) {
        return Ok(Uploaded::Present);
    }
    let failed = |cause| StorageError::Folder { path: target.clone(), cause };
    fs::create_dir_all(folder).map_err(failed)?;
    let output = OutputFile::create(folder).map_err(|error| refused(error, &target))?;
    reporter.started(&target.display().to_string(), content.size);
    let mut sha256 = Sha256::new();
    content.pieces(0, content.size, |piece| {
        if reporter.is_interrupted() {
            return Err(StorageError::Interrupted);
        }
        (&output).write_all(piece).map_err(failed)?;
        sha256.update(piece);
        reporter.sent(piece.len() as u64);
        Ok(())
    })?;
    if sha256.finalize()[..] != content.sha256 {
        return Err(StorageError::Changed);
    }
    output.file().sync_all().map_err(failed)?;
    output.publish(name).map_err(|error| refused(error, &target))?;
    sync_folder(folder).map_err(failed)?;
    reporter.finished();
    Ok(Uploaded::Sent)
}

/// Whether the same file is there.
fn is_same(target: &Path, content: &Content<'_>) -> bool {
    let Ok(file) = File::open(target) else { return false };
    let is_as_long =
        file.metadata().is_ok_and(|metadata| metadata.is_file() && metadata.len() == content.size);
    is_as_long && Content::read(&file).is_ok_and(|there| there.sha256 == content.sha256)
}

fn refused(error: OutputError, target: &Path) -> StorageError {
    StorageError::Folder { path: target.to_owned(), cause: error.cause }
}

/// Makes the new name last.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Other systems have no such call.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}
