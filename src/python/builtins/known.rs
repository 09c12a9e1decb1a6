//! Native code that stops at the first unknown.
//!
//! Most of what built-in functions do has no answer once a part is unknown: [`Interrupt::Unknown`] lets `?` stop there. A
//! native call makes it the result; operations that are not calls do so with [`settle`].

use std::rc::Rc;

use super::super::{EvalResult, Evaluator, Interrupt, Truth, Value};
use super::{bounds, sequence};

/// Makes the unknown that native code stopped at its result.
pub(crate) fn settle(result: EvalResult<Value>) -> EvalResult<Value> {
    result.or_else(|interrupt| match *interrupt {
        Interrupt::Unknown(unknown) => Ok(Value::Unknown(unknown)),
        other => Err(Box::new(other)),
    })
}

/// The value, unless it is an unknown.
pub(crate) fn known(value: Value) -> EvalResult<Value> {
    match value {
        Value::Unknown(unknown) => Err(unknown.into()),
        value => Ok(value),
    }
}

/// The truth of a value.
pub(crate) fn known_truth(evaluator: &mut Evaluator, value: &Value) -> EvalResult<bool> {
    decided(evaluator.truth(value)?)
}

/// A truth that is known.
pub(crate) fn decided(truth: Truth) -> EvalResult<bool> {
    match truth {
        Truth::Known(value) => Ok(value),
        Truth::Ambiguous(unknown) => Err(unknown.into()),
    }
}

/// All values that iteration gives.
pub(crate) fn known_items(evaluator: &mut Evaluator, value: &Value) -> EvalResult<Vec<Value>> {
    if let Some(unknown) = sequence::taint(value) {
        return Err(unknown.into());
    }
    match value {
        Value::List(list) => {
            bounds::work_on_items(evaluator, list.len());
            return Ok(list.to_vec());
        }
        Value::Tuple(items) => {
            bounds::work_on_items(evaluator, items.len());
            return Ok(items.to_vec());
        }
        Value::Range(range) => bounds::check_items(evaluator, super::range::length(evaluator, range)?)?,
        _ => {}
    }
    evaluator.iterate(value)
}

/// The text of `str(value)`.
pub(crate) fn known_str(evaluator: &mut Evaluator, value: &Value) -> EvalResult<Rc<str>> {
    let text = known(evaluator.str_of(value)?)?;
    Ok(text.as_str().unwrap_or_default())
}

/// The text of `repr(value)`.
pub(crate) fn known_repr(evaluator: &mut Evaluator, value: &Value) -> EvalResult<Rc<str>> {
    let text = known(evaluator.repr_of(value)?)?;
    Ok(text.as_str().unwrap_or_default())
}
