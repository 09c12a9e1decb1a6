//! Values from JSON text: `json.loads` and `JSONDecoder`.

use std::rc::Rc;

use super::classes;
use super::scan::{self, Fault, Json};
use crate::python::format::parse_float;
use crate::python::stdlib::convert::{flag, known, stop, type_name};
use crate::python::stdlib::parts::{Names, take_first};
use crate::python::{Arguments, Dict, EvalResult, Evaluator, Interrupt, Key, Value};

/// What is asked for parts of the text.
struct Hooks {
    object: Option<Value>,
    pairs: Option<Value>,
    float: Option<Value>,
    integer: Option<Value>,
    constant: Option<Value>,
    strict: bool,
}

const OPTIONS: [&str; 6] =
    ["*object_hook", "*parse_float", "*parse_int", "*parse_constant", "*strict", "*object_pairs_hook"];

/// The attributes of `JSONDecoder`.
pub(super) fn attributes(names: Names) -> Names {
    names.functions(&[("__init__", initialize), ("decode", decode)])
}

fn initialize(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let decoder = take_first(evaluator, &mut arguments)?;
    let given = arguments.bind(evaluator, "JSONDecoder.__init__", OPTIONS)?;
    if let Some(decoder) = decoder.as_instance() {
        for (name, value) in OPTIONS.iter().zip(given) {
            let name = name.trim_start_matches('*');
            let default = if name == "strict" { Value::Bool(true) } else { Value::None };
            decoder.set_attribute(name, value.unwrap_or(default));
        }
    }
    Ok(Value::None)
}

fn decode(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let decoder = take_first(evaluator, &mut arguments)?;
    let source = take_first(evaluator, &mut arguments)?;
    let mut option = |name: &str| match evaluator.get_attribute(&decoder, name) {
        Ok(Value::None) => Ok(None),
        Ok(value) => Ok(Some(value)),
        Err(interrupt) => Err(interrupt),
    };
    let (object, pairs) = (option("object_hook")?, option("object_pairs_hook")?);
    let (float, integer, constant) =
        (option("parse_float")?, option("parse_int")?, option("parse_constant")?);
    let strict = option("strict")?;
    let strict = flag(evaluator, strict.as_ref(), false)?;
    let hooks = Hooks { object, pairs, float, integer, constant, strict };
    let text = source_text(evaluator, &source)?;
    let json = match scan::read(&text, hooks.strict) {
        Ok(json) => json,
        Err(Fault::Invalid(message, at)) => return raise(evaluator, message, &text, at),
        Err(Fault::Surrogate) => return stop(evaluator, "the text has half of a surrogate pair"),
        Err(Fault::Depth) => {
            let message =
                "maximum recursion depth exceeded while decoding a JSON array from a unicode string";
            return Err(evaluator.exception(&evaluator.exceptions.recursion_error, message));
        }
    };
    hooks.value(evaluator, json)
}

fn source_text(evaluator: &mut Evaluator, source: &Value) -> EvalResult<Rc<str>> {
    if let Some(text) = source.as_str() {
        if text.starts_with('\u{feff}') {
            return raise(evaluator, "Unexpected UTF-8 BOM (decode using utf-8-sig)", &text, 0);
        }
        return Ok(text);
    }
    let Value::Bytes(bytes) = source.unwrapped() else {
        let name = type_name(evaluator, source);
        let message = format!("the JSON object must be str, bytes or bytearray, not {name}");
        return Err(evaluator.type_error(&message));
    };
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Rc::from(text)),
        Err(_) => stop(evaluator, "only UTF-8 is decoded"),
    }
}

/// Raises `JSONDecodeError`.
fn raise<T>(evaluator: &mut Evaluator, message: &str, text: &str, at: usize) -> EvalResult<T> {
    let before: Vec<char> = text.chars().take(at).collect();
    let line = before.iter().filter(|character| **character == '\n').count() + 1;
    let column = before.iter().rev().take_while(|character| **character != '\n').count() + 1;
    let class = Rc::clone(&classes(evaluator).error);
    let full = format!("{message}: line {line} column {column} (char {at})");
    let interrupt = evaluator.exception(&class, &full);
    if let Interrupt::Exception(raised) = &*interrupt
        && let Some(instance) = raised.value.as_instance()
    {
        instance.set_attribute("msg", Value::str(message));
        instance.set_attribute("doc", Value::str(text));
        for (name, number) in [("pos", at), ("lineno", line), ("colno", column)] {
            instance.set_attribute(name, Value::int(number));
        }
    }
    Err(interrupt)
}

