//! The type variables in a type, and what replaces them: `Dict[str, T][int]`.

use std::rc::Rc;

use super::super::parts::take_first;
use super::alias::{builtin_alias, typing_alias};
use super::annotated::annotated;
use super::representation::is_callable;
use super::{
    AnnotatedType, GenericAlias, TypeVariable, UnionType, converted, is_form, items_of, make_union,
    plain_repr,
};
use crate::python::{Arguments, EvalResult, Evaluator, Value};

/// The type variables in types, in the order of their first appearance.
pub(super) fn parameters_of(types: &[Value]) -> Vec<Value> {
    let mut found = Vec::new();
    for value in types {
        collect(value, &mut found);
    }
    found
}

fn collect(value: &Value, found: &mut Vec<Value>) {
    if value.payload::<TypeVariable>().is_some() {
        if !found.iter().any(|known| known.is(value)) {
            found.push(value.clone());
        }
    } else if let Some(alias) = value.payload::<GenericAlias>() {
        if !is_form(&alias.origin, "Literal") {
            alias
                .arguments
                .iter()
                .flat_map(|arguments| arguments.iter())
                .for_each(|item| collect(item, found));
        }
    } else if let Some(union) = value.payload::<UnionType>() {
        union.members.iter().for_each(|item| collect(item, found));
    } else if let Some(annotated) = value.payload::<AnnotatedType>() {
        collect(&annotated.base, found);
    } else if let Value::List(list) = value {
        list.to_vec().iter().for_each(|item| collect(item, found));
    }
}

/// `__parameters__`.
pub(super) fn parameters_property(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let value = take_first(evaluator, &mut arguments)?;
    Ok(Value::tuple(parameters_of(&[value])))
}

/// `alias[item]`: the alias with its type variables replaced.
pub(super) fn subscript(evaluator: &mut Evaluator, alias: &Value, item: &Value) -> EvalResult<Value> {
    let parameters = parameters_of(std::slice::from_ref(alias));
    let items = items_of(item);
    if parameters.is_empty() {
        let text = plain_repr(evaluator, alias)?;
        return Err(evaluator.type_error(&format!("{text} is not a generic class")));
    }
    check_count(evaluator, alias, items.len(), parameters.len())?;
    let typing = alias.payload::<GenericAlias>().is_none_or(|alias| !alias.builtin);
    let items = if typing { items.iter().map(|item| converted(evaluator, item)).collect() } else { items };
    let replacements: Vec<(Value, Value)> = parameters.into_iter().zip(items).collect();
    substitute(evaluator, alias, &replacements)
}

/// Raises where a generic gets too many or too few arguments.
pub(super) fn check_count(
    evaluator: &mut Evaluator,
    generic: &Value,
    actual: usize,
    expected: usize,
) -> EvalResult<()> {
    if actual == expected {
        return Ok(());
    }
    let text = plain_repr(evaluator, generic)?;
    let which = if actual > expected { "many" } else { "few" };
    Err(evaluator
        .type_error(&format!("Too {which} arguments for {text}; actual {actual}, expected {expected}")))
}

/// The type with type variables replaced.
pub(super) fn substitute(
    evaluator: &mut Evaluator,
    value: &Value,
    replacements: &[(Value, Value)],
) -> EvalResult<Value> {
    if let Some((_, new)) = replacements.iter().find(|(old, _)| old.is(value)) {
        return Ok(new.clone());
    }
    if let Some(alias) = value.payload::<GenericAlias>()
        && let Some(arguments) = &alias.arguments
    {
        let mut new = Vec::new();
        for argument in arguments.iter() {
            match substitute(evaluator, argument, replacements)? {
                Value::List(list) if is_callable(&alias) => new.extend(list.to_vec()),
                argument => new.push(argument),
            }
        }
        return Ok(rebuilt(evaluator, &alias, new));
    }
    if let Some(union) = value.payload::<UnionType>() {
        let mut new = Vec::new();
        for member in union.members.iter() {
            new.push(substitute(evaluator, member, replacements)?);
        }
        return make_union(evaluator, &new, union.pep604);
    }
    if let Some(inner) = value.payload::<AnnotatedType>() {
        let base = substitute(evaluator, &inner.base, replacements)?;
        return Ok(annotated(evaluator, base, inner.metadata.to_vec()));
    }
    Ok(value.clone())
}

/// The same alias with other arguments.
pub(super) fn rebuilt(evaluator: &mut Evaluator, alias: &Rc<GenericAlias>, arguments: Vec<Value>) -> Value {
    if alias.builtin {
        builtin_alias(evaluator, &alias.origin, arguments)
    } else {
        typing_alias(evaluator, &alias.origin, Some(arguments), &alias.spelled)
    }
}
