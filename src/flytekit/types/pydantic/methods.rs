//! The methods of models: equality, text, dumps and copies.

use std::rc::Rc;

use super::decorators::{Decorators, Kind};
use super::fields::model_fields;
use crate::flytekit::need;
use crate::python::{Arguments, Class, Dict, EvalResult, Evaluator, Value};

pub(super) fn equals(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [Some(Value::Instance(left)), Some(Value::Instance(right))] =
        arguments.bind(evaluator, "__eq__", ["self!", "other!"])?
    else {
        return Ok(Value::NotImplemented);
    };
    if !Rc::ptr_eq(&left.class, &right.class) {
        return Ok(Value::NotImplemented);
    }
    for field in model_fields(evaluator, &left.class)? {
        let [left, right] = [&left, &right].map(|model| model.attribute(&field.name).unwrap_or(Value::None));
        let equal = evaluator.equals(&left, &right)?;
        if !equal.is_true() {
            return Ok(equal.into());
        }
    }
    Ok(Value::Bool(true))
}

pub(super) fn repr(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let Some(Value::Instance(model)) = arguments.take_first() else { return Ok(Value::None) };
    let mut parts = Vec::new();
    for field in model_fields(evaluator, &model.class)? {
        let value = model.attribute(&field.name).unwrap_or(Value::None);
        match evaluator.repr_of(&value)? {
            Value::Str(text) => parts.push(format!("{}={text}", field.name)),
            unknown => return Ok(unknown),
        }
    }
    Ok(Value::from(format!("{}({})", model.class.name, parts.join(", "))))
}

/// `model.model_dump()`: the fields by name, models in them as dictionaries.
pub(super) fn model_dump(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let Some(Value::Instance(model)) = arguments.take_first() else { return Ok(Value::None) };
    if !arguments.keywords.is_empty() || serializes(&model.class) {
        return Ok(evaluator.unknown("it is only known when the program runs"));
    }
    dumped(evaluator, &Value::Instance(model), 0)
}

fn dumped(evaluator: &mut Evaluator, value: &Value, depth: usize) -> EvalResult<Value> {
    evaluator.step()?;
    need::bounded(depth, "a model", evaluator.current_span())?;
    match value {
        Value::Instance(model) if model.class.descends_from(super::fields::BASE_MODEL) => {
            if let Some(unknown) = model.taint() {
                return Ok(Value::Unknown(unknown));
            }
            let entries = Dict::default();
            for field in model_fields(evaluator, &model.class)? {
                let value = model.attribute(&field.name).unwrap_or(Value::None);
                entries.insert_str(&field.name, dumped(evaluator, &value, depth + 1)?);
            }
            Ok(Value::Dict(Rc::new(entries)))
        }
        Value::List(list) if list.taint().is_none() => {
            let items = list.to_vec();
            let items =
                items.iter().map(|item| dumped(evaluator, item, depth + 1)).collect::<EvalResult<_>>()?;
            Ok(Value::list(items))
        }
        Value::Dict(dict) if dict.taint().is_none() => {
            let entries = Dict::default();
            for (key, value) in dict.pairs() {
                let value = dumped(evaluator, &value, depth + 1)?;
                evaluator.insert(&entries, key, value)?;
            }
            Ok(Value::Dict(Rc::new(entries)))
        }
        other => Ok(other.clone()),
    }
}

/// `model.model_copy(update=…)`.
pub(super) fn model_copy(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let span = arguments.span();
    let Some(Value::Instance(model)) = arguments.take_first() else { return Ok(Value::None) };
    let [update, _] = arguments.bind(evaluator, "model_copy", ["*update", "deep"])?;
    let copy = crate::flytekit::record::copy(&model);
    if let Some(unknown) = model.taint() {
        copy.set_taint(unknown);
    }
    if let Some(update) = update {
        for (name, value) in need::entries(evaluator, &update, "the update of a model", span)? {
            if let Some(name) = name.as_str() {
                copy.set_attribute(&name, value);
            }
        }
    }
    Ok(Value::Instance(copy))
}

/// `Model.model_validate(data)`.
pub(super) fn model_validate(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let Some(class) = arguments.take_first() else { return Ok(Value::None) };
    match arguments.positional.first() {
        Some(Value::Dict(dict)) if dict.taint().is_none() => {
            let pairs = dict.pairs();
            let keywords = pairs.into_iter().filter_map(|(key, value)| Some((key.as_str()?, value)));
            evaluator.call(&class, Arguments::keywords(keywords.collect::<Vec<_>>()))
        }
        None => evaluator.call(&class, arguments),
        Some(value)
            if class.as_class().is_some_and(|class| class.descends_from(super::fields::ROOT_MODEL)) =>
        {
            evaluator.call(&class, Arguments::positional([value.clone()]))
        }
        Some(model @ Value::Instance(_)) => Ok(model.clone()),
        Some(_) => Ok(evaluator.unknown("it is only known when the program runs")),
    }
}

/// Whether a model, or a field of it, has a serializer of its own, or the dump has more than the fields.
fn serializes(class: &Class) -> bool {
    let decorators = Decorators::of(class);
    let kinds = [Kind::FieldSerializer, Kind::ModelSerializer, Kind::ComputedField];
    kinds.into_iter().any(|kind| decorators.has(kind))
        || super::config::option(class, "extra")
            .is_some_and(|extra| extra.as_str().as_deref() == Some("allow"))
}
