//! Conditionals (`flytekit.core.condition`).
//!
//! `conditional(name)` opens a section of its own: nodes made in its cases are counted from the start again. When
//! `else_()` ends, the section closes and a branch node is added to the section around it.

mod class;
mod definition;
mod expression;

pub(crate) use class::{ConditionClasses, define, is_open};
pub(crate) use definition::{BranchDefinition, CaseNode, Otherwise};
