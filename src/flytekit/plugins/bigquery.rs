//! `flytekitplugins.bigquery`: queries that BigQuery runs.

use std::rc::Rc;

use serde_json::json;

use crate::configuration::SerializationSettings;
use crate::flytekit::library::Library;
use crate::flytekit::record::{Record, fields};
use crate::flytekit::task::{Keywords, TaskBehavior, TaskDefinition};
use crate::flytekit::{native_task, need, sql_task};
use crate::model::{Json, Sql};
use crate::python::{Arguments, EvalResult, Evaluator, Value};

const PACKAGE: &str = "flytekitplugins.bigquery";
const MODULE: &str = "flytekitplugins.bigquery.task";
const PARAMETERS: [&str; 5] =
    ["name", "query_template", "task_config", "inputs", "output_structured_dataset_type"];

struct Query;

/// Defines the classes.
pub(super) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    let fields = fields! { ProjectID: Required, Location: None, QueryJobConfig: None };
    library.class(&Record::dataclass(MODULE, "BigQueryConfig", fields).class(evaluator), &[PACKAGE]);
    let parent = sql_task::class(evaluator);
    library.class(&native_task::class(&parent, MODULE, "BigQueryTask", construct), &[PACKAGE]);
}

fn construct(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (instance, mut keywords) =
        Keywords::of_constructor(evaluator, "BigQueryTask", &PARAMETERS, arguments)?;
    sql_task::set_results(&mut keywords, "output_structured_dataset_type");
    keywords.set("task_type", Value::str("bigquery_query_job_task"));
    sql_task::initialize(evaluator, &instance, keywords, Rc::new(Query))?;
    Ok(Value::None)
}

impl TaskBehavior for Query {
    fn custom(
        &self,
        evaluator: &mut Evaluator,
        task: &TaskDefinition,
        settings: &SerializationSettings,
    ) -> EvalResult<Option<Json>> {
        let fields = [("Location", "Location"), ("ProjectID", "ProjectID")];
        let mut custom = native_task::config_json(evaluator, task, &fields)?;
        custom["Domain"] = json!(settings.domain);
        let job = native_task::config_field(evaluator, task, "QueryJobConfig")?;
        if job.is_none() {
            return Ok(Some(custom));
        }
        let span = task.span_of("task_config");
        need::known(evaluator, &job, "`QueryJobConfig` of the task's configuration", span)?;
        let written = evaluator.call_method(&job, "to_api_repr", Arguments::default())?;
        let query = evaluator.get_item(&written, &Value::str("query"))?;
        let query = crate::flytekit::convert::json(evaluator, &query, "the query's configuration", span)?;
        if let (Json::Object(custom), Json::Object(query)) = (&mut custom, query) {
            custom.extend(query);
        }
        Ok(Some(custom))
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
