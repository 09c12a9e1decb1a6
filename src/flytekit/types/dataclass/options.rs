//! What a dataclass and its fields say to mashumaro: `class Config`, `field_options`.

use std::rc::Rc;

use super::super::engine::Engine;
use super::super::fault::{Fault, Outcome};
use super::super::python_type::{arguments, is_none, metadata, origin_class, underlying, union};
use super::strategies::Strategies;
use crate::flytekit::need;
use crate::python::stdlib::dataclasses::Field;
use crate::python::stdlib::named_tuple::NamedTupleFields;
use crate::python::{Class, Value};

/// The options of a dataclass's `Config` that shape a schema or a value.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is one of mashumaro's own options")]
pub(super) struct Options {
    /// Names of fields in schemas, by field.
    aliases: Vec<(Rc<str>, Rc<str>)>,
    /// Whether values use these names too.
    pub(super) serialize_by_alias: bool,
    /// Whether fields that are `None` are left out of values.
    pub(super) omit_none: bool,
    /// Whether fields are sorted by name in values.
    pub(super) sort_keys: bool,
    /// Whether fields that have their default are left out of values.
    pub(super) omit_default: bool,
    /// Whether named tuples become dictionaries.
    pub(super) named_tuples_as_dict: bool,
    /// What stands for values of types.
    pub(super) strategies: Strategies,
    /// What the schema says of further properties.
    pub(super) additional_properties: bool,
}

impl Options {
    /// Whether the options have another name for a field.
    pub(super) fn names(&self, field: &str) -> bool {
        self.aliases.iter().any(|(known, _)| &**known == field)
    }
}

/// Options whose effect is not known here.
const UNSUPPORTED: &[&str] = &["code_generation_options"];

