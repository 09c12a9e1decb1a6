//! The stack of the compound statements that a generator stands in, and how it goes from one to the next.

use std::collections::VecDeque;
use std::rc::Rc;

use ruff_python_ast::{ExceptHandler, Stmt, StmtFor, StmtTry, StmtWhile, StmtWith, Suite};

use super::Resume;
use super::leave::{end_handler, exit, value_of};
use crate::python::eval::{Flow, Frame};
use crate::python::{EvalResult, Evaluator, Interrupt, ItemsIterator, PyIterator, Truth, Unknown, Value};

/// A compound statement that the generator stands in, or a statement that waits for the value of its `yield`.
pub(super) enum Step {
    Body(Block, usize),
    For(Rc<StmtFor>, ItemsIterator),
    While(Rc<StmtWhile>),
    Try(Rc<StmtTry>, Phase),
    /// What follows once the `finally` has ended.
    Finally(Signal),
    With(Value),
    /// A `yield` that gets its value when the generator goes on.
    Yield(Rc<Stmt>),
    /// A `yield from`.
    Delegate(Rc<Stmt>, Rc<PyIterator>),
}

/// Statements that follow each other.
#[derive(Clone)]
pub(super) enum Block {
    Function(Rc<Suite>),
    Own(Rc<[Stmt]>),
    For(Rc<StmtFor>),
    ForElse(Rc<StmtFor>),
    While(Rc<StmtWhile>),
    WhileElse(Rc<StmtWhile>),
    Try(Rc<StmtTry>),
    TryElse(Rc<StmtTry>),
    Finally(Rc<StmtTry>),
    Handler(Rc<StmtTry>, usize),
    With(Rc<StmtWith>),
}

impl Block {
    fn statements(&self) -> &[Stmt] {
        match self {
            Self::Function(body) => body,
            Self::Own(statements) => statements,
            Self::For(statement) => &statement.body,
            Self::ForElse(statement) => &statement.orelse,
            Self::While(statement) => &statement.body,
            Self::WhileElse(statement) => &statement.orelse,
            Self::Try(statement) => &statement.body,
            Self::TryElse(statement) => &statement.orelse,
            Self::Finally(statement) => &statement.finalbody,
            Self::Handler(statement, at) => match statement.handlers.get(*at) {
                Some(ExceptHandler::ExceptHandler(handler)) => &handler.body,
                None => &[],
            },
            Self::With(statement) => &statement.body,
        }
    }
}

pub(super) enum Phase {
    Body,
    Handler(Option<Rc<str>>),
    Else,
}

/// What leaves a statement other than by its end.
pub(super) enum Signal {
    Flow(Flow),
    Raise(Box<Interrupt>),
}

/// A generator's state between two values.
pub(super) struct State {
    pub(super) frame: Option<Frame>,
    pub(super) steps: Vec<Step>,
    /// Values that were yielded by a statement that was evaluated as a whole.
    pub(super) pending: VecDeque<Value>,
    /// It stands at a `yield` of such a statement, whose value was taken for `None`.
    pub(super) is_past: bool,
    /// The exceptions that it is handling, the innermost last.
    pub(super) handled: Vec<Value>,
    /// Why what follows cannot be known.
    pub(super) unknown: Option<Rc<Unknown>>,
    pub(super) started: bool,
}

/// What is to be done next.
pub(super) enum Next {
    Go,
    Yield(Value),
    End(Value),
}

impl State {
    /// How many of the steps could catch an exception.
    pub(super) fn catching(&self) -> usize {
        let catches = |step: &&Step| match step {
            Step::Try(statement, Phase::Body) => !statement.handlers.is_empty(),
            Step::With(_) => true,
            _ => false,
        };
        self.steps.iter().filter(catches).count()
    }

    pub(super) fn run(&mut self, evaluator: &mut Evaluator, with: Resume) -> EvalResult<Next> {
        self.started = true;
        self.is_past = false;
        let mut next = self.enter(evaluator, with);
        loop {
            next = match next {
                Ok(Next::Go) => {
                    if let Some(value) = self.collected(evaluator) {
                        return Ok(Next::Yield(value));
                    }
                    if let Some(unknown) = &self.unknown {
                        return Err(Rc::clone(unknown).into());
                    }
                    self.advance(evaluator)
                }
                Err(interrupt) => {
                    if self.steps.is_empty() {
                        if let Interrupt::Unknown(unknown) = &*interrupt {
                            self.unknown = Some(Rc::clone(unknown));
                        }
                        return Err(interrupt);
                    }
                    self.leave(evaluator, Signal::Raise(interrupt))
                }
                ended => return ended,
            };
        }
    }

    /// What a statement yielded that was evaluated as a whole: the first value, the others wait.
    fn collected(&mut self, evaluator: &mut Evaluator) -> Option<Value> {
        let yielded = &mut evaluator.frames.last_mut()?.yielded;
        self.pending.extend(yielded.drain(..));
        let first = self.pending.pop_front();
        self.is_past = first.is_some();
        first
    }

