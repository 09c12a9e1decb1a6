//! The type engine: Python types → Flyte types, Python values → literals.
//!
//! [`literal_type`] chooses a transformer for a Python type exactly as flytekit does (`flytekit.core.type_engine`) and asks
//! it for the Flyte type; [`literal`] turns a known value into a literal of that type. Each kind of type has one file. Types
//! of packages that are not known here are known by their dotted path ([`super::third_party`]).

mod arrow;
mod blob;
mod collection;
mod dataclass;
mod engine;
mod enumeration;
mod fault;
mod literal;
mod modules;
mod packed;
mod pydantic;
mod python_type;
mod simple;
mod structured;
#[cfg(test)]
mod tests;
mod transformer;
mod type_text;
mod union;
mod upload;
mod user_transformers;

use super::library::Library;
use crate::model::{Literal, LiteralType};
use crate::python::{EvalResult, Evaluator, Value};
use crate::source::Span;
use engine::Engine;
pub(crate) use transformer::has_transformer;

/// The Flyte type of a Python type (`flytekit.core.type_engine.TypeEngine.to_literal_type`).
///
/// Where flytekit refuses the type, a Python exception whose diagnostic points at `span`; where the type cannot be known, a
/// fault with both ends.
pub fn literal_type(evaluator: &mut Evaluator, python_type: &Value, span: Span) -> EvalResult<LiteralType> {
    let result = Engine::new(evaluator, span).literal_type(python_type);
    result.map_err(|fault| fault.into_interrupt(evaluator, span))
}

/// The literal of a value that has the Python type, whose Flyte type is `expected`
/// (`flytekit.core.type_engine.TypeEngine.to_literal`).
///
/// Where flytekit refuses the value, a Python exception whose diagnostic points at `span`; where the value cannot be known or
/// storing it would need to run the program, a fault.
pub fn literal(
    evaluator: &mut Evaluator,
    value: &Value,
    python_type: &Value,
    expected: &LiteralType,
    span: Span,
) -> EvalResult<Literal> {
    let result = Engine::new(evaluator, span).literal(value, python_type, expected);
    result.map_err(|fault| fault.into_interrupt(evaluator, span))
}

/// The Flyte type of a native class, which the plugin that defines the class keeps as data of it.
pub(crate) struct FixedType {
    /// The name of the plugin's transformer.
    pub(crate) name: &'static str,
    /// The Flyte type.
    pub(crate) literal_type: LiteralType,
    /// The type whose values stand for those of the class.
    pub(crate) values: Value,
}

/// Defines the modules of types: `flytekit.types`, the type engine's classes, `pydantic`, `dataclasses_json`, `mashumaro`.
pub(super) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    modules::define(evaluator, library);
}
