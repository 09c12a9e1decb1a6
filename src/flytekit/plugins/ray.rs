//! `flytekitplugins.ray`: tasks that run as Ray jobs.

use std::io;
use std::rc::Rc;

use base64::Engine as _;
use serde::Serialize as _;
use serde_json::ser::Formatter;

use super::function_task;
use super::message::{self, Message};
use crate::configuration::SerializationSettings;
use crate::diagnostic::{Diagnostic, Id};
use crate::flytekit::library::Library;
use crate::flytekit::record::{Record, fields};
use crate::flytekit::task::{TaskBehavior, TaskDefinition, receive_function_task};
use crate::flytekit::{convert, kubernetes, need, pod_template, resources};
use crate::model::Json;
use crate::python::{Arguments, Class, EvalResult, Evaluator, Value};
use crate::source::Span;

const PACKAGE: &str = "flytekitplugins.ray";
const MODULE: &str = "flytekitplugins.ray.task";

struct RayJob;

/// Defines the classes.
pub(super) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    let head = fields! { ray_start_params: None, pod_template: None, requests: None, limits: None };
    let worker = fields! {
        group_name: Required, replicas: Required, min_replicas: None, max_replicas: None, ray_start_params: None,
        pod_template: None, requests: None, limits: None,
    };
    let autoscaler = fields! {
        upscaling_mode: None, idle_timeout_seconds: None, env: None, image: None, requests: None, limits: None,
    };
    let job = fields! {
        worker_node_config: Required, head_node_config: None, enable_autoscaling: Bool(false),
        autoscaler_options: None, runtime_env: None, address: None, shutdown_after_job_finishes: Bool(false),
        ttl_seconds_after_finished: None,
    };
    for (name, fields) in [("HeadNodeConfig", head as &[_]), ("WorkerNodeConfig", worker)] {
        library.class(&Record::dataclass(MODULE, name, fields).class(evaluator), &[PACKAGE]);
    }
    let options = Record::dataclass(MODULE, "AutoscalerOptionsConfig", autoscaler).class(evaluator);
    let modes = [("UNSPECIFIED", 0), ("DEFAULT", 1), ("AGGRESSIVE", 2), ("CONSERVATIVE", 3)];
    let modes = modes.into_iter().map(|(name, number)| (name.into(), Value::int(number))).collect();
    let object = [Rc::clone(&evaluator.types.object)];
    let modes = Class::native("flytekitplugins.ray.models", "UpscalingMode", &object, None, modes);
    options.set_attribute("UpscalingMode", Value::Class(modes));
    library.class(&options, &[PACKAGE]);
    let config = Record::dataclass(MODULE, "RayJobConfig", job).class(evaluator);
    library.class(&config, &[PACKAGE]);
    function_task::define(evaluator, library, MODULE, "RayFunctionTask", construct, &[&config]);
}

fn construct(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (instance, keywords) = receive_function_task(evaluator, "RayFunctionTask", arguments)?;
    function_task::initialize(evaluator, &instance, keywords, "ray", 0, Rc::new(RayJob))?;
    Ok(Value::None)
}

/// The pod of a node: its template, or one container that asks for the node's resources.
fn pod(
    evaluator: &mut Evaluator,
    node: &Value,
    container: &str,
    settings: &SerializationSettings,
    span: Span,
) -> EvalResult<Option<Json>> {
    let requests = amounts(evaluator, node, "requests", span)?;
    let limits = amounts(evaluator, node, "limits", span)?;
    let template = if requests.is_none() && limits.is_none() {
        evaluator.get_attribute(node, "pod_template")?
    } else {
        let spec = pod_spec(evaluator, container, requests, limits)?;
        let class =
            super::super::native_task::imported(evaluator, "flytekit.core.pod_template", "PodTemplate")?;
        evaluator.call(&class, Arguments::keywords([("pod_spec", spec)]))?
    };
    if template.is_none() {
        return Ok(None);
    }
    pod_template::plain_pod(evaluator, &template, settings, span).map(Some)
}

/// The amounts of a node's resources by Kubernetes' names; `None` where it has none.
fn amounts(evaluator: &mut Evaluator, node: &Value, field: &str, span: Span) -> EvalResult<Value> {
    let resources = evaluator.get_attribute(node, field)?;
    if resources.is_none() {
        return Ok(Value::None);
    }
    let given = resources::singular(evaluator, &resources, &format!("the {field} of the node"), span)?;
    let name = |field: &str| match field {
        "mem" => "memory",
        "gpu" => "nvidia.com/gpu",
        "ephemeral_storage" => "ephemeral-storage",
        _ => "cpu",
    };
    Ok(Value::dict(given.into_iter().map(|(field, value)| (name(field), value))))
}

