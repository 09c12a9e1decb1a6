//! The serialized context: base64 of gzip of JSON, as `flytekit.configuration.SerializationSettings` moves itself.
//!
//! The gzip header is Python's (no time, no name, best compression, system unknown); the compressed bytes inside depend on
//! the compressor and may differ, what they decompress to may not.

use std::io::{Read as _, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::read::MultiGzDecoder;
use flate2::{Compression, GzBuilder};

use super::json::JsonError;

/// More than any settings need; a context that unpacks to more is refused.
const LARGEST_CONTEXT: u64 = 64 << 20;
const SYSTEM_UNKNOWN: u8 = 255;

/// Why a serialized context can't be read.
#[derive(Debug, thiserror::Error)]
pub enum TransportError {
    /// It isn't base64.
    #[error("the serialized context is not base64: {0}")]
    Base64(#[from] base64::DecodeError),
    /// What the base64 stands for isn't gzip, or not UTF-8 inside.
    #[error("the serialized context is not gzip: {0}")]
    Gzip(#[from] std::io::Error),
    /// It is larger than any settings are.
    #[error("the serialized context unpacks to more than {} MiB", LARGEST_CONTEXT >> 20)]
    TooLarge,
    /// The JSON inside isn't settings.
    #[error("the serialized context does not hold settings: {0}")]
    Settings(#[from] JsonError),
}

/// Packs JSON text.
pub(crate) fn encode(json: &str) -> String {
    let mut encoder =
        GzBuilder::new().operating_system(SYSTEM_UNKNOWN).write(Vec::new(), Compression::best());
    let packed = encoder.write_all(json.as_bytes()).and_then(|()| encoder.finish());
    debug_assert!(packed.is_ok(), "compressing into memory cannot fail");
    STANDARD.encode(packed.unwrap_or_default())
}

/// Unpacks JSON text; as in Python, characters that base64 doesn't use are passed over.
pub(crate) fn decode(context: &str) -> Result<String, TransportError> {
    decode_at_most(context, LARGEST_CONTEXT)
}

fn decode_at_most(context: &str, largest: u64) -> Result<String, TransportError> {
    let is_base64 = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    let packed = STANDARD.decode(context.bytes().filter(is_base64).collect::<Vec<_>>())?;
    let mut json = String::new();
    let length = MultiGzDecoder::new(packed.as_slice()).take(largest + 1).read_to_string(&mut json)?;
    if length as u64 > largest {
        return Err(TransportError::TooLarge);
    }
    Ok(json)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_that_of_python() {
        let packed = STANDARD.decode(encode("{}")).unwrap();
        assert_eq!(packed[..10], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255]);
    }

    #[test]
    fn what_is_packed_is_unpacked() {
        let text = "{\"a\": \"\\u00e9\"}".repeat(100);
        assert_eq!(decode(&encode(&text)).unwrap(), text);
        let broken_lines = encode(&text).replace('A', "A\n");
        assert_eq!(decode(&broken_lines).unwrap(), text);
    }

    #[test]
    fn a_context_that_was_never_packed_is_refused() {
        assert!(matches!(decode("abc"), Err(TransportError::Base64(_))));
        assert!(matches!(decode("aGVsbG8="), Err(TransportError::Gzip(_))));
        assert!(matches!(decode_at_most(&encode("12345"), 4), Err(TransportError::TooLarge)));
        assert_eq!(decode_at_most(&encode("12345"), 5).unwrap(), "12345");
    }
}
