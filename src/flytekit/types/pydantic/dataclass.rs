//! `pydantic.dataclasses.dataclass`: a dataclass whose constructor converts what it is given, as that of a model does.
//! Defaults are not converted.
//!
//! For flytekit such a class is a dataclass. One with what only pydantic understands (a default made by `Field`, validators,
//! a configuration) stays a class that an unknown decorator made.

use std::rc::Rc;

use super::config::ValueOptions;
use super::fields::FieldOptions;
use super::model::{self, State};
use super::steps::Around;
use super::validation::{Checked, checked};
use crate::flytekit::library::Library;
use crate::python::stdlib::dataclasses::{DataclassFields, Field, FieldKind};
use crate::python::stdlib::typing::AnnotatedType;
use crate::python::{Arguments, Class, EvalResult, Evaluator, NativeFunction, Unknown, Value};

const MODULE: &str = "pydantic.dataclasses";

/// What `Field` may say in an annotation of a field: what constrains a value or describes it.
const PLAIN_OPTIONS: &[&str] = &[
    "gt",
    "ge",
    "lt",
    "le",
    "multiple_of",
    "min_length",
    "max_length",
    "pattern",
    "description",
    "title",
    "examples",
];

/// Arguments of the decorator that the standard library's takes too.
const SHARED: &[&str] = &["repr", "eq", "order", "unsafe_hash", "frozen", "kw_only", "slots"];

/// Defines the module.
pub(super) fn define(library: &mut Library) {
    library.function("dataclass", dataclass, &[MODULE]);
}

fn dataclass(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let class = arguments.take_first();
    let (shared, own): (Vec<_>, Vec<_>) =
        arguments.keywords.into_iter().partition(|(name, _)| SHARED.contains(&&**name));
    // `init` may only be false, and `validate_on_init` has no effect any more.
    let is_plain = own.iter().all(|(name, value)| {
        matches!(&**name, "init" | "validate_on_init") || value.is_none() && &**name == "config"
    });
    match class {
        Some(class) => decorate(evaluator, class, &shared, is_plain),
        None => {
            let code = move |evaluator: &mut Evaluator, mut arguments: Arguments| {
                let class = arguments.take_first().unwrap_or(Value::None);
                decorate(evaluator, class, &shared, is_plain)
            };
            Ok(Value::Native(Rc::new(NativeFunction::closure("dataclass", code).accepting_unknown())))
        }
    }
}

fn decorate(
    evaluator: &mut Evaluator,
    value: Value,
    options: &[(Rc<str>, Value)],
    is_plain: bool,
) -> EvalResult<Value> {
    let Value::Class(class) = &value else { return Ok(value) };
    if !is_plain || !is_known(evaluator, class)? {
        let reason = "the package is not part of the project, and its code is not run";
        let unknown = Unknown::path(format!("{MODULE}.dataclass"), evaluator.current_span(), reason);
        *class.decorated_unknown.borrow_mut() = Some(unknown);
        return Ok(value);
    }
    let standard = evaluator.import_module("dataclasses")?;
    let standard = evaluator.get_attribute(&standard, "dataclass")?;
    let mut arguments = Arguments::positional([value.clone()]);
    arguments.keywords = options.to_vec();
    evaluator.call(&standard, arguments)?;
    if let Some(set_fields) = class.own_attribute("__init__") {
        let code = move |evaluator: &mut Evaluator, arguments: Arguments| {
            let arguments = converted(evaluator, arguments)?;
            evaluator.call(&set_fields, arguments)
        };
        let init = NativeFunction::closure("__init__", code).accepting_unknown();
        class.set_attribute("__init__", Value::Native(Rc::new(init)));
    }
    Ok(value)
}

/// Whether the class has nothing but what the standard library's dataclasses have too, and constraints in annotations.
fn is_known(evaluator: &mut Evaluator, class: &Rc<Class>) -> EvalResult<bool> {
    if class.data::<DataclassFields>().is_some() || class.own_attribute("__init__").is_some() {
        return Ok(false);
    }
    let decorated = evaluator.extension::<State>().decorated(evaluator);
    for ancestor in class.resolution_order() {
        let attributes = ancestor.attributes.borrow();
        let is_configured = attributes.contains_key("__pydantic_config__");
        if is_configured || attributes.values().any(|value| is_of_pydantic(value, &decorated)) {
            return Ok(false);
        }
    }
    let hints = evaluator.class_hints(class)?;
    Ok(hints.iter().all(|(_, hint)| has_plain_annotation(&hint.value)))
}

/// Whether the value is one of `Field`, or a method with a decorator of pydantic.
fn is_of_pydantic(value: &Value, decorated: &Rc<Class>) -> bool {
    value.as_instance().is_some_and(|instance| {
        Rc::ptr_eq(&instance.class, decorated) || instance.payload::<FieldOptions>().is_some()
    })
}

fn has_plain_annotation(annotation: &Value) -> bool {
    let Some(annotated) = annotation.payload::<AnnotatedType>() else { return true };
    annotated.metadata.iter().all(|each| {
        let options = each.payload::<FieldOptions>();
        options.is_none_or(|options| options.0.iter().all(|(name, _)| PLAIN_OPTIONS.contains(&&**name)))
    })
}

/// The arguments of the constructor, converted to the types of the fields.
fn converted(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Arguments> {
    let Some(Value::Instance(instance)) = arguments.take_first() else { return Ok(arguments) };
    let class = Rc::clone(&instance.class);
    let hints = evaluator.class_hints(&class)?;
    let mut around =
        Around { field: None, data: Value::dict::<&str>([]), options: ValueOptions::of(evaluator, &class)? };
    let mut convert = |evaluator: &mut Evaluator, name: &str, value: &Value| {
        let hint = hints.iter().find(|(known, _)| **known == *name);
        let Some((_, hint)) = hint else { return Ok(value.clone()) };
        around.field = Some(name.into());
        match checked(evaluator, value, &hint.value, &around, 0)? {
            Checked::Value(value) => Ok(value),
            Checked::Unknown(reason) => Ok(evaluator.unknown(reason)),
            Checked::Refused => {
                let message = format!("the field `{name}` does not accept this value");
                Err(model::validation_error(evaluator, &class, &message))
            }
        }
    };
    let names = positional_names(&class);
    let mut result = Arguments::positional([Value::Instance(instance)]);
    for (at, value) in arguments.positional.iter().enumerate() {
        let value = match names.get(at) {
            Some(name) => convert(evaluator, name, value)?,
            None => value.clone(),
        };
        result.positional.push(value);
    }
    for (name, value) in arguments.keywords {
        let value = convert(evaluator, &name, &value)?;
        result.keywords.push((name, value));
    }
    Ok(result)
}

/// The fields that can be given by position, in their order.
fn positional_names(class: &Class) -> Vec<Rc<str>> {
    let fields = class.inherited_data::<DataclassFields>();
    let is_positional =
        |field: &Field| field.init && field.kind != FieldKind::ClassVar && field.kw_only != Some(true);
    fields
        .iter()
        .flat_map(|fields| &fields.all)
        .filter(|field| is_positional(field))
        .map(|field| Rc::clone(&field.name))
        .collect()
}
