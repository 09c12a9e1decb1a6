//! Special forms: `Any`, `Union`, `Optional`, `Literal`, `ClassVar`, `Final` and their kin.

use super::super::parts::{Names, receiver, take_first};
use super::alias::typing_alias;
use super::equality::{literal_key, without_repetition};
use super::kept::{Subscription, kept};
use super::{COMMON, GenericAlias, SpecialForm, annotated, checked, items_of, make_union, plain_repr};
use crate::python::{Arguments, EvalResult, Evaluator, Value, Vars};

/// The names of `typing` that are special forms.
pub(super) const FORMS: &[&str] = &[
    "Any",
    "NoReturn",
    "Never",
    "Self",
    "LiteralString",
    "TypeAlias",
    "Union",
    "Optional",
    "Literal",
    "ClassVar",
    "Final",
    "Annotated",
    "Concatenate",
    "TypeGuard",
    "Required",
    "NotRequired",
    "Unpack",
];

/// The special forms that `typing_extensions` adds.
pub(super) const FURTHER_FORMS: &[&str] = &["TypeIs", "ReadOnly", "TypeForm"];

/// Whether the bare form is a type of its own.
pub(super) fn is_type(name: &str) -> bool {
    matches!(name, "Any" | "NoReturn" | "Never" | "Self" | "LiteralString" | "TypeAlias" | "Annotated")
}

pub(super) fn attributes() -> Vars {
    Names::default()
        .functions_accepting_unknown(COMMON)
        .functions_accepting_unknown(&[
            ("__getitem__", get_item),
            ("__call__", call),
            ("__instancecheck__", instance_check),
            ("__subclasscheck__", subclass_check),
        ])
        .properties(&[("__name__", name), ("__qualname__", name), ("_name", name), ("__module__", module)])
        .vars()
}

fn name(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, form) = receiver::<SpecialForm>(evaluator, &mut arguments)?;
    Ok(Value::Str(form.name.clone()))
}

fn module(_evaluator: &mut Evaluator, _arguments: Arguments) -> EvalResult<Value> {
    Ok(Value::str("typing"))
}

fn get_item(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (value, form) = receiver::<SpecialForm>(evaluator, &mut arguments)?;
    let item = take_first(evaluator, &mut arguments)?;
    match &*form.name {
        "Union" => kept(evaluator, Subscription::Form, &value, &item, |evaluator| union(evaluator, &item)),
        "Optional" => {
            kept(evaluator, Subscription::Form, &value, &item, |evaluator| optional(evaluator, &item))
        }
        "Literal" => literal(evaluator, &value, &item),
        "Annotated" => annotated::subscript(evaluator, &item),
        "Concatenate" => concatenate(evaluator, &value, &item),
        "ClassVar" | "Final" | "TypeGuard" | "TypeIs" | "Required" | "NotRequired" | "ReadOnly"
        | "Unpack" | "TypeForm" => single(evaluator, &value, &form.name, &item),
        "Any" => Err(evaluator.type_error("type 'Any' is not subscriptable")),
        name => Err(evaluator.type_error(&format!("typing.{name} is not subscriptable"))),
    }
}

fn union(evaluator: &mut Evaluator, item: &Value) -> EvalResult<Value> {
    let items = items_of(item);
    if items.is_empty() {
        return Err(evaluator.type_error("Cannot take a Union of no types."));
    }
    let mut types = Vec::new();
    for item in &items {
        types.push(checked(evaluator, item, "Union[arg, ...]: each arg must be a type.")?);
    }
    make_union(evaluator, &types, false)
}

fn optional(evaluator: &mut Evaluator, item: &Value) -> EvalResult<Value> {
    let argument = checked(evaluator, item, "typing.Optional requires a single type.")?;
    make_union(evaluator, &[argument, Value::None], false)
}

fn literal(evaluator: &mut Evaluator, form: &Value, item: &Value) -> EvalResult<Value> {
    let mut values = Vec::new();
    for item in items_of(item) {
        match item.payload::<GenericAlias>() {
            Some(inner) if inner.origin.is(form) => {
                values.extend(inner.arguments.iter().flat_map(|arguments| arguments.iter().cloned()));
            }
            _ => values.push(item),
        }
    }
    let values = without_repetition(evaluator, values, literal_key)?;
    Ok(typing_alias(evaluator, form, Some(values), "typing.Literal"))
}

fn concatenate(evaluator: &mut Evaluator, form: &Value, item: &Value) -> EvalResult<Value> {
    let mut types = Vec::new();
    for item in items_of(item) {
        types.push(checked(evaluator, &item, "Concatenate[arg, ...]: each arg must be a type.")?);
    }
    if types.is_empty() {
        return Err(evaluator.type_error("Cannot take a Concatenate of no types."));
    }
    Ok(typing_alias(evaluator, form, Some(types), "typing.Concatenate"))
}

fn single(evaluator: &mut Evaluator, form: &Value, name: &str, item: &Value) -> EvalResult<Value> {
    let message = match name {
        "TypeGuard" | "Required" | "NotRequired" => format!("typing.{name} accepts only a single type."),
        _ => format!("typing.{name} accepts only single type."),
    };
    let argument = checked(evaluator, item, &message)?;
    Ok(typing_alias(evaluator, form, Some(vec![argument]), &format!("typing.{name}")))
}

fn call(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, form) = receiver::<SpecialForm>(evaluator, &mut arguments)?;
    Err(evaluator.type_error(&match &*form.name {
        "Any" => "Any cannot be instantiated".to_owned(),
        "Annotated" => "Type Annotated cannot be instantiated.".to_owned(),
        name => format!("Cannot instantiate typing.{name}"),
    }))
}

fn instance_check(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (value, _) = receiver::<SpecialForm>(evaluator, &mut arguments)?;
    let text = plain_repr(evaluator, &value)?;
    Err(evaluator.type_error(&format!("{text} cannot be used with isinstance()")))
}

fn subclass_check(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (value, _) = receiver::<SpecialForm>(evaluator, &mut arguments)?;
    let text = plain_repr(evaluator, &value)?;
    Err(evaluator.type_error(&format!("{text} cannot be used with issubclass()")))
}
