//! The special methods of built-in classes, so that subclasses inherit them and programs can name them.
//!
//! One function serves every class: it works on the built-in value that its first argument is. Operators give
//! `NotImplemented` where the other operand is none of theirs.

use std::rc::Rc;

use super::super::{Arguments, EvalResult, Evaluator, NativeCode, NativeFunction, Truth, Value, Vars};
use super::functions::{absolute, as_value, reversed_builtin, round_builtin};
use super::known::{known, settle};
use super::number::{Number, div_mod, f64_to_int, int_to_f64};
use super::parameters::{between, exactly, text};
use super::special::type_name;
use super::{comparison, hash, items, operators, sequence};

/// Special methods that are operators: the name, the symbol, and whether the operands are swapped.
const OPERATORS: &[(&str, &str, bool)] = &[
    ("__add__", "+", false),
    ("__radd__", "+", true),
    ("__sub__", "-", false),
    ("__rsub__", "-", true),
    ("__mul__", "*", false),
    ("__rmul__", "*", true),
    ("__truediv__", "/", false),
    ("__rtruediv__", "/", true),
    ("__floordiv__", "//", false),
    ("__rfloordiv__", "//", true),
    ("__mod__", "%", false),
    ("__rmod__", "%", true),
    ("__pow__", "**", false),
    ("__rpow__", "**", true),
    ("__lshift__", "<<", false),
    ("__rlshift__", "<<", true),
    ("__rshift__", ">>", false),
    ("__rrshift__", ">>", true),
    ("__and__", "&", false),
    ("__rand__", "&", true),
    ("__or__", "|", false),
    ("__ror__", "|", true),
    ("__xor__", "^", false),
    ("__rxor__", "^", true),
];

const COMPARISONS: &[(&str, &str)] = &[
    ("__eq__", "=="),
    ("__ne__", "!="),
    ("__lt__", "<"),
    ("__le__", "<="),
    ("__gt__", ">"),
    ("__ge__", ">="),
];

const METHODS: &[(&str, NativeCode)] = &[
    ("__abs__", abs),
    ("__bool__", truth),
    ("__contains__", contains),
    ("__divmod__", divmod),
    ("__float__", float),
    ("__format__", format),
    ("__getitem__", get_item),
    ("__hash__", hash_value),
    ("__index__", int),
    ("__int__", int),
    ("__invert__", invert),
    ("__iter__", iter),
    ("__len__", length),
    ("__neg__", negative),
    ("__pos__", positive),
    ("__repr__", repr),
    ("__reversed__", reversed),
    ("__round__", round),
    ("__trunc__", int),
];

const CHANGING: &[(&str, NativeCode)] = &[("__delitem__", del_item), ("__setitem__", set_item)];

