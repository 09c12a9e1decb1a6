//! The order in which entities are written: every entity once, after everything that it depends on.
//!
//! The reference (`flytekit.tools.translator.get_serializable`) walks the program's entities and remembers each object
//! when it is done with it. A launch plan needs its workflow; a workflow its nodes in their order, then its failure
//! node; a node the nodes upstream of it, then what it runs; a conditional the nodes of its cases, in their order, then
//! of its last branch. Pointers tell objects apart, so two entities of one name are two.

use std::collections::HashSet;
use std::sync::Arc;

use super::error::LowerError;
use crate::model::{Entity, LaunchPlan, Node, NodeTarget, OtherwiseBranch, Program, Task, Workflow};
use crate::source::Span;

/// How long a chain of dependencies may be. The reference gives up at about 330, where Python's recursion limit stands.
const CHAIN_LIMIT: usize = 500;

/// The program's entities and all that they depend on, dependencies first.
pub fn ordered(program: &Program) -> Result<Vec<Entity>, LowerError> {
    let mut order = Order::default();
    for entity in &program.entities {
        order.entity(entity)?;
    }
    Ok(order.entities)
}

#[derive(Default)]
struct Order {
    entities: Vec<Entity>,
    tasks: HashSet<*const Task>,
    workflows: HashSet<*const Workflow>,
    launch_plans: HashSet<*const LaunchPlan>,
    nodes: HashSet<*const Node>,
    /// The workflows that are being visited, outermost first.
    open: Vec<(String, Span)>,
    depth: usize,
}

impl Order {
    fn entity(&mut self, entity: &Entity) -> Result<(), LowerError> {
        match entity {
            Entity::Task(task) => self.task(task),
            Entity::Workflow(workflow) => return self.workflow(workflow),
            Entity::LaunchPlan(launch_plan) => return self.launch_plan(launch_plan),
        }
        Ok(())
    }

    fn task(&mut self, task: &Arc<Task>) {
        if self.tasks.insert(Arc::as_ptr(task)) {
            self.entities.push(Entity::Task(Arc::clone(task)));
        }
    }

    fn launch_plan(&mut self, launch_plan: &Arc<LaunchPlan>) -> Result<(), LowerError> {
        if self.launch_plans.contains(&Arc::as_ptr(launch_plan)) {
            return Ok(());
        }
        self.workflow(&launch_plan.workflow)?;
        self.launch_plans.insert(Arc::as_ptr(launch_plan));
        self.entities.push(Entity::LaunchPlan(Arc::clone(launch_plan)));
        Ok(())
    }

    fn workflow(&mut self, workflow: &Arc<Workflow>) -> Result<(), LowerError> {
        if self.workflows.contains(&Arc::as_ptr(workflow)) {
            return Ok(());
        }
        self.refuse_cycle(workflow)?;
        self.open.push((workflow.name.clone(), workflow.span));
        for node in workflow.nodes.iter().chain(&workflow.failure_node) {
            self.node(node)?;
        }
        self.open.pop();
        self.workflows.insert(Arc::as_ptr(workflow));
        self.entities.push(Entity::Workflow(Arc::clone(workflow)));
        Ok(())
    }

    /// A workflow within one of its own name: the control plane could not tell them apart, and would see a circle.
    fn refuse_cycle(&self, workflow: &Workflow) -> Result<(), LowerError> {
        let is_open = self.open.iter().any(|(name, _)| *name == workflow.name);
        match self.open.last().filter(|_| is_open) {
            Some((user, user_span)) => Err(LowerError::Cycle {
                name: workflow.name.clone(),
                span: workflow.span,
                user: user.clone(),
                user_span: *user_span,
            }),
            None => Ok(()),
        }
    }

    fn node(&mut self, node: &Arc<Node>) -> Result<(), LowerError> {
        if self.nodes.contains(&Arc::as_ptr(node)) {
            return Ok(());
        }
        if self.depth >= CHAIN_LIMIT {
            let name = self.open.last().map_or_else(|| node.id.clone(), |(name, _)| name.clone());
            return Err(LowerError::ChainTooLong { name, span: node.span, limit: CHAIN_LIMIT });
        }
        self.depth += 1;
        for upstream in &node.upstream {
            self.node(upstream)?;
        }
        self.target(&node.target)?;
        self.depth -= 1;
        self.nodes.insert(Arc::as_ptr(node));
        Ok(())
    }

    fn target(&mut self, target: &NodeTarget) -> Result<(), LowerError> {
        match target {
            NodeTarget::Task { task, .. } => self.task(task),
            NodeTarget::Workflow(workflow) => self.workflow(workflow)?,
            NodeTarget::LaunchPlan(launch_plan) => self.launch_plan(launch_plan)?,
            NodeTarget::Branch(branch) => {
                self.node(&branch.case.then_node)?;
                for block in &branch.other {
                    self.node(&block.then_node)?;
                }
                if let OtherwiseBranch::Node(node) = &branch.otherwise {
                    self.node(node)?;
                }
            }
            // The inner node is plain data of the outer one; nothing is upstream of it, and it is no array itself.
            NodeTarget::Array(array) if !matches!(array.node.target, NodeTarget::Array(_)) => {
                self.target(&array.node.target)?;
            }
            NodeTarget::Array(_) | NodeTarget::Reference(_) | NodeTarget::Gate(_) => {}
        }
        Ok(())
    }
}
