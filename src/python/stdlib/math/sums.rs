//! Functions of several numbers: exact sums, products, distances.

use num_bigint::BigInt;
use num_traits::{Signed as _, ToPrimitive as _, Zero as _};

use crate::python::stdlib::convert::{float, single};
use crate::python::stdlib::parts::Names;
use crate::python::{Arguments, EvalResult, Evaluator, Value};

/// The functions of the module on several numbers.
pub(super) fn attributes(names: Names) -> Names {
    names.functions(&[("dist", dist), ("fsum", fsum), ("hypot", hypot), ("prod", prod)])
}

/// The exact sum of doubles: a whole number of the smallest doubles that there are.
#[derive(Default)]
pub(in crate::python::stdlib) struct Exact(BigInt);

/// Doubles are whole multiples of two to this power.
const LOWEST_BIT: i64 = -1074;

impl Exact {
    /// Adds a finite double.
    pub(in crate::python::stdlib) fn add(&mut self, number: f64) {
        let bits = number.to_bits();
        let exponent = ((bits >> 52) & 0x7ff) as i64;
        let mantissa = bits & ((1 << 52) - 1);
        let (mantissa, shift) =
            if exponent == 0 { (mantissa, 0) } else { (mantissa | 1 << 52, exponent - 1) };
        let magnitude = BigInt::from(mantissa) << shift as u64;
        if number.is_sign_negative() { self.0 -= magnitude } else { self.0 += magnitude }
    }

    /// The nearest double, ties to even; infinite where there is none.
    pub(in crate::python::stdlib) fn nearest(&self) -> f64 {
        let magnitude = self.0.abs();
        let bits = magnitude.bits() as i64;
        let drop = (bits - 53).max(0) as u64;
        let mut kept: BigInt = &magnitude >> drop;
        let rest: BigInt = &magnitude - (&kept << drop);
        if drop > 0 {
            let half = BigInt::from(1) << (drop - 1);
            let is_odd = kept.bit(0);
            if rest > half || rest == half && is_odd {
                kept += 1;
            }
        }
        let scaled = kept.to_f64().unwrap_or(f64::INFINITY);
        // The power of two is exact in two steps, and the product too: nothing below the lowest bit is left.
        let exponent = LOWEST_BIT + drop as i64;
        let first = (exponent / 2) as i32;
        let result = scaled * 2.0_f64.powi(first) * 2.0_f64.powi(exponent as i32 - first);
        if self.0.is_negative() { -result } else { result }
    }

    /// Whether the sum is zero.
    pub(in crate::python::stdlib) fn is_zero(&self) -> bool {
        self.0.is_zero()
    }
}

fn numbers(evaluator: &mut Evaluator, values: &Value) -> EvalResult<Vec<f64>> {
    let values = evaluator.iterate(values)?;
    values.iter().map(|value| float(evaluator, value)).collect()
}

fn fsum(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let values = single(evaluator, arguments, "math.fsum")?;
    let mut exact = Exact::default();
    let mut special = 0.0_f64;
    let mut infinities = (false, false);
    for number in numbers(evaluator, &values)? {
        if number.is_finite() {
            exact.add(number);
        } else {
            infinities.0 |= number == f64::INFINITY;
            infinities.1 |= number == f64::NEG_INFINITY;
            special += number;
        }
    }
    if infinities == (true, true) {
        return Err(evaluator.value_error("-inf + inf in fsum"));
    }
    if special != 0.0 {
        return Ok(special.into());
    }
    let sum = exact.nearest();
    if sum.is_infinite() {
        let class = &evaluator.exceptions.overflow_error;
        return Err(evaluator.exception(class, "intermediate overflow in fsum"));
    }
    Ok(if exact.is_zero() { 0.0 } else { sum }.into())
}

fn prod(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [values, start] = arguments.bind_builtin(evaluator, "prod", ["/iterable!", "*start"])?;
    let mut product = start.unwrap_or_else(|| Value::int(1));
    for value in evaluator.iterate(&values.unwrap_or(Value::None))? {
        product = evaluator.binary("*", &product, &value)?;
    }
    Ok(product)
}

/// A sum of squares that keeps what the doubles of its steps lose.
struct Squares {
    /// The sum and one, so that it is greater than every square that is added.
    sum: f64,
    lost: [f64; 3],
}

