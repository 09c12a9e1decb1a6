//! `math`: functions of doubles and of integers of any size.

mod integers;
mod sums;

use std::rc::Rc;

use super::convert::{big_integer, float, integer, single};
use super::parts::Names;
use crate::python::value::float::result_of;
use crate::python::{Arguments, EvalResult, Evaluator, Int, Value, Vars};

/// The names of the module. `cbrt`, `erf`, `gamma` and their kin are not given: their
/// last digits differ between libraries.
pub(super) fn module(_evaluator: &mut Evaluator) -> EvalResult<Vars> {
    let names = Names::default()
        .value("pi", std::f64::consts::PI)
        .value("e", std::f64::consts::E)
        .value("tau", std::f64::consts::TAU)
        .value("inf", f64::INFINITY)
        .value("nan", f64::NAN);
    let names = FUNCTIONS.iter().fold(names, |names, (name, function)| {
        let code =
            move |evaluator: &mut Evaluator, arguments| of_float(evaluator, arguments, name, *function);
        names.value(name, super::parts::closure(name, code))
    });
    Ok(integers::attributes(sums::attributes(names))
        .functions(&[
            ("ceil", |evaluator, arguments| rounded(evaluator, arguments, "ceil", f64::ceil)),
            ("floor", |evaluator, arguments| rounded(evaluator, arguments, "floor", f64::floor)),
            ("trunc", |evaluator, arguments| rounded(evaluator, arguments, "trunc", f64::trunc)),
            ("copysign", |evaluator, arguments| of_two(evaluator, arguments, "copysign", f64::copysign)),
            ("atan2", |evaluator, arguments| of_two(evaluator, arguments, "atan2", angle)),
            ("fabs", |evaluator, arguments| Ok(one(evaluator, arguments, "fabs")?.abs().into())),
            ("fmod", fmod),
            ("frexp", frexp),
            ("isclose", isclose),
            ("isfinite", |evaluator, arguments| question(evaluator, arguments, "isfinite", f64::is_finite)),
            ("isinf", |evaluator, arguments| question(evaluator, arguments, "isinf", f64::is_infinite)),
            ("isnan", |evaluator, arguments| question(evaluator, arguments, "isnan", f64::is_nan)),
            ("ldexp", ldexp),
            ("log", log),
            ("log10", |evaluator, arguments| logarithm(evaluator, arguments, "log10", f64::log10)),
            ("log2", |evaluator, arguments| logarithm(evaluator, arguments, "log2", f64::log2)),
            ("modf", modf),
            ("nextafter", |evaluator, arguments| of_two(evaluator, arguments, "nextafter", next_after)),
            ("pow", pow),
            ("remainder", remainder),
            ("ulp", |evaluator, arguments| Ok(unit_in_last_place(one(evaluator, arguments, "ulp")?).into())),
        ])
        .vars())
}

type OfFloat = fn(f64) -> f64;

/// Functions of one double. A result that is not a number, of a number, is a domain error; an infinite one, of a finite
/// number, is a range error, or a domain error for those that have a pole there.
const FUNCTIONS: &[(&str, OfFloat)] = &[
    ("acos", f64::acos),
    ("acosh", f64::acosh),
    ("asin", f64::asin),
    ("asinh", f64::asinh),
    ("atan", f64::atan),
    ("atanh", f64::atanh),
    ("cbrt", f64::cbrt),
    ("cos", f64::cos),
    ("cosh", f64::cosh),
    ("degrees", |angle| angle * (180.0 / std::f64::consts::PI)),
    ("exp", f64::exp),
    ("exp2", f64::exp2),
    ("expm1", f64::exp_m1),
    ("log1p", f64::ln_1p),
    ("radians", |angle| angle * (std::f64::consts::PI / 180.0)),
    ("sin", f64::sin),
    ("sinh", f64::sinh),
    ("sqrt", f64::sqrt),
    ("tan", f64::tan),
    ("tanh", f64::tanh),
];

fn domain_error<T>(evaluator: &Evaluator) -> EvalResult<T> {
    Err(evaluator.value_error("math domain error"))
}

fn range_error<T>(evaluator: &Evaluator) -> EvalResult<T> {
    Err(evaluator.exception(&evaluator.exceptions.overflow_error, "math range error"))
}

fn of_float(
    evaluator: &mut Evaluator,
    arguments: Arguments,
    name: &str,
    function: fn(f64) -> f64,
) -> EvalResult<Value> {
    let number = one(evaluator, arguments, name)?;
    let result = result_of(&[number], function(number));
    if result.is_nan() && !number.is_nan() {
        return domain_error(evaluator);
    }
    if matches!(name, "degrees" | "radians") {
        return Ok(result.into());
    }
    if result.is_infinite() && number.is_finite() {
        return if matches!(name, "atanh" | "log1p") {
            domain_error(evaluator)
        } else {
            range_error(evaluator)
        };
    }
    Ok(result.into())
}

fn one(evaluator: &mut Evaluator, arguments: Arguments, name: &str) -> EvalResult<f64> {
    let value = single(evaluator, arguments, &format!("math.{name}"))?;
    float(evaluator, &value)
}

