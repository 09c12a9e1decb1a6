//! Calls of entities outside of workflows. The reference runs them; serializing here never runs the program's tasks.

use super::node::Argument;
use super::report;
use super::state::state;
use crate::model::Map;
use crate::python::{Arguments, EvalResult, Evaluator, Value};
use crate::source::Span;

/// What a call gives that the reference would run: a value that can't be known.
pub(crate) fn called(evaluator: &mut Evaluator, what: &str) -> Value {
    evaluator.unknown(&format!("{what} is called outside of a workflow, which would run it"))
}

/// Runs the function of a workflow or of a dynamic task for what it makes of Flyte. The tasks in it are not run.
pub(crate) fn run(
    evaluator: &mut Evaluator,
    function: &Value,
    named: Map<Argument>,
    span: Span,
) -> EvalResult<()> {
    let inputs = named.into_iter().map(|(name, argument)| (name, argument.value));
    let state = state(evaluator);
    let outer = state.set_runs(true);
    let result = evaluator.call(function, Arguments::keywords(inputs));
    state.set_runs(outer);
    report::settled(result, "what is made in it when it runs", span).map(drop)
}
