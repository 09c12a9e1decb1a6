//! One question to the type engine: what is being asked, where, and how deep it went.

use std::rc::Rc;
use std::sync::{Arc, LazyLock};

use super::dataclass::Strategies;
use super::fault::{Fault, Outcome, unless_refused};
use super::python_type::{annotated, generic, literal_values};
use super::transformer::{OpaqueForm, Transformer};
use super::type_text::type_text;
use crate::diagnostic::{Diagnostic, Id};
use crate::flytekit::need;
use crate::flytekit::third_party;
use crate::model::{BlobDimensionality, Json, JsonText, LiteralType, SimpleType, TypeKind, TypeStructure};
use crate::python::{Class, Evaluator, Unknown, Value};
use crate::source::Span;

/// How deep types and values may be nested.
const NESTING_LIMIT: usize = 100;

/// Whether a type is annotated with what `pydantic.Field` made, whose text says what it was given.
fn has_field_options(python_type: &Value) -> bool {
    super::python_type::metadata(python_type)
        .iter()
        .any(|value| value.payload::<super::pydantic::FieldOptions>().is_some())
}

/// The key under which a type says how its values are encoded (`flytekit.core.constants.CACHE_KEY_METADATA`).
const CACHE_KEY_METADATA: &str = "cache-key-metadata";

/// A question to the type engine.
pub(super) struct Engine<'e> {
    /// The evaluator.
    pub(super) evaluator: &'e mut Evaluator,
    /// The place that faults point at.
    pub(super) span: Span,
    /// The classes whose fields are being looked at, the outermost first.
    pub(super) open_classes: Vec<Rc<Class>>,
    /// Whether the types of a class's fields do not matter: a union puts its tag in their place. So a class may contain
    /// itself by way of a union.
    pub(super) without_fields: bool,
    /// Whether something about the types that were asked for was refused and left out.
    pub(super) left_out: bool,
    /// The strategies of the dataclass whose fields are being looked at.
    pub(super) strategies: Strategies,
    /// Whether named tuples in the dataclass whose fields are being looked at become dictionaries.
    pub(super) named_tuples_as_dict: bool,
    /// How models are dumped.
    pub(super) dump: DumpOptions,
    depth: usize,
}

/// How models of pydantic become data.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct DumpOptions {
    /// Whether by the aliases of their fields; `None` where each model says.
    pub(super) by_alias: Option<bool>,
    /// Whether fields whose value is `None` are left out.
    pub(super) without_none: bool,
}

impl<'e> Engine<'e> {
    /// A question about what stands at `span`.
    pub(super) fn new(evaluator: &'e mut Evaluator, span: Span) -> Self {
        Self {
            evaluator,
            span,
            open_classes: Vec::new(),
            without_fields: false,
            left_out: false,
            strategies: Strategies::default(),
            named_tuples_as_dict: false,
            dump: DumpOptions::default(),
            depth: 0,
        }
    }

    /// Runs `inner` one level deeper; a bound on depth keeps types and values that contain themselves from running forever.
    pub(super) fn deeper<T>(&mut self, inner: impl FnOnce(&mut Self) -> Outcome<T>) -> Outcome<T> {
        self.evaluator.step()?;
        if self.depth >= NESTING_LIMIT {
            let diagnostic = Diagnostic::error(Id::BoundReached, "a type or value is nested too deep");
            return Err(Fault::Stopped(diagnostic.at(self.span, "").into()));
        }
        self.depth += 1;
        let result = inner(self);
        self.depth -= 1;
        result
    }

    /// `None` in place of a refusal, which is remembered; everything else that went wrong stays.
    pub(super) fn unless_refused<T>(&mut self, outcome: Outcome<T>) -> Outcome<Option<T>> {
        let kept = unless_refused(outcome)?;
        self.left_out |= kept.is_none();
        Ok(kept)
    }

    /// The fault of an unknown that is needed as `what`.
    pub(super) fn unknown(&self, unknown: &Rc<Unknown>, what: &str) -> Fault {
        Fault::Stopped(need::unknown_value(unknown, what, self.span))
    }

    /// The type without any `Annotated`, as `typing.get_type_hints` gives it by default.
    pub(super) fn stripped(&mut self, python_type: &Value) -> Outcome<Value> {
        Ok(crate::python::stdlib::typing::strip_annotated(self.evaluator, python_type)?)
    }

