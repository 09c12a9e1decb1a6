//! Concrete paths: what they find is read from the project; what they would change is left alone.

use std::path::Path;
use std::rc::Rc;

use super::{PurePath, from_parts, instance, own, part, path};
use crate::python::stdlib::os::path as os_path;
use crate::python::stdlib::parts::{Names, take_first};
use crate::python::stdlib::{convert, fnmatch, io, project};
use crate::python::{Arguments, Class, EvalResult, Evaluator, PyIterator, Value};

/// The attributes of `Path`.
pub(super) fn attributes(names: Names) -> Names {
    names
        .class_methods(&[("cwd", cwd), ("home", home)])
        .functions(&[
            ("absolute", absolute),
            ("exists", |evaluator, arguments| ask(evaluator, arguments, Path::exists)),
            ("expanduser", expanduser),
            ("glob", glob),
            ("is_dir", |evaluator, arguments| ask(evaluator, arguments, Path::is_dir)),
            ("is_file", |evaluator, arguments| ask(evaluator, arguments, Path::is_file)),
            ("is_symlink", |evaluator, arguments| ask(evaluator, arguments, Path::is_symlink)),
            ("iterdir", iterdir),
            ("read_bytes", read_bytes),
            ("read_text", read_text),
            ("resolve", resolve),
            ("rglob", rglob),
            ("samefile", samefile),
            ("__enter__", enter),
        ])
        .functions_accepting_unknown(&[
            ("open", open),
            ("mkdir", change),
            ("touch", change),
            ("unlink", change),
            ("rmdir", change),
            ("symlink_to", change),
            ("hardlink_to", change),
            ("rename", rename),
            ("replace", rename),
            ("write_bytes", write),
            ("write_text", write),
        ])
        .inert_functions(&["chmod", "__exit__"])
        .unknown_functions("pathlib.Path", &["group", "lstat", "owner", "stat"], "it depends on the machine")
}

fn cwd(evaluator: &mut Evaluator, _arguments: Arguments) -> EvalResult<Value> {
    let folder = project::folder(evaluator)?;
    Ok(path(evaluator, &folder.to_string_lossy()))
}

fn home(evaluator: &mut Evaluator, _arguments: Arguments) -> EvalResult<Value> {
    let home = os_path::expanded(evaluator, "~")?;
    Ok(path(evaluator, &home))
}

fn expanduser(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (class, path) = own(evaluator, &mut arguments)?;
    let text = path.to_string();
    let expanded = os_path::expanded(evaluator, &text)?;
    Ok(instance(&class, PurePath::new([&*expanded])))
}

/// The path after the working folder; `..` stays.
fn made_absolute(evaluator: &mut Evaluator, path: &PurePath) -> EvalResult<PurePath> {
    if path.is_absolute() {
        return Ok(path.clone());
    }
    let folder = project::folder(evaluator)?;
    Ok(PurePath::new([&*folder.to_string_lossy(), &*path.to_string()]))
}

fn absolute(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (class, path) = own(evaluator, &mut arguments)?;
    let path = made_absolute(evaluator, &path)?;
    Ok(instance(&class, path))
}

fn resolve(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (class, path) = own(evaluator, &mut arguments)?;
    let [strict] = arguments.bind(evaluator, "resolve", ["strict"])?;
    let text = path.to_string();
    let real = project::real(evaluator, &text)?;
    if convert::flag(evaluator, strict.as_ref(), false)? && !project::locate(evaluator, &text)?.exists() {
        return project::os_error(evaluator, 2, &text);
    }
    Ok(instance(&class, PurePath::new([&*real.to_string_lossy()])))
}

fn ask(
    evaluator: &mut Evaluator,
    mut arguments: Arguments,
    question: impl Fn(&Path) -> bool,
) -> EvalResult<Value> {
    let (_, path) = own(evaluator, &mut arguments)?;
    let text = path.to_string();
    if text.contains('\0') {
        return Ok(false.into());
    }
    let file = project::locate(evaluator, &text)?;
    Ok(question(&file).into())
}

fn samefile(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, path) = own(evaluator, &mut arguments)?;
    let [other] = arguments.bind(evaluator, "samefile", ["other_path!"])?;
    let other = from_parts(evaluator, PurePath::default(), &[other.unwrap_or(Value::None)])?;
    let mut real = Vec::new();
    for text in [path.to_string(), other.to_string()] {
        if !project::locate(evaluator, &text)?.exists() {
            return project::os_error(evaluator, 2, &text);
        }
        real.push(project::real(evaluator, &text)?);
    }
    Ok((real[0] == real[1]).into())
}

fn iterdir(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (class, path) = own(evaluator, &mut arguments)?;
    let entries = project::entries(evaluator, &path.to_string())?;
    let paths = entries.into_iter().map(|entry| path.join(&entry.name)).collect();
    Ok(generator(&class, paths))
}

