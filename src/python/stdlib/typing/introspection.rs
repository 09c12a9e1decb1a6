//! The functions of `typing`: `get_type_hints`, `get_origin`, `get_args`, `cast`, `overload` and the other decorators.

use std::rc::Rc;

use super::super::parts::{Names, closure_accepting_unknown};
use super::parameters::rebuilt;
use super::representation::{is_callable, is_open};
use super::{
    AnnotatedType, GenericAlias, TypedDictFields, UnionType, classes, converted, form, is_form, make_union,
};
use crate::python::{Arguments, Dict, EvalResult, Evaluator, Signature, Value, Vars};

pub(super) fn functions() -> Vars {
    Names::default()
        .functions(&[("get_type_hints", get_type_hints), ("is_typeddict", is_typed_dict)])
        .functions_accepting_unknown(&[
            ("get_origin", get_origin),
            ("get_args", get_args),
            ("cast", cast),
            ("overload", overload),
            ("no_type_check", same),
            ("no_type_check_decorator", same),
            ("final", same),
            ("override", same),
            ("type_check_only", same),
            ("runtime_checkable", runtime_checkable),
            ("runtime", runtime_checkable),
            ("assert_type", same),
            ("reveal_type", same),
            ("assert_never", assert_never),
            ("dataclass_transform", dataclass_transform),
            ("get_overloads", no_overloads),
            ("clear_overloads", nothing),
            ("deprecated", dataclass_transform),
        ])
        .vars()
}

/// Gives the first argument.
fn same(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    super::super::parts::take_first(evaluator, &mut arguments)
}

fn nothing(_evaluator: &mut Evaluator, _arguments: Arguments) -> EvalResult<Value> {
    Ok(Value::None)
}

fn no_overloads(_evaluator: &mut Evaluator, _arguments: Arguments) -> EvalResult<Value> {
    Ok(Value::list(Vec::new()))
}

fn cast(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [_type, value] = arguments.bind(evaluator, "cast", ["typ!", "val!"])?;
    Ok(value.unwrap_or(Value::None))
}

fn runtime_checkable(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let class = same(evaluator, arguments)?;
    if let Value::Class(class) = &class {
        class.set_attribute("_is_runtime_protocol", Value::Bool(true));
    }
    Ok(class)
}

/// A function that is declared by `@overload` only raises.
fn overload(_evaluator: &mut Evaluator, _arguments: Arguments) -> EvalResult<Value> {
    Ok(closure_accepting_unknown("_overload_dummy", |evaluator, _| {
        let message = "You should not call an overloaded function. A series of @overload-decorated functions \
                       outside a stub module should always be followed by an implementation that is not @overload-ed.";
        Err(evaluator.exception(&evaluator.exceptions.not_implemented_error, message))
    }))
}

fn assert_never(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let value = same(evaluator, arguments)?;
    let text = super::plain_repr(evaluator, &value)?;
    Err(evaluator.assertion_error(&format!("Expected code to be unreachable, but got: {text}")))
}

/// A decorator with arguments that leaves what it decorates as it is.
fn dataclass_transform(_evaluator: &mut Evaluator, _arguments: Arguments) -> EvalResult<Value> {
    Ok(closure_accepting_unknown("decorator", same))
}

fn is_typed_dict(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let value = same(evaluator, arguments)?;
    Ok(Value::Bool(value.as_class().is_some_and(|class| class.data::<TypedDictFields>().is_some())))
}

fn get_origin(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [value] = arguments.bind(evaluator, "get_origin", ["tp!"])?;
    let value = value.unwrap_or(Value::None);
    if let Some(alias) = value.payload::<GenericAlias>() {
        return Ok(alias.origin.clone());
    }
    if let Some(union) = value.payload::<UnionType>() {
        let class = Rc::clone(&classes(evaluator).builtin_union);
        return Ok(if union.pep604 { Value::Class(class) } else { form(evaluator, "Union") });
    }
    if value.payload::<AnnotatedType>().is_some() {
        return Ok(form(evaluator, "Annotated"));
    }
    Ok(match &value {
        Value::Class(class) if class.has_dotted_name("typing.Generic") => value.clone(),
        Value::Unknown(unknown) => super::super::parts::follows(unknown),
        _ => Value::None,
    })
}

