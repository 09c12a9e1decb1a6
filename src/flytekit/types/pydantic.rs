//! x
use super::engine::Engine;
use super::fault::{Fault, Outcome};
use crate::model::{Literal, LiteralType};
use crate::python::Value;
impl Engine<'_> {
    pub(super) fn pydantic_type(&mut self, _t: &Value) -> Outcome<LiteralType> {
        Err(Fault::unsupported_type("x"))
    }
    pub(super) fn pydantic_literal(&mut self, _v: &Value, _t: &Value) -> Outcome<Literal> {
        Err(Fault::unsupported_type("x"))
    }
}
