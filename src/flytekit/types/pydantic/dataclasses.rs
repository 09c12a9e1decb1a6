//! `pydantic.dataclasses.dataclass`: dataclasses whose constructor converts and checks what it is given, as models do.
//!
//! To flytekit they are dataclasses like any other. What `Field(…)` says of a field is kept for the constructor; the dataclass
//! has the `Field(…)` itself as the field's default, and so does its schema.

use std::rc::Rc;

use super::config;
use super::decorators::{self, Decorators, Kind};
use super::fields;
use super::model::{set_fields, validation_error};
use super::steps::Mode;
use crate::flytekit::library::{self, Library};
use crate::python::stdlib::dataclasses::{Field, FieldKind, dataclass_fields};
use crate::python::{
    Arguments, Class, EvalResult, Evaluator, Instance, Interrupt, NativeFunction, Unknown, UnknownForm, Value,
};

/// The parameters that the decorator hands to that of the standard library.
const HANDED_ON: &[&str] = &["repr", "eq", "order", "unsafe_hash", "frozen", "kw_only", "slots"];

/// Defines the module.
pub(super) fn define(library: &mut Library) {
    library.function("dataclass", dataclass, &["pydantic.dataclasses"]);
}

/// `@dataclass` and `@dataclass(…)`.
fn dataclass(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let class = arguments.take_first().filter(|class| !class.is_none());
    let options = arguments.keywords;
    match class {
        Some(class) => decorate(evaluator, class, &options),
        None => {
            let code = move |evaluator: &mut Evaluator, mut arguments: Arguments| {
                let class = arguments.take_first().unwrap_or(Value::None);
                decorate(evaluator, class, &options)
            };
            Ok(Value::Native(Rc::new(NativeFunction::closure("dataclass", code).accepting_unknown())))
        }
    }
}

fn decorate(evaluator: &mut Evaluator, value: Value, options: &[(Rc<str>, Value)]) -> EvalResult<Value> {
    let Value::Class(mut class) = value else { return Ok(value) };
    if dataclass_fields(&class).is_some() && class.own_attribute("__dataclass_fields__").is_some() {
        class = extended(evaluator, class)?;
    }
    decorators::collect(&class);
    let handed_on = options.iter().filter(|(name, _)| HANDED_ON.contains(&&**name)).cloned();
    let keywords: Vec<_> = handed_on.chain([("init".into(), Value::Bool(false))]).collect();
    let standard = evaluator.import_module("dataclasses")?;
    let standard = evaluator.get_attribute(&standard, "dataclass")?;
    let mut arguments = Arguments::positional([Value::Class(Rc::clone(&class))]);
    arguments.keywords = keywords;
    evaluator.call(&standard, arguments)?;
    let config = options.iter().find(|(name, _)| &**name == "config").map(|(_, config)| config.clone());
    if let Some(config) = config.filter(|config| !config.is_none()) {
        class.set_attribute(config::MODEL_CONFIG, config);
    }
    config::merge(&class, &[]);
    let known = dataclass_fields(&class).map(|fields| fields.all.clone()).unwrap_or_default();
    let constructed = known.iter().filter(|field| field.kind == FieldKind::Field && field.init);
    fields::collect_dataclass(&class, constructed.map(Rc::as_ref));
    class.set_attribute("__init__", library::function("__init__", initialize));
    Ok(Value::Class(class))
}

/// A class of the same name below a dataclass of the standard library, which pydantic leaves as it is.
fn extended(evaluator: &mut Evaluator, class: Rc<Class>) -> EvalResult<Rc<Class>> {
    let names = ["__module__", "__qualname__"];
    let names = names.into_iter().zip([Value::str(&*class.module), Value::str(&*class.qualname)]);
    let namespace = Value::dict(names);
    let bases = Value::tuple([Value::Class(Rc::clone(&class))]);
    let name = Value::Str(Rc::clone(&class.name));
    let of = Value::Class(Rc::clone(&evaluator.types.type_));
    match evaluator.call(&of, Arguments::positional([name, bases, namespace]))? {
        Value::Class(class) => Ok(class),
        _ => Ok(class),
    }
}

/// The constructor: by position or by name, converted and checked, then `__post_init__`.
fn initialize(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let Some(Value::Instance(instance)) = arguments.take_first() else { return Ok(Value::None) };
    let Some(class) = validated(&instance.class) else { return Ok(Value::None) };
    let result = given(evaluator, &class, arguments).and_then(|given| {
        set_unconstructed(evaluator, &instance, &class)?;
        set_fields(evaluator, &instance, &class, given)
    });
    match result {
        Err(interrupt) => match *interrupt {
            Interrupt::Unknown(unknown) => {
                instance.set_taint(unknown);
                Ok(Value::None)
            }
            _ => Err(interrupt),
        },
        Ok(()) => Ok(Value::None),
    }
}

/// The class whose constructor this is: the nearest one that pydantic made a dataclass.
fn validated(class: &Rc<Class>) -> Option<Rc<Class>> {
    class.resolution_order().into_iter().find(|class| class.data::<fields::ModelFields>().is_some())
}

/// What the constructor was given, by name.
fn given(
    evaluator: &mut Evaluator,
    class: &Rc<Class>,
    arguments: Arguments,
) -> EvalResult<Vec<(Rc<str>, Value)>> {
    let known = dataclass_fields(class);
    let known = known.iter().flat_map(|fields| &fields.all);
    let is_plain = |mode: Option<Mode>| mode == Some(Mode::After);
    let hooks = Decorators::of(class);
    if known.clone().any(|field| field.kind == FieldKind::InitVar)
        || hooks.kind(Kind::ModelValidator).any(|(_, mark)| !is_plain(mark.mode()))
    {
        let reason = "pydantic hands what it was given to code of its class";
        return Err(Unknown::new(UnknownForm::Other, evaluator.current_span(), reason).into());
    }
    let by_position = |field: &&Rc<Field>| {
        field.kind == FieldKind::Field && field.init && !field.kw_only.unwrap_or_default()
    };
    let mut names = known.filter(by_position).map(|field| Rc::clone(&field.name));
    let mut given = Vec::new();
    for value in arguments.positional {
        let Some(name) = names.next() else {
            return Err(validation_error(evaluator, class, "Unexpected positional argument"));
        };
        let field = fields::model_fields(evaluator, class)?.into_iter().find(|field| field.name == name);
        given.push((field.map_or(name, |field| field.alias()), value));
    }
    for (name, value) in arguments.keywords {
        if given.iter().any(|(known, _)| *known == name) {
            return Err(validation_error(evaluator, class, "Got multiple values for argument"));
        }
        given.push((name, value));
    }
    Ok(given)
}

/// Sets the fields that are no parameters of the constructor.
fn set_unconstructed(evaluator: &mut Evaluator, instance: &Instance, class: &Rc<Class>) -> EvalResult<()> {
    let known = dataclass_fields(class).map(|fields| fields.all.clone()).unwrap_or_default();
    for field in known.iter().filter(|field| field.kind == FieldKind::Field && !field.init) {
        let default = match (&field.default, &field.default_factory) {
            (Some(default), _) => default.clone(),
            (None, Some(factory)) => evaluator.call(&factory.clone(), Arguments::default())?,
            (None, None) => continue,
        };
        instance.set_attribute(&field.name, default);
    }
    Ok(())
}
