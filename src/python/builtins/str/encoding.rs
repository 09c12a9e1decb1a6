//! Text to bytes and back, for UTF-8, ASCII and Latin-1; other encodings are unknown.

use super::own;
use crate::python::builtins::items::exception_of;
use crate::python::builtins::parameters::text;
use crate::python::builtins::table;
use crate::python::{Arguments, EvalResult, Evaluator, Interrupt, Value, Vars};

pub(super) fn methods() -> Vars {
    table(&[("encode", encode)])
}

/// An encoding by the name that messages show.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Utf8,
    Ascii,
    Latin1,
}

impl Encoding {
    fn named(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().replace(['_', ' '], "-").as_str() {
            "utf-8" | "utf8" | "u8" => Some(Self::Utf8),
            "ascii" | "us-ascii" | "646" => Some(Self::Ascii),
            "latin-1" | "latin1" | "iso-8859-1" | "iso8859-1" | "l1" => Some(Self::Latin1),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Ascii => "ascii",
            Self::Latin1 => "latin-1",
        }
    }

    fn limit(self) -> u32 {
        match self {
            Self::Utf8 => 0x11_0000,
            Self::Ascii => 128,
            Self::Latin1 => 256,
        }
    }
}

/// Whether Python has a codec of the name: its package `encodings` has a module of it or an alias for one. Written by
/// `python3 -c "import encodings.aliases as a, pkgutil, encodings as e; print(*sorted({m.name for m in
/// pkgutil.iter_modules(e.__path__)} | set(a.aliases)))"`.
fn is_codec(name: &str) -> bool {
    let mut normal = String::new();
    for character in name.chars() {
        if character.is_ascii_alphanumeric() || character == '.' {
            normal.push(character.to_ascii_lowercase());
        } else if !normal.is_empty() && !normal.ends_with('_') {
            normal.push('_');
        }
    }
    include_str!("codecs.txt").split_whitespace().any(|codec| codec == normal.trim_end_matches('_'))
}

/// The encoding and the way with errors; [`Interrupt::Unknown`] for those that are not known here.
fn choice(
    evaluator: &Evaluator,
    function: &str,
    encoding: Option<Value>,
    errors: Option<Value>,
) -> EvalResult<(Encoding, std::rc::Rc<str>)> {
    let must_be_str = |what: &'static str| {
        move |kind: &str| format!("{function}() argument '{what}' must be str, not {kind}")
    };
    let encoding = text(evaluator, &encoding.unwrap_or(Value::str("utf-8")), must_be_str("encoding"))?;
    let errors = text(evaluator, &errors.unwrap_or(Value::str("strict")), must_be_str("errors"))?;
    match Encoding::named(&encoding) {
        Some(encoding) if matches!(&*errors, "strict" | "ignore" | "replace") => Ok((encoding, errors)),
        None if !is_codec(&encoding) => {
            let class = &evaluator.exceptions.lookup_error;
            Err(evaluator.exception(class, &format!("unknown encoding: {encoding}")))
        }
        _ => match evaluator.unknown("only UTF-8, ASCII and Latin-1 are evaluated") {
            Value::Unknown(unknown) => Err(unknown.into()),
            _ => Ok((Encoding::Utf8, errors)),
        },
    }
}

fn encode(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let own = own(evaluator, &mut arguments, "encode")?;
    let [encoding, errors] = arguments.bind_builtin(evaluator, "encode", ["encoding", "errors"])?;
    encode_text(evaluator, "encode", &own, encoding, errors)
}

