//! `flytekit.types.file` and `flytekit.types.directory`.
//!
//! `FlyteFile["csv"]` is a subclass that keeps its format as data; the formats that flytekit predefines are such subclasses.
//! An instance keeps what its constructor was given as attributes, under flytekit's names for them.

use std::rc::Rc;

use super::super::blob::is_remote;
use super::super::python_type::{annotated, type_variable};
use super::super::user_transformers::RecordAliases;
use super::{at_run_time, class_method, known_text, property};
use crate::flytekit::library::{self, Library};
use crate::python::{Arguments, Class, ClassHooks, EvalResult, Evaluator, Instance, Value, Vars};

/// The format of a class of files.
struct Format(Rc<str>);

/// `FlyteFile[…]` and `FlyteDirectory[…]`.
struct Hooks {
    specific: &'static str,
}

impl ClassHooks for Hooks {
    fn item(&self, evaluator: &mut Evaluator, class: &Rc<Class>, item: &Value) -> EvalResult<Option<Value>> {
        let item = match annotated(item) {
            Some(annotated) => annotated.metadata.first().cloned().unwrap_or(Value::None),
            None => item.clone(),
        };
        if item.is_none() {
            return Ok(Some(Value::Class(Rc::clone(class))));
        }
        let text = match type_variable(&item) {
            Some(variable) => Rc::clone(&variable.name),
            None => known_text(evaluator, &item)?,
        };
        let format = text.trim().trim_start_matches('~').trim_start_matches('.');
        Ok(Some(Value::Class(self.with_format(class, format))))
    }
}

impl Hooks {
    fn with_format(&self, class: &Rc<Class>, format: &str) -> Rc<Class> {
        if format.is_empty() {
            return Rc::clone(class);
        }
        let origin = Vars::from_iter([("__origin__".into(), Value::Class(Rc::clone(class)))]);
        let specific = Class::native(&class.module, self.specific, std::slice::from_ref(class), None, origin);
        specific.set_data(Format(format.into()));
        specific
    }
}

/// The formats of files that flytekit predefines.
const FILES: &[(&str, &str)] = &[
    ("HDF5EncodedFile", "hdf5"),
    ("HTMLPage", "html"),
    ("JoblibSerializedFile", "joblib"),
    ("JPEGImageFile", "jpeg"),
    ("PDFFile", "pdf"),
    ("PNGImageFile", "png"),
    ("PythonPickledFile", "python_pickle"),
    ("PythonNotebook", "ipynb"),
    ("SVGImageFile", "svg"),
    ("CSVFile", "csv"),
    ("ONNXFile", "onnx"),
    ("TFRecordFile", "tfrecord"),
    ("JSONLFile", "jsonl"),
];

/// The formats of directories that flytekit predefines.
const DIRECTORIES: &[(&str, &str)] =
    &[("TensorboardLogs", "tensorboard"), ("TFRecordsDirectory", "tfrecords_dir")];

/// Defines both modules.
pub(super) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    let file_hooks = Hooks { specific: "FlyteFile.__class_getitem__.<locals>._SpecificFormatClass" };
    let directory_hooks =
        Hooks { specific: "FlyteDirectory.__class_getitem__.<locals>._SpecificFormatDirectoryClass" };
    let object = [Rc::clone(&evaluator.types.object)];
    let file = Class::native(
        "flytekit.types.file.file",
        "FlyteFile",
        &object,
        Some(Rc::new(Hooks { ..file_hooks })),
        file_attributes(),
    );
    let directory = Class::native(
        "flytekit.types.directory.types",
        "FlyteDirectory",
        &object,
        Some(Rc::new(Hooks { ..directory_hooks })),
        directory_attributes(),
    );
    library.class(&file, &["flytekit", "flytekit.types.file"]);
    library.class(&directory, &["flytekit", "flytekit.types.directory"]);
    let aliases = evaluator.extension::<RecordAliases>();
    for (name, format) in FILES {
        let class = file_hooks.with_format(&file, format);
        if *name == "TFRecordFile" {
            *aliases.file.borrow_mut() = Some(Rc::clone(&class));
        }
        library.add("flytekit.types.file", name, Value::Class(class));
    }
    for (name, format) in DIRECTORIES {
        let class = directory_hooks.with_format(&directory, format);
        if *name == "TFRecordsDirectory" {
            *aliases.directory.borrow_mut() = Some(Rc::clone(&class));
        }
        library.add("flytekit.types.directory", name, Value::Class(class));
    }
    // Whether the program imports tensorflow decides what its record files are.
    library.module("tensorflow");
}

