//! Tasks → `flyteidl.admin.TaskSpec` (`flytekit.tools.translator.get_serializable_task`).

use super::error::{Depth, Fault};
use super::interface::interface;
use super::pod::task_pod;
use super::settings::Settings;
use super::well_known::{duration, structure};
use crate::idl::flyteidl::admin::{self, description};
use crate::idl::flyteidl::core::{
    self, gpu_accelerator::PartitionSizeValue, resources::ResourceName as Number,
    runtime_metadata::RuntimeType, secret::MountType, task_metadata::InterruptibleValue,
    task_template::Target,
};
use crate::model::{
    Accelerator, Container, DataLoading, Documentation, ExtendedResources, Json, K8sMetadata,
    MountRequirement, Partitioning, ResourceEntry, ResourceName, ResourceType, Resources, SecurityContext,
    Task, TaskMetadata, TaskTarget,
};

/// A task's specification.
pub(super) fn task_spec(task: &Task, settings: &Settings) -> Result<admin::TaskSpec, Fault> {
    Ok(admin::TaskSpec {
        template: Some(template(task, settings)?),
        description: task.documentation.as_ref().map(description),
    })
}

fn template(task: &Task, settings: &Settings) -> Result<core::TaskTemplate, Fault> {
    let custom = task.custom.as_ref().filter(|custom| !is_empty_object(custom));
    let custom = custom.map(|custom| structure(custom, "the custom configuration", Depth::TOP));
    Ok(core::TaskTemplate {
        id: Some(settings.identifier(ResourceType::Task, &task.name)),
        r#type: task.task_type.clone(),
        metadata: Some(metadata(&task.metadata, settings)),
        interface: Some(interface(&task.interface)?),
        custom: custom.transpose()?,
        task_type_version: task.task_type_version,
        security_context: task.security_context.as_ref().map(security_context),
        extended_resources: task.extended_resources.as_ref().map(extended_resources),
        config: task.config.iter().map(|(key, value)| (key.clone(), value.clone())).collect(),
        target: target(&task.target, settings)?,
    })
}

fn is_empty_object(json: &Json) -> bool {
    json.as_object().is_some_and(serde_json::Map::is_empty)
}

/// `retries`, `generates_deck` and `metadata` are written even when they say nothing.
fn metadata(metadata: &TaskMetadata, settings: &Settings) -> core::TaskMetadata {
    core::TaskMetadata {
        discoverable: metadata.cache.enabled,
        runtime: Some(core::RuntimeMetadata {
            r#type: RuntimeType::FlyteSdk.into(),
            version: settings.flytekit_version.clone(),
            flavor: "python".to_owned(),
        }),
        timeout: metadata.timeout.map(duration),
        retries: Some(core::RetryStrategy { retries: metadata.retries }),
        discovery_version: metadata.cache.version.clone(),
        deprecated_error_message: metadata.deprecated_error_message.clone(),
        cache_serializable: metadata.cache.serialize,
        pod_template_name: metadata.pod_template_name.clone(),
        cache_ignore_input_vars: metadata.cache.ignore_input_vars.clone(),
        is_eager: metadata.is_eager,
        generates_deck: Some(metadata.generates_deck),
        metadata: Some(k8s_metadata(&metadata.k8s)),
        interruptible_value: metadata.interruptible.map(InterruptibleValue::Interruptible),
        ..core::TaskMetadata::default()
    }
}

/// Labels and annotations.
pub(super) fn k8s_metadata(metadata: &K8sMetadata) -> core::K8sObjectMetadata {
    core::K8sObjectMetadata {
        labels: metadata.labels.iter().map(|(key, value)| (key.clone(), value.clone())).collect(),
        annotations: metadata.annotations.iter().map(|(key, value)| (key.clone(), value.clone())).collect(),
    }
}

fn target(target: &TaskTarget, settings: &Settings) -> Result<Option<Target>, Fault> {
    Ok(match target {
        TaskTarget::None => None,
        TaskTarget::Container(inner) => Some(Target::Container(container(inner, settings))),
        TaskTarget::K8sPod(pod) => Some(Target::K8sPod(task_pod(pod, settings)?)),
        TaskTarget::Sql(sql) => {
            Some(Target::Sql(core::Sql { statement: sql.statement.clone(), dialect: sql.dialect }))
        }
    })
}

