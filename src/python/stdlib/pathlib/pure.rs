//! POSIX paths as text, by the rules of `pathlib`: no file is looked at.

use std::fmt;
use std::rc::Rc;

/// A path: its root and the names after it. Empty names and `.` are left out; `..` is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PurePath {
    root: &'static str,
    names: Vec<Rc<str>>,
}

impl PurePath {
    /// The path that the given parts make: an absolute one drops what stands before it.
    pub(crate) fn new<'a>(parts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut path = Self::default();
        for part in parts {
            path.push(part);
        }
        path
    }

    fn push(&mut self, part: &str) {
        let rest = part.trim_start_matches('/');
        match part.len() - rest.len() {
            0 => {}
            slashes => {
                self.names.clear();
                self.root = if slashes == 2 { "//" } else { "/" };
            }
        }
        let names = rest.split('/').filter(|name| !name.is_empty() && *name != ".");
        self.names.extend(names.map(Rc::from));
    }

    /// This path with another one after it.
    pub(crate) fn join(&self, other: &str) -> Self {
        let mut joined = self.clone();
        joined.push(other);
        joined
    }

    /// `/`, `//` or nothing.
    pub(crate) fn root(&self) -> &'static str {
        self.root
    }

    /// Whether it has a root.
    pub(crate) fn is_absolute(&self) -> bool {
        !self.root.is_empty()
    }

    /// The names without the root.
    pub(crate) fn names(&self) -> &[Rc<str>] {
        &self.names
    }

    /// The root, where there is one, and the names.
    pub(crate) fn parts(&self) -> Vec<Rc<str>> {
        let root = self.is_absolute().then(|| Rc::from(self.root));
        root.into_iter().chain(self.names.iter().cloned()).collect()
    }

    /// The last name; nothing where there is none.
    pub(crate) fn name(&self) -> &str {
        self.names.last().map_or("", |name| &**name)
    }

    /// The last name up to its last point, and what stands from there on.
    fn split_name(&self) -> (&str, &str) {
        let name = self.name();
        match name.rfind('.') {
            Some(at) if at > 0 && at + 1 < name.len() => name.split_at(at),
            _ => (name, ""),
        }
    }

    /// The last name without its suffix.
    pub(crate) fn stem(&self) -> &str {
        self.split_name().0
    }

    /// The suffix of the last name, with its point.
    pub(crate) fn suffix(&self) -> &str {
        self.split_name().1
    }

    /// All suffixes of the last name.
    pub(crate) fn suffixes(&self) -> Vec<String> {
        let name = self.name();
        if name.ends_with('.') {
            return Vec::new();
        }
        name.trim_start_matches('.').split('.').skip(1).map(|suffix| format!(".{suffix}")).collect()
    }

    /// The path without its last name; the root and the empty path are their own parents.
    pub(crate) fn parent(&self) -> Self {
        let mut names = self.names.clone();
        names.pop();
        Self { root: self.root, names }
    }

    /// All parents, the nearest first.
    pub(crate) fn parents(&self) -> Vec<Self> {
        let shorter = (0..self.names.len()).rev();
        shorter.map(|count| Self { root: self.root, names: self.names[..count].to_vec() }).collect()
    }

    /// The path with another last name.
    pub(crate) fn with_name(&self, name: &str) -> Self {
        let mut path = self.parent();
        path.names.push(name.into());
        path
    }

    /// What follows `start` in this path; `None` where it does not begin with it.
    pub(crate) fn relative_to(&self, start: &Self) -> Option<Self> {
        if self.root != start.root {
            return None;
        }
        let rest = self.names.strip_prefix(&start.names[..])?;
        Some(Self { root: "", names: rest.to_vec() })
    }
}

impl fmt::Display for PurePath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.root.is_empty() && self.names.is_empty() {
            return formatter.write_str(".");
        }
        write!(formatter, "{}{}", self.root, self.names.join("/"))
    }
}
