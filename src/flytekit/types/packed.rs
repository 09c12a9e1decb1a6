//! Plain data on its way to msgpack or JSON, and the msgpack encoding itself.
//!
//! The bytes are those of Python's `msgpack.packb` with its defaults: the shortest form of every integer, text and container;
//! doubles for floats; the binary form for bytes; entries in insertion order.

use std::rc::Rc;

use super::fault::{Fault, Outcome};
use crate::model::Json;
use crate::python::{Dict, EvalResult, Evaluator, Int, Value};

/// Plain data.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Packed {
    /// `None`.
    None,
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Int(Int),
    /// A double.
    Float(f64),
    /// Text.
    Str(Rc<str>),
    /// Bytes.
    Bytes(Rc<[u8]>),
    /// A list or tuple.
    Array(Vec<Packed>),
    /// A dictionary, with keys of any kind.
    Map(Vec<(Packed, Packed)>),
    /// What no encoding takes, and why: it is only refused when it is encoded.
    Raw(Rc<str>),
}

impl Packed {
    /// Text.
    pub(super) fn text(text: impl AsRef<str>) -> Self {
        Self::Str(Rc::from(text.as_ref()))
    }

    /// A dictionary with text keys.
    pub(super) fn object<const N: usize>(entries: [(&str, Self); N]) -> Self {
        Self::Map(entries.map(|(key, value)| (Self::text(key), value)).into())
    }

    /// The data as a Python value.
    pub(super) fn value(&self, evaluator: &mut Evaluator) -> EvalResult<Value> {
        Ok(match self {
            Self::None => Value::None,
            Self::Bool(truth) => Value::Bool(*truth),
            Self::Int(number) => Value::Int(number.clone()),
            Self::Float(number) => Value::from(*number),
            Self::Str(text) => Value::Str(Rc::clone(text)),
            Self::Bytes(bytes) => Value::Bytes(Rc::clone(bytes)),
            Self::Array(items) => {
                Value::list(items.iter().map(|item| item.value(evaluator)).collect::<EvalResult<Vec<_>>>()?)
            }
            Self::Raw(reason) => return Err(evaluator.type_error(reason)),
            Self::Map(entries) => {
                let dict = Dict::default();
                for (key, value) in entries {
                    let key = key.value(evaluator)?;
                    let value = value.value(evaluator)?;
                    evaluator.insert(&dict, key, value)?;
                }
                Value::Dict(Rc::new(dict))
            }
        })
    }

    /// The msgpack encoding.
    pub(super) fn msgpack(&self) -> Outcome<Vec<u8>> {
        let mut bytes = Vec::new();
        self.write(&mut bytes)?;
        Ok(bytes)
    }

    fn write(&self, bytes: &mut Vec<u8>) -> Outcome<()> {
        match self {
            Self::Raw(reason) => return Err(Fault::mismatch(reason)),
            Self::None => bytes.push(0xc0),
            Self::Bool(truth) => bytes.push(if *truth { 0xc3 } else { 0xc2 }),
            Self::Int(number) => write_int(number, bytes)?,
            Self::Float(number) => {
                bytes.push(0xcb);
                bytes.extend(number.to_be_bytes());
            }
            Self::Str(text) => {
                write_length(
                    text.len(),
                    &Lengths { fix: Some((0xa0, 31)), short: Some(0xd9), next: 0xda },
                    bytes,
                )?;
                bytes.extend(text.as_bytes());
            }
            Self::Bytes(data) => {
                write_length(data.len(), &Lengths { fix: None, short: Some(0xc4), next: 0xc5 }, bytes)?;
                bytes.extend(&**data);
            }
            Self::Array(items) => {
                write_length(
                    items.len(),
                    &Lengths { fix: Some((0x90, 15)), short: None, next: 0xdc },
                    bytes,
                )?;
                items.iter().try_for_each(|item| item.write(bytes))?;
            }
            Self::Map(entries) => {
                write_length(
                    entries.len(),
                    &Lengths { fix: Some((0x80, 15)), short: None, next: 0xde },
                    bytes,
                )?;
                for (key, value) in entries {
                    key.write(bytes)?;
                    value.write(bytes)?;
                }
            }
        }
        Ok(())
    }

