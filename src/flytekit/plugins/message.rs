//! Plugin messages as JSON, in the way of protobuf: fields that have their default value are left out
//! (`google.protobuf.json_format.MessageToDict`).

use serde_json::json;

use crate::flytekit::need;
use crate::flytekit::resources::{self, Given};
use crate::model::{Json, Map, ResourceEntry, ResourceName};
use crate::python::{EvalResult, Evaluator, Value};
use crate::source::Span;

/// A message in the making.
#[derive(Default)]
pub(super) struct Message(serde_json::Map<String, Json>);

impl Message {
    /// Text; left out when empty.
    pub(super) fn text(mut self, key: &str, text: impl Into<String>) -> Self {
        let text = text.into();
        if !text.is_empty() {
            self.0.insert(key.to_owned(), Json::from(text));
        }
        self
    }

    /// A number; left out when zero.
    pub(super) fn number(mut self, key: &str, number: i64) -> Self {
        if number != 0 {
            self.0.insert(key.to_owned(), Json::from(number));
        }
        self
    }

    /// A truth value; left out when false.
    pub(super) fn truth(mut self, key: &str, truth: bool) -> Self {
        if truth {
            self.0.insert(key.to_owned(), Json::Bool(true));
        }
        self
    }

    /// A message in the message, also an empty one; left out when there is none.
    pub(super) fn message(mut self, key: &str, message: impl Into<Option<Json>>) -> Self {
        if let Some(message) = message.into() {
            self.0.insert(key.to_owned(), message);
        }
        self
    }

    /// A list; left out when empty.
    pub(super) fn list(mut self, key: &str, items: Vec<Json>) -> Self {
        if !items.is_empty() {
            self.0.insert(key.to_owned(), Json::Array(items));
        }
        self
    }

    /// A map of texts; left out when empty.
    pub(super) fn map(mut self, key: &str, entries: Map<String>) -> Self {
        if !entries.is_empty() {
            self.0.insert(key.to_owned(), json!(entries));
        }
        self
    }

    /// The finished message.
    pub(super) fn json(self) -> Json {
        Json::Object(self.0)
    }
}

/// `flyteidl.core.Resources` from two `Resources` objects of the program.
pub(super) fn resources(
    evaluator: &mut Evaluator,
    requests: &Value,
    limits: &Value,
    span: Span,
) -> EvalResult<Json> {
    let given = Given { requests, limits, resources: &Value::None };
    let resources = resources::of_overrides(evaluator, &given, span)?;
    let entries = |entries: &[ResourceEntry]| entries.iter().map(entry).collect();
    Ok(Message::default()
        .list("requests", entries(&resources.requests))
        .list("limits", entries(&resources.limits))
        .json())
}

fn entry(entry: &ResourceEntry) -> Json {
    let name = match entry.name {
        ResourceName::Cpu => "CPU",
        ResourceName::Gpu => "GPU",
        ResourceName::Memory => "MEMORY",
        ResourceName::EphemeralStorage => "EPHEMERAL_STORAGE",
    };
    Message::default().text("name", name).text("value", entry.value.as_str()).json()
}

/// An attribute of an object of the program that is a number; 0 for `None`.
pub(super) fn number(evaluator: &mut Evaluator, object: &Value, field: &str, span: Span) -> EvalResult<i64> {
    let value = evaluator.get_attribute(object, field)?;
    if value.is_none() {
        return Ok(0);
    }
    need::integer(evaluator, &value, &format!("`{field}` of the task's configuration"), span)
}

/// An attribute of an object of the program that is text; empty for `None`.
pub(super) fn text(evaluator: &mut Evaluator, object: &Value, field: &str, span: Span) -> EvalResult<String> {
    let value = evaluator.get_attribute(object, field)?;
    let what = format!("`{field}` of the task's configuration");
    let text = need::optional_text(evaluator, &value, &what, span)?;
    Ok(text.map(|text| text.to_string()).unwrap_or_default())
}

/// An attribute of an object of the program that is a dictionary of texts.
pub(super) fn text_map(
    evaluator: &mut Evaluator,
    object: &Value,
    field: &str,
    span: Span,
) -> EvalResult<Map<String>> {
    let value = evaluator.get_attribute(object, field)?;
    need::text_map(evaluator, &value, &format!("`{field}` of the task's configuration"), span)
}
