//! x
use super::super::engine::Engine;
use super::super::fault::Outcome;
use crate::model::LiteralType;
use crate::python::Value;
pub(in super::super) fn literal_type_of(_e: &mut Engine<'_>, _v: &Value) -> Outcome<Option<LiteralType>> {
    Ok(None)
}
