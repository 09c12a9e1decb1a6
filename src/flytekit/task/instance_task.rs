//! Tasks without a function of the program (`flytekit.core.python_function_task.PythonInstanceTask`).

use std::rc::Rc;

use super::auto_container;
use super::behavior::{Plain, TaskBehavior};
use super::definition::{Resolver, TaskDefinition};
use super::keywords::Keywords;
use super::python_task::{TaskParts, given_interface};
use crate::flytekit::interface::Signature;
use crate::flytekit::need;
use crate::python::{Arguments, EvalResult, Evaluator, Instance, Value};

/// `PythonInstanceTask.__init__(self, name, task_config, task_type="python-task", task_resolver=None, …)`, for classes of the
/// program.
pub(super) fn construct(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let positional = ["name", "task_config", "task_type", "task_resolver"];
    let (instance, keywords) =
        Keywords::of_constructor(evaluator, "PythonInstanceTask", &positional, arguments)?;
    initialize(evaluator, &instance, keywords, None, Rc::new(Plain))?;
    Ok(Value::None)
}

/// Makes the instance a task with a container, named by `name` in the keywords. `signature` is its interface; without one,
/// `interface` in the keywords is.
pub(crate) fn initialize(
    evaluator: &mut Evaluator,
    instance: &Rc<Instance>,
    mut keywords: Keywords,
    signature: Option<Signature>,
    behavior: Rc<dyn TaskBehavior>,
) -> EvalResult<Rc<TaskDefinition>> {
    let span = keywords.span_of("name");
    let name = keywords.require(evaluator, &instance.class.name, "name")?;
    let name = need::text(evaluator, &name, "the name of a task", span)?.to_string();
    let interface = match signature {
        Some(signature) => signature.resolve(evaluator)?,
        None => given_interface(evaluator, &mut keywords)?,
    };
    let parts = TaskParts::new(name, interface, behavior);
    auto_container::define(evaluator, instance, parts, keywords, Resolver::Default)
}
