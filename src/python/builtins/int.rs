//! `int` and `bool`.

use std::rc::Rc;

use num_bigint::{BigInt, Sign};

use super::super::{Arguments, Class, ClassHooks, EvalResult, Evaluator, Int, Interrupt, Value, Vars};
use super::known::{known, known_items, known_truth};
use super::number::{Number, f64_to_int};
use super::parameters::{between, class_method, constructor, getter, receiver, with};
use super::slices::{index, required_size};
use super::special::{self, type_name};
use super::{bounds, protocol, table};
use crate::python::format::parse_int;

pub(super) fn attributes() -> Vars {
    let special = protocol::methods(&[
        "__abs__",
        "__add__",
        "__and__",
        "__bool__",
        "__divmod__",
        "__eq__",
        "__float__",
        "__floordiv__",
        "__format__",
        "__ge__",
        "__gt__",
        "__hash__",
        "__index__",
        "__int__",
        "__invert__",
        "__le__",
        "__lshift__",
        "__lt__",
        "__mod__",
        "__mul__",
        "__ne__",
        "__neg__",
        "__or__",
        "__pos__",
        "__pow__",
        "__radd__",
        "__rand__",
        "__repr__",
        "__rfloordiv__",
        "__rlshift__",
        "__rmod__",
        "__rmul__",
        "__ror__",
        "__round__",
        "__rpow__",
        "__rrshift__",
        "__rshift__",
        "__rsub__",
        "__rtruediv__",
        "__rxor__",
        "__sub__",
        "__truediv__",
        "__trunc__",
        "__xor__",
    ]);
    let methods = table(&[
        ("bit_length", bit_length),
        ("bit_count", bit_count),
        ("conjugate", itself),
        ("to_bytes", to_bytes),
        ("as_integer_ratio", as_integer_ratio),
    ]);
    let more = [
        getter("real", itself),
        getter("numerator", itself),
        getter("imag", zero),
        getter("denominator", one),
        class_method("from_bytes", from_bytes),
    ];
    with(with(special, methods), more)
}

pub(super) fn hooks() -> Option<Rc<dyn ClassHooks>> {
    constructor(construct)
}

pub(super) fn bool_attributes() -> Vars {
    protocol::methods(&["__and__", "__or__", "__rand__", "__repr__", "__ror__", "__rxor__", "__xor__"])
}

pub(super) fn bool_hooks() -> Option<Rc<dyn ClassHooks>> {
    constructor(|evaluator, _, arguments| {
        let [value] = between(evaluator, "bool", 0, arguments.clone())?;
        match value {
            Some(value) => Ok(Value::Bool(known_truth(evaluator, &value)?)),
            None => Ok(Value::Bool(false)),
        }
    })
}

fn construct(evaluator: &mut Evaluator, _class: &Rc<Class>, arguments: &Arguments) -> EvalResult<Value> {
    let [number, base] = arguments.clone().bind_builtin(evaluator, "int", ["/x", "base"])?;
    let number = match (number, &base) {
        (Some(number), _) => known(number)?,
        (None, None) => return Ok(Value::int(0)),
        (None, Some(_)) => return Err(evaluator.type_error("int() missing string argument")),
    };
    let Some(base) = base else { return convert(evaluator, &number).map(Value::Int) };
    let base = required_size(evaluator, &base)?;
    let Some(base) = u32::try_from(base).ok().filter(|base| *base == 0 || (2..=36).contains(base)) else {
        return Err(evaluator.value_error("int() base must be >= 2 and <= 36, or 0"));
    };
    match number.unwrapped() {
        Value::Str(text) => parse(evaluator, &text, base).map(Value::Int),
        Value::Bytes(bytes) => parse_bytes(evaluator, &bytes, base).map(Value::Int),
        _ => Err(evaluator.type_error("int() can't convert non-string with explicit base")),
    }
}

