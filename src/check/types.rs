//! Which values an input takes: Flyte's rule of types that can be cast (`AreTypesCastable` in
//! `flytepropeller/pkg/compiler/validators/typing.go`).
//!
//! | the input | takes |
//! |---|---|
//! | none | none |
//! | a list, a map | a list, a map whose items fit, or one without items |
//! | a file or directory | either, of the same format, or where one of the formats is empty |
//! | a `FlyteSchema` | one that has its columns, or a structured dataset (parquet) that has them |
//! | a structured dataset | none; one of the same format that has its columns; a `FlyteSchema` that has them (parquet) |
//! | a union | a union each of whose variants fits one of its variants; another type that fits exactly one |
//! | an enum | text, and an enum of the same values |
//! | text | text, and any enum |
//! | a structure | a structure whose JSON schema fits ([`super::schema`]), or where one of them has no schema |
//! | anything else | the same type |
//!
//! Columns are compared only where both sides name some. A variant of a union keeps its tag: where the tag differs, it is
//! another type. Metadata, annotations and the structure of a type do not count otherwise. Numbers are not converted.

use super::schema;
use crate::model::{LiteralType, SchemaColumn, SchemaColumnType, SimpleType, TypeKind};

/// How deep types are followed. Deeper ones are taken to fit: they have no specification anyway.
const DEPTH: u32 = 100;

/// A list of columns of a structured dataset.
type Columns = [(String, LiteralType)];

/// Whether an input of type `to` takes a value of type `from`.
pub(super) fn is_castable(from: &LiteralType, to: &LiteralType) -> bool {
    casts(from, to, DEPTH)
}

/// A union of one variant also fits where that variant fits.
fn casts(from: &LiteralType, to: &LiteralType, depth: u32) -> bool {
    match &from.kind {
        TypeKind::Union(variants) => {
            matches!(&variants[..], [only] if fits(only, to, depth)) || fits(from, to, depth)
        }
        _ => fits(from, to, depth),
    }
}

fn fits(from: &LiteralType, to: &LiteralType, depth: u32) -> bool {
    let Some(depth) = depth.checked_sub(1) else { return true };
    match &to.kind {
        TypeKind::Simple(SimpleType::None) => is_none(from),
        TypeKind::Collection(item) => {
            matches!(&from.kind, TypeKind::Collection(other) if is_none(other) || fits(other, item, depth))
        }
        TypeKind::Map(item) => {
            matches!(&from.kind, TypeKind::Map(other) if is_none(other) || fits(other, item, depth))
        }
        TypeKind::Blob { format, .. } => {
            matches!(&from.kind, TypeKind::Blob { format: other, .. } if same_or_empty(other, format))
        }
        TypeKind::Schema(columns) => schema_takes(from, columns),
        TypeKind::StructuredDataset { columns, format, .. } => {
            is_none(from) || dataset_takes(from, columns, format, depth)
        }
        TypeKind::Union(variants) => union_takes(from, variants, depth),
        TypeKind::Simple(_) | TypeKind::Enum(_) => is_same(from, to),
    }
}

fn is_none(literal_type: &LiteralType) -> bool {
    matches!(literal_type.kind, TypeKind::Simple(SimpleType::None))
}

fn same_or_empty(left: &str, right: &str) -> bool {
    left.is_empty() || right.is_empty() || left == right
}

fn is_parquet(format: &str) -> bool {
    format.is_empty() || format.eq_ignore_ascii_case("parquet")
}

fn is_same(from: &LiteralType, to: &LiteralType) -> bool {
    use SimpleType::{String, Struct};
    match (&from.kind, &to.kind) {
        (TypeKind::Enum(_), TypeKind::Simple(String)) | (TypeKind::Simple(String), TypeKind::Enum(_)) => true,
        _ if !tag(from).is_empty() && tag(from) != tag(to) => false,
        (TypeKind::Simple(Struct), TypeKind::Simple(Struct)) => match (&from.metadata, &to.metadata) {
            // The values of one dataclass share their schema.
            (Some(from), Some(to)) => from.is_shared_with(to) || schema::fits(from, to),
            _ => true,
        },
        (from, to) => from == to,
    }
}

