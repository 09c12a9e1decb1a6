//! `flytekit.models.literals`: the values that a program's own transformers give.
//!
//! A literal that the type engine made (`TypeEngine.to_literal`) is an instance that carries it; nothing else of it is seen.

use std::rc::Rc;

use super::super::engine::Engine;
use super::super::fault::{Fault, Outcome};
use super::models;
use crate::flytekit::library::Library;
use crate::flytekit::record::{self, Field, Record, fields};
use crate::flytekit::{need, protobuf};
use crate::model::{Literal, LiteralType, LiteralValue, Map, Primitive, Scalar, TypeKind};
use crate::python::{EvalResult, Evaluator, Instance, Value};

const MODULE: &str = "flytekit.models.literals";

/// The classes: name, fields, the modules that export it too.
const CLASSES: &[(&str, &[Field], &[&str])] = &[
    (
        "Primitive",
        fields! {
            integer: None, float_value: None, string_value: None, boolean: None, datetime: None, duration: None,
        },
        &[],
    ),
    ("Binary", fields! { value: Required, tag: Required }, &[]),
    ("BlobMetadata", fields! { type: Required }, &["flytekit"]),
    ("Blob", fields! { metadata: Required, uri: Required }, &["flytekit"]),
    ("Void", fields! {}, &[]),
    ("Schema", fields! { uri: Required, type: Required }, &[]),
    ("Union", fields! { value: Required, stored_type: Required }, &[]),
    ("StructuredDatasetMetadata", fields! { structured_dataset_type: None }, &[]),
    ("StructuredDataset", fields! { uri: Required, metadata: None }, &[]),
    ("LiteralCollection", fields! { literals: Required }, &[]),
    ("LiteralMap", fields! { literals: Required }, &[]),
    (
        "Scalar",
        fields! {
            primitive: None, blob: None, binary: None, schema: None, union: None, none_type: None, error: None,
            generic: None, structured_dataset: None,
        },
        &["flytekit"],
    ),
    (
        "Literal",
        fields! {
            scalar: None, collection: None, map: None, hash: None, metadata: None, offloaded_metadata: None,
        },
        &["flytekit"],
    ),
];

/// Defines the module.
pub(super) fn define(evaluator: &Evaluator, library: &mut Library) {
    for (name, fields, exported_by) in CLASSES {
        library.class(&Record::new(MODULE, name, fields).class(evaluator), exported_by);
    }
}

/// A literal as a value of Python.
pub(super) fn instance(evaluator: &mut Evaluator, literal: Literal) -> EvalResult<Value> {
    models::opaque(evaluator, MODULE, "Literal", literal)
}

/// The literal that an instance of `flytekit.models.literals.Literal` is.
pub(in super::super) fn literal_of(engine: &mut Engine<'_>, value: &Value) -> Outcome<Literal> {
    if let Value::Unknown(unknown) = value {
        return Err(engine.unknown(unknown, "the literal that a transformer gives"));
    }
    let Some(literal) = record::instance_of(value, "flytekit.models.literals.Literal") else {
        return Err(engine.expected(value, "a literal"));
    };
    if let Some(made) = literal.payload::<Literal>() {
        return Ok((*made).clone());
    }
    engine.deeper(|engine| {
        let value = literal_value(engine, &literal)?;
        let span = engine.span;
        let hash = need::optional_text(engine.evaluator, &record::get(&literal, "hash"), "a hash", span)?;
        let metadata = record::get(&literal, "metadata");
        let metadata = need::text_map(engine.evaluator, &metadata, "the metadata of a literal", span)?;
        if !record::get(&literal, "offloaded_metadata").is_none() {
            return Err(Fault::not_static("literals that are stored elsewhere are not supported"));
        }
        Ok(Literal { value, hash: hash.as_deref().unwrap_or_default().to_owned(), metadata })
    })
}

fn literal_value(engine: &mut Engine<'_>, literal: &Instance) -> Outcome<LiteralValue> {
    let (name, value) = only(engine, literal, &["scalar", "collection", "map"])?;
    let span = engine.span;
    match (name, &value) {
        ("scalar", Value::Instance(scalar)) => Ok(LiteralValue::Scalar(scalar_of(engine, scalar)?)),
        ("collection", Value::Instance(collection)) => {
            let items = record::get(collection, "literals");
            let items = need::items(engine.evaluator, &items, "the items of a literal", span)?;
            let items = items.iter().map(|item| literal_of(engine, item)).collect::<Outcome<_>>()?;
            Ok(LiteralValue::Collection(items))
        }
        ("map", Value::Instance(map)) => {
            let entries = record::get(map, "literals");
            let mut literals = Map::default();
            for (key, item) in need::entries(engine.evaluator, &entries, "the entries of a literal", span)? {
                let key = need::text(engine.evaluator, &key, "the key of a literal", span)?;
                literals.insert(key.to_string(), literal_of(engine, &item)?);
            }
            Ok(LiteralValue::Map(literals))
        }
        _ => Err(engine.expected(&value, "a part of a literal")),
    }
}

