//! Hash keys: what dictionaries and sets find values by.

use std::cell::Cell;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

use super::super::{EvalResult, Evaluator, Instance, Int, Interrupt, Key, Unknown, Value};
use super::{bounds, special};

/// How many hash keys of instances are being computed. While there are some, `hash` gives numbers that stand for what was
/// hashed, although Python's own hashes are not known.
#[derive(Default)]
struct Computing(Cell<usize>);

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
            let length = range.len();
            let start = if length > 0 { range.start } else { 0 };
            let step = if length > 1 { range.step } else { 0 };
            let parts = [length as i64, start, step].map(|number| Key::Int(Int::Small(number)));
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

/// `hash(value)`: known for numbers only, because Python hashes text with a seed of its own in each run.
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
            Value::Int(_) | Value::Bool(_) | Value::Unknown(_) => Ok(result),
            _ => Err(evaluator.type_error("__hash__ method should return an integer")),
        };
    }
    let key = key_of(evaluator, value)?;
    if evaluator.extension::<Computing>().0.get() > 0 {
        return Ok(Value::int(stand_in(&key)));
    }
    Ok(match (&key, &value.unwrapped()) {
        (_, Value::Unknown(unknown)) => special::derived(unknown),
        (Key::Int(number), Value::Int(_) | Value::Bool(_) | Value::Float(_)) => Value::Int(int_hash(number)),
        (_, Value::Float(number)) if !number.is_nan() => Value::int(float_hash(*number)),
        _ => evaluator.unknown(Unknown::HASH),
    })
}

/// `object.__hash__(value)`.
pub(crate) fn hash_of_identity(evaluator: &mut Evaluator, value: &Value) -> Value {
    if evaluator.extension::<Computing>().0.get() > 0 {
        return Value::int(stand_in(&identity(value)));
    }
    evaluator.unknown(Unknown::ADDRESS)
}

/// Python's hash of an integer: its remainder by `2**61 - 1`, and never -1.
fn int_hash(number: &Int) -> Int {
    const MODULUS: i64 = (1 << 61) - 1;
    let magnitude = if number.is_negative() { number.negated() } else { number.clone() };
    let rest = magnitude.div_mod(&Int::Small(MODULUS)).map_or(magnitude, |(_, rest)| rest);
    let signed = if number.is_negative() { rest.negated() } else { rest };
    if signed == Int::Small(-1) { Int::Small(-2) } else { signed }
}

/// Python's hash of a double that is no integer: the fraction modulo `2**61 - 1`, in which 2 has an inverse.
fn float_hash(number: f64) -> i64 {
    const BITS: u32 = 61;
    const MODULUS: u64 = (1 << BITS) - 1;
    let negative = number < 0.0;
    let hash = if number.is_infinite() {
        314_159
    } else {
        // A double times a power of two is whole; dividing by it turns the bits to the right.
        let (mut scaled, mut shift) = (number.abs(), 0_u32);
        while scaled.fract() != 0.0 {
            scaled *= 2.0;
            shift = (shift + 1) % BITS;
        }
        let whole = scaled as u64 % MODULUS;
        if shift == 0 { whole } else { (whole >> shift | whole << (BITS - shift)) & MODULUS }
    };
    let signed = if negative { -(hash as i64) } else { hash as i64 };
    if signed == -1 { -2 } else { signed }
}

fn stand_in(key: &Key) -> i64 {
    let mut hasher = rustc_hash::FxHasher::default();
    key.hash(&mut hasher);
    hasher.finish() as i64
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
    Key::Object(Rc::as_ptr(&evaluator.class_of(value)) as usize, Rc::new(key))
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
    let equality = special::provider(&instance.class, "__eq__");
    if equality.is_none_or(|class| Rc::ptr_eq(&class, &evaluator.types.object)) {
        return Ok(identity(value));
    }
    let _level = bounds::enter(evaluator, " while calling a Python object")?;
    let computing = evaluator.extension::<Computing>();
    computing.0.set(computing.0.get() + 1);
    let hash = special::call(evaluator, value, "__hash__", []);
    computing.0.set(computing.0.get().saturating_sub(1));
    let number = match hash? {
        Some(Value::Unknown(_)) | None => return Ok(identity(value)),
        Some(number) => number.unwrapped(),
    };
    match number {
        Value::Int(_) | Value::Bool(_) => {
            let key = key_of(evaluator, &number)?;
            Ok(Key::Object(Rc::as_ptr(&instance.class) as usize, Rc::new(key)))
        }
        _ => Err(evaluator.type_error("__hash__ method should return an integer")),
    }
}

#[cfg(test)]
mod tests {
    use super::{float_hash, float_key, int_hash};
    use crate::python::{Int, Key};

    #[test]
    fn whole_doubles_have_the_key_of_the_integer() {
        assert_eq!(float_key(3.0), Key::Int(Int::Small(3)));
        assert_eq!(float_key(-0.0), Key::Int(Int::Small(0)));
        assert_eq!(float_key(1e300), Key::Int(Int::from_f64_truncated(1e300).unwrap_or_default()));
        assert_ne!(float_key(0.5), float_key(0.25));
    }

    #[test]
    fn doubles_hash_as_in_cpython() {
        assert_eq!(float_hash(0.5), 1_152_921_504_606_846_976);
        assert_eq!(float_hash(-2.75), -1_729_382_256_910_270_466);
        assert_eq!(float_hash(5e-324), 16_777_216);
        assert_eq!(float_hash(f64::NEG_INFINITY), -314_159);
    }

    #[test]
    fn integers_hash_as_in_cpython() {
        assert_eq!(int_hash(&Int::Small(-1)), Int::Small(-2));
        assert_eq!(int_hash(&Int::Small((1 << 61) - 1)), Int::Small(0));
        assert_eq!(int_hash(&Int::Small(10).power(30)), Int::Small(465_258_685_558_744_706));
    }
}
