//! `heapq`: heaps in lists, with the very order of items that Python's functions leave.

use std::rc::Rc;

use crate::python::builtins::known::{decided, known_items, known_truth};
use crate::python::builtins::slices::index;
use crate::python::builtins::{sort, table};
use crate::python::{Arguments, EvalResult, Evaluator, List, PyIterator, Truth, Value, Vars};

/// The names of the module.
pub(super) fn module(_evaluator: &mut Evaluator) -> EvalResult<Vars> {
    Ok(table(&[
        ("heappush", push),
        ("heappop", pop),
        ("heapify", heapify),
        ("heappushpop", push_pop),
        ("heapreplace", replace),
        ("merge", merge),
        ("nlargest", |evaluator, arguments| best(evaluator, arguments, "nlargest", true)),
        ("nsmallest", |evaluator, arguments| best(evaluator, arguments, "nsmallest", false)),
    ]))
}

/// The list that is the heap; a heap whose contents are unknown makes the result unknown.
fn heap(evaluator: &Evaluator, value: Option<Value>) -> EvalResult<Rc<List>> {
    match value {
        Some(Value::List(list)) => match list.taint() {
            Some(unknown) => Err(unknown.into()),
            None => Ok(list),
        },
        _ => Err(evaluator.type_error("heap argument must be a list")),
    }
}

fn push(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [list, item] = arguments.bind_positional(evaluator, "_heapq.heappush", 2)?;
    let list = heap(evaluator, list)?;
    list.change(|items| items.extend(item));
    sift_down(evaluator, &list, 0, list.len() - 1)?;
    Ok(Value::None)
}

fn pop(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [list] = arguments.bind_positional(evaluator, "_heapq.heappop", 1)?;
    let list = heap(evaluator, list)?;
    let Some(taken) = list.change(Vec::pop) else {
        return Err(evaluator.exception(&evaluator.exceptions.index_error, "index out of range"));
    };
    if list.is_empty() {
        return Ok(taken);
    }
    let smallest = list.change(|items| items.first_mut().map(|first| std::mem::replace(first, taken)));
    sift_up(evaluator, &list, 0)?;
    Ok(smallest.unwrap_or(Value::None))
}

fn heapify(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [list] = arguments.bind_positional(evaluator, "_heapq.heapify", 1)?;
    let list = heap(evaluator, list)?;
    for at in (0..list.len() / 2).rev() {
        sift_up(evaluator, &list, at)?;
    }
    Ok(Value::None)
}

/// Pushes an item, then pops the smallest.
fn push_pop(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [list, new] = arguments.bind_positional(evaluator, "_heapq.heappushpop", 2)?;
    let (list, new) = (heap(evaluator, list)?, new.unwrap_or(Value::None));
    if list.is_empty() || !less(evaluator, &list, &item(&list, 0), &new)? {
        return Ok(new);
    }
    exchange(evaluator, &list, new)
}

/// Pops the smallest, then pushes an item.
fn replace(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [list, new] = arguments.bind_positional(evaluator, "_heapq.heapreplace", 2)?;
    let list = heap(evaluator, list)?;
    if list.is_empty() {
        return Err(evaluator.exception(&evaluator.exceptions.index_error, "index out of range"));
    }
    exchange(evaluator, &list, new.unwrap_or(Value::None))
}

fn exchange(evaluator: &mut Evaluator, list: &List, new: Value) -> EvalResult<Value> {
    let smallest = list.change(|items| items.first_mut().map(|first| std::mem::replace(first, new)));
    sift_up(evaluator, list, 0)?;
    Ok(smallest.unwrap_or(Value::None))
}

/// `nlargest(n, iterable, key)`, which is `sorted(iterable, key=key, reverse=True)[:n]`, and `nsmallest`.
fn best(evaluator: &mut Evaluator, arguments: Arguments, name: &str, largest: bool) -> EvalResult<Value> {
    let [count, iterable, key] = arguments.bind(evaluator, name, ["n!", "iterable!", "key"])?;
    let items = known_items(evaluator, &iterable.unwrap_or(Value::None))?;
    let count = count.unwrap_or(Value::None);
    let Some(count) = index(evaluator, &count)? else {
        let kind = evaluator.class_of(&count);
        let message = format!("'{}' object cannot be interpreted as an integer", kind.name);
        return Err(evaluator.type_error(&message));
    };
    if count.is_zero() || count.is_negative() {
        return Ok(Value::list(Vec::new()));
    }
    let keywords = [("key", key.unwrap_or(Value::None)), ("reverse", Value::Bool(largest))];
    let mut sorted = sort(evaluator, items, "sort", Arguments::keywords(keywords))?;
    sorted.truncate(count.to_i64().map_or(usize::MAX, |count| usize::try_from(count).unwrap_or(0)));
    Ok(Value::list(sorted))
}

