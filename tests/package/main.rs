//! Compares the package room with what the reference made of the same trees, and the archives with what others read.
//!
//! `recorded.json` is written by `record.py` beside it (`python record.py`, with flytekit 1.16.31 installed) and never by
//! hand. Needs git and a Unix, as the reference's rules about links and executable files do.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot make its tree has failed")]

mod archives;
mod caches;
mod listings;
mod packages;
mod selections;
mod tree;
