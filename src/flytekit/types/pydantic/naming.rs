//! The names of definitions in a model's schema (`pydantic.json_schema.GenerateJsonSchema.get_defs_ref`): the class's own, else
//! its module and qualified name, else that and a number.
//!
//! A name is taken by all classes whose definitions are equal, once the references in them have their names; a longer one
//! only where definitions of one name differ.

use super::schema::{Building, Schema};
use crate::model::Json;
use crate::python::Class;

/// The text before the name of a definition in a reference to it.
pub(super) const DEFINITIONS: &str = "#/$defs/";

/// What stands between a name and a number in the key of a definition; no name contains it.
pub(super) const SAME_NAME: char = '\u{1}';

/// How often names are chosen anew, as names in references make further definitions equal.
const MOST_ROUNDS: usize = 100;

impl Building {
    /// The keys of the definitions, each with its name.
    pub(super) fn names(&self) -> Vec<(String, String)> {
        let choices = self.choices();
        let mut names: Vec<(String, String)> =
            self.definitions.keys().map(|key| (key.clone(), key.clone())).collect();
        for _ in 0..MOST_ROUNDS {
            let schemas: Vec<Json> =
                self.definitions.values().map(|(_, schema)| named(schema.as_ref(), &names)).collect();
            let is_clear = |at: usize, name: &String| {
                choices
                    .iter()
                    .zip(&schemas)
                    .all(|(known, schema)| !known.contains(name) || *schema == schemas[at])
            };
            let chosen = choices.iter().enumerate().map(|(at, choices)| {
                choices.iter().find(|name| is_clear(at, name)).or(choices.last()).cloned().unwrap_or_default()
            });
            let chosen: Vec<(String, String)> = self.definitions.keys().cloned().zip(chosen).collect();
            if chosen == names {
                break;
            }
            names = chosen;
        }
        names
    }

    /// The names that each definition may have, best first.
    fn choices(&self) -> Vec<[String; 3]> {
        let long = |class: &Class| normalized(&format!("{}.{}", class.module, class.qualname));
        let classes: Vec<String> = self.definitions.values().map(|(class, _)| long(class)).collect();
        let of = |(at, key): (usize, &String)| {
            let plain = normalized(key.split(SAME_NAME).next().unwrap_or_default());
            let number = classes[..=at].iter().filter(|other| **other == classes[at]).count();
            [plain, classes[at].clone(), format!("{}__{number}", classes[at])]
        };
        self.definitions.keys().enumerate().map(of).collect()
    }
}

/// The name of a definition, in which only letters, digits, `.`, `-` and `_` stand.
fn normalized(name: &str) -> String {
    let known = |character: char| character.is_ascii_alphanumeric() || matches!(character, '.' | '-' | '_');
    let name: String = name.chars().map(|character| if known(character) { character } else { '_' }).collect();
    name.replace('.', "__")
}

/// A definition with the names in its references.
fn named(schema: Option<&Schema>, names: &[(String, String)]) -> Json {
    renamed(Json::Object(schema.cloned().unwrap_or_default()), names, false)
}

/// The schema with the keys of definitions replaced by their names.
pub(super) fn renamed(json: Json, names: &[(String, String)], is_definitions: bool) -> Json {
    let name = |key: &str| names.iter().find(|(known, _)| known == key).map(|(_, name)| name.clone());
    match json {
        Json::String(text) => match text.strip_prefix(DEFINITIONS).and_then(name) {
            Some(name) => Json::String(format!("{DEFINITIONS}{name}")),
            None => Json::String(text),
        },
        Json::Array(items) => items.into_iter().map(|item| renamed(item, names, false)).collect(),
        Json::Object(entries) => {
            let entries = entries.into_iter().map(|(key, value)| {
                let inner = key == "$defs";
                let key = if is_definitions { name(&key).unwrap_or(key) } else { key };
                (key, renamed(value, names, inner))
            });
            Json::Object(entries.collect())
        }
        other => other,
    }
}
