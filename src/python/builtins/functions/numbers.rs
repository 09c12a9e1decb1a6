//! Functions about numbers: `abs`, `sum`, `round`, `divmod`, `pow`.

use crate::python::builtins::known::known;
use crate::python::builtins::number::{self, Number, div_mod, f64_to_int, modular_power};
use crate::python::builtins::parameters::exactly;
use crate::python::builtins::set::unordered;
use crate::python::builtins::slices::required_size;
use crate::python::builtins::special::{self, type_name};
use crate::python::builtins::table;
use crate::python::{Arguments, EvalResult, Evaluator, Int, Value, Vars};

pub(super) fn functions() -> Vars {
    table(&[("abs", abs), ("sum", sum), ("round", round), ("divmod", divmod), ("pow", pow)])
}

fn abs(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [value] = exactly(evaluator, "abs", arguments)?;
    if special::may_have(evaluator, &value, "__abs__")
        && let Some(result) = special::call(evaluator, &value, "__abs__", [])?
    {
        return Ok(result);
    }
    absolute(evaluator, &value)
}

/// `abs` of a built-in number.
pub(crate) fn absolute(evaluator: &Evaluator, value: &Value) -> EvalResult<Value> {
    match Number::of(&value.unwrapped()) {
        Some(Number::Int(number)) if number.is_negative() => Ok(Value::Int(number.negated())),
        Some(Number::Int(number)) => Ok(Value::Int(number)),
        Some(Number::Float(number)) => Ok(number.abs().into()),
        None => {
            let message = format!("bad operand type for abs(): '{}'", type_name(evaluator, value));
            Err(evaluator.type_error(&message))
        }
    }
}

fn sum(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [iterable, start] = arguments.bind_builtin(evaluator, "sum", ["/iterable!", "start"])?;
    let iterable = iterable.unwrap_or(Value::None);
    if let Value::Set(set) = iterable.unwrapped()
        && unordered::is_unordered(&iterable)
        && set.members().values().any(|member| !matches!(member, Value::Int(_) | Value::Bool(_)))
    {
        return Err(unordered::unknown(evaluator).into());
    }
    let mut iterator = evaluator.iterator(&iterable)?;
    let mut total = start.unwrap_or(Value::Int(Int::Small(0)));
    match &total {
        Value::Str(_) => {
            return Err(evaluator.type_error("sum() can't sum strings [use ''.join(seq) instead]"));
        }
        Value::Bytes(_) => {
            return Err(evaluator.type_error("sum() can't sum bytes [use b''.join(seq) instead]"));
        }
        _ => {}
    }
    while let Some(item) = evaluator.next_item(&mut iterator)? {
        evaluator.step()?;
        total = evaluator.binary("+", &total, &item)?;
    }
    Ok(total)
}

fn round(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [value, digits] = arguments.bind_builtin(evaluator, "round", ["number!", "ndigits"])?;
    let value = value.unwrap_or(Value::None);
    if special::may_have(evaluator, &value, "__round__") {
        let arguments: Vec<Value> = digits.clone().into_iter().collect();
        if let Some(result) = special::call(evaluator, &value, "__round__", arguments)? {
            return Ok(result);
        }
    }
    round_builtin(evaluator, &value, &digits.unwrap_or(Value::None))
}

/// `round` of a built-in number; `digits` may be `None`.
pub(crate) fn round_builtin(evaluator: &mut Evaluator, value: &Value, digits: &Value) -> EvalResult<Value> {
    let Some(number) = Number::of(&value.unwrapped()) else {
        let message = format!("type {} doesn't define __round__ method", type_name(evaluator, value));
        return Err(evaluator.type_error(&message));
    };
    if digits.is_none() {
        return match number {
            Number::Int(number) => Ok(Value::Int(number)),
            Number::Float(number) => Ok(Value::Int(f64_to_int(evaluator, number.round_ties_even())?)),
        };
    }
    let digits = required_size(evaluator, digits)?;
    match number {
        Number::Int(number) => round_int(evaluator, number, digits),
        Number::Float(number) => {
            let too_large = || {
                let message = "rounded value too large to represent";
                evaluator.exception(&evaluator.exceptions.overflow_error, message)
            };
            number::round_float(number, digits).map(Value::Float).ok_or_else(too_large)
        }
    }
}

/// Rounds to a power of ten, half to even.
fn round_int(evaluator: &mut Evaluator, number: Int, digits: i64) -> EvalResult<Value> {
    if digits >= 0 {
        return Ok(Value::Int(number));
    }
    // A power of ten with more digits than twice the number rounds it to zero.
    let exponent = digits.unsigned_abs();
    if exponent > number.bit_length() {
        return Ok(Value::int(0));
    }
    let unit = Int::Small(10).power(u32::try_from(exponent).unwrap_or(u32::MAX));
    let Some((quotient, rest)) = number.div_mod(&unit) else { return Ok(Value::Int(number)) };
    let twice = rest.plus(&rest);
    let odd = !quotient.and(&Int::Small(1)).is_zero();
    let up = twice > unit || (twice == unit && odd);
    let quotient = if up { quotient.plus(&Int::Small(1)) } else { quotient };
    let result =
        crate::python::builtins::operators::binary(evaluator, "*", &Value::Int(quotient), &Value::Int(unit))?;
    Ok(result.unwrap_or(Value::Int(number)))
}

fn divmod(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [left, right] = exactly(evaluator, "divmod", arguments)?;
    if let (Some(left), Some(right)) = (Number::of(&left), Number::of(&right)) {
        let (quotient, remainder) = div_mod(evaluator, &left, &right)?;
        return Ok(Value::tuple([quotient, remainder]));
    }
    for (receiver, method, other) in [(&left, "__divmod__", &right), (&right, "__rdivmod__", &left)] {
        if let Some(result) = special::call(evaluator, receiver, method, [other.clone()])?
            && !matches!(result, Value::NotImplemented)
        {
            return Ok(result);
        }
    }
    let (left, right) = (type_name(evaluator, &left), type_name(evaluator, &right));
    let message = format!("unsupported operand type(s) for divmod(): '{left}' and '{right}'");
    Err(evaluator.type_error(&message))
}

fn pow(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [base, exponent, modulus] = arguments.bind_builtin(evaluator, "pow", ["base!", "exp!", "mod"])?;
    let (base, exponent) = (base.unwrap_or(Value::None), exponent.unwrap_or(Value::None));
    let Some(modulus) = modulus.filter(|modulus| !modulus.is_none()) else {
        return evaluator.binary("**", &base, &exponent);
    };
    let integer = |value: &Value| Number::of(&value.unwrapped()).and_then(Number::int);
    if let (Some(base), Some(exponent), Some(modulus)) =
        (integer(&base), integer(&exponent), integer(&modulus))
    {
        return modular_power(evaluator, &base, &exponent, &modulus).map(Value::Int);
    }
    if let Value::Instance(_) = base
        && let Some(result) = special::call(evaluator, &base, "__pow__", [exponent.clone(), modulus.clone()])?
        && !matches!(result, Value::NotImplemented)
    {
        return known(result);
    }
    let operands = [&base, &exponent, &modulus];
    if operands.iter().any(|value| matches!(value.unwrapped(), Value::Float(_))) {
        return Err(evaluator.type_error("pow() 3rd argument not allowed unless all arguments are integers"));
    }
    let [base, exponent, modulus] = operands.map(|value| type_name(evaluator, value));
    let message = format!("unsupported operand type(s) for ** or pow(): '{base}', '{exponent}', '{modulus}'");
    Err(evaluator.type_error(&message))
}
