//! A workflow, or a section of one, while its nodes are being made (`flytekit.core.context_manager.CompilationState`).

use std::cell::RefCell;
use std::rc::Rc;

use super::node::NodeDefinition;
use super::workflow::WorkflowDefinition;

/// The nodes of a section so far.
pub(crate) struct Compilation {
    /// What node ids begin with.
    pub(crate) prefix: String,
    /// The workflow that finds tasks which are made inside it.
    pub(crate) resolver: Option<Rc<WorkflowDefinition>>,
    /// The nodes in order.
    pub(crate) nodes: RefCell<Vec<Rc<NodeDefinition>>>,
}

impl Compilation {
    /// A section without nodes.
    pub(crate) fn new(prefix: &str, resolver: Option<Rc<WorkflowDefinition>>) -> Rc<Self> {
        Rc::new(Self { prefix: prefix.to_owned(), resolver, nodes: RefCell::default() })
    }

    /// A section for a conditional: its nodes are counted from the start again.
    pub(crate) fn section(&self) -> Rc<Self> {
        Self::new(&self.prefix, self.resolver.clone())
    }

    /// The id of the next node.
    pub(crate) fn next_id(&self) -> String {
        format!("{}n{}", self.prefix, self.nodes.borrow().len())
    }
}
