//! The files of the project: the only part of the file system that evaluated code sees.
//!
//! A path is seen where it lies under the source root, or in the git repository around it, links resolved. What evaluated code would write is not written, so a
//! path that it would have changed is not seen from then on: [`note_change`].

use std::cell::RefCell;
use std::path::{Component, Path, PathBuf};
use std::rc::Rc;

use super::convert::stop;
use crate::python::{EvalResult, Evaluator, Interrupt, Value};

const ELSEWHERE: &str = "it depends on the machine: only files of the project are read";
const CHANGED: &str = "it depends on files that the program would write";
const FOLDER: &str = "the working folder depends on the machine";

/// The working folder.
#[derive(Clone, Default)]
enum Folder {
    /// The source root, where the program starts.
    #[default]
    Root,
    /// Where `os.chdir` went.
    Changed(PathBuf),
    /// `os.chdir` went to a folder that is not known.
    Unknown,
}

/// What evaluated code did to its view of the file system.
#[derive(Default)]
struct View {
    folder: RefCell<Folder>,
    changed: RefCell<Vec<PathBuf>>,
}

/// How many folders above the source root a repository's may be.
const REPOSITORY_DEPTH: usize = 8;

/// The folder whose files are the project's: the git repository that the source root lies in, else the source root.
pub(super) fn root(evaluator: &Evaluator) -> PathBuf {
    let root = plain(&evaluator.settings.source_root);
    let mut above = root.ancestors().take(REPOSITORY_DEPTH);
    match above.find(|folder| folder.parent().is_some() && folder.join(".git").exists()) {
        Some(repository) => repository.to_owned(),
        None => root,
    }
}

/// The working folder: the source root until it is changed.
pub(super) fn folder(evaluator: &mut Evaluator) -> EvalResult<PathBuf> {
    let view = evaluator.extension::<View>();
    let folder = view.folder.borrow().clone();
    match folder {
        Folder::Root => Ok(evaluator.settings.source_root.clone()),
        Folder::Changed(folder) => Ok(folder),
        Folder::Unknown => stop(evaluator, FOLDER),
    }
}

/// Changes the working folder; `None` for one that is not known.
pub(super) fn change_folder(evaluator: &mut Evaluator, path: Option<&str>) {
    let path = path.filter(|_| evaluator.condition().is_none());
    let folder = path.and_then(|path| absolute(evaluator, path).ok());
    *evaluator.extension::<View>().folder.borrow_mut() = folder.map_or(Folder::Unknown, Folder::Changed);
}

/// The absolute path, without `.` and `..`, links not resolved.
pub(super) fn absolute(evaluator: &mut Evaluator, path: &str) -> EvalResult<PathBuf> {
    let path = Path::new(path);
    if path.is_absolute() {
        return Ok(plain(path));
    }
    Ok(plain(&folder(evaluator)?.join(path)))
}

/// Notes that evaluated code would change what is at the path.
pub(super) fn note_change(evaluator: &mut Evaluator, path: &str) {
    if let Ok(path) = absolute(evaluator, path) {
        evaluator.extension::<View>().changed.borrow_mut().push(path);
    }
}

/// Where a path of the project lies; the result of the native function is unknown where it is not the project's.
pub(crate) fn locate(evaluator: &mut Evaluator, path: &str) -> EvalResult<PathBuf> {
    if path.contains('\0') {
        return Err(evaluator.value_error("embedded null byte"));
    }
    let path = absolute(evaluator, path)?;
    let root = root(evaluator);
    if !path.starts_with(&root) || !resolved(&path).starts_with(resolved(&root)) {
        return stop(evaluator, ELSEWHERE);
    }
    let view = evaluator.extension::<View>();
    let changed =
        view.changed.borrow().iter().any(|change| path.starts_with(change) || change.starts_with(&path));
    if changed { stop(evaluator, CHANGED) } else { Ok(path) }
}

