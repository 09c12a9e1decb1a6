//! What programs import to write types: one file for each module or family of modules.

mod annotations;
mod engine;
mod files;
mod iterators;
mod json_mixins;
pub(super) mod literals;
pub(super) mod models;
mod schemas;

pub(super) use json_mixins::DataclassJson;
use std::rc::Rc;

use crate::flytekit::library::{self, Library, own_item};
use crate::flytekit::record::Record;
use crate::python::{Class, EvalResult, Evaluator, NativeCode, Property, Value};

/// Defines every module.
pub(super) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    annotations::define(evaluator, library);
    engine::define(evaluator, library);
    files::define(evaluator, library);
    iterators::define(evaluator, library);
    json_mixins::define(evaluator, library);
    literals::define(evaluator, library);
    models::define(evaluator, library);
    super::pydantic::define(evaluator, library);
    schemas::define(evaluator, library);
}

/// A class whose constructor keeps its arguments, but which is no dataclass: two instances are equal when they are the same.
fn plain_class(record: Record, evaluator: &Evaluator) -> Rc<Class> {
    let class = record.class(evaluator);
    class.attributes.borrow_mut().retain(|name, _| !matches!(&**name, "__eq__" | "__repr__"));
    class
}

/// A method of the class itself; it sees unknown arguments.
fn class_method(name: &str, code: NativeCode) -> Value {
    Value::ClassMethod(Rc::new(library::function(name, code)))
}

/// A property that is only read.
fn property(name: &str, code: NativeCode) -> Value {
    let getter = library::function(name, code);
    Value::Property(Rc::new(Property::read_only(getter)))
}

/// A method whose result is only known when the program runs.
fn at_run_time(name: &str) -> Value {
    library::function(name, |evaluator, _| Ok(evaluator.unknown("it is only known when the program runs")))
}

/// The text of a value, where it is known.
fn known_text(evaluator: &mut Evaluator, value: &Value) -> EvalResult<Rc<str>> {
    match evaluator.str_of(value)? {
        Value::Unknown(unknown) => Err(unknown.into()),
        text => Ok(text.as_str().unwrap_or_default()),
    }
}
