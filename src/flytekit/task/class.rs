//! The classes of tasks, and what every task can do: be called, and say what it is.

use std::rc::Rc;

use super::definition::{ExecutionMode, TaskDefinition, task_of};
use super::{
    command, decorator, eager, function_task, instance_task, map_task, metadata, overriding, python_task,
};
use crate::diagnostic::{Diagnostic, Id};
use crate::flytekit::classes::classes;
use crate::flytekit::library::{Library, strict_methods};
use crate::flytekit::node::{Argument, Call, NodeEntity, link, named_arguments};
use crate::flytekit::state::state;
use crate::flytekit::workflow::workflow_of_dynamic_task;
use crate::flytekit::{enumeration, local, promise};
use crate::model::Map;
use crate::python::{Arguments, Class, EvalResult, Evaluator, Interrupt, NativeCode, Value, Vars};
use crate::source::Span;

/// The classes of tasks.
pub(crate) struct TaskClasses {
    /// `TaskMetadata`.
    pub(crate) metadata: Rc<Class>,
    /// `PythonTask`.
    pub(crate) python: Rc<Class>,
    /// `PythonAutoContainerTask`.
    pub(crate) auto_container: Rc<Class>,
    /// `PythonFunctionTask`.
    pub(crate) function: Rc<Class>,
    /// `AsyncPythonFunctionTask`.
    pub(crate) asynchronous: Rc<Class>,
    /// `EagerAsyncPythonFunctionTask`.
    pub(crate) eager: Rc<Class>,
    /// `EagerFailureHandlerTask`.
    pub(crate) eager_failure: Rc<Class>,
    /// `PythonInstanceTask`.
    pub(crate) instance: Rc<Class>,
    /// `ArrayNodeMapTask`.
    pub(crate) map: Rc<Class>,
}

impl TaskClasses {
    /// The classes, each below the one that it extends.
    pub(crate) fn new(evaluator: &Evaluator) -> Self {
        let base = "flytekit.core.base_task";
        let functions = "flytekit.core.python_function_task";
        let class = |module: &str, name: &str, parent: &Rc<Class>, table: &[(&str, NativeCode)]| {
            Class::native(module, name, std::slice::from_ref(parent), None, strict_methods(table))
        };
        let task = class(base, "Task", &evaluator.types.object, &[]);
        let python = Class::native(base, "PythonTask", &[task], None, attributes());
        let auto_container = class(
            "flytekit.core.python_auto_container",
            "PythonAutoContainerTask",
            &python,
            &[("__init__", instance_task::construct), ("get_image", overriding::get_image)],
        );
        let function = class(
            functions,
            "PythonFunctionTask",
            &auto_container,
            &[("__init__", function_task::construct)],
        );
        let modes = [("DEFAULT", 1), ("DYNAMIC", 2), ("EAGER", 3)];
        let mode = enumeration::class(evaluator, functions, "PythonFunctionTask.ExecutionBehavior", &modes);
        function.set_attribute("ExecutionBehavior", Value::Class(mode));
        let asynchronous = class(functions, "AsyncPythonFunctionTask", &function, &[]);
        Self {
            metadata: metadata::class(evaluator),
            eager: class(
                functions,
                "EagerAsyncPythonFunctionTask",
                &asynchronous,
                &[("__init__", eager::construct)],
            ),
            eager_failure: class(functions, "EagerFailureHandlerTask", &auto_container, &[]),
            instance: class(
                functions,
                "PythonInstanceTask",
                &auto_container,
                &[("__init__", instance_task::construct)],
            ),
            map: class(
                "flytekit.core.array_node_map_task",
                "ArrayNodeMapTask",
                &python,
                &[("__init__", map_task::construct), ("__call__", map_task::call)],
            ),
            python,
            auto_container,
            function,
            asynchronous,
        }
    }
}

/// Defines the classes and decorators of tasks.
pub(crate) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    let all = classes(evaluator);
    let tasks = &all.task;
    library.class(&tasks.metadata, &["flytekit"]);
    for class in tasks.python.ancestors.first().into_iter().chain([&tasks.python]) {
        library.class(class, &["flytekit.extend"]);
    }
    library.class(&tasks.auto_container, &["flytekit.extend"]);
    library.class(&tasks.function, &["flytekit", "flytekit.extend", "flytekit.core.task"]);
    library.class(&tasks.instance, &["flytekit", "flytekit.extend"]);
    for class in [&tasks.asynchronous, &tasks.eager, &tasks.eager_failure, &tasks.map] {
        library.class(class, &[]);
    }
    decorator::define(evaluator, library);
    map_task::define(library);
}

