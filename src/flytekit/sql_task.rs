//! `SQLTask`: a query that the backend runs (`flytekit.core.base_sql_task`).

use std::rc::Rc;

use super::classes::classes;
use super::library::Library;
use super::task::{Keywords, Plain, TaskBehavior, TaskDefinition};
use super::{native_task, need};
use crate::python::{Arguments, Class, EvalResult, Evaluator, Instance, Value};

const MODULE: &str = "flytekit.core.base_sql_task";
/// The parameters of a `SQLTask`, in the order of their positions.
const PARAMETERS: [&str; 7] =
    ["name", "query_template", "task_config", "task_type", "inputs", "metadata", "outputs"];
/// The attribute that holds the query.
const QUERY: &str = "query_template";

/// `SQLTask`, which plugins extend.
pub(crate) struct SqlTask(pub(crate) Rc<Class>);

/// Defines the class.
pub(super) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    let parent = Rc::clone(&classes(evaluator).task.python);
    let class = native_task::class(&parent, MODULE, "SQLTask", construct);
    library.class(&class, &["flytekit", "flytekit.extend"]);
    evaluator.set_extension(SqlTask(class));
}

/// The class `SQLTask`.
pub(crate) fn class(evaluator: &mut Evaluator) -> Rc<Class> {
    match evaluator.find_extension::<SqlTask>() {
        Some(class) => Rc::clone(&class.0),
        None => Rc::clone(&classes(evaluator).task.python),
    }
}

fn construct(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (instance, keywords) = Keywords::of_constructor(evaluator, "SQLTask", &PARAMETERS, arguments)?;
    initialize(evaluator, &instance, keywords, Rc::new(Plain))?;
    Ok(Value::None)
}

/// Makes the instance a query. Takes `query_template`, `inputs` and `outputs` out of the keywords.
pub(crate) fn initialize(
    evaluator: &mut Evaluator,
    instance: &Rc<Instance>,
    mut keywords: Keywords,
    behavior: Rc<dyn TaskBehavior>,
) -> EvalResult<Rc<TaskDefinition>> {
    prepare(evaluator, instance, &mut keywords)?;
    keywords.set_default("task_type", Value::str("sql_task"));
    native_task::without_container(evaluator, instance, keywords, behavior)
}

/// Gives the instance its query, and the keywords their interface.
pub(crate) fn prepare(
    evaluator: &mut Evaluator,
    instance: &Rc<Instance>,
    keywords: &mut Keywords,
) -> EvalResult<()> {
    let query = keywords.require(evaluator, &instance.class.name, QUERY)?;
    let query = query.as_str().map_or(query, |text| Value::from(collapsed(&text)));
    instance.set_attribute(QUERY, query);
    let [inputs, outputs] = ["inputs", "outputs"].map(|name| keywords.take_or_none(name));
    native_task::set_interface(evaluator, keywords, inputs, outputs)
}

/// A query with all white space collapsed.
fn collapsed(query: &str) -> String {
    query.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The query of a task.
pub(crate) fn query(evaluator: &mut Evaluator, task: &TaskDefinition) -> EvalResult<String> {
    let instance = task.instance.upgrade();
    let query = instance.and_then(|instance| instance.attribute(QUERY)).unwrap_or(Value::None);
    Ok(need::text(evaluator, &query, "the query", task.span_of(QUERY))?.to_string())
}

/// Makes the type in the parameter that of the only output, `results`.
pub(crate) fn set_results(keywords: &mut Keywords, parameter: &str) {
    let results = keywords.take_or_none(parameter);
    if !results.is_none() {
        keywords.set("outputs", Value::dict([("results", results)]));
    }
}

/// The query of a task in ANSI SQL, as the task's target.
pub(crate) fn ansi(evaluator: &mut Evaluator, task: &TaskDefinition) -> EvalResult<crate::model::Sql> {
    Ok(crate::model::Sql { statement: query(evaluator, task)?, dialect: 0 })
}
