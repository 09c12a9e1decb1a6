//! Pods → `flyteidl.core.K8sPod`.

use super::error::{Depth, Fault};
use super::settings::Settings;
use super::task::{data_loading, k8s_metadata};
use super::well_known::structure;
use crate::idl::{Struct, flyteidl::core};
use crate::model::{Json, K8sPod};

const WHAT: &str = "the pod specification";

/// A task's pod. The primary container's name is no part of it unless the program says so: the reference writes it into the
/// task's `config`. An empty specification is left out.
pub(super) fn task_pod(pod: &K8sPod, settings: &Settings) -> Result<core::K8sPod, Fault> {
    let is_empty = pod.pod_spec.as_object().is_some_and(serde_json::Map::is_empty);
    let pod_spec = if is_empty { None } else { Some(pod_spec(pod, settings, Depth::TOP)?) };
    Ok(core::K8sPod {
        metadata: pod.metadata.as_ref().map(k8s_metadata),
        pod_spec,
        data_config: pod.data_loading.as_ref().map(data_loading),
        primary_container_name: pod.written_name.clone(),
    })
}

/// A pod that a node puts in the place of its task's (`flytekit.models.core.workflow.TaskNodeOverrides.to_flyte_idl`).
pub(super) fn override_pod(pod: &K8sPod, settings: &Settings, depth: Depth) -> Result<core::K8sPod, Fault> {
    Ok(core::K8sPod {
        metadata: pod.metadata.as_ref().map(k8s_metadata),
        pod_spec: Some(pod_spec(pod, settings, depth)?),
        data_config: None,
        primary_container_name: pod.primary_container_name.clone(),
    })
}

fn pod_spec(pod: &K8sPod, settings: &Settings, depth: Depth) -> Result<Struct, Fault> {
    if settings.fast_prefix().is_empty() || !pod.fast_registration {
        return structure(&pod.pod_spec, WHAT, depth);
    }
    structure(&with_fast_arguments(pod, settings), WHAT, depth)
}

/// The specification with the arguments of its primary container as fast registration needs them.
fn with_fast_arguments(pod: &K8sPod, settings: &Settings) -> Json {
    let mut pod_spec = pod.pod_spec.clone();
    let containers = pod_spec.get_mut("containers").and_then(Json::as_array_mut);
    let primary = containers.into_iter().flatten().find(|container| {
        container.get("name").and_then(Json::as_str) == Some(pod.primary_container_name.as_str())
    });
    if let Some(Json::Array(args)) = primary.and_then(|container| container.get_mut("args")) {
        let prefix = settings.fast_prefix().iter().cloned().map(Json::String);
        args.splice(0..0, prefix);
    }
    pod_spec
}
