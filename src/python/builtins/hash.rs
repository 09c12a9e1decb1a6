//! Hash keys: what dictionaries and sets find values by.

use super::super::{EvalResult, Evaluator, Key, Value};

/// The hash key of a value; `TypeError` where it is unhashable. Unknowns hash by identity.
pub(crate) fn key_of(evaluator: &mut Evaluator, value: &Value) -> EvalResult<Key> {
    match value {
        Value::Str(text) => Ok(Key::Str(std::rc::Rc::clone(text))),
        Value::Int(number) => Ok(Key::Int(number.clone())),
        _ => Err(evaluator.type_error("unhashable type")),
    }
}
