//! Arithmetic, bitwise and sequence operators on built-in values.
//!
//! Each function gives `None` where the operands are not built-in values or the operator is not defined for them: the
//! evaluator then asks the special methods of their classes, and raises `TypeError` when there are none.

use std::rc::Rc;

use super::super::{EvalResult, Evaluator, Int, Value};
use super::known::settle;
use super::number::{self, Number};
use super::set::operations::{self, Other};
use super::slices;
use super::special::type_name;
use super::{bounds, byte_text, hash, percent, sequence};

/// `left operator right` for the operator's symbol (`+`, `//`, `<<`, `@` …).
pub(crate) fn binary(
    evaluator: &mut Evaluator,
    operator: &str,
    left: &Value,
    right: &Value,
) -> EvalResult<Option<Value>> {
    if let (Value::Bool(a), Value::Bool(b)) = (left, right) {
        match operator {
            "&" => return Ok(Some(Value::Bool(a & b))),
            "|" => return Ok(Some(Value::Bool(a | b))),
            "^" => return Ok(Some(Value::Bool(a ^ b))),
            _ => {}
        }
    }
    if let (Some(left), Some(right)) = (Number::of(left), Number::of(right)) {
        return number::arithmetic(evaluator, operator, &left, &right);
    }
    if matches!(right, Value::Instance(_) | Value::Unknown(_)) && !(operator == "%" && is_text(left)) {
        return Ok(None);
    }
    match (operator, left, right) {
        ("+", Value::Str(_) | Value::Bytes(_) | Value::List(_) | Value::Tuple(_), _) => {
            settle(concatenate(evaluator, left, right)).map(Some)
        }
        ("*", sequence, count) if is_sequence(sequence) => {
            settle(repeat(evaluator, sequence, count)).map(Some)
        }
        ("*", count, sequence) if is_sequence(sequence) && !matches!(count, Value::Instance(_)) => {
            settle(repeat(evaluator, sequence, count)).map(Some)
        }
        ("%", Value::Str(format), _) => settle(percent::format(evaluator, format, right)).map(Some),
        ("%", Value::Bytes(format), _) => settle(byte_text::percent(evaluator, format, right)).map(Some),
        ("|", Value::Dict(_), Value::Dict(_)) => settle(merge(evaluator, left, right)).map(Some),
        ("|" | "&" | "-" | "^", Value::Set(a), Value::Set(b)) => {
            let result = untainted(left).and_then(|()| untainted(right));
            let other = Other::Set(Rc::clone(b));
            let result = result.and_then(|()| operations::combined(evaluator, operator, a, &other));
            settle(result.map(|set| Value::Set(Rc::new(set)))).map(Some)
        }
        _ => Ok(None),
    }
}

/// `-operand`, `+operand` or `~operand`.
pub(crate) fn unary(
    _evaluator: &mut Evaluator,
    operator: &str,
    operand: &Value,
) -> EvalResult<Option<Value>> {
    let result = match (operator, Number::of(operand)) {
        ("-", Some(Number::Int(number))) => Value::Int(number.negated()),
        ("+", Some(Number::Int(number))) => Value::Int(number),
        ("~", Some(Number::Int(number))) => Value::Int(number.inverted()),
        ("-", Some(Number::Float(number))) => Value::from(-number),
        ("+", Some(Number::Float(number))) => Value::Float(number),
        _ => return Ok(None),
    };
    Ok(Some(result))
}

fn is_text(value: &Value) -> bool {
    matches!(value, Value::Str(_) | Value::Bytes(_))
}

/// Whether the value can be repeated and put together with others of its kind.
pub(crate) fn is_sequence(value: &Value) -> bool {
    matches!(value, Value::Str(_) | Value::Bytes(_) | Value::List(_) | Value::Tuple(_))
}

/// `left + right` of sequences of one kind.
pub(crate) fn concatenate(evaluator: &mut Evaluator, left: &Value, right: &Value) -> EvalResult<Value> {
    match (left, right) {
        (Value::Str(a), Value::Str(b)) => {
            bounds::check_bytes(evaluator, a.len() + b.len())?;
            Ok(Value::from([&**a, &**b].concat()))
        }
        (Value::Bytes(a), Value::Bytes(b)) => {
            bounds::check_bytes(evaluator, a.len() + b.len())?;
            Ok(Value::Bytes([&**a, &**b].concat().into()))
        }
        (Value::List(a), Value::List(b)) => {
            untainted(left)?;
            untainted(right)?;
            bounds::check_items(evaluator, a.len() + b.len())?;
            let mut items = a.to_vec();
            items.extend(b.items().iter().cloned());
            Ok(Value::list(items))
        }
        (Value::Tuple(a), Value::Tuple(b)) => {
            bounds::check_items(evaluator, a.len() + b.len())?;
            Ok(Value::tuple([&**a, &**b].concat()))
        }
        _ => {
            let (kind, other) = (type_name(evaluator, left), type_name(evaluator, right));
            let message = match left {
                Value::Bytes(_) => format!("can't concat {other} to {kind}"),
                _ => format!("can only concatenate {kind} (not \"{other}\") to {kind}"),
            };
            Err(evaluator.type_error(&message))
        }
    }
}

/// `sequence * count`.
pub(crate) fn repeat(evaluator: &mut Evaluator, sequence: &Value, value: &Value) -> EvalResult<Value> {
    let Some(count) = slices::index(evaluator, value)? else {
        let message = format!("can't multiply sequence by non-int of type '{}'", type_name(evaluator, value));
        return Err(evaluator.type_error(&message));
    };
    let count = match count {
        Int::Small(count) => usize::try_from(count).unwrap_or(0),
        Int::Big(_) => return Err(slices::too_large(evaluator, &evaluator.exceptions.overflow_error, value)),
    };
    untainted(sequence)?;
    Ok(match sequence {
        Value::Str(text) => {
            bounds::check_bytes(evaluator, text.len().saturating_mul(count))?;
            Value::from(if text.is_empty() { String::new() } else { text.repeat(count) })
        }
        Value::Bytes(bytes) => {
            bounds::check_bytes(evaluator, bytes.len().saturating_mul(count))?;
            Value::Bytes(if bytes.is_empty() { [].into() } else { bytes.repeat(count).into() })
        }
        Value::Tuple(items) => Value::tuple(repeated(evaluator, items, count)?),
        Value::List(list) => Value::list(repeated(evaluator, &list.to_vec(), count)?),
        other => other.clone(),
    })
}

fn repeated(evaluator: &mut Evaluator, items: &[Value], count: usize) -> EvalResult<Vec<Value>> {
    if items.is_empty() {
        return Ok(Vec::new());
    }
    bounds::check_items(evaluator, items.len().saturating_mul(count))?;
    let length = items.len() * count;
    Ok(items.iter().cycle().take(length).cloned().collect())
}

fn untainted(value: &Value) -> EvalResult<()> {
    sequence::taint(value).map_or(Ok(()), |unknown| Err(unknown.into()))
}

/// `left | right` of dictionaries.
pub(crate) fn merge(evaluator: &mut Evaluator, left: &Value, right: &Value) -> EvalResult<Value> {
    untainted(left)?;
    untainted(right)?;
    let merged = super::super::Dict::default();
    for dict in [left, right] {
        let Value::Dict(dict) = dict else { continue };
        let entries: Vec<_> = dict.entries().iter().map(|(key, pair)| (key.clone(), pair.clone())).collect();
        for (key, (name, value)) in entries {
            let key = hash::same_in(evaluator, key, &name, &merged)?;
            merged.insert(key, name, value);
        }
    }
    Ok(Value::Dict(Rc::new(merged)))
}
