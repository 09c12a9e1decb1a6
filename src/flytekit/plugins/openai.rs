//! `flytekitplugins.openai`: chats with, and batches of requests to, OpenAI's models.

use std::rc::Rc;

use serde_json::json;

use crate::configuration::SerializationSettings;
use crate::flytekit::classes::classes;
use crate::flytekit::library::Library;
use crate::flytekit::record::{self, Record, fields};
use crate::flytekit::task::{Keywords, TaskBehavior, TaskDefinition};
use crate::flytekit::{convert, customized_container, native_task, prelude, versions};
use crate::model::Json;
use crate::python::{Arguments, EvalResult, Evaluator, Value};

const PACKAGE: &str = "flytekitplugins.openai";
const CHAT: &str = "flytekitplugins.openai.chatgpt.task";
const BATCH: &str = "flytekitplugins.openai.batch.task";
const TYPES: &str = "flytekitplugins.openai.batch.result";
const WORKFLOW: &str = "flytekitplugins.openai.batch.workflow";

/// Parts of `custom`, by key.
struct Connector(Vec<(&'static str, Value)>);

/// Defines the classes.
pub(super) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    let python = Rc::clone(&classes(evaluator).task.python);
    library.class(&native_task::class(&python, CHAT, "ChatGPTTask", construct_chat), &[PACKAGE]);
    let fields = fields! { secret: Required, openai_organization: None };
    library.class(&Record::dataclass(BATCH, "OpenAIFileConfig", fields).class(evaluator), &[PACKAGE]);
    let container = customized_container::class(evaluator);
    for (parent, name, construct) in [
        (&python, "BatchEndpointTask", construct_endpoint as crate::python::NativeCode),
        (&container, "UploadJSONLFileTask", construct_upload),
        (&container, "DownloadJSONFilesTask", construct_download),
    ] {
        library.class(&native_task::class(parent, BATCH, name, construct), &[PACKAGE]);
    }
    library
        .computed(TYPES, |evaluator| prelude::evaluate(evaluator, BATCH, include_str!("openai_result.py")));
    library.computed(WORKFLOW, |evaluator| {
        prelude::evaluate(evaluator, WORKFLOW, include_str!("openai_workflow.py"))
    });
    library.forward(PACKAGE, "create_batch", WORKFLOW);
    library.forward(PACKAGE, "BatchResult", TYPES);
    library.forward(BATCH, "BatchResult", TYPES);
}

fn construct_chat(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let positional = ["name", "chatgpt_config", "openai_organization"];
    let (instance, mut keywords) =
        Keywords::of_constructor(evaluator, "ChatGPTTask", &positional, arguments)?;
    let config = keywords.require(evaluator, "ChatGPTTask", "chatgpt_config")?;
    if evaluator.contains(&config, &Value::str("model"))?.is_false() {
        let message = "The 'model' configuration variable is required in chatgpt_config";
        return Err(evaluator.value_error(message));
    }
    let organization = keywords.take_or_none("openai_organization");
    let text = Value::Class(Rc::clone(&evaluator.types.str));
    let (inputs, outputs) = (Value::dict([("message", text.clone())]), Value::dict([("o0", text)]));
    native_task::set_interface(evaluator, &mut keywords, inputs, outputs)?;
    keywords.set("task_type", Value::str("chatgpt"));
    let behavior = Connector(vec![("openai_organization", organization), ("chatgpt_config", config)]);
    native_task::without_container(evaluator, &instance, keywords, Rc::new(behavior))?;
    Ok(Value::None)
}

fn construct_endpoint(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let positional = ["name", "config", "openai_organization"];
    let (instance, mut keywords) =
        Keywords::of_constructor(evaluator, "BatchEndpointTask", &positional, arguments)?;
    let config = keywords.require(evaluator, "BatchEndpointTask", "config")?;
    let organization = keywords.take_or_none("openai_organization");
    let text = Value::Class(Rc::clone(&evaluator.types.str));
    let result = Value::Class(Rc::clone(&evaluator.types.dict));
    let (inputs, outputs) = (Value::dict([("input_file_id", text)]), Value::dict([("result", result)]));
    native_task::set_interface(evaluator, &mut keywords, inputs, outputs)?;
    keywords.set("task_type", Value::str("openai-batch"));
    let behavior = Connector(vec![("openai_organization", organization), ("config", config)]);
    native_task::without_container(evaluator, &instance, keywords, Rc::new(behavior))?;
    Ok(Value::None)
}

impl TaskBehavior for Connector {
    fn custom(
        &self,
        evaluator: &mut Evaluator,
        task: &TaskDefinition,
        _settings: &SerializationSettings,
    ) -> EvalResult<Option<Json>> {
        let mut custom = serde_json::Map::new();
        for (key, value) in &self.0 {
            let json = convert::json(evaluator, value, &format!("`{key}` of the task"), task.span_of(key))?;
            custom.insert((*key).to_owned(), json);
        }
        Ok(Some(Json::Object(custom)))
    }
}

fn construct_upload(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let file = native_task::imported(evaluator, "flytekit.types.file", "JSONLFile")?;
    let text = Value::Class(Rc::clone(&evaluator.types.str));
    let interface = [Value::dict([("jsonl_in", file)]), Value::dict([("result", text)])];
    let executor = "flytekitplugins.openai.batch.task.UploadJSONLFileExecutor";
    construct_file_task(evaluator, arguments, "openai-batch-upload-file", interface, executor)
}

fn construct_download(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let result = native_task::imported(evaluator, TYPES, "BatchResult")?;
    let dict = Value::Class(Rc::clone(&evaluator.types.dict));
    let interface = [Value::dict([("batch_endpoint_result", dict)]), Value::dict([("result", result)])];
    let executor = "flytekitplugins.openai.batch.task.DownloadJSONFilesExecutor";
    construct_file_task(evaluator, arguments, "openai-batch-download-files", interface, executor)
}

fn construct_file_task(
    evaluator: &mut Evaluator,
    arguments: Arguments,
    task_type: &str,
    [inputs, outputs]: [Value; 2],
    executor: &str,
) -> EvalResult<Value> {
    let positional = ["name", "task_config", "container_image"];
    let (instance, mut keywords) =
        Keywords::of_constructor(evaluator, "OpenAI file task", &positional, arguments)?;
    keywords.set_default("container_image", Value::from(versions::default_image(evaluator, "openai-batch")));
    let resources = native_task::imported(evaluator, "flytekit.core.resources", "Resources")?;
    let requests = evaluator.call(&resources, Arguments::keywords([("mem", Value::str("700Mi"))]))?;
    keywords.set("requests", requests);
    let config = keywords.get("task_config").cloned().unwrap_or(Value::None);
    let secret = config.as_instance().map_or(Value::None, |config| record::get(config, "secret"));
    keywords.set("secret_requests", Value::list(vec![secret]));
    native_task::set_interface(evaluator, &mut keywords, inputs, outputs)?;
    keywords.set("task_type", Value::str(task_type));
    customized_container::initialize(evaluator, &instance, keywords, executor, |evaluator, task, _| {
        let fields = [("openai_organization", "openai_organization")];
        let mut custom = native_task::config_json(evaluator, task, &fields)?;
        let secret = native_task::config_field(evaluator, task, "secret")?;
        let span = task.span_of("task_config");
        custom["secret_arg"] = json!(customized_container::secret_json(evaluator, &secret, span)?);
        Ok(Some(custom))
    })?;
    Ok(Value::None)
}
