//! Functions about order: `sorted`, `min`, `max`; and the sort that `list.sort` shares with them.

use std::cmp::Ordering;

use crate::python::builtins::known::{decided, known_items, known_truth};
use crate::python::builtins::set::unordered;
use crate::python::builtins::slices::required_index;
use crate::python::builtins::{table, table_accepting_unknown};
use crate::python::{Arguments, EvalResult, Evaluator, Value, Vars};

pub(super) fn functions() -> Vars {
    let mut functions = table(&[("sorted", sorted)]);
    functions.extend(table_accepting_unknown(&[("min", min), ("max", max)]));
    functions
}

fn sorted(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let given = arguments.positional.len();
    if given != 1 {
        return Err(evaluator.type_error(&format!("sorted expected 1 argument, got {given}")));
    }
    let iterable = arguments.take_first().unwrap_or(Value::None);
    let items = known_items(evaluator, &iterable)?;
    let is_unordered = unordered::is_unordered(&iterable);
    let (keyed, result) = keyed_sort(evaluator, &items, "sort", arguments)?;
    if is_unordered {
        result.map_err(|interrupt| unordered::blurred(evaluator, interrupt))?;
        for pair in keyed.windows(2) {
            check_apart(evaluator, &pair[0].0, &pair[1].0)?;
        }
    } else {
        result?;
    }
    Ok(Value::list(keyed.into_iter().map(|(_, item)| item).collect::<Vec<_>>()))
}

/// Members of a set whose order is not known must not be equal by their keys: which comes first is not known then.
fn check_apart(evaluator: &mut Evaluator, left: &Value, right: &Value) -> EvalResult<()> {
    evaluator.step()?;
    if decided(evaluator.less_than(left, right)?)? || decided(evaluator.less_than(right, left)?)? {
        return Ok(());
    }
    Err(unordered::unknown(evaluator).into())
}

/// The items in order, as the keyword arguments `key` and `reverse` say.
pub(crate) fn sort(
    evaluator: &mut Evaluator,
    mut items: Vec<Value>,
    name: &str,
    arguments: Arguments,
) -> EvalResult<Vec<Value>> {
    sort_in_place(evaluator, &mut items, name, arguments)?;
    Ok(items)
}

/// Puts the items in order; where a comparison fails, they are left as far as they were.
pub(in crate::python::builtins) fn sort_in_place(
    evaluator: &mut Evaluator,
    items: &mut Vec<Value>,
    name: &str,
    arguments: Arguments,
) -> EvalResult<()> {
    let (keyed, result) = keyed_sort(evaluator, items, name, arguments)?;
    *items = keyed.into_iter().map(|(_, item)| item).collect();
    result
}

/// The items with their keys, in order or as far as they were where a comparison failed.
fn keyed_sort(
    evaluator: &mut Evaluator,
    items: &[Value],
    name: &str,
    arguments: Arguments,
) -> EvalResult<(Keyed, EvalResult<()>)> {
    let [key, reverse] = arguments.bind_builtin(evaluator, name, ["*key", "*reverse"])?;
    let reverse = match reverse {
        Some(reverse) => {
            let reverse = required_index(evaluator, &reverse)?;
            if reverse.to_i64().is_none_or(|reverse| i32::try_from(reverse).is_err()) {
                let class = &evaluator.exceptions.overflow_error;
                return Err(evaluator.exception(class, "Python int too large to convert to C int"));
            }
            !reverse.is_zero()
        }
        None => false,
    };
    let mut keyed = Vec::with_capacity(items.len());
    for item in items {
        let key = key_of(evaluator, key.as_ref(), item)?;
        keyed.push((key, item.clone()));
    }
    // Reversing before and after keeps equal items in their order.
    if reverse {
        keyed.reverse();
    }
    let result = in_order(evaluator, &mut keyed);
    if reverse {
        keyed.reverse();
    }
    Ok((keyed, result))
}

fn key_of(evaluator: &mut Evaluator, key: Option<&Value>, item: &Value) -> EvalResult<Value> {
    match key {
        None | Some(Value::None) => Ok(item.clone()),
        Some(key) => evaluator.call(key, Arguments::positional([item.clone()])),
    }
}

type Keyed = Vec<(Value, Value)>;

/// A stable sort by the first of each pair, with Python's `<`.
fn in_order(evaluator: &mut Evaluator, keyed: &mut Keyed) -> EvalResult<()> {
    if keyed.iter().all(|(key, _)| matches!(key, Value::Str(_)))
        || keyed.iter().all(|(key, _)| matches!(key, Value::Int(_)))
    {
        keyed.sort_by(|(a, _), (b, _)| plain_order(a, b));
        return Ok(());
    }
    if keyed.len() < SHORT {
        return inserted(evaluator, keyed);
    }
    let mut rest = keyed.split_off(keyed.len() / 2);
    let halves = in_order(evaluator, keyed).and_then(|()| in_order(evaluator, &mut rest));
    match halves.and_then(|()| merge(evaluator, keyed, &rest)) {
        Ok(merged) => {
            *keyed = merged;
            Ok(())
        }
        Err(interrupt) => {
            keyed.extend(rest);
            Err(interrupt)
        }
    }
}

