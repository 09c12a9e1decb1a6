//! Faults that are reported while the run goes on: one entity at fault does not hide the faults of the next.

use std::rc::Rc;

use super::need;
use crate::diagnostic::{Diagnostic, Id};
use crate::python::{Class, EvalResult, Evaluator, Interrupt, Unknown};
use crate::source::Span;

/// A Python exception with a diagnostic of its own.
pub(crate) fn failure(
    evaluator: &Evaluator,
    class: &Rc<Class>,
    id: Id,
    message: impl Into<String>,
    span: Span,
) -> Box<Interrupt> {
    evaluator.exception_with(class, Diagnostic::error(id, message).at(span, ""))
}

/// `AssertionError` with a diagnostic of its own.
pub(crate) fn assertion(
    evaluator: &Evaluator,
    id: Id,
    message: impl Into<String>,
    span: Span,
) -> Box<Interrupt> {
    failure(evaluator, &evaluator.exceptions.assertion_error, id, message, span)
}

/// `ValueError` with a diagnostic of its own.
pub(crate) fn value_error(
    evaluator: &Evaluator,
    id: Id,
    message: impl Into<String>,
    span: Span,
) -> Box<Interrupt> {
    failure(evaluator, &evaluator.exceptions.value_error, id, message, span)
}

/// The same with words that say what to do, unless it has some.
pub(crate) fn advised(mut interrupt: Box<Interrupt>, help: impl Into<String>) -> Box<Interrupt> {
    let diagnostic = match &mut *interrupt {
        Interrupt::Exception(raised) => raised.diagnostic.as_deref_mut(),
        Interrupt::Fault(diagnostic) => Some(diagnostic),
        Interrupt::Unknown(_) | Interrupt::Bound(_) => None,
    };
    if let Some(diagnostic) = diagnostic {
        diagnostic.help.get_or_insert_with(|| help.into());
    }
    interrupt
}

/// Reports a fault, and an exception as if nothing caught it; `None` then. A bound that was reached still ends everything.
pub(crate) fn reported<T>(
    evaluator: &mut Evaluator,
    result: EvalResult<T>,
    span: Span,
) -> EvalResult<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(interrupt) => report(evaluator, interrupt, span).map(|()| None),
    }
}

/// Reports why evaluation stopped; where it has no place, it is at `span`.
pub(crate) fn report(evaluator: &mut Evaluator, mut interrupt: Box<Interrupt>, span: Span) -> EvalResult<()> {
    match &mut *interrupt {
        Interrupt::Bound(_) => return Err(interrupt),
        Interrupt::Unknown(unknown) => interrupt = need::unknown_value(unknown, "this", span),
        Interrupt::Fault(diagnostic) => place(diagnostic, span),
        Interrupt::Exception(raised) => {
            raised.span = raised.span.or(span);
            if let Some(diagnostic) = &mut raised.diagnostic {
                place(diagnostic, raised.span);
            }
        }
    }
    evaluator.report_interrupt(*interrupt);
    Ok(())
}

fn place(diagnostic: &mut Diagnostic, span: Span) {
    if diagnostic.primary_span().is_none() {
        *diagnostic = diagnostic.clone().at(span, "");
    }
}

/// A fault in place of a value that can't be known: what is made here is needed, and must not get lost.
pub(crate) fn settled<T>(result: EvalResult<T>, what: &str, span: Span) -> EvalResult<T> {
    result.map_err(|interrupt| match &*interrupt {
        Interrupt::Unknown(unknown) => need::unknown_value(unknown, what, span),
        _ => interrupt,
    })
}

/// Reports that something of Flyte is made where a condition that can't be known decides whether it is.
pub(crate) fn refuse_condition(evaluator: &mut Evaluator, what: &str, span: Span) {
    if let Some(condition) = evaluator.condition().filter(|condition| !condition.reported) {
        evaluator.report(conditional(what, &condition, span));
    }
}

fn conditional(what: &str, condition: &Unknown, span: Span) -> Diagnostic {
    let message =
        format!("{what} is made under a condition that cannot be known without running the program");
    let origin = match condition.dotted_path() {
        Some(path) => format!("the condition depends on `{path}`, unknown because {}", condition.reason),
        None => format!("the condition depends on this, unknown because {}", condition.reason),
    };
    Diagnostic::error(Id::ConditionalEntity, message)
        .at(span, "made here")
        .with_context(condition.origin, origin)
        .with_help("make it without a condition, or let something decide that the code itself tells")
}
