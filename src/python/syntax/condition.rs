//! Conditions of module code that the text and the Python version decide.

use ruff_python_ast::{BoolOp, CmpOp, Expr, Number, UnaryOp};

use super::outline::{dotted, text};

/// Whether a condition holds in a Python of that version on Linux; `None` where that depends on something else.
pub(super) fn truth(test: &Expr, version: (u8, u8)) -> Option<bool> {
    match test {
        Expr::BooleanLiteral(literal) => Some(literal.value),
        Expr::UnaryOp(unary) if unary.op == UnaryOp::Not => {
            truth(&unary.operand, version).map(|value| !value)
        }
        Expr::BoolOp(parts) => {
            let decisive = parts.op == BoolOp::Or;
            let values: Vec<_> = parts.values.iter().map(|value| truth(value, version)).collect();
            if values.contains(&Some(decisive)) {
                Some(decisive)
            } else {
                values.into_iter().all(|value| value.is_some()).then_some(!decisive)
            }
        }
        Expr::Compare(comparison) => {
            let ([op], [right]) = (&comparison.ops[..], &comparison.comparators[..]) else { return None };
            compare(&comparison.left, *op, right, version)
        }
        _ => None,
    }
}

fn compare(left: &Expr, op: CmpOp, right: &Expr, version: (u8, u8)) -> Option<bool> {
    if let (Some(path), Some(text)) = (dotted(left), text(right)) {
        let actual = match &*path {
            "sys.platform" => "linux",
            "os.name" => "posix",
            _ => return None,
        };
        return match op {
            CmpOp::Eq => Some(actual == &*text),
            CmpOp::NotEq => Some(actual != &*text),
            _ => None,
        };
    }
    let (actual, wanted) = match left {
        Expr::Subscript(item) if is_version(&item.value) => {
            let parts = [i64::from(version.0), i64::from(version.1)];
            match &*item.slice {
                Expr::Slice(slice) => (parts[..stop(slice.upper.as_deref()?)?].to_vec(), numbers(right)?),
                index => (vec![*parts.get(usize::try_from(number(index)?).ok()?)?], vec![number(right)?]),
            }
        }
        // The whole of it is longer than two numbers, so it is never equal to two.
        left if is_version(left) => {
            let wanted = numbers(right)?;
            if wanted.len() > 2 {
                return None;
            }
            (vec![i64::from(version.0), i64::from(version.1), 0], wanted)
        }
        _ => return None,
    };
    Some(match op {
        CmpOp::Eq => actual == wanted,
        CmpOp::NotEq => actual != wanted,
        CmpOp::Lt => actual < wanted,
        CmpOp::LtE => actual <= wanted,
        CmpOp::Gt => actual > wanted,
        CmpOp::GtE => actual >= wanted,
        _ => return None,
    })
}

fn is_version(expression: &Expr) -> bool {
    dotted(expression).is_some_and(|path| matches!(&*path, "sys.version_info" | "version_info"))
}

fn stop(upper: &Expr) -> Option<usize> {
    usize::try_from(number(upper)?).ok().filter(|stop| *stop <= 2)
}

fn numbers(expression: &Expr) -> Option<Vec<i64>> {
    let Expr::Tuple(tuple) = expression else { return None };
    tuple.elts.iter().map(number).collect()
}

fn number(expression: &Expr) -> Option<i64> {
    let Expr::NumberLiteral(literal) = expression else { return None };
    let Number::Int(number) = &literal.value else { return None };
    number.as_i64()
}
