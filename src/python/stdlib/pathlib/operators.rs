//! Operators on paths: joining, comparison, text.

use std::cmp::Ordering;
use std::rc::Rc;

use super::{PurePath, from_parts, instance, own, part, parts};
use crate::python::stdlib::parts::{Names, hash_of};
use crate::python::{Arguments, EvalResult, Evaluator, Key, Value};

/// The special methods of `PurePath`.
pub(super) fn attributes(names: Names) -> Names {
    names.functions(&[
        ("__truediv__", divide),
        ("__rtruediv__", divide_into),
        ("__str__", text),
        ("__fspath__", text),
        ("__repr__", repr),
        ("__bytes__", bytes),
        ("__hash__", hash),
        ("__eq__", equal),
        ("__lt__", |evaluator, arguments| ordered(evaluator, arguments, Ordering::is_lt)),
        ("__le__", |evaluator, arguments| ordered(evaluator, arguments, Ordering::is_le)),
        ("__gt__", |evaluator, arguments| ordered(evaluator, arguments, Ordering::is_gt)),
        ("__ge__", |evaluator, arguments| ordered(evaluator, arguments, Ordering::is_ge)),
    ])
}

/// Whether a value can be part of a path; operators leave others to the other operand.
fn is_part(evaluator: &Evaluator, value: &Value) -> bool {
    value.as_str().is_some() || evaluator.class_of(value).lookup("__fspath__").is_some()
}

fn divide(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (class, path) = own(evaluator, &mut arguments)?;
    let [other] = arguments.bind(evaluator, "__truediv__", ["key!"])?;
    let other = other.unwrap_or(Value::None);
    if !is_part(evaluator, &other) {
        return Ok(Value::NotImplemented);
    }
    let joined = from_parts(evaluator, (*path).clone(), &[other])?;
    Ok(instance(&class, joined))
}

fn divide_into(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (class, path) = own(evaluator, &mut arguments)?;
    let [other] = arguments.bind(evaluator, "__rtruediv__", ["key!"])?;
    let other = other.unwrap_or(Value::None);
    if !is_part(evaluator, &other) {
        return Ok(Value::NotImplemented);
    }
    let start = PurePath::new([&*part(evaluator, &other)?]);
    Ok(instance(&class, start.join(&path.to_string())))
}

fn text(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    Ok(own(evaluator, &mut arguments)?.1.to_string().into())
}

fn repr(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (class, path) = own(evaluator, &mut arguments)?;
    Ok(parts::shown(&class, &path).into())
}

fn bytes(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let text = own(evaluator, &mut arguments)?.1.to_string();
    Ok(Value::Bytes(Rc::from(text.as_bytes())))
}

fn hash(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let text = own(evaluator, &mut arguments)?.1.to_string();
    Ok(hash_of(&Key::Str(text.into())))
}

fn other(arguments: &mut Arguments) -> Option<Rc<PurePath>> {
    arguments.take_first().and_then(|value| value.payload::<PurePath>())
}

fn equal(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, path) = own(evaluator, &mut arguments)?;
    Ok(other(&mut arguments).map_or(Value::NotImplemented, |other| (path == other).into()))
}

fn ordered(
    evaluator: &mut Evaluator,
    mut arguments: Arguments,
    holds: impl Fn(Ordering) -> bool,
) -> EvalResult<Value> {
    let (_, path) = own(evaluator, &mut arguments)?;
    let other = other(&mut arguments);
    Ok(other.map_or(Value::NotImplemented, |other| holds(path.parts().cmp(&other.parts())).into()))
}
