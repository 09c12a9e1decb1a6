//! `float`.

use std::rc::Rc;

use num_bigint::BigInt;

use super::super::{Arguments, Class, ClassHooks, EvalResult, Evaluator, Int, Value, Vars};
use super::known::known;
use super::number::{Number, int_to_f64};
use super::parameters::{between, constructor, getter, receiver, text, with};
use super::special::{self, type_name};
use super::{bounds, protocol, table};
use crate::python::format::parse_float;
use crate::python::value::float::object;

pub(super) fn attributes() -> Vars {
    let special = protocol::methods(&[
        "__abs__",
        "__add__",
        "__bool__",
        "__divmod__",
        "__eq__",
        "__float__",
        "__floordiv__",
        "__format__",
        "__ge__",
        "__gt__",
        "__hash__",
        "__int__",
        "__le__",
        "__lt__",
        "__mod__",
        "__mul__",
        "__ne__",
        "__neg__",
        "__pos__",
        "__pow__",
        "__radd__",
        "__repr__",
        "__rfloordiv__",
        "__rmod__",
        "__rmul__",
        "__round__",
        "__rpow__",
        "__rsub__",
        "__rtruediv__",
        "__sub__",
        "__truediv__",
        "__trunc__",
    ]);
    let methods = table(&[
        ("is_integer", is_integer),
        ("as_integer_ratio", as_integer_ratio),
        ("conjugate", itself),
        ("hex", hex),
    ]);
    let methods = with(methods, [super::parameters::class_method("fromhex", from_hex)]);
    with(with(special, methods), [getter("real", itself), getter("imag", zero)])
}

pub(super) fn hooks() -> Option<Rc<dyn ClassHooks>> {
    constructor(construct)
}

fn construct(evaluator: &mut Evaluator, _class: &Rc<Class>, arguments: &Arguments) -> EvalResult<Value> {
    let [value] = between(evaluator, "float", 0, arguments.clone())?;
    match value {
        Some(value) => convert(evaluator, &known(value)?).map(Value::Float),
        None => Ok(Value::Float(0.0)),
    }
}

/// `float(value)`.
fn convert(evaluator: &mut Evaluator, value: &Value) -> EvalResult<f64> {
    let parse =
        |text: &str| parse_float(text).map(object).map_err(|fault| bounds::raise_format(evaluator, fault));
    match value {
        Value::Float(number) => return Ok(*number),
        Value::Int(number) => return int_to_f64(evaluator, number),
        Value::Bool(truth) => return Ok(f64::from(*truth)),
        Value::Str(text) => return parse(text),
        Value::Bytes(bytes) => {
            let text = String::from_utf8_lossy(bytes);
            let wrong = |_| {
                let shown = crate::python::format::repr_bytes(bytes);
                evaluator.value_error(&format!("could not convert string to float: {shown}"))
            };
            return parse_float(&text).map(object).map_err(wrong);
        }
        _ if ["__float__", "__index__"].iter().any(|name| special::may_have(evaluator, value, name)) => {}
        _ => return Err(not_a_number(evaluator, value)),
    }
    if let Some(result) = special::call(evaluator, value, "__float__", [])? {
        let result = known(result)?;
        if let Value::Float(number) = result.unwrapped() {
            return Ok(number);
        }
        let (class, name) = (type_name(evaluator, value), type_name(evaluator, &result));
        let message = format!("{class}.__float__ returned non-float (type {name})");
        return Err(evaluator.type_error(&message));
    }
    if let Some(number) = super::slices::index(evaluator, value)? {
        return int_to_f64(evaluator, &number);
    }
    match value.unwrapped() {
        Value::Instance(_) => Err(not_a_number(evaluator, value)),
        builtin => convert(evaluator, &builtin),
    }
}

fn not_a_number(evaluator: &Evaluator, value: &Value) -> Box<super::super::Interrupt> {
    let name = type_name(evaluator, value);
    evaluator.type_error(&format!("float() argument must be a string or a real number, not '{name}'"))
}

fn own(evaluator: &Evaluator, arguments: &mut Arguments, method: &str) -> EvalResult<f64> {
    receiver(evaluator, arguments, "float", method, |value| match Number::of(value) {
        Some(Number::Float(number)) => Some(number),
        _ => None,
    })
}

fn is_integer(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let number = own(evaluator, &mut arguments, "is_integer")?;
    super::parameters::exactly::<0>(evaluator, "float.is_integer", arguments)?;
    Ok(Value::Bool(number.is_finite() && number.fract() == 0.0))
}

fn itself(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    Ok(Value::Float(own(evaluator, &mut arguments, "conjugate")?))
}

fn zero(_evaluator: &mut Evaluator, _arguments: Arguments) -> EvalResult<Value> {
    Ok(Value::Float(0.0))
}

