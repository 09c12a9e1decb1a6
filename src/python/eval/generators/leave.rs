//! How an exception, a `return`, a `break` or a `continue` leaves the statements that a generator stands in.

use std::rc::Rc;

use ruff_python_ast::{ExceptHandler, StmtTry};

use super::steps::{Block, Next, Phase, Signal, State, Step};
use crate::python::eval::Flow;
use crate::python::{Arguments, EvalResult, Evaluator, Interrupt, Raised, Truth, Value};

impl State {
    /// Leaves statements until one takes the signal.
    pub(super) fn leave(&mut self, evaluator: &mut Evaluator, signal: Signal) -> EvalResult<Next> {
        let mut signal = signal;
        while let Some(step) = self.steps.pop() {
            signal = match (step, signal) {
                (Step::For(..) | Step::While(_), Signal::Flow(Flow::Break)) => return Ok(Next::Go),
                (step @ (Step::For(..) | Step::While(_)), Signal::Flow(Flow::Continue)) => {
                    self.steps.push(step);
                    return Ok(Next::Go);
                }
                (Step::With(manager), signal) => {
                    evaluator.handlers = evaluator.handlers.saturating_sub(1);
                    match leave_with(evaluator, &manager, signal) {
                        None => return Ok(Next::Go),
                        Some(signal) => signal,
                    }
                }
                (Step::Try(statement, phase), signal) => {
                    match self.leave_try(evaluator, &statement, phase, signal)? {
                        Ok(next) => return Ok(next),
                        Err(signal) => signal,
                    }
                }
                (Step::Finally(Signal::Raise(_)), signal) => {
                    if let Signal::Raise(interrupt) = &signal {
                        evaluator.set_context(interrupt);
                    }
                    evaluator.handled.pop();
                    signal
                }
                (_, signal) => signal,
            };
        }
        match signal {
            Signal::Flow(Flow::Return(value)) => Ok(Next::End(value)),
            Signal::Flow(_) => Ok(Next::End(Value::None)),
            // Nothing is left that could take it.
            Signal::Raise(interrupt) => Err(interrupt),
        }
    }

    /// Leaves a `try`: what goes on in it, or the signal that goes on outside.
    fn leave_try(
        &mut self,
        evaluator: &mut Evaluator,
        statement: &Rc<StmtTry>,
        phase: Phase,
        signal: Signal,
    ) -> EvalResult<Result<Next, Signal>> {
        let mut signal = signal;
        match phase {
            Phase::Body => {
                if !statement.handlers.is_empty() {
                    evaluator.handlers = evaluator.handlers.saturating_sub(1);
                }
                match self.catch(evaluator, statement, signal) {
                    None => return Ok(Ok(Next::Go)),
                    Some(rest) => signal = rest,
                }
            }
            Phase::Handler(name) => {
                if let Signal::Raise(interrupt) = &signal {
                    evaluator.set_context(interrupt);
                }
                end_handler(evaluator, name.as_deref())?;
            }
            Phase::Else => {}
        }
        if statement.finalbody.is_empty() || is_fault(&signal) {
            return Ok(Err(signal));
        }
        self.finally(evaluator, statement, signal).map(Ok)
    }

    /// Looks for a handler of an exception; the signal where there is none.
    fn catch(
        &mut self,
        evaluator: &mut Evaluator,
        statement: &Rc<StmtTry>,
        signal: Signal,
    ) -> Option<Signal> {
        let Signal::Raise(interrupt) = signal else { return Some(signal) };
        let Interrupt::Exception(raised) = &*interrupt else { return Some(Signal::Raise(interrupt)) };
        let value = raised.value.clone();
        evaluator.set_context(&interrupt);
        for (at, ExceptHandler::ExceptHandler(handler)) in statement.handlers.iter().enumerate() {
            match evaluator.handles(handler.type_.as_deref(), &value) {
                Ok(Truth::Known(true)) => {
                    let name = handler.name.as_ref().map(|name| Rc::from(name.as_str()));
                    if let Some(name) = &handler.name
                        && let Err(interrupt) = evaluator.store_name(name, value.clone())
                    {
                        return Some(Signal::Raise(interrupt));
                    }
                    evaluator.handled.push(value);
                    self.steps.push(Step::Try(Rc::clone(statement), Phase::Handler(name)));
                    self.steps.push(Step::Body(Block::Handler(Rc::clone(statement), at), 0));
                    return None;
                }
                Ok(_) => {}
                Err(interrupt) => return Some(Signal::Raise(interrupt)),
            }
        }
        Some(Signal::Raise(interrupt))
    }
}

fn is_fault(signal: &Signal) -> bool {
    matches!(signal, Signal::Raise(interrupt) if !matches!(**interrupt, Interrupt::Exception(_)))
}

pub(super) fn value_of(interrupt: &Interrupt) -> Value {
    match interrupt {
        Interrupt::Exception(raised) => raised.value.clone(),
        _ => Value::None,
    }
}

pub(super) fn end_handler(evaluator: &mut Evaluator, name: Option<&str>) -> EvalResult<()> {
    evaluator.handled.pop();
    if let Some(name) = name {
        let scope = evaluator.scope()?;
        scope.vars.borrow_mut().shift_remove(name);
    }
    Ok(())
}

/// Calls `__exit__`, with the exception where there is one: whether it is swallowed.
pub(super) fn exit(evaluator: &mut Evaluator, manager: &Value, raised: Option<&Raised>) -> EvalResult<bool> {
    let arguments = match raised {
        Some(raised) => {
            let class = evaluator.class_of(&raised.value);
            [Value::Class(class), raised.value.clone(), Value::None]
        }
        None => [Value::None, Value::None, Value::None],
    };
    let result = evaluator.call_method(manager, "__exit__", Arguments::positional(arguments))?;
    Ok(evaluator.truth(&result)?.is_true())
}

/// Leaves a `with`: `None` where the exception is swallowed.
fn leave_with(evaluator: &mut Evaluator, manager: &Value, signal: Signal) -> Option<Signal> {
    let result = match &signal {
        Signal::Raise(interrupt) => match &**interrupt {
            Interrupt::Exception(raised) => exit(evaluator, manager, Some(raised)),
            _ => Ok(false),
        },
        Signal::Flow(_) => exit(evaluator, manager, None).map(|_| false),
    };
    match result {
        Ok(true) => None,
        Ok(false) => Some(signal),
        Err(interrupt) => Some(Signal::Raise(interrupt)),
    }
}