fn two(evaluator: &mut Evaluator, arguments: Arguments, name: &str) -> EvalResult<(f64, f64)> {
    arguments.check_positional(evaluator, &format!("math.{name}"), 2, 2)?;
    match &arguments.positional[..] {
        [left, right] if arguments.keywords.is_empty() => {
            Ok((float(evaluator, &left.clone())?, float(evaluator, &right.clone())?))
        }
        given => {
            let count = given.len();
            Err(evaluator.type_error(&format!("{name} expected 2 arguments, got {count}")))
        }
    }
}

fn of_two(
    evaluator: &mut Evaluator,
    arguments: Arguments,
    name: &str,
    function: fn(f64, f64) -> f64,
) -> EvalResult<Value> {
    let (left, right) = two(evaluator, arguments, name)?;
    Ok(function(left, right).into())
}

/// `math.atan2`, which says itself what it gives for what is no number.
fn angle(opposite: f64, adjacent: f64) -> f64 {
    if opposite.is_nan() || adjacent.is_nan() { f64::NAN } else { opposite.atan2(adjacent) }
}

/// The next double after one, towards the other.
fn next_after(from: f64, to: f64) -> f64 {
    match from.partial_cmp(&to) {
        None => result_of(&[from, to], f64::NAN),
        Some(std::cmp::Ordering::Less) => from.next_up(),
        Some(std::cmp::Ordering::Equal) => to,
        Some(std::cmp::Ordering::Greater) => from.next_down(),
    }
}

/// The value of the least significant bit of a double.
fn unit_in_last_place(number: f64) -> f64 {
    let number = number.abs();
    if !number.is_finite() {
        return number;
    }
    let next = number.next_up();
    if next.is_infinite() { number - number.next_down() } else { next - number }
}

/// The difference of one double and the closest multiple of another (`math.remainder`).
fn remainder(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (left, right) = two(evaluator, arguments, "remainder")?;
    if left.is_nan() || right.is_nan() {
        return Ok(if left.is_nan() { left } else { right }.into());
    }
    if left.is_infinite() || right == 0.0 {
        return domain_error(evaluator);
    }
    if right.is_infinite() {
        return Ok(left.into());
    }
    let (number, by) = (left.abs(), right.abs());
    let rest = number % by;
    let other = by - rest;
    let closest = match rest.partial_cmp(&other) {
        Some(std::cmp::Ordering::Less) => rest,
        Some(std::cmp::Ordering::Greater) => -other,
        _ => rest - 2.0 * ((0.5 * (number - rest)) % by),
    };
    Ok((1.0_f64.copysign(left) * closest).into())
}

fn question(
    evaluator: &mut Evaluator,
    arguments: Arguments,
    name: &str,
    holds: fn(f64) -> bool,
) -> EvalResult<Value> {
    Ok(holds(one(evaluator, arguments, name)?).into())
}

fn rounded(
    evaluator: &mut Evaluator,
    arguments: Arguments,
    name: &str,
    round: fn(f64) -> f64,
) -> EvalResult<Value> {
    let value = single(evaluator, arguments, &format!("math.{name}"))?;
    if let Value::Int(_) | Value::Bool(_) = value.unwrapped() {
        return big_integer(evaluator, &value).map(Value::Int);
    }
    if !matches!(value, Value::Float(_))
        && let Some(result) = evaluator.special(&value, &format!("__{name}__"), [])?
    {
        return Ok(result);
    }
    if name == "trunc" && !matches!(value.unwrapped(), Value::Float(_) | Value::Unknown(_)) {
        let kind = Rc::clone(&evaluator.class_of(&value).name);
        return Err(evaluator.type_error(&format!("type {kind} doesn't define __trunc__ method")));
    }
    let number = float(evaluator, &value)?;
    match Int::from_f64_truncated(round(number)) {
        Some(whole) => Ok(Value::Int(whole)),
        None if number.is_nan() => Err(evaluator.value_error("cannot convert float NaN to integer")),
        None => {
            let class = &evaluator.exceptions.overflow_error;
            Err(evaluator.exception(class, "cannot convert float infinity to integer"))
        }
    }
}

fn fmod(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (left, right) = two(evaluator, arguments, "fmod")?;
    let result = result_of(&[left, right], left % right);
    if result.is_nan() && !left.is_nan() && !right.is_nan() {
        return domain_error(evaluator);
    }
    Ok(result.into())
}

fn modf(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let number = one(evaluator, arguments, "modf")?;
    let fraction =
        if number.is_infinite() { 0.0_f64.copysign(number) } else { number.fract().copysign(number) };
    Ok(Value::tuple([Value::from(fraction), number.trunc().into()]))
}

