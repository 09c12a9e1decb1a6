//! NumPy's style: a title underlined by as many dashes, and an unindented line for each entry.

use std::sync::LazyLock;

use regex::Regex;

use super::{Field, Parsed, StyleError, pattern, text};

static TITLE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let mut titles: Vec<String> = SECTIONS
        .iter()
        .map(|(title, _)| format!(r"^({title})\s*?\n{}\s*$", "-".repeat(title.len())))
        .collect();
    titles.push(r"^\.\.\s*(deprecated)\s*::".to_owned());
    pattern(&format!("(?m){}", titles.join("|")))
});
static ENTRY: LazyLock<Option<Regex>> = LazyLock::new(|| pattern(r"(?m)^[^\s].*$"));

/// What a section holds.
#[derive(Clone, Copy)]
enum Kind {
    Parameters,
    Raises,
    Results,
    Examples,
    Text,
}

const SECTIONS: [(&str, Kind); 30] = [
    ("Parameters", Kind::Parameters),
    ("Params", Kind::Parameters),
    ("Arguments", Kind::Parameters),
    ("Args", Kind::Parameters),
    ("Other Parameters", Kind::Parameters),
    ("Other Params", Kind::Parameters),
    ("Other Arguments", Kind::Parameters),
    ("Other Args", Kind::Parameters),
    ("Receives", Kind::Parameters),
    ("Receive", Kind::Parameters),
    ("Raises", Kind::Raises),
    ("Raise", Kind::Raises),
    ("Warns", Kind::Raises),
    ("Warn", Kind::Raises),
    ("Attributes", Kind::Parameters),
    ("Attribute", Kind::Parameters),
    ("Returns", Kind::Results),
    ("Return", Kind::Results),
    ("Yields", Kind::Results),
    ("Yield", Kind::Results),
    ("Examples", Kind::Examples),
    ("Example", Kind::Examples),
    ("Warnings", Kind::Text),
    ("Warning", Kind::Text),
    ("See Also", Kind::Text),
    ("Related", Kind::Text),
    ("Notes", Kind::Text),
    ("Note", Kind::Text),
    ("References", Kind::Text),
    ("Reference", Kind::Text),
];

/// Parses a cleaned docstring.
pub(super) fn parse(docstring: &str) -> Result<Parsed, StyleError> {
    let first = TITLE.as_ref().and_then(|pattern| pattern.find(docstring));
    let (description, sections) = docstring.split_at(first.map_or(docstring.len(), |found| found.start()));
    let mut parsed = Parsed::describe(description);
    let titles: Vec<_> = TITLE.iter().flat_map(|pattern| pattern.captures_iter(sections)).collect();
    let titles: Vec<_> = titles.iter().filter_map(|found| Some((found.get(0)?, title(found)?))).collect();
    for (at, (line, title)) in titles.iter().enumerate() {
        let end = titles.get(at + 1).map_or(sections.len(), |(next, _)| next.start());
        let kind = SECTIONS.iter().find(|(name, _)| name == title).map_or(Kind::Text, |(_, kind)| *kind);
        section(kind, &sections[line.end()..end], &mut parsed.fields);
    }
    Ok(parsed)
}

fn title<'a>(found: &regex::Captures<'a>) -> Option<&'a str> {
    found.iter().skip(1).flatten().next().map(|group| group.as_str())
}

fn section(kind: Kind, chunk: &str, fields: &mut Vec<Field>) {
    match kind {
        Kind::Parameters | Kind::Raises | Kind::Results => {
            fields.extend(entries(chunk).into_iter().map(|(key, value)| entry(kind, key, value)));
        }
        Kind::Examples => fields.extend((0..count_examples(chunk)).map(|_| Field::Other)),
        Kind::Text => fields.push(Field::Other),
    }
}

/// The entries of a section: unindented lines, each with the text up to the next one.
fn entries(chunk: &str) -> Vec<(&str, String)> {
    let keys: Vec<_> = ENTRY.iter().flat_map(|pattern| pattern.find_iter(chunk)).collect();
    let ends = keys.iter().skip(1).map(regex::Match::start).chain([chunk.len()]);
    keys.iter().zip(ends).map(|(key, end)| (key.as_str(), text::clean(&chunk[key.end()..end]))).collect()
}

fn entry(kind: Kind, key: &str, value: String) -> Field {
    let description = text::strip(&value).to_owned();
    let name = key.split_once(':').map(|(name, _)| name.trim_end_matches(text::is_space).to_owned());
    match kind {
        Kind::Parameters => Field::Parameter { name: name.unwrap_or_else(|| key.to_owned()), description },
        Kind::Results => Field::Result { name, description },
        _ => Field::Other,
    }
}

/// Examples are runs of lines with a prompt, each with the text that follows; text before the first prompt is one too.
fn count_examples(chunk: &str) -> usize {
    let dedented = text::dedent(chunk);
    let body = text::strip(&dedented);
    if body.is_empty() {
        return 0;
    }
    let prompts: Vec<bool> = body.split('\n').map(|line| line.starts_with(">>>")).collect();
    let runs =
        prompts.iter().zip(prompts.iter().skip(1)).filter(|(before, after)| !**before && **after).count();
    runs + 1
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_patterns_compile() {
        assert!(super::TITLE.is_some() && super::ENTRY.is_some());
    }
}
