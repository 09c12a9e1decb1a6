//! What is in the archives, as others read it.

use std::cell::Cell;
use std::fs::{self, File};
use std::io::Read as _;
use std::num::NonZeroUsize;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use flate2::bufread::GzDecoder;
use flyte_serialize::package::{Archive, Bundle, BundleFile, PackageError, Reporter, Selection};
use serde_json::{Value, json};

use crate::tree::{Tree, build, tree, trees};

/// Path and executable bit or link target of each member, and the contents of its files.
fn members(archive: &Path) -> (Vec<Value>, Vec<Vec<u8>>) {
    let file = std::io::BufReader::new(File::open(archive).unwrap());
    let mut reader = tar::Archive::new(GzDecoder::new(file));
    let read = |entry: std::io::Result<tar::Entry<'_, _>>| {
        let mut entry: tar::Entry<'_, GzDecoder<_>> = entry.unwrap();
        let path = entry.path().unwrap().to_str().unwrap().to_owned();
        let header = entry.header();
        assert_eq!(
            (header.mtime().unwrap(), header.uid().unwrap(), header.gid().unwrap()),
            (315_532_800, 0, 0)
        );
        let kind = match entry.link_name().unwrap() {
            Some(target) => json!(target.to_str().unwrap()),
            None => json!(header.mode().unwrap() & 0o100 != 0),
        };
        let mut contents = Vec::new();
        entry.read_to_end(&mut contents).unwrap();
        (json!([path, kind]), contents)
    };
    reader.entries().unwrap().map(read).unzip()
}

#[test]
fn the_same_members_as_the_reference() {
    for tree in trees().filter(|tree| tree.case["patterns"].is_null()) {
        let archive = tree.archive();
        let recorded = &tree.case["recorded"];
        assert_eq!(json!(members(&archive).0), recorded["members"], "{}", tree.name());
        let name = format!("fast{}.tar.gz", recorded["digest"].as_str().unwrap());
        assert_eq!(archive.file_name().unwrap().to_str(), Some(name.as_str()));
    }
}

/// Unpacks with a command that gets the archive and a folder, and compares the folder with the selection.
fn unpacks(tree: &Tree, command: &[&str], archive: &Path, folder: &str) {
    let folder = tree.output(folder);
    fs::create_dir(&folder).unwrap();
    let output =
        Command::new(command[0]).args(&command[1..]).arg(archive).arg("-C").arg(&folder).output().unwrap();
    assert!(output.status.success(), "{}: {output:?}", tree.name());
    for entry in tree.select().entries {
        let (original, copy) = (tree.path("root").join(&entry.path), folder.join(&entry.path));
        if entry.link.is_some() {
            assert_eq!(fs::read_link(copy).unwrap(), fs::read_link(original).unwrap());
        } else {
            assert_eq!(fs::read(&copy).ok(), fs::read(original).ok(), "{}: {}", tree.name(), entry.path);
            let mode = copy.metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o100 != 0, entry.stamp.executable, "{}", entry.path);
        }
    }
    let unpacked = walkdir::WalkDir::new(&folder).into_iter().map(Result::unwrap);
    let unpacked = unpacked.filter(|entry| !entry.file_type().is_dir()).count();
    assert_eq!(unpacked, tree.select().entries.len(), "{}", tree.name());
}

/// Python's tarfile as a command like tar's.
const PYTHON: &str = "import sys, tarfile; tarfile.open(sys.argv[1]).extractall(sys.argv[3])";

#[test]
fn tar_and_python_unpack_the_same_tree() {
    let names = [
        "executable",
        "unicode",
        "odd names",
        "long names",
        "long links",
        "links to files",
        "empty folders",
        "nothing",
    ];
    for tree in names.map(tree) {
        let archive = tree.archive();
        unpacks(&tree, &["tar", "-xf"], &archive, "by tar");
        unpacks(&tree, &["python3", "-c", PYTHON], &archive, "by python");
    }
}

#[test]
fn the_bytes_depend_on_contents_paths_and_the_executable_bit_alone() {
    let tree = tree("executable");
    let bytes = |threads| fs::read(build(&tree.select(), &tree.output("archives"), threads)).unwrap();
    let first = bytes(1);
    for (path, mode) in [("root/plain.sh", 0o600), ("root/run.sh", 0o700)] {
        fs::set_permissions(tree.path(path), fs::Permissions::from_mode(mode)).unwrap();
    }
    let text = fs::read_to_string(tree.path("root/plain.sh")).unwrap();
    tree.write("root/plain.sh", &text);
    assert_eq!(bytes(3), first);
    fs::set_permissions(tree.path("root/plain.sh"), fs::Permissions::from_mode(0o755)).unwrap();
    assert_ne!(bytes(1), first);
}

