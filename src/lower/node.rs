//! Nodes → `flyteidl.core.Node` (`flytekit.tools.translator.get_serializable_node`).

use super::binding::bindings;
use super::condition::boolean_expression;
use super::error::{Depth, Fault};
use super::pod::override_pod;
use super::settings::{Settings, reference_identifier};
use super::task::{extended_resources, resources};
use super::types::literal_type;
use super::well_known::duration;
use crate::idl::flyteidl::core::{
    self, array_node, gate_node::Condition, if_else_block, node::Target, node_metadata, task_node,
    workflow_node,
};
use crate::model::{
    ArrayNode, ArraySuccess, Binding, BranchNode, DataMode, ExecutionMode, Gate, Identifier, IfBlock, Node,
    NodeMetadata, NodeOverrides, NodeTarget, OtherwiseBranch, ResourceType,
};

/// A node with everything within it.
pub(super) fn node(node: &Node, settings: &Settings, depth: Depth) -> Result<core::Node, Fault> {
    let depth = depth.deeper()?;
    let aliases = node.output_aliases.iter();
    let aliases = aliases.map(|(var, alias)| core::Alias { var: var.clone(), alias: alias.clone() });
    Ok(core::Node {
        id: node.id.clone(),
        metadata: Some(metadata(&node.metadata)),
        inputs: bindings(node.inputs.iter().filter(|input| is_open(input, &node.target)))?,
        upstream_node_ids: node.upstream.iter().map(|upstream| upstream.id.clone()).collect(),
        output_aliases: aliases.collect(),
        target: Some(target(&node.target, settings, depth)?),
    })
}

/// Whether the node itself gives this input: what a launch plan fixes is not written again.
fn is_open(input: &Binding, target: &NodeTarget) -> bool {
    match target {
        NodeTarget::LaunchPlan(launch_plan) => !launch_plan.fixed_inputs.contains_key(&input.var),
        _ => true,
    }
}

fn metadata(metadata: &NodeMetadata) -> core::NodeMetadata {
    use node_metadata::{CacheSerializableValue, CacheVersionValue, CacheableValue, InterruptibleValue};
    core::NodeMetadata {
        name: metadata.name.clone(),
        timeout: metadata.timeout.map(duration),
        retries: Some(core::RetryStrategy { retries: metadata.retries }),
        interruptible_value: metadata.interruptible.map(InterruptibleValue::Interruptible),
        cacheable_value: metadata.cacheable.map(CacheableValue::Cacheable),
        cache_version_value: metadata.cache_version.clone().map(CacheVersionValue::CacheVersion),
        cache_serializable_value: metadata.cache_serializable.map(CacheSerializableValue::CacheSerializable),
        ..core::NodeMetadata::default()
    }
}

fn target(target: &NodeTarget, settings: &Settings, depth: Depth) -> Result<Target, Fault> {
    Ok(match target {
        NodeTarget::Task { task, overrides } => {
            let id = settings.identifier(ResourceType::Task, &task.name);
            Target::TaskNode(core::TaskNode {
                overrides: Some(task_overrides(overrides, settings, depth)?),
                reference: Some(task_node::Reference::ReferenceId(id)),
            })
        }
        NodeTarget::Workflow(workflow) => {
            let id = settings.identifier(ResourceType::Workflow, &workflow.name);
            workflow_node(workflow_node::Reference::SubWorkflowRef(id))
        }
        NodeTarget::LaunchPlan(launch_plan) => {
            let id = settings.identifier(ResourceType::LaunchPlan, &launch_plan.name);
            workflow_node(workflow_node::Reference::LaunchplanRef(id))
        }
        NodeTarget::Reference(identifier) => reference(identifier),
        NodeTarget::Branch(branch) => Target::BranchNode(Box::new(branch_node(branch, settings, depth)?)),
        NodeTarget::Gate(gate) => Target::GateNode(gate_node(gate, depth)?),
        NodeTarget::Array(array) => Target::ArrayNode(Box::new(array_node(array, settings, depth)?)),
    })
}

fn workflow_node(reference: workflow_node::Reference) -> Target {
    Target::WorkflowNode(core::WorkflowNode { reference: Some(reference) })
}

