//! `flytekitplugins.kftensorflow`: tasks that run as Kubeflow's TensorFlow jobs.

use std::rc::Rc;

use super::message::Message;
use super::{function_task, kubeflow};
use crate::configuration::SerializationSettings;
use crate::flytekit::library::Library;
use crate::flytekit::record::{Record, fields};
use crate::flytekit::task::{TaskBehavior, TaskDefinition, receive_function_task};
use crate::model::Json;
use crate::python::{Arguments, EvalResult, Evaluator, Instance, Value};

const PACKAGE: &str = "flytekitplugins.kftensorflow";
const MODULE: &str = "flytekitplugins.kftensorflow.task";
/// Groups: field, class, older field, whether a number is required, key.
const GROUPS: [(&str, &str, &str, bool, &str); 4] = [
    ("chief", "Chief", "num_chief_replicas", true, "chiefReplicas"),
    ("worker", "Worker", "num_workers", true, "workerReplicas"),
    ("ps", "PS", "num_ps_replicas", true, "psReplicas"),
    ("evaluator", "Evaluator", "num_evaluator_replicas", false, "evaluatorReplicas"),
];

struct TensorflowJob;

/// Defines the classes.
pub(super) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    kubeflow::define_policies(evaluator, library, MODULE, PACKAGE);
    let evaluators =
        fields! { image: None, requests: None, limits: None, replicas: Int(0), restart_policy: None };
    for (_, name, _, required, _) in GROUPS {
        let fields = if required { kubeflow::REPLICAS } else { evaluators };
        kubeflow::define_group(evaluator, library, MODULE, PACKAGE, name, fields);
    }
    let fields = fields! {
        chief: None, ps: None, worker: None, evaluator: None, run_policy: None, num_workers: None,
        num_ps_replicas: None, num_chief_replicas: None, num_evaluator_replicas: None,
    };
    let config = Record::dataclass(MODULE, "TfJob", fields).check(check).class(evaluator);
    library.class(&config, &[PACKAGE]);
    function_task::define(evaluator, library, MODULE, "TensorflowFunctionTask", construct, &[&config]);
}

fn check(evaluator: &mut Evaluator, config: &Rc<Instance>) -> EvalResult<()> {
    let defaults = GROUPS.map(|(field, class, ..)| (field, class));
    kubeflow::set_defaults(evaluator, config, MODULE, &defaults)
}

fn construct(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (instance, keywords) = receive_function_task(evaluator, "TensorflowFunctionTask", arguments)?;
    let config = keywords.get("task_config").cloned().unwrap_or(Value::None);
    for (group, _, older, required, _) in GROUPS {
        kubeflow::check_number(evaluator, &config, older, group, required)?;
    }
    function_task::initialize(evaluator, &instance, keywords, "tensorflow", 1, Rc::new(TensorflowJob))?;
    Ok(Value::None)
}

impl TaskBehavior for TensorflowJob {
    fn custom(
        &self,
        evaluator: &mut Evaluator,
        task: &TaskDefinition,
        _settings: &SerializationSettings,
    ) -> EvalResult<Option<Json>> {
        let config = task.task_config.borrow().clone();
        let span = task.span_of("task_config");
        let mut job = Message::default();
        for (field, _, older, _, key) in GROUPS {
            let replicas = kubeflow::number_of_replicas(evaluator, &config, older, field, span)?;
            let group = evaluator.get_attribute(&config, field)?;
            job = job.message(key, kubeflow::group(evaluator, &group, replicas, Vec::new(), span)?);
        }
        let policy = kubeflow::run_policy(evaluator, &config, span)?;
        Ok(Some(job.message("runPolicy", policy).json()))
    }
}
