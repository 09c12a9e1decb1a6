//! The fields of a pydantic model.
//!
//! They are collected when the body of the class was evaluated; annotations are resolved when they are needed, so that
//! models may name each other before they are defined.

use std::cell::RefCell;
use std::rc::Rc;

use super::super::engine::Engine;
use super::super::fault::Outcome;
use super::super::python_type::{generic, metadata, special_form, underlying};
use super::config::{MODEL_CONFIG, option};
use super::decorators::{self, Decorators, Kind};
use super::steps::{Step, steps_of};
use crate::python::stdlib::dataclasses::Field as DataclassField;
use crate::python::{Annotation, Arguments, Class, EvalResult, Evaluator, Value};

/// The dotted name of a generator of aliases for several uses.
pub(super) const ALIAS_GENERATOR: &str = "pydantic.aliases.AliasGenerator";

/// The dotted name of the base class of models.
pub(super) const BASE_MODEL: &str = "pydantic.main.BaseModel";

/// The dotted name of the base class of models that are one value.
pub(super) const ROOT_MODEL: &str = "pydantic.root_model.RootModel";

/// The parameters of `Field`.
pub(super) const FIELD_OPTIONS: &[&str] = &[
    "default",
    "default_factory",
    "alias",
    "alias_priority",
    "validation_alias",
    "serialization_alias",
    "title",
    "field_title_generator",
    "description",
    "examples",
    "exclude",
    "exclude_if",
    "discriminator",
    "deprecated",
    "json_schema_extra",
    "frozen",
    "validate_default",
    "repr",
    "init",
    "init_var",
    "kw_only",
    "pattern",
    "strict",
    "coerce_numbers_to_str",
    "gt",
    "ge",
    "lt",
    "le",
    "multiple_of",
    "allow_inf_nan",
    "max_digits",
    "decimal_places",
    "min_length",
    "max_length",
    "union_mode",
    "fail_fast",
];

/// What `Field(…)` was given: keyword arguments, `default` among them.
#[derive(Clone, Default)]
pub(in super::super) struct FieldOptions(pub(super) Vec<(Rc<str>, Value)>);

impl FieldOptions {
    /// An option that was given.
    pub(in super::super) fn get(&self, name: &str) -> Option<&Value> {
        let found = self.0.iter().find(|(key, _)| &**key == name).map(|(_, value)| value);
        found.filter(|value| !value.is_none() || name == "default")
    }

    /// Takes an option out; `None` where it was not given, or as `None`.
    pub(super) fn take(&mut self, name: &str) -> Option<Value> {
        let at = self.0.iter().position(|(key, _)| &**key == name)?;
        Some(self.0.remove(at).1).filter(|value| !value.is_none())
    }

    /// Options given here in place of those given there.
    fn over(mut self, others: &Self) -> Self {
        for (name, value) in &others.0 {
            if self.get(name).is_none() {
                self.0.push((Rc::clone(name), value.clone()));
            }
        }
        self
    }
}

/// What a class body says of one field.
#[derive(Clone)]
struct Declared {
    name: Rc<str>,
    default: Option<Value>,
    options: FieldOptions,
}

/// The fields that a model declares or inherits, in order; kept on its class.
pub(super) struct ModelFields(RefCell<Vec<Declared>>);

/// `AliasChoices(…)`, where all choices are names.
pub(super) struct AliasChoices(pub(super) Vec<Rc<str>>);

/// A field of a model, with its annotation resolved.
pub(super) struct ModelField {
    /// Its name in Python.
    pub(super) name: Rc<str>,
    /// Its annotation.
    pub(super) annotation: Value,
    /// Its default.
    pub(super) default: Option<Value>,
    /// What `Field(…)` says, as its default or in `Annotated`.
    pub(super) options: FieldOptions,
    /// What happens to its value.
    pub(super) steps: Vec<Step>,
    /// The name that the model's `alias_generator` gives it.
    pub(super) generated: Option<Rc<str>>,
}

impl ModelField {
    /// What makes its default.
    pub(super) fn default_factory(&self) -> Option<&Value> {
        self.options.get("default_factory")
    }

    /// Whether it must be given.
    pub(super) fn is_required(&self) -> bool {
        self.default.is_none() && self.default_factory().is_none()
    }

    /// The name under which it is given and which stands in the schema.
    pub(super) fn alias(&self) -> Rc<str> {
        self.given_alias().or(self.generated.clone()).unwrap_or_else(|| Rc::clone(&self.name))
    }

