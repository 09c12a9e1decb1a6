//! The configuration of a model: `model_config`, the older `class Config`, keywords of the class (`pydantic.ConfigDict`).
//!
//! A model inherits the entries of its bases; its own come last.

use std::rc::Rc;

use super::super::engine::Engine;
use super::super::fault::{Fault, Outcome};
use crate::flytekit::need;
use crate::python::{Class, Dict, EvalResult, Evaluator, Value};

/// The name under which a class keeps its configuration.
pub(super) const MODEL_CONFIG: &str = "model_config";

/// Entries that change schemas or values in ways that are not known here.
const UNSUPPORTED: &[&str] = &[
    "field_title_generator",
    "json_encoders",
    "model_title_generator",
    "ser_json_bytes",
    "ser_json_inf_nan",
    "ser_json_temporal",
    "ser_json_timedelta",
    "str_max_length",
    "str_min_length",
    "use_attribute_docstrings",
    "val_json_bytes",
];

/// Joins what the bases, the class's body and its keywords say.
pub(super) fn merge(class: &Rc<Class>, keywords: &[(Rc<str>, Value)]) {
    let merged = Dict::default();
    let extend = |config: Option<Value>| match config {
        Some(Value::Dict(config)) if config.taint().is_none() => {
            merged.change(|entries| entries.extend(config.entries().clone()));
            None
        }
        other => other,
    };
    let mut unknown = None;
    for base in class.bases.iter().rev().filter_map(Value::as_class) {
        unknown = extend(base.lookup(MODEL_CONFIG)).or(unknown);
    }
    if let Some(Value::Class(config)) = class.own_attribute("Config") {
        for ancestor in config.resolution_order().into_iter().rev().filter(|class| class.span.is_some()) {
            for (name, value) in
                ancestor.attributes.borrow().iter().filter(|(name, _)| !name.starts_with("__"))
            {
                merged.insert_str(name, value.clone());
            }
        }
    }
    unknown = extend(class.own_attribute(MODEL_CONFIG)).or(unknown);
    for (name, value) in keywords {
        merged.insert_str(name, value.clone());
    }
    let config = unknown.unwrap_or_else(|| Value::Dict(Rc::new(merged)));
    class.set_attribute(MODEL_CONFIG, config);
}

/// An entry of a model's configuration; an unknown where that is unknown.
pub(super) fn option(class: &Class, name: &str) -> Option<Value> {
    match class.lookup(MODEL_CONFIG) {
        Some(Value::Dict(config)) => match config.taint() {
            Some(unknown) => Some(Value::Unknown(unknown)),
            None => config.get_str(name).filter(|value| !value.is_none()),
        },
        unknown => unknown,
    }
}

/// Whether an entry is set to true.
pub(super) fn is_set(class: &Class, name: &str) -> bool {
    option(class, name).is_some_and(|option| matches!(option, Value::Bool(true)))
}

/// What a configuration says of the values of a model's fields.
#[derive(Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is one of pydantic's own options")]
pub(super) struct ValueOptions {
    /// Values are not converted.
    pub(super) strict: bool,
    /// Text loses blanks around it.
    pub(super) strip: bool,
    /// Text becomes small letters.
    pub(super) lower: bool,
    /// Text becomes capitals.
    pub(super) upper: bool,
}

impl ValueOptions {
    /// Those of a model; an unknown where they cannot be known.
    pub(super) fn of(evaluator: &mut Evaluator, class: &Class) -> EvalResult<Self> {
        for name in ["coerce_numbers_to_str", "str_max_length", "str_min_length", "use_enum_values"] {
            if name != "use_enum_values" && option(class, name).is_some() {
                return match evaluator.unknown("an option of its model converts values") {
                    Value::Unknown(unknown) => Err(unknown.into()),
                    _ => Ok(Self::default()),
                };
            }
        }
        Ok(Self {
            strict: is_set(class, "strict"),
            strip: is_set(class, "str_strip_whitespace"),
            lower: is_set(class, "str_to_lower"),
            upper: is_set(class, "str_to_upper"),
        })
    }
}

impl Engine<'_> {
    /// An entry of a model's configuration.
    pub(super) fn model_option(&mut self, class: &Rc<Class>, name: &str) -> Outcome<Option<Value>> {
        match option(class, name) {
            Some(Value::Unknown(unknown)) => Err(self.unknown(&unknown, "the configuration of a model")),
            found => Ok(found),
        }
    }

    /// Refuses a configuration whose effect is not known.
    pub(super) fn check_config(&mut self, class: &Rc<Class>) -> Outcome<()> {
        for name in UNSUPPORTED {
            let is_given = match self.model_option(class, name)? {
                Some(option) => {
                    need::truth(self.evaluator, &option, "the configuration of a model", self.span)?
                }
                None => false,
            };
            if is_given {
                return Err(Fault::not_static(format!(
                    "the option `{name}` of a pydantic model is not supported"
                )));
            }
        }
        for name in ["__get_pydantic_json_schema__", "__get_pydantic_core_schema__"] {
            if class.lookup(name).is_some() {
                return Err(Fault::not_static(format!("the method `{name}` of a model is not supported")));
            }
        }
        Ok(())
    }
}
