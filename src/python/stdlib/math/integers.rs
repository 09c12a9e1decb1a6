//! Functions of integers: divisors, factorials, roots.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One as _, Signed as _, ToPrimitive as _, Zero as _};

use crate::python::stdlib::convert::{big_integer, single, stop};
use crate::python::stdlib::parts::Names;
use crate::python::{Arguments, EvalResult, Evaluator, Int, Value};

/// How many factors a product of integers may have.
const FACTOR_LIMIT: u64 = 100_000;

/// The functions of the module on integers.
pub(super) fn attributes(names: Names) -> Names {
    names.functions(&[
        ("comb", comb),
        ("factorial", factorial),
        ("gcd", |evaluator, arguments| folded(evaluator, arguments, BigInt::zero(), Integer::gcd)),
        ("isqrt", isqrt),
        ("lcm", |evaluator, arguments| folded(evaluator, arguments, BigInt::one(), Integer::lcm)),
        ("perm", perm),
    ])
}

fn folded(
    evaluator: &mut Evaluator,
    arguments: Arguments,
    start: BigInt,
    combine: fn(&BigInt, &BigInt) -> BigInt,
) -> EvalResult<Value> {
    arguments.check_positional(evaluator, "math.gcd", 0, usize::MAX)?;
    let mut result = start;
    for value in &arguments.positional {
        let number = big_integer(evaluator, value)?.to_big();
        result = combine(&result, &number).abs();
    }
    Ok(Value::Int(result.into()))
}

/// The product of the numbers from `first` to `last`.
fn product(evaluator: &mut Evaluator, first: &BigInt, last: &BigInt) -> EvalResult<BigInt> {
    let mut result = BigInt::one();
    let count = (last - first).to_u64().unwrap_or(u64::MAX);
    if count > FACTOR_LIMIT && last >= first {
        return stop(evaluator, "the number would be too large");
    }
    let mut factor = first.clone();
    while &factor <= last {
        evaluator.step()?;
        result *= &factor;
        factor += 1;
    }
    Ok(result)
}

fn factorial(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let value = single(evaluator, arguments, "math.factorial")?;
    let number = big_integer(evaluator, &value)?;
    if number.is_negative() {
        return Err(evaluator.value_error("factorial() not defined for negative values"));
    }
    product(evaluator, &BigInt::one(), &number.to_big()).map(|number| Value::Int(number.into()))
}

fn count_and_size(
    evaluator: &mut Evaluator,
    values: [Option<Value>; 2],
) -> EvalResult<(BigInt, Option<BigInt>)> {
    let [count, size] = values;
    let count = big_integer(evaluator, &count.unwrap_or(Value::None))?;
    let size = match size {
        None | Some(Value::None) => None,
        Some(size) => Some(big_integer(evaluator, &size)?),
    };
    if count.is_negative() {
        return Err(evaluator.value_error("n must be a non-negative integer"));
    }
    if size.as_ref().is_some_and(Int::is_negative) {
        return Err(evaluator.value_error("k must be a non-negative integer"));
    }
    Ok((count.to_big(), size.map(|size| size.to_big())))
}

fn perm(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let bound = arguments.bind_positional(evaluator, "math.perm", 1)?;
    let (count, size) = count_and_size(evaluator, bound)?;
    let size = size.unwrap_or_else(|| count.clone());
    if size > count {
        return Ok(Value::int(0));
    }
    let first: BigInt = &count - size + 1;
    product(evaluator, &first, &count).map(|number| Value::Int(number.into()))
}

fn comb(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let bound = arguments.bind_positional(evaluator, "math.comb", 2)?;
    let (count, size) = count_and_size(evaluator, bound)?;
    let size = size.unwrap_or_default();
    if size > count {
        return Ok(Value::int(0));
    }
    let size = size.clone().min(&count - size);
    let first: BigInt = &count - &size + 1;
    let above = product(evaluator, &first, &count)?;
    let below = product(evaluator, &BigInt::one(), &size)?;
    Ok(Value::Int((above / below).into()))
}

fn isqrt(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let value = single(evaluator, arguments, "math.isqrt")?;
    let number = big_integer(evaluator, &value)?;
    if number.is_negative() {
        return Err(evaluator.value_error("isqrt() argument must be nonnegative"));
    }
    Ok(Value::Int(number.to_big().sqrt().into()))
}
