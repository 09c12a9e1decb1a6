//! Length, truth, membership and iteration of built-in containers.
//!
//! Each function gives `None` for values that are not built-in containers (a length of a number, an item of an instance):
//! the evaluator then asks the special methods of the class. What a tainted container holds is unknown: its length, its
//! truth, its items and membership in it are unknowns; whoever iterates asks [`taint`] first. Items are in `items`.

use std::rc::Rc;

use super::super::{
    Dict, EvalResult, Evaluator, Int, ItemsIterator, Key, List, PyIterator, Range, Set, Truth, Unknown, Value,
};
use super::comparison::same_or_equal;
use super::number::Number;
use super::special::{derived, type_name};
use super::{bounds, hash};

pub(crate) use super::items::{del_item, get_item, set_item};

/// Why the contents of a container are unknown, if they are.
/// Whether the value is an instance that is no built-in value.
pub(crate) fn is_object(value: &Value) -> bool {
    matches!(value.unwrapped(), Value::Instance(_))
}

pub(crate) fn taint(value: &Value) -> Option<Rc<Unknown>> {
    match value {
        Value::List(list) => list.taint(),
        Value::Dict(dict) => dict.taint(),
        Value::Set(set) => set.taint(),
        Value::Instance(instance) => instance.builtin().and_then(|value| taint(&value)),
        _ => None,
    }
}

/// Makes the contents of a container unknown.
pub(crate) fn set_taint(container: &Value, why: Rc<Unknown>) {
    match container.unwrapped() {
        Value::List(list) => list.set_taint(why),
        Value::Dict(dict) => dict.set_taint(why),
        Value::Set(set) => set.set_taint(why),
        _ => {}
    }
}

/// Makes the contents of a container unknown where what is evaluated depends on a condition that can't be known. Whoever
/// changes a container calls this.
pub(crate) fn taint_if_conditional(evaluator: &Evaluator, container: &Value) {
    if let Some(condition) = evaluator.condition() {
        set_taint(container, condition);
    }
}

/// An unknown among the keys of a dictionary: a key that is not found may be that one.
pub(crate) fn unknown_key(dict: &Dict) -> Option<Rc<Unknown>> {
    dict.entries().values().find_map(|(name, _)| unknown_in_key(name))
}

/// The unknown that a key is or has a part of.
pub(crate) fn unknown_in_key(key: &Value) -> Option<Rc<Unknown>> {
    match key {
        Value::Unknown(unknown) => Some(Rc::clone(unknown)),
        Value::Tuple(items) => items.iter().find_map(unknown_in_key),
        _ => None,
    }
}

/// `len(value)`: an integer, or an unknown.
pub(crate) fn length(evaluator: &mut Evaluator, value: &Value) -> EvalResult<Option<Value>> {
    if let Value::Str(text) = value {
        bounds::work(evaluator, text.len());
    }
    if !matches!(value, Value::Instance(_))
        && let Some(taint) = taint(value)
    {
        return Ok(Some(derived(&taint)));
    }
    if let Value::Range(range) = value {
        return super::range::length(evaluator, range).map(|length| Some(Value::int(length)));
    }
    Ok(known_length(value).map(Value::int))
}

/// The number of items of a built-in container.
pub(crate) fn known_length(value: &Value) -> Option<usize> {
    match value {
        Value::Str(text) => Some(text.chars().count()),
        Value::Bytes(bytes) => Some(bytes.len()),
        Value::List(list) => Some(list.len()),
        Value::Tuple(items) => Some(items.len()),
        Value::Dict(dict) => Some(dict.len()),
        Value::Set(set) => Some(set.len()),
        Value::Range(range) => range.len(),
        _ => None,
    }
}

/// `bool(value)`, for every value but instances without a built-in value.
pub(crate) fn truth(_evaluator: &mut Evaluator, value: &Value) -> EvalResult<Option<Truth>> {
    if matches!(value, Value::Instance(_)) {
        return Ok(None);
    }
    if let Some(taint) = taint(value) {
        return Ok(Some(Truth::Ambiguous(taint)));
    }
    let known = match value {
        Value::Unknown(unknown) => return Ok(Some(Truth::Ambiguous(Rc::clone(unknown)))),
        Value::None => false,
        Value::Bool(truth) => *truth,
        Value::Int(number) => !number.is_zero(),
        Value::Float(number) => *number != 0.0,
        Value::Str(text) => !text.is_empty(),
        _ => known_length(value) != Some(0),
    };
    Ok(Some(Truth::Known(known)))
}

