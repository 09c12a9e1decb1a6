//! `flytekit.types.schema` and `flytekit.types.structured`.

use std::rc::Rc;

use super::super::transformer::Transformer;
use super::super::user_transformers::UserTransformers;
use super::{at_run_time, class_method, own_item, plain_class};
use crate::flytekit::library::{self, Library};
use crate::flytekit::record::{self, Record, fields};
use crate::flytekit::{enumeration, need};
use crate::python::{Arguments, Class, ClassHooks, EvalResult, Evaluator, Value, Vars};

const SCHEMA: &str = "flytekit.types.schema.types";
const DATASET: &str = "flytekit.types.structured.structured_dataset";

/// The columns of a `FlyteSchema[…]`, a dictionary.
struct Columns(Value);

/// `FlyteSchema[…]`.
struct Hooks;

impl ClassHooks for Hooks {
    fn item(&self, evaluator: &mut Evaluator, class: &Rc<Class>, item: &Value) -> EvalResult<Option<Value>> {
        let unchanged = Ok(Some(Value::Class(Rc::clone(class))));
        match item.unwrapped() {
            Value::None => unchanged,
            Value::Unknown(unknown) => Err(unknown.into()),
            Value::Dict(dict) if dict.is_empty() && dict.taint().is_none() => unchanged,
            Value::Dict(_) => {
                let origin = Vars::from_iter([("__origin__".into(), Value::Class(Rc::clone(class)))]);
                let name = "FlyteSchema.__class_getitem__.<locals>._TypedSchema";
                let typed = Class::native(SCHEMA, name, std::slice::from_ref(class), None, origin);
                typed.set_data(Columns(item.unwrapped()));
                Ok(Some(Value::Class(typed)))
            }
            _ => Err(evaluator.assertion_error(
                "Columns should be specified as an ordered dict of column names and their types",
            )),
        }
    }
}

/// Defines both modules.
pub(super) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    define_schema(evaluator, library);
    define_dataset(evaluator, library);
    define_handlers(evaluator, library);
}

fn define_schema(evaluator: &mut Evaluator, library: &mut Library) {
    let exported = ["flytekit.types.schema"];
    let modes = enumeration::class(evaluator, SCHEMA, "SchemaOpenMode", &[("READ", "r"), ("WRITE", "w")]);
    let write = modes.lookup("WRITE").unwrap_or(Value::None);
    library.class(&modes, &exported);
    let formats = enumeration::class(evaluator, SCHEMA, "SchemaFormat", &[("PARQUET", "parquet")]);
    let parquet = formats.lookup("PARQUET").unwrap_or(Value::None);
    library.class(&formats, &exported);
    let mut attributes = Vars::from_iter([
        ("columns".into(), class_method("columns", columns)),
        ("column_names".into(), class_method("column_names", column_names)),
        ("_parquet".into(), parquet),
        ("_write".into(), write),
        (
            "format".into(),
            class_method("format", |evaluator, mut arguments| {
                let class = arguments.take_first().unwrap_or(Value::None);
                evaluator.get_attribute(&class, "_parquet")
            }),
        ),
        ("__init__".into(), library::function("__init__", initialize_schema)),
    ]);
    for name in ["open", "as_readonly"] {
        attributes.insert(name.into(), at_run_time(name));
    }
    let object = [Rc::clone(&evaluator.types.object)];
    let schema = Class::native(SCHEMA, "FlyteSchema", &object, Some(Rc::new(Hooks)), attributes);
    library.class(&schema, &exported);
}

fn initialize_schema(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [instance, local_path, remote_path, mode, downloader] = arguments.bind(
        evaluator,
        "FlyteSchema.__init__",
        ["self!", "local_path", "remote_path", "supported_mode", "downloader"],
    )?;
    let Some(Value::Instance(instance)) = instance else { return Ok(Value::None) };
    let random = |evaluator: &Evaluator| evaluator.unknown("flytekit chooses a random place for it");
    let write = instance.class.lookup("_write").unwrap_or(Value::None);
    instance.set_attribute("_local_path", local_path.unwrap_or_else(|| random(evaluator)));
    instance.set_attribute("remote_path", remote_path.unwrap_or_else(|| random(evaluator)));
    instance.set_attribute("_supported_mode", mode.unwrap_or(write));
    instance.set_attribute("_downloader", downloader.unwrap_or(Value::None));
    Ok(Value::None)
}

fn columns(_: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let columns = match arguments.take_first() {
        Some(Value::Class(class)) => class.inherited_data::<Columns>(),
        _ => None,
    };
    Ok(columns.map_or_else(|| Value::dict::<&str>([]), |columns| columns.0.clone()))
}

