//! Workflows → `flyteidl.admin.WorkflowSpec` (`flytekit.tools.translator.get_serializable_workflow`).

use std::sync::Arc;

use indexmap::IndexMap;
use prost::Message as _;

use super::binding::bindings;
use super::error::{Depth, Fault};
use super::interface::interface;
use super::node::node;
use super::settings::Settings;
use super::task::description;
use crate::idl::flyteidl::admin;
use crate::idl::flyteidl::core::{self, workflow_metadata::OnFailurePolicy};
use crate::model::{FailurePolicy, Node, NodeTarget, OtherwiseBranch, ResourceType, Workflow};

/// Specifications of workflows, in the order of lowering, by address for those that contain them.
#[derive(Default)]
pub(super) struct Workflows {
    specs: IndexMap<*const Workflow, admin::WorkflowSpec>,
}

impl Workflows {
    /// Makes the specification of a workflow whose sub-workflows came before it.
    pub(super) fn add(&mut self, workflow: &Arc<Workflow>, template: core::WorkflowTemplate) {
        let spec = admin::WorkflowSpec {
            template: Some(template),
            sub_workflows: self.sub_workflows(workflow),
            description: workflow.documentation.as_ref().map(description),
        };
        self.specs.insert(Arc::as_ptr(workflow), spec);
    }

    /// All of them, in order.
    pub(super) fn specs(&self) -> Vec<&admin::WorkflowSpec> {
        self.specs.values().collect()
    }

    /// The templates that stand within the specification: each once, by name.
    ///
    /// The reference looks into the branches of a workflow's own conditionals, but not into conditionals within those:
    /// a workflow that only such an inner branch runs is referred to, yet not contained.
    fn sub_workflows(&self, workflow: &Workflow) -> Vec<core::WorkflowTemplate> {
        let mut found = Vec::new();
        for node in workflow.nodes.iter().chain(&workflow.failure_node) {
            self.collect(node, &mut found);
            if let NodeTarget::Branch(branch) = &node.target {
                let otherwise = match &branch.otherwise {
                    OtherwiseBranch::Node(node) => Some(node),
                    OtherwiseBranch::Error { .. } => None,
                };
                let others = branch.other.iter().map(|block| &block.then_node);
                for leaf in std::iter::once(&branch.case.then_node).chain(others).chain(otherwise) {
                    self.collect(leaf, &mut found);
                }
            }
        }
        let mut keyed: Vec<_> = found
            .into_iter()
            .map(|template| ((name_of(template).to_owned(), template.encode_to_vec()), template))
            .collect();
        keyed.sort_by(|(left, _), (right, _)| left.cmp(right));
        keyed.dedup_by(|(left, _), (right, _)| left == right);
        keyed.into_iter().map(|(_, template)| template.clone()).collect()
    }

    fn collect<'a>(&'a self, node: &Node, found: &mut Vec<&'a core::WorkflowTemplate>) {
        let NodeTarget::Workflow(workflow) = &node.target else { return };
        if let Some(spec) = self.specs.get(&Arc::as_ptr(workflow)) {
            found.extend(&spec.template);
            found.extend(&spec.sub_workflows);
        }
    }
}

fn name_of(template: &core::WorkflowTemplate) -> &str {
    template.id.as_ref().map_or("", |id| id.name.as_str())
}

/// The workflow's own template.
pub(super) fn template(workflow: &Workflow, settings: &Settings) -> Result<core::WorkflowTemplate, Fault> {
    let lower = |inner: &Arc<Node>| node(inner, settings, Depth::TOP);
    let on_failure = match workflow.failure_policy {
        FailurePolicy::FailImmediately => OnFailurePolicy::FailImmediately,
        FailurePolicy::FailAfterExecutableNodesComplete => OnFailurePolicy::FailAfterExecutableNodesComplete,
    };
    Ok(core::WorkflowTemplate {
        id: Some(settings.identifier(ResourceType::Workflow, &workflow.name)),
        metadata: Some(core::WorkflowMetadata {
            on_failure: on_failure.into(),
            ..core::WorkflowMetadata::default()
        }),
        interface: Some(interface(&workflow.interface)?),
        nodes: workflow.nodes.iter().map(lower).collect::<Result<_, _>>()?,
        outputs: bindings(&workflow.outputs)?,
        failure_node: workflow.failure_node.as_ref().map(lower).transpose()?,
        metadata_defaults: Some(core::WorkflowMetadataDefaults { interruptible: workflow.interruptible }),
    })
}
