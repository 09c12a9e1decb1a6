//! Where a known value is needed.
//!
//! An unknown may flow anywhere; here it stops. The error has two ends: where the value is needed, and where the unknown came
//! from. The other functions take a known value apart and complain in Python's words when it is of another type.

use std::rc::Rc;

use crate::diagnostic::{Diagnostic, Id};
use crate::python::{EvalResult, Evaluator, Interrupt, Unknown, Value};
use crate::source::Span;

/// How deep values may be nested that reach a specification.
const NESTING_LIMIT: usize = 100;

/// Fails where `value`, or anything in a list, tuple, dictionary or set, is unknown. `what` says what it is needed for
/// (`the memory request`).
pub(crate) fn known(evaluator: &mut Evaluator, value: &Value, what: &str, span: Span) -> EvalResult<()> {
    known_inside(evaluator, value, what, span, 0)
}

fn known_inside(
    evaluator: &mut Evaluator,
    value: &Value,
    what: &str,
    span: Span,
    depth: usize,
) -> EvalResult<()> {
    evaluator.step()?;
    bounded(depth, what, span)?;
    let inner = match value {
        Value::Unknown(unknown) => return Err(unknown_value(unknown, what, span)),
        Value::List(list) => checked(list.taint(), what, span).map(|()| list.to_vec())?,
        Value::Tuple(items) => items.to_vec(),
        Value::Set(set) => checked(set.taint(), what, span).map(|()| set.to_vec())?,
        Value::Dict(dict) => {
            checked(dict.taint(), what, span)?;
            dict.pairs().into_iter().flat_map(|(key, value)| [key, value]).collect()
        }
        Value::Instance(instance) => {
            checked(instance.taint(), what, span)?;
            instance.builtin().into_iter().collect()
        }
        _ => return Ok(()),
    };
    inner.iter().try_for_each(|item| known_inside(evaluator, item, what, span, depth + 1))
}

/// Fails where values are nested too deep, as those that contain themselves are.
pub(crate) fn bounded(depth: usize, what: &str, span: Span) -> EvalResult<()> {
    if depth <= NESTING_LIMIT {
        return Ok(());
    }
    Err(Diagnostic::error(Id::BoundReached, format!("{what} is nested too deep")).at(span, "").into())
}

fn checked(taint: Option<Rc<Unknown>>, what: &str, span: Span) -> EvalResult<()> {
    taint.map_or(Ok(()), |unknown| Err(unknown_value(&unknown, what, span)))
}

/// The fault of an unknown that reaches a specification as `what`. What follows from a fault that was reported is not
/// reported again: that is the unknown itself.
pub(crate) fn unknown_value(unknown: &Rc<Unknown>, what: &str, span: Span) -> Box<Interrupt> {
    if unknown.reported {
        return Rc::clone(unknown).into();
    }
    let origin = match unknown.dotted_path() {
        Some(path) => format!("`{path}` is unknown because {}", unknown.reason),
        None => format!("unknown because {}", unknown.reason),
    };
    Diagnostic::error(Id::UnknownValue, format!("{what} cannot be known without running the program"))
        .at(span, "a known value is needed here")
        .with_context(unknown.origin, origin)
        .with_help("write a constant, or a value that follows from constants; compute others inside a task")
        .into()
}

/// Known text.
pub(crate) fn text(evaluator: &mut Evaluator, value: &Value, what: &str, span: Span) -> EvalResult<Rc<str>> {
    known(evaluator, value, what, span)?;
    value.as_str().ok_or_else(|| mismatch(evaluator, value, what, "text", span))
}

/// Known text; `None` for `None`.
pub(crate) fn optional_text(
    evaluator: &mut Evaluator,
    value: &Value,
    what: &str,
    span: Span,
) -> EvalResult<Option<Rc<str>>> {
    if value.is_none() { Ok(None) } else { text(evaluator, value, what, span).map(Some) }
}

/// A known whole number.
pub(crate) fn integer(evaluator: &mut Evaluator, value: &Value, what: &str, span: Span) -> EvalResult<i64> {
    known(evaluator, value, what, span)?;
    value.as_i64().ok_or_else(|| mismatch(evaluator, value, what, "a whole number", span))
}

/// A known whole number that a field of 32 bits holds.
pub(crate) fn int32(evaluator: &mut Evaluator, value: &Value, what: &str, span: Span) -> EvalResult<i32> {
    let number = integer(evaluator, value, what, span)?;
    number.try_into().map_err(|_| out_of_range(evaluator, number, what, span))
}

