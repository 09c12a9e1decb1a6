//! One statement of a generator's body: what has a `yield` in it goes on the stack, all else is evaluated as everywhere.

use std::rc::Rc;

use ruff_python_ast::{Expr, Stmt, StmtWith};

use super::Resume;
use super::steps::{Block, Next, Phase, Signal, State, Step};
use crate::python::builtins::sequence::iterator_kind;
use crate::python::eval::Flow;
use crate::python::{Arguments, EvalResult, Evaluator, ItemsIterator, PyIterator, Truth, Value, syntax};

impl State {
    /// Evaluates one statement of a body.
    pub(super) fn statement(
        &mut self,
        evaluator: &mut Evaluator,
        all: &[Stmt],
        at: usize,
    ) -> EvalResult<Next> {
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
                let iterable = evaluator.iterable(&statement.iter)?;
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
            Stmt::Match(statement) if !syntax::expression_has_yield(&statement.subject) => {
                let subject = evaluator.expression(&statement.subject)?;
                for case in &statement.cases {
                    match evaluator.case_matches(&subject, case)? {
                        Truth::Known(true) => return self.body(Block::Own(case.body.as_slice().into())),
                        Truth::Known(false) => {}
                        Truth::Ambiguous(unknown) => return Err(unknown.into()),
                    }
                }
                Ok(Next::Go)
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
    pub(super) fn delegate(&mut self, evaluator: &mut Evaluator, with: Resume) -> EvalResult<Next> {
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
