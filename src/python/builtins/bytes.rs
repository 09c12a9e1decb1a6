//! `bytes`; the methods that are those of text over ASCII are in `byte_text`.

use std::rc::Rc;

use super::super::{Arguments, Class, ClassHooks, EvalResult, Evaluator, Value, Vars};
use super::int::byte_items;
use super::known::{known, known_items};
use super::parameters::{self, class_method, constructor, exactly, static_method, text, with};
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
        ("__str__", |evaluator, mut arguments| {
            let bytes = own(evaluator, &mut arguments, "__str__")?;
            evaluator.repr_of(&Value::Bytes(bytes))
        }),
        ("decode", decode),
        ("endswith", |evaluator, arguments| affix(evaluator, arguments, "endswith", <[u8]>::ends_with)),
        ("hex", hex),
        ("join", join),
        ("lower", |evaluator, arguments| map(evaluator, arguments, "lower", <[u8]>::to_ascii_lowercase)),
        ("translate", translate),
        ("startswith", |evaluator, arguments| affix(evaluator, arguments, "startswith", <[u8]>::starts_with)),
        ("upper", |evaluator, arguments| map(evaluator, arguments, "upper", <[u8]>::to_ascii_uppercase)),
    ]);
    let table = with(with(special, super::byte_text::methods()), methods);
    with(table, [class_method("fromhex", from_hex), static_method("maketrans", make_table)])
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
        arguments.clone().bind_builtin(evaluator, "bytes", ["source", "encoding", "errors"])?;
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
        return Err(super::int::not_bytes(evaluator, &type_name(evaluator, &source)));
    }
    Ok(Value::Bytes(byte_items(evaluator, &source)?.into()))
}

pub(super) fn own(
    evaluator: &mut Evaluator,
    arguments: &mut Arguments,
    method: &str,
) -> EvalResult<Rc<[u8]>> {
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

/// How many values a byte has.
const BYTES: usize = 256;

fn translate(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let own = own(evaluator, &mut arguments, "translate")?;
    let [table, delete] = arguments.bind_builtin(evaluator, "translate", ["/table!", "delete"])?;
    let table = match table.map(known).transpose()? {
        None | Some(Value::None) => None,
        table => Some(required(evaluator, table)?),
    };
    if table.as_ref().is_some_and(|table| table.len() != BYTES) {
        return Err(evaluator.value_error("translation table must be 256 characters long"));
    }
    let delete = if delete.is_some() { required(evaluator, delete)? } else { [].into() };
    let kept = own.iter().filter(|byte| !delete.contains(byte));
    let translated = |byte: &u8| match &table {
        Some(table) => table.get(usize::from(*byte)).copied().unwrap_or(*byte),
        None => *byte,
    };
    Ok(Value::Bytes(kept.map(translated).collect()))
}

/// `bytes.maketrans(from, to)`.
fn make_table(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [from, to] = exactly(evaluator, "bytes.maketrans", arguments)?;
    let (from, to) = (required(evaluator, Some(from))?, required(evaluator, Some(to))?);
    if from.len() != to.len() {
        return Err(evaluator.value_error("maketrans arguments must have same length"));
    }
    let mut table: Vec<u8> = (0..=u8::MAX).collect();
    for (from, to) in from.iter().zip(to.iter()) {
        table[usize::from(*from)] = *to;
    }
    Ok(Value::Bytes(table.into()))
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
    let [encoding, errors] = arguments.bind_builtin(evaluator, "decode", ["encoding", "errors"])?;
    decode_bytes(evaluator, &bytes, encoding, errors)
}

fn hex(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let bytes = own(evaluator, &mut arguments, "hex")?;
    let [separator, every] = arguments.bind_builtin(evaluator, "hex", ["sep", "bytes_per_sep"])?;
    let separator = match separator {
        Some(separator) => Some(hex_separator(evaluator, separator)?),
        None => None,
    };
    let every = match every {
        Some(every) => required_size(evaluator, &every)?,
        None => 1,
    };
    let group = usize::try_from(every.unsigned_abs()).unwrap_or(usize::MAX);
    let mut digits = String::with_capacity(bytes.len() * 3);
    for (at, byte) in bytes.iter().enumerate() {
        // Groups are counted from the end, unless their size is negative.
        let before = if every > 0 { bytes.len() - at } else { at };
        if let Some(separator) = separator
            && at > 0
            && group > 0
            && before % group == 0
        {
            digits.push(separator);
        }
        digits.push(char::from_digit(u32::from(byte >> 4), 16).unwrap_or('0'));
        digits.push(char::from_digit(u32::from(byte & 15), 16).unwrap_or('0'));
    }
    Ok(Value::from(digits))
}

fn hex_separator(evaluator: &Evaluator, separator: Value) -> EvalResult<char> {
    let separator = known(separator)?;
    let text = match &separator.unwrapped() {
        Value::Str(text) => text.to_string(),
        Value::Bytes(bytes) => bytes.iter().map(|byte| char::from(*byte)).collect(),
        _ => return Err(evaluator.type_error("sep must be str or bytes.")),
    };
    let mut characters = text.chars();
    match (characters.next(), characters.next()) {
        (Some(one), None) if one.is_ascii() => Ok(one),
        (Some(_), None) => Err(evaluator.value_error("sep must be ASCII.")),
        _ => Err(evaluator.value_error("sep must be length 1.")),
    }
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
