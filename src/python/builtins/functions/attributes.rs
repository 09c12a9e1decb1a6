//! Functions about attributes and names: `getattr`, `vars`, `dir`, `globals` …

use std::rc::Rc;

use crate::python::builtins::known::known_items;
use crate::python::builtins::parameters::{between, exactly};
use crate::python::builtins::special::{self, derived};
use crate::python::builtins::{sort, table, table_accepting_unknown};
use crate::python::installed::Presence;
use crate::python::{Arguments, Class, EvalResult, Evaluator, ScopeKind, Value, Vars};

/// `dir(object())`.
const OBJECT_NAMES: &[&str] = &[
    "__class__",
    "__delattr__",
    "__dir__",
    "__doc__",
    "__eq__",
    "__format__",
    "__ge__",
    "__getattribute__",
    "__getstate__",
    "__gt__",
    "__hash__",
    "__init__",
    "__init_subclass__",
    "__le__",
    "__lt__",
    "__ne__",
    "__new__",
    "__reduce__",
    "__reduce_ex__",
    "__repr__",
    "__setattr__",
    "__sizeof__",
    "__str__",
    "__subclasshook__",
];

pub(super) fn functions() -> Vars {
    let mut functions = table_accepting_unknown(&[
        ("getattr", get_attribute),
        ("hasattr", has_attribute),
        ("setattr", set_attribute),
        ("delattr", delete_attribute),
    ]);
    functions.extend(table(&[("vars", vars), ("dir", dir), ("globals", globals), ("locals", locals)]));
    functions
}

/// The name of an attribute; [`Interrupt::Unknown`](crate::python::Interrupt) where it is unknown.
fn attribute_name(evaluator: &Evaluator, value: &Value) -> EvalResult<Rc<str>> {
    crate::python::builtins::parameters::text(evaluator, value, |kind| {
        format!("attribute name must be string, not '{kind}'")
    })
}

fn get_attribute(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [object, name, default] = between(evaluator, "getattr", 2, arguments)?;
    let (object, name) = (object.unwrap_or(Value::None), name.unwrap_or(Value::None));
    let name = attribute_name(evaluator, &name)?;
    let Some(default) = default else { return evaluator.get_attribute(&object, &name) };
    Ok(found(evaluator, &object, &name)?.unwrap_or(default))
}

/// The attribute, where reading it does not raise `AttributeError`.
fn found(evaluator: &mut Evaluator, object: &Value, name: &str) -> EvalResult<Option<Value>> {
    match evaluator.find_attribute(object, name) {
        Err(interrupt) if evaluator.is_exception(&interrupt, &evaluator.exceptions.attribute_error) => {
            Ok(None)
        }
        result => result,
    }
}

fn has_attribute(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [object, name] = exactly(evaluator, "hasattr", arguments)?;
    let name = attribute_name(evaluator, &name)?;
    if let Value::Unknown(unknown) = &object {
        return Ok(derived(unknown));
    }
    Ok(match found(evaluator, &object, &name)? {
        Some(Value::Unknown(unknown)) if !is_there(evaluator, &object, &name) => derived(&unknown),
        attribute => Value::Bool(attribute.is_some()),
    })
}

/// Whether an attribute is known to be there although its value is unknown.
fn is_there(evaluator: &Evaluator, object: &Value, name: &str) -> bool {
    let in_class = |class: &Rc<Class>| class.lookup(name).is_some() || evaluator.has_unmodelled(class, name);
    match object {
        Value::Instance(instance) => instance.attribute(name).is_some() || in_class(&instance.class),
        Value::Class(class) => in_class(class) || in_class(&evaluator.class_of(object)),
        Value::Module(module) => {
            module.get(name).is_some() || evaluator.standard_presence(&module.name, name) == Presence::There
        }
        Value::Function(function) => function.attribute(name).is_some(),
        other => in_class(&evaluator.class_of(other)),
    }
}

