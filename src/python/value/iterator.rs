//! Iterators and generators.

use std::cell::RefCell;
use std::rc::Rc;

use super::{Unknown, Value};
use crate::python::{EvalResult, Evaluator, Generator, Interrupt, Resume};

type Next = Box<dyn FnMut(&mut Evaluator) -> EvalResult<Option<Value>>>;

/// How many iterators may wait for each other (`map` of `map` of …) before Python's `RecursionError`.
const DEPTH_LIMIT: usize = 2000;
const STACK_RED_ZONE: usize = 128 * 1024;
const STACK_STEP: usize = 2 * 1024 * 1024;

/// An iterator: something that gives one value after the other.
pub struct PyIterator {
    /// What Python calls its type, such as `generator` or `zip`.
    pub kind: &'static str,
    next: RefCell<Option<Next>>,
    generator: Option<Rc<Generator>>,
}

impl PyIterator {
    /// An iterator that asks `next` for each value and ends at the first `None`.
    pub fn new(
        kind: &'static str,
        next: impl FnMut(&mut Evaluator) -> EvalResult<Option<Value>> + 'static,
    ) -> Self {
        Self { kind, next: RefCell::new(Some(Box::new(next))), generator: None }
    }

    /// An iterator over values that are at hand.
    pub fn of(kind: &'static str, items: Vec<Value>) -> Self {
        let mut items = items.into_iter();
        Self::new(kind, move |_| Ok(items.next()))
    }

    /// A generator, which can be sent values.
    pub(crate) fn generator(generator: Rc<Generator>) -> Self {
        Self { kind: "generator", next: RefCell::default(), generator: Some(generator) }
    }

    /// The generator that it is.
    pub(crate) fn as_generator(&self) -> Option<&Rc<Generator>> {
        self.generator.as_ref()
    }

    /// Makes the values that are left unknown.
    pub(crate) fn forget(&self, why: &Rc<Unknown>) {
        if let Some(generator) = &self.generator {
            return generator.forget(why);
        }
        let why = Rc::clone(why);
        *self.next.borrow_mut() = Some(Box::new(move |_| Err(Rc::clone(&why).into())));
    }

    /// The next value. An iterator that is asked while it computes its next value has ended.
    pub fn next(&self, evaluator: &mut Evaluator) -> EvalResult<Option<Value>> {
        if let Some(generator) = &self.generator {
            let go_on = |evaluator: &mut Evaluator| generator.resume(evaluator, Resume::Send(Value::None));
            return nested(evaluator, go_on);
        }
        let Some(mut next) = self.next.borrow_mut().take() else { return Ok(None) };
        let result = match nested(evaluator, &mut next) {
            // A `StopIteration` of a function that it calls looks like its end.
            Err(stop) if evaluator.is_exception(&stop, &evaluator.exceptions.stop_iteration) => Ok(None),
            result => result,
        };
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
        let next = self.next.get_mut().take();
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
