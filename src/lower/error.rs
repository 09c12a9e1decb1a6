//! What can keep a program from being lowered, and the bound on nesting.

use crate::diagnostic::{Diagnostic, Id};
use crate::source::Span;

/// How deep messages may nest. Readers of protobuf refuse deeper ones: the limit of every common implementation is 100.
const NESTING_LIMIT: u32 = 100;

/// Why a program has no specifications.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LowerError {
    /// An entity depends on itself by way of others.
    #[error("`{name}` depends on itself: it is used by `{user}`, which it needs")]
    Cycle {
        /// The entity's name.
        name: String,
        /// Where the entity was made.
        span: Span,
        /// The entity that closes the circle.
        user: String,
        /// Where that one was made.
        user_span: Span,
    },
    /// Entities or nodes depend on each other in a chain that is too long to follow.
    #[error("`{name}` stands at the end of a chain of more than {limit} dependencies")]
    ChainTooLong {
        /// The entity that the chain reached.
        name: String,
        /// Where it was made.
        span: Span,
        /// The greatest length.
        limit: usize,
    },
    /// A value of an entity has no place in its message.
    #[error("`{name}` cannot be written: {fault}")]
    Unrepresentable {
        /// The entity's name.
        name: String,
        /// Where it was made.
        span: Span,
        /// What is wrong.
        fault: Fault,
    },
}

/// What is wrong with a value that has no place in a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Types, values, conditions or nodes within each other.
    #[error("its types, values or conditions nest more than {NESTING_LIMIT} levels deep")]
    TooDeep,
    /// JSON that is no object, where `google.protobuf.Struct` needs one.
    #[error("{0} is JSON, but not an object")]
    NotAnObject(&'static str),
}

impl LowerError {
    /// The error as a fault in the program.
    pub fn diagnostic(&self) -> Diagnostic {
        let message = self.to_string();
        match self {
            Self::Cycle { name, span, user, user_span } => Diagnostic::error(Id::DependencyCycle, message)
                .at(*span, format!("`{name}` is made here"))
                .with_context(*user_span, format!("`{user}` uses it"))
                .with_help("break the circle, for instance with a launch plan that is registered separately"),
            Self::ChainTooLong { span, .. } => Diagnostic::error(Id::BoundReached, message).at(*span, ""),
            Self::Unrepresentable { span, fault: Fault::TooDeep, .. } => {
                Diagnostic::error(Id::BoundReached, message).at(*span, "")
            }
            Self::Unrepresentable { span, .. } => {
                Diagnostic::error(Id::InvalidArgument, message).at(*span, "")
            }
        }
    }
}

/// How deep a message stands in the one that is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Depth(u32);

impl Depth {
    /// The outermost message.
    pub(super) const TOP: Self = Self(0);

    /// One message further in; [`Fault::TooDeep`] past the bound.
    pub(super) fn deeper(self) -> Result<Self, Fault> {
        self.deeper_by(1)
    }

    /// So many messages further in; [`Fault::TooDeep`] past the bound.
    pub(super) fn deeper_by(self, levels: u32) -> Result<Self, Fault> {
        let depth = self.0.saturating_add(levels);
        if depth <= NESTING_LIMIT { Ok(Self(depth)) } else { Err(Fault::TooDeep) }
    }
}
