//! Arithmetic of integers and floats, with Python's rounding, signs and texts of errors.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{Signed, ToPrimitive, Zero};

use super::super::{EvalResult, Evaluator, Int, Interrupt, Value};
use super::bounds;
use crate::python::value::float::result_of;

/// A number: what `int`, `bool` and `float` have in common.
#[derive(Clone, Debug)]
pub(crate) enum Number {
    /// An `int` or `bool`.
    Int(Int),
    /// A `float`.
    Float(f64),
}

impl Number {
    /// The number that a value is; `None` for other values.
    pub(crate) fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Int(number) => Some(Self::Int(number.clone())),
            Value::Bool(truth) => Some(Self::Int(Int::Small(i64::from(*truth)))),
            Value::Float(number) => Some(Self::Float(*number)),
            _ => None,
        }
    }

    /// The integer, where it is one.
    pub(crate) fn int(self) -> Option<Int> {
        if let Self::Int(number) = self { Some(number) } else { None }
    }

    fn to_f64(&self, evaluator: &Evaluator) -> EvalResult<f64> {
        match self {
            Self::Float(number) => Ok(*number),
            Self::Int(number) => int_to_f64(evaluator, number),
        }
    }
}

/// `float(integer)`; `OverflowError` where no double can hold it.
pub(crate) fn int_to_f64(evaluator: &Evaluator, number: &Int) -> EvalResult<f64> {
    number.to_f64().ok_or_else(|| overflow(evaluator, "int too large to convert to float"))
}

/// `int(float)`.
pub(crate) fn f64_to_int(evaluator: &Evaluator, number: f64) -> EvalResult<Int> {
    if number.is_nan() {
        return Err(evaluator.value_error("cannot convert float NaN to integer"));
    }
    Int::from_f64_truncated(number)
        .ok_or_else(|| overflow(evaluator, "cannot convert float infinity to integer"))
}

fn overflow(evaluator: &Evaluator, message: &str) -> Box<Interrupt> {
    evaluator.exception(&evaluator.exceptions.overflow_error, message)
}

fn zero_division(evaluator: &Evaluator, message: &str) -> Box<Interrupt> {
    evaluator.exception(&evaluator.exceptions.zero_division_error, message)
}

/// `left operator right`; `None` where the operator is not defined for the numbers.
pub(crate) fn arithmetic(
    evaluator: &mut Evaluator,
    operator: &str,
    left: &Number,
    right: &Number,
) -> EvalResult<Option<Value>> {
    if let (Number::Int(left), Number::Int(right)) = (left, right) {
        return int_arithmetic(evaluator, operator, left, right);
    }
    if !matches!(operator, "+" | "-" | "*" | "/" | "//" | "%" | "**") {
        return Ok(None);
    }
    let (left, right) = (left.to_f64(evaluator)?, right.to_f64(evaluator)?);
    float_arithmetic(evaluator, operator, left, right)
}

fn int_arithmetic(
    evaluator: &mut Evaluator,
    operator: &str,
    left: &Int,
    right: &Int,
) -> EvalResult<Option<Value>> {
    if let Int::Big(_) = left {
        bounds::work(evaluator, (left.bit_length() >> 3) as usize);
    }
    let result = match operator {
        "+" => left.plus(right),
        "-" => left.minus(right),
        "*" => {
            if left.to_i64().is_none() || right.to_i64().is_none() {
                bounds::check_bits(evaluator, left.bit_length() + right.bit_length())?;
            }
            left.times(right)
        }
        "/" => return true_division(evaluator, left, right).map(|result| Some(Value::Float(result))),
        "//" => {
            check_division(evaluator, left, right)?;
            let message = "integer division or modulo by zero";
            left.div_mod(right).ok_or_else(|| zero_division(evaluator, message))?.0
        }
        "%" => {
            check_division(evaluator, left, right)?;
            left.div_mod(right).ok_or_else(|| zero_division(evaluator, "integer modulo by zero"))?.1
        }
        "**" => return int_power(evaluator, left, right).map(Some),
        "<<" => shift_left(evaluator, left, right)?,
        ">>" => shift_right(evaluator, left, right)?,
        "&" => left.and(right),
        "|" => left.or(right),
        "^" => left.xor(right),
        _ => return Ok(None),
    };
    Ok(Some(Value::Int(result)))
}