    /// The name that its options give it; of several choices the first.
    fn given_alias(&self) -> Option<Rc<str>> {
        let alias = self.options.get("validation_alias").or(self.options.get("alias"))?;
        match alias.payload::<AliasChoices>() {
            Some(choices) => choices.0.first().cloned(),
            None => alias.as_str(),
        }
    }

    /// Whether a value given by that name is for the field.
    pub(super) fn answers_to(&self, name: &str) -> bool {
        let choices = self.options.get("validation_alias").and_then(Value::payload::<AliasChoices>);
        match choices {
            Some(choices) => choices.0.iter().any(|choice| &**choice == name),
            None => &*self.alias() == name,
        }
    }

    /// The name that it has in dumps by alias.
    pub(super) fn serialized_alias(&self) -> Rc<str> {
        let given =
            self.options.get("serialization_alias").or(self.options.get("alias")).and_then(Value::as_str);
        given.or(self.generated.clone()).unwrap_or_else(|| Rc::clone(&self.name))
    }
}

/// Collects the fields of a new model and takes their defaults out of the class.
pub(super) fn collect(class: &Rc<Class>) {
    let mut fields = Vec::new();
    for base in class.bases.iter().rev().filter_map(Value::as_class) {
        if let Some(inherited) = base.data::<ModelFields>() {
            for field in inherited.0.borrow().iter() {
                put(&mut fields, field.clone());
            }
        }
    }
    let annotations = class.annotations.borrow().clone();
    for (name, annotation) in annotations {
        if name.starts_with('_') || &*name == MODEL_CONFIG || is_class_variable(&annotation.value) {
            continue;
        }
        let given = class.attributes.borrow_mut().shift_remove(&name);
        put(&mut fields, declared(name, given));
    }
    class.set_data(ModelFields(RefCell::new(fields)));
}

/// Keeps the fields of a dataclass that pydantic checks.
pub(super) fn collect_dataclass<'a>(class: &Rc<Class>, known: impl Iterator<Item = &'a DataclassField>) {
    let fields = known.map(|field| {
        let mut declared = declared(Rc::clone(&field.name), field.default.clone());
        if let Some(factory) = &field.default_factory {
            declared.options.0.push(("default_factory".into(), factory.clone()));
        }
        declared
    });
    let fields: Vec<Declared> = fields.collect();
    for field in &fields {
        let is_own = class.own_attribute(&field.name).is_some();
        let is_options = |value: Value| value.payload::<FieldOptions>().is_some();
        match &field.default {
            Some(default) if is_own => class.set_attribute(&field.name, default.clone()),
            None if class.own_attribute(&field.name).is_some_and(is_options) => {
                class.attributes.borrow_mut().shift_remove(&field.name);
            }
            _ => {}
        }
    }
    class.set_data(ModelFields(RefCell::new(fields)));
}

/// An attribute of plain data in the body of a model that has no annotation, which pydantic refuses.
pub(super) fn unannotated(class: &Rc<Class>) -> Option<Rc<str>> {
    let annotations = class.annotations.borrow();
    let attributes = class.attributes.borrow();
    let found = attributes.iter().find(|(name, value)| {
        let is_data = matches!(
            value,
            Value::None
                | Value::Bool(_)
                | Value::Int(_)
                | Value::Float(_)
                | Value::Str(_)
                | Value::List(_)
                | Value::Dict(_)
                | Value::Tuple(_)
        );
        is_data
            && !name.starts_with('_')
            && &***name != MODEL_CONFIG
            && annotations.iter().all(|(annotated, _)| annotated != *name)
    });
    found.map(|(name, _)| Rc::clone(name))
}

/// The fields of a model that was made of a generic one: those of the generic one, with the given annotations.
pub(super) fn collect_parametrized(class: &Rc<Class>, annotations: Vec<(Rc<str>, Annotation)>) {
    let base = class.bases.first().and_then(Value::as_class).and_then(|base| base.data::<ModelFields>());
    let mut fields = base.map(|fields| fields.0.borrow().clone()).unwrap_or_default();
    for (name, _) in annotations.iter().filter(|(name, _)| &**name == "root") {
        if fields.iter().all(|field| field.name != *name) {
            fields.push(declared(Rc::clone(name), None));
        }
    }
    *class.annotations.borrow_mut() = annotations;
    class.set_data(ModelFields(RefCell::new(fields)));
}

fn put(fields: &mut Vec<Declared>, field: Declared) {
    match fields.iter_mut().find(|known| known.name == field.name) {
        Some(known) => *known = field,
        None => fields.push(field),
    }
}

