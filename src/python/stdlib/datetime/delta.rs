//! `timedelta`.

use std::fmt::Write as _;
use std::rc::Rc;

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{Signed, ToPrimitive, Zero};

use super::super::parts::{Names, receiver, take_first};
use super::{Compare, TimeDelta, big, comparison, delta_value, hash_number, instance};
use crate::python::{Arguments, Class, ClassHooks, EvalResult, Evaluator, Int, Value};

/// The most days that a `timedelta` can have.
pub(super) const LIMIT: i64 = 999_999_999;

struct Hooks;

impl ClassHooks for Hooks {
    fn construct(
        &self,
        evaluator: &mut Evaluator,
        class: &Rc<Class>,
        arguments: &Arguments,
    ) -> EvalResult<Option<Value>> {
        let parameters = ["days", "seconds", "microseconds", "milliseconds", "minutes", "hours", "weeks"];
        let units = [86_400_000_000_i64, 1_000_000, 1, 1000, 60_000_000, 3_600_000_000, 604_800_000_000];
        let values = arguments.clone().bind_builtin(evaluator, "__new__", parameters)?;
        let mut whole = BigInt::zero();
        let mut rest = 0.0;
        // CPython adds microseconds first; the order matters only for how fractions are rounded.
        for at in [2, 3, 1, 4, 5, 0, 6] {
            let Some(value) = &values[at] else { continue };
            let (exact, fraction) = part(evaluator, parameters[at], value, units[at])?;
            whole += exact;
            rest += fraction;
        }
        whole += rounded(rest, &whole);
        let delta = from_big(evaluator, &whole)?;
        Ok(Some(instance(class, delta)))
    }
}

/// A component in microseconds: its whole part, and what is left of a fraction.
fn part(evaluator: &Evaluator, name: &str, value: &Value, unit: i64) -> EvalResult<(BigInt, f64)> {
    match value.unwrapped() {
        Value::Int(number) => Ok((number.to_big() * unit, 0.0)),
        Value::Bool(truth) => Ok((BigInt::from(i64::from(truth)) * unit, 0.0)),
        Value::Float(number) => {
            if number.is_nan() {
                return Err(evaluator.value_error("cannot convert float NaN to integer"));
            }
            let Some(whole) = Int::from_f64_truncated(number) else {
                return Err(evaluator.exception(
                    &evaluator.exceptions.overflow_error,
                    "cannot convert float infinity to integer",
                ));
            };
            let fraction = number.fract() * unit as f64;
            let of_fraction = Int::from_f64_truncated(fraction).unwrap_or_default();
            Ok((whole.to_big() * unit + of_fraction.to_big(), fraction.fract()))
        }
        Value::Unknown(unknown) => Err(unknown.into()),
        other => Err(evaluator.type_error(&format!(
            "unsupported type for timedelta {name} component: {}",
            evaluator.class_of(&other).name
        ))),
    }
}

/// What a fraction of a microsecond adds: rounded, and to even in the middle.
fn rounded(rest: f64, whole: &BigInt) -> BigInt {
    // Rounding to even is decided by the sum, not by the fraction alone.
    let odd = if whole.is_odd() { 1.0 } else { 0.0 };
    let nearest = (rest + odd).round_ties_even() - odd;
    BigInt::from(nearest as i64)
}

fn from_big(evaluator: &Evaluator, microseconds: &BigInt) -> EvalResult<TimeDelta> {
    let delta = microseconds.to_i128().map(TimeDelta::from_microseconds);
    let days = microseconds.div_floor(&BigInt::from(86_400_000_000_i64));
    if days > BigInt::from(i32::MAX) || days < BigInt::from(i32::MIN) {
        let message = "Python int too large to convert to C int";
        return Err(evaluator.exception(&evaluator.exceptions.overflow_error, message));
    }
    match delta {
        Some(delta) if days.abs() <= BigInt::from(LIMIT) => Ok(delta),
        _ => {
            let message = format!("days={days}; must have magnitude <= {LIMIT}");
            Err(evaluator.exception(&evaluator.exceptions.overflow_error, &message))
        }
    }
}

