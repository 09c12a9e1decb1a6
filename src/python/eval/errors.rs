//! `raise`, `try` and `with`.

use std::rc::Rc;

use ruff_python_ast::{ExceptHandler, Expr, Stmt, StmtRaise, StmtTry, StmtWith, WithItem};

use super::Flow;
use crate::python::stdlib::contextlib;
use crate::python::{Arguments, Class, EvalResult, Evaluator, Interrupt, Raised, Truth, Value};

impl Evaluator {
    pub(super) fn raise_statement(&mut self, statement: &StmtRaise) -> EvalResult<Flow> {
        let span = self.current_span();
        let Some(expression) = &statement.exc else {
            return Err(match self.handled.last() {
                Some(value) => self.raise_value(value.clone()),
                None => self.exception(&self.exceptions.runtime_error, "No active exception to reraise"),
            });
        };
        let mut value = self.expression(expression)?;
        if let Value::Class(_) = &value {
            value = self.call(&value, Arguments::default())?;
        }
        if let Value::Unknown(unknown) = &value {
            // Something is raised; what, is not known.
            let message = format!("an exception that is not known: {}", unknown.reason);
            return Err(self.exception(&self.exceptions.exception, &message));
        }
        if !self.is_instance(&value, &self.exceptions.base_exception) {
            return Err(self.type_error("exceptions must derive from BaseException"));
        }
        if let Some(cause) = &statement.cause {
            let mut cause = self.expression(cause)?;
            if let Value::Class(_) = &cause {
                cause = self.call(&cause, Arguments::default())?;
            }
            if !matches!(cause, Value::None | Value::Unknown(_))
                && !self.is_instance(&cause, &self.exceptions.base_exception)
            {
                return Err(self.type_error("exception causes must derive from BaseException"));
            }
            if let Value::Instance(instance) = &value {
                instance.set_attribute("__cause__", cause);
                instance.set_attribute("__suppress_context__", Value::Bool(true));
            }
        }
        self.set_span(span);
        Err(self.raise_value(value))
    }

    /// Raises an exception that is at hand.
    pub(crate) fn raise_value(&self, value: Value) -> Box<Interrupt> {
        Raised {
            value,
            span: self.current_span(),
            trace: Vec::new(),
            diagnostic: None,
            conditional: self.condition(),
        }
        .into()
    }

    pub(super) fn try_statement(&mut self, statement: &StmtTry) -> EvalResult<Flow> {
        let result = self.try_body(statement);
        if statement.finalbody.is_empty() {
            return result;
        }
        let in_flight = match &result {
            Err(interrupt) => match &**interrupt {
                Interrupt::Exception(raised) => Some(raised.value.clone()),
                _ => None,
            },
            Ok(_) => None,
        };
        let flow = match in_flight {
            Some(value) => self.while_handling(value, |evaluator| evaluator.block(&statement.finalbody))?,
            None => self.block(&statement.finalbody)?,
        };
        match flow {
            Flow::Next => result,
            flow => Ok(flow),
        }
    }

    /// Evaluates what runs while an exception is handled: a bare `raise` raises it, and it is the context of what is raised.
    fn while_handling(
        &mut self,
        value: Value,
        body: impl FnOnce(&mut Self) -> EvalResult<Flow>,
    ) -> EvalResult<Flow> {
        self.handled.push(value);
        let result = body(self);
        if let Err(interrupt) = &result {
            self.set_context(interrupt);
        }
        self.handled.pop();
        result
    }

    /// Notes the exception that is being handled as the context of one that is raised meanwhile.
    pub(super) fn set_context(&self, interrupt: &Interrupt) {
        let Interrupt::Exception(raised) = interrupt else { return };
        if let (Some(context), Value::Instance(instance)) = (self.handled.last(), &raised.value)
            && !context.is(&raised.value)
            && instance.attribute("__context__").is_none()
        {
            instance.set_attribute("__context__", context.clone());
        }
    }

