//! `bytes`, with the methods that programs use most; the others are unknown.

use std::rc::Rc;

use super::super::{Arguments, Class, ClassHooks, EvalResult, Evaluator, Value, Vars};
use super::int::byte_items;
use super::known::{known, known_items};
use super::parameters::{self, between, class_method, constructor, exactly, opaque, text, with};
use super::sequence::find_bytes;
use super::slices::{index, required_size};
use super::special::{self, type_name};
use super::str::{decode as decode_bytes, encode_text};
use super::{bounds, is_iterable, protocol, table};

pub(super) fn attributes() -> Vars {
    let special = protocol::methods(&[
        "__add__",
        "__contains__",
        "__eq__",
        "__ge__",
        "__getitem__",
        "__gt__",
        "__hash__",
        "__iter__",
        "__le__",
        "__len__",
        "__lt__",
        "__mod__",
        "__mul__",
        "__ne__",
        "__repr__",
        "__rmul__",
    ]);
    let methods = table(&[
        ("count", count),
        ("decode", decode),
        ("endswith", |evaluator, arguments| affix(evaluator, arguments, "endswith", <[u8]>::ends_with)),
        ("find", find),
        ("hex", hex),
        ("join", join),
        ("lower", |evaluator, arguments| map(evaluator, arguments, "lower", <[u8]>::to_ascii_lowercase)),
        ("replace", replace),
        ("split", split),
        ("startswith", |evaluator, arguments| affix(evaluator, arguments, "startswith", <[u8]>::starts_with)),
        ("strip", strip),
        ("upper", |evaluator, arguments| map(evaluator, arguments, "upper", <[u8]>::to_ascii_uppercase)),
    ]);
    let opaque = opaque(&[
        "capitalize",
        "center",
        "expandtabs",
        "index",
        "isalnum",
        "isalpha",
        "isascii",
        "isdigit",
        "islower",
        "isspace",
        "istitle",
        "isupper",
        "ljust",
        "lstrip",
        "partition",
        "removeprefix",
        "removesuffix",
        "rfind",
        "rindex",
        "rjust",
        "rpartition",
        "rsplit",
        "rstrip",
        "splitlines",
        "swapcase",
        "title",
        "translate",
        "zfill",
    ]);
    with(with(with(special, methods), opaque), [class_method("fromhex", from_hex)])
}

pub(super) fn hooks() -> Option<Rc<dyn ClassHooks>> {
    constructor(construct)
}

/// `bytearray` and `complex`: values of theirs are unknown.
pub(super) fn opaque_hooks() -> Option<Rc<dyn ClassHooks>> {
    constructor(|evaluator, class, _| {
        Ok(evaluator.unknown(&format!("values of the type {} are not evaluated", class.name)))
    })
}

fn construct(evaluator: &mut Evaluator, _class: &Rc<Class>, arguments: &Arguments) -> EvalResult<Value> {
    let [source, encoding, errors] =
        arguments.clone().bind(evaluator, "bytes", ["source", "encoding", "errors"])?;
    let Some(source) = source else { return Ok(Value::Bytes([].into())) };
    let source = known(source)?;
    if let Some(own) = source.as_str() {
        if encoding.is_none() {
            return Err(evaluator.type_error("string argument without an encoding"));
        }
        return encode_text(evaluator, "bytes", &own, encoding, errors);
    }
    if encoding.is_some() || errors.is_some() {
        let what = if encoding.is_some() { "encoding" } else { "errors" };
        return Err(evaluator.type_error(&format!("{what} without a string argument")));
    }
    if let Some(result) = special::call(evaluator, &source, "__bytes__", [])? {
        return Ok(result);
    }
    if let Value::Bytes(bytes) = source.unwrapped() {
        return Ok(Value::Bytes(bytes));
    }
    if let Some(count) = index(evaluator, &source)? {
        let Some(count) = count.to_i64().and_then(|count| usize::try_from(count).ok()) else {
            let negative = || evaluator.value_error("negative count");
            return Err(if count.is_negative() { negative() } else { bounds::too_large(evaluator) });
        };
        bounds::check_bytes(evaluator, count)?;
        return Ok(Value::Bytes(vec![0; count].into()));
    }
    if !is_iterable(evaluator, &source) {
        let name = type_name(evaluator, &source);
        return Err(evaluator.type_error(&format!("cannot convert '{name}' object to bytes")));
    }
    Ok(Value::Bytes(byte_items(evaluator, &source)?.into()))
}

