//! `ContainerTask`: a container of the user's making, whose inputs and outputs are files (`flytekit.core.container_task`).

use std::rc::Rc;

use super::classes::classes;
use super::image_spec::{self, CopyHandling};
use super::library::Library;
use super::resources::{self, Given};
use super::task::python_task::{self, TaskParts};
use super::task::{Keywords, TaskBehavior, TaskDefinition, auto_container};
use super::{enumeration, native_task, need, pod_template, secret};
use crate::configuration::SerializationSettings;
use crate::diagnostic::{Diagnostic, Id};
use crate::model::{Container, DataLoading, K8sPod, Map};
use crate::python::{Arguments, EvalResult, Evaluator, Value};

const MODULE: &str = "flytekit.core.container_task";
const PARAMETERS: [&str; 19] = [
    "name",
    "image",
    "command",
    "inputs",
    "metadata",
    "arguments",
    "outputs",
    "requests",
    "limits",
    "input_data_dir",
    "output_data_dir",
    "metadata_format",
    "io_strategy",
    "secret_requests",
    "pod_template",
    "pod_template_name",
    "local_logs",
    "resources",
    "environment",
];
/// Parameters that make up the container.
const CONTAINER: [&str; 11] = [
    "image",
    "command",
    "arguments",
    "requests",
    "limits",
    "resources",
    "input_data_dir",
    "output_data_dir",
    "metadata_format",
    "io_strategy",
    "pod_template",
];

const STRATEGIES: [(&str, i64); 6] = [
    ("DOWNLOAD_EAGER", 0),
    ("DOWNLOAD_STREAM", 1),
    ("DO_NOT_DOWNLOAD", 2),
    ("UPLOAD_EAGER", 0),
    ("UPLOAD_ON_EXIT", 1),
    ("DO_NOT_UPLOAD", 2),
];

/// The arguments that make up the container, by name.
struct RawContainer(Map<Value>);

/// Defines the class.
pub(super) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    let parent = Rc::clone(&classes(evaluator).task.python);
    let class = native_task::class(&parent, MODULE, "ContainerTask", construct);
    let formats = [("JSON", 0), ("YAML", 1), ("PROTO", 2)];
    let formats = enumeration::class(evaluator, MODULE, "ContainerTask.MetadataFormat", &formats);
    class.set_attribute("MetadataFormat", Value::Class(formats));
    let strategies = enumeration::class(evaluator, MODULE, "ContainerTask.IOStrategy", &STRATEGIES);
    class.set_attribute("IOStrategy", Value::Class(strategies));
    library.class(&class, &["flytekit"]);
}

fn construct(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (instance, mut keywords) =
        Keywords::of_constructor(evaluator, "ContainerTask", &PARAMETERS, arguments)?;
    for required in ["image", "command"] {
        if keywords.get(required).is_none() {
            keywords.require(evaluator, "ContainerTask", required)?;
        }
    }
    let given = CONTAINER.iter().map(|name| {
        let value = keywords.get(name).cloned().unwrap_or(Value::None);
        ((*name).to_owned(), value)
    });
    let behavior = RawContainer(given.collect());
    let name = native_task::name(evaluator, &instance, &mut keywords)?;
    let [inputs, outputs] = ["inputs", "outputs"].map(|name| keywords.take_or_none(name));
    native_task::set_interface(evaluator, &mut keywords, inputs, outputs)?;
    let secrets = keywords.get("secret_requests").cloned().unwrap_or(Value::None);
    let secrets = secret::security_context(evaluator, &secrets, keywords.span_of("secret_requests"))?;
    let metadata = match keywords.get("metadata") {
        Some(Value::Instance(metadata)) => Rc::clone(metadata),
        _ => python_task::default_metadata(evaluator)?,
    };
    let template_name = keywords.get("pod_template_name").cloned().unwrap_or(Value::None);
    metadata.set_attribute("pod_template_name", template_name);
    keywords.set("metadata", Value::Instance(metadata));
    keywords.set("task_type", Value::str("raw-container"));
    keywords.set("task_config", Value::None);
    let interface = python_task::given_interface(evaluator, &mut keywords)?;
    let mut parts = TaskParts::new(name, interface, Rc::new(behavior));
    parts.security_context = secrets;
    python_task::define(evaluator, &instance, parts, keywords)?;
    Ok(Value::None)
}

