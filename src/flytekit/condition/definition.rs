//! What a finished conditional is.

use std::rc::Rc;

use crate::flytekit::node::NodeDefinition;
use crate::flytekit::promise::Expression;

/// A conditional.
pub(crate) struct BranchDefinition {
    /// Its name.
    pub(crate) name: String,
    /// Its cases in order, at least one.
    pub(crate) cases: Vec<CaseNode>,
    /// What happens otherwise.
    pub(crate) otherwise: Otherwise,
}

/// A condition and the node that runs when it holds.
pub(crate) struct CaseNode {
    /// The condition.
    pub(crate) condition: Rc<Expression>,
    /// The node.
    pub(crate) node: Rc<NodeDefinition>,
}

/// The last branch.
pub(crate) enum Otherwise {
    /// A node runs.
    Node(Rc<NodeDefinition>),
    /// The workflow fails with this message.
    Error(String),
}
