//! Values as JSON text: `json.dumps` and `JSONEncoder`.

use std::rc::Rc;

use super::classes;
use crate::python::format::{decimal, repr_float};
use crate::python::stdlib::convert::{flag, text, type_name};
use crate::python::stdlib::parts::{Names, take_first, why_unknown};
use crate::python::{Arguments, EvalResult, Evaluator, Truth, Value};

/// How deep values may be nested, as in CPython.
const DEPTH_LIMIT: usize = 990;

/// How text is written.
#[expect(clippy::struct_excessive_bools, reason = "one for each option of `json.dumps`")]
struct Format {
    skip_keys: bool,
    ascii: bool,
    not_finite: bool,
    sorted: bool,
    indent: Option<Rc<str>>,
    between_items: Rc<str>,
    after_key: Rc<str>,
    /// What is asked for a value that has no JSON text; without it, such a value is a `TypeError`.
    default: Option<Value>,
}

/// The attributes of `JSONEncoder`.
pub(super) fn attributes(names: Names) -> Names {
    names.value("item_separator", ", ").value("key_separator", ": ").functions_accepting_unknown(&[
        ("__init__", initialize),
        ("default", default),
        ("encode", encode),
        ("iterencode", iterencode),
    ])
}

const OPTIONS: [&str; 8] = [
    "*skipkeys",
    "*ensure_ascii",
    "*check_circular",
    "*allow_nan",
    "*sort_keys",
    "*indent",
    "*separators",
    "*default",
];

fn initialize(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let encoder = take_first(evaluator, &mut arguments)?;
    let given = arguments.bind(evaluator, "JSONEncoder.__init__", OPTIONS)?;
    let set = |name: &str, value: Value| {
        if let Some(encoder) = encoder.as_instance() {
            encoder.set_attribute(name, value);
        }
    };
    let defaults = [false, true, true, true, false].map(Value::Bool);
    for (at, default) in defaults.into_iter().enumerate() {
        set(OPTIONS[at].trim_start_matches('*'), given[at].clone().unwrap_or(default));
    }
    let indent = given[5].clone().unwrap_or(Value::None);
    let separators = given[6].clone().filter(|separators| !separators.is_none());
    if let Some(separators) = separators {
        if let [items, key] = &evaluator.iterate(&separators)?[..] {
            set("item_separator", items.clone());
            set("key_separator", key.clone());
        } else {
            return Err(evaluator.value_error("not enough values to unpack (expected 2)"));
        }
    } else if !indent.is_none() {
        set("item_separator", Value::str(","));
    }
    set("indent", indent);
    if let Some(default) = given[7].clone().filter(|default| !default.is_none()) {
        set("default", default);
    }
    Ok(Value::None)
}

/// `JSONEncoder.default`.
fn default(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let _encoder = take_first(evaluator, &mut arguments)?;
    let [value] = arguments.bind(evaluator, "default", ["o!"])?;
    not_serializable(evaluator, &value.unwrap_or(Value::None))
}

fn not_serializable(evaluator: &Evaluator, value: &Value) -> EvalResult<Value> {
    if let Value::Unknown(unknown) = value {
        return Err(Rc::clone(unknown).into());
    }
    let name = type_name(evaluator, value);
    Err(evaluator.type_error(&format!("Object of type {name} is not JSON serializable")))
}

fn encode(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let encoder = take_first(evaluator, &mut arguments)?;
    let [value] = arguments.bind(evaluator, "encode", ["o!"])?;
    let format = Format::of(evaluator, &encoder)?;
    format.encoded(evaluator, &value.unwrap_or(Value::None))
}

fn iterencode(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let encoder = take_first(evaluator, &mut arguments)?;
    let [value, _once] = arguments.bind(evaluator, "iterencode", ["o!", "_one_shot"])?;
    let format = Format::of(evaluator, &encoder)?;
    let text = format.encoded(evaluator, &value.unwrap_or(Value::None))?;
    Ok(Value::Iterator(Rc::new(crate::python::PyIterator::of("generator", vec![text]))))
}

/// `json.dumps`.
pub(super) fn dumps(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let at = arguments.keywords.iter().position(|(name, _)| &**name == "obj");
    let value = match at {
        Some(at) => arguments.keywords.remove(at).1,
        None => take_first(evaluator, &mut arguments)?,
    };
    if !arguments.positional.is_empty() {
        let count = arguments.positional.len() + 1;
        return Err(
            evaluator.type_error(&format!("dumps() takes 1 positional argument but {count} were given"))
        );
    }
    let at = arguments.keywords.iter().position(|(name, _)| &**name == "cls");
    let class = at.map(|at| arguments.keywords.remove(at).1).filter(|class| !class.is_none());
    let class = class.unwrap_or_else(|| Value::Class(Rc::clone(&classes(evaluator).encoder)));
    let encoder = evaluator.call(&class, arguments)?;
    evaluator.call_method(&encoder, "encode", Arguments::positional([value]))
}