/// The one field that is set, with its name.
fn only(
    engine: &mut Engine<'_>,
    instance: &Instance,
    names: &[&'static str],
) -> Outcome<(&'static str, Value)> {
    let fields = names.iter().map(|name| (*name, record::get(instance, name)));
    let mut set = fields.filter(|(_, value)| !value.is_none());
    let (Some(field), None) = (set.next(), set.next()) else {
        let message = format!("a `{}` needs exactly one of its fields", instance.class.name);
        return Err(Fault::mismatch(message));
    };
    match &field.1 {
        Value::Unknown(unknown) => Err(engine.unknown(unknown, "the literal that a transformer gives")),
        _ => Ok(field),
    }
}

fn scalar_of(engine: &mut Engine<'_>, scalar: &Instance) -> Outcome<Scalar> {
    let names = [
        "primitive",
        "blob",
        "binary",
        "schema",
        "union",
        "none_type",
        "error",
        "generic",
        "structured_dataset",
    ];
    let (name, value) = only(engine, scalar, &names)?;
    let Value::Instance(instance) = &value else { return Err(engine.expected(&value, "a part of a scalar")) };
    let span = engine.span;
    let uri = |engine: &mut Engine<'_>| -> Outcome<String> {
        let uri = record::get(instance, "uri");
        Ok(need::text(engine.evaluator, &uri, "where a value is stored", span)?.to_string())
    };
    match name {
        "primitive" => primitive_of(engine, instance).map(Scalar::Primitive),
        "none_type" => Ok(Scalar::None),
        "generic" => Ok(Scalar::Generic(protobuf::json(engine.evaluator, &value, span)?)),
        "blob" => match blob_type(engine, &record::get(instance, "metadata"))? {
            TypeKind::Blob { format, dimensionality } => {
                Ok(Scalar::Blob { uri: uri(engine)?, format, dimensionality })
            }
            _ => Err(Fault::mismatch("the metadata of a blob needs the type of a blob")),
        },
        "schema" => match models::kind_of(engine, "schema", &record::get(instance, "type"))? {
            TypeKind::Schema(columns) => Ok(Scalar::Schema { uri: uri(engine)?, columns }),
            _ => Err(Fault::mismatch("a schema needs the type of a schema")),
        },
        "structured_dataset" => {
            let metadata = record::get(instance, "metadata");
            let dataset = metadata
                .as_instance()
                .map_or(Value::None, |metadata| record::get(metadata, "structured_dataset_type"));
            let dataset_type = models::kind_of(engine, "structured_dataset_type", &dataset)?;
            let dataset_type = Box::new(LiteralType::new(dataset_type));
            Ok(Scalar::StructuredDataset { uri: uri(engine)?, dataset_type })
        }
        "union" => {
            let value = Box::new(literal_of(engine, &record::get(instance, "value"))?);
            let stored_type = models::literal_type_of(engine, &record::get(instance, "stored_type"))?;
            let stored_type =
                stored_type.ok_or_else(|| Fault::mismatch("the type of a union's value is needed"))?;
            Ok(Scalar::Union { value, stored_type: Box::new(stored_type) })
        }
        "binary" => binary_of(engine, instance),
        _ => Err(Fault::not_static("a literal that is an error is not supported")),
    }
}

fn binary_of(engine: &mut Engine<'_>, binary: &Instance) -> Outcome<Scalar> {
    let tag = record::get(binary, "tag");
    let tag = need::text(engine.evaluator, &tag, "the encoding of a value", engine.span)?.to_string();
    match record::get(binary, "value") {
        Value::Bytes(bytes) => Ok(Scalar::Binary { value: bytes.to_vec(), tag }),
        Value::Unknown(unknown) => Err(engine.unknown(&unknown, "the bytes of a value")),
        other => Err(engine.expected(&other, "bytes")),
    }
}

fn blob_type(engine: &mut Engine<'_>, metadata: &Value) -> Outcome<TypeKind> {
    let Some(metadata) = record::instance_of(metadata, "flytekit.models.literals.BlobMetadata") else {
        return Err(engine.expected(metadata, "the metadata of a blob"));
    };
    models::kind_of(engine, "blob", &record::get(&metadata, "type"))
}

fn primitive_of(engine: &mut Engine<'_>, primitive: &Rc<Instance>) -> Outcome<Primitive> {
    let names = ["integer", "float_value", "string_value", "boolean", "datetime", "duration"];
    let (name, value) = only(engine, primitive, &names)?;
    let simple = match name {
        "integer" => "int",
        "float_value" => "float",
        "string_value" => "str",
        "boolean" => "bool",
        "datetime" => "datetime",
        _ => "timedelta",
    };
    engine.primitive(simple, &value)
}
