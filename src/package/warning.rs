//! What hardly ever belongs in an archive, and rules that could not be applied.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use super::ignore::GitFault;
use super::listing::count;
use super::{ByteSize, Selection};

/// What the user should know about a selection; each kind stands in it once at most, virtual environments once each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SelectionWarning {
    /// The source root is the user's home folder.
    HomeDirectory(PathBuf),
    /// A virtual environment is packed.
    VirtualEnvironment {
        /// Its folder, below the source root.
        path: String,
        /// How many of its files are packed.
        files: usize,
        /// Their size in bytes.
        size: u64,
    },
    /// Files of variables are packed, which usually hold passwords.
    EnvironmentFiles(Vec<String>),
    /// Files are packed whose names say that they are keys or passwords.
    KeyFiles(Vec<String>),
    /// Git did not answer, though there are rules for it; so nothing was dropped that git would ignore.
    GitDidNotAnswer(String),
    /// Git ignores files, but as it writes their names in quotes, the reference keeps them, and so they are kept.
    QuotedByGit(Vec<String>),
}

impl SelectionWarning {
    /// What can be done about it.
    pub fn help(&self) -> &'static str {
        match self {
            Self::HomeDirectory(_) => "name the project's folder as source root",
            Self::VirtualEnvironment { .. } | Self::EnvironmentFiles(_) | Self::KeyFiles(_) => {
                "add a line to .flyteignore at the source root to leave it out"
            }
            Self::GitDidNotAnswer(_) => {
                "in a .flyteignore at the source root, the same lines count without git"
            }
            Self::QuotedByGit(_) => "add them to .flyteignore, or set git's core.quotePath to false",
        }
    }
}

impl fmt::Display for SelectionWarning {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::HomeDirectory(path) => {
                write!(formatter, "the source root {} is a home folder", path.display())
            }
            Self::VirtualEnvironment { path, files, size } => {
                let (files, size) = (count(*files), ByteSize(*size));
                write!(formatter, "the virtual environment {path} goes into the archive: {files}, {size}")
            }
            Self::EnvironmentFiles(paths) => {
                write!(
                    formatter,
                    "environment variables, which may be secret, go into the archive: {}",
                    names(paths)
                )
            }
            Self::KeyFiles(paths) => {
                write!(formatter, "keys or passwords seem to go into the archive: {}", names(paths))
            }
            Self::GitDidNotAnswer(reason) => write!(formatter, "what git ignores is not left out: {reason}"),
            Self::QuotedByGit(paths) => {
                write!(
                    formatter,
                    "files that git ignores go into the archive, as they do with pyflyte: {}",
                    names(paths)
                )
            }
        }
    }
}

/// How many names a warning gives.
const NAMES: usize = 10;

fn names(paths: &[String]) -> String {
    let first = paths.iter().take(NAMES).map(String::as_str).collect::<Vec<_>>().join(", ");
    match paths.len().saturating_sub(NAMES) {
        0 => first,
        more => format!("{first} and {more} more"),
    }
}

/// The warnings about a selection.
pub(super) fn find(
    selection: &Selection,
    git: Option<&GitFault>,
    home_directory: Option<&Path>,
) -> Vec<SelectionWarning> {
    let mut warnings = Vec::new();
    if home_directory.is_some_and(|home| is_same(home, &selection.root)) {
        warnings.push(SelectionWarning::HomeDirectory(selection.root.clone()));
    }
    match git {
        Some(GitFault::NoAnswer(reason)) => {
            warnings.push(SelectionWarning::GitDidNotAnswer(reason.clone()));
        }
        Some(GitFault::Quoted(paths)) => warnings.push(SelectionWarning::QuotedByGit(paths.clone())),
        None => {}
    }
    let environments = environments(selection);
    let own: Vec<&str> = selection
        .entries
        .iter()
        .map(|entry| entry.path.as_str())
        .filter(|path| !environments.keys().any(|environment| is_below(path, environment)))
        .collect();
    warnings.extend(environments.iter().map(|(path, (files, size))| {
        let path = if path.is_empty() { ".".to_owned() } else { (*path).to_owned() };
        SelectionWarning::VirtualEnvironment { path, files: *files, size: *size }
    }));
    let named = |test: fn(&str) -> bool| -> Vec<String> {
        own.iter().filter(|path| test(file_name(path))).map(|path| (*path).to_owned()).collect()
    };
    let variables = named(is_environment_file);
    let keys = named(is_key_file);
    warnings.extend((!variables.is_empty()).then_some(SelectionWarning::EnvironmentFiles(variables)));
    warnings.extend((!keys.is_empty()).then_some(SelectionWarning::KeyFiles(keys)));
    warnings
}

fn is_same(one: &Path, other: &Path) -> bool {
    one == other
        || one.canonicalize().ok().zip(other.canonicalize().ok()).is_some_and(|(one, other)| one == other)
}

/// The outermost virtual environments, each with the number of its files and their size.
fn environments(selection: &Selection) -> BTreeMap<&str, (usize, u64)> {
    let mut found: Vec<&str> = Vec::new();
    for entry in &selection.entries {
        let Some(folder) = environment_folder(&entry.path) else { continue };
        found.push(folder);
    }
    found.sort_unstable_by_key(|folder| folder.len());
    let mut environments: BTreeMap<&str, (usize, u64)> = BTreeMap::new();
    for folder in found {
        if !environments.keys().any(|outer| is_below(folder, outer)) {
            environments.insert(folder, (0, 0));
        }
    }
    for entry in &selection.entries {
        for (_, (files, size)) in environments.iter_mut().filter(|(folder, _)| is_below(&entry.path, folder))
        {
            *files += 1;
            *size += entry.stamp.size;
        }
    }
    environments
}

/// The folder that a file marks as a virtual environment, of venv or of conda.
fn environment_folder(path: &str) -> Option<&str> {
    let folder = path.strip_suffix("pyvenv.cfg").or_else(|| path.strip_suffix("conda-meta/history"))?;
    (folder.is_empty() || folder.ends_with('/')).then(|| folder.trim_end_matches('/'))
}

fn is_below(path: &str, folder: &str) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// `.env` and its variants; not the examples that are made to be shared.
fn is_environment_file(name: &str) -> bool {
    let rest = name.strip_prefix(".env");
    rest == Some("")
        || rest.and_then(|rest| rest.strip_prefix('.')).is_some_and(|variant| {
            !["example", "sample", "template", "dist"].iter().any(|shared| variant.ends_with(shared))
        })
}

/// Names of files that hold keys or passwords.
const KEY_NAMES: [&str; 13] = [
    "id_rsa",
    "id_dsa",
    "id_ecdsa",
    "id_ed25519",
    ".netrc",
    "_netrc",
    ".pgpass",
    ".pypirc",
    ".npmrc",
    ".git-credentials",
    ".htpasswd",
    "credentials.json",
    "application_default_credentials.json",
];

/// Endings of names of files that hold keys.
const KEY_ENDINGS: [&str; 8] = [".pem", ".key", ".p12", ".pfx", ".jks", ".keystore", ".kdbx", ".ppk"];

fn is_key_file(name: &str) -> bool {
    let name = name.to_lowercase();
    KEY_NAMES.contains(&name.as_str()) || KEY_ENDINGS.iter().any(|ending| name.ends_with(ending))
}
