//! The package `pydantic`: `BaseModel`, `Field`, configuration, decorators and constrained types.

use std::cell::OnceCell;
use std::rc::Rc;

use super::fields::{FieldOptions, ModelField, ModelHooks, collect, hooks_of, model_fields};
use super::validation::{Checked, checked};
use crate::flytekit::library::{self, Library};
use crate::flytekit::need;
use crate::python::{
    Arguments, Class, ClassHooks, Dict, EvalResult, Evaluator, Instance, NativeCode, NativeFunction, Unknown,
    UnknownForm, Value, Vars,
};

/// The classes of the package that functions make instances of.
#[derive(Default)]
struct State {
    field_info: OnceCell<Rc<Class>>,
    decorated: OnceCell<Rc<Class>>,
    validation_error: OnceCell<Rc<Class>>,
}

/// Decorators that change values when a model is made.
const VALIDATORS: &[&str] = &["field_validator", "model_validator", "validator", "root_validator"];
/// Decorators that change values when a model is dumped.
const SERIALIZERS: &[&str] = &["field_serializer", "model_serializer", "computed_field"];

/// Constraints of a type.
type Bounds = &'static [(&'static str, i64)];

/// Constrained types: name, class, constraints.
const CONSTRAINED: &[(&str, &str, Bounds)] = &[
    ("PositiveInt", "int", &[("gt", 0)]),
    ("NegativeInt", "int", &[("lt", 0)]),
    ("NonNegativeInt", "int", &[("ge", 0)]),
    ("NonPositiveInt", "int", &[("le", 0)]),
    ("PositiveFloat", "float", &[("gt", 0)]),
    ("NegativeFloat", "float", &[("lt", 0)]),
    ("NonNegativeFloat", "float", &[("ge", 0)]),
    ("NonPositiveFloat", "float", &[("le", 0)]),
    ("StrictInt", "int", &[]),
    ("StrictFloat", "float", &[]),
    ("StrictStr", "str", &[]),
    ("StrictBool", "bool", &[]),
    ("FilePath", "path", &[]),
    ("DirectoryPath", "path", &[]),
];

/// Defines the package.
pub(in super::super) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    let object = [Rc::clone(&evaluator.types.object)];
    let state = evaluator.extension::<State>();
    let class = |module: &str, name: &str| Class::native(module, name, &object, None, Vars::default());
    let field_info = state.field_info.get_or_init(|| class("pydantic.fields", "FieldInfo"));
    state.decorated.get_or_init(|| class("pydantic", "Decorated"));
    let value_error = [Rc::clone(&evaluator.exceptions.value_error)];
    let error = state.validation_error.get_or_init(|| {
        Class::native("pydantic_core._pydantic_core", "ValidationError", &value_error, None, Vars::default())
    });
    library.class(field_info, &[]);
    library.class(error, &["pydantic", "pydantic_core"]);
    let model = base_model(evaluator);
    library.class(&model, &["pydantic"]);
    library.function("Field", field, &["pydantic", "pydantic.fields"]);
    library.function("PrivateAttr", private_attribute, &["pydantic", "pydantic.fields"]);
    library.function("ConfigDict", config_dict, &["pydantic", "pydantic.config"]);
    for name in VALIDATORS {
        let modules = ["pydantic", "pydantic.functional_validators"];
        add_decorator(library, name, &modules, ModelHooks { validates: true, serializes: false });
    }
    for name in SERIALIZERS {
        let modules = ["pydantic", "pydantic.functional_serializers"];
        add_decorator(library, name, &modules, ModelHooks { validates: false, serializes: true });
    }
    for (name, base, constraints) in CONSTRAINED {
        if let Ok(value) = constrained_type(evaluator, base, constraints) {
            library.add("pydantic", name, value);
        }
    }
    for (name, base) in [("conint", "int"), ("confloat", "float"), ("constr", "str")] {
        let code = move |evaluator: &mut Evaluator, arguments: Arguments| {
            let options = FieldOptions(arguments.keywords);
            annotated_with(evaluator, base, options)
        };
        let function = NativeFunction::closure(name, code).accepting_unknown();
        library.add("pydantic", name, Value::Native(Rc::new(function)));
    }
    for (module, name) in [
        ("pydantic.types", "SecretStr"),
        ("pydantic.networks", "EmailStr"),
        ("pydantic.networks", "AnyUrl"),
        ("pydantic.aliases", "AliasChoices"),
        ("pydantic.config", "BaseConfig"),
    ] {
        library.class(&class(module, name), &["pydantic"]);
    }
}

