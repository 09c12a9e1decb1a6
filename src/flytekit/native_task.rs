//! What native classes of tasks share: flytekit's own, and those of plugins.
//!
//! A class has an `__init__` that takes its own arguments out of the keywords, sets what it decides (task type, interface,
//! image), and hands the rest to the class that it extends. What its specification says beyond that is its behaviour.

use std::rc::Rc;

use super::classes::classes;
use super::library;
use super::need;
use super::task::python_task::{self, TaskParts};
use super::task::{Keywords, TaskBehavior, TaskDefinition};
use crate::model::{Json, Map};
use crate::python::{Arguments, Class, EvalResult, Evaluator, Instance, NativeCode, Value};

/// A class of tasks.
pub(crate) fn class(parent: &Rc<Class>, module: &str, name: &str, initialize: NativeCode) -> Rc<Class> {
    let attributes = library::methods(&[("__init__", initialize)]);
    Class::native(module, name, std::slice::from_ref(parent), None, attributes)
}

/// A name of a native module.
pub(crate) fn imported(evaluator: &mut Evaluator, module: &str, name: &str) -> EvalResult<Value> {
    let module = evaluator.import_module(module)?;
    evaluator.get_attribute(&module, name)
}

/// Sets the interface of a task that has no function: inputs and outputs are dictionaries of types, or `None`.
pub(crate) fn set_interface(
    evaluator: &mut Evaluator,
    keywords: &mut Keywords,
    inputs: Value,
    outputs: Value,
) -> EvalResult<()> {
    let class = Value::Class(Rc::clone(&classes(evaluator).interface));
    let mut arguments = Arguments::keywords([("inputs", inputs), ("outputs", outputs)]);
    arguments.span = Some(keywords.span);
    let interface = evaluator.call(&class, arguments)?;
    keywords.set("interface", interface);
    Ok(())
}

/// Makes the instance a task without container, with the name, interface and task type in the keywords
/// (`flytekit.core.base_task.PythonTask`).
pub(crate) fn without_container(
    evaluator: &mut Evaluator,
    instance: &Rc<Instance>,
    mut keywords: Keywords,
    behavior: Rc<dyn TaskBehavior>,
) -> EvalResult<Rc<TaskDefinition>> {
    let name = name(evaluator, instance, &mut keywords)?;
    let interface = python_task::given_interface(evaluator, &mut keywords)?;
    python_task::define(evaluator, instance, TaskParts::new(name, interface, behavior), keywords)
}

/// Takes the name of the task out of the keywords.
pub(crate) fn name(
    evaluator: &mut Evaluator,
    instance: &Instance,
    keywords: &mut Keywords,
) -> EvalResult<String> {
    let span = keywords.span_of("name");
    let name = keywords.require(evaluator, &instance.class.name, "name")?;
    Ok(need::text(evaluator, &name, "the name of a task", span)?.to_string())
}

/// Takes a dictionary of types and adds more entries; `None` is an empty one.
pub(crate) fn with_types(types: &Value, more: &[(&str, Value)]) -> Value {
    let Value::Dict(dict) = Value::dict::<&str>([]) else { return types.clone() };
    match types {
        Value::None => {}
        Value::Dict(given) => dict.change(|entries| entries.clone_from(&given.entries())),
        _ => return types.clone(),
    }
    for (name, value) in more {
        dict.insert_str(name, value.clone());
    }
    Value::Dict(dict)
}

/// A field of the task's configuration.
pub(crate) fn config_field(
    evaluator: &mut Evaluator,
    task: &TaskDefinition,
    field: &str,
) -> EvalResult<Value> {
    let config = task.task_config.borrow().clone();
    evaluator.get_attribute(&config, field)
}

/// A field of the task's configuration that is text; empty for `None`.
pub(crate) fn config_text(
    evaluator: &mut Evaluator,
    task: &TaskDefinition,
    field: &str,
) -> EvalResult<String> {
    let value = config_field(evaluator, task, field)?;
    let what = format!("`{field}` of the task's configuration");
    let text = need::optional_text(evaluator, &value, &what, task.span_of("task_config"))?;
    Ok(text.map(|text| text.to_string()).unwrap_or_default())
}

/// Fields of the task's configuration as JSON, `null` for those that are not set.
pub(crate) fn config_json(
    evaluator: &mut Evaluator,
    task: &TaskDefinition,
    fields: &[(&str, &str)],
) -> EvalResult<Json> {
    let mut object = serde_json::Map::new();
    for (key, field) in fields {
        let value = config_field(evaluator, task, field)?;
        let what = format!("`{field}` of the task's configuration");
        let json = super::convert::json(evaluator, &value, &what, task.span_of("task_config"))?;
        object.insert((*key).to_owned(), json);
    }
    Ok(Json::Object(object))
}

/// Fields of the task's configuration as text settings.
pub(crate) fn config_map(
    evaluator: &mut Evaluator,
    task: &TaskDefinition,
    fields: &[&str],
) -> EvalResult<Map<String>> {
    let mut map = Map::default();
    for field in fields {
        map.insert((*field).to_owned(), config_text(evaluator, task, field)?);
    }
    Ok(map)
}
