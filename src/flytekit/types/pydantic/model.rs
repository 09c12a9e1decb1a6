//! The package `pydantic`: `BaseModel`, `Field`, configuration, decorators and constrained types.

use std::cell::OnceCell;
use std::rc::Rc;

use super::config::{self, ValueOptions, is_set, option};
use super::decorators::{self, Decorators, Kind};
use super::dump_methods::{model_dump, model_dump_json};
use super::fields::{self, BASE_MODEL, FIELD_OPTIONS, FieldOptions, ModelField, ROOT_MODEL, model_fields};
use super::methods::{equals, model_copy, model_validate, model_validate_json, repr};
use super::steps::{self, Around, Mode};
use super::validation::Checked;
use super::{annotations, dataclasses, exports, generic};
use crate::flytekit::library::{self, Library};
use crate::flytekit::prelude;
use crate::python::{
    Arguments, Class, ClassHooks, Dict, EvalResult, Evaluator, Instance, Interrupt, NativeCode, Unknown,
    UnknownForm, Value, Vars,
};

/// The attribute of a model whose fields are set: from then on assignments are checked.
const SET_UP: &str = "__pydantic_complete__";

/// The attribute of a model that names what it was given beyond its fields.
pub(super) const EXTRA: &str = "__pydantic_extra__";

/// The attribute of a model that names the fields that it was given.
pub(super) const FIELDS_SET: &str = "__pydantic_fields_set__";

/// The classes of the package that functions make instances of.
#[derive(Default)]
pub(super) struct State {
    field_info: OnceCell<Rc<Class>>,
    decorated: OnceCell<Rc<Class>>,
    information: OnceCell<Rc<Class>>,
    validation_error: OnceCell<Rc<Class>>,
}

impl State {
    /// The class of a marked method.
    pub(super) fn decorated(&self, evaluator: &Evaluator) -> Rc<Class> {
        Rc::clone(self.decorated.get_or_init(|| plain_class(evaluator, "pydantic", "Decorated")))
    }

    /// The class of what a validator is told of the field.
    pub(super) fn information(&self, evaluator: &Evaluator) -> Rc<Class> {
        let class = || plain_class(evaluator, "pydantic_core.core_schema", "ValidationInfo");
        Rc::clone(self.information.get_or_init(class))
    }
}

fn plain_class(evaluator: &Evaluator, module: &str, name: &str) -> Rc<Class> {
    Class::native(module, name, &[Rc::clone(&evaluator.types.object)], None, Vars::default())
}

/// Defines the package.
pub(in super::super) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    let object = [Rc::clone(&evaluator.types.object)];
    let state = evaluator.extension::<State>();
    let class = |module: &str, name: &str| Class::native(module, name, &object, None, Vars::default());
    let field_info = state.field_info.get_or_init(|| class("pydantic.fields", "FieldInfo"));
    let value_error = [Rc::clone(&evaluator.exceptions.value_error)];
    let error = state.validation_error.get_or_init(|| {
        Class::native("pydantic_core._pydantic_core", "ValidationError", &value_error, None, Vars::default())
    });
    library.class(field_info, &[]);
    library.class(error, &["pydantic", "pydantic_core"]);
    let model = base_model(evaluator);
    library.class(&model, &["pydantic"]);
    library.class(&root_model(&model), &["pydantic"]);
    library.function("Field", field, &["pydantic", "pydantic.fields"]);
    library.function("PrivateAttr", private_attribute, &["pydantic", "pydantic.fields"]);
    library.function("ConfigDict", config_dict, &["pydantic", "pydantic.config"]);
    library.computed("pydantic.main", |evaluator| {
        prelude::evaluate(evaluator, "pydantic.main", include_str!("create_model.py"))
    });
    library.forward("pydantic", "create_model", "pydantic.main");
    decorators::define(library);
    dataclasses::define(library);
    annotations::define(evaluator, library);
    exports::define(library);
    for (module, name) in [("pydantic.networks", "EmailStr"), ("pydantic.config", "BaseConfig")] {
        library.class(&class(module, name), &["pydantic"]);
    }
}

/// `RootModel`: a model with the field `root`, which may be given by position.
fn root_model(model: &Rc<Class>) -> Rc<Class> {
    let attributes = library::methods(&[("__init__", initialize)]);
    Class::native("pydantic.root_model", "RootModel", std::slice::from_ref(model), None, attributes)
}

