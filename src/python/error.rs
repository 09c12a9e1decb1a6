//! How evaluation stops: Python exceptions, which a `try` may catch, and faults, which nothing catches.

use std::rc::Rc;

use super::Value;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// What evaluation gives: a value, or the reason why it stopped.
pub type EvalResult<T> = Result<T, Box<Interrupt>>;

/// Why evaluation stopped.
pub enum Interrupt {
    /// A Python exception.
    Exception(Raised),
    /// A fault of the program or a bound of the evaluator. The statement (of the outermost module that is being evaluated)
    /// is given up, the diagnostic is reported, evaluation goes on after it.
    Fault(Diagnostic),
    /// The value cannot be known: the innermost expression or native call that is being evaluated is this unknown. Native
    /// code meets it when it iterates over, or takes apart, what is unknown, and just passes it on with `?`.
    Unknown(Rc<super::Unknown>),
    /// A bound was reached: evaluation as a whole ends.
    Bound(Diagnostic),
}

impl std::fmt::Debug for Interrupt {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Exception(raised) => write!(formatter, "exception at {:?}", raised.span),
            Self::Fault(diagnostic) | Self::Bound(diagnostic) => diagnostic.fmt(formatter),
            Self::Unknown(unknown) => write!(formatter, "unknown: {}", unknown.reason),
        }
    }
}

/// A Python exception on its way.
pub struct Raised {
    /// The exception, an instance of an exception class.
    pub value: Value,
    /// Where it was raised: the deepest place known.
    pub span: Span,
    /// Calls on the way, the innermost first.
    pub trace: Vec<Span>,
    /// What to report when nothing catches it; otherwise a diagnostic is made of class and message.
    pub diagnostic: Option<Box<Diagnostic>>,
    /// A break in the known that this exception depends on: it was raised on one side of an unknown condition.
    pub conditional: Option<Rc<super::Unknown>>,
}

impl From<Raised> for Box<Interrupt> {
    fn from(raised: Raised) -> Self {
        Self::new(Interrupt::Exception(raised))
    }
}

impl From<Rc<super::Unknown>> for Box<Interrupt> {
    fn from(unknown: Rc<super::Unknown>) -> Self {
        // What stops at an unknown is another value than that unknown: it has not its dotted path.
        Self::new(Interrupt::Unknown(unknown.derived(super::UnknownForm::Other)))
    }
}

impl From<Diagnostic> for Box<Interrupt> {
    fn from(diagnostic: Diagnostic) -> Self {
        Self::new(Interrupt::Fault(diagnostic))
    }
}

/// Python's truth, where it may be unknown.
#[derive(Clone)]
pub enum Truth {
    /// Known.
    Known(bool),
    /// Unknown, and why.
    Ambiguous(Rc<super::Unknown>),
}

impl Truth {
    /// Whether it is known to be true.
    pub fn is_true(&self) -> bool {
        matches!(self, Self::Known(true))
    }

    /// Whether it is known to be false.
    pub fn is_false(&self) -> bool {
        matches!(self, Self::Known(false))
    }
}

impl From<bool> for Truth {
    fn from(value: bool) -> Self {
        Self::Known(value)
    }
}

impl From<Truth> for Value {
    fn from(truth: Truth) -> Self {
        match truth {
            Truth::Known(value) => Self::Bool(value),
            Truth::Ambiguous(unknown) => Self::Unknown(unknown.derived(super::UnknownForm::Other)),
        }
    }
}
