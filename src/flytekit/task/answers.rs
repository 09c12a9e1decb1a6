//! What a task says of itself when its specification is made: the methods `get_custom`, `get_config`, `get_command`,
//! `get_container`, `get_k8s_pod`, `get_sql` and `get_extended_resources` of the program's own class where it overrides them, else what the native class
//! of the task says.

use super::TaskDefinition;
use crate::configuration::SerializationSettings;
use crate::diagnostic::Id;
use crate::flytekit::accelerators::messages;
use crate::flytekit::classes::classes;
use crate::flytekit::{convert, models, need, report, settings, task_models};
use crate::model::{Container, ExtendedResources, Json, K8sPod, Map, Sql};
use crate::python::{Arguments, EvalResult, Evaluator, Value};

/// `get_custom`.
pub(crate) fn custom(
    evaluator: &mut Evaluator,
    task: &TaskDefinition,
    settings: &SerializationSettings,
) -> EvalResult<Option<Json>> {
    match user_method(evaluator, task, settings, "get_custom")? {
        Some(Value::None) => Ok(None),
        Some(custom) => {
            convert::json(evaluator, &custom, "the custom configuration of a task", task.span).map(Some)
        }
        None => task.behavior.custom(evaluator, task, settings),
    }
}

/// `get_config`.
pub(crate) fn config(
    evaluator: &mut Evaluator,
    task: &TaskDefinition,
    settings: &SerializationSettings,
) -> EvalResult<Map<String>> {
    match user_method(evaluator, task, settings, "get_config")? {
        Some(Value::None) => Ok(Map::default()),
        Some(config) => need::text_map(evaluator, &config, "the configuration of a task", task.span),
        None => task.behavior.config(evaluator, task, settings),
    }
}

/// `get_command`: what the container runs.
pub(crate) fn command(
    evaluator: &mut Evaluator,
    task: &TaskDefinition,
    settings: &SerializationSettings,
) -> EvalResult<Vec<String>> {
    if let Some(commanded) = user_method(evaluator, task, settings, "get_command")? {
        return need::texts(evaluator, &commanded, "the command of a task", task.span);
    }
    let command = default_command(evaluator, task, settings)?;
    task.behavior.command(evaluator, task, settings, command)
}

/// `get_default_command`: what the container runs if nothing stands in its place.
pub(super) fn default_command(
    evaluator: &mut Evaluator,
    task: &TaskDefinition,
    settings: &SerializationSettings,
) -> EvalResult<Vec<String>> {
    match user_method(evaluator, task, settings, "get_default_command")? {
        Some(command) => need::texts(evaluator, &command, "the command of a task", task.span),
        None => task.behavior.default_command(evaluator, task, settings),
    }
}

/// `get_command` where another command stands for the task's own one
/// (`flytekit.core.python_auto_container.PythonAutoContainerTask.set_command_fn`).
fn command_in_place(
    evaluator: &mut Evaluator,
    task: &TaskDefinition,
    settings: &SerializationSettings,
    command: Vec<String>,
) -> EvalResult<Vec<String>> {
    if overridden(task, "get_command").is_none() {
        return task.behavior.command(evaluator, task, settings, command);
    }
    let commanded = with_command(task, command, || user_method(evaluator, task, settings, "get_command"))?;
    need::texts(evaluator, &commanded.unwrap_or(Value::None), "the command of a task", task.span)
}

/// `get_container`.
pub(crate) fn container(
    evaluator: &mut Evaluator,
    task: &TaskDefinition,
    settings: &SerializationSettings,
) -> EvalResult<Option<Container>> {
    let Some(given) = user_method(evaluator, task, settings, "get_container")? else {
        return own_container(evaluator, task, settings);
    };
    let fast = task.class.is_subclass_of(&classes(evaluator).task.auto_container);
    task_models::container(evaluator, &given, fast, task.span)
}

