//! `PodTemplate`: a task that runs in a pod of the user's making.
//!
//! The task's container becomes the primary container of the pod: it is added where the pod has none of that name, and
//! what the pod says of it is kept except for command, arguments and, if the task has any, resources. Rules are those of
//! `flytekit.core.utils._serialize_pod_spec`.

use std::rc::Rc;

use serde_json::json;

use super::library::Library;
use super::record::{self, Record, fields};
use super::{kubernetes, need};
use crate::configuration::{SerializationSettings, get_registerable_container_image};
use crate::diagnostic::{Diagnostic, Id};
use crate::model::{self, Json, ResourceEntry, ResourceName};
use crate::python::{EvalResult, Evaluator, Instance, Value};
use crate::source::Span;

const CLASS: &str = "flytekit.core.pod_template.PodTemplate";
const PRIMARY_CONTAINER: &str = "primary";

/// Defines the class.
pub(super) fn define(evaluator: &Evaluator, library: &mut Library) {
    let fields = fields! {
        pod_spec: None, primary_container_name: Str(PRIMARY_CONTAINER), labels: None, annotations: None,
    };
    let class =
        Record::dataclass("flytekit.core.pod_template", "PodTemplate", fields).check(check).class(evaluator);
    library.class(&class, &["flytekit"]);
}

/// `PodTemplate.__post_init__`.
fn check(evaluator: &mut Evaluator, template: &Rc<Instance>) -> EvalResult<()> {
    if record::get(template, "pod_spec").is_none() {
        let containers = Value::list(Vec::new());
        let spec = kubernetes::instantiate(evaluator, "V1PodSpec", &[("containers", containers)])?;
        template.set_attribute("pod_spec", spec);
    }
    if evaluator.truth(&record::get(template, "primary_container_name"))?.is_false() {
        return Err(evaluator.value_error("A primary container name cannot be undefined"));
    }
    Ok(())
}

/// The template that `value` is.
fn template_of(evaluator: &mut Evaluator, value: &Value, span: Span) -> EvalResult<Rc<Instance>> {
    let what = "the pod template";
    need::known(evaluator, value, what, span)?;
    match record::instance_of(value, CLASS) {
        Some(template) => Ok(template),
        None => Err(need::mismatch(evaluator, value, what, "a `PodTemplate`", span)),
    }
}

/// The name of the container that runs the task.
pub(crate) fn primary_container_name(
    evaluator: &mut Evaluator,
    template: &Value,
    span: Span,
) -> EvalResult<String> {
    let template = template_of(evaluator, template, span)?;
    let name = record::get(&template, "primary_container_name");
    Ok(need::text(evaluator, &name, "the name of the primary container", span)?.to_string())
}

/// The pod of a template as it stands there, as plugins write it (`flytekit.models.task.K8sPod.from_pod_template`).
pub(crate) fn plain_pod(
    evaluator: &mut Evaluator,
    template: &Value,
    settings: &SerializationSettings,
    span: Span,
) -> EvalResult<Json> {
    let template = template_of(evaluator, template, span)?;
    let labels = record::get(&template, "labels");
    let labels = need::text_map(evaluator, &labels, "the labels of the pod", span)?;
    let annotations = record::get(&template, "annotations");
    let annotations = need::text_map(evaluator, &annotations, "the annotations of the pod", span)?;
    let mut metadata = json!({});
    for (key, entries) in [("labels", labels), ("annotations", annotations)] {
        if !entries.is_empty() {
            metadata[key] = json!(entries);
        }
    }
    let primary = record::get(&template, "primary_container_name");
    let primary = need::text(evaluator, &primary, "the name of the primary container", span)?;
    let spec = kubernetes::specification(evaluator, &record::get(&template, "pod_spec"), settings, span)?;
    Ok(json!({ "metadata": metadata, "podSpec": spec, "primaryContainerName": &*primary }))
}