fn parse(evaluator: &mut Evaluator, text: &str, base: u32) -> EvalResult<Int> {
    bounds::check_bits(evaluator, text.len() as u64 * 5)?;
    parse_int(text, base).map_err(|fault| bounds::raise_format(evaluator, fault))
}

/// Parses bytes, which messages show as such.
fn parse_bytes(evaluator: &mut Evaluator, bytes: &[u8], base: u32) -> EvalResult<Int> {
    let text = String::from_utf8_lossy(bytes);
    let result = parse(evaluator, &text, base);
    if result.is_err() && text.len() < 4000 {
        let shown = crate::python::format::repr_bytes(bytes);
        let message = format!("invalid literal for int() with base {base}: {shown}");
        return Err(evaluator.value_error(&message));
    }
    result
}

/// `int(value)`.
fn convert(evaluator: &mut Evaluator, value: &Value) -> EvalResult<Int> {
    const METHODS: [&str; 3] = ["__int__", "__index__", "__trunc__"];
    match value {
        Value::Int(number) => return Ok(number.clone()),
        Value::Bool(truth) => return Ok(Int::Small(i64::from(*truth))),
        Value::Float(number) => return f64_to_int(evaluator, *number),
        Value::Str(text) => return parse(evaluator, text, 10),
        Value::Bytes(bytes) => return parse_bytes(evaluator, bytes, 10),
        _ if METHODS.iter().any(|name| special::may_have(evaluator, value, name)) => {}
        _ => return Err(not_a_number(evaluator, value)),
    }
    for method in METHODS {
        if let Some(result) = special::call(evaluator, value, method, [])? {
            let result = known(result)?;
            return Number::of(&result.unwrapped()).and_then(Number::int).ok_or_else(|| {
                let name = type_name(evaluator, &result);
                evaluator.type_error(&format!("{method} returned non-int (type {name})"))
            });
        }
    }
    match value.unwrapped() {
        Value::Instance(_) => Err(not_a_number(evaluator, value)),
        builtin => match convert(evaluator, &builtin) {
            Err(interrupt)
                if evaluator.is_exception(&interrupt, &evaluator.exceptions.value_error.clone()) =>
            {
                let shown = evaluator.repr_of(value)?.as_str().unwrap_or_default();
                let message = format!("invalid literal for int() with base 10: {shown}");
                Err(evaluator.value_error(&message))
            }
            result => result,
        },
    }
}

fn not_a_number(evaluator: &Evaluator, value: &Value) -> Box<super::super::Interrupt> {
    let name = type_name(evaluator, value);
    evaluator.type_error(&format!(
        "int() argument must be a string, a bytes-like object or a real number, not '{name}'"
    ))
}

fn own(evaluator: &Evaluator, arguments: &mut Arguments, method: &str) -> EvalResult<Int> {
    receiver(evaluator, arguments, "int", method, |value| Number::of(value).and_then(Number::int))
}

fn bit_length(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    Ok(Value::int(own(evaluator, &mut arguments, "bit_length")?.bit_length()))
}

fn bit_count(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let number = own(evaluator, &mut arguments, "bit_count")?.to_big();
    Ok(Value::int(number.magnitude().count_ones()))
}

fn itself(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    Ok(Value::Int(own(evaluator, &mut arguments, "conjugate")?))
}

fn zero(_evaluator: &mut Evaluator, _arguments: Arguments) -> EvalResult<Value> {
    Ok(Value::int(0))
}

fn one(_evaluator: &mut Evaluator, _arguments: Arguments) -> EvalResult<Value> {
    Ok(Value::int(1))
}

fn as_integer_ratio(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let number = own(evaluator, &mut arguments, "as_integer_ratio")?;
    Ok(Value::tuple([Value::Int(number), Value::int(1)]))
}

/// Whether the most significant byte comes first.
fn is_big(evaluator: &Evaluator, order: Option<Value>) -> EvalResult<bool> {
    let order = order.unwrap_or(Value::str("big"));
    match order.as_str().as_deref() {
        Some("big") => Ok(true),
        Some("little") => Ok(false),
        _ => Err(evaluator.value_error("byteorder must be either 'little' or 'big'")),
    }
}

