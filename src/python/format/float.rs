//! Text of floats and floats from text.
//!
//! Text is made of the shortest digits that give the same double (`repr`) or of correctly rounded digits (`e`, `f`, `g`).

use super::int::{plain_digits, split_sign, without_underscores};
use super::unicode::is_space;
use super::{FormatFault, repr_str};

/// A double has at most so many digits after the point; further ones are zeros.
const DIGIT_LIMIT: usize = 1100;

/// `repr` of a float.
pub(crate) fn repr_float(value: f64) -> String {
    let sign = if value.is_sign_negative() && !value.is_nan() { "-" } else { "" };
    format!("{sign}{}", shortest(value.abs(), false))
}

/// The shortest digits that give the same number, which is not negative. `alternate` keeps the point.
pub(super) fn shortest(value: f64, alternate: bool) -> String {
    if !value.is_finite() {
        return not_finite(value).to_owned();
    }
    let text = halves_to_even(value, format!("{value:e}"));
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if !(-4..16).contains(&exponent) {
        return with_exponent(&with_point(mantissa, alternate), exponent);
    }
    let text = with_digits(mantissa, exponent);
    if text.contains('.') { text } else { text + ".0" }
}

/// Of two shortest texts that are equally close to the number, the one with the even last digit.
fn halves_to_even(value: f64, shortest: String) -> String {
    let digits = shortest.bytes().take_while(|byte| *byte != b'e').filter(u8::is_ascii_digit).count();
    if digits < 16 {
        return shortest;
    }
    let exact = format!("{value:.*e}", digits - 1);
    if exact.parse() == Ok(value) && !exact.contains("0e") { exact } else { shortest }
}

/// Digits with their point where the exponent, from -4 to 15, says.
fn with_digits(mantissa: &str, exponent: i32) -> String {
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    match usize::try_from(exponent) {
        Ok(whole) if digits.len() <= whole + 1 => digits.clone() + &"0".repeat(whole + 1 - digits.len()),
        Ok(whole) => format!("{}.{}", &digits[..=whole], &digits[whole + 1..]),
        Err(_) => format!("0.{}{digits}", "0".repeat(exponent.unsigned_abs() as usize - 1)),
    }
}

/// `%.{precision}f` of a number that is not negative.
pub(super) fn fixed(value: f64, precision: usize, alternate: bool) -> String {
    if !value.is_finite() {
        return not_finite(value).to_owned();
    }
    let digits = precision.min(DIGIT_LIMIT);
    let mut text = format!("{value:.digits$}");
    text.extend(std::iter::repeat_n('0', precision - digits));
    with_point(&text, alternate)
}

/// `%.{precision}e` of a number that is not negative.
pub(super) fn exponential(value: f64, precision: usize, alternate: bool) -> String {
    if !value.is_finite() {
        return not_finite(value).to_owned();
    }
    let (mut mantissa, exponent) = rounded(value, precision.min(DIGIT_LIMIT));
    mantissa.extend(std::iter::repeat_n('0', precision.saturating_sub(DIGIT_LIMIT)));
    with_exponent(&with_point(&mantissa, alternate), exponent)
}

/// `%.{precision}g` of a number that is not negative. `keep_float` shows that it is a float (`1.0`), as `format` does
/// without a type.
pub(super) fn general(value: f64, precision: usize, alternate: bool, keep_float: bool) -> String {
    if !value.is_finite() {
        return not_finite(value).to_owned();
    }
    let precision = precision.max(1);
    let (mantissa, exponent) = rounded(value, (precision - 1).min(DIGIT_LIMIT));
    let bound = i64::try_from(precision).unwrap_or(i64::MAX) - i64::from(keep_float);
    let trimmed = |text: String| if alternate { with_point(&text, true) } else { without_zeros(text) };
    if exponent < -4 || i64::from(exponent) >= bound {
        let zeros = if alternate { (precision - 1).saturating_sub(DIGIT_LIMIT) } else { 0 };
        return with_exponent(&trimmed(mantissa + &"0".repeat(zeros)), exponent);
    }
    let decimals = i64::try_from(precision).unwrap_or(i64::MAX) - 1 - i64::from(exponent);
    let text = trimmed(fixed(value, usize::try_from(decimals).unwrap_or_default(), false));
    if keep_float && !text.contains('.') { text + ".0" } else { text }
}

/// Digits with one before the point, rounded, and the exponent of ten.
fn rounded(value: f64, decimals: usize) -> (String, i32) {
    let text = format!("{value:.decimals$e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    (mantissa.to_owned(), exponent.parse().unwrap_or_default())
}

fn with_exponent(mantissa: &str, exponent: i32) -> String {
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.unsigned_abs())
}

fn with_point(text: &str, wanted: bool) -> String {
    if wanted && !text.contains('.') { format!("{text}.") } else { text.to_owned() }
}

fn without_zeros(text: String) -> String {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

fn not_finite(value: f64) -> &'static str {
    if value.is_nan() { "nan" } else { "inf" }
}

