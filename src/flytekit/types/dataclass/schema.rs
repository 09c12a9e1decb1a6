//! The JSON schema of a dataclass (`mashumaro.jsonschema.build_json_schema`, draft 2020-12).
//!
//! A schema is the JSON object that mashumaro writes; the empty one stands for "anything". A type that mashumaro does not
//! support refuses the whole schema.

use std::rc::Rc;

use serde_json::json;

use super::super::engine::Engine;
use super::super::enumeration::{enum_value, member_values};
use super::super::fault::{Fault, Outcome};
use super::super::python_type::{
    annotated, arguments, forward_reference, generic, is_any, is_none, literal_values, new_type,
    origin_class, special_form, type_variable, union,
};
use super::generics::Resolved;
use super::pack::{Dialect, base64_lines, is_empty_tuple, is_mapping, is_sequence, is_set};
use super::{fields_of, follow};
use crate::model::Json;
use crate::python::stdlib::named_tuple::NamedTupleFields;
use crate::python::stdlib::typing::TypedDictFields;
use crate::python::{Class, Value};

/// A JSON schema.
pub(super) type Schema = serde_json::Map<String, Json>;

/// What is known while a schema is built.
#[derive(Default)]
pub(super) struct Building {
    /// Dataclasses whose schema is being built.
    pub(super) open: Vec<Rc<Class>>,
    /// The dataclass around what is looked at, with what its type variables stand for.
    pub(super) around: Option<(Rc<Class>, Resolved)>,
    /// Definitions of classes that contain themselves; `None` while they are being built.
    definitions: indexmap::IndexMap<String, Option<Schema>>,
    /// A field whose default flytekit cannot write.
    pub(super) unwritable: Option<Rc<str>>,
}

/// Schemas of single classes.
const SCALARS: &[(&str, &str, &str)] = &[
    ("builtins.int", "integer", ""),
    ("builtins.float", "number", ""),
    ("builtins.bool", "boolean", ""),
    ("builtins.NoneType", "null", ""),
    ("datetime.datetime", "string", "date-time"),
    ("datetime.date", "string", "date"),
    ("datetime.time", "string", "time"),
    ("datetime.timedelta", "number", "time-delta"),
    ("zoneinfo.ZoneInfo", "string", "time-zone"),
    ("uuid.UUID", "string", "uuid"),
    ("ipaddress.IPv4Address", "string", "ipv4"),
    ("ipaddress.IPv6Address", "string", "ipv6"),
    ("ipaddress.IPv4Network", "string", "ipv4network"),
    ("ipaddress.IPv6Network", "string", "ipv6network"),
    ("ipaddress.IPv4Interface", "string", "ipv4interface"),
    ("ipaddress.IPv6Interface", "string", "ipv6interface"),
    ("decimal.Decimal", "string", "decimal"),
    ("fractions.Fraction", "string", "fraction"),
    ("builtins.bytes", "string", "base64"),
    ("builtins.bytearray", "string", "base64"),
    ("os.PathLike", "string", "path"),
];