    /// The data after a way through JSON text and back: keys become text (`json.dumps`, `json.loads`).
    pub(super) fn through_json(self) -> Outcome<Self> {
        Ok(match self {
            Self::Raw(reason) => return Err(Fault::mismatch(reason)),
            Self::Bytes(_) => return Err(Fault::mismatch("bytes cannot be written as JSON")),
            Self::Array(items) => {
                Self::Array(items.into_iter().map(Self::through_json).collect::<Outcome<_>>()?)
            }
            Self::Map(entries) => {
                let mut result: Vec<(Self, Self)> = Vec::new();
                for (key, value) in entries {
                    let (key, value) = (Self::text(key.json_key()?), value.through_json()?);
                    match result.iter_mut().find(|(known, _)| *known == key) {
                        Some(entry) => entry.1 = value,
                        None => result.push((key, value)),
                    }
                }
                Self::Map(result)
            }
            other => other,
        })
    }

    /// The data as JSON.
    pub(super) fn json(&self) -> Outcome<Json> {
        Ok(match self {
            Self::None => Json::Null,
            Self::Bool(truth) => Json::Bool(*truth),
            Self::Int(number) => match number.to_i64() {
                Some(number) => Json::from(number),
                None => finite(number.to_f64().unwrap_or(f64::NAN))?,
            },
            Self::Float(number) => finite(*number)?,
            Self::Str(text) => Json::from(&**text),
            Self::Raw(reason) => return Err(Fault::mismatch(reason)),
            // The schema holds them, and cannot be written.
            Self::Bytes(_) => return Err(Fault::not_static("bytes cannot stand in a type's metadata")),
            Self::Array(items) => Json::Array(items.iter().map(Self::json).collect::<Outcome<_>>()?),
            Self::Map(entries) => {
                let mut object = serde_json::Map::new();
                for (key, value) in entries {
                    object.insert(key.json_key()?, value.json()?);
                }
                Json::Object(object)
            }
        })
    }

    /// The text that a key becomes in JSON.
    fn json_key(&self) -> Outcome<String> {
        Ok(match self {
            Self::Str(text) => text.to_string(),
            Self::None => "null".to_owned(),
            Self::Bool(truth) => truth.to_string(),
            Self::Int(number) => number.to_string(),
            Self::Float(number) => format!("{number:?}"),
            _ => return Err(Fault::mismatch("keys of JSON objects must be text or numbers")),
        })
    }
}

fn finite(number: f64) -> Outcome<Json> {
    let number = serde_json::Number::from_f64(number).map(Json::Number);
    number.ok_or_else(|| Fault::not_static("an infinite number or NaN cannot stand in a type's metadata"))
}

/// The first bytes of the forms of text, bytes and containers.
struct Lengths {
    /// The form whose first byte holds the length: the byte, and the greatest length.
    fix: Option<(u8, usize)>,
    /// The form with the length in one byte.
    short: Option<u8>,
    /// The form with the length in two bytes; the next number is the form with four.
    next: u8,
}

fn write_length(length: usize, forms: &Lengths, bytes: &mut Vec<u8>) -> Outcome<()> {
    match (forms.fix, forms.short) {
        (Some((first, limit)), _) if length <= limit => bytes.push(first | length as u8),
        (_, Some(short)) if length <= 0xff => bytes.extend([short, length as u8]),
        _ => match (u16::try_from(length), u32::try_from(length)) {
            (Ok(length), _) => {
                bytes.push(forms.next);
                bytes.extend(length.to_be_bytes());
            }
            (_, Ok(length)) => {
                bytes.push(forms.next + 1);
                bytes.extend(length.to_be_bytes());
            }
            _ => return Err(Fault::mismatch("this value is too long for msgpack")),
        },
    }
    Ok(())
}

