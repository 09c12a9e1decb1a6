//! Text of integers and integers from text.

use num_bigint::BigInt;

use super::unicode::{decimal_value, is_space};
use super::{FormatFault, repr_str};
use crate::python::Int;

/// How many decimal digits Python converts (`sys.get_int_max_str_digits`).
const DIGIT_LIMIT: usize = 4300;

/// `str` of an integer; beyond 4300 digits it is a `ValueError`.
pub(crate) fn decimal(value: &Int) -> Result<String, FormatFault> {
    // Below this many bits the number has fewer digits than the limit.
    let small = value.to_i64().is_some() || value.bit_length() < 14_000;
    let long = || {
        "Exceeds the limit (4300 digits) for integer string conversion; \
         use sys.set_int_max_str_digits() to increase the limit"
            .to_owned()
    };
    if !small && value.bit_length() > 14_300 {
        return Err(FormatFault::Value(long()));
    }
    let text = value.to_string();
    let digits = text.trim_start_matches('-').len();
    if digits > DIGIT_LIMIT { Err(FormatFault::Value(long())) } else { Ok(text) }
}

/// The digits of a number, without prefix, in base 2, 8 or 16; with `-` where it is negative.
pub(crate) fn in_radix(value: &Int, radix: u32) -> String {
    value.to_big().to_str_radix(radix)
}

/// `int(text, base)`.
pub(crate) fn parse_int(text: &str, base: u32) -> Result<Int, FormatFault> {
    let wrong =
        || FormatFault::Value(format!("invalid literal for int() with base {base}: {}", repr_str(text)));
    let plain = plain_digits(text.trim_matches(is_space));
    let (negative, unsigned) = split_sign(&plain);
    let (radix, digits) = split_prefix(unsigned, base).ok_or_else(wrong)?;
    let digits = without_underscores(digits).ok_or_else(wrong)?;
    if !digits.bytes().all(|digit| char::from(digit).is_digit(radix)) {
        return Err(wrong());
    }
    if base == 0 && radix == 10 && digits.starts_with('0') && digits.bytes().any(|digit| digit != b'0') {
        return Err(wrong());
    }
    if digits.len() > DIGIT_LIMIT && !radix.is_power_of_two() {
        return FormatFault::value(format!(
            "Exceeds the limit (4300 digits) for integer string conversion: value has {} digits; \
             use sys.set_int_max_str_digits() to increase the limit",
            digits.len()
        ));
    }
    let magnitude: Int = BigInt::parse_bytes(digits.as_bytes(), radix).ok_or_else(wrong)?.into();
    Ok(if negative { magnitude.negated() } else { magnitude })
}

/// The text with the decimal digits of every script as ASCII.
pub(super) fn plain_digits(text: &str) -> String {
    let plain = |character: char| {
        decimal_value(character).and_then(|value| char::from_digit(value, 10)).unwrap_or(character)
    };
    text.chars().map(plain).collect()
}

pub(super) fn split_sign(text: &str) -> (bool, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

/// The base that holds and the digits after the prefix. An underscore may stand between prefix and digits.
fn split_prefix(text: &str, base: u32) -> Option<(u32, &str)> {
    let prefix = text.get(..2).unwrap_or_default();
    let named = match prefix {
        "0x" | "0X" => 16,
        "0o" | "0O" => 8,
        "0b" | "0B" => 2,
        _ => 0,
    };
    if named != 0 && (base == 0 || base == named) {
        let rest = text.get(2..)?;
        return Some((named, rest.strip_prefix('_').unwrap_or(rest)));
    }
    Some((if base == 0 { 10 } else { base }, text))
}

/// Digits without single underscores between them; `None` where there are no digits or an underscore stands elsewhere.
pub(super) fn without_underscores(text: &str) -> Option<String> {
    if text.is_empty() || text.starts_with('_') || text.ends_with('_') || text.contains("__") {
        return None;
    }
    Some(text.replace('_', ""))
}

#[cfg(test)]
mod tests {
    use super::{FormatFault, decimal, in_radix, parse_int};
    use crate::python::Int;

    #[test]
    fn integers_are_parsed_as_python_parses_them() {
        for (text, base, expected) in [
            ("42", 10, 42),
            ("  -4_2\n", 10, -42),
            ("+7", 10, 7),
            ("٣٤", 10, 34),
            ("0x1f", 16, 31),
            ("0x1F", 0, 31),
            ("0x_1f", 0, 31),
            ("-0b101", 0, -5),
            ("0o17", 8, 15),
            ("0b1", 16, 177),
            ("zz", 36, 1295),
            ("0_0", 0, 0),
            ("007", 10, 7),
        ] {
            assert_eq!(parse_int(text, base), Ok(Int::from(expected)), "{text:?}");
        }
    }

    #[test]
    fn what_is_no_integer_says_so() {
        for (text, base) in [
            ("", 10),
            ("-", 10),
            ("1__0", 10),
            ("_1", 10),
            ("1_", 10),
            ("0x", 16),
            ("0x1f", 10),
            ("9", 8),
            ("007", 0),
            ("1.0", 10),
            ("- 1", 10),
        ] {
            let expected = format!("invalid literal for int() with base {base}: '{text}'");
            assert_eq!(parse_int(text, base), Err(FormatFault::Value(expected)));
        }
    }

    #[test]
    fn long_integers_meet_pythons_limit() {
        let longest = Int::Small(10).power(4300).minus(&Int::Small(1));
        assert_eq!(decimal(&longest).map(|text| text.len()), Ok(4300));
        let longer = longest.plus(&Int::Small(1));
        let text = "Exceeds the limit (4300 digits) for integer string conversion; use \
                    sys.set_int_max_str_digits() to increase the limit";
        assert_eq!(decimal(&longer), Err(FormatFault::Value(text.into())));
        assert_eq!(decimal(&longest.negated()).map(|text| text.len()), Ok(4301));
        assert!(matches!(parse_int(&"9".repeat(4301), 10), Err(FormatFault::Value(_))));
        assert_eq!(parse_int(&"9".repeat(4300), 10), Ok(longest));
        assert_eq!(in_radix(&Int::Small(-255), 16), "-ff");
    }
}