/// `flytekit.core.resources.pod_spec_from_resources`: requests and limits stand in for each other.
fn pod_spec(evaluator: &mut Evaluator, container: &str, requests: Value, limits: Value) -> EvalResult<Value> {
    let has = |value: &Value| matches!(value, Value::Dict(dict) if !dict.is_empty());
    let requests = if has(&requests) { requests } else { limits.clone() };
    let limits = if has(&limits) { limits } else { requests.clone() };
    let fields = [("requests", requests), ("limits", limits)];
    let resources = kubernetes::instantiate(evaluator, "V1ResourceRequirements", &fields)?;
    let fields = [("name", Value::str(container)), ("resources", resources)];
    let container = kubernetes::instantiate(evaluator, "V1Container", &fields)?;
    kubernetes::instantiate(evaluator, "V1PodSpec", &[("containers", Value::list(vec![container]))])
}

fn head(
    evaluator: &mut Evaluator,
    config: &Value,
    settings: &SerializationSettings,
    span: Span,
) -> EvalResult<Option<Json>> {
    let head = evaluator.get_attribute(config, "head_node_config")?;
    if head.is_none() {
        return Ok(None);
    }
    need::known(evaluator, &head, "the head node", span)?;
    let pod = pod(evaluator, &head, "ray-head", settings, span)?;
    let parameters = message::text_map(evaluator, &head, "ray_start_params", span)?;
    Ok(Some(Message::default().map("rayStartParams", parameters).message("k8sPod", pod).json()))
}

fn worker(
    evaluator: &mut Evaluator,
    worker: &Value,
    settings: &SerializationSettings,
    span: Span,
) -> EvalResult<Json> {
    need::known(evaluator, worker, "the worker nodes", span)?;
    let pod = pod(evaluator, worker, "ray-worker", settings, span)?;
    let replicas = message::number(evaluator, worker, "replicas", span)?;
    let mut bound = |field: &str| -> EvalResult<i64> {
        match evaluator.get_attribute(worker, field)? {
            Value::None => Ok(replicas),
            _ => message::number(evaluator, worker, field, span),
        }
    };
    let (least, most) = (replicas.min(bound("min_replicas")?), replicas.max(bound("max_replicas")?));
    Ok(Message::default()
        .text("groupName", message::text(evaluator, worker, "group_name", span)?)
        .number("replicas", replicas)
        .number("minReplicas", least)
        .number("maxReplicas", most)
        .map("rayStartParams", message::text_map(evaluator, worker, "ray_start_params", span)?)
        .message("k8sPod", pod)
        .json())
}

fn autoscaler(evaluator: &mut Evaluator, config: &Value, span: Span) -> EvalResult<Option<Json>> {
    let options = evaluator.get_attribute(config, "autoscaler_options")?;
    if options.is_none() {
        return Ok(None);
    }
    need::known(evaluator, &options, "the options of the autoscaler", span)?;
    let mode = match message::number(evaluator, &options, "upscaling_mode", span)? {
        1 => "UPSCALING_MODE_DEFAULT",
        2 => "UPSCALING_MODE_AGGRESSIVE",
        3 => "UPSCALING_MODE_CONSERVATIVE",
        _ => "",
    };
    let variables = message::text_map(evaluator, &options, "env", span)?;
    let variables = variables
        .into_iter()
        .map(|(key, value)| Message::default().text("key", key).text("value", value).json());
    let requests = evaluator.get_attribute(&options, "requests")?;
    let limits = evaluator.get_attribute(&options, "limits")?;
    Ok(Some(
        Message::default()
            .text("upscalingMode", mode)
            .number("idleTimeoutSeconds", message::number(evaluator, &options, "idle_timeout_seconds", span)?)
            .list("env", variables.collect())
            .text("image", message::text(evaluator, &options, "image", span)?)
            .message("resources", message::resources(evaluator, &requests, &limits, span)?)
            .json(),
    ))
}

