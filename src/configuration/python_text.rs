//! How Python writes values as text: `repr` of strings and floats, `str` of plain JSON values.
//!
//! The reference builds error messages, JSON and coerced strings with Python's own conversions; where those reach
//! something that a user or a container reads, the text has to be the same.

use std::fmt::Write as _;

use serde_json::Value;

/// The `repr` of a Python `float`: the shortest digits that read back, an exponent outside `1e-4 ..< 1e16`.
pub(crate) fn float_repr(number: f64) -> String {
    if number.is_nan() {
        return "nan".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    let scientific = format!("{number:e}");
    let Some((digits, exponent)) = scientific.split_once('e') else { return scientific };
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if number != 0.0 && !(-4..16).contains(&exponent) {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{digits}e{sign}{:02}", exponent.abs());
    }
    let fixed = format!("{number}");
    if fixed.contains('.') { fixed } else { fixed + ".0" }
}

/// The `repr` of a Python `str`: single quotes unless only they occur, control characters escaped.
pub(crate) fn string_repr(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut written = String::with_capacity(text.len() + 2);
    written.push(quote);
    for character in text.chars() {
        match character {
            '\n' => written.push_str("\\n"),
            '\r' => written.push_str("\\r"),
            '\t' => written.push_str("\\t"),
            '\\' => written.push_str("\\\\"),
            _ if character == quote => {
                written.push('\\');
                written.push(character);
            }
            _ if character.is_control() => {
                let _infallible = write!(written, "\\x{:02x}", u32::from(character));
            }
            _ => written.push(character),
        }
    }
    written.push(quote);
    written
}

/// The `repr` of an optional Python `str`.
pub(crate) fn optional_repr(text: Option<&str>) -> String {
    text.map_or_else(|| "None".to_owned(), string_repr)
}

/// The `str` of a value read from JSON: a string is itself, everything else its `repr`.
pub(crate) fn value_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        _ => value_repr(value),
    }
}

fn value_repr(value: &Value) -> String {
    match value {
        Value::Null => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Number(number) if number.is_f64() => float_repr(number.as_f64().unwrap_or_default()),
        Value::Number(number) => number.to_string(),
        Value::String(text) => string_repr(text),
        Value::Array(items) => format!("[{}]", items.iter().map(value_repr).collect::<Vec<_>>().join(", ")),
        Value::Object(entries) => {
            let entries =
                entries.iter().map(|(key, value)| format!("{}: {}", string_repr(key), value_repr(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
    }
}

/// Python's truth of a value read from JSON.
pub(crate) fn is_true(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(truth) => *truth,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(entries) => !entries.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_are_written_as_python_writes_them() {
        for (number, text) in [
            (0.5, "0.5"),
            (1.0, "1.0"),
            (-0.0, "-0.0"),
            (1e15, "1000000000000000.0"),
            (1e16, "1e+16"),
            (1.5e22, "1.5e+22"),
            (0.0001, "0.0001"),
            (0.00001, "1e-05"),
            (f64::NAN, "nan"),
            (f64::NEG_INFINITY, "-inf"),
        ] {
            assert_eq!(float_repr(number), text);
        }
    }

    #[test]
    fn strings_choose_their_quotes() {
        for (text, repr) in [
            ("a", "'a'"),
            ("it's", "\"it's\""),
            ("'\"", "'\\'\"'"),
            ("a\n\\\x1b", "'a\\n\\\\\\x1b'"),
            ("é", "'é'"),
        ] {
            assert_eq!(string_repr(text), repr);
        }
    }

    #[test]
    fn values_are_written_as_python_literals() {
        let value = serde_json::json!([1, 1.5, true, null, "a", {"k": []}]);
        assert_eq!(value_text(&value), "[1, 1.5, True, None, 'a', {'k': []}]");
        assert!(is_true(&value) && !is_true(&serde_json::json!(0.0)) && !is_true(&serde_json::json!({})));
    }
}
