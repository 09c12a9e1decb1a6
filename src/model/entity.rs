//! Entities, their identifiers, and the program as a whole.

use std::sync::Arc;

use super::{LaunchPlan, Task, Workflow};
use crate::source::Span;

/// A task, workflow or launch plan.
#[derive(Clone, Debug)]
pub enum Entity {
    /// A task.
    Task(Arc<Task>),
    /// A workflow.
    Workflow(Arc<Workflow>),
    /// A launch plan.
    LaunchPlan(Arc<LaunchPlan>),
}

impl Entity {
    /// The entity's full name.
    pub fn name(&self) -> &str {
        match self {
            Self::Task(task) => &task.name,
            Self::Workflow(workflow) => &workflow.name,
            Self::LaunchPlan(launch_plan) => &launch_plan.name,
        }
    }

    /// Where the entity was made.
    pub fn span(&self) -> Span {
        match self {
            Self::Task(task) => task.span,
            Self::Workflow(workflow) => workflow.span,
            Self::LaunchPlan(launch_plan) => launch_plan.span,
        }
    }
}

/// What a run found, in the order in which the reference visits it
/// (`flytekit.tools.serialize_helpers.get_registrable_entities`): tasks, workflows, each followed by its default launch
/// plan, and launch plans in the order of their construction. Entities that these depend on need not be listed.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// The entities to visit.
    pub entities: Vec<Entity>,
}

/// `flyteidl.core.ResourceType`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResourceType {
    /// A task.
    Task,
    /// A workflow.
    Workflow,
    /// A launch plan.
    LaunchPlan,
}

/// The full identifier of an entity that is registered elsewhere (a reference entity).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identifier {
    /// What it names.
    pub resource_type: ResourceType,
    /// Project.
    pub project: String,
    /// Domain.
    pub domain: String,
    /// Name.
    pub name: String,
    /// Version.
    pub version: String,
}
