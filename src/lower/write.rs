//! Writing specifications into a folder: all of them or none, each whole, and nothing else.
//!
//! All contents are written first, into files without a name (`output`). Only then does each file get its name. Other
//! files in the folder are left alone; files of the same name are replaced.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

#[cfg(unix)]
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use super::{Spec, parallel};
use crate::output::{CompleteFile, OutputError, OutputFile};

/// Open files beside those that are written here.
const OTHER_FILES: u64 = 64;

/// Why specifications were not written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The target folder is not there, or is no folder.
    #[error("the folder {0} does not exist")]
    MissingFolder(PathBuf),
    /// An entity's name can't be part of a file name.
    #[error("the entity `{0}` has a name that cannot be part of a file name")]
    FileName(String),
    /// The system refused.
    #[error("cannot write {path}: {cause}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
}

/// Writes the specifications into an existing folder. After an error, none of the new files is there.
pub fn write(folder: &Path, specs: &[Spec]) -> Result<(), WriteError> {
    if !folder.is_dir() {
        return Err(WriteError::MissingFolder(folder.to_owned()));
    }
    let present = present(folder)?;
    let targets = specs.iter().map(|spec| target(folder, spec, &present)).collect::<Result<Vec<_>, _>>()?;
    let staged = stage(folder, specs)?;
    let mut created: Vec<&Path> = Vec::new();
    for ((file, spec), target) in staged.into_iter().zip(specs).zip(&targets) {
        if let Err(OutputError { path, cause }) = file.publish(&spec.file_name) {
            for path in created {
                let _already_gone = fs::remove_file(path);
            }
            return Err(WriteError::Io { path, cause });
        }
        if !present.contains(OsStr::new(&spec.file_name)) {
            created.push(target);
        }
    }
    Ok(())
}

/// The names of what is in the folder already.
fn present(folder: &Path) -> Result<BTreeSet<OsString>, WriteError> {
    let names =
        fs::read_dir(folder).and_then(|entries| entries.map(|entry| Ok(entry?.file_name())).collect());
    names.map_err(|cause| WriteError::Io { path: folder.to_owned(), cause })
}

/// Where a specification goes, if it can.
fn target(folder: &Path, spec: &Spec, present: &BTreeSet<OsString>) -> Result<PathBuf, WriteError> {
    if spec.file_name.contains(|character| character == '\0' || std::path::is_separator(character)) {
        return Err(WriteError::FileName(spec.name.clone()));
    }
    let path = folder.join(&spec.file_name);
    if present.contains(OsStr::new(&spec.file_name)) && path.is_dir() {
        let cause = io::Error::from(io::ErrorKind::IsADirectory);
        return Err(WriteError::Io { path, cause });
    }
    Ok(path)
}

/// The contents, in files that have no names of their own yet.
fn stage(folder: &Path, specs: &[Spec]) -> Result<Vec<CompleteFile>, WriteError> {
    // Files without a name stay open; where the system has not enough open ones, temporary names stand in.
    let create = if may_open(specs.len() as u64 + OTHER_FILES) {
        OutputFile::create
    } else {
        OutputFile::create_temporary
    };
    let staged = parallel::map(specs, |spec| {
        let file = create(folder)?;
        (&file).write_all(&spec.bytes).map_err(|cause| file.failed(cause))?;
        Ok(file.complete())
    });
    let named = |(staged, spec): (Result<_, OutputError>, &Spec)| {
        staged.map_err(|error| WriteError::Io { path: folder.join(&spec.file_name), cause: error.cause })
    };
    staged.into_iter().zip(specs).map(named).collect()
}

/// Whether this process may have so many open files; raises its limit as far as it must.
#[cfg(unix)]
fn may_open(needed: u64) -> bool {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    current.is_none_or(|current| current >= needed)
        || (maximum.is_none_or(|maximum| maximum >= needed)
            && setrlimit(Resource::Nofile, Rlimit { current: Some(needed), maximum }).is_ok())
}

/// Other systems have no such limit.
#[cfg(not(unix))]
fn may_open(_: u64) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ResourceType;

    fn spec(file_name: &str, bytes: &[u8]) -> Spec {
        let name = file_name.to_owned();
        Spec { file_name: name.clone(), kind: ResourceType::Task, name, bytes: bytes.to_owned() }
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn files_are_written_and_replaced_and_others_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("notes.txt"), "mine").unwrap();
        fs::write(folder.path().join("0_a_1.pb"), "a longer, older text").unwrap();
        write(folder.path(), &[spec("0_a_1.pb", b"new"), spec("1_b_2.pb", b"")]).unwrap();
        assert_eq!(names(folder.path()), ["0_a_1.pb", "1_b_2.pb", "notes.txt"]);
        assert_eq!(fs::read(folder.path().join("0_a_1.pb")).unwrap(), b"new");
        assert_eq!(fs::read(folder.path().join("notes.txt")).unwrap(), b"mine");
    }

    #[test]
    fn more_files_than_may_usually_be_open_are_written() {
        let folder = tempfile::tempdir().unwrap();
        let specs: Vec<_> = (0..1500).map(|index| spec(&format!("{index:04}_t_1.pb"), b"x")).collect();
        write(folder.path(), &specs).unwrap();
        assert_eq!(names(folder.path()).len(), 1500);
    }

    #[test]
    fn after_an_error_nothing_is_there() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("1_b_1.pb")).unwrap();
        let error = write(folder.path(), &[spec("0_a_1.pb", b"a"), spec("1_b_1.pb", b"b")]).unwrap_err();
        assert!(matches!(error, WriteError::Io { .. }), "{error}");
        assert_eq!(names(folder.path()), ["1_b_1.pb"]);

        let error =
            write(folder.path(), &[spec("0_a_1.pb", b"a"), spec("1_../../b_1.pb", b"b")]).unwrap_err();
        assert!(matches!(error, WriteError::FileName(_)), "{error}");
        assert_eq!(names(folder.path()), ["1_b_1.pb"]);

        let error = write(&folder.path().join("missing"), &[]).unwrap_err();
        assert!(matches!(error, WriteError::MissingFolder(_)), "{error}");
    }
}
