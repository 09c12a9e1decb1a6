//! Structured datasets and dataframes (`flytekit.types.structured.structured_dataset.StructuredDatasetTransformerEngine`)
//! and the older tables (`flytekit.types.schema.types.FlyteSchemaTransformer`).

use std::rc::Rc;

use super::arrow::schema_text;
use super::blob::is_remote;
use super::dataclass::fields_of;
use super::engine::Engine;
use super::fault::{Fault, Outcome};
use super::packed::Packed;
use super::python_type::{annotated, arguments, generic, underlying};
use super::type_text::class_name;
use crate::flytekit::{need, third_party};
use crate::model::{Literal, LiteralType, Scalar, SchemaColumn, SchemaColumnType, SimpleType, TypeKind};
use crate::python::{Arguments, Instance, Unknown, UnknownForm, Value};

/// The dotted name of the class of datasets.
pub(super) const DATASET: &str = "flytekit.types.structured.structured_dataset.StructuredDataset";
/// The dotted name of the class of older tables.
pub(super) const SCHEMA: &str = "flytekit.types.schema.types.FlyteSchema";

/// Columns by name, in order.
type Columns = Vec<(Rc<str>, Value)>;

/// What annotations say of a dataset.
#[derive(Default)]
struct DatasetParts {
    columns: Columns,
    format: String,
    arrow_schema: Option<String>,
}

