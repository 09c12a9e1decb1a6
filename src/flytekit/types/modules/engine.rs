//! `flytekit.core.type_engine`: the classes from which programs make transformers of their own, and the registry.

use std::rc::Rc;

use super::super::engine::Engine;
use super::super::transformer::Transformer;
use super::super::user_transformers::UserTransformers;
use super::{class_method, literals, models, own_item, property};
use crate::flytekit::library::{self, Library};
use crate::flytekit::need;
use crate::flytekit::record::{self, Record, fields};
use crate::python::{Arguments, Class, ClassHooks, EvalResult, Evaluator, Instance, NativeCode, Value, Vars};

const MODULE: &str = "flytekit.core.type_engine";

/// Names of `TypeEngine` that are not defined here are only known when the program runs.
struct RunTime;

impl ClassHooks for RunTime {
    fn attribute(
        &self,
        evaluator: &mut Evaluator,
        class: &Rc<Class>,
        name: &str,
    ) -> EvalResult<Option<Value>> {
        let path = format!("{}.{name}", class.dotted_name());
        Ok(Some(evaluator.unknown_path(&path, "its value is only known when the program runs")))
    }
}

/// Defines the module.
pub(super) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    let errors = &evaluator.exceptions;
    let bases = [&errors.type_error, &errors.assertion_error, &errors.value_error].map(Rc::clone);
    library.class(&Class::native(MODULE, "TypeTransformerFailedError", &bases, None, Vars::default()), &[]);
    let exception = [Rc::clone(&errors.exception)];
    library.class(&Class::native(MODULE, "RestrictedTypeError", &exception, None, Vars::default()), &[]);

    let base = define_transformers(evaluator, library);
    for name in [
        "RestrictedTypeTransformer",
        "DataclassTransformer",
        "ProtobufTransformer",
        "EnumTransformer",
        "LiteralTypeTransformer",
        "ListTransformer",
        "UnionTransformer",
        "DictTransformer",
        "TextIOTransformer",
        "BinaryIOTransformer",
    ] {
        let class = Class::native(MODULE, name, std::slice::from_ref(&base), None, Vars::default());
        library.class(&class, if name == "DictTransformer" { &["flytekit.extend"] } else { &[] });
    }
    let attributes: [(&str, NativeCode); 5] = [
        ("register", register),
        ("to_literal", to_literal),
        ("to_literal_type", to_literal_type),
        ("register_additional_type", register_additional_type),
        ("register_restricted_type", register_restricted_type),
    ];
    let attributes = attributes.map(|(name, code)| (Rc::from(name), class_method(name, code)));
    let object = [Rc::clone(&evaluator.types.object)];
    let engine =
        Class::native(MODULE, "TypeEngine", &object, Some(Rc::new(RunTime)), Vars::from_iter(attributes));
    library.class(&engine, &["flytekit.extend"]);
    for name in ["is_annotated", "get_underlying_type"] {
        let code: NativeCode = if name == "is_annotated" { is_annotated } else { get_underlying_type };
        library.function(name, code, &[MODULE]);
    }
}

/// `TypeTransformer` and its generic subclasses; gives the first.
fn define_transformers(evaluator: &mut Evaluator, library: &mut Library) -> Rc<Class> {
    let mut attributes = Vars::from_iter([("__class_getitem__".into(), own_item())]);
    for (name, code) in [
        ("name", (|_, arguments| field(arguments, "_name")) as NativeCode),
        ("python_type", |_, arguments| field(arguments, "_t")),
        ("type_assertions_enabled", |_, arguments| field(arguments, "_type_assertions_enabled")),
    ] {
        attributes.insert(name.into(), property(name, code));
    }
    let initialize: NativeCode = |evaluator, arguments| {
        let parameters = ["self!", "name!", "t!", "enable_type_assertions"];
        let [instance, name, python_type, enabled] =
            arguments.bind(evaluator, "TypeTransformer", parameters)?;
        if let Some(Value::Instance(instance)) = instance {
            set(&instance, "_name", name);
            set(&instance, "_t", python_type);
            set(&instance, "_type_assertions_enabled", Some(enabled.unwrap_or(Value::Bool(true))));
        }
        Ok(Value::None)
    };
    attributes.insert("__init__".into(), library::function("__init__", initialize));
    let object = [Rc::clone(&evaluator.types.object)];
    let base = Class::native(MODULE, "TypeTransformer", &object, None, attributes);
    library.class(&base, &["flytekit.extend"]);
    let asynchronous =
        Class::native(MODULE, "AsyncTypeTransformer", std::slice::from_ref(&base), None, Vars::default());
    library.class(&asynchronous, &[]);
    let simple = fields! {
        name: Required, t: Required, lt: Required, to_literal_transformer: None, from_literal_transformer: None,
    };
    let simple = Record::new(MODULE, "SimpleTransformer", simple).base(&base).check(|_, instance| {
        instance.set_attribute("_name", record::get(instance, "name"));
        instance.set_attribute("_t", record::get(instance, "t"));
        Ok(())
    });
    let simple = simple.class(evaluator);
    simple.set_attribute(
        "get_literal_type",
        library::function("get_literal_type", |_, arguments| field(arguments, "lt")),
    );
    library.class(&simple, &[]);
    base
}