impl Engine<'_> {
    /// The options of a dataclass.
    pub(super) fn options(&mut self, class: &Rc<Class>) -> Outcome<Options> {
        let mut options = Options::default();
        let Some(Value::Class(config)) = class.lookup("Config") else { return Ok(options) };
        let dialect = match config.lookup("dialect") {
            Some(Value::Class(dialect)) => Some(dialect),
            Some(Value::None) | None => None,
            Some(Value::Unknown(unknown)) => return Err(self.unknown(&unknown, "the dialect of a dataclass")),
            Some(_) => return Err(Fault::unsupported_type("the dialect of a dataclass is no `Dialect`")),
        };
        let holders: Vec<Rc<Class>> = dialect.into_iter().chain([Rc::clone(&config)]).collect();
        let is_set = |name: &str| {
            let mut given = holders.iter().filter_map(|holder| holder.lookup(name));
            given.any(|option| !option.is_none() && !is_empty(&option))
        };
        if let Some(name) = UNSUPPORTED.iter().find(|name| is_set(name)) {
            return Err(Fault::not_static(format!("the mashumaro option `{name}` is not supported")));
        }
        let mut strategies = Vec::new();
        for holder in &holders {
            self.add_strategies(holder, &mut strategies)?;
        }
        options.strategies = Rc::new(strategies);
        let span = self.span;
        for (name, flag) in [
            ("serialize_by_alias", &mut options.serialize_by_alias),
            ("omit_none", &mut options.omit_none),
            ("sort_keys", &mut options.sort_keys),
            ("omit_default", &mut options.omit_default),
            ("namedtuple_as_dict", &mut options.named_tuples_as_dict),
        ] {
            // What is sorted is no matter of the dialect.
            let known = if name == "sort_keys" { std::slice::from_ref(&config) } else { &holders[..] };
            if let Some(value) = known.iter().find_map(|holder| holder.lookup(name)) {
                *flag = need::truth(self.evaluator, &value, "an option of a dataclass", span)?;
            }
        }
        if let Some(schema) = config.lookup("json_schema") {
            for (name, value) in need::entries(self.evaluator, &schema, "the schema of a dataclass", span)? {
                match (name.as_str().as_deref(), value) {
                    (Some("additionalProperties"), Value::Bool(more)) => options.additional_properties = more,
                    _ => {
                        let message =
                            "only `additionalProperties` is supported in `json_schema` of mashumaro";
                        return Err(Fault::not_static(message));
                    }
                }
            }
        }
        if let Some(aliases) = config.lookup("aliases") {
            for (field, alias) in need::entries(self.evaluator, &aliases, "the aliases of a dataclass", span)?
            {
                options.aliases.extend(field.as_str().zip(first_name(&alias)));
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

    /// Runs `inner` with named tuples as dictionaries or as lists.
    pub(super) fn with_named_tuples<T>(
        &mut self,
        as_dict: bool,
        inner: impl FnOnce(&mut Self) -> Outcome<T>,
    ) -> Outcome<T> {
        let around = std::mem::replace(&mut self.named_tuples_as_dict, as_dict);
        let result = inner(self);
        self.named_tuples_as_dict = around;
        result
    }

    /// What a field says of named tuples in it: `serialize="as_dict"` or `"as_list"`.
    pub(super) fn field_named_tuples(&mut self, serialize: Option<&Value>, hint: &Value) -> Outcome<bool> {
        match serialize.and_then(Value::as_str).as_deref() {
            Some("as_dict" | "as_list") if !is_of_named_tuples(hint) => {
                Err(Fault::not_static("the field options `as_dict` and `as_list` are for named tuples"))
            }
            Some("as_dict") => Ok(true),
            Some("as_list") => Ok(false),
            _ => Ok(self.named_tuples_as_dict),
        }
    }

    /// The name that a field has in schemas.
    pub(super) fn field_alias(&mut self, field: &Field, hint: &Value, options: &Options) -> Outcome<Rc<str>> {
        let own = match self.field_option(&field.metadata, "alias")? {
            None => self.annotated_alias(hint)?,
            own => own,
        };
        let own = own.and_then(|alias| first_name(&alias));
        let shared = || {
            options.aliases.iter().find(|(known, _)| *known == field.name).map(|(_, alias)| Rc::clone(alias))
        };
        Ok(own.or_else(shared).unwrap_or_else(|| Rc::clone(&field.name)))
    }

    /// The name in `Annotated[…, Alias(name)]`.
    pub(super) fn annotated_alias(&mut self, hint: &Value) -> Outcome<Option<Value>> {
        for value in metadata(hint).iter() {
            let Some(instance) = value.as_instance() else { continue };
            if !instance.class.has_dotted_name("mashumaro.types.Alias") {
                continue;
            }
            return match instance.attribute("name") {
                Some(Value::Unknown(unknown)) => Err(self.unknown(&unknown, "the name of a field")),
                name => Ok(name),
            };
        }
        Ok(None)
    }
}

/// Whether a type is a named tuple or an optional one, within which there are no further ones.
fn is_of_named_tuples(hint: &Value) -> bool {
    let hint = underlying(hint);
    if let Some(union) = union(&hint) {
        return union.members.iter().all(|member| is_none(member) || is_of_named_tuples(member));
    }
    let fields = origin_class(&hint).and_then(|class| class.inherited_data::<NamedTupleFields>());
    fields.is_some_and(|fields| {
        let mut annotations = fields.fields.iter().filter_map(|(_, annotation)| annotation.as_ref());
        annotations.all(|annotation| !holds_option(&annotation.value))
    })
}

/// Whether a field of a named tuple takes the option of the dataclass's field as its own.
fn holds_option(hint: &Value) -> bool {
    let inner = arguments(&underlying(hint));
    inner.iter().any(holds_option)
        || origin_class(hint).is_some_and(|class| class.inherited_data::<NamedTupleFields>().is_some())
}

/// A name, or the first of several.
fn first_name(alias: &Value) -> Option<Rc<str>> {
    match alias {
        Value::List(aliases) => aliases.to_vec().first().and_then(Value::as_str),
        Value::Tuple(aliases) => aliases.first().and_then(Value::as_str),
        alias => alias.as_str(),
    }
}

/// Whether an option is an empty list, tuple or dictionary.
fn is_empty(option: &Value) -> bool {
    match option {
        Value::List(items) => items.taint().is_none() && items.to_vec().is_empty(),
        Value::Tuple(items) => items.is_empty(),
        Value::Dict(entries) => entries.taint().is_none() && entries.pairs().is_empty(),
        _ => false,
    }
}
