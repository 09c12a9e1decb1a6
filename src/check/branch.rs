//! Conditionals: their cases give outputs of the same types, and their conditions compare values of one type
//! (`validateBranchInterface` and `ValidateBooleanExpression` in `flytepropeller/pkg/compiler/validators`).

use std::sync::Arc;

use super::section::{self, Section};
use super::{cases, literal};
use crate::diagnostic::{Diagnostic, Id};
use crate::model::{
    BindingData, BooleanExpression, BranchNode, Comparison, LiteralType, Map, Node, NodeTarget, Operand,
    TypeKind, Variable,
};

/// Adds the faults of a conditional, without those of the nodes that it chooses from.
pub(super) fn check(section: &Section<'_>, node: &Node, branch: &BranchNode, faults: &mut Vec<Diagnostic>) {
    outputs(node, branch, faults);
    for block in std::iter::once(&branch.case).chain(&branch.other) {
        condition(section, node, &block.condition, faults);
    }
}

/// Outputs that all cases have must have one type.
fn outputs(node: &Node, branch: &BranchNode, faults: &mut Vec<Diagnostic>) {
    let mut rest = cases(branch);
    let Some(first) = rest.next() else { return };
    let others: Vec<&Node> = rest.map(|node| &**node).collect();
    for name in declared(first).into_iter().flat_map(Map::keys) {
        let types: Option<Vec<&LiteralType>> =
            others.iter().map(|other| section::output(other, name)).collect();
        let (Some(expected), Some(types)) = (section::output(first, name), types) else { continue };
        let Some((at, found)) = types.iter().enumerate().find(|(_, found)| **found != expected) else {
            continue;
        };
        let message = if expected.to_string() == found.to_string() {
            format!(
                "the cases of conditional `{}` give output `{name}` in different types",
                node.metadata.name
            )
        } else {
            format!(
                "the cases of conditional `{}` give output `{name}` as `{expected}` and as `{found}`",
                node.metadata.name
            )
        };
        let fault = Diagnostic::error(Id::TypeMismatch, message)
            .at(others[at].span, format!("this gives `{found}`"))
            .with_context(first.span, format!("the first case gives `{expected}`"))
            .with_help("let all cases give the same type; convert in a task");
        faults.push(fault);
    }
}

fn declared(node: &Node) -> Option<&Map<Arc<Variable>>> {
    match &node.target {
        NodeTarget::Task { task, .. } => Some(&task.interface.outputs),
        NodeTarget::Workflow(workflow) => Some(&workflow.interface.outputs),
        NodeTarget::LaunchPlan(plan) => Some(&plan.expected_outputs),
        NodeTarget::Branch(branch) => cases(branch).find_map(|case| declared(case)),
        NodeTarget::Reference(_) | NodeTarget::Gate(_) | NodeTarget::Array(_) => None,
    }
}

fn condition(
    section: &Section<'_>,
    node: &Node,
    expression: &BooleanExpression,
    faults: &mut Vec<Diagnostic>,
) {
    match expression {
        BooleanExpression::Conjunction(conjunction) => {
            condition(section, node, &conjunction.left, faults);
            condition(section, node, &conjunction.right, faults);
        }
        BooleanExpression::Comparison(comparison) => faults.extend(compared(section, node, comparison)),
    }
}

/// Both sides of a comparison must be of one type, where both are simple.
fn compared(section: &Section<'_>, node: &Node, comparison: &Comparison) -> Option<Diagnostic> {
    let left = operand(section, node, &comparison.left)?;
    let right = operand(section, node, &comparison.right)?;
    if left.kind == right.kind || !is_plain(&left) || !is_plain(&right) {
        return None;
    }
    let (left, right) = (&left, &right);
    let message = format!("a condition of `{}` compares `{left}` with `{right}`", node.metadata.name);
    let fault = Diagnostic::error(Id::TypeMismatch, message)
        .at(node.span, "the conditional stands here")
        .with_help("compare values of the same type; Flyte converts neither side");
    Some(fault)
}

/// The type of a side; `None` where it is not known, or a part of a larger value.
fn operand(section: &Section<'_>, node: &Node, operand: &Operand) -> Option<LiteralType> {
    match operand {
        Operand::Primitive(primitive) => Some(literal::type_of_primitive(primitive)),
        Operand::Variable(name) => {
            let binding = node.inputs.iter().find(|binding| binding.var == *name)?;
            match &binding.data {
                BindingData::Promise(promise) if promise.attr_path.is_empty() => {
                    section.whole(promise).cloned()
                }
                _ => None,
            }
        }
        Operand::None => None,
    }
}

fn is_plain(literal_type: &LiteralType) -> bool {
    matches!(literal_type.kind, TypeKind::Simple(_) | TypeKind::Enum(_))
}
