//! What is done to a set and another set, dictionary or iterable.
//!
//! Which operand is gone through, and into what the members that it has go, is that of CPython's `Objects/setobject.c`:
//! the order of the result follows from it, and which of two equal members stays.

use std::rc::Rc;

use crate::python::builtins::known::known_items;
use crate::python::builtins::{hash, sequence};
use crate::python::{Dict, EvalResult, Evaluator, Key, Keyed, Set, Value};

/// The operand that is not changed.
pub(crate) enum Other {
    /// A set or frozen set.
    Set(Rc<Set>),
    /// A dictionary, of which the keys count.
    Dict(Rc<Dict>),
    /// What iteration over something else gives.
    Items(Vec<Value>),
}

impl Other {
    /// The operand that a value is.
    pub(crate) fn of(evaluator: &mut Evaluator, value: &Value) -> EvalResult<Self> {
        if let Some(unknown) = sequence::taint(value) {
            return Err(unknown.into());
        }
        Ok(match (value, value.unwrapped()) {
            (_, Value::Set(set)) => Self::Set(set),
            (Value::Dict(dict), _) => Self::Dict(Rc::clone(dict)),
            _ => Self::Items(known_items(evaluator, value)?),
        })
    }

    /// Whether it is this very set.
    pub(crate) fn is(&self, set: &Set) -> bool {
        matches!(self, Self::Set(other) if std::ptr::eq(&raw const **other, set))
    }

    /// How many members, where that is known before they are gone through.
    fn len(&self) -> Option<usize> {
        match self {
            Self::Set(set) => Some(set.len()),
            Self::Dict(dict) => Some(dict.len()),
            Self::Items(_) => None,
        }
    }

    /// The members in order, with their keys where these are at hand.
    fn entries(&self) -> Vec<(Option<Key>, Value)> {
        match self {
            Self::Set(set) => set.entries().into_iter().map(|(key, value)| (Some(key), value)).collect(),
            Self::Dict(dict) => {
                dict.entries().iter().map(|(key, (name, _))| (Some(key.clone()), name.clone())).collect()
            }
            Self::Items(items) => items.iter().map(|item| (None, item.clone())).collect(),
        }
    }

    /// Whether the order of the members is known.
    pub(crate) fn has_known_order(&self) -> bool {
        !matches!(self, Self::Set(set) if !set.has_known_order())
    }
}

/// The key of a value in a container, and whether something equal is there.
fn found(
    evaluator: &mut Evaluator,
    container: &dyn Keyed,
    key: Option<Key>,
    value: &Value,
) -> EvalResult<(Key, bool)> {
    let key = match key {
        Some(key) => key,
        None => hash::key_of(evaluator, value)?,
    };
    let key = hash::same_in(evaluator, key, value, container)?;
    let is_there = container.has(&key);
    Ok((key, is_there))
}

/// Adds a value, unless something equal is there.
fn add(evaluator: &mut Evaluator, set: &Set, key: Option<Key>, value: Value) -> EvalResult<()> {
    let (key, _) = found(evaluator, set, key, &value)?;
    set.insert(key, value);
    Ok(())
}

/// `set(other)`, or `frozenset(other)`.
pub(crate) fn made(evaluator: &mut Evaluator, other: &Other, frozen: bool) -> EvalResult<Set> {
    let set = Set::new([], frozen);
    update(evaluator, &set, other)?;
    Ok(set)
}

/// `set |= other`.
pub(crate) fn update(evaluator: &mut Evaluator, set: &Set, other: &Other) -> EvalResult<()> {
    if other.is(set) {
        return Ok(());
    }
    if let Other::Set(other) = other
        && set.take_over(other)
    {
        return Ok(());
    }
    set.reserve(other.len().unwrap_or_default());
    for (key, value) in other.entries() {
        add(evaluator, set, key, value)?;
    }
    if !other.has_known_order() {
        set.forget_order();
    }
    Ok(())
}