/// `float(text)`.
pub(crate) fn parse_float(text: &str) -> Result<f64, FormatFault> {
    let wrong = || FormatFault::Value(format!("could not convert string to float: {}", repr_str(text)));
    parse(text).ok_or_else(wrong)
}

fn parse(text: &str) -> Option<f64> {
    let plain = plain_digits(text.trim_matches(is_space));
    let (negative, unsigned) = split_sign(&plain);
    let magnitude = match unsigned.to_ascii_lowercase().as_str() {
        "inf" | "infinity" => f64::INFINITY,
        "nan" => f64::NAN,
        _ => parse_finite(unsigned)?,
    };
    Some(if negative { -magnitude } else { magnitude })
}

fn parse_finite(text: &str) -> Option<f64> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let digits = |part: &str| {
        let plain = if part.is_empty() { Some(String::new()) } else { without_underscores(part) };
        plain.filter(|plain| plain.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let (whole, fraction) = (digits(whole)?, digits(fraction)?);
    let exponent = match exponent {
        Some(exponent) => {
            let (negative, unsigned) = split_sign(exponent);
            format!("e{}{}", if negative { "-" } else { "" }, digits(unsigned).filter(|it| !it.is_empty())?)
        }
        None => String::new(),
    };
    format!("{whole}.{fraction}{exponent}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{exponential, fixed, general, parse_float, repr_float};

    #[test]
    fn floats_print_as_python_prints_them() {
        for (value, expected) in [
            (0.0, "0.0"),
            (-0.0, "-0.0"),
            (1.0, "1.0"),
            (0.1, "0.1"),
            (0.1 + 0.2, "0.30000000000000004"),
            (1e15, "1000000000000000.0"),
            (1e16, "1e+16"),
            (123_456_789_012_345_680.0, "1.2345678901234568e+17"),
            (0.0001, "0.0001"),
            (0.00001, "1e-05"),
            (0.000_012_3, "1.23e-05"),
            (-2.5e-200, "-2.5e-200"),
            (5e-324, "5e-324"),
            (f64::MAX, "1.7976931348623157e+308"),
            (f64::INFINITY, "inf"),
            (f64::NEG_INFINITY, "-inf"),
            (f64::NAN, "nan"),
            (-f64::NAN, "nan"),
        ] {
            assert_eq!(repr_float(value), expected);
        }
    }

    #[test]
    fn digits_are_rounded_half_to_even() {
        assert_eq!([0.5, 1.5, 2.5].map(|value| fixed(value, 0, false)), ["0", "2", "2"]);
        assert_eq!([0.125, 0.375, 2.675].map(|value| fixed(value, 2, false)), ["0.12", "0.38", "2.67"]);
        assert_eq!(exponential(12_345.0, 3, false), "1.234e+04");
        assert_eq!(exponential(0.0, 2, false), "0.00e+00");
        assert_eq!(exponential(2.5e-310, 1, false), "2.5e-310");
        assert_eq!(fixed(1.0, 0, true), "1.");
        assert_eq!(fixed(1.0, 70_000, false).len(), 70_002);
    }

    #[test]
    fn the_general_form_chooses() {
        let general = |value, precision| super::general(value, precision, false, false);
        assert_eq!(general(100_000.0, 6), "100000");
        assert_eq!(general(1_000_000.0, 6), "1e+06");
        assert_eq!(general(0.000_123_456_789, 3), "0.000123");
        assert_eq!(general(0.000_012_345, 3), "1.23e-05");
        assert_eq!(general(9.999_999, 3), "10");
        assert_eq!(general(0.0, 0), "0");
    }

    #[test]
    fn the_general_form_keeps_what_it_is_told_to() {
        assert_eq!(general(1.0, 6, true, false), "1.00000");
        assert_eq!(general(123.0, 3, false, true), "1.23e+02");
        assert_eq!(general(12.0, 3, false, true), "12.0");
        assert_eq!(general(1e10, 1, true, false), "1.e+10");
    }

    #[test]
    fn floats_are_parsed_as_python_parses_them() {
        for (text, expected) in [
            ("1", 1.0),
            (" -1.5e3\n", -1500.0),
            ("1_000.2_5", 1000.25),
            (".5", 0.5),
            ("5.", 5.0),
            ("1E-2", 0.01),
            ("+Infinity", f64::INFINITY),
            ("-iNF", f64::NEG_INFINITY),
            ("1e400", f64::INFINITY),
            ("٣.٥", 3.5),
        ] {
            assert_eq!(parse_float(text), Ok(expected), "{text:?}");
        }
        assert!(parse_float("nan").is_ok_and(f64::is_nan));
        for text in ["", ".", "e5", "1e", "1__0", "1_.5", "0x1p3", "1 2", "infinit", "--1", "1e5.0"] {
            assert!(parse_float(text).is_err(), "{text:?}");
        }
    }
}
