//! `deque`.

use std::rc::Rc;

use super::super::parts::{Names, Text, counted, receiver, take_first};
use super::super::typing::class_get_item;
use crate::python::builtins::sequence;
use crate::python::{
    Arguments, Class, ClassHooks, EvalResult, Evaluator, Instance, Interrupt, List, PyIterator, Truth, Value,
};

/// The state of a deque.
struct Deque {
    items: Rc<List>,
    limit: Option<usize>,
}

struct Hooks;

impl ClassHooks for Hooks {
    fn construct(
        &self,
        evaluator: &mut Evaluator,
        class: &Rc<Class>,
        arguments: &Arguments,
    ) -> EvalResult<Option<Value>> {
        let [iterable, limit] = arguments.clone().bind_builtin(evaluator, "deque", ["iterable", "maxlen"])?;
        let limit = match limit {
            None | Some(Value::None) => None,
            Some(limit) => match limit.as_i64() {
                Some(limit) if limit >= 0 => Some(limit as usize),
                Some(_) => return Err(evaluator.value_error("maxlen must be non-negative")),
                None => return Err(evaluator.type_error("an integer is required")),
            },
        };
        let items = match iterable {
            Some(iterable) => evaluator.iterate(&iterable)?,
            None => Vec::new(),
        };
        Ok(Some(deque_of(class, items, limit)))
    }
}

fn deque_of(class: &Rc<Class>, mut items: Vec<Value>, limit: Option<usize>) -> Value {
    if let Some(limit) = limit {
        items.drain(..items.len().saturating_sub(limit));
    }
    let deque = Deque { items: Rc::new(List::new(items)), limit };
    Value::Instance(Rc::new(Instance::with_payload(class, deque)))
}

/// What the methods take besides the deque.
const COUNTS: &[(&str, usize, usize)] = &[
    ("append", 1, 1),
    ("appendleft", 1, 1),
    ("clear", 0, 0),
    ("copy", 0, 0),
    ("count", 1, 1),
    ("extend", 1, 1),
    ("extendleft", 1, 1),
    ("index", 1, 3),
    ("pop", 0, 0),
    ("popleft", 0, 0),
    ("remove", 1, 1),
    ("reverse", 0, 0),
];

pub(super) fn class(object: &[Rc<Class>]) -> Rc<Class> {
    let names = Names::default()
        .functions_accepting_unknown(&[
            ("append", append),
            ("appendleft", append_left),
            ("extend", extend),
            ("extendleft", extend_left),
            ("pop", pop),
            ("popleft", pop_left),
            ("insert", insert),
            ("remove", remove),
            ("rotate", rotate),
            ("clear", |evaluator, arguments| change(evaluator, arguments, |items, _| items.clear())),
            ("reverse", |evaluator, arguments| change(evaluator, arguments, |items, _| items.reverse())),
            ("copy", copy),
            ("count", |evaluator, arguments| delegate(evaluator, arguments, "count")),
            ("index", index),
            ("__len__", length),
            ("__bool__", truth),
            ("__iter__", iterate),
            ("__getitem__", get_item),
            ("__setitem__", set_item),
            ("__contains__", contains),
            ("__eq__", equality),
            ("__add__", add),
            ("__repr__", repr),
        ])
        .value("__hash__", Value::None)
        .properties(&[("maxlen", |evaluator, mut arguments| {
            let (_, deque) = receiver::<Deque>(evaluator, &mut arguments)?;
            Ok(deque.limit.map_or(Value::None, Value::int))
        })])
        .class_methods(&[("__class_getitem__", class_get_item)]);
    let names = counted(names.vars(), "deque", 1, COUNTS);
    Class::native("collections", "deque", object, Some(Rc::new(Hooks)), names)
}

/// Changes the items, then lets those beyond the limit fall out on the left.
fn change(
    evaluator: &mut Evaluator,
    mut arguments: Arguments,
    change: fn(&mut Vec<Value>, Vec<Value>),
) -> EvalResult<Value> {
    let (_, deque) = receiver::<Deque>(evaluator, &mut arguments)?;
    deque.items.change(|items| {
        change(items, arguments.positional);
        if let Some(limit) = deque.limit {
            items.drain(..items.len().saturating_sub(limit));
        }
    });
    sequence::taint_if_conditional(evaluator, &Value::List(Rc::clone(&deque.items)));
    Ok(Value::None)
}

