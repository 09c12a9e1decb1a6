//! Iterators and generators.

use super::super::{Arguments, EvalResult, Evaluator, Value, Vars};
use super::items::exception_of;
use super::parameters::{exactly, with};
use super::special::type_name;
use super::{functions, protocol, table, table_accepting_unknown};

pub(super) fn attributes() -> Vars {
    let methods = table(&[("__next__", next), ("close", close), ("throw", throw)]);
    with(with(protocol::methods(&["__iter__"]), methods), table_accepting_unknown(&[("send", send)]))
}

fn next(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [iterator] = exactly(evaluator, "__next__", arguments)?;
    advance(evaluator, &iterator)
}

fn advance(evaluator: &mut Evaluator, iterator: &Value) -> EvalResult<Value> {
    let Value::Iterator(iterator) = iterator else {
        let message = format!("'{}' object is not an iterator", type_name(evaluator, iterator));
        return Err(evaluator.type_error(&message));
    };
    match functions::advance(evaluator, iterator)? {
        Some(item) => Ok(item),
        None => Err(exception_of(evaluator, &evaluator.exceptions.stop_iteration, [])),
    }
}

fn send(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [iterator, value] = exactly(evaluator, "send", arguments)?;
    if value.is_none() {
        return advance(evaluator, &iterator);
    }
    Ok(evaluator.unknown("what a generator does with a value that is sent to it is not evaluated"))
}

fn close(_evaluator: &mut Evaluator, _arguments: Arguments) -> EvalResult<Value> {
    Ok(Value::None)
}

fn throw(evaluator: &mut Evaluator, _arguments: Arguments) -> EvalResult<Value> {
    Ok(evaluator.unknown("what a generator does with an exception is not evaluated"))
}
