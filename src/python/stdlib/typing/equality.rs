//! When two types are equal: when their keys are.

use std::rc::Rc;

use super::super::parts::{hash_of, take_first};
use super::{AnnotatedType, ForwardReference, GenericAlias, UnionType, is_form};
use crate::python::{Arguments, EvalResult, Evaluator, Key, Unknown, UnknownForm, Value};

/// `__eq__`.
pub(super) fn equal(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let left = take_first(evaluator, &mut arguments)?;
    let right = take_first(evaluator, &mut arguments)?;
    let comparable = matches!(right, Value::Instance(_) | Value::Class(_));
    Ok(if comparable { Value::Bool(same(evaluator, &left, &right)?) } else { Value::NotImplemented })
}

/// `__hash__`.
pub(super) fn hash(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let value = take_first(evaluator, &mut arguments)?;
    let key = hashable_key(evaluator, &value)?;
    Ok(hash_of(&key))
}

/// Whether two types are equal.
pub(crate) fn same(evaluator: &mut Evaluator, left: &Value, right: &Value) -> EvalResult<bool> {
    Ok(left.is(right) || type_key(evaluator, left)? == type_key(evaluator, right)?)
}

/// The key of a type: types are equal exactly when their keys are.
pub(super) fn type_key(evaluator: &mut Evaluator, value: &Value) -> EvalResult<Key> {
    if let Some(alias) = value.payload::<GenericAlias>() {
        return alias_key(evaluator, value, &alias);
    }
    if let Some(union) = value.payload::<UnionType>() {
        return Ok(tagged("union", vec![set_key(type_keys(evaluator, &union.members)?)]));
    }
    if let Some(annotated) = value.payload::<AnnotatedType>() {
        let base = type_key(evaluator, &annotated.base)?;
        let metadata = annotated.metadata.iter().map(|item| value_key(evaluator, item));
        let metadata = metadata.collect::<EvalResult<Vec<Key>>>()?;
        return Ok(tagged("annotated", vec![base, Key::Tuple(metadata.into())]));
    }
    if let Some(reference) = value.payload::<ForwardReference>() {
        return Ok(tagged("forward", vec![Key::Str(Rc::clone(&reference.text))]));
    }
    match value {
        Value::Unknown(unknown) => Ok(unknown_key(unknown)),
        Value::Class(_) | Value::Instance(_) => Ok(Key::Identity(value.address().unwrap_or_default())),
        Value::List(list) => {
            let items = list.to_vec();
            Ok(tagged("list", type_keys(evaluator, &items)?))
        }
        _ => evaluator.key_of(value),
    }
}

/// The key of a type that must be hashable: metadata of `Annotated` may not be.
pub(super) fn hashable_key(evaluator: &mut Evaluator, value: &Value) -> EvalResult<Key> {
    if let Some(annotated) = value.payload::<AnnotatedType>() {
        for item in annotated.metadata.iter() {
            evaluator.key_of(item)?;
        }
    }
    type_key(evaluator, value)
}

fn alias_key(evaluator: &mut Evaluator, value: &Value, alias: &GenericAlias) -> EvalResult<Key> {
    let Some(arguments) = &alias.arguments else {
        return Ok(tagged("bare", vec![Key::Str(Rc::clone(&alias.spelled))]));
    };
    if is_form(&alias.origin, "Literal") {
        let keys = arguments.iter().map(|argument| literal_key(evaluator, argument));
        return Ok(tagged("literal", vec![set_key(keys.collect::<EvalResult<Vec<Key>>>()?)]));
    }
    let class = value.as_instance().map_or(0, |instance| Rc::as_ptr(&instance.class) as usize);
    let origin = type_key(evaluator, &alias.origin)?;
    let arguments = Key::Tuple(type_keys(evaluator, arguments)?.into());
    Ok(tagged("alias", vec![Key::Identity(class), origin, arguments]))
}

/// The key of one value of a `Literal`: values of different types are different.
pub(super) fn literal_key(evaluator: &mut Evaluator, value: &Value) -> EvalResult<Key> {
    let class = evaluator.class_of(value);
    Ok(Key::Tuple([Key::Identity(Rc::as_ptr(&class) as usize), value_key(evaluator, value)?].into()))
}

/// The key of a value that may be unhashable; what has no key of its own is equal to itself alone.
fn value_key(evaluator: &mut Evaluator, value: &Value) -> EvalResult<Key> {
    match value {
        Value::Unknown(unknown) => Ok(unknown_key(unknown)),
        Value::List(list) if list.taint().is_none() => {
            let items = list.to_vec();
            let keys = items.iter().map(|item| value_key(evaluator, item));
            Ok(tagged("list", keys.collect::<EvalResult<Vec<Key>>>()?))
        }
        Value::Dict(dict) if dict.taint().is_none() => {
            let mut keys = Vec::new();
            for (name, item) in dict.pairs() {
                keys.push(Key::Tuple([value_key(evaluator, &name)?, value_key(evaluator, &item)?].into()));
            }
            Ok(tagged("dict", vec![set_key(keys)]))
        }
        Value::Set(set) if set.taint().is_none() => {
            let keys = set.members().keys().cloned().collect();
            Ok(tagged("set", vec![set_key(keys)]))
        }
        Value::List(_) | Value::Dict(_) | Value::Set(_) => {
            Ok(Key::Identity(value.address().unwrap_or_default()))
        }
        _ => match evaluator.key_of(value) {
            // Objects with a hash of their own are taken to be equal to those of their class that have the same.
            Ok(Key::Own(hash, _)) => {
                let class = evaluator.class_of(value);
                Ok(Key::Kind(Rc::as_ptr(&class) as usize, Rc::new(Key::Int(hash.into()))))
            }
            Ok(key) => Ok(key),
            Err(_) => Ok(Key::Identity(value.address().unwrap_or_default())),
        },
    }
}

/// Unknowns with the same dotted path are the same type.
fn unknown_key(unknown: &Rc<Unknown>) -> Key {
    match &unknown.form {
        UnknownForm::Path(path) => tagged("unknown", vec![Key::Str(Rc::clone(path))]),
        UnknownForm::Attribute(of, name) => {
            tagged("attribute", vec![unknown_key(of), Key::Str(Rc::clone(name))])
        }
        _ => Key::Identity(Rc::as_ptr(unknown) as usize),
    }
}

fn type_keys(evaluator: &mut Evaluator, values: &[Value]) -> EvalResult<Vec<Key>> {
    values.iter().map(|value| type_key(evaluator, value)).collect()
}

fn tagged(tag: &str, mut keys: Vec<Key>) -> Key {
    keys.insert(0, Key::Str(tag.into()));
    Key::Tuple(keys.into())
}

fn set_key(mut keys: Vec<Key>) -> Key {
    keys.sort_by_cached_key(|key| format!("{key:?}"));
    keys.dedup();
    Key::FrozenSet(keys.into())
}

/// The values without those that are equal to an earlier one.
pub(super) fn without_repetition(
    evaluator: &mut Evaluator,
    values: Vec<Value>,
    key_of: fn(&mut Evaluator, &Value) -> EvalResult<Key>,
) -> EvalResult<Vec<Value>> {
    let mut seen = rustc_hash::FxHashSet::default();
    let mut kept = Vec::new();
    for value in values {
        if seen.insert(key_of(evaluator, &value)?) {
            kept.push(value);
        }
    }
    Ok(kept)
}
