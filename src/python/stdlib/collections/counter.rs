//! `Counter`.

use std::rc::Rc;

use super::super::parts::{Names, Text, take_first};
use super::super::typing::class_get_item;
use super::dict_of;
use crate::python::builtins::sequence;
use crate::python::{
    Arguments, Class, ClassHooks, Dict, EvalResult, Evaluator, Instance, PyIterator, Truth, Value,
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
        count(evaluator, &dict, arguments.clone(), ("__init__", "+"))?;
        Ok(Some(counter_of(class, dict)))
    }
}

/// A counter with the counts.
pub(super) fn counter_of(class: &Rc<Class>, dict: Rc<Dict>) -> Value {
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
            ("update", |evaluator, arguments| change(evaluator, arguments, "update", "+")),
            ("subtract", |evaluator, arguments| change(evaluator, arguments, "subtract", "-")),
            ("copy", copy),
        ])
        .class_methods(&[
            ("__class_getitem__", class_get_item),
            ("fromkeys", |evaluator, _| {
                let message = "Counter.fromkeys() is undefined.  Use Counter(iterable) instead.";
                Err(evaluator.exception(&evaluator.exceptions.not_implemented_error, message))
            }),
        ]);
    let names = super::counts::operators(names);
    Class::native("collections", "Counter", dict, Some(Rc::new(Hooks)), names.vars())
}

/// Adds or subtracts the counts of a mapping, the items of an iterable, and keyword arguments.
fn count(
    evaluator: &mut Evaluator,
    dict: &Rc<Dict>,
    mut arguments: Arguments,
    (function, operator): (&str, &str),
) -> EvalResult<()> {
    let given = arguments.positional.len();
    if given > 1 {
        return Err(evaluator.type_error(&format!(
            "Counter.{function}() takes from 1 to 2 positional arguments but {} were given",
            given + 1
        )));
    }
    match arguments.take_first() {
        None | Some(Value::None) => {}
        Some(given) => match given.unwrapped() {
            // What an empty counter is given is taken as it is.
            Value::Dict(_) if operator == "+" && dict.is_empty() => {
                for (key, value) in dict_of(evaluator, &given)?.pairs() {
                    evaluator.insert(dict, key, value)?;
                }
            }
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
    let takes_as_it_is = operator == "+" && dict.is_empty();
    for (name, value) in arguments.keywords {
        if takes_as_it_is {
            dict.insert_str(&name, value);
            continue;
        }
        add(evaluator, dict, Value::Str(name), &value, operator)?;
    }
    Ok(())
}

fn add(evaluator: &mut Evaluator, dict: &Dict, key: Value, by: &Value, operator: &str) -> EvalResult<()> {
    if let Some(unknown) = sequence::unknown_in_key(&key) {
        return Err(unknown.into());
    }
    let hashed = evaluator.key_in(&key, dict)?;
    let old = dict.get(&hashed).unwrap_or_else(|| Value::int(0));
    let new = evaluator.binary(operator, &old, by)?;
    dict.insert(hashed, key, new);
    Ok(())
}

fn change(
    evaluator: &mut Evaluator,
    mut arguments: Arguments,
    function: &str,
    operator: &str,
) -> EvalResult<Value> {
    let receiver = take_first(evaluator, &mut arguments)?;
    let dict = dict_of(evaluator, &receiver)?;
    count(evaluator, &dict, arguments, (function, operator))?;
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
            evaluator.insert(&dict, key, value)?;
        }
        text.push_repr(evaluator, &Value::Dict(Rc::new(dict)))?;
    }
    text.push(")");
    Ok(text.finish())
}

fn most_common(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let value = take_first(evaluator, &mut arguments)?;
    let [limit] = arguments.bind(evaluator, "Counter.most_common", ["n"])?;
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
