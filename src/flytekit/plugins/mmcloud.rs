//! `flytekitplugins.mmcloud`: tasks that run in Memory Machine Cloud.

use std::rc::Rc;

use serde_json::json;

use super::function_task;
use crate::configuration::SerializationSettings;
use crate::flytekit::library::Library;
use crate::flytekit::record::{self, Record, fields};
use crate::flytekit::task::{TaskBehavior, TaskDefinition, receive_function_task};
use crate::flytekit::{native_task, need};
use crate::model::Json;
use crate::python::{Arguments, EvalResult, Evaluator, Value};
use crate::source::Span;

const PACKAGE: &str = "flytekitplugins.mmcloud";
const MODULE: &str = "flytekitplugins.mmcloud.task";
const GIBIBYTE: f64 = 1_073_741_824.0;

/// The resources, which go into `custom` instead of the container.
struct CloudJob {
    requests: Value,
    limits: Value,
}

/// Defines the classes.
pub(super) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    let config =
        Record::dataclass(MODULE, "MMCloudConfig", fields! { submit_extra: Str("") }).class(evaluator);
    library.class(&config, &[PACKAGE]);
    function_task::define(evaluator, library, MODULE, "MMCloudTask", construct, &[&config]);
}

fn construct(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (instance, mut keywords) = receive_function_task(evaluator, "MMCloudTask", arguments)?;
    let [requests, limits] = ["requests", "limits"].map(|name| keywords.take_or_none(name));
    let job = Rc::new(CloudJob { requests, limits });
    function_task::initialize(evaluator, &instance, keywords, "mmcloud_task", 0, job)?;
    Ok(Value::None)
}

/// An amount of a `Resources` in the smallest unit, at least `least`; `None` where there is none.
fn amount(
    evaluator: &mut Evaluator,
    resources: &Value,
    field: &str,
    least: f64,
    span: Span,
) -> EvalResult<Option<f64>> {
    let what = format!("the {field} of the task");
    need::known(evaluator, resources, &what, span)?;
    let Some(resources) = resources.as_instance() else { return Ok(None) };
    let value = record::get(resources, field);
    if !need::truth(evaluator, &value, &what, span)? {
        return Ok(None);
    }
    let text = evaluator.str_of(&value)?;
    let text = need::text(evaluator, &text, &what, span)?;
    match quantity(&text) {
        Some(quantity) => Ok(Some(quantity.max(least).ceil())),
        None => Err(evaluator.value_error(&format!("Invalid number format: {text}"))),
    }
}

/// A Kubernetes quantity as a number.
fn quantity(text: &str) -> Option<f64> {
    let digits = text.trim_end_matches(|character: char| character.is_ascii_alphabetic());
    let number: f64 = digits.parse().ok()?;
    let powers = ["k", "M", "G", "T", "P", "E"];
    let suffix = &text[digits.len()..];
    let power = |suffix: &str| {
        powers
            .iter()
            .position(|known| known.eq_ignore_ascii_case(suffix) && (*known == suffix || suffix == "K"))
    };
    let factor = match suffix {
        "" => 1.0,
        "n" => 1e-9,
        "u" => 1e-6,
        "m" => 1e-3,
        _ => match suffix.strip_suffix('i') {
            Some(suffix) => 1024_f64.powi(power(suffix)? as i32 + 1),
            None => 1000_f64.powi(power(suffix)? as i32 + 1),
        },
    };
    Some(number * factor)
}

impl TaskBehavior for CloudJob {
    fn custom(
        &self,
        evaluator: &mut Evaluator,
        task: &TaskDefinition,
        _settings: &SerializationSettings,
    ) -> EvalResult<Option<Json>> {
        let span = task.span;
        let request_cpu = amount(evaluator, &self.requests, "cpu", 1.0, span)?;
        let request_memory = amount(evaluator, &self.requests, "mem", GIBIBYTE, span)?;
        let limit_cpu = amount(evaluator, &self.limits, "cpu", 1.0, span)?;
        let limit_memory = amount(evaluator, &self.limits, "mem", GIBIBYTE, span)?;
        let least_cpu = request_cpu.or(limit_cpu).unwrap_or(1.0);
        let least_memory = request_memory.or(limit_memory).unwrap_or(GIBIBYTE);
        for (least, most, name) in [(least_cpu, limit_cpu, "cpu"), (least_memory, limit_memory, "mem")] {
            if most.is_some_and(|most| least > most) {
                return Err(
                    evaluator.value_error(&format!("{name} request cannot be greater than {name} limit"))
                );
            }
        }
        let gibibytes = |bytes: f64| (bytes / GIBIBYTE).ceil();
        let written = |amount: Option<f64>| amount.map_or(Json::Null, |amount| json!(format!("{amount:.0}")));
        Ok(Some(json!({
            "submit_extra": native_task::config_text(evaluator, task, "submit_extra")?,
            "resources": [
                written(Some(least_cpu)),
                written(Some(gibibytes(least_memory))),
                written(limit_cpu),
                written(limit_memory.map(gibibytes)),
            ],
        })))
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn quantities_are_numbers() {
        for (text, number) in
            [("500m", 0.5), ("2", 2.0), ("1Gi", 1_073_741_824.0), ("1G", 1e9), ("1Ki", 1024.0)]
        {
            assert!((super::quantity(text).unwrap() - number).abs() < 1e-6, "{text}");
        }
        assert_eq!(super::quantity("1X"), None);
    }
}