impl TaskBehavior for RayJob {
    fn custom(
        &self,
        evaluator: &mut Evaluator,
        task: &TaskDefinition,
        settings: &SerializationSettings,
    ) -> EvalResult<Option<Json>> {
        let config = task.task_config.borrow().clone();
        let span = task.span_of("task_config");
        need::known(evaluator, &config, "the configuration of the task", span)?;
        let given = evaluator.get_attribute(&config, "worker_node_config")?;
        let mut workers = Vec::new();
        for group in need::items(evaluator, &given, "the worker nodes", span)? {
            workers.push(worker(evaluator, &group, settings, span)?);
        }
        let autoscaling = evaluator.get_attribute(&config, "enable_autoscaling")?;
        let cluster = Message::default()
            .message("headGroupSpec", head(evaluator, &config, settings, span)?)
            .list("workerGroupSpec", workers)
            .truth("enableAutoscaling", need::truth(evaluator, &autoscaling, "`enable_autoscaling`", span)?)
            .message("autoscalerOptions", autoscaler(evaluator, &config, span)?);
        let environment = evaluator.get_attribute(&config, "runtime_env")?;
        let environment = convert::json(evaluator, &environment, "`runtime_env`", span)?;
        let has_environment = environment.as_object().is_some_and(|entries| !entries.is_empty());
        let (json, yaml) = if has_environment {
            (base64::engine::general_purpose::STANDARD.encode(python_json(&environment)), yaml(&environment))
        } else {
            (String::new(), String::new())
        };
        if !yaml.is_ascii() {
            // PyYAML escapes such text, and breaks long lines of it, in a way of its own.
            let fault = Diagnostic::error(
                Id::UnsupportedFeature,
                "a `runtime_env` with other than ASCII text is not supported",
            );
            return Err(fault.at(span, "").into());
        }
        let shutdown = evaluator.get_attribute(&config, "shutdown_after_job_finishes")?;
        let job = Message::default()
            .message("rayCluster", cluster.json())
            .text("runtimeEnv", json)
            .text("runtimeEnvYaml", yaml)
            .truth(
                "shutdownAfterJobFinishes",
                need::truth(evaluator, &shutdown, "`shutdown_after_job_finishes`", span)?,
            )
            .number(
                "ttlSecondsAfterFinished",
                message::number(evaluator, &config, "ttl_seconds_after_finished", span)?,
            );
        Ok(Some(job.json()))
    }
}

/// `json.dumps`: a space after each comma and colon, nothing but ASCII.
fn python_json(json: &Json) -> String {
    struct Spaced;
    impl Formatter for Spaced {
        fn begin_array_value<W: ?Sized + io::Write>(
            &mut self,
            writer: &mut W,
            first: bool,
        ) -> io::Result<()> {
            if first { Ok(()) } else { writer.write_all(b", ") }
        }
        fn begin_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
            if first { Ok(()) } else { writer.write_all(b", ") }
        }
        fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
            writer.write_all(b": ")
        }
        fn write_string_fragment<W: ?Sized + io::Write>(
            &mut self,
            writer: &mut W,
            text: &str,
        ) -> io::Result<()> {
            for character in text.chars() {
                if character.is_ascii() {
                    write!(writer, "{character}")?;
                    continue;
                }
                for unit in character.encode_utf16(&mut [0; 2]) {
                    write!(writer, "\\u{unit:04x}")?;
                }
            }
            Ok(())
        }
    }
    let mut bytes = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, Spaced);
    let _infallible = json.serialize(&mut serializer);
    String::from_utf8(bytes).unwrap_or_default()
}

/// `yaml.dump`: keys in their order, lists not indented.
fn yaml(json: &Json) -> String {
    serde_yaml::to_string(&sorted(json)).unwrap_or_default()
}

fn sorted(json: &Json) -> Json {
    match json {
        Json::Object(entries) => {
            let mut entries: Vec<_> = entries.iter().collect();
            entries.sort_by_key(|(key, _)| key.as_str());
            Json::Object(entries.into_iter().map(|(key, value)| (key.clone(), sorted(value))).collect())
        }
        Json::Array(items) => Json::Array(items.iter().map(sorted).collect()),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runtime_environments_are_written_as_python_writes_them() {
        let json = serde_json::json!({"pip": ["numpy", "é"], "env": {"A": "1", "B": true}});
        assert_eq!(python_json(&json), r#"{"pip": ["numpy", "\u00e9"], "env": {"A": "1", "B": true}}"#);
        assert_eq!(yaml(&json), "env:\n  A: '1'\n  B: true\npip:\n- numpy\n- é\n");
    }
}