fn container(container: &Container, settings: &Settings) -> core::Container {
    let prefix = if container.fast_registration { settings.fast_prefix() } else { &[] };
    let env = container.environment.iter();
    let env = env.map(|(key, value)| core::KeyValuePair { key: key.clone(), value: value.clone() });
    core::Container {
        image: container.image.clone(),
        command: container.command.clone(),
        args: prefix.iter().chain(&container.args).cloned().collect(),
        resources: Some(resources(&container.resources)),
        env: env.collect(),
        data_config: container.data_loading.as_ref().map(data_loading),
        ..core::Container::default()
    }
}

/// Requests and limits in their order.
pub(super) fn resources(resources: &Resources) -> core::Resources {
    let entries = |entries: &[ResourceEntry]| entries.iter().map(resource_entry).collect();
    core::Resources { requests: entries(&resources.requests), limits: entries(&resources.limits) }
}

fn resource_entry(entry: &ResourceEntry) -> core::resources::ResourceEntry {
    let name = match entry.name {
        ResourceName::Cpu => Number::Cpu,
        ResourceName::Gpu => Number::Gpu,
        ResourceName::Memory => Number::Memory,
        ResourceName::EphemeralStorage => Number::EphemeralStorage,
    };
    core::resources::ResourceEntry { name: name.into(), value: entry.value.clone() }
}

/// Accelerator and shared memory.
pub(super) fn extended_resources(resources: &ExtendedResources) -> core::ExtendedResources {
    core::ExtendedResources {
        gpu_accelerator: resources.gpu_accelerator.as_ref().map(accelerator),
        shared_memory: resources.shared_memory.as_ref().map(|memory| core::SharedMemory {
            mount_path: memory.mount_path.clone(),
            mount_name: memory.mount_name.clone(),
            size_limit: memory.size_limit.clone(),
        }),
    }
}

fn accelerator(accelerator: &Accelerator) -> core::GpuAccelerator {
    let partition_size_value = match &accelerator.partitioning {
        Partitioning::Unspecified => None,
        Partitioning::Unpartitioned => Some(PartitionSizeValue::Unpartitioned(true)),
        Partitioning::Size(size) => Some(PartitionSizeValue::PartitionSize(size.clone())),
    };
    core::GpuAccelerator { device: accelerator.device.clone(), partition_size_value }
}

/// Raw-container data loading; where it is given, it is on.
pub(super) fn data_loading(loading: &DataLoading) -> core::DataLoadingConfig {
    core::DataLoadingConfig {
        enabled: true,
        input_path: loading.input_path.clone(),
        output_path: loading.output_path.clone(),
        format: loading.format,
        io_strategy: loading
            .io_strategy
            .map(|(download_mode, upload_mode)| core::IoStrategy { download_mode, upload_mode }),
    }
}

/// Secrets, and whom executions run as (`flytekit.models.security.SecurityContext.to_flyte_idl`).
pub(super) fn security_context(context: &SecurityContext) -> core::SecurityContext {
    let secrets = context.secrets.iter().map(|secret| {
        let mount_requirement = match secret.mount_requirement {
            MountRequirement::Any => MountType::Any,
            MountRequirement::EnvVar => MountType::EnvVar,
            MountRequirement::File => MountType::File,
        };
        core::Secret {
            group: secret.group.clone(),
            group_version: secret.group_version.clone(),
            key: secret.key.clone(),
            mount_requirement: mount_requirement.into(),
            env_var: secret.env_var.clone(),
        }
    });
    let run_as = context.run_as.as_ref().map(|identity| core::Identity {
        iam_role: identity.iam_role.clone(),
        k8s_service_account: identity.k8s_service_account.clone(),
        execution_identity: identity.execution_identity.clone(),
        ..core::Identity::default()
    });
    core::SecurityContext { run_as, secrets: secrets.collect(), tokens: Vec::new() }
}

/// An entity's documentation (`flytekit.models.documentation.Documentation.to_flyte_idl`).
pub(super) fn description(documentation: &Documentation) -> admin::DescriptionEntity {
    let long_description = documentation.long_description.as_ref().map(|long| admin::Description {
        content: match (long.uri.as_str(), long.value.as_str()) {
            ("", "") => None,
            ("", text) => Some(description::Content::Value(text.to_owned())),
            (uri, _) => Some(description::Content::Uri(uri.to_owned())),
        },
        format: long.format,
        icon_link: long.icon_link.clone(),
    });
    let link = &documentation.source_code;
    admin::DescriptionEntity {
        short_description: documentation.short_description.clone(),
        long_description,
        source_code: (!link.is_empty()).then(|| admin::SourceCode { link: link.clone() }),
        ..admin::DescriptionEntity::default()
    }
}
