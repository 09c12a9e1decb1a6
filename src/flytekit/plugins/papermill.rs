//! `flytekitplugins.papermill`: notebooks as tasks.
//!
//! The container of a notebook is that of a hidden task, of the class that belongs to the notebook's configuration.

use std::rc::Rc;

use crate::configuration::SerializationSettings;
use crate::flytekit::classes::classes;
use crate::flytekit::library::Library;
use crate::flytekit::task::{
    Keywords, TaskBehavior, TaskDefinition, auto_container, initialize_instance_task,
};
use crate::flytekit::{hidden_task, library, native_task};
use crate::model::{Container, K8sPod, Map};
use crate::python::{Arguments, EvalResult, Evaluator, Value};

const PACKAGE: &str = "flytekitplugins.papermill";
const MODULE: &str = "flytekitplugins.papermill.task";
const PARAMETERS: [&str; 8] = [
    "name",
    "notebook_path",
    "render_deck",
    "stream_logs",
    "task_config",
    "inputs",
    "outputs",
    "output_notebooks",
];
/// Functions that notebooks and tasks call when they run.
const AT_RUN_TIME: [&str; 4] =
    ["record_outputs", "load_flytedirectory", "load_flytefile", "load_structureddataset"];

/// A notebook, and the hidden task that stands for its configuration.
struct Notebook(Rc<TaskDefinition>);

/// Defines the classes.
pub(super) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    let parent = Rc::clone(&classes(evaluator).task.instance);
    library.class(&native_task::class(&parent, MODULE, "NotebookTask", construct), &[PACKAGE]);
    for name in AT_RUN_TIME {
        let function = library::function(name, |evaluator, _| {
            Ok(evaluator.unknown("it only has a value when a notebook runs"))
        });
        library.export(name, &function, MODULE, &[PACKAGE]);
    }
}

fn construct(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (instance, mut keywords) =
        Keywords::of_constructor(evaluator, "NotebookTask", &PARAMETERS, arguments)?;
    let path = keywords.require(evaluator, "NotebookTask", "notebook_path")?;
    for ignored in ["render_deck", "stream_logs"] {
        drop(keywords.take(ignored));
    }
    let config = keywords.take_or_none("task_config");
    let inputs = keywords.take_or_none("inputs");
    let outputs = keywords.take_or_none("outputs");
    let with_notebooks = keywords.take("output_notebooks").unwrap_or(Value::Bool(true));
    let hidden = hidden(evaluator, &instance, &config, &keywords)?;
    check_path(evaluator, &path)?;
    let outputs = if evaluator.truth(&with_notebooks)?.is_false() {
        outputs
    } else {
        let notebook = native_task::imported(evaluator, "flytekit.types.file", "PythonNotebook")?;
        let page = native_task::imported(evaluator, "flytekit.types.file", "HTMLPage")?;
        native_task::with_types(&outputs, &[("out_nb", notebook), ("out_rendered_nb", page)])
    };
    native_task::set_interface(evaluator, &mut keywords, inputs, outputs)?;
    keywords.set("task_config", config);
    keywords.set("task_type", Value::str(&hidden.task_type));
    keywords.set("task_type_version", Value::int(i64::from(hidden.task_type_version)));
    initialize_instance_task(evaluator, &instance, keywords, None, Rc::new(Notebook(hidden)))?;
    Ok(Value::None)
}

/// Makes the hidden task; it gets the notebook's other arguments too.
fn hidden(
    evaluator: &mut Evaluator,
    instance: &crate::python::Instance,
    config: &Value,
    keywords: &Keywords,
) -> EvalResult<Rc<TaskDefinition>> {
    let mut own = keywords.clone();
    let name = native_task::name(evaluator, instance, &mut own)?;
    hidden_task::make(evaluator, MODULE, "", &format!("pm.nb.{name}"), config, own)
}

/// The notebook's file must exist.
fn check_path(evaluator: &mut Evaluator, path: &Value) -> EvalResult<()> {
    let Some(path) = evaluator.str_of(path)?.as_str() else { return Ok(()) };
    let full = evaluator.settings.source_root.join(&*path);
    if full.exists() {
        return Ok(());
    }
    Err(evaluator.value_error(&format!("Illegal notebook path passed in {path}")))
}

impl Notebook {
    /// The command of the hidden task, which loads the notebook as the notebook's own command does.
    fn command_of_hidden(
        &self,
        evaluator: &mut Evaluator,
        settings: &SerializationSettings,
        command: Vec<String>,
    ) -> EvalResult<Vec<String>> {
        let default = self.0.behavior.default_command(evaluator, &self.0, settings)?;
        let mut hidden = self.0.behavior.command(evaluator, &self.0, settings, default)?;
        let loader = |arguments: &[String]| arguments.iter().rposition(|argument| argument == "--");
        let (Some(end), Some(start)) = (loader(&hidden), loader(&command)) else { return Ok(command) };
        hidden.truncate(end);
        hidden.extend(command.into_iter().skip(start));
        Ok(hidden)
    }
}

impl TaskBehavior for Notebook {
    fn config(
        &self,
        evaluator: &mut Evaluator,
        task: &TaskDefinition,
        settings: &SerializationSettings,
    ) -> EvalResult<Map<String>> {
        let mut config = auto_container::config(evaluator, task, settings)?;
        config.extend(self.0.behavior.config(evaluator, &self.0, settings)?);
        Ok(config)
    }

    fn container(
        &self,
        evaluator: &mut Evaluator,
        _task: &TaskDefinition,
        settings: &SerializationSettings,
        command: Vec<String>,
    ) -> EvalResult<Option<Container>> {
        let command = self.command_of_hidden(evaluator, settings, command)?;
        self.0.behavior.container(evaluator, &self.0, settings, command)
    }

    fn k8s_pod(
        &self,
        evaluator: &mut Evaluator,
        _task: &TaskDefinition,
        settings: &SerializationSettings,
        command: Vec<String>,
    ) -> EvalResult<Option<K8sPod>> {
        let command = self.command_of_hidden(evaluator, settings, command)?;
        self.0.behavior.k8s_pod(evaluator, &self.0, settings, command)
    }
}
