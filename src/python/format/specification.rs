//! The format specification: `[[fill]align][sign][z][#][0][width][grouping][.precision][type]`.

use super::float::{exponential, fixed, general, shortest};
use super::{FormatFault, WIDTH_LIMIT, decimal, in_radix};
use crate::python::Int;

/// A format specification, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Specification {
    fill: char,
    align: char,
    sign: Option<char>,
    coerces_zero: bool,
    alternate: bool,
    width: usize,
    grouping: Option<char>,
    precision: Option<usize>,
    code: Option<char>,
}

/// The characters of a specification that are still to be read.
struct Reader<'a> {
    rest: std::str::Chars<'a>,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.rest.clone().next()
    }

    fn take_any(&mut self, wanted: &[char]) -> Option<char> {
        let next = self.peek().filter(|character| wanted.contains(character));
        if next.is_some() {
            self.rest.next();
        }
        next
    }

    fn take(&mut self, wanted: char) -> bool {
        self.take_any(&[wanted]).is_some()
    }

    fn take_number(&mut self) -> Result<Option<usize>, FormatFault> {
        let mut number: Option<i64> = None;
        while let Some(digit) = self.peek().and_then(super::unicode::decimal_value) {
            self.rest.next();
            let grown = number.unwrap_or_default().checked_mul(10).and_then(|n| n.checked_add(digit.into()));
            match grown {
                Some(grown) => number = Some(grown),
                None => return FormatFault::value("Too many decimal digits in format string"),
            }
        }
        match number {
            Some(number) if number > WIDTH_LIMIT as i64 => Err(FormatFault::TooLarge),
            number => Ok(number.map(|number| number as usize)),
        }
    }

    fn take_alignment(&mut self) -> (Option<char>, Option<char>) {
        let is_alignment = |character: Option<char>| character.filter(|it| "<>=^".contains(*it));
        let mut ahead = self.rest.clone();
        let (first, second) = (ahead.next(), ahead.next());
        if let Some(align) = is_alignment(second) {
            self.rest = ahead;
            return (first, Some(align));
        }
        let align = is_alignment(first);
        if align.is_some() {
            self.rest.next();
        }
        (None, align)
    }
}

impl Specification {
    /// Reads a specification for a value of the type; `default_code` is what its absence means, `default_align` where such
    /// values stand.
    pub(crate) fn parse(
        text: &str,
        type_name: &str,
        default_code: Option<char>,
        default_align: char,
    ) -> Result<Self, FormatFault> {
        let mut reader = Reader { rest: text.chars() };
        let (mut fill, mut align) = reader.take_alignment();
        let sign = reader.take_any(&['+', '-', ' ']);
        let coerces_zero = reader.take('z');
        let alternate = reader.take('#');
        if fill.is_none() && reader.take('0') {
            fill = Some('0');
            if align.is_none() && default_align == '>' {
                align = Some('=');
            }
        }
        let width = reader.take_number()?.unwrap_or_default();
        let grouping = reader.take_grouping()?;
        let precision = if reader.take('.') {
            match reader.take_number()? {
                None => return FormatFault::value("Format specifier missing precision"),
                precision => precision,
            }
        } else {
            None
        };
        let code = reader.rest.next().or(default_code);
        if reader.rest.next().is_some() {
            return FormatFault::value(format!(
                "Invalid format specifier '{text}' for object of type '{type_name}'"
            ));
        }
        check_grouping(grouping, code)?;
        let (fill, align) = (fill.unwrap_or(' '), align.unwrap_or(default_align));
        Ok(Self { fill, align, sign, coerces_zero, alternate, width, grouping, precision, code })
    }

    /// Fills text up to the width.
    fn pad(&self, sign: &str, body: &str) -> String {
        let length = sign.chars().count() + body.chars().count();
        let missing = self.width.saturating_sub(length);
        let (left, inner, right) = match self.align {
            '<' => (0, 0, missing),
            '^' => (missing / 2, 0, missing - missing / 2),
            '=' => (0, missing, 0),
            _ => (missing, 0, 0),
        };
        let fill = |count| std::iter::repeat_n(self.fill, count);
        let parts = fill(left).chain(sign.chars()).chain(fill(inner)).chain(body.chars());
        parts.chain(fill(right)).collect()
    }

