//! `object`, `type` and the exceptions' common behaviour.

use std::rc::Rc;

use super::super::{Arguments, Class, ClassHooks, EvalResult, Evaluator, Value, Vars};
use super::{table, table_accepting_unknown};

/// The attributes of `object`.
pub(super) fn object_attributes() -> Vars {
    let mut attributes = table_accepting_unknown(&[
        ("__init__", init),
        ("__setattr__", set_attribute),
        ("__getattribute__", get_attribute),
        ("__init_subclass__", init_subclass),
    ]);
    let new = table_accepting_unknown(&[("__new__", new)]);
    attributes.extend(new.into_iter().map(|(name, function)| (name, Value::StaticMethod(Rc::new(function)))));
    attributes
}

fn init(_: &mut Evaluator, _: Arguments) -> EvalResult<Value> {
    Ok(Value::None)
}

fn init_subclass(_: &mut Evaluator, _: Arguments) -> EvalResult<Value> {
    Ok(Value::None)
}

fn new(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    match arguments.take_first() {
        Some(Value::Class(class)) => evaluator.allocate(&class, &arguments),
        _ => Err(evaluator.type_error("object.__new__(X): X is not a type object")),
    }
}

fn set_attribute(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [receiver, name, value] = arguments.bind(evaluator, "__setattr__", ["self!", "name!", "value!"])?;
    if let (Some(value), Some(receiver @ Value::Instance(instance)), Some(name)) =
        (value, &receiver, name.and_then(|name| name.as_str()))
    {
        evaluator.set_instance_attribute(receiver, instance, &name, value)?;
    }
    Ok(Value::None)
}

fn get_attribute(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [receiver, name] = arguments.bind(evaluator, "__getattribute__", ["self!", "name!"])?;
    match (receiver, name.and_then(|name| name.as_str())) {
        (Some(receiver), Some(name)) => evaluator.get_attribute(&receiver, &name),
        _ => Err(evaluator.type_error("attribute name must be string")),
    }
}

/// The attributes of `type`.
pub(super) fn type_attributes() -> Vars {
    table(&[("mro", resolution_order)])
}

fn resolution_order(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [class] = arguments.bind(evaluator, "mro", ["self!"])?;
    match class {
        Some(Value::Class(class)) => {
            Ok(Value::list(class.resolution_order().into_iter().map(Value::Class).collect()))
        }
        _ => Err(evaluator.type_error("mro() needs a type")),
    }
}

/// `type(value)` and `type(name, bases, attributes)`.
pub(super) struct TypeHooks;

impl ClassHooks for TypeHooks {
    fn construct(
        &self,
        evaluator: &mut Evaluator,
        _class: &Rc<Class>,
        arguments: &Arguments,
    ) -> EvalResult<Option<Value>> {
        match &arguments.positional[..] {
            [Value::Unknown(unknown)] => Err(Rc::clone(unknown).into()),
            [value] => Ok(Some(Value::Class(evaluator.class_of(value)))),
            [name, bases, attributes] => {
                let Some(name) = name.as_str() else {
                    return Err(evaluator.type_error("type.__new__() argument 1 must be str"));
                };
                let bases = evaluator.iterate(bases)?;
                let mut vars = Vars::default();
                for (key, value) in evaluator.mapping_pairs(attributes)? {
                    vars.insert(key.as_str().unwrap_or_default(), value);
                }
                let Some(module) = evaluator.current_module() else {
                    return Err(evaluator.type_error("type() needs a module"));
                };
                let span = arguments.span();
                let class = evaluator.make_class(&name, &name, &module, bases, vars, span)?;
                evaluator.finish_class(&class, &arguments.keywords)?;
                Ok(Some(Value::Class(class)))
            }
            _ => Err(evaluator.type_error("type() takes 1 or 3 arguments")),
        }
    }
}

/// The attributes of `BaseException`.
pub(super) fn exception_attributes() -> Vars {
    table_accepting_unknown(&[
        ("__init__", exception_init),
        ("__str__", exception_str),
        ("__repr__", exception_repr),
        ("with_traceback", with_traceback),
        ("add_note", init),
    ])
}

fn exception_init(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    if let Some(receiver @ Value::Instance(_)) = arguments.take_first() {
        evaluator.set_attribute(&receiver, "args", Value::tuple(arguments.positional))?;
    }
    Ok(Value::None)
}

fn exception_arguments(
    evaluator: &mut Evaluator,
    mut arguments: Arguments,
) -> EvalResult<(Value, Vec<Value>)> {
    let receiver = arguments.take_first().unwrap_or(Value::None);
    let items = match evaluator.find_attribute(&receiver, "args")? {
        Some(items) => evaluator.iterate(&items)?,
        None => Vec::new(),
    };
    Ok((receiver, items))
}

fn exception_str(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (receiver, items) = exception_arguments(evaluator, arguments)?;
    match &items[..] {
        [] => Ok(Value::str("")),
        [key] if evaluator.is_instance(&receiver, &evaluator.exceptions.key_error) => evaluator.repr_of(key),
        [message] => evaluator.str_of(message),
        [code, message, ..] if evaluator.is_instance(&receiver, &evaluator.exceptions.os_error) => {
            match (evaluator.str_of(code)?.as_str(), evaluator.str_of(message)?.as_str()) {
                (Some(code), Some(message)) => Ok(Value::from(format!("[Errno {code}] {message}"))),
                _ => Ok(evaluator.unknown("a part of the message is not known")),
            }
        }
        _ => evaluator.repr_of(&Value::tuple(items)),
    }
}

fn exception_repr(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (receiver, items) = exception_arguments(evaluator, arguments)?;
    let name = Rc::clone(&evaluator.class_of(&receiver).name);
    let mut texts = Vec::with_capacity(items.len());
    for item in &items {
        match evaluator.repr_of(item)? {
            Value::Unknown(unknown) => return Ok(Value::Unknown(unknown)),
            text => texts.push(text.as_str().unwrap_or_default().to_string()),
        }
    }
    Ok(Value::from(format!("{name}({})", texts.join(", "))))
}

fn with_traceback(_: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    Ok(arguments.take_first().unwrap_or(Value::None))
}