    /// Evaluates the first handler that catches an exception; `None` where there is none.
    pub(super) fn handle_exception(
        &mut self,
        statement: &StmtTry,
        value: &Value,
    ) -> EvalResult<Option<EvalResult<Flow>>> {
        for ExceptHandler::ExceptHandler(handler) in &statement.handlers {
            match self.handles(handler.type_.as_deref(), value)? {
                // An exception class that is not known comes from a package that is not known, and what was raised here
                // is: it is not of that class.
                Truth::Known(false) | Truth::Ambiguous(_) => {}
                Truth::Known(true) => {
                    let name = handler.name.as_ref().map(ruff_python_ast::Identifier::as_str);
                    return Ok(Some(self.handle(name, &handler.body, value.clone())));
                }
            }
        }
        Ok(None)
    }

    pub(super) fn handle(&mut self, name: Option<&str>, body: &[Stmt], value: Value) -> EvalResult<Flow> {
        if let Some(name) = name {
            self.store_name(name, value.clone())?;
        }
        let result = self.while_handling(value, |evaluator| evaluator.block(body));
        if let Some(name) = name {
            let scope = self.scope()?;
            scope.vars.borrow_mut().shift_remove(name);
        }
        result
    }

    pub(super) fn handles(&mut self, classes: Option<&Expr>, value: &Value) -> EvalResult<Truth> {
        let Some(classes) = classes else { return Ok(Truth::Known(true)) };
        let classes = self.expression(classes)?;
        Ok(self.is_exception_of(value, &classes))
    }

    pub(super) fn is_exception_of(&self, value: &Value, classes: &Value) -> Truth {
        match classes {
            Value::Class(class) => Truth::Known(self.is_instance(value, class)),
            Value::Tuple(classes) => {
                let mut result = Truth::Known(false);
                for class in classes.iter() {
                    match self.is_exception_of(value, class) {
                        Truth::Known(true) => return Truth::Known(true),
                        Truth::Known(false) => {}
                        ambiguous => result = ambiguous,
                    }
                }
                result
            }
            Value::Unknown(unknown) => Truth::Ambiguous(Rc::clone(unknown)),
            _ => Truth::Known(false),
        }
    }

    pub(super) fn with_statement(&mut self, statement: &StmtWith) -> EvalResult<Flow> {
        self.with_items(&statement.items, &statement.body)
    }

    fn with_items(&mut self, items: &[WithItem], body: &[Stmt]) -> EvalResult<Flow> {
        let Some((item, rest)) = items.split_first() else { return self.block(body) };
        let manager = self.expression(&item.context_expr)?;
        let entered = self.call_method(&manager, "__enter__", Arguments::default())?;
        if let Some(target) = &item.optional_vars {
            self.assign_target(target, entered)?;
        }
        let is_unknown = matches!(manager, Value::Unknown(_));
        let catches = usize::from(!is_unknown && self.class_of(&manager).lookup("__exit__").is_some());
        if let Some(classes) = contextlib::suppressed(&manager) {
            return self.suppress(&classes, |evaluator| evaluator.with_items(rest, body));
        }
        self.handlers += catches;
        let result = self.with_items(rest, body);
        self.handlers -= catches;
        match result {
            Err(interrupt) => {
                let Interrupt::Exception(raised) = &*interrupt else { return Err(interrupt) };
                let class: Rc<Class> = self.class_of(&raised.value);
                let arguments =
                    Arguments::positional([Value::Class(class), raised.value.clone(), Value::None]);
                let suppressed = self.call_method(&manager, "__exit__", arguments)?;
                if self.truth(&suppressed)?.is_true() { Ok(Flow::Next) } else { Err(interrupt) }
            }
            Ok(flow) => {
                self.call_method(
                    &manager,
                    "__exit__",
                    Arguments::positional([Value::None, Value::None, Value::None]),
                )?;
                Ok(flow)
            }
        }
    }
}
