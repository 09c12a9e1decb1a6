//! What a path is made of, and paths that are made from it.

use std::rc::Rc;

use super::{PurePath, from_parts, instance, own, part};
use crate::python::format::repr_str;
use crate::python::stdlib::convert::text;
use crate::python::stdlib::parts::Names;
use crate::python::stdlib::{fnmatch, url};
use crate::python::{Arguments, Class, EvalResult, Evaluator, Value};

/// The attributes of `PurePath` that are about its parts.
pub(super) fn attributes(names: Names) -> Names {
    names
        .properties(&[
            ("anchor", root),
            ("drive", drive),
            ("name", name),
            ("parent", parent),
            ("parents", parents),
            ("parts", parts),
            ("root", root),
            ("stem", stem),
            ("suffix", suffix),
            ("suffixes", suffixes),
        ])
        .functions(&[
            ("as_posix", as_posix),
            ("as_uri", as_uri),
            ("is_absolute", is_absolute),
            ("is_relative_to", is_relative_to),
            ("is_reserved", is_reserved),
            ("joinpath", joinpath),
            ("match", matches),
            ("relative_to", relative_to),
            ("with_name", with_name),
            ("with_stem", with_stem),
            ("with_suffix", with_suffix),
        ])
}

fn root(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    Ok(own(evaluator, &mut arguments)?.1.root().into())
}

fn drive(_evaluator: &mut Evaluator, _arguments: Arguments) -> EvalResult<Value> {
    Ok("".into())
}

fn name(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    Ok(own(evaluator, &mut arguments)?.1.name().into())
}

fn stem(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    Ok(own(evaluator, &mut arguments)?.1.stem().into())
}

fn suffix(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    Ok(own(evaluator, &mut arguments)?.1.suffix().into())
}

fn suffixes(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let suffixes = own(evaluator, &mut arguments)?.1.suffixes();
    Ok(Value::list(suffixes.into_iter().map(Value::from).collect()))
}

fn parts(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let parts = own(evaluator, &mut arguments)?.1.parts();
    Ok(Value::tuple(parts.into_iter().map(Value::Str).collect::<Vec<_>>()))
}

fn parent(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (class, path) = own(evaluator, &mut arguments)?;
    Ok(instance(&class, path.parent()))
}

fn parents(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (class, path) = own(evaluator, &mut arguments)?;
    let state = super::classes(evaluator);
    let parents = state.0.get().map(|classes| super::parents::of(&classes.parents, &class, &path));
    Ok(parents.unwrap_or(Value::None))
}

fn as_posix(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    Ok(own(evaluator, &mut arguments)?.1.to_string().into())
}

fn as_uri(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, path) = own(evaluator, &mut arguments)?;
    if !path.is_absolute() {
        return Err(evaluator.value_error("relative path can't be expressed as a file URI"));
    }
    Ok(format!("file://{}", url::quoted(&path.to_string(), "/")).into())
}

fn is_absolute(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    Ok(own(evaluator, &mut arguments)?.1.is_absolute().into())
}

fn is_reserved(_evaluator: &mut Evaluator, _arguments: Arguments) -> EvalResult<Value> {
    Ok(false.into())
}

/// `TypeError` where there is a keyword argument.
pub(super) fn no_keywords(evaluator: &Evaluator, arguments: &Arguments, function: &str) -> EvalResult<()> {
    match arguments.keywords.first() {
        Some((name, _)) => {
            let message = format!("{function}() got an unexpected keyword argument '{name}'");
            Err(evaluator.type_error(&message))
        }
        None => Ok(()),
    }
}

fn joinpath(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (class, path) = own(evaluator, &mut arguments)?;
    no_keywords(evaluator, &arguments, "PurePath.joinpath")?;
    let joined = from_parts(evaluator, (*path).clone(), &arguments.positional)?;
    Ok(instance(&class, joined))
}

/// `with_segments`, which Python has from 3.12 on.
pub(super) fn with_segments(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (class, _) = own(evaluator, &mut arguments)?;
    let path = from_parts(evaluator, PurePath::default(), &arguments.positional)?;
    Ok(instance(&class, path))
}

/// `Class('text')`.
pub(super) fn shown(class: &Class, path: &PurePath) -> String {
    format!("{}({})", class.name, repr_str(&path.to_string()))
}

fn renamed(evaluator: &Evaluator, class: &Rc<Class>, path: &PurePath, name: &str) -> EvalResult<Value> {
    if path.name().is_empty() {
        let message = format!("{} has an empty name", shown(class, path));
        return Err(evaluator.value_error(&message));
    }
    if name.is_empty() || name.contains('/') || name == "." {
        return Err(evaluator.value_error(&format!("Invalid name {}", repr_str(name))));
    }
    Ok(instance(class, path.with_name(name)))
}