impl RawContainer {
    fn get(&self, name: &str) -> Value {
        self.0.get(name).cloned().unwrap_or(Value::None)
    }

    fn text(&self, evaluator: &mut Evaluator, task: &TaskDefinition, name: &str) -> EvalResult<String> {
        let what = format!("`{name}` of the container task");
        let text = need::optional_text(evaluator, &self.get(name), &what, task.span_of(name))?;
        Ok(text.map(|text| text.to_string()).unwrap_or_default())
    }

    fn texts(&self, evaluator: &mut Evaluator, task: &TaskDefinition, name: &str) -> EvalResult<Vec<String>> {
        let what = format!("`{name}` of the container task");
        need::texts(evaluator, &self.get(name), &what, task.span_of(name))
    }

    fn data_loading(&self, evaluator: &mut Evaluator, task: &TaskDefinition) -> EvalResult<DataLoading> {
        if !self.get("io_strategy").is_none() {
            let message =
                "`io_strategy` of a container task cannot be written: flytekit fails on every value of it";
            return Err(Diagnostic::error(Id::UnsupportedFeature, message)
                .at(task.span_of("io_strategy"), "")
                .into());
        }
        let format = self.get("metadata_format");
        need::known(
            evaluator,
            &format,
            "`metadata_format` of the container task",
            task.span_of("metadata_format"),
        )?;
        Ok(DataLoading {
            input_path: self.text(evaluator, task, "input_data_dir")?,
            output_path: self.text(evaluator, task, "output_data_dir")?,
            format: enumeration::number(&format).unwrap_or_default() as i32,
            io_strategy: None,
        })
    }

    fn container(
        &self,
        evaluator: &mut Evaluator,
        task: &TaskDefinition,
        settings: &SerializationSettings,
    ) -> EvalResult<Container> {
        let [requests, limits, resources] = ["requests", "limits", "resources"].map(|name| self.get(name));
        let given = Given { requests: &requests, limits: &limits, resources: &resources };
        let span = ["resources", "requests", "limits"].iter().find_map(|name| task.spans.get(*name));
        let span = span.copied().unwrap_or(task.span);
        let image = self.get("image");
        let handling = CopyHandling::Modules;
        Ok(Container {
            image: image_spec::container_image(evaluator, &image, settings, handling, task.span_of("image"))?,
            command: self.texts(evaluator, task, "command")?,
            args: self.texts(evaluator, task, "arguments")?,
            fast_registration: false,
            resources: resources::of_container(evaluator, &given, span)?,
            environment: auto_container::environment(evaluator, task, settings)?,
            data_loading: Some(self.data_loading(evaluator, task)?),
        })
    }
}

impl TaskBehavior for RawContainer {
    fn config(
        &self,
        evaluator: &mut Evaluator,
        task: &TaskDefinition,
        _settings: &SerializationSettings,
    ) -> EvalResult<Map<String>> {
        let template = self.get("pod_template");
        if template.is_none() {
            return Ok(Map::default());
        }
        let name = pod_template::primary_container_name(evaluator, &template, task.span_of("pod_template"))?;
        Ok(Map::from_iter([("primary_container_name".to_owned(), name)]))
    }

    fn container(
        &self,
        evaluator: &mut Evaluator,
        task: &TaskDefinition,
        settings: &SerializationSettings,
        _command: Vec<String>,
    ) -> EvalResult<Option<Container>> {
        if !self.get("pod_template").is_none() {
            return Ok(None);
        }
        RawContainer::container(self, evaluator, task, settings).map(Some)
    }

    fn k8s_pod(
        &self,
        evaluator: &mut Evaluator,
        task: &TaskDefinition,
        settings: &SerializationSettings,
        _command: Vec<String>,
    ) -> EvalResult<Option<K8sPod>> {
        let template = self.get("pod_template");
        if template.is_none() {
            return Ok(None);
        }
        let container = RawContainer::container(self, evaluator, task, settings)?;
        let span = task.span_of("pod_template");
        let mut pod = pod_template::k8s_pod(evaluator, &template, &container, settings, span)?;
        if self.get("arguments").is_none() {
            pod_template::leave_out(&mut pod, "args");
        }
        Ok(Some(pod))
    }
}
