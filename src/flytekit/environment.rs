//! `Environment`: arguments that several tasks share.
//!
//! `env(…)`, `env.task` and `env.dynamic` are the decorators `task` and `dynamic` with the environment's arguments; those
//! that are given in place win, dictionaries are merged.

use std::rc::Rc;

use super::library::{self, Library};
use crate::python::{
    Arguments, Class, Dict, EvalResult, Evaluator, Instance, NativeCode, NativeFunction, Value,
};

const MODULE: &str = "flytekit.core.environment";
/// The attribute that holds the arguments.
const OVERRIDES: &str = "overrides";
/// How deep dictionaries are merged.
const MERGE_LIMIT: usize = 100;

/// Defines the class.
pub(super) fn define(evaluator: &Evaluator, library: &mut Library) {
    let table: [(&str, NativeCode); 7] = [
        ("__init__", initialize),
        ("update", update),
        ("extend", extend),
        ("__call__", task),
        ("task", task),
        ("dynamic", dynamic),
        ("show", show),
    ];
    let object = Rc::clone(&evaluator.types.object);
    let class = Class::native(MODULE, "Environment", &[object], None, library::methods(&table));
    library.class(&class, &["flytekit"]);
}

fn receiver(evaluator: &Evaluator, arguments: &mut Arguments) -> EvalResult<Rc<Instance>> {
    match arguments.take_first() {
        Some(Value::Instance(instance)) => Ok(instance),
        _ => Err(evaluator.type_error("an Environment is needed")),
    }
}

fn overrides(environment: &Instance) -> Rc<Dict> {
    match environment.attribute(OVERRIDES) {
        Some(Value::Dict(dict)) => dict,
        _ => Rc::default(),
    }
}

fn initialize(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let environment = receiver(evaluator, &mut arguments)?;
    if !arguments.positional.is_empty() {
        return Err(evaluator.type_error("Environment.__init__() takes 1 positional argument"));
    }
    if arguments.keyword("_task_function").is_some() {
        return Err(evaluator.exception(&evaluator.exceptions.key_error, "Cannot override task function"));
    }
    environment.set_attribute(OVERRIDES, Value::dict(arguments.keywords));
    Ok(Value::None)
}

fn update(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let environment = receiver(evaluator, &mut arguments)?;
    let merged = merged(&overrides(&environment), arguments.keywords);
    environment.set_attribute(OVERRIDES, merged);
    Ok(Value::None)
}

fn extend(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let environment = receiver(evaluator, &mut arguments)?;
    let merged = merged(&overrides(&environment), arguments.keywords);
    let class = Value::Class(Rc::clone(&environment.class));
    evaluator.call(&class, Arguments::keywords(keywords(&merged)))
}

fn show(_evaluator: &mut Evaluator, _arguments: Arguments) -> EvalResult<Value> {
    Ok(Value::None)
}

fn task(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    decorate(evaluator, arguments, "flytekit.core.task", "task")
}

fn dynamic(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    decorate(evaluator, arguments, "flytekit.core.dynamic_workflow_task", "dynamic")
}

/// `env.task` under a function, or `env.task(…)`, which gives a decorator.
fn decorate(
    evaluator: &mut Evaluator,
    mut arguments: Arguments,
    module: &'static str,
    name: &'static str,
) -> EvalResult<Value> {
    let environment = receiver(evaluator, &mut arguments)?;
    let own = overrides(&environment);
    if let Some(function) = arguments.take_first() {
        let kept = Value::Dict(own);
        return apply(evaluator, module, name, &kept, function);
    }
    let merged = merged(&own, arguments.keywords);
    let decorator = move |evaluator: &mut Evaluator, mut arguments: Arguments| {
        let Some(function) = arguments.take_first() else {
            return Err(evaluator.type_error("a function is needed"));
        };
        apply(evaluator, module, name, &merged, function)
    };
    Ok(Value::Native(Rc::new(NativeFunction::closure(name, decorator).accepting_unknown())))
}

/// `task(function, **overrides)`.
fn apply(
    evaluator: &mut Evaluator,
    module: &str,
    name: &str,
    overrides: &Value,
    function: Value,
) -> EvalResult<Value> {
    let module = evaluator.import_module(module)?;
    let decorator = evaluator.get_attribute(&module, name)?;
    let arguments = Arguments::keywords(keywords(overrides)).with_first(function);
    evaluator.call(&decorator, arguments)
}

fn keywords(overrides: &Value) -> Vec<(Rc<str>, Value)> {
    let Value::Dict(dict) = overrides else { return Vec::new() };
    dict.pairs().into_iter().filter_map(|(name, value)| Some((name.as_str()?, value))).collect()
}

/// Arguments with others laid over them (`flytekit.core.environment.inherit`).
fn merged(own: &Dict, others: Vec<(Rc<str>, Value)>) -> Value {
    let others = others.into_iter().map(|(name, value)| (Value::Str(name), value)).collect();
    merge(own, others, 0)
}

fn merge(own: &Dict, others: Vec<(Value, Value)>, depth: usize) -> Value {
    let result = Dict::default();
    result.change(|entries| entries.clone_from(&own.entries()));
    for (name, value) in others {
        let Some(key) = name.as_str() else { continue };
        let value = match (own.get_str(&key), &value) {
            (Some(Value::Dict(inner)), Value::Dict(more)) if depth < MERGE_LIMIT => {
                merge(&inner, more.pairs(), depth + 1)
            }
            _ => value,
        };
        result.insert_str(&key, value);
    }
    Value::Dict(Rc::new(result))
}
