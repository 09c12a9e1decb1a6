//! Calls: what is called, and how arguments reach the parameters of a function.

use std::rc::Rc;

use super::{Flow, Frame, RECURSION_LIMIT};
use crate::python::{
    Arguments, Dict, EvalResult, Evaluator, Function, FunctionCode, Interrupt, NativeFunction, ParameterKind,
    PyIterator, Scope, Unknown, UnknownForm, Value,
};
use crate::source::Span;

impl Evaluator {
    /// Calls a value. Calling an unknown gives an unknown; nothing of it is executed.
    pub fn call(&mut self, callee: &Value, arguments: Arguments) -> EvalResult<Value> {
        match callee {
            Value::Unknown(unknown) => {
                self.watch_call(unknown, &arguments)?;
                Ok(Value::Unknown(unknown.call(arguments.positional, arguments.keywords)))
            }
            Value::Native(function) => self.call_native(function, arguments),
            Value::Function(function) => self.call_function(function, arguments),
            Value::Method(method) => {
                let arguments = arguments.with_first(method.receiver.clone());
                self.call(&method.function, arguments)
            }
            Value::Class(class) => self.construct(class, arguments),
            Value::StaticMethod(function) | Value::ClassMethod(function) => self.call(function, arguments),
            Value::Instance(instance) => {
                let class = Rc::clone(&instance.class);
                if let Some(function) = class.lookup("__call__") {
                    let bound = self.bind_attribute(&function, callee, &class)?;
                    return self.call(&bound, arguments);
                }
                match &class.unknown_base {
                    Some(unknown) => Ok(Value::Unknown(unknown.derived(UnknownForm::Other))),
                    None => Err(self.type_error(&format!("'{}' object is not callable", class.name))),
                }
            }
            other => {
                let class = self.class_of(other);
                Err(self.type_error(&format!("'{}' object is not callable", class.name)))
            }
        }
    }

    /// Lets another room see the call of an unknown, or the making of an instance of a class with an unknown ancestor.
    pub(super) fn watch_call(&mut self, unknown: &Rc<Unknown>, arguments: &Arguments) -> EvalResult<()> {
        match self.watcher.clone() {
            Some(watcher) => watcher(self, unknown, arguments),
            None => Ok(()),
        }
    }

    fn call_native(&mut self, function: &NativeFunction, arguments: Arguments) -> EvalResult<Value> {
        if !function.accepts_unknown
            && let Some(unknown) = arguments.first_unknown()
        {
            return Ok(Value::Unknown(unknown.derived(UnknownForm::Other)));
        }
        self.step()?;
        let span = arguments.span();
        match function.call(self, arguments) {
            Ok(value) => Ok(value),
            Err(interrupt) => match *interrupt {
                // What follows from an unknown is not that unknown, and has no dotted path.
                Interrupt::Unknown(unknown) => Ok(Value::Unknown(unknown.derived(UnknownForm::Other))),
                other => Err(self.locate(Box::new(other), span)),
            },
        }
    }

    pub(super) fn call_function(
        &mut self,
        function: &Rc<Function>,
        arguments: Arguments,
    ) -> EvalResult<Value> {
        self.step()?;
        if let Some(condition) = self.condition()
            && self.is_running(function)
        {
            // Whether the recursion ends depends on what is unknown: following it would only end at the bounds.
            return Ok(Value::Unknown(condition.derived(UnknownForm::Other)));
        }
        let span = arguments.span();
        let frame = self.frame_of_call(function, arguments)?;
        if function.bindings.is_generator {
            return Ok(self.generator(function, frame));
        }
        let value = self.run_frame(function, frame, span)?.0;
        if function.is_async {
            return Ok(self.unknown("a coroutine runs only when the program runs"));
        }
        Ok(value)
    }

    /// Calls a function whose body goes on after a fault outside any `try`, as that of a module does. `None` where there
    /// was one; it was reported.
    pub fn call_going_on(&mut self, callee: &Value, arguments: Arguments) -> EvalResult<Option<Value>> {
        let Value::Function(function) = callee else { return self.call(callee, arguments).map(Some) };
        let FunctionCode::Def(def) = &function.code else { return self.call(callee, arguments).map(Some) };
        let is_plain = !function.bindings.is_generator && !function.is_async;
        if !is_plain || self.handlers > 0 || self.condition().is_some() {
            return self.call(callee, arguments).map(Some);
        }
        self.step()?;
        let frame = self.frame_of_call(function, arguments)?;
        self.frames.push(frame);
        let result = self.block_going_on(&def.body);
        self.frames.pop();
        result.map(|flow| flow.map(returned))
    }

    fn frame_of_call(&mut self, function: &Rc<Function>, arguments: Arguments) -> EvalResult<Frame> {
        if self.frames.len() >= RECURSION_LIMIT {
            let message = "maximum recursion depth exceeded";
            return Err(self.exception(&self.exceptions.recursion_error, message));
        }
        let scope = Scope::of_call(&function.bindings, &function.closure);
        let receiver = arguments.positional.first().cloned();
        self.bind_parameters(function, arguments, &scope)?;
        Ok(Frame {
            module: Rc::clone(&function.module),
            scope,
            function: Some(Rc::clone(function)),
            receiver,
            span: function.span,
            fixed_span: false,
            yielded: Vec::new(),
        })
    }

    fn is_running(&self, function: &Rc<Function>) -> bool {
        self.frames
            .iter()
            .any(|frame| frame.function.as_ref().is_some_and(|running| Rc::ptr_eq(running, function)))
    }

