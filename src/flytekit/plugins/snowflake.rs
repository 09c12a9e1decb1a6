//! `flytekitplugins.snowflake`: queries that Snowflake runs.

use std::rc::Rc;

use crate::configuration::SerializationSettings;
use crate::flytekit::library::Library;
use crate::flytekit::record::{Record, fields};
use crate::flytekit::task::{Keywords, TaskBehavior, TaskDefinition};
use crate::flytekit::{native_task, sql_task};
use crate::model::{Map, Sql};
use crate::python::{Arguments, EvalResult, Evaluator, Value};

const PACKAGE: &str = "flytekitplugins.snowflake";
const MODULE: &str = "flytekitplugins.snowflake.task";
const PARAMETERS: [&str; 5] = ["name", "query_template", "task_config", "inputs", "output_schema_type"];

struct Query;

/// Defines the classes.
pub(super) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    let fields = fields! {
        user: Required, account: Required, database: Required, schema: Required, warehouse: Required,
    };
    library.class(&Record::dataclass(MODULE, "SnowflakeConfig", fields).class(evaluator), &[PACKAGE]);
    let parent = sql_task::class(evaluator);
    library.class(&native_task::class(&parent, MODULE, "SnowflakeTask", construct), &[PACKAGE]);
}

fn construct(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (instance, mut keywords) =
        Keywords::of_constructor(evaluator, "SnowflakeTask", &PARAMETERS, arguments)?;
    sql_task::set_results(&mut keywords, "output_schema_type");
    keywords.set("task_type", Value::str("snowflake"));
    sql_task::initialize(evaluator, &instance, keywords, Rc::new(Query))?;
    Ok(Value::None)
}

impl TaskBehavior for Query {
    fn config(
        &self,
        evaluator: &mut Evaluator,
        task: &TaskDefinition,
        _settings: &SerializationSettings,
    ) -> EvalResult<Map<String>> {
        native_task::config_map(evaluator, task, &["user", "account", "database", "schema", "warehouse"])
    }

    fn sql(
        &self,
        evaluator: &mut Evaluator,
        task: &TaskDefinition,
        _settings: &SerializationSettings,
    ) -> EvalResult<Option<Sql>> {
        sql_task::ansi(evaluator, task).map(Some)
    }
}
