//! JSON, as a tree and as text.

use std::sync::{Arc, OnceLock};

/// A JSON document: custom task configuration, schemas, annotations. Objects keep their order.
pub type Json = serde_json::Value;

/// A JSON document that many places share and few look into: as a tree it would take several times the memory.
#[derive(Clone, Debug)]
pub struct JsonText(Arc<Document>);

#[derive(Debug)]
struct Document {
    text: Box<str>,
    encoded: OnceLock<Encoded>,
}

/// What a document is in a message, kept for all the places that share it.
#[derive(Debug)]
pub struct Encoded {
    /// The bytes.
    pub bytes: Arc<[u8]>,
    /// How deep messages nest in it.
    pub levels: u32,
}

impl JsonText {
    /// The document as a tree; `None` where it is nested deeper than any message could be.
    pub fn tree(&self) -> Option<Json> {
        serde_json::from_str(&self.0.text).ok()
    }

    /// What the document is in a message: what `encode` made of its [`tree`](Self::tree) for the first place that asked.
    pub fn encoded<E>(&self, encode: impl FnOnce(Option<Json>) -> Result<Encoded, E>) -> Result<&Encoded, E> {
        if let Some(encoded) = self.0.encoded.get() {
            return Ok(encoded);
        }
        let encoded = encode(self.tree())?;
        Ok(self.0.encoded.get_or_init(|| encoded))
    }

    /// Whether both are one document, which two places share.
    pub fn is_shared_with(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl From<Json> for JsonText {
    fn from(tree: Json) -> Self {
        Self(Arc::new(Document { text: tree.to_string().into(), encoded: OnceLock::new() }))
    }
}

impl PartialEq for JsonText {
    fn eq(&self, other: &Self) -> bool {
        self.0.text == other.0.text
    }
}

impl Eq for JsonText {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_gives_back_the_tree() {
        let numbers = [0.1, 1e300, 5e-324, 0.1 + 0.2, -0.0, 1.0 / 3.0 * 1e9];
        let tree =
            serde_json::json!({ "z": numbers, "a": { "\u{e9}\"\n": [null, true, i64::MIN, u64::MAX] } });
        let text = JsonText::from(tree.clone());
        assert_eq!(text.tree(), Some(tree.clone()));
        assert_eq!(text.tree().map(|tree| tree.to_string()), Some(tree.to_string()), "the order is kept");
    }

    #[test]
    fn what_is_nested_too_deep_has_no_tree() {
        let nested = (0..200).fold(Json::Null, |inner, _| Json::Array(vec![inner]));
        assert_eq!(JsonText::from(nested).tree(), None);
    }
}
