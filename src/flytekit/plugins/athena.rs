//! `flytekitplugins.athena`: queries that Amazon Athena runs.

use std::rc::Rc;

use super::message::Message;
use crate::configuration::SerializationSettings;
use crate::flytekit::library::Library;
use crate::flytekit::record::{Record, fields};
use crate::flytekit::task::{Keywords, TaskBehavior, TaskDefinition};
use crate::flytekit::{native_task, sql_task};
use crate::model::Json;
use crate::python::{Arguments, EvalResult, Evaluator, Value};

const PACKAGE: &str = "flytekitplugins.athena";
const MODULE: &str = "flytekitplugins.athena.task";
const PARAMETERS: [&str; 5] = ["name", "query_template", "task_config", "inputs", "output_schema_type"];

struct Query;

/// Defines the classes.
pub(super) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    let fields = fields! { database: None, workgroup: None, catalog: None };
    library.class(&Record::dataclass(MODULE, "AthenaConfig", fields).class(evaluator), &[PACKAGE]);
    let parent = sql_task::class(evaluator);
    library.class(&native_task::class(&parent, MODULE, "AthenaTask", construct), &[PACKAGE]);
}

fn construct(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (instance, mut keywords) = Keywords::of_constructor(evaluator, "AthenaTask", &PARAMETERS, arguments)?;
    if keywords.get("task_config").is_none_or(Value::is_none) {
        let class = native_task::imported(evaluator, MODULE, "AthenaConfig")?;
        keywords.set("task_config", evaluator.call(&class, Arguments::default())?);
    }
    sql_task::set_results(&mut keywords, "output_schema_type");
    keywords.set("task_type", Value::str("presto"));
    sql_task::initialize(evaluator, &instance, keywords, Rc::new(Query))?;
    Ok(Value::None)
}

impl TaskBehavior for Query {
    fn custom(
        &self,
        evaluator: &mut Evaluator,
        task: &TaskDefinition,
        _settings: &SerializationSettings,
    ) -> EvalResult<Option<Json>> {
        let query = Message::default()
            .text("statement", sql_task::query(evaluator, task)?)
            .text("schema", native_task::config_text(evaluator, task, "database")?)
            .text("routingGroup", native_task::config_text(evaluator, task, "workgroup")?)
            .text("catalog", native_task::config_text(evaluator, task, "catalog")?);
        Ok(Some(query.json()))
    }
}
