//! Generators: bodies that stop at a `yield` and go on from there.
//!
//! Statements are evaluated by recursion, which can't stop in the middle. So a generator keeps its own stack of the compound
//! statements that it stands in ([`Step`]), and only those that have a `yield` in them are on it; all others are evaluated
//! as everywhere. A `yield` is met where it is a statement or the value that one assigns or returns. A statement with a
//! `yield` elsewhere is evaluated as a whole, and what it yields is given one by one after it.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use ruff_python_ast::{ExceptHandler, Expr, Stmt, StmtFor, StmtTry, StmtWhile, StmtWith, Suite};

use super::{Flow, Frame};
use crate::python::builtins::items::exception_of;
use crate::python::builtins::sequence::iterator_kind;
use crate::python::{
    Arguments, EvalResult, Evaluator, Function, FunctionCode, Interrupt, ItemsIterator, PyIterator, Raised,
    Truth, Unknown, Value, syntax,
};

/// What a generator is resumed with.
pub(crate) enum Resume {
    /// The value of the `yield` at which it stands.
    Send(Value),
    /// An exception that is raised there.
    Throw(Box<Interrupt>),
}

/// A compound statement that the generator stands in, or a statement that waits for the value of its `yield`.
enum Step {
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
enum Block {
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

enum Phase {
    Body,
    Handler(Option<Rc<str>>),
    Else,
}

/// What leaves a statement other than by its end.
enum Signal {
    Flow(Flow),
    Raise(Box<Interrupt>),
}

/// A generator's state between two values.
struct State {
    frame: Option<Frame>,
    steps: Vec<Step>,
    /// Values that were yielded by a statement that was evaluated as a whole.
    pending: VecDeque<Value>,
    /// The exceptions that it is handling, the innermost last.
    handled: Vec<Value>,
    /// Why what follows cannot be known.
    unknown: Option<Rc<Unknown>>,
    started: bool,
}

/// A generator.
pub(crate) struct Generator(RefCell<State>, RefCell<Option<Value>>);

/// What is to be done next.
enum Next {
    Go,
    Yield(Value),
    End(Value),
}

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

impl State {
    /// How many of the steps could catch an exception.
    fn catching(&self) -> usize {
        let catches = |step: &&Step| match step {
            Step::Try(statement, Phase::Body) => !statement.handlers.is_empty(),
            Step::With(_) => true,
            _ => false,
        };
        self.steps.iter().filter(catches).count()
    }

