//! What a dataclass and its fields say to mashumaro: `class Config`, `field_options`.

use std::rc::Rc;

use super::super::engine::Engine;
use super::super::fault::{Fault, Outcome};
use crate::flytekit::need;
use crate::python::{Class, Value};

/// The options of a dataclass's `Config` that shape a schema or a value.
#[derive(Default)]
pub(super) struct Options {
    /// Names of fields in schemas, by field.
    aliases: Vec<(Rc<str>, Rc<str>)>,
    /// Whether values use these names too.
    pub(super) serialize_by_alias: bool,
    /// Whether fields that are `None` are left out of values.
    pub(super) omit_none: bool,
    /// Whether fields are sorted by name in values.
    pub(super) sort_keys: bool,
}

/// Options whose effect is not known here.
const UNSUPPORTED: &[&str] = &[
    "serialization_strategy",
    "dialect",
    "omit_default",
    "code_generation_options",
    "json_schema",
    "namedtuple_as_dict",
];

impl Engine<'_> {
    /// The options of a dataclass.
    pub(super) fn options(&mut self, class: &Rc<Class>) -> Outcome<Options> {
        let mut options = Options::default();
        let Some(Value::Class(config)) = class.lookup("Config") else { return Ok(options) };
        if let Some(name) = UNSUPPORTED.iter().find(|name| config.own_attribute(name).is_some()) {
            return Err(Fault::not_static(format!("the mashumaro option `{name}` is not supported")));
        }
        let span = self.span;
        for (name, flag) in [
            ("serialize_by_alias", &mut options.serialize_by_alias),
            ("omit_none", &mut options.omit_none),
            ("sort_keys", &mut options.sort_keys),
        ] {
            if let Some(value) = config.lookup(name) {
                *flag = need::truth(self.evaluator, &value, "an option of a dataclass", span)?;
            }
        }
        if let Some(aliases) = config.lookup("aliases") {
            for (field, alias) in need::entries(self.evaluator, &aliases, "the aliases of a dataclass", span)?
            {
                options.aliases.extend(field.as_str().zip(alias.as_str()));
            }
        }
        Ok(options)
    }

    /// An entry of a field's metadata.
    pub(super) fn field_option(&mut self, metadata: &Value, name: &str) -> Outcome<Option<Value>> {
        let Value::Dict(metadata) = metadata.unwrapped() else { return Ok(None) };
        match metadata.get_str(name) {
            Some(Value::Unknown(unknown)) => Err(self.unknown(&unknown, "an option of a field")),
            Some(Value::None) | None => Ok(None),
            Some(value) => Ok(Some(value)),
        }
    }

    /// The name that a field has in schemas.
    pub(super) fn field_alias(
        &mut self,
        name: &Rc<str>,
        metadata: &Value,
        options: &Options,
    ) -> Outcome<Rc<str>> {
        let own = self.field_option(metadata, "alias")?;
        let own = own.and_then(|alias| match alias {
            Value::List(aliases) => aliases.to_vec().first().and_then(Value::as_str),
            Value::Tuple(aliases) => aliases.first().and_then(Value::as_str),
            alias => alias.as_str(),
        });
        let shared =
            || options.aliases.iter().find(|(field, _)| field == name).map(|(_, alias)| Rc::clone(alias));
        Ok(own.or_else(shared).unwrap_or_else(|| Rc::clone(name)))
    }
}
