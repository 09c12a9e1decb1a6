//! Tasks that run the program's code in a container
//! (`flytekit.core.python_auto_container.PythonAutoContainerTask`).

use std::cell::RefCell;
use std::rc::Rc;

use super::definition::{AutoContainer, Resolver, TaskDefinition};
use super::keywords::Keywords;
use super::python_task::{self, TaskParts};
use crate::configuration::{self, Quantity, SerializationSettings};
use crate::flytekit::image_spec::{self, CopyHandling};
use crate::flytekit::pod_template;
use crate::flytekit::resources::{self, Given};
use crate::flytekit::state::state;
use crate::flytekit::{accelerators, need, secret};
use crate::model::{Container, ExtendedResources, K8sPod, Map, ResourceEntry, ResourceName, Resources};
use crate::python::{EvalResult, Evaluator, Instance, Value};

const RUNTIME_PACKAGES_VARIABLE: &str = "_F_RUNTIME_PACKAGES";

/// Makes the instance a task with a container. `resolver` finds it there unless the program or the workflow that is being
/// compiled brings one.
pub(crate) fn define(
    evaluator: &mut Evaluator,
    instance: &Rc<Instance>,
    mut parts: TaskParts,
    mut keywords: Keywords,
    resolver: Resolver,
) -> EvalResult<Rc<TaskDefinition>> {
    let span = keywords.span_of("secret_requests");
    let secrets = keywords.get("secret_requests").cloned().unwrap_or(Value::None);
    parts.security_context = secret::security_context(evaluator, &secrets, span)?;
    set_metadata(evaluator, &mut keywords)?;
    let given = |name: &str| keywords.get(name).cloned().unwrap_or(Value::None);
    let own_resolver = given("task_resolver");
    let compiling = state(evaluator).compilation().and_then(|section| section.resolver.clone());
    let resolver = match (&compiling, own_resolver) {
        (Some(workflow), _) => Resolver::Workflow(Rc::clone(workflow)),
        (None, Value::None) => resolver,
        (None, custom) => Resolver::Custom(custom),
    };
    if let Some(workflow) = &compiling {
        let module = super::command::class_module(&instance.class);
        parts.name = format!("{}.{module}.{}", workflow.name(), parts.name);
    }
    parts.container = Some(AutoContainer {
        image: given("container_image"),
        requests: given("requests"),
        limits: given("limits"),
        resources: given("resources"),
        pod_template: RefCell::new(given("pod_template")),
        accelerator: given("accelerator"),
        shared_memory: given("shared_memory"),
        resolver,
    });
    python_task::define(evaluator, instance, parts, keywords)
}

/// Puts what belongs to the metadata there: the name of the pod template even when it is not given.
fn set_metadata(evaluator: &mut Evaluator, keywords: &mut Keywords) -> EvalResult<()> {
    let metadata = match keywords.get("metadata") {
        Some(Value::Instance(metadata)) => Rc::clone(metadata),
        Some(Value::Unknown(_)) => return Ok(()),
        _ => python_task::default_metadata(evaluator)?,
    };
    let given = |name: &str| keywords.get(name).cloned().unwrap_or(Value::None);
    metadata.set_attribute("pod_template_name", given("pod_template_name"));
    for field in ["labels", "annotations"] {
        let value = given(field);
        if !value.is_none() {
            metadata.set_attribute(field, value);
        }
    }
    keywords.set("metadata", Value::Instance(metadata));
    Ok(())
}

/// `get_config`: the name of the primary container, where there is a pod template.
pub(crate) fn config(
    evaluator: &mut Evaluator,
    task: &TaskDefinition,
    _settings: &SerializationSettings,
) -> EvalResult<Map<String>> {
    let template = task.container.as_ref().map_or(Value::None, |own| own.pod_template.borrow().clone());
    if template.is_none() {
        return Ok(Map::default());
    }
    let span = task.span_of("pod_template");
    let name = evaluator.get_attribute(&template, "primary_container_name")?;
    let name = need::text(evaluator, &name, "the name of the primary container", span)?;
    Ok(Map::from_iter([("primary_container_name".to_owned(), name.to_string())]))
}

/// `get_container`: none where there is a pod template.
pub(crate) fn container(
    evaluator: &mut Evaluator,
    task: &TaskDefinition,
    settings: &SerializationSettings,
    command: Vec<String>,
) -> EvalResult<Option<Container>> {
    let Some(own) = &task.container else { return Ok(None) };
    if !own.pod_template.borrow().is_none() {
        return Ok(None);
    }
    own_container(evaluator, task, settings, command).map(Some)
}