impl Engine<'_> {
    /// The schema of a dataclass, with definitions where it contains itself.
    pub(super) fn dataclass_schema(&mut self, class: &Rc<Class>) -> Outcome<Json> {
        follow::fields(class, &mut Vec::new())?;
        let mut building = Building::default();
        let mut schema = self.schema(&Value::Class(Rc::clone(class)), &mut building)?;
        if let Some(name) = building.unwritable {
            let message = format!(
                "the default of the field `{name}` is a `Field(…)` of pydantic, which flytekit cannot write"
            );
            let help = format!("write `{name}: Annotated[…, Field(…)] = …`");
            return Err(Fault::not_static(message).with_help(help));
        }
        if !building.definitions.is_empty() {
            let definitions = building.definitions.into_iter();
            let definitions =
                definitions.map(|(name, schema)| (name, Json::Object(schema.unwrap_or_default())));
            schema.insert("$defs".to_owned(), Json::Object(definitions.collect()));
        }
        Ok(Json::Object(schema))
    }

    pub(super) fn schema(&mut self, python_type: &Value, building: &mut Building) -> Outcome<Schema> {
        self.deeper(|engine| match engine.schema_by_strategy(python_type, building)? {
            Some(schema) => Ok(schema),
            None => engine.schema_inner(python_type, building),
        })
    }

    fn schema_inner(&mut self, python_type: &Value, building: &mut Building) -> Outcome<Schema> {
        if let Some(annotated) = annotated(python_type) {
            let mut schema = self.schema(&annotated.base, building)?;
            self.constrain_field(&mut schema, &annotated.base, &annotated.metadata)?;
            return Ok(schema);
        }
        if is_any(python_type) {
            return Ok(Schema::new());
        }
        if is_none(python_type) {
            return Ok(typed("null"));
        }
        if let Some(union) = union(python_type) {
            let members = union.members.iter().map(|member| self.schema(member, building).map(Json::Object));
            return Ok(object([("anyOf", Json::Array(members.collect::<Outcome<_>>()?))]));
        }
        if let Some(values) = literal_values(python_type) {
            return self.literal_form_schema(&values);
        }
        if let Some(new_type) = new_type(python_type) {
            return self.schema(&new_type.base, building);
        }
        if let Some(variable) = type_variable(python_type) {
            return match &variable.bound {
                _ if !variable.constraints.is_empty() => {
                    let members = variable.constraints.iter();
                    let members = members.map(|member| self.schema(member, building).map(Json::Object));
                    Ok(object([("anyOf", Json::Array(members.collect::<Outcome<_>>()?))]))
                }
                Value::None => Ok(Schema::new()),
                bound => self.schema(bound, building),
            };
        }
        if let Some(text) = forward_reference(python_type) {
            return match self.builtin_class(&text) {
                Some(class) => self.schema(&class, building),
                None => Err(self.no_schema(python_type)),
            };
        }
        let form = special_form(python_type)
            .or_else(|| generic(python_type).and_then(|alias| special_form(&alias.origin)));
        if let Some(form) = form {
            return match (&*form, building.open.last().cloned()) {
                ("Required" | "NotRequired" | "ReadOnly", _) => {
                    self.schema(&arguments(python_type).first().cloned().unwrap_or(Value::None), building)
                }
                ("Self", Some(owner)) => self.schema(&Value::Class(owner), building),
                _ => Err(self.no_schema(python_type)),
            };
        }
        match (origin_class(python_type), python_type) {
            (Some(class), _) => self.class_schema(python_type, &class, building),
            (None, Value::Unknown(unknown)) => {
                let schema = unknown.dotted_path().and_then(|path| scalar_schema(path));
                schema.ok_or_else(|| self.no_schema(python_type))
            }
            _ => Err(self.no_schema(python_type)),
        }
    }

    /// The class that text stands for among the built-in names, where mashumaro looks it up.
    pub(super) fn builtin_class(&self, text: &str) -> Option<Value> {
        let types = &self.evaluator.types;
        let known =
            [&types.int, &types.float, &types.bool, &types.str, &types.bytes, &types.list, &types.dict];
        known.into_iter().find(|class| &*class.name == text).map(|class| Value::Class(Rc::clone(class)))
    }

    fn class_schema(
        &mut self,
        python_type: &Value,
        class: &Rc<Class>,
        building: &mut Building,
    ) -> Outcome<Schema> {
        if let Some(schema) = flyte_schema(class) {
            return Ok(schema);
        }
        if fields_of(class).is_some() {
            return self.fields_schema(python_type, class, building);
        }
        let name = class.dotted_name();
        if let Some(schema) = scalar_schema(&name) {
            return Ok(schema);
        }
        if name == "builtins.slice" && arguments(python_type).is_empty() {
            let parts = json!([{}, {}, {}]);
            let entries = [("type", json!("array")), ("prefixItems", parts), ("minItems", json!(3))];
            let mut schema = object(entries);
            schema.insert("maxItems".to_owned(), json!(3));
            return Ok(schema);
        }
        if class.descends_from("enum.Enum") {
            return self.enum_schema(class);
        }
        if let Some(fields) = class.inherited_data::<TypedDictFields>() {
            return self.typed_dict_schema(&fields, building);
        }
        if let Some(fields) = class.inherited_data::<NamedTupleFields>() {
            return self.named_tuple_schema(&fields, building);
        }
        if class.descends_from("builtins.str") {
            return Ok(typed("string"));
        }
        if class.has_dotted_name("builtins.tuple") {
            return self.tuple_schema(python_type, building);
        }
        if is_mapping(class) {
            return self.mapping_schema(&name, &arguments(python_type), building);
        }
        if is_sequence(class) {
            let mut schema = typed("array");
            if let Some(item) = arguments(python_type).first() {
                insert_unless_empty(&mut schema, "items", self.schema(item, building)?);
            }
            if is_set(class) {
                schema.insert("uniqueItems".to_owned(), Json::Bool(true));
            }
            return Ok(schema);
        }
        if class.descends_from("pathlib.PurePath") || class.descends_from("os.PathLike") {
            return Ok(object([("type", json!("string")), ("format", json!("path"))]));
        }
        Err(self.no_schema(python_type))
    }

    /// The schema of a dataclass within another one, or a reference where it contains itself.
    fn fields_schema(
        &mut self,
        python_type: &Value,
        class: &Rc<Class>,
        building: &mut Building,
    ) -> Outcome<Schema> {
        let name = class.name.to_string();
        if building.open.iter().any(|open| Rc::ptr_eq(open, class)) {
            building.definitions.entry(name.clone()).or_insert(None);
            return Ok(reference(&name));
        }
        building.open.push(Rc::clone(class));
        let schema = self.own_schema(python_type, class, building);
        building.open.pop();
        let schema = schema?;
        match building.definitions.get_mut(&name) {
            Some(definition @ None) => {
                *definition = Some(schema);
                Ok(reference(&name))
            }
            _ => Ok(schema),
        }
    }

    fn enum_schema(&mut self, class: &Rc<Class>) -> Outcome<Schema> {
        let values = member_values(class);
        let values = values.iter().map(|value| self.pack_any(value).and_then(|packed| packed.json()));
        Ok(object([("enum", Json::Array(values.collect::<Outcome<_>>()?))]))
    }

    fn literal_form_schema(&mut self, values: &[Value]) -> Outcome<Schema> {
        let values = values.iter().map(|value| match enum_value(value).as_ref().unwrap_or(value) {
            Value::Bytes(bytes) => Ok(Json::from(base64_lines(bytes))),
            value => self.pack_any(value).and_then(|packed| packed.json()),
        });
        let mut values: Vec<Json> = values.collect::<Outcome<_>>()?;
        match (values.len(), values.pop()) {
            (1, Some(value)) => Ok(object([("const", value)])),
            (_, last) => {
                values.extend(last);
                Ok(object([("enum", Json::Array(values))]))
            }
        }
    }

    fn tuple_schema(&mut self, python_type: &Value, building: &mut Building) -> Outcome<Schema> {
        let types = arguments(python_type);
        let mut schema = typed("array");
        match &types[..] {
            [] if is_empty_tuple(python_type) => {
                schema.insert("maxItems".to_owned(), json!(0));
            }
            [] => {}
            [item, Value::Ellipsis] => {
                insert_unless_empty(&mut schema, "items", self.schema(item, building)?);
            }
            items => {
                let length = items.len();
                let items = items.iter().map(|item| self.schema(item, building).map(Json::Object));
                schema.insert("prefixItems".to_owned(), Json::Array(items.collect::<Outcome<_>>()?));
                schema.insert("maxItems".to_owned(), json!(length));
                schema.insert("minItems".to_owned(), json!(length));
            }
        }
        Ok(schema)
    }

    fn named_tuple_schema(&mut self, fields: &NamedTupleFields, building: &mut Building) -> Outcome<Schema> {
        let mut items = Schema::new();
        for (name, annotation) in &fields.fields {
            let hint = annotation.as_ref().map(|annotation| annotation.value.clone());
            let mut schema = match &hint {
                Some(hint) => self.schema(hint, building)?,
                None => Schema::new(),
            };
            if let Some(default) = fields.defaults.get(name) {
                let packed = match &hint {
                    Some(hint) if !default.is_none() => {
                        self.with_named_tuples(false, |engine| engine.pack(default, hint, Dialect::Json))?
                    }
                    _ => self.pack_any(default)?,
                };
                schema.insert("default".to_owned(), packed.json()?);
            }
            items.insert(name.to_string(), Json::Object(schema));
        }
        if self.named_tuples_as_dict {
            let mut schema = typed("object");
            let required: Vec<Json> = items.keys().map(|name| json!(name)).collect();
            insert_unless_empty(&mut schema, "properties", items);
            schema.insert("additionalProperties".to_owned(), Json::Bool(false));
            schema.insert("required".to_owned(), Json::Array(required));
            return Ok(schema);
        }
        let mut schema = typed("array");
        if !items.is_empty() {
            schema.insert("maxItems".to_owned(), json!(items.len()));
            schema.insert("minItems".to_owned(), json!(items.len()));
            let items = items.into_iter().map(|(_, item)| item);
            schema.insert("prefixItems".to_owned(), Json::Array(items.collect()));
        }
        Ok(schema)
    }

    fn typed_dict_schema(&mut self, fields: &TypedDictFields, building: &mut Building) -> Outcome<Schema> {
        let mut properties = Schema::new();
        let mut required = Vec::new();
        for field in &fields.fields {
            let schema = self.schema(&field.annotation.value, building)?;
            properties.insert(field.name.to_string(), Json::Object(schema));
            if field.required {
                required.push(field.name.to_string());
            }
        }
        let mut schema = typed("object");
        insert_unless_empty(&mut schema, "properties", properties);
        schema.insert("additionalProperties".to_owned(), Json::Bool(false));
        if !required.is_empty() {
            required.sort();
            schema.insert("required".to_owned(), json!(required));
        }
        Ok(schema)
    }

    fn mapping_schema(&mut self, class: &str, types: &[Value], building: &mut Building) -> Outcome<Schema> {
        let mut schema = typed("object");
        let (key, value) = match types {
            [key] if class == "collections.Counter" => (Some(key), Some(typed("integer"))),
            [] if class == "collections.Counter" => (None, Some(typed("integer"))),
            [key, value] => (Some(key), Some(self.schema(value, building)?)),
            _ => (None, None),
        };
        if let Some(value) = value {
            insert_unless_empty(&mut schema, "additionalProperties", value);
        }
        if let Some(key) = key {
            insert_unless_empty(&mut schema, "propertyNames", self.schema(key, building)?);
        }
        Ok(schema)
    }

    fn no_schema(&mut self, python_type: &Value) -> Fault {
        if let Value::Unknown(unknown) = python_type
            && unknown.dotted_path().is_none()
        {
            return self.unknown(unknown, "the type of a field");
        }
        let name = self.spelled(python_type);
        Fault::unsupported_type(format!("`{name}` has no JSON schema"))
    }
}

