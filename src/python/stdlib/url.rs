//! `urllib.parse`: addresses as text.

mod query;
mod split;

use std::rc::Rc;

use super::convert::{bytes, flag, optional_text, stop, text};
use super::parts::Names;
use crate::python::{Arguments, EvalResult, Evaluator, Value, Vars};

/// The names of the module.
pub(super) fn module(evaluator: &mut Evaluator) -> EvalResult<Vars> {
    let names = Names::default().functions(&[
        ("quote", |evaluator, arguments| quote(evaluator, arguments, false)),
        ("quote_plus", |evaluator, arguments| quote(evaluator, arguments, true)),
        ("quote_from_bytes", |evaluator, arguments| quote(evaluator, arguments, false)),
        ("unquote", |evaluator, arguments| unquote(evaluator, arguments, false)),
        ("unquote_plus", |evaluator, arguments| unquote(evaluator, arguments, true)),
        ("unquote_to_bytes", unquote_to_bytes),
        ("urlencode", query::urlencode),
        ("parse_qs", query::parse_qs),
        ("parse_qsl", query::parse_qsl),
    ]);
    Ok(split::attributes(evaluator, names).vars())
}

/// Text as UTF-8, with every byte that is not unreserved or in `safe` written as `%XX`.
pub(super) fn quoted(text: &str, safe: &str) -> String {
    quoted_bytes(text.as_bytes(), safe)
}

fn quoted_bytes(bytes: &[u8], safe: &str) -> String {
    let mut result = String::new();
    for byte in bytes {
        let character = char::from(*byte);
        let is_safe = character.is_ascii()
            && (character.is_ascii_alphanumeric() || "_.-~".contains(character) || safe.contains(character));
        if is_safe {
            result.push(character);
        } else {
            let digits =
                [byte >> 4, byte & 15].map(|digit| char::from(b"0123456789ABCDEF"[usize::from(digit)]));
            result.push('%');
            result.extend(digits);
        }
    }
    result
}

/// Bytes of text in which `%XX` stands for a byte.
fn unquoted_bytes(text: &str) -> Vec<u8> {
    let source = text.as_bytes();
    let mut result = Vec::with_capacity(source.len());
    let mut at = 0;
    while at < source.len() {
        let digits = source.get(at + 1..at + 3).and_then(|digits| std::str::from_utf8(digits).ok());
        let byte = digits
            .filter(|digits| source[at] == b'%' && digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        result.push(byte.unwrap_or(source[at]));
        at += if byte.is_some() { 3 } else { 1 };
    }
    result
}

/// Text with `%XX` resolved; bytes that are no UTF-8 become replacement characters.
fn unquoted(text: &str) -> String {
    String::from_utf8_lossy(&unquoted_bytes(text)).into_owned()
}

fn check_encoding(evaluator: &Evaluator, encoding: Option<&Value>, errors: Option<&Value>) -> EvalResult<()> {
    let encoding = optional_text(evaluator, encoding, "encoding must be str, not {}")?;
    let errors = optional_text(evaluator, errors, "errors must be str, not {}")?;
    let is_utf8 = encoding.is_none_or(|name| matches!(&*name.to_lowercase(), "utf-8" | "utf8"));
    if is_utf8 && errors.is_none_or(|errors| matches!(&*errors, "strict" | "replace")) {
        Ok(())
    } else {
        stop(evaluator, "addresses are read and written in UTF-8 alone")
    }
}

fn quote(evaluator: &mut Evaluator, arguments: Arguments, plus: bool) -> EvalResult<Value> {
    let parameters = ["string!", "safe", "encoding", "errors"];
    let [string, safe, encoding, errors] = arguments.bind(evaluator, "quote", parameters)?;
    check_encoding(evaluator, encoding.as_ref(), errors.as_ref())?;
    let string = string.unwrap_or(Value::None);
    let safe = match safe {
        Some(Value::Bytes(bytes)) => Rc::from(String::from_utf8_lossy(&bytes)),
        Some(safe) => text(evaluator, &safe, "safe must be str or bytes, not {}")?,
        None => Rc::from(if plus { "" } else { "/" }),
    };
    let content: Rc<[u8]> = match string.as_str() {
        Some(text) => Rc::from(text.as_bytes()),
        None => match string.unwrapped() {
            Value::Bytes(bytes) => bytes,
            _ => return Err(evaluator.type_error("quote_from_bytes() expected bytes")),
        },
    };
    Ok(if plus {
        quoted_bytes(&content, &format!("{safe} ")).replace(' ', "+").into()
    } else {
        quoted_bytes(&content, &safe).into()
    })
}

fn unquote(evaluator: &mut Evaluator, arguments: Arguments, plus: bool) -> EvalResult<Value> {
    let [string, encoding, errors] =
        arguments.bind(evaluator, "unquote", ["string!", "encoding", "errors"])?;
    check_encoding(evaluator, encoding.as_ref(), errors.as_ref())?;
    let string = string.unwrap_or(Value::None);
    let source = match string.unwrapped() {
        Value::Bytes(bytes) => Rc::from(String::from_utf8_lossy(&bytes)),
        _ => text(evaluator, &string, "argument of type '{}' is not iterable")?,
    };
    Ok(if plus { unquoted(&source.replace('+', " ")) } else { unquoted(&source) }.into())
}

fn unquote_to_bytes(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [string] = arguments.bind(evaluator, "unquote_to_bytes", ["string!"])?;
    let string = string.unwrap_or(Value::None);
    let source = match string.as_str() {
        Some(text) => text,
        None => Rc::from(String::from_utf8_lossy(&bytes(evaluator, &string)?)),
    };
    Ok(Value::Bytes(unquoted_bytes(&source).into()))
}

/// A truth value that is left out or known.
fn option(evaluator: &mut Evaluator, value: Option<&Value>) -> EvalResult<bool> {
    flag(evaluator, value, false)
}
