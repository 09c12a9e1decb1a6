//! Types in the words of Python: how messages name them.

use std::fmt;

use super::{BlobDimensionality, Json, LiteralType, SimpleType, TypeKind};

/// How deep a type is spelled out.
const DEPTH: u32 = 6;

/// The type as an annotation would say it.
impl fmt::Display for LiteralType {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&shown(self, DEPTH))
    }
}

fn shown(literal_type: &LiteralType, depth: u32) -> String {
    let Some(depth) = depth.checked_sub(1) else { return "...".to_owned() };
    match &literal_type.kind {
        TypeKind::Simple(simple) => of_simple(*simple, literal_type),
        TypeKind::Collection(item) => format!("list[{}]", shown(item, depth)),
        TypeKind::Map(item) => format!("dict[str, {}]", shown(item, depth)),
        TypeKind::Schema(columns) => {
            of_columns("FlyteSchema", columns.iter().map(|column| column.name.as_str()))
        }
        TypeKind::StructuredDataset { columns, format, .. } => {
            let name = of_columns("StructuredDataset", columns.iter().map(|(name, _)| name.as_str()));
            if format.is_empty() { name } else { format!("{name} ({format})") }
        }
        TypeKind::Blob { format, dimensionality } => of_blob(literal_type, format, *dimensionality),
        TypeKind::Enum(values) => format!("Enum({})", values.join(", ")),
        TypeKind::Union(variants) => {
            let variants: Vec<String> = variants.iter().map(|variant| shown(variant, depth)).collect();
            variants.join(" | ")
        }
    }
}

fn of_simple(simple: SimpleType, literal_type: &LiteralType) -> String {
    let name = match simple {
        SimpleType::None => "None",
        SimpleType::Integer => "int",
        SimpleType::Float => "float",
        SimpleType::String => "str",
        SimpleType::Boolean => "bool",
        SimpleType::Datetime => "datetime",
        SimpleType::Duration => "timedelta",
        SimpleType::Binary => "bytes",
        SimpleType::Error => "FlyteError",
        SimpleType::Struct => {
            let title = noted(literal_type, "title").filter(|title| !title.is_empty());
            return title.unwrap_or_else(|| "dict".to_owned());
        }
    };
    name.to_owned()
}

/// A text in the metadata of a type.
fn noted(literal_type: &LiteralType, key: &str) -> Option<String> {
    let metadata = literal_type.metadata.as_ref()?.tree()?;
    metadata.get(key).and_then(Json::as_str).map(str::to_owned)
}

fn of_columns<'a>(name: &str, columns: impl Iterator<Item = &'a str>) -> String {
    let columns: Vec<&str> = columns.collect();
    if columns.is_empty() { name.to_owned() } else { format!("{name}[{}]", columns.join(", ")) }
}

/// A file or directory with its format; a pickle by the name of its class.
fn of_blob(literal_type: &LiteralType, format: &str, dimensionality: BlobDimensionality) -> String {
    if let Some(class) = noted(literal_type, "python_class_name") {
        return class;
    }
    let name = match dimensionality {
        BlobDimensionality::Single => "FlyteFile",
        BlobDimensionality::Multipart => "FlyteDirectory",
    };
    if format.is_empty() { name.to_owned() } else { format!("{name}[\"{format}\"]") }
}
