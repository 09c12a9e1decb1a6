//! Requests and answers as services see them.

use std::fmt::Write as _;

use bytes::Bytes;
use http::{HeaderMap, Method};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::super::Content;
use crate::configuration::Secret;

/// Everything but letters, digits and `-._~` is encoded in a part of a query.
const PART: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// In a path slashes stay too.
const PATH: &AsciiSet = &PART.remove(b'/');

/// A request, before it is signed; a try doesn't use it up.
#[derive(Debug)]
pub(super) struct Outgoing {
    pub(super) method: Method,
    pub(super) url: String,
    pub(super) headers: Vec<(&'static str, String)>,
    /// Headers of the user's, whose values are not shown.
    pub(super) more: Vec<(String, Secret)>,
    pub(super) payload: Payload,
}

/// What a request carries.
#[derive(Clone, Debug)]
pub(super) enum Payload {
    /// Some bytes, often none.
    Bytes(Bytes),
    /// A part of the content, with its SHA-256.
    Range {
        /// Its first byte.
        start: u64,
        /// How many bytes.
        length: u64,
        /// Its checksum.
        sha256: [u8; 32],
    },
}

impl Outgoing {
    /// A request without headers and payload.
    pub(super) fn new(method: Method, url: String) -> Self {
        Self { method, url, headers: Vec::new(), more: Vec::new(), payload: Payload::Bytes(Bytes::new()) }
    }

    /// Adds a header.
    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Sets the payload.
    pub(super) fn carrying(mut self, payload: Payload) -> Self {
        self.payload = payload;
        self
    }
}

impl Payload {
    /// The whole content.
    pub(super) fn whole(content: &Content<'_>) -> Self {
        Self::Range { start: 0, length: content.size, sha256: content.sha256 }
    }

    /// Its size in bytes.
    pub(super) fn length(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Range { length, .. } => *length,
        }
    }
}

impl From<String> for Payload {
    fn from(text: String) -> Self {
        Self::Bytes(text.into())
    }
}

/// An answer with its first bytes.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: String,
    /// How often the request was made until this answer.
    pub(super) tries: u32,
}

impl Answer {
    /// Whether the request was carried out.
    pub(super) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The value of a header, if it is text.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The size that the header states.
    pub(super) fn size(&self) -> Option<u64> {
        self.header("content-length")?.parse().ok()
    }

    /// The service's own code for the reason.
    pub(super) fn code(&self) -> Option<&str> {
        self.header("x-ms-error-code").or_else(|| self.element("Code"))
    }

    /// The service's own words, in one line.
    pub(super) fn message(&self) -> Option<String> {
        let message = match self.element("Message") {
            Some(message) => message.to_owned(),
            None => {
                let json: serde_json::Value = serde_json::from_str(&self.body).ok()?;
                json["error"]["message"].as_str()?.to_owned()
            }
        };
        message.lines().next().map(|line| line.trim().chars().take(200).collect())
    }

    /// The text of the first XML element with this name.
    pub(super) fn element(&self, name: &str) -> Option<&str> {
        let rest = self.body.split(&format!("<{name}>")).nth(1)?;
        rest.split(&format!("</{name}>")).next()
    }
}

/// A text as part of a query.
pub(super) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, PART).to_string()
}

/// A path, with its slashes.
pub(super) fn encoded_path(text: &str) -> String {
    utf8_percent_encode(text, PATH).to_string()
}

/// Bytes in lower-case hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _never_fails = write!(text, "{byte:02x}");
        text
    })
}

/// What hexadecimal digits stand for, if they are as many bytes.
pub(super) fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.as_bytes();
    if digits.len() != 2 * N || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_digits() {
        assert_eq!(from_hex::<2>("0aFf"), Some([10, 255]));
        assert_eq!(hex(&[10, 255]), "0aff");
        for wrong in ["", "0aff0", "0afg", "+a+b"] {
            assert_eq!(from_hex::<2>(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn reasons_in_xml_and_json() {
        let answer =
            |body: &str| Answer { status: 400, headers: HeaderMap::new(), body: body.to_owned(), tries: 1 };
        let xml = answer("<Error><Code>NoSuchBucket</Code><Message>It is\nnot there</Message></Error>");
        assert_eq!((xml.code(), xml.message().as_deref()), (Some("NoSuchBucket"), Some("It is")));
        let json = answer(r#"{"error": {"message": "no"}}"#);
        assert_eq!((json.code(), json.message().as_deref()), (None, Some("no")));
        assert_eq!(answer("<html>").message(), None);
    }
}
