//! Maps over launch plans and reference tasks (`flytekit.core.array_node`).

use std::cell::RefCell;
use std::rc::Rc;

use super::binding::Bound;
use super::classes::classes;
use super::interface::{Interface, list_interface};
use super::launch_plan::{LaunchPlanDefinition, launch_plan_of};
use super::library::{Library, strict, strict_methods};
use super::node::{Call, NodeEntity, bound_inputs, link, named_arguments};
use super::reference::{ReferenceDefinition, reference_of};
use super::state::state;
use super::task::{Criteria, Keywords};
use super::{local, report};
use crate::diagnostic::Id;
use crate::model::{ArraySuccess, DataMode, ExecutionMode, Map, NodeMetadata, ResourceType};
use crate::python::{Arguments, Class, EvalResult, Evaluator, Instance, Value};

/// What is mapped.
#[derive(Clone)]
pub(crate) enum ArrayTarget {
    /// A launch plan.
    LaunchPlan(Rc<LaunchPlanDefinition>),
    /// A task or launch plan that is registered elsewhere.
    Reference(Rc<ReferenceDefinition>),
}

/// A map over a launch plan or a reference task.
pub(crate) struct ArrayDefinition {
    /// What is mapped.
    pub(crate) target: ArrayTarget,
    /// Lists of its inputs and outputs.
    pub(crate) interface: Rc<Interface>,
    /// How many run at once.
    pub(crate) concurrency: Option<u32>,
    /// When the whole counts as successful.
    pub(crate) success: ArraySuccess,
    /// Whether all items run even when success can no longer be reached.
    pub(crate) run_all_sub_nodes: bool,
    /// The bindings of the first call, which all calls share.
    pub(crate) bindings: RefCell<Option<Map<Bound>>>,
}

impl ArrayDefinition {
    /// The name of what is mapped.
    pub(crate) fn name(&self) -> &str {
        match &self.target {
            ArrayTarget::LaunchPlan(plan) => &plan.name,
            ArrayTarget::Reference(reference) => &reference.identifier.name,
        }
    }

    /// How inputs reach the items, and how much state is kept.
    pub(crate) fn modes(&self) -> (DataMode, ExecutionMode) {
        match &self.target {
            ArrayTarget::Reference(reference) if reference.identifier.resource_type == ResourceType::Task => {
                (DataMode::IndividualInputFiles, ExecutionMode::MinimalState)
            }
            _ => (DataMode::SingleInputFile, ExecutionMode::FullState),
        }
    }
}

/// `flytekit.core.array_node.ArrayNode`.
pub(crate) fn class(evaluator: &Evaluator) -> Rc<Class> {
    let object = [Rc::clone(&evaluator.types.object)];
    Class::native(
        "flytekit.core.array_node",
        "ArrayNode",
        &object,
        None,
        strict_methods(&[("__call__", call)]),
    )
}

/// Defines the function that makes array nodes.
pub(crate) fn define(library: &mut Library) {
    library.export("array_node", &strict("array_node", array_node), "flytekit.core.array_node", &[]);
}

/// `array_node(target, concurrency, min_success_ratio, min_successes, run_all_sub_nodes)`.
fn array_node(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let parameters = ["target!", "concurrency", "min_success_ratio", "min_successes", "run_all_sub_nodes"];
    let span = arguments.span().or(evaluator.current_span());
    let [target, values @ ..] = arguments.bind(evaluator, "array_node", parameters)?;
    let target = target.unwrap_or(Value::None);
    let mut keywords = Keywords::empty(span);
    for (name, value) in parameters[1..].iter().zip(values) {
        if let Some(value) = value {
            keywords.set(name, value);
        }
    }
    construct(evaluator, &target, keywords)
}

/// Whether a value is mapped by an array node rather than by a map task.
pub(crate) fn is_target(value: &Value) -> bool {
    launch_plan_of(value).is_some()
        || reference_of(value)
            .is_some_and(|reference| reference.identifier.resource_type != ResourceType::Workflow)
}

/// The array node that `map_task` makes of a launch plan or a reference task.
pub(crate) fn construct(
    evaluator: &mut Evaluator,
    target: &Value,
    mut keywords: Keywords,
) -> EvalResult<Value> {
    let criteria = Criteria::take(evaluator, &mut keywords)?;
    let (target, interface, fixed) = match (launch_plan_of(target), reference_of(target)) {
        (Some(plan), _) => {
            let fixed = plan.fixed_names.clone();
            let interface = plan.workflow.interface();
            (ArrayTarget::LaunchPlan(plan), interface, fixed)
        }
        (None, Some(reference)) => {
            let interface = Rc::clone(&reference.interface);
            (ArrayTarget::Reference(reference), interface, Vec::new())
        }
        (None, None) => {
            let message = "Only LaunchPlans and ReferenceTasks are supported for now.";
            return Err(evaluator.value_error(message));
        }
    };
    if interface.outputs.len() > 1 {
        let message = "only entities with at most one output can be mapped";
        return Err(report::value_error(evaluator, Id::InvalidArgument, message, keywords.span));
    }
    let fixed: Vec<&str> = fixed.iter().map(String::as_str).collect();
    let interface =
        list_interface(evaluator, &interface.signature, &[], &fixed, criteria.tolerates_failures)?;
    let array = ArrayDefinition {
        target,
        interface,
        concurrency: criteria.concurrency,
        success: match (criteria.min_successes, criteria.success) {
            (Some(count), _) => ArraySuccess::MinSuccesses(count),
            (None, ArraySuccess::Unspecified) => ArraySuccess::MinSuccessRatio(1.0),
            (None, success) => success,
        },
        run_all_sub_nodes: criteria.run_all_sub_nodes,
        bindings: RefCell::default(),
    };
    let class = Rc::clone(&classes(evaluator).array_node);
    Ok(Value::Instance(Rc::new(Instance::with_payload(&class, Rc::new(array)))))
}

fn call(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let Some(array) = arguments.take_first().and_then(|value| value.payload::<Rc<ArrayDefinition>>()) else {
        return Err(evaluator.type_error("this map was not initialized"));
    };
    let array = Rc::clone(&*array);
    let span = arguments.span().or(evaluator.current_span());
    let name = array.name().to_owned();
    let interface = Rc::clone(&array.interface);
    let inputs = named_arguments(evaluator, &name, &interface, &arguments)?;
    let Some(section) = state(evaluator).compilation() else {
        return Ok(local::called(evaluator, &format!("a map over `{name}`")));
    };
    let metadata = NodeMetadata { name: name.clone(), ..NodeMetadata::default() };
    let call = Call { entity: NodeEntity::Array(Rc::clone(&array)), name, interface, metadata, span };
    if array.bindings.borrow().is_none() {
        let (bindings, _) = bound_inputs(evaluator, &call, inputs.clone())?;
        *array.bindings.borrow_mut() = Some(bindings);
    }
    link(evaluator, call, inputs, &section)
}
