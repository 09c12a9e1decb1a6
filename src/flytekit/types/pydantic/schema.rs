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
use super::constraints::nullable;
use super::definitions::flyte_properties;
use super::fields::{BASE_MODEL, ModelFields, ROOT_MODEL};
use super::generic::DefinitionName;
use super::naming::{DEFINITIONS, SAME_NAME, renamed};
use super::steps::{JSON, Step, steps_of};
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
    pub(super) definitions: indexmap::IndexMap<String, (Rc<Class>, Option<Schema>)>,
    /// Whether objects may have further properties, as the model around them says.
    pub(super) extra: Option<bool>,
}

impl Building {
    /// The key of a class's definition: its name, and a number after it where another class has the name already.
    fn key(&self, name: &str, class: &Rc<Class>) -> String {
        for number in 0_usize.. {
            let key = if number == 0 { name.to_owned() } else { format!("{name}{SAME_NAME}{number}") };
            match self.definitions.get(&key) {
                Some((known, _)) if !Rc::ptr_eq(known, class) => {}
                _ => return key,
            }
        }
        name.to_owned()
    }

    /// Whether a definition refers to the one of that key.
    fn refers_to(&self, key: &str) -> bool {
        let reference = Json::String(format!("{DEFINITIONS}{key}")).to_string();
        let schemas = self.definitions.values().filter_map(|(_, schema)| schema.as_ref());
        schemas.into_iter().any(|schema| Json::Object(schema.clone()).to_string().contains(&reference))
    }
}

/// The name of a model's definition, if no other class has it.
fn definition_name(class: &Class) -> String {
    class.data::<DefinitionName>().map_or_else(|| class.name.to_string(), |name| name.0.clone())
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
    ("ipaddress.IPv4Network", "string", "ipv4network"),
    ("ipaddress.IPv6Network", "string", "ipv6network"),
    ("ipaddress.IPv4Interface", "string", "ipv4interface"),
    ("ipaddress.IPv6Interface", "string", "ipv6interface"),
    ("pathlib.PurePosixPath", "string", "path"),
    ("os.PathLike", "string", "path"),
    ("re.Pattern", "string", "regex"),
    ("pydantic.EmailStr", "string", "email"),
    ("pydantic.SecretStr", "string", "password"),
    ("pydantic.SecretBytes", "string", "password"),
    ("pydantic.AwareDatetime", "string", "date-time"),
    ("pydantic.NaiveDatetime", "string", "date-time"),
    ("pydantic.PastDatetime", "string", "date-time"),
    ("pydantic.FutureDatetime", "string", "date-time"),
    ("pydantic.PastDate", "string", "date"),
    ("pydantic.FutureDate", "string", "date"),
    ("pydantic.NameEmail", "string", "name-email"),
    ("pydantic.IPvAnyAddress", "string", "ipvanyaddress"),
    ("pydantic.IPvAnyInterface", "string", "ipvanyinterface"),
    ("pydantic.IPvAnyNetwork", "string", "ipvanynetwork"),
    ("builtins.complex", "string", ""),
];

/// What a text has to look like that says a number of bytes.
const BYTE_SIZE: &str = r"^\s*(\d*\.?\d+)\s*(\w+)?";

/// The classes that addresses are of.
pub(super) const URL: &str = "pydantic.networks._BaseUrl";
const MULTI_HOST_URL: &str = "pydantic.networks._BaseMultiHostUrl";