#[test]
fn a_large_tree_in_many_threads() {
    let tree = tree("nothing");
    let mut state = 7_u64;
    for number in 0..40 {
        let mut contents = Vec::new();
        for _ in 0..number * 3000 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            contents.extend((state >> (20 + number)).to_le_bytes());
        }
        fs::write(tree.path(&format!("root/{number}")), contents).unwrap();
    }
    let selection = tree.select();
    let one = build(&selection, &tree.output("one"), 1);
    let many = build(&selection, &tree.output("many"), 7);
    assert!(fs::read(&one).unwrap() == fs::read(many).unwrap());
    unpacks(&tree, &["tar", "-xf"], &one, "by tar");
    let (_, contents) = members(&one);
    let sizes: Vec<_> = selection.entries.iter().map(|entry| entry.stamp.size as usize).collect();
    assert_eq!(contents.iter().map(Vec::len).collect::<Vec<_>>(), sizes);
}

/// Why no archive is built of a selection; nothing may be left in the folder.
fn fault(tree: &Tree, selection: &Selection, reporter: &dyn Reporter) -> PackageError {
    let folder = tree.output("archives");
    fs::create_dir_all(&folder).unwrap();
    let error = Archive::build(selection, &folder, NonZeroUsize::MIN, reporter).unwrap_err();
    assert_eq!(fs::read_dir(folder).unwrap().count(), 0);
    error
}

#[test]
fn a_file_that_changes_or_vanishes_is_named() {
    let tree = tree("a plain folder");
    let selection = tree.select();
    tree.write("root/README.md", "# Apple\n");
    let error = fault(&tree, &selection, &());
    assert_eq!(
        error.to_string(),
        format!("{} changed while it was being packed", tree.path("root/README.md").display())
    );
    fs::remove_file(tree.path("root/README.md")).unwrap();
    let error = fault(&tree, &selection, &());
    assert!(matches!(error, PackageError::Vanished(path) if path == tree.path("root/README.md")));
}

/// Changes a file while it is read.
struct Meddler<'a>(&'a Tree, Cell<bool>);

impl Reporter for Meddler<'_> {
    fn read(&self, _: u64) {
        if !self.1.replace(true) {
            self.0.write("root/large", &"y".repeat(1 << 20));
        }
    }
}

#[test]
fn a_file_that_changes_while_it_is_read_is_named() {
    let tree = tree("nothing");
    tree.write("root/large", &"x".repeat(1 << 20));
    let error = fault(&tree, &tree.select(), &Meddler(&tree, Cell::new(false)));
    assert!(matches!(error, PackageError::Changed(path) if path == tree.path("root/large")));
}

/// Asks to stop.
struct Stop;

impl Reporter for Stop {
    fn is_interrupted(&self) -> bool {
        true
    }
}

#[test]
fn an_interrupted_archive_leaves_nothing() {
    let tree = tree("a plain folder");
    assert!(matches!(fault(&tree, &tree.select(), &Stop), PackageError::Interrupted));
    let archive = Archive::build(&tree.select(), &tree.output("archives"), NonZeroUsize::MIN, &()).unwrap();
    drop(archive);
    assert_eq!(fs::read_dir(tree.output("archives")).unwrap().count(), 0);
}

#[test]
fn a_link_that_changes_is_named() {
    let tree = tree("links to files");
    let selection = tree.select();
    fs::remove_file(tree.path("root/x")).unwrap();
    std::os::unix::fs::symlink("./a/x", tree.path("root/x")).unwrap();
    assert!(
        matches!(fault(&tree, &selection, &()), PackageError::Changed(path) if path == tree.path("root/x"))
    );
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let tree = tree("a plain folder");
    let error = Archive::build(&tree.select(), &tree.output("none"), NonZeroUsize::MIN, &()).unwrap_err();
    assert!(
        error.to_string().starts_with(&format!("cannot write {}", tree.output("none").display())),
        "{error}"
    );
}

#[test]
fn a_bundle_holds_specifications_and_archive() {
    let tree = tree("a plain folder");
    let folder = tree.output("archives");
    let published = tree.archive();
    let files = [("0_app.flow.x_1.pb", &b"task"[..]), ("1_app.flow.y_2.pb", b"")];
    let files = files.map(|(name, bytes)| BundleFile { name, bytes });
    let archive = Archive::build(&tree.select(), &folder, NonZeroUsize::MIN, &()).unwrap();
    let build = |archive, threads| {
        let threads = NonZeroUsize::new(threads).unwrap();
        Bundle::build(&files, archive, &folder, threads).unwrap().publish("flyte-package.tgz").unwrap()
    };
    let bundle = build(Some(&archive), 1);
    let (found, contents) = members(&bundle);
    let name = published.file_name().unwrap().to_str().unwrap();
    let names = ["0_app.flow.x_1.pb", "1_app.flow.y_2.pb", name];
    assert_eq!(found, names.map(|name| json!([name, false])));
    assert_eq!(contents, [b"task".to_vec(), Vec::new(), fs::read(&published).unwrap()]);
    let bytes = fs::read(&bundle).unwrap();
    assert_eq!(fs::read(build(Some(&archive), 3)).unwrap(), bytes);
    assert_eq!(members(&build(None, 1)).0.len(), 2);
    assert_eq!(fs::read_dir(folder).unwrap().count(), 2);
}
