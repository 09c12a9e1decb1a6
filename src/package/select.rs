//! Chooses the files of the archive: every file that no rule drops, or the modules that evaluation loaded.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::ignore::{DropRule, IgnoreRules, PatternLine};
use super::walk::{Found, walk};
use super::warning::{self, SelectionWarning};
use super::{Dropped, Entry, PackageError, Stamp};

/// Which code goes into the archive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CopyStyle {
    /// Every file under the source root that no ignore rule drops.
    All,
    /// The modules under the source root that evaluation loaded, and nothing else; ignore rules don't count.
    Auto,
    /// None: the images hold the code.
    #[default]
    None,
}

/// How files are chosen.
#[derive(Clone, Debug, Default)]
pub struct SelectOptions {
    /// Archive what a symbolic link points to instead of the link, and enter linked folders.
    pub dereference_symlinks: bool,
    /// Files that this run writes, absolute; they never belong in the archive.
    pub outputs: Vec<PathBuf>,
    /// The user's home folder, which is hardly ever meant as a source root.
    pub home_directory: Option<PathBuf>,
    /// Find out the sizes of dropped files and the lines by which git ignores them.
    pub explain: bool,
}

/// The files of an archive, and what was decided about the others.
#[derive(Clone, Debug)]
pub struct Selection {
    /// The source root, absolute.
    pub root: PathBuf,
    /// The files of the archive, in the order of the digest: by path, byte for byte.
    pub entries: Vec<Entry>,
    /// What does not belong in it, by path.
    pub dropped: Vec<Dropped>,
    /// What the user should know about the selection.
    pub warnings: Vec<SelectionWarning>,
}

impl Selection {
    /// The size of all files together, in bytes.
    pub fn size(&self) -> u64 {
        self.entries.iter().map(|entry| entry.stamp.size).sum()
    }

    /// The largest files, the largest first; files of one size by path.
    pub fn largest(&self, count: usize) -> Vec<&Entry> {
        let mut entries: Vec<_> = self.entries.iter().collect();
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.stamp.size));
        entries.truncate(count);
        entries
    }

    fn new(root: PathBuf, mut entries: Vec<Entry>, mut dropped: Vec<Dropped>) -> Self {
        entries.sort_by(|one, other| one.path.cmp(&other.path));
        dropped.sort_by(|one, other| one.path.cmp(&other.path));
        Self { root, entries, dropped, warnings: Vec::new() }
    }
}

/// Chooses every file under the root that no rule drops ([`CopyStyle::All`]). The root must be absolute.
pub fn select(root: &Path, options: &SelectOptions) -> Result<Selection, PackageError> {
    if !root.is_dir() {
        return Err(PackageError::Root(root.to_owned()));
    }
    let rules = IgnoreRules::read(root)?;
    let outputs: BTreeSet<&Path> = options.outputs.iter().map(PathBuf::as_path).collect();
    let (mut entries, mut dropped) = (Vec::new(), Vec::new());
    walk(root, options.dereference_symlinks, |found| {
        match found {
            Found::File(path) => match decide(root, &path, &rules, &outputs) {
                Ok(rule) => entries.push(entry(root, &path, rule, options)?),
                Err(rule) => dropped.push(drop(root, &path, rule, false, options)),
            },
            Found::Dropped(path, rule, is_folder) => {
                dropped.push(drop(root, &path, rule, is_folder, options));
            }
            Found::Unreadable(path, cause) => match decide(root, &path, &rules, &outputs) {
                Ok(_) => return Err(PackageError::reading(path, cause)),
                Err(rule) => dropped.push(drop(root, &path, rule, true, options)),
            },
        }
        Ok(())
    })?;
    let mut selection = Selection::new(root.to_owned(), entries, dropped);
    if options.explain {
        rules.explain(root, &mut selection.dropped);
    }
    selection.warnings = warning::find(&selection, rules.git_fault(), options.home_directory.as_deref());
    Ok(selection)
}

/// Chooses the files of loaded modules under the root ([`CopyStyle::Auto`]). Modules of an installation (a folder
/// `site-packages` or `dist-packages`, or a virtual environment) don't count
/// (`flytekit.tools.script_mode.list_imported_modules_as_files`). The root and the files must be absolute.
pub fn select_modules(
    root: &Path,
    files: &[PathBuf],
    options: &SelectOptions,
) -> Result<Selection, PackageError> {
    let mut environments = BTreeMap::new();
    let (mut entries, mut dropped) = (Vec::new(), Vec::new());
    for path in files.iter().collect::<BTreeSet<_>>() {
        if path.starts_with(root) && !is_installed(root, path, &mut environments) {
            entries.push(entry(root, path, None, options)?);
        }
    }
    if options.explain {
        let chosen: BTreeSet<_> = entries.iter().map(|entry| entry.path.clone()).collect();
        walk(root, false, |found| {
            if let Found::File(path) = found
                && !chosen.contains(&relative(root, &path).to_string_lossy().into_owned())
            {
                dropped.push(drop(root, &path, DropRule::NotLoaded, false, options));
            }
            Ok::<_, PackageError>(())
        })?;
    }
    let mut selection = Selection::new(root.to_owned(), entries, dropped);
    selection.warnings = warning::find(&selection, None, options.home_directory.as_deref());
    Ok(selection)
}

/// Why a file is dropped, else the pattern that kept it.
fn decide(
    root: &Path,
    path: &Path,
    rules: &IgnoreRules,
    outputs: &BTreeSet<&Path>,
) -> Result<Option<PatternLine>, DropRule> {
    let rule = rules.decide(&text(relative(root, path)))?;
    if outputs.contains(path) { Err(DropRule::Output) } else { Ok(rule) }
}

fn entry(
    root: &Path,
    path: &Path,
    rule: Option<PatternLine>,
    options: &SelectOptions,
) -> Result<Entry, PackageError> {
    let failed = |cause| PackageError::reading(path.to_owned(), cause);
    let name = relative(root, path);
    if name.to_str().is_none() {
        return Err(PackageError::Name(name.to_owned()));
    }
    let stamp = Stamp::new(&fs::metadata(path).map_err(failed)?);
    let is_link = !options.dereference_symlinks && path.is_symlink();
    let link = if is_link { Some(fs::read_link(path).map_err(failed)?) } else { None };
    Ok(Entry { path: text(name), link, stamp, rule })
}

fn drop(root: &Path, path: &Path, rule: DropRule, is_folder: bool, options: &SelectOptions) -> Dropped {
    let has_size = options.explain && !is_folder;
    let size = if has_size { fs::symlink_metadata(path).ok().map(|metadata| metadata.len()) } else { None };
    Dropped { path: text(relative(root, path)), is_folder, size, rule }
}

fn relative<'a>(root: &Path, path: &'a Path) -> &'a Path {
    path.strip_prefix(root).unwrap_or(path)
}

/// A relative path as the digest and the ignore rules have it.
fn text(path: &Path) -> String {
    let text = path.to_string_lossy().into_owned();
    if cfg!(windows) { text.replace('\\', "/") } else { text }
}

/// Whether a file lies in an installation of packages rather than among the user's sources.
fn is_installed(root: &Path, path: &Path, environments: &mut BTreeMap<PathBuf, bool>) -> bool {
    let folders = path.ancestors().skip(1).take_while(|folder| *folder != root && folder.starts_with(root));
    folders.into_iter().any(|folder| {
        let is_packages = folder.ends_with("site-packages") || folder.ends_with("dist-packages");
        is_packages || {
            let known = environments.entry(folder.to_owned());
            *known.or_insert_with(|| folder.join("pyvenv.cfg").is_file())
        }
    })
}
