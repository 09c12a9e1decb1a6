//! JSON, as a tree and as text.

use std::sync::Arc;

/// A JSON document: custom task configuration, schemas, annotations. Objects keep their order.
pub type Json = serde_json::Value;

/// A JSON document that many places share and few look into: as a tree it would take several times the memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonText(Arc<str>);

impl JsonText {
    /// The document as a tree; `None` where it is nested deeper than any message could be.
    pub fn tree(&self) -> Option<Json> {
        serde_json::from_str(&self.0).ok()
    }

    /// Whether both are one document, which two places share.
    pub fn is_shared_with(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl From<Json> for JsonText {
    fn from(tree: Json) -> Self {
        Self(tree.to_string().into())
    }
}

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