fn check_division(evaluator: &mut Evaluator, left: &Int, right: &Int) -> EvalResult<()> {
    if left.to_i64().is_some() || right.to_i64().is_some() {
        return Ok(());
    }
    bounds::check_bits(evaluator, left.bit_length())
}

fn shift_left(evaluator: &mut Evaluator, left: &Int, right: &Int) -> EvalResult<Int> {
    if right.is_negative() {
        return Err(evaluator.value_error("negative shift count"));
    }
    if left.is_zero() {
        return Ok(Int::Small(0));
    }
    let bits = right.to_i64().and_then(|bits| u32::try_from(bits).ok()).unwrap_or(u32::MAX);
    bounds::check_bits(evaluator, left.bit_length() + u64::from(bits))?;
    Ok(left.shifted_left(bits))
}

fn shift_right(evaluator: &Evaluator, left: &Int, right: &Int) -> EvalResult<Int> {
    if right.is_negative() {
        return Err(evaluator.value_error("negative shift count"));
    }
    let all = || Int::Small(if left.is_negative() { -1 } else { 0 });
    let bits = right.to_i64().and_then(|bits| u32::try_from(bits).ok());
    Ok(bits.map_or_else(all, |bits| left.shifted_right(bits)))
}

fn int_power(evaluator: &mut Evaluator, base: &Int, exponent: &Int) -> EvalResult<Value> {
    if exponent.is_negative() {
        let (base, exponent) = (int_to_f64(evaluator, base)?, int_to_f64(evaluator, exponent)?);
        return float_power(evaluator, base, exponent);
    }
    if let Some(base) = base.to_i64().filter(|base| (-1..=1).contains(base)) {
        let even = exponent.and(&Int::Small(1)).is_zero();
        return Ok(Value::int(if exponent.is_zero() || (base == -1 && even) { 1 } else { base }));
    }
    let short = exponent.to_i64().and_then(|exponent| u32::try_from(exponent).ok()).unwrap_or(u32::MAX);
    bounds::check_bits(evaluator, base.bit_length().saturating_mul(u64::from(short)))?;
    Ok(Value::Int(base.power(short)))
}

/// `left / right` of integers, rounded correctly.
fn true_division(evaluator: &Evaluator, left: &Int, right: &Int) -> EvalResult<f64> {
    const EXACT: u64 = 1 << f64::MANTISSA_DIGITS;
    if right.is_zero() {
        return Err(zero_division(evaluator, "division by zero"));
    }
    if let (Some(a), Some(b)) = (left.to_i64(), right.to_i64())
        && a.unsigned_abs() <= EXACT
        && b.unsigned_abs() <= EXACT
    {
        return Ok(a as f64 / b as f64);
    }
    let (a, b) = (left.to_big(), right.to_big());
    let negative = a.is_negative() != b.is_negative();
    quotient(&a.abs(), &b.abs())
        .map(|result| if negative { -result } else { result })
        .ok_or_else(|| overflow(evaluator, "integer division result too large for a float"))
}

/// The double nearest to a quotient of positive integers; `None` where it is too large.
pub(super) fn quotient(a: &BigInt, b: &BigInt) -> Option<f64> {
    if a.is_zero() {
        return Some(0.0);
    }
    // Scaled so that the whole quotient has 64 to 66 bits; what is cut off is kept in its last bit.
    let shift = 65 + b.bits() as i64 - a.bits() as i64;
    let (whole, rest) = if shift >= 0 { (a << shift).div_rem(b) } else { a.div_rem(&(b << -shift)) };
    let mantissa = whole.to_u128()? | u128::from(!rest.is_zero());
    // Below the normal range a double has fewer bits: round once, at the last bit that it has.
    let bits = 128 - i64::from(mantissa.leading_zeros());
    let keep = (bits - shift + 1074).clamp(0, i64::from(f64::MANTISSA_DIGITS));
    let drop = bits - keep;
    let half = 1_u128 << (drop - 1);
    let below = mantissa & ((half << 1) - 1);
    let mut kept = mantissa >> drop;
    if below > half || (below == half && kept & 1 == 1) {
        kept += 1;
    }
    let result = scale(kept as f64, drop - shift);
    result.is_finite().then_some(result)
}