fn attributes() -> Vars {
    let mut attributes =
        strict_methods(&[("__init__", python_task::initialize), ("__call__", call), ("compile", no_value)]);
    let table: &[(&str, NativeCode)] = &[
        ("name", |_, arguments| of(arguments, |task| Value::from(task.full_name()))),
        ("task_type", |_, arguments| of(arguments, |task| Value::str(&task.task_type))),
        ("task_type_version", |_, arguments| {
            of(arguments, |task| Value::int(i64::from(task.task_type_version)))
        }),
        ("metadata", |_, arguments| of(arguments, |task| Value::Instance(Rc::clone(&task.metadata)))),
        ("task_config", |_, arguments| of(arguments, |task| task.task_config.borrow().clone())),
        ("environment", |_, arguments| of(arguments, |task| task.environment.clone())),
        ("container_image", |_, arguments| of(arguments, container_image)),
        ("task_function", |_, arguments| of(arguments, task_function)),
        ("instantiated_in", |_, arguments| of(arguments, instantiated_in)),
        ("lhs", left_hand_side),
        ("python_interface", python_interface),
    ];
    for (name, getter) in table {
        promise::property(&mut attributes, name, *getter);
    }
    overriding::add(&mut attributes);
    attributes
}

fn of(mut arguments: Arguments, get: fn(&TaskDefinition) -> Value) -> EvalResult<Value> {
    let task = arguments.take_first().and_then(|value| task_of(&value));
    Ok(task.map_or(Value::None, |task| get(&task)))
}

fn container_image(task: &TaskDefinition) -> Value {
    task.container.as_ref().map_or(Value::None, |container| container.image.clone())
}

fn task_function(task: &TaskDefinition) -> Value {
    task.function.as_ref().map_or(Value::None, |function| function.value.clone())
}

fn instantiated_in(task: &TaskDefinition) -> Value {
    task.instantiated_in.as_ref().map_or(Value::None, |module| Value::str(&*module.name))
}

fn left_hand_side(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    match arguments.take_first().and_then(|value| task_of(&value)) {
        Some(task) => command::left_hand_side(evaluator, &task).map(Value::from),
        None => Ok(Value::None),
    }
}

fn python_interface(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let task = arguments.take_first().and_then(|value| task_of(&value));
    Ok(match task {
        Some(task) => crate::flytekit::interface::value(evaluator, &task.interface.signature),
        None => Value::None,
    })
}

fn no_value(_: &mut Evaluator, _: Arguments) -> EvalResult<Value> {
    Ok(Value::None)
}

/// The fault of an `async` task that is called like any other: the call gives a coroutine, which nothing awaits.
fn not_awaited(evaluator: &Evaluator, name: &str, span: Span) -> Box<Interrupt> {
    let fault = Diagnostic::error(
        Id::InvalidWorkflow,
        format!("`{name}` is `async`; a call of it in a workflow makes no node"),
    )
    .at(span, "")
    .with_help("add it with `create_node(...)`, or call it in an `@eager` workflow");
    evaluator.exception_with(&evaluator.exceptions.type_error, fault)
}

/// A call outside of workflows, which the reference runs. A dynamic task becomes a workflow then, and what its function
/// makes of Flyte is made.
fn run_again(
    evaluator: &mut Evaluator,
    task: &TaskDefinition,
    named: Map<Argument>,
    span: Span,
) -> EvalResult<Value> {
    if let (ExecutionMode::Dynamic, Some(function)) = (task.mode(), &task.function) {
        if !function.has_run.replace(true) {
            let interruptible = metadata::node_metadata(evaluator, task)?.interruptible.unwrap_or(false);
            workflow_of_dynamic_task(evaluator, &function.value, interruptible, task.span)?;
        }
        local::run(evaluator, &function.value, named, span)?;
    }
    Ok(local::called(evaluator, &format!("task `{}`", task.full_name())))
}

/// A call of a task: a node of the workflow that is being compiled.
pub(super) fn call(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let receiver = arguments.take_first().unwrap_or(Value::None);
    let Some(task) = task_of(&receiver) else {
        return Err(
            evaluator.type_error("this task was not initialized: its class must call `super().__init__()`")
        );
    };
    let span = arguments.span().or(evaluator.current_span());
    let name = task.full_name();
    let named = named_arguments(evaluator, &name, &task.interface, &arguments)?;
    let Some(section) = state(evaluator).compilation() else {
        return run_again(evaluator, &task, named, span);
    };
    if task.class.is_subclass_of(&classes(evaluator).task.asynchronous) && !state(evaluator).awaits() {
        return Err(not_awaited(evaluator, &name, span));
    }
    let metadata = match &task.map {
        Some(_) => map_task::outer_metadata(&task),
        None => metadata::node_metadata(evaluator, &task)?,
    };
    let interface = Rc::clone(&task.interface);
    let call = Call { entity: NodeEntity::Task(task), name, interface, metadata, span };
    link(evaluator, call, named, &section)
}
