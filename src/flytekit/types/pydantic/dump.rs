//! Values as pydantic's JSON (`BaseModel.model_dump_json`, `pydantic_core.to_jsonable_python`).
//!
//! A declared type decides how a value is written, and may not be able to: a `FlyteFile` writes files alone. Without one, a
//! dataclass is its fields, flytekit's own too.

use std::rc::Rc;

use super::super::blob::{DIRECTORY, FILE};
use super::super::dataclass::fields_of;
use super::super::engine::Engine;
use super::super::enumeration::enum_value;
use super::super::fault::{Fault, Outcome};
use super::super::packed::Packed;
use super::super::python_type::{arguments, is_any, is_none, origin_class, underlying, union};
use super::super::structured::DATASET;
use super::decorators::{self, Decorated, Decorators, Kind};
use super::fields::{BASE_MODEL, ModelFields, ROOT_MODEL};
use super::model::EXTRA;
use super::schema::URL;
use super::steps::{Mode, takes};
use super::text;
use crate::python::{Arguments, Class, Instance, Value};

/// The class that secrets are of.
const SECRET: &str = "pydantic.types._SecretBase";

impl Engine<'_> {
    /// A value as it is dumped; `declared` is its declared type, where it has one.
    pub(super) fn dump(&mut self, value: &Value, declared: Option<&Value>) -> Outcome<Packed> {
        self.deeper(|engine| engine.dump_inner(value, declared))
    }

    fn dump_inner(&mut self, value: &Value, declared: Option<&Value>) -> Outcome<Packed> {
        if let Value::Int(number) = value
            && declared.is_some_and(is_float)
        {
            return Ok(Packed::Float(number.to_f64().unwrap_or(f64::INFINITY)));
        }
        if !matches!(value, Value::None | Value::Instance(_)) && declared.is_some_and(is_secret) {
            return Err(self.expected(value, "a secret, which a default that is not checked has to be"));
        }
        if let Some(class) = declared.and_then(|declared| path_class(declared, value))
            && !value.as_instance().is_some_and(|path| is_path(&path.class))
        {
            return Err(self.expected(value, &format!("a {}", class.qualname)));
        }
        let items = declared.map(arguments).unwrap_or_default();
        match value {
            Value::Bool(truth) => Ok(Packed::Bool(*truth)),
            Value::Int(number) => Ok(Packed::Int(number.clone())),
            Value::Float(number) if number.is_finite() => Ok(Packed::Float(*number)),
            Value::None | Value::Float(_) => Ok(Packed::None),
            Value::Str(text) => Ok(Packed::Str(Rc::clone(text))),
            Value::Bytes(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) => Ok(Packed::text(text)),
                Err(_) => Err(Fault::mismatch("these bytes are no UTF-8 text")),
            },
            Value::Unknown(unknown) => Err(self.unknown(unknown, "a value of a model")),
            Value::List(list) => match list.taint() {
                Some(unknown) => Err(self.unknown(&unknown, "a list of a model")),
                None => self.dump_items(&list.to_vec(), &items),
            },
            Value::Tuple(members) => self.dump_items(members, &items),
            Value::Set(set) => match set.taint() {
                Some(unknown) => Err(self.unknown(&unknown, "a set of a model")),
                None if set.len() > 1 => {
                    Err(Fault::not_static("the order of a set's members is not the same on every run"))
                }
                None => self.dump_items(&set.to_vec(), &items),
            },
            Value::Dict(dict) => {
                if let Some(unknown) = dict.taint() {
                    return Err(self.unknown(&unknown, "a dictionary of a model"));
                }
                let mut entries = Vec::new();
                for (key, value) in dict.pairs() {
                    let key = self.dump(&key, None)?;
                    entries.push((key, self.dump(&value, items.get(1))?));
                }
                Packed::Map(entries).through_json()
            }
            Value::Instance(instance) => {
                self.dump_instance(value, instance, declared.filter(|declared| !is_any(declared)))
            }
            _ => Err(self.expected(value, "a value that can be written as JSON")),
        }
    }

    fn dump_items(&mut self, values: &[Value], types: &[Value]) -> Outcome<Packed> {
        let mut packed = Vec::new();
        for (at, value) in values.iter().enumerate() {
            let declared = match types {
                [item] | [item, Value::Ellipsis] => Some(item),
                types => types.get(at),
            };
            packed.push(self.dump(value, declared)?);
        }
        Ok(Packed::Array(packed))
    }

    /// An object; `declared` is its declared type, where that is not `Any`.
    fn dump_instance(
        &mut self,
        value: &Value,
        instance: &Rc<Instance>,
        declared: Option<&Value>,
    ) -> Outcome<Packed> {
        let class = &instance.class;
        if class.descends_from(BASE_MODEL) || class.inherited_data::<ModelFields>().is_some() {
            return self.dump_model(instance);
        }
        if let Some(inner) = enum_value(value) {
            return self.dump(&inner, None);
        }
        if is_path(class) {
            let fields: &[&str] = if class.descends_from(FILE) { &["path", "metadata"] } else { &["path"] };
            return match declared {
                Some(_) => self.stored_path(value, class),
                None => self.dump_fields(value, fields.iter().map(|name| ((*name).into(), None))),
            };
        }
        if class.descends_from(DATASET) {
            return self.stored_dataset(value);
        }
        if let Some(fields) = fields_of(class) {
            let hints = if declared.is_some() { self.evaluator.class_hints(class)? } else { Vec::new() };
            let hint = |name: &Rc<str>| hints.iter().find(|(known, _)| known == name);
            let fields = fields.fields().map(|field| &field.name);
            let fields = fields.map(|name| (Rc::clone(name), hint(name).map(|(_, hint)| hint.value.clone())));
            return self.dump_fields(value, fields);
        }
        match &*class.dotted_name() {
            "datetime.datetime" | "datetime.date" | "datetime.time" => {
                let text = self.method_text(value, "isoformat")?;
                let utc = text.strip_suffix("+00:00").map(|text| format!("{text}Z"));
                Ok(Packed::text(utc.unwrap_or(text)))
            }
            "datetime.timedelta" => {
                let mut part = |name: &str| match self.evaluator.get_attribute(value, name)? {
                    Value::Unknown(unknown) => Err(self.unknown(&unknown, "a length of time")),
                    number => Ok(number.as_i64().unwrap_or_default()),
                };
                Ok(Packed::text(text::duration(part("days")?, part("seconds")?, part("microseconds")?)))
            }
            "pydantic.types.SecretBytes" => {
                let inner = self.evaluator.get_attribute(value, "_secret_value")?;
                let is_empty = matches!(&inner, Value::Bytes(bytes) if bytes.is_empty());
                Ok(Packed::text(if is_empty { "" } else { "**********" }))
            }
            "re.Pattern" => {
                let pattern = self.evaluator.get_attribute(value, "pattern")?;
                self.dump(&pattern, None)
            }
            _ => match instance.builtin() {
                Some(inner) => self.dump(&inner, None),
                None => match self.evaluator.str_of(value)? {
                    Value::Unknown(unknown) => Err(self.unknown(&unknown, "a value of a model")),
                    text if is_text_like(class) => self.pack_any(&text),
                    _ => Err(self.expected(value, "a value that can be written as JSON")),
                },
            },
        }
    }

    /// Attributes by name, each with its declared type where that decides.
    fn dump_fields(
        &mut self,
        value: &Value,
        fields: impl Iterator<Item = (Rc<str>, Option<Value>)>,
    ) -> Outcome<Packed> {
        let mut entries = Vec::new();
        for (name, declared) in fields {
            let inner = self.evaluator.get_attribute(value, &name)?;
            entries.push((Packed::Str(name), self.dump(&inner, declared.as_ref())?));
        }
        Ok(Packed::Map(entries))
    }

    fn dump_model(&mut self, instance: &Rc<Instance>) -> Outcome<Packed> {
        if let Some(unknown) = instance.taint() {
            return Err(self.unknown(&unknown, "a model"));
        }
        let class = &instance.class;
        let hooks = Decorators::of(class);
        let own = Value::Instance(Rc::clone(instance));
        if let Some((name, mark)) = hooks.kind(Kind::ModelSerializer).last() {
            return self.serialized(class, name, mark, vec![own], None);
        }
        if class.descends_from(ROOT_MODEL) {
            let root = instance.attribute("root").unwrap_or(Value::None);
            let fields = self.model_fields(class)?;
            let annotation =
                fields.iter().find(|field| &*field.name == "root").map(|field| &field.annotation);
            return self.dump(&root, annotation);
        }
        let by_alias = self.dumps_by_alias(class)?;
        let mut entries = Vec::new();
        for field in self.model_fields(class)? {
            if matches!(field.options.get("exclude"), Some(Value::Bool(true))) {
                continue;
            }
            let inner = instance.attribute(&field.name).unwrap_or(Value::None);
            if self.dump.without_none && inner.is_none() {
                continue;
            }
            let mark = hooks.kind(Kind::FieldSerializer).filter(|(_, mark)| mark.is_for(&field.name)).last();
            let packed = match mark {
                Some((name, mark)) => {
                    self.serialized(class, name, mark, vec![own.clone(), inner], Some(&field.annotation))
                }
                None => self.dump(&inner, Some(&field.annotation)),
            };
            let packed = packed.map_err(|fault| fault.within(format_args!("the field `{}`", field.name)))?;
            let name = if by_alias { field.serialized_alias() } else { field.name };
            entries.push((Packed::Str(name), packed));
        }
        if let Some(Value::Tuple(names)) = instance.attribute(EXTRA) {
            for name in names.iter().filter_map(Value::as_str) {
                let inner = instance.attribute(&name).unwrap_or(Value::None);
                if self.dump.without_none && inner.is_none() {
                    continue;
                }
                entries.push((Packed::Str(name), self.dump(&inner, None)?));
            }
        }
        for (name, mark) in hooks.kind(Kind::ComputedField) {
            let value = self.evaluator.get_attribute(&own, name)?;
            let alias = mark.keyword("alias").filter(|_| by_alias).and_then(Value::as_str);
            let returns = match class.lookup(name) {
                Some(Value::Property(property)) => {
                    self.evaluator.signature(&property.getter)?.returns.map(|returns| returns.value)
                }
                _ => None,
            };
            let packed = self.dump(&value, returns.as_ref())?;
            entries.push((Packed::Str(alias.unwrap_or_else(|| Rc::clone(name))), packed));
        }
        Ok(Packed::Map(entries))
    }

    fn dumps_by_alias(&mut self, class: &Rc<Class>) -> Outcome<bool> {
        let own = matches!(self.model_option(class, "serialize_by_alias")?, Some(Value::Bool(true)));
        let by_alias = self.dump.by_alias.unwrap_or(own);
        let generator = self.model_option(class, "alias_generator")?;
        let has_uses = generator.is_some_and(|generator| generator.as_instance().is_some());
        if by_alias && has_uses {
            return Err(Fault::not_static("an `AliasGenerator` with `serialize_by_alias` is not supported"));
        }
        Ok(by_alias)
    }

    /// What a serializer of the program makes of a model or a field.
    fn serialized(
        &mut self,
        class: &Rc<Class>,
        name: &str,
        mark: &Decorated,
        mut arguments: Vec<Value>,
        annotation: Option<&Value>,
    ) -> Outcome<Packed> {
        let value = arguments.last().cloned().unwrap_or(Value::None);
        let skips_none = mark
            .keyword("when_used")
            .and_then(Value::as_str)
            .is_some_and(|when| when.ends_with("unless-none"));
        if skips_none && value.is_none() {
            return self.dump(&value, annotation);
        }
        if mark.mode() != Some(Mode::Plain) {
            return Err(Fault::not_static(format!("the serializer `{name}` of a model wraps another one")));
        }
        let Some((function, owner)) = decorators::bound(class, name) else {
            return Err(Fault::not_static(format!("the serializer `{name}` of a model is not known")));
        };
        if owner.is_some() || takes(self.evaluator, &function, arguments.len() + 1)? {
            return Err(Fault::not_static(format!(
                "the serializer `{name}` of a model takes more than the value"
            )));
        }
        if !takes(self.evaluator, &function, arguments.len())? {
            arguments.remove(0);
        }
        let returns = self.evaluator.signature(&function)?.returns.map(|returns| returns.value);
        let result = self.evaluator.call(&function, Arguments::positional(arguments))?;
        self.dump(&result, returns.as_ref())
    }

    fn method_text(&mut self, value: &Value, method: &str) -> Outcome<String> {
        match self.evaluator.call_method(value, method, Arguments::default())? {
            Value::Unknown(unknown) => Err(self.unknown(&unknown, "a value of a model")),
            text => Ok(text.as_str().unwrap_or_default().to_string()),
        }
    }
}

