//! What counters come to together: their operators and comparisons, by the rules of `collections.Counter`.
//!
//! A key that a counter lacks counts zero. Counts may be of any kind that can be added and compared.

use std::rc::Rc;

use super::super::parts::{Names, take_first};
use super::counter::counter_of;
use super::dict_of;
use crate::python::builtins::known::decided;
use crate::python::{Arguments, Dict, EvalResult, Evaluator, Value};

/// Adds the operators to the methods of `Counter`.
pub(super) fn operators(names: Names) -> Names {
    names.functions(&[
        ("__add__", |evaluator, arguments| combined(evaluator, arguments, "+")),
        ("__sub__", |evaluator, arguments| combined(evaluator, arguments, "-")),
        ("__or__", |evaluator, arguments| combined(evaluator, arguments, "|")),
        ("__and__", |evaluator, arguments| combined(evaluator, arguments, "&")),
        ("__iadd__", |evaluator, arguments| changed(evaluator, arguments, "+")),
        ("__isub__", |evaluator, arguments| changed(evaluator, arguments, "-")),
        ("__ior__", |evaluator, arguments| changed(evaluator, arguments, "|")),
        ("__iand__", |evaluator, arguments| changed(evaluator, arguments, "&")),
        ("__pos__", |evaluator, arguments| signed(evaluator, arguments, false)),
        ("__neg__", |evaluator, arguments| signed(evaluator, arguments, true)),
        ("__eq__", |evaluator, arguments| compared(evaluator, arguments, "==")),
        ("__ne__", |evaluator, arguments| {
            let equal = compared(evaluator, arguments, "==")?;
            Ok(equal.as_bool().map_or(equal, |equal| Value::Bool(!equal)))
        }),
        ("__le__", |evaluator, arguments| compared(evaluator, arguments, "<=")),
        ("__ge__", |evaluator, arguments| compared(evaluator, arguments, ">=")),
        ("__lt__", |evaluator, arguments| strictly(evaluator, arguments, "<=")),
        ("__gt__", |evaluator, arguments| strictly(evaluator, arguments, ">=")),
    ])
}

/// Both operands, where the second is a counter too.
fn both(evaluator: &Evaluator, mut arguments: Arguments) -> EvalResult<Option<(Value, [Rc<Dict>; 2])>> {
    let left = take_first(evaluator, &mut arguments)?;
    let right = take_first(evaluator, &mut arguments)?;
    if !evaluator.class_of(&right).descends_from("collections.Counter") {
        return Ok(None);
    }
    let dicts = [dict_of(evaluator, &left)?, dict_of(evaluator, &right)?];
    Ok(Some((left, dicts)))
}

fn count_of(evaluator: &mut Evaluator, dict: &Dict, key: &Value) -> EvalResult<Value> {
    let hashed = evaluator.key_in(key, dict)?;
    Ok(dict.get(&hashed).unwrap_or_else(|| Value::int(0)))
}

fn less(evaluator: &mut Evaluator, left: &Value, right: &Value) -> EvalResult<bool> {
    decided(evaluator.less_than(left, right)?)
}

fn is_positive(evaluator: &mut Evaluator, count: &Value) -> EvalResult<bool> {
    less(evaluator, &Value::int(0), count)
}

/// The count of a key in both: the sum, the difference, the larger or the smaller one.
fn count(evaluator: &mut Evaluator, operator: &str, left: &Value, right: &Value) -> EvalResult<Value> {
    match operator {
        "|" => Ok(if less(evaluator, left, right)? { right } else { left }.clone()),
        "&" => Ok(if less(evaluator, left, right)? { left } else { right }.clone()),
        _ => evaluator.binary(operator, left, right),
    }
}

fn combined(evaluator: &mut Evaluator, arguments: Arguments, operator: &str) -> EvalResult<Value> {
    let Some((value, [left, right])) = both(evaluator, arguments)? else { return Ok(Value::NotImplemented) };
    let result = Dict::default();
    for (key, own) in left.pairs() {
        let other = count_of(evaluator, &right, &key)?;
        let new = count(evaluator, operator, &own, &other)?;
        if is_positive(evaluator, &new)? {
            evaluator.insert(&result, key, new)?;
        }
    }
    let rest = if operator == "&" { Vec::new() } else { right.pairs() };
    for (key, other) in rest {
        let hashed = evaluator.key_in(&key, &*left)?;
        if left.get(&hashed).is_some() {
            continue;
        }
        let new = if operator == "-" { evaluator.binary("-", &Value::int(0), &other)? } else { other };
        if is_positive(evaluator, &new)? {
            evaluator.insert(&result, key, new)?;
        }
    }
    Ok(counter_of(&evaluator.class_of(&value), Rc::new(result)))
}

fn changed(evaluator: &mut Evaluator, arguments: Arguments, operator: &str) -> EvalResult<Value> {
    let Some((value, [own, other])) = both(evaluator, arguments)? else { return Ok(Value::NotImplemented) };
    let keys = if operator == "&" { own.pairs() } else { other.pairs() };
    for (key, _) in keys {
        let (left, right) = (count_of(evaluator, &own, &key)?, count_of(evaluator, &other, &key)?);
        // Of equal counts the own one stays.
        let new = match operator {
            "&" => count(evaluator, operator, &right, &left)?,
            _ => count(evaluator, operator, &left, &right)?,
        };
        evaluator.insert(&own, key, new)?;
    }
    for (key, count) in own.pairs() {
        if !is_positive(evaluator, &count)? {
            let hashed = evaluator.key_in(&key, &*own)?;
            own.remove(&hashed);
        }
    }
    crate::python::builtins::sequence::taint_if_conditional(evaluator, &value);
    Ok(value)
}

/// The counts above zero; or, negated, those below.
fn signed(evaluator: &mut Evaluator, mut arguments: Arguments, negated: bool) -> EvalResult<Value> {
    let value = take_first(evaluator, &mut arguments)?;
    let (own, result) = (dict_of(evaluator, &value)?, Dict::default());
    for (key, count) in own.pairs() {
        let new = if negated { evaluator.binary("-", &Value::int(0), &count)? } else { count };
        if is_positive(evaluator, &new)? {
            evaluator.insert(&result, key, new)?;
        }
    }
    Ok(counter_of(&evaluator.class_of(&value), Rc::new(result)))
}

/// Whether all counts of both compare so.
fn compared(evaluator: &mut Evaluator, arguments: Arguments, operator: &str) -> EvalResult<Value> {
    let Some((_, dicts)) = both(evaluator, arguments)? else { return Ok(Value::NotImplemented) };
    all(evaluator, &dicts, operator).map(Value::Bool)
}

fn strictly(evaluator: &mut Evaluator, arguments: Arguments, operator: &str) -> EvalResult<Value> {
    let Some((_, dicts)) = both(evaluator, arguments)? else { return Ok(Value::NotImplemented) };
    Ok(Value::Bool(all(evaluator, &dicts, operator)? && !all(evaluator, &dicts, "==")?))
}

fn all(evaluator: &mut Evaluator, [left, right]: &[Rc<Dict>; 2], operator: &str) -> EvalResult<bool> {
    for (key, _) in left.pairs().into_iter().chain(right.pairs()) {
        let (own, other) = (count_of(evaluator, left, &key)?, count_of(evaluator, right, &key)?);
        let holds = evaluator.compare(operator, &own, &other)?;
        if !decided(evaluator.truth(&holds)?)? {
            return Ok(false);
        }
    }
    Ok(true)
}
