//! Hash keys: what dictionaries and sets find values by.

use std::cell::Cell;
use std::rc::Rc;

use super::super::{Class, EvalResult, Evaluator, Instance, Int, Interrupt, Key, Keyed, OfRun, Truth, Value};
use super::{bounds, special};

/// How many hash keys of instances are being computed. While there are some, `hash` gives numbers that stand for what was
/// hashed, although Python's own hashes are not known.
#[derive(Default)]
struct Computing(Cell<usize>);

/// The key by which the container has the value, or would have it: where an equal value is there, the key of that one.
///
/// Objects that say themselves what they are equal to are asked in Python's order: of what is in the container, those with
/// the same hash, each on the left side.
pub(crate) fn key_in(evaluator: &mut Evaluator, value: &Value, container: &dyn Keyed) -> EvalResult<Key> {
    let key = key_of(evaluator, value)?;
    same_in(evaluator, key, value, container)
}

/// Like [`key_in`], for a value whose key is known.
pub(crate) fn same_in(
    evaluator: &mut Evaluator,
    key: Key,
    value: &Value,
    container: &dyn Keyed,
) -> EvalResult<Key> {
    if !evaluator.has_own_hashes || !key.is_own() && container.has(&key) {
        return Ok(key);
    }
    for (other, stored) in container.with_hash_of(&key) {
        if other == key || stored.is(value) {
            return Ok(other);
        }
        if !other.is_own() && !key.is_own() {
            continue;
        }
        match evaluator.equals(&stored, value)? {
            Truth::Known(true) => return Ok(other),
            Truth::Known(false) => {}
            Truth::Ambiguous(unknown) => return Err(unknown.into()),
        }
    }
    Ok(key)
}

/// The hash key of a value; `TypeError` where it is unhashable. Unknowns hash by identity.
pub(crate) fn key_of(evaluator: &mut Evaluator, value: &Value) -> EvalResult<Key> {
    match value {
        Value::None => Ok(Key::None),
        Value::Ellipsis => Ok(Key::Ellipsis),
        Value::Bool(truth) => Ok(Key::Int(Int::Small(i64::from(*truth)))),
        Value::Int(number) => Ok(Key::Int(number.clone())),
        Value::Float(number) => Ok(float_key(*number)),
        Value::Str(text) => {
            bounds::work(evaluator, text.len());
            Ok(Key::Str(Rc::clone(text)))
        }
        Value::Bytes(bytes) => Ok(Key::Bytes(Rc::clone(bytes))),
        Value::Tuple(items) => tuple_key(evaluator, items),
        Value::Set(set) if set.is_frozen() => {
            bounds::work_on_items(evaluator, set.len());
            let mut keys: Vec<Key> = set.members().keys().cloned().collect();
            keys.sort_by_cached_key(|key| format!("{key:?}"));
            Ok(Key::FrozenSet(keys.into()))
        }
        Value::Range(range) => {
            let length = range.count();
            let start = if length.is_zero() { Int::Small(0) } else { range.start.clone() };
            let step = if length <= Int::Small(1) { Int::Small(0) } else { range.step.clone() };
            let parts = [length, start, step].map(Key::Int);
            Ok(of_class(evaluator, value, Key::Tuple(parts.into())))
        }
        Value::Method(method) => {
            let parts = [&method.receiver, &method.function].map(identity);
            Ok(of_class(evaluator, value, Key::Tuple(parts.into())))
        }
        Value::List(_) | Value::Dict(_) | Value::Set(_) | Value::Slice(_) => {
            Err(unhashable(evaluator, value))
        }
        Value::Instance(instance) => instance_key(evaluator, value, instance),
        Value::Class(class)
            if evaluator.written_in_metaclass(class, "__eq__").is_some()
                && evaluator.written_in_metaclass(class, "__hash__").is_none() =>
        {
            Err(unhashable(evaluator, value))
        }
        _ => Ok(identity(value)),
    }
}

/// `hash(value)`: known for numbers and what holds nothing else, because Python hashes text with a seed of its own in each
/// run.
pub(crate) fn hash(evaluator: &mut Evaluator, value: &Value) -> EvalResult<Value> {
    if let Value::Instance(instance) = value
        && instance.class.lookup("__hash__").is_some_and(|hash| hash.is_none())
    {
        return Err(unhashable(evaluator, value));
    }
    if let Value::Instance(instance) = value
        && special::provider(&instance.class, "__hash__").is_some_and(|class| &*class.module != "builtins")
        && let Some(result) = special::call(evaluator, value, "__hash__", [])?
    {
        return match result.unwrapped() {
            Value::Unknown(_) => Ok(result),
            number => Ok(Value::int(own_hash(evaluator, &number)?)),
        };
    }
    if let Value::Class(class) = value
        && let Some(number) = evaluator.special_of_class(class, "__hash__", [])?
        && matches!(number, Value::Int(_) | Value::Bool(_))
    {
        return Ok(Value::int(own_hash(evaluator, &number)?));
    }
    let key = key_of(evaluator, value)?;
    if evaluator.extension::<Computing>().0.get() > 0 {
        return Ok(Value::int(key.hash_number()));
    }
    Ok(match (value.unwrapped(), key.known_hash()) {
        (Value::Unknown(unknown), _) => special::derived(&unknown),
        (_, Some(hash)) => Value::int(hash),
        _ => evaluator.of_run(OfRun::Hash),
    })
}