fn column_names(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let span = arguments.span();
    let columns = columns(evaluator, arguments)?;
    let entries = need::entries(evaluator, &columns, "the columns", span)?;
    Ok(Value::list(entries.into_iter().map(|(name, _)| name).collect()))
}

fn define_dataset(evaluator: &mut Evaluator, library: &mut Library) {
    let exported = ["flytekit", "flytekit.types.structured"];
    let mut attributes = Vars::from_iter([
        ("__init__".into(), library::function("__init__", initialize_dataset)),
        ("columns".into(), class_method("columns", |_, _| Ok(Value::dict::<&str>([])))),
        ("column_names".into(), class_method("column_names", |_, _| Ok(Value::list(Vec::new())))),
    ]);
    for name in ["open", "all", "iter"] {
        attributes.insert(name.into(), at_run_time(name));
    }
    for (name, code) in [
        ("dataframe", (|_, arguments| read(arguments, "_dataframe")) as crate::python::NativeCode),
        ("metadata", |_, arguments| read(arguments, "_metadata")),
    ] {
        attributes.insert(name.into(), super::property(name, code));
    }
    let object = [Rc::clone(&evaluator.types.object)];
    library.class(&Class::native(DATASET, "StructuredDataset", &object, None, attributes), &exported);
    for (name, text) in [("PARQUET", "parquet"), ("CSV", "csv"), ("GENERIC_FORMAT", "")] {
        library.add(DATASET, name, Value::str(text));
    }
    library.add(DATASET, "GENERIC_PROTOCOL", Value::str("generic protocol"));
    library.export(
        "StructuredDatasetFormat",
        &Value::Class(Rc::clone(&evaluator.types.str)),
        DATASET,
        &["flytekit"],
    );
}

fn initialize_dataset(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let known = ["self", "dataframe", "uri", "metadata", "file_format"];
    arguments.keywords.retain(|(name, _)| known.contains(&&**name));
    let [instance, dataframe, uri, metadata, file_format] = arguments.bind(
        evaluator,
        "StructuredDataset.__init__",
        ["self!", "dataframe", "uri", "metadata", "*file_format"],
    )?;
    let Some(Value::Instance(instance)) = instance else { return Ok(Value::None) };
    instance.set_attribute("_dataframe", dataframe.unwrap_or(Value::None));
    instance.set_attribute("uri", uri.unwrap_or(Value::None));
    instance.set_attribute("_metadata", metadata.unwrap_or(Value::None));
    instance.set_attribute("file_format", file_format.unwrap_or_else(|| Value::str("")));
    Ok(Value::None)
}

fn read(mut arguments: Arguments, attribute: &str) -> EvalResult<Value> {
    let instance = arguments.take_first();
    let value =
        instance.as_ref().and_then(Value::as_instance).and_then(|instance| instance.attribute(attribute));
    Ok(value.unwrap_or(Value::None))
}

fn define_handlers(evaluator: &mut Evaluator, library: &mut Library) {
    let exported = ["flytekit", "flytekit.types.structured"];
    let generic = || Vars::from_iter([("__class_getitem__".into(), own_item())]);
    let encoder = fields! { python_type: Required, protocol: None, supported_format: Str("") };
    let encoder = Record::new(DATASET, "StructuredDatasetEncoder", encoder).attributes(generic());
    library.class(&plain_class(encoder, evaluator), &exported);
    let decoder = fields! { python_type: Required, protocol: None, supported_format: Str(""), additional_protocols: None };
    let decoder = Record::new(DATASET, "StructuredDatasetDecoder", decoder).attributes(generic());
    library.class(&plain_class(decoder, evaluator), &exported);
    let attributes = Vars::from_iter([
        ("register".into(), class_method("register", register)),
        ("register_for_protocol".into(), class_method("register_for_protocol", register)),
        ("register_renderer".into(), class_method("register_renderer", |_, _| Ok(Value::None))),
    ]);
    let object = [Rc::clone(&evaluator.types.object)];
    let engine = Class::native(DATASET, "StructuredDatasetTransformerEngine", &object, None, attributes);
    library.class(&engine, &exported);
    let duplicate = [Rc::clone(&evaluator.exceptions.value_error)];
    library.class(
        &Class::native(DATASET, "DuplicateHandlerError", &duplicate, None, Vars::default()),
        &exported[1..],
    );
}

/// `StructuredDatasetTransformerEngine.register(handler)`: the handler's type becomes a structured dataset.
fn register(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    arguments.take_first();
    let handler = arguments.positional.first().or(arguments.keyword("h")).cloned();
    if let Some(Value::Instance(handler)) = handler {
        let transformers = evaluator.extension::<UserTransformers>();
        transformers.register(record::get(&handler, "python_type"), Transformer::StructuredDataset);
    }
    Ok(Value::None)
}
