//! Items of built-in containers: `container[key]`, with indices, slices and keys, read, set and deleted.

use std::rc::Rc;

use super::super::{Dict, EvalResult, Evaluator, Int, Interrupt, Key, List, Raised, Range, Slice, Value};
use super::known::{known_items, settle};
use super::sequence::{self, set_taint, taint, taint_if_conditional, unknown_in_key};
use super::slices::{self, Positions};
use super::special::type_name;
use super::{bounds, hash};

/// `container[key]`, where the key may be a slice.
pub(crate) fn get_item(
    evaluator: &mut Evaluator,
    container: &Value,
    key: &Value,
) -> EvalResult<Option<Value>> {
    let is_container = matches!(
        container,
        Value::Str(_) | Value::Bytes(_) | Value::List(_) | Value::Tuple(_) | Value::Range(_) | Value::Dict(_)
    );
    if !is_container {
        return Ok(None);
    }
    settle(read(evaluator, container, key)).map(Some)
}

/// The item of a built-in container.
fn read(evaluator: &mut Evaluator, container: &Value, key: &Value) -> EvalResult<Value> {
    if let Value::Dict(dict) = container {
        let Some(value) = find(evaluator, dict, key)? else { return Err(key_error(evaluator, key)) };
        return Ok(value);
    }
    if let Value::Range(range) = container {
        return of_range(evaluator, range, key);
    }
    if let Some(taint) = taint(container) {
        return Err(taint.into());
    }
    let length = sequence::known_length(container).unwrap_or_default();
    if let Value::Str(text) = container {
        bounds::work(evaluator, text.len());
    }
    if let Value::Slice(slice) = key {
        let positions = slices::positions(evaluator, slice, length)?;
        bounds::check_items(evaluator, positions.count)?;
        return Ok(take(container, positions));
    }
    let index = index(evaluator, container, key)?;
    let message = match container {
        Value::Str(_) => "string index out of range",
        Value::Bytes(_) => "index out of range",
        Value::List(_) => "list index out of range",
        _ => "tuple index out of range",
    };
    let position = slices::position(evaluator, (key, &index), length, message)?;
    Ok(at(container, position).unwrap_or(Value::None))
}

/// The value of a key of a dictionary; `None` where it is certainly not there.
pub(crate) fn find(evaluator: &mut Evaluator, dict: &Dict, key: &Value) -> EvalResult<Option<Value>> {
    Ok(find_entry(evaluator, dict, key)?.1)
}

/// The key by which a dictionary has a value or would have it, and what it has; `None` where that is certainly nothing.
pub(crate) fn find_entry(
    evaluator: &mut Evaluator,
    dict: &Dict,
    key: &Value,
) -> EvalResult<(Key, Option<Value>)> {
    if let Some(taint) = dict.taint() {
        return Err(taint.into());
    }
    let hashed = hash::key_in(evaluator, key, dict)?;
    if let Some(value) = dict.get(&hashed) {
        return Ok((hashed, Some(value)));
    }
    match unknown_in_key(key).or_else(|| sequence::unknown_key(dict)) {
        Some(unknown) => Err(unknown.into()),
        None => Ok((hashed, None)),
    }
}

/// `KeyError` of a key.
pub(crate) fn key_error(evaluator: &Evaluator, key: &Value) -> Box<Interrupt> {
    exception_of(evaluator, &evaluator.exceptions.key_error, [key.clone()])
}

/// An exception with the arguments.
pub(crate) fn exception_of(
    evaluator: &Evaluator,
    class: &Rc<super::super::Class>,
    arguments: impl Into<Rc<[Value]>>,
) -> Box<Interrupt> {
    let interrupt = evaluator.exception(class, "");
    if let Interrupt::Exception(Raised { value: Value::Instance(instance), .. }) = &*interrupt {
        instance.set_attribute("args", Value::tuple(arguments));
    }
    interrupt
}

fn index(evaluator: &mut Evaluator, container: &Value, key: &Value) -> EvalResult<Int> {
    if let Some(index) = slices::index(evaluator, key)? {
        return Ok(index);
    }
    let name = type_name(evaluator, key);
    let message = match container {
        Value::Str(_) => format!("string indices must be integers, not '{name}'"),
        Value::Bytes(_) => format!("byte indices must be integers or slices, not {name}"),
        _ => {
            let kind = type_name(evaluator, container);
            format!("{kind} indices must be integers or slices, not {name}")
        }
    };
    Err(evaluator.type_error(&message))
}

fn at(container: &Value, position: usize) -> Option<Value> {
    match container {
        Value::Str(text) if text.is_ascii() => text.get(position..=position).map(Value::from),
        Value::Str(text) => text.chars().nth(position).map(|character| Value::from(character.to_string())),
        Value::Bytes(bytes) => bytes.get(position).map(|byte| Value::int(i64::from(*byte))),
        Value::List(list) => list.items().get(position).cloned(),
        Value::Tuple(items) => items.get(position).cloned(),
        _ => None,
    }
}

fn take(container: &Value, positions: Positions) -> Value {
    match container {
        Value::Str(text) => {
            let characters: Vec<char> = text.chars().collect();
            Value::from(positions.take(&characters).into_iter().collect::<String>())
        }
        Value::Bytes(bytes) => Value::Bytes(positions.take(bytes).into()),
        Value::List(list) => Value::list(positions.take(&list.items())),
        Value::Tuple(items) => Value::tuple(positions.take(items)),
        other => other.clone(),
    }
}

