//! `flytekitplugins.awsbatch`: tasks that run in AWS Batch.

use std::rc::Rc;

use super::function_task;
use crate::configuration::SerializationSettings;
use crate::flytekit::library::Library;
use crate::flytekit::native_task;
use crate::flytekit::record::{Record, fields};
use crate::flytekit::task::{TaskBehavior, TaskDefinition, auto_container, receive_function_task};
use crate::model::{Json, Map};
use crate::python::{Arguments, EvalResult, Evaluator, Value};

const PACKAGE: &str = "flytekitplugins.awsbatch";
const MODULE: &str = "flytekitplugins.awsbatch.task";

struct BatchJob;

/// Defines the classes.
pub(super) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    let fields = fields! {
        parameters: None, schedulingPriority: None, platformCapabilities: Str("EC2"), propagateTags: None, tags: None,
    };
    let config = Record::dataclass(MODULE, "AWSBatchConfig", fields).class(evaluator);
    library.class(&config, &[PACKAGE]);
    function_task::define(evaluator, library, MODULE, "AWSBatchFunctionTask", construct, &[&config]);
}

fn construct(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (instance, keywords) = receive_function_task(evaluator, "AWSBatchFunctionTask", arguments)?;
    function_task::initialize(evaluator, &instance, keywords, "aws-batch", 0, Rc::new(BatchJob))?;
    Ok(Value::None)
}

impl TaskBehavior for BatchJob {
    fn custom(
        &self,
        evaluator: &mut Evaluator,
        task: &TaskDefinition,
        _settings: &SerializationSettings,
    ) -> EvalResult<Option<Json>> {
        let fields = ["parameters", "schedulingPriority", "platformCapabilities", "propagateTags", "tags"];
        native_task::config_json(evaluator, task, &fields.map(|field| (field, field))).map(Some)
    }

    fn config(
        &self,
        evaluator: &mut Evaluator,
        task: &TaskDefinition,
        settings: &SerializationSettings,
    ) -> EvalResult<Map<String>> {
        let mut config = auto_container::config(evaluator, task, settings)?;
        config.extend(native_task::config_map(evaluator, task, &["platformCapabilities"])?);
        Ok(config)
    }

    /// Results are read from the first element of an array job; checkpoints are not supported. A map task runs the same
    /// command, as in the reference.
    fn command(
        &self,
        evaluator: &mut Evaluator,
        task: &TaskDefinition,
        settings: &SerializationSettings,
        _command: Vec<String>,
    ) -> EvalResult<Vec<String>> {
        let mut kept = Vec::new();
        let mut arguments = self.default_command(evaluator, task, settings)?.into_iter();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--checkpoint-path" | "--prev-checkpoint" => drop(arguments.next()),
                "{{.outputPrefix}}" => kept.push("{{.outputPrefix}}/0".to_owned()),
                _ => kept.push(argument),
            }
        }
        Ok(kept)
    }
}
