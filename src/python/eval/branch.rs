//! Conditions that can't be known: every side is evaluated, and what the sides assign is joined.
//!
//! While a side is evaluated, its condition is on the stack ([`Evaluator::condition`]): containers that are changed are
//! tainted, attributes that are set become unknown, and flytekit refuses to make entities. Names are kept in a journal, so
//! that the other side starts from the same names, and a name to which the sides give different values is unknown after
//! them. A side that raises is taken for one that is never reached: a program that is meant to be serialized does not fail.

use std::rc::Rc;

use ruff_python_ast::{Expr, Stmt};
use rustc_hash::FxHashSet;

use super::{Flow, Mixed};
use crate::python::{EvalResult, Evaluator, Interrupt, Scope, Unknown, UnknownForm, Value};

/// The first value of each name that was assigned since the journal was opened.
#[derive(Default)]
pub(in crate::python) struct Journal {
    entries: Names,
    noted: FxHashSet<(*const Scope, Rc<str>)>,
}

/// Names and what they are bound to.
pub(super) type Names = Vec<(Rc<Scope>, Rc<str>, Option<Value>)>;

impl Evaluator {
    /// Notes a name's value before it is assigned under an unknown condition.
    pub(super) fn note_assignment(&mut self, scope: &Rc<Scope>, name: &str) {
        let Some(journal) = self.journals.last_mut() else { return };
        let name: Rc<str> = name.into();
        if journal.noted.insert((Rc::as_ptr(scope), Rc::clone(&name))) {
            let before = scope.get(&name);
            journal.entries.push((Rc::clone(scope), name, before));
        }
    }

    /// Opens a journal of assignments.
    pub(super) fn open_journal(&mut self) {
        self.journals.push(Journal::default());
    }

    /// Closes the journal. Gives the names that were assigned since it was opened, with their former values.
    pub(super) fn close_journal(&mut self) -> Names {
        let journal = self.journals.pop().unwrap_or_default();
        if let Some(outer) = self.journals.last_mut() {
            for (scope, name, before) in &journal.entries {
                if outer.noted.insert((Rc::as_ptr(scope), Rc::clone(name))) {
                    outer.entries.push((Rc::clone(scope), Rc::clone(name), before.clone()));
                }
            }
        }
        journal.entries
    }

    /// The present values of the names in the innermost journal.
    pub(super) fn journaled(&self) -> Names {
        let entries = self.journals.last().map(|journal| &journal.entries[..]).unwrap_or_default();
        let present =
            |(scope, name, _): &(Rc<Scope>, Rc<str>, _)| (Rc::clone(scope), Rc::clone(name), scope.get(name));
        entries.iter().map(present).collect()
    }

    /// Evaluates one side. Gives its result, and the names that it assigned with the values that it gave them; the names
    /// have their former values again. `None` where the side raises.
    fn side<T>(
        &mut self,
        condition: &Rc<Unknown>,
        body: impl FnOnce(&mut Self) -> EvalResult<T>,
    ) -> EvalResult<Result<(T, Names), Box<Interrupt>>> {
        self.conditions.push(Rc::clone(condition));
        self.journals.push(Journal::default());
        let result = body(self);
        let journal = self.journals.pop().unwrap_or_default();
        self.conditions.pop();
        let mut assigned = Vec::new();
        for (scope, name, before) in journal.entries {
            assigned.push((Rc::clone(&scope), Rc::clone(&name), scope.get(&name)));
            restore(&scope, &name, before);
            self.note_assignment(&scope, &name);
        }
        match result {
            Ok(value) => Ok(Ok((value, assigned))),
            Err(interrupt) if matches!(*interrupt, Interrupt::Exception(_)) => Ok(Err(interrupt)),
            Err(interrupt) => Err(interrupt),
        }
    }

    /// Evaluates `body`, which may or may not be reached. `None` where it raises.
    pub(super) fn under(
        &mut self,
        condition: &Rc<Unknown>,
        body: impl FnOnce(&mut Self) -> EvalResult<Flow>,
    ) -> EvalResult<Option<Flow>> {
        match self.side(condition, body)? {
            Ok((flow, assigned)) => {
                for (scope, name, value) in assigned {
                    let before = scope.get(&name);
                    self.join_name(condition, &scope, &name, value, before);
                }
                Ok(Some(flow))
            }
            Err(_) => Ok(None),
        }
    }

    /// Evaluates both sides of a condition and joins them.
    pub(super) fn either(
        &mut self,
        condition: &Rc<Unknown>,
        first: impl FnOnce(&mut Self) -> EvalResult<Flow>,
        second: impl FnOnce(&mut Self) -> EvalResult<Flow>,
    ) -> EvalResult<Flow> {
        let first = self.side(condition, first)?;
        let second = self.side(condition, second)?;
        match (first, second) {
            (Ok((first, names)), Ok((second, other_names))) => {
                self.join_names(condition, names, other_names);
                let mut mixed = Mixed::new(condition);
                mixed.include(first);
                mixed.include(second);
                Ok(mixed.into_flow())
            }
            (Ok((flow, names)), Err(_)) | (Err(_), Ok((flow, names))) => {
                for (scope, name, value) in names {
                    restore(&scope, &name, value);
                }
                Ok(flow)
            }
            (Err(interrupt), Err(_)) => Err(interrupt),
        }
    }

