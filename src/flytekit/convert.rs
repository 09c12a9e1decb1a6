//! Known Python values as JSON: what reaches `custom`, pod specifications and other free-form parts of a specification.

use std::rc::Rc;

use super::need;
use crate::model::Json;
use crate::python::{EvalResult, Evaluator, Value};
use crate::source::Span;

/// The JSON of a known value made of `None`, truth values, numbers, text, lists, tuples and dictionaries with text keys.
pub(crate) fn json(evaluator: &mut Evaluator, value: &Value, what: &str, span: Span) -> EvalResult<Json> {
    json_inside(evaluator, value, what, span, 0)
}

fn json_inside(
    evaluator: &mut Evaluator,
    value: &Value,
    what: &str,
    span: Span,
    depth: usize,
) -> EvalResult<Json> {
    evaluator.step()?;
    need::bounded(depth, what, span)?;
    if let Some(scalar) = scalar(value) {
        return Ok(scalar);
    }
    match value.unwrapped() {
        Value::List(_) | Value::Tuple(_) => {
            let items = need::items(evaluator, &value.unwrapped(), what, span)?;
            let items: EvalResult<Vec<Json>> =
                items.iter().map(|item| json_inside(evaluator, item, what, span, depth + 1)).collect();
            items.map(Json::Array)
        }
        Value::Dict(_) => {
            let mut object = serde_json::Map::new();
            for (key, value) in need::entries(evaluator, value, what, span)? {
                let key = need::text(evaluator, &key, what, span)?;
                object.insert(key.to_string(), json_inside(evaluator, &value, what, span, depth + 1)?);
            }
            Ok(Json::Object(object))
        }
        other => {
            need::known(evaluator, &other, what, span)?;
            Err(need::mismatch(evaluator, &other, what, "a JSON value", span))
        }
    }
}

/// The JSON of a scalar; JSON has no infinite numbers.
pub(crate) fn scalar(value: &Value) -> Option<Json> {
    match value.unwrapped() {
        Value::None => Some(Json::Null),
        Value::Bool(truth) => Some(Json::Bool(truth)),
        Value::Int(number) => {
            Some(number.to_i64().map_or_else(|| number.to_f64().map_or(Json::Null, Json::from), Json::from))
        }
        Value::Float(number) => number.is_finite().then(|| Json::from(number)),
        Value::Str(text) => Some(Json::from(&*text)),
        _ => None,
    }
}

/// The Python value of JSON.
pub(crate) fn value(json: &Json) -> Value {
    match json {
        Json::Null => Value::None,
        Json::Bool(truth) => Value::Bool(*truth),
        Json::Number(number) => match number.as_i64() {
            Some(whole) => Value::int(whole),
            None => Value::Float(number.as_f64().unwrap_or_default()),
        },
        Json::String(text) => Value::Str(Rc::from(text.as_str())),
        Json::Array(items) => Value::list(items.iter().map(value).collect()),
        Json::Object(entries) => Value::dict(entries.iter().map(|(key, item)| (key, value(item)))),
    }
}
