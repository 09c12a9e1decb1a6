//! What lowering needs to know beside the program.

use crate::configuration::{FastSerializationSettings, SerializationSettings};
use crate::idl::flyteidl::core;
use crate::model::{Identifier, ResourceType};

/// The identity under which entities are written, and how their containers start.
pub(super) struct Settings {
    project: String,
    domain: String,
    version: String,
    /// What stands before the arguments of flytekit's entrypoint; empty in normal mode, where the image holds the code.
    fast_prefix: Vec<String>,
    /// The version of flytekit in the runtime metadata of tasks.
    pub(super) flytekit_version: String,
}

impl Settings {
    /// The part of a run's settings that lowering needs. What is unset is empty in the messages.
    pub(super) fn new(settings: &SerializationSettings, flytekit_version: &str) -> Self {
        let fast = settings.fast_serialization_settings.as_ref().filter(|fast| fast.enabled);
        Self {
            project: settings.project.clone().unwrap_or_default(),
            domain: settings.domain.clone().unwrap_or_default(),
            version: settings.version.clone().unwrap_or_default(),
            fast_prefix: fast.map_or_else(Vec::new, fast_prefix),
            flytekit_version: flytekit_version.to_owned(),
        }
    }

    /// The identifier of an entity of the program.
    pub(super) fn identifier(&self, resource_type: ResourceType, name: &str) -> core::Identifier {
        core::Identifier {
            resource_type: resource_number(resource_type),
            project: self.project.clone(),
            domain: self.domain.clone(),
            name: name.to_owned(),
            version: self.version.clone(),
            org: String::new(),
        }
    }

    /// What stands before the arguments of flytekit's entrypoint.
    pub(super) fn fast_prefix(&self) -> &[String] {
        &self.fast_prefix
    }
}

/// The program that fetches the code before it starts the next one. What is not known yet is left to registration as a
/// placeholder (`flytekit.tools.translator.get_command_prefix_for_fast_execute`).
fn fast_prefix(fast: &FastSerializationSettings) -> Vec<String> {
    let or = |given: Option<&str>, placeholder: &str| {
        given.filter(|given| !given.is_empty()).unwrap_or(placeholder).to_owned()
    };
    vec![
        "pyflyte-fast-execute".to_owned(),
        "--additional-distribution".to_owned(),
        or(fast.distribution_location.as_deref(), "{{ .remote_package_path }}"),
        "--dest-dir".to_owned(),
        or(fast.destination_dir.as_deref(), "{{ .dest_dir }}"),
        "--".to_owned(),
    ]
}

/// The identifier of an entity that is registered elsewhere.
pub(super) fn reference_identifier(identifier: &Identifier) -> core::Identifier {
    core::Identifier {
        resource_type: resource_number(identifier.resource_type),
        project: identifier.project.clone(),
        domain: identifier.domain.clone(),
        name: identifier.name.clone(),
        version: identifier.version.clone(),
        org: String::new(),
    }
}

fn resource_number(resource_type: ResourceType) -> i32 {
    match resource_type {
        ResourceType::Task => core::ResourceType::Task,
        ResourceType::Workflow => core::ResourceType::Workflow,
        ResourceType::LaunchPlan => core::ResourceType::LaunchPlan,
    }
    .into()
}
