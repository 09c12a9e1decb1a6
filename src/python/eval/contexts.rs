//! Generator functions as context managers: `contextlib.contextmanager`.
//!
//! A generator's body is evaluated as a whole, but what stands before and after the `yield` of a context manager must happen
//! before and after the block. So the body is cut at its `yield`, which stands in the body itself or in a `try` of it; a body
//! of another shape is not evaluated.

use std::rc::Rc;

use ruff_python_ast::{Expr, ExprYield, Stmt, StmtTry};

use super::{Flow, Frame};
use crate::python::{Arguments, EvalResult, Evaluator, Function, FunctionCode, Scope, Value};

/// A generator function that stands at its `yield`.
pub(crate) struct SuspendedGenerator {
    function: Rc<Function>,
    frame: Frame,
    cut: Cut,
}

/// Where the `yield` stands.
#[derive(Clone, Copy)]
struct Cut {
    /// Among the statements of the body: the `yield`, or the `try` that has it.
    at: usize,
    /// Among the statements of that `try`.
    within: Option<usize>,
}

fn body_of(function: &Function) -> &[Stmt] {
    match &function.code {
        FunctionCode::Def(definition) => &definition.body,
        FunctionCode::Lambda(_) => &[],
    }
}

/// The `yield` that the statement is.
fn yielded(statement: &Stmt) -> Option<&ExprYield> {
    let Stmt::Expr(statement) = statement else { return None };
    if let Expr::Yield(expression) = &*statement.value { Some(expression) } else { None }
}

fn cut_of(function: &Function) -> Option<Cut> {
    let body = body_of(function);
    if let Some(at) = body.iter().position(|statement| yielded(statement).is_some()) {
        return Some(Cut { at, within: None });
    }
    body.iter().enumerate().find_map(|(at, statement)| {
        let within = try_of(statement)?.body.iter().position(|statement| yielded(statement).is_some())?;
        Some(Cut { at, within: Some(within) })
    })
}

fn try_of(statement: &Stmt) -> Option<&StmtTry> {
    if let Stmt::Try(statement) = statement { Some(statement) } else { None }
}

impl Evaluator {
    /// Evaluates a generator function up to its `yield`: what is yielded, and the function as it stands there. `None` where
    /// the shape of the body is not one that can be cut.
    pub(crate) fn enter_generator(
        &mut self,
        function: &Rc<Function>,
        arguments: Arguments,
    ) -> EvalResult<Option<(Value, SuspendedGenerator)>> {
        let Some(cut) = cut_of(function) else { return Ok(None) };
        let scope = Scope::of_call(&function.bindings, &function.closure);
        let receiver = arguments.positional.first().cloned();
        self.bind_parameters(function, arguments, &scope)?;
        let frame = Frame {
            module: Rc::clone(&function.module),
            scope,
            function: Some(Rc::clone(function)),
            receiver,
            span: function.span,
            fixed_span: false,
            yielded: Vec::new(),
        };
        self.frames.push(frame);
        let result = self.before_cut(body_of(function), cut);
        let frame = self.frames.pop();
        let (Some(value), Some(frame)) = (result?, frame) else { return Ok(None) };
        Ok(Some((value, SuspendedGenerator { function: Rc::clone(function), frame, cut })))
    }

    /// The value of the `yield`; `None` where the body ends before it.
    fn before_cut(&mut self, body: &[Stmt], cut: Cut) -> EvalResult<Option<Value>> {
        if !matches!(self.block(&body[..cut.at])?, Flow::Next) {
            return Ok(None);
        }
        let statement = match cut.within.zip(try_of(&body[cut.at])) {
            Some((within, statement)) => {
                if !matches!(self.block(&statement.body[..within])?, Flow::Next) {
                    return Ok(None);
                }
                &statement.body[within]
            }
            None => &body[cut.at],
        };
        match yielded(statement).and_then(|expression| expression.value.as_deref()) {
            Some(expression) => self.expression(expression).map(Some),
            None => Ok(Some(Value::None)),
        }
    }

    /// Evaluates what follows the `yield`; after an exception in the block, only what a `finally` says.
    pub(crate) fn leave_generator(&mut self, suspended: SuspendedGenerator, raised: bool) -> EvalResult<()> {
        let SuspendedGenerator { function, frame, cut } = suspended;
        self.frames.push(frame);
        let result = self.after_cut(body_of(&function), cut, raised);
        self.frames.pop();
        result
    }

    fn after_cut(&mut self, body: &[Stmt], cut: Cut, raised: bool) -> EvalResult<()> {
        if let Some((within, statement)) = cut.within.zip(try_of(&body[cut.at])) {
            let rest = if raised {
                Ok(Flow::Next)
            } else {
                self.block(&statement.body[within + 1..]).and_then(|_| self.block(&statement.orelse))
            };
            self.block(&statement.finalbody)?;
            rest?;
        }
        if !raised {
            self.block(&body[cut.at + 1..])?;
        }
        Ok(())
    }
}
