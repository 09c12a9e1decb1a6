//! Escapes in patterns and in replacement templates.

use super::node::Class;
use super::parse::{Fault, Parser, Step, Stop, error};

/// What an escape stands for.
pub(super) enum Escaped {
    Character(char),
    Class(Class, bool),
    Start,
    End,
    Boundary,
    NoBoundary,
    Group(usize),
}

/// The characters that a letter after a backslash stands for.
fn control(letter: char) -> Option<char> {
    Some(match letter {
        'a' => '\u{7}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\u{b}',
        '\\' => '\\',
        _ => return None,
    })
}

fn class(letter: char) -> Option<Escaped> {
    let class = match letter.to_ascii_lowercase() {
        'd' => Class::Digit,
        's' => Class::Space,
        'w' => Class::Word,
        _ => return None,
    };
    Some(Escaped::Class(class, letter.is_ascii_uppercase()))
}

/// An escape outside of sets, whose backslash at `start` was read.
pub(super) fn outside(parser: &mut Parser, start: usize) -> Step<Escaped> {
    let Some(letter) = parser.take() else { return error("bad escape (end of pattern)", start) };
    if let Some(class) = class(letter) {
        return Ok(class);
    }
    Ok(match letter {
        'A' => Escaped::Start,
        'Z' => Escaped::End,
        'b' => Escaped::Boundary,
        'B' => Escaped::NoBoundary,
        '0' => Escaped::Character(octal(parser, start, 0)?),
        '1'..='9' => return group_or_octal(parser, start, letter),
        _ => Escaped::Character(character(parser, start, letter)?),
    })
}

/// An escape inside of a set.
pub(super) fn inside(parser: &mut Parser, start: usize) -> Step<Escaped> {
    let Some(letter) = parser.take() else { return error("bad escape (end of pattern)", start) };
    if let Some(class) = class(letter) {
        return Ok(class);
    }
    Ok(Escaped::Character(match letter {
        'b' => '\u{8}',
        '0'..='7' => octal(parser, start, letter.to_digit(8).unwrap_or_default())?,
        '8' | '9' => return error(format!("bad escape \\{letter}"), start),
        _ => character(parser, start, letter)?,
    }))
}

fn octal(parser: &mut Parser, start: usize, first: u32) -> Step<char> {
    let mut value = first;
    for _ in 0..2 {
        let Some(digit) = parser.peek().and_then(|digit| digit.to_digit(8)) else { break };
        value = value * 8 + digit;
        parser.at += 1;
    }
    if value > 0o377 {
        let shown: String = parser.text[start..parser.at].iter().collect();
        return error(format!("octal escape value {shown} outside of range 0-0o377"), start);
    }
    Ok(char::from_u32(value).unwrap_or_default())
}

fn group_or_octal(parser: &mut Parser, start: usize, first: char) -> Step<Escaped> {
    let mut number = first.to_digit(10).unwrap_or_default();
    if let Some(second) = parser.peek().filter(char::is_ascii_digit) {
        let third = parser.text.get(parser.at + 1).copied();
        let is_octal = |digit: Option<char>| digit.is_some_and(|digit| ('0'..='7').contains(&digit));
        if is_octal(Some(first)) && is_octal(Some(second)) && is_octal(third) {
            return octal(parser, start, number).map(Escaped::Character);
        }
        number = number * 10 + second.to_digit(10).unwrap_or_default();
        parser.at += 1;
    }
    Ok(Escaped::Group(number as usize))
}

fn character(parser: &mut Parser, start: usize, letter: char) -> Step<char> {
    if let Some(character) = control(letter) {
        return Ok(character);
    }
    let digits = match letter {
        'x' => 2,
        'u' => 4,
        'U' => 8,
        'N' => return Err(Stop::Fault(Fault::Unsupported("characters are not looked up by their names"))),
        letter if letter.is_ascii_alphabetic() => return error(format!("bad escape \\{letter}"), start),
        other => return Ok(other),
    };
    let mut value = 0;
    let mut count = 0;
    while count < digits
        && let Some(digit) = parser.peek().and_then(|digit| digit.to_digit(16))
    {
        value = value * 16 + digit;
        parser.at += 1;
        count += 1;
    }
    let shown: String = parser.text[start..parser.at].iter().collect();
    if count < digits {
        return error(format!("incomplete escape {shown}"), start);
    }
    match char::from_u32(value) {
        Some(character) => Ok(character),
        None if value > 0x10_ffff => error(format!("bad escape {shown}"), start),
        None => Err(Stop::Fault(Fault::Unsupported("the pattern has half of a surrogate pair"))),
    }
}