    fn run(&mut self, evaluator: &mut Evaluator, with: Resume) -> EvalResult<Next> {
        self.started = true;
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
        self.pending.pop_front()
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
    fn deliver(&mut self, evaluator: &mut Evaluator, statement: &Stmt, value: Value) -> EvalResult<Next> {
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

    fn body(&mut self, block: Block) -> EvalResult<Next> {
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

    fn finally(
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

    /// Evaluates one statement of a body.
    fn statement(&mut self, evaluator: &mut Evaluator, all: &[Stmt], at: usize) -> EvalResult<Next> {
        let statement = &all[at];
        if !syntax::has_yield(statement) {
            return self.whole(evaluator, all, at);
        }
        evaluator.step()?;
        let span = evaluator.span_of(statement);
        evaluator.set_span(span);
        match statement {
            Stmt::If(conditional) => {
                let clauses = conditional.elif_else_clauses.iter();
                let clauses = clauses.map(|clause| (clause.test.as_ref(), &clause.body));
                for (test, body) in
                    std::iter::once((Some(&*conditional.test), &conditional.body)).chain(clauses)
                {
                    match test {
                        None => return self.body(Block::Own(body.as_slice().into())),
                        Some(test) => match evaluator.condition_of(test)? {
                            Truth::Known(true) => return self.body(Block::Own(body.as_slice().into())),
                            Truth::Known(false) => {}
                            Truth::Ambiguous(_) => return self.whole(evaluator, all, at),
                        },
                    }
                }
                Ok(Next::Go)
            }
            Stmt::For(statement) if !syntax::expression_has_yield(&statement.iter) => {
                let iterable = evaluator.expression(&statement.iter)?;
                let iterator = evaluator.iterator(&iterable)?;
                self.steps.push(Step::For(Rc::new(statement.clone()), iterator));
                Ok(Next::Go)
            }
            Stmt::While(statement) => {
                self.steps.push(Step::While(Rc::new(statement.clone())));
                Ok(Next::Go)
            }
            Stmt::Try(statement) => {
                evaluator.handlers += usize::from(!statement.handlers.is_empty());
                let statement = Rc::new(statement.clone());
                self.steps.push(Step::Try(Rc::clone(&statement), Phase::Body));
                self.body(Block::Try(statement))
            }
            Stmt::With(statement) => self.with(evaluator, statement),
            _ => match yield_of(statement) {
                Some(Expr::Yield(expression)) => {
                    let value = match &expression.value {
                        Some(value) => evaluator.expression(value)?,
                        None => Value::None,
                    };
                    let value = evaluator.condition().map_or(value, Value::Unknown);
                    self.steps.push(Step::Yield(Rc::new(statement.clone())));
                    Ok(Next::Yield(value))
                }
                Some(Expr::YieldFrom(expression)) => {
                    let value = evaluator.expression(&expression.value)?;
                    let iterator = match evaluator.iterator(&value)? {
                        ItemsIterator::Lazy(iterator) => iterator,
                        mut other => {
                            let kind = iterator_kind(&value);
                            let next = move |evaluator: &mut Evaluator| evaluator.next_item(&mut other);
                            Rc::new(PyIterator::new(kind, next))
                        }
                    };
                    self.steps.push(Step::Delegate(Rc::new(statement.clone()), iterator));
                    self.delegate(evaluator, Resume::Send(Value::None))
                }
                _ => self.whole(evaluator, all, at),
            },
        }
    }

    /// Evaluates a statement as a whole, and what follows it under the condition on which it may have ended.
    fn whole(&mut self, evaluator: &mut Evaluator, all: &[Stmt], at: usize) -> EvalResult<Next> {
        match evaluator.statement(&all[at])? {
            Flow::Next => Ok(Next::Go),
            Flow::Mixed(mixed) => {
                let condition = Rc::clone(&mixed.condition);
                let flow = if mixed.next {
                    self.steps.pop();
                    evaluator.rest_of_block(*mixed, &all[at + 1..])?
                } else {
                    Flow::Mixed(mixed)
                };
                match flow {
                    Flow::Next => Ok(Next::Go),
                    Flow::Mixed(_) => {
                        self.unknown = Some(condition);
                        Ok(Next::Go)
                    }
                    flow => self.leave(evaluator, Signal::Flow(flow)),
                }
            }
            flow => self.leave(evaluator, Signal::Flow(flow)),
        }
    }

    fn with(&mut self, evaluator: &mut Evaluator, statement: &StmtWith) -> EvalResult<Next> {
        let Some((item, rest)) = statement.items.split_first() else { return Ok(Next::Go) };
        let manager = evaluator.expression(&item.context_expr)?;
        let entered = evaluator.call_method(&manager, "__enter__", Arguments::default())?;
        evaluator.handlers += 1;
        self.steps.push(Step::With(manager));
        if let Some(target) = &item.optional_vars {
            evaluator.assign_target(target, entered)?;
        }
        if rest.is_empty() {
            return self.body(Block::With(Rc::new(statement.clone())));
        }
        let inner = StmtWith { items: rest.to_vec(), ..statement.clone() };
        self.body(Block::Own([Stmt::With(inner)].into()))
    }

    /// Goes on in the iterator of a `yield from`.
    fn delegate(&mut self, evaluator: &mut Evaluator, with: Resume) -> EvalResult<Next> {
        let Some(Step::Delegate(statement, iterator)) = self.steps.last() else { return Ok(Next::Go) };
        let (statement, iterator) = (Rc::clone(statement), Rc::clone(iterator));
        let result = match (iterator.as_generator(), with) {
            (Some(generator), with) => generator.resume(evaluator, with),
            (None, Resume::Send(Value::None)) => iterator.next(evaluator),
            (None, Resume::Send(_)) if iterator.kind == "generator" => iterator.next(evaluator),
            (None, Resume::Send(_)) => {
                Err(evaluator.attribute_error(&format!("'{}' object has no attribute 'send'", iterator.kind)))
            }
            (None, Resume::Throw(interrupt)) => Err(interrupt),
        };
        match result {
            Ok(Some(value)) => Ok(Next::Yield(value)),
            Ok(None) => {
                self.steps.pop();
                let value = iterator.as_generator().and_then(|generator| generator.returned());
                self.deliver(evaluator, &statement, value.unwrap_or(Value::None))
            }
            Err(interrupt) => {
                self.steps.pop();
                Err(interrupt)
            }
        }
    }

    /// Leaves statements until one takes the signal.
    fn leave(&mut self, evaluator: &mut Evaluator, signal: Signal) -> EvalResult<Next> {
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

/// The `yield` that is the statement, or the value that it assigns or returns.
fn yield_of(statement: &Stmt) -> Option<&Expr> {
    let value = match statement {
        Stmt::Expr(statement) => &*statement.value,
        Stmt::Assign(statement) => &*statement.value,
        Stmt::AnnAssign(statement) => statement.value.as_deref()?,
        Stmt::Return(statement) => statement.value.as_deref()?,
        _ => return None,
    };
    let operand = match value {
        Expr::Yield(expression) => expression.value.as_deref(),
        Expr::YieldFrom(expression) => Some(&*expression.value),
        _ => return None,
    };
    (!operand.is_some_and(syntax::expression_has_yield)).then_some(value)
}

fn is_fault(signal: &Signal) -> bool {
    matches!(signal, Signal::Raise(interrupt) if !matches!(**interrupt, Interrupt::Exception(_)))
}

fn value_of(interrupt: &Interrupt) -> Value {
    match interrupt {
        Interrupt::Exception(raised) => raised.value.clone(),
        _ => Value::None,
    }
}

fn end_handler(evaluator: &mut Evaluator, name: Option<&str>) -> EvalResult<()> {
    evaluator.handled.pop();
    if let Some(name) = name {
        let scope = evaluator.scope()?;
        scope.vars.borrow_mut().shift_remove(name);
    }
    Ok(())
}

/// Calls `__exit__`, with the exception where there is one: whether it is swallowed.
fn exit(evaluator: &mut Evaluator, manager: &Value, raised: Option<&Raised>) -> EvalResult<bool> {
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
