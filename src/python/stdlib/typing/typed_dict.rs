//! `TypedDict`: classes whose instances are dictionaries.

use std::rc::Rc;

use super::super::parts::{Names, derived_class};
use super::{GenericAlias, is_form};
use crate::python::{Annotation, Arguments, Class, ClassHooks, Dict, EvalResult, Evaluator, Set, Value};

/// The keys of a `TypedDict` class, kept on the class: inherited ones first.
pub struct TypedDictFields {
    /// The keys in order.
    pub fields: Vec<TypedDictField>,
    /// Whether keys are required unless they say otherwise.
    pub total: bool,
}

/// A key of a `TypedDict`.
#[derive(Clone)]
pub struct TypedDictField {
    /// The key.
    pub name: Rc<str>,
    /// The type of its value.
    pub annotation: Annotation,
    /// Whether the key must be there.
    pub required: bool,
}

struct Hooks;

pub(super) fn class(bases: &[Rc<Class>]) -> Rc<Class> {
    Class::native("typing", "TypedDict", bases, Some(Rc::new(Hooks)), Names::default().vars())
}

impl ClassHooks for Hooks {
    fn subclass_created(
        &self,
        evaluator: &mut Evaluator,
        class: &Rc<Class>,
        keywords: &[(Rc<str>, Value)],
    ) -> EvalResult<()> {
        let total = keywords.iter().find(|(name, _)| &**name == "total");
        let total = total.and_then(|(_, value)| value.as_bool()).unwrap_or(true);
        let own = class.annotations.borrow().clone();
        finish(evaluator, class, own, total)
    }

    fn construct(
        &self,
        evaluator: &mut Evaluator,
        class: &Rc<Class>,
        arguments: &Arguments,
    ) -> EvalResult<Option<Value>> {
        if class.has_dotted_name("typing.TypedDict") {
            return functional(evaluator, class, arguments.clone()).map(Some);
        }
        let made = Dict::default();
        let types = Value::Class(Rc::clone(&evaluator.types.dict));
        if let Value::Dict(given) = evaluator.call(&types, arguments.clone())?.unwrapped() {
            made.change(|entries| entries.clone_from(&given.entries()));
            if let Some(taint) = given.taint() {
                made.set_taint(taint);
            }
        }
        Ok(Some(Value::Dict(Rc::new(made))))
    }
}

/// `TypedDict("Name", {"key": type}, total=…)`.
fn functional(evaluator: &mut Evaluator, class: &Rc<Class>, arguments: Arguments) -> EvalResult<Value> {
    let span = arguments.span();
    let [name, fields, total] = arguments.bind(evaluator, "TypedDict", ["typename!", "fields", "*total"])?;
    let name = name.and_then(|name| name.as_str()).unwrap_or_default();
    let mut annotations = Vec::new();
    if let Some(Value::Dict(fields)) = &fields {
        for (key, value) in fields.pairs() {
            annotations.push((key.as_str().unwrap_or_default(), Annotation { value, span }));
        }
    }
    let made = derived_class(evaluator, None, &name, std::slice::from_ref(class), Names::default().vars());
    made.annotations.borrow_mut().clone_from(&annotations);
    finish(evaluator, &made, annotations, total.and_then(|total| total.as_bool()).unwrap_or(true))?;
    Ok(Value::Class(made))
}

fn finish(
    evaluator: &mut Evaluator,
    class: &Rc<Class>,
    own: Vec<(Rc<str>, Annotation)>,
    total: bool,
) -> EvalResult<()> {
    let mut fields: Vec<TypedDictField> = Vec::new();
    let inherited =
        class.bases.iter().filter_map(Value::as_class).filter_map(|base| base.data::<TypedDictFields>());
    fields.extend(inherited.flat_map(|inherited| inherited.fields.clone()));
    for (name, annotation) in own {
        let required = requirement(&annotation.value).unwrap_or(total);
        fields.retain(|field| field.name != name);
        fields.push(TypedDictField { name, annotation, required });
    }
    class.set_attribute("__total__", Value::Bool(total));
    class.set_attribute("__required_keys__", keys(evaluator, &fields, true)?);
    class.set_attribute("__optional_keys__", keys(evaluator, &fields, false)?);
    class.set_data(TypedDictFields { fields, total });
    Ok(())
}

/// What `Required[…]` or `NotRequired[…]` say.
fn requirement(annotation: &Value) -> Option<bool> {
    let alias = annotation.payload::<GenericAlias>()?;
    if is_form(&alias.origin, "Required") {
        return Some(true);
    }
    is_form(&alias.origin, "NotRequired").then_some(false)
}

fn keys(evaluator: &mut Evaluator, fields: &[TypedDictField], required: bool) -> EvalResult<Value> {
    let mut members = Vec::new();
    for field in fields.iter().filter(|field| field.required == required) {
        let name = Value::Str(Rc::clone(&field.name));
        members.push((evaluator.key_of(&name)?, name));
    }
    Ok(Value::Set(Rc::new(Set::new(members, true))))
}
