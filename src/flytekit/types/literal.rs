//! Values as literals (`flytekit.core.type_engine.TypeEngine.to_literal`).

use super::engine::Engine;
use super::fault::{Fault, Outcome};
use super::python_type::{is_any, is_none, literal_values, metadata, underlying, union};
use super::transformer::Transformer;
use crate::model::{Literal, LiteralType, TypeKind};
use crate::python::stdlib::typing::TypedDictFields;
use crate::python::{Arguments, Value};

impl Engine<'_> {
    /// The literal of a value of the Python type, whose Flyte type is `expected`.
    pub(super) fn literal(
        &mut self,
        value: &Value,
        python_type: &Value,
        expected: &LiteralType,
    ) -> Outcome<Literal> {
        self.deeper(|engine| {
            engine.check(value, python_type, expected)?;
            let transformer = engine.transformer(python_type)?;
            match &transformer {
                Transformer::Dataclass => engine.assert_dataclass(value, python_type)?,
                Transformer::User(transformer) => engine.assert_user_type(transformer, value, python_type)?,
                Transformer::Dict => engine.assert_no_typed_dict(python_type)?,
                Transformer::Union => engine.assert_member(value, python_type)?,
                _ => {}
            }
            let mut literal = engine.transformed_literal(&transformer, value, python_type, expected)?;
            literal.hash = engine.hash(value, python_type)?;
            Ok(literal)
        })
    }

    /// What no transformer takes (`flytekit.core.type_engine.TypeEngine.to_literal_checks`).
    fn check(&mut self, value: &Value, python_type: &Value, expected: &LiteralType) -> Outcome<()> {
        if let Value::Unknown(unknown) = value {
            return Err(self.unknown(unknown, "this value"));
        }
        if let Value::Tuple(_) = value.unwrapped() {
            return Err(
                Fault::mismatch("a tuple cannot be a single value").with_help("use a list or a dataclass")
            );
        }
        let accepts_none =
            is_none(python_type) || is_any(python_type) || matches!(expected.kind, TypeKind::Union(_));
        if value.is_none() && !accepts_none {
            let name = self.spelled(python_type);
            return Err(Fault::mismatch(format!("the value is None, and `{name}` does not accept that"))
                .with_help(format!("write `Optional[{name}]` where None is meant to be possible")));
        }
        Ok(())
    }

    /// Refuses every value of a `TypedDict`: flytekit asks whether it is an instance, and such a class does not tell.
    fn assert_no_typed_dict(&mut self, python_type: &Value) -> Outcome<()> {
        let Value::Class(class) = python_type else { return Ok(()) };
        if class.inherited_data::<TypedDictFields>().is_none() {
            return Ok(());
        }
        Err(Fault::mismatch("flytekit takes no value of a `TypedDict`")
            .with_help("give it the type `dict`, or make it a dataclass"))
    }

    /// Refuses a dictionary that is no instance of any member of a union (`UnionTransformer.assert_type`).
    fn assert_member(&mut self, value: &Value, python_type: &Value) -> Outcome<()> {
        let Some(union) = union(&underlying(python_type)) else { return Ok(()) };
        if !matches!(value, Value::Dict(_)) || self.first_member(value, &union.members)?.is_some() {
            return Ok(());
        }
        let name = self.spelled(python_type);
        Err(self.expected(value, &format!("a value of `{name}`")))
    }

    /// What a transformer makes of a value (`TypeTransformer.to_literal`).
    pub(super) fn transformed_literal(
        &mut self,
        transformer: &Transformer,
        value: &Value,
        python_type: &Value,
        expected: &LiteralType,
    ) -> Outcome<Literal> {
        if let Value::Unknown(unknown) = value {
            return Err(self.unknown(unknown, "this value"));
        }
        match transformer {
            Transformer::Simple(simple) => self.simple_literal(simple, value),
            Transformer::List => self.list_literal(value, python_type, expected),
            Transformer::Dict => self.dict_literal(value, python_type, expected),
            Transformer::Iterator => self.iterator_literal(value, python_type, expected),
            Transformer::Union => self.union_literal(value, python_type, expected),
            Transformer::Enum => self.enum_literal(value, python_type),
            Transformer::LiteralForm => {
                self.literal_form_literal(value, &literal_values(python_type).unwrap_or_default())
            }
            Transformer::Dataclass => self.dataclass_literal(value, python_type),
            Transformer::Pydantic => self.pydantic_literal(value, python_type),
            Transformer::File => self.file_literal(value, python_type),
            Transformer::Directory => self.directory_literal(value, python_type),
            Transformer::StructuredDataset => self.dataset_literal(value, python_type, expected),
            Transformer::Schema => self.schema_literal(value, python_type),
            Transformer::Restricted(_) => Err(Fault::mismatch("a tuple cannot be a single value")),
            Transformer::JsonIterator => self.json_iterator_literal(value),
            Transformer::Pickle => self.pickle_literal(value, python_type),
            Transformer::Fixed(fixed) => {
                let transformer = self.transformer(&fixed.values)?;
                self.deeper(|engine| engine.transformed_literal(&transformer, value, &fixed.values, expected))
            }
            Transformer::User(transformer) => self.user_literal(transformer, value, python_type, expected),
            _ if is_plain(value) => {
                let name = self.spelled(python_type);
                Err(self.expected(value, &format!("a value of `{name}`")))
            }
            _ => {
                let name = self.spelled(python_type);
                Err(Fault::not_static(format!("a value of `{name}` would have to be stored")))
            }
        }
    }

    /// The cache hash that a `HashMethod` among the annotations computes; empty without one.
    fn hash(&mut self, value: &Value, python_type: &Value) -> Outcome<String> {
        let class = "flytekit.core.hash.HashMethod";
        for annotation in metadata(python_type).iter() {
            let Some(method) =
                annotation.as_instance().filter(|instance| instance.class.descends_from(class))
            else {
                continue;
            };
            let function = method.attribute("function").unwrap_or(Value::None);
            let hash = self.evaluator.call(&function, Arguments::positional([value.clone()]))?;
            return match hash {
                Value::Unknown(unknown) => Err(self.unknown(&unknown, "the hash of a value")),
                hash => match hash.as_str() {
                    Some(text) => Ok(text.to_string()),
                    None => Err(self.expected(&hash, "a hash as text")),
                },
            };
        }
        Ok(String::new())
    }

    /// The fault of a value that is not what it must be.
    pub(super) fn expected(&self, value: &Value, expected: &str) -> Fault {
        let class = self.evaluator.class_of(value);
        Fault::mismatch(format!("expected {expected}, not a value of type `{}`", class.name))
    }
}

/// Whether a value is one of Python's own plain ones, which no library's type accepts.
fn is_plain(value: &Value) -> bool {
    !matches!(value, Value::Instance(_))
}
