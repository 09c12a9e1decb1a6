//! One gzip stream, compressed by several threads.
//!
//! The stream is cut into chunks of one size. Each is compressed on its own, with the end of the chunk before it as
//! dictionary, and ends at a full byte; so the results are joined into one deflate stream as they are. How a chunk is
//! compressed depends on its bytes alone, and so does the whole stream, whatever the number of threads. At most two
//! chunks per thread are in memory.

use std::collections::VecDeque;
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use zlib_rs::{Deflate, DeflateFlush, Status};

/// Bytes that are compressed at once.
const CHUNK: usize = 256 << 10;

/// Deflate looks back this far.
const WINDOW: usize = 32 << 10;

/// More threads than this would need more memory than they save time.
const MOST_THREADS: usize = 32;

/// Magic number, deflate, no flags, no time, no hint at the effort, unknown system.
const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];

/// An empty last block.
const END: [u8; 2] = [3, 0];

/// Compresses what is written to it.
pub(super) struct ParallelGzip<W> {
    output: W,
    workers: Vec<JoinHandle<()>>,
    jobs: Option<SyncSender<Job>>,
    pending: VecDeque<Receiver<io::Result<Block>>>,
    chunk: Vec<u8>,
    dictionary: Vec<u8>,
    checksum: crc32fast::Hasher,
    length: u64,
}

/// A chunk to compress.
struct Job {
    dictionary: Vec<u8>,
    chunk: Vec<u8>,
    result: Sender<io::Result<Block>>,
}

/// A compressed chunk.
struct Block {
    bytes: Vec<u8>,
    checksum: crc32fast::Hasher,
}

impl<W: Write> ParallelGzip<W> {
    /// Starts the threads and the stream.
    pub(super) fn new(mut output: W, threads: NonZeroUsize) -> io::Result<Self> {
        output.write_all(&HEADER)?;
        let threads = threads.get().min(MOST_THREADS);
        let (jobs, queue) = sync_channel(2 * threads);
        let queue = Arc::new(Mutex::new(queue));
        let worker = |_| {
            let queue = Arc::clone(&queue);
            thread::Builder::new().name("compress".to_owned()).spawn(move || work(&queue))
        };
        Ok(Self {
            output,
            workers: (0..threads).map(worker).collect::<io::Result<_>>()?,
            jobs: Some(jobs),
            pending: VecDeque::with_capacity(2 * threads),
            chunk: Vec::with_capacity(CHUNK),
            dictionary: Vec::new(),
            checksum: crc32fast::Hasher::new(),
            length: 0,
        })
    }

    /// Compresses what is left and ends the stream.
    pub(super) fn finish(mut self) -> io::Result<W> {
        if !self.chunk.is_empty() {
            self.send()?;
        }
        while !self.pending.is_empty() {
            self.receive()?;
        }
        drop(self.jobs.take());
        for worker in self.workers.drain(..) {
            worker.join().map_err(|_| stopped())?;
        }
        self.output.write_all(&END)?;
        self.output.write_all(&self.checksum.finalize().to_le_bytes())?;
        self.output.write_all(&(self.length as u32).to_le_bytes())?;
        Ok(self.output)
    }

    /// Hands the current chunk to the threads; waits for the oldest if there are enough in memory.
    fn send(&mut self) -> io::Result<()> {
        if self.pending.len() >= 2 * self.workers.len() {
            self.receive()?;
        }
        let chunk = std::mem::replace(&mut self.chunk, Vec::with_capacity(CHUNK));
        let end = chunk[chunk.len().saturating_sub(WINDOW)..].to_owned();
        let dictionary = std::mem::replace(&mut self.dictionary, end);
        self.length += chunk.len() as u64;
        let (result, receiver) = channel();
        let jobs = self.jobs.as_ref().ok_or_else(stopped)?;
        jobs.send(Job { dictionary, chunk, result }).map_err(|_| stopped())?;
        self.pending.push_back(receiver);
        Ok(())
    }

    /// Writes the oldest chunk.
    fn receive(&mut self) -> io::Result<()> {
        if let Some(receiver) = self.pending.pop_front() {
            let block = receiver.recv().map_err(|_| stopped())??;
            self.checksum.combine(&block.checksum);
            self.output.write_all(&block.bytes)?;
        }
        Ok(())
    }
}

impl<W: Write> Write for ParallelGzip<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = bytes.len().min(CHUNK - self.chunk.len());
        self.chunk.extend_from_slice(&bytes[..taken]);
        if self.chunk.len() == CHUNK {
            self.send()?;
        }
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.output.flush()
    }
}

fn stopped() -> io::Error {
    io::Error::other("a compressing thread stopped")
}

/// Compresses chunks until there are no more.
fn work(queue: &Mutex<Receiver<Job>>) {
    loop {
        let job = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = job else { return };
        let mut checksum = crc32fast::Hasher::new();
        checksum.update(&job.chunk);
        let block = compress(&job.dictionary, &job.chunk).map(|bytes| Block { bytes, checksum });
        // Nobody waits for the result if the stream was given up.
        let _given_up = job.result.send(block);
    }
}

/// A chunk as part of a deflate stream that has the dictionary before it.
fn compress(dictionary: &[u8], chunk: &[u8]) -> io::Result<Vec<u8>> {
    match Effort::of(chunk) {
        Effort::Store => Ok(stored(chunk)),
        Effort::Compress(level) => deflated(level, dictionary, chunk),
    }
}

