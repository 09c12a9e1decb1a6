//! Nodes (`flytekit.tools.translator.get_serializable_node`).

use std::rc::Rc;
use std::sync::Arc;

use super::{Builder, bounded, report_cycle};
use crate::configuration::SerializationSettings;
use crate::flytekit::array_node::{ArrayDefinition, ArrayTarget};
use crate::flytekit::binding::Bound;
use crate::flytekit::condition::{BranchDefinition, CaseNode, Otherwise};
use crate::flytekit::naming::dns_label;
use crate::flytekit::node::{NodeDefinition, NodeEntity};
use crate::flytekit::task::{MapTask, TaskDefinition, answers, auto_container};
use crate::flytekit::{pod_template, report};
use crate::model::{
    ArrayNode, Binding, BranchNode, DataMode, IfBlock, K8sPod, Node, NodeMetadata, NodeOverrides, NodeTarget,
    OtherwiseBranch,
};
use crate::python::{EvalResult, Evaluator};

type Settings = Rc<SerializationSettings>;

impl Builder {
    /// The model of a node, after those upstream of it.
    pub(super) fn node(
        &mut self,
        evaluator: &mut Evaluator,
        node: &Rc<NodeDefinition>,
        settings: &Settings,
    ) -> EvalResult<Option<Arc<Node>>> {
        let key = Rc::as_ptr(node);
        if let Some(made) = self.nodes.get(&key) {
            return Ok(made.clone());
        }
        if !self.open_nodes.insert(key) {
            report_cycle(evaluator, &format!("node `{}`", node.id.borrow()), node.span);
            return Ok(None);
        }
        self.depth += 1;
        bounded(self.depth, node.span)?;
        let model = self.new_node(evaluator, node, settings)?.map(Arc::new);
        self.depth -= 1;
        self.open_nodes.remove(&key);
        self.nodes.insert(key, model.clone());
        Ok(model)
    }

    fn new_node(
        &mut self,
        evaluator: &mut Evaluator,
        node: &Rc<NodeDefinition>,
        settings: &Settings,
    ) -> EvalResult<Option<Node>> {
        let mut upstream = Some(Vec::new());
        let before: Vec<Rc<NodeDefinition>> = node.upstream.borrow().clone();
        for node in before.iter().filter(|node| !node.is_start()) {
            match (self.node(evaluator, node, settings)?, &mut upstream) {
                (Some(node), Some(upstream)) => upstream.push(node),
                _ => upstream = None,
            }
        }
        let target = self.target(evaluator, node, settings);
        let target = report::reported(evaluator, target, node.span)?.flatten();
        let inputs = bindings(node.bindings.iter().map(|(var, bound)| (var, bound)));
        let (Some(upstream), Some(inputs), Some(target)) = (upstream, inputs, target) else {
            return Ok(None);
        };
        let is_task = matches!(&node.entity, NodeEntity::Task(task) if task.map.is_none());
        Ok(Some(Node {
            span: node.span,
            id: dns_label(&node.id.borrow()),
            metadata: node.metadata.borrow().clone(),
            inputs,
            upstream,
            output_aliases: if is_task { node.aliases.borrow().clone() } else { Vec::new() },
            target,
        }))
    }

    fn target(
        &mut self,
        evaluator: &mut Evaluator,
        node: &NodeDefinition,
        settings: &Settings,
    ) -> EvalResult<Option<NodeTarget>> {
        Ok(match &node.entity {
            NodeEntity::Start => None,
            NodeEntity::Task(task) => match &task.map {
                Some(map) => self.map(evaluator, node, task, map, settings)?,
                None => self.task_target(evaluator, node, task, settings)?,
            },
            NodeEntity::Workflow(workflow) => {
                self.workflow(evaluator, workflow, settings)?.map(NodeTarget::Workflow)
            }
            NodeEntity::LaunchPlan(plan) => {
                self.launch_plan(evaluator, plan, settings)?.map(NodeTarget::LaunchPlan)
            }
            NodeEntity::Reference(reference) => Some(NodeTarget::Reference(reference.identifier.clone())),
            NodeEntity::Branch(branch) => self.branch(evaluator, branch, settings)?.map(NodeTarget::Branch),
            NodeEntity::Gate(gate) => gate.model().map(NodeTarget::Gate),
            NodeEntity::Array(array) => self.array(evaluator, node, array, settings)?,
        })
    }

    fn task_target(
        &mut self,
        evaluator: &mut Evaluator,
        node: &NodeDefinition,
        task: &Rc<TaskDefinition>,
        settings: &Settings,
    ) -> EvalResult<Option<NodeTarget>> {
        let pod_template = override_pod(evaluator, node, task, settings)?;
        let overrides = NodeOverrides { pod_template, ..node.overrides.borrow().clone() };
        let task = self.task(evaluator, task, settings)?;
        Ok(task.map(|task| NodeTarget::Task { task, overrides }))
    }

