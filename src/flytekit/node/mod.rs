//! Nodes: what a call of an entity adds to the workflow that is being compiled.

mod class;
mod create;
mod definition;
mod link;
mod overrides;

pub(crate) use class::{node_class, value};
pub(crate) use create::{create_node, define, node_of_call};
pub(crate) use definition::{NodeDefinition, NodeEntity};
pub(crate) use link::{Argument, Call, bound_inputs, is_optional, link, named_arguments};
pub(crate) use overrides::override_node;
