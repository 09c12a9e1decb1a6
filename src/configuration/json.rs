//! JSON as the reference writes and reads it.
//!
//! Writing follows Python's `json.dumps` with its defaults: `", "` and `": "` as separators, everything outside
//! printable ASCII escaped, floats in `repr` form. Reading follows `dataclasses_json`: unknown keys are passed over, the
//! last of repeated keys counts, scalars are converted to the declared type where Python's `str` or `bool` would.

use std::io;

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use serde_json::ser::{Formatter, Serializer};

use super::python_text::{float_repr, is_true, value_text};

/// JSON that can't be read as the settings that it should hold.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct JsonError(#[from] serde_json::Error);

/// The text that Python's `json.dumps` writes.
///
/// What is written here are derived implementations over strings, numbers, lists and maps with string keys, into
/// memory: none of that can fail.
pub(crate) fn dumps<T: Serialize>(value: &T) -> String {
    let mut bytes = Vec::new();
    let written = value.serialize(&mut Serializer::with_formatter(&mut bytes, PythonFormatter));
    debug_assert!(written.is_ok(), "settings are always representable in JSON");
    String::from_utf8(bytes).unwrap_or_default()
}

/// Reads a value from JSON text; of repeated keys the last one counts.
pub(crate) fn loads<T: DeserializeOwned>(text: &str) -> Result<T, JsonError> {
    from_dict(serde_json::from_str(text)?)
}

/// Reads a value from decoded JSON.
pub(crate) fn from_dict<T: DeserializeOwned>(value: Value) -> Result<T, JsonError> {
    Ok(serde_json::from_value(value)?)
}

/// A string field: numbers and booleans become their Python text (`dataclasses_json.core._support_extended_types`).
pub(crate) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    optional_text(deserializer)?.ok_or_else(|| D::Error::custom("expected a string, found null"))
}

/// An optional string field, converted as [`text`] is; `null` is `None`.
pub(crate) fn optional_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::Null => Ok(None),
        Value::Array(_) => Err(D::Error::custom("expected a string, found a list")),
        Value::Object(_) => Err(D::Error::custom("expected a string, found an object")),
        scalar => Ok(Some(value_text(&scalar))),
    }
}

/// A boolean field: anything else is converted by Python's truth, so `"false"` is true.
pub(crate) fn truth<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    Ok(is_true(&Value::deserialize(deserializer)?))
}

/// The layout and the escapes of Python's `json.dumps`.
struct PythonFormatter;

impl Formatter for PythonFormatter {
    fn begin_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        if first { Ok(()) } else { writer.write_all(b", ") }
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        if first { Ok(()) } else { writer.write_all(b", ") }
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }

    fn write_f64<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        writer.write_all(float_repr(value).as_bytes())
    }

    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        for character in fragment.chars() {
            if matches!(character, ' '..='~') {
                writer.write_all(&[character as u8])?;
            } else {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    write!(writer, "\\u{unit:04x}")?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_as_python_escapes_it() {
        let value = serde_json::json!({"é": ["a\n\u{7f}\u{1f}\"\\", "\u{1F600}"], "n": [1, 1.0, 1e16, null, true], "e": {}});
        let expected = "{\"\\u00e9\": [\"a\\n\\u007f\\u001f\\\"\\\\\", \"\\ud83d\\ude00\"], \
                        \"n\": [1, 1.0, 1e+16, null, true], \"e\": {}}";
        assert_eq!(dumps(&value), expected);
    }
}