    /// The Flyte type of a Python type (`flytekit.core.type_engine.TypeEngine.to_literal_type`).
    pub(super) fn literal_type(&mut self, python_type: &Value) -> Outcome<LiteralType> {
        self.deeper(|engine| {
            let transformer = engine.transformer(python_type)?;
            let literal_type = engine.transformed_type(&transformer, python_type)?;
            engine.annotate(literal_type, python_type)
        })
    }

    /// What a transformer says of a type (`TypeTransformer.get_literal_type`).
    pub(super) fn transformed_type(
        &mut self,
        transformer: &Transformer,
        python_type: &Value,
    ) -> Outcome<LiteralType> {
        match transformer {
            Transformer::Simple(simple) => Ok(LiteralType::simple(simple.literal_type)),
            Transformer::List => self.list_type(python_type),
            Transformer::Dict => self.dict_type(python_type),
            Transformer::Iterator => self.iterator_type(python_type),
            Transformer::JsonIterator => Ok(json_iterator_type()),
            Transformer::Union => self.union_type(python_type),
            Transformer::Enum => self.enum_type(python_type),
            Transformer::LiteralForm => {
                self.literal_form_type(&literal_values(python_type).unwrap_or_default())
            }
            Transformer::Dataclass => self.dataclass_type(python_type),
            Transformer::Pydantic => self.pydantic_type(python_type),
            Transformer::Protobuf => self.protobuf_type(python_type),
            Transformer::File => self.blob_type(python_type, BlobDimensionality::Single),
            Transformer::Directory => self.blob_type(python_type, BlobDimensionality::Multipart),
            Transformer::StructuredDataset => self.dataset_type(python_type),
            Transformer::Schema => self.schema_type(python_type),
            Transformer::Error => Ok(LiteralType::simple(SimpleType::Error)),
            Transformer::Opaque(opaque) => self.opaque_type(&opaque.form, python_type),
            Transformer::Restricted(_) => {
                Err(Fault::unsupported_type("a tuple cannot be an input, or part of another type").with_help(
                    "use a list or a dataclass; a task may return several values as a tuple or a NamedTuple",
                ))
            }
            Transformer::Fixed(fixed) => Ok(fixed.literal_type.clone()),
            Transformer::User(transformer) => self.user_type(transformer, python_type),
            Transformer::Pickle => self.pickle_type(python_type),
        }
    }

    fn opaque_type(&mut self, form: &OpaqueForm, python_type: &Value) -> Outcome<LiteralType> {
        if let Some((format, dimensionality)) = form.blob() {
            return Ok(LiteralType::blob(format, dimensionality));
        }
        Ok(match form {
            OpaqueForm::EmptyStruct => {
                let metadata = Some(Json::Object(serde_json::Map::new()).into());
                LiteralType { metadata, ..LiteralType::simple(SimpleType::Struct) }
            }
            OpaqueForm::Schema => LiteralType::new(TypeKind::Schema(Vec::new())),
            OpaqueForm::Dataset => {
                let base = super::python_type::underlying(python_type);
                self.dataset_type(&base)?
            }
            _ => LiteralType::simple(SimpleType::Struct),
        })
    }

    /// A pickle of the type (`flytekit.types.pickle.pickle.FlytePickleTransformer.get_literal_type`).
    fn pickle_type(&mut self, python_type: &Value) -> Outcome<LiteralType> {
        let text = match type_text(self.evaluator, python_type) {
            Some(text) => text,
            // What else stands in `Annotated` has the place of an object in memory in its text.
            None => {
                let base = super::python_type::underlying(python_type);
                let text = Some(base).filter(|_| !has_field_options(python_type));
                let text = text.and_then(|base| type_text(self.evaluator, &base));
                text.ok_or_else(|| {
                    Fault::not_static("the name of this type cannot be known without running the program")
                })?
            }
        };
        let mut metadata = serde_json::Map::new();
        metadata.insert("python_class_name".to_owned(), Json::String(text));
        let metadata = Some(Json::Object(metadata));
        Ok(LiteralType {
            metadata: metadata.map(JsonText::from),
            ..LiteralType::blob("PythonPickle", BlobDimensionality::Single)
        })
    }