fn append(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    change(evaluator, arguments, Extend::extend)
}

/// Puts items on the left, one after the other; those beyond the limit fall out on the right.
fn put_left(evaluator: &mut Evaluator, deque: &Deque, new: Vec<Value>) -> Value {
    deque.items.change(|items| {
        items.splice(..0, new.into_iter().rev());
        items.truncate(deque.limit.unwrap_or(usize::MAX));
    });
    sequence::taint_if_conditional(evaluator, &Value::List(Rc::clone(&deque.items)));
    Value::None
}

fn append_left(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, deque) = receiver::<Deque>(evaluator, &mut arguments)?;
    Ok(put_left(evaluator, &deque, arguments.positional))
}

fn extend(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let receiver = take_first(evaluator, &mut arguments)?;
    let items = take_first(evaluator, &mut arguments)?;
    let new = evaluator.iterate(&items)?;
    append(evaluator, Arguments::positional(new).with_first(receiver))
}

fn extend_left(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, deque) = receiver::<Deque>(evaluator, &mut arguments)?;
    let items = take_first(evaluator, &mut arguments)?;
    let new = evaluator.iterate(&items)?;
    Ok(put_left(evaluator, &deque, new))
}

fn index_error(evaluator: &Evaluator, message: &str) -> Box<Interrupt> {
    evaluator.exception(&evaluator.exceptions.index_error, message)
}

/// The items, unless they are unknown.
fn known(evaluator: &mut Evaluator, arguments: &mut Arguments) -> EvalResult<(Value, Rc<Deque>)> {
    let (value, deque) = receiver::<Deque>(evaluator, arguments)?;
    match deque.items.taint() {
        Some(unknown) => Err(unknown.into()),
        None => Ok((value, deque)),
    }
}

fn pop(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, deque) = known(evaluator, &mut arguments)?;
    let item = deque.items.change(Vec::pop);
    sequence::taint_if_conditional(evaluator, &Value::List(Rc::clone(&deque.items)));
    item.ok_or_else(|| index_error(evaluator, "pop from an empty deque"))
}

fn pop_left(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, deque) = known(evaluator, &mut arguments)?;
    let item = deque.items.change(|items| (!items.is_empty()).then(|| items.remove(0)));
    sequence::taint_if_conditional(evaluator, &Value::List(Rc::clone(&deque.items)));
    item.ok_or_else(|| index_error(evaluator, "pop from an empty deque"))
}

fn insert(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, deque) = known(evaluator, &mut arguments)?;
    let [index, item] = arguments.bind_positional(evaluator, "deque.insert", 2)?;
    if deque.limit.is_some_and(|limit| deque.items.len() >= limit) {
        return Err(index_error(evaluator, "deque already at its maximum size"));
    }
    let index = index.and_then(|index| index.as_i64()).unwrap_or_default();
    deque.items.change(|items| {
        let length = items.len() as i64;
        let at = if index < 0 { (index + length).max(0) } else { index.min(length) };
        items.insert(at as usize, item.unwrap_or(Value::None));
    });
    sequence::taint_if_conditional(evaluator, &Value::List(Rc::clone(&deque.items)));
    Ok(Value::None)
}

fn remove(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, deque) = known(evaluator, &mut arguments)?;
    let wanted = take_first(evaluator, &mut arguments)?;
    for (at, item) in deque.items.to_vec().iter().enumerate() {
        match evaluator.equals(item, &wanted)? {
            Truth::Known(true) => {
                deque.items.change(|items| items.remove(at));
                sequence::taint_if_conditional(evaluator, &Value::List(Rc::clone(&deque.items)));
                return Ok(Value::None);
            }
            Truth::Known(false) => {}
            Truth::Ambiguous(unknown) => {
                deque.items.set_taint(Rc::clone(&unknown));
                return Err(unknown.into());
            }
        }
    }
    let text = evaluator.repr_of(&wanted)?.as_str().unwrap_or_default();
    Err(evaluator.value_error(&format!("{text} is not in deque")))
}

