//! `property`, `staticmethod` and `classmethod`.

use std::rc::Rc;

use super::super::{Arguments, Class, ClassHooks, EvalResult, Evaluator, Property, Value, Vars};
use super::table_accepting_unknown;

/// The attributes of `property`.
pub(super) fn property_attributes() -> Vars {
    table_accepting_unknown(&[("getter", getter), ("setter", setter), ("deleter", deleter)])
}

fn receiver(evaluator: &Evaluator, arguments: &mut Arguments) -> EvalResult<(Rc<Property>, Value)> {
    match (arguments.take_first(), arguments.take_first()) {
        (Some(Value::Property(property)), Some(function)) => Ok((property, function)),
        _ => Err(evaluator.type_error("a property's accessor takes one function")),
    }
}

fn getter(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (property, getter) = receiver(evaluator, &mut arguments)?;
    let setter = property.setter.clone();
    Ok(Value::Property(Rc::new(Property { getter, setter, cached_as: None })))
}

fn setter(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (property, setter) = receiver(evaluator, &mut arguments)?;
    let getter = property.getter.clone();
    Ok(Value::Property(Rc::new(Property { getter, setter, cached_as: None })))
}

fn deleter(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (property, _) = receiver(evaluator, &mut arguments)?;
    Ok(Value::Property(property))
}

/// Makes properties.
pub(super) struct PropertyHooks;

impl ClassHooks for PropertyHooks {
    fn construct(
        &self,
        evaluator: &mut Evaluator,
        _class: &Rc<Class>,
        arguments: &Arguments,
    ) -> EvalResult<Option<Value>> {
        let [getter, setter, _, _] =
            arguments.clone().bind(evaluator, "property", ["fget", "fset", "fdel", "doc"])?;
        let (getter, setter) = (getter.unwrap_or(Value::None), setter.unwrap_or(Value::None));
        Ok(Some(Value::Property(Rc::new(Property { getter, setter, cached_as: None }))))
    }
}

/// Makes static methods and class methods.
pub(super) struct MethodKindHooks {
    /// The class that is made.
    pub(super) kind: fn(Rc<Value>) -> Value,
    /// Its name.
    pub(super) name: &'static str,
}

impl ClassHooks for MethodKindHooks {
    fn construct(
        &self,
        evaluator: &mut Evaluator,
        _class: &Rc<Class>,
        arguments: &Arguments,
    ) -> EvalResult<Option<Value>> {
        let [function] = arguments.clone().bind(evaluator, self.name, ["function!"])?;
        Ok(function.map(|function| (self.kind)(Rc::new(function))))
    }
}
