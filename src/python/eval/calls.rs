//! Calls: what is called, and how arguments reach the parameters of a function.

use std::rc::Rc;

use super::{Flow, Frame, RECURSION_LIMIT, Risk};
use crate::python::{
    Arguments, Class, Dict, EvalResult, Evaluator, Function, FunctionCode, Interrupt, NativeFunction,
    Parameter, ParameterKind, Scope, Unknown, UnknownForm, Value,
};
use crate::source::Span;

/// Why the value of `await` is not known.
pub(super) const AWAITED: &str = "what is awaited is only known when the program runs";

impl Evaluator {
    /// Calls a value. Calling an unknown gives an unknown; nothing of it is executed.
    pub fn call(&mut self, callee: &Value, arguments: Arguments) -> EvalResult<Value> {
        match callee {
            Value::Unknown(unknown) => {
                let known = self.watch_call(unknown, None, &arguments)?;
                if known.is_none() {
                    self.doubt(unknown, Risk::Call);
                }
                Ok(known.unwrap_or_else(|| {
                    Value::Unknown(unknown.call(arguments.positional, arguments.keywords))
                }))
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
                    None => Err(self.type_error(&format!("'{}' object is not callable", class.shown_name()))),
                }
            }
            other => {
                let class = self.class_of(other);
                Err(self.type_error(&format!("'{}' object is not callable", class.shown_name())))
            }
        }
    }

    /// Lets another room see the call of an unknown, or the making of an instance of a class with an unknown ancestor; what
    /// it gives is the value of the call.
    pub(super) fn watch_call(
        &mut self,
        unknown: &Rc<Unknown>,
        class: Option<&Rc<Class>>,
        arguments: &Arguments,
    ) -> EvalResult<Option<Value>> {
        match self.watcher.clone() {
            Some(watcher) => watcher(self, unknown, class, arguments),
            None => Ok(None),
        }
    }

    fn call_native(&mut self, function: &NativeFunction, arguments: Arguments) -> EvalResult<Value> {
        let span = arguments.span();
        self.check_taken(function, &arguments).map_err(|interrupt| self.locate(interrupt, span))?;
        if !function.accepts_unknown
            && let Some(unknown) = arguments.first_unknown()
        {
            self.doubt(unknown, Risk::Call);
            return Ok(Value::Unknown(unknown.derived(UnknownForm::Other)));
        }
        self.step()?;
        match function.call(self, arguments) {
            Ok(value) => {
                if let Value::Unknown(unknown) = &value {
                    self.doubt(unknown, Risk::Call);
                }
                Ok(value)
            }
            Err(interrupt) => match *interrupt {
                // What follows from an unknown is not that unknown, and has no dotted path.
                Interrupt::Unknown(unknown) => {
                    self.doubt(&unknown, Risk::Call);
                    Ok(Value::Unknown(unknown.derived(UnknownForm::Other)))
                }
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
        let value = self.run_frame(function, frame, span)?;
        if function.is_async {
            let coroutine = self.unknown("a coroutine runs only when the program runs");
            if let (Value::Unknown(unknown), true) = (&coroutine, self.awaited.0 > 0) {
                self.awaited.1.push((Rc::clone(unknown), value));
            }
            return Ok(coroutine);
        }
        Ok(value)
    }

    /// Calls a coroutine function and awaits what it gives, as code outside the program does. Coroutines that it awaits in
    /// turn have run, too.
    pub fn call_awaited(&mut self, callee: &Value, arguments: Arguments) -> EvalResult<Value> {
        self.awaited.0 += 1;
        let called = self.call(callee, arguments);
        let value = called.map(|coroutine| self.awaited_value(&coroutine));
        self.awaited.0 -= 1;
        if self.awaited.0 == 0 {
            self.awaited.1.clear();
        }
        value.map(|value| value.unwrap_or_else(|| self.unknown(AWAITED)))
    }

    /// What awaiting a coroutine gives, where it has run.
    pub(super) fn awaited_value(&self, coroutine: &Value) -> Option<Value> {
        let unknown = coroutine.as_unknown()?;
        let found = self.awaited.1.iter().find(|(known, _)| Rc::ptr_eq(known, unknown));
        found.map(|(_, value)| value.clone())
    }

    /// Calls a function whose body goes on after a fault outside any `try`, as that of a module does. `None` where there
    /// was one; it was reported.
    pub fn call_going_on(&mut self, callee: &Value, arguments: Arguments) -> EvalResult<Option<Value>> {
        let Value::Function(function) = callee else { return self.call(callee, arguments).map(Some) };
        let FunctionCode::Def(body) = &function.code else { return self.call(callee, arguments).map(Some) };
        let is_plain = !function.bindings.is_generator && !function.is_async;
        if !is_plain || self.handlers > 0 || self.condition().is_some() {
            return self.call(callee, arguments).map(Some);
        }
        self.step()?;
        let frame = self.frame_of_call(function, arguments)?;
        self.frames.push(frame);
        let result = self.block_going_on(body);
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

    /// Evaluates a call's body.
    fn run_frame(&mut self, function: &Rc<Function>, frame: Frame, span: Span) -> EvalResult<Value> {
        self.frames.push(frame);
        let result = match &function.code {
            FunctionCode::Def(body) => self.block(body).map(returned),
            FunctionCode::Lambda(lambda) => self.expression(&lambda.body),
        };
        self.frames.pop();
        match result {
            Ok(value) => Ok(value),
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

    pub(super) fn bind_parameters(
        &mut self,
        function: &Function,
        arguments: Arguments,
        scope: &Scope,
    ) -> EvalResult<()> {
        self.check_keywords(&function.qualname, &function.parameters, &arguments)?;
        self.check_positional(&function.qualname, &function.parameters, &arguments)?;
        let mut positional = arguments.positional.into_iter();
        let mut keywords = arguments.keywords;
        let mut missing: Vec<&Parameter> = Vec::new();
        for parameter in &function.parameters {
            let mut by_name = || {
                let at = keywords.iter().position(|(name, _)| *name == parameter.name)?;
                Some(keywords.remove(at).1)
            };
            let value = match parameter.kind {
                ParameterKind::PositionalOnly => positional.next(),
                ParameterKind::Positional => positional.next().or_else(by_name),
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
            match value.or_else(|| parameter.default.clone()) {
                Some(value) => scope.set(&parameter.name, value),
                None => missing.push(parameter),
            }
        }
        if missing.is_empty() { Ok(()) } else { Err(self.missing_arguments(&function.qualname, &missing)) }
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