    /// Puts the parts of a number together: digits are grouped, filled up with grouped zeros where zeros fill.
    fn assemble(&self, sign: &str, digits: &str, rest: &str, group: Option<(char, usize)>) -> String {
        let zeros = self.fill == '0' && self.align == '=';
        let least = if zeros { self.width.saturating_sub(sign.len() + rest.len()) } else { 0 };
        let digits = match group {
            Some((separator, size)) => grouped(digits, separator, size, least),
            None => "0".repeat(least.saturating_sub(digits.chars().count())) + digits,
        };
        self.pad(sign, &(digits + rest))
    }

    fn sign(&self, negative: bool) -> String {
        match self.sign {
            _ if negative => "-".to_owned(),
            Some(sign @ ('+' | ' ')) => sign.to_string(),
            _ => String::new(),
        }
    }

    fn unknown_code<T>(&self, type_name: &str) -> Result<T, FormatFault> {
        let code = match self.code.unwrap_or(' ') {
            code @ ('!'..='\u{7f}') => code.to_string(),
            code => format!("\\x{:x}", u32::from(code)),
        };
        FormatFault::value(format!("Unknown format code '{code}' for object of type '{type_name}'"))
    }
}

impl Reader<'_> {
    fn take_grouping(&mut self) -> Result<Option<char>, FormatFault> {
        let grouping = self.take_any(&[',', '_']);
        match (grouping, self.peek()) {
            (Some(','), Some('_')) | (Some('_'), Some(',')) => {
                FormatFault::value("Cannot specify both ',' and '_'.")
            }
            _ => Ok(grouping),
        }
    }
}

fn check_grouping(grouping: Option<char>, code: Option<char>) -> Result<(), FormatFault> {
    let Some(grouping) = grouping else { return Ok(()) };
    match code {
        None | Some('d' | 'e' | 'f' | 'g' | 'E' | 'G' | '%' | 'F') => Ok(()),
        Some('b' | 'o' | 'x' | 'X') if grouping == '_' => Ok(()),
        Some(code @ ('!'..='\u{7f}')) => {
            FormatFault::value(format!("Cannot specify '{grouping}' with '{code}'."))
        }
        Some(code) => {
            FormatFault::value(format!("Cannot specify '{grouping}' with '\\x{:x}'.", u32::from(code)))
        }
    }
}

/// Digits in groups from the right, with zeros in front until they are `least` characters long.
fn grouped(digits: &str, separator: char, size: usize, least: usize) -> String {
    let mut reversed = String::new();
    let mut digits = digits.bytes().rev().peekable();
    let mut in_group = 0;
    let mut length = 0;
    while digits.peek().is_some() || length < least || length == 0 {
        if in_group == size {
            reversed.push(separator);
            length += 1;
            in_group = 0;
        }
        reversed.push(digits.next().map_or('0', char::from));
        length += 1;
        in_group += 1;
    }
    reversed.chars().rev().collect()
}

/// `format(integer, specification)`.
pub(crate) fn format_int(value: &Int, text: &str, type_name: &str) -> Result<String, FormatFault> {
    let specification = Specification::parse(text, type_name, Some('d'), '>')?;
    let radix = match specification.code {
        Some('e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%') => {
            let overflow = || FormatFault::Overflow("int too large to convert to float".into());
            return float_with(value.to_f64().ok_or_else(overflow)?, &specification, type_name);
        }
        Some('b') => 2,
        Some('o') => 8,
        Some('x' | 'X') => 16,
        Some('d' | 'n') => 10,
        Some('c') => 0,
        _ => return specification.unknown_code(type_name),
    };
    if specification.precision.is_some() {
        return FormatFault::value("Precision not allowed in integer format specifier");
    }
    if specification.coerces_zero {
        return FormatFault::value("Negative zero coercion (z) not allowed in integer format specifier");
    }
    if radix == 0 {
        return character(value, &specification);
    }
    let digits = if radix == 10 { decimal(value)? } else { in_radix(value, radix) };
    let digits = digits.trim_start_matches('-');
    let prefix = match specification.code {
        Some(code @ ('b' | 'o' | 'x' | 'X')) if specification.alternate => format!("0{code}"),
        _ => String::new(),
    };
    let digits = if specification.code == Some('X') { digits.to_uppercase() } else { digits.to_owned() };
    let group = specification.grouping.map(|separator| (separator, if radix == 10 { 3 } else { 4 }));
    let sign = specification.sign(value.is_negative()) + &prefix;
    Ok(specification.assemble(&sign, &digits, "", group))
}