/// `range[key]`.
fn of_range(evaluator: &mut Evaluator, range: &Rc<Range>, key: &Value) -> EvalResult<Value> {
    let length = range.count();
    if let Value::Slice(slice) = key {
        let [start, stop, step] = slices::indices(evaluator, slice, &length)?;
        let part = Range { start: range.at(&start), stop: range.at(&stop), step: range.step.times(&step) };
        return Ok(Value::Range(Rc::new(part)));
    }
    let given = index(evaluator, &Value::Range(Rc::clone(range)), key)?;
    let index = if given.is_negative() { given.plus(&length) } else { given };
    if index.is_negative() || index >= length {
        let message = "range object index out of range";
        return Err(evaluator.exception(&evaluator.exceptions.index_error, message));
    }
    Ok(Value::Int(range.at(&index)))
}

/// `container[key] = new`, where the key may be a slice.
pub(crate) fn set_item(
    evaluator: &mut Evaluator,
    container: &Value,
    key: &Value,
    new: Value,
) -> EvalResult<Option<()>> {
    match container {
        Value::List(list) => {
            let result = assign(evaluator, list, key, new);
            changed(evaluator, container, result).map(Some)
        }
        Value::Dict(dict) => {
            let result = evaluator.insert(dict, key.clone(), new);
            changed(evaluator, container, result).map(Some)
        }
        _ => Ok(None),
    }
}

/// `del container[key]`, where the key may be a slice.
pub(crate) fn del_item(evaluator: &mut Evaluator, container: &Value, key: &Value) -> EvalResult<Option<()>> {
    match container {
        Value::List(list) => {
            let result = remove(evaluator, list, key);
            changed(evaluator, container, result).map(Some)
        }
        Value::Dict(dict) => {
            let result = find_entry(evaluator, dict, key).and_then(|(hashed, found)| {
                dict.remove(&hashed);
                found.map(|_| ()).ok_or_else(|| key_error(evaluator, key))
            });
            changed(evaluator, container, result).map(Some)
        }
        _ => Ok(None),
    }
}

/// What a change of a container comes to: where something about it was unknown, its contents are unknown afterwards.
pub(crate) fn changed<T: Default>(
    evaluator: &Evaluator,
    container: &Value,
    result: EvalResult<T>,
) -> EvalResult<T> {
    match result {
        Ok(value) => {
            taint_if_conditional(evaluator, container);
            Ok(value)
        }
        Err(interrupt) => match *interrupt {
            Interrupt::Unknown(unknown) => {
                set_taint(container, unknown);
                Ok(T::default())
            }
            other => Err(Box::new(other)),
        },
    }
}

fn assign(evaluator: &mut Evaluator, list: &Rc<List>, key: &Value, new: Value) -> EvalResult<()> {
    let container = Value::List(Rc::clone(list));
    if let Value::Slice(slice) = key {
        return assign_slice(evaluator, list, slice, &new);
    }
    let index = index(evaluator, &container, key)?;
    if list.taint().is_some() {
        return Ok(());
    }
    let position =
        slices::position(evaluator, (key, &index), list.len(), "list assignment index out of range")?;
    list.change(|items| {
        if let Some(item) = items.get_mut(position) {
            *item = new;
        }
    });
    Ok(())
}

fn assign_slice(evaluator: &mut Evaluator, list: &Rc<List>, slice: &Slice, new: &Value) -> EvalResult<()> {
    let positions = slices::positions(evaluator, slice, list.len())?;
    let is_iterable = matches!(new, Value::Unknown(_)) || super::is_iterable(evaluator, new);
    if !is_iterable {
        let message = if positions.step == 1 {
            "can only assign an iterable"
        } else {
            "must assign iterable to extended slice"
        };
        return Err(evaluator.type_error(message));
    }
    let new = known_items(evaluator, new)?;
    if list.taint().is_some() {
        return Ok(());
    }
    if positions.step == 1 {
        bounds::check_items(evaluator, list.len() + new.len())?;
        list.change(|items| {
            let start = (positions.start.max(0) as usize).min(items.len());
            let end = (start + positions.count).min(items.len());
            items.splice(start..end, new);
        });
        return Ok(());
    }
    if new.len() != positions.count {
        let message = format!(
            "attempt to assign sequence of size {} to extended slice of size {}",
            new.len(),
            positions.count
        );
        return Err(evaluator.value_error(&message));
    }
    list.change(|items| {
        for (position, value) in positions.iter().zip(new) {
            if let Some(item) = items.get_mut(position) {
                *item = value;
            }
        }
    });
    Ok(())
}

fn remove(evaluator: &mut Evaluator, list: &Rc<List>, key: &Value) -> EvalResult<()> {
    let positions: Vec<usize> = if let Value::Slice(slice) = key {
        slices::positions(evaluator, slice, list.len())?.iter().collect()
    } else {
        let index = index(evaluator, &Value::List(Rc::clone(list)), key)?;
        if list.taint().is_some() {
            return Ok(());
        }
        vec![slices::position(evaluator, (key, &index), list.len(), "list assignment index out of range")?]
    };
    let gone: std::collections::BTreeSet<usize> = positions.into_iter().collect();
    list.change(|items| {
        let mut position = 0;
        items.retain(|_| {
            position += 1;
            !gone.contains(&(position - 1))
        });
    });
    Ok(())
}
