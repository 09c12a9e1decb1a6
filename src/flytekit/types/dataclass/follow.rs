//! What flytekit looks at in a dataclass before its schema is made (`DataclassTransformer._get_origin_type_in_annotation`): it
//! follows lists, dictionaries and dataclasses to their last items, and stumbles over a `typing.List` or `typing.Dict` that
//! does not say what it holds. Such a dataclass has no schema.

use std::rc::Rc;

use super::super::fault::{Fault, Outcome};
use super::super::python_type::generic;
use super::fields_of;
use crate::python::{Class, Value};

/// Follows the fields of a dataclass; `followed` are the classes that were met before.
///
/// # Errors
///
/// A refusal, where flytekit stumbles.
pub(super) fn fields(class: &Rc<Class>, followed: &mut Vec<Rc<Class>>) -> Outcome<()> {
    if followed.iter().any(|known| Rc::ptr_eq(known, class)) {
        return Ok(());
    }
    followed.push(Rc::clone(class));
    let Some(known) = fields_of(class) else { return Ok(()) };
    known.fields().try_for_each(|field| items(&field.annotation.value, followed))
}

fn items(python_type: &Value, followed: &mut Vec<Rc<Class>>) -> Outcome<()> {
    if let Some(class) = python_type.as_class() {
        return fields(class, followed);
    }
    let Some(alias) = generic(python_type) else { return Ok(()) };
    let is = |name: &str| alias.origin.as_class().is_some_and(|origin| origin.has_dotted_name(name));
    let expected = match () {
        () if is("builtins.list") => 1,
        () if is("builtins.dict") => 2,
        () => return Ok(()),
    };
    let arguments = alias.arguments.as_deref().unwrap_or_default();
    let Some(arguments) = arguments.get(..expected) else {
        return Err(Fault::unsupported_type("flytekit needs to know what a list or a dictionary holds"));
    };
    arguments.iter().try_for_each(|argument| items(argument, followed))
}