/// Lists that are shorter are sorted by insertion, as `list.sort` does: the comparisons are its own, in its order.
const SHORT: usize = 64;

fn inserted(evaluator: &mut Evaluator, keyed: &mut Keyed) -> EvalResult<()> {
    let mut less = |left: &(Value, Value), right: &(Value, Value)| {
        evaluator.step()?;
        decided(evaluator.less_than(&left.0, &right.0)?)
    };
    // The run that the list begins with: descending runs are reversed.
    let mut run = keyed.len().min(2);
    if run == 2 {
        let descends = less(&keyed[1], &keyed[0])?;
        while run < keyed.len() && less(&keyed[run], &keyed[run - 1])? == descends {
            run += 1;
        }
        if descends {
            keyed[..run].reverse();
        }
    }
    for at in run..keyed.len() {
        let (mut low, mut high) = (0, at);
        while low < high {
            let middle = usize::midpoint(low, high);
            if less(&keyed[at], &keyed[middle])? { high = middle } else { low = middle + 1 }
        }
        keyed[low..=at].rotate_right(1);
    }
    Ok(())
}

fn plain_order(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Str(a), Value::Str(b)) => a.cmp(b),
        (Value::Int(a), Value::Int(b)) => a.cmp(b),
        _ => Ordering::Equal,
    }
}

fn merge(evaluator: &mut Evaluator, left: &[(Value, Value)], right: &[(Value, Value)]) -> EvalResult<Keyed> {
    let mut merged = Vec::with_capacity(left.len() + right.len());
    let (mut left, mut right) = (left.iter().peekable(), right.iter().peekable());
    while let (Some((a, _)), Some((b, _))) = (left.peek(), right.peek()) {
        evaluator.step()?;
        let taken = if decided(evaluator.less_than(b, a)?)? { right.next() } else { left.next() };
        merged.extend(taken.cloned());
    }
    merged.extend(left.cloned());
    merged.extend(right.cloned());
    Ok(merged)
}

fn min(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    extreme(evaluator, arguments, "min", "<")
}

fn max(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    extreme(evaluator, arguments, "max", ">")
}

fn extreme(
    evaluator: &mut Evaluator,
    mut arguments: Arguments,
    name: &str,
    operator: &str,
) -> EvalResult<Value> {
    let positional = std::mem::take(&mut arguments.positional);
    let [key, default] = arguments.bind_builtin(evaluator, name, ["*key", "*default"])?;
    let is_unordered = matches!(&positional[..], [iterable] if unordered::is_unordered(iterable));
    let items = match &positional[..] {
        [] => {
            return Err(evaluator.type_error(&format!("{name} expected at least 1 argument, got 0")));
        }
        [iterable] => known_items(evaluator, iterable)?,
        _ if default.is_some() => {
            let message = format!("Cannot specify a default for {name}() with multiple positional arguments");
            return Err(evaluator.type_error(&message));
        }
        _ => positional,
    };
    let mut keys = Vec::with_capacity(items.len());
    let mut best = best_of(evaluator, &items, &mut keys, key.as_ref(), operator);
    if is_unordered {
        best = best.map_err(|interrupt| unordered::blurred(evaluator, interrupt));
        if let Ok(Some(best)) = best {
            let best = keys.swap_remove(best);
            keys.iter().try_for_each(|other| check_apart(evaluator, &best, other))?;
        }
    }
    match best?.map(|best| items[best].clone()).or(default) {
        Some(item) => Ok(item),
        None => Err(evaluator.value_error(&format!("{name}() arg is an empty sequence"))),
    }
}

/// The index of the first item that no other one is better than. The keys of the items are put into `keys`.
fn best_of(
    evaluator: &mut Evaluator,
    items: &[Value],
    keys: &mut Vec<Value>,
    key: Option<&Value>,
    operator: &str,
) -> EvalResult<Option<usize>> {
    let mut best = None;
    for (at, item) in items.iter().enumerate() {
        evaluator.step()?;
        keys.push(key_of(evaluator, key, item)?);
        let is_better = match best {
            Some(best) => {
                let truth = evaluator.compare(operator, &keys[at], &keys[best])?;
                known_truth(evaluator, &truth)?
            }
            None => true,
        };
        if is_better {
            best = Some(at);
        }
    }
    Ok(best)
}
