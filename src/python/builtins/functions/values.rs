//! Functions about a single value: `len`, `repr`, `format`, `hash`, `id`, `chr`, `ord` …

use std::rc::Rc;

use crate::python::builtins::known::known_repr;
use crate::python::builtins::parameters::{between, exactly, text};
use crate::python::builtins::slices::required_index;
use crate::python::builtins::special::type_name;
use crate::python::builtins::{hash as hashing, table};
use crate::python::format::{ascii as escape, in_radix};
use crate::python::{Arguments, EvalResult, Evaluator, OfRun, Value, Vars};

pub(super) fn functions() -> Vars {
    table(&[
        ("len", len),
        ("repr", repr),
        ("ascii", ascii),
        ("format", format),
        ("hash", hash),
        ("id", id),
        ("chr", chr),
        ("ord", ord),
        ("hex", hex),
        ("oct", oct),
        ("bin", bin),
    ])
}

fn len(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [value] = exactly(evaluator, "len", arguments)?;
    let length = evaluator.length(&value)?;
    if length.as_i64().is_some_and(i64::is_negative) {
        return Err(evaluator.value_error("__len__() should return >= 0"));
    }
    Ok(length)
}

fn repr(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [value] = exactly(evaluator, "repr", arguments)?;
    evaluator.repr_of(&value)
}

fn ascii(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [value] = exactly(evaluator, "ascii", arguments)?;
    Ok(Value::from(escape(&known_repr(evaluator, &value)?)))
}

fn format(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [value, specification] = between(evaluator, "format", 1, arguments)?;
    let specification = match specification {
        Some(specification) => {
            text(evaluator, &specification, |kind| format!("format() argument 2 must be str, not {kind}"))?
        }
        None => Rc::from(""),
    };
    evaluator.format_of(&value.unwrap_or(Value::None), &specification)
}

fn hash(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [value] = exactly(evaluator, "hash", arguments)?;
    hashing::hash(evaluator, &value)
}

fn id(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [_] = exactly(evaluator, "id", arguments)?;
    Ok(evaluator.of_run(OfRun::Address))
}

fn chr(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [value] = exactly(evaluator, "chr", arguments)?;
    let number = required_index(evaluator, &value)?;
    let Some(number) = number.to_i64().and_then(|number| i32::try_from(number).ok()) else {
        let message = "Python int too large to convert to C int";
        return Err(evaluator.exception(&evaluator.exceptions.overflow_error, message));
    };
    let code = u32::try_from(number).ok();
    match code.filter(|code| *code < 0x11_0000) {
        None => Err(evaluator.value_error("chr() arg not in range(0x110000)")),
        Some(code) => Ok(match char::from_u32(code) {
            Some(character) => Value::from(character.to_string()),
            None => evaluator.unknown("half of a surrogate pair is not text"),
        }),
    }
}

fn ord(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [value] = exactly(evaluator, "ord", arguments)?;
    let (first, count) = match value.unwrapped() {
        Value::Str(text) => (text.chars().next().map(u32::from), text.chars().count()),
        Value::Bytes(bytes) => (bytes.first().copied().map(u32::from), bytes.len()),
        _ => {
            let kind = type_name(evaluator, &value);
            let message = format!("ord() expected string of length 1, but {kind} found");
            return Err(evaluator.type_error(&message));
        }
    };
    first.filter(|_| count == 1).map(Value::int).ok_or_else(|| {
        let message = format!("ord() expected a character, but string of length {count} found");
        evaluator.type_error(&message)
    })
}

fn hex(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    in_base(evaluator, arguments, "hex", 16, "0x")
}

fn oct(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    in_base(evaluator, arguments, "oct", 8, "0o")
}

fn bin(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    in_base(evaluator, arguments, "bin", 2, "0b")
}

fn in_base(
    evaluator: &mut Evaluator,
    arguments: Arguments,
    name: &str,
    radix: u32,
    prefix: &str,
) -> EvalResult<Value> {
    let [value] = exactly(evaluator, name, arguments)?;
    let number = required_index(evaluator, &value)?;
    let digits = in_radix(&number, radix);
    Ok(Value::from(match digits.strip_prefix('-') {
        Some(digits) => format!("-{prefix}{digits}"),
        None => format!("{prefix}{digits}"),
    }))
}
