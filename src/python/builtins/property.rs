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
                ..own.clone()
            })
        }),
        ("setter", |evaluator, arguments| {
            replace(evaluator, arguments, "setter", |own, function| Property {
                setter: function,
                ..own.clone()
            })
        }),
        ("deleter", |evaluator, arguments| {
            replace(evaluator, arguments, "deleter", |own, function| Property {
                deleter: function,
                ..own.clone()
            })
        }),
    ]);
    let fields = [
        getter("fget", |evaluator, mut arguments| Ok(own(evaluator, &mut arguments, "fget")?.getter.clone())),
        getter("fset", |evaluator, mut arguments| Ok(own(evaluator, &mut arguments, "fset")?.setter.clone())),
        getter("fdel", |evaluator, mut arguments| {
            Ok(own(evaluator, &mut arguments, "fdel")?.deleter.clone())
        }),
        getter("__doc__", |evaluator, mut arguments| {
            let getter = own(evaluator, &mut arguments, "__doc__")?.getter.clone();
            Ok(evaluator.find_attribute(&getter, "__doc__")?.unwrap_or(Value::None))
        }),
    ];
    with(methods, fields)
}

pub(super) fn hooks() -> Option<Rc<dyn ClassHooks>> {
    constructor(|evaluator, _, arguments| {
        let [getter, setter, deleter, _] =
            arguments.clone().bind_builtin(evaluator, "property", ["fget", "fset", "fdel", "doc"])?;
        let part = |value: Option<Value>| value.unwrap_or(Value::None);
        let (getter, setter, deleter) = (part(getter), part(setter), part(deleter));
        Ok(Value::Property(Rc::new(Property { getter, setter, deleter, cached_as: None })))
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
