//! `warnings`: nothing is shown, and no warning is raised.

use std::rc::Rc;

use super::parts::{Names, take_first};
use crate::python::{Arguments, Class, ClassHooks, EvalResult, Evaluator, Instance, Value, Vars};

/// The names of the module.
pub(super) fn module(evaluator: &mut Evaluator) -> EvalResult<Vars> {
    let attributes = Names::default()
        .functions_accepting_unknown(&[("__enter__", enter)])
        .inert_functions(&["__exit__"])
        .vars();
    let object = std::slice::from_ref(&evaluator.types.object);
    let catch = Class::native("warnings", "catch_warnings", object, Some(Rc::new(Hooks)), attributes);
    Ok(Names::default()
        .class(&catch)
        .inert_functions(&[
            "filterwarnings",
            "resetwarnings",
            "showwarning",
            "simplefilter",
            "warn",
            "warn_explicit",
        ])
        .value("filters", Value::list(Vec::new()))
        .vars())
}

struct Hooks;

impl ClassHooks for Hooks {
    fn construct(
        &self,
        _evaluator: &mut Evaluator,
        class: &Rc<Class>,
        arguments: &Arguments,
    ) -> EvalResult<Option<Value>> {
        let instance = Instance::new(class);
        let records = arguments.keyword("record").cloned().unwrap_or(Value::Bool(false));
        instance.set_attribute("_record", records);
        Ok(Some(Value::Instance(Rc::new(instance))))
    }
}

/// What was recorded is not known: warnings are not followed.
fn enter(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let catch = take_first(evaluator, &mut arguments)?;
    let records = evaluator.get_attribute(&catch, "_record")?;
    Ok(if evaluator.truth(&records)?.is_false() {
        Value::None
    } else {
        evaluator.unknown("warnings are not recorded")
    })
}