fn base_model(evaluator: &mut Evaluator) -> Rc<Class> {
    let object = [Rc::clone(&evaluator.types.object)];
    let mut attributes = library::methods(&[
        ("__init__", initialize),
        ("__eq__", equals),
        ("__repr__", repr),
        ("model_dump", model_dump),
        ("dict", model_dump),
        ("model_copy", model_copy),
        ("copy", model_copy),
    ]);
    for name in ["model_validate", "parse_obj", "model_construct"] {
        attributes.insert(name.into(), Value::ClassMethod(Rc::new(library::function(name, model_validate))));
    }
    for name in ["model_dump_json", "json"] {
        let code: NativeCode = |evaluator, _| Ok(evaluator.unknown("it is only known when the program runs"));
        attributes.insert(name.into(), library::function(name, code));
    }
    for name in ["model_validate_json", "parse_raw", "model_json_schema", "schema", "model_rebuild"] {
        let code: NativeCode = |evaluator, _| Ok(evaluator.unknown("it is only known when the program runs"));
        attributes.insert(name.into(), Value::ClassMethod(Rc::new(library::function(name, code))));
    }
    Class::native("pydantic.main", "BaseModel", &object, Some(Rc::new(Hooks)), attributes)
}

/// The hooks of models.
struct Hooks;

impl ClassHooks for Hooks {
    fn subclass_created(
        &self,
        _evaluator: &mut Evaluator,
        class: &Rc<Class>,
        keywords: &[(Rc<str>, Value)],
    ) -> EvalResult<()> {
        if !keywords.is_empty() {
            let config = Dict::default();
            if let Some(Value::Dict(inherited)) = class.lookup("model_config") {
                config.change(|entries| entries.extend(inherited.entries().clone()));
            }
            for (name, value) in keywords {
                config.insert_str(name, value.clone());
            }
            class.set_attribute("model_config", Value::Dict(Rc::new(config)));
        }
        collect(class);
        Ok(())
    }

    fn attribute(
        &self,
        evaluator: &mut Evaluator,
        class: &Rc<Class>,
        name: &str,
    ) -> EvalResult<Option<Value>> {
        if !matches!(name, "model_fields" | "__fields__") {
            return Ok(None);
        }
        let state = evaluator.extension::<State>();
        let field_info =
            state.field_info.get().cloned().unwrap_or_else(|| Rc::clone(&evaluator.types.object));
        let fields = model_fields(evaluator, class)?.into_iter().map(|field| {
            let instance = Instance::with_payload(&field_info, field.options.clone());
            instance.set_attribute("annotation", field.annotation);
            instance.set_attribute("default", field.default.unwrap_or(Value::None));
            (field.name, Value::Instance(Rc::new(instance)))
        });
        Ok(Some(Value::dict(fields)))
    }
}

/// `BaseModel.__init__(**data)`.
fn initialize(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let Some(Value::Instance(instance)) = arguments.take_first() else { return Ok(Value::None) };
    if !arguments.positional.is_empty() {
        let message = format!("{}.__init__() takes 1 positional argument", instance.class.name);
        return Err(evaluator.type_error(&message));
    }
    let class = Rc::clone(&instance.class);
    let mut given = arguments.keywords;
    for field in model_fields(evaluator, &class)? {
        let value = field_value(evaluator, &class, &field, &mut given)?;
        instance.set_attribute(&field.name, value);
    }
    let extra = option(&class, "extra").and_then(|extra| extra.as_str());
    match extra.as_deref() {
        Some("forbid") if !given.is_empty() => {
            let message = format!("Extra inputs are not permitted: {}", given[0].0);
            return Err(validation_error(evaluator, &class, &message));
        }
        Some("allow") => {
            for (name, value) in given {
                instance.set_attribute(&name, value);
            }
        }
        _ => {}
    }
    if hooks_of(&class).validates {
        let reason = "the validators of its model run when it is made";
        instance.set_taint(Unknown::new(UnknownForm::Other, evaluator.current_span(), reason));
    }
    if let Some(function @ Value::Function(_)) = class.lookup("model_post_init") {
        let arguments = [Value::Instance(Rc::clone(&instance)), Value::None];
        evaluator.call(&function, Arguments::positional(arguments))?;
    }
    Ok(Value::None)
}

