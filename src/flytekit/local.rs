//! Calls of entities outside of workflows. The reference runs them; serializing here never runs the program's tasks.

use crate::python::{Evaluator, Value};

/// What a call gives that the reference would run: a value that can't be known.
pub(crate) fn called(evaluator: &mut Evaluator, what: &str) -> Value {
    evaluator.unknown(&format!("{what} is called outside of a workflow, which would run it"))
}
