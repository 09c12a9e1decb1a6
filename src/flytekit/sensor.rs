//! Sensors: tasks that wait for something (`flytekit.sensor`).
//!
//! A sensor is a class of the program or of flytekit with a method `poke`, whose parameters are the task's inputs.

use std::rc::Rc;

use serde_json::json;

use super::classes::classes;
use super::library::{self, Library};
use super::record;
use super::task::{Keywords, TaskBehavior, TaskDefinition, python_task};
use super::{convert, native_task};
use crate::configuration::SerializationSettings;
use crate::model::Json;
use crate::python::{Arguments, Class, EvalResult, Evaluator, Instance, Value, Vars};

const BASE: &str = "flytekit.sensor.base_sensor";
const FILE: &str = "flytekit.sensor.file_sensor";
const PARAMETERS: [&str; 4] = ["name", "timeout", "sensor_config", "task_type"];

/// What a sensor is configured with.
struct Sensor {
    config: Value,
}

/// Defines the classes.
pub(super) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    let parent = Rc::clone(&classes(evaluator).task.python);
    let base = native_task::class(&parent, BASE, "BaseSensor", construct);
    library.class(&base, &[]);
    let poke = library::function("poke", poke);
    let attributes: Vars = [("poke".into(), poke)].into_iter().collect();
    library.class(&Class::native(FILE, "FileSensor", &[base], None, attributes), &[]);
    let object = [Rc::clone(&evaluator.types.object)];
    library.class(&Class::native(BASE, "SensorConfig", &object, None, Vars::default()), &[]);
    let engine = "flytekit.sensor.sensor_engine";
    library.class(&Class::native(engine, "SensorEngine", &object, None, Vars::default()), &["flytekit"]);
}

/// `poke` of a file sensor, which only runs on the platform.
fn poke(evaluator: &mut Evaluator, _arguments: Arguments) -> EvalResult<Value> {
    Ok(evaluator.unknown("a sensor looks at the world when it runs"))
}

/// `BaseSensor.__init__`.
fn construct(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (instance, mut keywords) = Keywords::of_constructor(evaluator, "BaseSensor", &PARAMETERS, arguments)?;
    let inputs = inputs(evaluator, &instance)?;
    set_metadata(evaluator, &mut keywords)?;
    let config = keywords.take_or_none("sensor_config");
    native_task::set_interface(evaluator, &mut keywords, inputs, Value::None)?;
    keywords.set_default("task_type", Value::str("sensor"));
    native_task::without_container(evaluator, &instance, keywords, Rc::new(Sensor { config }))?;
    Ok(Value::None)
}

/// The parameters of `poke` with their types.
fn inputs(evaluator: &mut Evaluator, instance: &Rc<Instance>) -> EvalResult<Value> {
    if instance.class.has_dotted_name("flytekit.sensor.file_sensor.FileSensor") {
        return Ok(Value::dict([("path", Value::Class(Rc::clone(&evaluator.types.str)))]));
    }
    let method = evaluator.get_attribute(&Value::Instance(Rc::clone(instance)), "poke")?;
    let signature = evaluator.typed_signature(&method)?;
    let inputs = signature.parameters.into_iter().map(|parameter| {
        let python_type = parameter.annotation.map_or(Value::None, |annotation| annotation.value);
        (parameter.name, python_type)
    });
    Ok(Value::dict(inputs))
}

/// The timeout is part of the metadata.
fn set_metadata(evaluator: &mut Evaluator, keywords: &mut Keywords) -> EvalResult<()> {
    let timeout = keywords.take_or_none("timeout");
    let metadata = match keywords.get("metadata") {
        Some(Value::Instance(metadata)) if !timeout.is_none() => {
            if !record::get(metadata, "timeout").is_none() {
                let message =
                    "You cannot set both timeout and metadata parameters at the same time in the sensor";
                return Err(evaluator.value_error(message));
            }
            Rc::clone(metadata)
        }
        _ => python_task::default_metadata(evaluator)?,
    };
    if !evaluator.truth(&timeout)?.is_false() {
        metadata.set_attribute("timeout", timeout);
    }
    keywords.set("metadata", Value::Instance(metadata));
    Ok(())
}

impl TaskBehavior for Sensor {
    fn custom(
        &self,
        evaluator: &mut Evaluator,
        task: &TaskDefinition,
        _settings: &SerializationSettings,
    ) -> EvalResult<Option<Json>> {
        let config = if evaluator.truth(&self.config)?.is_false() {
            Json::Null
        } else {
            let config = evaluator.call_method(&self.config, "to_dict", Arguments::default())?;
            let what = "the configuration of the sensor";
            convert::json(evaluator, &config, what, task.span_of("sensor_config"))?
        };
        Ok(Some(json!({
            "sensor_module": &*task.class.module,
            "sensor_name": &*task.class.name,
            "sensor_config": config,
            "inputs": null,
        })))
    }
}
