//! What a task says of itself when its specification is made: the methods `get_custom`, `get_config`, `get_command` and
//! `get_sql` of the program's own class where it overrides them, else what the native class of the task says.

use super::TaskDefinition;
use crate::configuration::SerializationSettings;
use crate::flytekit::{convert, models, need, settings};
use crate::model::{Json, Map, Sql};
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
pub(crate) fn command_in_place(
    evaluator: &mut Evaluator,
    task: &TaskDefinition,
    settings: &SerializationSettings,
    command: Vec<String>,
) -> EvalResult<Vec<String>> {
    if overridden(task, "get_command").is_none() {
        return task.behavior.command(evaluator, task, settings, command);
    }
    task.command_in_place.replace(Some(command));
    let commanded = user_method(evaluator, task, settings, "get_command");
    task.command_in_place.replace(None);
    need::texts(evaluator, &commanded?.unwrap_or(Value::None), "the command of a task", task.span)
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