    /// Evaluates a call's body: its value, and what it yielded.
    fn run_frame(
        &mut self,
        function: &Rc<Function>,
        frame: Frame,
        span: Span,
    ) -> EvalResult<(Value, Vec<Value>)> {
        self.frames.push(frame);
        let result = match &function.code {
            FunctionCode::Def(def) => self.block(&def.body).map(returned),
            FunctionCode::Lambda(lambda) => self.expression(&lambda.body),
        };
        let yielded = self.frames.pop().map(|frame| frame.yielded).unwrap_or_default();
        match result {
            Ok(value) => Ok((value, yielded)),
            Err(mut interrupt) => {
                if let Interrupt::Exception(raised) = &mut *interrupt
                    && span.is_some()
                {
                    raised.trace.push(span);
                }
                Err(interrupt)
            }
        }
    }

    /// A generator: its body is evaluated as a whole when the first value is asked for.
    fn generator(&mut self, function: &Rc<Function>, frame: Frame) -> Value {
        let function = Rc::clone(function);
        let mut frame = Some(frame);
        let mut items = Vec::new().into_iter();
        Value::Iterator(Rc::new(PyIterator::new("generator", move |evaluator| {
            if let Some(frame) = frame.take() {
                items = evaluator.run_frame(&function, frame, Span::NONE)?.1.into_iter();
            }
            Ok(items.next())
        })))
    }

    pub(super) fn bind_parameters(
        &mut self,
        function: &Function,
        arguments: Arguments,
        scope: &Scope,
    ) -> EvalResult<()> {
        let mut positional = arguments.positional.into_iter();
        let mut keywords = arguments.keywords;
        let mut missing: Vec<Rc<str>> = Vec::new();
        let takes_keywords =
            function.parameters.iter().any(|parameter| parameter.kind == ParameterKind::VarKeyword);
        let mut given = 0;
        for parameter in &function.parameters {
            let mut by_name = || {
                let at = keywords.iter().position(|(name, _)| *name == parameter.name)?;
                Some(keywords.remove(at).1)
            };
            let value = match parameter.kind {
                ParameterKind::PositionalOnly => positional.next(),
                ParameterKind::Positional => match positional.next() {
                    Some(value) => {
                        if by_name().is_some() {
                            let message = format!(
                                "{}() got multiple values for argument '{}'",
                                function.qualname, parameter.name
                            );
                            return Err(self.type_error(&message));
                        }
                        Some(value)
                    }
                    None => by_name(),
                },
                ParameterKind::VarPositional => Some(Value::tuple(positional.by_ref().collect::<Vec<_>>())),
                ParameterKind::KeywordOnly => by_name(),
                ParameterKind::VarKeyword => {
                    let rest = std::mem::take(&mut keywords);
                    let dict = Dict::default();
                    for (name, value) in rest {
                        dict.insert_str(&name, value);
                    }
                    Some(Value::Dict(Rc::new(dict)))
                }
            };
            if matches!(parameter.kind, ParameterKind::PositionalOnly | ParameterKind::Positional) {
                given += 1;
            }
            match value.or_else(|| parameter.default.clone()) {
                Some(value) => scope.set(&parameter.name, value),
                None => missing.push(Rc::clone(&parameter.name)),
            }
        }
        let extra = positional.count();
        if extra > 0 {
            return Err(self.too_many(function, given, given + extra));
        }
        if let Some((name, _)) = keywords.first()
            && !takes_keywords
        {
            let message = format!("{}() got an unexpected keyword argument '{name}'", function.qualname);
            return Err(self.type_error(&message));
        }
        if !missing.is_empty() {
            return Err(self.missing_arguments(function, &missing));
        }
        Ok(())
    }

    fn too_many(&self, function: &Function, expected: usize, given: usize) -> Box<Interrupt> {
        let required = function
            .parameters
            .iter()
            .filter(|parameter| {
                parameter.default.is_none()
                    && matches!(parameter.kind, ParameterKind::PositionalOnly | ParameterKind::Positional)
            })
            .count();
        let takes = if required == expected {
            expected.to_string()
        } else {
            format!("from {required} to {expected}")
        };
        self.type_error(&format!(
            "{}() takes {takes} positional argument{} but {given} {} given",
            function.qualname,
            if expected == 1 && required == expected { "" } else { "s" },
            if given == 1 { "was" } else { "were" },
        ))
    }

    fn missing_arguments(&self, function: &Function, missing: &[Rc<str>]) -> Box<Interrupt> {
        let keyword_only = function.parameters.iter().any(|parameter| {
            parameter.kind == ParameterKind::KeywordOnly && missing.contains(&parameter.name)
        });
        let names: Vec<String> = missing.iter().map(|name| format!("'{name}'")).collect();
        let listed = match &names[..] {
            [one] => one.clone(),
            [first, second] => format!("{first} and {second}"),
            [all @ .., last] => format!("{}, and {last}", all.join(", ")),
            [] => String::new(),
        };
        self.type_error(&format!(
            "{}() missing {} required {} argument{}: {listed}",
            function.qualname,
            missing.len(),
            if keyword_only { "keyword-only" } else { "positional" },
            if missing.len() == 1 { "" } else { "s" },
        ))
    }
}

/// The value of a call whose body ended so.
fn returned(flow: Flow) -> Value {
    match flow {
        Flow::Return(value) => value,
        Flow::Mixed(mixed) => mixed.returned_value(mixed.next),
        Flow::Next | Flow::Break | Flow::Continue => Value::None,
    }
}