fn own(evaluator: &mut Evaluator, arguments: &mut Arguments, method: &str) -> EvalResult<Rc<[u8]>> {
    let bytes = parameters::receiver(evaluator, arguments, "bytes", method, as_bytes)?;
    bounds::work(evaluator, bytes.len());
    Ok(bytes)
}

fn as_bytes(value: &Value) -> Option<Rc<[u8]>> {
    if let Value::Bytes(bytes) = value.unwrapped() { Some(bytes) } else { None }
}

fn required(evaluator: &Evaluator, value: Option<Value>) -> EvalResult<Rc<[u8]>> {
    let value = known(value.unwrap_or(Value::None))?;
    as_bytes(&value).ok_or_else(|| {
        let name = type_name(evaluator, &value);
        evaluator.type_error(&format!("a bytes-like object is required, not '{name}'"))
    })
}

fn map(
    evaluator: &mut Evaluator,
    mut arguments: Arguments,
    method: &str,
    change: fn(&[u8]) -> Vec<u8>,
) -> EvalResult<Value> {
    let bytes = own(evaluator, &mut arguments, method)?;
    exactly::<0>(evaluator, &format!("bytes.{method}"), arguments)?;
    Ok(Value::Bytes(change(&bytes).into()))
}

fn decode(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let bytes = own(evaluator, &mut arguments, "decode")?;
    let [encoding, errors] = arguments.bind(evaluator, "decode", ["encoding", "errors"])?;
    decode_bytes(evaluator, &bytes, encoding, errors)
}

fn hex(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let bytes = own(evaluator, &mut arguments, "hex")?;
    if !arguments.positional.is_empty() || !arguments.keywords.is_empty() {
        return Ok(evaluator.unknown("bytes.hex with a separator is not evaluated"));
    }
    let digit = |value: u8| char::from_digit(value.into(), 16).unwrap_or('0');
    Ok(Value::from(bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect::<String>()))
}

fn from_hex(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    arguments.take_first();
    let [source] = exactly(evaluator, "bytes.fromhex", arguments)?;
    let source = text(evaluator, &source, |kind| format!("fromhex() argument must be str, not {kind}"))?;
    let mut bytes = Vec::new();
    let mut high = None;
    let wrong = |at: usize| {
        evaluator.value_error(&format!("non-hexadecimal number found in fromhex() arg at position {at}"))
    };
    let mut count = 0;
    for (at, character) in source.chars().enumerate() {
        count = at + 1;
        if high.is_none() && character.is_ascii_whitespace() {
            continue;
        }
        let digit = character.to_digit(16).ok_or_else(|| wrong(at))?;
        match high.take() {
            None => high = Some(digit),
            Some(first) => bytes.push((first * 16 + digit) as u8),
        }
    }
    if high.is_some() {
        return Err(wrong(count));
    }
    Ok(Value::Bytes(bytes.into()))
}

fn find(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let bytes = own(evaluator, &mut arguments, "find")?;
    let [wanted] = exactly(evaluator, "bytes.find", arguments)?;
    let wanted = required(evaluator, Some(wanted))?;
    Ok(Value::int(find_bytes(&bytes, &wanted).map_or(-1, |at| at as i64)))
}

fn count(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let bytes = own(evaluator, &mut arguments, "count")?;
    let [wanted] = exactly(evaluator, "bytes.count", arguments)?;
    let wanted = required(evaluator, Some(wanted))?;
    if wanted.is_empty() {
        return Ok(Value::int(bytes.len() + 1));
    }
    Ok(Value::int(pieces(&bytes, &wanted, usize::MAX).len() - 1))
}

/// The pieces between separators, at most `limit` of which are used.
fn pieces<'a>(bytes: &'a [u8], separator: &[u8], limit: usize) -> Vec<&'a [u8]> {
    let mut pieces = Vec::new();
    let mut rest = bytes;
    while pieces.len() < limit
        && let Some(at) = find_bytes(rest, separator)
    {
        let (piece, after) = rest.split_at(at);
        pieces.push(piece);
        rest = after.get(separator.len()..).unwrap_or_default();
    }
    pieces.push(rest);
    pieces
}

