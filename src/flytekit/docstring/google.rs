//! Google's style: `Args:` and an indented entry for each parameter.

use std::sync::LazyLock;

use indexmap::IndexMap;
use regex::Regex;

use super::{Field, Parsed, StyleError, pattern, text};

static TITLE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let titles: Vec<&str> = SECTIONS.iter().map(|(title, _)| *title).collect();
    pattern(&format!("(?m)^({}):[ \t\r\x0c\x0b]*$", titles.join("|")))
});
static UNINDENTED: LazyLock<Option<Regex>> = LazyLock::new(|| pattern(r"\n\S"));
static ENTRY_OF_RESULT: LazyLock<Option<Regex>> =
    LazyLock::new(|| pattern(r"^(?:(\s*[^:\s]+:)|([^:]*\]:.*))"));
static TYPED_PARAMETER: LazyLock<Option<Regex>> =
    LazyLock::new(|| pattern(r"^\s*(.+?)\s*\(\s*(.*[^\s]+)\s*\)"));

/// What a section holds.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Parameters,
    Raises,
    Examples,
    Results,
}

const SECTIONS: [(&str, Kind); 12] = [
    ("Arguments", Kind::Parameters),
    ("Args", Kind::Parameters),
    ("Parameters", Kind::Parameters),
    ("Params", Kind::Parameters),
    ("Raises", Kind::Raises),
    ("Exceptions", Kind::Raises),
    ("Except", Kind::Raises),
    ("Attributes", Kind::Parameters),
    ("Example", Kind::Examples),
    ("Examples", Kind::Examples),
    ("Returns", Kind::Results),
    ("Yields", Kind::Results),
];

/// Parses a cleaned docstring.
pub(super) fn parse(docstring: &str) -> Result<Parsed, StyleError> {
    let titles: Vec<_> = TITLE.iter().flat_map(|title| title.captures_iter(docstring)).collect();
    let titles: Vec<_> = titles.iter().filter_map(|found| Some((found.get(0)?, found.get(1)?))).collect();
    let start = titles.first().map_or(docstring.len(), |(line, _)| line.start());
    let mut parsed = Parsed::describe(&docstring[..start]);
    let mut chunks: IndexMap<&str, &str> = IndexMap::new();
    for (at, (line, title)) in titles.iter().enumerate() {
        let end = titles.get(at + 1).map_or(docstring.len(), |(next, _)| next.start());
        let chunk = &docstring[line.end()..end];
        let unindented = UNINDENTED.as_ref().and_then(|pattern| pattern.find(chunk));
        let chunk = &chunk[..unindented.map_or(chunk.len(), |found| found.start())];
        chunks.insert(title.as_str(), chunk.trim_matches('\n'));
    }
    for (title, chunk) in chunks {
        let kind = SECTIONS.iter().find(|(name, _)| *name == title).map(|(_, kind)| *kind);
        section(kind.ok_or(StyleError)?, chunk, &mut parsed.fields)?;
    }
    Ok(parsed)
}

fn section(kind: Kind, chunk: &str, fields: &mut Vec<Field>) -> Result<(), StyleError> {
    if matches!(kind, Kind::Examples | Kind::Results) {
        fields.push(entry(kind, &text::clean(chunk))?);
        return Ok(());
    }
    let entries = entries(chunk);
    if entries.is_empty() {
        return Err(StyleError);
    }
    for text in entries {
        fields.push(entry(kind, text)?);
    }
    Ok(())
}

/// The entries of a section: each begins on a line that is indented exactly as the first one.
fn entries(chunk: &str) -> Vec<&str> {
    let indent = &chunk[..chunk.len() - chunk.trim_start_matches(text::is_space).len()];
    let mut starts = Vec::new();
    let mut behind = 0;
    for at in text::line_starts(chunk) {
        let rest = chunk[at..].strip_prefix(indent).filter(|_| at >= behind);
        if rest.and_then(|rest| rest.chars().next()).is_some_and(|next| !text::is_space(next)) {
            starts.push(at);
            behind = at + indent.len();
        }
    }
    text::cut_at(chunk, &starts).into_iter().map(|part| part[indent.len()..].trim_matches('\n')).collect()
}

fn entry(kind: Kind, text: &str) -> Result<Field, StyleError> {
    let is_match =
        |pattern: &LazyLock<Option<Regex>>| pattern.as_ref().is_some_and(|pattern| pattern.is_match(text));
    match kind {
        Kind::Examples => return Ok(Field::Other),
        Kind::Results if !is_match(&ENTRY_OF_RESULT) => {
            return Ok(Field::Result { name: None, description: text.to_owned() });
        }
        _ => {}
    }
    let (before, description) = text.split_once(':').ok_or(StyleError)?;
    let before = text::clean_rest(before, "");
    let description = description.strip_prefix(' ').unwrap_or(description);
    let description = text::clean_rest(description, "\n").trim_matches('\n').to_owned();
    match kind {
        Kind::Parameters => Ok(Field::Parameter { name: parameter_name(before), description }),
        Kind::Results => Ok(Field::Result { name: None, description }),
        Kind::Raises | Kind::Examples => Ok(Field::Other),
    }
}

/// The name in `name (type)`.
fn parameter_name(before: String) -> String {
    let captures = TYPED_PARAMETER.as_ref().and_then(|pattern| pattern.captures(&before));
    captures.map(|captures| captures[1].to_owned()).unwrap_or(before)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_patterns_compile() {
        for pattern in [&super::TITLE, &super::UNINDENTED, &super::ENTRY_OF_RESULT, &super::TYPED_PARAMETER] {
            assert!(pattern.is_some());
        }
    }
}
