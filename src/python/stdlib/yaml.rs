//! `yaml`: values of YAML text. `PyYAML` is no part of the standard library, but of every installation of flytekit.
//!
//! Text is read as `PyYAML`'s safe loader reads it: YAML 1.1, in which `yes` is true and `010` is eight ([`scalar`]). What is
//! read by other rules (tags, loaders of the program's own, dates, text with faults) is unknown, and so is text that is
//! made of values.

mod read;
mod scalar;

use super::convert::known;
use super::parts::Names;
use crate::python::{Arguments, Class, EvalResult, Evaluator, Unknown, UnknownForm, Value, Vars};
use read::Node;
use scalar::Scalar;

/// Functions that read one document, and loaders that read plain data alike.
const LOADING: [(&str, crate::python::NativeCode); 4] =
    [("safe_load", load), ("full_load", load), ("unsafe_load", load), ("load", load)];
const LOADERS: [&str; 8] = [
    "SafeLoader",
    "FullLoader",
    "Loader",
    "UnsafeLoader",
    "CSafeLoader",
    "CFullLoader",
    "CLoader",
    "CUnsafeLoader",
];

/// The names of the module.
pub(super) fn module(evaluator: &mut Evaluator) -> EvalResult<Vars> {
    let exception = std::slice::from_ref(&evaluator.exceptions.exception);
    let error = Class::native("yaml.error", "YAMLError", exception, None, Vars::default());
    Ok(Names::default().class(&error).functions_accepting_unknown(&LOADING).vars())
}

/// `safe_load(stream)` and the like: a text, bytes, or a file.
fn load(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [stream, loader] = arguments.bind(evaluator, "load", ["stream!", "Loader"])?;
    if loader.is_some_and(|loader| !is_known_loader(&loader)) {
        return Ok(unknown(evaluator, "it is read by a loader of the program's own"));
    }
    let stream = known(stream.unwrap_or(Value::None))?;
    let content = match stream.unwrapped() {
        Value::Str(_) | Value::Bytes(_) => stream,
        _ => known(evaluator.call_method(&stream, "read", Arguments::default())?)?,
    };
    let text = match content.unwrapped() {
        Value::Bytes(bytes) => String::from_utf8(bytes.to_vec()).ok(),
        other => other.as_str().map(|text| text.to_string()),
    };
    let node = text.as_deref().map_or(Err("only UTF-8 is decoded"), read::document);
    match node {
        Ok(node) => value(evaluator, &node),
        Err(reason) => Ok(unknown(evaluator, reason)),
    }
}

fn is_known_loader(loader: &Value) -> bool {
    let path = loader.as_unknown().and_then(|unknown| unknown.dotted_path());
    path.and_then(|path| path.strip_prefix("yaml.")).is_some_and(|name| LOADERS.contains(&name))
}

fn unknown(evaluator: &Evaluator, reason: &'static str) -> Value {
    Value::Unknown(Unknown::new(UnknownForm::Other, evaluator.current_span(), reason))
}

fn value(evaluator: &mut Evaluator, node: &Node) -> EvalResult<Value> {
    evaluator.step()?;
    match node {
        Node::Scalar(scalar) => Ok(scalar_value(evaluator, scalar)),
        Node::Sequence(items) => {
            let items: EvalResult<Vec<Value>> = items.iter().map(|item| value(evaluator, item)).collect();
            items.map(Value::list)
        }
        Node::Mapping(pairs) => {
            let dict = crate::python::Dict::default();
            for (name, node) in pairs {
                let name = known(value(evaluator, name)?)?;
                let item = value(evaluator, node)?;
                evaluator.insert(&dict, name, item)?;
            }
            Ok(Value::Dict(std::rc::Rc::new(dict)))
        }
    }
}

fn scalar_value(evaluator: &Evaluator, scalar: &Scalar) -> Value {
    match scalar {
        Scalar::Null => Value::None,
        Scalar::Bool(truth) => Value::Bool(*truth),
        Scalar::Int(digits, radix) => match crate::python::format::parse_int(digits, *radix) {
            Ok(number) => Value::Int(number),
            Err(_) => unknown(evaluator, "the number can't be read"),
        },
        Scalar::Float(number) => Value::from(*number),
        Scalar::Text(text) => Value::str(text),
        Scalar::Other(reason) => unknown(evaluator, reason),
    }
}
