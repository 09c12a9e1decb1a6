//! Types given as text: what `List["Node"]` means among the names of a module.

use std::cell::RefCell;
use std::rc::Rc;

use super::annotated::annotated;
use super::parameters::rebuilt;
use super::{AnnotatedType, ForwardReference, GenericAlias, UnionType, is_form, make_union};
use crate::python::{EvalResult, Evaluator, Module, Value};
use crate::source::Span;

/// A type with the text in it evaluated among the names of a module; a fault is at `span`.
pub(crate) fn resolve_references(
    evaluator: &mut Evaluator,
    value: &Value,
    module: &Rc<Module>,
    span: Span,
) -> EvalResult<Value> {
    if let Some(reference) = value.payload::<ForwardReference>() {
        return referenced(evaluator, value, &reference.text, module, span);
    }
    if let Some(inner) = value.payload::<AnnotatedType>() {
        let base = resolve_references(evaluator, &inner.base, module, span)?;
        return Ok(if base.is(&inner.base) {
            value.clone()
        } else {
            annotated(evaluator, base, inner.metadata.to_vec())
        });
    }
    if let Some(union) = value.payload::<UnionType>() {
        let members = resolved(evaluator, &union.members, false, module, span)?;
        return match members {
            Some(members) => make_union(evaluator, &members, union.pep604),
            None => Ok(value.clone()),
        };
    }
    let Some(alias) = value.payload::<GenericAlias>() else { return Ok(value.clone()) };
    let Some(arguments) = &alias.arguments else { return Ok(value.clone()) };
    if is_form(&alias.origin, "Literal") {
        return Ok(value.clone());
    }
    let arguments = resolved(evaluator, arguments, alias.builtin, module, span)?;
    Ok(match arguments {
        Some(arguments) => rebuilt(evaluator, &alias, arguments),
        None => value.clone(),
    })
}

/// The texts that are being resolved. A type that refers to itself keeps the reference, as `typing` has it.
#[derive(Default)]
struct Resolving(RefCell<Vec<Rc<str>>>);

fn referenced(
    evaluator: &mut Evaluator,
    value: &Value,
    text: &Rc<str>,
    module: &Rc<Module>,
    span: Span,
) -> EvalResult<Value> {
    let resolving = evaluator.extension::<Resolving>();
    if resolving.0.borrow().contains(text) {
        return Ok(value.clone());
    }
    resolving.0.borrow_mut().push(Rc::clone(text));
    let result = evaluator.evaluate_annotation_text(text, module, span);
    resolving.0.borrow_mut().pop();
    result
}

/// The types resolved; `None` where nothing changes. Text stands for a type in aliases like `list["Node"]`.
fn resolved(
    evaluator: &mut Evaluator,
    types: &[Value],
    text: bool,
    module: &Rc<Module>,
    span: Span,
) -> EvalResult<Option<Vec<Value>>> {
    let mut changed = false;
    let mut new = Vec::with_capacity(types.len());
    for value in types {
        let resolved = match value {
            Value::Str(name) if text => referenced(evaluator, value, name, module, span)?,
            _ => resolve_references(evaluator, value, module, span)?,
        };
        changed |= !resolved.is(value);
        new.push(resolved);
    }
    Ok(changed.then_some(new))
}
