//! `flytekitplugins.dbt`: tasks that run commands of dbt.

use std::rc::Rc;

use crate::flytekit::classes::classes;
use crate::flytekit::library::Library;
use crate::flytekit::task::{Keywords, Plain, initialize_instance_task};
use crate::flytekit::{native_task, prelude};
use crate::python::{Arguments, EvalResult, Evaluator, Value};

const SCHEMA: &str = "flytekitplugins.dbt.schema";
const TASK: &str = "flytekitplugins.dbt.task";

/// Defines the classes.
pub(super) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    library.computed(SCHEMA, |evaluator| prelude::evaluate(evaluator, SCHEMA, include_str!("dbt_schema.py")));
    let parent = Rc::clone(&classes(evaluator).task.instance);
    for (name, construct) in [
        ("DBTRun", construct_run as crate::python::NativeCode),
        ("DBTTest", construct_test),
        ("DBTFreshness", construct_freshness),
    ] {
        library.class(&native_task::class(&parent, TASK, name, construct), &[]);
    }
}

fn construct_run(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    construct(evaluator, arguments, "dbt-run", "DBTRun")
}

fn construct_test(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    construct(evaluator, arguments, "dbt-test", "DBTTest")
}

fn construct_freshness(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    construct(evaluator, arguments, "dbt-freshness", "DBTFreshness")
}

fn construct(
    evaluator: &mut Evaluator,
    arguments: Arguments,
    task_type: &str,
    name: &str,
) -> EvalResult<Value> {
    let (instance, mut keywords) = Keywords::of_constructor(evaluator, name, &["name"], arguments)?;
    let input = native_task::imported(evaluator, SCHEMA, &format!("{name}Input"))?;
    let output = native_task::imported(evaluator, SCHEMA, &format!("{name}Output"))?;
    let (inputs, outputs) = (Value::dict([("input", input)]), Value::dict([("output", output)]));
    native_task::set_interface(evaluator, &mut keywords, inputs, outputs)?;
    keywords.set("task_type", Value::str(task_type));
    keywords.set("task_config", Value::None);
    initialize_instance_task(evaluator, &instance, keywords, None, Rc::new(Plain))?;
    Ok(Value::None)
}
