//! Model and settings → protobuf specifications, in the reference's order and under its file names.
//!
//! One file a noun: `task`, `workflow`, `launch_plan`, `node`, `types`, `literal`, `binding`, `interface`, `condition`,
//! `pod`. Each holds functions from a model type to the message of the same name, which `parallel` calls. `order` says which entities are written
//! and when, `write` puts them into a folder. Nothing here knows Python; every rule is one of
//! `flytekit.tools.translator`, `flytekit.tools.serialize_helpers` or the `to_flyte_idl` methods of `flytekit.models`.
//! A message that the reference writes although it is empty is written here too.

mod binding;
mod condition;
mod error;
mod interface;
mod launch_plan;
mod literal;
mod node;
mod order;
mod parallel;
mod pod;
mod settings;
mod task;
mod types;
mod well_known;
mod workflow;
mod write;

use prost::Message as _;

pub use error::{Fault, LowerError};
pub use order::ordered;
pub use write::{WriteError, write};

use crate::configuration::SerializationSettings;
use crate::idl::flyteidl::core;
use crate::model::{Entity, Literal, LiteralType, Program, ResourceType};
use error::Depth;
use settings::Settings;
use workflow::Workflows;

/// An encoded specification and the name of its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spec {
    /// Name of the file, such as `3_app.workflows.train_1.pb`.
    pub file_name: String,
    /// What `bytes` holds: a `TaskSpec`, a `WorkflowSpec` or a `LaunchPlan` of `flyteidl.admin`.
    pub kind: ResourceType,
    /// The entity's name.
    pub name: String,
    /// The encoded message.
    pub bytes: Vec<u8>,
}

/// The specifications of a program, dependencies first (`flytekit.tools.serialize_helpers.get_registrable_entities`).
/// `flytekit_version` goes into the runtime metadata of tasks.
pub fn specs(
    program: &Program,
    settings: &SerializationSettings,
    flytekit_version: &str,
) -> Result<Vec<Spec>, LowerError> {
    let settings = &Settings::new(settings, flytekit_version);
    let entities = ordered(program)?;
    let encoded = parallel::map(&entities, |entity| encoded(entity, settings));
    let mut workflows = Workflows::default();
    let count = entities.len();
    let specs = entities.iter().zip(encoded).enumerate().map(|(index, (entity, encoded))| {
        let encoded = encoded.map_err(|fault| unrepresentable(entity, fault))?;
        let (kind, bytes) = match entity {
            Entity::Task(_) => (ResourceType::Task, encoded),
            Entity::Workflow(workflow) => (ResourceType::Workflow, workflows.spec(workflow, encoded.into())),
            Entity::LaunchPlan(_) => (ResourceType::LaunchPlan, encoded),
        };
        let name = entity.name().to_owned();
        Ok(Spec { file_name: file_name(index, count, &name, kind), kind, name, bytes })
    });
    specs.collect()
}

fn unrepresentable(entity: &Entity, fault: Fault) -> LowerError {
    LowerError::Unrepresentable { name: entity.name().to_owned(), span: entity.span(), fault }
}

/// The message of a Flyte type alone.
pub fn literal_type(literal_type: &LiteralType) -> Result<core::LiteralType, Fault> {
    types::literal_type(literal_type, Depth::TOP)
}

/// The message of a literal alone.
pub fn literal(literal: &Literal) -> Result<core::Literal, Fault> {
    literal::literal(literal, Depth::TOP)
}

/// The encoded `TaskSpec` or `LaunchPlan`, or the encoded template of a workflow, whose specification contains others.
fn encoded(entity: &Entity, settings: &Settings) -> Result<Vec<u8>, Fault> {
    Ok(match entity {
        Entity::Task(task) => task::task_spec(task, settings)?.encode_to_vec(),
        Entity::Workflow(workflow) => workflow::template(workflow, settings)?.encode_to_vec(),
        Entity::LaunchPlan(plan) => launch_plan::launch_plan(plan, settings)?.encode_to_vec(),
    })
}

/// The file name of the entity at `index` of `count` (`flytekit.tools.serialize_helpers.persist_registrable_entities`):
/// index, name and the number of its kind. The index is padded to as many digits as the reference computes, the
/// logarithm of the count rounded up: 0 for one entity, 1 for ten, 2 for eleven.
pub fn file_name(index: usize, count: usize, name: &str, kind: ResourceType) -> String {
    // Quotient of natural logarithms, as Python's `math.log(count, 10)`.
    let width = if count == 0 { 0 } else { ((count as f64).ln() / 10_f64.ln()).ceil() as usize };
    let number = match kind {
        ResourceType::Task => 1,
        ResourceType::Workflow => 2,
        ResourceType::LaunchPlan => 3,
    };
    format!("{index:0width$}_{name}_{number}.pb")
}
