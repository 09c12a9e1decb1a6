//! `numbers`: the abstract classes of numbers.

use std::rc::Rc;

use super::parts::{Names, take_first};
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
        let methods = Names::default().class_methods(&[("__subclasshook__", subclass_hook)]);
        base = Class::native("numbers", name, std::slice::from_ref(&base), None, methods.vars());
        names = names.class(&base);
    }
    Ok(names.vars())
}

/// `__subclasshook__`: built-in numbers are subclasses without having the class among their ancestors.
fn subclass_hook(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let of = take_first(evaluator, &mut arguments)?;
    let class = take_first(evaluator, &mut arguments)?;
    let (Value::Class(of), Value::Class(class)) = (of, class) else { return Ok(Value::NotImplemented) };
    let builtin = CLASSES.iter().find(|(name, _)| **name == *of.name).map(|(_, builtin)| *builtin);
    let is_builtin = |class: &Rc<Class>| {
        &*class.module == "builtins" && builtin.unwrap_or_default().contains(&&*class.name)
    };
    let known = class.resolution_order().iter().any(is_builtin);
    Ok(if known { Value::Bool(true) } else { Value::NotImplemented })
}