fn character(value: &Int, specification: &Specification) -> Result<String, FormatFault> {
    if specification.sign.is_some() {
        return FormatFault::value("Sign not allowed with integer format specifier 'c'");
    }
    if specification.alternate {
        return FormatFault::value("Alternate form (#) not allowed with integer format specifier 'c'");
    }
    if value.to_i64().is_none() {
        return Err(FormatFault::Overflow("Python int too large to convert to C long".into()));
    }
    let code = value.to_i64().and_then(|code| u32::try_from(code).ok()).filter(|code| *code < 0x11_0000);
    let Some(code) = code else {
        return Err(FormatFault::Overflow("%c arg not in range(0x110000)".into()));
    };
    let character = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
    Ok(specification.assemble("", &character.to_string(), "", None))
}

/// `format(float, specification)`.
pub(crate) fn format_float(value: f64, text: &str, type_name: &str) -> Result<String, FormatFault> {
    float_with(value, &Specification::parse(text, type_name, None, '>')?, type_name)
}

fn float_with(value: f64, specification: &Specification, type_name: &str) -> Result<String, FormatFault> {
    let magnitude = value.abs();
    let (precision, alternate) = (specification.precision.unwrap_or(6), specification.alternate);
    let mut text = match specification.code {
        None => match specification.precision {
            Some(precision) => general(magnitude, precision, alternate, true),
            None => shortest(magnitude, alternate),
        },
        Some('e' | 'E') => exponential(magnitude, precision, alternate),
        Some('f' | 'F') => fixed(magnitude, precision, alternate),
        Some('g' | 'G' | 'n') => general(magnitude, precision, alternate, false),
        Some('%') => fixed(magnitude * 100.0, precision, alternate) + "%",
        _ => return specification.unknown_code(type_name),
    };
    if matches!(specification.code, Some('E' | 'F' | 'G')) {
        text = text.to_uppercase();
    }
    let is_zero = !text.bytes().take_while(|byte| *byte != b'e').any(|byte| (b'1'..=b'9').contains(&byte));
    let coerced = specification.coerces_zero && magnitude.is_finite() && is_zero;
    let negative = value.is_sign_negative() && !value.is_nan() && !coerced;
    let split = text.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(split);
    // Infinity, which a percentage may become, and NaN have no digits.
    let group = specification.grouping.filter(|_| !digits.is_empty()).map(|separator| (separator, 3));
    Ok(specification.assemble(&specification.sign(negative), digits, rest, group))
}

/// `format(text, specification)`.
pub(crate) fn format_str(value: &str, text: &str, type_name: &str) -> Result<String, FormatFault> {
    let specification = Specification::parse(text, type_name, Some('s'), '<')?;
    if specification.code != Some('s') {
        return specification.unknown_code(type_name);
    }
    match specification.sign {
        Some(' ') => return FormatFault::value("Space not allowed in string format specifier"),
        Some(_) => return FormatFault::value("Sign not allowed in string format specifier"),
        None => {}
    }
    if specification.coerces_zero {
        return FormatFault::value("Negative zero coercion (z) not allowed in string format specifier");
    }
    if specification.alternate {
        return FormatFault::value("Alternate form (#) not allowed in string format specifier");
    }
    if specification.align == '=' {
        return FormatFault::value("'=' alignment not allowed in string format specifier");
    }
    let cut: String = match specification.precision {
        Some(precision) => value.chars().take(precision).collect(),
        None => value.to_owned(),
    };
    Ok(specification.pad("", &cut))
}

#[cfg(test)]
mod tests {
    use super::{FormatFault, format_float, format_int, format_str};
    use crate::python::Int;

