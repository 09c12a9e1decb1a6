//! `flytekitplugins.dask`: tasks that run in a Dask cluster.

use std::rc::Rc;

use super::message::{self, Message};
use super::{function_task, kubeflow};
use crate::configuration::SerializationSettings;
use crate::flytekit::library::Library;
use crate::flytekit::record::{Record, fields};
use crate::flytekit::task::{TaskBehavior, TaskDefinition, receive_function_task};
use crate::model::Json;
use crate::python::{Arguments, EvalResult, Evaluator, Instance, Value};
use crate::source::Span;

const PACKAGE: &str = "flytekitplugins.dask";
const MODULE: &str = "flytekitplugins.dask.task";

struct DaskJob;

/// Defines the classes.
pub(super) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    let scheduler = fields! { image: None, requests: None, limits: None };
    let workers = fields! { number_of_workers: Int(1), image: None, requests: None, limits: None };
    for (name, fields) in [("Scheduler", scheduler as &[_]), ("WorkerGroup", workers)] {
        library.class(&Record::dataclass(MODULE, name, fields).class(evaluator), &[PACKAGE]);
    }
    let config = Record::dataclass(MODULE, "Dask", fields! { scheduler: None, workers: None }).check(check);
    let config = config.class(evaluator);
    library.class(&config, &[PACKAGE]);
    function_task::define(evaluator, library, MODULE, "DaskTask", construct, &[&config]);
}

fn check(evaluator: &mut Evaluator, config: &Rc<Instance>) -> EvalResult<()> {
    kubeflow::set_defaults(
        evaluator,
        config,
        MODULE,
        &[("scheduler", "Scheduler"), ("workers", "WorkerGroup")],
    )
}

fn construct(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (instance, keywords) = receive_function_task(evaluator, "DaskTask", arguments)?;
    function_task::initialize(evaluator, &instance, keywords, "dask", 0, Rc::new(DaskJob))?;
    Ok(Value::None)
}

/// Image and resources of a group.
fn group(evaluator: &mut Evaluator, group: &Value, message: Message, span: Span) -> EvalResult<Json> {
    let requests = evaluator.get_attribute(group, "requests")?;
    let limits = evaluator.get_attribute(group, "limits")?;
    Ok(message
        .text("image", message::text(evaluator, group, "image", span)?)
        .message("resources", message::resources(evaluator, &requests, &limits, span)?)
        .json())
}

impl TaskBehavior for DaskJob {
    fn custom(
        &self,
        evaluator: &mut Evaluator,
        task: &TaskDefinition,
        _settings: &SerializationSettings,
    ) -> EvalResult<Option<Json>> {
        let config = task.task_config.borrow().clone();
        let span = task.span_of("task_config");
        let scheduler = evaluator.get_attribute(&config, "scheduler")?;
        let scheduler = group(evaluator, &scheduler, Message::default(), span)?;
        let workers = evaluator.get_attribute(&config, "workers")?;
        let number = message::number(evaluator, &workers, "number_of_workers", span)?;
        if number < 1 {
            let message = format!(
                "Each worker group needs to have at least one worker, but {number} have been specified."
            );
            return Err(evaluator.value_error(&message));
        }
        let numbered = Message::default().number("numberOfWorkers", number);
        let workers = group(evaluator, &workers, numbered, span)?;
        Ok(Some(Message::default().message("scheduler", scheduler).message("workers", workers).json()))
    }
}