impl Format {
    /// The format that the attributes of an encoder say.
    fn of(evaluator: &mut Evaluator, encoder: &Value) -> EvalResult<Self> {
        let mut attribute = |name: &str| evaluator.get_attribute(encoder, name);
        let flags = ["skipkeys", "ensure_ascii", "allow_nan", "sort_keys"].map(&mut attribute);
        let texts = ["item_separator", "key_separator"].map(&mut attribute);
        let (indent, default) = (attribute("indent")?, attribute("default")?);
        let mut known = Vec::new();
        for value in flags {
            let value = value?;
            known.push(flag(evaluator, Some(&value), false)?);
        }
        let mut separators = Vec::new();
        for value in texts {
            separators.push(text(evaluator, &value?, "separator must be str, not {}")?);
        }
        let indent = match &indent {
            Value::None => None,
            other => {
                let width = match other.as_str() {
                    Some(_) => 0,
                    None => crate::python::stdlib::convert::integer(evaluator, other)?,
                };
                let spaces = || Rc::from(" ".repeat(width.clamp(0, 1 << 16) as usize));
                Some(other.as_str().unwrap_or_else(spaces))
            }
        };
        Ok(Self {
            skip_keys: known[0],
            ascii: known[1],
            not_finite: known[2],
            sorted: known[3],
            indent,
            between_items: Rc::clone(&separators[0]),
            after_key: Rc::clone(&separators[1]),
            default: Some(default),
        })
    }

    fn encoded(&self, evaluator: &mut Evaluator, value: &Value) -> EvalResult<Value> {
        let mut result = String::new();
        self.write(evaluator, value, &mut Open::default(), &mut result)?;
        Ok(result.into())
    }

    /// Appends the text of a value.
    fn write(
        &self,
        evaluator: &mut Evaluator,
        value: &Value,
        open: &mut Open,
        result: &mut String,
    ) -> EvalResult<()> {
        evaluator.step()?;
        if let Some(unknown) = why_unknown(value) {
            return Err(unknown.into());
        }
        match value.unwrapped() {
            Value::None => result.push_str("null"),
            Value::Bool(truth) => result.push_str(if truth { "true" } else { "false" }),
            Value::Int(number) => result.push_str(&integer(evaluator, &number)?),
            Value::Float(number) => result.push_str(&self.float(evaluator, number)?),
            Value::Str(text) => write_text(&text, self.ascii, result),
            Value::List(_) | Value::Tuple(_) => {
                open.enter(evaluator, value)?;
                open.depth += 1;
                self.write_array(evaluator, value, open, result)?;
                open.leave(1);
            }
            Value::Dict(_) => {
                open.enter(evaluator, value)?;
                open.depth += 1;
                self.write_object(evaluator, value, open, result)?;
                open.leave(1);
            }
            _ => {
                open.enter(evaluator, value)?;
                let Some(default) = &self.default else {
                    return not_serializable(evaluator, value).map(|_| ());
                };
                let other = evaluator.call(default, Arguments::positional([value.clone()]))?;
                self.write(evaluator, &other, open, result)?;
                open.leave(0);
            }
        }
        Ok(())
    }

    fn break_line(&self, depth: usize, result: &mut String) {
        if let Some(indent) = &self.indent {
            result.push('\n');
            result.push_str(&indent.repeat(depth));
        }
    }

    fn write_array(
        &self,
        evaluator: &mut Evaluator,
        value: &Value,
        open: &mut Open,
        result: &mut String,
    ) -> EvalResult<()> {
        let items = evaluator.iterate(value)?;
        if items.is_empty() {
            result.push_str("[]");
            return Ok(());
        }
        let depth = open.depth;
        result.push('[');
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                result.push_str(&self.between_items);
            }
            self.break_line(depth, result);
            self.write(evaluator, item, open, result)?;
        }
        self.break_line(depth - 1, result);
        result.push(']');
        Ok(())
    }

    fn write_object(
        &self,
        evaluator: &mut Evaluator,
        value: &Value,
        open: &mut Open,
        result: &mut String,
    ) -> EvalResult<()> {
        let mut pairs = evaluator.mapping_pairs(value)?;
        if pairs.is_empty() {
            result.push_str("{}");
            return Ok(());
        }
        if self.sorted {
            sort(evaluator, &mut pairs)?;
        }
        let depth = open.depth;
        result.push('{');
        let mut first = true;
        for (key, value) in pairs {
            let Some(key) = self.key(evaluator, &key)? else { continue };
            if !first {
                result.push_str(&self.between_items);
            }
            first = false;
            self.break_line(depth, result);
            write_text(&key, self.ascii, result);
            result.push_str(&self.after_key);
            self.write(evaluator, &value, open, result)?;
        }
        if !first {
            self.break_line(depth - 1, result);
        }
        result.push('}');
        Ok(())
    }

    /// The text of a key; `None` for one that is left out.
    fn key(&self, evaluator: &Evaluator, key: &Value) -> EvalResult<Option<String>> {
        Ok(Some(match key.unwrapped() {
            Value::Str(text) => text.to_string(),
            Value::Bool(truth) => truth.to_string(),
            Value::None => "null".to_owned(),
            Value::Int(number) => integer(evaluator, &number)?,
            Value::Float(number) => self.float(evaluator, number)?,
            Value::Unknown(unknown) => return Err(unknown.into()),
            _ if self.skip_keys => return Ok(None),
            _ => {
                let name = type_name(evaluator, key);
                let message = format!("keys must be str, int, float, bool or None, not {name}");
                return Err(evaluator.type_error(&message));
            }
        }))
    }

    fn float(&self, evaluator: &Evaluator, number: f64) -> EvalResult<String> {
        if number.is_finite() {
            return Ok(repr_float(number));
        }
        if !self.not_finite {
            return Err(evaluator.value_error("Out of range float values are not JSON compliant"));
        }
        let text = match (number.is_nan(), number > 0.0) {
            (true, _) => "NaN",
            (_, true) => "Infinity",
            _ => "-Infinity",
        };
        Ok(text.to_owned())
    }
}

