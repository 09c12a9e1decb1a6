//! What can be said about a fault: the words of libraries and servers, without anything secret.

use std::error::Error;

/// The words of an error and of what caused it, each once, without what follows a question mark in an address.
pub(super) fn chain(error: &dyn Error) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut next = Some(error);
    while let Some(error) = next {
        let text = error.to_string();
        if !words.iter().any(|word| word.contains(&text)) {
            words.push(text);
        }
        next = error.source();
    }
    without_queries(&words.join(": "))
}

/// The text with the queries of addresses left out.
pub(super) fn without_queries(text: &str) -> String {
    let is_end =
        |character: char| character.is_whitespace() || matches!(character, ')' | '"' | '\'' | '>' | ',');
    let mut result = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let end = rest[at..].find(is_end).map_or(rest.len(), |end| at + end);
        let address = &rest[..end];
        let shown = address[at..].find('?').map_or(end, |query| at + query);
        result.push_str(&rest[..shown]);
        rest = &rest[end..];
    }
    result + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_are_left_out() {
        let text = "no answer (https://h/x?sig=hush), really? http://a?b http://c";
        assert_eq!(without_queries(text), "no answer (https://h/x), really? http://a http://c");
    }
}