    fn faults(result: Result<String, FormatFault>) -> String {
        match result {
            Err(FormatFault::Value(text)) => text,
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn integers() {
        for (value, specification, expected) in [
            (1, "", "1"),
            (1, "010,", "00,000,001"),
            (1234, "08,", "0,001,234"),
            (1_234_567, ",", "1,234,567"),
            (1_234_567, "_b", "1_0010_1101_0110_1000_0111"),
            (1234, "x>+#12_x", "xxxxxx+0x4d2"),
            (-255, "#010b", "-0b11111111"),
            (-255, "#012X", "-0X0000000FF"),
            (0, "#o", "0o0"),
            (1, " d", " 1"),
            (1, "0<5", "10000"),
            (1, "<05", "10000"),
            (1, "^+7", "  +1   "),
            (65, "5c", "    A"),
            (65, "05c", "0000A"),
            (3, ".2f", "3.00"),
            (3, "%", "300.000000%"),
            (12_345_678, "n", "12345678"),
        ] {
            assert_eq!(format_int(&Int::Small(value), specification, "int").as_deref(), Ok(expected));
        }
    }

    #[test]
    fn floats() {
        for (value, specification, expected) in [
            (1234.5, "012,.2f", "0,001,234.50"),
            (1234.5, ",.2f", "1,234.50"),
            (123.0, ".3", "1.23e+02"),
            (1e22, "", "1e+22"),
            (1e22, "#", "1.e+22"),
            (123_456.0, ",", "123,456.0"),
            (1e5, "n", "100000"),
            (f64::NAN, "05", "00nan"),
            (f64::INFINITY, "010,", "0000000inf"),
            (f64::INFINITY, "F", "INF"),
            (f64::NEG_INFINITY, "+", "-inf"),
            (-0.0, "z", "0.0"),
            (-0.001, "z.1f", "0.0"),
            (-0.001, ".1f", "-0.0"),
            (1.5, "_.3E", "1.500E+00"),
            (0.256, ".1%", "25.6%"),
            (2.5, ">8", "     2.5"),
            (-2.5, "*=8", "-****2.5"),
        ] {
            assert_eq!(format_float(value, specification, "float").as_deref(), Ok(expected));
        }
    }

    #[test]
    fn text() {
        for (value, specification, expected) in [
            ("abc", "", "abc"),
            ("abc", "05", "abc00"),
            ("abc", ".2", "ab"),
            ("abc", "^7.2s", "  ab   "),
            ("äöü", "é>5", "ééäöü"),
        ] {
            assert_eq!(format_str(value, specification, "str").as_deref(), Ok(expected));
        }
    }

    #[test]
    fn faults_say_what_python_says() {
        let int = |text| faults(format_int(&Int::Small(1), text, "int"));
        assert_eq!(int("zz"), "Unknown format code 'z' for object of type 'int'");
        assert_eq!(int("é"), "Unknown format code '\\xe9' for object of type 'int'");
        assert_eq!(int("+ d"), "Invalid format specifier '+ d' for object of type 'int'");
        assert_eq!(int(".3d"), "Precision not allowed in integer format specifier");
        assert_eq!(int(",_"), "Cannot specify both ',' and '_'.");
        assert_eq!(int(",,"), "Cannot specify ',' with ','.");
        assert_eq!(int(",x"), "Cannot specify ',' with 'x'.");
        assert_eq!(int("."), "Format specifier missing precision");
        assert_eq!(int("99999999999999999999"), "Too many decimal digits in format string");
        assert_eq!(int("+c"), "Sign not allowed with integer format specifier 'c'");
        assert_eq!(int("zd"), "Negative zero coercion (z) not allowed in integer format specifier");
        assert_eq!(format_int(&Int::Small(1), "999999999", "int"), Err(FormatFault::TooLarge));
        let text = |text| faults(format_str("a", text, "str"));
        assert_eq!(text("d"), "Unknown format code 'd' for object of type 'str'");
        assert_eq!(text("+"), "Sign not allowed in string format specifier");
        assert_eq!(text("=5"), "'=' alignment not allowed in string format specifier");
        assert_eq!(text(","), "Cannot specify ',' with 's'.");
        assert_eq!(
            faults(format_float(1.0, "s", "float")),
            "Unknown format code 's' for object of type 'float'"
        );
    }
}