    /// The type of protobuf messages (`flytekit.core.type_engine.ProtobufTransformer.get_literal_type`).
    fn protobuf_type(&mut self, python_type: &Value) -> Outcome<LiteralType> {
        let name = match super::python_type::underlying(python_type) {
            Value::Class(class) => format!("{}.{}", class.module, class.name),
            Value::Unknown(unknown) => match unknown.dotted_path() {
                Some(path) if let Some((module, name)) = third_party::generated_message(path) => {
                    format!("{module}.{name}")
                }
                Some(path) => third_party::canonical(self.evaluator, path),
                None => return Err(self.unknown(&unknown, "a type")),
            },
            _ => return Err(Fault::unsupported_type("this is no protobuf message type")),
        };
        let mut metadata = serde_json::Map::new();
        metadata.insert("pb_type".to_owned(), Json::String(name));
        Ok(LiteralType {
            metadata: Some(Json::Object(metadata).into()),
            ..LiteralType::simple(SimpleType::Struct)
        })
    }

    /// Adds the data of a `FlyteAnnotation` among the annotations.
    fn annotate(&mut self, mut literal_type: LiteralType, python_type: &Value) -> Outcome<LiteralType> {
        let Some(annotated) = annotated(python_type) else {
            return Ok(literal_type);
        };
        let mut data = None;
        for value in annotated.metadata.iter() {
            let Some(own) = self.flyte_annotation(value)? else { continue };
            if data.replace(own).is_some() {
                return Err(Fault::unsupported_type("a type can have one FlyteAnnotation, not more"));
            }
        }
        let Some(mut data) = data else { return Ok(literal_type) };
        if data.contains_key(CACHE_KEY_METADATA) {
            let message = format!("a FlyteAnnotation cannot have the key `{CACHE_KEY_METADATA}`");
            return Err(Fault::unsupported_type(message));
        }
        if let Some(Json::Object(own)) = literal_type.annotation.as_ref().and_then(JsonText::tree) {
            data.extend(own);
        }
        literal_type.annotation = Some(Json::Object(data).into());
        Ok(literal_type)
    }

    /// The data of a `FlyteAnnotation`; `None` for any other value.
    pub(super) fn flyte_annotation(
        &mut self,
        value: &Value,
    ) -> Outcome<Option<serde_json::Map<String, Json>>> {
        let class = "flytekit.core.annotation.FlyteAnnotation";
        let Some(instance) = value.as_instance().filter(|instance| instance.class.descends_from(class))
        else {
            return Ok(None);
        };
        let data = instance.attribute("data").unwrap_or(Value::None);
        match super::super::convert::json(self.evaluator, &data, "the data of a FlyteAnnotation", self.span)?
        {
            Json::Object(data) => Ok(Some(data)),
            _ => Err(Fault::unsupported_type("the data of a FlyteAnnotation must be a dictionary")),
        }
    }

    /// Whether one of the annotations is a `FlyteAnnotation`.
    pub(super) fn has_flyte_annotation(&mut self, python_type: &Value) -> Outcome<bool> {
        for value in super::python_type::metadata(python_type).iter() {
            if self.flyte_annotation(value)?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// A structure whose values are encoded with msgpack.
pub(super) fn msgpack_struct(metadata: Option<Json>, structure: Option<TypeStructure>) -> LiteralType {
    static ANNOTATION: LazyLock<JsonText> = LazyLock::new(|| {
        serde_json::json!({ CACHE_KEY_METADATA: { "serialization-format": "msgpack" } }).into()
    });
    LiteralType {
        metadata: metadata.map(JsonText::from),
        structure: structure.map(Arc::new),
        annotation: Some(ANNOTATION.clone()),
        ..LiteralType::simple(SimpleType::Struct)
    }
}

/// `flytekit.types.iterator.json_iterator.JSONIteratorTransformer.get_literal_type`.
fn json_iterator_type() -> LiteralType {
    let metadata = Some(serde_json::json!({ "format": "json iterator" }));
    LiteralType {
        metadata: metadata.map(JsonText::from),
        ..LiteralType::blob("jsonl", BlobDimensionality::Single)
    }
}

/// Whether two types are the same generic of the same class; used where flytekit compares types with `==`.
pub(super) fn is_generic_of(python_type: &Value, class: &str) -> bool {
    generic(python_type)
        .is_some_and(|alias| alias.origin.as_class().is_some_and(|origin| origin.has_dotted_name(class)))
}