impl Engine<'_> {
    /// The type of a dataset.
    pub(super) fn dataset_type(&mut self, python_type: &Value) -> Outcome<LiteralType> {
        let parts = self.dataset_parts(python_type)?;
        let mut columns = Vec::new();
        for (name, column) in self.flattened(parts.columns, "")? {
            columns.push((name.to_string(), self.column_type(&name, &column)?));
        }
        Ok(LiteralType::new(TypeKind::StructuredDataset {
            columns,
            format: parts.format,
            external_schema_type: if parts.arrow_schema.is_some() {
                "arrow".to_owned()
            } else {
                String::new()
            },
            external_schema_bytes: parts.arrow_schema.map(String::into_bytes).unwrap_or_default(),
        }))
    }

    /// `flytekit.types.structured.structured_dataset.extract_cols_and_format`.
    fn dataset_parts(&mut self, python_type: &Value) -> Outcome<DatasetParts> {
        let mut parts = DatasetParts::default();
        let Some(annotated) = annotated(python_type) else { return Ok(parts) };
        for annotation in annotated.metadata.iter() {
            if let Value::Unknown(unknown) = annotation {
                if let Some(text) = schema_text(unknown) {
                    parts.arrow_schema = Some(text);
                } else if !is_instance_of_named_class(unknown) {
                    return Err(self.unknown(unknown, "an annotation of a dataset"));
                }
            } else if let Some(columns) = Self::annotations_of(annotation) {
                parts.columns = columns;
            } else if let Value::Dict(_) = annotation.unwrapped() {
                parts.columns = self.dict_columns(annotation)?;
            } else if let Some(format) = annotation.as_str() {
                if !parts.format.is_empty() {
                    let message = format!("the dataset has the format `{}` and `{format}`", parts.format);
                    return Err(Fault::unsupported_type(message));
                }
                parts.format = format.to_string();
            }
        }
        Ok(parts)
    }

    /// `__annotations__` of a class, an instance or a function.
    fn annotations_of(value: &Value) -> Option<Columns> {
        let annotations = match value {
            Value::Class(class) if class.span.is_some() || fields_of(class).is_some() => {
                class.annotations.borrow().clone()
            }
            Value::Instance(instance) => {
                let classes = instance.class.resolution_order();
                let class = classes.iter().find(|class| !class.annotations.borrow().is_empty());
                match class {
                    Some(class) => class.annotations.borrow().clone(),
                    None => return None,
                }
            }
            Value::Function(function) => {
                let parameters = function.parameters.iter();
                let parameters = parameters.filter_map(|parameter| {
                    Some((Rc::clone(&parameter.name), parameter.annotation.clone()?))
                });
                let returns = function.returns.clone().map(|returns| ("return".into(), returns));
                parameters.chain(returns).collect()
            }
            _ => return None,
        };
        Some(annotations.into_iter().map(|(name, annotation)| (name, annotation.value)).collect())
    }

    fn dict_columns(&mut self, dict: &Value) -> Outcome<Columns> {
        let entries = need::entries(self.evaluator, dict, "the columns of a dataset", self.span)?;
        let mut columns = Columns::new();
        for (name, column) in entries {
            let name = need::text(self.evaluator, &name, "the name of a column", self.span)?;
            columns.push((name, column));
        }
        Ok(columns)
    }

    /// Columns of nested tables with dotted names (`flytekit.types.structured.structured_dataset.flatten_dict`).
    fn flattened(&mut self, columns: Columns, parent: &str) -> Outcome<Columns> {
        let mut flat = Columns::new();
        for (name, column) in columns {
            let name: Rc<str> = if parent.is_empty() { name } else { format!("{parent}.{name}").into() };
            let nested = match &column {
                Value::Dict(_) => Some(self.dict_columns(&column)?),
                Value::Class(class) => fields_of(class).map(|fields| {
                    let fields = fields.all.iter();
                    fields.map(|field| (Rc::clone(&field.name), field.annotation.value.clone())).collect()
                }),
                Value::Instance(instance) => fields_of(&instance.class).map(|fields| {
                    let fields = fields.all.iter();
                    fields.map(|field| (Rc::clone(&field.name), field.annotation.value.clone())).collect()
                }),
                _ => None,
            };
            match nested {
                Some(nested) => flat.extend(self.deeper(|engine| engine.flattened(nested, &name))?),
                None => flat.push((name, column)),
            }
        }
        Ok(flat)
    }

    fn column_type(&mut self, name: &str, column: &Value) -> Outcome<LiteralType> {
        if let Some(simple) = self.column_kind(column)? {
            return Ok(LiteralType::simple(simple.simple()));
        }
        let arguments = arguments(column);
        let origin = generic(column).and_then(|alias| alias.origin.as_class().cloned());
        match (origin.as_deref().map(class_name).as_deref(), &arguments[..]) {
            (Some("list"), [item, ..]) => Ok(self.column_type(name, item)?.collection()),
            (Some("dict"), [_, item]) => Ok(self.column_type(name, item)?.map()),
            _ => {
                let spelled = self.spelled(column);
                Err(Fault::unsupported_type(format!("the column `{name}` cannot be of type `{spelled}`")))
            }
        }
    }

    /// The kind of a column of a simple type; `None` for any other.
    fn column_kind(&mut self, column: &Value) -> Outcome<Option<ColumnKind>> {
        let name = match column {
            Value::Class(class) => class.dotted_name(),
            Value::Unknown(unknown) => match unknown.dotted_path() {
                Some(path) => third_party::canonical(self.evaluator, path),
                None => return Err(self.unknown(unknown, "the type of a column")),
            },
            _ => return Ok(None),
        };
        Ok(match &*name {
            "builtins.int" | "numpy.int32" | "numpy.int64" | "numpy.uint32" | "numpy.uint64" => {
                Some(ColumnKind::Integer)
            }
            "builtins.float" | "numpy.float32" | "numpy.float64" => Some(ColumnKind::Float),
            "builtins.bool" | "numpy.bool" | "numpy.bool_" => Some(ColumnKind::Boolean),
            "datetime.datetime" | "numpy.datetime64" => Some(ColumnKind::Datetime),
            "datetime.timedelta" | "numpy.timedelta64" => Some(ColumnKind::Duration),
            "builtins.str" | "numpy.bytes_" | "numpy.str_" | "numpy.object_" => Some(ColumnKind::String),
            _ => None,
        })
    }

    /// A dataset as a literal: only one that names its location.
    pub(super) fn dataset_literal(
        &mut self,
        value: &Value,
        python_type: &Value,
        expected: &LiteralType,
    ) -> Outcome<Literal> {
        let Some(dataset) = instance_of(value, DATASET) else {
            let base = underlying(python_type);
            let is_dataset = base.as_class().is_some_and(|class| class.descends_from(DATASET));
            let expected = if is_dataset { "a StructuredDataset" } else { "a dataframe" };
            return Err(self.expected(value, expected));
        };
        let (uri, own_format) = self.dataset_location(&dataset)?;
        let mut kind = match &expected.kind {
            kind @ TypeKind::StructuredDataset { .. } => kind.clone(),
            _ => self.dataset_type(&Value::None)?.kind,
        };
        if let TypeKind::StructuredDataset { format, .. } = &mut kind
            && format.is_empty()
        {
            *format = own_format;
        }
        Ok(Scalar::StructuredDataset { uri, dataset_type: Box::new(LiteralType::new(kind)) }.into())
    }

    /// A dataset in a dataclass.
    pub(super) fn stored_dataset(&mut self, value: &Value) -> Outcome<Packed> {
        let Some(dataset) = instance_of(value, DATASET) else {
            return Err(self.expected(value, "a StructuredDataset"));
        };
        let (uri, format) = self.dataset_location(&dataset)?;
        Ok(Packed::object([("uri", Packed::text(uri)), ("file_format", Packed::text(format))]))
    }

    /// Location and format of a dataset.
    fn dataset_location(&mut self, dataset: &Rc<Instance>) -> Outcome<(String, String)> {
        if let Some(unknown) = dataset.taint() {
            return Err(self.unknown(&unknown, "a dataset"));
        }
        let attribute = |name: &str| dataset.attribute(name).unwrap_or(Value::None);
        if !attribute("_dataframe").is_none() {
            return Err(Fault::not_static("the dataframe of a StructuredDataset would have to be stored"));
        }
        let what = "the location of a dataset";
        let Some(uri) = need::optional_text(self.evaluator, &attribute("uri"), what, self.span)? else {
            return Err(Fault::mismatch("a StructuredDataset needs a dataframe or a uri"));
        };
        if uri.is_empty() {
            return Err(Fault::mismatch("a StructuredDataset needs a dataframe or a uri"));
        }
        if !is_remote(&uri) {
            return Err(Fault::not_static(format!("the local dataset `{uri}` would have to be uploaded")));
        }
        let format = attribute("file_format");
        let format = need::optional_text(self.evaluator, &format, "the format of a dataset", self.span)?;
        Ok((uri.to_string(), format.as_deref().unwrap_or_default().to_owned()))
    }

    /// The type of a table of the older kind.
    pub(super) fn schema_type(&mut self, python_type: &Value) -> Outcome<LiteralType> {
        Ok(LiteralType::new(TypeKind::Schema(self.schema_columns(&underlying(python_type))?)))
    }

    fn schema_columns(&mut self, python_type: &Value) -> Outcome<Vec<SchemaColumn>> {
        let columns = self.evaluator.call_method(python_type, "columns", Arguments::default())?;
        let mut converted = Vec::new();
        for (name, column) in self.dict_columns(&columns)? {
            let Some(kind) = self.column_kind(&column)? else {
                let spelled = self.spelled(&column);
                let message = format!("the column `{name}` of a FlyteSchema cannot be of type `{spelled}`");
                return Err(Fault::unsupported_type(message));
            };
            converted.push(SchemaColumn { name: name.to_string(), column_type: kind.of_schema() });
        }
        Ok(converted)
    }

    /// A table of the older kind as a literal: only one that is read from a location.
    pub(super) fn schema_literal(&mut self, value: &Value, python_type: &Value) -> Outcome<Literal> {
        let Some(schema) = instance_of(value, SCHEMA) else {
            return Err(self.expected(value, "a FlyteSchema"));
        };
        let mode = schema.attribute("_supported_mode").unwrap_or(Value::None);
        if crate::flytekit::enumeration::text(&mode).as_deref() != Some("r") {
            return Err(Fault::not_static("the data of a FlyteSchema would have to be stored"));
        }
        let uri = schema.attribute("remote_path").unwrap_or(Value::None);
        let uri = need::text(self.evaluator, &uri, "the location of a FlyteSchema", self.span)?.to_string();
        let columns = self.schema_columns(&underlying(python_type))?;
        Ok(Scalar::Schema { uri, columns }.into())
    }
}

