//! Conditions → `flyteidl.core.BooleanExpression`.

use super::error::{Depth, Fault};
use super::literal::primitive;
use crate::idl::flyteidl::core::{self, boolean_expression::Expr, operand::Val, scalar};
use crate::model::{BooleanExpression, Comparison, ComparisonOperator, Conjunction, Operand};

/// A condition, nested as it was written.
pub(super) fn boolean_expression(
    expression: &BooleanExpression,
    depth: Depth,
) -> Result<core::BooleanExpression, Fault> {
    let depth = depth.deeper()?;
    let expr = match expression {
        BooleanExpression::Conjunction(inner) => Expr::Conjunction(Box::new(conjunction(inner, depth)?)),
        BooleanExpression::Comparison(inner) => Expr::Comparison(comparison(inner)),
    };
    Ok(core::BooleanExpression { expr: Some(expr) })
}

fn conjunction(conjunction: &Conjunction, depth: Depth) -> Result<core::ConjunctionExpression, Fault> {
    use core::conjunction_expression::LogicalOperator;
    let operator = if conjunction.and { LogicalOperator::And } else { LogicalOperator::Or };
    Ok(core::ConjunctionExpression {
        operator: operator.into(),
        left_expression: Some(Box::new(boolean_expression(&conjunction.left, depth)?)),
        right_expression: Some(Box::new(boolean_expression(&conjunction.right, depth)?)),
    })
}

fn comparison(comparison: &Comparison) -> core::ComparisonExpression {
    use core::comparison_expression::Operator;
    let operator = match comparison.operator {
        ComparisonOperator::Equal => Operator::Eq,
        ComparisonOperator::NotEqual => Operator::Neq,
        ComparisonOperator::GreaterThan => Operator::Gt,
        ComparisonOperator::GreaterThanOrEqual => Operator::Gte,
        ComparisonOperator::LessThan => Operator::Lt,
        ComparisonOperator::LessThanOrEqual => Operator::Lte,
    };
    core::ComparisonExpression {
        operator: operator.into(),
        left_value: Some(operand(&comparison.left)),
        right_value: Some(operand(&comparison.right)),
    }
}

fn operand(operand: &Operand) -> core::Operand {
    let val = match operand {
        Operand::Primitive(value) => Val::Primitive(primitive(value)),
        Operand::Variable(name) => Val::Var(name.clone()),
        Operand::None => Val::Scalar(core::Scalar { value: Some(scalar::Value::NoneType(core::Void {})) }),
    };
    core::Operand { val: Some(val) }
}
