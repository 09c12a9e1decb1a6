//! Tasks made of functions (`flytekit.core.python_function_task.PythonFunctionTask`).

use std::cell::Cell;
use std::rc::Rc;

use super::auto_container;
use super::behavior::{Plain, TaskBehavior};
use super::definition::{ExecutionMode, Resolver, TaskDefinition, TaskFunction};
use super::keywords::Keywords;
use super::python_task::TaskParts;
use crate::diagnostic::{Diagnostic, Id};
use crate::flytekit::function::{EntityFunction, Reading};
use crate::flytekit::{need, report};
use crate::python::{Arguments, EvalResult, Evaluator, Instance, Value};

/// The receiver and the keywords of an `__init__(self, task_config, task_function, **kwargs)`.
pub(crate) fn receive(
    evaluator: &Evaluator,
    class: &str,
    arguments: Arguments,
) -> EvalResult<(Rc<Instance>, Keywords)> {
    let positional = ["task_config", "task_function", "task_type"];
    Keywords::of_constructor(evaluator, class, &positional, arguments)
}

/// `PythonFunctionTask.__init__`, also for classes of the program.
pub(super) fn construct(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (instance, keywords) = receive(evaluator, "PythonFunctionTask", arguments)?;
    initialize(evaluator, &instance, keywords, Rc::new(Plain))?;
    Ok(Value::None)
}

/// The keyword that names a task of a function otherwise than after its function.
pub(crate) const NAME_IN_PLACE_OF_THE_FUNCTIONS: &str = "_name";

/// Makes the instance a task of the function in the keywords.
pub(crate) fn initialize(
    evaluator: &mut Evaluator,
    instance: &Rc<Instance>,
    mut keywords: Keywords,
    behavior: Rc<dyn TaskBehavior>,
) -> EvalResult<Rc<TaskDefinition>> {
    let span = keywords.span;
    let function = keywords.require(evaluator, "PythonFunctionTask.__init__", "task_function")?;
    let function = EntityFunction::new(evaluator, &function, "task", span)?;
    let untyped_span = keywords.span_of("pickle_untyped");
    let untyped = keywords.take("pickle_untyped").unwrap_or(Value::Bool(false));
    let pickle_untyped = need::truth(evaluator, &untyped, "whether types may be missing", untyped_span)?;
    let reading = Reading { pickle_untyped, documented: true, ..Reading::default() };
    let mut signature = function.signature(evaluator, reading)?;
    for name in
        need::texts(evaluator, &keywords.take_or_none("ignore_input_vars"), "the ignored inputs", span)?
    {
        if signature.inputs.shift_remove(&name).is_some() {
            signature.tuple_name = None;
        }
    }
    let mode = execution_mode(evaluator, &mut keywords)?;
    let dependency_hints = dependency_hints(evaluator, &mut keywords, mode)?;
    let interface = signature.resolve(evaluator)?;
    let name = keywords.take(NAME_IN_PLACE_OF_THE_FUNCTIONS).and_then(|name| name.as_str());
    let name = name.map_or_else(|| function.full_name(), |name| name.to_string());
    let mut parts = TaskParts::new(name, interface, behavior);
    let unreachable = function.is_unreachable();
    parts.function = Some(TaskFunction {
        value: function.value.clone(),
        module: function.module.clone(),
        name: function.name.to_string(),
        mode,
        dependency_hints,
        has_run: Cell::default(),
    });
    let task = auto_container::define(evaluator, instance, parts, keywords, Resolver::Default)?;
    let by_default = task.container.as_ref().is_some_and(|own| matches!(own.resolver, Resolver::Default));
    if by_default && unreachable {
        let message = format!("task `{}` is made of a function that no module can reach", function.name);
        let fault = Diagnostic::error(Id::InvalidArgument, message)
            .at(function.function.name_span, "defined inside another function")
            .with_help(
                "define it at the top level of a module; a decorator of its own needs `functools.wraps`",
            );
        return Err(evaluator.exception_with(&evaluator.exceptions.value_error, fault));
    }
    Ok(task)
}

fn execution_mode(evaluator: &mut Evaluator, keywords: &mut Keywords) -> EvalResult<ExecutionMode> {
    let span = keywords.span_of("execution_mode");
    let Some(value) = keywords.take("execution_mode") else { return Ok(ExecutionMode::Default) };
    need::known(evaluator, &value, "the execution mode", span)?;
    match crate::flytekit::enumeration::number(&value) {
        Some(1) => Ok(ExecutionMode::Default),
        Some(2) => Ok(ExecutionMode::Dynamic),
        Some(3) => Ok(ExecutionMode::Eager),
        _ => {
            let message = "the execution mode must be a `PythonFunctionTask.ExecutionBehavior`";
            Err(report::value_error(evaluator, Id::InvalidArgument, message, span))
        }
    }
}

fn dependency_hints(
    evaluator: &mut Evaluator,
    keywords: &mut Keywords,
    mode: ExecutionMode,
) -> EvalResult<Value> {
    let span = keywords.span_of("node_dependency_hints");
    let hints = keywords.take_or_none("node_dependency_hints");
    if !hints.is_none() && mode != ExecutionMode::Dynamic {
        let fault = Diagnostic::error(Id::InvalidArgument, "`node_dependency_hints` is for `@dynamic` tasks")
            .at(span, "")
            .with_help("dependencies of tasks and workflows are found by themselves; drop the hints");
        return Err(evaluator.exception_with(&evaluator.exceptions.value_error, fault));
    }
    Ok(hints)
}
