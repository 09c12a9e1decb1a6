//! Products, permutations and combinations, in Python's order.

use super::{iterator_of, lazy};
use crate::python::stdlib::convert::{integer, optional_integer};
use crate::python::{Arguments, EvalResult, Evaluator, Value};

/// The items of a pool at the given places.
fn row(pool: &[Value], places: &[usize]) -> Value {
    Value::tuple(places.iter().map(|at| pool[*at].clone()).collect::<Vec<_>>())
}

/// Rows of one pool; `advance` changes the places to those of the next row, and is false after the last.
fn rows(
    kind: &'static str,
    pool: Vec<Value>,
    first: Option<Vec<usize>>,
    mut advance: impl FnMut(&mut Vec<usize>) -> bool + 'static,
) -> EvalResult<Value> {
    let mut places = first;
    lazy(kind, move |_| {
        let Some(current) = &mut places else { return Ok(None) };
        let made = row(&pool, current);
        if !advance(current) {
            places = None;
        }
        Ok(Some(made))
    })
}

fn pool_of(evaluator: &mut Evaluator, iterable: Option<Value>) -> EvalResult<Vec<Value>> {
    let mut iterator = iterator_of(evaluator, iterable)?;
    let mut pool = Vec::new();
    while let Some(item) = evaluator.next_item(&mut iterator)? {
        evaluator.step()?;
        pool.push(item);
    }
    Ok(pool)
}

fn count_of(evaluator: &mut Evaluator, count: Option<i64>, default: usize) -> EvalResult<usize> {
    match count.map(usize::try_from) {
        None => Ok(default),
        Some(Ok(count)) => Ok(count),
        Some(Err(_)) => Err(evaluator.value_error("r must be non-negative")),
    }
}

pub(super) fn product(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    if let Some((name, _)) = arguments.keywords.iter().find(|(name, _)| &**name != "repeat") {
        let message = format!("'{name}' is an invalid keyword argument for product()");
        return Err(evaluator.type_error(&message));
    }
    let repeat = match arguments.keyword("repeat") {
        Some(repeat) => integer(evaluator, &repeat.clone())?,
        None => 1,
    };
    let Ok(repeat) = usize::try_from(repeat) else {
        return Err(evaluator.value_error("repeat argument cannot be negative"));
    };
    let mut pools = Vec::new();
    for iterable in arguments.positional {
        pools.push(pool_of(evaluator, Some(iterable))?);
    }
    let count = pools.len() * repeat.min(1 << 16);
    let pools: Vec<Vec<Value>> = pools.iter().cycle().take(count).cloned().collect();
    let mut places = pools.iter().all(|pool| !pool.is_empty()).then(|| vec![0_usize; pools.len()]);
    lazy("product", move |_| {
        let Some(current) = &mut places else { return Ok(None) };
        let made: Vec<Value> = pools.iter().zip(current.iter()).map(|(pool, at)| pool[*at].clone()).collect();
        let grows = (0..current.len()).rev().find(|at| current[*at] + 1 < pools[*at].len());
        match grows {
            Some(at) => {
                current[at] += 1;
                current[at + 1..].fill(0);
            }
            None => places = None,
        }
        Ok(Some(Value::tuple(made)))
    })
}

pub(super) fn permutations(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [iterable, count] = arguments.bind_builtin(evaluator, "permutations", ["iterable!", "r"])?;
    let pool = pool_of(evaluator, iterable)?;
    let size = pool.len();
    let count = optional_integer(evaluator, count.as_ref())?;
    let count = count_of(evaluator, count, size)?;
    let first = (count <= size).then(|| (0..count).collect());
    rows("permutations", pool, first, move |places| {
        for at in (0..count).rev() {
            let free = |place: &usize| !places[..at].contains(place);
            let Some(next) = (places[at] + 1..size).find(free) else { continue };
            places[at] = next;
            for rest in at + 1..count {
                let lowest = (0..size).find(|place| !places[..rest].contains(place));
                places[rest] = lowest.unwrap_or_default();
            }
            return true;
        }
        false
    })
}

pub(super) fn combinations(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [iterable, count] = arguments.bind_builtin(evaluator, "combinations", ["iterable!", "r!"])?;
    let pool = pool_of(evaluator, iterable)?;
    let size = pool.len();
    let count = optional_integer(evaluator, count.as_ref())?;
    let count = count_of(evaluator, count, 0)?;
    let first = (count <= size).then(|| (0..count).collect());
    rows("combinations", pool, first, move |places| {
        let Some(at) = (0..count).rev().find(|at| places[*at] < at + size - count) else { return false };
        let start = places[at] + 1;
        for (offset, place) in places[at..].iter_mut().enumerate() {
            *place = start + offset;
        }
        true
    })
}

pub(super) fn combinations_with_replacement(
    evaluator: &mut Evaluator,
    arguments: Arguments,
) -> EvalResult<Value> {
    let [iterable, count] =
        arguments.bind_builtin(evaluator, "combinations_with_replacement", ["iterable!", "r!"])?;
    let pool = pool_of(evaluator, iterable)?;
    let size = pool.len();
    let count = optional_integer(evaluator, count.as_ref())?;
    let count = count_of(evaluator, count, 0)?.min(1 << 16);
    let first = (size > 0 || count == 0).then(|| vec![0; count]);
    rows("combinations_with_replacement", pool, first, move |places| {
        let Some(at) = (0..count).rev().find(|at| places[*at] + 1 < size) else { return false };
        let next = places[at] + 1;
        places[at..].fill(next);
        true
    })
}
