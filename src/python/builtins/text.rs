//! `repr`, `str` and `format` of every value.
//!
//! Each gives text, or the first unknown that the text would depend on. Addresses of objects are unknown, and so may be the
//! order in which a set prints.

use std::cell::RefCell;
use std::rc::Rc;

use super::super::{Class, EvalResult, Evaluator, Int, OfRun, Value};
use super::known::{known, settle};
use super::set::unordered;
use super::special::{derived, type_name};
use super::{bounds, sequence, special};
use crate::python::format::{
    FormatFault, decimal, format_float, format_int, format_str, repr_bytes, repr_float, repr_str,
};

/// The containers whose text is being made, by address: one that holds itself prints as `...`.
#[derive(Default)]
struct Open(RefCell<Vec<usize>>);

/// `repr(value)`.
pub(crate) fn repr(evaluator: &mut Evaluator, value: &Value) -> EvalResult<Value> {
    settle(repr_known(evaluator, value).map(Value::from))
}

/// `str(value)`.
pub(crate) fn str(evaluator: &mut Evaluator, value: &Value) -> EvalResult<Value> {
    match value {
        Value::Str(_) => Ok(value.clone()),
        Value::Instance(_) => settle(from_method(evaluator, value, "__str__")),
        Value::Class(class) if evaluator.written_in_metaclass(class, "__str__").is_some() => {
            settle(from_method(evaluator, value, "__str__"))
        }
        _ => repr(evaluator, value),
    }
}

/// `format(value, specification)`.
pub(crate) fn format(evaluator: &mut Evaluator, value: &Value, specification: &str) -> EvalResult<Value> {
    match value {
        _ if special::may_have(evaluator, value, "__format__") => {
            let result = special::call(evaluator, value, "__format__", [Value::str(specification)])?;
            match result {
                Some(Value::Unknown(unknown)) => Ok(derived(&unknown)),
                Some(text) if text.as_str().is_some() => Ok(text),
                Some(other) => {
                    let name = type_name(evaluator, &other);
                    Err(evaluator.type_error(&format!("__format__ must return a str, not {name}")))
                }
                None => format_plain(evaluator, value, value, specification),
            }
        }
        _ => format_plain(evaluator, value, value, specification),
    }
}

/// `format` of a built-in value, which is that of `value` where that is an instance of a subclass.
pub(crate) fn format_plain(
    evaluator: &mut Evaluator,
    value: &Value,
    builtin: &Value,
    specification: &str,
) -> EvalResult<Value> {
    if specification.is_empty() {
        return evaluator.str_of(value);
    }
    let name = type_name(evaluator, value);
    let result = match builtin {
        Value::Unknown(unknown) => return Ok(derived(unknown)),
        Value::Str(text) => format_str(text, specification, &name),
        Value::Int(number) => format_int(number, specification, &name),
        Value::Bool(truth) => format_int(&i64::from(*truth).into(), specification, &name),
        Value::Float(number) => format_float(*number, specification, &name),
        _ => {
            let message = format!("unsupported format string passed to {name}.__format__");
            return Err(evaluator.type_error(&message));
        }
    };
    made(evaluator, result)
}

/// Formatted text as a value, or the exception.
pub(crate) fn made(evaluator: &mut Evaluator, text: Result<String, FormatFault>) -> EvalResult<Value> {
    match text {
        Ok(text) => {
            bounds::check_bytes(evaluator, text.len())?;
            Ok(Value::from(text))
        }
        Err(fault) => Err(bounds::raise_format(evaluator, fault)),
    }
}

/// `__repr__` or `__str__` of an instance.
fn from_method(evaluator: &mut Evaluator, value: &Value, method: &str) -> EvalResult<Value> {
    let _level = bounds::enter(evaluator, " while getting the str of an object")?;
    let Some(result) = special::call(evaluator, value, method, [])? else {
        return Ok(evaluator.of_run(OfRun::Address));
    };
    let result = known(result)?;
    if result.as_str().is_some() {
        return Ok(result);
    }
    let name = type_name(evaluator, &result);
    Err(evaluator.type_error(&format!("{method} returned non-string (type {name})")))
}

