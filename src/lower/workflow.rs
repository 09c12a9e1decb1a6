//! Workflows → `flyteidl.admin.WorkflowSpec` (`flytekit.tools.translator.get_serializable_workflow`).

use std::collections::HashMap;
use std::sync::Arc;

use prost::Message as _;
use prost::bytes::Bytes;

use super::binding::bindings;
use super::error::{Depth, Fault};
use super::interface::interface;
use super::node::node;
use super::settings::Settings;
use super::task::description;
use crate::idl::flyteidl::admin;
use crate::idl::flyteidl::core::{self, workflow_metadata::OnFailurePolicy};
use crate::model::{FailurePolicy, Node, NodeTarget, OtherwiseBranch, ResourceType, Workflow};

/// `flyteidl.admin.WorkflowSpec` with templates that are encoded already: on the wire a message within another is bytes.
/// A message takes many times the memory of its encoding, and one template may stand in many specifications.
#[derive(Clone, PartialEq, prost::Message)]
struct WorkflowSpec {
    #[prost(bytes = "bytes", tag = "1")]
    template: Bytes,
    #[prost(bytes = "bytes", repeated, tag = "2")]
    sub_workflows: Vec<Bytes>,
    #[prost(message, optional, tag = "3")]
    description: Option<admin::DescriptionEntity>,
}

/// A workflow's name, and its template as it is encoded.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Template {
    name: String,
    bytes: Bytes,
}

/// A workflow that was lowered, with what its specification contains of others.
struct Entry {
    template: Template,
    sub_workflows: Vec<Template>,
}

/// Templates of workflows by address, for those that contain them.
#[derive(Default)]
pub(super) struct Workflows {
    entries: HashMap<*const Workflow, Entry>,
}

impl Workflows {
    /// The encoded specification of a workflow whose sub-workflows came before it.
    pub(super) fn spec(&mut self, workflow: &Arc<Workflow>, template: Bytes) -> Vec<u8> {
        let sub_workflows = self.sub_workflows(workflow);
        let spec = WorkflowSpec {
            template: template.clone(),
            sub_workflows: sub_workflows.iter().map(|template| template.bytes.clone()).collect(),
            description: workflow.documentation.as_ref().map(description),
        };
        let template = Template { name: workflow.name.clone(), bytes: template };
        self.entries.insert(Arc::as_ptr(workflow), Entry { template, sub_workflows });
        spec.encode_to_vec()
    }

    /// The templates that stand within the specification: each once, by name.
    ///
    /// The reference looks into the branches of a workflow's own conditionals, but not into conditionals within those:
    /// a workflow that only such an inner branch runs is referred to, yet not contained.
    fn sub_workflows(&self, workflow: &Workflow) -> Vec<Template> {
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
        found.sort();
        found.dedup();
        found.into_iter().cloned().collect()
    }

    fn collect<'a>(&'a self, node: &Node, found: &mut Vec<&'a Template>) {
        let NodeTarget::Workflow(workflow) = &node.target else { return };
        if let Some(entry) = self.entries.get(&Arc::as_ptr(workflow)) {
            found.push(&entry.template);
            found.extend(&entry.sub_workflows);
        }
    }
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
