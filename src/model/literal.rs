//! Flyte's values.

use super::{Duration, Json, LiteralType, Map, SchemaColumn};

/// A value (`flyteidl.core.Literal`).
#[derive(Clone, Debug, PartialEq)]
pub struct Literal {
    /// The value.
    pub value: LiteralValue,
    /// Cache hash that a `HashMethod` computed; empty for none.
    pub hash: String,
    /// Notes on the value, such as its format.
    pub metadata: Map<String>,
}

impl From<LiteralValue> for Literal {
    fn from(value: LiteralValue) -> Self {
        Self { value, hash: String::new(), metadata: Map::default() }
    }
}

impl From<Scalar> for Literal {
    fn from(scalar: Scalar) -> Self {
        LiteralValue::Scalar(scalar).into()
    }
}

impl From<Primitive> for Literal {
    fn from(primitive: Primitive) -> Self {
        Scalar::Primitive(primitive).into()
    }
}

/// The kinds of values.
#[derive(Clone, Debug, PartialEq)]
pub enum LiteralValue {
    /// One value.
    Scalar(Scalar),
    /// A list.
    Collection(Vec<Literal>),
    /// A map from text.
    Map(Map<Literal>),
}

/// A value that is neither list nor map (`flyteidl.core.Scalar`).
#[derive(Clone, Debug, PartialEq)]
pub enum Scalar {
    /// A primitive.
    Primitive(Primitive),
    /// A file or directory.
    Blob {
        /// Where it is.
        uri: String,
        /// Its format.
        format: String,
        /// One file or many.
        dimensionality: BlobDimensionality,
    },
    /// Bytes with the tag of their encoding (`msgpack`).
    Binary {
        /// The bytes.
        value: Vec<u8>,
        /// How they are encoded.
        tag: String,
    },
    /// A table of the older kind.
    Schema {
        /// Where it is.
        uri: String,
        /// Its columns.
        columns: Vec<SchemaColumn>,
    },
    /// No value.
    None,
    /// A JSON object.
    Generic(Json),
    /// A table.
    StructuredDataset {
        /// Where it is.
        uri: String,
        /// Its type, a [`super::TypeKind::StructuredDataset`].
        dataset_type: Box<LiteralType>,
    },
    /// A value of a union type with the variant that it belongs to.
    Union {
        /// The value.
        value: Box<Literal>,
        /// The variant, with its tag.
        stored_type: Box<LiteralType>,
    },
}

/// `flyteidl.core.Primitive`.
#[derive(Clone, Debug, PartialEq)]
pub enum Primitive {
    /// 64-bit integer.
    Integer(i64),
    /// Double.
    Float(f64),
    /// Text.
    String(String),
    /// Truth value.
    Boolean(bool),
    /// A point in time.
    Datetime(Timestamp),
    /// A length of time.
    Duration(Duration),
}

/// A point in time: seconds since 1970-01-01 UTC, and nanoseconds forward from there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Timestamp {
    /// Seconds, negative before 1970.
    pub seconds: i64,
    /// Nanoseconds, 0 to 999,999,999.
    pub nanos: i32,
}

/// One file or a directory of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlobDimensionality {
    /// One file.
    Single,
    /// A directory.
    Multipart,
}
