//! Why a type or a value has no Flyte form.
//!
//! flytekit swallows errors in some places (a field of a dataclass that has no Flyte type is left out, a variant of a union
//! that does not accept a value is passed over). So a refusal is told apart from what is no answer at all: an unknown, a
//! bound that was reached.

use std::fmt;

use crate::diagnostic::{Diagnostic, Id};
use crate::python::{Evaluator, Interrupt, Raised};
use crate::source::Span;

/// A result of the type engine's inner functions.
pub(super) type Outcome<T> = Result<T, Fault>;

/// Why there is no result.
#[derive(Debug)]
pub(super) enum Fault {
    /// flytekit refuses.
    Refused(Refusal),
    /// flytekit accepts the value and would run code or store data for it, which serializing here never does.
    NotStatic(Refusal),
    /// Evaluation stopped.
    Stopped(Box<Interrupt>),
}

/// What was refused, in words.
#[derive(Debug)]
pub(super) struct Refusal {
    id: Id,
    message: String,
    help: Option<String>,
}

impl Fault {
    /// A type that cannot be an input or output.
    pub(super) fn unsupported_type(message: impl fmt::Display) -> Self {
        Self::Refused(Refusal { id: Id::UnsupportedType, message: message.to_string(), help: None })
    }

    /// A value that does not fit its type.
    pub(super) fn mismatch(message: impl fmt::Display) -> Self {
        Self::Refused(Refusal { id: Id::TypeMismatch, message: message.to_string(), help: None })
    }

    /// A value for which flytekit would store data.
    pub(super) fn not_static(message: impl fmt::Display) -> Self {
        Self::NotStatic(Refusal { id: Id::UnsupportedFeature, message: message.to_string(), help: None })
    }

    /// The same with words that say what to do; words of an inner fault are kept.
    pub(super) fn with_help(mut self, help: impl Into<String>) -> Self {
        if let Self::Refused(refusal) | Self::NotStatic(refusal) = &mut self {
            refusal.help.get_or_insert_with(|| help.into());
        }
        self
    }

    /// The same with words put before the message.
    pub(super) fn within(mut self, context: impl fmt::Display) -> Self {
        if let Self::Refused(refusal) | Self::NotStatic(refusal) = &mut self {
            refusal.message = format!("{context}: {}", refusal.message);
        }
        self
    }

    /// What is at fault, in words; empty where evaluation stopped.
    pub(super) fn message(&self) -> &str {
        match self {
            Self::Refused(refusal) | Self::NotStatic(refusal) => &refusal.message,
            Self::Stopped(_) => "",
        }
    }

    /// Whether flytekit refuses: by itself, or by an exception of the program's code.
    pub(super) fn is_refusal(&self) -> bool {
        match self {
            Self::Refused(_) => true,
            Self::NotStatic(_) => false,
            Self::Stopped(interrupt) => matches!(**interrupt, Interrupt::Exception(_)),
        }
    }

    /// What stops the evaluation: a Python exception for a refusal, whose diagnostic points at `span`.
    pub(super) fn into_interrupt(self, evaluator: &Evaluator, span: Span) -> Box<Interrupt> {
        match self {
            Self::Refused(refusal) => {
                evaluator.exception_with(&evaluator.exceptions.type_error, refusal.diagnostic(span))
            }
            Self::NotStatic(refusal) => refusal.diagnostic(span).into(),
            Self::Stopped(interrupt) => interrupt,
        }
    }
}

impl Refusal {
    fn diagnostic(self, span: Span) -> Diagnostic {
        let diagnostic = Diagnostic::error(self.id, self.message).at(span, "");
        match self.help {
            Some(help) => diagnostic.with_help(help),
            None => diagnostic,
        }
    }
}

impl From<Box<Interrupt>> for Fault {
    fn from(interrupt: Box<Interrupt>) -> Self {
        Self::Stopped(interrupt)
    }
}

impl From<Raised> for Fault {
    fn from(raised: Raised) -> Self {
        Self::Stopped(raised.into())
    }
}

/// `None` in place of a refusal; everything else that went wrong stays.
pub(super) fn unless_refused<T>(outcome: Outcome<T>) -> Outcome<Option<T>> {
    match outcome {
        Ok(value) => Ok(Some(value)),
        Err(fault) if fault.is_refusal() => Ok(None),
        Err(fault) => Err(fault),
    }
}
