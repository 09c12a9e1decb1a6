//! From definitions to the model, in the order in which the reference makes specifications
//! (`flytekit.tools.serialize_helpers.get_registrable_entities`, `flytekit.tools.translator`).
//!
//! The order matters beyond that of the files: workflows are compiled as they are reached, which may make entities; the
//! images that a dynamic workflow is told of are those of the tasks made so far; a task's deck is switched on when its
//! specification is made. What a fault leaves without a model is `None`; the fault was reported.

mod launch_plan;
mod node;
mod task;
mod workflow;

use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use super::launch_plan::{LaunchPlanDefinition, default_launch_plan, launch_plan_of};
use super::node::NodeDefinition;
use super::report;
use super::state::state;
use super::task::{ExecutionMode, TaskDefinition, as_workflow, task_of};
use super::workflow::{WorkflowDefinition, workflow_of};
use crate::configuration::SerializationSettings;
use crate::diagnostic::{Diagnostic, Id};
use crate::model::{Entity, LaunchPlan, Node, Program, Task, Workflow};
use crate::python::{EvalResult, Evaluator, Value};

/// The model of everything that the program defined.
pub(crate) fn finalize(evaluator: &mut Evaluator) -> EvalResult<Program> {
    let state = state(evaluator);
    let settings = state.settings();
    let mut builder = Builder::default();
    for entity in state.entities() {
        builder.visit(evaluator, &entity, &settings)?;
    }
    Ok(Program { entities: builder.visited })
}

/// Models by the definition that they are of.
#[derive(Default)]
struct Builder {
    visited: Vec<Entity>,
    tasks: HashMap<*const TaskDefinition, Option<Arc<Task>>>,
    workflows: HashMap<*const WorkflowDefinition, Option<Arc<Workflow>>>,
    launch_plans: HashMap<*const LaunchPlanDefinition, Option<Arc<LaunchPlan>>>,
    nodes: HashMap<*const NodeDefinition, Option<Arc<Node>>>,
    /// Workflows that are being made, which nothing inside them may be.
    open_workflows: HashSet<*const WorkflowDefinition>,
    /// Nodes that are being made, which nothing upstream of them may be.
    open_nodes: HashSet<*const NodeDefinition>,
    /// How many nodes and workflows are being made, one for the other.
    depth: usize,
    /// The images of the settings, and those that dynamic workflows are told of.
    images: Option<Vec<crate::configuration::Image>>,
}

impl Builder {
    /// An entity of the run, with what the reference adds to it.
    fn visit(
        &mut self,
        evaluator: &mut Evaluator,
        entity: &Value,
        settings: &Rc<SerializationSettings>,
    ) -> EvalResult<()> {
        if let Some(task) = task_of(entity) {
            let model = self.task(evaluator, &task, settings)?;
            self.visited.extend(model.map(Entity::Task));
            if task.mode() == ExecutionMode::Eager {
                let made = as_workflow(evaluator, &task);
                if let Some(workflow) = report::reported(evaluator, made, task.span)? {
                    self.default_launch_plan(evaluator, &workflow, settings)?;
                }
            }
        } else if let Some(workflow) = workflow_of(entity) {
            let model = self.workflow(evaluator, &workflow, settings)?;
            self.visited.extend(model.map(Entity::Workflow));
            self.default_launch_plan(evaluator, &workflow, settings)?;
        } else if let Some(plan) = launch_plan_of(entity) {
            let model = self.launch_plan(evaluator, &plan, settings)?;
            self.visited.extend(model.map(Entity::LaunchPlan));
        }
        Ok(())
    }

    fn default_launch_plan(
        &mut self,
        evaluator: &mut Evaluator,
        workflow: &Rc<WorkflowDefinition>,
        settings: &Rc<SerializationSettings>,
    ) -> EvalResult<()> {
        let made = default_launch_plan(evaluator, workflow);
        if let Some(plan) = report::reported(evaluator, made, workflow.span)? {
            let model = self.launch_plan(evaluator, &plan, settings)?;
            self.visited.extend(model.map(Entity::LaunchPlan));
        }
        Ok(())
    }
}

/// How long a chain of nodes and workflows may be that need each other.
const CHAIN_LIMIT: usize = 500;

/// Fails where a chain of dependencies is too long to follow.
fn bounded(depth: usize, span: crate::source::Span) -> EvalResult<()> {
    if depth <= CHAIN_LIMIT {
        return Ok(());
    }
    let message =
        format!("more than {CHAIN_LIMIT} nodes wait for each other in a chain that runs against their order");
    Err(Diagnostic::error(Id::BoundReached, message).at(span, "the chain reaches this node").into())
}

/// Reports an entity or node that depends on itself.
fn report_cycle(evaluator: &mut Evaluator, what: &str, span: crate::source::Span) {
    let fault = Diagnostic::error(Id::DependencyCycle, format!("{what} depends on itself"))
        .at(span, "")
        .with_help("remove one of the inputs or `>>` that lead back to it");
    evaluator.report(fault);
}