/// `value * 2 ** exponent` where the result is exact or too large.
fn scale(mut value: f64, mut exponent: i64) -> f64 {
    while exponent > 1000 {
        value *= 2_f64.powi(1000);
        exponent -= 1000;
        if !value.is_finite() {
            return value;
        }
    }
    while exponent < -1000 {
        value *= 2_f64.powi(-1000);
        exponent += 1000;
    }
    value * 2_f64.powi(exponent as i32)
}

fn float_arithmetic(
    evaluator: &Evaluator,
    operator: &str,
    left: f64,
    right: f64,
) -> EvalResult<Option<Value>> {
    let nonzero = |message| if right == 0.0 { Err(zero_division(evaluator, message)) } else { Ok(()) };
    let result = match operator {
        "+" => left + right,
        "-" => left - right,
        "*" => left * right,
        "/" => {
            nonzero("float division by zero")?;
            left / right
        }
        "//" => {
            nonzero("float floor division by zero")?;
            float_div_mod(left, right).0
        }
        "%" => {
            nonzero("float modulo")?;
            float_div_mod(left, right).1
        }
        "**" => return float_power(evaluator, left, right).map(Some),
        _ => return Ok(None),
    };
    Ok(Some(result_of(&[left, right], result).into()))
}

/// Quotient rounded down and remainder with the divisor's sign; the divisor is not zero.
fn float_div_mod(left: f64, right: f64) -> (f64, f64) {
    let mut remainder = left % right;
    let mut quotient = (left - remainder) / right;
    if remainder == 0.0 {
        remainder = 0.0_f64.copysign(right);
    } else if (right < 0.0) != (remainder < 0.0) {
        remainder += right;
        quotient -= 1.0;
    }
    if quotient == 0.0 {
        return (0.0_f64.copysign(left / right), remainder);
    }
    let floor = quotient.floor();
    (if quotient - floor > 0.5 { floor + 1.0 } else { floor }, remainder)
}

fn float_power(evaluator: &Evaluator, base: f64, exponent: f64) -> EvalResult<Value> {
    if base == 0.0 && exponent < 0.0 && exponent.is_finite() {
        return Err(zero_division(evaluator, "0.0 cannot be raised to a negative power"));
    }
    if base < 0.0 && base.is_finite() && exponent.is_finite() && exponent.fract() != 0.0 {
        return Ok(evaluator.unknown("complex numbers are not evaluated"));
    }
    let result = base.powf(exponent);
    if result.is_infinite() && base.is_finite() && exponent.is_finite() {
        return Err(overflow(evaluator, "(34, 'Numerical result out of range')"));
    }
    Ok(result_of(&[base, exponent], result).into())
}

/// `divmod(left, right)`.
pub(crate) fn div_mod(evaluator: &Evaluator, left: &Number, right: &Number) -> EvalResult<(Value, Value)> {
    if let (Number::Int(left), Number::Int(right)) = (left, right) {
        let message = "integer division or modulo by zero";
        let (quotient, remainder) = left.div_mod(right).ok_or_else(|| zero_division(evaluator, message))?;
        return Ok((Value::Int(quotient), Value::Int(remainder)));
    }
    let (left, right) = (left.to_f64(evaluator)?, right.to_f64(evaluator)?);
    if right == 0.0 {
        return Err(zero_division(evaluator, "float divmod()"));
    }
    let (quotient, remainder) = float_div_mod(left, right);
    let value = |result| Value::from(result_of(&[left, right], result));
    Ok((value(quotient), value(remainder)))
}

/// `pow(base, exponent, modulus)` of integers.
pub(crate) fn modular_power(
    evaluator: &mut Evaluator,
    base: &Int,
    exponent: &Int,
    modulus: &Int,
) -> EvalResult<Int> {
    if modulus.is_zero() {
        return Err(evaluator.value_error("pow() 3rd argument cannot be 0"));
    }
    // The work is quadratic in the modulus and linear in the exponent.
    let work =
        modulus.bit_length().saturating_mul(modulus.bit_length()).saturating_mul(exponent.bit_length());
    bounds::check_bits(evaluator, work >> 14)?;
    let modulus = modulus.to_big();
    let (mut base, mut exponent) = (base.to_big(), exponent.to_big());
    if exponent.is_negative() {
        let inverse = base.modinv(&modulus);
        base =
            inverse.ok_or_else(|| evaluator.value_error("base is not invertible for the given modulus"))?;
        exponent = -exponent;
    }
    Ok(base.modpow(&exponent, &modulus).into())
}

