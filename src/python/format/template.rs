//! Templates of `str.format`: literal text and replacement fields, and the names of fields.

use super::FormatFault;
use super::unicode::decimal_value;

/// A part of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TemplatePiece {
    /// Text as it is.
    Literal(String),
    /// `{name!conversion:specification}`.
    Field {
        /// The name as it is written, see [`FieldName`].
        name: String,
        /// The character after `!`.
        conversion: Option<char>,
        /// The specification as it is written: a template in its turn.
        specification: String,
    },
}

/// Where a field's value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FieldStart {
    /// The next positional argument.
    Automatic,
    /// The positional argument of the index.
    Index(usize),
    /// The keyword argument of the name.
    Name(String),
}

/// How the value is reached from there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FieldAccess {
    /// `.name`.
    Attribute(String),
    /// `[5]`.
    Index(usize),
    /// `[text]`.
    Key(String),
}

/// The name of a field, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FieldName {
    /// Where the value comes from.
    pub(crate) start: FieldStart,
    /// The way from there.
    pub(crate) accesses: Vec<FieldAccess>,
}

/// Takes a template apart, piece by piece.
pub(crate) struct TemplatePieces {
    characters: Vec<char>,
    position: usize,
    field_follows: bool,
}

impl TemplatePieces {
    /// The pieces of the template.
    pub(crate) fn new(template: &str) -> Self {
        Self { characters: template.chars().collect(), position: 0, field_follows: false }
    }

    fn take(&mut self) -> Option<char> {
        let character = self.characters.get(self.position).copied();
        self.position += usize::from(character.is_some());
        character
    }

    /// Text up to the next field; doubled braces are one brace.
    fn literal(&mut self) -> Result<String, FormatFault> {
        let mut text = String::new();
        while let Some(character) = self.take() {
            if !matches!(character, '{' | '}') {
                text.push(character);
                continue;
            }
            let next = self.characters.get(self.position).copied();
            if next == Some(character) {
                self.position += 1;
                text.push(character);
            } else if character == '}' || next.is_none() {
                return FormatFault::value(format!("Single '{character}' encountered in format string"));
            } else {
                self.field_follows = true;
                break;
            }
        }
        Ok(text)
    }

    fn field(&mut self) -> Result<TemplatePiece, FormatFault> {
        let (name, end) = self.name()?;
        match end {
            Some('}') => {
                return Ok(TemplatePiece::Field { name, conversion: None, specification: String::new() });
            }
            Some(':' | '!') => {}
            _ => return FormatFault::value("expected '}' before end of string"),
        }
        let mut conversion = None;
        if end == Some('!') {
            conversion = self.take();
            if conversion.is_none() {
                return FormatFault::value("end of string while looking for conversion specifier");
            }
            match self.take() {
                Some('}') => {
                    return Ok(TemplatePiece::Field { name, conversion, specification: String::new() });
                }
                None | Some(':') => {}
                _ => return FormatFault::value("expected ':' after conversion specifier"),
            }
        }
        Ok(TemplatePiece::Field { name, conversion, specification: self.specification()? })
    }

    /// The name, and the character that ends it.
    fn name(&mut self) -> Result<(String, Option<char>), FormatFault> {
        let mut name = String::new();
        let mut in_brackets = false;
        while let Some(character) = self.take() {
            match character {
                '{' => return FormatFault::value("unexpected '{' in field name"),
                '[' => in_brackets = true,
                ']' => in_brackets = false,
                '}' | ':' | '!' if !in_brackets => return Ok((name, Some(character))),
                _ => {}
            }
            name.push(character);
        }
        Ok((name, None))
    }

    fn specification(&mut self) -> Result<String, FormatFault> {
        let mut text = String::new();
        let mut depth = 1;
        while let Some(character) = self.take() {
            match character {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return Ok(text);
            }
            text.push(character);
        }
        FormatFault::value("unmatched '{' in format spec")
    }
}

impl Iterator for TemplatePieces {
    type Item = Result<TemplatePiece, FormatFault>;

    fn next(&mut self) -> Option<Self::Item> {
        if std::mem::take(&mut self.field_follows) {
            return Some(self.field());
        }
        if self.position == self.characters.len() {
            return None;
        }
        Some(self.literal().map(TemplatePiece::Literal))
    }
}

