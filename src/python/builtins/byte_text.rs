//! Methods of `bytes` that are methods of `str` over ASCII.
//!
//! Bytes become text whose characters are letters, digits and spaces for ASCII alone: every other byte stands as a character
//! for private use, which has no case and belongs to no class. The method of `str` does the work, and its texts become
//! bytes again.

use std::rc::Rc;

use super::super::{Arguments, EvalResult, Evaluator, Interrupt, Value, Vars};
use super::known::known;
use super::special::type_name;
use super::{bounds, percent, table};

/// The character for private use that stands for the byte 0.
const PRIVATE: u32 = 0xE000;

macro_rules! methods {
    ($($name:literal)*) => {
        table(&[$(($name, |evaluator, arguments| by_text(evaluator, arguments, $name)),)*])
    };
}

pub(super) fn methods() -> Vars {
    methods! {
        "capitalize" "center" "count" "expandtabs" "find" "index" "isalnum" "isalpha" "isascii" "isdigit" "islower"
        "isspace" "istitle" "isupper" "ljust" "lstrip" "partition" "removeprefix" "removesuffix" "replace" "rfind" "rindex"
        "rjust" "rpartition" "rsplit" "rstrip" "split" "splitlines" "strip" "swapcase" "title" "zfill"
    }
}

/// Bytes as text; `lines` says whether only `\n` and `\r` break lines.
fn text_of(bytes: &[u8], lines: bool) -> String {
    let character = |byte: &u8| match byte {
        // Separators that are spaces and line breaks in text, but not in bytes.
        0x1c..=0x1f | 0x80.. => private(*byte),
        0x0b | 0x0c if lines => private(*byte),
        byte => char::from(*byte),
    };
    bytes.iter().map(character).collect()
}

fn private(byte: u8) -> char {
    char::from_u32(PRIVATE + u32::from(byte)).unwrap_or_default()
}

fn bytes_of(text: &str) -> Rc<[u8]> {
    text.chars().map(|character| (u32::from(character) & 0xff) as u8).collect()
}

fn by_text(evaluator: &mut Evaluator, mut arguments: Arguments, name: &'static str) -> EvalResult<Value> {
    let bytes = super::bytes::own(evaluator, &mut arguments, name)?;
    let lines = name == "splitlines";
    let mut given = Arguments { span: arguments.span, ..Arguments::default() };
    for (at, value) in arguments.positional.into_iter().enumerate() {
        given.positional.push(argument(evaluator, value, at, name)?);
    }
    for (key, value) in arguments.keywords {
        let at = usize::from(&*key == "maxsplit");
        given.keywords.push((key, argument(evaluator, value, at, name)?));
    }
    let own = Value::from(text_of(&bytes, lines));
    let result = evaluator.call_method(&own, name, given);
    result.map(as_bytes).map_err(|interrupt| of_bytes(evaluator, interrupt))
}

/// An argument as the method of `str` takes it.
fn argument(evaluator: &mut Evaluator, value: Value, at: usize, name: &str) -> EvalResult<Value> {
    let value = known(value)?;
    let searched = matches!(name, "find" | "index" | "rfind" | "rindex" | "count");
    Ok(match value.unwrapped() {
        Value::Bytes(bytes) => Value::from(text_of(&bytes, false)),
        Value::Int(number) if at == 0 && searched => {
            match number.to_i64().and_then(|byte| u8::try_from(byte).ok()) {
                Some(byte) => Value::from(text_of(&[byte], false)),
                None => return Err(evaluator.value_error("byte must be in range(0, 256)")),
            }
        }
        Value::None if at == 0 && !name.contains("strip") && !name.contains("split") => {
            let wanted = if searched {
                "argument should be integer or bytes-like object"
            } else {
                "a bytes-like object is required"
            };
            return Err(evaluator.type_error(&format!("{wanted}, not 'NoneType'")));
        }
        Value::Str(_) if at == 1 && (name.ends_with("just") || name == "center") => {
            let message = format!("{name}() argument 2 must be a byte string of length 1, not str");
            return Err(evaluator.type_error(&message));
        }
        Value::Int(_) | Value::Bool(_) | Value::None if at > 0 || takes_number(name) => value,
        Value::None => value,
        _ if takes_number(name) => value,
        _ if at >= 2 || searched && at == 1 => value,
        _ => {
            let kind = type_name(evaluator, &value);
            return Err(evaluator.type_error(&if searched {
                format!("argument should be integer or bytes-like object, not '{kind}'")
            } else {
                format!("a bytes-like object is required, not '{kind}'")
            }));
        }
    })
}

/// Whether the first argument is a number.
fn takes_number(name: &str) -> bool {
    name.ends_with("just") || matches!(name, "center" | "expandtabs" | "zfill" | "splitlines")
}

/// A result with bytes in place of texts.
fn as_bytes(value: Value) -> Value {
    match value {
        Value::Str(text) => Value::Bytes(bytes_of(&text)),
        Value::Tuple(items) => Value::tuple(items.iter().cloned().map(as_bytes).collect::<Vec<_>>()),
        Value::List(list) => Value::list(list.to_vec().into_iter().map(as_bytes).collect()),
        other => other,
    }
}

/// What `str` says of what is not found, in the words of `bytes`.
fn of_bytes(evaluator: &mut Evaluator, interrupt: Box<Interrupt>) -> Box<Interrupt> {
    if let Interrupt::Exception(raised) = &*interrupt
        && let Ok(text) = evaluator.str_of(&raised.value)
        && text.as_str().as_deref() == Some("substring not found")
    {
        return evaluator.value_error("subsection not found");
    }
    interrupt
}

/// `bytes % arguments`.
pub(super) fn percent(evaluator: &mut Evaluator, format: &[u8], arguments: &Value) -> EvalResult<Value> {
    let text = percent::format_bytes(evaluator, &text_of(format, false), arguments)?;
    bounds::check_bytes(evaluator, text.len())?;
    Ok(Value::Bytes(bytes_of(&text)))
}

/// What `%s` and `%b` of bytes show.
pub(super) fn shown(evaluator: &mut Evaluator, value: &Value) -> EvalResult<String> {
    if let Value::Bytes(bytes) = value.unwrapped() {
        return Ok(text_of(&bytes, false));
    }
    if let Some(Value::Bytes(bytes)) = super::special::call(evaluator, value, "__bytes__", [])? {
        return Ok(text_of(&bytes, false));
    }
    let kind = type_name(evaluator, value);
    let message =
        format!("%b requires a bytes-like object, or an object that implements __bytes__, not '{kind}'");
    Err(evaluator.type_error(&message))
}

/// What `%c` of bytes shows.
pub(super) fn character(evaluator: &Evaluator, value: &Value) -> EvalResult<String> {
    match value.unwrapped() {
        Value::Bytes(bytes) if bytes.len() == 1 => Ok(text_of(&bytes, false)),
        Value::Int(number) => match number.to_i64().and_then(|byte| u8::try_from(byte).ok()) {
            Some(byte) => Ok(text_of(&[byte], false)),
            None => {
                let message = "%c arg not in range(256)";
                Err(evaluator.exception(&evaluator.exceptions.overflow_error, message))
            }
        },
        _ => Err(evaluator.type_error("%c requires an integer in range(256) or a single byte")),
    }
}
