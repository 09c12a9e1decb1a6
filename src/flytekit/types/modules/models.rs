//! `flytekit.models.types` and `flytekit.models.core.types`: the Flyte types that a program's own transformers give.

use std::rc::Rc;
use std::sync::Arc;

use super::super::engine::Engine;
use super::super::fault::{Fault, Outcome};
use crate::flytekit::library::Library;
use crate::flytekit::record::{self, Record, fields};
use crate::flytekit::{convert, need};
use crate::model::{
    BlobDimensionality, Json, JsonText, LiteralType, Map, SchemaColumn, SchemaColumnType, SimpleType,
    TypeKind, TypeStructure,
};
use crate::python::{Class, EvalResult, Evaluator, Instance, Unknown, UnknownForm, Value, Vars};

const TYPES: &str = "flytekit.models.types";
const CORE: &str = "flytekit.models.core.types";

/// `flyteidl.core.SimpleType` by number.
const SIMPLE: &[(&str, SimpleType)] = &[
    ("NONE", SimpleType::None),
    ("INTEGER", SimpleType::Integer),
    ("FLOAT", SimpleType::Float),
    ("STRING", SimpleType::String),
    ("BOOLEAN", SimpleType::Boolean),
    ("DATETIME", SimpleType::Datetime),
    ("DURATION", SimpleType::Duration),
    ("BINARY", SimpleType::Binary),
    ("ERROR", SimpleType::Error),
    ("STRUCT", SimpleType::Struct),
];

/// `flyteidl.core.SchemaType.SchemaColumn.SchemaColumnType` by number.
const COLUMN_TYPES: &[(&str, SchemaColumnType)] = &[
    ("INTEGER", SchemaColumnType::Integer),
    ("FLOAT", SchemaColumnType::Float),
    ("STRING", SchemaColumnType::String),
    ("BOOLEAN", SchemaColumnType::Boolean),
    ("DATETIME", SchemaColumnType::Datetime),
    ("DURATION", SchemaColumnType::Duration),
];

/// Defines both modules.
pub(super) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    let numbers = |evaluator: &Evaluator, module: &str, name: &str, names: &mut dyn Iterator<Item = &str>| {
        let attributes = names.enumerate().map(|(number, name)| (Rc::from(name), Value::int(number)));
        let object = [Rc::clone(&evaluator.types.object)];
        Class::native(module, name, &object, None, attributes.collect::<Vars>())
    };
    let simple = numbers(evaluator, TYPES, "SimpleType", &mut SIMPLE.iter().map(|(name, _)| *name));
    library.class(&simple, &[]);
    let literal_type = fields! {
        simple: None, schema: None, collection_type: None, map_value_type: None, blob: None, enum_type: None,
        union_type: None, structured_dataset_type: None, metadata: None, structure: None, annotation: None,
    };
    library.class(&Record::new(TYPES, "LiteralType", literal_type).class(evaluator), &["flytekit"]);
    let dataset = fields! {
        columns: None, format: Str(""), external_schema_type: None, external_schema_bytes: None,
    };
    let dataset = Record::new(TYPES, "StructuredDatasetType", dataset).class(evaluator);
    let column = fields! { name: Required, literal_type: Required };
    let column = Record::new(TYPES, "DatasetColumn", column).class(evaluator);
    dataset.set_attribute("DatasetColumn", Value::Class(column));
    library.class(&dataset, &[]);
    let schema = Record::new(TYPES, "SchemaType", fields! { columns: Required }).class(evaluator);
    let column =
        Record::new(TYPES, "SchemaColumn", fields! { name: Required, type: Required }).class(evaluator);
    let mut names = COLUMN_TYPES.iter().map(|(name, _)| *name);
    column.set_attribute(
        "SchemaColumnType",
        Value::Class(numbers(evaluator, TYPES, "SchemaColumnType", &mut names)),
    );
    schema.set_attribute("SchemaColumn", Value::Class(column));
    library.class(&schema, &[]);
    library.class(&Record::new(TYPES, "UnionType", fields! { variants: Required }).class(evaluator), &[]);
    let structure = fields! { tag: Required, dataclass_type: None };
    library.class(&Record::new(TYPES, "TypeStructure", structure).class(evaluator), &[]);
    let annotation =
        Record::new("flytekit.models.annotation", "TypeAnnotation", fields! { annotations: Required });
    library.class(&annotation.class(evaluator), &[]);
    let blob = Record::new(CORE, "BlobType", fields! { format: Required, dimensionality: Required })
        .class(evaluator);
    let mut names = ["SINGLE", "MULTIPART"].into_iter();
    let dimensionality = numbers(evaluator, CORE, "BlobDimensionality", &mut names);
    blob.set_attribute("BlobDimensionality", Value::Class(dimensionality));
    library.class(&blob, &["flytekit"]);
    library.class(&Record::new(CORE, "EnumType", fields! { values: Required }).class(evaluator), &[]);
}

