//! Workflows: functions whose body is run once, with promises, to find its nodes; and imperative workflows.

mod class;
mod compile;
mod decorator;
mod definition;
mod failure;
mod imperative;

pub(crate) use class::{WorkflowClasses, define, node_metadata};
pub(crate) use compile::compile;
pub(crate) use decorator::workflow_of_dynamic_task;
pub(crate) use definition::{Body, WorkflowDefinition, workflow_of};
pub(crate) use imperative::{add_entity, add_failure_handler, add_input, add_output, new_imperative};
