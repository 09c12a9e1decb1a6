//! Pydantic models (`flytekit.extras.pydantic_transformer.transformer.PydanticTransformer`), as pydantic 2.14 has them.
//!
//! `model` is the class `BaseModel` and what programs write in its subclasses; `fields` is what is known of a model's fields.
//! The Flyte type is a structure with the model's JSON schema (`schema`); a value is its JSON dump (`dump`) as msgpack bytes.
//! The constructor converts what it is given as pydantic does (`validation`), with the constraints and validators of each field
//! (`steps`, `constraints`, `decorators`). `definitions` has the schemas of classes that are no models,
//! `dataclasses` the decorator that makes dataclasses of them, `exports` the types that pydantic adds to Python's.

mod annotations;
mod config;
mod constraints;
mod containers;
mod dataclasses;
mod decorators;
mod definitions;
mod describe;
mod dump;
mod dump_methods;
mod exports;
mod fields;
mod generic;
mod methods;
mod model;
mod naming;
mod schema;
mod steps;
mod text;
mod validation;

use super::dataclass::{binary, generic};
use super::engine::{Engine, msgpack_struct};
use super::fault::{Fault, Outcome};
use super::python_type::underlying;
use crate::model::{Literal, LiteralType, Map, TypeStructure};
use crate::python::Value;
pub(super) use fields::FieldOptions;
pub(super) use model::define;

impl Engine<'_> {
    /// The type of a model.
    pub(super) fn pydantic_type(&mut self, python_type: &Value) -> Outcome<LiteralType> {
        let Value::Class(class) = underlying(python_type) else {
            return Err(Fault::unsupported_type("this is no pydantic model"));
        };
        let without_fields = std::mem::take(&mut self.without_fields);
        let schema = self.model_schema(&class)?;
        if without_fields {
            return Ok(msgpack_struct(Some(schema), Some(TypeStructure::default())));
        }
        let dataclass_type = self.inside(&class, |engine| {
            let mut types = Map::default();
            for field in engine.model_fields(&class)? {
                let annotation = underlying(&field.annotation);
                let field_type = engine.literal_type(&annotation);
                if let Some(field_type) = engine.unless_refused(field_type)? {
                    types.insert(field.name.to_string(), field_type);
                }
            }
            Ok(types)
        })?;
        Ok(msgpack_struct(Some(schema), Some(TypeStructure { tag: String::new(), dataclass_type })))
    }

    /// A model as msgpack bytes of its JSON dump.
    pub(super) fn pydantic_literal(&mut self, value: &Value, python_type: &Value) -> Outcome<Literal> {
        let is_model =
            value.as_instance().is_some_and(|instance| instance.class.descends_from(fields::BASE_MODEL));
        if !is_model {
            let name = self.spelled(python_type);
            return Err(self.expected(value, &format!("an instance of `{name}`")));
        }
        let packed = self.dump(value, None)?;
        if self.uses_old_format()? { generic(&packed) } else { Ok(binary(packed.msgpack()?)) }
    }
}
