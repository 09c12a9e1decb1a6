//! The definitions of classes in pydantic's JSON schemas that are no models: enums, dataclasses, dictionaries and tuples with
//! named fields, and flytekit's own types.

use std::rc::Rc;

use serde_json::json;

use super::super::blob::{DIRECTORY, FILE};
use super::super::dataclass::fields_of;
use super::super::engine::Engine;
use super::super::enumeration::member_values;
use super::super::fault::{Fault, Outcome};
use super::super::structured::{DATASET, SCHEMA};
use super::fields::dataclass_field;
use super::schema::{Building, Schema, common_type, kind, object, plain};
use super::text::{cleandoc, title};
use crate::model::Json;
use crate::python::Class;
use crate::python::stdlib::named_tuple::NamedTupleFields;
use crate::python::stdlib::typing::TypedDictFields;

/// Dataclasses of flytekit without a docstring of their own.
const UNDOCUMENTED: &[&str] = &[FILE, DIRECTORY, SCHEMA];

impl Engine<'_> {
    pub(super) fn enum_definition(&mut self, class: &Rc<Class>) -> Outcome<Schema> {
        let values = member_values(class);
        let values: Vec<Json> =
            values.iter().map(|value| self.dump(value, None)?.json()).collect::<Outcome<_>>()?;
        let mut schema = object([("title", json!(&*class.name))]);
        if let Some(kind) = common_type(&values) {
            schema.insert("type".to_owned(), json!(kind));
        }
        schema.insert("enum".to_owned(), Json::Array(values));
        if let Some(description) = self.docstring(class)? {
            schema.insert("description".to_owned(), json!(description));
        }
        Ok(schema)
    }

    pub(super) fn dataclass_definition(
        &mut self,
        class: &Rc<Class>,
        building: &mut Building,
    ) -> Outcome<Schema> {
        let hints = self.evaluator.class_hints(class)?;
        let mut properties = Schema::new();
        let mut required = Vec::new();
        for field in fields_of(class).iter().flat_map(|fields| fields.fields()) {
            let Some((_, hint)) = hints.iter().find(|(name, _)| *name == field.name) else { continue };
            if !field.init {
                continue;
            }
            let is_required = !field.has_default();
            let field = dataclass_field(field, &hint.value);
            let alias = field.alias();
            if is_required {
                required.push(json!(&*alias));
            }
            let schema = self.model_field_schema(&field, &alias, building)?;
            properties.insert(alias.to_string(), Json::Object(schema));
        }
        let mut schema = object_schema(&class.name, properties, required, building.extra);
        if let Some(description) = self.docstring(class)? {
            schema.insert("description".to_owned(), json!(description));
        }
        Ok(schema)
    }

    pub(super) fn typed_dict_definition(
        &mut self,
        class: &Rc<Class>,
        fields: &TypedDictFields,
        building: &mut Building,
    ) -> Outcome<Schema> {
        let mut properties = Schema::new();
        let mut required = Vec::new();
        for field in &fields.fields {
            if field.required {
                required.push(json!(&*field.name));
            }
            let typed = self.typed(&field.annotation.value, building)?;
            let mut schema = typed.schema;
            if !typed.is_reference {
                schema.insert("title".to_owned(), json!(title(&field.name)));
            }
            properties.insert(field.name.to_string(), Json::Object(schema));
        }
        let mut schema = object_schema(&class.name, properties, required, building.extra);
        if let Some(description) = self.docstring(class)? {
            schema.insert("description".to_owned(), json!(description));
        }
        Ok(schema)
    }

    pub(super) fn named_tuple_definition(
        &mut self,
        fields: &NamedTupleFields,
        building: &mut Building,
    ) -> Outcome<Schema> {
        let mut items = Vec::new();
        for (name, annotation) in &fields.fields {
            let typed = match annotation {
                Some(annotation) => self.typed(&annotation.value, building)?,
                None => plain(Schema::new()),
            };
            let mut schema = typed.schema;
            if !typed.is_reference {
                schema.insert("title".to_owned(), json!(title(name)));
            }
            if let Some(default) = fields.defaults.get(name) {
                schema.insert("default".to_owned(), self.default_json(default)?);
            }
            items.push(Json::Object(schema));
        }
        let mut schema = kind("array");
        schema.insert("maxItems".to_owned(), json!(items.len()));
        schema.insert("minItems".to_owned(), json!(items.len() - fields.defaults.len().min(items.len())));
        schema.insert("prefixItems".to_owned(), Json::Array(items));
        Ok(schema)
    }

    /// The docstring of a class, without indentation. That of a class of flytekit is read from flytekit's own source.
    pub(super) fn docstring(&self, class: &Rc<Class>) -> Outcome<Option<String>> {
        let name = class.dotted_name();
        let is_of_flytekit = !class.span.is_some() && class.module.starts_with("flytekit");
        if is_of_flytekit && !UNDOCUMENTED.iter().any(|known| class.descends_from(known)) {
            let Some(lineage) = self.evaluator.packages.lineage(&name) else {
                let message = format!("the docstring of flytekit's `{}` is part of this schema", class.name);
                return Err(Fault::not_static(message).with_help(
                    "name the environment that has flytekit with `--python-path`: the docstring is read from there",
                ));
            };
            return Ok(lineage.docstring.as_deref().map(cleandoc));
        }
        let Some(text) = class.own_attribute("__doc__").and_then(|text| text.as_str()) else {
            return Ok(None);
        };
        let is_generated = text.starts_with(&format!("{}(", class.name));
        let text = cleandoc(&text);
        Ok((!text.is_empty() && !is_generated).then_some(text))
    }
}

fn object_schema(name: &str, properties: Schema, required: Vec<Json>, extra: Option<bool>) -> Schema {
    let mut schema = kind("object");
    schema.insert("properties".to_owned(), Json::Object(properties));
    schema.insert("title".to_owned(), json!(name));
    if !required.is_empty() {
        schema.insert("required".to_owned(), Json::Array(required));
    }
    if let Some(extra) = extra {
        schema.insert("additionalProperties".to_owned(), json!(extra));
    }
    schema
}

/// The properties of flytekit's own dataclasses.
pub(super) fn flyte_properties(class: &Class) -> Option<Json> {
    let text = |title: &str, default: Json| json!({ "anyOf": [{ "type": "string" }, { "type": "null" }], "default": default, "title": title });
    let path = json!({
        "anyOf": [{ "type": "string" }, { "type": "string", "format": "path" }], "default": null, "title": "Path",
    });
    if class.descends_from(FILE) {
        let texts = json!({ "type": "object", "additionalProperties": { "type": "string" } });
        let metadata = json!({ "anyOf": [texts, { "type": "null" }], "default": null, "title": "Metadata" });
        return Some(json!({ "path": path, "metadata": metadata }));
    }
    if class.descends_from(DIRECTORY) {
        return Some(json!({ "path": path }));
    }
    if class.descends_from(DATASET) {
        return Some(
            json!({ "uri": text("Uri", Json::Null), "file_format": text("File Format", json!("")) }),
        );
    }
    class.descends_from(SCHEMA).then(|| json!({ "remote_path": text("Remote Path", Json::Null) }))
}
