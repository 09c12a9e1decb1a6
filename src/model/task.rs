//! Tasks.

use super::{Duration, Interface, Json, Map};
use crate::source::Span;

/// A task (`flyteidl.core.TaskTemplate` and its description).
#[derive(Clone, Debug)]
pub struct Task {
    /// Where it was made.
    pub span: Span,
    /// Full name.
    pub name: String,
    /// Which backend plugin runs it, such as `python-task`.
    pub task_type: String,
    /// Version of the plugin's contract.
    pub task_type_version: i32,
    /// Inputs and outputs.
    pub interface: Interface,
    /// Retries, cache, timeout and the like.
    pub metadata: TaskMetadata,
    /// The plugin's own configuration, a JSON object.
    pub custom: Option<Json>,
    /// What runs.
    pub target: TaskTarget,
    /// Small text settings.
    pub config: Map<String>,
    /// Secrets and identity.
    pub security_context: Option<SecurityContext>,
    /// Accelerator and shared memory.
    pub extended_resources: Option<ExtendedResources>,
    /// `None` writes no description message at all.
    pub documentation: Option<Documentation>,
}

/// `flyteidl.core.TaskMetadata`, without the runtime, which comes from the settings.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct TaskMetadata {
    /// How often a failed attempt is repeated.
    pub retries: u32,
    /// How long an attempt may run.
    pub timeout: Option<Duration>,
    /// Whether it may run on interruptible machines; `None` leaves it to the workflow.
    pub interruptible: Option<bool>,
    /// The cache.
    pub cache: CacheSettings,
    /// Why the task should no longer be used; empty otherwise.
    pub deprecated_error_message: String,
    /// Name of a pod template in the cluster; empty for none.
    pub pod_template_name: String,
    /// Whether it makes a deck.
    pub generates_deck: bool,
    /// Whether it is an eager workflow's task.
    pub is_eager: bool,
    /// Kubernetes labels and annotations.
    pub k8s: K8sMetadata,
}

/// How outputs are cached.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct CacheSettings {
    /// Whether outputs are cached (`discoverable`).
    pub enabled: bool,
    /// The cache's version (`discovery_version`).
    pub version: String,
    /// Whether executions with the same inputs wait for each other (`cache_serializable`).
    pub serialize: bool,
    /// Inputs that do not count.
    pub ignore_input_vars: Vec<String>,
}

/// What runs when the task runs.
#[derive(Clone, Debug, PartialEq)]
pub enum TaskTarget {
    /// The backend needs nothing more than `custom`.
    None,
    /// A container.
    Container(Container),
    /// A pod.
    K8sPod(K8sPod),
    /// A query.
    Sql(Sql),
}

/// `flyteidl.core.Container`. `args` are those of normal mode: lowering puts the fast-registration prefix before them
/// where [`Container::fast_registration`] says so.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Container {
    /// Image.
    pub image: String,
    /// Command.
    pub command: Vec<String>,
    /// Arguments.
    pub args: Vec<String>,
    /// Whether the arguments start flytekit's own entrypoint, so that fast registration wraps them.
    pub fast_registration: bool,
    /// Requests and limits.
    pub resources: Resources,
    /// Environment variables, without the serialized context.
    pub environment: Map<String>,
    /// Raw-container data loading.
    pub data_loading: Option<DataLoading>,
}

/// `flyteidl.core.Resources`, in the order in which it is written.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Resources {
    /// What is asked for.
    pub requests: Vec<ResourceEntry>,
    /// What may be used.
    pub limits: Vec<ResourceEntry>,
}

/// A quantity of one resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceEntry {
    /// Which resource.
    pub name: ResourceName,
    /// Kubernetes quantity.
    pub value: String,
}

/// `flyteidl.core.Resources.ResourceName`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResourceName {
    /// CPU.
    Cpu,
    /// GPU.
    Gpu,
    /// Memory.
    Memory,
    /// Ephemeral storage.
    EphemeralStorage,
}

/// `flyteidl.core.DataLoadingConfig`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataLoading {
    /// Where inputs are put.
    pub input_path: String,
    /// Where outputs are looked for.
    pub output_path: String,
    /// `LiteralMapFormat`: 0 JSON, 1 YAML, 2 PROTO.
    pub format: i32,
    /// Download and upload mode numbers of `IOStrategy`, where one is given.
    pub io_strategy: Option<(i32, i32)>,
}

