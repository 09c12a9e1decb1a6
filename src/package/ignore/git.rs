//! What git ignores and does not track (`flytekit.tools.ignore.GitIgnore`).
//!
//! Git itself is asked, as the reference asks it, since only git's own answer counts nested ignore files, the user's
//! global ones, nested repositories and the index in the way that git does. A program that the repository's configuration
//! names for watching files is not run. Where git doesn't answer (no repository, no git), nothing is ignored.

use std::collections::HashSet;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::super::Dropped;
use super::DropRule;

/// The paths that git ignores below one folder.
#[derive(Debug)]
pub(super) struct GitRules {
    ignored: HashSet<Vec<u8>>,
    fault: Option<GitFault>,
}

/// Which of git's rules could not be applied as their authors meant them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) enum GitFault {
    /// Git did not answer, though there are rules for it.
    NoAnswer(String),
    /// Git writes some ignored names in quotes, and the reference, which doesn't unquote them, keeps those files.
    Quoted(Vec<String>),
}

impl GitRules {
    /// Asks git about a folder.
    pub(super) fn ask(root: &Path) -> Self {
        match list(root) {
            Ok(lines) => Self::new(&lines),
            Err(reason) => {
                let has_rules = root.join(".gitignore").exists() || root.join(".git").exists();
                Self { ignored: HashSet::new(), fault: has_rules.then_some(GitFault::NoAnswer(reason)) }
            }
        }
    }

    fn new(lines: &[u8]) -> Self {
        let lines = lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        let ignored: HashSet<_> = lines.clone().map(<[u8]>::to_owned).collect();
        let quoted: Vec<_> = lines
            .filter(|line| line.starts_with(b"\""))
            .map(|line| String::from_utf8_lossy(line).into_owned())
            .collect();
        Self { ignored, fault: (!quoted.is_empty()).then_some(GitFault::Quoted(quoted)) }
    }

    /// Whether git ignores a path, given relative to the folder.
    pub(super) fn ignores(&self, path: &str) -> bool {
        self.ignored.contains(path.as_bytes())
    }

    pub(super) fn fault(&self) -> Option<&GitFault> {
        self.fault.as_ref()
    }

    /// Adds to entries that git ignores the line of the ignore file that says so, as far as git tells it.
    #[expect(clippy::unused_self, reason = "the rules must have been asked for before")]
    pub(super) fn explain(&self, root: &Path, dropped: &mut [Dropped]) {
        let mut ignored: Vec<_> =
            dropped.iter_mut().filter(|entry| entry.rule == DropRule::Git(None)).collect();
        if ignored.is_empty() {
            return;
        }
        let paths: Vec<u8> =
            ignored.iter().flat_map(|entry| [entry.path.as_bytes(), b"\0"].concat()).collect();
        let answer = ask_about(root, paths).unwrap_or_default();
        let fields: Vec<_> = answer.split(|byte| *byte == 0).map(String::from_utf8_lossy).collect();
        let mut answers = fields.chunks_exact(4).peekable();
        for entry in &mut ignored {
            if let Some([source, line, pattern, _]) = answers.next_if(|fields| fields[3] == entry.path) {
                entry.rule = DropRule::Git(Some(format!("{source}:{line}: {pattern}")));
            }
        }
    }
}

/// The files that git ignores and doesn't track, one a line; or why git doesn't tell.
fn list(root: &Path) -> Result<Vec<u8>, String> {
    let output = git(root)
        .args(["ls-files", "-io", "--exclude-standard"])
        .stdin(Stdio::null())
        .output()
        .map_err(|error| without_git(&error))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let reason = String::from_utf8_lossy(&output.stderr);
    let first = reason.lines().next().unwrap_or("git failed").trim();
    Err(first.strip_prefix("fatal: ").unwrap_or(first).to_owned())
}

fn without_git(error: &io::Error) -> String {
    if error.kind() == io::ErrorKind::NotFound {
        "git is not installed".to_owned()
    } else {
        format!("git cannot be run: {error}")
    }
}

/// Git's explanation of each path; four fields a path, each ended by a zero byte.
fn ask_about(root: &Path, paths: Vec<u8>) -> io::Result<Vec<u8>> {
    let mut child = git(root)
        .args(["check-ignore", "--verbose", "-z", "--stdin"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let input = child.stdin.take();
    // Written beside, as git may answer before it has read everything.
    let writer = std::thread::spawn(move || input.map(|mut input| input.write_all(&paths)));
    let output = child.wait_with_output()?;
    let _git_has_ended = writer.join();
    Ok(output.stdout)
}

fn git(root: &Path) -> Command {
    let mut command = Command::new(PathBuf::from("git"));
    command.args(["-c", "core.fsmonitor=false"]).env("GIT_OPTIONAL_LOCKS", "0").current_dir(root);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_names_match_nothing() {
        let rules = GitRules::new(b"a/b\n\"\\303\\251\"\n");
        assert!(rules.ignores("a/b") && !rules.ignores("é") && !rules.ignores(""));
        assert_eq!(rules.fault(), Some(&GitFault::Quoted(vec!["\"\\303\\251\"".to_owned()])));
    }

    #[test]
    fn a_folder_without_repository_ignores_nothing() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(GitRules::ask(folder.path()).fault(), None);
        std::fs::write(folder.path().join(".gitignore"), "a\n").unwrap();
        let rules = GitRules::ask(folder.path());
        assert!(!rules.ignores("a"));
        assert!(matches!(rules.fault(), Some(GitFault::NoAnswer(_))));
    }
}