/// `item in container`.
pub(crate) fn contains(
    evaluator: &mut Evaluator,
    container: &Value,
    item: &Value,
) -> EvalResult<Option<Truth>> {
    if !matches!(container, Value::Instance(_))
        && let Some(taint) = taint(container)
    {
        return Ok(Some(Truth::Ambiguous(taint)));
    }
    match container {
        Value::Str(text) => text_contains(evaluator, text, item).map(Some),
        Value::Bytes(bytes) => bytes_contain(evaluator, bytes, item).map(Some),
        Value::List(list) => any_equal(evaluator, &list.to_vec(), item).map(Some),
        Value::Tuple(items) => any_equal(evaluator, items, item).map(Some),
        Value::Dict(dict) => {
            let key = hash::key_in(evaluator, item, &**dict)?;
            let found = dict.entries().contains_key(&key);
            Ok(Some(found_or(found, item, || unknown_key(dict))))
        }
        Value::Set(set) => {
            let key = member_key(evaluator, set, item)?;
            let found = set.members().contains_key(&key);
            Ok(Some(found_or(found, item, || set.members().values().find_map(unknown_in_key))))
        }
        Value::Range(range) => range_contains(evaluator, range, item).map(Some),
        _ => Ok(None),
    }
}

/// The key by which a set has a member, or would have it: a set is looked for as the frozen set of its members.
pub(crate) fn member_key(evaluator: &mut Evaluator, set: &Set, item: &Value) -> EvalResult<Key> {
    if let Value::Set(other) = item.unwrapped()
        && !other.is_frozen()
    {
        return hash::key_in(evaluator, &Value::Set(Rc::new(other.copy(true))), set);
    }
    hash::key_in(evaluator, item, set)
}

fn found_or(found: bool, item: &Value, unknown: impl FnOnce() -> Option<Rc<Unknown>>) -> Truth {
    if found {
        return Truth::Known(true);
    }
    unknown_in_key(item).or_else(unknown).map_or(Truth::Known(false), Truth::Ambiguous)
}

/// Whether an item of a list is the same as the value or equal to it.
pub(crate) fn any_equal(evaluator: &mut Evaluator, items: &[Value], wanted: &Value) -> EvalResult<Truth> {
    bounds::work_on_items(evaluator, items.len());
    let mut ambiguous = None;
    for item in items {
        match same_or_equal(evaluator, item, wanted)? {
            Truth::Known(true) => return Ok(Truth::Known(true)),
            Truth::Known(false) => {}
            Truth::Ambiguous(unknown) => {
                ambiguous.get_or_insert(unknown);
            }
        }
    }
    Ok(ambiguous.map_or(Truth::Known(false), Truth::Ambiguous))
}

fn text_contains(evaluator: &mut Evaluator, text: &str, item: &Value) -> EvalResult<Truth> {
    bounds::work(evaluator, text.len());
    if let Value::Unknown(unknown) = item {
        return Ok(Truth::Ambiguous(Rc::clone(unknown)));
    }
    if let Some(part) = item.as_str() {
        return Ok(text.contains(&*part).into());
    }
    let name = type_name(evaluator, item);
    Err(evaluator.type_error(&format!("'in <string>' requires string as left operand, not {name}")))
}

fn bytes_contain(evaluator: &mut Evaluator, bytes: &[u8], item: &Value) -> EvalResult<Truth> {
    bounds::work(evaluator, bytes.len());
    match item.unwrapped() {
        Value::Unknown(unknown) => Ok(Truth::Ambiguous(unknown)),
        Value::Bytes(part) => Ok(find_bytes(bytes, &part).is_some().into()),
        Value::Int(_) | Value::Bool(_) => match item.as_i64().and_then(|byte| u8::try_from(byte).ok()) {
            Some(byte) => Ok(bytes.contains(&byte).into()),
            None => Err(evaluator.value_error("byte must be in range(0, 256)")),
        },
        _ => {
            let name = type_name(evaluator, item);
            Err(evaluator.type_error(&format!("a bytes-like object is required, not '{name}'")))
        }
    }
}

/// Where bytes first stand in others.
pub(crate) fn find_bytes(bytes: &[u8], part: &[u8]) -> Option<usize> {
    if part.is_empty() { Some(0) } else { bytes.windows(part.len()).position(|window| window == part) }
}

