//! Faults in the model that the control plane would reject.
//!
//! flytekit writes specifications without asking whether what is bound fits: a `str` may be bound to an `int`, a scheduled
//! launch plan may lack an input. Flyte finds that when the specifications are registered. The rules here are those of
//! Flyte 1.16: its compiler of workflows (`flytepropeller/pkg/compiler`) and its checks of launch plans
//! (`flyteadmin/pkg/manager/impl/validation`). What these accept is no error here; where the model does not tell a type
//! (entities that are registered elsewhere, maps over launch plans), nothing is said.

mod branch;
mod launch_plan;
mod literal;
mod schema;
mod section;
mod types;
mod workflow;

use std::collections::HashSet;
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::model::{BranchNode, Entity, LaunchPlan, Node, NodeTarget, OtherwiseBranch, Program, Workflow};

/// All faults of the program, entity by entity. Where it is not whole, because evaluation found faults, nothing is said of
/// what a workflow lacks.
pub fn check(program: &Program, is_whole: bool) -> Vec<Diagnostic> {
    let mut checker = Checker { is_whole, ..Checker::default() };
    for entity in &program.entities {
        match entity {
            Entity::Task(_) => {}
            Entity::Workflow(workflow) => checker.workflow(workflow),
            Entity::LaunchPlan(plan) => checker.launch_plan(plan),
        }
    }
    checker.faults
}

/// Visits every workflow and launch plan once, also those that only nodes refer to.
#[derive(Default)]
struct Checker {
    is_whole: bool,
    faults: Vec<Diagnostic>,
    workflows: HashSet<*const Workflow>,
    launch_plans: HashSet<*const LaunchPlan>,
}

impl Checker {
    fn workflow(&mut self, workflow: &Arc<Workflow>) {
        if !self.workflows.insert(Arc::as_ptr(workflow)) {
            return;
        }
        workflow::check(workflow, &mut self.faults);
        if self.is_whole {
            workflow::check_emptiness(workflow, &mut self.faults);
        }
        for node in workflow.nodes.iter().chain(&workflow.failure_node) {
            self.target(&node.target);
        }
    }

    fn launch_plan(&mut self, plan: &Arc<LaunchPlan>) {
        if !self.launch_plans.insert(Arc::as_ptr(plan)) {
            return;
        }
        launch_plan::check(plan, &mut self.faults);
        self.workflow(&plan.workflow);
    }

    fn target(&mut self, target: &NodeTarget) {
        match target {
            NodeTarget::Workflow(workflow) => self.workflow(workflow),
            NodeTarget::LaunchPlan(plan) => self.launch_plan(plan),
            NodeTarget::Branch(branch) => cases(branch).for_each(|node| self.target(&node.target)),
            NodeTarget::Array(array) => self.target(&array.node.target),
            NodeTarget::Task { .. } | NodeTarget::Reference(_) | NodeTarget::Gate(_) => {}
        }
    }
}

/// The nodes that a conditional chooses from, in order.
fn cases(branch: &BranchNode) -> impl Iterator<Item = &Arc<Node>> {
    let last = match &branch.otherwise {
        OtherwiseBranch::Node(node) => Some(node),
        OtherwiseBranch::Error { .. } => None,
    };
    std::iter::once(&branch.case).chain(&branch.other).map(|block| &block.then_node).chain(last)
}