/// The bits of a double: its exponent, where it is finite and not zero, and the number scaled into [0.5, 1).
fn frexp(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let number = one(evaluator, arguments, "frexp")?;
    if number == 0.0 || !number.is_finite() {
        return Ok(Value::tuple([Value::from(number), Value::int(0)]));
    }
    let (scaled, shift) = if number.is_subnormal() { (number * 2.0_f64.powi(64), 64) } else { (number, 0) };
    let exponent = ((scaled.to_bits() >> 52) & 0x7ff) as i64 - 1022;
    let mantissa = f64::from_bits(scaled.to_bits() & !(0x7ff << 52) | (1022 << 52));
    Ok(Value::tuple([Value::Float(mantissa), Value::int(exponent - shift)]))
}

fn ldexp(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [number, exponent] = arguments.bind_positional(evaluator, "math.ldexp", 2)?;
    let number = float(evaluator, &number.unwrap_or(Value::None))?;
    let exponent = integer(evaluator, &exponent.unwrap_or(Value::None))?.clamp(-3000, 3000) as i32;
    // In steps, so that no power of two overflows or vanishes before the result does.
    let step = exponent.clamp(-1000, 1000);
    let rest = exponent - step;
    let result = number
        * 2.0_f64.powi(step)
        * 2.0_f64.powi(rest.clamp(-1000, 1000))
        * 2.0_f64.powi(rest - rest.clamp(-1000, 1000));
    if result.is_infinite() && number.is_finite() {
        return range_error(evaluator);
    }
    if result.is_subnormal() && exponent < -1000 {
        return super::convert::stop(evaluator, "the last digit of so small a number is rounded twice here");
    }
    Ok(result.into())
}

fn isclose(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [left, right, relative, absolute] =
        arguments.bind_builtin(evaluator, "isclose", ["a!", "b!", "*rel_tol", "*abs_tol"])?;
    let mut number = |value: Option<Value>, default: f64| match value {
        Some(value) => float(evaluator, &value),
        None => Ok(default),
    };
    let (left, right) = (number(left, 0.0)?, number(right, 0.0)?);
    let (relative, absolute) = (number(relative, 1e-9)?, number(absolute, 0.0)?);
    if relative < 0.0 || absolute < 0.0 {
        return Err(evaluator.value_error("tolerances must be non-negative"));
    }
    let is_equal = left.partial_cmp(&right) == Some(std::cmp::Ordering::Equal);
    if is_equal || left.is_infinite() || right.is_infinite() {
        return Ok(is_equal.into());
    }
    let difference = (right - left).abs();
    let close = difference <= (relative * right).abs() || difference <= (relative * left).abs();
    Ok((close || difference <= absolute).into())
}

/// A large integer as a double in [0.5, 1], rounded half to even, and the power of two that it was divided by.
fn scaled(number: &Int) -> (f64, f64) {
    let bits = number.bit_length();
    let shift = u32::try_from(bits.saturating_sub(62)).unwrap_or(u32::MAX);
    let top = number.shifted_right(shift);
    let is_exact = top.shifted_left(shift) == *number;
    // One bit stands for all that was cut off, so that the rounding is right.
    let top = top.to_i64().unwrap_or(i64::MAX) << 1 | i64::from(!is_exact);
    (top as f64 / 2.0_f64.powi(63), bits as f64)
}

/// A logarithm of a double or of an integer of any size.
fn logarithm_of(evaluator: &mut Evaluator, value: &Value, function: fn(f64) -> f64) -> EvalResult<f64> {
    if let Value::Int(number) = value.unwrapped() {
        if number <= Int::from(0) {
            return domain_error(evaluator);
        }
        if number.to_f64().is_none() {
            let (scaled, bits) = scaled(&number);
            return Ok(function(scaled) + function(2.0) * bits);
        }
    }
    let number = float(evaluator, value)?;
    if number <= 0.0 {
        return domain_error(evaluator);
    }
    Ok(result_of(&[number], function(number)))
}

fn logarithm(
    evaluator: &mut Evaluator,
    arguments: Arguments,
    name: &str,
    function: fn(f64) -> f64,
) -> EvalResult<Value> {
    let value = single(evaluator, arguments, &format!("math.{name}"))?;
    logarithm_of(evaluator, &value, function).map(Value::from)
}

fn log(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    arguments.check_positional(evaluator, "log", 0, usize::MAX)?;
    if !(1..=2).contains(&arguments.positional.len()) {
        return Err(evaluator.type_error("math.log requires 1 to 2 arguments"));
    }
    let [value, base] = arguments.bind_positional(evaluator, "log", 1)?;
    let result = logarithm_of(evaluator, &value.unwrap_or(Value::None), f64::ln)?;
    let Some(base) = base else { return Ok(result.into()) };
    let base = logarithm_of(evaluator, &base, f64::ln)?;
    if base == 0.0 {
        return Err(evaluator.exception(&evaluator.exceptions.zero_division_error, "float division by zero"));
    }
    Ok(result_of(&[result, base], result / base).into())
}

fn pow(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (base, exponent) = two(evaluator, arguments, "pow")?;
    let result = result_of(&[base, exponent], base.powf(exponent));
    if base.is_finite() && exponent.is_finite() {
        if result.is_nan() || base == 0.0 && exponent < 0.0 {
            return domain_error(evaluator);
        }
        if result.is_infinite() {
            return range_error(evaluator);
        }
    }
    Ok(result.into())
}
