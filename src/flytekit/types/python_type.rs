//! What a Python type is made of: origin, arguments, annotations, members.
//!
//! A type is a class, an instance with one of the payloads of [`crate::python::stdlib::typing`], `None`, or an unknown with
//! a dotted path. These functions answer what `typing.get_origin`, `typing.get_args` and their kin answer.

use std::rc::Rc;

use crate::python::stdlib::typing::{
    AnnotatedType, ForwardReference, GenericAlias, NewType, SpecialForm, TypeVariable, UnionType,
};
use crate::python::{Class, Unknown, UnknownForm, Value};

/// `list[int]`, `typing.List`, `Literal["a"]` …
pub(super) fn generic(python_type: &Value) -> Option<Rc<GenericAlias>> {
    python_type.payload()
}

/// `Annotated[…]`.
pub(super) fn annotated(python_type: &Value) -> Option<Rc<AnnotatedType>> {
    python_type.payload()
}

/// `Union[…]`, `Optional[…]`, `… | …`.
pub(super) fn union(python_type: &Value) -> Option<Rc<UnionType>> {
    python_type.payload()
}

/// A bare special form, by its name in `typing`.
pub(super) fn special_form(python_type: &Value) -> Option<Rc<str>> {
    python_type.payload::<SpecialForm>().map(|form| Rc::clone(&form.name))
}

/// Whether it is `typing.Any`.
pub(super) fn is_any(python_type: &Value) -> bool {
    special_form(python_type).is_some_and(|name| &*name == "Any")
}

/// A type variable.
pub(super) fn type_variable(python_type: &Value) -> Option<Rc<TypeVariable>> {
    python_type.payload()
}

/// `NewType(…)`.
pub(super) fn new_type(python_type: &Value) -> Option<Rc<NewType>> {
    python_type.payload()
}

/// A type given as text that was not resolved.
pub(super) fn forward_reference(python_type: &Value) -> Option<Rc<str>> {
    match python_type {
        Value::Str(text) => Some(Rc::clone(text)),
        _ => python_type.payload::<ForwardReference>().map(|reference| Rc::clone(&reference.text)),
    }
}

/// The arguments of `Literal[…]`.
pub(super) fn literal_values(python_type: &Value) -> Option<Vec<Value>> {
    let alias = generic(python_type)?;
    let is_literal = special_form(&alias.origin).is_some_and(|name| &*name == "Literal");
    is_literal.then(|| alias.arguments.as_deref().unwrap_or_default().to_vec())
}

/// The type without an `Annotated` around it.
pub(super) fn underlying(python_type: &Value) -> Value {
    annotated(python_type).map_or_else(|| python_type.clone(), |annotated| annotated.base.clone())
}

/// What the type is annotated with.
pub(super) fn metadata(python_type: &Value) -> Rc<[Value]> {
    annotated(python_type).map_or_else(|| Rc::from([]), |annotated| Rc::clone(&annotated.metadata))
}

/// The dotted path that an unknown began with, whatever was done to it since.
pub(super) fn source_path(unknown: &Unknown) -> Option<&Rc<str>> {
    match &unknown.form {
        UnknownForm::Path(path) => Some(path),
        UnknownForm::Call { callee: inner, .. }
        | UnknownForm::Attribute(inner, _)
        | UnknownForm::Item(inner, _) => source_path(inner),
        UnknownForm::Other => None,
    }
}

/// Whether it is `None` or its class.
pub(super) fn is_none(python_type: &Value) -> bool {
    match python_type {
        Value::None => true,
        Value::Class(class) => class.has_dotted_name("builtins.NoneType"),
        _ => false,
    }
}

/// The class that is subscripted, or the class itself.
pub(super) fn origin_class(python_type: &Value) -> Option<Rc<Class>> {
    match generic(python_type) {
        Some(alias) => alias.origin.as_class().cloned(),
        None => python_type.as_class().cloned(),
    }
}

/// The type arguments; none for a bare type.
pub(super) fn arguments(python_type: &Value) -> Vec<Value> {
    if let Some(union) = union(python_type) {
        return union.members.to_vec();
    }
    generic(python_type)
        .and_then(|alias| alias.arguments.as_deref().map(<[Value]>::to_vec))
        .unwrap_or_default()
}
