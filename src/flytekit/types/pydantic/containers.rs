//! The JSON schemas of lists, sets, tuples and dictionaries in pydantic models.

use std::rc::Rc;

use serde_json::json;

use super::super::dataclass::is_empty_tuple;
use super::super::engine::Engine;
use super::super::fault::Outcome;
use super::super::python_type::arguments;
use super::schema::{Building, Schema, kind};
use crate::model::Json;
use crate::python::Value;

impl Engine<'_> {
    /// The schema of a container of the named class; `None` for any other class.
    pub(super) fn container_schema(
        &mut self,
        python_type: &Value,
        name: &str,
        building: &mut Building,
    ) -> Outcome<Option<Schema>> {
        let types = arguments(python_type);
        if name == "builtins.tuple" {
            return self.typed_tuple(python_type, building).map(Some);
        }
        let last = name.rsplit('.').next().unwrap_or(name);
        let is_collection = name.starts_with("builtins.") || name.starts_with("collections.");
        match last {
            "dict" | "Mapping" | "MutableMapping" | "OrderedDict" | "defaultdict" | "Counter"
                if is_collection =>
            {
                self.typed_mapping(name, &types, building).map(Some)
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
                Ok(Some(schema))
            }
            _ => Ok(None),
        }
    }

    fn typed_tuple(&mut self, python_type: &Value, building: &mut Building) -> Outcome<Schema> {
        let types = arguments(python_type);
        let mut schema = kind("array");
        match &types[..] {
            [] if is_empty_tuple(python_type) => {
                schema.insert("maxItems".to_owned(), json!(0));
                schema.insert("minItems".to_owned(), json!(0));
            }
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

    fn typed_mapping(&mut self, class: &str, types: &[Value], building: &mut Building) -> Outcome<Schema> {
        let mut schema = kind("object");
        let int = Value::Class(Rc::clone(&self.evaluator.types.int));
        let types = match types {
            [key] if class == "collections.Counter" => &[key.clone(), int],
            types => types,
        };
        let [key, value] = types else {
            schema.insert("additionalProperties".to_owned(), json!(true));
            return Ok(schema);
        };
        let key = self.typed(key, building)?;
        let value = self.typed(value, building)?.schema;
        let mut names = key.schema;
        names.remove("title");
        if let Some(pattern) = names.remove("pattern") {
            let pattern = pattern.as_str().unwrap_or_default();
            schema.insert("patternProperties".to_owned(), json!({ pattern: value }));
        } else {
            let value = if value.is_empty() { json!(true) } else { Json::Object(value) };
            schema.insert("additionalProperties".to_owned(), value);
        }
        let is_text = names.get("type").is_some_and(|kind| kind == "string") && names.len() > 1;
        if key.is_reference || is_text {
            names.remove("type");
            schema.insert("propertyNames".to_owned(), Json::Object(names));
        }
        Ok(schema)
    }
}