fn write_int(number: &Int, bytes: &mut Vec<u8>) -> Outcome<()> {
    let Some(small) = number.to_i64() else {
        let large: Result<u64, _> = number.to_string().parse();
        let large = large.map_err(|_| Fault::mismatch("this integer does not fit 64 bits"))?;
        bytes.push(0xcf);
        bytes.extend(large.to_be_bytes());
        return Ok(());
    };
    match small {
        -0x20..=0x7f => bytes.push(small as u8),
        0x80..=0xff => bytes.extend([0xcc, small as u8]),
        0x100..=0xffff => tagged(0xcd, &(small as u16).to_be_bytes(), bytes),
        0x1_0000..=0xffff_ffff => tagged(0xce, &(small as u32).to_be_bytes(), bytes),
        0x1_0000_0000.. => tagged(0xcf, &(small as u64).to_be_bytes(), bytes),
        -0x80..=-0x21 => bytes.extend([0xd0, small as u8]),
        -0x8000..=-0x81 => tagged(0xd1, &(small as i16).to_be_bytes(), bytes),
        -0x8000_0000..=-0x8001 => tagged(0xd2, &(small as i32).to_be_bytes(), bytes),
        _ => tagged(0xd3, &small.to_be_bytes(), bytes),
    }
    Ok(())
}

fn tagged(tag: u8, number: &[u8], bytes: &mut Vec<u8>) {
    bytes.push(tag);
    bytes.extend(number);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(packed: &Packed) -> Vec<u8> {
        packed.msgpack().unwrap()
    }

    #[test]
    fn integers_take_the_shortest_form() {
        let cases: [(i64, &[u8]); 13] = [
            (0, &[0]),
            (127, &[0x7f]),
            (128, &[0xcc, 0x80]),
            (256, &[0xcd, 1, 0]),
            (65_536, &[0xce, 0, 1, 0, 0]),
            (1 << 32, &[0xcf, 0, 0, 0, 1, 0, 0, 0, 0]),
            (-1, &[0xff]),
            (-32, &[0xe0]),
            (-33, &[0xd0, 0xdf]),
            (-128, &[0xd0, 0x80]),
            (-129, &[0xd1, 0xff, 0x7f]),
            (-32_769, &[0xd2, 0xff, 0xff, 0x7f, 0xff]),
            (i64::MIN, &[0xd3, 0x80, 0, 0, 0, 0, 0, 0, 0]),
        ];
        for (number, expected) in cases {
            assert_eq!(bytes(&Packed::Int(number.into())), expected, "{number}");
        }
        assert_eq!(bytes(&Packed::Int(Int::from(u64::MAX)))[0], 0xcf);
    }

    #[test]
    fn text_bytes_and_containers_take_the_shortest_form() {
        assert_eq!(bytes(&Packed::text("ab")), [0xa2, b'a', b'b']);
        assert_eq!(bytes(&Packed::text("a".repeat(32)))[..2], [0xd9, 32]);
        assert_eq!(bytes(&Packed::text("a".repeat(256)))[..3], [0xda, 1, 0]);
        assert_eq!(bytes(&Packed::Bytes(Rc::from(*b"x"))), [0xc4, 1, b'x']);
        assert_eq!(bytes(&Packed::Array(vec![Packed::None; 16]))[..3], [0xdc, 0, 16]);
        assert_eq!(bytes(&Packed::object([("a", Packed::Bool(true))])), [0x81, 0xa1, b'a', 0xc3]);
        assert_eq!(bytes(&Packed::Float(1.5)), [0xcb, 0x3f, 0xf8, 0, 0, 0, 0, 0, 0]);
    }

    #[test]
    fn keys_become_text_on_the_way_through_json() {
        let map = Packed::Map(vec![
            (Packed::Int(1.into()), Packed::Bool(true)),
            (Packed::text("1"), Packed::Bool(false)),
        ]);
        assert_eq!(map.through_json().unwrap(), Packed::object([("1", Packed::Bool(false))]));
    }
}
