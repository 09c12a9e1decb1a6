//! Import resolution on files: from a dotted name to the file or folder that holds the module.
//!
//! The rules are those of Python's path finder: in each folder of the search path a package (`name/__init__.py`) wins over a
//! module (`name.py`), which wins over a namespace package (a folder without `__init__.py`); parts of a namespace package are
//! gathered from all folders. A folder that holds no modules at all is no namespace package here: a package of that name that
//! is installed would win over it.

use std::path::{Path, PathBuf};

/// Where a module is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Location {
    /// A package: its `__init__.py` and its folder.
    Package(PathBuf, PathBuf),
    /// A module in one file.
    File(PathBuf),
    /// A package without `__init__.py`: its folders.
    Namespace(Vec<PathBuf>),
    /// A compiled module, which has no source.
    Compiled(PathBuf),
}

/// Finds the last part of a dotted name in the folders in which it is searched.
pub(super) fn find(name: &str, folders: &[PathBuf]) -> Option<Location> {
    let mut namespace = Vec::new();
    for folder in folders {
        let package = folder.join(name);
        let init = package.join("__init__.py");
        if init.is_file() {
            return Some(Location::Package(init, package));
        }
        let file = folder.join(format!("{name}.py"));
        if file.is_file() {
            return Some(Location::File(file));
        }
        if holds_modules(&package, NAMESPACE_DEPTH) {
            namespace.push(package);
        }
    }
    (!namespace.is_empty()).then_some(Location::Namespace(namespace))
}

/// How deep in a folder its first module may lie.
const NAMESPACE_DEPTH: usize = 4;

/// Whether there are modules in a folder, or in the folders in it; the program that installs a package is none.
fn holds_modules(folder: &Path, depth: usize) -> bool {
    let Ok(entries) = std::fs::read_dir(folder) else { return false };
    let entries: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    let is_module = |path: &PathBuf| {
        let is_source = path.extension().is_some_and(|ending| ending == "py" || ending == "so");
        is_source && !path.ends_with("setup.py")
    };
    entries.iter().any(is_module) || (depth > 0 && entries.iter().any(|path| holds_modules(path, depth - 1)))
}

/// More files than any project has; a folder that links to itself has no end.
const MOST_SOURCES: usize = 1 << 17;

/// The files of all modules below a package's folder, in the order in which they are walked.
pub(super) fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for (name, is_package) in submodules(folder) {
        if found.len() >= MOST_SOURCES {
            return;
        }
        if is_package {
            let folder = folder.join(&name);
            found.push(folder.join("__init__.py"));
            sources(&folder, found);
        } else {
            found.push(folder.join(format!("{name}.py")));
        }
    }
}

/// The same among installed packages, where modules may be compiled. This lists folders, so its results are to be kept.
pub(super) fn find_installed(name: &str, folders: &[PathBuf]) -> Option<Location> {
    match find(name, folders) {
        None | Some(Location::Namespace(_)) => {
            let compiled = folders.iter().find_map(|folder| compiled(name, folder));
            compiled.map(Location::Compiled).or_else(|| find(name, folders))
        }
        found => found,
    }
}

/// The compiled module of a name in a folder (`name.cpython-311-x86_64-linux-gnu.so`).
pub(super) fn compiled(name: &str, folder: &Path) -> Option<PathBuf> {
    let is_library = |file: &str| {
        let ending = file.strip_prefix(name).and_then(|rest| rest.strip_prefix('.'));
        ending.is_some_and(|ending| ending.ends_with("so") || ending.ends_with("pyd"))
    };
    let entries = std::fs::read_dir(folder).ok()?.flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    names.filter(|file| is_library(file)).min().map(|file| folder.join(file))
}

/// The modules in a package's folder, as `pkgutil.iter_modules` lists them: by name, with whether each is a package.
pub(super) fn submodules(folder: &Path) -> Vec<(String, bool)> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<String> =
        entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    let mut found: Vec<(String, bool)> = Vec::new();
    for name in names {
        let path = folder.join(&name);
        let module = match name.strip_suffix(".py") {
            Some("__init__") | None if !path.is_dir() => continue,
            Some(stem) if path.is_file() => (stem.to_owned(), false),
            _ if path.join("__init__.py").is_file() => (name, true),
            _ => continue,
        };
        if !module.0.contains('.') && found.iter().all(|(known, _)| *known != module.0) {
            found.push(module);
        }
    }
    found
}
