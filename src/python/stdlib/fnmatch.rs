//! `fnmatch`, and the patterns of `glob` and `pathlib`.

use crate::python::{Arguments, EvalResult, Evaluator, Value, Vars};

use super::convert::path;
use super::parts::Names;

/// The names of the module.
pub(super) fn module(_evaluator: &mut Evaluator) -> EvalResult<Vars> {
    Ok(Names::default()
        .functions(&[
            ("fnmatch", fnmatch),
            ("fnmatchcase", fnmatch),
            ("filter", filter),
            ("translate", translate),
        ])
        .vars())
}

/// A piece of a pattern.
enum Piece {
    Star,
    Any,
    One(char),
    Class { negated: bool, ranges: Vec<(char, char)> },
}

/// Takes a pattern apart: `*`, `?`, `[seq]` and `[!seq]`.
fn pieces(pattern: &str) -> Vec<Piece> {
    let characters: Vec<char> = pattern.chars().collect();
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some(character) = characters.get(at) {
        at += 1;
        pieces.push(match character {
            '*' => Piece::Star,
            '?' => Piece::Any,
            '[' => match class_end(&characters, at) {
                Some(end) => {
                    let piece = class(&characters[at..end]);
                    at = end + 1;
                    piece
                }
                None => Piece::One('['),
            },
            other => Piece::One(*other),
        });
    }
    pieces
}

/// Where the class that begins at `start` ends; a bracket in the first place is part of it.
fn class_end(characters: &[char], start: usize) -> Option<usize> {
    let mut first = start;
    if characters.get(first) == Some(&'!') {
        first += 1;
    }
    let skip = usize::from(characters.get(first) == Some(&']'));
    let from = first + skip;
    characters.get(from..)?.iter().position(|character| *character == ']').map(|at| from + at)
}

fn class(text: &[char]) -> Piece {
    let (negated, text) = match text.split_first() {
        Some(('!', rest)) => (true, rest),
        _ => (false, text),
    };
    let mut ranges = Vec::new();
    let mut at = 0;
    while let Some(first) = text.get(at) {
        let range = text.get(at + 1..at + 3).filter(|rest| rest[0] == '-');
        ranges.push((*first, range.map_or(*first, |rest| rest[1])));
        at += if range.is_some() { 3 } else { 1 };
    }
    Piece::Class { negated, ranges }
}

impl Piece {
    fn accepts(&self, character: char) -> bool {
        match self {
            Self::Star | Self::Any => true,
            Self::One(own) => *own == character,
            Self::Class { negated, ranges } => {
                ranges.iter().any(|(first, last)| (*first..=*last).contains(&character)) != *negated
            }
        }
    }
}

/// Whether a name matches a pattern, as `fnmatch.fnmatchcase` says.
pub(super) fn matches(name: &str, pattern: &str) -> bool {
    let (pieces, name) = (pieces(pattern), name.chars().collect::<Vec<_>>());
    let (mut at, mut piece) = (0, 0);
    // Where to go on when the rest does not match: the last star takes one character more.
    let mut retry: Option<(usize, usize)> = None;
    loop {
        match pieces.get(piece) {
            Some(Piece::Star) => {
                retry = Some((at, piece));
                piece += 1;
                continue;
            }
            Some(one) if name.get(at).is_some_and(|character| one.accepts(*character)) => {
                at += 1;
                piece += 1;
                continue;
            }
            None if at == name.len() => return true,
            _ => {}
        }
        match retry {
            Some((from, star)) if from < name.len() => {
                retry = Some((from + 1, star));
                at = from + 1;
                piece = star + 1;
            }
            _ => return false,
        }
    }
}

/// Whether text has one of the characters that make it a pattern.
pub(super) fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?', '['])
}

fn fnmatch(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [name, pattern] = arguments.bind(evaluator, "fnmatch", ["name!", "pat!"])?;
    let name = path(evaluator, &name.unwrap_or(Value::None))?;
    let pattern = path(evaluator, &pattern.unwrap_or(Value::None))?;
    Ok(matches(&name, &pattern).into())
}

fn filter(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [names, pattern] = arguments.bind(evaluator, "filter", ["names!", "pat!"])?;
    let pattern = path(evaluator, &pattern.unwrap_or(Value::None))?;
    let mut found = Vec::new();
    for name in evaluator.iterate(&names.unwrap_or(Value::None))? {
        if matches(&path(evaluator, &name)?, &pattern) {
            found.push(name);
        }
    }
    Ok(Value::list(found))
}

fn translate(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [_pattern] = arguments.bind(evaluator, "translate", ["pat!"])?;
    Ok(evaluator.unknown("the regular expression of a pattern differs between versions of Python"))
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn patterns_match_as_in_fnmatch() {
        for (name, pattern, expected) in [
            ("a.py", "*.py", true),
            ("a.pyc", "*.py", false),
            ("", "*", true),
            ("abc", "a?c", true),
            ("abc", "a[!x-z]c", true),
            ("a]c", "a[]]c", true),
            ("a[c", "a[c", true),
            ("aab", "*a*b", true),
            ("a-", "a[x-]", true),
            ("ab", "a", false),
            (".hidden", "*", true),
        ] {
            assert_eq!(matches(name, pattern), expected, "{name} {pattern}");
        }
    }
}
