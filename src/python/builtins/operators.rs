//! Arithmetic, bitwise and sequence operators on built-in values.
//!
//! Each function gives `None` where the operands are not built-in values or the operator is not defined for them: the
//! evaluator then asks the special methods of their classes, and raises `TypeError` when there are none.

use super::super::{EvalResult, Evaluator, Value};

/// `left operator right` for the operator's symbol (`+`, `//`, `<<`, `@` …).
pub(crate) fn binary(
    _evaluator: &mut Evaluator,
    _operator: &str,
    _left: &Value,
    _right: &Value,
) -> EvalResult<Option<Value>> {
    Ok(None)
}

/// `-operand`, `+operand` or `~operand`.
pub(crate) fn unary(
    _evaluator: &mut Evaluator,
    _operator: &str,
    _operand: &Value,
) -> EvalResult<Option<Value>> {
    Ok(None)
}
