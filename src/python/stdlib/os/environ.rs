//! `os.environ`: the environment that evaluation was told about, and what the program makes of it.

use std::rc::Rc;

use super::State;
use crate::python::builtins::sequence::taint_if_conditional;
use crate::python::stdlib::convert::text;
use crate::python::stdlib::parts::{
    Names, closure_accepting_unknown, follows, receiver, take_first, why_unknown,
};
use crate::python::{Arguments, Class, Dict, EvalResult, Evaluator, Instance, Interrupt, Key, Value};

/// The payload of `os.environ`.
struct Environment {
    variables: Rc<Dict>,
}

/// `os.environ`, the same object at every import.
pub(in crate::python::stdlib) fn environ(evaluator: &mut Evaluator) -> Value {
    let state = evaluator.extension::<State>();
    if let Some(environ) = state.environ.get() {
        return environ.clone();
    }
    let variables = Rc::new(Dict::default());
    for (name, value) in &evaluator.settings.environment {
        variables.insert_str(name, Value::str(value));
    }
    let class = class(evaluator);
    let environ = Value::Instance(Rc::new(Instance::with_payload(&class, Environment { variables })));
    state.environ.get_or_init(|| environ).clone()
}

/// A variable, where it is set to something known.
pub(in crate::python::stdlib) fn variable(
    evaluator: &mut Evaluator,
    name: &str,
) -> EvalResult<Option<Rc<str>>> {
    match lookup(evaluator, &Value::str(name))? {
        Some(Value::Unknown(unknown)) => Err(unknown.into()),
        found => Ok(found.and_then(|value| value.as_str())),
    }
}

fn lookup(evaluator: &mut Evaluator, name: &Value) -> EvalResult<Option<Value>> {
    let environ = environ(evaluator);
    let Some(environment) = environ.payload::<Environment>() else { return Ok(None) };
    find(evaluator, &environment, name)
}

/// `os.getenv`.
pub(super) fn getenv(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [name, default] = arguments.bind(evaluator, "getenv", ["key!", "default"])?;
    let found = lookup(evaluator, &name.unwrap_or(Value::None))?;
    Ok(found.or(default).unwrap_or(Value::None))
}

fn class(evaluator: &Evaluator) -> Rc<Class> {
    let mut names = Names::default().functions_accepting_unknown(&[
        ("__getitem__", get_item),
        ("__setitem__", set_item),
        ("__delitem__", delete_item),
        ("__contains__", contains),
        ("__repr__", repr),
        ("get", get),
        ("setdefault", set_default),
        ("pop", pop),
        ("update", update),
    ]);
    for name in
        ["__iter__", "__len__", "__eq__", "keys", "values", "items", "copy", "clear", "popitem", "__or__"]
    {
        names = names.value(name, delegate(name));
    }
    Class::native("os", "_Environ", std::slice::from_ref(&evaluator.types.object), None, names.vars())
}

/// A method of the dictionary of variables.
fn delegate(name: &'static str) -> Value {
    closure_accepting_unknown(name, move |evaluator, mut arguments| {
        let (_, environment) = receiver::<Environment>(evaluator, &mut arguments)?;
        let variables = Value::Dict(Rc::clone(&environment.variables));
        let other = |value: &Value| {
            value.payload::<Environment>().map(|other| Value::Dict(Rc::clone(&other.variables)))
        };
        for argument in &mut arguments.positional {
            *argument = other(argument).unwrap_or_else(|| argument.clone());
        }
        match name {
            "__len__" => evaluator.length(&variables),
            "__eq__" => match arguments.take_first() {
                Some(other) => evaluator.compare("==", &variables, &other),
                None => Ok(Value::NotImplemented),
            },
            "__or__" => match arguments.take_first() {
                Some(other) => evaluator.binary("|", &variables, &other),
                None => Ok(Value::NotImplemented),
            },
            "__iter__" => evaluator.call_method(&variables, "keys", arguments),
            _ => evaluator.call_method(&variables, name, arguments),
        }
    })
}

fn name_of(evaluator: &Evaluator, value: &Value) -> EvalResult<Key> {
    text(evaluator, value, "str expected, not {}").map(Key::Str)
}

fn find(evaluator: &Evaluator, environment: &Environment, name: &Value) -> EvalResult<Option<Value>> {
    let key = name_of(evaluator, name)?;
    match environment.variables.taint() {
        Some(unknown) => Err(unknown.into()),
        None => Ok(environment.variables.get(&key)),
    }
}

fn missing(evaluator: &Evaluator, name: &Value) -> EvalResult<Value> {
    let interrupt = evaluator.exception(&evaluator.exceptions.key_error, &name.as_str().unwrap_or_default());
    if let Interrupt::Exception(raised) = &*interrupt
        && let Some(instance) = raised.value.as_instance()
    {
        instance.set_attribute("args", Value::tuple([name.clone()]));
    }
    Err(interrupt)
}

fn get_item(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, environment) = receiver::<Environment>(evaluator, &mut arguments)?;
    let name = take_first(evaluator, &mut arguments)?;
    match find(evaluator, &environment, &name)? {
        Some(value) => Ok(value),
        None => missing(evaluator, &name),
    }
}

