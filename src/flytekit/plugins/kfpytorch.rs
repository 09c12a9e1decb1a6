//! `flytekitplugins.kfpytorch`: tasks that run as Kubeflow's PyTorch jobs, and elastic training.

use std::rc::Rc;

use super::message::{self, Message};
use super::{function_task, kubeflow};
use crate::configuration::SerializationSettings;
use crate::flytekit::library::Library;
use crate::flytekit::record::{Field, Record, fields};
use crate::flytekit::task::{Keywords, TaskBehavior, TaskDefinition, receive_function_task};
use crate::flytekit::{kubernetes, native_task, need};
use crate::model::Json;
use crate::python::{Arguments, EvalResult, Evaluator, Instance, Value};
use crate::source::Span;

const PACKAGE: &str = "flytekitplugins.kfpytorch";
const MODULE: &str = "flytekitplugins.kfpytorch.task";
const MASTER: &[Field] = fields! { image: None, requests: None, limits: None, restart_policy: None };
const SHARED_MEMORY: &str = "/dev/shm";

/// A job with a master and workers.
struct PytorchJob;

/// Elastic training on so many nodes.
struct ElasticJob {
    least: i64,
    most: i64,
    /// One node needs no job of its own.
    standalone: bool,
}

/// Defines the classes.
pub(super) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    kubeflow::define_policies(evaluator, library, MODULE, PACKAGE);
    kubeflow::define_group(evaluator, library, MODULE, PACKAGE, "Worker", kubeflow::REPLICAS);
    kubeflow::define_group(evaluator, library, MODULE, PACKAGE, "Master", MASTER);
    let fields = fields! {
        master: None, worker: None, run_policy: None, num_workers: None, increase_shared_mem: Bool(true),
    };
    let job = Record::dataclass(MODULE, "PyTorch", fields).check(check).class(evaluator);
    let fields = fields! {
        nnodes: Int(1), nproc_per_node: Int(1), start_method: Str("spawn"), monitor_interval: Int(5),
        max_restarts: Int(0), rdzv_configs: None, increase_shared_mem: Bool(true), run_policy: None,
    };
    let elastic = Record::dataclass(MODULE, "Elastic", fields).class(evaluator);
    library.class(&job, &[PACKAGE]);
    library.class(&elastic, &[PACKAGE]);
    function_task::define(evaluator, library, MODULE, "PyTorchFunctionTask", construct, &[&job]);
    let name = "PytorchElasticFunctionTask";
    function_task::define(evaluator, library, MODULE, name, construct_elastic, &[&elastic]);
}

fn check(evaluator: &mut Evaluator, config: &Rc<Instance>) -> EvalResult<()> {
    kubeflow::set_defaults(evaluator, config, MODULE, &[("master", "Master"), ("worker", "Worker")])
}

fn construct(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (instance, mut keywords) = receive_function_task(evaluator, "PyTorchFunctionTask", arguments)?;
    let config = keywords.get("task_config").cloned().unwrap_or(Value::None);
    kubeflow::check_number(evaluator, &config, "num_workers", "worker", true)?;
    increase_shared_memory(evaluator, &config, &mut keywords)?;
    function_task::initialize(evaluator, &instance, keywords, "pytorch", 1, Rc::new(PytorchJob))?;
    Ok(Value::None)
}

fn construct_elastic(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (instance, mut keywords) = receive_function_task(evaluator, "PytorchElasticFunctionTask", arguments)?;
    let config = keywords.get("task_config").cloned().unwrap_or(Value::None);
    let nodes = evaluator.get_attribute(&config, "nnodes")?;
    let (least, most) = nodes_of(evaluator, &nodes, keywords.span_of("task_config"))?;
    let standalone = nodes.as_i64() == Some(1);
    increase_shared_memory(evaluator, &config, &mut keywords)?;
    let task_type = if standalone { "python-task" } else { "pytorch" };
    let job = Rc::new(ElasticJob { least, most, standalone });
    function_task::initialize(evaluator, &instance, keywords, task_type, 1, job)?;
    Ok(Value::None)
}

/// The least and the greatest number of nodes: a number, or `least:most`.
fn nodes_of(evaluator: &mut Evaluator, nodes: &Value, span: Span) -> EvalResult<(i64, i64)> {
    need::known(evaluator, nodes, "the number of nodes", span)?;
    let text = evaluator.str_of(nodes)?.as_str().unwrap_or_default();
    let parts: Result<Vec<i64>, _> = text.split(':').map(str::parse).collect();
    match parts.as_deref() {
        Ok([number]) => Ok((*number, *number)),
        Ok([least, most]) => Ok((*least, *most)),
        _ => Err(evaluator.value_error(&format!("nnodes={text} is not in \"MIN:MAX\" format"))),
    }
}