/// The Flyte type that an instance of `flytekit.models.types.LiteralType` is; `None` for any other value.
pub(in super::super) fn literal_type_of(
    engine: &mut Engine<'_>,
    value: &Value,
) -> Outcome<Option<LiteralType>> {
    let Some(instance) = record::instance_of(value, "flytekit.models.types.LiteralType") else {
        return Ok(None);
    };
    if let Some(made) = instance.payload::<LiteralType>() {
        return Ok(Some((*made).clone()));
    }
    engine.deeper(|engine| {
        let Some(kind) = kind(engine, &instance)? else { return Ok(None) };
        let metadata = object(engine, &record::get(&instance, "metadata"))?;
        let annotation = match record::instance_of(
            &record::get(&instance, "annotation"),
            "flytekit.models.annotation.TypeAnnotation",
        ) {
            Some(annotation) => object(engine, &record::get(&annotation, "annotations"))?,
            None => None,
        };
        let structure = structure(engine, &record::get(&instance, "structure"))?;
        Ok(Some(LiteralType {
            kind,
            metadata: metadata.map(JsonText::from),
            annotation: annotation.map(JsonText::from),
            structure: structure.map(Arc::new),
        }))
    })
}

/// A Flyte type as a value of Python.
pub(in super::super) fn instance(evaluator: &mut Evaluator, literal_type: LiteralType) -> EvalResult<Value> {
    opaque(evaluator, TYPES, "LiteralType", literal_type)
}

/// An instance of a class of flytekit's models that carries what it stands for, and whose fields are unknown.
pub(super) fn opaque<T: 'static>(
    evaluator: &mut Evaluator,
    module: &str,
    class: &str,
    payload: T,
) -> EvalResult<Value> {
    let module = evaluator.import_module(module)?;
    match evaluator.get_attribute(&module, class)? {
        Value::Class(class) => {
            let instance = Instance::with_payload(&class, payload);
            let reason = "flytekit's own models are only looked into where a program makes them";
            instance.set_taint(Unknown::new(UnknownForm::Other, evaluator.current_span(), reason));
            Ok(Value::Instance(Rc::new(instance)))
        }
        _ => Ok(evaluator.unknown("it is one of flytekit's own models")),
    }
}

/// The kind of type that an instance is which stands in the given field of a `LiteralType`.
pub(super) fn kind_of(engine: &mut Engine<'_>, field: &str, value: &Value) -> Outcome<TypeKind> {
    match (field, value) {
        (_, Value::Unknown(unknown)) => Err(engine.unknown(unknown, "the type of a value")),
        ("blob", Value::Instance(blob)) => blob_kind(engine, blob),
        ("schema", Value::Instance(schema)) => schema_kind(engine, schema),
        (_, Value::Instance(dataset)) => dataset_kind(engine, dataset),
        _ => Err(engine.expected(value, "the type of a value")),
    }
}

/// The Flyte type in a field that must have one.
fn inner(engine: &mut Engine<'_>, value: &Value) -> Outcome<LiteralType> {
    literal_type_of(engine, value)?.ok_or_else(|| Fault::unsupported_type("a LiteralType is needed here"))
}

fn kind(engine: &mut Engine<'_>, instance: &Instance) -> Outcome<Option<TypeKind>> {
    let field = |name: &str| Some(record::get(instance, name)).filter(|value| !value.is_none());
    if let Some(simple) = field("simple") {
        let number = need::integer(engine.evaluator, &simple, "a simple type", engine.span)?;
        let simple = usize::try_from(number).ok().and_then(|number| SIMPLE.get(number));
        return Ok(simple.map(|(_, simple)| TypeKind::Simple(*simple)));
    }
    if let Some(item) = field("collection_type") {
        return Ok(Some(TypeKind::Collection(Box::new(inner(engine, &item)?))));
    }
    if let Some(item) = field("map_value_type") {
        return Ok(Some(TypeKind::Map(Box::new(inner(engine, &item)?))));
    }
    if let Some(Value::Instance(blob)) = field("blob") {
        return blob_kind(engine, &blob).map(Some);
    }
    if let Some(Value::Instance(values)) = field("enum_type") {
        let values = need::texts(
            engine.evaluator,
            &record::get(&values, "values"),
            "the values of an enum",
            engine.span,
        )?;
        return Ok(Some(TypeKind::Enum(values)));
    }
    if let Some(Value::Instance(union)) = field("union_type") {
        let variants =
            need::items(engine.evaluator, &record::get(&union, "variants"), "a union", engine.span)?;
        let variants = variants.iter().map(|variant| inner(engine, variant)).collect::<Outcome<_>>()?;
        return Ok(Some(TypeKind::Union(variants)));
    }
    if let Some(Value::Instance(dataset)) = field("structured_dataset_type") {
        return dataset_kind(engine, &dataset).map(Some);
    }
    if let Some(Value::Instance(schema)) = field("schema") {
        return schema_kind(engine, &schema).map(Some);
    }
    Ok(None)
}