fn declared(name: Rc<str>, given: Option<Value>) -> Declared {
    let is_given = |default: &Value| !matches!(default, Value::Ellipsis);
    if let Some(options) = given.as_ref().and_then(Value::payload::<FieldOptions>) {
        let default = options.get("default").cloned().filter(is_given);
        return Declared { name, default, options: (*options).clone() };
    }
    Declared { name, default: given.filter(is_given), options: FieldOptions::default() }
}

fn is_class_variable(annotation: &Value) -> bool {
    if let Value::Str(text) = annotation {
        return text.starts_with("ClassVar") || text.contains(".ClassVar");
    }
    let form = special_form(annotation)
        .or_else(|| generic(annotation).and_then(|alias| special_form(&alias.origin)));
    form.is_some_and(|name| &*name == "ClassVar")
}

impl Engine<'_> {
    /// The fields of a model.
    pub(super) fn model_fields(&mut self, class: &Rc<Class>) -> Outcome<Vec<ModelField>> {
        Ok(model_fields(self.evaluator, class)?)
    }
}

/// The fields of a model in order, with annotations resolved.
pub(super) fn model_fields(evaluator: &mut Evaluator, class: &Rc<Class>) -> EvalResult<Vec<ModelField>> {
    let Some(declared) = class.inherited_data::<ModelFields>() else { return Ok(Vec::new()) };
    let hints = evaluator.class_hints(class)?;
    let declared = declared.0.borrow().clone();
    let mut fields = Vec::new();
    for field in declared {
        let hint = hints.iter().find(|(name, _)| *name == field.name);
        let annotation = hint.map_or(Value::None, |(_, hint)| hint.value.clone());
        let validators = validators(class, &field.name);
        let mut field = merged(field, &annotation, validators);
        field.generated = generated_alias(evaluator, class, &field)?;
        fields.push(field);
    }
    Ok(fields)
}

/// A field with what its annotation says.
fn merged(field: Declared, annotation: &Value, validators: Vec<Step>) -> ModelField {
    let metadata = metadata(annotation);
    let mut steps = steps_of(&metadata);
    steps.push(Step::Options(field.options.clone()));
    steps.extend(validators);
    let mut options = field.options;
    let mut default = field.default;
    for inner in metadata.iter().filter_map(Value::payload::<FieldOptions>) {
        options = options.over(&inner);
        default = default.or_else(|| inner.get("default").cloned());
    }
    ModelField {
        name: field.name,
        annotation: underlying(annotation),
        default,
        options,
        steps,
        generated: None,
    }
}

/// A field of a dataclass of the standard library: its `metadata` may say what `Field(…)` says, which may also be its default
/// (`pydantic.fields.FieldInfo._from_dataclass_field`).
pub(super) fn dataclass_field(field: &DataclassField, annotation: &Value) -> ModelField {
    let is_options =
        field.default.as_ref().is_some_and(|default| default.payload::<FieldOptions>().is_some());
    let mut declared = declared(Rc::clone(&field.name), field.default.clone());
    if let Value::Dict(metadata) = field.metadata.unwrapped()
        && !is_options
    {
        let known = metadata.pairs().into_iter().filter_map(|(name, value)| Some((name.as_str()?, value)));
        declared.options.0.extend(known.filter(|(name, _)| FIELD_OPTIONS.contains(&&**name)));
    }
    merged(declared, annotation, Vec::new())
}

/// The validators of the model for a field.
fn validators(class: &Rc<Class>, field: &str) -> Vec<Step> {
    let decorators = Decorators::of(class);
    let marks = decorators.kind(Kind::FieldValidator).filter(|(_, mark)| mark.is_for(field));
    marks.filter_map(|(name, mark)| decorators::validator(class, name, mark).map(Step::Validator)).collect()
}

/// What the model's `alias_generator` says of a field that has no alias of its own.
fn generated_alias(
    evaluator: &mut Evaluator,
    class: &Rc<Class>,
    field: &ModelField,
) -> EvalResult<Option<Rc<str>>> {
    let Some(mut generator) = option(class, "alias_generator") else { return Ok(None) };
    if field.given_alias().is_some() {
        return Ok(None);
    }
    if generator.as_instance().is_some_and(|instance| instance.class.has_dotted_name(ALIAS_GENERATOR)) {
        let own = evaluator.get_attribute(&generator, "validation_alias")?;
        generator = if own.is_none() { evaluator.get_attribute(&generator, "alias")? } else { own };
        if generator.is_none() {
            return Ok(None);
        }
    }
    let name = Value::Str(Rc::clone(&field.name));
    match evaluator.call(&generator, Arguments::positional([name]))? {
        Value::Unknown(unknown) => Err(unknown.into()),
        alias => Ok(alias.as_str()),
    }
}
