//! `Counter`.

use std::rc::Rc;

use super::super::parts::{Names, Text, take_first};
use super::super::typing::class_get_item;
use super::dict_of;
use crate::python::builtins::sequence;
use crate::python::{
    Arguments, Class, ClassHooks, Dict, EvalResult, Evaluator, Instance, Int, Key, PyIterator, Truth, Value,
};

struct Hooks;

impl ClassHooks for Hooks {
    fn construct(
        &self,
        evaluator: &mut Evaluator,
        class: &Rc<Class>,
        arguments: &Arguments,
    ) -> EvalResult<Option<Value>> {
        let dict = Rc::new(Dict::default());
        count(evaluator, &dict, arguments.clone(), "+")?;
        Ok(Some(counter_of(class, dict)))
    }
}

fn counter_of(class: &Rc<Class>, dict: Rc<Dict>) -> Value {
    Value::Instance(Rc::new(Instance::with_builtin(class, Value::Dict(dict))))
}

pub(super) fn class(dict: &[Rc<Class>]) -> Rc<Class> {
    let names = Names::default()
        .functions_accepting_unknown(&[
            ("__repr__", repr),
            ("__missing__", |_, _| Ok(Value::int(0))),
            ("most_common", most_common),
            ("elements", elements),
            ("total", total),
            ("update", |evaluator, arguments| change(evaluator, arguments, "+")),
            ("subtract", |evaluator, arguments| change(evaluator, arguments, "-")),
            ("copy", copy),
        ])
        .functions(&[
            ("__add__", |evaluator, arguments| combine(evaluator, arguments, |a, b| a.plus(&b))),
            ("__sub__", |evaluator, arguments| combine(evaluator, arguments, |a, b| a.minus(&b))),
            ("__pos__", |evaluator, arguments| positive(evaluator, arguments, |count| count)),
            ("__neg__", |evaluator, arguments| positive(evaluator, arguments, |count| count.negated())),
            ("__or__", |evaluator, arguments| combine(evaluator, arguments, Int::max)),
            ("__and__", |evaluator, arguments| combine(evaluator, arguments, Int::min)),
        ])
        .class_methods(&[("__class_getitem__", class_get_item)]);
    Class::native("collections", "Counter", dict, Some(Rc::new(Hooks)), names.vars())
}

/// Adds or subtracts the counts of a mapping, the items of an iterable, and keyword arguments.
fn count(
    evaluator: &mut Evaluator,
    dict: &Rc<Dict>,
    mut arguments: Arguments,
    operator: &str,
) -> EvalResult<()> {
    match arguments.take_first() {
        None | Some(Value::None) => {}
        Some(given) => match given.unwrapped() {
            Value::Dict(_) => {
                for (key, value) in dict_of(evaluator, &given)?.pairs() {
                    add(evaluator, dict, key, &value, operator)?;
                }
            }
            other => {
                for item in evaluator.iterate(&other)? {
                    add(evaluator, dict, item, &Value::int(1), operator)?;
                }
            }
        },
    }
    for (name, value) in arguments.keywords {
        add(evaluator, dict, Value::Str(name), &value, operator)?;
    }
    Ok(())
}

fn add(evaluator: &mut Evaluator, dict: &Dict, key: Value, by: &Value, operator: &str) -> EvalResult<()> {
    if let Some(unknown) = sequence::unknown_in_key(&key) {
        return Err(unknown.into());
    }
    let hashed = evaluator.key_of(&key)?;
    let old = dict.get(&hashed).unwrap_or_else(|| Value::int(0));
    let new = evaluator.binary(operator, &old, by)?;
    dict.insert(hashed, key, new);
    Ok(())
}

fn change(evaluator: &mut Evaluator, mut arguments: Arguments, operator: &str) -> EvalResult<Value> {
    let receiver = take_first(evaluator, &mut arguments)?;
    let dict = dict_of(evaluator, &receiver)?;
    count(evaluator, &dict, arguments, operator)?;
    sequence::taint_if_conditional(evaluator, &receiver);
    Ok(Value::None)
}

/// The entries with the highest count first; equal counts keep their order.
fn ordered(evaluator: &mut Evaluator, value: &Value) -> EvalResult<Vec<(Value, Value)>> {
    let mut entries = dict_of(evaluator, value)?.pairs();
    if let Some(counts) = entries.iter().map(|(_, count)| count.as_i64()).collect::<Option<Vec<i64>>>() {
        let mut order: Vec<usize> = (0..entries.len()).collect();
        order.sort_by_key(|at| std::cmp::Reverse(counts[*at]));
        return Ok(order.into_iter().map(|at| entries[at].clone()).collect());
    }
    // Counts that are not integers: an insertion sort by Python's own comparison.
    for end in 1..entries.len() {
        let mut at = end;
        while at > 0 {
            match evaluator.less_than(&entries[at - 1].1, &entries[at].1)? {
                Truth::Known(true) => entries.swap(at - 1, at),
                Truth::Known(false) => break,
                Truth::Ambiguous(unknown) => return Err(unknown.into()),
            }
            at -= 1;
        }
    }
    Ok(entries)
}