/// `json.loads`.
pub(super) fn loads(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let at = arguments.keywords.iter().position(|(name, _)| &**name == "s");
    let source = match at {
        Some(at) => arguments.keywords.remove(at).1,
        None => take_first(evaluator, &mut arguments)?,
    };
    if source.as_str().is_none() && !matches!(source.unwrapped(), Value::Bytes(_)) {
        source_text(evaluator, &source)?;
    }
    let at = arguments.keywords.iter().position(|(name, _)| &**name == "cls");
    let class = at.map(|at| arguments.keywords.remove(at).1).filter(|class| !class.is_none());
    let class = class.unwrap_or_else(|| Value::Class(Rc::clone(&classes(evaluator).decoder)));
    let decoder = known(evaluator.call(&class, arguments)?)?;
    evaluator.call_method(&decoder, "decode", Arguments::positional([source]))
}

impl Hooks {
    fn value(&self, evaluator: &mut Evaluator, json: Json) -> EvalResult<Value> {
        evaluator.step()?;
        match json {
            Json::Null => Ok(Value::None),
            Json::Bool(truth) => Ok(truth.into()),
            Json::Text(text) => Ok(text.into()),
            Json::Constant(name) => asked(evaluator, self.constant.as_ref(), name, |_, name| {
                Ok(Value::Float(match name {
                    "NaN" => f64::NAN,
                    "Infinity" => f64::INFINITY,
                    _ => f64::NEG_INFINITY,
                }))
            }),
            Json::Integer(digits) => asked(evaluator, self.integer.as_ref(), &digits, |evaluator, digits| {
                match scan::integer(digits) {
                    Some(number) => Ok(Value::Int(number)),
                    None => stop(evaluator, "the number has too many digits to be read"),
                }
            }),
            Json::Float(text) => {
                asked(evaluator, self.float.as_ref(), &text, |evaluator, text| match parse_float(text) {
                    Ok(number) => Ok(number.into()),
                    Err(_) => stop(evaluator, "the number can't be read"),
                })
            }
            Json::Array(items) => {
                let items: EvalResult<Vec<Value>> =
                    items.into_iter().map(|item| self.value(evaluator, item)).collect();
                items.map(Value::list)
            }
            Json::Object(members) => self.object(evaluator, members),
        }
    }

    fn object(&self, evaluator: &mut Evaluator, members: Vec<(String, Json)>) -> EvalResult<Value> {
        let mut pairs = Vec::new();
        for (name, value) in members {
            pairs.push((name, self.value(evaluator, value)?));
        }
        if let Some(hook) = &self.pairs {
            let pairs = pairs.into_iter().map(|(name, value)| Value::tuple([Value::from(name), value]));
            return evaluator.call(hook, Arguments::positional([Value::list(pairs.collect())]));
        }
        let dict = Dict::default();
        for (name, value) in pairs {
            let name: Rc<str> = name.into();
            dict.insert(Key::Str(Rc::clone(&name)), Value::Str(name), value);
        }
        let object = Value::Dict(Rc::new(dict));
        match &self.object {
            Some(hook) => evaluator.call(hook, Arguments::positional([object])),
            None => Ok(object),
        }
    }
}

/// What the hook gives for the text, or else what `default` gives.
fn asked(
    evaluator: &mut Evaluator,
    hook: Option<&Value>,
    text: &str,
    default: impl FnOnce(&mut Evaluator, &str) -> EvalResult<Value>,
) -> EvalResult<Value> {
    match hook {
        Some(hook) => evaluator.call(hook, Arguments::positional([Value::str(text)])),
        None => default(evaluator, text),
    }
}
