//! Comparison of built-in values.

use std::cmp::Ordering;
use std::rc::Rc;

use super::super::{Dict, EvalResult, Evaluator, Int, Keyed as _, Set, Truth, Unknown, Value};
use super::number::Number;
use super::{bounds, hash, sequence};

/// `left operator right` for `==`, `!=`, `<`, `<=`, `>` and `>=`. `None` where one of the two is not a built-in value or
/// the comparison is not defined for them. Parts of containers are compared with [`Evaluator::equals`].
pub(crate) fn compare_builtin(
    evaluator: &mut Evaluator,
    operator: &str,
    left: &Value,
    right: &Value,
) -> EvalResult<Option<Truth>> {
    if !is_builtin(left) || !is_builtin(right) {
        return Ok(None);
    }
    match operator {
        "==" => equal(evaluator, left, right).map(Some),
        "!=" => Ok(Some(match equal(evaluator, left, right)? {
            Truth::Known(value) => Truth::Known(!value),
            ambiguous @ Truth::Ambiguous(_) => ambiguous,
        })),
        _ => order(evaluator, operator, left, right),
    }
}

fn is_builtin(value: &Value) -> bool {
    !matches!(value, Value::Instance(_) | Value::Unknown(_) | Value::Super(_))
}

fn equal(evaluator: &mut Evaluator, left: &Value, right: &Value) -> EvalResult<Truth> {
    if let Some(taint) = sequence::taint(left).or_else(|| sequence::taint(right)) {
        return Ok(if left.is(right) { Truth::Known(true) } else { Truth::Ambiguous(taint) });
    }
    let known = match (left, right) {
        (Value::Str(a), Value::Str(b)) => {
            bounds::work(evaluator, if a.len() == b.len() { a.len() } else { 0 });
            a == b
        }
        (Value::Bytes(a), Value::Bytes(b)) => a == b,
        (Value::List(a), Value::List(b)) => return all_equal(evaluator, &a.to_vec(), &b.to_vec()),
        (Value::Tuple(a), Value::Tuple(b)) => return all_equal(evaluator, a, b),
        (Value::Dict(a), Value::Dict(b)) => return dicts_equal(evaluator, a, b),
        (Value::Set(a), Value::Set(b)) => return subset(evaluator, a, b, a.len() == b.len()),
        (Value::Range(a), Value::Range(b)) => {
            let (length, one) = (a.count(), Int::Small(1));
            length == b.count()
                && (length.is_zero() || a.start == b.start)
                && (length <= one || a.step == b.step)
        }
        (Value::Slice(a), Value::Slice(b)) => {
            let parts =
                |slice: &super::super::Slice| [slice.start.clone(), slice.stop.clone(), slice.step.clone()];
            return all_equal(evaluator, &parts(a), &parts(b));
        }
        (Value::Method(a), Value::Method(b)) => a.receiver.is(&b.receiver) && a.function.is(&b.function),
        _ => match (Number::of(left), Number::of(right)) {
            (Some(a), Some(b)) => compare_numbers(&a, &b) == Some(Ordering::Equal),
            _ => left.is(right),
        },
    };
    Ok(Truth::Known(known))
}

/// The order of two numbers; `None` where one is not a number (NaN).
pub(crate) fn compare_numbers(left: &Number, right: &Number) -> Option<Ordering> {
    match (left, right) {
        (Number::Int(a), Number::Int(b)) => Some(a.cmp(b)),
        (Number::Int(a), Number::Float(b)) => a.compare_f64(*b),
        (Number::Float(a), Number::Int(b)) => b.compare_f64(*a).map(Ordering::reverse),
        (Number::Float(a), Number::Float(b)) => a.partial_cmp(b),
    }
}

/// Whether two items of containers are the same or equal.
pub(crate) fn same_or_equal(evaluator: &mut Evaluator, left: &Value, right: &Value) -> EvalResult<Truth> {
    if left.is(right) {
        return Ok(Truth::Known(true));
    }
    let _level = bounds::enter(evaluator, " in comparison")?;
    evaluator.equals(left, right)
}

fn all_equal(evaluator: &mut Evaluator, left: &[Value], right: &[Value]) -> EvalResult<Truth> {
    if left.len() != right.len() {
        return Ok(Truth::Known(false));
    }
    bounds::work_on_items(evaluator, left.len());
    let mut ambiguous = None;
    for (left, right) in left.iter().zip(right) {
        match same_or_equal(evaluator, left, right)? {
            Truth::Known(true) => {}
            Truth::Known(false) => return Ok(Truth::Known(false)),
            Truth::Ambiguous(unknown) => {
                ambiguous.get_or_insert(unknown);
            }
        }
    }
    Ok(ambiguous.map_or(Truth::Known(true), Truth::Ambiguous))
}

