//! The arguments of a call: in which order they are evaluated, and when what is wrong with them is found.
//!
//! Names after a `**` are evaluated together before any of them is compared with what the mapping gave, and whether all
//! keywords are text is asked by the call itself, after everything else.

use std::rc::Rc;

use ruff_python_ast::{Expr, ExprCall};

use crate::python::builtins::{is_iterable, items, sequence};
use crate::python::{Arguments, EvalResult, Evaluator, Interrupt, Truth, Value};
use crate::source::Span;

/// A keyword with its value.
type Named = (Rc<str>, Value, Span);

/// The arguments of a call as far as they are evaluated.
struct Given {
    arguments: Arguments,
    /// What is starred alone, which the call looks at after its keywords.
    starred_alone: Option<(Value, Span)>,
    /// Keywords that are no text.
    other_keywords: Vec<Value>,
}

impl Evaluator {
    pub(super) fn call_expression(&mut self, call: &ExprCall) -> EvalResult<Value> {
        let callee = self.expression(&call.func)?;
        let arguments = Arguments { span: Some(self.span_of(call)), ..Arguments::default() };
        let mut given = Given { arguments, starred_alone: None, other_keywords: Vec::new() };
        self.positional_arguments(call, &mut given)?;
        self.keyword_arguments(call, &callee, &mut given)?;
        let Given { mut arguments, starred_alone, other_keywords } = given;
        if let Some((value, span)) = starred_alone {
            if !is_iterable(self, &value) {
                let what = format!("{} argument", self.callable_text(&callee)?);
                self.check_starred(&value, &what)?;
            }
            arguments.positional = self.iterate(&value)?;
            arguments.positional_spans = vec![span; arguments.positional.len()];
        }
        if !other_keywords.is_empty() && !accepts_other_keywords(&callee) {
            return Err(self.type_error("keywords must be strings"));
        }
        let span = arguments.span();
        self.set_span(span);
        let result = self.call(&callee, arguments);
        self.set_span(span);
        result
    }

    fn positional_arguments(&mut self, call: &ExprCall, given: &mut Given) -> EvalResult<()> {
        let Given { arguments, starred_alone, .. } = given;
        for argument in &call.arguments.args {
            let span = self.span_of(argument);
            let Expr::Starred(starred) = argument else {
                arguments.positional.push(self.expression(argument)?);
                arguments.positional_spans.push(span);
                continue;
            };
            let value = self.expression(&starred.value)?;
            if call.arguments.args.len() == 1 {
                *starred_alone = Some((value, span));
                continue;
            }
            self.check_starred(&value, "Value")?;
            for item in self.iterate(&value)? {
                arguments.positional.push(item);
                arguments.positional_spans.push(span);
            }
        }
        Ok(())
    }

    fn keyword_arguments(&mut self, call: &ExprCall, callee: &Value, given: &mut Given) -> EvalResult<()> {
        let mut named: Vec<Named> = Vec::new();
        for keyword in &call.arguments.keywords {
            let span = self.span_of(keyword);
            if let Some(name) = &keyword.arg {
                named.push((name.as_str().into(), self.expression(&keyword.value)?, span));
                continue;
            }
            self.add_named(callee, given, &mut named)?;
            let value = self.expression(&keyword.value)?;
            self.add_mapping(callee, given, &value, span)?;
        }
        self.add_named(callee, given, &mut named)
    }

    fn add_named(&mut self, callee: &Value, given: &mut Given, named: &mut Vec<Named>) -> EvalResult<()> {
        for (name, value, span) in named.drain(..) {
            self.add_keyword(callee, given, name, value, span)?;
        }
        Ok(())
    }

    fn add_mapping(
        &mut self,
        callee: &Value,
        given: &mut Given,
        mapping: &Value,
        span: Span,
    ) -> EvalResult<()> {
        if !matches!(mapping.unwrapped(), Value::Dict(_) | Value::Unknown(_))
            && self.find_attribute(mapping, "keys")?.is_none()
        {
            let (callable, kind) = (self.callable_text(callee)?, self.class_of(mapping));
            let message = format!("{callable} argument after ** must be a mapping, not {}", kind.name);
            return Err(self.type_error(&message));
        }
        for (key, value) in self.mapping_pairs(mapping)? {
            if let Some(name) = key.as_str() {
                self.add_keyword(callee, given, name, value, span)?;
            } else if let Truth::Known(true) = sequence::any_equal(self, &given.other_keywords, &key)? {
                return Err(self.repeated_keyword(callee, &key)?);
            } else {
                given.other_keywords.push(key);
            }
        }
        Ok(())
    }

    fn add_keyword(
        &mut self,
        callee: &Value,
        given: &mut Given,
        name: Rc<str>,
        value: Value,
        span: Span,
    ) -> EvalResult<()> {
        if given.arguments.keywords.iter().any(|(known, _)| *known == name) {
            return Err(self.repeated_keyword(callee, &Value::Str(name))?);
        }
        given.arguments.keywords.push((name, value));
        given.arguments.keyword_spans.push(span);
        Ok(())
    }

    /// The fault of a keyword that is given twice: CPython finds it as the `KeyError` of merging mappings, and tells of the
    /// call instead, but not while an exception is being handled.
    fn repeated_keyword(&mut self, callee: &Value, name: &Value) -> EvalResult<Box<Interrupt>> {
        if !self.handled.is_empty() {
            return Ok(items::key_error(self, name));
        }
        let callable = self.callable_text(callee)?;
        let name = self.str_of(name)?.as_str().unwrap_or_default();
        let message = format!("{callable} got multiple values for keyword argument '{name}'");
        Ok(self.type_error(&message))
    }
}

/// Whether a call takes keywords that are no text: some native methods do that are bound to an object.
fn accepts_other_keywords(callee: &Value) -> bool {
    let Value::Method(method) = callee else { return false };
    matches!(&method.function, Value::Native(native) if native.accepts_other_keywords)
}
