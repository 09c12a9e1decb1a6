//! The keyword arguments of a constructor on their way through the classes of a task: each takes out what is its own.

use std::rc::Rc;

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use crate::python::{Arguments, EvalResult, Evaluator, Instance, Value};
use crate::source::Span;

/// Arguments by name, with their places.
#[derive(Clone)]
pub(crate) struct Keywords {
    values: IndexMap<Rc<str>, (Value, Span), FxBuildHasher>,
    /// Where the call stands.
    pub(crate) span: Span,
}

impl Keywords {
    /// No arguments, at a place.
    pub(crate) fn empty(span: Span) -> Self {
        Self { values: IndexMap::default(), span }
    }

    /// The arguments of a call to `function`, whose positional parameters are named.
    pub(crate) fn bind(
        evaluator: &Evaluator,
        function: &str,
        positional: &[&str],
        arguments: Arguments,
    ) -> EvalResult<Self> {
        let span = arguments.span().or(evaluator.current_span());
        let mut keywords = Self { values: IndexMap::default(), span };
        if arguments.positional.len() > positional.len() {
            return Err(evaluator.type_error(&format!(
                "{function}() takes {} positional arguments but {} were given",
                positional.len(),
                arguments.positional.len()
            )));
        }
        for (at, value) in arguments.positional.iter().enumerate() {
            let span = arguments.positional_span(at).or(span);
            keywords.values.insert(positional[at].into(), (value.clone(), span));
        }
        for (name, value) in &arguments.keywords {
            let at = arguments.keyword_span(name).or(span);
            if keywords.values.insert(Rc::clone(name), (value.clone(), at)).is_some() {
                return Err(
                    evaluator.type_error(&format!("{function}() got multiple values for argument '{name}'"))
                );
            }
        }
        Ok(keywords)
    }

    /// The receiver of `__init__`, and the other arguments.
    pub(crate) fn of_constructor(
        evaluator: &Evaluator,
        class: &str,
        positional: &[&str],
        mut arguments: Arguments,
    ) -> EvalResult<(Rc<Instance>, Self)> {
        match arguments.take_first() {
            Some(Value::Instance(instance)) => {
                let keywords = Self::bind(evaluator, class, positional, arguments)?;
                Ok((instance, keywords))
            }
            _ => Err(evaluator.type_error(&format!("{class}.__init__() needs an instance"))),
        }
    }

    /// Takes an argument out.
    pub(crate) fn take(&mut self, name: &str) -> Option<Value> {
        self.values.shift_remove(name).map(|(value, _)| value)
    }

    /// Takes an argument out; `None` where it is not given.
    pub(crate) fn take_or_none(&mut self, name: &str) -> Value {
        self.take(name).unwrap_or(Value::None)
    }

    /// Takes an argument out that must be given.
    pub(crate) fn require(&mut self, evaluator: &Evaluator, function: &str, name: &str) -> EvalResult<Value> {
        self.take(name)
            .ok_or_else(|| evaluator.type_error(&format!("{function}() missing required argument: '{name}'")))
    }

    /// An argument.
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.values.get(name).map(|(value, _)| value)
    }

    /// Sets an argument, in place of one that was given.
    pub(crate) fn set(&mut self, name: &str, value: Value) {
        let span = self.span_of(name);
        self.values.insert(name.into(), (value, span));
    }

    /// Sets an argument that was not given.
    pub(crate) fn set_default(&mut self, name: &str, value: Value) {
        if !self.values.contains_key(name) {
            self.set(name, value);
        }
    }

    /// Where an argument stands, else the call.
    pub(crate) fn span_of(&self, name: &str) -> Span {
        self.values.get(name).map_or(self.span, |(_, span)| span.or(self.span))
    }

    /// The names of the arguments that are left.
    pub(crate) fn names(&self) -> Vec<Rc<str>> {
        self.values.keys().cloned().collect()
    }

    /// What is left, as arguments of another call.
    pub(crate) fn into_arguments(self) -> Arguments {
        let mut arguments = Arguments { span: Some(self.span), ..Arguments::default() };
        for (name, (value, span)) in self.values {
            arguments.keywords.push((name, value));
            arguments.keyword_spans.push(span);
        }
        arguments
    }
}
