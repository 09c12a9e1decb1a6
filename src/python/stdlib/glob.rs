//! `glob`, over files of the project. Paths are found by name, folder after folder.

use std::rc::Rc;

use super::convert::{flag, path};
use super::fnmatch::{is_pattern, matches};
use super::os::posix;
use super::parts::Names;
use super::project;
use crate::python::{Arguments, EvalResult, Evaluator, PyIterator, Value, Vars};

/// The names of the module.
pub(super) fn module(_evaluator: &mut Evaluator) -> EvalResult<Vars> {
    Ok(Names::default().functions(&[("glob", glob), ("iglob", iglob), ("escape", escape)]).vars())
}

/// What decides which paths are found.
struct Search {
    recursive: bool,
    hidden: bool,
    folder: Option<Rc<str>>,
}

fn glob(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    found(evaluator, arguments).map(Value::list)
}

fn iglob(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let found = found(evaluator, arguments)?;
    Ok(Value::Iterator(Rc::new(PyIterator::of("generator", found))))
}

fn found(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Vec<Value>> {
    let parameters = ["pathname!", "*root_dir", "*dir_fd", "*recursive", "*include_hidden"];
    let [pattern, folder, _, recursive, hidden] = arguments.bind(evaluator, "glob", parameters)?;
    let pattern = path(evaluator, &pattern.unwrap_or(Value::None))?;
    let folder = match folder {
        None | Some(Value::None) => None,
        Some(folder) => Some(path(evaluator, &folder)?),
    };
    let search = Search {
        recursive: flag(evaluator, recursive.as_ref(), false)?,
        hidden: flag(evaluator, hidden.as_ref(), false)?,
        folder,
    };
    let mut paths = search.paths(evaluator, &pattern, false)?;
    if search.recursive && pattern.starts_with("**") {
        paths.retain(|path| !path.is_empty());
    }
    Ok(paths.into_iter().map(Value::from).collect())
}

impl Search {
    /// Paths that match; `folders_only` where more names follow.
    fn paths(&self, evaluator: &mut Evaluator, pattern: &str, folders_only: bool) -> EvalResult<Vec<String>> {
        evaluator.step()?;
        let (head, name) = posix::split(pattern);
        if !is_pattern(pattern) {
            let path = self.located(evaluator, pattern)?;
            let exists =
                if name.is_empty() || folders_only { path.is_dir() } else { path.symlink_metadata().is_ok() };
            return Ok(if exists { vec![pattern.to_owned()] } else { Vec::new() });
        }
        let folders = if head.is_empty() || head == pattern {
            vec![head]
        } else if is_pattern(&head) {
            self.paths(evaluator, &head, true)?
        } else {
            vec![head]
        };
        let mut found = Vec::new();
        for folder in folders {
            for name in self.names(evaluator, &folder, &name, folders_only)? {
                found.push(posix::join(&folder, [&*name]));
            }
        }
        Ok(found)
    }

    fn located(&self, evaluator: &mut Evaluator, path: &str) -> EvalResult<std::path::PathBuf> {
        let path = match &self.folder {
            Some(folder) => posix::join(folder, [path]),
            None => path.to_owned(),
        };
        project::locate(evaluator, if path.is_empty() { "." } else { &path })
    }

    /// Names in a folder that match one pattern.
    fn names(
        &self,
        evaluator: &mut Evaluator,
        folder: &str,
        pattern: &str,
        folders_only: bool,
    ) -> EvalResult<Vec<String>> {
        let path = self.located(evaluator, folder)?;
        if pattern == "**" && self.recursive {
            if !path.is_dir() {
                return Ok(Vec::new());
            }
            let mut names = vec![String::new()];
            self.below(evaluator, folder, "", folders_only, &mut names)?;
            return Ok(names);
        }
        if !is_pattern(pattern) {
            let path = self.located(evaluator, &posix::join(folder, [pattern]))?;
            let exists = if pattern.is_empty() { path.is_dir() } else { path.symlink_metadata().is_ok() };
            return Ok(if exists { vec![pattern.to_owned()] } else { Vec::new() });
        }
        let hidden = self.hidden || pattern.starts_with('.');
        let names = self.listed(evaluator, folder, folders_only, hidden)?;
        Ok(names.into_iter().filter(|name| matches(name, pattern)).collect())
    }

    fn listed(
        &self,
        evaluator: &mut Evaluator,
        folder: &str,
        folders_only: bool,
        hidden: bool,
    ) -> EvalResult<Vec<String>> {
        let path = self.located(evaluator, folder)?;
        if !path.is_dir() {
            return Ok(Vec::new());
        }
        let entries = project::entries(evaluator, &path.to_string_lossy())?;
        let wanted = entries
            .into_iter()
            .filter(|entry| (hidden || !entry.name.starts_with('.')) && (!folders_only || entry.is_folder));
        Ok(wanted.map(|entry| entry.name).collect())
    }

    /// All names below a folder, each before what is below it.
    fn below(
        &self,
        evaluator: &mut Evaluator,
        folder: &str,
        prefix: &str,
        folders_only: bool,
        names: &mut Vec<String>,
    ) -> EvalResult<()> {
        for name in self.listed(evaluator, folder, folders_only, self.hidden)? {
            evaluator.step()?;
            let path = posix::join(prefix, [&*name]);
            names.push(path.clone());
            self.below(evaluator, &posix::join(folder, [&*name]), &path, folders_only, names)?;
        }
        Ok(())
    }
}

fn escape(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [pattern] = arguments.bind(evaluator, "escape", ["pathname!"])?;
    let pattern = path(evaluator, &pattern.unwrap_or(Value::None))?;
    let mut escaped = String::new();
    for character in pattern.chars() {
        if matches!(character, '*' | '?' | '[') {
            escaped.extend(['[', character, ']']);
        } else {
            escaped.push(character);
        }
    }
    Ok(escaped.into())
}
