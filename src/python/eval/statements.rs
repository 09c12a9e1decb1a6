//! Statements.

use std::rc::Rc;

use ruff_python_ast::{Expr, Stmt, StmtFor, StmtIf, StmtWhile, Suite};

use super::{Flow, Mixed};
use crate::diagnostic::{Diagnostic, Id};
use crate::python::builtins::items::exception_of;
use crate::python::syntax;
use crate::python::{EvalResult, Evaluator, Interrupt, Truth, Unknown, Value};

impl Evaluator {
    /// Evaluates statements in order. After one whose end depends on an unknown condition, the rest is evaluated under that
    /// condition.
    pub(super) fn block(&mut self, body: &[Stmt]) -> EvalResult<Flow> {
        for (at, statement) in body.iter().enumerate() {
            match self.statement(statement)? {
                Flow::Next => {}
                Flow::Mixed(mixed) if mixed.next && at + 1 < body.len() => {
                    return self.rest_of_block(*mixed, &body[at + 1..]);
                }
                flow => return Ok(flow),
            }
        }
        Ok(Flow::Next)
    }

    /// Evaluates statements in order, and goes on after those that fail. `None` where one did.
    pub(super) fn block_going_on(&mut self, body: &[Stmt]) -> EvalResult<Option<Flow>> {
        let mut is_faulty = false;
        let mut end = Flow::Next;
        for (at, statement) in body.iter().enumerate() {
            match self.statement(statement) {
                Ok(Flow::Next) => {}
                Ok(Flow::Mixed(mixed)) if mixed.next && at + 1 < body.len() => {
                    end = self.rest_of_block(*mixed, &body[at + 1..])?;
                    break;
                }
                Ok(flow) => {
                    end = flow;
                    break;
                }
                Err(interrupt) => {
                    is_faulty = true;
                    self.go_on_after(interrupt, statement)?;
                }
            }
        }
        Ok((!is_faulty).then_some(end))
    }

    /// Reports why a statement failed, and leaves the names that it would have bound unknown. A bound that was reached still
    /// ends everything.
    pub(super) fn go_on_after(&mut self, interrupt: Box<Interrupt>, statement: &Stmt) -> EvalResult<()> {
        if self.handlers > 0 || matches!(*interrupt, Interrupt::Bound(_)) {
            return Err(interrupt);
        }
        self.report_interrupt(*interrupt);
        let span = self.span_of(statement);
        let frame = self.frame()?;
        let (scope, module) = (std::rc::Rc::clone(&frame.scope), std::rc::Rc::clone(&frame.module));
        for name in syntax::bound_names(std::slice::from_ref(statement)) {
            if scope.get(&name).is_none() {
                // In a module of an installed package the fault is not shown.
                let unknown = match &module.fallback {
                    Some(fallback) => fallback.attribute(&name),
                    None => Unknown::reported(span),
                };
                scope.set(&name, Value::Unknown(unknown));
            }
        }
        Ok(())
    }

    pub(super) fn rest_of_block(&mut self, mut mixed: Mixed, rest: &[Stmt]) -> EvalResult<Flow> {
        let condition = std::rc::Rc::clone(&mixed.condition);
        mixed.next = false;
        let flow = self.under(&condition, |evaluator| evaluator.block(rest))?;
        if let Some(flow) = flow {
            mixed.include(flow);
        }
        Ok(mixed.into_flow())
    }

    pub(super) fn statement(&mut self, statement: &Stmt) -> EvalResult<Flow> {
        self.at_statement(statement, |evaluator| evaluator.statement_inner(statement))
    }

    /// Evaluates a statement that is not evaluated again: a function takes its body from there, which saves a copy.
    pub(super) fn statement_once(&mut self, statement: &mut Stmt) -> EvalResult<Flow> {
        let body = match statement {
            Stmt::FunctionDef(def) => std::mem::take(&mut def.body),
            _ => Suite::new(),
        };
        let statement = &*statement;
        self.at_statement(statement, |evaluator| match statement {
            Stmt::FunctionDef(def) => evaluator.function_statement(def, Rc::new(body)),
            _ => evaluator.statement_inner(statement),
        })
    }

