//! `flytekitplugins.hive`: queries that Hive runs.

use std::rc::Rc;

use super::message::Message;
use crate::configuration::SerializationSettings;
use crate::flytekit::library::Library;
use crate::flytekit::record::{self, Record, fields};
use crate::flytekit::task::{Keywords, TaskBehavior, TaskDefinition};
use crate::flytekit::{native_task, need, sql_task};
use crate::model::Json;
use crate::python::{Arguments, EvalResult, Evaluator, Instance, Value};

const PACKAGE: &str = "flytekitplugins.hive";
const MODULE: &str = "flytekitplugins.hive.task";
const PARAMETERS: [&str; 5] = ["name", "query_template", "task_config", "inputs", "output_schema_type"];
const SELECT_PARAMETERS: [&str; 6] =
    ["name", "select_query", "inputs", "output_schema_type", "config", "stage_query"];

struct Query;

/// Defines the classes.
pub(super) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    let fields = fields! { cluster_label: Str(""), tags: None };
    library.class(&Record::dataclass(MODULE, "HiveConfig", fields).check(check).class(evaluator), &[PACKAGE]);
    let parent = sql_task::class(evaluator);
    let query = native_task::class(&parent, MODULE, "HiveTask", construct);
    library.class(&query, &[PACKAGE]);
    library.class(&native_task::class(&query, MODULE, "HiveSelectTask", construct_select), &[PACKAGE]);
}

fn check(_evaluator: &mut Evaluator, config: &Rc<Instance>) -> EvalResult<()> {
    if record::get(config, "tags").is_none() {
        config.set_attribute("tags", Value::list(Vec::new()));
    }
    Ok(())
}

fn construct(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (instance, keywords) = Keywords::of_constructor(evaluator, "HiveTask", &PARAMETERS, arguments)?;
    initialize(evaluator, &instance, keywords)
}

fn initialize(
    evaluator: &mut Evaluator,
    instance: &Rc<Instance>,
    mut keywords: Keywords,
) -> EvalResult<Value> {
    if keywords.get("task_config").is_none_or(Value::is_none) {
        let class = native_task::imported(evaluator, MODULE, "HiveConfig")?;
        keywords.set("task_config", evaluator.call(&class, Arguments::default())?);
    }
    sql_task::set_results(&mut keywords, "output_schema_type");
    keywords.set("task_type", Value::str("hive"));
    sql_task::initialize(evaluator, instance, keywords, Rc::new(Query))?;
    Ok(Value::None)
}

/// `HiveSelectTask.__init__`: the rows of the query become a table where outputs are looked for. The configuration that is
/// given does not count, as in the reference.
fn construct_select(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (instance, mut keywords) =
        Keywords::of_constructor(evaluator, "HiveSelectTask", &SELECT_PARAMETERS, arguments)?;
    let span = keywords.span_of("select_query");
    let select = keywords.require(evaluator, "HiveSelectTask", "select_query")?;
    let select = need::text(evaluator, &select, "the query", span)?;
    let span = keywords.span_of("stage_query");
    let stage = keywords.take_or_none("stage_query");
    let stage = need::optional_text(evaluator, &stage, "the staging query", span)?.unwrap_or_default();
    let mut own = Keywords::empty(keywords.span);
    for name in ["name", "inputs", "output_schema_type"] {
        if let Some(value) = keywords.take(name) {
            own.set(name, value);
        }
    }
    let select = select.trim().trim_matches(';');
    own.set("query_template", Value::from(select_query(&stage, select)));
    initialize(evaluator, &instance, own)
}

fn select_query(stage: &str, select: &str) -> String {
    let table = "{{ .PerRetryUniqueKey }}";
    [
        stage,
        &format!("CREATE TEMPORARY TABLE {table}_tmp AS {select};"),
        &format!("CREATE EXTERNAL TABLE {table} LIKE {table}_tmp STORED AS PARQUET;"),
        &format!("ALTER TABLE {table} SET LOCATION '{{{{ .RawOutputDataPrefix }}}}';"),
        &format!("INSERT OVERWRITE TABLE {table} SELECT * FROM {table}_tmp;"),
        &format!("DROP TABLE {table};"),
    ]
    .join(" ")
}

impl TaskBehavior for Query {
    fn custom(
        &self,
        evaluator: &mut Evaluator,
        task: &TaskDefinition,
        _settings: &SerializationSettings,
    ) -> EvalResult<Option<Json>> {
        let query = Message::default().text("query", sql_task::query(evaluator, task)?);
        let tags = native_task::config_field(evaluator, task, "tags")?;
        let tags = need::texts(evaluator, &tags, "the tags", task.span_of("task_config"))?;
        let job = Message::default()
            .text("clusterLabel", native_task::config_text(evaluator, task, "cluster_label")?)
            .list("tags", tags.into_iter().map(Json::from).collect())
            .message("query", query.json());
        Ok(Some(job.json()))
    }
}
