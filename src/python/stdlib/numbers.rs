//! `numbers`: the abstract classes of numbers.

use std::rc::Rc;

use super::parts::{Names, follows, take_first};
use crate::python::{Arguments, Class, EvalResult, Evaluator, Value, Vars};

/// The classes from the widest to the narrowest, with the built-in classes that are subclasses of each.
const CLASSES: [(&str, &[&str]); 5] = [
    ("Number", &["int", "float", "complex"]),
    ("Complex", &["int", "float", "complex"]),
    ("Real", &["int", "float"]),
    ("Rational", &["int"]),
    ("Integral", &["int"]),
];

/// The names of the module.
pub(super) fn module(evaluator: &mut Evaluator) -> EvalResult<Vars> {
    let mut names = Names::default();
    let mut base = Rc::clone(&evaluator.types.object);
    for (name, _) in CLASSES {
        let methods = Names::default()
            .class_methods(&[("__instancecheck__", instance_check), ("__subclasscheck__", subclass_check)]);
        base = Class::native("numbers", name, std::slice::from_ref(&base), None, methods.vars());
        names = names.class(&base);
    }
    Ok(names.vars())
}

fn is_subclass(class: &Rc<Class>, of: &Value) -> Value {
    let Value::Class(of) = of else { return Value::Bool(false) };
    let builtin = CLASSES.iter().find(|(name, _)| **name == *of.name).map(|(_, builtin)| *builtin);
    let is_builtin = |class: &Rc<Class>| {
        &*class.module == "builtins" && builtin.unwrap_or_default().contains(&&*class.name)
    };
    let known = class.is_subclass_of(of) || class.resolution_order().iter().any(is_builtin);
    match &class.unknown_base {
        Some(unknown) if !known => follows(unknown),
        _ => Value::Bool(known),
    }
}

fn instance_check(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let of = take_first(evaluator, &mut arguments)?;
    match take_first(evaluator, &mut arguments)? {
        Value::Unknown(unknown) => Ok(follows(&unknown)),
        value => Ok(is_subclass(&evaluator.class_of(&value), &of)),
    }
}

fn subclass_check(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let of = take_first(evaluator, &mut arguments)?;
    match take_first(evaluator, &mut arguments)? {
        Value::Unknown(unknown) => Ok(follows(&unknown)),
        Value::Class(class) => Ok(is_subclass(&class, &of)),
        _ => Err(evaluator.type_error("issubclass() arg 1 must be a class")),
    }
}