    fn at_statement(
        &mut self,
        statement: &Stmt,
        evaluate: impl FnOnce(&mut Self) -> EvalResult<Flow>,
    ) -> EvalResult<Flow> {
        self.step()?;
        let span = self.span_of(statement);
        self.set_span(span);
        match evaluate(self) {
            Ok(flow) => Ok(flow),
            // A statement whose effect is unknown (the deletion of an item of an unknown, say) has none that is known.
            Err(interrupt) if matches!(*interrupt, Interrupt::Unknown(_)) => Ok(Flow::Next),
            Err(interrupt) => Err(self.locate(interrupt, span)),
        }
    }

    fn statement_inner(&mut self, statement: &Stmt) -> EvalResult<Flow> {
        match statement {
            Stmt::Expr(statement) => {
                self.expression(&statement.value)?;
                Ok(Flow::Next)
            }
            Stmt::Assign(statement) => self.assign_statement(statement),
            Stmt::AnnAssign(statement) => self.annotated_assign_statement(statement),
            Stmt::AugAssign(statement) => self.augmented_assign_statement(statement),
            Stmt::Return(statement) => {
                let value = match &statement.value {
                    Some(value) => self.expression(value)?,
                    None => Value::None,
                };
                Ok(Flow::Return(value))
            }
            Stmt::If(statement) => self.if_statement(statement),
            Stmt::For(statement) => self.for_statement(statement),
            Stmt::While(statement) => self.while_statement(statement),
            Stmt::FunctionDef(def) => self.function_statement(def, Rc::new(def.body.clone())),
            Stmt::ClassDef(def) => self.class_statement(def),
            Stmt::Import(statement) => self.import_statement(statement),
            Stmt::ImportFrom(statement) => self.import_from_statement(statement),
            Stmt::Try(statement) => self.try_statement(statement),
            Stmt::Raise(statement) => self.raise_statement(statement),
            Stmt::With(statement) => self.with_statement(statement),
            Stmt::Match(statement) => self.match_statement(statement),
            Stmt::Assert(statement) => self.assert_statement(statement),
            Stmt::Delete(statement) => self.delete_statement(statement),
            Stmt::TypeAlias(statement) => {
                let value = self.expression(&statement.value)?;
                self.assign_target(&statement.name, value)?;
                Ok(Flow::Next)
            }
            Stmt::Break(_) => Ok(Flow::Break),
            Stmt::Continue(_) => Ok(Flow::Continue),
            Stmt::Pass(_) | Stmt::Global(_) | Stmt::Nonlocal(_) => Ok(Flow::Next),
            Stmt::IpyEscapeCommand(_) => {
                Err(Diagnostic::error(Id::UnsupportedSyntax, "IPython commands are not Python").into())
            }
        }
    }

    fn if_statement(&mut self, statement: &StmtIf) -> EvalResult<Flow> {
        let mut arms: Vec<(Option<&Expr>, &[Stmt])> = vec![(Some(&statement.test), &statement.body)];
        for clause in &statement.elif_else_clauses {
            arms.push((clause.test.as_ref(), &clause.body));
        }
        self.if_arms(&arms)
    }

    fn if_arms(&mut self, arms: &[(Option<&Expr>, &[Stmt])]) -> EvalResult<Flow> {
        let Some(((test, body), rest)) = arms.split_first() else { return Ok(Flow::Next) };
        let Some(test) = test else { return self.block(body) };
        match self.condition_of(test)? {
            Truth::Known(true) => self.block(body),
            Truth::Known(false) => self.if_arms(rest),
            Truth::Ambiguous(condition) => self.either(
                &condition,
                |evaluator| evaluator.block(body),
                |evaluator| evaluator.if_arms(rest),
            ),
        }
    }

    /// The truth of an expression.
    pub(super) fn condition_of(&mut self, test: &Expr) -> EvalResult<Truth> {
        let value = self.expression(test)?;
        let span = self.span_of(test);
        self.truth(&value).map_err(|interrupt| self.locate(interrupt, span))
    }

