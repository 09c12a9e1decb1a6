//! The reference's ignore rules (`flytekit.tools.ignore`): an entry is dropped if any of four says so.
//!
//! None can take back what another dropped; a `!` pattern works within its own file. `.dockerignore` and `.flyteignore`
//! count at the source root only, nested `.gitignore` files count as they do for git.

mod docker;
mod git;
mod glob;
mod standard;

use std::fmt;
use std::path::Path;

pub use self::docker::PatternLine;
use self::docker::{PatternFile, Verdict};
pub(super) use self::git::GitFault;
use self::git::GitRules;
use super::PackageError;

/// Why an entry was dropped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DropRule {
    /// It is the folder of a git repository.
    GitFolder,
    /// Git ignores it, by this line of an ignore file where that is known.
    Git(Option<String>),
    /// A line of `.dockerignore` or `.flyteignore` matches it.
    Pattern(PatternLine),
    /// One of the patterns that always count matches it.
    Standard(&'static str),
    /// It is a link to something that isn't there.
    DanglingLink,
    /// It is a link to a folder, and links aren't followed.
    FolderLink,
    /// It leads to a folder that is already in the archive at another place.
    AlreadyVisited,
    /// It is a socket, a pipe or a device.
    Special,
    /// It is what this run writes.
    Output,
    /// It is no module that evaluation loaded.
    NotLoaded,
}

impl fmt::Display for DropRule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::GitFolder => formatter.write_str("git's own folder"),
            Self::Git(None) => formatter.write_str("ignored by git"),
            Self::Git(Some(line)) => write!(formatter, "ignored by git, {line}"),
            Self::Pattern(line) => line.fmt(formatter),
            Self::Standard(pattern) => write!(formatter, "always ignored, {pattern}"),
            Self::DanglingLink => formatter.write_str("a link to nothing"),
            Self::FolderLink => formatter.write_str("a link to a folder"),
            Self::AlreadyVisited => formatter.write_str("a link to a folder that is already there"),
            Self::Special => formatter.write_str("not a regular file"),
            Self::Output => formatter.write_str("an output of this run"),
            Self::NotLoaded => formatter.write_str("not a loaded module"),
        }
    }
}

/// The four kinds of rules, read for one source root.
#[derive(Debug)]
pub(super) struct IgnoreRules {
    git: GitRules,
    docker: PatternFile,
    flyte: PatternFile,
}

impl IgnoreRules {
    /// Asks git and reads the ignore files of a source root.
    pub(super) fn read(root: &Path) -> Result<Self, PackageError> {
        Ok(Self {
            git: GitRules::ask(root),
            docker: PatternFile::read(root, ".dockerignore")?,
            flyte: PatternFile::read(root, ".flyteignore")?,
        })
    }

    /// Why the rules drop a path, given relative to the root; else the negated pattern that kept it, if one had to.
    pub(super) fn decide(&self, path: &str) -> Result<Option<PatternLine>, DropRule> {
        if self.git.ignores(path) {
            return Err(DropRule::Git(None));
        }
        let mut kept_by = None;
        for file in [&self.docker, &self.flyte] {
            match file.verdict(path) {
                Verdict::Dropped(line) => return Err(DropRule::Pattern(line)),
                Verdict::Kept(line) => kept_by = Some(line),
                Verdict::NoMatch => {}
            }
        }
        match standard::matching(path) {
            Some(pattern) => Err(DropRule::Standard(pattern)),
            None => Ok(kept_by),
        }
    }

    /// Which of git's rules could not be applied as their authors meant them.
    pub(super) fn git_fault(&self) -> Option<&GitFault> {
        self.git.fault()
    }

    /// Adds to entries that git ignores the line of the ignore file that says so.
    pub(super) fn explain(&self, root: &Path, dropped: &mut [super::Dropped]) {
        self.git.explain(root, dropped);
    }
}
