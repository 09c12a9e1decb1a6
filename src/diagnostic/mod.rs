//! What went wrong, where, and what to do: one plain type for every fault, and its renderers.
//!
//! A [`Diagnostic`] has an id from the closed list [`Id`], one sentence, labels that point into the sources (the first
//! primary label is where the fault stands), notes, and a help line that says what to do. Who finds a fault makes a
//! diagnostic; only the command line prints one.

mod arrange;
mod github;
mod id;
mod json;
mod place;
mod suggestion;
mod terminal;

pub use arrange::arrange;
pub use github::render_github;
pub use id::Id;
pub use json::render_json;
pub use place::Viewpoint;
pub use suggestion::{closest, listed};
pub use terminal::render_terminal;

use crate::source::Span;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The output is written; the user should look.
    Warning,
    /// Nothing is written.
    Error,
}

impl Severity {
    /// The severity as it is printed.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A place in the sources with a few words about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What stands there; may be empty.
    pub message: String,
    /// Whether the fault is here (`^^^`), rather than something that explains it (`---`).
    pub primary: bool,
}

/// One fault, with everything that a person needs to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of fault.
    pub id: Id,
    /// How bad it is.
    pub severity: Severity,
    /// One sentence without a full stop.
    pub message: String,
    /// Places, the primary one first.
    pub labels: Vec<Label>,
    /// Further facts, a line each.
    pub notes: Vec<String>,
    /// What to do.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error with one sentence and no place yet.
    pub fn error(id: Id, message: impl Into<String>) -> Self {
        Self {
            id,
            severity: Severity::Error,
            message: message.into(),
            labels: Vec::new(),
            notes: Vec::new(),
            help: None,
        }
    }

    /// A warning with one sentence and no place yet.
    pub fn warning(id: Id, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(id, message) }
    }

    /// Adds the place of the fault. A span without a file adds nothing.
    #[must_use]
    pub fn at(mut self, span: Span, message: impl Into<String>) -> Self {
        self.push(span, message.into(), true);
        self
    }

    /// Adds a place that explains the fault. A span without a file adds nothing.
    #[must_use]
    pub fn with_context(mut self, span: Span, message: impl Into<String>) -> Self {
        self.push(span, message.into(), false);
        self
    }

    /// Adds a further fact.
    #[must_use]
    pub fn with_note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Where the fault stands, if that is known.
    pub fn primary_span(&self) -> Option<Span> {
        self.labels.iter().find(|label| label.primary).map(|label| label.span)
    }

    fn push(&mut self, span: Span, message: String, primary: bool) {
        if span.is_some() {
            self.labels.push(Label { span, message, primary });
        }
    }
}
