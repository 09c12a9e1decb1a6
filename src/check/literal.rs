//! The type of a constant (`LiteralTypeForLiteral` in `flytepropeller/pkg/compiler/validators/utils.go`).

use crate::model::{Literal, LiteralType, LiteralValue, Primitive, Scalar, SimpleType, TypeKind};

/// The tag of values that are encoded as `MessagePack`.
const MESSAGE_PACK: &str = "msgpack";

/// The type of a literal. A list or map of values of several types has items of a union.
pub(super) fn type_of(literal: &Literal) -> LiteralType {
    match &literal.value {
        LiteralValue::Scalar(scalar) => type_of_scalar(scalar),
        LiteralValue::Collection(items) => common_type(items.iter()).collection(),
        LiteralValue::Map(entries) => common_type(entries.values()).map(),
    }
}

fn common_type<'a>(items: impl Iterator<Item = &'a Literal>) -> LiteralType {
    let mut types: Vec<LiteralType> = Vec::new();
    let mut has_empty_list = false;
    for item in items {
        if matches!(&item.value, LiteralValue::Collection(items) if items.is_empty()) {
            has_empty_list = true;
            continue;
        }
        let found = type_of(item);
        if !types.contains(&found) {
            types.push(found);
        }
    }
    let none = || LiteralType::simple(SimpleType::None);
    match types.pop() {
        None if has_empty_list => none().collection(),
        None => none(),
        Some(only) if types.is_empty() => only,
        Some(last) => {
            types.push(last);
            LiteralType::new(TypeKind::Union(types))
        }
    }
}

/// The type of a value that is neither list nor map.
pub(super) fn type_of_scalar(scalar: &Scalar) -> LiteralType {
    match scalar {
        Scalar::Primitive(primitive) => type_of_primitive(primitive),
        Scalar::Blob { format, dimensionality, .. } => LiteralType::blob(format.clone(), *dimensionality),
        Scalar::Binary { tag, .. } if tag == MESSAGE_PACK => LiteralType::simple(SimpleType::Struct),
        Scalar::Binary { .. } => LiteralType::simple(SimpleType::Binary),
        Scalar::Schema { columns, .. } => LiteralType::new(TypeKind::Schema(columns.clone())),
        Scalar::None => LiteralType::simple(SimpleType::None),
        Scalar::Generic(_) => LiteralType::simple(SimpleType::Struct),
        Scalar::StructuredDataset { dataset_type, .. } => (**dataset_type).clone(),
        Scalar::Union { stored_type, .. } => LiteralType::new(TypeKind::Union(vec![(**stored_type).clone()])),
    }
}

/// The type of a primitive.
pub(super) fn type_of_primitive(primitive: &Primitive) -> LiteralType {
    LiteralType::simple(match primitive {
        Primitive::Integer(_) => SimpleType::Integer,
        Primitive::Float(_) => SimpleType::Float,
        Primitive::String(_) => SimpleType::String,
        Primitive::Boolean(_) => SimpleType::Boolean,
        Primitive::Datetime(_) => SimpleType::Datetime,
        Primitive::Duration(_) => SimpleType::Duration,
    })
}