fn blob_kind(engine: &mut Engine<'_>, blob: &Instance) -> Outcome<TypeKind> {
    let format = record::get(blob, "format");
    let format = need::text(engine.evaluator, &format, "the format of a blob", engine.span)?.to_string();
    let number = record::get(blob, "dimensionality");
    let number = need::integer(engine.evaluator, &number, "the dimensionality of a blob", engine.span)?;
    let dimensionality = if number == 0 { BlobDimensionality::Single } else { BlobDimensionality::Multipart };
    Ok(TypeKind::Blob { format, dimensionality })
}

fn dataset_kind(engine: &mut Engine<'_>, dataset: &Instance) -> Outcome<TypeKind> {
    let what = "the type of a dataset";
    let mut columns = Vec::new();
    let given = record::get(dataset, "columns");
    if !given.is_none() {
        for column in need::items(engine.evaluator, &given, what, engine.span)? {
            let Value::Instance(column) = column else {
                return Err(Fault::unsupported_type("a column of a dataset is needed here"));
            };
            let name = need::text(engine.evaluator, &record::get(&column, "name"), what, engine.span)?;
            columns.push((name.to_string(), inner(engine, &record::get(&column, "literal_type"))?));
        }
    }
    let mut text = |name: &str| {
        let value = record::get(dataset, name);
        let text = need::optional_text(engine.evaluator, &value, what, engine.span)?;
        Outcome::Ok(text.as_deref().unwrap_or_default().to_owned())
    };
    let (format, external_schema_type) = (text("format")?, text("external_schema_type")?);
    let external_schema_bytes = match record::get(dataset, "external_schema_bytes") {
        Value::Bytes(bytes) => bytes.to_vec(),
        _ => Vec::new(),
    };
    Ok(TypeKind::StructuredDataset { columns, format, external_schema_type, external_schema_bytes })
}

fn schema_kind(engine: &mut Engine<'_>, schema: &Instance) -> Outcome<TypeKind> {
    let what = "the type of a table";
    let mut columns = Vec::new();
    for column in need::items(engine.evaluator, &record::get(schema, "columns"), what, engine.span)? {
        let Value::Instance(column) = column else {
            return Err(Fault::unsupported_type("a column of a table is needed here"));
        };
        let name =
            need::text(engine.evaluator, &record::get(&column, "name"), what, engine.span)?.to_string();
        let number = need::integer(engine.evaluator, &record::get(&column, "type"), what, engine.span)?;
        let column_type = usize::try_from(number).ok().and_then(|number| COLUMN_TYPES.get(number));
        let (_, column_type) =
            column_type.ok_or_else(|| Fault::unsupported_type("this is no type of a column"))?;
        columns.push(SchemaColumn { name, column_type: *column_type });
    }
    Ok(TypeKind::Schema(columns))
}

fn structure(engine: &mut Engine<'_>, value: &Value) -> Outcome<Option<TypeStructure>> {
    let Some(structure) = record::instance_of(value, "flytekit.models.types.TypeStructure") else {
        return Ok(None);
    };
    let tag =
        need::text(engine.evaluator, &record::get(&structure, "tag"), "the tag of a type", engine.span)?;
    let mut dataclass_type = Map::default();
    let fields = record::get(&structure, "dataclass_type");
    for (name, field) in need::entries(engine.evaluator, &fields, "the fields of a type", engine.span)? {
        let name = need::text(engine.evaluator, &name, "the name of a field", engine.span)?;
        dataclass_type.insert(name.to_string(), inner(engine, &field)?);
    }
    Ok(Some(TypeStructure { tag: tag.to_string(), dataclass_type }))
}

/// A dictionary as a JSON object; `None` for `None`.
fn object(engine: &mut Engine<'_>, value: &Value) -> Outcome<Option<Json>> {
    if value.is_none() {
        return Ok(None);
    }
    Ok(Some(convert::json(engine.evaluator, value, "the metadata of a type", engine.span)?))
}
