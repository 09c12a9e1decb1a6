//! `%` formats: the pieces of the text, and the layout of one value.

use super::float::{exponential, fixed, general};
use super::{FormatFault, WIDTH_LIMIT, decimal, in_radix};
use crate::python::Int;

/// A width or a precision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Count {
    /// Written in the format.
    Number(usize),
    /// `*`: the next argument.
    Argument,
}

/// One conversion of a format: `%(key)-10.3f`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PercentField {
    /// The key in parentheses.
    pub(crate) key: Option<String>,
    /// The flags as they are written.
    flags: String,
    /// The least width.
    pub(crate) width: Option<Count>,
    /// What follows the point.
    pub(crate) precision: Option<Count>,
    /// The conversion.
    pub(crate) code: char,
    /// The index of the conversion in the format, in characters.
    pub(crate) index: usize,
}

/// A part of a format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PercentPiece {
    /// Text as it is.
    Literal(String),
    /// Where a value comes in.
    Field(PercentField),
}

/// Takes a format apart, piece by piece.
pub(crate) struct PercentPieces {
    characters: Vec<char>,
    position: usize,
}

impl PercentPieces {
    /// The pieces of the format.
    pub(crate) fn new(format: &str) -> Self {
        Self { characters: format.chars().collect(), position: 0 }
    }

    fn peek(&self) -> Option<char> {
        self.characters.get(self.position).copied()
    }

    fn literal(&mut self) -> String {
        let rest = self.characters.get(self.position..).unwrap_or_default();
        let text: String = rest.iter().take_while(|character| **character != '%').collect();
        self.position += text.chars().count();
        text
    }

    fn field(&mut self) -> Result<PercentField, FormatFault> {
        let mut field = PercentField::default();
        if self.peek() == Some('(') {
            self.position += 1;
            field.key = Some(self.key()?);
        }
        while let Some(flag) = self.peek().filter(|character| "-+ #0".contains(*character)) {
            field.flags.push(flag);
            self.position += 1;
        }
        field.width = self.count("width too big")?;
        if self.peek() == Some('.') {
            self.position += 1;
            field.precision = Some(self.count("precision too big")?.unwrap_or(Count::Number(0)));
        }
        if matches!(self.peek(), Some('h' | 'l' | 'L')) {
            self.position += 1;
        }
        field.index = self.position;
        field.code = self.peek().ok_or_else(|| FormatFault::Value("incomplete format".into()))?;
        self.position += 1;
        Ok(field)
    }

    /// The key after an opening parenthesis, which may have pairs of parentheses in it.
    fn key(&mut self) -> Result<String, FormatFault> {
        let mut depth = 1;
        let mut key = String::new();
        while let Some(character) = self.peek() {
            self.position += 1;
            match character {
                '(' => depth += 1,
                ')' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return Ok(key);
            }
            key.push(character);
        }
        FormatFault::value("incomplete format key")
    }

    fn count(&mut self, too_big: &str) -> Result<Option<Count>, FormatFault> {
        if self.peek() == Some('*') {
            self.position += 1;
            return Ok(Some(Count::Argument));
        }
        let mut number: Option<i64> = None;
        while let Some(digit) = self.peek().and_then(|character| character.to_digit(10)) {
            self.position += 1;
            let grown = number.unwrap_or_default().checked_mul(10).and_then(|n| n.checked_add(digit.into()));
            number = Some(grown.ok_or_else(|| FormatFault::Value(too_big.into()))?);
        }
        match number {
            Some(number) if number > WIDTH_LIMIT as i64 => Err(FormatFault::TooLarge),
            number => Ok(number.map(|number| Count::Number(number as usize))),
        }
    }
}

impl Iterator for PercentPieces {
    type Item = Result<PercentPiece, FormatFault>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.peek()? != '%' {
            return Some(Ok(PercentPiece::Literal(self.literal())));
        }
        self.position += 1;
        if self.peek() == Some('%') {
            self.position += 1;
            return Some(Ok(PercentPiece::Literal("%".into())));
        }
        Some(self.field().map(PercentPiece::Field))
    }
}

impl PercentField {
    /// Makes the flag hold as if it were written.
    pub(crate) fn add_flag(&mut self, flag: char) {
        self.flags.push(flag);
    }

    /// The precision, where it is known.
    fn digits(&self) -> Option<usize> {
        if let Some(Count::Number(number)) = self.precision { Some(number) } else { None }
    }

    fn has(&self, flag: char) -> bool {
        self.flags.contains(flag)
    }

    /// Text in its place, cut to the precision.
    pub(crate) fn text(&self, text: &str) -> String {
        let cut: String = match self.digits() {
            Some(digits) => text.chars().take(digits).collect(),
            None => text.to_owned(),
        };
        self.pad("", &cut, false)
    }

