//! Ignore files in docker's syntax, as docker-py reads and matches them (`docker.utils.build.PatternMatcher`).
//!
//! The last pattern that matches decides; a pattern with `!` keeps. A pattern matches a path, or that folder above it
//! which has as many parts as the pattern. Case does not count, neither do leading and trailing slashes.

use std::fmt;
use std::fs;
use std::io;
use std::path::Path;

use regex::Regex;

use super::super::PackageError;
use super::glob;

/// A line of an ignore file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternLine {
    /// The name of the ignore file.
    pub file: &'static str,
    /// The number of the line, from 1.
    pub line: usize,
    /// The line, without spaces around it.
    pub text: String,
}

impl fmt::Display for PatternLine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}: {}", self.file, self.line, self.text)
    }
}

/// What an ignore file says about a path.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// No pattern matches.
    NoMatch,
    /// The last pattern that matches is this one, with `!`.
    Kept(PatternLine),
    /// The last pattern that matches is this one.
    Dropped(PatternLine),
}

/// The patterns of one ignore file.
#[derive(Debug)]
pub(super) struct PatternFile {
    patterns: Vec<Pattern>,
}

#[derive(Debug)]
struct Pattern {
    line: PatternLine,
    is_negated: bool,
    parts: usize,
    regex: Regex,
}

impl PatternFile {
    /// Reads an ignore file at the source root; without one there are no patterns.
    pub(super) fn read(root: &Path, name: &'static str) -> Result<Self, PackageError> {
        let path = root.join(name);
        let text = match fs::read(&path) {
            Ok(bytes) => String::from_utf8(bytes).map_err(|_| PackageError::IgnoreFile(path.clone()))?,
            Err(_) if !path.is_file() => String::new(),
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => String::new(),
            Err(cause) => return Err(PackageError::Read { path, cause }),
        };
        Self::parse(name, &text).map_err(|line| PackageError::Pattern {
            path,
            line: line.line,
            pattern: line.text,
        })
    }

    /// Reads patterns, one a line; the error is a line that is none.
    fn parse(file: &'static str, text: &str) -> Result<Self, PatternLine> {
        let mut patterns = Vec::new();
        for (index, text) in lines(text).enumerate() {
            if text.starts_with('#') {
                continue;
            }
            let line = PatternLine { file, line: index + 1, text: strip(text).to_owned() };
            patterns.extend(Pattern::parse(line)?);
        }
        Ok(Self { patterns })
    }

    /// What the last matching pattern says about a path, given relative to the root.
    pub(super) fn verdict(&self, path: &str) -> Verdict {
        let name = path.to_lowercase();
        let mut folders: Vec<&str> = name.split('/').collect();
        // docker-py adds a last pattern that keeps this name; nobody wrote it.
        if self.patterns.is_empty() || folders.first() == Some(&".dockerignore") {
            return Verdict::NoMatch;
        }
        folders.pop();
        let matching = self.patterns.iter().rev().find(|pattern| pattern.matches(&name, &folders));
        match matching {
            None => Verdict::NoMatch,
            Some(pattern) if pattern.is_negated => Verdict::Kept(pattern.line.clone()),
            Some(pattern) => Verdict::Dropped(pattern.line.clone()),
        }
    }
}

impl Pattern {
    /// The pattern in a line, `None` for a line without any; the error is a line that is no pattern.
    fn parse(line: PatternLine) -> Result<Option<Self>, PatternLine> {
        let (is_negated, text) = match line.text.strip_prefix('!') {
            Some(text) => (true, text),
            None => (false, line.text.as_str()),
        };
        let parts = parts(strip(text));
        if parts.is_empty() {
            return Ok(None);
        }
        match glob::translate(&parts.join("/").to_lowercase()) {
            Some(regex) => Ok(Some(Self { is_negated, parts: parts.len(), regex, line })),
            None => Err(line),
        }
    }

    fn matches(&self, name: &str, folders: &[&str]) -> bool {
        self.regex.is_match(name)
            || (self.parts <= folders.len() && self.regex.is_match(&folders[..self.parts].join("/")))
    }
}

/// The parts of a pattern between slashes; `..` takes away the part before it.
fn parts(pattern: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    for part in pattern.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            other => parts.push(other),
        }
    }
    parts
}

/// Lines as Python splits a text file.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split('\n').flat_map(|line| line.strip_suffix('\r').unwrap_or(line).split('\r'))
}

/// The text without what Python takes for spaces at both ends.
fn strip(text: &str) -> &str {
    text.trim_matches(|character: char| character.is_whitespace() || ('\x1c'..='\x1f').contains(&character))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, dropped: &[&str], kept: &[&str]) {
        let file = PatternFile::parse(".flyteignore", text).unwrap();
        let is_dropped = |path: &&&str| matches!(file.verdict(path), Verdict::Dropped(_));
        assert_eq!(dropped.iter().find(|path| !is_dropped(path)), None, "is to be dropped");
        assert_eq!(kept.iter().find(is_dropped), None, "is to be kept");
    }

    #[test]
    fn the_last_match_decides() {
        check("*.csv\n!keep.csv\n", &["a.csv"], &["keep.csv", "x/a.csv"]);
        check("!keep.csv\n*.csv\n", &["a.csv", "keep.csv"], &[]);
        check("data\n!data/keep\n", &["data", "data/a", "data/x/keep"], &["data/keep", "x/data"]);
    }

    #[test]
    fn a_folder_matches_what_is_in_it() {
        check("/data/\n", &["data", "data/a/b"], &["x/data/a", "database"]);
        check("**/tmp\n", &["tmp", "a/tmp", "a/tmp/x"], &["tmp/x", "tmp/x/y", "a/b/tmp/x"]);
        check("a/*\n", &["a/b", "a/b/c"], &["b/a/c"]);
    }

    #[test]
    fn lines_that_are_no_patterns() {
        check("# comment\n\n . \n!\n /\nx/..\n", &[], &["# comment", ".", "x", "a"]);
        check("  # kept as a pattern\n", &["# kept as a pattern"], &[]);
        check("a\r\nb\rc\n", &["a", "b", "c"], &[]);
        check("../a\nx/../b\n! b\n", &["a"], &["b"]);
    }

    #[test]
    fn case_does_not_count_and_one_file_is_always_kept() {
        check("DATA/É*\n*\n", &["data/écru", "Data/x"], &[".dockerignore", ".DockerIgnore"]);
    }

    #[test]
    fn a_verdict_names_its_line() {
        let file = PatternFile::parse(".dockerignore", "#\na\n !a/b \n").unwrap();
        let text = |verdict| match verdict {
            Verdict::Kept(line) | Verdict::Dropped(line) => line.to_string(),
            Verdict::NoMatch => String::new(),
        };
        assert_eq!(text(file.verdict("a/c")), ".dockerignore:2: a");
        assert_eq!(text(file.verdict("a/b")), ".dockerignore:3: !a/b");
        assert_eq!(PatternFile::parse(".dockerignore", "a\n[z-a]").unwrap_err().line, 2);
    }
}
