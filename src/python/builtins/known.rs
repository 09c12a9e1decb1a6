//! Native code that stops at the first unknown.
//!
//! Most of what built-in functions do has no answer once a part is unknown. [`Known`] lets `?` stop there; at the border
//! [`settle`] makes the unknown the result.

use std::rc::Rc;

use super::super::{
    Arguments, EvalResult, Evaluator, Interrupt, NativeFunction, Truth, Unknown, Value, Vars,
};
use super::sequence;

/// Why native code stops.
pub(crate) enum Stop {
    /// The result is unknown.
    Unknown(Rc<Unknown>),
    /// An exception or a fault.
    Interrupt(Box<Interrupt>),
}

impl From<Box<Interrupt>> for Stop {
    fn from(interrupt: Box<Interrupt>) -> Self {
        Self::Interrupt(interrupt)
    }
}

impl From<Rc<Unknown>> for Stop {
    fn from(unknown: Rc<Unknown>) -> Self {
        Self::Unknown(unknown)
    }
}

/// What is known, or why there is nothing.
pub(crate) type Known<T> = Result<T, Stop>;

/// A native function that stops at the first unknown.
pub(crate) type KnownCode = fn(&mut Evaluator, Arguments) -> Known<Value>;

/// Makes the unknown that native code stopped at its result.
pub(crate) fn settle(result: Known<Value>) -> EvalResult<Value> {
    match result {
        Ok(value) => Ok(value),
        Err(Stop::Unknown(unknown)) => Ok(Value::Unknown(unknown)),
        Err(Stop::Interrupt(interrupt)) => Err(interrupt),
    }
}

/// Like [`settle`], for a result that may be missing.
pub(crate) fn settle_option(result: Known<Option<Value>>) -> EvalResult<Option<Value>> {
    match result {
        Err(Stop::Unknown(unknown)) => Ok(Some(Value::Unknown(unknown))),
        Err(Stop::Interrupt(interrupt)) => Err(interrupt),
        Ok(value) => Ok(value),
    }
}

/// Attributes from a table of functions; a call with an unknown argument is an unknown.
pub(crate) fn known_table(functions: &[(&str, KnownCode)]) -> Vars {
    let value = |name: &str, code: KnownCode| NativeFunction::closure(name, closure(code));
    functions
        .iter()
        .map(|(name, code)| (Rc::from(*name), Value::Native(Rc::new(value(name, *code)))))
        .collect()
}

/// Attributes from a table of functions that see unknown arguments.
pub(crate) fn known_table_accepting_unknown(functions: &[(&str, KnownCode)]) -> Vars {
    let value =
        |name: &str, code: KnownCode| NativeFunction::closure(name, closure(code)).accepting_unknown();
    functions
        .iter()
        .map(|(name, code)| (Rc::from(*name), Value::Native(Rc::new(value(name, *code)))))
        .collect()
}

fn closure(code: KnownCode) -> impl Fn(&mut Evaluator, Arguments) -> EvalResult<Value> + 'static {
    move |evaluator, arguments| settle(code(evaluator, arguments))
}

/// The value, unless it is an unknown.
pub(crate) fn known(value: Value) -> Known<Value> {
    match value {
        Value::Unknown(unknown) => Err(Stop::Unknown(unknown)),
        value => Ok(value),
    }
}

/// The truth of a value.
pub(crate) fn known_truth(evaluator: &mut Evaluator, value: &Value) -> Known<bool> {
    decided(evaluator.truth(value)?)
}

/// A truth that is known.
pub(crate) fn decided(truth: Truth) -> Known<bool> {
    match truth {
        Truth::Known(value) => Ok(value),
        Truth::Ambiguous(unknown) => Err(Stop::Unknown(unknown)),
    }
}

/// Whether two values are the same or equal, as containers compare them.
pub(crate) fn known_equal(evaluator: &mut Evaluator, left: &Value, right: &Value) -> Known<bool> {
    if left.is(right) {
        return Ok(true);
    }
    decided(evaluator.equals(left, right)?)
}

/// All values that iteration gives.
pub(crate) fn known_items(evaluator: &mut Evaluator, value: &Value) -> Known<Vec<Value>> {
    if let Value::Unknown(unknown) = value {
        return Err(Stop::Unknown(Rc::clone(unknown)));
    }
    if let Some(unknown) = sequence::taint(value) {
        return Err(Stop::Unknown(unknown));
    }
    match value {
        Value::List(list) => return Ok(list.to_vec()),
        Value::Tuple(items) => return Ok(items.to_vec()),
        Value::Range(range) => super::bounds::check_items(evaluator, range.len())?,
        _ => {}
    }
    Ok(evaluator.iterate(value)?)
}

/// The text of `str(value)`.
pub(crate) fn known_str(evaluator: &mut Evaluator, value: &Value) -> Known<Rc<str>> {
    let text = known(evaluator.str_of(value)?)?;
    Ok(text.as_str().unwrap_or_default())
}

/// The text of `repr(value)`.
pub(crate) fn known_repr(evaluator: &mut Evaluator, value: &Value) -> Known<Rc<str>> {
    let text = known(evaluator.repr_of(value)?)?;
    Ok(text.as_str().unwrap_or_default())
}
