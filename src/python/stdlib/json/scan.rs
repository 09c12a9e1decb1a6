//! JSON text taken apart, with CPython's messages and positions. Positions count characters.

use crate::python::Int;
use crate::python::format::parse_int;

/// A value as it stands in the text.
pub(super) enum Json {
    /// `null`, `true`, `false`.
    Null,
    Bool(bool),
    /// `NaN`, `Infinity`, `-Infinity`.
    Constant(&'static str),
    /// A number without point and exponent.
    Integer(String),
    /// Any other number.
    Float(String),
    Text(String),
    Array(Vec<Json>),
    Object(Vec<(String, Json)>),
}

/// Why text is no JSON.
pub(super) enum Fault {
    /// The message, and where.
    Invalid(&'static str, usize),
    /// Half of a surrogate pair: our text can't hold it.
    Surrogate,
    /// Nested too deep.
    Depth,
}

type Result<T> = std::result::Result<T, Fault>;

/// How deep values may be nested, as in CPython.
const DEPTH_LIMIT: usize = 990;

/// The integer that digits say.
pub(super) fn integer(digits: &str) -> Option<Int> {
    parse_int(digits, 10).ok()
}

/// Reads one value, which must be all of the text.
pub(super) fn read(text: &str, strict: bool) -> Result<Json> {
    let mut scanner = Scanner { text: text.chars().collect(), at: 0, strict, depth: 0 };
    scanner.space();
    let value = scanner.value()?;
    scanner.space();
    if scanner.at < scanner.text.len() {
        return Err(Fault::Invalid("Extra data", scanner.at));
    }
    Ok(value)
}

struct Scanner {
    text: Vec<char>,
    at: usize,
    strict: bool,
    depth: usize,
}

impl Scanner {
    fn peek(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(' ' | '\t' | '\n' | '\r')) {
            self.at += 1;
        }
    }

    fn word(&mut self, word: &str) -> bool {
        let matches = word.chars().enumerate().all(|(at, own)| self.text.get(self.at + at) == Some(&own));
        if matches {
            self.at += word.len();
        }
        matches
    }

    fn value(&mut self) -> Result<Json> {
        match self.peek() {
            Some('"') => self.string().map(Json::Text),
            Some('{') => self.nested(Self::object),
            Some('[') => self.nested(Self::array),
            Some('n') if self.word("null") => Ok(Json::Null),
            Some('t') if self.word("true") => Ok(Json::Bool(true)),
            Some('f') if self.word("false") => Ok(Json::Bool(false)),
            Some('N') if self.word("NaN") => Ok(Json::Constant("NaN")),
            Some('I') if self.word("Infinity") => Ok(Json::Constant("Infinity")),
            Some('-') if self.word("-Infinity") => Ok(Json::Constant("-Infinity")),
            _ => self.number(),
        }
    }

    fn nested(&mut self, read: fn(&mut Self) -> Result<Json>) -> Result<Json> {
        if self.depth >= DEPTH_LIMIT {
            return Err(Fault::Depth);
        }
        self.depth += 1;
        self.at += 1;
        let value = read(self)?;
        self.depth -= 1;
        Ok(value)
    }

    fn digits(&self, mut at: usize) -> usize {
        while self.text.get(at).is_some_and(char::is_ascii_digit) {
            at += 1;
        }
        at
    }

    fn number(&mut self) -> Result<Json> {
        let start = self.at;
        let first = start + usize::from(self.peek() == Some('-'));
        let mut end = match self.text.get(first) {
            Some('0') => first + 1,
            Some('1'..='9') => self.digits(first),
            _ => return Err(Fault::Invalid("Expecting value", start)),
        };
        let mut is_float = false;
        if self.text.get(end) == Some(&'.') && self.digits(end + 1) > end + 1 {
            end = self.digits(end + 1);
            is_float = true;
        }
        if matches!(self.text.get(end), Some('e' | 'E')) {
            let sign = usize::from(matches!(self.text.get(end + 1), Some('+' | '-')));
            let exponent = self.digits(end + 1 + sign);
            if exponent > end + 1 + sign {
                end = exponent;
                is_float = true;
            }
        }
        self.at = end;
        let text: String = self.text[start..end].iter().collect();
        Ok(if is_float { Json::Float(text) } else { Json::Integer(text) })
    }

    fn array(&mut self) -> Result<Json> {
        let mut items = Vec::new();
        self.space();
        if self.peek() == Some(']') {
            self.at += 1;
            return Ok(Json::Array(items));
        }
        loop {
            items.push(self.value()?);
            self.space();
            match self.peek() {
                Some(']') => break,
                Some(',') => self.at += 1,
                _ => return Err(Fault::Invalid("Expecting ',' delimiter", self.at)),
            }
            self.space();
        }
        self.at += 1;
        Ok(Json::Array(items))
    }

    fn object(&mut self) -> Result<Json> {
        const NAME: &str = "Expecting property name enclosed in double quotes";
        let mut members = Vec::new();
        self.space();
        if self.peek() == Some('}') {
            self.at += 1;
            return Ok(Json::Object(members));
        }
        loop {
            if self.peek() != Some('"') {
                return Err(Fault::Invalid(NAME, self.at));
            }
            let name = self.string()?;
            self.space();
            if self.peek() != Some(':') {
                return Err(Fault::Invalid("Expecting ':' delimiter", self.at));
            }
            self.at += 1;
            self.space();
            members.push((name, self.value()?));
            self.space();
            match self.peek() {
                Some('}') => break,
                Some(',') => self.at += 1,
                _ => return Err(Fault::Invalid("Expecting ',' delimiter", self.at)),
            }
            self.space();
        }
        self.at += 1;
        Ok(Json::Object(members))
    }

    fn string(&mut self) -> Result<String> {
        let start = self.at;
        self.at += 1;
        let mut result = String::new();
        loop {
            let Some(character) = self.peek() else {
                return Err(Fault::Invalid("Unterminated string starting at", start));
            };
            self.at += 1;
            match character {
                '"' => return Ok(result),
                '\\' => result.push(self.escape(start)?),
                control if self.strict && control < ' ' => {
                    return Err(Fault::Invalid("Invalid control character at", self.at - 1));
                }
                other => result.push(other),
            }
        }
    }

    fn escape(&mut self, start: usize) -> Result<char> {
        let Some(character) = self.peek() else {
            return Err(Fault::Invalid("Unterminated string starting at", start));
        };
        self.at += 1;
        Ok(match character {
            '"' | '\\' | '/' => character,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => return self.unicode_escape(),
            _ => return Err(Fault::Invalid("Invalid \\escape", self.at - 2)),
        })
    }

    fn unicode_escape(&mut self) -> Result<char> {
        let first = self.hexadecimal(self.at).ok_or(Fault::Invalid("Invalid \\uXXXX escape", self.at - 1))?;
        self.at += 4;
        if !(0xd800..0xdc00).contains(&first) {
            return char::from_u32(first).ok_or(Fault::Surrogate);
        }
        let second = (self.text.get(self.at) == Some(&'\\') && self.text.get(self.at + 1) == Some(&'u'))
            .then(|| self.hexadecimal(self.at + 2))
            .flatten()
            .filter(|second| (0xdc00..0xe000).contains(second))
            .ok_or(Fault::Surrogate)?;
        self.at += 6;
        char::from_u32(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00)).ok_or(Fault::Surrogate)
    }

    fn hexadecimal(&self, at: usize) -> Option<u32> {
        let digits = self.text.get(at..at + 4)?;
        digits.iter().try_fold(0, |value, digit| Some(value * 16 + digit.to_digit(16)?))
    }
}
