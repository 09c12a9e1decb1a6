//! Whether a structure fits an input that is a structure: their JSON schemas are compared
//! (`isSuperTypeInJSON` in `flytepropeller/pkg/compiler/validators/typing.go`).
//!
//! The value must have every property that the input names, of the same JSON type, and must require what the input
//! requires. Flyte compares more than that; where this module is silent, Flyte may still refuse, but never the reverse.

use serde_json::{Map, Value};

use crate::model::{Json, JsonText};

/// How deep schemas are followed.
const DEPTH: u32 = 50;

/// Whether nothing in the schemas says that a value of schema `from` does not fit schema `to`.
pub(super) fn fits(from: &JsonText, to: &JsonText) -> bool {
    if from == to {
        return true;
    }
    // What cannot be read is refused where it is written.
    let (Some(from), Some(to)) = (from.tree(), to.tree()) else { return true };
    trees_fit(&from, &to)
}

fn trees_fit(from: &Json, to: &Json) -> bool {
    from == to || !differs(Place { schema: from, root: from }, Place { schema: to, root: to }, DEPTH)
}

/// A part of a schema, and the whole in which references are looked up.
#[derive(Clone, Copy)]
struct Place<'a> {
    schema: &'a Json,
    root: &'a Json,
}

impl<'a> Place<'a> {
    fn get(self, key: &str) -> Option<Self> {
        self.schema.get(key).map(|schema| Self { schema, ..self })
    }

    /// What a chain of references leads to; `None` for one that leads nowhere.
    fn resolved(mut self) -> Option<Self> {
        for _ in 0..DEPTH {
            let Some(reference) = self.schema.get("$ref") else { return Some(self) };
            self.schema = self.root.pointer(reference.as_str()?.strip_prefix('#')?)?;
        }
        None
    }

    /// The JSON types, empty where the schema names none.
    fn types(self) -> Vec<&'a str> {
        match self.schema.get("type") {
            Some(Value::String(name)) => vec![name],
            Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        }
    }

    fn properties(self) -> Option<&'a Map<String, Value>> {
        self.schema.get("properties").and_then(Value::as_object)
    }

    fn required(self) -> Vec<&'a str> {
        let names = self.schema.get("required").and_then(Value::as_array);
        names.into_iter().flatten().filter_map(Value::as_str).collect()
    }
}

fn differs(from: Place<'_>, to: Place<'_>, depth: u32) -> bool {
    let (Some(depth), Some(from), Some(to)) = (depth.checked_sub(1), from.resolved(), to.resolved()) else {
        return false;
    };
    let (given, wanted) = (from.types(), to.types());
    let is_missing = wanted.iter().any(|name| !given.contains(name));
    let is_new =
        given.iter().any(|name| !(wanted.contains(name) || (*name == "object" && wanted.is_empty())));
    if is_missing || is_new {
        return true;
    }
    if wanted.contains(&"array")
        && let (Some(from), Some(to)) = (from.get("items"), to.get("items"))
        && from.schema.is_object()
        && to.schema.is_object()
        && differs(from, to, depth)
    {
        return true;
    }
    (wanted.contains(&"object") || wanted.is_empty()) && objects_differ(from, to, depth)
}

fn objects_differ(from: Place<'_>, to: Place<'_>, depth: u32) -> bool {
    let required = from.required();
    if to.required().iter().any(|name| !required.contains(name)) {
        return true;
    }
    let given = from.properties();
    to.properties().into_iter().flatten().any(|(name, schema)| {
        match given.and_then(|given| given.get(name)) {
            Some(other) => differs(Place { schema: other, ..from }, Place { schema, ..to }, depth),
            None => true,
        }
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn object(properties: Json, required: &[&str]) -> Json {
        json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
    }

    #[test]
    fn a_structure_has_what_the_input_names() {
        let narrow = object(json!({"a": {"type": "integer"}}), &["a"]);
        let wide = object(json!({"a": {"type": "integer"}, "b": {"type": "string"}}), &["a"]);
        let other = object(json!({"a": {"type": "string"}}), &["a"]);
        let optional = object(json!({"a": {"type": "integer"}}), &[]);
        let nullable = object(json!({"a": {"anyOf": [{"type": "integer"}, {"type": "null"}]}}), &["a"]);
        let rows = [
            (&narrow, &narrow, true),
            (&wide, &narrow, true),
            (&narrow, &wide, false),
            (&other, &narrow, false),
            (&narrow, &optional, true),
            (&optional, &narrow, false),
            (&nullable, &narrow, false),
        ];
        for (from, to, expected) in rows {
            assert_eq!(trees_fit(from, to), expected, "{from} to {to}");
        }
    }

    #[test]
    fn references_and_items_are_followed() {
        let list = |name: &str| {
            let items = json!({"type": "array", "items": {"$ref": "#/$defs/Item"}});
            let mut whole = object(json!({"items": items}), &["items"]);
            whole["$defs"] = json!({"Item": object(json!({"a": {"type": name}}), &["a"])});
            whole["title"] = json!(name);
            whole
        };
        assert!(!trees_fit(&list("integer"), &list("string")));
        let mut renamed = list("integer");
        renamed["title"] = json!("renamed");
        assert!(trees_fit(&list("integer"), &renamed));
        let endless = json!({"title": "a", "$ref": "#"});
        assert!(trees_fit(&endless, &json!({"title": "b", "$ref": "#"})));
    }
}
