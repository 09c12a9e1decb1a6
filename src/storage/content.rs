//! The bytes of an archive: a file that is read piece by piece at any place, with its size and checksums.

use std::fs::File;
use std::io;

use md5::{Digest as _, Md5};
use sha2::Sha256;

/// Bytes that are read at once.
pub(super) const BUFFER: usize = 64 << 10;

/// What is uploaded.
#[derive(Debug)]
pub struct Content<'a> {
    pub(super) file: &'a File,
    pub(super) size: u64,
    pub(super) sha256: [u8; 32],
    pub(super) md5: [u8; 16],
}

impl<'a> Content<'a> {
    /// Reads the file once, for its checksums.
    pub fn read(file: &'a File) -> io::Result<Self> {
        let mut content = Self { file, size: file.metadata()?.len(), sha256: [0; 32], md5: [0; 16] };
        let (mut sha256, mut md5) = (Sha256::new(), Md5::new());
        content.pieces(0, content.size, |piece| {
            sha256.update(piece);
            md5.update(piece);
            Ok::<_, io::Error>(())
        })?;
        content.sha256 = sha256.finalize().into();
        content.md5 = md5.finalize().into();
        Ok(content)
    }

    /// Gives the bytes of a range piece by piece. A file that is shorter is an error.
    pub(super) fn pieces<E: From<io::Error>>(
        &self,
        start: u64,
        length: u64,
        mut each: impl FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut buffer = vec![0; BUFFER];
        let mut done = 0;
        while done < length {
            let wanted = usize::try_from(length - done).unwrap_or(BUFFER).min(BUFFER);
            let read = read_at(self.file, &mut buffer[..wanted], start + done)?;
            if read == 0 {
                return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into());
            }
            each(&buffer[..read])?;
            done += read as u64;
        }
        Ok(())
    }
}

#[cfg(unix)]
pub(super) fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, offset)
}

#[cfg(windows)]
pub(super) fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, offset)
}