/// Whether values of the type are dumped as doubles: `float`, also as an optional one.
/// Whether a class is `FlyteFile`, `FlyteDirectory`, or descends from one.
fn is_path(class: &Class) -> bool {
    class.descends_from(FILE) || class.descends_from(DIRECTORY)
}

/// The class of files or directories that a type is, or is for all values but `None`.
fn path_class(declared: &Value, value: &Value) -> Option<Rc<Class>> {
    let declared = underlying(declared);
    let class = match union(&declared) {
        Some(union) => match &union.members[..] {
            [member, none] | [none, member] if is_none(none) && !value.is_none() => {
                origin_class(&underlying(member))
            }
            _ => None,
        },
        None => origin_class(&declared),
    };
    class.filter(|class| is_path(class))
}

fn is_float(declared: &Value) -> bool {
    if let Some(union) = union(declared) {
        let others: Vec<&Value> = union.members.iter().filter(|member| !is_none(member)).collect();
        return matches!(others[..], [member] if is_float(member));
    }
    declared.as_class().is_some_and(|class| class.has_dotted_name("builtins.float"))
}

/// Whether the type is one of secrets, whose dump is no dump of anything else.
fn is_secret(declared: &Value) -> bool {
    super::super::python_type::origin_class(declared).is_some_and(|class| class.descends_from(SECRET))
}

/// Whether instances of the class are dumped as their text.
fn is_text_like(class: &Class) -> bool {
    let name = class.dotted_name();
    name.starts_with("pathlib.")
        || name.starts_with("ipaddress.")
        || matches!(&*name, "uuid.UUID" | "decimal.Decimal")
        || class.descends_from(SECRET)
        || class.descends_from(URL)
}
