//! Iterators and generators.

use std::rc::Rc;

use super::super::{Arguments, EvalResult, Evaluator, Interrupt, PyIterator, Resume, Value, Vars};
use super::items::exception_of;
use super::parameters::{between, exactly, with};
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
    let iterator = own(evaluator, iterator)?;
    match functions::advance(evaluator, &iterator)? {
        Some(item) => Ok(item),
        None => Err(stop(evaluator, &iterator)),
    }
}

fn own(evaluator: &Evaluator, iterator: &Value) -> EvalResult<Rc<PyIterator>> {
    match iterator {
        Value::Iterator(iterator) => Ok(Rc::clone(iterator)),
        other => {
            let message = format!("'{}' object is not an iterator", type_name(evaluator, other));
            Err(evaluator.type_error(&message))
        }
    }
}

/// The `StopIteration` at the end of an iterator, with what a generator returned.
pub(super) fn stop(evaluator: &Evaluator, iterator: &PyIterator) -> Box<Interrupt> {
    let returned = iterator.as_generator().and_then(|generator| generator.returned());
    let returned = returned.filter(|value| !value.is_none());
    let class = &evaluator.exceptions.stop_iteration;
    let interrupt = exception_of(evaluator, class, returned.clone().into_iter().collect::<Vec<_>>());
    if let (Interrupt::Exception(raised), Some(value)) = (&*interrupt, returned)
        && let Value::Instance(instance) = &raised.value
    {
        instance.set_attribute("value", value);
    }
    interrupt
}

/// Resumes a generator; `None` for iterators that are none.
fn resume(evaluator: &mut Evaluator, iterator: &Value, with: Resume) -> EvalResult<Option<Value>> {
    let iterator = own(evaluator, iterator)?;
    let Some(generator) = iterator.as_generator().cloned() else { return Ok(None) };
    match generator.resume(evaluator, with)? {
        Some(item) => Ok(Some(item)),
        None => Err(stop(evaluator, &iterator)),
    }
}

fn send(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [iterator, value] = exactly(evaluator, "generator.send", arguments)?;
    match resume(evaluator, &iterator, Resume::Send(value))? {
        Some(item) => Ok(item),
        None => advance(evaluator, &iterator),
    }
}

fn close(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [iterator] = exactly(evaluator, "generator.close", arguments)?;
    if let Some(generator) = own(evaluator, &iterator)?.as_generator().cloned() {
        generator.close(evaluator)?;
    }
    Ok(Value::None)
}

/// `throw(exception)` and `throw(class, value)`.
fn throw(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [iterator, kind, value, _trace] = between(evaluator, "throw", 2, arguments)?;
    let exception = match (kind.unwrap_or(Value::None), value) {
        (class @ Value::Class(_), Some(value))
            if evaluator.class_of(&value).is_subclass_of(&evaluator.exceptions.base_exception) =>
        {
            drop(class);
            value
        }
        (class @ Value::Class(_), value) => {
            let given: Vec<Value> = value.into_iter().filter(|value| !value.is_none()).collect();
            evaluator.call(&class, Arguments::positional(given))?
        }
        (exception, _) => exception,
    };
    if !evaluator.is_instance(&exception, &evaluator.exceptions.base_exception) {
        let kind = type_name(evaluator, &exception);
        let message =
            format!("exceptions must be classes or instances deriving from BaseException, not {kind}");
        return Err(evaluator.type_error(&message));
    }
    let interrupt = evaluator.raise_value(exception);
    match resume(evaluator, &iterator.unwrap_or(Value::None), Resume::Throw(interrupt))? {
        Some(item) => Ok(item),
        None => Ok(evaluator.unknown("only generators are thrown exceptions into")),
    }
}