/// A piece of a replacement template.
pub(super) enum Replacement {
    Text(String),
    Group(usize),
}

/// Takes a replacement template apart. `names` gives the number of a named group.
pub(super) fn template(
    source: &str,
    groups: usize,
    names: impl Fn(&str) -> Option<usize>,
) -> Result<Vec<Replacement>, TemplateFault> {
    let text: Vec<char> = source.chars().collect();
    let mut pieces = Vec::new();
    let mut literal = String::new();
    let mut at = 0;
    while let Some(character) = text.get(at) {
        at += 1;
        if *character != '\\' {
            literal.push(*character);
            continue;
        }
        let start = at - 1;
        let Some(letter) = text.get(at).copied() else {
            return Err(TemplateFault::Error("bad escape (end of pattern)".into(), start));
        };
        at += 1;
        let group = match letter {
            'g' => Some(named_group(&text, &mut at, &names)?),
            '0' => {
                literal.push(octal_of(&text, &mut at, 0));
                None
            }
            '1'..='9' => numbered(&text, &mut at, letter, &mut literal),
            letter => match control(letter) {
                Some(character) => {
                    literal.push(character);
                    None
                }
                None if letter.is_ascii_alphabetic() => {
                    return Err(TemplateFault::Error(format!("bad escape \\{letter}"), start));
                }
                None => {
                    literal.extend(['\\', letter]);
                    None
                }
            },
        };
        if let Some(group) = group {
            if group > groups {
                return Err(TemplateFault::Error(format!("invalid group reference {group}"), start + 1));
            }
            pieces.push(Replacement::Text(std::mem::take(&mut literal)));
            pieces.push(Replacement::Group(group));
        }
    }
    pieces.push(Replacement::Text(literal));
    Ok(pieces)
}

/// Why a replacement template can't be used.
pub(super) enum TemplateFault {
    /// The message of `re.error`, and where.
    Error(String, usize),
    /// `IndexError` with the text.
    Index(String),
}

fn octal_of(text: &[char], at: &mut usize, first: u32) -> char {
    let mut value = first;
    for _ in 0..2 {
        let Some(digit) = text.get(*at).and_then(|digit| digit.to_digit(8)) else { break };
        value = value * 8 + digit;
        *at += 1;
    }
    char::from_u32(value & 0xff).unwrap_or_default()
}

fn numbered(text: &[char], at: &mut usize, first: char, literal: &mut String) -> Option<usize> {
    let mut number = first.to_digit(10).unwrap_or_default();
    if let Some(second) = text.get(*at).and_then(|digit| digit.to_digit(10)) {
        let third = text.get(*at + 1).and_then(|digit| digit.to_digit(8));
        if number < 8 && second < 8 && third.is_some() {
            literal.push(octal_of(text, at, number));
            return None;
        }
        number = number * 10 + second;
        *at += 1;
    }
    Some(number as usize)
}

fn named_group(
    text: &[char],
    at: &mut usize,
    names: &impl Fn(&str) -> Option<usize>,
) -> Result<usize, TemplateFault> {
    if text.get(*at) != Some(&'<') {
        return Err(TemplateFault::Error("missing <".into(), *at));
    }
    *at += 1;
    let start = *at;
    let Some(length) = text[start..].iter().position(|character| *character == '>') else {
        let message = if start == text.len() { "missing group name" } else { "missing >, unterminated name" };
        return Err(TemplateFault::Error(message.into(), start));
    };
    let name: String = text[start..start + length].iter().collect();
    *at = start + length + 1;
    if name.is_empty() {
        return Err(TemplateFault::Error("missing group name".into(), start));
    }
    if let Ok(number) = name.parse::<usize>() {
        return Ok(number);
    }
    let quoted = crate::python::format::repr_str(&name);
    if !super::parse::is_identifier(&name) {
        return Err(TemplateFault::Error(format!("bad character in group name {quoted}"), start));
    }
    names(&name).ok_or_else(|| TemplateFault::Index(format!("unknown group name {quoted}")))
}