    /// A map over a task: the node for one item has the name of the map task as its id.
    fn map(
        &mut self,
        evaluator: &mut Evaluator,
        node: &NodeDefinition,
        task: &Rc<TaskDefinition>,
        map: &MapTask,
        settings: &Settings,
    ) -> EvalResult<Option<NodeTarget>> {
        let target = self.task_target(evaluator, node, task, settings)?;
        let inputs = bindings(node.bindings.iter().map(|(var, bound)| (var, bound)));
        let (Some(target), Some(inputs)) = (target, inputs) else { return Ok(None) };
        let metadata = map.sub_node_metadata.borrow().clone();
        let inner = inner_node(node, task.full_name(), metadata, inputs, target);
        Ok(Some(NodeTarget::Array(Box::new(ArrayNode {
            node: inner,
            parallelism: map.concurrency,
            success: map.success,
            execution_mode: map.mode,
            is_original_sub_node_interface: Some(false),
            data_mode: DataMode::SingleInputFile,
            bound_inputs: map.bound_inputs.clone(),
            run_all_sub_nodes: map.run_all_sub_nodes,
        }))))
    }

    /// A map over a launch plan or a reference.
    fn array(
        &mut self,
        evaluator: &mut Evaluator,
        node: &NodeDefinition,
        array: &ArrayDefinition,
        settings: &Settings,
    ) -> EvalResult<Option<NodeTarget>> {
        let target = match &array.target {
            ArrayTarget::LaunchPlan(plan) => {
                self.launch_plan(evaluator, plan, settings)?.map(NodeTarget::LaunchPlan)
            }
            ArrayTarget::Reference(reference) => Some(NodeTarget::Reference(reference.identifier.clone())),
        };
        let bound = array.bindings.borrow();
        let inputs = bindings(bound.iter().flatten());
        let (Some(target), Some(inputs)) = (target, inputs) else { return Ok(None) };
        let metadata = node.metadata.borrow().clone();
        let (data_mode, execution_mode) = array.modes();
        Ok(Some(NodeTarget::Array(Box::new(ArrayNode {
            node: inner_node(node, dns_label(array.name()), metadata, inputs, target),
            parallelism: array.concurrency,
            success: array.success,
            execution_mode,
            is_original_sub_node_interface: Some(true),
            data_mode,
            bound_inputs: Vec::new(),
            run_all_sub_nodes: array.run_all_sub_nodes,
        }))))
    }

    fn branch(
        &mut self,
        evaluator: &mut Evaluator,
        branch: &BranchDefinition,
        settings: &Settings,
    ) -> EvalResult<Option<BranchNode>> {
        let mut blocks = Vec::new();
        for case in &branch.cases {
            blocks.push(self.block(evaluator, case, settings)?);
        }
        let otherwise = match &branch.otherwise {
            Otherwise::Error(message) => {
                Some(OtherwiseBranch::Error { failed_node_id: branch.name.clone(), message: message.clone() })
            }
            Otherwise::Node(node) => self.node(evaluator, node, settings)?.map(OtherwiseBranch::Node),
        };
        let blocks: Option<Vec<IfBlock>> = blocks.into_iter().collect();
        let (Some(blocks), Some(otherwise)) = (blocks, otherwise) else { return Ok(None) };
        let mut blocks = blocks.into_iter();
        Ok(blocks.next().map(|case| BranchNode { case, other: blocks.collect(), otherwise }))
    }

    fn block(
        &mut self,
        evaluator: &mut Evaluator,
        case: &CaseNode,
        settings: &Settings,
    ) -> EvalResult<Option<IfBlock>> {
        let node = self.node(evaluator, &case.node, settings)?;
        let condition = BranchDefinition::expression(&case.condition);
        Ok(node.map(|then_node| IfBlock { condition, then_node }))
    }
}

fn inner_node(
    outer: &NodeDefinition,
    id: String,
    metadata: NodeMetadata,
    inputs: Vec<Binding>,
    target: NodeTarget,
) -> Node {
    let span = outer.span;
    Node { span, id, metadata, inputs, upstream: Vec::new(), output_aliases: Vec::new(), target }
}

/// Bindings sorted by variable; `None` where a fault was reported.
fn bindings<'a>(bound: impl Iterator<Item = (&'a String, &'a Bound)>) -> Option<Vec<Binding>> {
    let mut bindings: Vec<Binding> = bound.map(|(var, bound)| bound.binding(var)).collect::<Option<_>>()?;
    bindings.sort_by(|left, right| left.var.cmp(&right.var));
    Some(bindings)
}

/// The pod template of a node's overrides, with the task's container merged into it.
fn override_pod(
    evaluator: &mut Evaluator,
    node: &NodeDefinition,
    task: &TaskDefinition,
    settings: &SerializationSettings,
) -> EvalResult<Option<K8sPod>> {
    let Some((template, span)) = node.pod_template.borrow().clone() else { return Ok(None) };
    let runs = task.map.as_ref().map_or(task, |map| &*map.target);
    let command = answers::command(evaluator, task, settings)?;
    let container = auto_container::own_container(evaluator, runs, settings, command)?;
    pod_template::k8s_pod(evaluator, &template, &container, settings, span).map(Some)
}