fn range_contains(evaluator: &mut Evaluator, range: &Range, item: &Value) -> EvalResult<Truth> {
    match Number::of(item) {
        Some(Number::Int(number)) => Ok(range.position(&number).is_some().into()),
        Some(Number::Float(number)) => {
            let whole = if number.fract() == 0.0 { Int::from_f64_truncated(number) } else { None };
            Ok(whole.is_some_and(|number| range.position(&number).is_some()).into())
        }
        None => match item {
            Value::Unknown(unknown) => Ok(Truth::Ambiguous(Rc::clone(unknown))),
            Value::Instance(_) => {
                let length = super::range::length(evaluator, range)?;
                bounds::check_items(evaluator, length)?;
                let items: Vec<Value> = (0..length).map(|at| Value::Int(range.at(&at.into()))).collect();
                any_equal(evaluator, &items, item)
            }
            _ => Ok(Truth::Known(false)),
        },
    }
}

/// `iter(value)`. A tainted container gives one unknown.
pub(crate) fn iterate(evaluator: &mut Evaluator, value: &Value) -> EvalResult<Option<ItemsIterator>> {
    if !matches!(value, Value::Instance(_))
        && let Some(taint) = taint(value)
    {
        return Ok(Some(ItemsIterator::Items(vec![derived(&taint)].into_iter())));
    }
    bounds::work_on_items(evaluator, if let Value::Str(text) = value { text.len() } else { 0 });
    let lazy = |iterator| Some(ItemsIterator::Lazy(Rc::new(iterator)));
    let items = |items: Vec<Value>| Some(ItemsIterator::Items(items.into_iter()));
    Ok(match value {
        Value::Str(text) => items(text.chars().map(|character| Value::from(character.to_string())).collect()),
        Value::Bytes(bytes) => items(bytes.iter().map(|byte| Value::int(i64::from(*byte))).collect()),
        Value::Tuple(tuple) => items(tuple.to_vec()),
        Value::List(list) => lazy(iterate_list(list)),
        Value::Dict(dict) => lazy(iterate_dict(dict, "dict_keyiterator", |name, _| name.clone())),
        Value::Set(set) => lazy(iterate_set(set)),
        Value::Range(range) => lazy(super::range::iterate(range)),
        Value::Iterator(iterator) => Some(ItemsIterator::Lazy(Rc::clone(iterator))),
        _ => None,
    })
}

/// What Python calls the type of an iterator over the value.
pub(crate) fn iterator_kind(value: &Value) -> &'static str {
    match value {
        Value::Str(text) if text.is_ascii() => "str_ascii_iterator",
        Value::Str(_) => "str_iterator",
        Value::Bytes(_) => "bytes_iterator",
        Value::Tuple(_) => "tuple_iterator",
        _ => "iterator",
    }
}

/// Follows changes of the list while it is iterated, as Python does.
fn iterate_list(list: &Rc<List>) -> PyIterator {
    let (list, mut at) = (Rc::clone(list), 0);
    PyIterator::new("list_iterator", move |_| {
        let item = list.items().get(at).cloned();
        at += 1;
        Ok(item)
    })
}

/// Iterates over what `part` takes from key and value; `RuntimeError` where the size changes meanwhile.
pub(crate) fn iterate_dict(
    dict: &Rc<Dict>,
    kind: &'static str,
    part: impl Fn(&Value, &Value) -> Value + 'static,
) -> PyIterator {
    let (dict, size, mut at) = (Rc::clone(dict), dict.len(), 0);
    PyIterator::new(kind, move |evaluator| {
        if dict.len() != size {
            return Err(changed_size(evaluator, "dictionary"));
        }
        let item = dict.entries().get_index(at).map(|(_, (name, value))| part(name, value));
        at += 1;
        Ok(item)
    })
}

fn iterate_set(set: &Rc<Set>) -> PyIterator {
    let (set, size, mut at) = (Rc::clone(set), set.len(), 0);
    let is_unordered = !set.has_known_order();
    let iterator = PyIterator::new("set_iterator", move |evaluator| {
        if set.len() != size {
            return Err(changed_size(evaluator, "Set"));
        }
        Ok(set.member_from(at).map(|(next, member)| {
            at = next;
            member
        }))
    });
    if is_unordered { iterator.unordered() } else { iterator }
}

fn changed_size(evaluator: &Evaluator, what: &str) -> Box<super::super::Interrupt> {
    let message = format!("{what} changed size during iteration");
    evaluator.exception(&evaluator.exceptions.runtime_error, &message)
}
