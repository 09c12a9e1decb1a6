//! `try` around what may raise an exception without our knowing: the call of an unknown, an import of which the sources of the
//! package do not say whether it succeeds. The body is evaluated as one that succeeds, and then the handlers as the other
//! side of a condition that can't be known.

use std::rc::Rc;

use ruff_python_ast::{ExceptHandler, ExceptHandlerExceptHandler, StmtTry};

use super::Flow;
use super::branch::{Names, restore};
use crate::python::{Class, EvalResult, Evaluator, Interrupt, Truth, Unknown, UnknownForm, Value};

/// What may have raised an exception in a `try`.
pub(in crate::python) struct Doubt {
    /// What it depends on.
    unknown: Rc<Unknown>,
    risks: Vec<Risk>,
    /// The names that the body had assigned before.
    assigned: Names,
}

/// What kind of thing may have failed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::python) enum Risk {
    /// An import.
    Import,
    /// The look for an attribute.
    Attribute,
    /// Anything that runs code that is not known, which is taken to have what it imports.
    Call,
}

/// Whether a value is a package that is not evaluated, or something in one.
fn is_imported(value: Option<&Value>) -> bool {
    match value {
        Some(Value::Unknown(unknown)) => unknown.dotted_path().is_some(),
        Some(Value::Module(module)) => module.path.is_none(),
        _ => false,
    }
}

/// Whether a name stands for nothing.
fn is_absent(value: Option<&Value>) -> bool {
    value.is_none_or(Value::is_none)
}

/// Whether a handler catches what may have been raised.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Catches {
    No,
    Perhaps,
    All,
}

impl Evaluator {
    /// Notes that what is evaluated may have raised an exception, which depends on an unknown.
    pub(in crate::python) fn doubt(&mut self, unknown: &Rc<Unknown>, risk: Risk) {
        if self.handlers == 0 || unknown.reported || unknown.is_of_run {
            return;
        }
        match &mut self.doubt {
            Some(known) if known.risks.contains(&risk) => {}
            Some(known) => known.risks.push(risk),
            None => {
                let assigned = self.journaled();
                self.doubt = Some(Doubt { unknown: Rc::clone(unknown), risks: vec![risk], assigned });
            }
        }
    }

    /// Passes on to the `try` outside what no handler surely catches.
    fn pass_on(&mut self, doubt: &Doubt, catches: Catches) {
        if catches != Catches::All {
            for risk in &doubt.risks {
                self.doubt(&doubt.unknown, *risk);
            }
        }
    }

    pub(super) fn try_body(&mut self, statement: &StmtTry) -> EvalResult<Flow> {
        if statement.handlers.is_empty() {
            let flow = self.block(&statement.body)?;
            return self.and_else(flow, statement);
        }
        let (result, doubt, names) = self.try_to(|evaluator| evaluator.block(&statement.body));
        match (result, doubt) {
            (Ok(flow), None) => self.and_else(flow, statement),
            (Ok(flow), Some(doubt)) => self.either_handled(statement, flow, doubt, names),
            (Err(interrupt), _) => {
                let Interrupt::Exception(raised) = &*interrupt else { return Err(interrupt) };
                let value = raised.value.clone();
                self.set_context(&interrupt);
                self.handle_exception(statement, &value)?.unwrap_or(Err(interrupt))
            }
        }
    }

    /// Evaluates a body of which the exceptions of these classes go unseen.
    pub(super) fn suppress(
        &mut self,
        classes: &Value,
        body: impl FnOnce(&mut Self) -> EvalResult<Flow>,
    ) -> EvalResult<Flow> {
        let (result, doubt, names) = self.try_to(body);
        match (result, doubt) {
            (Ok(flow), None) => Ok(flow),
            (Ok(flow), Some(doubt)) => {
                let caught = self.any_caught(classes, &doubt.risks);
                self.pass_on(&doubt, caught);
                if caught == Catches::No {
                    return Ok(flow);
                }
                self.one_or_other(doubt, names, |_| Ok(flow), |_| Ok(Flow::Next))
            }
            (Err(interrupt), _) => {
                let Interrupt::Exception(raised) = &*interrupt else { return Err(interrupt) };
                match self.is_exception_of(&raised.value, classes) {
                    Truth::Known(true) => Ok(Flow::Next),
                    _ => Err(interrupt),
                }
            }
        }
    }

    /// Evaluates a body that stands in a `try`. Gives what came of it, what in it may have failed, and the names that it
    /// assigned with their former values.
    fn try_to(
        &mut self,
        body: impl FnOnce(&mut Self) -> EvalResult<Flow>,
    ) -> (EvalResult<Flow>, Option<Doubt>, Names) {
        let depth = self.frames.len();
        let outer = self.doubt.take();
        self.handlers += 1;
        self.open_journal();
        let result = body(self);
        let names = self.close_journal();
        self.handlers -= 1;
        if matches!(&result, Err(interrupt) if matches!(**interrupt, Interrupt::Exception(_))) {
            self.frames.truncate(depth);
        }
        (result, std::mem::replace(&mut self.doubt, outer), names)
    }