fn file_attributes() -> Vars {
    let mut attributes = shared_attributes();
    attributes.insert("__init__".into(), library::function("__init__", initialize_file));
    attributes.insert(
        "remote_path".into(),
        property("remote_path", |_, arguments| read(arguments, "_remote_path")),
    );
    for name in ["new_remote_file", "new"] {
        attributes.insert(name.into(), run_time_class_method(name));
    }
    attributes.insert("open".into(), at_run_time("open"));
    attributes
}

fn directory_attributes() -> Vars {
    let mut attributes = shared_attributes();
    attributes.insert("__init__".into(), library::function("__init__", initialize_directory));
    attributes.insert(
        "remote_directory".into(),
        property("remote_directory", |_, arguments| read(arguments, "_remote_directory")),
    );
    for name in ["new_remote", "new", "listdir"] {
        attributes.insert(name.into(), run_time_class_method(name));
    }
    for name in ["new_file", "new_dir", "crawl", "__truediv__"] {
        attributes.insert(name.into(), at_run_time(name));
    }
    attributes
}

fn shared_attributes() -> Vars {
    let mut attributes =
        library::methods(&[("__str__", text), ("__repr__", text), ("__eq__", equals), ("__hash__", hash)]);
    attributes.insert("extension".into(), class_method("extension", extension));
    attributes.insert("from_source".into(), class_method("from_source", from_source));
    attributes.insert(
        "remote_source".into(),
        property("remote_source", |_, arguments| read(arguments, "_remote_source")),
    );
    for name in ["download", "_download", "__fspath__"] {
        attributes.insert(name.into(), at_run_time(name));
    }
    attributes
}

fn run_time_class_method(name: &str) -> Value {
    Value::ClassMethod(Rc::new(at_run_time(name)))
}

fn initialize_file(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [instance, path, downloader, remote_path, metadata] = arguments.bind(
        evaluator,
        "FlyteFile.__init__",
        ["self!", "path!", "downloader", "remote_path", "metadata"],
    )?;
    let Some(Value::Instance(instance)) = instance else { return Ok(Value::None) };
    let source = match path.as_ref().and_then(Value::as_str) {
        Some(path) if is_remote(&path) => Value::Str(path),
        _ => Value::None,
    };
    set(&instance, "path", path);
    set(&instance, "metadata", metadata);
    set(&instance, "_downloader", downloader);
    set(&instance, "_remote_path", remote_path);
    set(&instance, "_remote_source", Some(source));
    Ok(Value::None)
}

fn initialize_directory(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [instance, path, downloader, remote_directory] = arguments.bind(
        evaluator,
        "FlyteDirectory.__init__",
        ["self!", "path!", "downloader", "remote_directory"],
    )?;
    let Some(Value::Instance(instance)) = instance else { return Ok(Value::None) };
    set(&instance, "path", path);
    set(&instance, "_downloader", downloader);
    set(&instance, "_remote_directory", remote_directory);
    set(&instance, "_remote_source", None);
    Ok(Value::None)
}

fn set(instance: &Instance, name: &str, value: Option<Value>) {
    instance.set_attribute(name, value.unwrap_or(Value::None));
}

/// `FlyteFile.from_source(location)`: a file whose data are at a location.
fn from_source(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let Some(class) = arguments.take_first() else { return Ok(Value::None) };
    let [source] = arguments.bind(evaluator, "from_source", ["source!"])?;
    evaluator.call(&class, Arguments::positional(source.into_iter().collect::<Vec<_>>()))
}

fn extension(_: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let format = match arguments.take_first() {
        Some(Value::Class(class)) => class.inherited_data::<Format>(),
        _ => None,
    };
    Ok(format.map_or_else(|| Value::str(""), |format| Value::Str(Rc::clone(&format.0))))
}

fn read(mut arguments: Arguments, attribute: &str) -> EvalResult<Value> {
    let instance = arguments.take_first();
    let value =
        instance.as_ref().and_then(Value::as_instance).and_then(|instance| instance.attribute(attribute));
    Ok(value.unwrap_or(Value::None))
}

fn text(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let path = read(arguments, "path")?;
    evaluator.str_of(&path)
}

fn equals(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [Some(left), Some(right)] = arguments.bind(evaluator, "__eq__", ["self!", "other!"])? else {
        return Ok(Value::NotImplemented);
    };
    let path = |value: &Value| value.as_instance().and_then(|instance| instance.attribute("path"));
    let (Some(left), right) = (path(&left), path(&right).unwrap_or(right)) else {
        return Ok(Value::NotImplemented);
    };
    Ok(evaluator.equals(&left, &right)?.into())
}

fn hash(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let path = text(evaluator, arguments)?;
    let unknown = evaluator.unknown("the hash of text is not the same on every run");
    Ok(if path.as_unknown().is_some() { path } else { unknown })
}
