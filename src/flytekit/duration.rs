//! Lengths of time: `timedelta`, or a whole number of seconds.

use std::rc::Rc;

use super::{need, types};
use crate::diagnostic::Id;
use crate::model::{Duration, LiteralValue, Primitive, Scalar};
use crate::python::{EvalResult, Evaluator, Value};
use crate::source::Span;

/// A known length of time; `None` for one of no length, which is not written.
pub(crate) fn duration(
    evaluator: &mut Evaluator,
    value: &Value,
    what: &str,
    span: Span,
) -> EvalResult<Option<Duration>> {
    need::known(evaluator, value, what, span)?;
    let length = match value.unwrapped() {
        Value::None => Duration::default(),
        Value::Int(_) | Value::Bool(_) => Duration { seconds: value.as_i64().unwrap_or_default(), nanos: 0 },
        _ => of_timedelta(evaluator, value, what, span)?,
    };
    Ok((length != Duration::default()).then_some(length))
}

fn of_timedelta(evaluator: &mut Evaluator, value: &Value, what: &str, span: Span) -> EvalResult<Duration> {
    let class = evaluator.class_of(value);
    if class.descends_from("datetime.timedelta") {
        let python_type = Value::Class(class);
        let literal_type = types::literal_type(evaluator, &python_type, span)?;
        let literal = types::literal(evaluator, value, &python_type, &literal_type, span)?;
        if let LiteralValue::Scalar(Scalar::Primitive(Primitive::Duration(length))) = literal.value {
            return Ok(length);
        }
    }
    let class = Rc::clone(&evaluator.exceptions.value_error);
    let message = format!("{what} must be a `timedelta` or a whole number of seconds");
    Err(super::report::failure(evaluator, &class, Id::InvalidArgument, message, span))
}
