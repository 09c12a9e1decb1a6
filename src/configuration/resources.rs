//! Compute resources as they stand in the settings: `flytekit.core.resources.Resources` and `ResourceSpec`.
//!
//! These are the values as a user wrote them, numbers unconverted; what a task's container gets is decided elsewhere.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Number, Value};

use super::json::{self, JsonError};
use super::python_text::value_text;

/// One amount: a Kubernetes quantity, a number, or request and limit as a pair.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Quantity {
    /// A boolean, which Python counts among the integers.
    Boolean(bool),
    /// An integer, or for the processor a float.
    Number(Number),
    /// A quantity in Kubernetes' notation, such as `500m` or `2Gi`.
    Text(String),
    /// The request and the limit.
    Pair(#[schemars(length(equal = 2))] Vec<Quantity>),
}

/// The amounts of a request, of a limit, or of both.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Resources {
    /// Processors; the only amount that may be a float.
    #[serde(default, deserialize_with = "cpu")]
    pub cpu: Option<Quantity>,
    /// Memory.
    #[serde(default, deserialize_with = "whole")]
    pub mem: Option<Quantity>,
    /// Accelerators.
    #[serde(default, deserialize_with = "whole")]
    pub gpu: Option<Quantity>,
    /// Storage that lives as long as the container.
    #[serde(default, deserialize_with = "whole")]
    pub ephemeral_storage: Option<Quantity>,
}

/// What a container asks for, and what it may use at most.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct ResourceSpec {
    /// What is set aside for the container.
    pub requests: Resources,
    /// What the container may not exceed.
    pub limits: Resources,
}

/// An amount that no resource can have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QuantityError {
    /// The amount is of a type that the resource doesn't have.
    #[error("{value} should be of type {types} or a list/tuple of {types}")]
    WrongType {
        /// The amount, as Python prints it.
        value: String,
        /// The types that are allowed, as Python names them.
        types: &'static str,
    },
    /// A list has more or fewer entries than a request and a limit.
    #[error("{value} must be of length 2")]
    NotAPair {
        /// The amount, as Python prints it.
        value: String,
    },
}

impl ResourceSpec {
    /// Takes apart pairs into request and limit; a single amount is a request only.
    pub fn from_multiple_resource(resource: &Resources) -> Self {
        let mut spec = Self::default();
        (spec.requests.cpu, spec.limits.cpu) = split(resource.cpu.as_ref());
        (spec.requests.mem, spec.limits.mem) = split(resource.mem.as_ref());
        (spec.requests.gpu, spec.limits.gpu) = split(resource.gpu.as_ref());
        (spec.requests.ephemeral_storage, spec.limits.ephemeral_storage) =
            split(resource.ephemeral_storage.as_ref());
        spec
    }

    /// The JSON text, as it stands in the settings.
    pub fn to_json(&self) -> String {
        json::dumps(self)
    }

    /// Reads JSON text; unknown keys are passed over.
    pub fn from_json(text: &str) -> Result<Self, JsonError> {
        json::loads(text)
    }
}

fn split(quantity: Option<&Quantity>) -> (Option<Quantity>, Option<Quantity>) {
    match quantity {
        Some(Quantity::Pair(pair)) => (pair.first().cloned(), pair.get(1).cloned()),
        single => (single.cloned(), None),
    }
}

fn cpu<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Quantity>, D::Error> {
    quantity(&Value::deserialize(deserializer)?, true).map_err(serde::de::Error::custom)
}

fn whole<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Quantity>, D::Error> {
    quantity(&Value::deserialize(deserializer)?, false).map_err(serde::de::Error::custom)
}

/// An amount from decoded JSON, checked as `flytekit.core.resources.Resources.__post_init__` checks it.
fn quantity(value: &Value, float_allowed: bool) -> Result<Option<Quantity>, QuantityError> {
    if value.is_null() {
        return Ok(None);
    }
    let types = if float_allowed { "str, int, float" } else { "str, int" };
    let wrong_type = || QuantityError::WrongType { value: value_text(value), types };
    let Value::Array(items) = value else {
        return single(value, float_allowed).map(Some).ok_or_else(wrong_type);
    };
    let pair: Option<Vec<_>> = items.iter().map(|item| single(item, float_allowed)).collect();
    match pair.ok_or_else(wrong_type)? {
        pair if pair.len() == 2 => Ok(Some(Quantity::Pair(pair))),
        _ => Err(QuantityError::NotAPair { value: value_text(value) }),
    }
}

fn single(value: &Value, float_allowed: bool) -> Option<Quantity> {
    match value {
        Value::Bool(truth) => Some(Quantity::Boolean(*truth)),
        Value::Number(number) if float_allowed || !number.is_f64() => Some(Quantity::Number(number.clone())),
        Value::String(text) => Some(Quantity::Text(text.clone())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_checked() {
        let read = |text: &str| serde_json::from_str::<Resources>(text).map_err(|error| error.to_string());
        assert!(read(r#"{"cpu": [0.5, "1"], "mem": "1Gi", "gpu": null}"#).is_ok());
        for (text, message) in [
            (r#"{"mem": 1.5}"#, "1.5 should be of type str, int or a list/tuple of str, int"),
            (r#"{"cpu": ["1"]}"#, "['1'] must be of length 2"),
            (r#"{"cpu": {}}"#, "{} should be of type str, int, float or a list/tuple of str, int, float"),
        ] {
            assert!(read(text).unwrap_err().starts_with(message));
        }
    }

    #[test]
    fn pairs_are_taken_apart() {
        let resources = serde_json::from_str(r#"{"cpu": ["1", "2"], "mem": "1Gi"}"#).unwrap();
        let spec = ResourceSpec::from_multiple_resource(&resources);
        assert_eq!(spec.requests.cpu, Some(Quantity::Text("1".to_owned())));
        assert_eq!(spec.limits.cpu, Some(Quantity::Text("2".to_owned())));
        assert_eq!((spec.requests.mem.is_some(), spec.limits.mem), (true, None));
    }
}
