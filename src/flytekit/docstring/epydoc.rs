//! Epydoc's style: `@param name: text`, `@return: text`.

use std::sync::LazyLock;

use indexmap::IndexMap;
use regex::Regex;

use super::{Field, Parsed, StyleError, pattern, text};

type Pattern = LazyLock<Option<Regex>>;

static PARAMETER: Pattern = LazyLock::new(|| pattern(r"(param|keyword|type)(\s+[_A-z][_A-z0-9]*\??):"));
static ATTRIBUTE: Pattern = LazyLock::new(|| pattern(r"(ivar|cvar|var)(\s+[_A-z][_A-z0-9]*\??):"));
static RAISE: Pattern = LazyLock::new(|| pattern(r"(raise)(\s+[_A-z][_A-z0-9]*\??)?:"));
static RETURN: Pattern = LazyLock::new(|| pattern(r"(return|rtype|yield|ytype):"));
static OTHER: Pattern = LazyLock::new(|| pattern(r"([_A-z][_A-z0-9]+)((\s+[_A-z][_A-z0-9]*\??)*):"));

/// Words that are no names of other fields.
const RESERVED: [&str; 10] =
    ["param", "ivar", "cvar", "var", "keyword", "type", "return", "rtype", "yield", "ytype"];

/// One field as it stands in the text.
enum Token {
    /// A parameter or attribute: keyword, name, text.
    Parameter(String, String, String),
    /// A result: keyword, text.
    Result(String, String),
    /// Anything else.
    Other,
}

/// Parses a cleaned docstring.
pub(super) fn parse(docstring: &str) -> Result<Parsed, StyleError> {
    let starts = text::line_starts_with(docstring, '@');
    let mut parsed = Parsed::describe(&docstring[..starts.first().copied().unwrap_or(docstring.len())]);
    let tokens: Result<Vec<Token>, StyleError> =
        text::cut_at(docstring, &starts).into_iter().map(token).collect();
    let tokens = tokens?;
    let descriptions = descriptions(&tokens)?;
    let mut done: Vec<&str> = Vec::new();
    for token in &tokens {
        let (name, is_result) = match token {
            Token::Parameter(_, name, _) => (name.as_str(), false),
            Token::Result(..) => ("return", true),
            Token::Other => {
                parsed.fields.push(Field::Other);
                continue;
            }
        };
        if done.contains(&name) {
            continue;
        }
        done.push(name);
        let description = descriptions.get(name).cloned().unwrap_or_default();
        parsed.fields.push(if is_result {
            Field::Result { name: None, description }
        } else {
            Field::Parameter { name: name.to_owned(), description }
        });
    }
    Ok(parsed)
}

fn token(chunk: &str) -> Result<Token, StyleError> {
    let captures = |pattern: &'static Pattern| pattern.as_ref().and_then(|pattern| pattern.captures(chunk));
    let rest = |captures: &regex::Captures<'_>| {
        let end = captures.get(0).map_or(0, |whole| whole.end());
        text::clean_rest(text::strip(&chunk[end..]), "\n")
    };
    if let Some(found) = captures(&PARAMETER).or_else(|| captures(&ATTRIBUTE)) {
        return Ok(Token::Parameter(found[1].to_owned(), text::strip(&found[2]).to_owned(), rest(&found)));
    }
    if captures(&RAISE).is_some() {
        return Ok(Token::Other);
    }
    if let Some(found) = captures(&RETURN) {
        return Ok(Token::Result(found[1].to_owned(), rest(&found)));
    }
    let other = captures(&OTHER).ok_or(StyleError)?;
    if RESERVED.contains(&&other[1]) { Err(StyleError) } else { Ok(Token::Other) }
}

/// Descriptions by name; the result's name is `return`. Fields that say a type leave the description alone.
fn descriptions(tokens: &[Token]) -> Result<IndexMap<&str, String>, StyleError> {
    let mut descriptions = IndexMap::new();
    let mut generator = None;
    for token in tokens {
        let (keyword, name, description) = match token {
            Token::Parameter(keyword, name, description) => (keyword, name.as_str(), description),
            Token::Result(keyword, description) => {
                let yields = matches!(keyword.as_str(), "yield" | "ytype");
                if *generator.get_or_insert(yields) != yields {
                    return Err(StyleError);
                }
                (keyword, "return", description)
            }
            Token::Other => continue,
        };
        if !keyword.contains("type") {
            descriptions.insert(name, description.clone());
        }
    }
    Ok(descriptions)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_patterns_compile() {
        for pattern in [&super::PARAMETER, &super::ATTRIBUTE, &super::RAISE, &super::RETURN, &super::OTHER] {
            assert!(pattern.is_some());
        }
    }
}