fn split(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let bytes = own(evaluator, &mut arguments, "split")?;
    let [separator, limit] = arguments.bind(evaluator, "split", ["sep", "maxsplit"])?;
    let limit = match limit {
        Some(limit) => usize::try_from(required_size(evaluator, &limit)?).unwrap_or(usize::MAX),
        None => usize::MAX,
    };
    let found = match separator.filter(|separator| !separator.is_none()) {
        Some(separator) => {
            let separator = required(evaluator, Some(separator))?;
            if separator.is_empty() {
                return Err(evaluator.value_error("empty separator"));
            }
            pieces(&bytes, &separator, limit)
        }
        None if limit == usize::MAX => {
            bytes.split(u8::is_ascii_whitespace).filter(|piece| !piece.is_empty()).collect()
        }
        None => return Ok(evaluator.unknown("bytes.split with a limit alone is not evaluated")),
    };
    bounds::check_items(evaluator, found.len())?;
    Ok(Value::list(found.into_iter().map(|piece| Value::Bytes(piece.into())).collect()))
}

fn join(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let separator = own(evaluator, &mut arguments, "join")?;
    let [iterable] = exactly(evaluator, "bytes.join", arguments)?;
    let mut parts: Vec<Rc<[u8]>> = Vec::new();
    let mut length = 0;
    for (at, item) in known_items(evaluator, &iterable)?.into_iter().enumerate() {
        let item = known(item)?;
        let Some(part) = as_bytes(&item) else {
            let name = type_name(evaluator, &item);
            let message = format!("sequence item {at}: expected a bytes-like object, {name} found");
            return Err(evaluator.type_error(&message));
        };
        length += part.len() + separator.len();
        parts.push(part);
    }
    bounds::check_bytes(evaluator, length)?;
    Ok(Value::Bytes(parts.join(&*separator).into()))
}

fn replace(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let bytes = own(evaluator, &mut arguments, "replace")?;
    let [old, new, limit] = between(evaluator, "replace", 2, arguments)?;
    let (old, new) = (required(evaluator, old)?, required(evaluator, new)?);
    let limit = match limit {
        Some(limit) => usize::try_from(required_size(evaluator, &limit)?).unwrap_or(usize::MAX),
        None => usize::MAX,
    };
    if old.is_empty() {
        return Ok(evaluator.unknown("bytes.replace of nothing is not evaluated"));
    }
    let pieces = pieces(&bytes, &old, limit);
    bounds::check_bytes(evaluator, bytes.len().saturating_add(pieces.len().saturating_mul(new.len())))?;
    Ok(Value::Bytes(pieces.join(&*new).into()))
}

fn strip(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let bytes = own(evaluator, &mut arguments, "strip")?;
    let [cut] = between(evaluator, "strip", 0, arguments)?;
    let cut = match cut.filter(|cut| !cut.is_none()) {
        Some(cut) => required(evaluator, Some(cut))?,
        None => (*b" \t\n\r\x0b\x0c").into(),
    };
    let start = bytes.iter().position(|byte| !cut.contains(byte)).unwrap_or(bytes.len());
    let end = bytes.iter().rposition(|byte| !cut.contains(byte)).map_or(start, |at| at + 1);
    Ok(Value::Bytes(bytes.get(start..end).unwrap_or_default().into()))
}

fn affix(
    evaluator: &mut Evaluator,
    mut arguments: Arguments,
    method: &str,
    is_there: fn(&[u8], &[u8]) -> bool,
) -> EvalResult<Value> {
    let bytes = own(evaluator, &mut arguments, method)?;
    let [wanted] = exactly(evaluator, &format!("bytes.{method}"), arguments)?;
    let affixes = match wanted.unwrapped() {
        Value::Bytes(affix) => vec![affix],
        Value::Tuple(affixes) => {
            affixes.iter().map(|affix| required(evaluator, Some(affix.clone()))).collect::<EvalResult<_>>()?
        }
        _ => {
            let name = type_name(evaluator, &wanted);
            let message = format!("{method} first arg must be bytes or a tuple of bytes, not {name}");
            return Err(evaluator.type_error(&message));
        }
    };
    Ok(Value::Bool(affixes.iter().any(|affix| is_there(&bytes, affix))))
}
