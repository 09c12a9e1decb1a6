//! Promises: what calls of entities give while a workflow is being compiled (`flytekit.core.promise`).
//!
//! A [`Promise`] stands for one output of a node, or for an input of the workflow. Attributes and indices lead into it,
//! comparisons make [`Expression`]s for conditionals; everything else that a value can do is a fault, because its value
//! does not exist yet.

mod class;
mod expression;
mod output;
mod void;

use std::rc::Rc;

pub(crate) use class::{promise_class, property, value};
pub(crate) use expression::{
    Expression, ExpressionOperand, comparison_class, conjunction_class, expression_of,
};
pub(crate) use output::outputs;
pub(crate) use void::void_class;

use super::classes::classes;
use super::library::Library;
use super::node::NodeDefinition;
use crate::model::{LiteralType, PathElement};
use crate::python::Evaluator;

/// Defines the classes of promises.
pub(crate) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    let classes = classes(evaluator);
    for class in [&classes.promise, &classes.void, &classes.comparison, &classes.conjunction] {
        library.class(class, &["flytekit.extend"]);
    }
}

/// An output of a node, or an input of the workflow.
#[derive(Clone)]
pub(crate) struct Promise {
    /// The output's (or input's) name.
    pub(crate) var: String,
    /// The node.
    pub(crate) node: Rc<NodeDefinition>,
    /// The way into the value.
    pub(crate) path: Vec<PathElement>,
    /// The type, where it is known and nothing led into the value.
    pub(crate) literal_type: Option<LiteralType>,
}

impl Promise {
    /// The whole of an output.
    pub(crate) fn new(node: &Rc<NodeDefinition>, var: &str, literal_type: Option<LiteralType>) -> Self {
        Self { var: var.to_owned(), node: Rc::clone(node), path: Vec::new(), literal_type }
    }

    /// A part of it.
    pub(crate) fn part(&self, element: PathElement) -> Self {
        let mut path = self.path.clone();
        path.push(element);
        Self { var: self.var.clone(), node: Rc::clone(&self.node), path, literal_type: None }
    }
}

/// What a call gives that has no outputs.
pub(crate) struct VoidPromise {
    /// What was called.
    pub(crate) name: String,
    /// Its node.
    pub(crate) node: Rc<NodeDefinition>,
}
