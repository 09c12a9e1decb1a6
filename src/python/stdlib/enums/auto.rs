//! `auto()`: a value that is settled when the class body is done.

use std::cell::OnceCell;
use std::rc::Rc;

use super::super::parts::{Names, receiver, take_first};
use crate::python::{Arguments, Class, ClassHooks, EvalResult, Evaluator, Instance, Value};

/// An `auto()`, or an operation on some (`READ | WRITE` in the body of a flag).
pub(super) struct Auto {
    settled: OnceCell<Value>,
    operation: Option<(&'static str, Value, Value)>,
}

impl Auto {
    /// Sets the value, once.
    pub(super) fn settle(&self, value: Value) -> Value {
        self.settled.get_or_init(|| value).clone()
    }

    /// The value, where it is settled already or follows from settled ones.
    pub(super) fn value(&self, evaluator: &mut Evaluator) -> EvalResult<Option<Value>> {
        if let Some(value) = self.settled.get() {
            return Ok(Some(value.clone()));
        }
        let Some((operator, left, right)) = &self.operation else { return Ok(None) };
        let (left, right) = (resolved(evaluator, left)?, resolved(evaluator, right)?);
        let value = evaluator.binary(operator, &left, &right)?;
        Ok(Some(self.settle(value)))
    }
}

/// The value of an `auto()` that is settled; other values are themselves.
fn resolved(evaluator: &mut Evaluator, value: &Value) -> EvalResult<Value> {
    match value.payload::<Auto>() {
        Some(auto) => Ok(auto.value(evaluator)?.unwrap_or_else(|| value.clone())),
        None => Ok(value.clone()),
    }
}

struct Hooks;

impl ClassHooks for Hooks {
    fn construct(
        &self,
        _evaluator: &mut Evaluator,
        class: &Rc<Class>,
        _arguments: &Arguments,
    ) -> EvalResult<Option<Value>> {
        Ok(Some(auto(class, None)))
    }
}

fn auto(class: &Rc<Class>, operation: Option<(&'static str, Value, Value)>) -> Value {
    let auto = Auto { settled: OnceCell::new(), operation };
    Value::Instance(Rc::new(Instance::with_payload(class, auto)))
}

pub(super) fn class(object: &[Rc<Class>]) -> Rc<Class> {
    let names = Names::default()
        .functions(&[
            ("__or__", |evaluator, arguments| operation(evaluator, arguments, "|", false)),
            ("__and__", |evaluator, arguments| operation(evaluator, arguments, "&", false)),
            ("__xor__", |evaluator, arguments| operation(evaluator, arguments, "^", false)),
            ("__ror__", |evaluator, arguments| operation(evaluator, arguments, "|", true)),
            ("__rand__", |evaluator, arguments| operation(evaluator, arguments, "&", true)),
            ("__rxor__", |evaluator, arguments| operation(evaluator, arguments, "^", true)),
        ])
        .properties(&[("value", |evaluator, mut arguments| {
            let (value, auto) = receiver::<Auto>(evaluator, &mut arguments)?;
            Ok(auto.value(evaluator)?.unwrap_or(value))
        })]);
    Class::native("enum", "auto", object, Some(Rc::new(Hooks)), names.vars())
}

fn operation(
    evaluator: &mut Evaluator,
    mut arguments: Arguments,
    operator: &'static str,
    reflected: bool,
) -> EvalResult<Value> {
    let (receiver, _) = receiver::<Auto>(evaluator, &mut arguments)?;
    let other = take_first(evaluator, &mut arguments)?;
    let class = evaluator.class_of(&receiver);
    let (left, right) = if reflected { (other, receiver) } else { (receiver, other) };
    Ok(auto(&class, Some((operator, left, right))))
}
