//! Evaluation of statements and expressions.

use std::rc::Rc;

use super::{
    Annotation, Arguments, Class, EvalResult, Evaluator, ItemsIterator, Key, Module, Scope, Signature, Truth,
    Value,
};
use crate::diagnostic::{Diagnostic, Id};
use crate::source::Span;

/// A call that is being evaluated.
pub(super) struct Frame {
    pub(super) module: Rc<Module>,
    #[expect(dead_code, reason = "read by the statements")]
    pub(super) scope: Rc<Scope>,
    pub(super) span: Span,
}

macro_rules! stub {
    () => {
        Err(Diagnostic::error(Id::UnsupportedSyntax, "not yet").into())
    };
}

#[expect(unused_variables, clippy::unused_self, missing_docs, reason = "signatures first")]
impl Evaluator {
    /// Imports a module by its dotted name, with all its parents, and gives the module that the name means.
    pub fn import_module(&mut self, name: &str) -> EvalResult<Value> {
        stub!()
    }
    pub fn call(&mut self, callee: &Value, arguments: Arguments) -> EvalResult<Value> {
        stub!()
    }
    pub fn get_attribute(&mut self, value: &Value, name: &str) -> EvalResult<Value> {
        stub!()
    }
    pub fn find_attribute(&mut self, value: &Value, name: &str) -> EvalResult<Option<Value>> {
        stub!()
    }
    pub fn set_attribute(&mut self, value: &Value, name: &str, new: Value) -> EvalResult<()> {
        stub!()
    }
    pub fn get_item(&mut self, value: &Value, key: &Value) -> EvalResult<Value> {
        stub!()
    }
    pub fn set_item(&mut self, value: &Value, key: &Value, new: Value) -> EvalResult<()> {
        stub!()
    }
    pub fn contains(&mut self, container: &Value, item: &Value) -> EvalResult<Truth> {
        stub!()
    }
    pub fn length(&mut self, value: &Value) -> EvalResult<Value> {
        stub!()
    }
    pub fn truth(&mut self, value: &Value) -> EvalResult<Truth> {
        stub!()
    }
    pub fn equals(&mut self, left: &Value, right: &Value) -> EvalResult<Truth> {
        stub!()
    }
    /// `left < right`, where Python's order of the two is known.
    pub fn less_than(&mut self, left: &Value, right: &Value) -> EvalResult<Truth> {
        stub!()
    }
    /// `left op right` for the operator's symbol (`+`, `//`, `<<`, `@` …).
    pub fn binary(&mut self, operator: &str, left: &Value, right: &Value) -> EvalResult<Value> {
        stub!()
    }
    /// `str(value)` as a value: text, or an unknown where a part is unknown.
    pub fn str_of(&mut self, value: &Value) -> EvalResult<Value> {
        stub!()
    }
    /// `repr(value)` as a value: text, or an unknown where a part is unknown.
    pub fn repr_of(&mut self, value: &Value) -> EvalResult<Value> {
        stub!()
    }
    /// `format(value, specification)`.
    pub fn format_of(&mut self, value: &Value, specification: &str) -> EvalResult<Value> {
        stub!()
    }
    /// The hash key of a value; `TypeError` where it is unhashable. Unknowns hash by identity.
    pub fn key_of(&mut self, value: &Value) -> EvalResult<Key> {
        stub!()
    }
    /// `type(value)`.
    pub fn class_of(&self, value: &Value) -> Rc<Class> {
        Rc::clone(&self.types.object)
    }
    pub fn iterator(&mut self, value: &Value) -> EvalResult<ItemsIterator> {
        stub!()
    }
    pub fn next_item(&mut self, iterator: &mut ItemsIterator) -> EvalResult<Option<Value>> {
        stub!()
    }
    /// What `inspect.signature` and `typing.get_type_hints(include_extras=True)` say of a callable; follows `__wrapped__`.
    pub fn signature(&mut self, callable: &Value) -> EvalResult<Signature> {
        stub!()
    }
    /// `typing.get_type_hints(class, include_extras=True)`: annotations of the class and its ancestors, oldest first, resolved.
    pub fn class_hints(&mut self, class: &Rc<Class>) -> EvalResult<Vec<(Rc<str>, Annotation)>> {
        stub!()
    }
    /// The place of the innermost statement or call that is being evaluated in Python code.
    pub fn current_span(&self) -> Span {
        self.frames.last().map_or(Span::NONE, |frame| frame.span)
    }
    /// The module of the innermost function or module body that is being evaluated.
    pub fn current_module(&self) -> Option<Rc<Module>> {
        self.frames.last().map(|frame| Rc::clone(&frame.module))
    }
    /// Counts a step; an error when the bound is reached.
    pub fn step(&mut self) -> EvalResult<()> {
        self.steps += 1;
        Ok(())
    }
}