fn tag(literal_type: &LiteralType) -> &str {
    literal_type.structure.as_ref().map_or("", |structure| &structure.tag)
}

fn union_takes(from: &LiteralType, variants: &[LiteralType], depth: u32) -> bool {
    let fitting = |from: &LiteralType| variants.iter().filter(|to| casts(from, to, depth)).count();
    match &from.kind {
        TypeKind::Union(given) => given.iter().all(|variant| fitting(variant) > 0),
        _ => fitting(from) == 1,
    }
}

fn schema_takes(from: &LiteralType, to: &[SchemaColumn]) -> bool {
    match &from.kind {
        TypeKind::Schema(columns) => columns.is_empty() || to.iter().all(|column| columns.contains(column)),
        TypeKind::StructuredDataset { columns, format, .. } => {
            let has = |column: &SchemaColumn| {
                let found = columns.iter().find(|(name, _)| *name == column.name);
                found.is_some_and(|(_, literal_type)| is_column(literal_type, column.column_type))
            };
            is_parquet(format) && (columns.is_empty() || to.iter().all(has))
        }
        _ => false,
    }
}

fn dataset_takes(from: &LiteralType, to: &Columns, to_format: &str, depth: u32) -> bool {
    match &from.kind {
        TypeKind::StructuredDataset { columns, format, .. } => {
            let has = |(name, literal_type): &(String, LiteralType)| {
                let found = columns.iter().find(|(other, _)| other == name);
                found.is_some_and(|(_, found)| fits(found, literal_type, depth))
            };
            let formats_fit =
                format.is_empty() || to_format.is_empty() || format.eq_ignore_ascii_case(to_format);
            formats_fit && (columns.is_empty() || to.iter().all(has))
        }
        TypeKind::Schema(columns) => {
            let has = |(name, literal_type): &(String, LiteralType)| {
                let found = columns.iter().find(|column| column.name == *name);
                found.is_some_and(|column| is_column(literal_type, column.column_type))
            };
            is_parquet(to_format) && (columns.is_empty() || to.iter().all(has))
        }
        _ => false,
    }
}

