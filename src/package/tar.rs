//! Headers of a tar file, in the form of POSIX (ustar, with pax records where that is too narrow).
//!
//! Owner, group and time are the same for every file, the time being that of the reference; of the mode only the
//! executable bit counts.

use std::path::Path;

use tar::{EntryType, Header};

use super::PackageError;

/// Tar files are made of blocks of this size.
const BLOCK: usize = 512;

/// 1980-01-01 00:00:00 UTC, the reference's time for every file.
const TIME: u64 = 315_532_800;

/// Length of a name or link in a header.
const NAME: usize = 100;

/// The largest size that a header holds in its eleven octal digits.
const LARGEST: u64 = (1 << 33) - 1;

/// The header blocks of a regular file.
pub(super) fn file_header(path: &str, size: u64, is_executable: bool) -> Vec<u8> {
    header(path, EntryType::Regular, if is_executable { 0o755 } else { 0o644 }, size, None)
}

/// The header blocks of a symbolic link.
pub(super) fn link_header(path: &str, target: &Path) -> Result<Vec<u8>, PackageError> {
    let target = target.to_str().ok_or_else(|| PackageError::Name(target.to_owned()))?;
    Ok(header(path, EntryType::Symlink, 0o777, 0, Some(target)))
}

/// The zero bytes that follow a file's contents of this size.
pub(super) fn padding(size: u64) -> &'static [u8] {
    let over = (size % BLOCK as u64) as usize;
    &[0; BLOCK][..(BLOCK - over) % BLOCK]
}

/// What stands at the end of a tar file.
pub(super) const END: [u8; 2 * BLOCK] = [0; 2 * BLOCK];

fn header(path: &str, kind: EntryType, mode: u32, size: u64, link: Option<&str>) -> Vec<u8> {
    let mut records = Vec::new();
    let fits = |text: &str| text.len() <= NAME && text.is_ascii();
    if !fits(path) {
        records.extend(record("path", path));
    }
    if let Some(link) = link.filter(|link| !fits(link)) {
        records.extend(record("linkpath", link));
    }
    if size > LARGEST {
        records.extend(record("size", &size.to_string()));
    }
    let mut bytes = Vec::with_capacity(3 * BLOCK);
    if !records.is_empty() {
        let length = records.len() as u64;
        bytes.extend(block("././@PaxHeader", EntryType::XHeader, 0o644, length, None));
        bytes.extend(records);
        bytes.extend_from_slice(padding(length));
    }
    bytes.extend(block(path, kind, mode, size, link));
    bytes
}

/// One header block; a name or link that is too long is cut, as its record says it in full.
fn block(path: &str, kind: EntryType, mode: u32, size: u64, link: Option<&str>) -> [u8; BLOCK] {
    let mut header = Header::new_ustar();
    header.set_entry_type(kind);
    header.set_mode(mode);
    header.set_mtime(TIME);
    header.set_size(size.min(LARGEST));
    header.set_uid(0);
    header.set_gid(0);
    let fields = header.as_old_mut();
    copy(path, &mut fields.name);
    copy(link.unwrap_or_default(), &mut fields.linkname);
    header.set_cksum();
    *header.as_bytes()
}

fn copy(text: &str, field: &mut [u8; NAME]) {
    let length = text.floor_char_boundary(NAME);
    field[..length].copy_from_slice(&text.as_bytes()[..length]);
}

/// A pax record: its own length, a key and a value.
fn record(key: &str, value: &str) -> Vec<u8> {
    let rest = key.len() + value.len() + 3;
    let mut length = rest + 1;
    while length != rest + length.to_string().len() {
        length = rest + length.to_string().len();
    }
    format!("{length} {key}={value}\n").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_counts_itself() {
        assert_eq!(record("path", "a"), b"9 path=a\n");
        assert_eq!(record("path", &"a".repeat(90)).len(), 99);
        assert_eq!(record("path", &"a".repeat(91)).len(), 101);
        assert_eq!(record("path", "é"), "11 path=é\n".as_bytes());
    }

    #[test]
    fn short_names_need_one_block() {
        assert_eq!(file_header(&"a".repeat(100), 1, false).len(), BLOCK);
        assert_eq!(file_header(&"a".repeat(101), 1, false).len(), 3 * BLOCK);
        assert_eq!(file_header("é", 1, false).len(), 3 * BLOCK);
        assert_eq!(file_header("a", 1 << 33, false).len(), 3 * BLOCK);
        assert_eq!(link_header("a", Path::new(&"b".repeat(101))).unwrap().len(), 3 * BLOCK);
    }

    #[test]
    fn padding_fills_a_block() {
        assert_eq!([0, 1, 511, 512].map(|size| padding(size).len()), [0, 511, 1, 0]);
    }
}
