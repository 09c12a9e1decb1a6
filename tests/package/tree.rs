//! Trees of files as `record.py` writes them down, made anew in a temporary folder.

use std::fs;
use std::num::NonZeroUsize;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use flyte_serialize::package::{Archive, SelectOptions, Selection, select, select_modules};
use serde_json::Value;
use tempfile::TempDir;

/// Everything that was recorded.
pub(crate) static RECORDED: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("recorded.json")).unwrap());

/// A recorded tree, on disk.
pub(crate) struct Tree {
    pub(crate) case: &'static Value,
    folder: TempDir,
}

/// All recorded trees, one after the other.
pub(crate) fn trees() -> impl Iterator<Item = Tree> {
    RECORDED["trees"].as_array().unwrap().iter().map(Tree::make)
}

/// The tree of this name.
pub(crate) fn tree(name: &str) -> Tree {
    let cases = RECORDED["trees"].as_array().unwrap();
    Tree::make(cases.iter().find(|case| case["name"] == name).unwrap())
}

impl Tree {
    fn make(case: &'static Value) -> Self {
        let tree = Self { case, folder: TempDir::new().unwrap() };
        for path in texts(&case["folders"]).chain(["root"]) {
            fs::create_dir_all(tree.path(path)).unwrap();
        }
        for (path, _) in pairs(&case["git"]) {
            tree.init(path);
        }
        for (path, text) in tree.files() {
            tree.write(path, text);
        }
        for path in texts(&case["executable"]) {
            fs::set_permissions(tree.path(path), fs::Permissions::from_mode(0o755)).unwrap();
        }
        for (path, target) in pairs(&case["links"]) {
            symlink(target.as_str().unwrap(), tree.path(path)).unwrap();
        }
        for path in texts(&case["sockets"]) {
            drop(UnixListener::bind(tree.path(path)).unwrap());
        }
        for (repository, tracked) in pairs(&case["git"]) {
            for path in texts(tracked) {
                tree.git(repository, &["add", "--force", tree.path(path).to_str().unwrap()]);
            }
        }
        tree
    }

    fn files(&self) -> Vec<(&'static str, &'static str)> {
        let text = |value: &'static Value| value.as_str().unwrap();
        let given = |key: &str| pairs(&self.case[key]).map(|(path, value)| (path, text(value)));
        let mut files: Vec<_> = given("files").chain(given("patterns")).collect();
        if !self.case["patterns"].is_null() {
            // Leaked, as the paths have to be those of a recording that lives as long as the test.
            let below = |path: &str| -> &'static str { Box::leak(format!("root/{path}").into_boxed_str()) };
            files.extend(texts(&RECORDED["paths"]).map(|path| (below(path), path)));
        }
        files
    }

    /// A repository in which nothing but its own files says what is ignored.
    fn init(&self, repository: &str) {
        fs::create_dir_all(self.path(repository)).unwrap();
        self.git(repository, &["init", "--quiet"]);
        self.git(repository, &["config", "core.excludesFile", "/dev/null"]);
        let quote = if self.case["quote"] == false { "false" } else { "true" };
        self.git(repository, &["config", "core.quotePath", quote]);
    }

    fn git(&self, repository: &str, arguments: &[&str]) {
        let output = Command::new("git").args(arguments).current_dir(self.path(repository)).output().unwrap();
        assert!(output.status.success(), "{output:?}");
    }

    pub(crate) fn name(&self) -> &'static str {
        self.case["name"].as_str().unwrap()
    }

    /// A path in the tree; the source root is `root`.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().canonicalize().unwrap().join("tree").join(path)
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn options(&self) -> SelectOptions {
        SelectOptions { dereference_symlinks: self.case["dereference"] == true, ..SelectOptions::default() }
    }

    /// The files that the copy style of the tree chooses.
    pub(crate) fn select(&self) -> Selection {
        let (root, options) = (self.path("root"), self.options());
        if self.case["loaded"].is_null() {
            select(&root, &options).unwrap()
        } else {
            let files: Vec<_> = texts(&self.case["loaded"]).map(|path| self.path(path)).collect();
            select_modules(&root, &files, &options).unwrap()
        }
    }

    /// A path beside the tree, for what tests write.
    pub(crate) fn output(&self, path: &str) -> PathBuf {
        self.folder.path().canonicalize().unwrap().join(path)
    }

    /// The archive of the tree, beside it.
    pub(crate) fn archive(&self) -> PathBuf {
        build(&self.select(), &self.output("archives"), 2)
    }
}

/// Builds an archive in a folder, which is made if it isn't there.
pub(crate) fn build(selection: &Selection, folder: &Path, threads: usize) -> PathBuf {
    fs::create_dir_all(folder).unwrap();
    let threads = NonZeroUsize::new(threads).unwrap();
    Archive::build(selection, folder, threads, &()).unwrap().publish().unwrap()
}

/// The strings in a list, none if there is no list.
pub(crate) fn texts(list: &'static Value) -> impl Iterator<Item = &'static str> {
    list.as_array().into_iter().flatten().map(|item| item.as_str().unwrap())
}

fn pairs(map: &'static Value) -> impl Iterator<Item = (&'static str, &'static Value)> {
    map.as_object().into_iter().flatten().map(|(key, value)| (key.as_str(), value))
}