    fn for_statement(&mut self, statement: &StmtFor) -> EvalResult<Flow> {
        let iterable = self.iterable(&statement.iter)?;
        let mut iterator = match self.iterator(&iterable) {
            Ok(iterator) => iterator,
            Err(interrupt) => match *interrupt {
                Interrupt::Unknown(unknown) => {
                    return self.loop_unknown(&unknown, Some(&statement.target), &statement.body);
                }
                other => return Err(self.locate(Box::new(other), self.span_of(&*statement.iter))),
            },
        };
        let mut mixed: Option<Mixed> = None;
        while let Some(item) = self.next_item(&mut iterator)? {
            self.step()?;
            let turn = |evaluator: &mut Self| {
                evaluator.assign_target(&statement.target, item)?;
                evaluator.block(&statement.body)
            };
            match self.turn(&mut mixed, turn)? {
                Turn::Next => {}
                Turn::Leave => return Ok(Mixed::end_of_loop(mixed)),
                Turn::Return(value) => return Ok(Flow::Return(value)),
            }
        }
        self.end_of_loop(mixed, &statement.orelse)
    }

    fn while_statement(&mut self, statement: &StmtWhile) -> EvalResult<Flow> {
        let mut mixed: Option<Mixed> = None;
        loop {
            self.step()?;
            match self.condition_of(&statement.test)? {
                Truth::Known(true) => {}
                Truth::Known(false) => break,
                Truth::Ambiguous(unknown) => return self.loop_unknown(&unknown, None, &statement.body),
            }
            match self.turn(&mut mixed, |evaluator| evaluator.block(&statement.body))? {
                Turn::Next => {}
                Turn::Leave => return Ok(Mixed::end_of_loop(mixed)),
                Turn::Return(value) => return Ok(Flow::Return(value)),
            }
        }
        self.end_of_loop(mixed, &statement.orelse)
    }

    /// One turn of a loop; under the condition on which an earlier turn may have left the loop.
    fn turn(
        &mut self,
        mixed: &mut Option<Mixed>,
        body: impl FnOnce(&mut Self) -> EvalResult<Flow>,
    ) -> EvalResult<Turn> {
        let flow = match mixed.as_ref().map(|mixed| std::rc::Rc::clone(&mixed.condition)) {
            Some(condition) => match self.under(&condition, body)? {
                Some(flow) => flow,
                None => return Ok(Turn::Next),
            },
            None => body(self)?,
        };
        match (flow, mixed.as_mut()) {
            (Flow::Next | Flow::Continue, _) => Ok(Turn::Next),
            (Flow::Break, _) => Ok(Turn::Leave),
            (Flow::Return(value), None) => Ok(Turn::Return(value)),
            (Flow::Return(value), Some(mixed)) => {
                mixed.returned.push(value);
                Ok(Turn::Leave)
            }
            (Flow::Mixed(new), _) => {
                let stays = new.next || new.continues;
                if new.breaks || !new.returned.is_empty() {
                    match mixed.as_mut() {
                        Some(old) => old.include(Flow::Mixed(new)),
                        None => *mixed = Some(*new),
                    }
                }
                Ok(if stays { Turn::Next } else { Turn::Leave })
            }
        }
    }

    fn end_of_loop(&mut self, mixed: Option<Mixed>, orelse: &[Stmt]) -> EvalResult<Flow> {
        if mixed.is_some() {
            return Ok(Mixed::end_of_loop(mixed));
        }
        self.block(orelse)
    }

    fn assert_statement(&mut self, statement: &ruff_python_ast::StmtAssert) -> EvalResult<Flow> {
        if !self.condition_of(&statement.test)?.is_false() {
            return Ok(Flow::Next);
        }
        let class = Rc::clone(&self.exceptions.assertion_error);
        match &statement.msg {
            Some(message) => {
                let message = self.expression(message)?;
                Err(exception_of(self, &class, [message]))
            }
            None => Err(exception_of(self, &class, [])),
        }
    }
}

/// What follows a turn of a loop.
enum Turn {
    Next,
    Leave,
    Return(Value),
}
