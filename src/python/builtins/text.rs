//! `repr`, `str` and `format` of every value.
//!
//! Each gives text, or the first unknown that the text would depend on. Addresses of objects are unknown.

use super::super::{EvalResult, Evaluator, Value};

/// `repr(value)`.
pub(crate) fn repr(evaluator: &mut Evaluator, _value: &Value) -> EvalResult<Value> {
    Ok(evaluator.unknown("its text is not known"))
}

/// `str(value)`.
pub(crate) fn str(evaluator: &mut Evaluator, value: &Value) -> EvalResult<Value> {
    repr(evaluator, value)
}

/// `format(value, specification)`.
pub(crate) fn format(evaluator: &mut Evaluator, value: &Value, _specification: &str) -> EvalResult<Value> {
    repr(evaluator, value)
}
