//! `ClassDecorator`: decorators of tasks that are classes, and `TaskResolverMixin`, what finds a task in its container.

use std::rc::Rc;

use super::library::{Library, methods};
use super::native_task;
use super::promise::property;
use crate::python::{Arguments, Class, Dict, EvalResult, Evaluator, Instance, Value};

/// Defines the classes.
pub(super) fn define(evaluator: &Evaluator, library: &mut Library) {
    let object = [Rc::clone(&evaluator.types.object)];
    let decorator = methods(&[("__init__", initialize), ("__call__", decorate)]);
    let class = Class::native("flytekit.core.utils", "ClassDecorator", &object, None, decorator);
    class.set_attribute("LINK_TYPE_KEY", Value::str("link_type"));
    class.set_attribute("PORT_KEY", Value::str("port"));
    library.class(&class, &[]);
    let mut resolver = methods(&[("task_name", |_, _| Ok(Value::None))]);
    property(&mut resolver, "location", |_, _| Ok(Value::None));
    let resolver = Class::native("flytekit.core.base_task", "TaskResolverMixin", &object, None, resolver);
    library.class(&resolver, &["flytekit.extend", "flytekit.core.python_auto_container"]);
}

/// `ClassDecorator.__init__(self, task_function=None, **kwargs)`: keeps the function, and poses as it.
fn initialize(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let Some(Value::Instance(instance)) = arguments.take_first() else {
        return Err(evaluator.type_error("ClassDecorator.__init__() needs an instance"));
    };
    let function = arguments.take_first().or_else(|| arguments.keyword("task_function").cloned());
    let function = function.unwrap_or(Value::None);
    arguments.keywords.retain(|(name, _)| &**name != "task_function");
    let given = Dict::default();
    for (name, value) in &arguments.keywords {
        given.insert_str(name, value.clone());
    }
    instance.set_attribute("decorator_kwargs", Value::Dict(Rc::new(given)));
    pose_as(evaluator, &instance, function)?;
    Ok(Value::None)
}

/// Keeps the function, and takes over its names and its attributes (`functools.update_wrapper`): a decorator around another
/// one has the fields of that one, where they have the same names.
pub(super) fn pose_as(evaluator: &mut Evaluator, instance: &Rc<Instance>, function: Value) -> EvalResult<()> {
    instance.set_attribute("task_function", function.clone());
    if function.is_none() {
        return Ok(());
    }
    let update = native_task::imported(evaluator, "functools", "update_wrapper")?;
    evaluator.call(&update, Arguments::positional([Value::Instance(Rc::clone(instance)), function]))?;
    Ok(())
}

/// A decorator with arguments gets its function by a call; a call of one that has its function runs the task, which never
/// happens here.
fn decorate(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let Some(Value::Instance(decorator)) = arguments.take_first() else {
        return Err(evaluator.type_error("a decorator was expected"));
    };
    if !decorator.attribute("task_function").is_none_or(|function| function.is_none()) {
        return Ok(evaluator.unknown("the body of a task is run only when the program runs"));
    }
    let function = arguments.take_first().unwrap_or(Value::None);
    let keywords = match decorator.attribute("decorator_kwargs") {
        Some(Value::Dict(keywords)) => keywords.pairs(),
        _ => Vec::new(),
    };
    let mut call = Arguments::positional([function]);
    call.keywords = keywords.into_iter().filter_map(|(name, value)| Some((name.as_str()?, value))).collect();
    evaluator.call(&Value::Class(Rc::clone(&decorator.class)), call)
}