/// The schema of a class that has one of its own.
fn scalar_schema(class: &str) -> Option<Schema> {
    if class == "datetime.timezone" {
        let pattern = json!("^UTC([+-][0-2][0-9]:[0-5][0-9])?$");
        return Some(object([("type", json!("string")), ("pattern", pattern)]));
    }
    let (_, kind, format) = SCALARS.iter().find(|(known, _, _)| *known == class)?;
    let mut schema = typed(kind);
    if !format.is_empty() {
        schema.insert("format".to_owned(), json!(format));
    }
    Some(schema)
}

pub(super) fn object<const N: usize>(entries: [(&str, Json); N]) -> Schema {
    entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

pub(super) fn typed(kind: &str) -> Schema {
    object([("type", json!(kind))])
}

fn reference(name: &str) -> Schema {
    object([("$ref", json!(format!("#/$defs/{name}")))])
}

fn insert_unless_empty(schema: &mut Schema, key: &str, value: Schema) {
    if !value.is_empty() {
        schema.insert(key.to_owned(), Json::Object(value));
    }
}

/// The schemas of flytekit's own dataclasses.
fn flyte_schema(class: &Class) -> Option<Schema> {
    let nullable_text = || json!({ "anyOf": [{ "type": "string" }, { "type": "null" }], "default": null });
    let path = || json!({ "anyOf": [{ "type": "string" }, { "type": "string", "format": "path" }], "default": null });
    let (title, properties) = if class.descends_from("flytekit.types.file.file.FlyteFile") {
        let texts = json!({
            "type": "object",
            "additionalProperties": { "type": "string" },
            "propertyNames": { "type": "string" },
        });
        let metadata = json!({ "anyOf": [texts, { "type": "null" }], "default": null });
        ("FlyteFile", json!({ "path": path(), "metadata": metadata }))
    } else if class.descends_from("flytekit.types.directory.types.FlyteDirectory") {
        ("FlyteDirectory", json!({ "path": path() }))
    } else if class.descends_from("flytekit.types.structured.structured_dataset.StructuredDataset") {
        let format = json!({ "anyOf": [{ "type": "string" }, { "type": "null" }], "default": "" });
        ("StructuredDataset", json!({ "uri": nullable_text(), "file_format": format }))
    } else if class.descends_from("flytekit.types.schema.types.FlyteSchema") {
        ("FlyteSchema", json!({ "remote_path": nullable_text() }))
    } else {
        return None;
    };
    let title = if class.span.is_some() { json!(&*class.name) } else { json!(title) };
    Some(object([
        ("type", json!("object")),
        ("title", title),
        ("properties", properties),
        ("additionalProperties", Json::Bool(false)),
    ]))
}
