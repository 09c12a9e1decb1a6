//! A request's body: a range of the archive's file, read as it is sent, so that memory stays small whatever its size.

use std::fs::File;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

use super::super::content::{BUFFER, read_at};

/// A range of a file that is being sent.
pub(super) struct FileBody {
    pub(super) file: Arc<File>,
    pub(super) offset: u64,
    pub(super) rest: u64,
    /// How much of this body was sent.
    pub(super) sent: Arc<AtomicU64>,
    /// How much of the upload was sent since it was last told.
    pub(super) untold: Arc<AtomicI64>,
}

impl Body for FileBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if self.rest == 0 {
            return Poll::Ready(None);
        }
        let mut buffer = vec![0; usize::try_from(self.rest).unwrap_or(BUFFER).min(BUFFER)];
        let result = match read_at(&self.file, &mut buffer, self.offset) {
            Ok(0) => Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(read) => {
                buffer.truncate(read);
                self.offset += read as u64;
                self.rest -= read as u64;
                self.sent.fetch_add(read as u64, Ordering::Relaxed);
                self.untold.fetch_add(read as i64, Ordering::Relaxed);
                Ok(Frame::data(Bytes::from(buffer)))
            }
            Err(error) => Err(error),
        };
        Poll::Ready(Some(result))
    }

    fn is_end_stream(&self) -> bool {
        self.rest == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.rest)
    }
}