/// The special methods of the names. `__hash__` preceded by `!` makes the class unhashable.
pub(super) fn methods(names: &[&'static str]) -> Vars {
    names.iter().filter_map(|name| Some((Rc::from(name.trim_start_matches('!')), method(name)?))).collect()
}

fn method(name: &'static str) -> Option<Value> {
    if name.starts_with('!') {
        return Some(Value::None);
    }
    let native = |function| Some(Value::Native(Rc::new(function)));
    if let Some((_, symbol, swapped)) = OPERATORS.iter().find(|(known, _, _)| *known == name) {
        return native(NativeFunction::closure(name, move |evaluator, arguments| {
            operate(evaluator, name, symbol, *swapped, arguments)
        }));
    }
    if let Some((_, symbol)) = COMPARISONS.iter().find(|(known, _)| *known == name) {
        return native(NativeFunction::closure(name, move |evaluator, arguments| {
            compare(evaluator, name, symbol, arguments)
        }));
    }
    if let Some((_, code)) = METHODS.iter().find(|(known, _)| *known == name) {
        return native(NativeFunction::new(name, *code));
    }
    let (_, code) = CHANGING.iter().find(|(known, _)| *known == name)?;
    native(NativeFunction::new(name, *code).accepting_unknown())
}

fn operate(
    evaluator: &mut Evaluator,
    name: &str,
    symbol: &str,
    swapped: bool,
    mut arguments: Arguments,
) -> EvalResult<Value> {
    let count = arguments.positional.len();
    // `__pow__` may get a modulus.
    if name == "__pow__" && count == 3 {
        let function = evaluator.builtin_names.get("pow").cloned().unwrap_or(Value::None);
        arguments.positional = arguments.positional.iter().map(Value::unwrapped).collect();
        return evaluator.call(&function, arguments);
    }
    let [own, other] = exactly(evaluator, name, arguments)?;
    let (own, plain) = (own.unwrapped(), other.unwrapped());
    if is_of_wider_numbers(&own, &plain) {
        return Ok(Value::NotImplemented);
    }
    let (left, right) = if swapped { (&plain, &own) } else { (&own, &plain) };
    if let Some(result) = operators::binary(evaluator, symbol, left, right)? {
        return Ok(result);
    }
    if !swapped && operators::is_sequence(&own) {
        return of_sequence(evaluator, symbol, &own, &other);
    }
    if swapped && symbol == "*" && operators::is_sequence(&own) {
        return of_sequence(evaluator, symbol, &own, &other);
    }
    Ok(Value::NotImplemented)
}

/// Whether an integer meets a float: the float has the operator.
fn is_of_wider_numbers(own: &Value, other: &Value) -> bool {
    matches!(own, Value::Int(_) | Value::Bool(_)) && matches!(other, Value::Float(_))
}

/// A sequence and an instance: the instance may have the operator itself, or be a count.
fn of_sequence(evaluator: &mut Evaluator, symbol: &str, own: &Value, other: &Value) -> EvalResult<Value> {
    let reflected = match symbol {
        "+" => "__radd__",
        "*" => "__rmul__",
        _ => return Ok(Value::NotImplemented),
    };
    let class = evaluator.class_of(other);
    if class.lookup(reflected).is_some() || class.unknown_base.is_some() {
        return Ok(Value::NotImplemented);
    }
    if symbol == "+" {
        return operators::concatenate(evaluator, own, other);
    }
    operators::repeat(evaluator, own, other)
}

fn compare(evaluator: &mut Evaluator, name: &str, symbol: &str, arguments: Arguments) -> EvalResult<Value> {
    let [left, right] = exactly(evaluator, name, arguments)?;
    let (left, right) = (left.unwrapped(), right.unwrapped());
    if is_of_wider_numbers(&left, &right) {
        return Ok(Value::NotImplemented);
    }
    let truth = comparison::compare_builtin(evaluator, symbol, &left, &right)?;
    Ok(truth.map_or(Value::NotImplemented, Truth::into))
}

/// The one argument of a special method, as the built-in value that it is.
fn own(evaluator: &Evaluator, name: &str, arguments: Arguments) -> EvalResult<Value> {
    let [value] = exactly(evaluator, name, arguments)?;
    Ok(value.unwrapped())
}

fn abs(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let value = own(evaluator, "__abs__", arguments)?;
    absolute(evaluator, &value)
}

fn truth(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let value = own(evaluator, "__bool__", arguments)?;
    Ok(evaluator.truth(&value)?.into())
}

fn contains(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [container, item] = exactly(evaluator, "__contains__", arguments)?;
    match sequence::contains(evaluator, &container.unwrapped(), &item)? {
        Some(truth) => Ok(truth.into()),
        None => Ok(Value::NotImplemented),
    }
}

fn divmod(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [left, right] = exactly(evaluator, "__divmod__", arguments)?;
    let (left, right) = (left.unwrapped(), right.unwrapped());
    match (Number::of(&left), Number::of(&right)) {
        (Some(left_number), Some(right_number)) if !is_of_wider_numbers(&left, &right) => {
            let (quotient, remainder) = div_mod(evaluator, &left_number, &right_number)?;
            Ok(Value::tuple([quotient, remainder]))
        }
        _ => Ok(Value::NotImplemented),
    }
}

fn int(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    match Number::of(&own(evaluator, "__int__", arguments)?) {
        Some(Number::Int(number)) => Ok(Value::Int(number)),
        Some(Number::Float(number)) => Ok(Value::Int(f64_to_int(evaluator, number)?)),
        None => Ok(Value::NotImplemented),
    }
}

fn float(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    match Number::of(&own(evaluator, "__float__", arguments)?) {
        Some(Number::Int(number)) => Ok(Value::Float(int_to_f64(evaluator, &number)?)),
        Some(Number::Float(number)) => Ok(Value::Float(number)),
        None => Ok(Value::NotImplemented),
    }
}

fn format(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [value, specification] = exactly(evaluator, "__format__", arguments)?;
    let specification =
        text(evaluator, &specification, |kind| format!("__format__() argument must be str, not {kind}"))?;
    super::text::format_plain(evaluator, &value, &value.unwrapped(), &specification)
}

fn get_item(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [container, key] = exactly(evaluator, "__getitem__", arguments)?;
    if let Value::Dict(dict) = container.unwrapped() {
        if let Some(found) = items::find(evaluator, &dict, &key)? {
            return Ok(found);
        }
        if matches!(container, Value::Instance(_))
            && let Some(made) = super::special::call(evaluator, &container, "__missing__", [key.clone()])?
        {
            return Ok(made);
        }
        return Err(items::key_error(evaluator, &key));
    }
    items::get_item(evaluator, &container.unwrapped(), &key)?.ok_or_else(|| {
        let message = format!("'{}' object is not subscriptable", type_name(evaluator, &container));
        evaluator.type_error(&message)
    })
}

fn set_item(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [container, key, new] = exactly(evaluator, "__setitem__", arguments)?;
    items::set_item(evaluator, &container.unwrapped(), &key, new)?;
    Ok(Value::None)
}

fn del_item(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [container, key] = exactly(evaluator, "__delitem__", arguments)?;
    items::del_item(evaluator, &container.unwrapped(), &key)?;
    Ok(Value::None)
}

fn hash_value(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let value = own(evaluator, "__hash__", arguments)?;
    hash::hash(evaluator, &value)
}

fn invert(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    unary(evaluator, "__invert__", "~", arguments)
}

fn negative(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    unary(evaluator, "__neg__", "-", arguments)
}

fn positive(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    unary(evaluator, "__pos__", "+", arguments)
}

fn unary(evaluator: &mut Evaluator, name: &str, symbol: &str, arguments: Arguments) -> EvalResult<Value> {
    let value = own(evaluator, name, arguments)?;
    Ok(operators::unary(evaluator, symbol, &value)?.unwrap_or(Value::NotImplemented))
}

fn iter(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let value = own(evaluator, "__iter__", arguments)?;
    let kind = sequence::iterator_kind(&value);
    Ok(as_value(evaluator.iterator(&value)?, kind))
}

fn length(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let value = own(evaluator, "__len__", arguments)?;
    evaluator.length(&value)
}

fn repr(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let value = own(evaluator, "__repr__", arguments)?;
    settle(super::text::repr(evaluator, &value).and_then(known))
}

fn reversed(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let value = own(evaluator, "__reversed__", arguments)?;
    reversed_builtin(evaluator, &value)
}

fn round(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [value, digits] = between(evaluator, "__round__", 1, arguments)?;
    round_builtin(evaluator, &value.unwrap_or(Value::None).unwrapped(), &digits.unwrap_or(Value::None))
}
