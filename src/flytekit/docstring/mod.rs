//! Docstrings: descriptions of an entity, its inputs and its outputs.
//!
//! Four styles are tried (reStructuredText, Google, NumPy, Epydoc); the one that finds most fields wins, the first of them
//! where several find as many. A style that cannot make sense of the text is out. The rules are those of
//! `flytekit.core.docstring` and of the package `docstring_parser` (0.18), which it uses.

mod epydoc;
mod google;
mod numpy;
mod rest;
mod text;

use indexmap::IndexMap;

use crate::model::Map;

/// What a docstring says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Docstring {
    /// The first line.
    pub(crate) short_description: Option<String>,
    /// The rest of the text before the first field or section.
    pub(crate) long_description: Option<String>,
    /// Descriptions of parameters; empty text where a parameter is named and not described.
    pub(crate) inputs: Map<String>,
    /// Descriptions of results by name; most styles don't name them.
    pub(crate) outputs: IndexMap<Option<String>, String>,
}

impl Docstring {
    /// The description of an input: its own name where the docstring does not name it.
    pub(crate) fn input_description(&self, name: &str) -> String {
        self.inputs.get(name).cloned().unwrap_or_else(|| name.to_owned())
    }

    /// The description of an output. The only entry for results is that of all outputs
    /// (`flytekit.core.interface.remap_shared_output_descriptions`).
    pub(crate) fn output_description(&self, name: &str) -> String {
        let shared = self.outputs.values().next().filter(|_| self.outputs.len() == 1);
        let own = || self.outputs.get(&Some(name.to_owned()));
        shared.or_else(own).cloned().unwrap_or_else(|| name.to_owned())
    }
}

/// Parses the text of a docstring as it stands in the source.
pub(crate) fn parse(docstring: &str) -> Docstring {
    if docstring.is_empty() {
        return Docstring::default();
    }
    let text = text::clean(docstring);
    let styles = [rest::parse, google::parse, numpy::parse, epydoc::parse];
    let mut best: Option<Parsed> = None;
    for parsed in styles.iter().filter_map(|style| style(&text).ok()) {
        if best.as_ref().is_none_or(|best| parsed.fields.len() > best.fields.len()) {
            best = Some(parsed);
        }
    }
    best.map(Parsed::into_docstring).unwrap_or_default()
}

/// The text is no docstring of the style.
struct StyleError;

/// What one style finds.
#[derive(Default)]
struct Parsed {
    short: Option<String>,
    long: Option<String>,
    fields: Vec<Field>,
}

/// A field, or an entry of a section.
enum Field {
    /// A parameter.
    Parameter { name: String, description: String },
    /// A result, or what a generator yields.
    Result { name: Option<String>, description: String },
    /// Anything else; it counts when styles are compared.
    Other,
}

impl Parsed {
    /// The descriptions in the text before the first field or section.
    fn describe(text: &str) -> Self {
        let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Self { short: some(first), long: some(text::strip(rest)), fields: Vec::new() }
    }

    fn into_docstring(self) -> Docstring {
        let mut docstring =
            Docstring { short_description: self.short, long_description: self.long, ..Docstring::default() };
        for field in self.fields {
            match field {
                Field::Parameter { name, description } => drop(docstring.inputs.insert(name, description)),
                Field::Result { name, description } => drop(docstring.outputs.insert(name, description)),
                Field::Other => {}
            }
        }
        docstring
    }
}

/// A regular expression that the program holds to be valid; an invalid one matches nothing, and a test finds it.
fn pattern(text: &str) -> Option<regex::Regex> {
    regex::Regex::new(text).ok()
}

#[cfg(test)]
mod tests;
