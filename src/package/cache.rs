//! Remembers what was written from which files, so that a run in which nothing changed reads none of them.
//!
//! A record says: from files with these stamps came this output, and the output had that stamp. It counts only while both
//! are the same. Files that changed within moments of being read are not trusted, as a later change might leave their
//! stamps alone; nothing is recorded then. The cache holds a bounded number of small files, and none of it is needed: an
//! error in it never shows.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{Selection, Stamp};
use crate::output::OutputFile;

/// Records are spread over this many files; a newer record takes the place of an older one.
const SLOTS: usize = 1024;

/// Two changes of a file may have the same time if they are this close, on the coarsest file systems in use.
const COARSEST_CLOCK: Duration = Duration::from_secs(3);

/// What an output is made from: files, and whatever else goes into it.
#[derive(Clone, Debug)]
pub struct Fingerprint {
    hash: String,
    is_settled: bool,
}

impl Fingerprint {
    /// The fingerprint of chosen files, which are not read, and of other contents. It must be taken before the output
    /// is made.
    pub fn new<'a>(selection: &Selection, contents: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let mut hasher = Sha256::new();
        let mut add = |bytes: &[u8]| {
            hasher.update((bytes.len() as u64).to_le_bytes());
            hasher.update(bytes);
        };
        add(env!("CARGO_PKG_VERSION").as_bytes());
        let mut newest = i128::MIN;
        for entry in &selection.entries {
            newest = newest.max(entry.stamp.changed).max(entry.stamp.modified);
            add(entry.path.as_bytes());
            add(format!("{:?} {:?}", entry.link, entry.stamp).as_bytes());
        }
        contents.into_iter().for_each(add);
        let limit = SystemTime::now().checked_sub(COARSEST_CLOCK);
        let limit = limit.and_then(|limit| limit.duration_since(UNIX_EPOCH).ok());
        let is_settled = limit.is_some_and(|limit| newest < limit.as_nanos() as i128);
        Self { hash: hex(&hasher.finalize()), is_settled }
    }
}

/// What is remembered about an output.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// Where it is.
    pub path: PathBuf,
    /// The name of the code archive that it is or holds.
    pub archive: String,
    /// The size of that archive in bytes.
    pub archive_size: u64,
}

#[derive(Serialize, Deserialize)]
struct Record {
    fingerprint: String,
    stamp: String,
    written: Written,
}

/// A folder of records; without a folder nothing is remembered.
#[derive(Clone, Debug, Default)]
pub struct Cache {
    folder: Option<PathBuf>,
}

impl Cache {
    /// A cache in a folder, which is made when it is needed.
    pub fn new(folder: Option<PathBuf>) -> Self {
        Self { folder }
    }

    /// What a run for the same purpose wrote from the same, if it is still there as it was written. The purpose is what
    /// tells outputs apart before they are made, such as source root and target.
    pub fn find(&self, purpose: &[&Path], fingerprint: &Fingerprint) -> Option<Written> {
        let record = fs::read(self.folder.as_ref()?.join(slot(purpose))).ok()?;
        let record: Record = serde_json::from_slice(&record).ok()?;
        let is_same = record.fingerprint == fingerprint.hash && record.stamp == stamp(&record.written.path)?;
        is_same.then_some(record.written)
    }

    /// Remembers an output.
    pub fn record(&self, purpose: &[&Path], fingerprint: Fingerprint, written: Written) {
        let (Some(folder), Some(stamp)) = (&self.folder, stamp(&written.path)) else { return };
        if fingerprint.is_settled {
            let record = Record { fingerprint: fingerprint.hash, stamp, written };
            let _not_remembered = store(folder, &slot(purpose), &record);
        }
    }
}

fn store(folder: &Path, name: &str, record: &Record) -> Option<()> {
    fs::create_dir_all(folder).ok()?;
    let file = OutputFile::create(folder).ok()?;
    (&file).write_all(&serde_json::to_vec(record).ok()?).ok()?;
    file.publish(name).ok()?;
    Some(())
}

/// The file for records of a purpose.
fn slot(purpose: &[&Path]) -> String {
    let hash = Sha256::digest(format!("{purpose:?}"));
    let number = usize::from(hash[0]) << 8 | usize::from(hash[1]);
    format!("{}.json", number % SLOTS)
}

/// The stamp of a file as text.
fn stamp(path: &Path) -> Option<String> {
    Some(format!("{:?}", Stamp::new(&path.metadata().ok()?)))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _never_fails = write!(text, "{byte:02x}");
        text
    })
}
