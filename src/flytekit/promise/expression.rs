//! Comparisons of promises, and their conjunctions: the conditions of conditionals.

use std::rc::Rc;

use super::Promise;
use crate::diagnostic::{Diagnostic, Id};
use crate::flytekit::classes::classes;
use crate::flytekit::library::methods;
use crate::flytekit::{report, types};
use crate::model::{ComparisonOperator, LiteralValue, Primitive, Scalar};
use crate::python::{Arguments, Class, EvalResult, Evaluator, Instance, Value};
use crate::source::Span;

/// A condition.
#[derive(Clone)]
pub(crate) enum Expression {
    /// Two operands compared.
    Comparison {
        /// How.
        operator: ComparisonOperator,
        /// Left.
        left: ExpressionOperand,
        /// Right.
        right: ExpressionOperand,
    },
    /// Two conditions joined.
    Conjunction {
        /// `true` for and, `false` for or.
        and: bool,
        /// Left.
        left: Rc<Expression>,
        /// Right.
        right: Rc<Expression>,
        /// How deep conditions nest in it.
        depth: usize,
    },
}

/// What is compared.
#[derive(Clone)]
pub(crate) enum ExpressionOperand {
    /// A promise.
    Promise(Rc<Promise>),
    /// A constant.
    Primitive(Primitive),
    /// The none value.
    None,
}

/// How deep conditions may nest: more than messages may.
const NESTING_LIMIT: usize = 100;

impl Expression {
    fn depth(&self) -> usize {
        match self {
            Self::Comparison { .. } => 1,
            Self::Conjunction { depth, .. } => *depth,
        }
    }

    /// Compares a promise with a promise or a constant. The value is an expression.
    pub(super) fn compare(
        evaluator: &mut Evaluator,
        promise: &Rc<Promise>,
        operator: ComparisonOperator,
        other: &Value,
        span: Span,
    ) -> EvalResult<Value> {
        let right = match other.payload::<Promise>() {
            Some(promise) => ExpressionOperand::Promise(promise),
            None => constant(evaluator, other, span)?,
        };
        let left = ExpressionOperand::Promise(Rc::clone(promise));
        let class = Rc::clone(&classes(evaluator).comparison);
        let expression = Self::Comparison { operator, left, right };
        Ok(Value::Instance(Rc::new(Instance::with_payload(&class, Rc::new(expression)))))
    }
}

/// The condition that a value is.
pub(crate) fn expression_of(value: &Value) -> Option<Rc<Expression>> {
    value.payload::<Rc<Expression>>().map(|expression| Rc::clone(&*expression))
}

fn constant(evaluator: &mut Evaluator, value: &Value, span: Span) -> EvalResult<ExpressionOperand> {
    if value.is_none() {
        return Ok(ExpressionOperand::None);
    }
    crate::flytekit::need::known(evaluator, value, "what a promise is compared with", span)?;
    let class = Value::Class(evaluator.class_of(value));
    let literal_type = types::literal_type(evaluator, &class, span)?;
    let literal = types::literal(evaluator, value, &class, &literal_type, span)?;
    if let LiteralValue::Scalar(Scalar::Primitive(primitive)) = literal.value {
        return Ok(ExpressionOperand::Primitive(primitive));
    }
    let message = "a promise can be compared with numbers, text, truth values and times";
    Err(report::value_error(evaluator, Id::PromiseMisuse, message, span))
}

/// `flytekit.core.promise.ComparisonExpression`.
pub(crate) fn comparison_class(evaluator: &Evaluator) -> Rc<Class> {
    class(evaluator, "ComparisonExpression")
}

/// `flytekit.core.promise.ConjunctionExpression`.
pub(crate) fn conjunction_class(evaluator: &Evaluator) -> Rc<Class> {
    class(evaluator, "ConjunctionExpression")
}

fn class(evaluator: &Evaluator, name: &str) -> Rc<Class> {
    let bases = [Rc::clone(&evaluator.types.object)];
    let attributes = methods(&[
        ("__and__", |evaluator, arguments| join(evaluator, arguments, true)),
        ("__or__", |evaluator, arguments| join(evaluator, arguments, false)),
        ("__bool__", truth),
    ]);
    Class::native("flytekit.core.promise", name, &bases, None, attributes)
}

fn join(evaluator: &mut Evaluator, mut arguments: Arguments, and: bool) -> EvalResult<Value> {
    let left = arguments.take_first().as_ref().and_then(expression_of);
    let right = arguments.take_first().as_ref().and_then(expression_of);
    let (Some(left), Some(right)) = (left, right) else {
        let symbol = if and { "&" } else { "|" };
        let message = format!("`{symbol}` joins comparisons of promises");
        return Err(report::assertion(evaluator, Id::PromiseMisuse, message, evaluator.current_span()));
    };
    let depth = left.depth().max(right.depth()) + 1;
    if depth > NESTING_LIMIT {
        let message = format!("a condition joins comparisons more than {NESTING_LIMIT} levels deep");
        let fault = Diagnostic::error(Id::BoundReached, message).at(evaluator.current_span(), "");
        return Err(evaluator.exception_with(&evaluator.exceptions.value_error, fault));
    }
    let class = Rc::clone(&classes(evaluator).conjunction);
    let expression = Expression::Conjunction { and, left, right, depth };
    Ok(Value::Instance(Rc::new(Instance::with_payload(&class, Rc::new(expression)))))
}

fn truth(evaluator: &mut Evaluator, _: Arguments) -> EvalResult<Value> {
    let fault =
        Diagnostic::error(Id::PromiseMisuse, "a comparison of promises is neither true nor false yet")
            .at(evaluator.current_span(), "")
            .with_help("join comparisons with `&` and `|`, and branch with `conditional(...)`");
    Err(evaluator.exception_with(&evaluator.exceptions.value_error, fault))
}
