//! `heapq`: heaps in lists, with the very order of items that Python's functions leave.

use std::rc::Rc;

use crate::python::builtins::table;
use crate::python::{Arguments, EvalResult, Evaluator, List, Truth, Value, Vars};

/// The names of the module.
pub(super) fn module(_evaluator: &mut Evaluator) -> EvalResult<Vars> {
    Ok(table(&[("heappush", push), ("heappop", pop), ("heapify", heapify)]))
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
    let [list, item] = arguments.bind(evaluator, "heappush", ["heap!", "item!"])?;
    let list = heap(evaluator, list)?;
    list.change(|items| items.extend(item));
    sift_down(evaluator, &list, 0, list.len() - 1)?;
    Ok(Value::None)
}

fn pop(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [list] = arguments.bind(evaluator, "heappop", ["heap!"])?;
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
    let [list] = arguments.bind(evaluator, "heapify", ["heap!"])?;
    let list = heap(evaluator, list)?;
    for at in (0..list.len() / 2).rev() {
        sift_up(evaluator, &list, at)?;
    }
    Ok(Value::None)
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