/// A known whole number that a field of 32 bits without a sign holds.
pub(crate) fn uint32(evaluator: &mut Evaluator, value: &Value, what: &str, span: Span) -> EvalResult<u32> {
    let number = integer(evaluator, value, what, span)?;
    number.try_into().map_err(|_| out_of_range(evaluator, number, what, span))
}

/// The fault of protobuf's fields, a `ValueError`.
fn out_of_range(evaluator: &Evaluator, number: i64, what: &str, span: Span) -> Box<Interrupt> {
    let message = format!("{what} is out of range: {number}");
    super::report::value_error(evaluator, Id::InvalidArgument, message, span)
}

/// A known truth value for a field of a message, which takes whole numbers too, and nothing else.
pub(crate) fn flag(evaluator: &mut Evaluator, value: &Value, what: &str, span: Span) -> EvalResult<bool> {
    known(evaluator, value, what, span)?;
    match value.as_i64() {
        Some(number) => Ok(number != 0),
        None => Err(mismatch(evaluator, value, what, "`True` or `False`", span)),
    }
}

/// A known truth value: Python's truth of any value.
pub(crate) fn truth(evaluator: &mut Evaluator, value: &Value, what: &str, span: Span) -> EvalResult<bool> {
    match evaluator.truth(value)? {
        crate::python::Truth::Known(truth) => Ok(truth),
        crate::python::Truth::Ambiguous(unknown) => Err(unknown_value(&unknown, what, span)),
    }
}

/// The items of a known list, tuple, set or other iterable; they may be unknown themselves.
pub(crate) fn items(
    evaluator: &mut Evaluator,
    value: &Value,
    what: &str,
    span: Span,
) -> EvalResult<Vec<Value>> {
    match value {
        Value::Unknown(unknown) => Err(unknown_value(unknown, what, span)),
        Value::None => Err(mismatch(evaluator, value, what, "a list", span)),
        Value::List(list) => checked(list.taint(), what, span).map(|()| list.to_vec()),
        Value::Tuple(items) => Ok(items.to_vec()),
        Value::Dict(dict) => {
            checked(dict.taint(), what, span)?;
            Ok(dict.pairs().into_iter().map(|(key, _)| key).collect())
        }
        _ => evaluator.iterate(value),
    }
}

/// A list of known texts; `None` is an empty one.
pub(crate) fn texts(
    evaluator: &mut Evaluator,
    value: &Value,
    what: &str,
    span: Span,
) -> EvalResult<Vec<String>> {
    if value.is_none() {
        return Ok(Vec::new());
    }
    let items = items(evaluator, value, what, span)?;
    items.iter().map(|item| text(evaluator, item, what, span).map(|text| text.to_string())).collect()
}

/// The entries of a known dictionary in order; values may be unknown. `None` has no entries.
pub(crate) fn entries(
    evaluator: &mut Evaluator,
    value: &Value,
    what: &str,
    span: Span,
) -> EvalResult<Vec<(Value, Value)>> {
    match value.unwrapped() {
        Value::None => Ok(Vec::new()),
        Value::Unknown(unknown) => Err(unknown_value(&unknown, what, span)),
        Value::Dict(dict) => checked(dict.taint(), what, span).map(|()| dict.pairs()),
        _ => Err(mismatch(evaluator, value, what, "a dictionary", span)),
    }
}

/// A known dictionary of texts; `None` is an empty one.
pub(crate) fn text_map(
    evaluator: &mut Evaluator,
    value: &Value,
    what: &str,
    span: Span,
) -> EvalResult<crate::model::Map<String>> {
    let entries = entries(evaluator, value, what, span)?;
    let mut map = crate::model::Map::default();
    for (key, value) in entries {
        let key = text(evaluator, &key, what, span)?;
        let value = text(evaluator, &value, what, span)?;
        map.insert(key.to_string(), value.to_string());
    }
    Ok(map)
}

/// The fault of a value of the wrong type.
pub(crate) fn mismatch(
    evaluator: &mut Evaluator,
    value: &Value,
    what: &str,
    expected: &str,
    span: Span,
) -> Box<Interrupt> {
    let class = evaluator.class_of(value);
    let message = format!("{what} must be {expected}, not `{}`", class.name);
    let diagnostic = Diagnostic::error(Id::InvalidArgument, message).at(span, "");
    evaluator.exception_with(&evaluator.exceptions.type_error.clone(), diagnostic)
}