/// The value of a field of a new model; takes what was given for it.
fn field_value(
    evaluator: &mut Evaluator,
    class: &Rc<Class>,
    field: &ModelField,
    given: &mut Vec<(Rc<str>, Value)>,
) -> EvalResult<Value> {
    let alias = field.alias();
    let by_name = ["populate_by_name", "validate_by_name"]
        .iter()
        .any(|name| option(class, name).is_some_and(|option| matches!(option, Value::Bool(true))));
    let at = given.iter().position(|(name, _)| *name == alias || by_name && *name == field.name);
    let Some(at) = at else {
        if let Some(default) = &field.default {
            return copied(default);
        }
        return match field.default_factory() {
            Some(factory) => evaluator.call(&factory.clone(), Arguments::default()),
            None => Err(validation_error(evaluator, class, &format!("Field required: {alias}"))),
        };
    };
    let (_, value) = given.remove(at);
    match checked(evaluator, &value, &field.annotation, 0)? {
        Checked::Value(value) => Ok(value),
        Checked::Unknown(reason) => Ok(evaluator.unknown(reason)),
        Checked::Refused => {
            let kind = evaluator.class_of(&value);
            let message =
                format!("the field `{}` does not accept a value of type `{}`", field.name, kind.name);
            Err(validation_error(evaluator, class, &message))
        }
    }
}

/// A default, copied where it could be changed.
fn copied(default: &Value) -> EvalResult<Value> {
    Ok(match default {
        Value::List(list) if list.taint().is_none() => Value::list(list.to_vec()),
        Value::Dict(dict) if dict.taint().is_none() => {
            let copy = Dict::default();
            copy.change(|entries| entries.extend(dict.entries().clone()));
            Value::Dict(Rc::new(copy))
        }
        other => other.clone(),
    })
}

fn validation_error(
    evaluator: &mut Evaluator,
    class: &Class,
    message: &str,
) -> Box<crate::python::Interrupt> {
    let state = evaluator.extension::<State>();
    let error = state.validation_error.get().unwrap_or(&evaluator.exceptions.value_error);
    evaluator.exception(error, &format!("validation error for {}: {message}", class.name))
}

/// An entry of `model_config`, or of the older `class Config`.
fn option(class: &Class, name: &str) -> Option<Value> {
    let config = match class.lookup("model_config") {
        Some(Value::Dict(config)) => config.get_str(name),
        _ => None,
    };
    config.or_else(|| match class.lookup("Config") {
        Some(Value::Class(config)) => config.lookup(name),
        _ => None,
    })
}

/// `Field(default, *, …)`.
fn field(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let mut options = FieldOptions(arguments.keywords);
    let mut positional = arguments.positional.into_iter();
    if let Some(default) = positional.next() {
        options.0.push(("default".into(), default));
    }
    if positional.next().is_some() {
        return Err(evaluator.type_error("Field() takes from 0 to 1 positional arguments"));
    }
    Ok(field_info(evaluator, options))
}

fn field_info(evaluator: &mut Evaluator, options: FieldOptions) -> Value {
    let state = evaluator.extension::<State>();
    let class = state.field_info.get().unwrap_or(&evaluator.types.object);
    Value::Instance(Rc::new(Instance::with_payload(class, options)))
}

/// `PrivateAttr(default, default_factory=…)`: the default itself.
fn private_attribute(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [default, factory, _] =
        arguments.bind(evaluator, "PrivateAttr", ["default", "*default_factory", "init"])?;
    match (default, factory) {
        (Some(default), _) => Ok(default),
        (None, Some(factory)) if !factory.is_none() => evaluator.call(&factory, Arguments::default()),
        _ => Ok(Value::None),
    }
}