    /// Goes on at the `yield` at which it stands.
    fn enter(&mut self, evaluator: &mut Evaluator, with: Resume) -> EvalResult<Next> {
        match self.steps.last() {
            Some(Step::Delegate(..)) => self.delegate(evaluator, with),
            Some(Step::Yield(statement)) => {
                let statement = Rc::clone(statement);
                self.steps.pop();
                match with {
                    Resume::Send(value) => self.deliver(evaluator, &statement, value),
                    Resume::Throw(interrupt) => self.leave(evaluator, Signal::Raise(interrupt)),
                }
            }
            _ => match with {
                Resume::Send(_) => Ok(Next::Go),
                Resume::Throw(interrupt) => {
                    self.steps.clear();
                    Err(interrupt)
                }
            },
        }
    }

    /// Gives the value of its `yield` to the statement.
    pub(super) fn deliver(
        &mut self,
        evaluator: &mut Evaluator,
        statement: &Stmt,
        value: Value,
    ) -> EvalResult<Next> {
        match statement {
            Stmt::Assign(statement) => {
                for target in &statement.targets {
                    evaluator.assign_target(target, value.clone())?;
                }
            }
            Stmt::AnnAssign(statement) => evaluator.assign_target(&statement.target, value)?,
            Stmt::Return(_) => return self.leave(evaluator, Signal::Flow(Flow::Return(value))),
            _ => {}
        }
        Ok(Next::Go)
    }

    fn advance(&mut self, evaluator: &mut Evaluator) -> EvalResult<Next> {
        match self.steps.pop() {
            None => Ok(Next::End(Value::None)),
            Some(Step::Body(block, at)) => {
                if at >= block.statements().len() {
                    return Ok(Next::Go);
                }
                self.steps.push(Step::Body(block.clone(), at + 1));
                self.statement(evaluator, block.statements(), at)
            }
            Some(Step::For(statement, mut iterator)) => {
                evaluator.step()?;
                match evaluator.next_item(&mut iterator)? {
                    Some(item) => {
                        self.steps.push(Step::For(Rc::clone(&statement), iterator));
                        evaluator.assign_target(&statement.target, item)?;
                        self.body(Block::For(statement))
                    }
                    None => self.body(Block::ForElse(statement)),
                }
            }
            Some(Step::While(statement)) => {
                evaluator.step()?;
                match evaluator.condition_of(&statement.test)? {
                    Truth::Known(true) => {
                        self.steps.push(Step::While(Rc::clone(&statement)));
                        self.body(Block::While(statement))
                    }
                    Truth::Known(false) => self.body(Block::WhileElse(statement)),
                    Truth::Ambiguous(unknown) => Err(unknown.into()),
                }
            }
            Some(Step::Try(statement, phase)) => self.end_of_phase(evaluator, statement, phase),
            Some(Step::Finally(signal)) => {
                if let Signal::Raise(_) = &signal {
                    evaluator.handled.pop();
                }
                match signal {
                    Signal::Flow(Flow::Next) => Ok(Next::Go),
                    signal => self.leave(evaluator, signal),
                }
            }
            Some(Step::With(manager)) => {
                evaluator.handlers = evaluator.handlers.saturating_sub(1);
                exit(evaluator, &manager, None)?;
                Ok(Next::Go)
            }
            Some(Step::Yield(_)) => Ok(Next::Go),
            Some(step @ Step::Delegate(..)) => {
                self.steps.push(step);
                self.delegate(evaluator, Resume::Send(Value::None))
            }
        }
    }

    pub(super) fn body(&mut self, block: Block) -> EvalResult<Next> {
        self.steps.push(Step::Body(block, 0));
        Ok(Next::Go)
    }

    /// The body of a `try`, of a handler or of its `else` has come to its end.
    fn end_of_phase(
        &mut self,
        evaluator: &mut Evaluator,
        statement: Rc<StmtTry>,
        phase: Phase,
    ) -> EvalResult<Next> {
        match phase {
            Phase::Body => {
                if !statement.handlers.is_empty() {
                    evaluator.handlers = evaluator.handlers.saturating_sub(1);
                }
                self.steps.push(Step::Try(Rc::clone(&statement), Phase::Else));
                self.body(Block::TryElse(statement))
            }
            Phase::Handler(name) => {
                end_handler(evaluator, name.as_deref())?;
                self.finally(evaluator, &statement, Signal::Flow(Flow::Next))
            }
            Phase::Else => self.finally(evaluator, &statement, Signal::Flow(Flow::Next)),
        }
    }

    pub(super) fn finally(
        &mut self,
        evaluator: &mut Evaluator,
        statement: &Rc<StmtTry>,
        signal: Signal,
    ) -> EvalResult<Next> {
        if statement.finalbody.is_empty() {
            return match signal {
                Signal::Flow(Flow::Next) => Ok(Next::Go),
                signal => self.leave(evaluator, signal),
            };
        }
        if let Signal::Raise(interrupt) = &signal {
            evaluator.handled.push(value_of(interrupt));
        }
        self.steps.push(Step::Finally(signal));
        self.body(Block::Finally(Rc::clone(statement)))
    }
}