fn to_bytes(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let number = own(evaluator, &mut arguments, "to_bytes")?;
    let [length, order, signed] =
        arguments.bind_builtin(evaluator, "to_bytes", ["length", "byteorder", "*signed"])?;
    let length = match length {
        Some(length) => required_size(evaluator, &length)?,
        None => 1,
    };
    let big = is_big(evaluator, order)?;
    let signed = match signed {
        Some(signed) => known_truth(evaluator, &signed)?,
        None => false,
    };
    let Ok(length) = usize::try_from(length) else {
        return Err(evaluator.value_error("length argument must be non-negative"));
    };
    bounds::check_bytes(evaluator, length)?;
    let overflow = |message| Err(evaluator.exception(&evaluator.exceptions.overflow_error, message));
    if number.is_negative() && !signed {
        return overflow("can't convert negative int to unsigned");
    }
    let value = number.to_big();
    let mut bytes = if signed { value.to_signed_bytes_le() } else { value.magnitude().to_bytes_le() };
    if number.is_zero() {
        bytes.clear();
    }
    if bytes.len() > length {
        return overflow("int too big to convert");
    }
    bytes.resize(length, if number.is_negative() { 0xff } else { 0 });
    if big {
        bytes.reverse();
    }
    Ok(Value::Bytes(bytes.into()))
}

fn from_bytes(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let class = arguments.take_first();
    let [bytes, order, signed] =
        arguments.bind_builtin(evaluator, "from_bytes", ["bytes!", "byteorder", "*signed"])?;
    let big = is_big(evaluator, order)?;
    let signed = match signed {
        Some(signed) => known_truth(evaluator, &signed)?,
        None => false,
    };
    let bytes = match bytes.unwrap_or(Value::None).unwrapped() {
        Value::Bytes(bytes) => bytes.to_vec(),
        Value::Str(_) => return Err(not_bytes(evaluator, "str")),
        other => byte_items(evaluator, &other)?,
    };
    bounds::check_bits(evaluator, bytes.len() as u64 * 8)?;
    let number = match (signed, big) {
        (true, true) => BigInt::from_signed_bytes_be(&bytes),
        (true, false) => BigInt::from_signed_bytes_le(&bytes),
        (false, true) => BigInt::from_bytes_be(Sign::Plus, &bytes),
        (false, false) => BigInt::from_bytes_le(Sign::Plus, &bytes),
    };
    let number = Value::Int(number.into());
    match class {
        Some(Value::Class(class)) if !Rc::ptr_eq(&class, &evaluator.types.int) => {
            evaluator.call(&Value::Class(class), Arguments::positional([number]))
        }
        _ => Ok(number),
    }
}

/// Bytes from an iterable of integers.
pub(super) fn byte_items(evaluator: &mut Evaluator, value: &Value) -> EvalResult<Vec<u8>> {
    let mut bytes = Vec::new();
    if !super::is_iterable(evaluator, value) {
        return Err(not_bytes(evaluator, &type_name(evaluator, value)));
    }
    for item in known_items(evaluator, value)? {
        let Some(number) = index(evaluator, &item)? else {
            let name = type_name(evaluator, &item);
            let message = format!("'{name}' object cannot be interpreted as an integer");
            return Err(evaluator.type_error(&message));
        };
        match number.to_i64().and_then(|number| u8::try_from(number).ok()) {
            Some(byte) => bytes.push(byte),
            None => return Err(evaluator.value_error("bytes must be in range(0, 256)")),
        }
    }
    Ok(bytes)
}

/// `TypeError` for what bytes can't be made of.
pub(super) fn not_bytes(evaluator: &Evaluator, class: &str) -> Box<Interrupt> {
    evaluator.type_error(&format!("cannot convert '{class}' object to bytes"))
}
