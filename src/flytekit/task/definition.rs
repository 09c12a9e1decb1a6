//! A task as the program defines it: the native state of instances of `flytekit.core.base_task.PythonTask`.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use super::behavior::TaskBehavior;
use super::map_task::MapTask;
use crate::flytekit::interface::Interface;
use crate::flytekit::workflow::WorkflowDefinition;
use crate::model::{Documentation, Map, SecurityContext};
use crate::python::{Class, Instance, Module, Value};
use crate::source::Span;

/// A task.
pub(crate) struct TaskDefinition {
    /// Where it was made.
    pub(crate) span: Span,
    /// Its class.
    pub(crate) class: Rc<Class>,
    /// The Python object that it is.
    pub(crate) instance: Weak<Instance>,
    /// Its name as it was given; see [`TaskDefinition::full_name`].
    pub(crate) name: String,
    /// Which backend plugin runs it.
    pub(crate) task_type: String,
    /// Version of the plugin's contract.
    pub(crate) task_type_version: i32,
    /// Inputs and outputs.
    pub(crate) interface: Rc<Interface>,
    /// A `TaskMetadata` record; a map task shares that of the task which it maps.
    pub(crate) metadata: Rc<Instance>,
    /// `task_config`, which a node's overrides may replace.
    pub(crate) task_config: RefCell<Value>,
    /// Secrets.
    pub(crate) security_context: Option<SecurityContext>,
    /// Docstring and `docs=`.
    pub(crate) documentation: Option<Documentation>,
    /// Whether it makes a deck.
    pub(crate) enable_deck: bool,
    /// `environment`.
    pub(crate) environment: Value,
    /// What it needs to run in a container of its own.
    pub(crate) container: Option<AutoContainer>,
    /// What it is where it was made of a function.
    pub(crate) function: Option<TaskFunction>,
    /// What it is where it maps another task.
    pub(crate) map: Option<MapTask>,
    /// What its class does differently.
    pub(crate) behavior: Rc<dyn TaskBehavior>,
    /// The command that stands for its own one while a map over it asks for the command.
    pub(crate) command_in_place: RefCell<Option<Vec<String>>>,
    /// The module whose body made it.
    pub(crate) instantiated_in: Option<Rc<Module>>,
    /// Places of its keyword arguments.
    pub(crate) spans: Map<Span>,
}

/// What `flytekit.core.python_auto_container.PythonAutoContainerTask` adds to a task.
pub(crate) struct AutoContainer {
    /// `container_image`.
    pub(crate) image: Value,
    /// `requests`.
    pub(crate) requests: Value,
    /// `limits`.
    pub(crate) limits: Value,
    /// `resources`.
    pub(crate) resources: Value,
    /// `pod_template`.
    pub(crate) pod_template: RefCell<Value>,
    /// `accelerator`.
    pub(crate) accelerator: Value,
    /// `shared_memory`.
    pub(crate) shared_memory: Value,
    /// What finds the task in its container.
    pub(crate) resolver: Resolver,
}

/// What finds a task in its container.
#[derive(Clone)]
pub(crate) enum Resolver {
    /// The module and the name in it.
    Default,
    /// The workflow in whose body the task was made.
    Workflow(Rc<WorkflowDefinition>),
    /// A resolver that flytekit's own classes bring: its location and arguments.
    Fixed {
        /// Dotted path of the resolver.
        location: String,
        /// What it is given to find the task.
        arguments: Vec<String>,
    },
    /// A resolver of the program.
    Custom(Value),
}

/// The function of a task.
pub(crate) struct TaskFunction {
    /// `task_function`.
    pub(crate) value: Value,
    /// The full path of its module.
    pub(crate) module: String,
    /// Its name in the module.
    pub(crate) name: String,
    /// How it is executed.
    pub(crate) mode: ExecutionMode,
    /// `node_dependency_hints`.
    pub(crate) dependency_hints: Value,
    /// Whether module code ran it as a dynamic task, which makes a workflow of its function.
    pub(crate) has_run: Cell<bool>,
}

/// `flytekit.core.python_function_task.PythonFunctionTask.ExecutionBehavior`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) enum ExecutionMode {
    /// The function's body does the work.
    #[default]
    Default,
    /// The function's body is compiled as a workflow when it runs.
    Dynamic,
    /// The function's body starts executions as it runs.
    Eager,
}

impl TaskDefinition {
    /// The name under which the task is registered. The module that made a task of a function of another module comes first
    /// (`flytekit.core.python_function_task.PythonFunctionTask.name`).
    pub(crate) fn full_name(&self) -> String {
        let own = self.instance.upgrade().and_then(|instance| instance.attribute("_name"));
        let name =
            own.and_then(|name| name.as_str()).map_or_else(|| self.name.clone(), |name| name.to_string());
        match &self.instantiated_in {
            Some(module) if self.function.is_some() && !name.contains(&*module.name) => {
                format!("{}.{name}", module.name)
            }
            _ => name,
        }
    }

    /// Where a keyword argument of the task stands, else the task.
    pub(crate) fn span_of(&self, keyword: &str) -> Span {
        self.spans.get(keyword).copied().unwrap_or(self.span)
    }

    /// How the function is executed; tasks without a function by default.
    pub(crate) fn mode(&self) -> ExecutionMode {
        self.function.as_ref().map_or(ExecutionMode::Default, |function| function.mode)
    }
}

/// The task that a value is.
pub(crate) fn task_of(value: &Value) -> Option<Rc<TaskDefinition>> {
    value.payload::<TaskDefinition>()
}