/// The path with links resolved, for paths of the project and the folders that it lies in.
pub(super) fn real(evaluator: &mut Evaluator, path: &str) -> EvalResult<PathBuf> {
    let path = absolute(evaluator, path)?;
    let root = root(evaluator);
    if path.starts_with(&root) || root.starts_with(&path) {
        Ok(resolved(&path))
    } else {
        stop(evaluator, ELSEWHERE)
    }
}

/// Resolves the links of the longest part that exists.
fn resolved(path: &Path) -> PathBuf {
    for ancestor in path.ancestors() {
        if let Ok(real) = ancestor.canonicalize() {
            let rest = path.strip_prefix(ancestor).unwrap_or(Path::new(""));
            return if rest.as_os_str().is_empty() { real } else { real.join(rest) };
        }
    }
    path.to_owned()
}

/// Takes `.` and `..` away.
fn plain(path: &Path) -> PathBuf {
    let mut result = PathBuf::new();
    for component in path.components() {
        match component {
            Component::ParentDir => {
                result.pop();
            }
            Component::CurDir => {}
            other => result.push(other),
        }
    }
    result
}

/// An entry of a folder.
pub(super) struct Entry {
    /// Its name.
    pub(super) name: String,
    /// Whether it is a folder, links followed.
    pub(super) is_folder: bool,
    /// Whether it is a link.
    pub(super) is_link: bool,
}

/// The entries of a folder of the project, by name: Python's own order is that of the file system, which differs from
/// machine to machine.
pub(super) fn entries(evaluator: &mut Evaluator, path: &str) -> EvalResult<Vec<Entry>> {
    let folder = locate(evaluator, path)?;
    let read = match std::fs::read_dir(&folder) {
        Ok(read) => read,
        Err(error) => return raise(evaluator, &error, path),
    };
    let mut entries: Vec<Entry> = read
        .flatten()
        .map(|entry| Entry {
            name: entry.file_name().to_string_lossy().into_owned(),
            is_folder: entry.path().is_dir(),
            is_link: entry.path().is_symlink(),
        })
        .collect();
    entries.sort_by(|left, right| left.name.cmp(&right.name));
    Ok(entries)
}

/// The content of a file of the project.
pub(super) fn read(evaluator: &mut Evaluator, path: &str) -> EvalResult<Vec<u8>> {
    let file = locate(evaluator, path)?;
    if file.is_dir() {
        return os_error(evaluator, 21, path);
    }
    std::fs::read(&file).or_else(|error| raise(evaluator, &error, path))
}

fn raise<T>(evaluator: &mut Evaluator, error: &std::io::Error, path: &str) -> EvalResult<T> {
    match error.raw_os_error() {
        Some(number @ (2 | 13 | 20 | 21)) => os_error(evaluator, number, path),
        _ => stop(evaluator, ELSEWHERE),
    }
}

/// Raises the `OSError` of an error number, about a path.
pub(super) fn os_error<T>(evaluator: &Evaluator, number: i32, path: &str) -> EvalResult<T> {
    let classes = &evaluator.exceptions;
    let (class, words) = match number {
        2 => (&classes.file_not_found_error, "No such file or directory"),
        13 => (&classes.permission_error, "Permission denied"),
        17 => (&classes.file_exists_error, "File exists"),
        20 => (&classes.not_a_directory_error, "Not a directory"),
        21 => (&classes.is_a_directory_error, "Is a directory"),
        _ => (&classes.os_error, "Input/output error"),
    };
    let quoted = crate::python::format::repr_str(path);
    let interrupt = evaluator.exception(class, &format!("[Errno {number}] {words}: {quoted}"));
    if let Interrupt::Exception(raised) = &*interrupt
        && let Some(instance) = raised.value.as_instance()
    {
        instance.set_attribute("errno", Value::int(number));
        instance.set_attribute("strerror", Value::str(words));
        instance.set_attribute("filename", Value::Str(Rc::from(path)));
    }
    Err(interrupt)
}

/// A path as text.
pub(super) fn shown(path: &Path) -> Value {
    Value::from(path.to_string_lossy().into_owned())
}
