//! What a scalar is in YAML 1.1 (`yaml.resolver.Resolver`, `yaml.constructor.SafeConstructor`).

use crate::python::format::parse_float;

/// The reason of the key that merges mappings.
pub(super) const MERGE: &str = "`<<` merges mappings";
const DATE: &str = "dates in YAML are not read";
const UNUSUAL: &str = "this form of a scalar in YAML is not read";
const UNDECIDED: &str = "it can't be told whether this scalar in YAML stands in quotes";

/// A scalar.
#[derive(Debug, PartialEq)]
pub(super) enum Scalar {
    /// Nothing, `~` or `null`.
    Null,
    /// A truth value.
    Bool(bool),
    /// Digits with a sign, and their radix.
    Int(String, u32),
    /// A number with a point.
    Float(f64),
    /// Text.
    Text(String),
    /// What is not read, and why.
    Other(&'static str),
}

/// The scalar that is written so in the document; `is_text` where YAML 1.2 takes it for text, in quotes or not.
pub(super) fn resolve(written: &str, is_text: bool, document: &str) -> Scalar {
    let plain = plain(written);
    if !is_text || matches!(plain, Scalar::Text(_)) {
        return plain;
    }
    match is_quoted(written, document) {
        Some(true) => Scalar::Text(written.to_owned()),
        Some(false) => plain,
        None => Scalar::Other(UNDECIDED),
    }
}

/// Whether a scalar stands in quotes; `None` where it stands both in quotes and not, or in a block of text.
fn is_quoted(written: &str, document: &str) -> Option<bool> {
    if written.is_empty() {
        return Some(true);
    }
    if document.contains(['|', '>', '\\']) {
        return None;
    }
    let mut quoted = document.match_indices(written).map(|(at, _)| document[..at].ends_with(['"', '\'']));
    let first = quoted.next()?;
    quoted.all(|other| other == first).then_some(first)
}

/// What a plain scalar is.
fn plain(text: &str) -> Scalar {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Scalar::Null,
        "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => return Scalar::Bool(true),
        "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            return Scalar::Bool(false);
        }
        "<<" => return Scalar::Other(MERGE),
        "=" => return Scalar::Other(UNUSUAL),
        ".nan" | ".NaN" | ".NAN" => return Scalar::Float(f64::NAN),
        _ => {}
    }
    let (sign, digits) = match text.strip_prefix(['-', '+']) {
        Some(rest) => (if text.starts_with('-') { "-" } else { "" }, rest),
        None => ("", text),
    };
    if matches!(digits, ".inf" | ".Inf" | ".INF") {
        return Scalar::Float(if sign == "-" { f64::NEG_INFINITY } else { f64::INFINITY });
    }
    if is_date(text) {
        return Scalar::Other(DATE);
    }
    if is_sexagesimal(digits) {
        return Scalar::Other(UNUSUAL);
    }
    integer(sign, digits).or_else(|| float(sign, digits)).unwrap_or_else(|| Scalar::Text(text.to_owned()))
}

fn integer(sign: &str, text: &str) -> Option<Scalar> {
    let all = |digits: &str, set: &str| {
        !digits.is_empty() && digits.chars().all(|digit| digit == '_' || set.contains(digit))
    };
    let (digits, radix) = if let Some(digits) = text.strip_prefix("0b") {
        (all(digits, "01").then_some(digits)?, 2)
    } else if let Some(digits) = text.strip_prefix("0x") {
        (all(digits, "0123456789abcdefABCDEF").then_some(digits)?, 16)
    } else if let Some(digits) = text.strip_prefix('0').filter(|digits| !digits.is_empty()) {
        (all(digits, "01234567").then_some(digits)?, 8)
    } else {
        let starts = text.starts_with(|first: char| first.is_ascii_digit());
        ((starts && all(text, "0123456789")).then_some(text)?, 10)
    };
    let digits = digits.replace('_', "");
    if digits.is_empty() {
        return Some(Scalar::Other(UNUSUAL));
    }
    Some(Scalar::Int(format!("{sign}{digits}"), radix))
}

/// A number with a point; an exponent has a sign.
fn float(sign: &str, text: &str) -> Option<Scalar> {
    let (number, exponent) = match text.find(['e', 'E']) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    };
    let (whole, fraction) = number.split_once('.')?;
    let digits = |part: &str| part.chars().all(|digit| digit == '_' || digit.is_ascii_digit());
    let starts = |part: &str| part.starts_with(|first: char| first.is_ascii_digit());
    let has_exponent = exponent.is_none_or(|exponent| {
        exponent
            .strip_prefix(['-', '+'])
            .is_some_and(|digits| !digits.is_empty() && digits.chars().all(|digit| digit.is_ascii_digit()))
    });
    let is_number = if whole.is_empty() {
        starts(fraction) && digits(fraction)
    } else {
        starts(whole) && digits(whole) && digits(fraction)
    };
    if !is_number || !has_exponent {
        return None;
    }
    if whole.is_empty() && !sign.is_empty() {
        return Some(Scalar::Other(UNUSUAL));
    }
    Some(
        parse_float(&format!("{sign}{}", text.replace('_', "")))
            .map_or(Scalar::Other(UNUSUAL), Scalar::Float),
    )
}

/// Whether a text begins as a date does: `2001-12-14`, `2001-1-1T0:00:00`.
fn is_date(text: &str) -> bool {
    let mut parts = text.splitn(3, '-');
    let number = |part: Option<&str>, lengths: &[usize]| {
        part.is_some_and(|part| {
            lengths.contains(&part.len()) && part.chars().all(|digit| digit.is_ascii_digit())
        })
    };
    let (year, month) = (parts.next(), parts.next());
    let day = parts.next().and_then(|rest| rest.split(['T', 't', ' ', '\t']).next());
    number(year, &[4]) && number(month, &[1, 2]) && number(day, &[1, 2])
}

/// Whether a text is a number to the base of sixty: `190:20:30`.
fn is_sexagesimal(text: &str) -> bool {
    let mut parts = text.split(':');
    let first = parts.next().unwrap_or_default();
    let starts = first.starts_with(|digit: char| digit.is_ascii_digit());
    let is_first = starts && first.chars().all(|digit| digit == '_' || digit.is_ascii_digit());
    let rest: Vec<&str> = parts.map(|part| part.split('.').next().unwrap_or_default()).collect();
    let is_part = |part: &&str| {
        part.parse::<u8>().is_ok_and(|number| number < 60) && part.len() <= 2 && !part.starts_with('+')
    };
    is_first && !rest.is_empty() && rest.iter().all(is_part)
}
