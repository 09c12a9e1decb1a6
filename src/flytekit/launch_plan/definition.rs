//! A launch plan as the program defines it (`flytekit.core.launch_plan.LaunchPlan`).

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use crate::flytekit::workflow::WorkflowDefinition;
use crate::model::{Literal, Map, Parameter};
use crate::python::{Instance, Value};
use crate::source::Span;

/// A launch plan.
pub(crate) struct LaunchPlanDefinition {
    /// Where it was made.
    pub(crate) span: Span,
    /// The Python object that it is.
    pub(crate) instance: Weak<Instance>,
    /// Its name.
    pub(crate) name: String,
    /// The workflow that it starts.
    pub(crate) workflow: Rc<WorkflowDefinition>,
    /// Inputs that may be given; `None` where a fault was reported.
    pub(crate) parameters: Option<Map<Parameter>>,
    /// Inputs that are fixed; `None` where a fault was reported.
    pub(crate) fixed_inputs: Option<Map<Literal>>,
    /// Names of the inputs that are fixed.
    pub(crate) fixed_names: Vec<String>,
    /// Default and fixed inputs as the program gave them.
    pub(crate) saved_inputs: RefCell<Map<Value>>,
    /// Everything else, as the program gave it.
    pub(crate) options: Options,
    /// Places of its arguments.
    pub(crate) spans: Map<Span>,
}

/// What a launch plan says beside its inputs.
#[derive(Clone)]
pub(crate) struct Options {
    /// `schedule`.
    pub(crate) schedule: Value,
    /// `notifications`.
    pub(crate) notifications: Value,
    /// `labels`.
    pub(crate) labels: Value,
    /// `annotations`.
    pub(crate) annotations: Value,
    /// `raw_output_data_config`.
    pub(crate) raw_output_data_config: Value,
    /// `max_parallelism`.
    pub(crate) max_parallelism: Value,
    /// `security_context`, or what `auth_role` makes of it.
    pub(crate) security_context: Value,
    /// `trigger`.
    pub(crate) trigger: Value,
    /// `overwrite_cache`.
    pub(crate) overwrite_cache: Value,
    /// `auto_activate`.
    pub(crate) auto_activate: Value,
    /// `concurrency`.
    pub(crate) concurrency: Value,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            schedule: Value::None,
            notifications: Value::None,
            labels: Value::None,
            annotations: Value::None,
            raw_output_data_config: Value::None,
            max_parallelism: Value::None,
            security_context: Value::None,
            trigger: Value::None,
            overwrite_cache: Value::None,
            auto_activate: Value::Bool(false),
            concurrency: Value::None,
        }
    }
}

impl LaunchPlanDefinition {
    /// Where an argument stands, else the launch plan.
    pub(crate) fn span_of(&self, argument: &str) -> Span {
        self.spans.get(argument).copied().unwrap_or(self.span)
    }
}

/// The launch plan that a value is.
pub(crate) fn launch_plan_of(value: &Value) -> Option<Rc<LaunchPlanDefinition>> {
    value.payload::<LaunchPlanDefinition>()
}