fn text_argument(evaluator: &Evaluator, value: Option<Value>) -> EvalResult<Rc<str>> {
    text(evaluator, &value.unwrap_or(Value::None), "expected str, not {}")
}

fn with_name(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (class, path) = own(evaluator, &mut arguments)?;
    let [name] = arguments.bind(evaluator, "PurePath.with_name", ["name!"])?;
    let name = text_argument(evaluator, name)?;
    renamed(evaluator, &class, &path, &name)
}

fn with_stem(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (class, path) = own(evaluator, &mut arguments)?;
    let [stem] = arguments.bind(evaluator, "PurePath.with_stem", ["stem!"])?;
    let name = format!("{}{}", text_argument(evaluator, stem)?, path.suffix());
    renamed(evaluator, &class, &path, &name)
}

fn with_suffix(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (class, path) = own(evaluator, &mut arguments)?;
    let [suffix] = arguments.bind(evaluator, "PurePath.with_suffix", ["suffix!"])?;
    let suffix = text_argument(evaluator, suffix)?;
    let is_suffix = suffix.is_empty() || (suffix.starts_with('.') && suffix.len() > 1);
    if suffix.contains('/') || !is_suffix {
        return Err(evaluator.value_error(&format!("Invalid suffix {}", repr_str(&suffix))));
    }
    let name = if path.name().is_empty() { String::new() } else { format!("{}{suffix}", path.stem()) };
    renamed(evaluator, &class, &path, &name)
}

/// The path that the arguments of `relative_to` and `is_relative_to` make.
fn start(evaluator: &mut Evaluator, arguments: &Arguments, method: &str) -> EvalResult<PurePath> {
    no_keywords(evaluator, arguments, &format!("PurePath.{method}"))?;
    if arguments.positional.is_empty() {
        return Err(evaluator.type_error("need at least one argument"));
    }
    from_parts(evaluator, PurePath::default(), &arguments.positional)
}

fn relative_to(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (class, path) = own(evaluator, &mut arguments)?;
    let climbs = if evaluator.settings.python_version < (3, 12) {
        None
    } else {
        arguments.keyword("walk_up").cloned()
    };
    arguments.keywords.retain(|(name, _)| climbs.is_none() || &**name != "walk_up");
    let start = start(evaluator, &arguments, "relative_to")?;
    let climbs = match climbs {
        Some(value) => crate::python::stdlib::convert::truth(evaluator, &value)?,
        None => false,
    };
    if let Some(relative) = path.relative_to(&start) {
        return Ok(instance(&class, relative));
    }
    if climbs && path.root() == start.root() && !start.names().iter().any(|name| &**name == "..") {
        return Ok(instance(&class, climbing(&path, &start)));
    }
    not_below(evaluator, &path, &start)
}

fn climbing(path: &PurePath, start: &PurePath) -> PurePath {
    let common = path.names().iter().zip(start.names()).take_while(|(left, right)| left == right).count();
    let up = std::iter::repeat_n("..", start.names().len() - common);
    PurePath::new(up.chain(path.names()[common..].iter().map(|name| &**name)))
}

fn not_below(evaluator: &Evaluator, path: &PurePath, start: &PurePath) -> EvalResult<Value> {
    let (path, start) = (repr_str(&path.to_string()), repr_str(&start.to_string()));
    let suffix = if evaluator.settings.python_version < (3, 12) {
        " OR one path is relative and the other is absolute."
    } else {
        ""
    };
    Err(evaluator.value_error(&format!("{path} is not in the subpath of {start}{suffix}")))
}

fn is_relative_to(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, path) = own(evaluator, &mut arguments)?;
    let start = start(evaluator, &arguments, "is_relative_to")?;
    Ok(path.relative_to(&start).is_some().into())
}

fn matches(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, path) = own(evaluator, &mut arguments)?;
    let [pattern] = arguments.bind(evaluator, "PurePath.match", ["path_pattern!"])?;
    let pattern = PurePath::new([&*part(evaluator, &pattern.unwrap_or(Value::None))?]);
    if pattern.parts().is_empty() {
        return Err(evaluator.value_error("empty pattern"));
    }
    let (names, wanted) = (path.parts(), pattern.parts());
    if wanted.len() > names.len() || pattern.is_absolute() && wanted.len() != names.len() {
        return Ok(false.into());
    }
    let tail = &names[names.len() - wanted.len()..];
    Ok(tail.iter().zip(&wanted).all(|(name, pattern)| fnmatch::matches(name, pattern)).into())
}
