//! The fields of a pydantic model.
//!
//! They are collected when the body of the class was evaluated; annotations are resolved when they are needed, so that
//! models may name each other before they are defined.

use std::cell::RefCell;
use std::rc::Rc;

use super::super::engine::Engine;
use super::super::fault::Outcome;
use super::super::python_type::{annotated, generic, special_form, underlying};
use crate::flytekit::need;
use crate::python::{Class, EvalResult, Evaluator, Value};

/// The dotted name of the base class of models.
pub(super) const BASE_MODEL: &str = "pydantic.main.BaseModel";

/// What `Field(…)` was given: keyword arguments, `default` among them.
#[derive(Clone, Default)]
pub(super) struct FieldOptions(pub(super) Vec<(Rc<str>, Value)>);

impl FieldOptions {
    /// An option that was given.
    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        let found = self.0.iter().find(|(key, _)| &**key == name).map(|(_, value)| value);
        found.filter(|value| !value.is_none() || name == "default")
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

/// Hooks of a model that change values when it is made or dumped.
#[derive(Clone, Default)]
pub(super) struct ModelHooks {
    /// `@field_validator`, `@model_validator` and their kin.
    pub(super) validates: bool,
    /// `@field_serializer`, `@model_serializer`, `@computed_field`.
    pub(super) serializes: bool,
}

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
        let alias =
            self.options.get("validation_alias").or(self.options.get("alias")).and_then(Value::as_str);
        alias.unwrap_or_else(|| Rc::clone(&self.name))
    }
}

/// Collects the fields of a new model and takes their defaults out of the class.
pub(super) fn collect(class: &Rc<Class>) {
    let mut fields = Vec::new();
    let mut hooks = ModelHooks::default();
    for base in class.bases.iter().rev().filter_map(Value::as_class) {
        if let Some(inherited) = base.data::<ModelFields>() {
            for field in inherited.0.borrow().iter() {
                put(&mut fields, field.clone());
            }
        }
        if let Some(inherited) = base.data::<ModelHooks>() {
            hooks.validates |= inherited.validates;
            hooks.serializes |= inherited.serializes;
        }
    }
    let annotations = class.annotations.borrow().clone();
    for (name, annotation) in annotations {
        if name.starts_with('_') || &*name == "model_config" || is_class_variable(&annotation.value) {
            continue;
        }
        let given = class.attributes.borrow_mut().shift_remove(&name);
        put(&mut fields, declared(name, given));
    }
    for value in class.attributes.borrow().values() {
        if let Some(decorated) = value.payload::<ModelHooks>() {
            hooks.validates |= decorated.validates;
            hooks.serializes |= decorated.serializes;
        }
    }
    unwrap_decorated(class);
    class.set_data(ModelFields(RefCell::new(fields)));
    class.set_data(hooks);
}

/// Puts the functions back that decorators marked.
fn unwrap_decorated(class: &Rc<Class>) {
    let marked: Vec<(Rc<str>, Value)> = {
        let attributes = class.attributes.borrow();
        let marked = attributes.iter().filter_map(|(name, value)| {
            let instance = value.as_instance()?;
            instance.payload::<ModelHooks>()?;
            Some((Rc::clone(name), instance.attribute("function")?))
        });
        marked.collect()
    };
    for (name, function) in marked {
        class.set_attribute(&name, function);
    }
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

    /// An entry of `model_config`, or of the older `class Config`.
    pub(super) fn model_option(&mut self, class: &Rc<Class>, name: &str) -> Outcome<Option<Value>> {
        let mut found = None;
        if let Some(config) = class.lookup("model_config") {
            let entries = need::entries(self.evaluator, &config, "the configuration of a model", self.span)?;
            found = entries
                .into_iter()
                .find(|(key, _)| key.as_str().as_deref() == Some(name))
                .map(|(_, value)| value);
        }
        if let (None, Some(Value::Class(config))) = (&found, class.lookup("Config")) {
            found = config.lookup(name);
        }
        match found {
            Some(Value::Unknown(unknown)) => Err(self.unknown(&unknown, "the configuration of a model")),
            found => Ok(found),
        }
    }
}

/// The fields of a model in order, with annotations resolved.
pub(super) fn model_fields(evaluator: &mut Evaluator, class: &Rc<Class>) -> EvalResult<Vec<ModelField>> {
    let Some(declared) = class.inherited_data::<ModelFields>() else { return Ok(Vec::new()) };
    let hints = evaluator.class_hints(class)?;
    let declared = declared.0.borrow().clone();
    let fields = declared.into_iter().map(|field| {
        let hint = hints.iter().find(|(name, _)| *name == field.name);
        let annotation = hint.map_or(Value::None, |(_, hint)| hint.value.clone());
        let mut options = field.options;
        let mut default = field.default;
        for metadata in annotated(&annotation).iter().flat_map(|annotated| annotated.metadata.iter()) {
            if let Some(inner) = metadata.payload::<FieldOptions>() {
                options = options.over(&inner);
                default = default.or_else(|| inner.get("default").cloned());
            }
        }
        ModelField { name: field.name, annotation: underlying(&annotation), default, options }
    });
    Ok(fields.collect())
}

/// Whether a model has validators and serializers of its own.
pub(super) fn hooks_of(class: &Class) -> Rc<ModelHooks> {
    class.inherited_data::<ModelHooks>().unwrap_or_default()
}
