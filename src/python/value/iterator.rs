//! Iterators and generators.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::{Unknown, Value};
use crate::python::{EvalResult, Evaluator, Generator, Interrupt, Resume};

type Next = Box<dyn FnMut(&mut Evaluator) -> EvalResult<Option<Value>>>;

type SharedNext = Rc<dyn Fn(&mut Evaluator) -> EvalResult<Option<Value>>>;

/// How many iterators may wait for each other (`map` of `map` of …) before Python's `RecursionError`.
const DEPTH_LIMIT: usize = 2000;
const STACK_RED_ZONE: usize = 128 * 1024;
const STACK_STEP: usize = 2 * 1024 * 1024;

/// An iterator: something that gives one value after the other.
pub struct PyIterator {
    /// What Python calls its type, such as `generator` or `zip`.
    pub kind: &'static str,
    next: RefCell<Option<Next>>,
    /// In place of `next`, what can be asked while it computes a value.
    shared: RefCell<Option<SharedNext>>,
    running: Cell<bool>,
    generator: Option<Rc<Generator>>,
    /// Whether the order of its values is not known.
    is_unordered: bool,
}

impl PyIterator {
    /// An iterator that asks `next` for each value and ends at the first `None`.
    pub fn new(
        kind: &'static str,
        next: impl FnMut(&mut Evaluator) -> EvalResult<Option<Value>> + 'static,
    ) -> Self {
        Self::made(kind, Some(Box::new(next)), None, None)
    }

    /// Like [`Self::new`]; `next` may lead to the iterator itself, which then gives the value after the one that is being
    /// computed, as `map` does.
    pub(crate) fn shared(
        kind: &'static str,
        next: impl Fn(&mut Evaluator) -> EvalResult<Option<Value>> + 'static,
    ) -> Self {
        Self::made(kind, None, Some(Rc::new(next)), None)
    }

    fn made(
        kind: &'static str,
        next: Option<Next>,
        shared: Option<SharedNext>,
        generator: Option<Rc<Generator>>,
    ) -> Self {
        let (next, shared) = (RefCell::new(next), RefCell::new(shared));
        Self { kind, next, shared, running: Cell::default(), generator, is_unordered: false }
    }

    /// An iterator over values that are at hand.
    pub fn of(kind: &'static str, items: Vec<Value>) -> Self {
        let mut items = items.into_iter();
        Self::new(kind, move |_| Ok(items.next()))
    }

    /// The iterator, of which the order of the values is not known.
    pub(crate) fn unordered(mut self) -> Self {
        self.is_unordered = true;
        self
    }

    /// A generator, which can be sent values.
    pub(crate) fn generator(generator: Rc<Generator>) -> Self {
        Self::made("generator", None, None, Some(generator))
    }

    /// The generator that it is.
    pub(crate) fn as_generator(&self) -> Option<&Rc<Generator>> {
        self.generator.as_ref()
    }

    /// Whether the order of its values is not known.
    pub(crate) fn is_unordered(&self) -> bool {
        self.is_unordered
    }

    /// Makes the values that are left unknown.
    pub(crate) fn forget(&self, why: &Rc<Unknown>) {
        if let Some(generator) = &self.generator {
            return generator.forget(why);
        }
        let why = Rc::clone(why);
        self.shared.take();
        *self.next.borrow_mut() = Some(Box::new(move |_| Err(Rc::clone(&why).into())));
    }

    /// Ends it, and lets go of what it holds.
    pub(super) fn release(&self) {
        self.next.take();
        self.shared.take();
        if let Some(generator) = &self.generator {
            generator.release();
        }
    }

    /// The next value. An iterator that is asked while it computes its next value has ended; a generator raises
    /// `ValueError`.
    pub fn next(&self, evaluator: &mut Evaluator) -> EvalResult<Option<Value>> {
        if let Some(generator) = &self.generator {
            let go_on = |evaluator: &mut Evaluator| generator.resume(evaluator, Resume::Send(Value::None));
            return nested(evaluator, go_on);
        }
        let shared = self.shared.borrow().clone();
        let result = match &shared {
            Some(next) => nested(evaluator, &**next),
            None => return self.next_alone(evaluator),
        };
        let result = without_stop(evaluator, result);
        if matches!(result, Ok(None)) {
            self.shared.take();
        }
        result
    }

    fn next_alone(&self, evaluator: &mut Evaluator) -> EvalResult<Option<Value>> {
        let Some(mut next) = self.next.borrow_mut().take() else {
            return match self.kind {
                "generator" if self.running.get() => {
                    Err(evaluator.value_error("generator already executing"))
                }
                _ => Ok(None),
            };
        };
        self.running.set(true);
        let result = nested(evaluator, &mut next);
        self.running.set(false);
        let result = without_stop(evaluator, result);
        // What follows an unknown is as unknown, not the end; and an exception ends generators alone.
        let goes_on = match &result {
            Ok(item) => item.is_some(),
            Err(interrupt) => matches!(**interrupt, Interrupt::Unknown(_)) || self.kind != "generator",
        };
        if goes_on {
            *self.next.borrow_mut() = Some(next);
        }
        result
    }
}

/// A `StopIteration` of a function that an iterator calls looks like its end.
fn without_stop(evaluator: &Evaluator, result: EvalResult<Option<Value>>) -> EvalResult<Option<Value>> {
    match result {
        Err(stop) if evaluator.is_exception(&stop, &evaluator.exceptions.stop_iteration) => Ok(None),
        result => result,
    }
}

/// Computes a value while the iterators before may wait for theirs.
fn nested(
    evaluator: &mut Evaluator,
    next: impl FnOnce(&mut Evaluator) -> EvalResult<Option<Value>>,
) -> EvalResult<Option<Value>> {
    evaluator.iterator_depth += 1;
    let result = if evaluator.iterator_depth > DEPTH_LIMIT {
        let message = "maximum recursion depth exceeded";
        Err(evaluator.exception(&evaluator.exceptions.recursion_error, message))
    } else {
        stacker::maybe_grow(STACK_RED_ZONE, STACK_STEP, || next(evaluator))
    };
    evaluator.iterator_depth -= 1;
    result
}

impl Drop for PyIterator {
    /// Iterators may hold iterators, deeper than the stack reaches.
    fn drop(&mut self) {
        let next = (self.next.get_mut().take(), self.shared.get_mut().take());
        stacker::maybe_grow(STACK_RED_ZONE, STACK_STEP, || drop(next));
    }
}

/// What iteration over a value meets.
pub enum ItemsIterator {
    /// Values at hand.
    Items(std::vec::IntoIter<Value>),
    /// An iterator that computes them.
    Lazy(Rc<PyIterator>),
    /// An object with `__next__`.
    Object(Value),
}
