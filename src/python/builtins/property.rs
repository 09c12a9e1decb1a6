//! `property`, `staticmethod` and `classmethod`.

use std::rc::Rc;

use super::super::{Arguments, ClassHooks, EvalResult, Evaluator, Property, Value, Vars};
use super::parameters::{self, constructor, exactly, getter, with};
use super::table_accepting_unknown;

pub(super) fn attributes() -> Vars {
    let methods = table_accepting_unknown(&[
        ("getter", |evaluator, arguments| {
            replace(evaluator, arguments, "getter", |own, function| Property {
                getter: function,
                setter: own.setter.clone(),
                cached_as: own.cached_as.clone(),
            })
        }),
        ("setter", |evaluator, arguments| {
            replace(evaluator, arguments, "setter", |own, function| Property {
                getter: own.getter.clone(),
                setter: function,
                cached_as: own.cached_as.clone(),
            })
        }),
        // What deletes an attribute matters to running programs alone.
        ("deleter", |evaluator, arguments| {
            replace(evaluator, arguments, "deleter", |own, _| Property {
                getter: own.getter.clone(),
                setter: own.setter.clone(),
                cached_as: own.cached_as.clone(),
            })
        }),
    ]);
    let fields = [
        getter("fget", |evaluator, mut arguments| Ok(own(evaluator, &mut arguments, "fget")?.getter.clone())),
        getter("fset", |evaluator, mut arguments| Ok(own(evaluator, &mut arguments, "fset")?.setter.clone())),
    ];
    with(methods, fields)
}

pub(super) fn hooks() -> Option<Rc<dyn ClassHooks>> {
    constructor(|evaluator, _, arguments| {
        let [getter, setter, _, _] =
            arguments.clone().bind(evaluator, "property", ["fget", "fset", "fdel", "doc"])?;
        let part = |value: Option<Value>| value.unwrap_or(Value::None);
        Ok(Value::Property(Rc::new(Property { getter: part(getter), setter: part(setter), cached_as: None })))
    })
}

pub(super) fn static_method_hooks() -> Option<Rc<dyn ClassHooks>> {
    constructor(|evaluator, _, arguments| {
        let [function] = exactly(evaluator, "staticmethod", arguments.clone())?;
        Ok(Value::StaticMethod(Rc::new(function)))
    })
}

pub(super) fn class_method_hooks() -> Option<Rc<dyn ClassHooks>> {
    constructor(|evaluator, _, arguments| {
        let [function] = exactly(evaluator, "classmethod", arguments.clone())?;
        Ok(Value::ClassMethod(Rc::new(function)))
    })
}

fn own(evaluator: &Evaluator, arguments: &mut Arguments, method: &str) -> EvalResult<Rc<Property>> {
    parameters::receiver(evaluator, arguments, "property", method, |value| match value {
        Value::Property(property) => Some(Rc::clone(property)),
        _ => None,
    })
}

fn replace(
    evaluator: &mut Evaluator,
    mut arguments: Arguments,
    method: &str,
    change: fn(&Property, Value) -> Property,
) -> EvalResult<Value> {
    let own = own(evaluator, &mut arguments, method)?;
    let [function] = exactly(evaluator, &format!("property.{method}"), arguments)?;
    Ok(Value::Property(Rc::new(change(&own, function))))
}
