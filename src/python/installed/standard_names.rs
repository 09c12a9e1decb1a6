//! Which modules the standard library has, and which names they have: `standard_names.txt`, made by `standard_names.py`.
//!
//! The table is that of Python 3.11 on Linux; marks say how other versions differ.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::presence::Presence;

const TABLE: &str = include_str!("standard_names.txt");

/// The version of Python that the table was recorded from.
const RECORDED: (u8, u8) = (3, 11);

/// Whether a version of Python has a module in its standard library.
pub(crate) fn module(name: &str, version: (u8, u8)) -> Presence {
    match line(name) {
        Some((marks, _)) => presence(marks, version),
        // What of the package is not listed can't be told.
        None if parents(name).any(|parent| line(parent).is_some_and(|(_, names)| names == "*")) => {
            Presence::Open
        }
        None => Presence::Missing,
    }
}

/// Whether a module of the standard library was in it before that version, and is not any more.
pub(crate) fn is_removed(name: &str, version: (u8, u8)) -> bool {
    line(name)
        .is_some_and(|(marks, _)| marks.starts_with('-') && presence(marks, version) == Presence::Missing)
}

/// Whether a module of the standard library has a name, or a submodule of that name.
pub(crate) fn name(module_name: &str, name: &str, version: (u8, u8)) -> Presence {
    let Some((_, names)) = line(module_name) else { return Presence::Open };
    if names == "*" || name.starts_with("__") {
        return Presence::Open;
    }
    let marks = names.split(' ').find_map(|entry| {
        let marks = entry.strip_prefix(name)?;
        (!marks.starts_with(is_part_of_name)).then_some(marks)
    });
    match marks {
        Some(marks) => presence(marks, version),
        None if line(&format!("{module_name}.{name}")).is_some() => {
            module(&format!("{module_name}.{name}"), version)
        }
        None if version != RECORDED && name.starts_with('_') => Presence::Open,
        None => Presence::Missing,
    }
}

fn is_part_of_name(character: char) -> bool {
    character == '_' || character.is_alphanumeric()
}

/// The names that a module of the standard library has, with their marks; `None` where it is not known which.
pub(crate) fn names(module: &str) -> Option<FxHashMap<&'static str, &'static str>> {
    let (_, names) = line(module).filter(|(_, names)| *names != "*")?;
    let entry = |entry: &'static str| {
        let end = entry.find(['+', '-', '?']).unwrap_or(entry.len());
        entry.split_at(end)
    };
    Some(names.split(' ').map(entry).collect())
}

/// A module's marks and names.
fn line(name: &str) -> Option<(&'static str, &'static str)> {
    static LINES: OnceLock<FxHashMap<&str, (&str, &str)>> = OnceLock::new();
    let lines = LINES.get_or_init(|| {
        let entry = |line: &'static str| {
            let (first, names) = line.split_once(' ').unwrap_or((line, ""));
            let end = first.find(['+', '-', '?']).unwrap_or(first.len());
            let (module, marks) = first.split_at(end);
            (module, (marks, names))
        };
        TABLE.lines().map(entry).collect()
    });
    lines.get(name).copied()
}

fn parents(name: &str) -> impl Iterator<Item = &str> {
    name.match_indices('.').map(|(at, _)| &name[..at])
}

/// What marks say of a version.
pub(crate) fn presence(marks: &str, version: (u8, u8)) -> Presence {
    if marks == "?" {
        return if version == RECORDED { Presence::There } else { Presence::Open };
    }
    let mut is_there = !marks.starts_with('+');
    for (at, sign) in marks.match_indices(['+', '-']) {
        let rest = &marks[at + 1..];
        let number = rest.split(['+', '-']).next().and_then(|number| number.split_once('.'));
        let since = number.and_then(|(major, minor)| Some((major.parse().ok()?, minor.parse().ok()?)));
        if since.is_some_and(|since: (u8, u8)| since <= version) {
            is_there = sign == "+";
        }
    }
    if is_there { Presence::There } else { Presence::Missing }
}

#[cfg(test)]
mod tests {
    use super::Presence::{Missing, Open, There};
    use super::*;

    #[test]
    fn modules_come_and_go() {
        assert_eq!(module("tomllib", (3, 10)), Missing);
        assert_eq!(module("tomllib", (3, 11)), There);
        assert_eq!(module("asyncore", (3, 12)), Missing);
        assert!(is_removed("asyncore", (3, 12)) && !is_removed("tomllib", (3, 10)));
        assert_eq!(module("winreg", (3, 11)), Missing);
        assert_eq!(module("os.path", (3, 11)), There);
        assert_eq!(module("os.pat", (3, 11)), Missing);
        assert_eq!(module("encodings.utf_8", (3, 11)), Open);
    }

    #[test]
    fn names_come_and_go() {
        assert_eq!(name("itertools", "batched", (3, 11)), Missing);
        assert_eq!(name("itertools", "batched", (3, 12)), There);
        assert_eq!(name("typing", "Self", (3, 10)), Missing);
        assert_eq!(name("importlib", "resources", (3, 11)), There);
        assert_eq!(name("collections", "Mapping", (3, 11)), Missing);
        assert_eq!(name("collections", "_chain", (3, 12)), Open);
        assert_eq!(name("os", "__doc__", (3, 11)), Open);
    }
}
