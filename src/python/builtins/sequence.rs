//! Length, truth, membership, iteration and items of built-in containers.
//!
//! Each function gives `None` for values that are not built-in containers (a length of a number, an item of an instance):
//! the evaluator then asks the special methods of the class. What a tainted container holds is unknown: its length, its
//! truth, its items and membership in it are unknowns; whoever iterates asks [`taint`] first.

use std::rc::Rc;

use super::super::{EvalResult, Evaluator, ItemsIterator, Truth, Unknown, Value};

/// Why the contents of a container are unknown, if they are.
pub(crate) fn taint(value: &Value) -> Option<Rc<Unknown>> {
    match value {
        Value::List(list) => list.taint(),
        Value::Dict(dict) => dict.taint(),
        Value::Set(set) => set.taint(),
        Value::Instance(instance) => instance.builtin().and_then(|value| taint(&value)),
        _ => None,
    }
}

/// Makes the contents of a container unknown where what is evaluated depends on a condition that can't be known. Whoever
/// changes a container calls this.
pub(crate) fn taint_if_conditional(evaluator: &Evaluator, container: &Value) {
    let Some(condition) = evaluator.condition() else { return };
    match container.unwrapped() {
        Value::List(list) => list.set_taint(condition),
        Value::Dict(dict) => dict.set_taint(condition),
        Value::Set(set) => set.set_taint(condition),
        _ => {}
    }
}

/// `len(value)`: an integer, or an unknown.
pub(crate) fn length(_evaluator: &mut Evaluator, _value: &Value) -> EvalResult<Option<Value>> {
    Ok(None)
}

/// `bool(value)`, for every value but instances without a built-in value.
pub(crate) fn truth(_evaluator: &mut Evaluator, _value: &Value) -> EvalResult<Option<Truth>> {
    Ok(None)
}

/// `item in container`.
pub(crate) fn contains(
    _evaluator: &mut Evaluator,
    _container: &Value,
    _item: &Value,
) -> EvalResult<Option<Truth>> {
    Ok(None)
}

/// `iter(value)`.
pub(crate) fn iterate(_evaluator: &mut Evaluator, _value: &Value) -> EvalResult<Option<ItemsIterator>> {
    Ok(None)
}

/// `container[key]`, where the key may be a slice.
pub(crate) fn get_item(
    _evaluator: &mut Evaluator,
    _container: &Value,
    _key: &Value,
) -> EvalResult<Option<Value>> {
    Ok(None)
}

/// `container[key] = new`, where the key may be a slice.
pub(crate) fn set_item(
    _evaluator: &mut Evaluator,
    _container: &Value,
    _key: &Value,
    _new: Value,
) -> EvalResult<Option<()>> {
    Ok(None)
}

/// `del container[key]`, where the key may be a slice.
pub(crate) fn del_item(
    _evaluator: &mut Evaluator,
    _container: &Value,
    _key: &Value,
) -> EvalResult<Option<()>> {
    Ok(None)
}
