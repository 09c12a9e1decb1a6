//! `flytekitplugins.slurm`: tasks that run on a Slurm cluster: functions, scripts on the cluster, scripts in the program.

use std::rc::Rc;

use serde_json::json;

use super::function_task;
use crate::configuration::SerializationSettings;
use crate::flytekit::classes::classes;
use crate::flytekit::library::Library;
use crate::flytekit::record::{self, Record, fields};
use crate::flytekit::task::{Keywords, TaskBehavior, TaskDefinition, receive_function_task};
use crate::flytekit::{convert, native_task, shell_task};
use crate::model::Json;
use crate::python::{Arguments, EvalResult, Evaluator, Instance, Value};

const PACKAGE: &str = "flytekitplugins.slurm";
const FUNCTION: &str = "flytekitplugins.slurm.function.task";
const SCRIPT: &str = "flytekitplugins.slurm.script.task";

/// What `custom` repeats of the configuration.
struct Job(&'static [&'static str]);

/// A script in the program.
struct Shell {
    script: Value,
}

/// Defines the classes.
pub(super) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    let fields = fields! { ssh_config: Required, sbatch_config: None, script: None };
    let function =
        Record::dataclass(FUNCTION, "SlurmFunctionConfig", fields).check(check_function).class(evaluator);
    let fields = fields! { ssh_config: Required, sbatch_config: None, batch_script_args: None };
    let shell = Record::dataclass(SCRIPT, "SlurmConfig", fields).check(check).class(evaluator);
    let fields = fields! {
        ssh_config: Required, sbatch_config: None, batch_script_args: None, batch_script_path: None,
    };
    let script = Record::dataclass(SCRIPT, "SlurmScriptConfig", fields)
        .base(&shell)
        .check(check_script)
        .class(evaluator);
    for class in [&function, &shell, &script] {
        library.class(class, &[PACKAGE]);
    }
    let name = "SlurmFunctionTask";
    let task = function_task::define(evaluator, library, FUNCTION, name, construct_function, &[&function]);
    library.class(&task, &[PACKAGE]);
    let parent = Rc::clone(&classes(evaluator).task.python);
    library.class(&native_task::class(&parent, SCRIPT, "SlurmTask", construct_script), &[PACKAGE]);
    library.class(&native_task::class(&parent, SCRIPT, "SlurmShellTask", construct_shell), &[PACKAGE]);
}

fn check(_evaluator: &mut Evaluator, config: &Rc<Instance>) -> EvalResult<()> {
    if record::get(config, "sbatch_config").is_none() {
        config.set_attribute("sbatch_config", Value::dict::<&str>([]));
    }
    Ok(())
}

fn check_function(evaluator: &mut Evaluator, config: &Rc<Instance>) -> EvalResult<()> {
    let host = evaluator.get_item(&record::get(config, "ssh_config"), &Value::str("host"))?;
    if host.is_none() {
        return Err(evaluator.assertion_error("'host' must be specified in ssh_config."));
    }
    check(evaluator, config)
}

fn check_script(evaluator: &mut Evaluator, config: &Rc<Instance>) -> EvalResult<()> {
    check(evaluator, config)?;
    if record::get(config, "batch_script_path").is_none() {
        return Err(evaluator.value_error("batch_script_path must be provided"));
    }
    Ok(())
}

fn construct_function(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (instance, keywords) = receive_function_task(evaluator, "SlurmFunctionTask", arguments)?;
    let job = Rc::new(Job(&["ssh_config", "sbatch_config", "script"]));
    function_task::initialize(evaluator, &instance, keywords, "slurm_fn", 0, job)?;
    Ok(Value::None)
}

fn construct_script(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (instance, mut keywords) =
        Keywords::of_constructor(evaluator, "SlurmTask", &["name", "task_config"], arguments)?;
    native_task::set_interface(evaluator, &mut keywords, Value::None, Value::None)?;
    keywords.set("task_type", Value::str("slurm"));
    let job = Rc::new(Job(&["ssh_config", "batch_script_path", "batch_script_args", "sbatch_config"]));
    native_task::without_container(evaluator, &instance, keywords, job)?;
    Ok(Value::None)
}

fn construct_shell(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let positional = ["name", "task_config", "script", "inputs", "output_locs"];
    let (instance, mut keywords) =
        Keywords::of_constructor(evaluator, "SlurmShellTask", &positional, arguments)?;
    let script = keywords.require(evaluator, "SlurmShellTask", "script")?;
    let inputs = keywords.take_or_none("inputs");
    let span = keywords.span_of("output_locs");
    let locations = keywords.take_or_none("output_locs");
    let outputs = shell_task::outputs(evaluator, &locations, span)?;
    let has_types = !evaluator.truth(&inputs)?.is_false() || !evaluator.truth(&locations)?.is_false();
    if has_types {
        // Types and locations would have to be JSON, which they are not: the reference fails to write such a task.
        let message = "a SlurmShellTask with inputs or outputs cannot be written";
        return Err(evaluator.type_error(message));
    }
    native_task::set_interface(evaluator, &mut keywords, inputs, outputs)?;
    keywords.set("task_type", Value::str("slurm"));
    native_task::without_container(evaluator, &instance, keywords, Rc::new(Shell { script }))?;
    Ok(Value::None)
}

impl TaskBehavior for Job {
    fn custom(
        &self,
        evaluator: &mut Evaluator,
        task: &TaskDefinition,
        _settings: &SerializationSettings,
    ) -> EvalResult<Option<Json>> {
        let fields: Vec<_> = self.0.iter().map(|field| (*field, *field)).collect();
        native_task::config_json(evaluator, task, &fields).map(Some)
    }
}

impl TaskBehavior for Shell {
    fn custom(
        &self,
        evaluator: &mut Evaluator,
        task: &TaskDefinition,
        _settings: &SerializationSettings,
    ) -> EvalResult<Option<Json>> {
        let fields = ["ssh_config", "batch_script_args", "sbatch_config"].map(|field| (field, field));
        let mut custom = native_task::config_json(evaluator, task, &fields)?;
        custom["script"] = convert::json(evaluator, &self.script, "the script", task.span_of("script"))?;
        custom["python_input_types"] = Json::Null;
        custom["output_locs"] = json!([]);
        Ok(Some(custom))
    }
}
