//! Comparison of built-in values.

use super::super::{EvalResult, Evaluator, Truth, Value};

/// `left operator right` for `==`, `!=`, `<`, `<=`, `>` and `>=`. `None` where one of the two is not a built-in value or
/// the comparison is not defined for them. Parts of containers are compared with [`Evaluator::equals`].
pub(crate) fn compare_builtin(
    _evaluator: &mut Evaluator,
    _operator: &str,
    _left: &Value,
    _right: &Value,
) -> EvalResult<Option<Truth>> {
    Ok(None)
}