impl Squares {
    /// Adds `number * number` with the sign, each number below one.
    fn add(&mut self, number: f64, sign: f64) {
        // Both halves have so few bits that their products are exact.
        let large = number * 134_217_729.0;
        let high = large - (large - number);
        let low = number - high;
        for (at, part) in [sign * high * high, sign * 2.0 * high * low].into_iter().enumerate() {
            self.add_part(at, part);
        }
        if sign > 0.0 { self.lost[2] += low * low } else { self.add_part(2, -low * low) }
    }

    fn add_part(&mut self, at: usize, part: f64) {
        let before = self.sum;
        self.sum += part;
        self.lost[at] += (before - self.sum) + part;
    }

    fn total(&self) -> f64 {
        self.sum - 1.0 + (self.lost[0] + self.lost[1] + self.lost[2])
    }
}

/// The root of the sum of squares, rounded as CPython's `math.hypot` does: a root, then one step that corrects it.
fn length(numbers: &[f64]) -> f64 {
    if numbers.iter().any(|number| number.is_infinite()) {
        return f64::INFINITY;
    }
    if numbers.iter().any(|number| number.is_nan()) {
        return f64::NAN;
    }
    let greatest = numbers.iter().fold(0.0, |greatest: f64, number| greatest.max(number.abs()));
    if greatest == 0.0 || numbers.len() <= 1 {
        return greatest;
    }
    if greatest < f64::MIN_POSITIVE {
        let scaled: Vec<f64> = numbers.iter().map(|number| number / f64::MIN_POSITIVE).collect();
        return f64::MIN_POSITIVE * length(&scaled);
    }
    let exponent = (greatest.to_bits() >> 52) as i32 - 1022;
    // Two steps, because the power of two may be beyond the doubles.
    let scale = |number: f64| number * 2.0_f64.powi(-exponent / 2) * 2.0_f64.powi(-exponent - -exponent / 2);
    let mut squares = Squares { sum: 1.0, lost: [0.0; 3] };
    for number in numbers {
        squares.add(scale(number.abs()), 1.0);
    }
    let root = squares.total().sqrt();
    squares.add(root, -1.0);
    let corrected = root + squares.total() / (2.0 * root);
    corrected * 2.0_f64.powi(exponent / 2) * 2.0_f64.powi(exponent - exponent / 2)
}

fn hypot(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    arguments.check_positional(evaluator, "math.hypot", 0, usize::MAX)?;
    let numbers = numbers(evaluator, &Value::list(arguments.positional))?;
    Ok(length(&numbers).into())
}

fn dist(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [left, right] = arguments.bind_positional(evaluator, "math.dist", 2)?;
    let left = numbers(evaluator, &left.unwrap_or(Value::None))?;
    let right = numbers(evaluator, &right.unwrap_or(Value::None))?;
    if left.len() != right.len() {
        return Err(evaluator.value_error("both points must have the same number of dimensions"));
    }
    let differences: Vec<f64> = left.iter().zip(&right).map(|(left, right)| left - right).collect();
    Ok(length(&differences).into())
}

#[cfg(test)]
mod tests {
    use super::{Exact, length};

    #[test]
    fn lengths_are_rounded_as_in_cpython() {
        // What `math.hypot` of CPython 3.11 gives.
        let cases: &[(&[f64], f64)] = &[
            (&[3.0, 4.0], 5.0),
            (&[1.0, 2.5_f64.sqrt()], 1.870_828_693_386_970_7),
            (&[0.1, 0.2, 0.3], 0.374_165_738_677_394_1),
            (&[1e300, 1e300], 1.414_213_562_373_095_2e300),
            (&[5e-324, 1e-320], 1e-320),
            (&[-7.25, 33.333, 1e-5, 123.456], 128.082_142_881_043_72),
            (&[1.797e308, 0.1], 1.797e308),
        ];
        for (numbers, expected) in cases {
            assert_eq!(length(numbers).to_bits(), expected.to_bits(), "{numbers:?}");
        }
        assert!(length(&[f64::NAN, 1.0]).is_nan());
    }

    #[test]
    fn sums_are_rounded_once() {
        let sum = |numbers: &[f64]| {
            let mut exact = Exact::default();
            for number in numbers {
                exact.add(*number);
            }
            exact.nearest()
        };
        assert_eq!(sum(&[0.1; 10]).to_bits(), 1.0_f64.to_bits());
        assert_eq!(sum(&[1e16, 1.0, -1e16]).to_bits(), 1.0_f64.to_bits());
        assert!(sum(&[1e308, 1e308]).is_infinite());
        assert_eq!(sum(&[5e-324, 5e-324]).to_bits(), 1e-323_f64.to_bits());
        assert_eq!(sum(&[-2.5, 1e-300]).to_bits(), (-2.5_f64).to_bits());
    }
}
