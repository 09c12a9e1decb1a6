//! Quoted text and bytes, as `repr` and `ascii` write them.

use std::fmt::Write as _;

use super::unicode::is_printable;

/// `repr` of text.
pub(crate) fn repr_str(text: &str) -> String {
    quoted(text, is_printable)
}

/// `repr` of bytes.
pub(crate) fn repr_bytes(bytes: &[u8]) -> String {
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') { '"' } else { '\'' };
    let mut result = String::with_capacity(bytes.len() + 3);
    result.push('b');
    result.push(quote);
    for byte in bytes {
        match char::from(*byte) {
            character @ (' '..='~') => push_plain(&mut result, character, quote),
            character => push_escaped(&mut result, character),
        }
    }
    result.push(quote);
    result
}

/// The text with every character outside of ASCII escaped: `ascii(value)` of the text `repr(value)`.
pub(crate) fn ascii(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii() { result.push(character) } else { push_escaped(&mut result, character) }
    }
    result
}

fn quoted(text: &str, is_plain: impl Fn(char) -> bool) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut result = String::with_capacity(text.len() + 2);
    result.push(quote);
    for character in text.chars() {
        if is_plain(character) {
            push_plain(&mut result, character, quote);
        } else {
            push_escaped(&mut result, character);
        }
    }
    result.push(quote);
    result
}

fn push_plain(result: &mut String, character: char, quote: char) {
    if character == quote || character == '\\' {
        result.push('\\');
    }
    result.push(character);
}

fn push_escaped(result: &mut String, character: char) {
    let code = u32::from(character);
    // Writing into text cannot fail.
    let _ = match character {
        '\n' => result.write_str("\\n"),
        '\r' => result.write_str("\\r"),
        '\t' => result.write_str("\\t"),
        _ if code < 0x100 => write!(result, "\\x{code:02x}"),
        _ if code < 0x1_0000 => write!(result, "\\u{code:04x}"),
        _ => write!(result, "\\U{code:08x}"),
    };
}

#[cfg(test)]
mod tests {
    use super::{ascii, repr_bytes, repr_str};

    #[test]
    fn text_is_quoted_as_python_quotes_it() {
        for (text, expected) in [
            ("", "''"),
            ("a", "'a'"),
            ("it's", "\"it's\""),
            ("it's \"so\"", "'it\\'s \"so\"'"),
            ("tab\there\\", "'tab\\there\\\\'"),
            ("\0\x1b\x7f", "'\\x00\\x1b\\x7f'"),
            ("é \u{a0} \u{ad}", "'é \\xa0 \\xad'"),
            ("\u{200b}\u{3000}漢", "'\\u200b\\u3000漢'"),
            ("\u{1f600} \u{e0001}", "'😀 \\U000e0001'"),
        ] {
            assert_eq!(repr_str(text), expected);
        }
    }

    #[test]
    fn bytes_are_quoted_as_python_quotes_them() {
        assert_eq!(repr_bytes(b"a'b"), "b\"a'b\"");
        assert_eq!(repr_bytes(b"a'\"\\\n\xff\0"), "b'a\\'\"\\\\\\n\\xff\\x00'");
    }

    #[test]
    fn ascii_escapes_the_rest() {
        assert_eq!(ascii("'é漢😀'"), "'\\xe9\\u6f22\\U0001f600'");
    }
}