fn config_dict(_: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    Ok(Value::dict(arguments.keywords))
}

/// A decorator with or without arguments, which marks the function that it is given.
fn add_decorator(library: &mut Library, name: &str, modules: &[&str], hooks: ModelHooks) {
    let code = move |evaluator: &mut Evaluator, mut arguments: Arguments| {
        let is_function = matches!(
            arguments.positional.first(),
            Some(Value::Function(_) | Value::Property(_) | Value::ClassMethod(_) | Value::StaticMethod(_))
        );
        if is_function {
            let function = arguments.take_first().unwrap_or(Value::None);
            return Ok(marked(evaluator, function, hooks.clone()));
        }
        let hooks = hooks.clone();
        let decorator = NativeFunction::closure("decorator", move |evaluator, mut arguments| {
            let function = arguments.take_first().unwrap_or(Value::None);
            Ok(marked(evaluator, function, hooks.clone()))
        });
        Ok(Value::Native(Rc::new(decorator.accepting_unknown())))
    };
    let function = Value::Native(Rc::new(NativeFunction::closure(name, code).accepting_unknown()));
    for module in modules {
        library.add(module, name, function.clone());
    }
}

fn marked(evaluator: &mut Evaluator, function: Value, hooks: ModelHooks) -> Value {
    let state = evaluator.extension::<State>();
    let class = state.decorated.get().unwrap_or(&evaluator.types.object);
    let instance = Instance::with_payload(class, hooks);
    instance.set_attribute("function", function);
    Value::Instance(Rc::new(instance))
}

/// `Annotated[base, Field(constraints)]`.
fn constrained_type(evaluator: &mut Evaluator, base: &str, constraints: &[(&str, i64)]) -> EvalResult<Value> {
    let constraints = constraints.iter().map(|(name, bound)| (Rc::from(*name), Value::int(*bound)));
    annotated_with(evaluator, base, FieldOptions(constraints.collect()))
}

fn annotated_with(evaluator: &mut Evaluator, base: &str, options: FieldOptions) -> EvalResult<Value> {
    let types = &evaluator.types;
    let base = match base {
        "int" => Value::Class(Rc::clone(&types.int)),
        "float" => Value::Class(Rc::clone(&types.float)),
        "bool" => Value::Class(Rc::clone(&types.bool)),
        "str" => Value::Class(Rc::clone(&types.str)),
        _ => {
            let pathlib = evaluator.import_module("pathlib")?;
            evaluator.get_attribute(&pathlib, "Path")?
        }
    };
    if options.0.is_empty() {
        return Ok(base);
    }
    let typing = evaluator.import_module("typing")?;
    let annotated = evaluator.get_attribute(&typing, "Annotated")?;
    let info = field_info(evaluator, options);
    evaluator.get_item(&annotated, &Value::tuple([base, info]))
}

fn equals(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
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

fn repr(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
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
fn model_dump(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let Some(Value::Instance(model)) = arguments.take_first() else { return Ok(Value::None) };
    if !arguments.keywords.is_empty() || hooks_of(&model.class).serializes {
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
                entries.insert(evaluator.key_of(&key)?, key, value);
            }
            Ok(Value::Dict(Rc::new(entries)))
        }
        other => Ok(other.clone()),
    }
}

/// `model.model_copy(update=…)`.
fn model_copy(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
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
fn model_validate(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let Some(class) = arguments.take_first() else { return Ok(Value::None) };
    match arguments.positional.first() {
        Some(Value::Dict(dict)) if dict.taint().is_none() => {
            let pairs = dict.pairs();
            let keywords = pairs.into_iter().filter_map(|(key, value)| Some((key.as_str()?, value)));
            evaluator.call(&class, Arguments::keywords(keywords.collect::<Vec<_>>()))
        }
        None => evaluator.call(&class, arguments),
        Some(model @ Value::Instance(_)) => Ok(model.clone()),
        Some(_) => Ok(evaluator.unknown("it is only known when the program runs")),
    }
}
