//! Tasks without container that the backend runs by itself: `Echo` and `WebhookTask`.

use std::rc::Rc;

use serde_json::json;

use super::classes::classes;
use super::library::Library;
use super::task::{Keywords, Plain, TaskBehavior, TaskDefinition};
use super::{convert, native_task, need};
use crate::configuration::SerializationSettings;
use crate::model::{Json, Map};
use crate::python::{Arguments, EvalResult, Evaluator, Value};

const WEBHOOK: &str = "flytekit.extras.webhook.task";
const WEBHOOK_PARAMETERS: [&str; 10] = [
    "name",
    "url",
    "method",
    "headers",
    "data",
    "dynamic_inputs",
    "show_data",
    "show_url",
    "description",
    "timeout",
];

/// Defines the classes.
pub(super) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    let parent = Rc::clone(&classes(evaluator).task.python);
    library.class(&native_task::class(&parent, "flytekit.core.task", "Echo", construct_echo), &[]);
    let webhook = native_task::class(&parent, WEBHOOK, "WebhookTask", construct_webhook);
    library.class(&webhook, &["flytekit.extras.webhook"]);
}

/// `Echo.__init__`: the outputs `o0`, `o1` … have the types of the inputs.
fn construct_echo(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (instance, mut keywords) =
        Keywords::of_constructor(evaluator, "Echo", &["name", "inputs"], arguments)?;
    let span = keywords.span_of("inputs");
    let inputs = keywords.take_or_none("inputs");
    let types = need::entries(evaluator, &inputs, "the inputs of the task", span)?;
    let outputs = types.into_iter().enumerate().map(|(at, (_, python_type))| (format!("o{at}"), python_type));
    let outputs = Value::dict(outputs);
    native_task::set_interface(evaluator, &mut keywords, inputs, outputs)?;
    keywords.set("task_type", Value::str("echo"));
    native_task::without_container(evaluator, &instance, keywords, Rc::new(Plain))?;
    Ok(Value::None)
}

/// What a webhook does, by parameter.
struct Webhook(Map<Value>);

fn construct_webhook(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (instance, mut keywords) =
        Keywords::of_constructor(evaluator, "WebhookTask", &WEBHOOK_PARAMETERS, arguments)?;
    let method = keywords.get("method").cloned().unwrap_or_else(|| Value::str("POST"));
    if let Some(method) = method.as_str().filter(|method| !["GET", "POST"].contains(&&**method)) {
        return Err(evaluator.value_error(&format!("Method should be either GET or POST. Got {method}")));
    }
    let inputs = keywords.take_or_none("dynamic_inputs");
    let dict = Value::Class(Rc::clone(&evaluator.types.dict));
    native_task::set_interface(evaluator, &mut keywords, inputs, Value::dict([("info", dict)]))?;
    let description = keywords.take_or_none("description");
    if !evaluator.truth(&description)?.is_false() {
        let class = native_task::imported(evaluator, "flytekit.models.documentation", "Documentation")?;
        let docs = evaluator.call(&class, Arguments::keywords([("short_description", description)]))?;
        keywords.set("docs", docs);
    }
    let names = ["url", "headers", "data", "show_data", "show_url", "timeout"];
    let mut given: Map<Value> =
        names.iter().map(|name| ((*name).to_owned(), keywords.take_or_none(name))).collect();
    given.insert("method".to_owned(), method);
    keywords.set("task_type", Value::str("webhook"));
    native_task::without_container(evaluator, &instance, keywords, Rc::new(Webhook(given)))?;
    Ok(Value::None)
}

impl Webhook {
    fn json(&self, evaluator: &mut Evaluator, task: &TaskDefinition, name: &str) -> EvalResult<Json> {
        let value = self.0.get(name).cloned().unwrap_or(Value::None);
        convert::json(evaluator, &value, &format!("`{name}` of the webhook"), task.span_of(name))
    }
}

impl TaskBehavior for Webhook {
    fn custom(
        &self,
        evaluator: &mut Evaluator,
        task: &TaskDefinition,
        _settings: &SerializationSettings,
    ) -> EvalResult<Option<Json>> {
        let or = |value: Json, otherwise: Json| if value.is_null() { otherwise } else { value };
        let timeout = match self.0.get("timeout") {
            None | Some(Value::None) => json!(10.0),
            Some(whole @ (Value::Int(_) | Value::Bool(_))) => json!(whole.as_i64()),
            Some(duration) => {
                let seconds = evaluator.call_method(duration, "total_seconds", Arguments::default())?;
                convert::json(evaluator, &seconds, "the timeout of the webhook", task.span_of("timeout"))?
            }
        };
        Ok(Some(json!({
            "url": self.json(evaluator, task, "url")?,
            "method": self.json(evaluator, task, "method")?,
            "headers": or(self.json(evaluator, task, "headers")?, json!({})),
            "data": or(self.json(evaluator, task, "data")?, json!({})),
            "show_data": or(self.json(evaluator, task, "show_data")?, json!(false)),
            "show_url": or(self.json(evaluator, task, "show_url")?, json!(false)),
            "timeout_sec": timeout,
        })))
    }
}