pub(super) fn class(object: &[Rc<Class>]) -> Rc<Class> {
    let names = Names::default()
        .properties(&[
            ("days", |evaluator, mut arguments| Ok(Value::int(get(evaluator, &mut arguments)?.days))),
            ("seconds", |evaluator, mut arguments| Ok(Value::int(get(evaluator, &mut arguments)?.seconds))),
            ("microseconds", |evaluator, mut arguments| {
                Ok(Value::int(get(evaluator, &mut arguments)?.microseconds))
            }),
        ])
        .functions(&[
            ("total_seconds", |evaluator, mut arguments| {
                let microseconds = big(get(evaluator, &mut arguments)?.microseconds_in_all());
                evaluator.binary("/", &microseconds, &Value::int(1_000_000))
            }),
            ("__add__", |evaluator, arguments| sum(evaluator, arguments, |a, b| a + b)),
            ("__radd__", |evaluator, arguments| sum(evaluator, arguments, |a, b| a + b)),
            ("__sub__", |evaluator, arguments| sum(evaluator, arguments, |a, b| a - b)),
            ("__rsub__", |evaluator, arguments| sum(evaluator, arguments, |a, b| b - a)),
            ("__mul__", multiply),
            ("__rmul__", multiply),
            ("__truediv__", divide),
            ("__floordiv__", floor_divide),
            ("__mod__", |evaluator, arguments| {
                Ok(div_mod(evaluator, arguments)?.map_or(Value::NotImplemented, |it| it.1))
            }),
            ("__divmod__", |evaluator, arguments| {
                Ok(div_mod(evaluator, arguments)?
                    .map_or(Value::NotImplemented, |(a, b)| Value::tuple([a, b])))
            }),
            ("__neg__", |evaluator, mut arguments| {
                let delta = get(evaluator, &mut arguments)?;
                made(evaluator, -delta.microseconds_in_all())
            }),
            ("__pos__", |evaluator, mut arguments| take_first(evaluator, &mut arguments)),
            ("__abs__", |evaluator, mut arguments| {
                let delta = get(evaluator, &mut arguments)?;
                made(evaluator, delta.microseconds_in_all().abs())
            }),
            ("__bool__", |evaluator, mut arguments| {
                Ok(Value::Bool(get(evaluator, &mut arguments)?.microseconds_in_all() != 0))
            }),
            ("__hash__", |evaluator, mut arguments| {
                Ok(hash_number(get(evaluator, &mut arguments)?.microseconds_in_all()))
            }),
            ("__eq__", |evaluator, arguments| {
                comparison(evaluator, arguments, COMPARE, std::cmp::Ordering::is_eq)
            }),
            ("__lt__", |evaluator, arguments| {
                comparison(evaluator, arguments, COMPARE, std::cmp::Ordering::is_lt)
            }),
            ("__le__", |evaluator, arguments| {
                comparison(evaluator, arguments, COMPARE, std::cmp::Ordering::is_le)
            }),
            ("__gt__", |evaluator, arguments| {
                comparison(evaluator, arguments, COMPARE, std::cmp::Ordering::is_gt)
            }),
            ("__ge__", |evaluator, arguments| {
                comparison(evaluator, arguments, COMPARE, std::cmp::Ordering::is_ge)
            }),
            ("__repr__", repr),
            ("__str__", |evaluator, mut arguments| {
                Ok(Value::from(text_of(&*get(evaluator, &mut arguments)?)))
            }),
        ]);
    Class::native("datetime", "timedelta", object, Some(Rc::new(Hooks)), names.vars())
}

const COMPARE: Compare = |_, left, right| {
    let (left, right) = (left.payload::<TimeDelta>(), right.payload::<TimeDelta>());
    Ok(left.zip(right).map(|(left, right)| left.cmp(&right)))
};

fn get(evaluator: &Evaluator, arguments: &mut Arguments) -> EvalResult<Rc<TimeDelta>> {
    Ok(receiver::<TimeDelta>(evaluator, arguments)?.1)
}

fn made(evaluator: &mut Evaluator, microseconds: i128) -> EvalResult<Value> {
    let delta = from_big(evaluator, &BigInt::from(microseconds))?;
    Ok(delta_value(evaluator, delta))
}

fn operands(evaluator: &Evaluator, mut arguments: Arguments) -> EvalResult<(i128, Value)> {
    let left = get(evaluator, &mut arguments)?.microseconds_in_all();
    Ok((left, take_first(evaluator, &mut arguments)?))
}

fn sum(
    evaluator: &mut Evaluator,
    arguments: Arguments,
    operation: fn(i128, i128) -> i128,
) -> EvalResult<Value> {
    let (left, right) = operands(evaluator, arguments)?;
    match right.payload::<TimeDelta>() {
        Some(right) => made(evaluator, operation(left, right.microseconds_in_all())),
        None => Ok(Value::NotImplemented),
    }
}

fn multiply(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (left, right) = operands(evaluator, arguments)?;
    match right.unwrapped() {
        Value::Int(factor) => {
            let delta = from_big(evaluator, &(BigInt::from(left) * factor.to_big()))?;
            Ok(delta_value(evaluator, delta))
        }
        Value::Bool(truth) => made(evaluator, left * i128::from(truth)),
        Value::Float(factor) => {
            let Some((numerator, denominator)) = ratio(factor) else {
                return Err(no_ratio(evaluator, factor));
            };
            let delta = from_big(evaluator, &nearest(&(BigInt::from(left) * numerator), &denominator))?;
            Ok(delta_value(evaluator, delta))
        }
        _ => Ok(Value::NotImplemented),
    }
}

