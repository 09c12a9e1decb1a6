//! `Annotated[type, …]`.

use std::rc::Rc;

use super::super::parts::{Names, receiver, take_first};
use super::{AnnotatedType, COMMON, checked, classes, instance, items_of, parameters};
use crate::python::{Arguments, EvalResult, Evaluator, Value, Vars};

/// `Annotated[item]`.
pub(super) fn subscript(evaluator: &mut Evaluator, item: &Value) -> EvalResult<Value> {
    let items = items_of(item);
    let [base, metadata @ ..] = items.as_slice() else {
        return Err(too_few(evaluator));
    };
    if metadata.is_empty() {
        return Err(too_few(evaluator));
    }
    let base = if super::is_form(base, "ClassVar") || super::is_form(base, "Final") {
        base.clone()
    } else {
        checked(evaluator, base, "Annotated[t, ...]: t must be a type.")?
    };
    Ok(annotated(evaluator, base, metadata.to_vec()))
}

fn too_few(evaluator: &Evaluator) -> Box<crate::python::Interrupt> {
    evaluator
        .type_error("Annotated[...] should be used with at least two arguments (a type and an annotation).")
}

/// The annotated type; an annotated base gives its own metadata first.
pub(crate) fn annotated(evaluator: &mut Evaluator, base: Value, metadata: Vec<Value>) -> Value {
    let class = Rc::clone(&classes(evaluator).annotated);
    let (base, metadata) = match base.payload::<AnnotatedType>() {
        Some(inner) => (inner.base.clone(), [inner.metadata.to_vec(), metadata].concat()),
        None => (base, metadata),
    };
    instance(&class, AnnotatedType { base, metadata: metadata.into() })
}

pub(super) fn attributes() -> Vars {
    Names::default()
        .functions_accepting_unknown(COMMON)
        .functions_accepting_unknown(&[("__getitem__", get_item), ("__call__", call)])
        .functions(&[("__getattr__", get_attribute)])
        .properties(&[
            ("__origin__", origin),
            ("__args__", arguments_property),
            ("__metadata__", metadata),
            ("__parameters__", parameters::parameters_property),
        ])
        .vars()
}

fn origin(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, annotated) = receiver::<AnnotatedType>(evaluator, &mut arguments)?;
    Ok(annotated.base.clone())
}

fn arguments_property(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, annotated) = receiver::<AnnotatedType>(evaluator, &mut arguments)?;
    Ok(Value::tuple([annotated.base.clone()]))
}

fn metadata(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, annotated) = receiver::<AnnotatedType>(evaluator, &mut arguments)?;
    Ok(Value::Tuple(Rc::clone(&annotated.metadata)))
}

fn get_item(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let alias = take_first(evaluator, &mut arguments)?;
    let item = take_first(evaluator, &mut arguments)?;
    parameters::subscript(evaluator, &alias, &item)
}

/// Calling an annotated type makes an instance of the type.
fn call(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, annotated) = receiver::<AnnotatedType>(evaluator, &mut arguments)?;
    evaluator.call(&annotated.base, arguments)
}

fn get_attribute(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, annotated) = receiver::<AnnotatedType>(evaluator, &mut arguments)?;
    let name = take_first(evaluator, &mut arguments)?.as_str().unwrap_or_default();
    match &*name {
        "__name__" | "__qualname__" => Ok(Value::str("Annotated")),
        "__module__" => Ok(Value::str("typing")),
        _ if name.starts_with("__") && name.ends_with("__") => Err(evaluator.attribute_error(&name)),
        _ => evaluator.get_attribute(&annotated.base, &name),
    }
}