/// What the native class of the task gives for `get_container`.
pub(super) fn own_container(
    evaluator: &mut Evaluator,
    task: &TaskDefinition,
    settings: &SerializationSettings,
) -> EvalResult<Option<Container>> {
    let command = command_now(evaluator, task, settings)?;
    task.behavior.container(evaluator, task, settings, command)
}

/// `get_k8s_pod`.
pub(crate) fn k8s_pod(
    evaluator: &mut Evaluator,
    task: &TaskDefinition,
    settings: &SerializationSettings,
) -> EvalResult<Option<K8sPod>> {
    let Some(given) = user_method(evaluator, task, settings, "get_k8s_pod")? else {
        return own_k8s_pod(evaluator, task, settings);
    };
    let pod = task_models::pod(evaluator, &given, task.span)?;
    if pod.is_some() && settings.fast_serialization_settings.as_ref().is_some_and(|fast| fast.enabled) {
        let message = "fast registration of a task whose class overrides `get_k8s_pod` is not supported";
        return Err(report::value_error(evaluator, Id::UnsupportedFeature, message, task.span));
    }
    Ok(pod)
}

/// What the native class of the task gives for `get_k8s_pod`.
pub(super) fn own_k8s_pod(
    evaluator: &mut Evaluator,
    task: &TaskDefinition,
    settings: &SerializationSettings,
) -> EvalResult<Option<K8sPod>> {
    let command = command_now(evaluator, task, settings)?;
    task.behavior.k8s_pod(evaluator, task, settings, command)
}

/// The command of the task, or the one that stands in its place.
fn command_now(
    evaluator: &mut Evaluator,
    task: &TaskDefinition,
    settings: &SerializationSettings,
) -> EvalResult<Vec<String>> {
    let in_place = task.command_in_place.borrow().clone();
    match in_place {
        Some(other) => command_in_place(evaluator, task, settings, other),
        None => command(evaluator, task, settings),
    }
}

/// What `ask` gives while another command stands for the task's own one.
pub(super) fn with_command<T>(
    task: &TaskDefinition,
    command: Vec<String>,
    ask: impl FnOnce() -> EvalResult<T>,
) -> EvalResult<T> {
    let before = task.command_in_place.replace(Some(command));
    let answer = ask();
    task.command_in_place.replace(before);
    answer
}

/// `get_sql`.
pub(crate) fn sql(
    evaluator: &mut Evaluator,
    task: &TaskDefinition,
    settings: &SerializationSettings,
) -> EvalResult<Option<Sql>> {
    match user_method(evaluator, task, settings, "get_sql")? {
        Some(Value::None) => Ok(None),
        Some(sql) => models::sql(evaluator, &sql, task.span).map(Some),
        None => task.behavior.sql(evaluator, task, settings),
    }
}

/// `get_extended_resources`.
pub(crate) fn extended_resources(
    evaluator: &mut Evaluator,
    task: &TaskDefinition,
    settings: &SerializationSettings,
) -> EvalResult<Option<ExtendedResources>> {
    match user_method(evaluator, task, settings, "get_extended_resources")? {
        Some(given) => messages::extended_resources(evaluator, &given, task.span),
        None => task.behavior.extended_resources(evaluator, task, settings),
    }
}

/// A method that a class of the program overrides.
pub(crate) fn overridden(task: &TaskDefinition, method: &str) -> Option<Value> {
    task.class.lookup(method).filter(|value| matches!(value, Value::Function(_)))
}

/// What a method of the program's own class gives, where it overrides the method.
fn user_method(
    evaluator: &mut Evaluator,
    task: &TaskDefinition,
    settings: &SerializationSettings,
    method: &str,
) -> EvalResult<Option<Value>> {
    let (Some(_), Some(instance)) = (overridden(task, method), task.instance.upgrade()) else {
        return Ok(None);
    };
    let arguments = Arguments::positional([settings::value(evaluator, settings)]);
    evaluator.call_method(&Value::Instance(instance), method, arguments).map(Some)
}
