//! The parser's side: from text to a syntax tree, and facts that stand in the text alone.

use std::rc::Rc;

use ruff_python_ast::{Expr, Stmt};
pub(crate) use ruff_python_ast::{ExprLambda, StmtFunctionDef};

/// The docstring of a body, cleaned of nothing.
pub(crate) fn docstring(body: &[Stmt]) -> Option<Rc<str>> {
    let Stmt::Expr(statement) = body.first()? else { return None };
    let Expr::StringLiteral(literal) = &*statement.value else { return None };
    Some(literal.value.to_str().into())
}
