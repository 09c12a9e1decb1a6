//! Inputs, outputs, and the parameters of launch plans.

use std::sync::Arc;

use super::{Literal, LiteralType, Map};

/// The typed interface of an entity, in declaration order. A variable stands in the interface, in the specification and in
/// launch plans, so it is shared.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Interface {
    /// Inputs by name.
    pub inputs: Map<Arc<Variable>>,
    /// Outputs by name.
    pub outputs: Map<Arc<Variable>>,
}

/// An input or output (`flyteidl.core.Variable`).
#[derive(Clone, Debug, PartialEq)]
pub struct Variable {
    /// Its type.
    pub literal_type: LiteralType,
    /// The documentation of the parameter, else its name.
    pub description: String,
    /// The artifact that the output becomes, or that the input is taken from.
    pub artifact_partial_id: Option<Box<ArtifactId>>,
}

/// A launch plan's input (`flyteidl.core.Parameter`).
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Type and description.
    pub variable: Arc<Variable>,
    /// Where the value comes from when the caller gives none.
    pub behavior: ParameterBehavior,
}

/// Where a parameter's value comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum ParameterBehavior {
    /// A default.
    Default(Literal),
    /// The caller must give it.
    Required,
    /// The newest artifact that matches.
    ArtifactQuery(Box<ArtifactId>),
    /// One version of an artifact.
    ArtifactId(Box<ArtifactId>),
}

/// A reference to an artifact, possibly partial (`flyteidl.core.ArtifactID`).
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ArtifactId {
    /// The project; empty for the entity's own.
    pub project: String,
    /// The domain; empty for the entity's own.
    pub domain: String,
    /// The artifact's name.
    pub name: String,
    /// The version; empty for any.
    pub version: String,
    /// Partition values by key; `None` for an artifact without partitions.
    pub partitions: Option<Map<ArtifactBinding>>,
    /// The time partition.
    pub time_partition: Option<ArtifactPartition>,
}

/// A time partition.
#[derive(Clone, Debug, PartialEq)]
pub struct ArtifactPartition {
    /// Its value; `None` where a query leaves it open.
    pub value: Option<ArtifactBinding>,
    /// `flyteidl.core.Granularity`: 0 unset, 1 minute, 2 hour, 3 day, 4 month.
    pub granularity: i32,
}

/// Where the value of a partition comes from (`flyteidl.core.LabelValue`).
#[derive(Clone, Debug, PartialEq)]
pub enum ArtifactBinding {
    /// Fixed text.
    Static(String),
    /// A fixed point in time.
    Time(super::Timestamp),
    /// An input of the entity.
    Input(String),
    /// Known only when the entity has run.
    Runtime,
}