/// An entity that is registered elsewhere. Unlike the program's own tasks, it is written without overrides.
fn reference(identifier: &Identifier) -> Target {
    let id = reference_identifier(identifier);
    match identifier.resource_type {
        ResourceType::Task => Target::TaskNode(core::TaskNode {
            overrides: None,
            reference: Some(task_node::Reference::ReferenceId(id)),
        }),
        ResourceType::Workflow => workflow_node(workflow_node::Reference::SubWorkflowRef(id)),
        ResourceType::LaunchPlan => workflow_node(workflow_node::Reference::LaunchplanRef(id)),
    }
}

fn task_overrides(
    overrides: &NodeOverrides,
    settings: &Settings,
    depth: Depth,
) -> Result<core::TaskNodeOverrides, Fault> {
    let pod_template = overrides.pod_template.as_ref().map(|pod| override_pod(pod, settings, depth));
    Ok(core::TaskNodeOverrides {
        resources: overrides.resources.as_ref().map(resources),
        extended_resources: overrides.extended_resources.as_ref().map(extended_resources),
        container_image: overrides.container_image.clone(),
        pod_template: pod_template.transpose()?,
    })
}

fn branch_node(branch: &BranchNode, settings: &Settings, depth: Depth) -> Result<core::BranchNode, Fault> {
    let other = branch.other.iter().map(|block| if_block(block, settings, depth));
    let default = match &branch.otherwise {
        OtherwiseBranch::Node(otherwise) => {
            if_else_block::Default::ElseNode(Box::new(node(otherwise, settings, depth)?))
        }
        OtherwiseBranch::Error { failed_node_id, message } => if_else_block::Default::Error(core::Error {
            failed_node_id: failed_node_id.clone(),
            message: message.clone(),
        }),
    };
    let if_else = core::IfElseBlock {
        case: Some(Box::new(if_block(&branch.case, settings, depth)?)),
        other: other.collect::<Result<_, _>>()?,
        default: Some(default),
    };
    Ok(core::BranchNode { if_else: Some(Box::new(if_else)) })
}

fn if_block(block: &IfBlock, settings: &Settings, depth: Depth) -> Result<core::IfBlock, Fault> {
    Ok(core::IfBlock {
        condition: Some(boolean_expression(&block.condition, depth)?),
        then_node: Some(Box::new(node(&block.then_node, settings, depth)?)),
    })
}

fn gate_node(gate: &Gate, depth: Depth) -> Result<core::GateNode, Fault> {
    let condition = match gate {
        Gate::Approve { signal_id } => {
            Condition::Approve(core::ApproveCondition { signal_id: signal_id.clone() })
        }
        Gate::Signal { signal_id, literal_type: expected, output_variable_name } => {
            Condition::Signal(core::SignalCondition {
                signal_id: signal_id.clone(),
                r#type: Some(literal_type(expected, depth)?),
                output_variable_name: output_variable_name.clone(),
            })
        }
        Gate::Sleep(length) => Condition::Sleep(core::SleepCondition { duration: Some(duration(*length)) }),
    };
    Ok(core::GateNode { condition: Some(condition) })
}

fn array_node(array: &ArrayNode, settings: &Settings, depth: Depth) -> Result<core::ArrayNode, Fault> {
    let mut bound_inputs = array.bound_inputs.clone();
    bound_inputs.sort();
    let execution_mode = match array.execution_mode {
        ExecutionMode::MinimalState => array_node::ExecutionMode::MinimalState,
        ExecutionMode::FullState => array_node::ExecutionMode::FullState,
    };
    let data_mode = match array.data_mode {
        DataMode::SingleInputFile => array_node::DataMode::SingleInputFile,
        DataMode::IndividualInputFiles => array_node::DataMode::IndividualInputFiles,
    };
    let success_criteria = match array.success {
        ArraySuccess::Unspecified => None,
        ArraySuccess::MinSuccesses(count) => Some(array_node::SuccessCriteria::MinSuccesses(count)),
        ArraySuccess::MinSuccessRatio(ratio) => Some(array_node::SuccessCriteria::MinSuccessRatio(ratio)),
    };
    Ok(core::ArrayNode {
        node: Some(Box::new(node(&array.node, settings, depth)?)),
        execution_mode: execution_mode.into(),
        is_original_sub_node_interface: array.is_original_sub_node_interface,
        data_mode: data_mode.into(),
        bound_inputs,
        run_all_sub_nodes: array.run_all_sub_nodes,
        parallelism_option: array.parallelism.map(array_node::ParallelismOption::Parallelism),
        success_criteria,
    })
}
