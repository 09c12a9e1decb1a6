//! Patterns of docker-py's `docker.utils.fnmatch`, translated to regular expressions.
//!
//! `*` stands for any characters but `/`, `**/` for any folders or none, `**` at the end for anything, `?` for one
//! character but `/`, `[…]` for one of a set and `[!…]` for one outside it. An unclosed `[` is itself. There is no escape.

use std::fmt::Write as _;

use regex::Regex;

/// The pattern as a regular expression for a whole path; `None` for a set with a reversed range. Python's `.` does not
/// match the end of a line, and its `$` also matches before a last one.
pub(super) fn translate(pattern: &str) -> Option<Regex> {
    let characters: Vec<char> = pattern.chars().collect();
    let mut expression = String::from(r"\A");
    let mut at = 0;
    while let Some(&character) = characters.get(at) {
        at += 1;
        match character {
            '*' if characters.get(at) == Some(&'*') => {
                at += 1;
                if characters.get(at) == Some(&'/') {
                    at += 1;
                }
                expression += if at >= characters.len() { r"[^\n]*" } else { r"(?:[^\n]*/)?" };
            }
            '*' => expression += "[^/]*",
            '?' => expression += "[^/]",
            '[' => match set_end(&characters, at) {
                Some(end) => {
                    expression += &set(&characters[at..end])?;
                    at = end + 1;
                }
                None => expression += r"\[",
            },
            other => expression += &literal(other),
        }
    }
    Regex::new(&(expression + r"\n?\z")).ok()
}

/// Where the `]` is that closes a set which starts at `start`; the first character never closes it.
fn set_end(characters: &[char], start: usize) -> Option<usize> {
    let first = if characters.get(start) == Some(&'!') { start + 1 } else { start };
    let after_first = if characters.get(first) == Some(&']') { first + 1 } else { first };
    (after_first..characters.len()).find(|at| characters[*at] == ']')
}

fn set(inside: &[char]) -> Option<String> {
    let (mut expression, mut rest) = match inside {
        ['!', rest @ ..] => ("[^".to_owned(), rest),
        _ => ("[".to_owned(), inside),
    };
    while let [first, after @ ..] = rest {
        if let ['-', last, after @ ..] = after {
            if first > last {
                return None;
            }
            expression += &[literal(*first), literal(*last)].join("-");
            rest = after;
        } else {
            expression += &literal(*first);
            rest = after;
        }
    }
    Some(expression + "]")
}

fn literal(character: char) -> String {
    let mut text = String::new();
    let _never_fails = write!(text, r"\x{{{:x}}}", u32::from(character));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, matching: &[&str], other: &[&str]) {
        let regex = translate(pattern).unwrap();
        assert_eq!(matching.iter().find(|text| !regex.is_match(text)), None, "{pattern} is to match");
        assert_eq!(other.iter().find(|text| regex.is_match(text)), None, "{pattern} is not to match");
    }

    #[test]
    fn stars_and_question_marks() {
        check("a*", &["a", "ab"], &["a/b", "ba"]);
        check("**/a", &["a", "x/a", "x/y/a"], &["xa", "a/b"]);
        check("a/**", &["a/", "a/b", "a/b/c"], &["a", "ab"]);
        check("a**b", &["ab", "a/b", "ax/b"], &["axb"]);
        check("**", &["", "a/b"], &["a\nb"]);
        check("a?", &["ab"], &["a", "a/"]);
    }

    #[test]
    fn sets() {
        check("[a-c]x", &["ax", "cx"], &["dx", "-x"]);
        check("[!a]", &["b", "/", "é"], &["a", ""]);
        check("[^a]", &["^", "a"], &["b"]);
        check("[]a]", &["]", "a"], &["b"]);
        check("[a-]", &["a", "-"], &["b"]);
        check(r"[\d]", &["\\", "d"], &["1"]);
        check("[[:alpha:]]", &["a]", "[]"], &["b]", "a"]);
        check("[a", &["[a"], &["a"]);
        check("[!]", &["[!]"], &["a"]);
        assert!(translate("[z-a]").is_none());
    }

    #[test]
    fn other_characters_are_themselves() {
        check("a.b+(c)|{2}$^\\", &["a.b+(c)|{2}$^\\"], &["axb+(c)|{2}$^\\"]);
        check("a", &["a", "a\n"], &["a\n\n"]);
    }
}
