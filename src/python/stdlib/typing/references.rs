//! Types given as text: what `List["Node"]` means among the names of a module.

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
        return evaluator.evaluate_annotation_text(&reference.text, module, span);
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
            Value::Str(name) if text => evaluator.evaluate_annotation_text(name, module, span)?,
            _ => resolve_references(evaluator, value, module, span)?,
        };
        changed |= !resolved.is(value);
        new.push(resolved);
    }
    Ok(changed.then_some(new))
}
