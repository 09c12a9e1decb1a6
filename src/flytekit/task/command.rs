//! What a container runs, and how the task is found in it.

use std::rc::Rc;

use super::definition::{Resolver, TaskDefinition, task_of};
use crate::configuration::SerializationSettings;
use crate::diagnostic::{Diagnostic, Id};
use crate::flytekit::naming::{bound_name, full_module_path};
use crate::flytekit::{need, report, settings};
use crate::python::{Class, EvalResult, Evaluator, Value};

const DEFAULT_RESOLVER: &str = "flytekit.core.python_auto_container.default_task_resolver";
const MAP_RESOLVER: &str = "flytekit.core.array_node_map_task.ArrayNodeMapTaskResolver";

/// The command of a task with an entrypoint and a way to find it.
fn command(entrypoint: &str, resolver: &str, loader: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut command: Vec<String> = [
        entrypoint,
        "--inputs",
        "{{.input}}",
        "--output-prefix",
        "{{.outputPrefix}}",
        "--raw-output-data-prefix",
        "{{.rawOutputDataPrefix}}",
        "--checkpoint-path",
        "{{.checkpointOutputPrefix}}",
        "--prev-checkpoint",
        "{{.prevCheckpointPrefix}}",
        "--resolver",
        resolver,
        "--",
    ]
    .map(str::to_owned)
    .into();
    command.extend(loader);
    command
}

/// `get_default_command` of a task with a container of its own; empty without.
pub(crate) fn default_command(
    evaluator: &mut Evaluator,
    task: &TaskDefinition,
    settings: &SerializationSettings,
) -> EvalResult<Vec<String>> {
    let Some((location, loader)) = resolution(evaluator, task, settings)? else { return Ok(Vec::new()) };
    Ok(execute_command(&location, loader))
}

/// The command with which a container runs a task that `resolver` finds.
pub(crate) fn execute_command(resolver: &str, loader: impl IntoIterator<Item = String>) -> Vec<String> {
    command("pyflyte-execute", resolver, loader)
}

/// The command of a map task over `target`, whose inputs `bound` are the same for all.
pub(super) fn map_command(
    evaluator: &mut Evaluator,
    target: &TaskDefinition,
    bound: &[String],
    settings: &SerializationSettings,
) -> EvalResult<Vec<String>> {
    let Some((location, loader)) = resolution(evaluator, target, settings)? else { return Ok(Vec::new()) };
    let mut arguments = vec!["vars".to_owned(), bound.join(","), "resolver".to_owned(), location];
    arguments.extend(loader);
    Ok(command("pyflyte-map-execute", MAP_RESOLVER, arguments))
}

/// The resolver's location and its arguments.
fn resolution(
    evaluator: &mut Evaluator,
    task: &TaskDefinition,
    settings: &SerializationSettings,
) -> EvalResult<Option<(String, Vec<String>)>> {
    let Some(container) = &task.container else { return Ok(None) };
    Ok(Some(match &container.resolver {
        Resolver::Default => {
            let (module, name) = location(evaluator, task)?;
            let loader = ["task-module".to_owned(), module, "task-name".to_owned(), name];
            (DEFAULT_RESOLVER.to_owned(), loader.into())
        }
        Resolver::Workflow(workflow) => {
            let tasks = workflow.tasks.borrow();
            let at = tasks.iter().position(|other| std::ptr::eq(Rc::as_ptr(other), task));
            let Some(at) = at else {
                let message =
                    format!("task `{}` is made in a workflow that does not call it", task.full_name());
                return Err(report::value_error(evaluator, Id::InvalidWorkflow, message, task.span));
            };
            (workflow.name(), vec![at.to_string()])
        }
        Resolver::Fixed { location, arguments } => (location.clone(), arguments.clone()),
        Resolver::Custom(resolver) => custom(evaluator, task, settings, resolver)?,
    }))
}

/// Module and name under which the task is found (`flytekit.core.tracker.extract_task_module`).
pub(crate) fn location(evaluator: &mut Evaluator, task: &TaskDefinition) -> EvalResult<(String, String)> {
    if let Some(function) = &task.function {
        return Ok((function.module.clone(), function.name.clone()));
    }
    let name = left_hand_side(evaluator, task)?;
    let module = task.instantiated_in.as_ref().map(|module| full_module_path(evaluator, module));
    Ok((module.unwrap_or_default(), name))
}

/// The name that the module of a task without function binds to it.
pub(crate) fn left_hand_side(evaluator: &mut Evaluator, task: &TaskDefinition) -> EvalResult<String> {
    let is_task = |value: &Value| task_of(value).is_some_and(|other| std::ptr::eq(Rc::as_ptr(&other), task));
    let name = task.instantiated_in.as_ref().and_then(|module| bound_name(module, is_task));
    if let Some(name) = name {
        return Ok(name.to_string());
    }
    let fault = Diagnostic::error(
        Id::InvalidArgument,
        format!("task `{}` cannot be found when it runs: its module has no name for it", task.full_name()),
    )
    .at(task.span, "")
    .with_help("assign it to a name at the top level of a module");
    Err(evaluator.exception_with(&evaluator.exceptions.runtime_error, fault))
}

/// A resolver of the program: its methods say where it is and what it needs to know.
fn custom(
    evaluator: &mut Evaluator,
    task: &TaskDefinition,
    settings: &SerializationSettings,
    resolver: &Value,
) -> EvalResult<(String, Vec<String>)> {
    let span = task.span_of("task_resolver");
    let Some(location) = evaluator.find_attribute(resolver, "location")? else {
        let message = "this task resolver has no `location`";
        return Err(report::value_error(evaluator, Id::UnsupportedFeature, message, span));
    };
    let location = need::text(evaluator, &location, "the location of a resolver", span)?;
    let settings = settings::value(evaluator, settings);
    let instance = task.instance.upgrade().map_or(Value::None, Value::Instance);
    let arguments = crate::python::Arguments::positional([settings, instance]);
    let loader = evaluator.call_method(resolver, "loader_args", arguments)?;
    let loader = need::texts(evaluator, &loader, "the arguments of a task resolver", span)?;
    Ok((location.to_string(), loader))
}

/// `__module__` of instances of a class.
pub(super) fn class_module(class: &Class) -> Rc<str> {
    Rc::clone(&class.module)
}
