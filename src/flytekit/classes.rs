//! The native classes that more than one noun needs.

use std::rc::Rc;

use super::launch_plan::{LaunchPlanClasses, LaunchPlanDefinition};
use super::reference::{ReferenceClasses, ReferenceDefinition};
use super::state::state;
use super::task::{TaskClasses, TaskDefinition};
use super::workflow::{WorkflowClasses, WorkflowDefinition};
use super::{array_node, condition, context, gate, interface, node, promise};
use crate::python::{Class, Evaluator, Value};

/// The classes.
pub(crate) struct Classes {
    /// Tasks.
    pub(crate) task: TaskClasses,
    /// Workflows.
    pub(crate) workflow: WorkflowClasses,
    /// Launch plans.
    pub(crate) launch_plan: LaunchPlanClasses,
    /// Entities that are registered elsewhere.
    pub(crate) reference: ReferenceClasses,
    /// `Interface`.
    pub(crate) interface: Rc<Class>,
    /// `Promise`.
    pub(crate) promise: Rc<Class>,
    /// `VoidPromise`.
    pub(crate) void: Rc<Class>,
    /// `ComparisonExpression`.
    pub(crate) comparison: Rc<Class>,
    /// `ConjunctionExpression`.
    pub(crate) conjunction: Rc<Class>,
    /// `Node`.
    pub(crate) node: Rc<Class>,
    /// `ConditionalSection`, `Condition` and `Case`.
    pub(crate) condition: condition::ConditionClasses,
    /// `Gate`.
    pub(crate) gate: Rc<Class>,
    /// `FlyteContext` and its kin.
    pub(crate) context: context::ContextClasses,
    /// `ArrayNode`.
    pub(crate) array_node: Rc<Class>,
}

/// The classes of the run.
pub(crate) fn classes(evaluator: &mut Evaluator) -> Rc<Classes> {
    let state = state(evaluator);
    let found = state.classes.get().cloned();
    found.unwrap_or_else(|| {
        let made = Rc::new(Classes::new(evaluator));
        Rc::clone(state.classes.get_or_init(|| made))
    })
}

impl Classes {
    fn new(evaluator: &Evaluator) -> Self {
        let task = TaskClasses::new(evaluator);
        let workflow = WorkflowClasses::new(evaluator);
        let launch_plan = LaunchPlanClasses::new(evaluator);
        Self {
            reference: ReferenceClasses::new(evaluator, &task, &workflow, &launch_plan),
            interface: interface::class(evaluator),
            promise: promise::promise_class(evaluator),
            void: promise::void_class(evaluator),
            comparison: promise::comparison_class(evaluator),
            conjunction: promise::conjunction_class(evaluator),
            node: node::node_class(evaluator),
            condition: condition::ConditionClasses::new(evaluator),
            gate: gate::class(evaluator),
            context: context::ContextClasses::new(evaluator),
            array_node: array_node::class(evaluator),
            task,
            workflow,
            launch_plan,
        }
    }
}

/// Whether a value is a task, a workflow, a launch plan or a reference to one.
pub(crate) fn is_entity(value: &Value) -> bool {
    value.payload::<TaskDefinition>().is_some()
        || value.payload::<WorkflowDefinition>().is_some()
        || value.payload::<LaunchPlanDefinition>().is_some()
        || value.payload::<ReferenceDefinition>().is_some()
}
