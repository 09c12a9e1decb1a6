//! Generators: bodies that stop at a `yield` and go on from there.
//!
//! Statements are evaluated by recursion, which can't stop in the middle. So a generator keeps its own stack of the compound
//! statements that it stands in ([`steps::Step`]), and only those that have a `yield` in them are on it; all others are evaluated
//! as everywhere. A `yield` is met where it is a statement or the value that one assigns or returns. A statement with a
//! `yield` elsewhere is evaluated as a whole, and what it yields is given one by one after it; what such a `yield` should
//! get makes the generator unknown, unless it is `None`.

mod leave;
mod statements;
mod steps;

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use ruff_python_ast::Stmt;

use super::Frame;
use crate::python::builtins::items::exception_of;
use crate::python::{
    EvalResult, Evaluator, Function, FunctionCode, Interrupt, PyIterator, Unknown, UnknownForm, Value,
};
use steps::{Block, Next, State, Step};

/// What a generator is resumed with.
pub(crate) enum Resume {
    /// The value of the `yield` at which it stands.
    Send(Value),
    /// An exception that is raised there.
    Throw(Box<Interrupt>),
}

/// A generator.
pub(crate) struct Generator(RefCell<State>, RefCell<Option<Value>>);

impl Evaluator {
    /// The generator that the call of a generator function gives.
    pub(super) fn generator(&mut self, function: &Rc<Function>, frame: Frame) -> Value {
        let steps = match &function.code {
            FunctionCode::Def(body) => vec![Step::Body(Block::Function(Rc::clone(body)), 0)],
            FunctionCode::Lambda(lambda) => {
                let value = Some(lambda.body.clone());
                let (range, node_index) = (lambda.range, lambda.node_index.clone());
                let statement = Stmt::Return(ruff_python_ast::StmtReturn { value, range, node_index });
                vec![Step::Body(Block::Own([statement].into()), 0)]
            }
        };
        let state = State {
            frame: Some(frame),
            steps,
            pending: VecDeque::new(),
            is_past: false,
            handled: Vec::new(),
            unknown: None,
            started: false,
        };
        let generator = Rc::new(Generator(RefCell::new(state), RefCell::default()));
        Value::Iterator(Rc::new(PyIterator::generator(generator)))
    }
}

impl Generator {
    /// What it returned, once it has ended; given once.
    pub(crate) fn returned(&self) -> Option<Value> {
        self.1.take()
    }

    /// Ends it, and lets go of what it holds.
    pub(crate) fn release(&self) {
        self.1.take();
        if let Ok(mut state) = self.0.try_borrow_mut() {
            state.frame = None;
            state.steps.clear();
            state.pending.clear();
            state.handled.clear();
        }
    }

    /// Makes what follows unknown.
    pub(crate) fn forget(&self, why: &Rc<Unknown>) {
        if let Ok(mut state) = self.0.try_borrow_mut() {
            state.unknown = Some(Rc::clone(why));
        }
    }

    /// Goes on to the next value; `None` at the end.
    pub(crate) fn resume(&self, evaluator: &mut Evaluator, with: Resume) -> EvalResult<Option<Value>> {
        let Ok(mut state) = self.0.try_borrow_mut() else {
            return Err(evaluator.value_error("generator already executing"));
        };
        if let Some(unknown) = &state.unknown {
            return Err(Rc::clone(unknown).into());
        }
        if state.is_past && !matches!(with, Resume::Send(Value::None)) {
            let reason = "what a `yield` within an expression gets is not known";
            let unknown = Unknown::new(UnknownForm::Other, evaluator.current_span(), reason);
            state.unknown = Some(Rc::clone(&unknown));
            return Err(unknown.into());
        }
        if let Some(value) = state.pending.pop_front() {
            return Ok(Some(value));
        }
        let Some(frame) = state.frame.take() else {
            self.1.take();
            return match with {
                Resume::Send(_) => Ok(None),
                Resume::Throw(interrupt) => Err(interrupt),
            };
        };
        if let Resume::Send(value) = &with
            && !state.started
            && !value.is_none()
        {
            state.frame = Some(frame);
            return Err(evaluator.type_error("can't send non-None value to a just-started generator"));
        }
        evaluator.frames.push(frame);
        let (depth, outer) = (evaluator.frames.len(), evaluator.handled.len());
        evaluator.handled.append(&mut state.handled);
        let handlers = evaluator.handlers;
        evaluator.handlers += state.catching();
        let result = state.run(evaluator, with);
        evaluator.handlers = handlers;
        state.handled = evaluator.handled.split_off(outer.min(evaluator.handled.len()));
        evaluator.frames.truncate(depth);
        let frame = evaluator.frames.pop();
        match result {
            Ok(Next::Yield(value)) => {
                state.frame = frame;
                Ok(Some(value))
            }
            Ok(Next::End(value)) => {
                *self.1.borrow_mut() = Some(value);
                Ok(None)
            }
            Ok(Next::Go) => Ok(None),
            Err(interrupt) => Err(stopped(evaluator, interrupt)),
        }
    }

    /// `close()`: raises `GeneratorExit` where it stands.
    pub(crate) fn close(&self, evaluator: &mut Evaluator) -> EvalResult<()> {
        if let Ok(mut state) = self.0.try_borrow_mut()
            && !state.started
        {
            state.frame = None;
            return Ok(());
        }
        let exit = exception_of(evaluator, &evaluator.exceptions.generator_exit, []);
        match self.resume(evaluator, Resume::Throw(exit)) {
            Ok(None) => Ok(()),
            Ok(Some(_)) => {
                let class = Rc::clone(&evaluator.exceptions.runtime_error);
                Err(evaluator.exception(&class, "generator ignored GeneratorExit"))
            }
            Err(interrupt)
                if evaluator.is_exception(&interrupt, &Rc::clone(&evaluator.exceptions.generator_exit)) =>
            {
                Ok(())
            }
            Err(interrupt) => Err(interrupt),
        }
    }
}

/// A `StopIteration` that leaves a generator would look like its end: it becomes a `RuntimeError`.
pub(super) fn stopped(evaluator: &Evaluator, interrupt: Box<Interrupt>) -> Box<Interrupt> {
    if !evaluator.is_exception(&interrupt, &evaluator.exceptions.stop_iteration) {
        return interrupt;
    }
    let error = evaluator.exception(&evaluator.exceptions.runtime_error, "generator raised StopIteration");
    if let (Interrupt::Exception(new), Interrupt::Exception(old)) = (&*error, &*interrupt)
        && let Value::Instance(instance) = &new.value
    {
        instance.set_attribute("__cause__", old.value.clone());
        instance.set_attribute("__context__", old.value.clone());
        instance.set_attribute("__suppress_context__", Value::Bool(true));
    }
    error
}