fn get(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, environment) = receiver::<Environment>(evaluator, &mut arguments)?;
    let [name, default] = arguments.bind(evaluator, "get", ["key!", "default"])?;
    let found = find(evaluator, &environment, &name.unwrap_or(Value::None))?;
    Ok(found.or(default).unwrap_or(Value::None))
}

fn contains(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, environment) = receiver::<Environment>(evaluator, &mut arguments)?;
    let name = take_first(evaluator, &mut arguments)?;
    find(evaluator, &environment, &name).map(|found| found.is_some().into())
}

/// Sets a variable; one whose name is unknown makes all of them unknown.
fn store(evaluator: &Evaluator, environment: &Environment, name: &Value, value: Value) -> EvalResult<()> {
    if let Value::Unknown(unknown) = name {
        environment.variables.set_taint(Rc::clone(unknown));
        return Ok(());
    }
    let key = name_of(evaluator, name)?;
    if !matches!(value, Value::Unknown(_)) {
        text(evaluator, &value, "str expected, not {}")?;
    }
    environment.variables.insert(key, name.clone(), value);
    taint_if_conditional(evaluator, &Value::Dict(Rc::clone(&environment.variables)));
    Ok(())
}

fn set_item(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, environment) = receiver::<Environment>(evaluator, &mut arguments)?;
    let name = take_first(evaluator, &mut arguments)?;
    let value = take_first(evaluator, &mut arguments)?;
    store(evaluator, &environment, &name, value)?;
    Ok(Value::None)
}

fn remove(evaluator: &Evaluator, environment: &Environment, name: &Value) -> EvalResult<Option<Value>> {
    if let Value::Unknown(unknown) = name {
        environment.variables.set_taint(Rc::clone(unknown));
        return Ok(Some(follows(unknown)));
    }
    let found = find(evaluator, environment, name)?;
    environment.variables.remove(&name_of(evaluator, name)?);
    taint_if_conditional(evaluator, &Value::Dict(Rc::clone(&environment.variables)));
    Ok(found)
}

fn delete_item(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, environment) = receiver::<Environment>(evaluator, &mut arguments)?;
    let name = take_first(evaluator, &mut arguments)?;
    match remove(evaluator, &environment, &name)? {
        Some(_) => Ok(Value::None),
        None => missing(evaluator, &name),
    }
}

fn pop(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, environment) = receiver::<Environment>(evaluator, &mut arguments)?;
    let [name, default] = arguments.bind(evaluator, "pop", ["key!", "default"])?;
    let name = name.unwrap_or(Value::None);
    match remove(evaluator, &environment, &name)?.or(default) {
        Some(value) => Ok(value),
        None => missing(evaluator, &name),
    }
}

fn set_default(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, environment) = receiver::<Environment>(evaluator, &mut arguments)?;
    let [name, value] = arguments.bind(evaluator, "setdefault", ["key!", "value"])?;
    let (name, value) = (name.unwrap_or(Value::None), value.unwrap_or(Value::None));
    if let Some(found) = find(evaluator, &environment, &name)? {
        return Ok(found);
    }
    store(evaluator, &environment, &name, value.clone())?;
    Ok(value)
}

fn update(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, environment) = receiver::<Environment>(evaluator, &mut arguments)?;
    if let Some(other) = arguments.take_first() {
        let pairs = match why_unknown(&other) {
            Some(unknown) => Err(unknown.into()),
            None => pairs_of(evaluator, &other),
        };
        match pairs {
            Ok(pairs) => {
                for (name, value) in pairs {
                    store(evaluator, &environment, &name, value)?;
                }
            }
            Err(interrupt) => return taint(&environment, interrupt),
        }
    }
    for (name, value) in arguments.keywords {
        store(evaluator, &environment, &Value::Str(name), value)?;
    }
    Ok(Value::None)
}

/// What is set from an unknown makes all variables unknown.
fn taint(environment: &Environment, interrupt: Box<Interrupt>) -> EvalResult<Value> {
    if let Interrupt::Unknown(unknown) = &*interrupt {
        environment.variables.set_taint(Rc::clone(unknown));
        return Ok(Value::None);
    }
    Err(interrupt)
}

fn pairs_of(evaluator: &mut Evaluator, other: &Value) -> EvalResult<Vec<(Value, Value)>> {
    if evaluator.find_attribute(other, "keys")?.is_some() {
        return evaluator.mapping_pairs(other);
    }
    let mut pairs = Vec::new();
    for pair in evaluator.iterate(other)? {
        match &evaluator.iterate(&pair)?[..] {
            [name, value] => pairs.push((name.clone(), value.clone())),
            _ => return Err(evaluator.value_error("not enough values to unpack (expected 2)")),
        }
    }
    Ok(pairs)
}

fn repr(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, environment) = receiver::<Environment>(evaluator, &mut arguments)?;
    match evaluator.repr_of(&Value::Dict(Rc::clone(&environment.variables)))? {
        Value::Str(text) => Ok(Value::from(format!("environ({text})"))),
        other => Ok(other),
    }
}
