//! The plain model in the middle: what a flytekit program builds, as data.
//!
//! Evaluation ends here and lowering starts here. Nothing in this room knows Python or protobuf: types, literals,
//! interfaces, tasks, workflows, nodes, bindings and launch plans, each with the span that it came from. Entities refer
//! to each other by `Arc`; two references to one entity are the same pointer, which is how lowering writes it once.
//! Names follow `flyteidl`, where a message of the same name says more.

mod binding;
mod entity;
mod interface;
mod json;
mod launch_plan;
mod literal;
mod node;
mod task;
mod type_text;
mod types;
mod workflow;

pub use binding::{Binding, BindingData, OutputReference, PathElement};
pub use entity::{Entity, Identifier, Program, ResourceType};
pub use interface::{
    ArtifactBinding, ArtifactId, ArtifactPartition, Interface, Parameter, ParameterBehavior, Variable,
};
pub use json::{Encoded, Json, JsonText};
pub use launch_plan::{
    ConcurrencyPolicy, LaunchPlan, Notification, NotificationKind, RateUnit, Schedule, ScheduleKind,
};
pub use literal::{BlobDimensionality, Literal, LiteralValue, Primitive, Scalar, Timestamp};
pub use node::{
    ArrayNode, ArraySuccess, BooleanExpression, BranchNode, Comparison, ComparisonOperator, Conjunction,
    DataMode, ExecutionMode, Gate, IfBlock, Node, NodeMetadata, NodeOverrides, NodeTarget, Operand,
    OtherwiseBranch,
};
pub use task::{
    Accelerator, CacheSettings, Container, DataLoading, Description, Documentation, ExtendedResources,
    Identity, K8sMetadata, K8sPod, MountRequirement, Partitioning, ResourceEntry, ResourceName, Resources,
    Secret, SecurityContext, SharedMemory, Sql, Task, TaskMetadata, TaskTarget,
};
pub use types::{LiteralType, SchemaColumn, SchemaColumnType, SimpleType, TypeKind, TypeStructure};
pub use workflow::{FailurePolicy, Workflow};

/// An ordered map with text keys.
pub type Map<T> = indexmap::IndexMap<String, T, rustc_hash::FxBuildHasher>;

/// A length of time: whole seconds and the rest in nanoseconds, both of the same sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Duration {
    /// Whole seconds.
    pub seconds: i64,
    /// Nanoseconds, less than a second.
    pub nanos: i32,
}
