//! The JSON schema of a pydantic model (`pydantic.BaseModel.model_json_schema`, mode `validation`).

use std::rc::Rc;

use serde_json::json;

use super::super::dataclass::fields_of;
use super::super::engine::Engine;
use super::super::fault::{Fault, Outcome};
use super::super::python_type::{
    annotated, arguments, generic, is_any, is_none, literal_values, new_type, origin_class, special_form,
    type_variable, union,
};
use super::definitions::flyte_properties;
use super::fields::{BASE_MODEL, FieldOptions, ModelField};
use super::text::{cleandoc, title};
use crate::flytekit::convert;
use crate::model::Json;
use crate::python::stdlib::named_tuple::NamedTupleFields;
use crate::python::stdlib::typing::TypedDictFields;
use crate::python::{Class, Value};

/// A JSON schema.
pub(super) type Schema = serde_json::Map<String, Json>;

/// What is known while a schema is built.
#[derive(Default)]
pub(super) struct Building {
    /// Definitions by name, with the class that each is of; `None` while one is being built.
    definitions: indexmap::IndexMap<String, (Rc<Class>, Option<Schema>)>,
    /// Whether objects may have further properties, as the model around them says.
    pub(super) extra: Option<bool>,
}

/// The schema of a type, and whether it stands for a class with a definition of its own: such a field gets no title.
pub(super) struct Typed {
    pub(super) schema: Schema,
    pub(super) is_reference: bool,
}

/// Schemas of single classes: class, type, format.
const SCALARS: &[(&str, &str, &str)] = &[
    ("builtins.int", "integer", ""),
    ("builtins.float", "number", ""),
    ("builtins.bool", "boolean", ""),
    ("builtins.NoneType", "null", ""),
    ("builtins.str", "string", ""),
    ("builtins.bytes", "string", "binary"),
    ("datetime.datetime", "string", "date-time"),
    ("datetime.date", "string", "date"),
    ("datetime.time", "string", "time"),
    ("datetime.timedelta", "string", "duration"),
    ("pathlib.Path", "string", "path"),
    ("pathlib.PosixPath", "string", "path"),
    ("pathlib.PurePath", "string", "path"),
    ("uuid.UUID", "string", "uuid"),
    ("ipaddress.IPv4Address", "string", "ipv4"),
    ("ipaddress.IPv6Address", "string", "ipv6"),
    ("pydantic.networks.EmailStr", "string", "email"),
    ("pydantic.networks.AnyUrl", "string", "uri"),
    ("pydantic.types.SecretStr", "string", "password"),
];

/// Constraints of `Field(…)` and the keywords that they become for numbers, text, arrays and objects.
const CONSTRAINTS: &[(&str, [&str; 4])] = &[
    ("ge", ["minimum", "", "", ""]),
    ("gt", ["exclusiveMinimum", "", "", ""]),
    ("le", ["maximum", "", "", ""]),
    ("lt", ["exclusiveMaximum", "", "", ""]),
    ("multiple_of", ["multipleOf", "", "", ""]),
    ("min_length", ["", "minLength", "minItems", "minProperties"]),
    ("max_length", ["", "maxLength", "maxItems", "maxProperties"]),
    ("pattern", ["", "pattern", "", ""]),
];

