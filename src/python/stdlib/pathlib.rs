//! `pathlib`: pure paths are exact; concrete paths see the files of the project.
//!
//! A path is an instance with a [`PurePath`] as its payload. Results of methods have the class of the path they were asked of.

mod files;
mod operators;
mod parents;
mod parts;
mod pure;

use std::cell::OnceCell;
use std::rc::Rc;

pub use pure::PurePath;

use super::convert::path as path_text;
use super::os;
use super::parts::{Names, receiver};
use crate::python::{Arguments, Class, ClassHooks, EvalResult, Evaluator, Instance, Value, Vars};

/// The classes of the module.
struct Classes {
    parents: Rc<Class>,
    pure: Rc<Class>,
    pure_posix: Rc<Class>,
    path: Rc<Class>,
    posix: Rc<Class>,
}

#[derive(Default)]
struct State(OnceCell<Classes>);

/// The names of the module.
pub(super) fn module(evaluator: &mut Evaluator) -> EvalResult<Vars> {
    let state = classes(evaluator);
    let Some(classes) = state.0.get() else { return Ok(Vars::default()) };
    let all = [&classes.pure, &classes.pure_posix, &classes.path, &classes.posix];
    Ok(all.into_iter().fold(Names::default(), Names::class).vars())
}

fn classes(evaluator: &mut Evaluator) -> Rc<State> {
    let state = evaluator.extension::<State>();
    if state.0.get().is_none() {
        let path_like = os::path_like(evaluator);
        let class = |name: &str, bases: &[Rc<Class>], attributes: Names| {
            Class::native("pathlib", name, bases, Some(Rc::new(Hooks)), attributes.vars())
        };
        let mut names = parts::attributes(Names::default());
        if evaluator.settings.python_version >= (3, 12) {
            names = names.functions(&[("with_segments", parts::with_segments)]);
        }
        let pure = class("PurePath", &[path_like], operators::attributes(names));
        let pure_posix = class("PurePosixPath", std::slice::from_ref(&pure), Names::default());
        let path = class("Path", std::slice::from_ref(&pure), files::attributes(Names::default()));
        let posix = class("PosixPath", &[Rc::clone(&path), Rc::clone(&pure_posix)], Names::default());
        // Another import of the module can't have come first: nothing above evaluates code.
        let parents = parents::class(std::slice::from_ref(&evaluator.types.object));
        let _ = state.0.set(Classes { parents, pure, pure_posix, path, posix });
    }
    state
}

struct Hooks;

impl ClassHooks for Hooks {
    fn construct(
        &self,
        evaluator: &mut Evaluator,
        class: &Rc<Class>,
        arguments: &Arguments,
    ) -> EvalResult<Option<Value>> {
        let state = classes(evaluator);
        let class = match state.0.get() {
            Some(classes) if Rc::ptr_eq(class, &classes.path) => &classes.posix,
            Some(classes) if Rc::ptr_eq(class, &classes.pure) => &classes.pure_posix,
            _ => class,
        };
        if let Some(unknown) = arguments.first_unknown() {
            return Ok(Some(super::parts::follows(unknown)));
        }
        // Concrete paths once took keywords, and don't look at them yet.
        let is_concrete = class.descends_from("pathlib.Path");
        if !(is_concrete && evaluator.settings.python_version < (3, 12)) {
            parts::no_keywords(evaluator, arguments, "PurePath.__new__")?;
        }
        let path = from_parts(evaluator, PurePath::default(), &arguments.positional)?;
        Ok(Some(instance(class, path)))
    }
}

/// An instance of a class of paths.
fn instance(class: &Rc<Class>, path: PurePath) -> Value {
    Value::Instance(Rc::new(Instance::with_payload(class, path)))
}

/// `pathlib.Path(text)`.
pub(crate) fn path(evaluator: &mut Evaluator, text: &str) -> Value {
    let state = classes(evaluator);
    match state.0.get() {
        Some(classes) => instance(&classes.posix, PurePath::new([text])),
        None => Value::str(text),
    }
}

/// The path that follows when the values are put after it.
fn from_parts(evaluator: &mut Evaluator, start: PurePath, values: &[Value]) -> EvalResult<PurePath> {
    let mut path = start;
    for value in values {
        path = match value.payload::<PurePath>() {
            Some(other) => path.join(&other.to_string()),
            None => path.join(&part(evaluator, value)?),
        };
    }
    Ok(path)
}

fn part(evaluator: &mut Evaluator, value: &Value) -> EvalResult<Rc<str>> {
    if let Some(text) = value.as_str() {
        return Ok(text);
    }
    let is_old = evaluator.settings.python_version < (3, 12);
    let given = match value.unwrapped() {
        bytes @ Value::Bytes(_) => bytes,
        _ => evaluator.special(value, "__fspath__", [])?.unwrap_or_else(|| value.clone()),
    };
    let class = evaluator.class_of(&given);
    let is_path = !given.is(value) || matches!(given, Value::Bytes(_));
    if matches!(given, Value::Unknown(_)) || given.as_str().is_some() || is_old && !is_path {
        return path_text(evaluator, &given);
    }
    let name = &class.name;
    Err(evaluator.type_error(&if is_old {
        format!(
            "argument should be a str object or an os.PathLike object returning str, not <class '{name}'>"
        )
    } else {
        format!(
            "argument should be a str or an os.PathLike object where __fspath__ returns a str, not '{name}'"
        )
    }))
}

/// The receiver of a method: its class and its path.
fn own(evaluator: &Evaluator, arguments: &mut Arguments) -> EvalResult<(Rc<Class>, Rc<PurePath>)> {
    let (value, path) = receiver::<PurePath>(evaluator, arguments)?;
    let class = evaluator.class_of(&value);
    Ok((class, path))
}