fn rotate(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, deque) = known(evaluator, &mut arguments)?;
    let [steps] = arguments.bind_positional(evaluator, "deque.rotate", 0)?;
    let steps = steps.map_or(Some(1), |steps| steps.as_i64()).unwrap_or_default();
    deque.items.change(|items| {
        if !items.is_empty() {
            let by = steps.rem_euclid(items.len() as i64) as usize;
            items.rotate_right(by);
        }
    });
    sequence::taint_if_conditional(evaluator, &Value::List(Rc::clone(&deque.items)));
    Ok(Value::None)
}

fn copy(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (value, deque) = known(evaluator, &mut arguments)?;
    Ok(deque_of(&evaluator.class_of(&value), deque.items.to_vec(), deque.limit))
}

fn index(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let wanted = arguments.positional.get(1).cloned().unwrap_or(Value::None);
    match delegate(evaluator, arguments, "index") {
        Err(interrupt) if evaluator.is_exception(&interrupt, &evaluator.exceptions.value_error) => {
            let text = evaluator.repr_of(&wanted)?.as_str().unwrap_or_default();
            Err(evaluator.value_error(&format!("{text} is not in deque")))
        }
        result => result,
    }
}

/// The same method of a list.
fn delegate(evaluator: &mut Evaluator, mut arguments: Arguments, name: &str) -> EvalResult<Value> {
    let (_, deque) = known(evaluator, &mut arguments)?;
    evaluator.call_method(&Value::List(Rc::clone(&deque.items)), name, arguments)
}

fn length(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, deque) = known(evaluator, &mut arguments)?;
    Ok(Value::int(deque.items.len()))
}

fn truth(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, deque) = known(evaluator, &mut arguments)?;
    Ok(Value::Bool(!deque.items.is_empty()))
}

fn iterate(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, deque) = known(evaluator, &mut arguments)?;
    Ok(Value::Iterator(Rc::new(PyIterator::of("_collections._deque_iterator", deque.items.to_vec()))))
}

fn get_item(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, deque) = known(evaluator, &mut arguments)?;
    let key = take_first(evaluator, &mut arguments)?;
    let Some(index) = key.as_i64() else {
        let class = evaluator.class_of(&key);
        let message = format!("sequence index must be integer, not '{}'", class.name);
        return Err(evaluator.type_error(&message));
    };
    let index = if index < 0 { index + deque.items.len() as i64 } else { index };
    let item = usize::try_from(index).ok().and_then(|index| deque.items.items().get(index).cloned());
    item.ok_or_else(|| index_error(evaluator, "deque index out of range"))
}

fn set_item(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, deque) = known(evaluator, &mut arguments)?;
    let key = take_first(evaluator, &mut arguments)?;
    let new = take_first(evaluator, &mut arguments)?;
    evaluator.set_item(&Value::List(Rc::clone(&deque.items)), &key, new)?;
    Ok(Value::None)
}

fn contains(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, deque) = known(evaluator, &mut arguments)?;
    let wanted = take_first(evaluator, &mut arguments)?;
    Ok(evaluator.contains(&Value::List(Rc::clone(&deque.items)), &wanted)?.into())
}

fn equality(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, left) = known(evaluator, &mut arguments)?;
    let other = take_first(evaluator, &mut arguments)?;
    let Some(right) = other.payload::<Deque>() else { return Ok(Value::NotImplemented) };
    let (left, right) = (Value::List(Rc::clone(&left.items)), Value::List(Rc::clone(&right.items)));
    Ok(evaluator.equals(&left, &right)?.into())
}

fn add(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (value, left) = known(evaluator, &mut arguments)?;
    let other = take_first(evaluator, &mut arguments)?;
    let Some(right) = other.payload::<Deque>() else {
        let kind = evaluator.class_of(&other).shown_name();
        let message = format!("can only concatenate deque (not \"{kind}\") to deque");
        return Err(evaluator.type_error(&message));
    };
    let items = [left.items.to_vec(), right.items.to_vec()].concat();
    Ok(deque_of(&evaluator.class_of(&value), items, left.limit))
}

fn repr(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (value, deque) = known(evaluator, &mut arguments)?;
    let mut text = Text::default();
    text.push(&format!("{}(", evaluator.class_of(&value).name));
    text.push_repr(evaluator, &Value::List(Rc::clone(&deque.items)))?;
    if let Some(limit) = deque.limit {
        text.push(&format!(", maxlen={limit}"));
    }
    text.push(")");
    Ok(text.finish())
}