    /// An integer for the conversions `d`, `i`, `u`, `o`, `x` and `X`.
    pub(crate) fn integer(&self, value: &Int) -> Result<String, FormatFault> {
        let (radix, prefix) = match self.code {
            'o' => (8, "0o"),
            'x' => (16, "0x"),
            'X' => (16, "0X"),
            _ => (10, ""),
        };
        let digits = if radix == 10 { decimal(value)? } else { in_radix(value, radix) };
        let digits = digits.trim_start_matches('-');
        let missing = self.digits().unwrap_or_default().saturating_sub(digits.len());
        let mut digits = "0".repeat(missing) + digits;
        if self.code == 'X' {
            digits = digits.to_uppercase();
        }
        let prefix = if self.has('#') { prefix } else { "" };
        Ok(self.pad(&(self.sign(value.is_negative()).to_owned() + prefix), &digits, true))
    }

    /// A float for the conversions `e`, `f` and `g`.
    pub(crate) fn float(&self, value: f64) -> String {
        let (magnitude, precision, alternate) = (value.abs(), self.digits().unwrap_or(6), self.has('#'));
        let text = match self.code.to_ascii_lowercase() {
            'e' => exponential(magnitude, precision, alternate),
            'f' => fixed(magnitude, precision, alternate),
            _ => general(magnitude, precision, alternate, false),
        };
        let text = if self.code.is_ascii_uppercase() { text.to_uppercase() } else { text };
        self.pad(self.sign(value.is_sign_negative() && !value.is_nan()), &text, true)
    }

    fn sign(&self, negative: bool) -> &'static str {
        match () {
            () if negative => "-",
            () if self.has('+') => "+",
            () if self.has(' ') => " ",
            () => "",
        }
    }

    fn pad(&self, sign: &str, body: &str, is_number: bool) -> String {
        let width = if let Some(Count::Number(width)) = self.width { width } else { 0 };
        let fill = width.saturating_sub(sign.chars().count() + body.chars().count());
        if self.has('-') {
            format!("{sign}{body}{}", " ".repeat(fill))
        } else if self.has('0') && is_number {
            format!("{sign}{}{body}", "0".repeat(fill))
        } else {
            format!("{}{sign}{body}", " ".repeat(fill))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{FormatFault, PercentField, PercentPiece, PercentPieces};
    use crate::python::Int;

    fn field(format: &str) -> PercentField {
        match PercentPieces::new(format).next() {
            Some(Ok(PercentPiece::Field(field))) => field,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn integers() {
        for (format, value, expected) in [
            ("%d", 3, "3"),
            ("%+05d", 3, "+0003"),
            ("% d", 3, " 3"),
            ("% +d", 5, "+5"),
            ("%5.3d", 3, "  003"),
            ("%.3d", -5, "-005"),
            ("%-010d", 5, "5         "),
            ("%#x", 255, "0xff"),
            ("%#X", 255, "0XFF"),
            ("%#o", 8, "0o10"),
            ("%#.5x", 255, "0x000ff"),
            ("%010.4x", 255, "00000000ff"),
            ("%x", -255, "-ff"),
            ("%ld", 3, "3"),
        ] {
            assert_eq!(field(format).integer(&Int::Small(value)).as_deref(), Ok(expected), "{format}");
        }
    }

    #[test]
    fn floats_and_text() {
        for (format, value, expected) in [
            ("%f", 1.5, "1.500000"),
            ("%05.1f", -2.55, "-02.5"),
            ("%+.3e", -5.0, "-5.000e+00"),
            ("%G", 1e-10, "1E-10"),
            ("%g", 100_000.0, "100000"),
            ("%#g", 1.0, "1.00000"),
            ("%05f", f64::INFINITY, "00inf"),
            ("%F", f64::INFINITY, "INF"),
        ] {
            assert_eq!(field(format).float(value), expected, "{format}");
        }
        assert_eq!(field("%5s").text("a"), "    a");
        assert_eq!(field("%-5.2s").text("abc"), "ab   ");
        assert_eq!(field("%05s").text("a"), "    a");
    }

    #[test]
    fn pieces_and_faults() {
        let pieces: Vec<_> = PercentPieces::new("a%%b%(k(1))s").collect();
        let literal = |text: &str| Ok(PercentPiece::Literal(text.into()));
        assert_eq!(pieces.get(..3), Some(&[literal("a"), literal("%"), literal("b")][..]));
        assert!(matches!(pieces.get(3), Some(Ok(PercentPiece::Field(field)))
            if field.key.as_deref() == Some("k(1)") && field.code == 's' && field.index == 11));
        for (format, text) in [
            ("%", "incomplete format"),
            ("%5", "incomplete format"),
            ("%(a", "incomplete format key"),
            ("%99999999999999999999d", "width too big"),
            ("%.99999999999999999999d", "precision too big"),
        ] {
            assert_eq!(PercentPieces::new(format).next(), Some(Err(FormatFault::Value(text.into()))));
        }
        assert_eq!(PercentPieces::new("%999999999d").next(), Some(Err(FormatFault::TooLarge)));
    }
}
