//! Eager tasks, and the workflow that stands for one (`flytekit.core.python_function_task`).

use std::rc::Rc;

use super::auto_container;
use super::behavior::Plain;
use super::definition::{Resolver, TaskDefinition};
use super::function_task;
use super::keywords::Keywords;
use super::python_task::{self, TaskParts};
use crate::flytekit::classes::classes;
use crate::flytekit::interface::Signature;
use crate::flytekit::node::Argument;
use crate::flytekit::workflow::{self, WorkflowDefinition};
use crate::model::Map;
use crate::python::{Arguments, EvalResult, Evaluator, Instance, Value};

const FAILURE_RESOLVER: &str = "flytekit.core.python_function_task.eager_failure_task_resolver";

/// `EagerAsyncPythonFunctionTask.__init__`.
pub(super) fn construct(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (instance, mut keywords) =
        function_task::receive(evaluator, "EagerAsyncPythonFunctionTask", arguments)?;
    let modes = classes(evaluator).task.function.lookup("ExecutionBehavior");
    let mode = modes.as_ref().and_then(Value::as_class).and_then(|modes| modes.lookup("EAGER"));
    keywords.set("execution_mode", mode.unwrap_or(Value::None));
    let metadata = match keywords.get("metadata") {
        Some(Value::Instance(metadata)) => Rc::clone(metadata),
        _ => python_task::default_metadata(evaluator)?,
    };
    metadata.set_attribute("is_eager", Value::Bool(true));
    keywords.set("metadata", Value::Instance(metadata));
    keywords.set_default("enable_deck", Value::Bool(true));
    function_task::initialize(evaluator, &instance, keywords, Rc::new(Plain))?;
    Ok(Value::None)
}

/// The workflow that runs the eager task, and the task that ends its executions when it fails (`get_as_workflow`).
pub(crate) fn as_workflow(
    evaluator: &mut Evaluator,
    task: &Rc<TaskDefinition>,
) -> EvalResult<Rc<WorkflowDefinition>> {
    let cleanup = cleanup_task(evaluator, task)?;
    let name = task.full_name();
    let workflow = workflow::new_imperative(evaluator, &name, task.span)?;
    let mut inputs: Map<Argument> = Map::default();
    for (input, variable) in &task.interface.signature.inputs {
        let value = workflow::add_input(evaluator, &workflow, input, &variable.python_type, variable.span)?;
        inputs.insert(input.clone(), Argument { value, span: variable.span });
    }
    let Some(instance) = task.instance.upgrade() else { return Ok(workflow) };
    let outputs = workflow::add_entity(evaluator, &workflow, &Value::Instance(instance), inputs)?;
    for (output, promise) in outputs {
        workflow::add_output(evaluator, &workflow, &output, &promise, None, task.span)?;
    }
    workflow::add_failure_handler(evaluator, &workflow, &cleanup, task.span)?;
    Ok(workflow)
}

fn cleanup_task(evaluator: &mut Evaluator, task: &TaskDefinition) -> EvalResult<Value> {
    let class = Rc::clone(&classes(evaluator).task.eager_failure);
    let instance = Rc::new(Instance::new(&class));
    let inputs = task.interface.signature.inputs.iter();
    let inputs = inputs.map(|(name, input)| (name.clone(), input.python_type.clone()));
    let interface = Signature::of_types(inputs, [], task.span).resolve(evaluator)?;
    let mut keywords = Keywords::empty(task.span);
    keywords.set("task_type", Value::str("eager_failure_handler_task"));
    let image = task.container.as_ref().map_or(Value::None, |container| container.image.clone());
    keywords.set("container_image", image);
    let parts = TaskParts::new(format!("{}-cleanup", task.full_name()), interface, Rc::new(Plain));
    let arguments = ["eager", "failure", "handler"].map(str::to_owned).into();
    let resolver = Resolver::Fixed { location: FAILURE_RESOLVER.to_owned(), arguments };
    auto_container::define(evaluator, &instance, parts, keywords, resolver)?;
    Ok(Value::Instance(instance))
}