/// `_get_container`: the container, whether or not there is a pod template.
pub(crate) fn own_container(
    evaluator: &mut Evaluator,
    task: &TaskDefinition,
    settings: &SerializationSettings,
    command: Vec<String>,
) -> EvalResult<Container> {
    let Some(own) = &task.container else { return Ok(Container::default()) };
    let mut environment = environment(evaluator, task, settings)?;
    let image_span = task.span_of("container_image");
    if let Some(packages) = image_spec::runtime_packages(evaluator, &own.image, image_span)? {
        environment.insert(RUNTIME_PACKAGES_VARIABLE.to_owned(), packages);
    }
    let image = image(evaluator, task, settings)?;
    Ok(Container {
        image,
        args: command,
        fast_registration: true,
        resources: resources_or_default(evaluator, own, task, settings)?,
        environment,
        ..Container::default()
    })
}

/// Requests and limits: those of the settings where the task has none.
fn resources_or_default(
    evaluator: &mut Evaluator,
    own: &AutoContainer,
    task: &TaskDefinition,
    settings: &SerializationSettings,
) -> EvalResult<Resources> {
    let resources = own.model_resources(evaluator, task)?;
    match &settings.default_resources {
        Some(default) if resources == Resources::default() => Ok(Resources {
            requests: default_entries(&default.requests),
            limits: default_entries(&default.limits),
        }),
        _ => Ok(resources),
    }
}

/// Amounts of the settings in the order of containers.
fn default_entries(amounts: &configuration::Resources) -> Vec<ResourceEntry> {
    let amounts = [
        (ResourceName::EphemeralStorage, &amounts.ephemeral_storage),
        (ResourceName::Cpu, &amounts.cpu),
        (ResourceName::Gpu, &amounts.gpu),
        (ResourceName::Memory, &amounts.mem),
    ];
    let entry = |(name, amount): (ResourceName, &Option<Quantity>)| {
        let value = match amount.as_ref()? {
            Quantity::Text(text) => text.clone(),
            Quantity::Number(number) => number.to_string(),
            Quantity::Boolean(_) | Quantity::Pair(_) => return None,
        };
        (!value.is_empty()).then_some(ResourceEntry { name, value })
    };
    amounts.into_iter().filter_map(entry).collect()
}

/// The variables of a container: those of the settings, then the task's own.
pub(crate) fn environment(
    evaluator: &mut Evaluator,
    task: &TaskDefinition,
    settings: &SerializationSettings,
) -> EvalResult<Map<String>> {
    let mut environment: Map<String> =
        settings.env.iter().flatten().map(|(name, value)| (name.clone(), value.clone())).collect();
    let span = task.span_of("environment");
    environment.extend(need::text_map(evaluator, &task.environment, "the environment of a task", span)?);
    Ok(environment)
}

/// `get_image`.
pub(crate) fn image(
    evaluator: &mut Evaluator,
    task: &TaskDefinition,
    settings: &SerializationSettings,
) -> EvalResult<String> {
    let image = task.container.as_ref().map_or(Value::None, |own| own.image.clone());
    let span = task.span_of("container_image");
    image_spec::container_image(evaluator, &image, settings, CopyHandling::Modules, span)
}

impl AutoContainer {
    /// Requests and limits of the container.
    pub(crate) fn model_resources(
        &self,
        evaluator: &mut Evaluator,
        task: &TaskDefinition,
    ) -> EvalResult<crate::model::Resources> {
        let given = ["resources", "requests", "limits"];
        let span = given.iter().find_map(|name| task.spans.get(*name)).copied().unwrap_or(task.span);
        let all = Given { requests: &self.requests, limits: &self.limits, resources: &self.resources };
        resources::of_container(evaluator, &all, span)
    }
}

/// `get_k8s_pod`: the pod template with the container merged into it.
pub(crate) fn k8s_pod(
    evaluator: &mut Evaluator,
    task: &TaskDefinition,
    settings: &SerializationSettings,
    command: Vec<String>,
) -> EvalResult<Option<K8sPod>> {
    let template = task.container.as_ref().map_or(Value::None, |own| own.pod_template.borrow().clone());
    if template.is_none() {
        return Ok(None);
    }
    let container = own_container(evaluator, task, settings, command)?;
    pod_template::k8s_pod(evaluator, &template, &container, settings, task.span_of("pod_template")).map(Some)
}

/// `get_extended_resources`: accelerator and shared memory.
pub(crate) fn extended_resources(
    evaluator: &mut Evaluator,
    task: &TaskDefinition,
) -> EvalResult<Option<ExtendedResources>> {
    let Some(own) = &task.container else { return Ok(None) };
    let span = task.span_of("accelerator");
    accelerators::extended_resources(evaluator, &own.accelerator, &own.shared_memory, span)
}
