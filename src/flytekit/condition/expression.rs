//! Conditions: which promises they read, and how they are written.

use std::rc::Rc;

use super::definition::BranchDefinition;
use crate::flytekit::binding::Bound;
use crate::flytekit::node::NodeDefinition;
use crate::flytekit::promise::{Expression, ExpressionOperand, Promise};
use crate::model::{BooleanExpression, Comparison, Conjunction, Map, Operand};
use crate::source::Span;

/// The name under which a branch node's conditions read a promise.
fn variable(promise: &Promise) -> String {
    format!("{}.{}", promise.node.id.borrow(), promise.var)
}

/// The inputs of a branch node: a binding for each output that its conditions read. Of two parts of one output only the
/// first is bound, as in the reference.
pub(super) fn inputs(expressions: &[Rc<Expression>]) -> (Map<Bound>, Vec<Rc<NodeDefinition>>) {
    let mut promises = Vec::new();
    for expression in expressions {
        collect(expression, &mut promises);
    }
    let mut bindings = Map::default();
    let mut upstream: Vec<Rc<NodeDefinition>> = Vec::new();
    for promise in promises {
        let node = &promise.node;
        if !node.is_start() && !upstream.iter().any(|other| Rc::ptr_eq(other, node)) {
            upstream.push(Rc::clone(node));
        }
        bindings.entry(variable(&promise)).or_insert(Bound::Promise(promise, Span::NONE));
    }
    (bindings, upstream)
}

fn collect(expression: &Expression, promises: &mut Vec<Rc<Promise>>) {
    match expression {
        Expression::Conjunction { left, right, .. } => {
            collect(left, promises);
            collect(right, promises);
        }
        Expression::Comparison { left, right, .. } => {
            for operand in [left, right] {
                if let ExpressionOperand::Promise(promise) = operand {
                    promises.push(Rc::clone(promise));
                }
            }
        }
    }
}

impl BranchDefinition {
    /// A condition as it is written.
    pub(crate) fn expression(expression: &Expression) -> BooleanExpression {
        match expression {
            Expression::Conjunction { and, left, right, .. } => {
                let (left, right) = (Self::expression(left), Self::expression(right));
                BooleanExpression::Conjunction(Box::new(Conjunction { and: *and, left, right }))
            }
            Expression::Comparison { operator, left, right } => {
                let comparison =
                    Comparison { operator: *operator, left: operand(left), right: operand(right) };
                BooleanExpression::Comparison(comparison)
            }
        }
    }
}

fn operand(operand: &ExpressionOperand) -> Operand {
    match operand {
        ExpressionOperand::Promise(promise) => Operand::Variable(variable(promise)),
        ExpressionOperand::Primitive(primitive) => Operand::Primitive(primitive.clone()),
        ExpressionOperand::None => Operand::None,
    }
}
