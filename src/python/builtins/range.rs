//! `range` and `slice`.

use std::rc::Rc;

use super::super::{
    Arguments, Class, ClassHooks, EvalResult, Evaluator, Int, PyIterator, Range, Slice, Value, Vars,
};
use super::known::decided;
use super::list::count_equal;
use super::parameters::{between, constructor, exactly, getter, receiver, with};
use super::slices::{self, required_index};
use super::{protocol, table};

pub(super) fn attributes() -> Vars {
    let special = protocol::methods(&[
        "__contains__",
        "__eq__",
        "__getitem__",
        "__hash__",
        "__iter__",
        "__len__",
        "__ne__",
        "__repr__",
        "__reversed__",
    ]);
    let fields = [
        getter("start", |evaluator, arguments| {
            Ok(Value::Int(own(evaluator, arguments, "start")?.start.clone()))
        }),
        getter("stop", |evaluator, arguments| {
            Ok(Value::Int(own(evaluator, arguments, "stop")?.stop.clone()))
        }),
        getter("step", |evaluator, arguments| {
            Ok(Value::Int(own(evaluator, arguments, "step")?.step.clone()))
        }),
    ];
    with(with(special, table(&[("count", count), ("index", index)])), fields)
}

pub(super) fn hooks() -> Option<Rc<dyn ClassHooks>> {
    constructor(construct)
}

fn construct(evaluator: &mut Evaluator, _class: &Rc<Class>, arguments: &Arguments) -> EvalResult<Value> {
    let [first, second, distance] = between(evaluator, "range", 1, arguments.clone())?;
    let first = bound(evaluator, first)?.unwrap_or_default();
    let second = bound(evaluator, second)?;
    let (start, stop) = match second {
        Some(second) => (first, second),
        None => (Int::Small(0), first),
    };
    let distance = bound(evaluator, distance)?.unwrap_or(Int::Small(1));
    if distance.is_zero() {
        return Err(evaluator.value_error("range() arg 3 must not be zero"));
    }
    Ok(Value::Range(Rc::new(Range { start, stop, step: distance })))
}

fn bound(evaluator: &mut Evaluator, value: Option<Value>) -> EvalResult<Option<Int>> {
    value.map(|value| required_index(evaluator, &value)).transpose()
}

/// `len(range)`; `OverflowError` where it doesn't fit 64 bits.
pub(crate) fn length(evaluator: &Evaluator, range: &Range) -> EvalResult<usize> {
    range.len().ok_or_else(|| {
        let message = "Python int too large to convert to C ssize_t";
        evaluator.exception(&evaluator.exceptions.overflow_error, message)
    })
}

/// An iterator over the numbers.
pub(crate) fn iterate(range: &Range) -> PyIterator {
    numbers(range.start.clone(), range.step.clone(), range.count())
}

/// An iterator over the numbers from the last one.
pub(crate) fn reversed(range: &Range) -> PyIterator {
    let count = range.count();
    numbers(range.at(&count.minus(&Int::Small(1))), range.step.negated(), count)
}

fn numbers(start: Int, step: Int, count: Int) -> PyIterator {
    let is_small = [&start, &step, &count].into_iter().all(|number| number.to_i64().is_some());
    let (mut next, mut left) = (start, count);
    PyIterator::new(if is_small { "range_iterator" } else { "longrange_iterator" }, move |_| {
        if left.is_zero() {
            return Ok(None);
        }
        left = left.minus(&Int::Small(1));
        let after = next.plus(&step);
        Ok(Some(Value::Int(std::mem::replace(&mut next, after))))
    })
}

fn own(evaluator: &Evaluator, mut arguments: Arguments, method: &str) -> EvalResult<Rc<Range>> {
    take(evaluator, &mut arguments, method)
}

fn take(evaluator: &Evaluator, arguments: &mut Arguments, method: &str) -> EvalResult<Rc<Range>> {
    receiver(evaluator, arguments, "range", method, |value| match value {
        Value::Range(range) => Some(Rc::clone(range)),
        _ => None,
    })
}

fn count(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let range = take(evaluator, &mut arguments, "count")?;
    let [wanted] = exactly(evaluator, "range.count", arguments)?;
    match wanted.unwrapped() {
        Value::Int(number) => Ok(Value::int(i64::from(range.position(&number).is_some()))),
        other => {
            let found = evaluator.contains(&Value::Range(range), &other)?;
            count_equal(evaluator, &[found.into()], &Value::Bool(true))
        }
    }
}

fn index(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let range = take(evaluator, &mut arguments, "index")?;
    let wanted = arguments.positional.first().cloned().unwrap_or(Value::None);
    let found = match wanted.unwrapped() {
        Value::Int(number) => range.position(&number),
        Value::Bool(truth) => range.position(&i64::from(truth).into()),
        _ => {
            let items = evaluator.iterate(&Value::Range(range))?;
            for (at, item) in items.iter().enumerate() {
                if decided(evaluator.equals(item, &wanted)?)? {
                    return Ok(Value::int(at));
                }
            }
            return Err(evaluator.value_error("sequence.index(x): x not in sequence"));
        }
    };
    if let Some(at) = found {
        return Ok(Value::Int(at));
    }
    let shown = evaluator.repr_of(&wanted)?.as_str().unwrap_or_else(|| "value".into());
    Err(evaluator.value_error(&format!("{shown} is not in range")))
}

pub(super) fn slice_attributes() -> Vars {
    let fields = [
        getter("start", |evaluator, arguments| Ok(own_slice(evaluator, arguments, "start")?.start.clone())),
        getter("stop", |evaluator, arguments| Ok(own_slice(evaluator, arguments, "stop")?.stop.clone())),
        getter("step", |evaluator, arguments| Ok(own_slice(evaluator, arguments, "step")?.step.clone())),
    ];
    let special = protocol::methods(&["__eq__", "!__hash__", "__ne__", "__repr__"]);
    with(with(special, table(&[("indices", indices)])), fields)
}

pub(super) fn slice_hooks() -> Option<Rc<dyn ClassHooks>> {
    constructor(|evaluator, _, arguments| {
        let [first, second, distance] = between(evaluator, "slice", 1, arguments.clone())?;
        let part = |value: Option<Value>| value.unwrap_or(Value::None);
        let (start, stop) = match second {
            Some(second) => (part(first), second),
            None => (Value::None, part(first)),
        };
        Ok(Value::Slice(Rc::new(Slice { start, stop, step: part(distance) })))
    })
}

fn own_slice(evaluator: &Evaluator, mut arguments: Arguments, method: &str) -> EvalResult<Rc<Slice>> {
    take_slice(evaluator, &mut arguments, method)
}

fn take_slice(evaluator: &Evaluator, arguments: &mut Arguments, method: &str) -> EvalResult<Rc<Slice>> {
    receiver(evaluator, arguments, "slice", method, |value| match value {
        Value::Slice(slice) => Some(Rc::clone(slice)),
        _ => None,
    })
}

fn indices(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let slice = take_slice(evaluator, &mut arguments, "indices")?;
    let [length] = exactly(evaluator, "slice.indices", arguments)?;
    let length = required_index(evaluator, &length)?;
    if length.is_negative() {
        return Err(evaluator.value_error("length should not be negative"));
    }
    Ok(Value::tuple(slices::indices(evaluator, &slice, &length)?.map(Value::Int)))
}