/// Mounts memory as `/dev/shm` in the pod template, unless the task says how much shared memory it needs.
fn increase_shared_memory(
    evaluator: &mut Evaluator,
    config: &Value,
    keywords: &mut Keywords,
) -> EvalResult<()> {
    let increase = evaluator.get_attribute(config, "increase_shared_mem")?;
    let own = keywords.get("shared_memory").cloned().unwrap_or(Value::None);
    let says_own = !own.is_none() && own.as_bool() != Some(false);
    if says_own || !evaluator.truth(&increase)?.is_true() {
        return Ok(());
    }
    let mut template = keywords.get("pod_template").cloned().unwrap_or(Value::None);
    if template.is_none() {
        let class = native_task::imported(evaluator, "flytekit.core.pod_template", "PodTemplate")?;
        template = evaluator.call(&class, Arguments::default())?;
        keywords.set("pod_template", template.clone());
    }
    let spec = evaluator.get_attribute(&template, "pod_spec")?;
    let memory =
        kubernetes::instantiate(evaluator, "V1EmptyDirVolumeSource", &[("medium", Value::str("Memory"))])?;
    let fields = [("name", Value::str("shm")), ("empty_dir", memory)];
    let volume = kubernetes::instantiate(evaluator, "V1Volume", &fields)?;
    append(evaluator, &spec, "volumes", volume)?;
    let containers = evaluator.get_attribute(&spec, "containers")?;
    let containers = need::items(evaluator, &containers, "the containers of the pod", keywords.span)?;
    let container = match containers.as_slice() {
        [] => {
            let fields = [("name", Value::str("primary"))];
            let container = kubernetes::instantiate(evaluator, "V1Container", &fields)?;
            append(evaluator, &spec, "containers", container.clone())?;
            container
        }
        [container] => container.clone(),
        _ => {
            let message = "with several containers in the pod template, set `increase_shared_mem=False`";
            return Err(evaluator.value_error(message));
        }
    };
    refuse_second_mount(evaluator, &container)?;
    let fields = [("name", Value::str("shm")), ("mount_path", Value::str(SHARED_MEMORY))];
    let mount = kubernetes::instantiate(evaluator, "V1VolumeMount", &fields)?;
    append(evaluator, &container, "volume_mounts", mount)
}

fn append(evaluator: &mut Evaluator, object: &Value, field: &str, item: Value) -> EvalResult<()> {
    let list = evaluator.get_attribute(object, field)?;
    if let Value::List(list) = &list {
        list.change(|items| items.push(item));
        return Ok(());
    }
    evaluator.set_attribute(object, field, Value::list(vec![item]))
}

fn refuse_second_mount(evaluator: &mut Evaluator, container: &Value) -> EvalResult<()> {
    let mounts = evaluator.get_attribute(container, "volume_mounts")?;
    let Value::List(mounts) = mounts else { return Ok(()) };
    for mount in mounts.to_vec() {
        if evaluator.get_attribute(&mount, "mount_path")?.as_str().as_deref() == Some(SHARED_MEMORY) {
            let message = "A shared memory volume mount is already configured in the pod template. \
                           Please remove the volume mount or set `increase_shared_mem=False` in the task config.";
            return Err(evaluator.value_error(message));
        }
    }
    Ok(())
}

impl TaskBehavior for PytorchJob {
    fn custom(
        &self,
        evaluator: &mut Evaluator,
        task: &TaskDefinition,
        _settings: &SerializationSettings,
    ) -> EvalResult<Option<Json>> {
        let config = task.task_config.borrow().clone();
        let span = task.span_of("task_config");
        let replicas = kubeflow::number_of_replicas(evaluator, &config, "num_workers", "worker", span)?;
        let worker = evaluator.get_attribute(&config, "worker")?;
        let worker = kubeflow::group(evaluator, &worker, replicas, Vec::new(), span)?;
        let master = evaluator.get_attribute(&config, "master")?;
        let master = kubeflow::group(evaluator, &master, 1, Vec::new(), span)?;
        let policy = kubeflow::run_policy(evaluator, &config, span)?;
        let job = Message::default()
            .message("workerReplicas", worker)
            .message("masterReplicas", master)
            .message("runPolicy", policy);
        Ok(Some(job.json()))
    }
}

impl TaskBehavior for ElasticJob {
    fn custom(
        &self,
        evaluator: &mut Evaluator,
        task: &TaskDefinition,
        _settings: &SerializationSettings,
    ) -> EvalResult<Option<Json>> {
        if self.standalone {
            return Ok(None);
        }
        let config = task.task_config.borrow().clone();
        let span = task.span_of("task_config");
        let elastic = Message::default()
            .text("rdzvBackend", "c10d")
            .number("minReplicas", self.least)
            .number("maxReplicas", self.most)
            .number("nprocPerNode", message::number(evaluator, &config, "nproc_per_node", span)?)
            .number("maxRestarts", message::number(evaluator, &config, "max_restarts", span)?);
        let policy = kubeflow::run_policy(evaluator, &config, span)?;
        let job = Message::default()
            .message("workerReplicas", Message::default().number("replicas", self.most).json())
            .message("elasticConfig", elastic.json())
            .message("runPolicy", policy);
        Ok(Some(job.json()))
    }
}
