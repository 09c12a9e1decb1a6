//! reStructuredText: `:param name: text`, `:return: text`.

use super::{Field, Parsed, StyleError, text};

const PARAMETER: [&str; 7] = ["param", "parameter", "arg", "argument", "attribute", "key", "keyword"];
const RESULT: [&str; 4] = ["return", "returns", "yield", "yields"];
const RAISES: [&str; 4] = ["raises", "raise", "except", "exception"];

/// Parses a cleaned docstring.
pub(super) fn parse(docstring: &str) -> Result<Parsed, StyleError> {
    let starts = text::line_starts_with(docstring, ':');
    let mut parsed = Parsed::describe(&docstring[..starts.first().copied().unwrap_or(docstring.len())]);
    let mut result_types: Vec<Option<String>> = Vec::new();
    for chunk in text::cut_at(docstring, &starts) {
        let (words, description) = chunk.trim_start_matches(':').split_once(':').ok_or(StyleError)?;
        let words: Vec<&str> = words.split(text::is_space).filter(|word| !word.is_empty()).collect();
        let description = text::clean_rest(text::strip(description), "\n");
        match words.as_slice() {
            [] => return Err(StyleError),
            ["type", _] => {}
            ["rtype"] => add(&mut result_types, None),
            ["rtype", name] => add(&mut result_types, Some((*name).to_owned())),
            _ => parsed.fields.push(field(&words, description)?),
        }
    }
    if !parsed.fields.iter().any(|field| matches!(field, Field::Result { .. })) {
        let results = result_types.into_iter().map(|name| Field::Result { name, description: String::new() });
        parsed.fields.extend(results);
    }
    Ok(parsed)
}

fn add(names: &mut Vec<Option<String>>, name: Option<String>) {
    if !names.contains(&name) {
        names.push(name);
    }
}

fn field(words: &[&str], description: String) -> Result<Field, StyleError> {
    let key = &words[0];
    if PARAMETER.contains(key) {
        return match words {
            [_, name] | [_, _, name] => Ok(Field::Parameter { name: (*name).to_owned(), description }),
            _ => Err(StyleError),
        };
    }
    if (RESULT.contains(key) || RAISES.contains(key)) && words.len() > 2 {
        return Err(StyleError);
    }
    if RESULT.contains(key) {
        return Ok(Field::Result { name: None, description });
    }
    Ok(Field::Other)
}