/// The kinds of simple columns.
#[derive(Clone, Copy)]
enum ColumnKind {
    Integer,
    Float,
    String,
    Boolean,
    Datetime,
    Duration,
}

impl ColumnKind {
    fn simple(self) -> SimpleType {
        match self {
            Self::Integer => SimpleType::Integer,
            Self::Float => SimpleType::Float,
            Self::String => SimpleType::String,
            Self::Boolean => SimpleType::Boolean,
            Self::Datetime => SimpleType::Datetime,
            Self::Duration => SimpleType::Duration,
        }
    }

    fn of_schema(self) -> SchemaColumnType {
        match self {
            Self::Integer => SchemaColumnType::Integer,
            Self::Float => SchemaColumnType::Float,
            Self::String => SchemaColumnType::String,
            Self::Boolean => SchemaColumnType::Boolean,
            Self::Datetime => SchemaColumnType::Datetime,
            Self::Duration => SchemaColumnType::Duration,
        }
    }
}

fn instance_of(value: &Value, class: &str) -> Option<Rc<Instance>> {
    value.as_instance().filter(|instance| instance.class.descends_from(class)).cloned()
}

/// Whether an unknown is what calling a class gives, as its name says: such an annotation (a renderer, a configuration) says
/// nothing of columns.
fn is_instance_of_named_class(unknown: &Unknown) -> bool {
    let UnknownForm::Call { callee, .. } = &unknown.form else { return false };
    let name = callee.dotted_path().and_then(|path| path.rsplit('.').next().map(str::to_owned));
    name.is_some_and(|name| name.starts_with(|first: char| first.is_uppercase()))
}
