//! Calls: what is called, and how arguments reach the parameters of a function.

use std::rc::Rc;

use super::{Flow, Frame, RECURSION_LIMIT, Risk};
use crate::python::{
    Arguments, Class, Dict, EvalResult, Evaluator, Function, FunctionCode, Interrupt, NativeFunction,
    Parameter, ParameterKind, Scope, Unknown, UnknownForm, Value,
};
use crate::source::Span;

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
        if !function.accepts_unknown
            && let Some(unknown) = arguments.first_unknown()
        {
            self.doubt(unknown, Risk::Call);
            return Ok(Value::Unknown(unknown.derived(UnknownForm::Other)));
        }
        self.step()?;
        let span = arguments.span();
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
            return Ok(self.unknown("a coroutine runs only when the program runs"));
        }
        Ok(value)
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
        self.check_keywords(function, &arguments)?;
        self.check_positional(function, &arguments)?;
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
        if missing.is_empty() { Ok(()) } else { Err(self.missing_arguments(function, &missing)) }
    }

    /// `TypeError` for a keyword that no parameter takes, or one that is given by position too.
    fn check_keywords(&self, function: &Function, arguments: &Arguments) -> EvalResult<()> {
        let name = &function.qualname;
        let takes_any = function.parameters.iter().any(|it| it.kind == ParameterKind::VarKeyword);
        for (keyword, _) in &arguments.keywords {
            let at = function.parameters.iter().position(|it| it.name == *keyword);
            match at.map(|at| (at, function.parameters[at].kind)) {
                Some((at, ParameterKind::Positional)) if at < arguments.positional.len() => {
                    let message = format!("{name}() got multiple values for argument '{keyword}'");
                    return Err(self.type_error(&message));
                }
                Some((_, ParameterKind::Positional | ParameterKind::KeywordOnly)) => {}
                _ if takes_any => {}
                Some((_, ParameterKind::PositionalOnly)) => {
                    let is_given = |it: &&Parameter| {
                        it.kind == ParameterKind::PositionalOnly
                            && arguments.keywords.iter().any(|(keyword, _)| *keyword == it.name)
                    };
                    let given: Vec<&str> =
                        function.parameters.iter().filter(is_given).map(|it| &*it.name).collect();
                    let what = "got some positional-only arguments passed as keyword arguments";
                    return Err(self.type_error(&format!("{name}() {what}: '{}'", given.join(", "))));
                }
                _ => {
                    let message = format!("{name}() got an unexpected keyword argument '{keyword}'");
                    return Err(self.type_error(&message));
                }
            }
        }
        Ok(())
    }

    /// `TypeError` for more positional arguments than the parameters take.
    fn check_positional(&self, function: &Function, arguments: &Arguments) -> EvalResult<()> {
        let parameters = &function.parameters;
        let by_position =
            |it: &&Parameter| matches!(it.kind, ParameterKind::PositionalOnly | ParameterKind::Positional);
        let (given, most) = (arguments.positional.len(), parameters.iter().filter(by_position).count());
        if given <= most || parameters.iter().any(|it| it.kind == ParameterKind::VarPositional) {
            return Ok(());
        }
        let required = parameters.iter().filter(by_position).filter(|it| it.default.is_none()).count();
        let takes = if required == most { most.to_string() } else { format!("from {required} to {most}") };
        let plural = |count: usize| if count == 1 { "" } else { "s" };
        let is_by_name = |it: &&Parameter| {
            it.kind == ParameterKind::KeywordOnly
                && arguments.keywords.iter().any(|(name, _)| *name == it.name)
        };
        let by_name = parameters.iter().filter(is_by_name).count();
        let also = match by_name {
            0 => String::new(),
            _ => {
                let (first, second) = (plural(given), plural(by_name));
                format!(" positional argument{first} (and {by_name} keyword-only argument{second})")
            }
        };
        Err(self.type_error(&format!(
            "{}() takes {takes} positional argument{} but {given}{also} {} given",
            function.qualname,
            if required == most { plural(most) } else { "s" },
            if given == 1 && by_name == 0 { "was" } else { "were" },
        )))
    }

    fn missing_arguments(&self, function: &Function, missing: &[&Parameter]) -> Box<Interrupt> {
        let by_name = |it: &&&Parameter| it.kind == ParameterKind::KeywordOnly;
        // What is missing by position is told first.
        let positional = missing.iter().any(|it| it.kind != ParameterKind::KeywordOnly);
        let names: Vec<String> = missing
            .iter()
            .filter(|it| by_name(it) != positional)
            .map(|parameter| format!("'{}'", parameter.name))
            .collect();
        let listed = match &names[..] {
            [one] => one.clone(),
            [first, second] => format!("{first} and {second}"),
            [all @ .., last] => format!("{}, and {last}", all.join(", ")),
            [] => String::new(),
        };
        self.type_error(&format!(
            "{}() missing {} required {} argument{}: {listed}",
            function.qualname,
            names.len(),
            if positional { "positional" } else { "keyword-only" },
            if names.len() == 1 { "" } else { "s" },
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
