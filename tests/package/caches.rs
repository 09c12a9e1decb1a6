//! A second run without changes.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use flyte_serialize::package::{Cache, Fingerprint, Written};

use crate::tree::{Tree, tree};

/// A cache, and a purpose that outputs are remembered for.
struct Fixture {
    tree: Tree,
    cache: Cache,
}

impl Fixture {
    fn new() -> Self {
        let tree = tree("a plain folder");
        let cache = Cache::new(Some(tree.output("cache/of/archives")));
        Self { tree, cache }
    }

    fn fingerprint(&self) -> Fingerprint {
        Fingerprint::new(&self.tree.select(), [&b"spec"[..]])
    }

    fn write(&self) -> Written {
        let path = self.tree.archive();
        let archive = path.file_name().unwrap().to_str().unwrap().to_owned();
        let archive_size = path.metadata().unwrap().len();
        Written { path, archive, archive_size }
    }

    fn find(&self) -> Option<Written> {
        self.cache.find(&[Path::new("purpose")], &self.fingerprint())
    }

    /// Writes the archive and records it, for files that have been left alone for a while.
    fn record(&self) -> Written {
        std::thread::sleep(Duration::from_millis(3100));
        let written = self.write();
        self.cache.record(&[Path::new("purpose")], self.fingerprint(), written.clone());
        written
    }
}

#[test]
fn what_was_written_is_found_until_anything_changes() {
    let fixture = Fixture::new();
    assert_eq!(fixture.find(), None);
    let written = fixture.record();
    assert_eq!(fixture.find(), Some(written.clone()));
    assert_eq!(fixture.cache.find(&[Path::new("other")], &fixture.fingerprint()), None);
    assert_eq!(Cache::default().find(&[Path::new("purpose")], &fixture.fingerprint()), None);
    let other = Fingerprint::new(&fixture.tree.select(), [&b"other spec"[..]]);
    assert_eq!(fixture.cache.find(&[Path::new("purpose")], &other), None);

    // Same size and same time of modification; the file system still knows that it was changed.
    let path = fixture.tree.path("root/README.md");
    let modified = path.metadata().unwrap().modified().unwrap();
    fs::write(&path, "# Bpp\n").unwrap();
    File::options().append(true).open(&path).unwrap().set_modified(modified).unwrap();
    assert_eq!(fixture.find(), None);
}

#[test]
fn an_output_that_changed_or_vanished_is_not_found() {
    let fixture = Fixture::new();
    let written = fixture.record();
    let contents = fs::read(&written.path).unwrap();
    fs::remove_file(&written.path).unwrap();
    assert_eq!(fixture.find(), None);
    fs::write(&written.path, contents).unwrap();
    assert_eq!(fixture.find(), None);
}

#[test]
fn files_that_have_just_changed_are_not_trusted() {
    let fixture = Fixture::new();
    let written = fixture.write();
    fixture.cache.record(&[Path::new("purpose")], fixture.fingerprint(), written);
    assert_eq!(fixture.find(), None);
    let future = SystemTime::now() + Duration::from_secs(1000);
    let file: PathBuf = fixture.tree.path("root/README.md");
    File::options().append(true).open(file).unwrap().set_modified(future).unwrap();
    fixture.record();
    assert_eq!(fixture.find(), None);
}

#[test]
fn a_broken_record_counts_as_none() {
    let fixture = Fixture::new();
    fixture.record();
    for entry in fs::read_dir(fixture.tree.output("cache/of/archives")).unwrap() {
        fs::write(entry.unwrap().path(), "{").unwrap();
    }
    assert_eq!(fixture.find(), None);
}