fn deflated(level: i32, dictionary: &[u8], chunk: &[u8]) -> io::Result<Vec<u8>> {
    let failed = |error: zlib_rs::DeflateError| io::Error::other(error.as_str());
    // A compressor that was used before would look at bytes which an earlier chunk left in its window.
    let mut deflate = Deflate::new(level, false, 15);
    if !dictionary.is_empty() {
        deflate.set_dictionary(dictionary).map_err(failed)?;
    }
    let mut bytes = vec![0; chunk.len() + chunk.len() / 8 + 256];
    let status = deflate.compress(chunk, &mut bytes, DeflateFlush::SyncFlush).map_err(failed)?;
    let length = deflate.total_out() as usize;
    // Room that is left says that nothing waits to be written.
    if status != Status::Ok || deflate.total_in() != chunk.len() as u64 || length >= bytes.len() {
        return Err(io::Error::other("a chunk grew when it was compressed"));
    }
    bytes.truncate(length);
    bytes.shrink_to_fit();
    Ok(bytes)
}

/// Within 3 % of the best that deflate can do, several times faster.
const HIGH: i32 = 5;

/// For bytes of which only a few percent can be saved, with any effort.
const LOW: i32 = 2;

/// How to compress a chunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Effort {
    Store,
    Compress(i32),
}

impl Effort {
    /// What promises most for the time that it takes. Measured by how evenly the 256 values occur: the chance that two
    /// bytes are equal, relative to that of random bytes. Whole numbers, so that every machine comes to the same.
    fn of(chunk: &[u8]) -> Self {
        let mut counts = [0_u64; 256];
        for byte in chunk {
            counts[usize::from(*byte)] += 1;
        }
        let length = chunk.len() as u128;
        let equal: u128 = counts.iter().map(|count| u128::from(count * count)).sum();
        let per_mille = equal * 256 * 1000;
        if chunk.len() < WINDOW || per_mille > length * length * 1100 {
            Self::Compress(HIGH)
        } else if per_mille > length * length * 1030 {
            Self::Compress(LOW)
        } else {
            Self::Store
        }
    }
}

/// The chunk as it is, in blocks that say so.
fn stored(chunk: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(chunk.len() + 5 * (chunk.len() / usize::from(u16::MAX) + 1));
    for part in chunk.chunks(usize::from(u16::MAX)) {
        let length = part.len() as u16;
        bytes.push(0);
        bytes.extend_from_slice(&length.to_le_bytes());
        bytes.extend_from_slice(&(!length).to_le_bytes());
        bytes.extend_from_slice(part);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    fn compressed(parts: &[&[u8]], threads: usize) -> Vec<u8> {
        let mut gzip = ParallelGzip::new(Vec::new(), NonZeroUsize::new(threads).unwrap()).unwrap();
        for part in parts {
            gzip.write_all(part).unwrap();
        }
        gzip.finish().unwrap()
    }

    fn decompressed(bytes: &[u8]) -> Vec<u8> {
        let mut text = Vec::new();
        let mut decoder = flate2::bufread::GzDecoder::new(bytes);
        decoder.read_to_end(&mut text).unwrap();
        assert!(decoder.into_inner().is_empty(), "the stream has one member");
        text
    }

    /// Bytes that look random and are the same in each run; `bits` says how many of each byte do.
    fn noise(length: usize, bits: u32) -> Vec<u8> {
        let mut state = 1_u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> (64 - bits)) as u8
        };
        (0..length).map(|_| next()).collect()
    }

    #[test]
    fn what_goes_in_comes_out() {
        let text = b"one line of many\n".repeat(40_000);
        for data in [&[][..], b"x", &text[..CHUNK], &text[..=CHUNK], &text, &noise(3 * CHUNK + 5, 8)] {
            assert!(decompressed(&compressed(&[data], 2)) == data, "{} bytes", data.len());
        }
    }

    #[test]
    fn the_bytes_do_not_depend_on_threads_or_on_how_they_are_written() {
        let data = [noise(CHUNK, 8), noise(2 * CHUNK, 4), vec![0; CHUNK], noise(700_000, 7)].concat();
        let one = compressed(&[&data], 1);
        assert!(decompressed(&one) == data);
        assert!(compressed(&[&data], 5) == one);
        let pieces: Vec<_> = data.chunks(1000).collect();
        assert!(compressed(&pieces, 3) == one);
    }

    #[test]
    fn effort_follows_the_bytes() {
        assert_eq!(Effort::of(&noise(CHUNK, 8)), Effort::Store);
        assert_eq!(Effort::of(&noise(CHUNK, 7)), Effort::Compress(HIGH));
        assert_eq!(Effort::of(&noise(1000, 8)), Effort::Compress(HIGH));
        assert!(compressed(&[&noise(4 * CHUNK, 8)], 1).len() < 4 * CHUNK + 200);
    }

    #[test]
    fn chunks_know_what_came_before() {
        let line = noise(WINDOW - 10, 8);
        let data = [line.as_slice(), &vec![1; CHUNK - line.len()], &line].concat();
        // Without the dictionary, the second chunk could not be made shorter; its last part can't be shorter at all.
        assert!(compressed(&[&data], 1).len() < 2 * line.len() + 2000);
    }

    #[test]
    fn an_error_of_the_output_ends_it() {
        struct Small(usize);
        impl Write for Small {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                self.0 = self.0.checked_sub(bytes.len()).ok_or(io::ErrorKind::StorageFull)?;
                Ok(bytes.len())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let mut gzip = ParallelGzip::new(Small(100), NonZeroUsize::MIN).unwrap();
        let chunk = vec![0; CHUNK];
        let result = (0..100).try_for_each(|_| gzip.write_all(&chunk));
        assert_eq!(result.unwrap_err().kind(), io::ErrorKind::StorageFull);
    }
}