fn is_column(literal_type: &LiteralType, column: SchemaColumnType) -> bool {
    let simple = match column {
        SchemaColumnType::Integer => SimpleType::Integer,
        SchemaColumnType::Float => SimpleType::Float,
        SchemaColumnType::String => SimpleType::String,
        SchemaColumnType::Boolean => SimpleType::Boolean,
        SchemaColumnType::Datetime => SimpleType::Datetime,
        SchemaColumnType::Duration => SimpleType::Duration,
    };
    literal_type.kind == TypeKind::Simple(simple)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::BlobDimensionality::{Multipart, Single};

    fn simple(simple: SimpleType) -> LiteralType {
        LiteralType::simple(simple)
    }

    fn dataset(columns: &[(&str, SimpleType)], format: &str) -> LiteralType {
        LiteralType::new(TypeKind::StructuredDataset {
            columns: columns.iter().map(|(name, column)| ((*name).to_owned(), simple(*column))).collect(),
            format: format.to_owned(),
            external_schema_type: String::new(),
            external_schema_bytes: Vec::new(),
        })
    }

    fn table(columns: &[(&str, SchemaColumnType)]) -> LiteralType {
        let column = |(name, column_type): &(&str, SchemaColumnType)| SchemaColumn {
            name: (*name).to_owned(),
            column_type: *column_type,
        };
        LiteralType::new(TypeKind::Schema(columns.iter().map(column).collect()))
    }

    /// Every row of the module's table: from, to, whether it fits.
    #[test]
    fn rows_of_the_table() {
        use SimpleType::{Boolean, Float, Integer, None, String, Struct};
        let int = || simple(Integer);
        let text = || simple(String);
        let choice = |values: &[&str]| {
            LiteralType::new(TypeKind::Enum(values.iter().map(ToString::to_string).collect()))
        };
        let union = |variants: Vec<LiteralType>| LiteralType::new(TypeKind::Union(variants));
        let tagged_int = || int().tagged("int");
        let tagged_text = || text().tagged("str");
        let nothing = || simple(None).tagged("none");
        let file = |format: &str| LiteralType::blob(format, Single);
        let rows = vec![
            (int(), int(), true),
            (text(), int(), false),
            (int(), simple(Float), false),
            (int(), simple(Boolean), false),
            (simple(None), simple(None), true),
            (int(), simple(None), false),
            (int().collection(), int().collection(), true),
            (text().collection(), int().collection(), false),
            (simple(None).collection(), int().collection(), true),
            (int(), int().collection(), false),
            (int().map(), int().map(), true),
            (text().map(), int().map(), false),
            (int().collection(), int().map(), false),
            (file("csv"), file("csv"), true),
            (file("csv"), file("txt"), false),
            (file("csv"), file(""), true),
            (file(""), file("csv"), true),
            (file(""), LiteralType::blob("", Multipart), true),
            (text(), file(""), false),
            (choice(&["a"]), text(), true),
            (text(), choice(&["a"]), true),
            (choice(&["a"]), choice(&["a"]), true),
            (choice(&["a"]), choice(&["b"]), false),
            (choice(&["a"]), int(), false),
            (int(), union(vec![tagged_int(), nothing()]), true),
            (text(), union(vec![tagged_int(), nothing()]), false),
            (union(vec![tagged_int(), nothing()]), int(), false),
            (union(vec![tagged_int()]), union(vec![tagged_int(), nothing()]), true),
            (union(vec![tagged_int(), nothing()]), union(vec![nothing(), tagged_int(), tagged_text()]), true),
            (union(vec![tagged_text(), nothing()]), union(vec![tagged_int(), nothing()]), false),
            (text(), union(vec![tagged_text(), choice(&["a"]).tagged("enum")]), false),
            (simple(Struct), simple(Struct), true),
            (simple(Struct), int(), false),
            (dataset(&[], ""), dataset(&[("a", Integer)], ""), true),
            (dataset(&[("a", Integer), ("b", String)], ""), dataset(&[("a", Integer)], ""), true),
            (dataset(&[("a", Integer)], ""), dataset(&[("b", Integer)], ""), false),
            (dataset(&[("a", Integer)], ""), dataset(&[("a", String)], ""), false),
            (dataset(&[], "CSV"), dataset(&[], "csv"), true),
            (dataset(&[], "csv"), dataset(&[], "parquet"), false),
            (simple(None), dataset(&[], ""), true),
            (table(&[("a", SchemaColumnType::Integer)]), dataset(&[("a", Integer)], "parquet"), true),
            (table(&[]), dataset(&[], "csv"), false),
            (dataset(&[("a", Integer)], "Parquet"), table(&[("a", SchemaColumnType::Integer)]), true),
            (dataset(&[("a", Integer)], ""), table(&[("a", SchemaColumnType::String)]), false),
            (dataset(&[], "csv"), table(&[]), false),
            (table(&[("a", SchemaColumnType::Integer)]), table(&[("b", SchemaColumnType::Integer)]), false),
            (int(), table(&[]), false),
        ];
        for (from, to, expected) in rows {
            assert_eq!(is_castable(&from, &to), expected, "{from:?} to {to:?}");
        }
    }

    #[test]
    fn a_single_variant_fits_where_it_would_alone() {
        let alone = LiteralType::new(TypeKind::Union(vec![simple(SimpleType::Integer)]));
        assert!(is_castable(&alone, &simple(SimpleType::Integer)));
    }

    #[test]
    fn types_too_deep_to_follow_are_not_judged() {
        let deep = |inner: SimpleType| (0..10_000).fold(simple(inner), |inner, _| inner.collection());
        assert!(is_castable(&deep(SimpleType::Integer), &deep(SimpleType::String)));
    }
}
