//! Values → `flyteidl.core.Literal` and `Scalar`.

use super::error::{Depth, Fault};
use super::types::{blob_type, literal_type, schema_type, structured_dataset_type};
use super::well_known::{duration, structure, timestamp};
use crate::idl::flyteidl::core::{self, literal, primitive, scalar};
use crate::model::{Literal, LiteralType, LiteralValue, Map, Primitive, Scalar};

/// A value.
pub(super) fn literal(value: &Literal, depth: Depth) -> Result<core::Literal, Fault> {
    let depth = depth.deeper()?;
    let inner = match &value.value {
        LiteralValue::Scalar(value) => literal::Value::Scalar(Box::new(scalar(value, depth)?)),
        LiteralValue::Collection(items) => {
            let literals = items.iter().map(|item| literal(item, depth)).collect::<Result<_, _>>()?;
            literal::Value::Collection(core::LiteralCollection { literals })
        }
        LiteralValue::Map(entries) => literal::Value::Map(literal_map(entries, depth)?),
    };
    Ok(core::Literal {
        hash: value.hash.clone(),
        value: Some(inner),
        metadata: value.metadata.clone().into_iter().collect(),
    })
}

/// Values by name.
pub(super) fn literal_map(entries: &Map<Literal>, depth: Depth) -> Result<core::LiteralMap, Fault> {
    let literals = entries.iter().map(|(name, value)| Ok((name.clone(), literal(value, depth)?)));
    Ok(core::LiteralMap { literals: literals.collect::<Result<_, Fault>>()? })
}

/// A value that is neither list nor map.
pub(super) fn scalar(value: &Scalar, depth: Depth) -> Result<core::Scalar, Fault> {
    let inner = match value {
        Scalar::Primitive(value) => scalar::Value::Primitive(primitive(value)),
        Scalar::Blob { uri, format, dimensionality } => scalar::Value::Blob(core::Blob {
            metadata: Some(core::BlobMetadata { r#type: Some(blob_type(format, *dimensionality)) }),
            uri: uri.clone(),
        }),
        Scalar::Binary { value, tag } => {
            scalar::Value::Binary(core::Binary { value: value.clone(), tag: tag.clone() })
        }
        Scalar::Schema { uri, columns } => {
            scalar::Value::Schema(core::Schema { uri: uri.clone(), r#type: Some(schema_type(columns)) })
        }
        Scalar::None => scalar::Value::NoneType(core::Void {}),
        Scalar::Generic(json) => scalar::Value::Generic(structure(json, "a structure", depth)?),
        Scalar::StructuredDataset { uri, dataset_type } => structured_dataset(uri, dataset_type, depth)?,
        Scalar::Union { value, stored_type } => scalar::Value::Union(Box::new(core::Union {
            value: Some(Box::new(literal(value, depth)?)),
            r#type: Some(literal_type(stored_type, depth)?),
        })),
    };
    Ok(core::Scalar { value: Some(inner) })
}

fn structured_dataset(uri: &str, dataset_type: &LiteralType, depth: Depth) -> Result<scalar::Value, Fault> {
    let structured_dataset_type = structured_dataset_type(&dataset_type.kind, depth)?;
    Ok(scalar::Value::StructuredDataset(core::StructuredDataset {
        uri: uri.to_owned(),
        metadata: Some(core::StructuredDatasetMetadata { structured_dataset_type }),
    }))
}

/// A primitive.
pub(super) fn primitive(value: &Primitive) -> core::Primitive {
    let inner = match value {
        Primitive::Integer(number) => primitive::Value::Integer(*number),
        Primitive::Float(number) => primitive::Value::FloatValue(*number),
        Primitive::String(text) => primitive::Value::StringValue(text.clone()),
        Primitive::Boolean(truth) => primitive::Value::Boolean(*truth),
        Primitive::Datetime(moment) => primitive::Value::Datetime(timestamp(*moment)),
        Primitive::Duration(length) => primitive::Value::Duration(duration(*length)),
    };
    core::Primitive { value: Some(inner) }
}
