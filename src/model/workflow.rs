//! Workflows.

use std::sync::Arc;

use super::{Binding, Documentation, Interface, Node};
use crate::source::Span;

/// A workflow (`flyteidl.core.WorkflowTemplate` and its description). Its sub-workflows are found through its nodes.
#[derive(Clone, Debug)]
pub struct Workflow {
    /// Where it was made.
    pub span: Span,
    /// Full name.
    pub name: String,
    /// Inputs and outputs.
    pub interface: Interface,
    /// Nodes in their order.
    pub nodes: Vec<Arc<Node>>,
    /// Outputs in declaration order.
    pub outputs: Vec<Binding>,
    /// The node that runs when another one fails.
    pub failure_node: Option<Arc<Node>>,
    /// What happens to the other nodes when one fails.
    pub failure_policy: FailurePolicy,
    /// Whether nodes may be interrupted unless they say otherwise.
    pub interruptible: bool,
    /// `None` writes no description message at all.
    pub documentation: Option<Documentation>,
}

/// `flyteidl.core.WorkflowMetadata.OnFailurePolicy`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum FailurePolicy {
    /// Stop at once.
    #[default]
    FailImmediately,
    /// Run whatever still can run, then fail.
    FailAfterExecutableNodesComplete,
}
