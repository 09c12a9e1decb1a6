//! Evaluation of statements and expressions, one file for each part of the language.
//!
//! A statement gives a [`Flow`], an expression a value. Where a condition can't be known, all its sides are evaluated and
//! what they assign is joined (`branch`). The place of a fault is attached here: the deepest expression or statement that
//! fails without a place gives its own.

mod argument_checks;
mod assign;
mod attribute_changes;
mod attributes;
mod branch;
mod call_arguments;
mod calls;
mod classes;
mod comprehensions;
mod construct;
mod doubt;
mod errors;
mod expressions;
mod functions;
mod generators;
mod imports;
mod installed;
mod iteration;
mod matching;
mod metaclasses;
mod modules;
mod operators;
mod presence;
mod read_ahead;
mod release;
mod sets;
mod signatures;
mod statements;
mod strings;
mod subscripts;

pub(super) use branch::Journal;
pub(super) use classes::Annotations;
pub(super) use doubt::{Doubt, Risk};
pub(crate) use generators::{Generator, Resume};
pub(super) use metaclasses::{ClassBeingMade, empty_namespace};
pub(super) use read_ahead::ReadAhead;
pub(super) use release::Captured;

use std::rc::Rc;

use super::{EvalResult, Evaluator, Function, Interrupt, Module, Scope, Unknown, Value};
use crate::diagnostic::{Diagnostic, Id};
use crate::source::Span;

/// How many steps one module body may take when the settings do not say: loops end in well under a second.
const DEFAULT_STEP_LIMIT: u64 = 2_000_000;

/// How many of them may be taken under conditions that can't be known: both sides of each are evaluated, so that nested ones
/// multiply.
const CONDITIONAL_STEP_LIMIT: u64 = 300_000;

/// How many calls may be open at once before Python's `RecursionError`.
const RECURSION_LIMIT: usize = 900;

/// A module body or call that is being evaluated.
pub(super) struct Frame {
    pub(super) module: Rc<Module>,
    pub(super) scope: Rc<Scope>,
    pub(super) function: Option<Rc<Function>>,
    /// The first argument of the call, for `super()`.
    pub(super) receiver: Option<Value>,
    pub(super) span: Span,
    /// What is evaluated stands at `span`, whatever its nodes say: text that was given as an annotation.
    pub(super) fixed_span: bool,
    /// The values that a generator's body has yielded so far.
    pub(super) yielded: Vec<Value>,
}

/// How a statement ended.
pub(super) enum Flow {
    /// The next statement follows.
    Next,
    /// `break`.
    Break,
    /// `continue`.
    Continue,
    /// `return`.
    Return(Value),
    /// One of several, depending on a condition that can't be known.
    Mixed(Box<Mixed>),
}

/// What may happen after a statement whose end depends on an unknown condition.
pub(super) struct Mixed {
    pub(super) condition: Rc<Unknown>,
    pub(super) returned: Vec<Value>,
    pub(super) next: bool,
    pub(super) breaks: bool,
    pub(super) continues: bool,
}

impl Evaluator {
    /// The place of the innermost statement or call that is being evaluated in Python code.
    pub fn current_span(&self) -> Span {
        self.frames.last().map_or(Span::NONE, |frame| frame.span)
    }

    /// The module of the innermost function or module body that is being evaluated.
    pub fn current_module(&self) -> Option<Rc<Module>> {
        self.frames.last().map(|frame| Rc::clone(&frame.module))
    }

    /// The modules of the calls and module bodies that are being evaluated, the innermost first.
    pub fn calling_modules(&self) -> Vec<Rc<Module>> {
        self.frames.iter().rev().map(|frame| Rc::clone(&frame.module)).collect()
    }

    /// The module whose body is being evaluated, the innermost of them; none while functions run that nothing imports.
    pub fn module_body(&self) -> Option<Rc<Module>> {
        let body = |frame: &&Frame| frame.function.is_none() && frame.scope.is_of_module();
        self.frames.iter().rev().find(body).map(|frame| Rc::clone(&frame.module))
    }

    /// Whether a function (not a module body) is being evaluated.
    pub fn in_function(&self) -> bool {
        self.frames.last().is_some_and(|frame| frame.function.is_some())
    }

    /// Counts a step; an error when the bound is reached.
    pub fn step(&mut self) -> EvalResult<()> {
        self.steps += 1;
        let limit = if self.settings.step_limit == 0 { DEFAULT_STEP_LIMIT } else { self.settings.step_limit };
        if let Some(condition) = self.conditions.last() {
            self.conditional_steps += 1;
            if self.conditional_steps > CONDITIONAL_STEP_LIMIT {
                let diagnostic = Diagnostic::error(
                    Id::BoundReached,
                    "too much depends on conditions that cannot be known without running the program",
                )
                .at(self.current_span(), "still running here")
                .with_context(condition.origin, format!("unknown because {}", condition.reason))
                .with_help(
                    "code that depends on this belongs in a task, or under `if __name__ == \"__main__\":`",
                );
                return Err(Box::new(Interrupt::Bound(diagnostic)));
            }
        }
        if self.steps <= limit {
            return Ok(());
        }
        let diagnostic =
            Diagnostic::error(Id::BoundReached, format!("evaluation did not end within {limit} steps"))
                .at(self.current_span(), "still running here")
                .with_help(
                    "code that runs this long belongs in a task, or under `if __name__ == \"__main__\":`",
                );
        Err(Box::new(Interrupt::Bound(diagnostic)))
    }

    pub(super) fn frame(&self) -> EvalResult<&Frame> {
        self.frames
            .last()
            .ok_or_else(|| Diagnostic::error(Id::UncaughtException, "no code is being evaluated").into())
    }

    fn frame_mut(&mut self) -> EvalResult<&mut Frame> {
        self.frames
            .last_mut()
            .ok_or_else(|| Diagnostic::error(Id::UncaughtException, "no code is being evaluated").into())
    }

    fn scope(&self) -> EvalResult<Rc<Scope>> {
        Ok(Rc::clone(&self.frame()?.scope))
    }

    fn file(&self) -> crate::source::FileId {
        self.frames.last().map_or(crate::source::FileId::NONE, |frame| frame.module.file)
    }

    fn span_of(&self, node: &impl ruff_text_size::Ranged) -> Span {
        match self.frames.last() {
            Some(frame) if frame.fixed_span => frame.span,
            _ => super::syntax::span(self.file(), node),
        }
    }

    fn set_span(&mut self, span: Span) {
        if let Some(frame) = self.frames.last_mut() {
            frame.span = span;
        }
    }

    /// Gives an interrupt without a place the place of what was being evaluated.
    fn locate(&self, mut interrupt: Box<Interrupt>, span: Span) -> Box<Interrupt> {
        match &mut *interrupt {
            Interrupt::Exception(raised) => raised.span = raised.span.or(span),
            Interrupt::Fault(diagnostic) | Interrupt::Bound(diagnostic) => {
                if diagnostic.labels.is_empty() {
                    *diagnostic = diagnostic.clone().at(span, "");
                }
            }
            Interrupt::Unknown(_) => {}
        }
        interrupt
    }
}
