//! The tasks that flytekit makes behind the back of a task without a function: one of a function that does nothing, of the
//! class that belongs to the configuration. They are written like any other task.

use std::rc::Rc;

use super::classes::classes;
use super::state::state;
use super::task::{Keywords, TaskDefinition, task_of};
use super::{prelude, task};
use crate::python::{EvalResult, Evaluator, Value};

/// The name of the function.
const FUNCTION: &str = "_dummy_task_func";

/// Makes the hidden task of `module` for the configuration; `keywords` are further arguments of its class.
pub(crate) fn make(
    evaluator: &mut Evaluator,
    module: &str,
    docstring: &str,
    name: &str,
    config: &Value,
    mut keywords: Keywords,
) -> EvalResult<Rc<TaskDefinition>> {
    let config_class = evaluator.class_of(config);
    let plugin = state(evaluator).function_plugin(&config_class);
    let class = plugin.unwrap_or_else(|| Value::Class(Rc::clone(&classes(evaluator).task.function)));
    let text = format!("def {FUNCTION}():\n    \"\"\"{docstring}\"\"\"\n    return None\n");
    let names = prelude::evaluate(evaluator, module, &text)?;
    keywords.set("task_config", config.clone());
    keywords.set("task_function", names.get(FUNCTION).cloned().unwrap_or(Value::None));
    keywords.set(task::NAME_IN_PLACE_OF_THE_FUNCTIONS, Value::str(name));
    let made = evaluator.call(&class, keywords.into_arguments())?;
    task_of(&made).ok_or_else(|| evaluator.type_error("a plugin's class did not make a task"))
}
