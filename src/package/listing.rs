//! A selection as a tree for people: what is packed, with sizes, and if asked for what isn't, with the rules.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use super::{ByteSize, DropRule, Selection};

/// Shows a selection as a tree.
#[derive(Clone, Copy, Debug)]
pub struct Listing<'a> {
    selection: &'a Selection,
    has_rules: bool,
}

impl<'a> Listing<'a> {
    /// The files of the archive; with rules, also what was dropped and why, and which pattern kept a file.
    pub fn new(selection: &'a Selection, has_rules: bool) -> Self {
        Self { selection, has_rules }
    }
}

impl fmt::Display for Listing<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Selection { root, entries, dropped, .. } = self.selection;
        let mut tree = Folder::default();
        for entry in entries {
            let target = entry.link.as_ref().map(|target| format!(" -> {}", target.display()));
            let note = target.unwrap_or_default();
            let rule = entry.rule.as_ref().filter(|_| self.has_rules).map(ToString::to_string);
            tree.add(&entry.path, File { size: Some(entry.stamp.size), note, rule, dropped: None });
        }
        for entry in dropped.iter().filter(|_| self.has_rules) {
            let note = if entry.is_folder { "/" } else { "" }.to_owned();
            let rule = Some(entry.rule.to_string());
            tree.add(&entry.path, File { size: entry.size, note, rule, dropped: Some(&entry.rule) });
        }
        let files = count(entries.len());
        writeln!(formatter, "{}: {files}, {}", root.display(), ByteSize(self.selection.size()))?;
        tree.write(formatter, 0, self.has_rules)
    }
}

/// Some number of files.
pub(super) fn count(files: usize) -> String {
    if files == 1 { "1 file".to_owned() } else { format!("{files} files") }
}

#[derive(Default)]
struct Folder<'a> {
    folders: BTreeMap<String, Folder<'a>>,
    files: BTreeMap<String, File<'a>>,
}

struct File<'a> {
    size: Option<u64>,
    note: String,
    rule: Option<String>,
    dropped: Option<&'a DropRule>,
}

/// What is the same for everything in a folder that was dropped as a whole.
struct Whole<'a> {
    rule: &'a DropRule,
    text: &'a str,
    files: usize,
    size: u64,
}

impl<'a> Folder<'a> {
    fn add(&mut self, path: &str, file: File<'a>) {
        match path.split_once('/') {
            Some((folder, rest)) => self.folders.entry(folder.to_owned()).or_default().add(rest, file),
            None => {
                self.files.insert(path.to_owned(), file);
            }
        }
    }

    /// Everything below, if all of it was dropped by one rule.
    fn whole(&self) -> Option<Whole<'_>> {
        let files = self.files.values().map(|file| {
            let (rule, text) = (file.dropped?, file.rule.as_deref()?);
            Some(Whole { rule, text, files: 1, size: file.size.unwrap_or(0) })
        });
        let mut all = files.chain(self.folders.values().map(Folder::whole));
        let first = all.next()??;
        all.try_fold(first, |sum, next| {
            let next = next.filter(|next| next.rule == sum.rule)?;
            Some(Whole { files: sum.files + next.files, size: sum.size + next.size, ..sum })
        })
    }

    fn write(&self, formatter: &mut fmt::Formatter<'_>, depth: usize, has_marks: bool) -> fmt::Result {
        let indent = "  ".repeat(depth);
        let mark = |is_dropped| match (has_marks, is_dropped) {
            (false, _) => "  ",
            (true, false) => "+ ",
            (true, true) => "- ",
        };
        for (name, folder) in &self.folders {
            if let Some(Whole { text, files, size, .. }) = folder.whole() {
                let (mark, files, size) = (mark(true), count(files), ByteSize(size));
                writeln!(formatter, "{mark}{indent}{name}/  {files}, {size}  [{text}]")?;
            } else {
                writeln!(formatter, "  {indent}{name}/")?;
                folder.write(formatter, depth + 1, has_marks)?;
            }
        }
        for (name, file) in &self.files {
            let mut line =
                format!("{}{indent}{}{}", mark(file.dropped.is_some()), printable(name), file.note);
            if let Some(size) = file.size {
                write!(line, "  {}", ByteSize(size))?;
            }
            if let Some(rule) = &file.rule {
                write!(line, "  [{rule}]")?;
            }
            writeln!(formatter, "{line}")?;
        }
        Ok(())
    }
}

/// A name in one line, whatever characters are in it.
fn printable(name: &str) -> String {
    name.chars()
        .flat_map(|character| {
            let is_control = character.is_control();
            let escaped = is_control.then(|| character.escape_default()).into_iter().flatten();
            escaped.chain((!is_control).then_some(character))
        })
        .collect()
}