/// The pod of a task with a template. `container` is the container that the task would have without one.
pub(crate) fn k8s_pod(
    evaluator: &mut Evaluator,
    template: &Value,
    container: &model::Container,
    settings: &SerializationSettings,
    span: Span,
) -> EvalResult<model::K8sPod> {
    let template = template_of(evaluator, template, span)?;
    let primary = record::get(&template, "primary_container_name");
    let primary = need::text(evaluator, &primary, "the name of the primary container", span)?;
    let spec = record::get(&template, "pod_spec");
    let pod_spec = if spec.is_none() {
        json!({})
    } else {
        let spec = kubernetes::specification(evaluator, &spec, settings, span)?;
        with_primary(evaluator, spec, &primary, container, settings, span)?
    };
    let labels = record::get(&template, "labels");
    let annotations = record::get(&template, "annotations");
    Ok(model::K8sPod {
        metadata: Some(model::K8sMetadata {
            labels: need::text_map(evaluator, &labels, "the labels of the pod", span)?,
            annotations: need::text_map(evaluator, &annotations, "the annotations of the pod", span)?,
        }),
        pod_spec,
        primary_container_name: primary.to_string(),
        written_name: String::new(),
        fast_registration: container.fast_registration,
        data_loading: container.data_loading.clone(),
    })
}

/// Leaves a field of the primary container out.
pub(crate) fn leave_out(pod: &mut model::K8sPod, field: &str) {
    let containers = pod.pod_spec.get_mut("containers").and_then(Json::as_array_mut);
    for container in containers.into_iter().flatten() {
        if container["name"] == pod.primary_container_name.as_str()
            && let Json::Object(fields) = container
        {
            fields.shift_remove(field);
        }
    }
}

/// A pod specification with the task's container in it.
pub(crate) fn with_primary(
    evaluator: &Evaluator,
    mut pod_spec: Json,
    primary: &str,
    container: &model::Container,
    settings: &SerializationSettings,
    span: Span,
) -> EvalResult<Json> {
    let mut containers = match pod_spec["containers"].take() {
        Json::Array(containers) => containers,
        _ => Vec::new(),
    };
    if !containers.iter().any(|container| container["name"] == primary) {
        containers.push(json!({ "name": primary }));
    }
    for written in &mut containers {
        let image = written["image"].as_str().map(str::to_owned);
        let is_primary = written["name"] == primary;
        let image = if is_primary && image.is_none() {
            container.image.clone()
        } else {
            get_registerable_container_image(image.as_deref(), &settings.image_config).map_err(|error| {
                let diagnostic = Diagnostic::error(Id::InvalidImage, error.to_string()).at(span, "");
                evaluator.exception_with(&evaluator.exceptions.assertion_error, diagnostic)
            })?
        };
        written["image"] = Json::from(image);
        if is_primary {
            fill(written, container);
        }
    }
    pod_spec["containers"] = Json::Array(containers);
    Ok(pod_spec)
}

/// Puts the task's command, arguments, resources and environment into a container.
fn fill(written: &mut Json, container: &model::Container) {
    written["command"] = json!(container.command);
    written["args"] = json!(container.args);
    let model::Resources { requests, limits } = &container.resources;
    if !requests.is_empty() || !limits.is_empty() {
        written["resources"] = json!({ "limits": quantities(limits), "requests": quantities(requests) });
    }
    let own = container.environment.iter().map(|(name, value)| json!({ "name": name, "value": value }));
    let mut environment: Vec<Json> = own.collect();
    if let Json::Array(more) = written["env"].take() {
        environment.extend(more);
    }
    written["env"] = Json::Array(environment);
}

fn quantities(entries: &[ResourceEntry]) -> Json {
    let name = |entry: &ResourceEntry| match entry.name {
        ResourceName::Cpu => "cpu",
        ResourceName::Gpu => "gpu",
        ResourceName::Memory => "memory",
        ResourceName::EphemeralStorage => "ephemeral-storage",
    };
    entries.iter().map(|entry| (name(entry).to_owned(), Json::from(entry.value.as_str()))).collect()
}
