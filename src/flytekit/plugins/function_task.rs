//! What plugins for functions share: the class of tasks that belongs to a class of configurations.

use std::rc::Rc;

use crate::flytekit::classes::classes;
use crate::flytekit::library::Library;
use crate::flytekit::native_task;
use crate::flytekit::state::state;
use crate::flytekit::task::{Keywords, TaskBehavior, TaskDefinition, initialize_function_task};
use crate::python::{Class, EvalResult, Evaluator, Instance, NativeCode, Value};

/// Defines a class of tasks, for functions whose `task_config` is of exactly one of the configuration classes.
pub(super) fn define(
    evaluator: &mut Evaluator,
    library: &mut Library,
    module: &str,
    name: &str,
    initialize: NativeCode,
    configurations: &[&Rc<Class>],
) -> Rc<Class> {
    let parent = Rc::clone(&classes(evaluator).task.function);
    let class = native_task::class(&parent, module, name, initialize);
    library.class(&class, &[]);
    for configuration in configurations {
        let name = configuration.dotted_name();
        state(evaluator).register_function_plugin(&name, Value::Class(Rc::clone(&class)));
    }
    class
}

/// Makes the instance a task of the function in the keywords, with type and version of the plugin.
pub(super) fn initialize(
    evaluator: &mut Evaluator,
    instance: &Rc<Instance>,
    mut keywords: Keywords,
    task_type: &str,
    version: i64,
    behavior: Rc<dyn TaskBehavior>,
) -> EvalResult<Rc<TaskDefinition>> {
    keywords.set("task_type", Value::str(task_type));
    if version != 0 {
        keywords.set("task_type_version", Value::int(version));
    }
    initialize_function_task(evaluator, instance, keywords, behavior)
}
