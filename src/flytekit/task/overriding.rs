//! The methods of tasks that a program's own class overrides and calls through `super()`: `get_custom`, `get_config`,
//! `get_command`, `get_default_command`, `get_container`, `get_k8s_pod`, `get_sql`, `get_extended_resources`.
//!
//! Each gives what the native class of the task says. The settings are those that the program was given; without them, as
//! in a call that the program makes by itself, the result is not known.

use super::definition::{TaskDefinition, task_of};
use super::{answers, auto_container};
use crate::configuration::SerializationSettings;
use crate::flytekit::accelerators::messages;
use crate::flytekit::classes::classes;
use crate::flytekit::{convert, library, settings, task_models};
use crate::python::{Arguments, EvalResult, Evaluator, NativeCode, Value, Vars};

/// What a method gives for a task.
type Answer = fn(&mut Evaluator, &TaskDefinition, &SerializationSettings) -> EvalResult<Value>;

/// What tasks with a container of their own have besides: `get_image`.
pub(super) fn get_image(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    answer(evaluator, arguments, |evaluator, task, settings| {
        auto_container::image(evaluator, task, settings).map(Value::from)
    })
}

/// Adds the methods to the attributes of a class, and makes it one that can be subscripted: `PythonTask[Config]`.
pub(super) fn add(attributes: &mut Vars) {
    let table: &[(&str, NativeCode)] = &[
        ("get_custom", |evaluator, arguments| answer(evaluator, arguments, custom)),
        ("get_config", |evaluator, arguments| answer(evaluator, arguments, config)),
        ("get_command", |evaluator, arguments| answer(evaluator, arguments, command)),
        ("get_default_command", |evaluator, arguments| answer(evaluator, arguments, default_command)),
        ("get_container", |evaluator, arguments| answer(evaluator, arguments, container)),
        ("get_k8s_pod", |evaluator, arguments| answer(evaluator, arguments, k8s_pod)),
        ("get_sql", |_, _| Ok(Value::None)),
        ("get_extended_resources", |evaluator, arguments| answer(evaluator, arguments, extended_resources)),
    ];
    attributes.extend(library::methods(table));
    attributes.insert("__class_getitem__".into(), library::own_item());
}

fn answer(evaluator: &mut Evaluator, arguments: Arguments, answer: Answer) -> EvalResult<Value> {
    let [task, given] = arguments.bind(evaluator, "a method of a task", ["self!", "settings"])?;
    match (task.and_then(|task| task_of(&task)), given.as_ref().and_then(settings::of)) {
        (Some(task), Some(settings)) => answer(evaluator, &task, &settings),
        _ => Ok(evaluator.unknown("it depends on the settings of a run")),
    }
}

fn custom(
    evaluator: &mut Evaluator,
    task: &TaskDefinition,
    settings: &SerializationSettings,
) -> EvalResult<Value> {
    Ok(task.behavior.custom(evaluator, task, settings)?.map_or(Value::None, |custom| convert::value(&custom)))
}

/// A task without container has no configuration at all unless its class says so.
fn config(
    evaluator: &mut Evaluator,
    task: &TaskDefinition,
    settings: &SerializationSettings,
) -> EvalResult<Value> {
    let config = task.behavior.config(evaluator, task, settings)?;
    if config.is_empty() && !task.class.is_subclass_of(&classes(evaluator).task.auto_container) {
        return Ok(Value::None);
    }
    Ok(Value::dict(config.iter().map(|(key, value)| (key, Value::str(value)))))
}

fn command(
    evaluator: &mut Evaluator,
    task: &TaskDefinition,
    settings: &SerializationSettings,
) -> EvalResult<Value> {
    let in_place = task.command_in_place.borrow().clone();
    let command = match in_place {
        Some(command) => command,
        None => answers::default_command(evaluator, task, settings)?,
    };
    task.behavior.command(evaluator, task, settings, command).map(list)
}

fn default_command(
    evaluator: &mut Evaluator,
    task: &TaskDefinition,
    settings: &SerializationSettings,
) -> EvalResult<Value> {
    task.behavior.default_command(evaluator, task, settings).map(list)
}

fn container(
    evaluator: &mut Evaluator,
    task: &TaskDefinition,
    settings: &SerializationSettings,
) -> EvalResult<Value> {
    let container = answers::own_container(evaluator, task, settings)?;
    task_models::container_value(evaluator, container.as_ref())
}

fn k8s_pod(
    evaluator: &mut Evaluator,
    task: &TaskDefinition,
    settings: &SerializationSettings,
) -> EvalResult<Value> {
    let pod = answers::own_k8s_pod(evaluator, task, settings)?;
    task_models::pod_value(evaluator, pod.as_ref())
}

fn extended_resources(
    evaluator: &mut Evaluator,
    task: &TaskDefinition,
    settings: &SerializationSettings,
) -> EvalResult<Value> {
    let resources = task.behavior.extended_resources(evaluator, task, settings)?;
    Ok(messages::value(evaluator, resources.as_ref()))
}

fn list(command: Vec<String>) -> Value {
    Value::list(command.into_iter().map(Value::from).collect())
}
