//! `range` and `slice`.

use std::rc::Rc;

use super::super::{Arguments, Class, ClassHooks, EvalResult, Evaluator, Int, Range, Slice, Value, Vars};
use super::known::{decided, known};
use super::list::count_equal;
use super::parameters::{between, constructor, exactly, getter, receiver, with};
use super::sequence::range_position;
use super::slices::{positions, required_index, required_size};
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
        getter("start", |evaluator, arguments| Ok(Value::int(own(evaluator, arguments, "start")?.start))),
        getter("stop", |evaluator, arguments| Ok(Value::int(own(evaluator, arguments, "stop")?.stop))),
        getter("step", |evaluator, arguments| Ok(Value::int(own(evaluator, arguments, "step")?.step))),
    ];
    with(with(special, table(&[("count", count), ("index", index)])), fields)
}

pub(super) fn hooks() -> Option<Rc<dyn ClassHooks>> {
    constructor(construct)
}

fn construct(evaluator: &mut Evaluator, _class: &Rc<Class>, arguments: &Arguments) -> EvalResult<Value> {
    let [first, second, distance] = between(evaluator, "range", 1, arguments.clone())?;
    let first = bound(evaluator, first)?.unwrap_or(0);
    let second = bound(evaluator, second)?;
    let (start, stop) = second.map_or((0, first), |second| (first, second));
    let distance = bound(evaluator, distance)?.unwrap_or(1);
    if distance == 0 {
        return Err(evaluator.value_error("range() arg 3 must not be zero"));
    }
    Ok(Value::Range(Rc::new(Range { start, stop, step: distance })))
}

fn bound(evaluator: &mut Evaluator, value: Option<Value>) -> EvalResult<Option<i64>> {
    let Some(value) = value else { return Ok(None) };
    let number = required_index(evaluator, &value)?;
    match number.to_i64() {
        Some(number) => Ok(Some(number)),
        None => known(evaluator.unknown("ranges beyond 64 bits are not evaluated")).map(|_| None),
    }
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
        Value::Int(number) => Ok(Value::int(i64::from(range_position(&range, &number).is_some()))),
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
        Value::Int(number) => range_position(&range, &number),
        Value::Bool(truth) => range_position(&range, &i64::from(truth).into()),
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
        return Ok(Value::int(at));
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
    let length = required_size(evaluator, &length)?;
    let Ok(length) = usize::try_from(length) else {
        return Err(evaluator.value_error("length should not be negative"));
    };
    let positions = positions(evaluator, &slice, length)?;
    let numbers = [positions.start, positions.stop, positions.step];
    Ok(Value::tuple(numbers.map(|number| Value::Int(Int::Small(number)))))
}
