//! The node that runs when another one fails (`on_failure=`).

use std::rc::Rc;

use super::definition::WorkflowDefinition;
use crate::diagnostic::{Diagnostic, Id};
use crate::flytekit::compilation::Compilation;
use crate::flytekit::interface::Interface;
use crate::flytekit::launch_plan::launch_plan_of;
use crate::flytekit::node::{NodeDefinition, is_optional};
use crate::flytekit::reference::reference_of;
use crate::flytekit::state::state;
use crate::flytekit::task::task_of;
use crate::flytekit::{need, report};
use crate::python::{Arguments, EvalResult, Evaluator, Interrupt, Truth, Value};
use crate::source::Span;

/// The node of the workflow's failure handler, which gets the workflow's inputs.
pub(super) fn failure_node(
    evaluator: &mut Evaluator,
    workflow: &Rc<WorkflowDefinition>,
    section: &Compilation,
    inputs: Vec<(String, Value)>,
) -> EvalResult<Option<Rc<NodeDefinition>>> {
    if workflow.on_failure.is_none() {
        return Ok(None);
    }
    check_inputs(evaluator, &workflow.on_failure, &workflow.interface(), workflow.span)?;
    let own = Compilation::new(&format!("{}f", section.prefix), section.resolver.clone());
    let state = state(evaluator);
    let depth = state.enter(Rc::clone(&own));
    let mut arguments = Arguments::keywords(inputs);
    arguments.span = Some(workflow.span);
    let called = evaluator.call(&workflow.on_failure, arguments);
    state.leave(depth);
    called?;
    let nodes = own.nodes.borrow();
    if let [node] = &nodes[..] {
        return Ok(Some(Rc::clone(node)));
    }
    let message = "a failure handler must be one task or workflow";
    Err(report::assertion(evaluator, Id::InvalidWorkflow, message, workflow.span))
}

/// The interface of an entity.
pub(super) fn interface_of(entity: &Value) -> Option<Rc<Interface>> {
    if let Some(task) = task_of(entity) {
        return Some(Rc::clone(&task.interface));
    }
    if let Some(workflow) = super::workflow_of(entity) {
        return Some(workflow.interface());
    }
    if let Some(launch_plan) = launch_plan_of(entity) {
        return Some(launch_plan.workflow.interface());
    }
    reference_of(entity).map(|reference| Rc::clone(&reference.interface))
}

/// Fails unless the handler takes every input of the workflow, and others only where they may be `None`.
pub(super) fn check_inputs(
    evaluator: &mut Evaluator,
    handler: &Value,
    workflow: &Interface,
    span: Span,
) -> EvalResult<()> {
    if let Value::Unknown(unknown) = handler {
        return Err(need::unknown_value(unknown, "the failure handler", span));
    }
    let Some(handler) = interface_of(handler) else {
        let message = "a failure handler must be a task or a workflow";
        return Err(report::assertion(evaluator, Id::InvalidArgument, message, span));
    };
    for (name, input) in &workflow.signature.inputs {
        let Some(taken) = handler.signature.inputs.get(name) else {
            let message = format!("the failure handler does not take the workflow's input `{name}`");
            return Err(mismatch(evaluator, message, span, input.span));
        };
        if matches!(evaluator.equals(&taken.python_type, &input.python_type)?, Truth::Known(false)) {
            let message = format!("the failure handler takes input `{name}` with another type");
            return Err(mismatch(evaluator, message, taken.span, input.span));
        }
    }
    for (name, input) in &handler.signature.inputs {
        if !workflow.signature.inputs.contains_key(name) && !is_optional(&input.python_type) {
            let message =
                format!("input `{name}` of the failure handler is none of the workflow's, and not optional");
            return Err(mismatch(evaluator, message, input.span, span));
        }
    }
    Ok(())
}

fn mismatch(evaluator: &Evaluator, message: String, span: Span, context: Span) -> Box<Interrupt> {
    let fault = Diagnostic::error(Id::InvalidWorkflow, message)
        .at(span, "")
        .with_context(context, "of this workflow")
        .with_help("the handler takes all inputs of the workflow; further ones must be `Optional[...]`");
    evaluator.exception_with(&evaluator.exceptions.assertion_error, fault)
}
