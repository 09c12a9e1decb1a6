//! Set displays.
//!
//! Sets of constants are constants themselves in CPython: a display of three or more is made of a frozen set, and so is
//! every display that is iterated over where it stands. That leaves another order behind than adding member after member.

use std::rc::Rc;

use ruff_python_ast::{Expr, ExprSet};

use crate::python::builtins::set::operations::{self, Other};
use crate::python::{EvalResult, Evaluator, Int, Set, Value};

/// Displays with fewer elements are no constants where they are not iterated over.
const FEWEST_CONSTANTS: usize = 3;
/// In displays with more elements each is added as soon as it is evaluated.
const MANY: usize = 30;

impl Evaluator {
    pub(super) fn set_display(&mut self, display: &ExprSet) -> EvalResult<Value> {
        if display.elts.len() >= FEWEST_CONSTANTS && display.elts.iter().all(is_constant) {
            let constant = Rc::new(self.set_constant(display)?);
            let set = operations::made(self, &Other::Set(constant), false)?;
            return Ok(Value::Set(Rc::new(set)));
        }
        let (set, mut waiting) = (Set::default(), Vec::new());
        let mut waits = display.elts.len() <= MANY;
        for element in &display.elts {
            if let Expr::Starred(starred) = element {
                let value = self.expression(&starred.value)?;
                self.add_members(&set, std::mem::take(&mut waiting))?;
                let other = Other::of(self, &value)?;
                operations::update(self, &set, &other)?;
                waits = false;
            } else {
                waiting.push(self.expression(element)?);
                if !waits {
                    self.add_members(&set, std::mem::take(&mut waiting))?;
                }
            }
        }
        self.add_members(&set, waiting)?;
        Ok(Value::Set(Rc::new(set)))
    }

    /// A new set of the given items.
    pub(super) fn set_of(&mut self, items: Vec<Value>) -> EvalResult<Value> {
        let set = Set::default();
        self.add_members(&set, items)?;
        Ok(Value::Set(Rc::new(set)))
    }

    fn add_members(&mut self, set: &Set, items: Vec<Value>) -> EvalResult<()> {
        items.into_iter().try_for_each(|item| self.add_member(set, item))
    }

    /// The value of an expression that is iterated over.
    pub(super) fn iterable(&mut self, expression: &Expr) -> EvalResult<Value> {
        match expression {
            Expr::Set(display) if display.elts.iter().all(is_constant) => {
                self.set_constant(display).map(|set| Value::Set(Rc::new(set)))
            }
            _ => self.expression(expression),
        }
    }

    /// The frozen set of constants. The compiler makes it twice; a module that is read from its cached bytecode makes it
    /// once more, from the sorted members. The order is known where it is the same either way.
    fn set_constant(&mut self, display: &ExprSet) -> EvalResult<Set> {
        let items = self.elements(&display.elts)?;
        let first = Set::new([], true);
        self.add_members(&first, items)?;
        let compiled = Set::new(first.entries(), true);
        if !compiled.has_no_collision()
            && !self.stored(&compiled)?.is_some_and(|set| set.is_ordered_as(&compiled))
        {
            let unordered = Set::new(compiled.entries(), true);
            unordered.forget_order();
            return Ok(unordered);
        }
        Ok(compiled)
    }

    /// The set as it is read from cached bytecode: its members come in the order of their bytes. Only those of small
    /// integers and truth values do not depend on where else the constant is used.
    fn stored(&mut self, set: &Set) -> EvalResult<Option<Set>> {
        let mut items = set.to_vec();
        if !items.iter().all(|item| stored_bytes(item).is_some()) {
            return Ok(None);
        }
        items.sort_by_key(stored_bytes);
        let stored = Set::new([], true);
        self.add_members(&stored, items)?;
        Ok(Some(stored))
    }
}

fn stored_bytes(item: &Value) -> Option<(u8, [u8; 4])> {
    /// The integers of which there is one object each.
    const SMALL: std::ops::RangeInclusive<i32> = -5..=256;
    match item {
        Value::Bool(truth) => Some((if *truth { b'T' } else { b'F' }, [0; 4])),
        Value::Int(Int::Small(number)) => {
            let number = i32::try_from(*number).ok().filter(|number| SMALL.contains(number))?;
            Some((b'i' | 0x80, number.to_le_bytes()))
        }
        _ => None,
    }
}

/// Whether CPython's compiler knows the value.
fn is_constant(expression: &Expr) -> bool {
    match expression {
        Expr::NumberLiteral(_)
        | Expr::StringLiteral(_)
        | Expr::BytesLiteral(_)
        | Expr::BooleanLiteral(_)
        | Expr::NoneLiteral(_)
        | Expr::EllipsisLiteral(_) => true,
        Expr::Tuple(tuple) => tuple.elts.iter().all(is_constant),
        Expr::UnaryOp(operation) => is_constant(&operation.operand),
        Expr::BinOp(operation) => is_constant(&operation.left) && is_constant(&operation.right),
        _ => false,
    }
}