/// The bytes of a text.
pub(in crate::python::builtins) fn encode_text(
    evaluator: &mut Evaluator,
    function: &str,
    own: &str,
    encoding: Option<Value>,
    errors: Option<Value>,
) -> EvalResult<Value> {
    let (encoding, errors) = choice(evaluator, function, encoding, errors)?;
    if encoding == Encoding::Utf8 {
        return Ok(Value::Bytes(own.as_bytes().into()));
    }
    let mut bytes = Vec::with_capacity(own.len());
    for (at, character) in own.chars().enumerate() {
        match u8::try_from(u32::from(character)) {
            Ok(byte) if u32::from(byte) < encoding.limit() => bytes.push(byte),
            _ if &*errors == "ignore" => {}
            _ if &*errors == "replace" => bytes.push(b'?'),
            _ => return Err(cannot_encode(evaluator, encoding, own, at)),
        }
    }
    Ok(Value::Bytes(bytes.into()))
}

fn cannot_encode(evaluator: &Evaluator, encoding: Encoding, text: &str, start: usize) -> Box<Interrupt> {
    let run =
        text.chars().skip(start).take_while(|character| u32::from(*character) >= encoding.limit()).count();
    let arguments = [
        Value::str(encoding.name()),
        Value::str(text),
        Value::int(start),
        Value::int(start + run),
        Value::from(format!("ordinal not in range({})", encoding.limit())),
    ];
    exception_of(evaluator, &evaluator.exceptions.unicode_encode_error, arguments)
}

/// `bytes.decode`.
pub(in crate::python::builtins) fn decode(
    evaluator: &mut Evaluator,
    bytes: &[u8],
    encoding: Option<Value>,
    errors: Option<Value>,
) -> EvalResult<Value> {
    let (encoding, errors) = choice(evaluator, "decode", encoding, errors)?;
    let mut text = String::with_capacity(bytes.len());
    match encoding {
        Encoding::Latin1 => text.extend(bytes.iter().map(|byte| char::from(*byte))),
        Encoding::Ascii => {
            for (at, byte) in bytes.iter().enumerate() {
                match (byte.is_ascii(), &*errors) {
                    (true, _) => text.push(char::from(*byte)),
                    (false, "ignore") => {}
                    (false, "replace") => text.push(char::REPLACEMENT_CHARACTER),
                    _ => {
                        let reason = "ordinal not in range(128)";
                        return Err(cannot_decode(evaluator, encoding, bytes, at..at + 1, reason));
                    }
                }
            }
        }
        Encoding::Utf8 => {
            let mut at = 0;
            for chunk in bytes.utf8_chunks() {
                text.push_str(chunk.valid());
                at += chunk.valid().len();
                let wrong = chunk.invalid();
                match &*errors {
                    _ if wrong.is_empty() => {}
                    "ignore" => {}
                    "replace" => text.push(char::REPLACEMENT_CHARACTER),
                    _ => {
                        let reason = why_invalid(wrong, at + wrong.len() == bytes.len());
                        let end = at + wrong.len();
                        return Err(cannot_decode(evaluator, encoding, bytes, at..end, reason));
                    }
                }
                at += wrong.len();
            }
        }
    }
    Ok(Value::from(text))
}

/// What Python says of the first bytes that are not UTF-8.
fn why_invalid(wrong: &[u8], at_end: bool) -> &'static str {
    let needed = match wrong.first() {
        Some(0xc2..=0xdf) => 2,
        Some(0xe0..=0xef) => 3,
        Some(0xf0..=0xf4) => 4,
        _ => return "invalid start byte",
    };
    if at_end
        && wrong.len() < needed
        && std::str::from_utf8(wrong).is_err_and(|error| error.error_len().is_none())
    {
        "unexpected end of data"
    } else {
        "invalid continuation byte"
    }
}

fn cannot_decode(
    evaluator: &Evaluator,
    encoding: Encoding,
    bytes: &[u8],
    at: std::ops::Range<usize>,
    reason: &str,
) -> Box<Interrupt> {
    let arguments = [
        Value::str(encoding.name()),
        Value::Bytes(bytes.into()),
        Value::int(at.start),
        Value::int(at.end),
        Value::str(reason),
    ];
    exception_of(evaluator, &evaluator.exceptions.unicode_decode_error, arguments)
}
