//! `SQLite3Task`: a query over a SQLite file, run in flytekit's own image (`flytekit.extras.sqlite3.task`).

use serde_json::json;

use super::library;
use super::library::Library;
use super::record::{Record, fields};
use super::task::Keywords;
use super::{convert, customized_container, native_task, sql_task, versions};
use crate::python::{Arguments, Class, EvalResult, Evaluator, Value};

const MODULE: &str = "flytekit.extras.sqlite3.task";
const PARAMETERS: [&str; 6] =
    ["name", "query_template", "inputs", "task_config", "output_schema_type", "container_image"];

/// Defines the classes.
pub(super) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    let fields = fields! { uri: Required, compressed: Bool(false) };
    library.class(&Record::dataclass(MODULE, "SQLite3Config", fields).class(evaluator), &[]);
    let parents = [customized_container::class(evaluator), sql_task::class(evaluator)];
    let attributes = library::methods(&[("__init__", construct)]);
    let class = Class::native(MODULE, "SQLite3Task", &parents, None, attributes);
    library.class(&class, &[]);
}

fn construct(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (instance, mut keywords) =
        Keywords::of_constructor(evaluator, "SQLite3Task", &PARAMETERS, arguments)?;
    let config = keywords.get("task_config").cloned().unwrap_or(Value::None);
    if config.is_none() || evaluator.get_attribute(&config, "uri")?.is_none() {
        return Err(evaluator.value_error("SQLite DB uri is required."));
    }
    let schema = keywords.take_or_none("output_schema_type");
    let schema = if evaluator.truth(&schema)?.is_false() {
        native_task::imported(evaluator, "flytekit.types.schema", "FlyteSchema")?
    } else {
        schema
    };
    keywords.set("outputs", Value::dict([("results", schema)]));
    let image = keywords.get("container_image").cloned().unwrap_or(Value::None);
    if evaluator.truth(&image)?.is_false() {
        keywords.set("container_image", Value::from(versions::default_image(evaluator, "")));
    }
    sql_task::prepare(evaluator, &instance, &mut keywords)?;
    keywords.set("task_type", Value::str("sqlite"));
    let executor = "flytekit.extras.sqlite3.task.SQLite3TaskExecutor";
    customized_container::initialize(evaluator, &instance, keywords, executor, |evaluator, task, _| {
        let compressed = native_task::config_field(evaluator, task, "compressed")?;
        let span = task.span_of("task_config");
        Ok(Some(json!({
            "query_template": sql_task::query(evaluator, task)?,
            "uri": native_task::config_text(evaluator, task, "uri")?,
            "compressed": convert::json(evaluator, &compressed, "whether the database is compressed", span)?,
        })))
    })?;
    Ok(Value::None)
}