/// `object.__hash__(value)`.
pub(crate) fn hash_of_identity(evaluator: &mut Evaluator, value: &Value) -> Value {
    if evaluator.extension::<Computing>().0.get() > 0 {
        return Value::int(identity(value).hash_number());
    }
    evaluator.of_run(OfRun::Address)
}

fn float_key(number: f64) -> Key {
    if number.is_finite() && number.fract() == 0.0 {
        return Int::from_f64_truncated(number).map_or(Key::Float(number.to_bits()), Key::Int);
    }
    Key::Float(number.to_bits())
}

fn tuple_key(evaluator: &mut Evaluator, items: &[Value]) -> EvalResult<Key> {
    let _level = bounds::enter(evaluator, " while calling a Python object")?;
    bounds::work_on_items(evaluator, items.len());
    let keys: EvalResult<Vec<Key>> = items.iter().map(|item| key_of(evaluator, item)).collect();
    Ok(Key::Tuple(keys?.into()))
}

fn identity(value: &Value) -> Key {
    // Values without an address have a key of their own above.
    Key::Identity(value.address().unwrap_or_default())
}

fn of_class(evaluator: &Evaluator, value: &Value, key: Key) -> Key {
    Key::Kind(Rc::as_ptr(&evaluator.class_of(value)) as usize, Rc::new(key))
}

fn unhashable(evaluator: &Evaluator, value: &Value) -> Box<Interrupt> {
    evaluator.type_error(&format!("unhashable type: '{}'", special::type_name(evaluator, value)))
}

/// The key of an instance follows from the first class that says how to hash or compare it.
fn instance_key(evaluator: &mut Evaluator, value: &Value, instance: &Rc<Instance>) -> EvalResult<Key> {
    for class in instance.class.resolution_order() {
        if Rc::ptr_eq(&class, &evaluator.types.object) {
            break;
        }
        let (hash, equality) = (class.own_attribute("__hash__"), class.own_attribute("__eq__"));
        if hash.is_none() && equality.is_none() {
            continue;
        }
        if let Some(builtin) = instance.builtin()
            && &*class.module == "builtins"
            && !hash.as_ref().is_some_and(Value::is_none)
        {
            return key_of(evaluator, &builtin);
        }
        if hash.is_none_or(|hash| hash.is_none()) {
            return Err(unhashable(evaluator, value));
        }
        return own_key(evaluator, value, instance);
    }
    match instance.builtin() {
        Some(builtin) => key_of(evaluator, &builtin),
        None => Ok(identity(value)),
    }
}

/// The key of an instance whose class has `__hash__`.
fn own_key(evaluator: &mut Evaluator, value: &Value, instance: &Rc<Instance>) -> EvalResult<Key> {
    let is_objects = |class: &Rc<Class>| Rc::ptr_eq(class, &evaluator.types.object);
    if special::provider(&instance.class, "__hash__").is_none_or(|class| is_objects(&class)) {
        return Ok(identity(value));
    }
    let _level = bounds::enter(evaluator, " while calling a Python object")?;
    let computing = evaluator.extension::<Computing>();
    computing.0.set(computing.0.get() + 1);
    let hash = special::call(evaluator, value, "__hash__", []);
    computing.0.set(computing.0.get().saturating_sub(1));
    match hash? {
        Some(Value::Unknown(_)) | None => Ok(identity(value)),
        Some(number) => {
            let key = Key::Own(own_hash(evaluator, &number)?, value.address().unwrap_or_default());
            evaluator.has_own_hashes = true;
            Ok(key)
        }
    }
}

/// What `hash` makes of what a `__hash__` gave: an integer that doesn't fit 64 bits is hashed in its turn.
fn own_hash(evaluator: &Evaluator, given: &Value) -> EvalResult<i64> {
    match given.unwrapped() {
        Value::Bool(truth) => Ok(i64::from(truth)),
        Value::Int(Int::Small(-1)) => Ok(-2),
        Value::Int(Int::Small(number)) => Ok(number),
        Value::Int(number) => Ok(Key::Int(number).hash_number()),
        _ => Err(evaluator.type_error("__hash__ method should return an integer")),
    }
}

#[cfg(test)]
mod tests {
    use super::float_key;
    use crate::python::{Int, Key};

    #[test]
    fn whole_doubles_have_the_key_of_the_integer() {
        assert_eq!(float_key(3.0), Key::Int(Int::Small(3)));
        assert_eq!(float_key(-0.0), Key::Int(Int::Small(0)));
        assert_eq!(float_key(1e300), Key::Int(Int::from_f64_truncated(1e300).unwrap_or_default()));
        assert_ne!(float_key(0.5), float_key(0.25));
    }
}