fn repr_known(evaluator: &mut Evaluator, value: &Value) -> EvalResult<String> {
    let text = match value {
        Value::None => "None".to_owned(),
        Value::Ellipsis => "Ellipsis".to_owned(),
        Value::NotImplemented => "NotImplemented".to_owned(),
        Value::Bool(truth) => (if *truth { "True" } else { "False" }).to_owned(),
        Value::Int(number) => decimal(number).map_err(|fault| bounds::raise_format(evaluator, fault))?,
        Value::Float(number) => repr_float(*number),
        Value::Str(text) => repr_str(text),
        Value::Bytes(bytes) => repr_bytes(bytes),
        Value::Range(range) if range.step == Int::Small(1) => {
            format!("range({}, {})", range.start, range.stop)
        }
        Value::Range(range) => format!("range({}, {}, {})", range.start, range.stop, range.step),
        Value::Slice(slice) => {
            let parts = [&slice.start, &slice.stop, &slice.step].map(Value::clone);
            format!("slice({})", joined(evaluator, &parts)?)
        }
        Value::List(_) | Value::Tuple(_) | Value::Dict(_) | Value::Set(_) => container(evaluator, value)?,
        Value::Class(class) if evaluator.written_in_metaclass(class, "__repr__").is_none() => {
            class_repr(class)
        }
        Value::Class(_) | Value::Instance(_) => {
            let text = from_method(evaluator, value, "__repr__")?;
            known(text)?.as_str().map(|text| text.to_string()).unwrap_or_default()
        }
        Value::Unknown(unknown) => return Err(Rc::clone(unknown).into()),
        Value::Native(function) => {
            let named = evaluator.builtin_names.get(&function.name);
            if !named.is_some_and(|named| named.is(value)) {
                return unknown_text(evaluator.of_run(OfRun::Address));
            }
            format!("<built-in function {}>", function.name)
        }
        _ => return unknown_text(evaluator.of_run(OfRun::Address)),
    };
    bounds::check_bytes(evaluator, text.len())?;
    Ok(text)
}

fn unknown_text(unknown: Value) -> EvalResult<String> {
    known(unknown).map(|_| String::new())
}

/// `repr` of a class.
pub(crate) fn class_repr(class: &Rc<Class>) -> String {
    if class.descends_from("enum.Enum") && &*class.module != "enum" {
        let kind = if class.descends_from("enum.Flag") { "flag" } else { "enum" };
        return format!("<{kind} '{}'>", class.name);
    }
    match &*class.module {
        "builtins" => format!("<class '{}'>", class.qualname),
        _ => format!("<class '{}'>", class.dotted_name()),
    }
}

fn container(evaluator: &mut Evaluator, value: &Value) -> EvalResult<String> {
    if let Some(taint) = sequence::taint(value) {
        return Err(taint.into());
    }
    let open = evaluator.extension::<Open>();
    let address = value.address().unwrap_or_default();
    if open.0.borrow().contains(&address) {
        let text = match value {
            Value::List(_) => "[...]",
            Value::Dict(_) => "{...}",
            Value::Set(_) => "set(...)",
            _ => "(...)",
        };
        return Ok(text.to_owned());
    }
    let _level = bounds::enter(evaluator, " while getting the repr of an object")?;
    open.0.borrow_mut().push(address);
    let text = contents(evaluator, value);
    open.0.borrow_mut().pop();
    text
}

fn contents(evaluator: &mut Evaluator, value: &Value) -> EvalResult<String> {
    match value {
        Value::List(list) => Ok(format!("[{}]", joined(evaluator, &list.to_vec())?)),
        Value::Tuple(items) => {
            let comma = if items.len() == 1 { "," } else { "" };
            Ok(format!("({}{comma})", joined(evaluator, items)?))
        }
        Value::Dict(dict) => Ok(format!("{{{}}}", entries(evaluator, &dict.pairs())?)),
        Value::Set(set) => {
            let members = set.to_vec();
            if !set.has_known_order() {
                return Err(unordered::unknown(evaluator).into());
            }
            let inner = joined(evaluator, &members)?;
            Ok(match (members.is_empty(), set.is_frozen()) {
                (true, true) => "frozenset()".to_owned(),
                (true, false) => "set()".to_owned(),
                (false, true) => format!("frozenset({{{inner}}})"),
                (false, false) => format!("{{{inner}}}"),
            })
        }
        _ => Ok(String::new()),
    }
}

/// The texts of items, with commas between them.
pub(crate) fn joined(evaluator: &mut Evaluator, items: &[Value]) -> EvalResult<String> {
    let mut text = String::new();
    for item in items {
        evaluator.step()?;
        if !text.is_empty() {
            text.push_str(", ");
        }
        text.push_str(&part(evaluator, item)?);
        bounds::check_bytes(evaluator, text.len())?;
    }
    Ok(text)
}

fn entries(evaluator: &mut Evaluator, pairs: &[(Value, Value)]) -> EvalResult<String> {
    let mut text = String::new();
    for (name, value) in pairs {
        evaluator.step()?;
        if !text.is_empty() {
            text.push_str(", ");
        }
        text.push_str(&part(evaluator, name)?);
        text.push_str(": ");
        text.push_str(&part(evaluator, value)?);
        bounds::check_bytes(evaluator, text.len())?;
    }
    Ok(text)
}

fn part(evaluator: &mut Evaluator, value: &Value) -> EvalResult<Rc<str>> {
    let text = known(evaluator.repr_of(value)?)?;
    Ok(text.as_str().unwrap_or_default())
}