impl Engine<'_> {
    /// The schema of a model.
    pub(super) fn model_schema(&mut self, class: &Rc<Class>) -> Outcome<Json> {
        let mut building = Building::default();
        let name = class.name.to_string();
        let top = self.typed_class(&Value::Class(Rc::clone(class)), class, &mut building)?;
        let mut definitions = Schema::new();
        let mut own = None;
        let is_recursive = references(&building, &name) > 0;
        for (key, (_, schema)) in building.definitions {
            let schema = schema.unwrap_or_default();
            if key == name && !is_recursive {
                own = Some(schema);
            } else {
                definitions.insert(key, Json::Object(schema));
            }
        }
        let mut schema = own.unwrap_or(top.schema);
        if !definitions.is_empty() {
            schema.insert("$defs".to_owned(), Json::Object(definitions));
        }
        Ok(Json::Object(schema))
    }

    /// The schema of a type.
    pub(super) fn typed(&mut self, python_type: &Value, building: &mut Building) -> Outcome<Typed> {
        self.deeper(|engine| engine.typed_inner(python_type, building))
    }

    fn typed_inner(&mut self, python_type: &Value, building: &mut Building) -> Outcome<Typed> {
        if let Some(annotated) = annotated(python_type) {
            let mut inner = self.typed(&annotated.base, building)?;
            for metadata in annotated.metadata.iter() {
                if let Some(options) = metadata.payload::<FieldOptions>() {
                    self.constrain(&mut inner.schema, &options)?;
                    self.describe(&mut inner.schema, &options)?;
                }
            }
            return Ok(inner);
        }
        if is_any(python_type) {
            return Ok(plain(Schema::new()));
        }
        if is_none(python_type) {
            return Ok(plain(kind("null")));
        }
        if let Some(union) = union(python_type) {
            return self.union_schema(&union.members, building);
        }
        if let Some(values) = literal_values(python_type) {
            return self.literal_schema(&values).map(plain);
        }
        if let Some(new_type) = new_type(python_type) {
            return self.typed(&new_type.base, building);
        }
        if let Some(variable) = type_variable(python_type) {
            return match &variable.bound {
                Value::None => Ok(plain(Schema::new())),
                bound => self.typed(bound, building),
            };
        }
        let form = special_form(python_type)
            .or_else(|| generic(python_type).and_then(|alias| special_form(&alias.origin)));
        if form.is_some_and(|form| matches!(&*form, "Required" | "NotRequired" | "Final")) {
            let inner = arguments(python_type);
            return self.typed(inner.first().unwrap_or(&Value::None), building);
        }
        match (origin_class(python_type), python_type) {
            (Some(class), _) => self.typed_class(python_type, &class, building),
            (None, Value::Unknown(unknown)) => {
                let schema = unknown.dotted_path().and_then(|path| scalar_schema(path));
                schema.map(plain).ok_or_else(|| self.unsupported(python_type))
            }
            _ => Err(self.unsupported(python_type)),
        }
    }

    fn union_schema(&mut self, members: &[Value], building: &mut Building) -> Outcome<Typed> {
        let others: Vec<&Value> = members.iter().filter(|member| !is_none(member)).collect();
        let mut schemas: Vec<Json> = Vec::new();
        let mut is_reference = false;
        for member in &others {
            let inner = self.typed(member, building)?;
            is_reference = others.len() == 1 && inner.is_reference;
            let flat = match inner.schema.get("anyOf") {
                Some(Json::Array(inner_members)) if inner.schema.len() == 1 => inner_members.clone(),
                _ => vec![Json::Object(inner.schema)],
            };
            for schema in flat {
                if !schemas.contains(&schema) {
                    schemas.push(schema);
                }
            }
        }
        if others.len() < members.len() {
            schemas.push(json!({ "type": "null" }));
        }
        let schema = match <[Json; 1]>::try_from(schemas) {
            Ok([Json::Object(schema)]) => schema,
            Ok([other]) => object([("anyOf", Json::Array(vec![other]))]),
            Err(schemas) => object([("anyOf", Json::Array(schemas))]),
        };
        Ok(Typed { schema, is_reference })
    }

    fn literal_schema(&mut self, values: &[Value]) -> Outcome<Schema> {
        let values: Vec<Json> =
            values.iter().map(|value| self.dump(value, None)?.json()).collect::<Outcome<_>>()?;
        let mut schema = match &values[..] {
            [value] => object([("const", value.clone())]),
            _ => object([("enum", Json::Array(values.clone()))]),
        };
        if let Some(kind) = common_type(&values) {
            schema.insert("type".to_owned(), json!(kind));
        }
        Ok(schema)
    }

    fn typed_class(
        &mut self,
        python_type: &Value,
        class: &Rc<Class>,
        building: &mut Building,
    ) -> Outcome<Typed> {
        if class.descends_from(BASE_MODEL) {
            let generic_arguments = arguments(python_type);
            if !generic_arguments.is_empty() {
                return Err(Fault::not_static("a generic pydantic model is not supported"));
            }
            let name = class.name.to_string();
            return self.definition(&name, class, building, |engine, building| {
                engine.model_definition(class, building)
            });
        }
        let name = class.name.to_string();
        if class.descends_from("enum.Enum") {
            return self.definition(&name, class, building, |engine, _| engine.enum_definition(class));
        }
        if let Some(properties) = flyte_properties(class) {
            return self.definition(&name, class, building, |_, _| {
                let mut schema = kind("object");
                schema.insert("properties".to_owned(), properties);
                schema.insert("title".to_owned(), json!(&*class.name));
                Ok(schema)
            });
        }
        if fields_of(class).is_some() {
            return self.definition(&name, class, building, |engine, building| {
                engine.dataclass_definition(class, building)
            });
        }
        if let Some(fields) = class.inherited_data::<TypedDictFields>() {
            return self.definition(&name, class, building, |engine, building| {
                engine.typed_dict_definition(class, &fields, building)
            });
        }
        if let Some(fields) = class.inherited_data::<NamedTupleFields>() {
            return self.definition(&name, class, building, |engine, building| {
                engine.named_tuple_definition(&fields, building)
            });
        }
        self.plain_class_schema(python_type, class, building).map(plain)
    }

    /// A reference to a class's definition, which is built when it is first met.
    fn definition(
        &mut self,
        name: &str,
        class: &Rc<Class>,
        building: &mut Building,
        build: impl FnOnce(&mut Self, &mut Building) -> Outcome<Schema>,
    ) -> Outcome<Typed> {
        match building.definitions.get(name) {
            Some((known, _)) if !Rc::ptr_eq(known, class) && &*class.name != "_SpecificFormatClass" => {
                let message = format!("two classes named `{name}` in one pydantic model are not supported");
                return Err(Fault::not_static(message));
            }
            Some(_) => {}
            None => {
                building.definitions.insert(name.to_owned(), (Rc::clone(class), None));
                let schema = build(self, building)?;
                building.definitions.insert(name.to_owned(), (Rc::clone(class), Some(schema)));
            }
        }
        let schema = object([("$ref", json!(format!("#/$defs/{name}")))]);
        Ok(Typed { schema, is_reference: true })
    }

    fn model_definition(&mut self, class: &Rc<Class>, building: &mut Building) -> Outcome<Schema> {
        let around = building.extra;
        let extra = self.model_option(class, "extra")?.and_then(|extra| extra.as_str());
        building.extra = match extra.as_deref() {
            Some("forbid") => Some(false),
            Some("allow") => Some(true),
            _ => None,
        };
        let own_extra = building.extra;
        let mut properties = Schema::new();
        let mut required = Vec::new();
        for field in self.model_fields(class)? {
            let alias = field.alias();
            if field.is_required() {
                required.push(json!(&*alias));
            }
            let schema = self.model_field_schema(&field, &alias, building);
            let schema = schema.map_err(|fault| fault.within(format_args!("the field `{}`", field.name)))?;
            properties.insert(alias.to_string(), Json::Object(schema));
        }
        building.extra = around;
        let mut schema = kind("object");
        schema.insert("properties".to_owned(), Json::Object(properties));
        if !required.is_empty() {
            schema.insert("required".to_owned(), Json::Array(required));
        }
        let title = self.model_option(class, "title")?.and_then(|title| title.as_str());
        schema.insert("title".to_owned(), json!(title.as_deref().unwrap_or(&class.name)));
        if let Some(extra) = own_extra {
            schema.insert("additionalProperties".to_owned(), json!(extra));
        }
        if let Some(description) = Self::docstring(class) {
            schema.insert("description".to_owned(), json!(description));
        }
        if let Some(more) = self.model_option(class, "json_schema_extra")? {
            self.extend(&mut schema, &more)?;
        }
        Ok(schema)
    }

    /// The schema of a field.
    pub(super) fn model_field_schema(
        &mut self,
        field: &ModelField,
        alias: &str,
        building: &mut Building,
    ) -> Outcome<Schema> {
        let inner = self.typed(&field.annotation, building)?;
        let mut schema = inner.schema;
        self.constrain(&mut schema, &field.options)?;
        if let Some(default) = &field.default {
            let default = self.default_json(default)?;
            schema.insert("default".to_owned(), default);
        }
        if !inner.is_reference && !schema.contains_key("title") {
            schema.insert("title".to_owned(), json!(title(alias)));
        }
        self.describe(&mut schema, &field.options)?;
        Ok(schema)
    }

    /// A default as it stands in a schema; numbers stay what they are.
    pub(super) fn default_json(&mut self, default: &Value) -> Outcome<Json> {
        if let Value::Float(number) = default
            && !number.is_finite()
        {
            return Err(Fault::not_static("an infinite number or NaN cannot stand in a type's metadata"));
        }
        self.dump(default, None).and_then(|packed| packed.json())
    }

    /// Title, description, examples and what else `Field(…)` adds to a schema.
    fn describe(&mut self, schema: &mut Schema, options: &FieldOptions) -> Outcome<()> {
        for name in ["title", "description", "examples", "deprecated"] {
            let Some(value) = options.get(name) else { continue };
            let value = convert::json(self.evaluator, value, "the description of a field", self.span)?;
            let value = if name == "deprecated" { Json::Bool(value != Json::Bool(false)) } else { value };
            if value != Json::Bool(false) {
                let value = match value {
                    Json::String(text) if name == "description" => Json::String(cleandoc(&text)),
                    value => value,
                };
                schema.insert(name.to_owned(), value);
            }
        }
        if let Some(more) = options.get("json_schema_extra") {
            self.extend(schema, &more.clone())?;
        }
        Ok(())
    }

    fn extend(&mut self, schema: &mut Schema, more: &Value) -> Outcome<()> {
        match more.unwrapped() {
            Value::Dict(_) => {
                let more = convert::json(self.evaluator, more, "the extra schema", self.span)?;
                if let Json::Object(more) = more {
                    schema.extend(more);
                }
                Ok(())
            }
            Value::None => Ok(()),
            _ => Err(Fault::not_static("a function as `json_schema_extra` is not supported")),
        }
    }

    /// Adds constraints to the schema that they are about: in an optional type, to the type in it.
    fn constrain(&mut self, schema: &mut Schema, options: &FieldOptions) -> Outcome<()> {
        let given: Vec<(&[&str; 4], Value)> = CONSTRAINTS
            .iter()
            .filter_map(|(name, keywords)| Some((keywords, options.get(name)?.clone())))
            .collect();
        if given.is_empty() {
            return Ok(());
        }
        let target = match schema.get_mut("anyOf") {
            Some(Json::Array(members)) => {
                members.iter_mut().find(|member| **member != json!({ "type": "null" }))
            }
            _ => None,
        };
        let target = match target {
            Some(Json::Object(member)) => member,
            _ => schema,
        };
        let index = match target.get("type").and_then(Json::as_str) {
            Some("string") => 1,
            Some("array") => 2,
            Some("object") => 3,
            _ => 0,
        };
        for (keywords, value) in given {
            let keyword = keywords[index];
            if keyword.is_empty() {
                return Err(Fault::not_static("this constraint of a field is not supported for its type"));
            }
            let value = convert::json(self.evaluator, &value, "a constraint of a field", self.span)?;
            target.insert(keyword.to_owned(), value);
        }
        Ok(())
    }

    fn plain_class_schema(
        &mut self,
        python_type: &Value,
        class: &Rc<Class>,
        building: &mut Building,
    ) -> Outcome<Schema> {
        let name = class.dotted_name();
        if let Some(schema) = scalar_schema(&name) {
            return Ok(schema);
        }
        let types = arguments(python_type);
        if name == "builtins.tuple" {
            return self.typed_tuple(&types, building);
        }
        let last = name.rsplit('.').next().unwrap_or(&name);
        let is_collection = name.starts_with("builtins.") || name.starts_with("collections.");
        match last {
            "dict" | "Mapping" | "MutableMapping" | "OrderedDict" | "defaultdict" | "Counter"
                if is_collection =>
            {
                self.typed_mapping(&types, building)
            }
            "list" | "Sequence" | "MutableSequence" | "Iterable" | "Collection" | "deque" | "set"
            | "frozenset" | "Set" | "MutableSet"
                if is_collection =>
            {
                let item = match types.first() {
                    Some(item) => self.typed(item, building)?.schema,
                    None => Schema::new(),
                };
                let mut schema = kind("array");
                schema.insert("items".to_owned(), Json::Object(item));
                if matches!(last, "set" | "frozenset" | "Set" | "MutableSet") {
                    schema.insert("uniqueItems".to_owned(), json!(true));
                }
                Ok(schema)
            }
            _ => Err(self.unsupported(python_type)),
        }
    }

    fn typed_tuple(&mut self, types: &[Value], building: &mut Building) -> Outcome<Schema> {
        let mut schema = kind("array");
        match types {
            [] => {
                schema.insert("items".to_owned(), json!({}));
            }
            [item, Value::Ellipsis] => {
                let item = self.typed(item, building)?.schema;
                schema.insert("items".to_owned(), Json::Object(item));
            }
            items => {
                let items: Vec<Json> = items
                    .iter()
                    .map(|item| Ok(Json::Object(self.typed(item, building)?.schema)))
                    .collect::<Outcome<_>>()?;
                schema.insert("maxItems".to_owned(), json!(items.len()));
                schema.insert("minItems".to_owned(), json!(items.len()));
                schema.insert("prefixItems".to_owned(), Json::Array(items));
            }
        }
        Ok(schema)
    }

    fn typed_mapping(&mut self, types: &[Value], building: &mut Building) -> Outcome<Schema> {
        let mut schema = kind("object");
        let [key, value] = types else {
            schema.insert("additionalProperties".to_owned(), json!(true));
            return Ok(schema);
        };
        let key = self.typed(key, building)?;
        let value = self.typed(value, building)?.schema;
        let value = if value.is_empty() { json!(true) } else { Json::Object(value) };
        schema.insert("additionalProperties".to_owned(), value);
        if key.is_reference || key.schema.contains_key("enum") || key.schema.contains_key("const") {
            schema.insert("propertyNames".to_owned(), Json::Object(key.schema));
        }
        Ok(schema)
    }

    fn unsupported(&mut self, python_type: &Value) -> Fault {
        if let Value::Unknown(unknown) = python_type
            && unknown.dotted_path().is_none()
        {
            return self.unknown(unknown, "the type of a field");
        }
        let name = self.spelled(python_type);
        Fault::unsupported_type(format!("pydantic has no JSON schema for `{name}`"))
    }
}

