//! Reading and parsing ahead of evaluation.
//!
//! Evaluation has one order, but what it will most likely ask for next is known: the files of the packages. Worker threads
//! read and parse these while the evaluator is busy with earlier ones. They change nothing but the time: a file that
//! evaluation never asks for is dropped unseen, and one that no worker has begun is read where it is asked for.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use ruff_python_ast::ModModule;
use ruff_python_parser::ParseError;
use rustc_hash::FxHashMap;

use crate::python::syntax;
use crate::source::SourceFile;

/// Fewer files than these are read before a thread has started.
const WORTH_A_THREAD: usize = 16;
/// How many files the workers may be ahead, so that syntax trees don't pile up in memory.
const WINDOW: usize = 16;
/// Parsing recurses with the source, as evaluation does; only what is touched of the stack takes memory.
const STACK_BYTES: usize = 512 << 20;
/// More workers than these would wait for the evaluator.
const MOST_WORKERS: usize = 4;

/// A file and its syntax tree, or what is wrong with its syntax.
pub(super) struct ParsedFile {
    pub(super) file: SourceFile,
    pub(super) syntax: Result<ModModule, ParseError>,
}

enum Slot {
    /// Nobody has begun.
    Open,
    /// A worker reads it.
    Begun,
    /// A worker has read it.
    Done(Box<ParsedFile>),
    /// It could not be read, or evaluation has it.
    Gone,
}

struct State {
    slots: Vec<Slot>,
    /// The first file that no worker has looked at.
    next: usize,
    /// How many files evaluation has asked for.
    asked: usize,
    stopped: bool,
}

struct Shared {
    paths: Vec<PathBuf>,
    /// The version of Python whose syntax the files have.
    version: (u8, u8),
    state: Mutex<State>,
    changed: Condvar,
}

/// The files that are read ahead. Dropping it stops the workers.
pub(in crate::python) struct ReadAhead {
    shared: Arc<Shared>,
    positions: FxHashMap<PathBuf, usize>,
    workers: Vec<JoinHandle<()>>,
}

impl ReadAhead {
    /// Starts to read the files in their order, in the syntax of a version of Python; `None` where it isn't worth it.
    pub(super) fn start(paths: Vec<PathBuf>, version: (u8, u8)) -> Option<Self> {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        if paths.len() < WORTH_A_THREAD || cores < 2 {
            return None;
        }
        let positions = paths.iter().enumerate().map(|(position, path)| (path.clone(), position)).collect();
        let slots = paths.iter().map(|_| Slot::Open).collect();
        let state = Mutex::new(State { slots, next: 0, asked: 0, stopped: false });
        let shared = Arc::new(Shared { paths, version, state, changed: Condvar::new() });
        let start = |_| {
            let shared = Arc::clone(&shared);
            let builder = thread::Builder::new().name("parse".to_owned()).stack_size(STACK_BYTES);
            builder.spawn(move || shared.work()).ok()
        };
        let workers = (0..(cores - 1).min(MOST_WORKERS)).filter_map(start).collect();
        Some(Self { shared, positions, workers })
    }

    /// The file, if a worker has it or is reading it.
    pub(super) fn take(&self, path: &Path) -> Option<ParsedFile> {
        let position = *self.positions.get(path)?;
        let mut state = self.shared.lock();
        state.asked += 1;
        self.shared.changed.notify_all();
        while matches!(state.slots.get(position), Some(Slot::Begun)) {
            state = self.shared.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        match std::mem::replace(state.slots.get_mut(position)?, Slot::Gone) {
            Slot::Done(parsed) => Some(*parsed),
            Slot::Open | Slot::Begun | Slot::Gone => None,
        }
    }
}

impl Drop for ReadAhead {
    fn drop(&mut self) {
        self.shared.lock().stopped = true;
        self.shared.changed.notify_all();
        for worker in self.workers.drain(..) {
            let _a_worker_that_panicked_has_nothing_to_say = worker.join();
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work(&self) {
        while let Some(position) = self.begin() {
            // A panic in the parser must not leave evaluation waiting.
            let parsed = std::panic::catch_unwind(|| {
                self.paths.get(position).and_then(|path| parse(path, self.version))
            });
            let slot = parsed.ok().flatten().map_or(Slot::Gone, |parsed| Slot::Done(Box::new(parsed)));
            let mut state = self.lock();
            if let Some(place) = state.slots.get_mut(position) {
                *place = slot;
            }
            drop(state);
            self.changed.notify_all();
        }
    }

    /// The next file for a worker; waits while the workers are far ahead. `None` when there is nothing left to do.
    fn begin(&self) -> Option<usize> {
        let mut state = self.lock();
        loop {
            let position = state.next;
            if state.stopped || position >= state.slots.len() {
                return None;
            }
            if position > state.asked + WINDOW {
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            state.next += 1;
            if let Some(slot @ Slot::Open) = state.slots.get_mut(position) {
                *slot = Slot::Begun;
                return Some(position);
            }
        }
    }
}

/// Reads and parses one file. `None` where it can't be read: evaluation will find out and say so.
fn parse(path: &Path, version: (u8, u8)) -> Option<ParsedFile> {
    let file = SourceFile::read(path).ok()?;
    let syntax = syntax::parse_text(file.text(), version);
    Some(ParsedFile { file, syntax })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(folder: &Path, count: usize) -> Vec<PathBuf> {
        let write = |number| {
            let path = folder.join(format!("m{number}.py"));
            std::fs::write(&path, format!("x = {number}\n")).unwrap();
            path
        };
        (0..count).map(write).collect()
    }

    #[test]
    fn every_file_is_given_once_and_holds_its_text() {
        let folder = tempfile::tempdir().unwrap();
        let mut paths = files(folder.path(), 3 * WINDOW);
        paths.push(folder.path().join("missing.py"));
        let Some(ahead) = ReadAhead::start(paths.clone(), (3, 11)) else { return };
        for (number, path) in paths.iter().enumerate() {
            if let Some(parsed) = ahead.take(path) {
                assert_eq!(&**parsed.file.text(), format!("x = {number}\n"));
                assert!(parsed.syntax.is_ok());
            }
            assert!(ahead.take(path).is_none());
        }
        assert!(ahead.take(Path::new("elsewhere.py")).is_none());
    }

    #[test]
    fn few_files_are_not_worth_it() {
        let folder = tempfile::tempdir().unwrap();
        assert!(ReadAhead::start(files(folder.path(), 3), (3, 11)).is_none());
    }
}