fn dicts_equal(evaluator: &mut Evaluator, left: &Dict, right: &Dict) -> EvalResult<Truth> {
    if left.len() != right.len() {
        return Ok(Truth::Known(false));
    }
    bounds::work_on_items(evaluator, left.len());
    let unknown_key = sequence::unknown_key(left).or_else(|| sequence::unknown_key(right));
    let entries: Vec<_> = left.entries().iter().map(|(key, pair)| (key.clone(), pair.clone())).collect();
    let mut ambiguous: Option<Rc<Unknown>> = None;
    for (key, (name, value)) in entries {
        let key = hash::same_in(evaluator, key, &name, right)?;
        let truth = match right.get(&key) {
            Some(other) => same_or_equal(evaluator, &value, &other)?,
            None => unknown_key.clone().map_or(Truth::Known(false), Truth::Ambiguous),
        };
        match truth {
            Truth::Known(true) => {}
            Truth::Known(false) => return Ok(Truth::Known(false)),
            Truth::Ambiguous(unknown) => {
                ambiguous.get_or_insert(unknown);
            }
        }
    }
    Ok(ambiguous.map_or(Truth::Known(true), Truth::Ambiguous))
}

/// Whether all members of `small` are in `large`, and `also` holds.
pub(crate) fn subset(evaluator: &mut Evaluator, small: &Set, large: &Set, also: bool) -> EvalResult<Truth> {
    if !also || small.len() > large.len() {
        return Ok(Truth::Known(false));
    }
    let members: Vec<_> = small.members().iter().map(|(key, value)| (key.clone(), value.clone())).collect();
    let mut all = true;
    for (key, value) in members {
        let key = hash::same_in(evaluator, key, &value, large)?;
        if !large.has(&key) {
            all = false;
            break;
        }
    }
    if all {
        return Ok(Truth::Known(true));
    }
    let (a, b) = (small.members(), large.members());
    let unknown = a.values().chain(b.values()).find_map(sequence::unknown_in_key);
    Ok(unknown.map_or(Truth::Known(false), Truth::Ambiguous))
}

fn order(
    evaluator: &mut Evaluator,
    operator: &str,
    left: &Value,
    right: &Value,
) -> EvalResult<Option<Truth>> {
    if let (Some(a), Some(b)) = (Number::of(left), Number::of(right)) {
        return Ok(Some(compare_numbers(&a, &b).is_some_and(|order| holds(operator, order)).into()));
    }
    let comparable =
        matches!((left, right), (Value::List(_), Value::List(_)) | (Value::Set(_), Value::Set(_)));
    if comparable && let Some(taint) = sequence::taint(left).or_else(|| sequence::taint(right)) {
        return Ok(Some(Truth::Ambiguous(taint)));
    }
    match (left, right) {
        (Value::Str(a), Value::Str(b)) => Ok(Some(holds(operator, a.cmp(b)).into())),
        (Value::Bytes(a), Value::Bytes(b)) => Ok(Some(holds(operator, a.cmp(b)).into())),
        (Value::List(a), Value::List(b)) => {
            lexicographic(evaluator, operator, &a.to_vec(), &b.to_vec()).map(Some)
        }
        (Value::Tuple(a), Value::Tuple(b)) => lexicographic(evaluator, operator, a, b).map(Some),
        (Value::Set(a), Value::Set(b)) => match operator {
            "<" => subset(evaluator, a, b, a.len() < b.len()),
            "<=" => subset(evaluator, a, b, true),
            ">" => subset(evaluator, b, a, b.len() < a.len()),
            _ => subset(evaluator, b, a, true),
        }
        .map(Some),
        _ => Ok(None),
    }
}

/// Whether an operator holds for values in this order.
pub(crate) fn holds(operator: &str, order: Ordering) -> bool {
    match operator {
        "<" => order.is_lt(),
        "<=" => order.is_le(),
        ">" => order.is_gt(),
        ">=" => order.is_ge(),
        "==" => order.is_eq(),
        _ => order.is_ne(),
    }
}

/// Order of sequences: that of the first items which differ, else that of the lengths.
fn lexicographic(
    evaluator: &mut Evaluator,
    operator: &str,
    left: &[Value],
    right: &[Value],
) -> EvalResult<Truth> {
    bounds::work_on_items(evaluator, left.len().min(right.len()));
    for (a, b) in left.iter().zip(right) {
        match same_or_equal(evaluator, a, b)? {
            Truth::Known(true) => {}
            Truth::Known(false) => return compare(evaluator, operator, a, b),
            ambiguous @ Truth::Ambiguous(_) => return Ok(ambiguous),
        }
    }
    Ok(holds(operator, left.len().cmp(&right.len())).into())
}

/// `left operator right` for an operator of order.
fn compare(evaluator: &mut Evaluator, operator: &str, left: &Value, right: &Value) -> EvalResult<Truth> {
    let _level = bounds::enter(evaluator, " in comparison")?;
    let result = evaluator.compare(operator, left, right)?;
    evaluator.truth(&result)
}
