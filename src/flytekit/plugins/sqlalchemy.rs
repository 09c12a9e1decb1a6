//! `flytekitplugins.sqlalchemy`: queries over any database that SQLAlchemy reaches, run in flytekit's own image.

use serde_json::json;

use crate::flytekit::library::{Library, methods};
use crate::flytekit::record::{Record, fields};
use crate::flytekit::task::{Keywords, TaskDefinition};
use crate::flytekit::{convert, customized_container, native_task, need, sql_task, versions};
use crate::model::Json;
use crate::python::{Arguments, Class, EvalResult, Evaluator, Value};

const PACKAGE: &str = "flytekitplugins.sqlalchemy";
const MODULE: &str = "flytekitplugins.sqlalchemy.task";
const EXECUTOR: &str = "flytekitplugins.sqlalchemy.task.SQLAlchemyTaskExecutor";
const PARAMETERS: [&str; 6] =
    ["name", "query_template", "task_config", "inputs", "output_schema_type", "container_image"];

/// Defines the classes.
pub(super) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    let fields = fields! { uri: Required, connect_args: None, secret_connect_args: None };
    library.class(&Record::dataclass(MODULE, "SQLAlchemyConfig", fields).class(evaluator), &[PACKAGE]);
    let parents = [customized_container::class(evaluator), sql_task::class(evaluator)];
    let attributes = methods(&[("__init__", construct)]);
    library.class(&Class::native(MODULE, "SQLAlchemyTask", &parents, None, attributes), &[PACKAGE]);
}

fn construct(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (instance, mut keywords) =
        Keywords::of_constructor(evaluator, "SQLAlchemyTask", &PARAMETERS, arguments)?;
    if keywords.get("output_schema_type").is_none() {
        let schema = native_task::imported(evaluator, "flytekit.types.schema", "FlyteSchema")?;
        keywords.set("output_schema_type", schema);
    }
    sql_task::set_results(&mut keywords, "output_schema_type");
    let image = versions::default_image(evaluator, "sqlalchemy");
    keywords.set_default("container_image", Value::from(image));
    sql_task::prepare(evaluator, &instance, &mut keywords)?;
    keywords.set("task_type", Value::str("sqlalchemy"));
    customized_container::initialize(evaluator, &instance, keywords, EXECUTOR, |evaluator, task, _| {
        let arguments = native_task::config_field(evaluator, task, "connect_args")?;
        let span = task.span_of("task_config");
        let arguments = match arguments {
            Value::None => json!({}),
            arguments => convert::json(evaluator, &arguments, "`connect_args`", span)?,
        };
        Ok(Some(json!({
            "query_template": sql_task::query(evaluator, task)?,
            "uri": native_task::config_text(evaluator, task, "uri")?,
            "connect_args": arguments,
            "secret_connect_args": secrets(evaluator, task)?,
        })))
    })?;
    Ok(Value::None)
}

fn secrets(evaluator: &mut Evaluator, task: &TaskDefinition) -> EvalResult<Json> {
    let secrets = native_task::config_field(evaluator, task, "secret_connect_args")?;
    if secrets.is_none() {
        return Ok(Json::Null);
    }
    let span = task.span_of("task_config");
    let mut written = serde_json::Map::new();
    for (key, secret) in need::entries(evaluator, &secrets, "`secret_connect_args`", span)? {
        let key = need::text(evaluator, &key, "the name of an argument", span)?;
        written.insert(key.to_string(), customized_container::secret_json(evaluator, &secret, span)?);
    }
    Ok(Json::Object(written))
}