    /// Evaluates two expressions of which one holds, and joins their values.
    pub(super) fn either_value(
        &mut self,
        condition: &Rc<Unknown>,
        first: &Expr,
        second: &Expr,
    ) -> EvalResult<Value> {
        let first = self.side(condition, |evaluator| evaluator.expression(first))?;
        let second = self.side(condition, |evaluator| evaluator.expression(second))?;
        match (first, second) {
            (Ok((first, names)), Ok((second, other_names))) => {
                self.join_names(condition, names, other_names);
                Ok(join_values(condition, &first, &second))
            }
            (Ok((value, _)), Err(_)) | (Err(_), Ok((value, _))) => Ok(value),
            (Err(interrupt), Err(_)) => Err(interrupt),
        }
    }

    /// A loop whose number of turns is unknown: its body is evaluated once, and what it assigns is unknown.
    pub(super) fn loop_unknown(
        &mut self,
        condition: &Rc<Unknown>,
        target: Option<&Expr>,
        body: &[Stmt],
    ) -> EvalResult<Flow> {
        let item = Value::Unknown(condition.derived(UnknownForm::Other));
        let side = self.side(condition, |evaluator| {
            if let Some(target) = target {
                evaluator.assign_target(target, item)?;
            }
            evaluator.block(body)
        })?;
        let Ok((flow, names)) = side else { return Ok(Flow::Next) };
        for (scope, name, _) in names {
            self.note_assignment(&scope, &name);
            scope.set(&name, Value::Unknown(condition.derived(UnknownForm::Other)));
        }
        let mut mixed = Mixed::new(condition);
        mixed.include(flow);
        Ok(Mixed::end_of_loop(Some(mixed)))
    }

    fn join_names(&mut self, condition: &Rc<Unknown>, first: Names, second: Names) {
        let mut rest = second;
        for (scope, name, value) in first {
            let at = rest.iter().position(|(other, noted, _)| Rc::ptr_eq(other, &scope) && *noted == name);
            let other = at.map_or_else(|| scope.get(&name), |at| rest.swap_remove(at).2);
            self.join_name(condition, &scope, &name, value, other);
        }
        for (scope, name, value) in rest {
            let before = scope.get(&name);
            self.join_name(condition, &scope, &name, value, before);
        }
    }

    fn join_name(
        &mut self,
        condition: &Rc<Unknown>,
        scope: &Rc<Scope>,
        name: &Rc<str>,
        first: Option<Value>,
        second: Option<Value>,
    ) {
        self.note_assignment(scope, name);
        match (first, second) {
            (Some(first), Some(second)) => scope.set(name, join_values(condition, &first, &second)),
            (None, None) => restore(scope, name, None),
            // Bound on one side only: a use means that it was bound, to the value that that side gave it.
            (Some(value), None) | (None, Some(value)) => {
                let value = match value {
                    Value::Module(_) | Value::Unknown(_) => value,
                    _ => Value::Unknown(condition.derived(UnknownForm::Other)),
                };
                scope.set(name, value);
            }
        }
    }
}

pub(super) fn restore(scope: &Rc<Scope>, name: &Rc<str>, value: Option<Value>) {
    match value {
        Some(value) => scope.set(name, value),
        None => {
            scope.vars.borrow_mut().shift_remove(name);
        }
    }
}

/// The value that both sides give, or an unknown.
fn join_values(condition: &Rc<Unknown>, first: &Value, second: &Value) -> Value {
    if first.is(second) {
        return first.clone();
    }
    match (first, second) {
        (Value::Unknown(unknown), _) | (_, Value::Unknown(unknown)) if unknown.reported => {
            Value::Unknown(Rc::clone(unknown))
        }
        _ => Value::Unknown(condition.derived(UnknownForm::Other)),
    }
}

impl Mixed {
    pub(super) fn new(condition: &Rc<Unknown>) -> Self {
        Self {
            condition: Rc::clone(condition),
            returned: Vec::new(),
            next: false,
            breaks: false,
            continues: false,
        }
    }

    /// Adds a way in which it may end.
    pub(super) fn include(&mut self, flow: Flow) {
        match flow {
            Flow::Next => self.next = true,
            Flow::Break => self.breaks = true,
            Flow::Continue => self.continues = true,
            Flow::Return(value) => self.returned.push(value),
            Flow::Mixed(other) => {
                self.next |= other.next;
                self.breaks |= other.breaks;
                self.continues |= other.continues;
                self.returned.extend(other.returned);
            }
        }
    }

    /// The flow, simple where all ways end alike.
    pub(super) fn into_flow(self) -> Flow {
        match (self.next, self.breaks, self.continues, self.returned.is_empty()) {
            (true, false, false, true) => Flow::Next,
            (false, true, false, true) => Flow::Break,
            (false, false, true, true) => Flow::Continue,
            (false, false, false, false) => Flow::Return(self.returned_value(false)),
            _ => Flow::Mixed(Box::new(self)),
        }
    }

    /// What follows a loop that may have ended early: `break` and `continue` end at the loop.
    pub(super) fn end_of_loop(mixed: Option<Self>) -> Flow {
        let Some(mixed) = mixed else { return Flow::Next };
        Self { next: true, breaks: false, continues: false, ..mixed }.into_flow()
    }

    /// The value that a function gives which ends so; `None` is one of them where it may reach its end.
    pub(super) fn returned_value(&self, reaches_end: bool) -> Value {
        let end = reaches_end.then_some(Value::None);
        let mut values = self.returned.iter().cloned().chain(end);
        let first = values.next().unwrap_or(Value::None);
        values.fold(first, |joined, value| join_values(&self.condition, &joined, &value))
    }
}