/// How often a definition refers to the class of that name.
fn references(building: &Building, name: &str) -> usize {
    let reference = format!("\"#/$defs/{name}\"");
    let schemas = building.definitions.values().filter_map(|(_, schema)| schema.as_ref());
    schemas.map(|schema| Json::Object(schema.clone()).to_string().matches(&reference).count()).sum()
}

/// The schema of a class that has one of its own.
fn scalar_schema(class: &str) -> Option<Schema> {
    match class {
        "builtins.object" => return Some(Schema::new()),
        "decimal.Decimal" => {
            return Some(object([("anyOf", json!([{ "type": "number" }, { "type": "string" }]))]));
        }
        _ => {}
    }
    let (_, word, format) = SCALARS.iter().find(|(known, _, _)| *known == class)?;
    let mut schema = kind(word);
    if !format.is_empty() {
        schema.insert("format".to_owned(), json!(format));
    }
    if class == "pydantic.types.SecretStr" {
        schema.insert("writeOnly".to_owned(), json!(true));
    }
    Some(schema)
}

/// A schema of what has no definition of its own.
pub(super) fn plain(schema: Schema) -> Typed {
    Typed { schema, is_reference: false }
}

/// A schema of the given entries.
pub(super) fn object<const N: usize>(entries: [(&str, Json); N]) -> Schema {
    entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

/// A schema of the type of that name.
pub(super) fn kind(word: &str) -> Schema {
    object([("type", json!(word))])
}

/// The type that all values have in JSON.
pub(super) fn common_type(values: &[Json]) -> Option<&'static str> {
    let word = |value: &Json| match value {
        Json::String(_) => Some("string"),
        Json::Bool(_) => Some("boolean"),
        Json::Number(number) if number.is_f64() => Some("number"),
        Json::Number(_) => Some("integer"),
        Json::Null => Some("null"),
        Json::Array(_) => Some("array"),
        Json::Object(_) => None,
    };
    let first = word(values.first()?)?;
    values.iter().all(|value| word(value) == Some(first)).then_some(first)
}
