//! What cannot be known: a value with a dotted path, an origin and a reason.
//!
//! Attribute, call, index and arithmetic on an unknown give an unknown that remembers the first one's origin and reason,
//! and what was done to it. The dotted path of an unknown type is enough to give it a Flyte type.

use std::rc::Rc;

use super::Value;
use crate::source::Span;

/// A value that evaluation cannot know.
pub struct Unknown {
    /// How it came about.
    pub form: UnknownForm,
    /// Where the unknown first came from: an import, a call, a clock.
    pub origin: Span,
    /// Why it is unknown, in words that follow "because".
    pub reason: Rc<str>,
    /// The fault that made it unknown was reported already; nothing that follows from it is reported again.
    pub reported: bool,
    /// Whether it follows from a number or text that is another one in each run, and from nothing else that is not known.
    /// Making such a one does not fail.
    pub(crate) is_of_run: bool,
}

/// What is another number in each run.
#[derive(Clone, Copy)]
pub(crate) enum OfRun {
    /// The address of an object, and the text of one that shows it.
    Address,
    /// The hash of a text.
    Hash,
}

impl OfRun {
    fn reason(self) -> &'static str {
        match self {
            Self::Address => "the address of an object is not known",
            Self::Hash => "hashes differ from one run to the next",
        }
    }
}

/// How an unknown came about.
pub enum UnknownForm {
    /// Something with a dotted path: a module, or a name in one (`torch.nn.Module`).
    Path(Rc<str>),
    /// The result of calling an unknown, with the arguments of the call.
    Call {
        /// What was called.
        callee: Rc<Unknown>,
        /// Positional arguments.
        positional: Vec<Value>,
        /// Keyword arguments.
        keywords: Vec<(Rc<str>, Value)>,
    },
    /// An attribute of the result of a call and the like.
    Attribute(Rc<Unknown>, Rc<str>),
    /// An item of an unknown: `DataFrame[Schema]`.
    Item(Rc<Unknown>, Value),
    /// Anything else.
    Other,
}

impl Unknown {
    /// What is another one in each run.
    pub(crate) fn of_run(what: OfRun, origin: Span) -> Rc<Self> {
        let (form, reason) = (UnknownForm::Other, what.reason().into());
        Rc::new(Self { form, origin, reason, reported: false, is_of_run: true })
    }

    /// Something with a dotted path.
    pub fn path(path: impl Into<Rc<str>>, origin: Span, reason: impl Into<Rc<str>>) -> Rc<Self> {
        Self::new(UnknownForm::Path(path.into()), origin, reason)
    }

    /// An unknown of the given form.
    pub fn new(form: UnknownForm, origin: Span, reason: impl Into<Rc<str>>) -> Rc<Self> {
        Rc::new(Self { form, origin, reason: reason.into(), reported: false, is_of_run: false })
    }

    /// An unknown in place of what a reported fault left without a value.
    pub fn reported(origin: Span) -> Rc<Self> {
        Rc::new(Self {
            form: UnknownForm::Other,
            origin,
            reason: "evaluating it failed".into(),
            reported: true,
            is_of_run: false,
        })
    }

    /// An unknown that follows from this one: the same origin and reason.
    #[must_use]
    pub fn derived(&self, form: UnknownForm) -> Rc<Self> {
        let Self { origin, reported, is_of_run, .. } = *self;
        Rc::new(Self { form, origin, reason: Rc::clone(&self.reason), reported, is_of_run })
    }

    /// The dotted path, where it has one.
    pub fn dotted_path(&self) -> Option<&Rc<str>> {
        if let UnknownForm::Path(path) = &self.form { Some(path) } else { None }
    }

    /// An attribute of this unknown.
    #[must_use]
    pub fn attribute(self: &Rc<Self>, name: &str) -> Rc<Self> {
        match &self.form {
            UnknownForm::Path(path) => self.derived(UnknownForm::Path(format!("{path}.{name}").into())),
            _ => self.derived(UnknownForm::Attribute(Rc::clone(self), name.into())),
        }
    }

    /// An item of this unknown.
    #[must_use]
    pub fn item(self: &Rc<Self>, key: Value) -> Rc<Self> {
        self.derived(UnknownForm::Item(Rc::clone(self), key))
    }

    /// The result of calling this unknown.
    #[must_use]
    pub fn call(self: &Rc<Self>, positional: Vec<Value>, keywords: Vec<(Rc<str>, Value)>) -> Rc<Self> {
        self.derived(UnknownForm::Call { callee: Rc::clone(self), positional, keywords })
    }
}