fn generator(class: &Rc<Class>, paths: Vec<PurePath>) -> Value {
    let values = paths.into_iter().map(|path| instance(class, path)).collect();
    Value::Iterator(Rc::new(PyIterator::of("generator", values)))
}

fn glob(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (class, path) = own(evaluator, &mut arguments)?;
    let pattern = pattern(evaluator, arguments)?;
    let found = select(evaluator, &path, pattern.names())?;
    Ok(generator(&class, found))
}

fn rglob(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (class, path) = own(evaluator, &mut arguments)?;
    let pattern = PurePath::new(["**", &*pattern(evaluator, arguments)?.to_string()]);
    let found = select(evaluator, &path, pattern.names())?;
    Ok(generator(&class, found))
}

fn pattern(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<PurePath> {
    let [pattern, _case] = arguments.bind(evaluator, "glob", ["pattern!", "*case_sensitive"])?;
    let text = part(evaluator, &pattern.unwrap_or(Value::None))?;
    let pattern = PurePath::new([&*text]);
    if text.is_empty() {
        return Err(evaluator.value_error("Unacceptable pattern: ''"));
    }
    if pattern.is_absolute() {
        let class = &evaluator.exceptions.not_implemented_error;
        return Err(evaluator.exception(class, "Non-relative patterns are unsupported"));
    }
    Ok(pattern)
}

/// The paths below a folder that match, each once.
fn select(evaluator: &mut Evaluator, folder: &PurePath, pattern: &[Rc<str>]) -> EvalResult<Vec<PurePath>> {
    evaluator.step()?;
    let place = project::locate(evaluator, &folder.to_string())?;
    let Some((name, rest)) = pattern.split_first() else { return Ok(vec![folder.clone()]) };
    if !place.is_dir() {
        return Ok(Vec::new());
    }
    let mut starts = Vec::new();
    if &**name == "**" {
        folders(evaluator, folder, &mut starts)?;
    } else if fnmatch::is_pattern(name) {
        let entries = project::entries(evaluator, &folder.to_string())?;
        let matching = entries
            .into_iter()
            .filter(|entry| fnmatch::matches(&entry.name, name) && (rest.is_empty() || entry.is_folder));
        starts.extend(matching.map(|entry| folder.join(&entry.name)));
    } else {
        let path = folder.join(name);
        let exists = project::locate(evaluator, &path.to_string())?.exists();
        starts.extend(exists.then_some(path));
    }
    let mut found: Vec<PurePath> = Vec::new();
    for start in starts {
        for path in select(evaluator, &start, rest)? {
            if !found.contains(&path) {
                found.push(path);
            }
        }
    }
    Ok(found)
}

/// A folder and all folders below it, links not followed.
fn folders(evaluator: &mut Evaluator, folder: &PurePath, found: &mut Vec<PurePath>) -> EvalResult<()> {
    evaluator.step()?;
    found.push(folder.clone());
    for entry in project::entries(evaluator, &folder.to_string())? {
        if entry.is_folder && !entry.is_link {
            folders(evaluator, &folder.join(&entry.name), found)?;
        }
    }
    Ok(())
}

fn read_bytes(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, path) = own(evaluator, &mut arguments)?;
    Ok(Value::Bytes(project::read(evaluator, &path.to_string())?.into()))
}

fn read_text(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, path) = own(evaluator, &mut arguments)?;
    let [encoding, _errors] = arguments.bind(evaluator, "read_text", ["encoding", "errors"])?;
    io::read_text(evaluator, &path.to_string(), encoding.as_ref()).map(Value::from)
}

fn open(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, path) = own(evaluator, &mut arguments)?;
    io::open(evaluator, arguments.with_first(Value::from(path.to_string())))
}

fn enter(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    take_first(evaluator, &mut arguments)
}

fn change(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, path) = own(evaluator, &mut arguments)?;
    project::note_change(evaluator, &path.to_string());
    Ok(Value::None)
}

fn rename(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (class, path) = own(evaluator, &mut arguments)?;
    project::note_change(evaluator, &path.to_string());
    let target = take_first(evaluator, &mut arguments)?;
    let target = from_parts(evaluator, PurePath::default(), &[target])?;
    project::note_change(evaluator, &target.to_string());
    Ok(instance(&class, target))
}

/// Writes nothing, and gives how much would be written.
fn write(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, path) = own(evaluator, &mut arguments)?;
    project::note_change(evaluator, &path.to_string());
    let content = match arguments.keyword("data").cloned() {
        Some(content) => content,
        None => take_first(evaluator, &mut arguments)?,
    };
    evaluator.length(&content)
}
