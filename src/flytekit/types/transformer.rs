//! Which transformer a Python type gets (`flytekit.core.type_engine.TypeEngine.get_transformer`).
//!
//! Order: a transformer among the annotations; enums; `Literal`; the origin of a generic; unions; the class itself; each
//! class of its method resolution order; dataclasses; a pickle for everything else. Classes are known by their dotted names,
//! unknown ones by what [`third_party`] says of their path.

use std::rc::Rc;

use super::FixedType;
use super::engine::Engine;
use super::fault::{Fault, Outcome};
use super::python_type::{annotated, generic, is_any, is_none, literal_values, special_form, union};
use super::user_transformers::UserTransformers;
use crate::diagnostic::{Diagnostic, Id};
use crate::flytekit::third_party;
use crate::model::{BlobDimensionality, SimpleType};
use crate::python::stdlib::dataclasses::DataclassFields;
use crate::python::{Class, Evaluator, Unknown, UnknownForm, Value};

/// What turns values of a type into literals and back, named as flytekit names it.
#[derive(Clone)]
pub(super) enum Transformer {
    /// Primitives, points and lengths of time, `None`.
    Simple(Simple),
    /// `list[T]`.
    List,
    /// `dict`, `dict[K, V]`.
    Dict,
    /// `Iterator[T]`.
    Iterator,
    /// `Iterator[JSON]`.
    JsonIterator,
    /// `Union`, `Optional`, `|`.
    Union,
    /// Enums.
    Enum,
    /// `Literal[…]`.
    LiteralForm,
    /// Dataclasses.
    Dataclass,
    /// Pydantic models.
    Pydantic,
    /// Protobuf messages.
    Protobuf,
    /// `FlyteFile`.
    File,
    /// `FlyteDirectory`.
    Directory,
    /// `StructuredDataset` and dataframes.
    StructuredDataset,
    /// `FlyteSchema`.
    Schema,
    /// `FlyteError`.
    Error,
    /// A type whose Flyte type is always the same and whose values need code to be stored.
    Opaque(&'static Opaque),
    /// A type that cannot be an input or output.
    Restricted(&'static str),
    /// A type whose class says what its Flyte type is.
    Fixed(Rc<FixedType>),
    /// A transformer that the program defines, an instance of a subclass of `TypeTransformer`.
    User(Value),
    /// Everything else.
    Pickle,
}

/// A type of [`Transformer::Simple`].
pub(super) struct SimpleKind {
    /// The class.
    pub(super) class: &'static str,
    /// The transformer's name.
    pub(super) name: &'static str,
    /// The Flyte type.
    pub(super) literal_type: SimpleType,
}

/// A reference to a simple type.
pub(super) type Simple = &'static SimpleKind;

/// The simple types.
pub(super) const SIMPLE: &[SimpleKind] = &[
    SimpleKind { class: "builtins.int", name: "int", literal_type: SimpleType::Integer },
    SimpleKind { class: "builtins.float", name: "float", literal_type: SimpleType::Float },
    SimpleKind { class: "builtins.str", name: "str", literal_type: SimpleType::String },
    SimpleKind { class: "builtins.bool", name: "bool", literal_type: SimpleType::Boolean },
    SimpleKind { class: "datetime.datetime", name: "datetime", literal_type: SimpleType::Datetime },
    SimpleKind { class: "datetime.date", name: "date", literal_type: SimpleType::Datetime },
    SimpleKind { class: "datetime.timedelta", name: "timedelta", literal_type: SimpleType::Duration },
    SimpleKind { class: "builtins.NoneType", name: "none", literal_type: SimpleType::None },
];

/// A type of [`Transformer::Opaque`].
pub(super) struct Opaque {
    /// The class's canonical name.
    class: &'static str,
    /// The transformer's name.
    pub(super) name: &'static str,
    /// The Flyte type.
    pub(super) form: OpaqueForm,
}

/// The Flyte type of an opaque type.
pub(super) enum OpaqueForm {
    /// One file.
    File(&'static str),
    /// Many files.
    Directory(&'static str),
    /// A structure with empty metadata.
    EmptyStruct,
    /// A structure.
    Struct,
    /// A table without columns.
    Dataset,
    /// A table of the older kind without columns.
    Schema,
}

impl OpaqueForm {
    /// Format and dimensionality of a blob.
    pub(super) fn blob(&self) -> Option<(&'static str, BlobDimensionality)> {
        match self {
            Self::File(format) => Some((format, BlobDimensionality::Single)),
            Self::Directory(format) => Some((format, BlobDimensionality::Multipart)),
            _ => None,
        }
    }
}

macro_rules! opaque {
    ($($class:literal $name:literal $form:expr;)+) => {
        &[$(Opaque { class: $class, name: $name, form: { use OpaqueForm::*; $form } },)+]
    };
}

/// The opaque types of flytekit and its plugins.
const OPAQUE: &[Opaque] = opaque! {
    "typing.TextIO" "TextIO" File("text/plain");
    "typing.BinaryIO" "BinaryIO" File("application/octet-stream");
    "numpy.ndarray" "Numpy Array" File("NumpyArray");
    "PIL.Image.Image" "PIL.Image" File("PIL.Image");
    "torch.Tensor" "PyTorch Tensor" File("PyTorchTensor");
    "torch.nn.modules.module.Module" "PyTorch Module" File("PyTorchModule");
    "flytekit.extras.pytorch.checkpoint.PyTorchCheckpoint" "PyTorch Checkpoint" File("PyTorchCheckpoint");
    "sklearn.base.BaseEstimator" "Sklearn Estimator" File("SklearnEstimator");
    "keras.src.models.model.Model" "TensorFlow Model" File("TensorFlowModel");
    "pandera.typing.pandas.DataFrame" "Pandera Transformer" Dataset;
    "modin.pandas.dataframe.DataFrame" "pandas-df-transformer" Schema;
    "omegaconf.dictconfig.DictConfig" "OmegaConf DictConfig" Struct;
    "omegaconf.listconfig.ListConfig" "OmegaConf ListConfig" Struct;
    "pyspark.ml.pipeline.PipelineModel" "PySparkPipelineModel" Directory("binary");
    "flytekitplugins.onnxpytorch.schema.PyTorch2ONNX" "PyTorch ONNX" File("onnx");
    "flytekitplugins.onnxscikitlearn.schema.ScikitLearn2ONNX" "ScikitLearn ONNX" File("onnx");
    "flytekitplugins.onnxtensorflow.schema.TensorFlow2ONNX" "TensorFlow ONNX" File("onnx");
    "flytekitplugins.dolt.schema.DoltTable" "DoltTable" EmptyStruct;
    "whylogs.core.view.dataset_profile_view.DatasetProfileView" "whylogs-profile-transformer" File("binary");
};

/// Files and directories of TensorFlow records, where the program imports tensorflow.
pub(super) const RECORD_FILE: Opaque = Opaque {
    class: "flytekit.types.file.TFRecordFile",
    name: "TensorFlow Record File",
    form: OpaqueForm::File("TensorFlowRecord"),
};

/// See [`RECORD_FILE`].
pub(super) const RECORDS_DIRECTORY: Opaque = Opaque {
    class: "flytekit.types.directory.TFRecordsDirectory",
    name: "TensorFlow Record Directory",
    form: OpaqueForm::Directory("TensorFlowRecord"),
};

/// Dataframe classes that flytekit and its plugins register as structured datasets.
const DATAFRAMES: &[&str] = &[
    "pandas.DataFrame",
    "pandas.core.frame.DataFrame",
    "pyarrow.lib.Table",
    "polars.dataframe.frame.DataFrame",
    "polars.lazyframe.frame.LazyFrame",
    "pyspark.sql.dataframe.DataFrame",
    "pyspark.sql.classic.dataframe.DataFrame",
    "datasets.arrow_dataset.Dataset",
    "vaex.dataframe.DataFrameLocal",
];

/// Classes for which a plugin of flytekit has the transformer: how their names begin, the plugin's module, and whether flytekit
/// loads it by itself (its entry point is of the group `flytekit.plugins`).
const OF_PLUGINS: &[(&str, &str, bool)] = &[
    ("datasets.", "flytekitplugins.huggingface", true),
    ("modin.", "flytekitplugins.modin", false),
    ("omegaconf.", "flytekitplugins.omegaconf", true),
    ("pandera.", "flytekitplugins.pandera", true),
    ("polars.", "flytekitplugins.polars", true),
    ("pyspark.", "flytekitplugins.spark", true),
    ("vaex.", "flytekitplugins.vaex", true),
    ("whylogs.", "flytekitplugins.whylogs", true),
];

/// Whether the plugin that has the transformer of a class is loaded, if it takes one. Which plugins are installed is only known
/// in an environment that has flytekit; without one, all of them are.
fn is_loaded(evaluator: &Evaluator, class: &str) -> bool {
    let plugin = OF_PLUGINS.iter().find(|(prefix, ..)| class.starts_with(prefix));
    let Some((_, module, by_itself)) = plugin else { return true };
    let is_there = !evaluator.packages.has_module("flytekit") || evaluator.packages.has_module(module);
    is_there && (*by_itself || evaluator.module(module).is_some())
}

impl Transformer {
    /// The transformer's name, which is the tag of a union's variant.
    pub(super) fn name(&self, engine: &mut Engine<'_>) -> Outcome<Rc<str>> {
        let name = match self {
            Self::Simple(simple) => simple.name,
            Self::List => "Typed List",
            Self::Dict => "Typed Dict",
            Self::Iterator => "Typed Iterator",
            Self::JsonIterator => "JSON Iterator",
            Self::Union => "Typed Union",
            Self::Enum => "DefaultEnumTransformer",
            Self::LiteralForm => "LiteralTypeTransformer",
            Self::Dataclass => "Object-Dataclass-Transformer",
            Self::Pydantic => "Pydantic Transformer",
            Self::Protobuf => "Protobuf-Transformer",
            Self::File => "FlyteFilePath",
            Self::Directory => "FlyteDirectory",
            Self::StructuredDataset => "StructuredDataset Transformer",
            Self::Schema => "FlyteSchema Transformer",
            Self::Error => "FlyteError",
            Self::Opaque(opaque) => opaque.name,
            Self::Restricted(name) => name,
            Self::Pickle => "FlytePickle",
            Self::Fixed(fixed) => fixed.name,
            Self::User(transformer) => return engine.user_name(transformer),
        };
        Ok(name.into())
    }

    /// The transformer that flytekit, or a plugin that is there, registers for the class of that canonical name.
    fn registered(evaluator: &Evaluator, class: &str) -> Option<Self> {
        Self::known(class).filter(|_| is_loaded(evaluator, class))
    }

    fn known(class: &str) -> Option<Self> {
        let known = match class {
            "builtins.list" => Self::List,
            "builtins.dict" => Self::Dict,
            "builtins.tuple" => Self::Restricted("non typed tuple"),
            "enum.Enum" => Self::Enum,
            "collections.abc.Iterator" | "typing.Iterator" => Self::Iterator,
            "flytekit.types.iterator.json_iterator.JSONIterator" => Self::JsonIterator,
            "google.protobuf.message.Message" => Self::Protobuf,
            "pydantic.main.BaseModel" => Self::Pydantic,
            "os.PathLike" | "flytekit.types.file.file.FlyteFile" => Self::File,
            "flytekit.types.directory.types.FlyteDirectory" => Self::Directory,
            "flytekit.types.schema.types.FlyteSchema" => Self::Schema,
            "flytekit.types.structured.structured_dataset.StructuredDataset" => Self::StructuredDataset,
            "flytekit.types.pickle.pickle.FlytePickle" => Self::Pickle,
            "flytekit.types.error.error.FlyteError" => Self::Error,
            _ => {
                let simple = SIMPLE.iter().find(|simple| simple.class == class).map(Self::Simple);
                let opaque = || OPAQUE.iter().find(|opaque| opaque.class == class).map(Self::Opaque);
                let dataframe = || DATAFRAMES.contains(&class).then_some(Self::StructuredDataset);
                return simple.or_else(opaque).or_else(dataframe);
            }
        };
        Some(known)
    }
}

impl Engine<'_> {
    /// The transformer of a type.
    pub(super) fn transformer(&mut self, python_type: &Value) -> Outcome<Transformer> {
        if let Some(annotated) = annotated(python_type) {
            let transformer = annotated.metadata.iter().find(|value| is_type_transformer(value));
            return match transformer {
                Some(transformer) => Ok(Transformer::User(transformer.clone())),
                None => self.transformer(&annotated.base),
            };
        }
        if literal_values(python_type).is_some() {
            return Ok(Transformer::LiteralForm);
        }
        if union(python_type).is_some() {
            return Ok(Transformer::Union);
        }
        if is_none(python_type) {
            return Ok(Transformer::Simple(&SIMPLE[SIMPLE.len() - 1]));
        }
        match python_type {
            Value::Class(class) => self.class_transformer(class),
            Value::Unknown(unknown) => self.unknown_transformer(unknown),
            _ => self.form_transformer(python_type),
        }
    }

    /// The transformer of a generic or a special form.
    fn form_transformer(&mut self, python_type: &Value) -> Outcome<Transformer> {
        if let Some(name) = special_form(python_type) {
            return Ok(match &*name {
                "Union" => Transformer::Union,
                "TextIO" | "BinaryIO" => {
                    Transformer::known(&format!("typing.{name}")).unwrap_or(Transformer::Pickle)
                }
                "Tuple" | "NamedTuple" => Transformer::Restricted("non typed tuple"),
                _ => Transformer::Pickle,
            });
        }
        let Some(alias) = generic(python_type) else {
            return self.value_transformer(python_type);
        };
        if alias.spelled.ends_with("Iterator")
            && let Some([item]) = alias.arguments.as_deref()
            && Self::is_json(item)
        {
            return Ok(Transformer::JsonIterator);
        }
        match &alias.origin {
            Value::Class(origin) => {
                if let Some(transformer) = self.exact(origin) {
                    return Ok(transformer);
                }
                // Generics of built-in classes pass attributes on to the class, `typing`'s and those of programs do not.
                let passes_on = matches!(&*origin.module, "builtins" | "collections" | "collections.abc")
                    && !alias.spelled.starts_with("typing.");
                if passes_on { self.class_transformer(origin) } else { Ok(Transformer::Pickle) }
            }
            Value::Unknown(origin) => self.unknown_transformer(origin),
            _ => Ok(Transformer::Pickle),
        }
    }

    /// What is given as a type and is none: flytekit pickles it, but a value that came about by mistake deserves a word. Of
    /// these, only built-in functions (`any`) have a text that is the same on every run.
    fn value_transformer(&mut self, python_type: &Value) -> Outcome<Transformer> {
        use super::python_type::{forward_reference, new_type, type_variable};
        if new_type(python_type).is_some() || type_variable(python_type).is_some() || is_any(python_type) {
            return Ok(Transformer::Pickle);
        }
        if let Some(text) = forward_reference(python_type) {
            return Err(Fault::unsupported_type(format!("the type `{text}` is not defined")));
        }
        if let Value::Tuple(_) = python_type {
            return Err(Fault::unsupported_type("a tuple of types is no type of a single value"));
        }
        let class = self.evaluator.class_of(python_type);
        if class.has_dotted_name("dataclasses.InitVar") {
            return Ok(Transformer::Pickle);
        }
        if let Value::Native(function) = python_type {
            let message = format!("`{}` is a function, no type: its values are pickled", function.name);
            let diagnostic = Diagnostic::warning(Id::UnsupportedType, message);
            let help = "name a type; the one that stands for any value is `typing.Any`";
            self.evaluator.report(diagnostic.at(self.span, "").with_help(help));
            return Ok(Transformer::Pickle);
        }
        Err(Fault::unsupported_type(format!("a value of type `{}` is no type", class.name)))
    }

    /// The transformer of a class: its own, or that of the first class of its method resolution order that has one.
    fn class_transformer(&mut self, class: &Rc<Class>) -> Outcome<Transformer> {
        if class.descends_from("enum.Enum") && !class.has_dotted_name("enum.Enum") {
            return Ok(Transformer::Enum);
        }
        let mut undecided = None;
        let mut is_dataclass = class.inherited_data::<DataclassFields>().is_some();
        for ancestor in class.resolution_order() {
            // Python's paths are registered with `os.PathLike`, which is not in their resolution order.
            let is_virtual =
                ancestor.has_dotted_name("os.PathLike") && class.descends_from("pathlib.PurePath");
            if let Some(transformer) = self.exact(&ancestor).filter(|_| !is_virtual) {
                return Ok(transformer);
            }
            for base in &ancestor.bases {
                let Value::Unknown(base) = base else { continue };
                match self.ancestry(base)? {
                    Ancestry::Transformer(transformer) => return Ok(transformer),
                    Ancestry::Dataclass => is_dataclass = true,
                    Ancestry::Plain => {}
                    Ancestry::Undecided => undecided = Some(Rc::clone(base)),
                }
            }
        }
        if is_dataclass {
            return Ok(Transformer::Dataclass);
        }
        let decorated = class.decorated_unknown.borrow().clone();
        if let Some(unknown) = undecided.or(decorated) {
            self.warn_of_pickle(&class.dotted_name(), &unknown);
        }
        Ok(Transformer::Pickle)
    }

    /// The transformer that is registered for exactly this class.
    fn exact(&mut self, class: &Rc<Class>) -> Option<Transformer> {
        let user = self.evaluator.extension::<UserTransformers>().find(&Value::Class(Rc::clone(class)));
        if let Some(transformer) = user {
            return Some(transformer);
        }
        if let Some(fixed) = class.data::<FixedType>() {
            return Some(Transformer::Fixed(fixed));
        }
        if let Some(alias) = self.record_alias(class) {
            return Some(alias);
        }
        Transformer::registered(self.evaluator, &class.dotted_name())
    }

    /// The transformer of something unknown with a dotted path, or of a generic of it.
    fn unknown_transformer(&mut self, unknown: &Rc<Unknown>) -> Outcome<Transformer> {
        let class = match &unknown.form {
            UnknownForm::Item(class, _) => class,
            _ => unknown,
        };
        match self.ancestry(class)? {
            Ancestry::Transformer(transformer) => Ok(transformer),
            Ancestry::Plain => Ok(Transformer::Pickle),
            Ancestry::Dataclass => Err(self.unknown_fields(class, "dataclass")),
            Ancestry::Undecided => {
                self.warn_of_pickle(class.dotted_path().map_or("", |path| path), class);
                Ok(Transformer::Pickle)
            }
        }
    }

    /// What is known of the class at an unknown's path.
    fn ancestry(&mut self, unknown: &Rc<Unknown>) -> Outcome<Ancestry> {
        let user = self.evaluator.extension::<UserTransformers>().find(&Value::Unknown(Rc::clone(unknown)));
        if let Some(transformer) = user {
            return Ok(Ancestry::Transformer(transformer));
        }
        let Some(path) = unknown.dotted_path() else {
            return Err(self.unknown(unknown, "a type"));
        };
        let Some(fact) = third_party::fact(self.evaluator, path) else {
            return Ok(Ancestry::Undecided);
        };
        Ok(match fact.ancestor.as_deref() {
            None => Ancestry::Plain,
            Some("dataclass") => Ancestry::Dataclass,
            Some("pydantic.main.BaseModel") => return Err(self.unknown_fields(unknown, "pydantic model")),
            Some("enum.Enum") => return Err(self.unknown_fields(unknown, "enum")),
            Some(ancestor) => Transformer::registered(self.evaluator, ancestor)
                .map_or(Ancestry::Plain, Ancestry::Transformer),
        })
    }

    /// The fault of a class of another package whose Flyte type depends on its fields.
    pub(super) fn unknown_fields(&self, unknown: &Unknown, kind: &str) -> Fault {
        let path = unknown.dotted_path().map_or("", |path| path);
        let message = format!("the fields of `{path}`, a {kind}, are not known");
        let diagnostic = Diagnostic::error(Id::UnsupportedType, message)
            .at(self.span, "its Flyte type depends on its fields")
            .with_context(unknown.origin, format!("unknown because {}", unknown.reason));
        Fault::Stopped(diagnostic.into())
    }

    /// Says that a type becomes a pickle though its ancestry is not known.
    fn warn_of_pickle(&mut self, name: &str, unknown: &Unknown) {
        let message =
            format!("the ancestry of `{name}` is not known; it is taken for a class that is pickled");
        let diagnostic = Diagnostic::warning(Id::UnsupportedType, message)
            .at(self.span, "")
            .with_context(unknown.origin, format!("unknown because {}", unknown.reason));
        self.evaluator.report(diagnostic);
    }

    /// Whether the type is `flytekit.types.iterator.JSON`: `dict[str, Any]`, `list[Any]`, `bool`, `float`, `int` or `str`.
    fn is_json(python_type: &Value) -> bool {
        let Some(union) = union(python_type) else { return false };
        let names = union.members.iter().map(|member| match generic(member) {
            Some(alias) if alias.arguments.iter().any(|all| all.last().is_some_and(is_any)) => {
                alias.origin.clone()
            }
            _ => member.clone(),
        });
        let expected = ["dict", "list", "bool", "float", "int", "str"];
        let names: Vec<Value> = names.collect();
        names.len() == expected.len()
            && names.iter().zip(expected).all(|(member, name)| {
                member.as_class().is_some_and(|class| &*class.module == "builtins" && &*class.name == name)
            })
    }
}

/// Whether flytekit or a plugin registers a transformer for the class of that canonical name.
pub(crate) fn has_transformer(evaluator: &Evaluator, class: &str) -> bool {
    Transformer::registered(evaluator, class).is_some()
}

/// What is known of an unknown class.
enum Ancestry {
    /// An ancestor has a transformer.
    Transformer(Transformer),
    /// It is a dataclass.
    Dataclass,
    /// None has.
    Plain,
    /// Nothing is known.
    Undecided,
}

fn is_type_transformer(value: &Value) -> bool {
    let class = "flytekit.core.type_engine.TypeTransformer";
    value.as_instance().is_some_and(|instance| instance.class.descends_from(class))
}
