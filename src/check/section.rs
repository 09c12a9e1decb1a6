//! What the nodes of a workflow give and take: the types that bindings are checked against.

use std::collections::HashMap;
use std::sync::Arc;

use super::cases;
use crate::model::{
    Gate, LiteralType, Map, Node, NodeTarget, OutputReference, PathElement, SimpleType, TypeKind, Variable,
    Workflow,
};

/// The nodes of a workflow by their ids.
pub(super) struct Section<'a> {
    /// The workflow.
    pub(super) workflow: &'a Workflow,
    nodes: HashMap<&'a str, &'a Node>,
}

/// What is known of the type of a value.
pub(super) enum Found<'a> {
    /// It has this type.
    Type(&'a LiteralType),
    /// Its type has no field of this name.
    NoField(&'a LiteralType, String),
    /// A field or item is read from a value that has none.
    NoParts(&'a LiteralType),
    /// Nothing can be said here.
    Unknown,
}

impl<'a> Section<'a> {
    /// The nodes of `workflow`. Of several with one id, the first counts.
    pub(super) fn new(workflow: &'a Workflow) -> Self {
        let mut nodes = HashMap::new();
        for node in workflow.nodes.iter().chain(&workflow.failure_node) {
            nodes.entry(node.id.as_str()).or_insert(&**node);
        }
        Self { workflow, nodes }
    }

    /// The node with this id, unless it stands inside a conditional.
    pub(super) fn node(&self, id: &str) -> Option<&'a Node> {
        self.nodes.get(id).copied()
    }

    /// The type of what a promise leads to.
    pub(super) fn promised(&self, promise: &OutputReference) -> Found<'a> {
        match self.whole(promise) {
            Some(whole) => part(whole, &promise.attr_path),
            None => Found::Unknown,
        }
    }

    /// The type of the whole output (or input of the workflow) that a promise leads into, where it is known.
    pub(super) fn whole(&self, promise: &OutputReference) -> Option<&'a LiteralType> {
        if promise.node_id.is_empty() {
            return self.workflow.interface.inputs.get(&promise.var).map(|input| &input.literal_type);
        }
        output(self.node(&promise.node_id)?, &promise.var)
    }
}

/// The type of an output of a node, where it is known. Outputs under other names are not followed.
pub(super) fn output<'a>(node: &'a Node, var: &str) -> Option<&'a LiteralType> {
    if !node.output_aliases.is_empty() {
        return None;
    }
    let variables = match &node.target {
        NodeTarget::Branch(branch) => return cases(branch).find_map(|case| output(case, var)),
        NodeTarget::Gate(Gate::Signal { literal_type, output_variable_name, .. }) => {
            return (output_variable_name == var).then_some(&**literal_type);
        }
        NodeTarget::LaunchPlan(plan) => &plan.expected_outputs,
        target => &interface(target)?.outputs,
    };
    variables.get(var).map(|variable| &variable.literal_type)
}

/// The inputs that a node's bindings are checked against, where they are known.
pub(super) fn inputs(node: &Node) -> Option<&Map<Arc<Variable>>> {
    interface(&node.target).map(|interface| &interface.inputs)
}

/// The interface of a task or workflow. A map over a task has the interface of the map task: of lists.
fn interface(target: &NodeTarget) -> Option<&crate::model::Interface> {
    match target {
        NodeTarget::Task { task, .. } => Some(&task.interface),
        NodeTarget::Workflow(workflow) => Some(&workflow.interface),
        NodeTarget::Array(array) if array.is_original_sub_node_interface == Some(false) => {
            interface(&array.node.target)
        }
        NodeTarget::LaunchPlan(_)
        | NodeTarget::Reference(_)
        | NodeTarget::Branch(_)
        | NodeTarget::Gate(_)
        | NodeTarget::Array(_) => None,
    }
}

/// The type at the end of a path (`validateBinding` in `flytepropeller/pkg/compiler/validators/bindings.go`): items of
/// lists and maps, fields of dataclasses. Into other types Flyte's compiler does not look.
fn part<'a>(whole: &'a LiteralType, path: &[PathElement]) -> Found<'a> {
    let mut found = whole;
    for element in path {
        let fields = found.structure.as_ref().map(|structure| &structure.dataclass_type);
        found = match (&found.kind, fields) {
            (TypeKind::Collection(item) | TypeKind::Map(item), _) => item,
            (_, Some(fields)) if !fields.is_empty() => match element {
                PathElement::Key(name) => match fields.get(name) {
                    Some(field) => field,
                    None => return Found::NoField(found, name.clone()),
                },
                PathElement::Index(index) => return Found::NoField(found, index.to_string()),
            },
            (TypeKind::Simple(SimpleType::Struct | SimpleType::Binary) | TypeKind::Union(_), _) => {
                return Found::Unknown;
            }
            _ => return Found::NoParts(found),
        };
    }
    Found::Type(found)
}