fn base_model(evaluator: &mut Evaluator) -> Rc<Class> {
    let object = [Rc::clone(&evaluator.types.object)];
    let mut attributes = library::methods(&[
        ("__init__", initialize),
        ("__eq__", equals),
        ("__repr__", repr),
        ("__setattr__", assign),
        ("model_dump", model_dump),
        ("dict", model_dump),
        ("model_dump_json", model_dump_json),
        ("json", model_dump_json),
        ("model_copy", model_copy),
        ("copy", model_copy),
    ]);
    for name in ["model_validate", "parse_obj"] {
        attributes.insert(name.into(), Value::ClassMethod(Rc::new(library::function(name, model_validate))));
    }
    for name in ["model_validate_json", "parse_raw"] {
        let method = library::function(name, model_validate_json);
        attributes.insert(name.into(), Value::ClassMethod(Rc::new(method)));
    }
    for name in ["model_construct", "model_json_schema", "schema", "model_rebuild"] {
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
        evaluator: &mut Evaluator,
        class: &Rc<Class>,
        keywords: &[(Rc<str>, Value)],
    ) -> EvalResult<()> {
        if let Some(name) = fields::unannotated(class) {
            let message = format!(
                "A non-annotated attribute was detected: `{name}`. All model fields require a type annotation"
            );
            return Err(evaluator.type_error(&message));
        }
        config::merge(class, keywords);
        fields::collect(class);
        decorators::collect(class);
        Ok(())
    }

    fn item(&self, evaluator: &mut Evaluator, class: &Rc<Class>, item: &Value) -> EvalResult<Option<Value>> {
        generic::parametrized(evaluator, class, item).map(Some)
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

/// `BaseModel.__init__(**data)`. Model validators run before and after the fields are set.
fn initialize(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let Some(Value::Instance(instance)) = arguments.take_first() else { return Ok(Value::None) };
    let class = Rc::clone(&instance.class);
    let mut given = arguments.keywords;
    let mut positional = arguments.positional.into_iter();
    if class.descends_from(ROOT_MODEL)
        && let Some(root) = positional.next()
    {
        given.push(("root".into(), root));
    }
    if positional.next().is_some() {
        let message = format!("{}.__init__() takes 1 positional argument", class.name);
        return Err(evaluator.type_error(&message));
    }
    match set_fields(evaluator, &instance, &class, given) {
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

/// `model.name = value`: refused by what is frozen, validated where the configuration says so.
fn assign(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [model, name, value] = arguments.bind(evaluator, "__setattr__", ["self!", "name!", "value!"])?;
    let (Some(Value::Instance(instance)), Some(name)) = (model, name.and_then(|name| name.as_str())) else {
        return Err(evaluator.type_error("attribute name must be string"));
    };
    let mut value = value.unwrap_or(Value::None);
    let class = Rc::clone(&instance.class);
    if let Some(Value::Property(property)) = class.lookup(&name)
        && !property.setter.is_none()
    {
        return evaluator.call(&property.setter, Arguments::positional([Value::Instance(instance), value]));
    }
    let validates = is_set(&class, "validate_assignment");
    if name.starts_with('_') || instance.attribute(SET_UP).is_none() {
        instance.set_attribute(&name, value);
        return Ok(Value::None);
    }
    let field = model_fields(evaluator, &class)?.into_iter().find(|field| field.name == name);
    let is_frozen = |field: &ModelField| matches!(field.options.get("frozen"), Some(Value::Bool(true)));
    if is_set(&class, "frozen") || field.as_ref().is_some_and(is_frozen) {
        return Err(validation_error(evaluator, &class, "Instance is frozen"));
    }
    if let Some(field) = field.filter(|_| validates) {
        if Decorators::of(&class).has(Kind::ModelValidator) {
            value = evaluator.unknown("assignment runs the validators of its model");
        } else {
            let options = ValueOptions::of(evaluator, &class)?;
            let around = Around { field: Some(Rc::clone(&name)), data: Value::dict::<&str>([]), options };
            value = match steps::run(evaluator, &value, &field.annotation, &field.steps, &around, 0)? {
                Checked::Value(value) => value,
                Checked::Unknown(reason) => evaluator.unknown(reason),
                Checked::Refused => {
                    let message = format!("the field `{name}` does not accept this value");
                    return Err(validation_error(evaluator, &class, &message));
                }
            };
        }
    }
    instance.set_attribute(&name, value);
    note_set(&instance, &name);
    Ok(Value::None)
}

/// Notes that a field of a model was given.
pub(super) fn note_set(instance: &Instance, name: &str) {
    let mut names = match instance.attribute(FIELDS_SET) {
        Some(Value::Tuple(names)) => names.to_vec(),
        _ => Vec::new(),
    };
    names.push(Value::str(name));
    instance.set_attribute(FIELDS_SET, Value::tuple(names));
}

/// Sets the fields of a new instance of a model, or of a dataclass that pydantic checks.
pub(super) fn set_fields(
    evaluator: &mut Evaluator,
    instance: &Rc<Instance>,
    class: &Rc<Class>,
    given: Vec<(Rc<str>, Value)>,
) -> EvalResult<()> {
    let hooks = Decorators::of(class);
    if hooks.has(Kind::OldValidator) {
        let reason = "the validators of its model run when it is made";
        return Err(Unknown::new(UnknownForm::Other, evaluator.current_span(), reason).into());
    }
    let mut around =
        Around { field: None, data: Value::dict::<&str>([]), options: ValueOptions::of(evaluator, class)? };
    let mut given = before(evaluator, class, &hooks, given, &around)?;
    let data = Dict::default();
    let mut set = Vec::new();
    for field in model_fields(evaluator, class)? {
        around.field = Some(Rc::clone(&field.name));
        around.data = {
            let known = Dict::default();
            known.change(|entries| entries.extend(data.entries().clone()));
            Value::Dict(Rc::new(known))
        };
        let left = given.len();
        let value = field_value(evaluator, class, &field, &mut given, &around)?;
        if given.len() < left {
            set.push(Value::Str(Rc::clone(&field.name)));
        }
        data.insert_str(&field.name, value.clone());
        instance.set_attribute(&field.name, value);
    }
    instance.set_attribute(FIELDS_SET, Value::tuple(set));
    let extra = option(class, "extra").and_then(|extra| extra.as_str());
    match extra.as_deref() {
        Some("forbid") if !given.is_empty() => {
            let message = format!("Extra inputs are not permitted: {}", given[0].0);
            return Err(validation_error(evaluator, class, &message));
        }
        Some("allow") => {
            let names = given.iter().map(|(name, _)| Value::Str(Rc::clone(name))).collect::<Vec<_>>();
            instance.set_attribute(EXTRA, Value::tuple(names));
            for (name, value) in given {
                instance.set_attribute(&name, value);
            }
        }
        _ => {}
    }
    let own = Value::Instance(Rc::clone(instance));
    let is_model = class.descends_from(BASE_MODEL);
    let (name, arguments) =
        if is_model { ("model_post_init", vec![own, Value::None]) } else { ("__post_init__", vec![own]) };
    if let Some(function @ Value::Function(_)) = class.lookup(name) {
        evaluator.call(&function, Arguments::positional(arguments))?;
    }
    after(evaluator, instance, class, &hooks, &around)?;
    if is_model {
        instance.set_attribute(SET_UP, Value::Bool(true));
    }
    Ok(())
}

/// What the model's validators make of what was given, the last one first.
fn before(
    evaluator: &mut Evaluator,
    class: &Rc<Class>,
    hooks: &Decorators,
    given: Vec<(Rc<str>, Value)>,
    around: &Around,
) -> EvalResult<Vec<(Rc<str>, Value)>> {
    let marks: Vec<_> = hooks.kind(Kind::ModelValidator).collect();
    if marks.iter().any(|(_, mark)| matches!(mark.mode(), None | Some(Mode::Wrap | Mode::Plain))) {
        let reason = "a validator of its model wraps its making";
        return Err(Unknown::new(UnknownForm::Other, evaluator.current_span(), reason).into());
    }
    let mut given = given;
    for (name, mark) in marks.into_iter().rev().filter(|(_, mark)| mark.mode() == Some(Mode::Before)) {
        let Some(validator) = decorators::validator(class, name, mark) else { continue };
        let data = Value::dict(given);
        match steps::call(evaluator, &validator, &data, None, around)? {
            Checked::Value(Value::Dict(changed)) if changed.taint().is_none() => {
                let pairs = changed.pairs().into_iter();
                given = pairs.filter_map(|(key, value)| Some((key.as_str()?, value))).collect();
            }
            Checked::Refused => return Err(validation_error(evaluator, class, "a validator refuses it")),
            _ => {
                let reason = "a validator of its model gives something else than a dictionary";
                return Err(Unknown::new(UnknownForm::Other, evaluator.current_span(), reason).into());
            }
        }
    }
    Ok(given)
}

/// Runs the model's validators on a model.
pub(super) fn after(
    evaluator: &mut Evaluator,
    instance: &Rc<Instance>,
    class: &Rc<Class>,
    hooks: &Decorators,
    around: &Around,
) -> EvalResult<()> {
    let own = Value::Instance(Rc::clone(instance));
    for (name, mark) in hooks.kind(Kind::ModelValidator).filter(|(_, mark)| mark.mode() == Some(Mode::After))
    {
        let Some(validator) = decorators::validator(class, name, mark) else { continue };
        match steps::call(evaluator, &validator, &own, None, around)? {
            Checked::Value(result) if result.is(&own) => {}
            Checked::Refused => return Err(validation_error(evaluator, class, "a validator refuses it")),
            _ => {
                let reason = "a validator of its model gives another object";
                return Err(Unknown::new(UnknownForm::Other, evaluator.current_span(), reason).into());
            }
        }
    }
    Ok(())
}

/// The value of a field of a new model; takes what was given for it.
fn field_value(
    evaluator: &mut Evaluator,
    class: &Rc<Class>,
    field: &ModelField,
    given: &mut Vec<(Rc<str>, Value)>,
    around: &Around,
) -> EvalResult<Value> {
    let by_name = is_set(class, "populate_by_name") || is_set(class, "validate_by_name");
    let at = given.iter().position(|(name, _)| field.answers_to(name) || by_name && *name == field.name);
    let value = match at {
        Some(at) => given.remove(at).1,
        None => {
            let Some(default) = default_value(evaluator, field, around)? else {
                let message = format!("Field required: {}", field.alias());
                return Err(validation_error(evaluator, class, &message));
            };
            let validates = matches!(field.options.get("validate_default"), Some(Value::Bool(true)))
                || is_set(class, "validate_default");
            if !validates {
                return Ok(default);
            }
            default
        }
    };
    match steps::run(evaluator, &value, &field.annotation, &field.steps, around, 0)? {
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

/// The default of a field; a factory with a parameter is given the fields before.
fn default_value(
    evaluator: &mut Evaluator,
    field: &ModelField,
    around: &Around,
) -> EvalResult<Option<Value>> {
    if let Some(default) = &field.default {
        return copied(default).map(Some);
    }
    let Some(factory) = field.default_factory().cloned() else { return Ok(None) };
    let arguments = if matches!(factory, Value::Function(_)) && steps::takes(evaluator, &factory, 1)? {
        Arguments::positional([around.data.clone()])
    } else {
        Arguments::default()
    };
    evaluator.call(&factory, arguments).map(Some)
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

pub(super) fn validation_error(
    evaluator: &mut Evaluator,
    class: &Class,
    message: &str,
) -> Box<crate::python::Interrupt> {
    let state = evaluator.extension::<State>();
    let error = state.validation_error.get().unwrap_or(&evaluator.exceptions.value_error);
    evaluator.exception(error, &format!("validation error for {}: {message}", class.name))
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
    older_options(evaluator, &mut options)?;
    Ok(field_info(evaluator, options))
}

/// The options of `Field` under the names that they had in pydantic 1. Unknown ones are part of the schema, unless the
/// program says otherwise.
fn older_options(evaluator: &Evaluator, options: &mut FieldOptions) -> EvalResult<()> {
    for removed in ["const", "unique_items", "regex"] {
        if options.get(removed).is_some() {
            let message = format!("`{removed}` is removed");
            return Err(evaluator.exception(&evaluator.exceptions.runtime_error, &message));
        }
    }
    for (old, new) in [("min_items", "min_length"), ("max_items", "max_length")] {
        if let Some(bound) = options.take(old)
            && options.get(new).is_none()
        {
            options.0.push((new.into(), bound));
        }
    }
    if options.take("allow_mutation").is_some_and(|value| value.as_bool() == Some(false)) {
        options.0.push(("frozen".into(), Value::Bool(true)));
    }
    options.take("include");
    let (known, more): (Vec<_>, Vec<_>) =
        std::mem::take(&mut options.0).into_iter().partition(|(name, _)| FIELD_OPTIONS.contains(&&**name));
    options.0 = known;
    if !more.is_empty() && options.get("json_schema_extra").is_none() {
        options.0.push(("json_schema_extra".into(), Value::dict(more)));
    }
    Ok(())
}

pub(super) fn field_info(evaluator: &mut Evaluator, options: FieldOptions) -> Value {
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