/// `flyteidl.core.K8sPod`. The primary container stands in the pod specification; lowering rewrites its arguments for fast
/// registration as it does a container's.
#[derive(Clone, Debug, PartialEq)]
pub struct K8sPod {
    /// Labels and annotations, where there is a message for them.
    pub metadata: Option<K8sMetadata>,
    /// The pod specification as a JSON object.
    pub pod_spec: Json,
    /// Name of the primary container.
    pub primary_container_name: String,
    /// The name of a container that a task's message holds; empty but for pods that programs put together.
    pub written_name: String,
    /// Whether the primary container's arguments start flytekit's own entrypoint.
    pub fast_registration: bool,
    /// Raw-container data loading.
    pub data_loading: Option<DataLoading>,
}

/// Kubernetes labels and annotations.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct K8sMetadata {
    /// Labels.
    pub labels: Map<String>,
    /// Annotations.
    pub annotations: Map<String>,
}

/// `flyteidl.core.Sql`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sql {
    /// The statement.
    pub statement: String,
    /// `flyteidl.core.Sql.Dialect` number.
    pub dialect: i32,
}

/// `flyteidl.core.SecurityContext`.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct SecurityContext {
    /// Whom executions run as.
    pub run_as: Option<Identity>,
    /// Secrets in order.
    pub secrets: Vec<Secret>,
}

/// `flyteidl.core.Identity`; what is empty is not set.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Identity {
    /// AWS role.
    pub iam_role: String,
    /// Kubernetes service account.
    pub k8s_service_account: String,
    /// The identity that the platform gives executions.
    pub execution_identity: String,
}

/// `flyteidl.core.Secret`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret {
    /// Group.
    pub group: String,
    /// Version of the group; empty for none.
    pub group_version: String,
    /// Key.
    pub key: String,
    /// How it is mounted.
    pub mount_requirement: MountRequirement,
    /// Environment variable that receives it; empty for none.
    pub env_var: String,
}

/// `flyteidl.core.Secret.MountType`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum MountRequirement {
    /// Either.
    #[default]
    Any,
    /// An environment variable.
    EnvVar,
    /// A file.
    File,
}

/// `flyteidl.core.ExtendedResources`.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct ExtendedResources {
    /// Accelerator.
    pub gpu_accelerator: Option<Accelerator>,
    /// Shared memory.
    pub shared_memory: Option<SharedMemory>,
}

/// `flyteidl.core.GPUAccelerator`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accelerator {
    /// Device label.
    pub device: String,
    /// Its partitions.
    pub partitioning: Partitioning,
    /// `GPUAccelerator.DeviceClass` number.
    pub device_class: i32,
}

/// How an accelerator is partitioned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Partitioning {
    /// Not said.
    Unspecified,
    /// The whole device.
    Unpartitioned,
    /// A partition of this size.
    Size(String),
}

/// `flyteidl.core.SharedMemory`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedMemory {
    /// Where it is mounted.
    pub mount_path: String,
    /// Name of the volume.
    pub mount_name: String,
    /// Size limit; empty for none.
    pub size_limit: String,
}

/// Documentation of an entity (`flyteidl.admin.DescriptionEntity`).
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Documentation {
    /// One line.
    pub short_description: String,
    /// The rest; `None` writes no long description message.
    pub long_description: Option<Description>,
    /// Link to the source; empty for none.
    pub source_code: String,
}

/// A long description (`flyteidl.admin.Description`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description {
    /// The text; empty for none.
    pub value: String,
    /// Where the text is, where it is not given; empty for none.
    pub uri: String,
    /// An icon; empty for none.
    pub icon_link: String,
    /// `DescriptionFormat` number: 0 unknown, 1 Markdown, 2 HTML, 3 reStructuredText.
    pub format: i32,
}

impl Description {
    /// A text in reStructuredText.
    pub fn text(value: impl Into<String>) -> Self {
        Self { value: value.into(), uri: String::new(), icon_link: String::new(), format: 3 }
    }
}
