//! Flyte's types.

use std::sync::Arc;

use super::{BlobDimensionality, JsonText, Map};

/// A type of a variable (`flyteidl.core.LiteralType`). Types stand in many places, so their larger parts are shared.
#[derive(Clone, Debug, PartialEq)]
pub struct LiteralType {
    /// What kind of values.
    pub kind: TypeKind,
    /// Free-form facts about the type, a JSON object: a dataclass's schema, a pickle's class name.
    pub metadata: Option<JsonText>,
    /// `FlyteAnnotation` data, a JSON object.
    pub annotation: Option<JsonText>,
    /// Tag and fields, where the type has them.
    pub structure: Option<Arc<TypeStructure>>,
}

/// What tells variants of a union apart, and the fields of a dataclass.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct TypeStructure {
    /// The union tag: the name of flytekit's transformer. Empty where the type is no variant.
    pub tag: String,
    /// A dataclass's fields by name.
    pub dataclass_type: Map<LiteralType>,
}

/// The kinds of types.
#[derive(Clone, Debug, PartialEq)]
pub enum TypeKind {
    /// A primitive, a struct, none or an error.
    Simple(SimpleType),
    /// A table of the older kind (`FlyteSchema`).
    Schema(Vec<SchemaColumn>),
    /// A list of one type.
    Collection(Box<LiteralType>),
    /// A map from text to one type.
    Map(Box<LiteralType>),
    /// A file or directory.
    Blob {
        /// File format, such as `csv`; empty for any.
        format: String,
        /// One file or many.
        dimensionality: BlobDimensionality,
    },
    /// One of a list of texts.
    Enum(Vec<String>),
    /// A table.
    StructuredDataset {
        /// Columns in order; empty for any.
        columns: Vec<(String, LiteralType)>,
        /// Storage format; empty for any.
        format: String,
        /// Kind of the external schema, such as `arrow`; empty for none.
        external_schema_type: String,
        /// The external schema.
        external_schema_bytes: Vec<u8>,
    },
    /// One of several types.
    Union(Vec<LiteralType>),
}

/// `flyteidl.core.SimpleType`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SimpleType {
    /// No value.
    None,
    /// 64-bit integer.
    Integer,
    /// Double.
    Float,
    /// Text.
    String,
    /// Truth value.
    Boolean,
    /// A point in time.
    Datetime,
    /// A length of time.
    Duration,
    /// Bytes.
    Binary,
    /// An error.
    Error,
    /// A structure.
    Struct,
}

/// A column of a [`TypeKind::Schema`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaColumn {
    /// The column's name.
    pub name: String,
    /// The column's type.
    pub column_type: SchemaColumnType,
}

/// `flyteidl.core.SchemaType.SchemaColumn.SchemaColumnType`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchemaColumnType {
    /// 64-bit integer.
    Integer,
    /// Double.
    Float,
    /// Text.
    String,
    /// Truth value.
    Boolean,
    /// A point in time.
    Datetime,
    /// A length of time.
    Duration,
}

impl LiteralType {
    /// A type of the given kind and nothing else.
    pub fn new(kind: TypeKind) -> Self {
        Self { kind, metadata: None, annotation: None, structure: None }
    }

    /// A simple type.
    pub fn simple(simple: SimpleType) -> Self {
        Self::new(TypeKind::Simple(simple))
    }

    /// A blob type.
    pub fn blob(format: impl Into<String>, dimensionality: BlobDimensionality) -> Self {
        Self::new(TypeKind::Blob { format: format.into(), dimensionality })
    }

    /// A list of this type.
    #[must_use]
    pub fn collection(self) -> Self {
        Self::new(TypeKind::Collection(Box::new(self)))
    }

    /// A map to this type.
    #[must_use]
    pub fn map(self) -> Self {
        Self::new(TypeKind::Map(Box::new(self)))
    }

    /// This type as a variant of a union: the tag replaces whatever structure it had
    /// (`flytekit.core.type_engine.UnionTransformer.get_literal_type`).
    #[must_use]
    pub fn tagged(mut self, tag: impl Into<String>) -> Self {
        self.structure = Some(TypeStructure { tag: tag.into(), dataclass_type: Map::default() }.into());
        self
    }
}