    fn and_else(&mut self, flow: Flow, statement: &StmtTry) -> EvalResult<Flow> {
        match flow {
            Flow::Next => self.block(&statement.orelse),
            flow => Ok(flow),
        }
    }

    /// Joins what the body gave with what the handlers give.
    fn either_handled(
        &mut self,
        statement: &StmtTry,
        flow: Flow,
        doubt: Doubt,
        names: Names,
    ) -> EvalResult<Flow> {
        let mut catching = Vec::new();
        let mut catches = Catches::No;
        for ExceptHandler::ExceptHandler(handler) in &statement.handlers {
            let caught = self.catches(handler, &doubt.risks)?;
            if caught > Catches::No {
                catching.push(handler);
            }
            catches = catches.max(caught);
            if caught == Catches::All {
                break;
            }
        }
        let condition = Rc::clone(&doubt.unknown);
        self.pass_on(&doubt, catches);
        if catching.is_empty() {
            return self.and_else(flow, statement);
        }
        self.one_or_other(
            doubt,
            names,
            |evaluator| evaluator.and_else(flow, statement),
            |evaluator| evaluator.one_of(&condition, &catching),
        )
    }

    /// Joins what follows the body, which assigned the names, with what follows where it failed.
    fn one_or_other(
        &mut self,
        doubt: Doubt,
        names: Names,
        succeeded: impl FnOnce(&mut Self) -> EvalResult<Flow>,
        failed: impl FnOnce(&mut Self) -> EvalResult<Flow>,
    ) -> EvalResult<Flow> {
        let mut assigned: Names = Vec::new();
        for (scope, name, before) in names {
            let after = scope.get(&name);
            restore(&scope, &name, before);
            assigned.push((scope, name, after));
        }
        for (scope, name, value) in doubt.assigned {
            restore(&scope, &name, value);
        }
        let imported: Names =
            assigned.iter().filter(|(_, _, value)| is_imported(value.as_ref())).cloned().collect();
        let mut absent = Vec::new();
        let flow = self.either(
            &doubt.unknown,
            |evaluator| {
                for (scope, name, value) in assigned {
                    evaluator.note_assignment(&scope, &name);
                    restore(&scope, &name, value);
                }
                succeeded(evaluator)
            },
            |evaluator| {
                let flow = failed(evaluator)?;
                absent =
                    imported.iter().map(|(scope, name, _)| is_absent(scope.get(name).as_ref())).collect();
                Ok(flow)
            },
        )?;
        // A name that is a package or nothing: what is made of it needs the package.
        for ((scope, name, value), is_absent) in imported.into_iter().zip(absent) {
            if is_absent {
                self.note_assignment(&scope, &name);
                restore(&scope, &name, value);
            }
        }
        Ok(flow)
    }

    /// Evaluates one of several handlers.
    fn one_of(
        &mut self,
        condition: &Rc<Unknown>,
        handlers: &[&ExceptHandlerExceptHandler],
    ) -> EvalResult<Flow> {
        let Some((first, rest)) = handlers.split_first() else { return Ok(Flow::Next) };
        let value = Value::Unknown(condition.derived(UnknownForm::Other));
        let name = first.name.as_ref().map(ruff_python_ast::Identifier::as_str);
        if rest.is_empty() {
            return self.handle(name, &first.body, value);
        }
        self.either(
            condition,
            |evaluator| evaluator.handle(name, &first.body, value),
            |evaluator| evaluator.one_of(condition, rest),
        )
    }

    /// Whether a handler catches what may have been raised.
    fn catches(&mut self, handler: &ExceptHandlerExceptHandler, risks: &[Risk]) -> EvalResult<Catches> {
        let Some(classes) = &handler.type_ else { return Ok(Catches::All) };
        let classes = self.expression(classes)?;
        Ok(self.any_caught(&classes, risks))
    }

    /// Whether exceptions of these classes are among what may have been raised, or are all of it.
    fn any_caught(&self, classes: &Value, risks: &[Risk]) -> Catches {
        let caught = || risks.iter().map(|risk| self.class_catches(classes, *risk));
        match (caught().min(), caught().max()) {
            (Some(Catches::All), _) => Catches::All,
            (_, Some(Catches::No) | None) => Catches::No,
            _ => Catches::Perhaps,
        }
    }

    fn class_catches(&self, classes: &Value, risk: Risk) -> Catches {
        let errors = &self.exceptions;
        let catches_all = |class: &Rc<Class>, raised: &Rc<Class>| raised.is_subclass_of(class);
        match (classes, risk) {
            (Value::Tuple(classes), _) => {
                classes.iter().map(|class| self.class_catches(class, risk)).max().unwrap_or(Catches::No)
            }
            (Value::Class(class), Risk::Import) if catches_all(class, &errors.module_not_found_error) => {
                Catches::All
            }
            (Value::Class(class), Risk::Attribute) if catches_all(class, &errors.attribute_error) => {
                Catches::All
            }
            (Value::Class(class), Risk::Call) if catches_all(class, &errors.exception) => Catches::All,
            (Value::Class(class), Risk::Call) if !class.is_subclass_of(&errors.import_error) => {
                Catches::Perhaps
            }
            (Value::Unknown(_), Risk::Call) => Catches::Perhaps,
            _ => Catches::No,
        }
    }
}
