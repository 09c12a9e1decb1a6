//! `os`: the environment as evaluation was told, paths as text, and the files of the project. What would change files or
//! processes does nothing; what depends on the machine is unknown.

pub(in crate::python::stdlib) mod environ;
pub(in crate::python::stdlib) mod path;
pub(in crate::python::stdlib) mod posix;
mod walk;

use std::cell::OnceCell;
use std::rc::Rc;

use super::convert::path as path_text;
use super::parts::{Names, take_first};
use super::project;
use crate::python::{Arguments, Class, EvalResult, Evaluator, Value, Vars};

const MACHINE: &str = "it depends on the machine";

/// What the modules about files share.
#[derive(Default)]
struct State {
    environ: OnceCell<Value>,
    path_like: OnceCell<Rc<Class>>,
}

/// `os.PathLike`.
pub(super) fn path_like(evaluator: &mut Evaluator) -> Rc<Class> {
    let state = evaluator.extension::<State>();
    let object = std::slice::from_ref(&evaluator.types.object);
    let class =
        state.path_like.get_or_init(|| Class::native("os", "PathLike", object, None, Vars::default()));
    Rc::clone(class)
}

/// The names of the module.
pub(super) fn module(evaluator: &mut Evaluator) -> EvalResult<Vars> {
    let path = evaluator.import_module("os.path")?;
    let environ = environ::environ(evaluator);
    let path_like = path_like(evaluator);
    let os_error = Value::Class(Rc::clone(&evaluator.exceptions.os_error));
    Ok(constants(Names::default())
        .value("path", path)
        .value("environ", environ)
        .value("error", os_error)
        .class(&path_like)
        .functions(&[
            ("fsdecode", fspath),
            ("fspath", fspath),
            ("getcwd", getcwd),
            ("listdir", listdir),
            ("scandir", walk::scandir),
            ("walk", walk::walk),
        ])
        .functions_accepting_unknown(&[
            ("getenv", environ::getenv),
            ("chdir", chdir),
            ("makedirs", change),
            ("mkdir", change),
            ("remove", change),
            ("removedirs", change),
            ("rename", rename),
            ("renames", rename),
            ("replace", rename),
            ("rmdir", change),
            ("symlink", rename),
            ("link", rename),
            ("truncate", change),
            ("unlink", change),
            ("_exit", exit),
            ("abort", exit),
        ])
        .inert_functions(&["chmod", "chown", "kill", "killpg", "nice", "putenv", "unsetenv", "utime"])
        .unknown_functions(
            "os",
            &[
                "access",
                "cpu_count",
                "ctermid",
                "get_terminal_size",
                "getegid",
                "geteuid",
                "getgid",
                "getlogin",
                "getpgid",
                "getpid",
                "getppid",
                "getuid",
                "lstat",
                "popen",
                "sched_getaffinity",
                "stat",
                "statvfs",
                "sysconf",
                "system",
                "times",
                "uname",
                "urandom",
            ],
            MACHINE,
        )
        .vars())
}

fn constants(names: Names) -> Names {
    let texts = [
        ("name", "posix"),
        ("sep", "/"),
        ("extsep", "."),
        ("pathsep", ":"),
        ("linesep", "\n"),
        ("curdir", "."),
        ("pardir", ".."),
        ("defpath", "/bin:/usr/bin"),
        ("devnull", "/dev/null"),
    ];
    let numbers = [
        ("F_OK", 0),
        ("X_OK", 1),
        ("W_OK", 2),
        ("R_OK", 4),
        ("O_RDONLY", 0),
        ("O_WRONLY", 1),
        ("O_RDWR", 2),
        ("SEEK_SET", 0),
        ("SEEK_CUR", 1),
        ("SEEK_END", 2),
        ("EX_OK", 0),
    ];
    let names = texts.into_iter().fold(names, |names, (name, text)| names.value(name, text));
    let names =
        numbers.into_iter().fold(names, |names, (name, number)| names.value(name, Value::int(number)));
    names.value("altsep", Value::None)
}

fn fspath(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [value] = arguments.bind(evaluator, "fspath", ["path!"])?;
    let value = value.unwrap_or(Value::None);
    match value {
        Value::Bytes(_) => Ok(value),
        _ => path_text(evaluator, &value).map(Value::Str),
    }
}

fn getcwd(evaluator: &mut Evaluator, _arguments: Arguments) -> EvalResult<Value> {
    project::folder(evaluator).map(|folder| project::shown(&folder))
}

fn listdir(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [folder] = arguments.bind(evaluator, "listdir", ["path"])?;
    let folder = match folder {
        None | Some(Value::None) => Rc::from("."),
        Some(folder) => path_text(evaluator, &folder)?,
    };
    let entries = project::entries(evaluator, &folder)?;
    Ok(Value::list(entries.into_iter().map(|entry| Value::from(entry.name)).collect()))
}

fn chdir(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [folder] = arguments.bind(evaluator, "chdir", ["path!"])?;
    let path = path_text(evaluator, &folder.unwrap_or(Value::None)).ok();
    project::change_folder(evaluator, path.as_deref());
    Ok(Value::None)
}

/// A function that would change what is at its first argument.
fn change(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let first = match arguments.keyword("name").or(arguments.keyword("path")).cloned() {
        Some(path) => path,
        None => take_first(evaluator, &mut arguments)?,
    };
    note(evaluator, &first)?;
    Ok(Value::None)
}

/// A function that would change what is at its first two arguments.
fn rename(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    for value in &arguments.positional {
        if value.as_bool().is_none() {
            note(evaluator, value)?;
        }
    }
    Ok(Value::None)
}

fn note(evaluator: &mut Evaluator, path: &Value) -> EvalResult<()> {
    if !matches!(path, Value::Unknown(_)) {
        let path = path_text(evaluator, path)?;
        project::note_change(evaluator, &path);
    }
    Ok(())
}

fn exit(evaluator: &mut Evaluator, _arguments: Arguments) -> EvalResult<Value> {
    Err(evaluator.exception(&evaluator.exceptions.system_exit, "the program ends itself here"))
}