fn no_ratio(evaluator: &Evaluator, number: f64) -> Box<crate::python::Interrupt> {
    if number.is_nan() {
        return evaluator.value_error("cannot convert NaN to integer ratio");
    }
    evaluator.exception(&evaluator.exceptions.overflow_error, "cannot convert Infinity to integer ratio")
}

/// A double as an exact fraction; `None` where it is not finite.
fn ratio(number: f64) -> Option<(BigInt, BigInt)> {
    if !number.is_finite() {
        return None;
    }
    let bits = number.to_bits();
    let exponent = ((bits >> 52) & 0x7ff) as i32;
    let mantissa = (bits & ((1 << 52) - 1)) | if exponent == 0 { 0 } else { 1 << 52 };
    let exponent = exponent.max(1) - 1075;
    let mantissa = BigInt::from(mantissa) * if number < 0.0 { -1 } else { 1 };
    Some(if exponent >= 0 {
        (mantissa << exponent, BigInt::from(1))
    } else {
        (mantissa, BigInt::from(1) << -exponent)
    })
}

/// The quotient, rounded, and to even in the middle.
fn nearest(numerator: &BigInt, denominator: &BigInt) -> BigInt {
    let (quotient, rest) = numerator.div_mod_floor(denominator);
    let twice: BigInt = rest * 2;
    let up = match twice.abs().cmp(&denominator.abs()) {
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Equal => quotient.is_odd(),
        std::cmp::Ordering::Less => false,
    };
    if up { quotient + 1 } else { quotient }
}

fn zero_division(evaluator: &Evaluator) -> Box<crate::python::Interrupt> {
    evaluator.exception(&evaluator.exceptions.zero_division_error, "integer division or modulo by zero")
}

fn divide(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (left, right) = operands(evaluator, arguments)?;
    if let Some(right) = right.payload::<TimeDelta>() {
        return evaluator.binary("/", &big(left), &big(right.microseconds_in_all()));
    }
    let (numerator, denominator) = match right.unwrapped() {
        Value::Int(divisor) => (BigInt::from(1), divisor.to_big()),
        Value::Bool(truth) => (BigInt::from(1), BigInt::from(i64::from(truth))),
        Value::Float(divisor) => match ratio(divisor) {
            Some((numerator, denominator)) => (denominator, numerator),
            None => return Err(no_ratio(evaluator, divisor)),
        },
        _ => return Ok(Value::NotImplemented),
    };
    if denominator.is_zero() {
        return Err(zero_division(evaluator));
    }
    let delta = from_big(evaluator, &nearest(&(BigInt::from(left) * numerator), &denominator))?;
    Ok(delta_value(evaluator, delta))
}

fn floor_divide(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (left, right) = operands(evaluator, arguments)?;
    if let Some(right) = right.payload::<TimeDelta>() {
        return evaluator.binary("//", &big(left), &big(right.microseconds_in_all()));
    }
    let Value::Int(divisor) = right.unwrapped() else { return Ok(Value::NotImplemented) };
    if divisor.is_zero() {
        return Err(zero_division(evaluator));
    }
    let delta = from_big(evaluator, &BigInt::from(left).div_floor(&divisor.to_big()))?;
    Ok(delta_value(evaluator, delta))
}

fn div_mod(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Option<(Value, Value)>> {
    let (left, right) = operands(evaluator, arguments)?;
    let Some(right) = right.payload::<TimeDelta>() else { return Ok(None) };
    let right = right.microseconds_in_all();
    if right == 0 {
        return Err(zero_division(evaluator));
    }
    let (quotient, rest) = left.div_mod_floor(&right);
    Ok(Some((big(quotient), made(evaluator, rest)?)))
}

fn repr(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (value, delta) = receiver::<TimeDelta>(evaluator, &mut arguments)?;
    let parts: Vec<String> =
        [("days", delta.days), ("seconds", delta.seconds), ("microseconds", delta.microseconds)]
            .into_iter()
            .filter(|(_, number)| *number != 0)
            .map(|(name, number)| format!("{name}={number}"))
            .collect();
    let parts = if parts.is_empty() { "0".to_owned() } else { parts.join(", ") };
    let class = evaluator.class_of(&value);
    Ok(Value::from(format!("{}({parts})", class.dotted_name())))
}

/// `str(delta)`: `1 day, 2:03:04.000005`.
pub(super) fn text_of(delta: &TimeDelta) -> String {
    let (minutes, seconds) = (delta.seconds / 60, delta.seconds % 60);
    let mut text = format!("{}:{:02}:{seconds:02}", minutes / 60, minutes % 60);
    if delta.days != 0 {
        let plural = if delta.days.abs() == 1 { "" } else { "s" };
        text = format!("{} day{plural}, {text}", delta.days);
    }
    if delta.microseconds != 0 {
        let _ = write!(text, ".{:06}", delta.microseconds);
    }
    text
}