fn repr(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let value = take_first(evaluator, &mut arguments)?;
    let name = Rc::clone(&evaluator.class_of(&value).name);
    let entries = ordered(evaluator, &value)?;
    let mut text = Text::default();
    text.push(&format!("{name}("));
    if !entries.is_empty() {
        let dict = Dict::default();
        for (key, value) in entries {
            dict.insert(evaluator.key_of(&key)?, key, value);
        }
        text.push_repr(evaluator, &Value::Dict(Rc::new(dict)))?;
    }
    text.push(")");
    Ok(text.finish())
}

fn most_common(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let value = take_first(evaluator, &mut arguments)?;
    let [limit] = arguments.bind(evaluator, "most_common", ["n"])?;
    let limit = limit.and_then(|limit| limit.as_i64()).map_or(usize::MAX, |limit| limit.max(0) as usize);
    let entries = ordered(evaluator, &value)?.into_iter().take(limit);
    Ok(Value::list(entries.map(|(key, count)| Value::tuple([key, count])).collect()))
}

fn elements(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let value = take_first(evaluator, &mut arguments)?;
    let mut all = Vec::new();
    for (key, count) in dict_of(evaluator, &value)?.pairs() {
        if count.as_i64().is_none() && matches!(count.unwrapped(), Value::Int(_)) {
            let class = Rc::clone(&evaluator.exceptions.overflow_error);
            return Err(evaluator.exception(&class, "Python int too large to convert to C ssize_t"));
        }
        for _ in 0..count.as_i64().unwrap_or(0) {
            evaluator.step()?;
            all.push(key.clone());
        }
    }
    Ok(Value::Iterator(Rc::new(PyIterator::of("itertools.chain", all))))
}

fn total(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let value = take_first(evaluator, &mut arguments)?;
    let mut total = Value::int(0);
    for (_, count) in dict_of(evaluator, &value)?.pairs() {
        total = evaluator.binary("+", &total, &count)?;
    }
    Ok(total)
}

fn copy(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let value = take_first(evaluator, &mut arguments)?;
    let copy = Dict::default();
    copy.change(|entries| -> EvalResult<()> {
        entries.clone_from(&dict_of(evaluator, &value)?.entries());
        Ok(())
    })?;
    Ok(counter_of(&evaluator.class_of(&value), Rc::new(copy)))
}

/// The counter of what two counters come to, without counts that are not positive.
fn combine(
    evaluator: &mut Evaluator,
    mut arguments: Arguments,
    operation: fn(Int, Int) -> Int,
) -> EvalResult<Value> {
    let left = take_first(evaluator, &mut arguments)?;
    let right = take_first(evaluator, &mut arguments)?;
    let counter = |value: &Value| {
        value.as_instance().is_some_and(|instance| instance.class.descends_from("collections.Counter"))
    };
    if !counter(&left) || !counter(&right) {
        return Ok(Value::NotImplemented);
    }
    let class = evaluator.class_of(&left);
    let (left, right) = (dict_of(evaluator, &left)?, dict_of(evaluator, &right)?);
    let result = Dict::default();
    for (key, (name, _)) in left.entries().iter().chain(right.entries().iter()) {
        let count = operation(count_of(&left, key), count_of(&right, key));
        if count > Int::Small(0) {
            result.insert(key.clone(), name.clone(), Value::Int(count));
        }
    }
    Ok(counter_of(&class, Rc::new(result)))
}

/// The counts that are positive once `change` is done to them.
fn positive(
    evaluator: &mut Evaluator,
    mut arguments: Arguments,
    change: fn(Int) -> Int,
) -> EvalResult<Value> {
    let value = take_first(evaluator, &mut arguments)?;
    let (own, result) = (dict_of(evaluator, &value)?, Dict::default());
    for (key, (name, _)) in own.entries().iter() {
        let count = change(count_of(&own, key));
        if count > Int::Small(0) {
            result.insert(key.clone(), name.clone(), Value::Int(count));
        }
    }
    Ok(counter_of(&evaluator.class_of(&value), Rc::new(result)))
}

/// The count of a key; counts that are no integers count for nothing.
fn count_of(dict: &Dict, key: &Key) -> Int {
    match dict.get(key).map(|count| count.unwrapped()) {
        Some(Value::Int(count)) => count,
        Some(Value::Bool(count)) => Int::Small(i64::from(count)),
        _ => Int::Small(0),
    }
}