impl Engine<'_> {
    /// The schema of a model.
    pub(super) fn model_schema(&mut self, class: &Rc<Class>) -> Outcome<Json> {
        let mut building = Building::default();
        let top = self.typed_class(&Value::Class(Rc::clone(class)), class, &mut building)?;
        let own = building.key(&definition_name(class), class);
        let mut schema = top.schema;
        if !building.refers_to(&own)
            && let Some((_, Some(definition))) = building.definitions.shift_remove(&own)
        {
            schema = definition;
        }
        if !building.definitions.is_empty() {
            let definitions = building.definitions.iter();
            let definitions = definitions.map(|(key, (_, definition))| {
                (key.clone(), Json::Object(definition.clone().unwrap_or_default()))
            });
            schema.insert("$defs".to_owned(), Json::Object(definitions.collect()));
        }
        let names = building.names();
        Ok(renamed(Json::Object(schema), &names, false))
    }

    /// The schema of a type.
    pub(super) fn typed(&mut self, python_type: &Value, building: &mut Building) -> Outcome<Typed> {
        self.deeper(|engine| engine.typed_inner(python_type, building))
    }

    fn typed_inner(&mut self, python_type: &Value, building: &mut Building) -> Outcome<Typed> {
        if let Some(annotated) = annotated(python_type) {
            let steps = steps_of(&annotated.metadata);
            let mut inner = self.stepped(&annotated.base, &steps, building)?;
            for step in &steps {
                if let Step::Options(options) = step {
                    self.describe(&mut inner.schema, options)?;
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
            if !variable.constraints.is_empty() {
                return self.union_schema(&variable.constraints.clone(), building);
            }
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
                let schema = unknown.dotted_path().and_then(|path| scalar_schema(&exported(path)));
                schema.map(plain).ok_or_else(|| self.unsupported(python_type))
            }
            _ => Err(self.unsupported(python_type)),
        }
    }

    fn union_schema(&mut self, members: &[Value], building: &mut Building) -> Outcome<Typed> {
        let others: Vec<Value> = members.iter().filter(|member| !is_none(member)).cloned().collect();
        let inner = self.members_schema(&others, building)?;
        if others.len() == members.len() {
            return Ok(inner);
        }
        Ok(Typed { schema: nullable(inner.schema), is_reference: inner.is_reference })
    }

    /// The schema of a union without `None`.
    pub(super) fn members_schema(&mut self, members: &[Value], building: &mut Building) -> Outcome<Typed> {
        if let [member] = members {
            return self.typed(member, building);
        }
        let mut schemas: Vec<Json> = Vec::new();
        for member in members {
            let inner = self.typed(member, building)?;
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
        Ok(plain(any_of(schemas)))
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
            let name = definition_name(class);
            return self.definition(&name, class, building, |engine, building| {
                engine.model_definition(class, building)
            });
        }
        let name = class.name.to_string();
        if class.descends_from("enum.Enum") {
            return self.definition(&name, class, building, |engine, _| engine.enum_definition(class));
        }
        if let Some(properties) = flyte_properties(class) {
            return self.definition(&name, class, building, |engine, building| {
                let mut schema = kind("object");
                if let Some(extra) = building.extra {
                    schema.insert("additionalProperties".to_owned(), json!(extra));
                }
                schema.insert("properties".to_owned(), properties);
                schema.insert("title".to_owned(), json!(&*class.name));
                if let Some(description) = engine.docstring(class)? {
                    schema.insert("description".to_owned(), json!(description));
                }
                Ok(schema)
            });
        }
        if fields_of(class).is_some() {
            if !arguments(python_type).is_empty() {
                return Err(Fault::not_static("a generic dataclass in a pydantic model is not supported"));
            }
            let is_checked = class.inherited_data::<ModelFields>().is_some();
            return self.definition(&name, class, building, |engine, building| {
                if is_checked {
                    engine.model_definition(class, building)
                } else {
                    engine.dataclass_definition(class, building)
                }
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
        let key = building.key(name, class);
        if !building.definitions.contains_key(&key) {
            building.definitions.insert(key.clone(), (Rc::clone(class), None));
            let schema = build(self, building)?;
            building.definitions.insert(key.clone(), (Rc::clone(class), Some(schema)));
        }
        let schema = object([("$ref", json!(format!("{DEFINITIONS}{key}")))]);
        Ok(Typed { schema, is_reference: true })
    }

    fn model_definition(&mut self, class: &Rc<Class>, building: &mut Building) -> Outcome<Schema> {
        self.check_config(class)?;
        if class.descends_from(ROOT_MODEL) {
            return self.root_definition(class, building);
        }
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
        self.describe_model(&mut schema, class, own_extra)?;
        Ok(schema)
    }

    /// The schema of a model that is one value: that of the value.
    fn root_definition(&mut self, class: &Rc<Class>, building: &mut Building) -> Outcome<Schema> {
        let Some(root) = self.model_fields(class)?.into_iter().find(|field| &*field.name == "root") else {
            return Err(Fault::unsupported_type(format!("`{}` says nothing of its root", class.qualname)));
        };
        let mut schema = self.model_field_schema(&root, "", building)?;
        if schema.get("title").is_some_and(|title| title == "") {
            schema.remove("title");
        }
        self.describe_model(&mut schema, class, None)?;
        Ok(schema)
    }

    /// Title, description and what else the class says of its schema.
    fn describe_model(&mut self, schema: &mut Schema, class: &Rc<Class>, extra: Option<bool>) -> Outcome<()> {
        let title = self.model_option(class, "title")?.and_then(|title| title.as_str());
        schema.insert("title".to_owned(), json!(title.as_deref().unwrap_or(&class.name)));
        if let Some(extra) = extra {
            schema.insert("additionalProperties".to_owned(), json!(extra));
        }
        if let Some(description) = self.docstring(class)? {
            schema.entry("description").or_insert(json!(description));
        }
        if let Some(more) = self.model_option(class, "json_schema_extra")? {
            self.extend(schema, &more, Some(class))?;
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
        if let Some(schema) = scalar_schema(&exported(&name)) {
            return Ok(schema);
        }
        if class.descends_from(URL) {
            return Ok(url_schema(class));
        }
        if class.descends_from(JSON) {
            return Ok(of_json(json!({})));
        }
        if class.has_dotted_name("pydantic.types.Secret")
            && let Some(inner) = arguments(python_type).first()
        {
            return Ok(self.typed(inner, building)?.schema);
        }
        match self.container_schema(python_type, &name, building)? {
            Some(schema) => Ok(schema),
            None => Err(self.unsupported(python_type)),
        }
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

/// The schema of a class that has one of its own.
fn scalar_schema(class: &str) -> Option<Schema> {
    match class {
        "builtins.object" | "collections.abc.Hashable" => return Some(Schema::new()),
        "pydantic.ByteSize" => {
            let text = json!({ "type": "string", "pattern": BYTE_SIZE });
            return Some(object([("anyOf", json!([text, { "type": "integer", "minimum": 0 }]))]));
        }
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
    if class.starts_with("pydantic.Secret") {
        schema.insert("writeOnly".to_owned(), json!(true));
    }
    Some(schema)
}

/// The schema of an address.
fn url_schema(class: &Class) -> Schema {
    let format = if class.descends_from(MULTI_HOST_URL) { "multi-host-uri" } else { "uri" };
    let mut schema = object([("type", json!("string")), ("format", json!(format)), ("minLength", json!(1))]);
    if let Some(longest) = class.lookup("_longest").and_then(|longest| longest.as_i64()) {
        schema.insert("maxLength".to_owned(), json!(longest));
    }
    schema
}

/// The schema of JSON text that says something of the given schema.
pub(super) fn of_json(content: Json) -> Schema {
    object([
        ("type", json!("string")),
        ("contentMediaType", json!("application/json")),
        ("contentSchema", content),
    ])
}

/// The path of a name of pydantic as the package exports it.
fn exported(path: &str) -> String {
    match (path.split('.').next(), path.rsplit('.').next()) {
        (Some("pydantic"), Some(name)) => format!("pydantic.{name}"),
        _ => path.to_owned(),
    }
}

/// A schema of what has no definition of its own.
pub(super) fn plain(schema: Schema) -> Typed {
    Typed { schema, is_reference: false }
}

/// A schema of the given entries.
pub(super) fn object<const N: usize>(entries: [(&str, Json); N]) -> Schema {
    entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

/// A schema of any of several.
pub(super) fn any_of(schemas: Vec<Json>) -> Schema {
    match <[Json; 1]>::try_from(schemas) {
        Ok([Json::Object(schema)]) => schema,
        Ok([other]) => object([("anyOf", Json::Array(vec![other]))]),
        Err(schemas) => object([("anyOf", Json::Array(schemas))]),
    }
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
