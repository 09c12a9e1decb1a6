//! Bounds on size and depth, so that no program makes the evaluator use up memory or stack.

use std::cell::Cell;
use std::rc::Rc;

use super::super::{EvalResult, Evaluator, Interrupt, Value};
use crate::diagnostic::{Diagnostic, Id};
use crate::python::format::FormatFault;

/// The longest text that one operation may make, in bytes.
const TEXT_LIMIT: usize = 16 << 20;
/// The largest container that one operation may make, in bytes.
const CONTAINER_LIMIT: usize = 64 << 20;
/// What all large values together may take, in bytes, counting those that are gone.
const TOTAL_LIMIT: usize = 1 << 30;
/// Values from this size on are counted.
const LARGE: usize = 1 << 16;
/// The longest integer, in bits: arithmetic on longer ones takes seconds.
const BIT_LIMIT: u64 = 1 << 20;
/// How deep containers may be nested for comparison, hashing and `repr`.
const DEPTH_LIMIT: usize = 400;

/// What was used so far.
#[derive(Default)]
struct Usage {
    bytes: Cell<usize>,
    depth: Cell<usize>,
}

/// Held while one level of nesting is worked on.
pub(crate) struct Level(Rc<Usage>);

impl Drop for Level {
    fn drop(&mut self) {
        self.0.depth.set(self.0.depth.get().saturating_sub(1));
    }
}

/// Goes one level deeper into nested values; `RecursionError` where that is too deep.
pub(crate) fn enter(evaluator: &mut Evaluator, doing: &str) -> EvalResult<Level> {
    let usage = evaluator.extension::<Usage>();
    if usage.depth.get() >= DEPTH_LIMIT {
        let message = format!("maximum recursion depth exceeded{doing}");
        return Err(evaluator.exception(&evaluator.exceptions.recursion_error, &message));
    }
    usage.depth.set(usage.depth.get() + 1);
    Ok(Level(usage))
}

/// Counts work on so many bytes as steps of evaluation, so that few steps on large values end in time too.
pub(crate) fn work(evaluator: &mut Evaluator, bytes: usize) {
    evaluator.steps = evaluator.steps.saturating_add((bytes >> 8) as u64);
}

/// Counts work on so many items as steps of evaluation.
pub(crate) fn work_on_items(evaluator: &mut Evaluator, count: usize) {
    evaluator.steps = evaluator.steps.saturating_add((count >> 1) as u64);
}

/// Counts text or bytes that are about to be made.
pub(crate) fn check_bytes(evaluator: &mut Evaluator, count: usize) -> EvalResult<()> {
    check(evaluator, count, TEXT_LIMIT)
}

fn check(evaluator: &mut Evaluator, count: usize, limit: usize) -> EvalResult<()> {
    work(evaluator, count);
    if count < LARGE {
        return Ok(());
    }
    let usage = evaluator.extension::<Usage>();
    let total = usage.bytes.get().saturating_add(count);
    usage.bytes.set(total);
    if count > limit || total > TOTAL_LIMIT { Err(too_large(evaluator)) } else { Ok(()) }
}

/// Counts a container of so many items that is about to be made.
pub(crate) fn check_items(evaluator: &mut Evaluator, count: usize) -> EvalResult<()> {
    check(evaluator, count.saturating_mul(size_of::<Value>()), CONTAINER_LIMIT)
}

/// Checks an integer of so many bits that is about to be made.
pub(crate) fn check_bits(evaluator: &mut Evaluator, bits: u64) -> EvalResult<()> {
    // Multiplication and division take time with the square of the words, thousands of which make a step.
    let words = bits >> 6;
    evaluator.steps = evaluator.steps.saturating_add(words.saturating_mul(words) >> 12);
    if bits > BIT_LIMIT { Err(too_large(evaluator)) } else { Ok(()) }
}

/// The fault of a value that would be too large.
pub(crate) fn too_large(evaluator: &Evaluator) -> Box<Interrupt> {
    let diagnostic = Diagnostic::error(Id::BoundReached, "the program makes a value that is too large")
        .at(evaluator.current_span(), "made here")
        .with_help("modules are evaluated to find tasks and workflows; move large computations into a task");
    Box::new(Interrupt::Bound(diagnostic))
}

/// What a fault of formatting or parsing raises.
pub(crate) fn raise_format(evaluator: &Evaluator, fault: FormatFault) -> Box<Interrupt> {
    match fault {
        FormatFault::Value(text) => evaluator.value_error(&text),
        FormatFault::Overflow(text) => evaluator.exception(&evaluator.exceptions.overflow_error, &text),
        FormatFault::TooLarge => too_large(evaluator),
    }
}