fn as_integer_ratio(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let number = own(evaluator, &mut arguments, "as_integer_ratio")?;
    if number.is_nan() {
        return Err(evaluator.value_error("cannot convert NaN to integer ratio"));
    }
    if number.is_infinite() {
        let message = "cannot convert Infinity to integer ratio";
        return Err(evaluator.exception(&evaluator.exceptions.overflow_error, message));
    }
    // A double times a power of two is whole: at most 1074 steps, and the fraction is in lowest terms at the first.
    let (mut scaled, mut shift) = (number, 0_u32);
    while scaled.fract() != 0.0 {
        scaled *= 2.0;
        shift += 1;
    }
    let numerator = Int::from_f64_truncated(scaled).unwrap_or_default();
    let denominator: Int = (BigInt::from(1) << shift).into();
    Ok(Value::tuple([Value::Int(numerator), Value::Int(denominator)]))
}

fn from_hex(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let class = arguments.take_first();
    let [source] = super::parameters::exactly(evaluator, "float.fromhex", arguments)?;
    let source = text(evaluator, &source, |kind| format!("fromhex() argument must be str, not {kind}"))?;
    let Some((negative, magnitude)) = hexadecimal(evaluator, source.trim_matches(is_ascii_space))? else {
        return Err(evaluator.value_error("invalid hexadecimal floating-point string"));
    };
    let number = Value::from(if negative { -magnitude } else { magnitude });
    match class {
        Some(class @ Value::Class(_)) if !class.is(&Value::Class(Rc::clone(&evaluator.types.float))) => {
            evaluator.call(&class, Arguments::positional([number]))
        }
        _ => Ok(number),
    }
}

fn is_ascii_space(character: char) -> bool {
    matches!(character, ' ' | '\t'..='\r')
}

/// The sign and the magnitude of `[sign]['0x']digits['.'digits]['p'exponent]`, `inf` or `nan`.
fn hexadecimal(evaluator: &mut Evaluator, text: &str) -> EvalResult<Option<(bool, f64)>> {
    let lower = text.to_ascii_lowercase();
    let (negative, unsigned) = match lower.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, lower.strip_prefix('+').unwrap_or(&lower)),
    };
    match unsigned {
        "inf" | "infinity" => return Ok(Some((negative, f64::INFINITY))),
        "nan" => return Ok(Some((negative, f64::NAN))),
        _ => {}
    }
    let digits = unsigned.strip_prefix("0x").unwrap_or(unsigned);
    let (digits, exponent) = match digits.split_once('p') {
        Some((digits, exponent)) => {
            let Ok(exponent) = exponent.parse::<i64>() else { return Ok(None) };
            (digits, exponent)
        }
        None => (digits, 0),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all = format!("{whole}{fraction}");
    let valid = !all.is_empty() && all.bytes().all(|digit| digit.is_ascii_hexdigit());
    let Some(mantissa) = BigInt::parse_bytes(all.as_bytes(), 16).filter(|_| valid) else { return Ok(None) };
    let too_large = |evaluator: &Evaluator| {
        let message = "hexadecimal value too large to represent as a float";
        evaluator.exception(&evaluator.exceptions.overflow_error, message)
    };
    // Beyond these no double is left, whatever the digits.
    let exponent = exponent.saturating_sub(4 * fraction.len() as i64);
    let bits = mantissa.bits() as i64;
    if bits == 0 || exponent.saturating_add(bits) < -1100 {
        return Ok(Some((negative, 0.0)));
    }
    if exponent.saturating_add(bits) > 1100 {
        return Err(too_large(evaluator));
    }
    let power = BigInt::from(1) << exponent.unsigned_abs();
    let magnitude = if exponent >= 0 {
        int_to_f64(evaluator, &(mantissa * power).into()).map_err(|_| too_large(evaluator))?
    } else {
        super::number::quotient(&mantissa, &power).unwrap_or(f64::INFINITY)
    };
    Ok(Some((negative, magnitude)))
}

fn hex(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let number = own(evaluator, &mut arguments, "hex")?;
    super::parameters::exactly::<0>(evaluator, "float.hex", arguments)?;
    if !number.is_finite() {
        return evaluator.repr_of(&Value::Float(number));
    }
    let sign = if number.is_sign_negative() { "-" } else { "" };
    let bits = number.to_bits();
    let (mantissa, biased) = (bits & ((1 << 52) - 1), (bits >> 52 & 0x7ff) as i64);
    let text = match (biased, mantissa) {
        (0, 0) => format!("{sign}0x0.0p+0"),
        (0, _) => format!("{sign}0x0.{mantissa:013x}p-1022"),
        _ => format!("{sign}0x1.{mantissa:013x}p{:+}", biased - 1023),
    };
    Ok(Value::from(text))
}
