//! The methods of models: equality, text, copies, and what makes models of data.

use std::rc::Rc;

use super::fields::model_fields;
use super::model::{note_set, validation_error};
use super::steps::parsed;
use super::validation::Checked;
use crate::flytekit::need;
use crate::python::{Arguments, EvalResult, Evaluator, Value};

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
                note_set(&copy, &name);
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

/// `Model.model_validate_json(text)`.
pub(super) fn model_validate_json(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let Some(class) = arguments.take_first() else { return Ok(Value::None) };
    let [text] = arguments.bind(evaluator, "model_validate_json", ["json_data!"])?;
    match parsed(evaluator, &text.unwrap_or(Value::None))? {
        Checked::Value(data) => model_validate(evaluator, Arguments::positional([class, data])),
        Checked::Unknown(reason) => Ok(evaluator.unknown(reason)),
        Checked::Refused => {
            let class = class.as_class().map_or(&evaluator.types.object, |class| class).clone();
            Err(validation_error(evaluator, &class, "Invalid JSON"))
        }
    }
}