/// A float rounded to so many decimals, correctly and half to even; `None` where the result would be too large.
pub(crate) fn round_float(number: f64, digits: i64) -> Option<f64> {
    // Beyond these counts of decimals every double is a multiple of the unit, or less than half of it.
    if !number.is_finite() || digits > 323 {
        return Some(number);
    }
    if digits < -308 {
        return Some(0.0 * number);
    }
    if digits >= 0 {
        let decimals = digits as usize;
        return format!("{number:.decimals$}").parse().ok();
    }
    // Digits before the point of the exact value: enough of them that rounding does not reach the first.
    let exponent = exponent_of_ten(number.abs());
    let kept = exponent + 1 + digits;
    let rounded = match usize::try_from(kept) {
        Ok(0) => {
            let unit = Int::Small(10).power(digits.unsigned_abs() as u32);
            let half = unit.div_mod(&Int::Small(2)).map_or(Int::Small(0), |(half, _)| half);
            let up = half.compare_f64(number.abs()) == Some(std::cmp::Ordering::Less);
            if up { unit.to_f64()?.copysign(number) } else { 0.0 * number }
        }
        Ok(kept) => {
            let decimals = kept - 1;
            format!("{number:.decimals$e}").parse().ok()?
        }
        Err(_) => 0.0 * number,
    };
    rounded.is_finite().then_some(rounded)
}

/// The exponent of ten of the first digit of a number that is not negative; 0 for zero.
fn exponent_of_ten(number: f64) -> i64 {
    // No double is closer to a power of ten, without being one, than 800 digits tell.
    let text = format!("{number:.800e}");
    text.split_once('e').and_then(|(_, exponent)| exponent.parse().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{BigInt, float_div_mod, quotient, round_float};

    #[test]
    fn quotients_of_large_integers_are_rounded_once() {
        let ten = |exponent| BigInt::from(10).pow(exponent);
        let ratio = |a: &BigInt, b: &BigInt| quotient(a, b);
        assert_eq!(ratio(&ten(400), &ten(399)), Some(10.0));
        assert_eq!(ratio(&ten(400), &BigInt::from(3)), None);
        assert_eq!(ratio(&BigInt::from(1), &ten(320)), Some(1e-320));
        assert_eq!(ratio(&BigInt::from(1), &ten(400)), Some(0.0));
        let odd = (BigInt::from(1) << 53) + 1;
        assert_eq!(ratio(&odd, &BigInt::from(1)), Some(9_007_199_254_740_992.0));
        assert_eq!(ratio(&(odd * 3), &BigInt::from(3)), Some(9_007_199_254_740_992.0));
        assert_eq!(ratio(&BigInt::from(u64::MAX), &BigInt::from(7)), Some(2.635_249_153_387_078_7e18));
    }

    #[test]
    fn floats_are_divided_downwards() {
        assert_eq!(float_div_mod(7.0, -2.0), (-4.0, -1.0));
        assert_eq!(float_div_mod(-7.0, 3.0), (-3.0, 2.0));
        assert_eq!(float_div_mod(7.5, 2.0), (3.0, 1.5));
        assert!(float_div_mod(-0.0, 5.0).1.is_sign_positive());
        assert!(float_div_mod(-0.0, 5.0).0.is_sign_negative());
    }

    #[test]
    fn floats_are_rounded_by_their_exact_value() {
        for (number, digits, expected) in [
            (2.675, 2, 2.67),
            (0.125, 2, 0.12),
            (1234.5, -2, 1200.0),
            (1250.0, -2, 1200.0),
            (1350.0, -2, 1400.0),
            (5.0, -1, 0.0),
            (15.0, -1, 20.0),
            (6.0, -1, 10.0),
            (99.0, -2, 100.0),
            (50.0, -2, 0.0),
            (4.0, -2, 0.0),
            (1e300, -299, 1e300),
            (1.5, 400, 1.5),
        ] {
            assert_eq!(round_float(number, digits), Some(expected), "{number} {digits}");
        }
        assert_eq!(round_float(f64::MAX, -308), None);
    }
}
