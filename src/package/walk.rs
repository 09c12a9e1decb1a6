//! Walks a source root as the reference does (`flytekit.tools.script_mode.list_all_files`): every file, folders named
//! `.git` left out, links to folders followed only if asked for.
//!
//! When links are followed, no folder is entered twice, so that a cycle ends. Which of two ways to a folder counts, the
//! reference leaves to the order in which the file system lists them. Here it is the folder's own place if that is below
//! the root, else the first link by name, so that the same tree always gives the same files.

use std::collections::HashSet;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::ignore::DropRule;

/// Something that the walk met.
#[derive(Debug)]
pub(super) enum Found {
    /// A regular file, or a link to one.
    File(PathBuf),
    /// Something that is no file for the archive, whatever the ignore rules say; whether it is a folder.
    Dropped(PathBuf, DropRule, bool),
    /// A folder that can't be read.
    Unreadable(PathBuf, io::Error),
}

/// Calls `visit` with all that is below the root, in the order of names.
pub(super) fn walk<E>(
    root: &Path,
    follow_links: bool,
    mut visit: impl FnMut(Found) -> Result<(), E>,
) -> Result<(), E> {
    let mut folders = follow_links.then(|| Folders::below(root));
    let mut entries =
        WalkDir::new(root).min_depth(1).follow_links(follow_links).sort_by_file_name().into_iter();
    while let Some(entry) = entries.next() {
        match entry {
            Ok(entry) if entry.file_type().is_dir() => {
                let rule = if is_git(&entry) {
                    Some(DropRule::GitFolder)
                } else {
                    let is_new = folders.as_mut().is_none_or(|folders| folders.enter(&entry));
                    (!is_new).then_some(DropRule::AlreadyVisited)
                };
                if let Some(rule) = rule {
                    entries.skip_current_dir();
                    visit(Found::Dropped(entry.into_path(), rule, true))?;
                }
            }
            Ok(entry) => visit(file(entry))?,
            Err(error) => visit(fault(error, root))?,
        }
    }
    Ok(())
}

fn is_git(entry: &DirEntry) -> bool {
    entry.depth() > 0 && entry.file_name() == ".git"
}

/// What tells two folders apart: file system and number in it.
type Identity = (u64, u64);

/// The folders that a walk along links has met.
struct Folders {
    /// Those that are below the root without any link.
    own: HashSet<Identity>,
    entered: HashSet<Identity>,
}

impl Folders {
    fn below(root: &Path) -> Self {
        let entries = WalkDir::new(root).into_iter().filter_entry(|entry| !is_git(entry)).flatten();
        let folders = entries.filter(|entry| entry.file_type().is_dir());
        let own = folders.filter_map(|entry| identity(&entry.metadata().ok()?)).collect();
        let root = fs::metadata(root).ok().and_then(|metadata| identity(&metadata));
        Self { own, entered: root.into_iter().collect() }
    }

    /// Whether the walk may enter a folder here.
    fn enter(&mut self, entry: &DirEntry) -> bool {
        let Some(identity) = entry.metadata().ok().and_then(|metadata| identity(&metadata)) else {
            return true;
        };
        let is_elsewhere = entry.path_is_symlink() && self.own.contains(&identity);
        !is_elsewhere && self.entered.insert(identity)
    }
}

fn file(entry: DirEntry) -> Found {
    let kind = if entry.file_type().is_symlink() {
        match fs::metadata(entry.path()) {
            Ok(target) => target.file_type(),
            Err(_) => return Found::Dropped(entry.into_path(), DropRule::DanglingLink, false),
        }
    } else {
        entry.file_type()
    };
    if kind.is_dir() {
        Found::Dropped(entry.into_path(), DropRule::FolderLink, true)
    } else if kind.is_file() {
        Found::File(entry.into_path())
    } else {
        Found::Dropped(entry.into_path(), DropRule::Special, false)
    }
}

fn fault(error: walkdir::Error, root: &Path) -> Found {
    let path = error.path().unwrap_or(root).to_owned();
    if error.loop_ancestor().is_some() {
        return Found::Dropped(path, DropRule::AlreadyVisited, true);
    }
    if path.is_symlink() {
        return Found::Dropped(path, DropRule::DanglingLink, false);
    }
    let cause = error.into_io_error().unwrap_or_else(|| io::ErrorKind::Other.into());
    Found::Unreadable(path, cause)
}

#[cfg(unix)]
fn identity(metadata: &Metadata) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt as _;
    Some((metadata.dev(), metadata.ino()))
}

/// The walk itself notices cycles where the system doesn't tell folders apart.
#[cfg(not(unix))]
fn identity(_: &Metadata) -> Option<Identity> {
    None
}