fn get_args(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [value] = arguments.bind(evaluator, "get_args", ["tp!"])?;
    let value = value.unwrap_or(Value::None);
    if let Some(annotated) = value.payload::<AnnotatedType>() {
        let base = std::iter::once(annotated.base.clone());
        return Ok(Value::tuple(base.chain(annotated.metadata.iter().cloned()).collect::<Vec<_>>()));
    }
    if let Some(union) = value.payload::<UnionType>() {
        return Ok(Value::Tuple(Rc::clone(&union.members)));
    }
    if let Value::Unknown(unknown) = &value {
        return Ok(super::super::parts::follows(unknown));
    }
    let Some(alias) = value.payload::<GenericAlias>() else { return Ok(Value::tuple([])) };
    let arguments = alias.arguments.as_deref().unwrap_or_default();
    match arguments.split_last() {
        Some((result, parameters)) if is_callable(&alias) && !is_open(parameters) => {
            Ok(Value::tuple([Value::list(parameters.to_vec()), result.clone()]))
        }
        _ => Ok(Value::tuple(arguments.to_vec())),
    }
}

fn get_type_hints(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let parameters = ["obj!", "globalns", "localns", "include_extras"];
    let [object, _globals, _locals, extras] = arguments.bind(evaluator, "get_type_hints", parameters)?;
    let object = object.unwrap_or(Value::None);
    let extras = extras.and_then(|extras| extras.as_bool()).unwrap_or(false);
    let mut hints = Vec::new();
    match &object {
        Value::Class(class) => {
            let known = evaluator.class_hints(class)?;
            hints.extend(known.into_iter().map(|(name, annotation)| (name, annotation.value)));
        }
        Value::Module(_) => {}
        Value::Function(_) | Value::Method(_) | Value::Native(_) | Value::Instance(_) => {
            hints = signature_hints(evaluator.typed_signature(&object)?);
        }
        _ => {
            let text = super::plain_repr(evaluator, &object)?;
            let message = format!("{text} is not a module, class, method, or function.");
            return Err(evaluator.type_error(&message));
        }
    }
    let dict = Dict::default();
    for (name, value) in hints {
        let value = converted(evaluator, &value);
        let value = if extras { value } else { strip_annotated(evaluator, &value)? };
        dict.insert_str(&name, value);
    }
    Ok(Value::Dict(Rc::new(dict)))
}

fn signature_hints(signature: Signature) -> Vec<(Rc<str>, Value)> {
    let parameters = signature.parameters.into_iter();
    let mut hints: Vec<(Rc<str>, Value)> =
        parameters.filter_map(|parameter| Some((parameter.name, parameter.annotation?.value))).collect();
    hints.extend(signature.returns.map(|annotation| (Rc::from("return"), annotation.value)));
    hints
}

/// The type without `Annotated`, `Required` and `NotRequired`, also within it.
pub(crate) fn strip_annotated(evaluator: &mut Evaluator, value: &Value) -> EvalResult<Value> {
    if let Some(annotated) = value.payload::<AnnotatedType>() {
        return strip_annotated(evaluator, &annotated.base);
    }
    if let Some(union) = value.payload::<UnionType>() {
        let members = stripped(evaluator, &union.members)?;
        return make_union(evaluator, &members, union.pep604);
    }
    let Some(alias) = value.payload::<GenericAlias>() else { return Ok(value.clone()) };
    let Some(arguments) = &alias.arguments else { return Ok(value.clone()) };
    if is_form(&alias.origin, "Literal") {
        return Ok(value.clone());
    }
    let new = stripped(evaluator, arguments)?;
    if (is_form(&alias.origin, "Required") || is_form(&alias.origin, "NotRequired")) && new.len() == 1 {
        return Ok(new.into_iter().next().unwrap_or(Value::None));
    }
    let unchanged = new.iter().zip(arguments.iter()).all(|(new, old)| new.is(old));
    Ok(if unchanged { value.clone() } else { rebuilt(evaluator, &alias, new) })
}

fn stripped(evaluator: &mut Evaluator, types: &[Value]) -> EvalResult<Vec<Value>> {
    types.iter().map(|item| strip_annotated(evaluator, item)).collect()
}
