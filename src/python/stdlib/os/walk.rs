//! `os.walk` and `os.scandir` over folders of the project.

use std::rc::Rc;

use super::posix;
use crate::python::stdlib::convert::{flag, path};

use crate::python::stdlib::parts::{Names, receiver, take_first};
use crate::python::stdlib::project::{self, Entry};
use crate::python::{Arguments, Class, EvalResult, Evaluator, Instance, List, PyIterator, Value};

/// `os.walk`: as in Python, changing the list of folders decides where the walk goes on.
pub(super) fn walk(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [top, topdown, _onerror, follow] =
        arguments.bind(evaluator, "walk", ["top!", "topdown", "onerror", "followlinks"])?;
    let top = path(evaluator, &top.unwrap_or(Value::None))?;
    let topdown = flag(evaluator, topdown.as_ref(), true)?;
    let follow = flag(evaluator, follow.as_ref(), false)?;
    // Asked now, so that the walk as a whole is unknown where the folder is not the project's.
    project::locate(evaluator, &top)?;
    if !topdown {
        let mut found = Vec::new();
        bottom_up(evaluator, top.to_string(), follow, &mut found)?;
        return Ok(Value::Iterator(Rc::new(PyIterator::of("generator", found))));
    }
    let mut waiting = vec![top.to_string()];
    let mut open: Option<(String, Rc<List>)> = None;
    Ok(Value::Iterator(Rc::new(PyIterator::new("generator", move |evaluator| {
        if let Some((folder, names)) = open.take() {
            let names = evaluator.iterate(&Value::List(names))?;
            for name in names.iter().rev().filter_map(Value::as_str) {
                let path = posix::join(&folder, [&*name]);
                let is_link = !follow && project::locate(evaluator, &path)?.is_symlink();
                if !is_link {
                    waiting.push(path);
                }
            }
        }
        while let Some(folder) = waiting.pop() {
            if let Some((folders, files)) = contents(evaluator, &folder)? {
                let folders = Rc::new(List::new(folders));
                open = Some((folder.clone(), Rc::clone(&folders)));
                let row = [Value::from(folder), Value::List(folders), Value::list(files)];
                return Ok(Some(Value::tuple(row)));
            }
        }
        Ok(None)
    }))))
}

/// Folders and files in a folder; `None` for what can't be listed, which a walk passes over.
fn contents(evaluator: &mut Evaluator, folder: &str) -> EvalResult<Option<(Vec<Value>, Vec<Value>)>> {
    let entries = match project::entries(evaluator, folder) {
        Ok(entries) => entries,
        Err(interrupt) if evaluator.is_exception(&interrupt, &evaluator.exceptions.os_error) => {
            return Ok(None);
        }
        Err(interrupt) => return Err(interrupt),
    };
    let (folders, files): (Vec<Entry>, Vec<Entry>) = entries.into_iter().partition(|entry| entry.is_folder);
    let names = |entries: Vec<Entry>| entries.into_iter().map(|entry| Value::from(entry.name)).collect();
    Ok(Some((names(folders), names(files))))
}

fn bottom_up(
    evaluator: &mut Evaluator,
    folder: String,
    follow: bool,
    found: &mut Vec<Value>,
) -> EvalResult<()> {
    evaluator.step()?;
    let Some((folders, files)) = contents(evaluator, &folder)? else { return Ok(()) };
    for name in folders.iter().filter_map(Value::as_str) {
        let path = posix::join(&folder, [&*name]);
        if follow || !project::locate(evaluator, &path)?.is_symlink() {
            bottom_up(evaluator, path, follow, found)?;
        }
    }
    found.push(Value::tuple([Value::from(folder), Value::list(folders), Value::list(files)]));
    Ok(())
}

/// The payload of an `os.DirEntry`.
struct DirEntry {
    entry: Entry,
}

/// `os.scandir`.
pub(super) fn scandir(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [folder] = arguments.bind(evaluator, "scandir", ["path"])?;
    let folder = match folder {
        None | Some(Value::None) => Rc::from("."),
        Some(folder) => path(evaluator, &folder)?,
    };
    let class = entry_class(evaluator);
    let entries = project::entries(evaluator, &folder)?;
    let values = entries.into_iter().map(|entry| {
        let path = posix::join(&folder, [&*entry.name]);
        let name = Value::str(&entry.name);
        let instance = Instance::with_payload(&class, DirEntry { entry });
        instance.set_attribute("name", name);
        instance.set_attribute("path", Value::from(path));
        Value::Instance(Rc::new(instance))
    });
    let scan = Instance::new(&scan_class(evaluator));
    scan.set_attribute(
        "_entries",
        Value::Iterator(Rc::new(PyIterator::of("ScandirIterator", values.collect()))),
    );
    Ok(Value::Instance(Rc::new(scan)))
}

fn scan_class(evaluator: &Evaluator) -> Rc<Class> {
    fn entries(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
        let scan = take_first(evaluator, &mut arguments)?;
        evaluator.get_attribute(&scan, "_entries")
    }
    fn enter(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
        take_first(evaluator, &mut arguments)
    }
    let names = Names::default().functions(&[("__iter__", entries), ("__enter__", enter)]);
    let names = names.inert_functions(&["__exit__", "close"]).vars();
    Class::native("posix", "ScandirIterator", std::slice::from_ref(&evaluator.types.object), None, names)
}

fn entry_class(evaluator: &mut Evaluator) -> Rc<Class> {
    fn is_dir(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
        let (_, entry) = receiver::<DirEntry>(evaluator, &mut arguments)?;
        Ok(entry.entry.is_folder.into())
    }
    fn is_file(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
        let (_, entry) = receiver::<DirEntry>(evaluator, &mut arguments)?;
        Ok((!entry.entry.is_folder).into())
    }
    fn is_symlink(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
        let (_, entry) = receiver::<DirEntry>(evaluator, &mut arguments)?;
        Ok(entry.entry.is_link.into())
    }
    fn path_of(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
        let entry = take_first(evaluator, &mut arguments)?;
        evaluator.get_attribute(&entry, "path")
    }
    let base = super::path_like(evaluator);
    let names = Names::default()
        .functions(&[
            ("is_dir", is_dir),
            ("is_file", is_file),
            ("is_symlink", is_symlink),
            ("__fspath__", path_of),
        ])
        .unknown_functions("os.DirEntry", &["stat", "inode"], super::MACHINE)
        .vars();
    Class::native("os", "DirEntry", std::slice::from_ref(&base), None, names)
}
