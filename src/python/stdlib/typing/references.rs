//! Types given as text: what `List["Node"]` means among the names of a module.

use std::cell::RefCell;
use std::rc::Rc;

use super::annotated::annotated;
use super::parameters::rebuilt;
use super::{AnnotatedType, ForwardReference, GenericAlias, UnionType, is_form, make_union};
use crate::python::{EvalResult, Evaluator, Module, Value};
use crate::source::Span;

/// Where the names in the text of annotations are looked up.
#[derive(Clone)]
pub(crate) struct AnnotationNames {
    /// The module.
    pub(crate) module: Rc<Module>,
    /// Whether they are annotations of a class. Those of a function take text to mean what it meant before, in whatever
    /// module: types that are equal are one object, and it keeps its meaning (`typing.ForwardRef._evaluate`).
    pub(crate) of_class: bool,
}

/// A type with the text in it evaluated among the names of a module; a fault is at `span`.
pub(crate) fn resolve_references(
    evaluator: &mut Evaluator,
    value: &Value,
    names: &AnnotationNames,
    span: Span,
) -> EvalResult<Value> {
    if let Some(reference) = value.payload::<ForwardReference>() {
        let known = reference.meaning.borrow().clone();
        if let Some(known) = known.filter(|_| !names.of_class) {
            return Ok(known);
        }
        let meaning = referenced(evaluator, value, &reference.text, names, span)?;
        if !meaning.is(value) {
            *reference.meaning.borrow_mut() = Some(meaning.clone());
        }
        return Ok(meaning);
    }
    if let Some(inner) = value.payload::<AnnotatedType>() {
        let base = resolve_references(evaluator, &inner.base, names, span)?;
        return Ok(if base.is(&inner.base) {
            value.clone()
        } else {
            annotated(evaluator, base, inner.metadata.to_vec())
        });
    }
    if let Some(union) = value.payload::<UnionType>() {
        let members = resolved(evaluator, &union.members, false, names, span)?;
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
    let arguments = resolved(evaluator, arguments, alias.builtin, names, span)?;
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
    names: &AnnotationNames,
    span: Span,
) -> EvalResult<Value> {
    let resolving = evaluator.extension::<Resolving>();
    if resolving.0.borrow().contains(text) {
        return Ok(value.clone());
    }
    resolving.0.borrow_mut().push(Rc::clone(text));
    let result = evaluator.evaluate_annotation_text(text, names, span);
    resolving.0.borrow_mut().pop();
    result
}

/// The types resolved; `None` where nothing changes. Text stands for a type in aliases like `list["Node"]`.
fn resolved(
    evaluator: &mut Evaluator,
    types: &[Value],
    text: bool,
    names: &AnnotationNames,
    span: Span,
) -> EvalResult<Option<Vec<Value>>> {
    let mut changed = false;
    let mut new = Vec::with_capacity(types.len());
    for value in types {
        let resolved = match value {
            Value::Str(name) if text => referenced(evaluator, value, name, names, span)?,
            _ => resolve_references(evaluator, value, names, span)?,
        };
        changed |= !resolved.is(value);
        new.push(resolved);
    }
    Ok(changed.then_some(new))
}
