//! The nodes of a YAML document.
//!
//! The parser decides by YAML 1.2 what a plain scalar is, and does not tell plain from quoted. So a document is read twice:
//! first its shape, with whether each scalar is text to YAML 1.2, then the scalars as they are written. Where YAML 1.1 would
//! make something else of a text, the document's text decides whether it stands in quotes.

use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::scalar::{self, Scalar};

/// A part of a document.
#[derive(Debug, PartialEq)]
pub(super) enum Node {
    /// A scalar.
    Scalar(Scalar),
    /// A list.
    Sequence(Vec<Self>),
    /// Pairs, in order.
    Mapping(Vec<(Self, Self)>),
}

/// What was read once: the scalars say whether they are text to YAML 1.2.
enum Shape {
    Scalar(bool),
    Sequence(Vec<Self>),
    Mapping(Vec<(Self, Self)>),
}

/// Reads the only document of a text; an error is the reason why it is not known.
pub(super) fn document(text: &str) -> Result<Node, &'static str> {
    const FAULTY: &str = "the text is no single YAML document that can be read here";
    if text.lines().all(|line| line.trim_start().is_empty() || line.trim_start().starts_with('#')) {
        return Ok(Node::Scalar(Scalar::Null));
    }
    if text.contains("!!") || text.contains("%TAG") || text.contains("!<") {
        return Err("tags in YAML are not followed");
    }
    let shape: Shape = serde_yaml::from_str(text).map_err(|_| FAULTY)?;
    let reader = Reader { shape: &shape, text };
    let node = reader.deserialize(serde_yaml::Deserializer::from_str(text)).map_err(|_| FAULTY)?;
    merged(node)
}

/// The node with `<<` taken for what it merges (`yaml.constructor.SafeConstructor.flatten_mapping`).
fn merged(node: Node) -> Result<Node, &'static str> {
    const FAULTY: &str = "`<<` needs a mapping or a list of mappings";
    match node {
        Node::Scalar(_) => Ok(node),
        Node::Sequence(items) => items.into_iter().map(merged).collect::<Result<_, _>>().map(Node::Sequence),
        Node::Mapping(pairs) => {
            let mut below = Vec::new();
            let mut own = Vec::new();
            for (key, value) in pairs {
                let value = merged(value)?;
                match (key == Node::Scalar(Scalar::Other(scalar::MERGE)), value) {
                    (false, value) => own.push((merged(key)?, value)),
                    (true, Node::Mapping(pairs)) => below.extend(pairs),
                    (true, Node::Sequence(items)) => {
                        for item in items.into_iter().rev() {
                            let Node::Mapping(pairs) = item else { return Err(FAULTY) };
                            below.extend(pairs);
                        }
                    }
                    (true, Node::Scalar(_)) => return Err(FAULTY),
                }
            }
            below.extend(own);
            Ok(Node::Mapping(below))
        }
    }
}

impl<'de> Deserialize<'de> for Shape {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ShapeVisitor)
    }
}

struct ShapeVisitor;

/// Scalars of YAML 1.2 that are no text.
macro_rules! plain {
    ($($visit:ident: $kind:ty,)*) => {
        $(fn $visit<E: Error>(self, _: $kind) -> Result<Shape, E> {
            Ok(Shape::Scalar(false))
        })*
    };
}

impl<'de> Visitor<'de> for ShapeVisitor {
    type Value = Shape;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a YAML document without tags")
    }

    plain! { visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_i128: i128, visit_u128: u128, visit_f64: f64, }

    fn visit_unit<E: Error>(self) -> Result<Shape, E> {
        Ok(Shape::Scalar(false))
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Shape, E> {
        Ok(Shape::Scalar(true))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Shape, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element()? {
            items.push(item);
        }
        Ok(Shape::Sequence(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Shape, A::Error> {
        let mut pairs = Vec::new();
        while let Some(pair) = access.next_entry()? {
            pairs.push(pair);
        }
        Ok(Shape::Mapping(pairs))
    }
}

/// Reads what has the shape.
#[derive(Clone, Copy)]
struct Reader<'a> {
    shape: &'a Shape,
    text: &'a str,
}

impl<'a> Reader<'a> {
    fn of(self, shape: &'a Shape) -> Self {
        Self { shape, ..self }
    }
}

impl<'de> DeserializeSeed<'de> for Reader<'_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        match self.shape {
            Shape::Scalar(_) => deserializer.deserialize_str(self),
            Shape::Sequence(_) => deserializer.deserialize_seq(self),
            Shape::Mapping(_) => deserializer.deserialize_map(self),
        }
    }
}

impl<'de> Visitor<'de> for Reader<'_> {
    type Value = Node;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the same document")
    }

    fn visit_str<E: Error>(self, written: &str) -> Result<Node, E> {
        let is_text = matches!(self.shape, Shape::Scalar(true));
        Ok(Node::Scalar(scalar::resolve(written, is_text, self.text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Node, A::Error> {
        let Shape::Sequence(shapes) = self.shape else { return Err(A::Error::custom("no list")) };
        let mut items = Vec::new();
        for shape in shapes {
            items.extend(access.next_element_seed(self.of(shape))?);
        }
        match access.next_element_seed(self) {
            Ok(None) => Ok(Node::Sequence(items)),
            _ => Err(A::Error::custom("more items")),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Node, A::Error> {
        let Shape::Mapping(shapes) = self.shape else { return Err(A::Error::custom("no mapping")) };
        let mut pairs = Vec::new();
        for (key, value) in shapes {
            if let Some(key) = access.next_key_seed(self.of(key))? {
                pairs.push((key, access.next_value_seed(self.of(value))?));
            }
        }
        match access.next_key_seed(self) {
            Ok(None) => Ok(Node::Mapping(pairs)),
            _ => Err(A::Error::custom("more pairs")),
        }
    }
}