impl FieldName {
    /// Takes the name of a field apart.
    pub(crate) fn parse(name: &str) -> Result<Self, FormatFault> {
        let end = name.find(['.', '[']).unwrap_or(name.len());
        let (first, mut rest) = name.split_at(end);
        let start = match number(first)? {
            _ if first.is_empty() => FieldStart::Automatic,
            Some(index) => FieldStart::Index(index),
            None => FieldStart::Name(first.to_owned()),
        };
        let mut accesses = Vec::new();
        while !rest.is_empty() {
            let (access, left) = Self::access(rest)?;
            accesses.push(access);
            rest = left;
        }
        Ok(Self { start, accesses })
    }

    fn access(text: &str) -> Result<(FieldAccess, &str), FormatFault> {
        let empty = || FormatFault::value("Empty attribute in format string");
        if let Some(after) = text.strip_prefix('.') {
            let (name, rest) = after.split_at(after.find(['.', '[']).unwrap_or(after.len()));
            return if name.is_empty() { empty() } else { Ok((FieldAccess::Attribute(name.into()), rest)) };
        }
        let Some(after) = text.strip_prefix('[') else {
            return FormatFault::value("Only '.' or '[' may follow ']' in format field specifier");
        };
        let Some((key, rest)) = after.split_once(']') else {
            return FormatFault::value("Missing ']' in format string");
        };
        match number(key)? {
            _ if key.is_empty() => empty(),
            Some(index) => Ok((FieldAccess::Index(index), rest)),
            None => Ok((FieldAccess::Key(key.into()), rest)),
        }
    }
}

/// The number that the text is, where it is all digits.
fn number(text: &str) -> Result<Option<usize>, FormatFault> {
    let mut number: i64 = 0;
    for character in text.chars() {
        let Some(digit) = decimal_value(character) else { return Ok(None) };
        let grown = number.checked_mul(10).and_then(|number| number.checked_add(digit.into()));
        number =
            grown.ok_or_else(|| FormatFault::Value("Too many decimal digits in format string".into()))?;
    }
    Ok(usize::try_from(number).ok())
}

#[cfg(test)]
mod tests {
    use super::{FieldAccess, FieldName, FieldStart, FormatFault, TemplatePiece, TemplatePieces};

    fn fault(template: &str) -> Option<String> {
        TemplatePieces::new(template).find_map(|piece| match piece {
            Err(FormatFault::Value(text)) => Some(text),
            _ => None,
        })
    }

    #[test]
    fn templates_are_taken_apart() {
        let pieces: Result<Vec<_>, _> = TemplatePieces::new("a{{{0[x:}]!r:>{w}}}}").collect();
        assert_eq!(
            pieces,
            Ok(vec![
                TemplatePiece::Literal("a{".into()),
                TemplatePiece::Field {
                    name: "0[x:}]".into(),
                    conversion: Some('r'),
                    specification: ">{w}".into()
                },
                TemplatePiece::Literal("}".into()),
            ])
        );
    }

    #[test]
    fn names_are_taken_apart() {
        let parsed = FieldName::parse("a.b[0][k]").ok();
        let accesses =
            vec![FieldAccess::Attribute("b".into()), FieldAccess::Index(0), FieldAccess::Key("k".into())];
        assert_eq!(parsed, Some(FieldName { start: FieldStart::Name("a".into()), accesses }));
        assert_eq!(FieldName::parse("").map(|name| name.start), Ok(FieldStart::Automatic));
        assert_eq!(FieldName::parse("01").map(|name| name.start), Ok(FieldStart::Index(1)));
        assert_eq!(FieldName::parse("-1").map(|name| name.start), Ok(FieldStart::Name("-1".into())));
    }

    #[test]
    fn faults_say_what_python_says() {
        for (template, text) in [
            ("{", "Single '{' encountered in format string"),
            ("a}b", "Single '}' encountered in format string"),
            ("{0:}}", "Single '}' encountered in format string"),
            ("{0", "expected '}' before end of string"),
            ("{0[}", "expected '}' before end of string"),
            ("{0!", "end of string while looking for conversion specifier"),
            ("{0!r", "unmatched '{' in format spec"),
            ("{0!}", "unmatched '{' in format spec"),
            ("{0!rr}", "expected ':' after conversion specifier"),
            ("{:{}", "unmatched '{' in format spec"),
            ("{a{b}}", "unexpected '{' in field name"),
        ] {
            assert_eq!(fault(template).as_deref(), Some(text), "{template}");
        }
        for (name, text) in [
            ("0.", "Empty attribute in format string"),
            ("0[]", "Empty attribute in format string"),
            ("0[1]x", "Only '.' or '[' may follow ']' in format field specifier"),
            ("0[1", "Missing ']' in format string"),
            ("99999999999999999999", "Too many decimal digits in format string"),
        ] {
            assert_eq!(FieldName::parse(name), Err(FormatFault::Value(text.into())), "{name}");
        }
    }
}
