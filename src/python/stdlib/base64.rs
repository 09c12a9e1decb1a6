//! `base64` and `binascii`: bytes as text.

use std::rc::Rc;

use base64::Engine as _;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

use super::convert::{flag, stop, type_name};
use super::hashlib::hexadecimal;
use super::parts::Names;
use crate::python::{Arguments, Class, EvalResult, Evaluator, Value, Vars};

const CONFIG: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_allow_trailing_bits(true)
    .with_decode_padding_mode(DecodePaddingMode::RequireCanonical);
const PLAIN: GeneralPurpose = GeneralPurpose::new(&STANDARD, CONFIG);
const URL: GeneralPurpose = GeneralPurpose::new(&URL_SAFE, CONFIG);

/// The names of `base64`.
pub(super) fn module(_evaluator: &mut Evaluator) -> EvalResult<Vars> {
    Ok(Names::default()
        .functions(&[
            ("b64encode", |evaluator, arguments| encode(evaluator, arguments, "b64encode", &PLAIN)),
            ("standard_b64encode", |evaluator, arguments| encode(evaluator, arguments, "b64encode", &PLAIN)),
            ("urlsafe_b64encode", |evaluator, arguments| {
                encode(evaluator, arguments, "urlsafe_b64encode", &URL)
            }),
            ("b64decode", |evaluator, arguments| decode(evaluator, arguments, "b64decode", &PLAIN)),
            ("standard_b64decode", |evaluator, arguments| decode(evaluator, arguments, "b64decode", &PLAIN)),
            ("urlsafe_b64decode", |evaluator, arguments| {
                decode(evaluator, arguments, "urlsafe_b64decode", &URL)
            }),
            ("b16encode", b16encode),
        ])
        .vars())
}

/// The names of `binascii`.
pub(super) fn binascii(evaluator: &mut Evaluator) -> EvalResult<Vars> {
    let base = std::slice::from_ref(&evaluator.exceptions.value_error);
    Ok(Names::default()
        .class(&Class::native("binascii", "Error", base, None, Vars::default()))
        .functions(&[("hexlify", hexlify), ("crc32", super::zlib::crc32), ("unhexlify", unhexlify)])
        .vars())
}

/// Bytes, or the bytes of ASCII text.
fn content(evaluator: &Evaluator, value: Option<Value>, decoding: bool) -> EvalResult<Rc<[u8]>> {
    let value = value.unwrap_or(Value::None);
    match value.unwrapped() {
        Value::Bytes(bytes) => Ok(bytes),
        Value::Str(text) if decoding && text.is_ascii() => Ok(Rc::from(text.as_bytes())),
        Value::Str(_) if decoding => {
            Err(evaluator.value_error("string argument should contain only ASCII characters"))
        }
        Value::Instance(_) => stop(evaluator, "only bytes are encoded"),
        _ => {
            let name = type_name(evaluator, &value);
            let wanted = if decoding {
                "argument should be a bytes-like object or ASCII string"
            } else {
                "a bytes-like object is required"
            };
            Err(evaluator.type_error(&format!("{wanted}, not '{name}'")))
        }
    }
}

fn encode(
    evaluator: &mut Evaluator,
    arguments: Arguments,
    name: &str,
    engine: &GeneralPurpose,
) -> EvalResult<Value> {
    let [source, alternative] = arguments.bind(evaluator, name, ["s!", "altchars"])?;
    let source = content(evaluator, source, false)?;
    let mut text = engine.encode(&source);
    match alternative {
        None | Some(Value::None) => {}
        Some(Value::Bytes(pair)) if pair.len() == 2 && pair.is_ascii() => {
            text = text.replace('+', "\u{0}").replace('/', &char::from(pair[1]).to_string());
            text = text.replace('\u{0}', &char::from(pair[0]).to_string());
        }
        Some(_) => return stop(evaluator, "other alphabets are not followed"),
    }
    Ok(Value::Bytes(text.as_bytes().into()))
}

fn decode(
    evaluator: &mut Evaluator,
    arguments: Arguments,
    name: &str,
    engine: &GeneralPurpose,
) -> EvalResult<Value> {
    let [source, alternative, validate] = arguments.bind(evaluator, name, ["s!", "altchars", "validate"])?;
    let source = content(evaluator, source, true)?;
    flag(evaluator, validate.as_ref(), false)?;
    if alternative.is_some_and(|alternative| !alternative.is_none()) {
        return stop(evaluator, "other alphabets are not followed");
    }
    match engine.decode(&source) {
        Ok(decoded) => Ok(Value::Bytes(decoded.into())),
        // What Python makes of other characters and of wrong padding differs between its versions.
        Err(_) => stop(evaluator, "the text is not plain base64"),
    }
}

fn b16encode(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [source] = arguments.bind(evaluator, "b16encode", ["s!"])?;
    let source = content(evaluator, source, false)?;
    Ok(Value::Bytes(hexadecimal(&source).to_uppercase().as_bytes().into()))
}

fn hexlify(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [source] = arguments.bind(evaluator, "hexlify", ["data!"])?;
    let source = content(evaluator, source, false)?;
    Ok(Value::Bytes(hexadecimal(&source).as_bytes().into()))
}

fn unhexlify(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [source] = arguments.bind(evaluator, "unhexlify", ["hexstr!"])?;
    let source = content(evaluator, source, true)?;
    let class = Value::Class(Rc::clone(&evaluator.types.bytes));
    let text = Value::from(String::from_utf8_lossy(&source).into_owned());
    evaluator.call_method(&class, "fromhex", Arguments::positional([text]))
}
