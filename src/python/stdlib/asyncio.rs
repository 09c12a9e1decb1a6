//! `asyncio`: what runs coroutines runs only when the program does.

use super::inspect;
use super::parts::Names;
use crate::python::{EvalResult, Evaluator, Vars};

/// The names of the module.
pub(super) fn module(_evaluator: &mut Evaluator) -> EvalResult<Vars> {
    Ok(Names::default()
        .functions(&[("iscoroutinefunction", inspect::is_coroutine_function)])
        .unknown_functions(
            "asyncio",
            &[
                "run",
                "gather",
                "sleep",
                "wait",
                "wait_for",
                "create_task",
                "ensure_future",
                "get_event_loop",
                "get_running_loop",
                "new_event_loop",
                "set_event_loop",
                "to_thread",
                "timeout",
                "shield",
            ],
            "a coroutine runs only when the program runs",
        )
        .vars())
}