fn set(instance: &Instance, name: &str, value: Option<Value>) {
    instance.set_attribute(name, value.unwrap_or(Value::None));
}

fn field(mut arguments: Arguments, name: &str) -> EvalResult<Value> {
    let instance = arguments.take_first();
    let value = instance.as_ref().and_then(Value::as_instance).and_then(|instance| instance.attribute(name));
    Ok(value.unwrap_or(Value::None))
}

/// `TypeEngine.register(transformer, additional_types)`.
fn register(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let span = arguments.span();
    arguments.take_first();
    let [transformer, additional] =
        arguments.bind(evaluator, "TypeEngine.register", ["transformer!", "additional_types"])?;
    let transformer = transformer.unwrap_or(Value::None);
    if transformer.as_unknown().is_some() {
        return Ok(Value::None);
    }
    let mut types = vec![evaluator.get_attribute(&transformer, "python_type")?];
    if let Some(additional) = additional.filter(|additional| !additional.is_none()) {
        types.extend(need::items(evaluator, &additional, "the types of a transformer", span)?);
    }
    let transformers = evaluator.extension::<UserTransformers>();
    for python_type in types {
        if transformers.find(&python_type).is_some() {
            return Err(evaluator.value_error("a transformer for this type is already registered"));
        }
        transformers.register(python_type, Transformer::User(transformer.clone()));
    }
    Ok(Value::None)
}

/// `TypeEngine.register_additional_type(transformer, additional_type, override)`.
fn register_additional_type(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let span = arguments.span();
    arguments.take_first();
    let parameters = ["transformer!", "additional_type!", "override"];
    let [transformer, python_type, replace] =
        arguments.bind(evaluator, "TypeEngine.register_additional_type", parameters)?;
    let (Some(transformer), Some(python_type)) = (transformer, python_type) else { return Ok(Value::None) };
    let replace = replace.unwrap_or(Value::Bool(false));
    let replaces = need::truth(evaluator, &replace, "`override`", span)?;
    let transformers = evaluator.extension::<UserTransformers>();
    if replaces || transformers.find(&python_type).is_none() {
        transformers.register(python_type, Transformer::User(transformer));
    }
    Ok(Value::None)
}

/// `TypeEngine.register_restricted_type(name, type)`.
fn register_restricted_type(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    arguments.take_first();
    let [_, python_type] =
        arguments.bind(evaluator, "TypeEngine.register_restricted_type", ["name!", "type!"])?;
    let transformers = evaluator.extension::<UserTransformers>();
    transformers.register(python_type.unwrap_or(Value::None), Transformer::Restricted("restricted type"));
    Ok(Value::None)
}

/// `TypeEngine.to_literal(ctx, python_val, python_type, expected)`.
fn to_literal(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let span = arguments.span();
    arguments.take_first();
    let parameters = ["ctx!", "python_val!", "python_type!", "expected!"];
    let [_, value, python_type, expected] = arguments
        .bind(evaluator, "TypeEngine.to_literal", parameters)?
        .map(|given| given.unwrap_or(Value::None));
    let mut engine = Engine::new(evaluator, span);
    let made = models::literal_type_of(&mut engine, &expected).and_then(|expected| {
        let expected = match expected {
            Some(expected) => expected,
            None => engine.literal_type(&python_type)?,
        };
        engine.literal(&value, &python_type, &expected)
    });
    match made {
        Ok(literal) => literals::instance(evaluator, literal),
        Err(fault) => Err(fault.into_interrupt(evaluator, span)),
    }
}

/// `TypeEngine.to_literal_type(python_type)`.
fn to_literal_type(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let span = arguments.span();
    arguments.take_first();
    let [python_type] = arguments.bind(evaluator, "TypeEngine.to_literal_type", ["python_type!"])?;
    let python_type = python_type.unwrap_or(Value::None);
    match Engine::new(evaluator, span).literal_type(&python_type) {
        Ok(literal_type) => models::instance(evaluator, literal_type),
        Err(fault) => Err(fault.into_interrupt(evaluator, span)),
    }
}

fn is_annotated(_: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let python_type = arguments.take_first().unwrap_or(Value::None);
    Ok(Value::Bool(super::super::python_type::annotated(&python_type).is_some()))
}

fn get_underlying_type(_: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let python_type = arguments.take_first().unwrap_or(Value::None);
    Ok(super::super::python_type::underlying(&python_type))
}