/// `merge(*iterables, key, reverse)`: of equal items those of the earlier iterable come first.
fn merge(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let mut rests = Vec::new();
    for iterable in std::mem::take(&mut arguments.positional) {
        rests.push(std::collections::VecDeque::from(known_items(evaluator, &iterable)?));
    }
    arguments.positional_spans.clear();
    let [key, reverse] = arguments.bind(evaluator, "merge", ["*key", "*reverse"])?;
    let reverse = match reverse {
        Some(reverse) => known_truth(evaluator, &reverse)?,
        None => false,
    };
    let (mut merged, mut heads) = (Vec::new(), Vec::new());
    for rest in &rests {
        heads.push(key_of_first(evaluator, rest, key.as_ref())?);
    }
    loop {
        evaluator.step()?;
        let mut best: Option<(usize, Value)> = None;
        for (at, head) in heads.iter().enumerate() {
            let Some(head) = head else { continue };
            let precedes = match &best {
                None => true,
                Some((_, known)) if reverse => decided(evaluator.less_than(known, head)?)?,
                Some((_, known)) => decided(evaluator.less_than(head, known)?)?,
            };
            if precedes {
                best = Some((at, head.clone()));
            }
        }
        let Some((at, _)) = best else { break };
        merged.extend(rests[at].pop_front());
        heads[at] = key_of_first(evaluator, &rests[at], key.as_ref())?;
    }
    Ok(Value::Iterator(Rc::new(PyIterator::of("generator", merged))))
}

fn key_of_first(
    evaluator: &mut Evaluator,
    rest: &std::collections::VecDeque<Value>,
    key: Option<&Value>,
) -> EvalResult<Option<Value>> {
    match (rest.front(), key) {
        (Some(first), Some(key)) if !key.is_none() => {
            evaluator.call(key, Arguments::positional([first.clone()])).map(Some)
        }
        (first, _) => Ok(first.cloned()),
    }
}

fn item(list: &List, at: usize) -> Value {
    list.items().get(at).cloned().unwrap_or(Value::None)
}

/// Swaps two items, where a comparison has not shortened the list meanwhile.
fn swap(list: &List, left: usize, right: usize) {
    list.change(|items| {
        if left.max(right) < items.len() {
            items.swap(left, right);
        }
    });
}

/// Whether one item is less than another; unknown items leave the heap unknown.
fn less(evaluator: &mut Evaluator, list: &List, left: &Value, right: &Value) -> EvalResult<bool> {
    match evaluator.less_than(left, right)? {
        Truth::Known(less) => Ok(less),
        Truth::Ambiguous(unknown) => {
            list.set_taint(Rc::clone(&unknown));
            Err(unknown.into())
        }
    }
}

/// Moves the item at `at` towards the start, past items that are greater.
fn sift_down(evaluator: &mut Evaluator, list: &List, start: usize, mut at: usize) -> EvalResult<()> {
    let moved = item(list, at);
    while at > start {
        let parent = (at - 1) / 2;
        let above = item(list, parent);
        if !less(evaluator, list, &moved, &above)? {
            break;
        }
        swap(list, at, parent);
        at = parent;
    }
    Ok(())
}

/// Moves the item at `start` down to a leaf along the smaller children, then up to its place.
fn sift_up(evaluator: &mut Evaluator, list: &List, start: usize) -> EvalResult<()> {
    let end = list.len();
    let mut at = start;
    let mut child = 2 * at + 1;
    while child < end {
        let right = child + 1;
        if right < end {
            let (left_item, right_item) = (item(list, child), item(list, right));
            if !less(evaluator, list, &left_item, &right_item)? {
                child = right;
            }
        }
        swap(list, at, child);
        at = child;
        child = 2 * at + 1;
    }
    sift_down(evaluator, list, start, at)
}
