//! Content in parts: several are under way at once, none is ever in memory whole.

use std::io;

use futures_util::{StreamExt as _, TryStreamExt as _};
use md5::{Digest as _, Md5};
use sha2::Sha256;

use super::super::{Content, StorageError};
use super::message::Payload;

/// The size of a part, unless there would be too many of them.
const SIZE: u64 = 8 << 20;

/// More parts than this no service takes.
const MOST: u64 = 10_000;

/// How many parts are sent at once.
const AT_ONCE: usize = 4;

/// A part of the content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// Its number, from 1.
    pub(super) number: u64,
    /// Its first byte.
    pub(super) start: u64,
    /// How many bytes.
    pub(super) length: u64,
}

/// The checksums of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Checksums {
    pub(super) sha256: [u8; 32],
    pub(super) md5: [u8; 16],
}

/// The parts of a content; of an empty one, one that is empty.
pub(super) fn parts(size: u64) -> impl Iterator<Item = Part> {
    let length = size.div_ceil(MOST).max(SIZE);
    (0..size.div_ceil(length).max(1)).map(move |index| {
        let start = index * length;
        Part { number: index + 1, start, length: length.min(size - start) }
    })
}

/// Does the same with all parts, several at once; the results are in the order of the parts.
pub(super) async fn each<T, F: Future<Output = Result<T, StorageError>>>(
    size: u64,
    send: impl Fn(Part) -> F,
) -> Result<Vec<T>, StorageError> {
    futures_util::stream::iter(parts(size)).map(send).buffered(AT_ONCE).try_collect().await
}

impl Part {
    /// The part as a payload, and its checksums.
    pub(super) fn payload(self, content: &Content<'_>) -> io::Result<(Payload, Checksums)> {
        let (mut sha256, mut md5) = (Sha256::new(), Md5::new());
        content.pieces(self.start, self.length, |piece| {
            sha256.update(piece);
            md5.update(piece);
            Ok::<_, io::Error>(())
        })?;
        let Self { start, length, .. } = self;
        let checksums = Checksums { sha256: sha256.finalize().into(), md5: md5.finalize().into() };
        Ok((Payload::Range { start, length, sha256: checksums.sha256 }, checksums))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_cover_the_content_once() {
        for size in [0, 1, SIZE - 1, SIZE, SIZE + 1, 5 * SIZE, MOST * SIZE + 1, 5 << 40] {
            let parts: Vec<_> = parts(size).collect();
            assert!(!parts.is_empty() && parts.len() as u64 <= MOST, "{size}");
            let mut end = 0;
            for (index, part) in parts.iter().enumerate() {
                assert_eq!((part.number, part.start), (index as u64 + 1, end), "{size}");
                end += part.length;
            }
            assert_eq!(end, size);
        }
    }
}
