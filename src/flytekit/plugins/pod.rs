//! `flytekitplugins.pod`: tasks that run in a pod of the user's making; the older way, which changes the pod specification
//! of the program in place.

use std::rc::Rc;

use super::function_task;
use crate::configuration::SerializationSettings;
use crate::flytekit::library::Library;
use crate::flytekit::record::{self, Record, fields};
use crate::flytekit::task::{TaskBehavior, TaskDefinition, auto_container, receive_function_task};
use crate::flytekit::{kubernetes, native_task, need};
use crate::model::{Container, K8sMetadata, K8sPod, Map, ResourceEntry, ResourceName};
use crate::python::{Arguments, EvalResult, Evaluator, Instance, Value};

const PACKAGE: &str = "flytekitplugins.pod";
const MODULE: &str = "flytekitplugins.pod.task";

struct Sidecar;

/// Defines the classes.
pub(super) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    let fields = fields! {
        pod_spec: Required, primary_container_name: Str("primary"), labels: None, annotations: None,
    };
    let config = Record::dataclass(MODULE, "Pod", fields).check(check).class(evaluator);
    library.class(&config, &[PACKAGE]);
    function_task::define(evaluator, library, MODULE, "PodFunctionTask", construct, &[&config]);
}

/// `Pod.__post_init__`.
fn check(evaluator: &mut Evaluator, config: &Rc<Instance>) -> EvalResult<()> {
    for (field, what) in [("pod_spec", "pod spec"), ("primary_container_name", "primary container name")] {
        if evaluator.truth(&record::get(config, field))?.is_false() {
            return Err(evaluator.value_error(&format!("A {what} cannot be undefined")));
        }
    }
    Ok(())
}

fn construct(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (instance, keywords) = receive_function_task(evaluator, "PodFunctionTask", arguments)?;
    function_task::initialize(evaluator, &instance, keywords, "sidecar", 2, Rc::new(Sidecar))?;
    Ok(Value::None)
}

impl TaskBehavior for Sidecar {
    fn config(
        &self,
        evaluator: &mut Evaluator,
        task: &TaskDefinition,
        _settings: &SerializationSettings,
    ) -> EvalResult<Map<String>> {
        native_task::config_map(evaluator, task, &["primary_container_name"])
    }

    fn container(
        &self,
        _evaluator: &mut Evaluator,
        _task: &TaskDefinition,
        _settings: &SerializationSettings,
        _command: Vec<String>,
    ) -> EvalResult<Option<Container>> {
        Ok(None)
    }

    fn k8s_pod(
        &self,
        evaluator: &mut Evaluator,
        task: &TaskDefinition,
        settings: &SerializationSettings,
        command: Vec<String>,
    ) -> EvalResult<Option<K8sPod>> {
        let span = task.span_of("task_config");
        let primary = native_task::config_text(evaluator, task, "primary_container_name")?;
        let container = auto_container::own_container(evaluator, task, settings, command)?;
        let spec = native_task::config_field(evaluator, task, "pod_spec")?;
        need::known(evaluator, &spec, "the pod specification", span)?;
        change(evaluator, task, &spec, &primary, &container)?;
        let mut texts = |field: &str| -> EvalResult<Map<String>> {
            let value = native_task::config_field(evaluator, task, field)?;
            need::text_map(evaluator, &value, &format!("the {field} of the pod"), span)
        };
        let metadata = K8sMetadata { labels: texts("labels")?, annotations: texts("annotations")? };
        Ok(Some(K8sPod {
            metadata: Some(metadata),
            pod_spec: kubernetes::specification(evaluator, &spec, settings, span)?,
            primary_container_name: String::new(),
            written_name: String::new(),
            fast_registration: container.fast_registration,
            data_loading: None,
        }))
    }
}

/// Makes the primary container of the program's own pod specification that of the task; adds it where there is none.
fn change(
    evaluator: &mut Evaluator,
    task: &TaskDefinition,
    spec: &Value,
    primary: &str,
    container: &Container,
) -> EvalResult<()> {
    let span = task.span_of("task_config");
    let what = "the containers of the pod";
    let given = evaluator.get_attribute(spec, "containers")?;
    let mut containers = need::items(evaluator, &given, what, span)?;
    let mut found = Vec::new();
    for item in &containers {
        let name = evaluator.get_attribute(item, "name")?;
        if *need::text(evaluator, &name, "the name of a container", span)? == *primary {
            found.push(item.clone());
        }
    }
    if found.is_empty() {
        let new = kubernetes::instantiate(evaluator, "V1Container", &[("name", Value::str(primary))])?;
        containers.push(new.clone());
        found.push(new);
    }
    for item in found {
        fill(evaluator, &item, container)?;
    }
    evaluator.set_attribute(spec, "containers", Value::list(containers))
}

fn fill(evaluator: &mut Evaluator, item: &Value, container: &Container) -> EvalResult<()> {
    let texts = |texts: &[String]| Value::list(texts.iter().map(Value::str).collect());
    evaluator.set_attribute(item, "image", Value::str(&container.image))?;
    evaluator.set_attribute(item, "command", texts(&container.command))?;
    evaluator.set_attribute(item, "args", texts(&container.args))?;
    let [requests, limits] = [&container.resources.requests, &container.resources.limits];
    if !requests.is_empty() || !limits.is_empty() {
        let fields = [("limits", quantities(limits)), ("requests", quantities(requests))];
        let resources = kubernetes::instantiate(evaluator, "V1ResourceRequirements", &fields)?;
        evaluator.set_attribute(item, "resources", resources)?;
    }
    let mut environment = Vec::new();
    for (name, value) in &container.environment {
        let fields = [("name", Value::str(name)), ("value", Value::str(value))];
        environment.push(kubernetes::instantiate(evaluator, "V1EnvVar", &fields)?);
    }
    if let Value::List(more) = evaluator.get_attribute(item, "env")? {
        environment.extend(more.to_vec());
    }
    evaluator.set_attribute(item, "env", Value::list(environment))
}

fn quantities(entries: &[ResourceEntry]) -> Value {
    let name = |entry: &ResourceEntry| match entry.name {
        ResourceName::Cpu => "cpu",
        ResourceName::Gpu => "gpu",
        ResourceName::Memory => "memory",
        ResourceName::EphemeralStorage => "ephemeral-storage",
    };
    Value::dict(entries.iter().map(|entry| (name(entry), Value::str(&entry.value))))
}
