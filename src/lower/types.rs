//! Types → `flyteidl.core.LiteralType`.

use super::error::{Depth, Fault};
use super::well_known::shared_structure;
use crate::idl::flyteidl::core::{
    self, literal_type::Type, schema_type::SchemaColumn, structured_dataset_type::DatasetColumn,
};
use crate::model::{BlobDimensionality, LiteralType, SchemaColumnType, SimpleType, TypeKind, TypeStructure};

/// A type, with its metadata, annotation and structure where it has them.
pub(super) fn literal_type(literal_type: &LiteralType, depth: Depth) -> Result<core::LiteralType, Fault> {
    let depth = depth.deeper()?;
    let metadata = literal_type.metadata.as_ref();
    let metadata = metadata.map(|text| shared_structure(text, "the metadata of a type", depth));
    let annotation = literal_type.annotation.as_ref().map(|text| {
        let annotations = shared_structure(text, "the annotation of a type", depth)?;
        Ok(core::TypeAnnotation { annotations: Some(annotations) })
    });
    let type_structure = literal_type.structure.as_ref().map(|inner| type_structure(inner, depth));
    Ok(core::LiteralType {
        metadata: metadata.transpose()?,
        annotation: annotation.transpose()?,
        structure: type_structure.transpose()?,
        r#type: Some(kind(&literal_type.kind, depth)?),
    })
}

fn type_structure(structure: &TypeStructure, depth: Depth) -> Result<core::TypeStructure, Fault> {
    let fields = structure.dataclass_type.iter();
    let fields = fields.map(|(name, field)| Ok((name.clone(), literal_type(field, depth)?)));
    Ok(core::TypeStructure {
        tag: structure.tag.clone(),
        dataclass_type: fields.collect::<Result<_, Fault>>()?,
    })
}

fn kind(kind: &TypeKind, depth: Depth) -> Result<Type, Fault> {
    Ok(match kind {
        TypeKind::Simple(simple) => Type::Simple(simple_type(*simple).into()),
        TypeKind::Schema(columns) => Type::Schema(schema_type(columns)),
        TypeKind::Collection(element) => Type::CollectionType(Box::new(literal_type(element, depth)?)),
        TypeKind::Map(element) => Type::MapValueType(Box::new(literal_type(element, depth)?)),
        TypeKind::Blob { format, dimensionality } => Type::Blob(blob_type(format, *dimensionality)),
        TypeKind::Enum(values) => Type::EnumType(core::EnumType { values: values.clone() }),
        TypeKind::StructuredDataset { .. } => {
            Type::StructuredDatasetType(structured_dataset_type(kind, depth)?.unwrap_or_default())
        }
        TypeKind::Union(variants) => {
            let variants = variants.iter().map(|variant| literal_type(variant, depth));
            Type::UnionType(core::UnionType { variants: variants.collect::<Result<_, _>>()? })
        }
    })
}

/// The type of a structured dataset; `None` for any other kind.
pub(super) fn structured_dataset_type(
    kind: &TypeKind,
    depth: Depth,
) -> Result<Option<core::StructuredDatasetType>, Fault> {
    let TypeKind::StructuredDataset { columns, format, external_schema_type, external_schema_bytes } = kind
    else {
        return Ok(None);
    };
    let columns = columns.iter().map(|(name, column)| {
        Ok(DatasetColumn { name: name.clone(), literal_type: Some(literal_type(column, depth)?) })
    });
    Ok(Some(core::StructuredDatasetType {
        columns: columns.collect::<Result<_, Fault>>()?,
        format: format.clone(),
        external_schema_type: external_schema_type.clone(),
        external_schema_bytes: external_schema_bytes.clone(),
    }))
}

/// The type of a file or directory.
pub(super) fn blob_type(format: &str, dimensionality: BlobDimensionality) -> core::BlobType {
    use core::blob_type::BlobDimensionality as Number;
    let dimensionality = match dimensionality {
        BlobDimensionality::Single => Number::Single,
        BlobDimensionality::Multipart => Number::Multipart,
    };
    core::BlobType { format: format.to_owned(), dimensionality: dimensionality.into() }
}

/// The type of a table of the older kind.
pub(super) fn schema_type(columns: &[crate::model::SchemaColumn]) -> core::SchemaType {
    let columns = columns.iter().map(|column| SchemaColumn {
        name: column.name.clone(),
        r#type: schema_column_type(column.column_type).into(),
    });
    core::SchemaType { columns: columns.collect() }
}

fn schema_column_type(column_type: SchemaColumnType) -> core::schema_type::schema_column::SchemaColumnType {
    use core::schema_type::schema_column::SchemaColumnType as Number;
    match column_type {
        SchemaColumnType::Integer => Number::Integer,
        SchemaColumnType::Float => Number::Float,
        SchemaColumnType::String => Number::String,
        SchemaColumnType::Boolean => Number::Boolean,
        SchemaColumnType::Datetime => Number::Datetime,
        SchemaColumnType::Duration => Number::Duration,
    }
}

fn simple_type(simple: SimpleType) -> core::SimpleType {
    match simple {
        SimpleType::None => core::SimpleType::None,
        SimpleType::Integer => core::SimpleType::Integer,
        SimpleType::Float => core::SimpleType::Float,
        SimpleType::String => core::SimpleType::String,
        SimpleType::Boolean => core::SimpleType::Boolean,
        SimpleType::Datetime => core::SimpleType::Datetime,
        SimpleType::Duration => core::SimpleType::Duration,
        SimpleType::Binary => core::SimpleType::Binary,
        SimpleType::Error => core::SimpleType::Error,
        SimpleType::Struct => core::SimpleType::Struct,
    }
}