/// `set & other`.
pub(crate) fn intersection(evaluator: &mut Evaluator, set: &Rc<Set>, other: &Other) -> EvalResult<Set> {
    if other.is(set) {
        return Ok(set.copy(set.is_frozen()));
    }
    // The smaller set is gone through: its members stay.
    let swapped = match other {
        Other::Set(larger) if larger.len() > set.len() => Some((larger, Other::Set(Rc::clone(set)))),
        _ => None,
    };
    let (container, visited) = swapped.as_ref().map_or((set, other), |(larger, set)| (larger, set));
    let result = Set::new([], set.is_frozen());
    for (key, value) in visited.entries() {
        if found(evaluator, &**container, key.clone(), &value)?.1 {
            add(evaluator, &result, key, value)?;
        }
    }
    if !visited.has_known_order() {
        result.forget_order();
    }
    Ok(result)
}

/// `set - other`.
pub(crate) fn difference(evaluator: &mut Evaluator, set: &Rc<Set>, other: &Other) -> EvalResult<Set> {
    let container: &dyn Keyed = match other {
        Other::Set(other) if set.len() / 4 <= other.len() => &**other,
        Other::Dict(other) if set.len() / 4 <= other.len() => &**other,
        _ => {
            let result = set.copy(set.is_frozen());
            subtract(evaluator, &result, other)?;
            return Ok(result);
        }
    };
    let result = Set::new([], set.is_frozen());
    for (key, value) in set.entries() {
        if !found(evaluator, container, Some(key.clone()), &value)?.1 {
            add(evaluator, &result, Some(key), value)?;
        }
    }
    if !set.has_known_order() {
        result.forget_order();
    }
    Ok(result)
}

/// `set -= other`.
pub(crate) fn subtract(evaluator: &mut Evaluator, set: &Set, other: &Other) -> EvalResult<()> {
    if other.is(set) {
        set.clear();
        return Ok(());
    }
    for (key, value) in other.entries() {
        if let (key, true) = found(evaluator, set, key, &value)? {
            set.remove(&key);
        }
    }
    set.tidy();
    Ok(())
}

/// `set ^ other`, of which the second one is copied first.
pub(crate) fn symmetric_difference(
    evaluator: &mut Evaluator,
    set: &Rc<Set>,
    other: &Other,
) -> EvalResult<Set> {
    let result = made(evaluator, other, set.is_frozen())?;
    toggle(evaluator, &result, &Other::Set(Rc::clone(set)))?;
    Ok(result)
}

/// `set ^= other`.
pub(crate) fn toggle(evaluator: &mut Evaluator, set: &Set, other: &Other) -> EvalResult<()> {
    if other.is(set) {
        set.clear();
        return Ok(());
    }
    let once = match other {
        Other::Items(_) => Some(Other::Set(Rc::new(made(evaluator, other, false)?))),
        _ => None,
    };
    let other = once.as_ref().unwrap_or(other);
    for (key, value) in other.entries() {
        match found(evaluator, set, key, &value)? {
            (key, true) => drop(set.remove(&key)),
            (key, false) => set.insert(key, value),
        }
    }
    if !other.has_known_order() {
        set.forget_order();
    }
    Ok(())
}

/// `left operator right` of sets, for `|`, `&`, `-` and `^`; frozen as the left one is.
pub(crate) fn combined(
    evaluator: &mut Evaluator,
    operator: &str,
    set: &Rc<Set>,
    other: &Other,
) -> EvalResult<Set> {
    match operator {
        "|" => {
            let result = set.copy(set.is_frozen());
            if !other.is(set) {
                update(evaluator, &result, other)?;
            }
            Ok(result)
        }
        "&" => intersection(evaluator, set, other),
        "-" => difference(evaluator, set, other),
        _ => symmetric_difference(evaluator, set, other),
    }
}

/// `set operator= other`, for `|`, `&`, `-` and `^`.
pub(crate) fn combine_in_place(
    evaluator: &mut Evaluator,
    operator: &str,
    set: &Rc<Set>,
    other: &Other,
) -> EvalResult<()> {
    match operator {
        "|" => update(evaluator, set, other),
        "&" => {
            let result = intersection(evaluator, set, other)?;
            set.replace(&result);
            Ok(())
        }
        "-" => subtract(evaluator, set, other),
        _ => toggle(evaluator, set, other),
    }
}