fn integer(evaluator: &Evaluator, number: &crate::python::Int) -> EvalResult<String> {
    decimal(number).or_else(|_| {
        crate::python::stdlib::convert::stop(evaluator, "the number has too many digits to be written")
    })
}

/// The values around the one that is written.
#[derive(Default)]
struct Open {
    addresses: Vec<usize>,
    /// How many of them are arrays and objects.
    depth: usize,
}

impl Open {
    /// Notes a value that is entered; one that is in itself can't be written.
    fn enter(&mut self, evaluator: &Evaluator, value: &Value) -> EvalResult<()> {
        let address = value.address().unwrap_or_default();
        if self.addresses.contains(&address) && !matches!(value, Value::Tuple(items) if items.is_empty()) {
            return Err(evaluator.value_error("Circular reference detected"));
        }
        if self.addresses.len() >= DEPTH_LIMIT {
            let message = "maximum recursion depth exceeded while encoding a JSON object";
            return Err(evaluator.exception(&evaluator.exceptions.recursion_error, message));
        }
        self.addresses.push(address);
        Ok(())
    }

    fn leave(&mut self, depth: usize) {
        self.addresses.pop();
        self.depth -= depth;
    }
}

/// Sorts by key; equal keys keep their order.
fn sort(evaluator: &mut Evaluator, pairs: &mut Vec<(Value, Value)>) -> EvalResult<()> {
    if pairs.iter().all(|(key, _)| matches!(key, Value::Str(_))) {
        pairs.sort_by_cached_key(|(key, _)| key.as_str());
        return Ok(());
    }
    let mut sorted: Vec<(Value, Value)> = Vec::new();
    for pair in pairs.drain(..) {
        let mut at = sorted.len();
        while at > 0 {
            let less = match evaluator.less_than(&pair.0, &sorted[at - 1].0)? {
                Truth::Known(less) => less,
                Truth::Ambiguous(unknown) => return Err(unknown.into()),
            };
            if !less {
                break;
            }
            at -= 1;
        }
        sorted.insert(at, pair);
    }
    *pairs = sorted;
    Ok(())
}

fn hexadecimal(number: u16) -> char {
    char::from_digit(u32::from(number & 15), 16).unwrap_or('0')
}

/// Appends text in quotes.
fn write_text(text: &str, ascii: bool, result: &mut String) {
    result.push('"');
    for character in text.chars() {
        match character {
            '"' => result.push_str("\\\""),
            '\\' => result.push_str("\\\\"),
            '\n' => result.push_str("\\n"),
            '\r' => result.push_str("\\r"),
            '\t' => result.push_str("\\t"),
            '\u{c}' => result.push_str("\\f"),
            '\u{8}' => result.push_str("\\b"),
            ' '..='~' => result.push(character),
            _ if !ascii && character >= ' ' => result.push(character),
            _ => {
                let mut units = [0; 2];
                for unit in character.encode_utf16(&mut units).iter().copied() {
                    let digits = [12, 8, 4, 0].map(|shift| hexadecimal(unit >> shift));
                    result.push_str("\\u");
                    result.extend(digits);
                }
            }
        }
    }
    result.push('"');
}

#[cfg(test)]
mod tests {
    use super::write_text;

    #[test]
    fn text_is_escaped_as_in_cpython() {
        let written = |text: &str, ascii| {
            let mut result = String::new();
            write_text(text, ascii, &mut result);
            result
        };
        assert_eq!(written("a\"\\\n\u{1}\u{7f}é😀", true), r#""a\"\\\n\u0001\u007f\u00e9\ud83d\ude00""#);
        assert_eq!(written("\u{7f}é\u{1f}", false), "\"\u{7f}é\\u001f\"");
    }
}
