//! `flytekitplugins.kfmpi`: tasks that run as Kubeflow's MPI jobs, and Horovod jobs.

use std::rc::Rc;

use super::message::{self, Message};
use super::{function_task, kubeflow};
use crate::configuration::SerializationSettings;
use crate::flytekit::library::Library;
use crate::flytekit::need;
use crate::flytekit::record::{Field, Record, fields};
use crate::flytekit::task::{TaskBehavior, TaskDefinition, receive_function_task};
use crate::model::Json;
use crate::python::{Arguments, EvalResult, Evaluator, Instance, Value};

const PACKAGE: &str = "flytekitplugins.kfmpi";
const MODULE: &str = "flytekitplugins.kfmpi.task";
const GROUP: &[Field] = fields! {
    command: None, image: None, requests: None, limits: None, replicas: None, restart_policy: None,
};
const MPI_COMMAND: [&str; 17] = [
    "mpirun",
    "--allow-run-as-root",
    "-bind-to",
    "none",
    "-map-by",
    "slot",
    "-x",
    "LD_LIBRARY_PATH",
    "-x",
    "PATH",
    "-x",
    "NCCL_DEBUG=INFO",
    "-mca",
    "pml",
    "ob1",
    "-mca",
    "btl",
];

/// A job; a Horovod job has a command of its own.
struct MpiJob {
    horovod: bool,
}

/// Defines the classes.
pub(super) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    kubeflow::define_policies(evaluator, library, MODULE, PACKAGE);
    for name in ["Worker", "Launcher"] {
        kubeflow::define_group(evaluator, library, MODULE, PACKAGE, name, GROUP);
    }
    let fields = fields! {
        launcher: None, worker: None, run_policy: None, slots: Int(1), num_launcher_replicas: None, num_workers: None,
    };
    let mpi = Record::dataclass(MODULE, "MPIJob", fields).check(check).class(evaluator);
    let fields = fields! {
        worker: None, launcher: None, run_policy: None, slots: Int(1), verbose: Bool(false), log_level: Str("INFO"),
        discovery_script_path: Str("/etc/mpi/discover_hosts.sh"), elastic_timeout: Int(1200),
        num_launcher_replicas: None, num_workers: None,
    };
    let horovod = Record::dataclass(MODULE, "HorovodJob", fields).check(check).class(evaluator);
    library.class(&mpi, &[PACKAGE]);
    library.class(&horovod, &[PACKAGE]);
    function_task::define(evaluator, library, MODULE, "MPIFunctionTask", construct_mpi, &[&mpi]);
    function_task::define(evaluator, library, MODULE, "HorovodFunctionTask", construct_horovod, &[&horovod]);
}

fn check(evaluator: &mut Evaluator, config: &Rc<Instance>) -> EvalResult<()> {
    kubeflow::set_defaults(evaluator, config, MODULE, &[("launcher", "Launcher"), ("worker", "Worker")])
}

fn construct_mpi(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    construct(evaluator, arguments, MpiJob { horovod: false })
}

fn construct_horovod(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    construct(evaluator, arguments, MpiJob { horovod: true })
}

fn construct(evaluator: &mut Evaluator, arguments: Arguments, job: MpiJob) -> EvalResult<Value> {
    let (instance, keywords) = receive_function_task(evaluator, "MPIFunctionTask", arguments)?;
    let config = keywords.get("task_config").cloned().unwrap_or(Value::None);
    kubeflow::check_number(evaluator, &config, "num_workers", "worker", true)?;
    kubeflow::check_number(evaluator, &config, "num_launcher_replicas", "launcher", true)?;
    function_task::initialize(evaluator, &instance, keywords, "mpi", 1, Rc::new(job))?;
    Ok(Value::None)
}

impl TaskBehavior for MpiJob {
    fn command(
        &self,
        evaluator: &mut Evaluator,
        task: &TaskDefinition,
        settings: &SerializationSettings,
        command: Vec<String>,
    ) -> EvalResult<Vec<String>> {
        let mut whole = if self.horovod {
            horovod_command(evaluator, task)?
        } else {
            mpi_command(evaluator, task, settings)?
        };
        whole.extend(command);
        Ok(whole)
    }

    fn custom(
        &self,
        evaluator: &mut Evaluator,
        task: &TaskDefinition,
        _settings: &SerializationSettings,
    ) -> EvalResult<Option<Json>> {
        let config = task.task_config.borrow().clone();
        let span = task.span_of("task_config");
        let mut job = Message::default();
        for (field, older, key) in [
            ("worker", "num_workers", "workerReplicas"),
            ("launcher", "num_launcher_replicas", "launcherReplicas"),
        ] {
            let replicas = kubeflow::number_of_replicas(evaluator, &config, older, field, span)?;
            let group = evaluator.get_attribute(&config, field)?;
            let command = evaluator.get_attribute(&group, "command")?;
            let command = need::texts(evaluator, &command, "the command of the replicas", span)?;
            let command = command.into_iter().map(Json::from).collect();
            job = job.message(key, kubeflow::group(evaluator, &group, replicas, command, span)?);
        }
        let slots = message::number(evaluator, &config, "slots", span)?;
        let policy = kubeflow::run_policy(evaluator, &config, span)?;
        Ok(Some(job.number("slots", slots).message("runPolicy", policy).json()))
    }
}

fn mpi_command(
    evaluator: &mut Evaluator,
    task: &TaskDefinition,
    settings: &SerializationSettings,
) -> EvalResult<Vec<String>> {
    let config = task.task_config.borrow().clone();
    let span = task.span_of("task_config");
    let workers = kubeflow::number_of_replicas(evaluator, &config, "num_workers", "worker", span)?;
    let slots = message::number(evaluator, &config, "slots", span)?;
    let mut command: Vec<String> = MPI_COMMAND.map(str::to_owned).into();
    let entrypoint = settings.entrypoint_settings().path.unwrap_or_default();
    command.extend(["^openib".to_owned(), "-np".to_owned(), (workers * slots).to_string()]);
    command.extend(["python".to_owned(), entrypoint]);
    Ok(command)
}

fn horovod_command(evaluator: &mut Evaluator, task: &TaskDefinition) -> EvalResult<Vec<String>> {
    let config = task.task_config.borrow().clone();
    let span = task.span_of("task_config");
    let worker = evaluator.get_attribute(&config, "worker")?;
    let slots = message::number(evaluator, &config, "slots", span)?;
    let processes = (message::number(evaluator, &worker, "replicas", span)? * slots).to_string();
    let timeout = message::number(evaluator, &config, "elastic_timeout", span)?;
    let verbose = evaluator.get_attribute(&config, "verbose")?;
    let mut command = vec![
        "horovodrun".to_owned(),
        "-np".to_owned(),
        processes.clone(),
        "--log-level".to_owned(),
        message::text(evaluator, &config, "log_level", span)?,
        "--network-interface".to_owned(),
        "eth0".to_owned(),
        "--min-np".to_owned(),
        processes.clone(),
        "--max-np".to_owned(),
        processes,
        "--slots-per-host".to_owned(),
        slots.to_string(),
        "--host-discovery-script".to_owned(),
        message::text(evaluator, &config, "discovery_script_path", span)?,
        "--elastic-timeout".to_owned(),
        timeout.to_string(),
    ];
    if need::truth(evaluator, &verbose, "whether the job is verbose", span)? {
        command.push("--verbose".to_owned());
    }
    Ok(command)
}
