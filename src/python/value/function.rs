//! Functions, methods and properties.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use super::{Bindings, Class, Module, Scope, Value, Vars};
use crate::python::native_arguments::{Owner, Taken};
use crate::python::syntax::{ExprLambda, Suite};
use crate::python::{Arguments, EvalResult, Evaluator};
use crate::source::Span;

/// What a native function is written as: it gets the evaluator and the call's arguments.
pub type NativeCode = fn(&mut Evaluator, Arguments) -> EvalResult<Value>;

type NativeClosure = Rc<dyn Fn(&mut Evaluator, Arguments) -> EvalResult<Value>>;

/// A function written in Rust.
pub struct NativeFunction {
    /// Its name.
    pub name: Rc<str>,
    /// Whether it wants to see unknown arguments. Otherwise a call with an unknown argument is an unknown, and the function
    /// is not called.
    pub accepts_unknown: bool,
    /// Whether it may be called as the method of an object with keywords that are no text, which it is not given.
    pub accepts_other_keywords: bool,
    code: NativeClosure,
    /// What it is a function of.
    pub(in crate::python) owner: OnceCell<Owner>,
    /// What it takes, once it was called.
    pub(in crate::python) taken: OnceCell<Option<Taken>>,
}

impl NativeFunction {
    /// A function that is not called with unknown arguments.
    pub fn new(name: &str, code: NativeCode) -> Self {
        Self::closure(name, code)
    }

    /// A closure that is not called with unknown arguments.
    pub fn closure(
        name: &str,
        code: impl Fn(&mut Evaluator, Arguments) -> EvalResult<Value> + 'static,
    ) -> Self {
        Self {
            name: name.into(),
            accepts_unknown: false,
            accepts_other_keywords: false,
            code: Rc::new(code),
            owner: OnceCell::new(),
            taken: OnceCell::new(),
        }
    }

    /// The same function, called with unknown arguments too.
    #[must_use]
    pub fn accepting_unknown(mut self) -> Self {
        self.accepts_unknown = true;
        self
    }

    /// The same function, called although some keywords are no text.
    #[must_use]
    pub fn accepting_other_keywords(mut self) -> Self {
        self.accepts_other_keywords = true;
        self
    }

    /// Calls the code, whatever the arguments.
    pub fn call(&self, evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
        (self.code)(evaluator, arguments)
    }
}

/// The part of a function that comes from the source.
pub enum FunctionCode {
    /// The body of a `def`.
    Def(Rc<Suite>),
    /// `lambda`.
    Lambda(Rc<ExprLambda>),
}

/// How arguments reach a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterKind {
    /// By position alone.
    PositionalOnly,
    /// By position or by name.
    Positional,
    /// `*args`.
    VarPositional,
    /// By name alone.
    KeywordOnly,
    /// `**kwargs`.
    VarKeyword,
}

/// An annotation as it was evaluated, with its place.
#[derive(Clone)]
pub struct Annotation {
    /// The value; text where annotations are strings or under `from __future__ import annotations`.
    pub value: Value,
    /// Where it stands.
    pub span: Span,
}

/// A parameter of a function.
#[derive(Clone)]
pub struct Parameter {
    /// Its name.
    pub name: Rc<str>,
    /// How arguments reach it.
    pub kind: ParameterKind,
    /// Its default.
    pub default: Option<Value>,
    /// Its annotation.
    pub annotation: Option<Annotation>,
    /// Where it stands.
    pub span: Span,
}

/// A function written in Python.
pub struct Function {
    /// The code.
    pub code: FunctionCode,
    /// `__name__` as defined.
    pub name: Rc<str>,
    /// `__qualname__` as defined.
    pub qualname: Rc<str>,
    /// The module whose globals it uses.
    pub module: Rc<Module>,
    /// The scope that encloses it.
    pub closure: Rc<Scope>,
    /// Parameters in order.
    pub parameters: Vec<Parameter>,
    /// The annotation of its result.
    pub returns: Option<Annotation>,
    /// What its body does with names.
    pub(crate) bindings: Rc<Bindings>,
    /// Whether it is `async def`.
    pub is_async: bool,
    /// Attributes that were set on it, such as `__wrapped__`, `__name__`, `__doc__`.
    pub attributes: RefCell<Vars>,
    /// The class in whose body it was defined, for `super()` and `__class__`.
    pub defining_class: RefCell<Option<Rc<Class>>>,
    /// The whole definition, with decorators.
    pub span: Span,
    /// The name in the definition.
    pub name_span: Span,
}

impl Function {
    /// An attribute that was set on the function.
    pub fn attribute(&self, name: &str) -> Option<Value> {
        self.attributes.borrow().get(name).cloned()
    }

    /// The docstring as written, or as set.
    pub fn docstring(&self) -> Option<Rc<str>> {
        match self.attribute("__doc__") {
            Some(value) => value.as_str(),
            None => match &self.code {
                FunctionCode::Def(body) => crate::python::syntax::docstring(body),
                FunctionCode::Lambda(_) => None,
            },
        }
    }

    /// Where its body begins: its first statement, or docstring.
    pub fn body_start(&self) -> u32 {
        match &self.code {
            FunctionCode::Def(body) => body.first().map_or(self.span.end, crate::python::syntax::start),
            FunctionCode::Lambda(_) => self.span.end,
        }
    }

    /// Whether a function encloses it: it has `<locals>` in its qualified name.
    pub fn is_nested(&self) -> bool {
        self.qualname.contains("<locals>")
    }
}

/// A function bound to its first argument.
pub struct Method {
    /// The first argument.
    pub receiver: Value,
    /// The function.
    pub function: Value,
}

/// `property(getter, setter, deleter)`.
#[derive(Clone)]
pub struct Property {
    /// Reads.
    pub getter: Value,
    /// Writes; `None` where it cannot be set.
    pub setter: Value,
    /// Deletes; `None` where it cannot be deleted.
    pub deleter: Value,
    /// Computed once per instance (`functools.cached_property`): the name under which it is kept.
    pub cached_as: Option<Rc<str>>,
}

impl Property {
    /// A property that can be read alone.
    pub fn read_only(getter: Value) -> Self {
        Self { getter, setter: Value::None, deleter: Value::None, cached_as: None }
    }
}
