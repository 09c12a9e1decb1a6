//! Digests of files that go into an image: the project's modules, copied files and folders, requirements.

use std::io;
use std::path::{Component, Path, PathBuf};

use md5::{Digest, Md5};
use sha1::Sha1;

/// The digest of the loaded modules that lie in `source_root` (`flytekit.tools.script_mode.ls_files`): contents and
/// relative path of each file, in the order of the paths. A file that is loaded under two names counts twice.
pub(super) fn digest_of_modules(source_root: &str, files: &[PathBuf]) -> io::Result<String> {
    let mut paths: Vec<&str> = files.iter().filter_map(|path| path.to_str()).collect();
    paths.retain(|path| is_in_folder(path, source_root));
    paths.sort_unstable();
    let mut hasher = Md5::new();
    for path in paths {
        let relative = path.strip_prefix(source_root).unwrap_or(path);
        update(&mut hasher, Path::new(path), Path::new(relative))?;
    }
    Ok(hexadecimal(&hasher.finalize()))
}

/// The digest of files and folders (`flytekit.tools.fast_registration.compute_digest`); relative ones lie in `folder`.
/// What does not exist is passed over. The reference leaves the order of folders in a folder to the file system; here it
/// is that of their names.
pub(super) fn digest_of_paths(folder: &Path, sources: &[String]) -> io::Result<String> {
    let mut hasher = Md5::new();
    for source in sources {
        let path = folder.join(source);
        if path.is_dir() {
            update_folder(&mut hasher, &path)?;
        } else if path.exists() {
            let name = source.rsplit('/').next().unwrap_or_default();
            update(&mut hasher, &path, Path::new(name))?;
        }
    }
    Ok(hexadecimal(&hasher.finalize()))
}

/// The digest of a requirements file, white space at both ends left out.
pub(super) fn digest_of_requirements(path: &Path) -> io::Result<String> {
    let bytes = std::fs::read(path)?;
    Ok(hexadecimal(&Sha1::digest(trim(&bytes))))
}

fn update_folder(hasher: &mut Md5, folder: &Path) -> io::Result<()> {
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        let mut files = Vec::new();
        let mut inner = Vec::new();
        for entry in std::fs::read_dir(&next)? {
            let entry = entry?;
            let kind = entry.file_type()?;
            let leads_to_folder = kind.is_symlink() && entry.path().is_dir();
            if kind.is_dir() {
                inner.push(entry.path());
            } else if entry.path().is_file() && !leads_to_folder {
                files.push(entry.path());
            }
        }
        files.sort();
        for file in files {
            update(hasher, &file, file.strip_prefix(folder).unwrap_or(&file))?;
        }
        inner.sort();
        folders.extend(inner.into_iter().rev());
    }
    Ok(())
}

/// Contents, then the parts of the relative path one after the other.
fn update(hasher: &mut Md5, path: &Path, relative: &Path) -> io::Result<()> {
    hasher.update(std::fs::read(path)?);
    for component in relative.components() {
        if let Component::Normal(part) = component {
            hasher.update(part.as_encoded_bytes());
        }
    }
    Ok(())
}

/// Whether `os.path.commonpath` of the two is the folder as it is written: false for a folder that is relative or ends in
/// a slash.
fn is_in_folder(file: &str, folder: &str) -> bool {
    if !folder.starts_with('/') || (folder.len() > 1 && folder.ends_with('/')) || folder.contains("//") {
        return false;
    }
    if folder.split('/').any(|part| part == ".") {
        return false;
    }
    folder == "/" || file.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn trim(bytes: &[u8]) -> &[u8] {
    let is_space = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c);
    let start = bytes.iter().position(|byte| !is_space(byte)).unwrap_or(bytes.len());
    let end = bytes.iter().rposition(|byte| !is_space(byte)).map_or(start, |last| last + 1);
    &bytes[start..end]
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_in_a_folder_as_python_sees_it() {
        for (file, folder, expected) in [
            ("/a/b/c.py", "/a/b", true),
            ("/a/b/c.py", "/", true),
            ("/a/bc/d.py", "/a/b", false),
            ("/a/b/c.py", "/a/b/", false),
            ("/a/b/c.py", "a/b", false),
            ("/a/b/c.py", ".", false),
        ] {
            assert_eq!(is_in_folder(file, folder), expected, "{file} in {folder}");
        }
    }

    #[test]
    fn digests_are_those_of_the_reference() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let write = |name: &str, text: &str| {
            let path = root.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, text).unwrap();
            path
        };
        let files = [write("pack/two.py", "two = 2\n"), write("one.py", "one = 1\n")];
        let digest = digest_of_modules(root.to_str().unwrap(), &files).unwrap();
        assert_eq!(digest, hexadecimal(&Md5::digest(b"one = 1\none.pytwo = 2\npacktwo.py")));
        assert_eq!(digest_of_modules(".", &files).unwrap(), "d41d8cd98f00b204e9800998ecf8427e");
        let digest = digest_of_paths(&root, &["pack".into(), "one.py".into(), "none".into()]).unwrap();
        assert_eq!(digest, hexadecimal(&Md5::digest(b"two = 2\ntwo.pyone = 1\none.py")));
        let requirements = write("requirements.txt", "\n pandas\n\n");
        let digest = digest_of_requirements(&requirements).unwrap();
        assert_eq!(digest, hexadecimal(&Sha1::digest(b"pandas")));
    }
}