fn set_attribute(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [object, name, new] = exactly(evaluator, "setattr", arguments)?;
    match attribute_name(evaluator, &name) {
        Ok(name) => evaluator.set_attribute(&object, &name, new)?,
        Err(interrupt) => {
            forget(&object, &name);
            return Err(interrupt);
        }
    }
    Ok(Value::None)
}

fn delete_attribute(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [object, name] = exactly(evaluator, "delattr", arguments)?;
    match attribute_name(evaluator, &name) {
        Ok(name) => evaluator.delete_attribute(&object, &name)?,
        Err(interrupt) => {
            forget(&object, &name);
            return Err(interrupt);
        }
    }
    Ok(Value::None)
}

/// An attribute that is not known has changed: all attributes of an instance are unknown from then on.
fn forget(object: &Value, name: &Value) {
    if let (Value::Instance(instance), Value::Unknown(unknown)) = (object, name) {
        instance.set_taint(Rc::clone(unknown));
    }
}

fn vars(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [object] = between(evaluator, "vars", 0, arguments)?;
    let Some(object) = object else { return locals(evaluator, Arguments::default()) };
    match found(evaluator, &object, "__dict__")? {
        Some(names) => Ok(names),
        None => Err(evaluator.type_error("vars() argument must have __dict__ attribute")),
    }
}

fn globals(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    exactly::<0>(evaluator, "globals", arguments)?;
    match evaluator.current_module() {
        Some(module) => evaluator.get_attribute(&Value::Module(module), "__dict__"),
        None => Ok(evaluator.unknown("no module is being evaluated")),
    }
}

fn locals(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    exactly::<0>(evaluator, "locals", arguments)?;
    if evaluator.frames.last().is_some_and(|frame| frame.scope.kind == ScopeKind::Module) {
        return globals(evaluator, Arguments::default());
    }
    match current_names(evaluator) {
        Some(names) => Ok(Value::dict(names)),
        None => Ok(evaluator.unknown("no module is being evaluated")),
    }
}

/// The names of the innermost scope.
fn current_names(evaluator: &Evaluator) -> Option<Vec<(Rc<str>, Value)>> {
    let scope = &evaluator.frames.last()?.scope;
    Some(scope.vars.borrow().iter().map(|(name, value)| (Rc::clone(name), value.clone())).collect())
}

fn dir(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [object] = between(evaluator, "dir", 0, arguments)?;
    if let Some(object) = &object
        && special::may_have(evaluator, object, "__dir__")
        && special::provider(&evaluator.class_of(object), "__dir__").is_some_and(|class| class.span.is_some())
        && let Some(names) = special::call(evaluator, object, "__dir__", [])?
    {
        let names = known_items(evaluator, &names)?;
        return sort(evaluator, names, "sort", Arguments::default()).map(Value::list);
    }
    let names = match object {
        None => current_names(evaluator).map(|names| names.into_iter().map(|(name, _)| name).collect()),
        Some(Value::Class(class)) => class_names(evaluator, &class),
        Some(Value::Instance(instance)) => class_names(evaluator, &instance.class).map(|mut names| {
            names.extend(instance.attributes.borrow().keys().cloned());
            names
        }),
        Some(_) => None,
    };
    let Some(mut names) = names else {
        return Ok(evaluator.unknown("the names of a built-in object are not known"));
    };
    names.sort();
    names.dedup();
    Ok(Value::list(names.into_iter().map(Value::Str).collect()))
}

/// The names of a class all of whose ancestors but `object` are written in Python.
fn class_names(evaluator: &Evaluator, class: &Rc<Class>) -> Option<Vec<Rc<str>>> {
    let mut names: Vec<Rc<str>> = OBJECT_NAMES.iter().map(|name| Rc::from(*name)).collect();
    names.extend(["__dict__", "__module__", "__weakref__"].map(Rc::from));
    for class in class.resolution_order() {
        if Rc::ptr_eq(&class, &evaluator.types.object) {
            continue;
        }
        if !class.span.is_some() || class.unknown_base.is_some() {
            return None;
        }
        names.extend(class.attributes.borrow().keys().cloned());
        if !class.annotations.borrow().is_empty() {
            names.push("__annotations__".into());
        }
    }
    Some(names)
}
