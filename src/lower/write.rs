//! Writing specifications into a folder: all of them or none, each whole, and nothing else.
//!
//! All contents are written first, into files without a name (`O_TMPFILE`): when the disk is full or the process is
//! killed, the system itself removes them. Only then does each file get its name, which takes no space and can't stop
//! half-way through a file. Where the file system has no unnamed files, temporary files stand in; those are removed on
//! every error. Other files in the folder are left alone; files of the same name are replaced.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use tempfile::TempPath;

use super::{Spec, parallel};

/// Prefix of the temporary names; such files exist for the moment between two system calls, if at all.
const TEMPORARY_PREFIX: &str = ".serialize-";

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
    for (file, target) in staged.into_iter().zip(&targets) {
        let is_new = target.file_name().is_none_or(|name| !present.contains(name));
        if let Err(cause) = file.publish(folder, target) {
            for path in created {
                let _already_gone = fs::remove_file(path);
            }
            return Err(WriteError::Io { path: target.clone(), cause });
        }
        if is_new {
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

/// A complete file that has no name of its own yet.
enum Staged {
    #[cfg(target_os = "linux")]
    Unnamed(File),
    Temporary(TempPath),
}

fn stage(folder: &Path, specs: &[Spec]) -> Result<Vec<Staged>, WriteError> {
    #[cfg(target_os = "linux")]
    if let Ok(files) = unnamed::stage(folder, specs) {
        return Ok(files.into_iter().map(Staged::Unnamed).collect());
    }
    let staged = parallel::map(specs, |spec| {
        let file = temporary(folder, &spec.bytes);
        file.map(Staged::Temporary)
            .map_err(|cause| WriteError::Io { path: folder.join(&spec.file_name), cause })
    });
    staged.into_iter().collect()
}

fn temporary(folder: &Path, bytes: &[u8]) -> io::Result<TempPath> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMPORARY_PREFIX);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    Ok(file.into_temp_path())
}

impl Staged {
    fn publish(self, folder: &Path, target: &Path) -> io::Result<()> {
        match self {
            #[cfg(target_os = "linux")]
            Self::Unnamed(file) => unnamed::publish(&file, folder, target),
            Self::Temporary(path) => path.persist(target).map_err(|error| error.error),
        }
    }
}

#[cfg(target_os = "linux")]
mod unnamed {
    use std::fs::{File, OpenOptions};
    use std::io::{self, Write as _};
    use std::os::fd::AsRawFd as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    use std::path::{Path, PathBuf};

    use rustix::fs::{AtFlags, CWD, OFlags, linkat};
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    use super::{Spec, TEMPORARY_PREFIX, parallel};

    /// Open files beside those that are written here.
    const OTHER_FILES: u64 = 64;

    /// Writes all contents; an error where the file system has no unnamed files, or the system not enough open ones.
    pub(super) fn stage(folder: &Path, specs: &[Spec]) -> io::Result<Vec<File>> {
        Path::new("/proc/self/fd").metadata()?;
        if !may_open(specs.len() as u64 + OTHER_FILES) {
            return Err(io::Error::other("more files than may be open"));
        }
        parallel::map(specs, |spec| unnamed(folder, spec)).into_iter().collect()
    }

    fn unnamed(folder: &Path, spec: &Spec) -> io::Result<File> {
        let flags = OFlags::TMPFILE.bits().cast_signed();
        let mut file = OpenOptions::new().write(true).mode(0o666).custom_flags(flags).open(folder)?;
        file.write_all(&spec.bytes)?;
        Ok(file)
    }

    /// Whether this process may have so many open files; raises its limit as far as it must.
    fn may_open(needed: u64) -> bool {
        let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
        current.is_none_or(|current| current >= needed)
            || (maximum.is_none_or(|maximum| maximum >= needed)
                && setrlimit(Resource::Nofile, Rlimit { current: Some(needed), maximum }).is_ok())
    }

    /// Gives a file its name; one of the same name is replaced in one step.
    pub(super) fn publish(file: &File, folder: &Path, target: &Path) -> io::Result<()> {
        match link(file, target) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                let passing = tempfile::Builder::new()
                    .prefix(TEMPORARY_PREFIX)
                    .make_in(folder, |path| link(file, path))?
                    .into_temp_path();
                passing.persist(target).map_err(|error| error.error)
            }
            result => result,
        }
    }

    /// Newer kernels take the open file itself; where they don't, its entry in `/proc` stands for it.
    fn link(file: &File, path: &Path) -> io::Result<()> {
        if linkat(file, "", CWD, path, AtFlags::EMPTY_PATH).is_ok() {
            return Ok(());
        }
        let source = PathBuf::from(format!("/proc/self/fd/{}", file.as_raw_fd()));
        Ok(linkat(CWD, &source, CWD, path, AtFlags::SYMLINK_FOLLOW)?)
    }
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
    fn temporary_files_do_as_well() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("0_a_1.pb");
        fs::write(&target, "old").unwrap();
        let staged = Staged::Temporary(temporary(folder.path(), b"new").unwrap());
        staged.publish(folder.path(), &target).unwrap();
        assert_eq!(fs::read(&target).unwrap(), b"new");
        drop(temporary(folder.path(), b"given up").unwrap());
        assert_eq!(names(folder.path()), ["0_a_1.pb"]);
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
