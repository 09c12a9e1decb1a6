//! Function definitions, lambdas, decorators, and annotations.

use std::cell::RefCell;
use std::rc::Rc;

use ruff_python_ast::{AnyParameterRef, Decorator, Expr, ExprLambda, Parameters, StmtFunctionDef, Suite};

use super::{Flow, Frame};
use crate::diagnostic::{Diagnostic, Id};
use crate::python::stdlib::typing::{AnnotationNames, resolve_references};
use crate::python::value::Bindings;
use crate::python::{
    Annotation, Arguments, EvalResult, Evaluator, Function, FunctionCode, Parameter, ParameterKind, Scope,
    ScopeKind, Value, syntax,
};
use crate::source::Span;

impl Evaluator {
    /// Defines a function. Its body is `body`; that of the definition is not looked at.
    pub(super) fn function_statement(&mut self, def: &StmtFunctionDef, body: Rc<Suite>) -> EvalResult<Flow> {
        let decorators = self.decorators(&def.decorator_list)?;
        let bindings = syntax::bindings_of_function(&def.parameters, &body);
        let parameters = self.parameters(&def.parameters)?;
        let returns = match &def.returns {
            Some(annotation) => Some(self.annotation(annotation)?),
            None => None,
        };
        let spans = (self.span_of(def), self.span_of(&def.name));
        let code = FunctionCode::Def(body);
        let mut function = self.new_function(&def.name, code, parameters, bindings, spans)?;
        function.returns = returns;
        function.is_async = def.is_async;
        let value = self.decorate(Value::Function(Rc::new(function)), decorators, spans.1)?;
        self.set_span(spans.0);
        self.store_name(&def.name, value)?;
        Ok(Flow::Next)
    }

    pub(super) fn lambda_expression(&mut self, lambda: &ExprLambda) -> EvalResult<Value> {
        let bindings = syntax::bindings_of_lambda(lambda.parameters.as_deref(), &lambda.body);
        let parameters = match &lambda.parameters {
            Some(parameters) => self.parameters(parameters)?,
            None => Vec::new(),
        };
        let span = self.span_of(lambda);
        let code = FunctionCode::Lambda(Rc::new(lambda.clone()));
        let function = self.new_function("<lambda>", code, parameters, bindings, (span, span))?;
        Ok(Value::Function(Rc::new(function)))
    }

    fn new_function(
        &mut self,
        name: &str,
        code: FunctionCode,
        parameters: Vec<Parameter>,
        bindings: Bindings,
        (span, name_span): (Span, Span),
    ) -> EvalResult<Function> {
        let qualname = self.qualified_name(name)?;
        let scope = self.scope()?;
        self.captured.add_scope(&scope);
        let frame = self.frame()?;
        Ok(Function {
            code,
            name: name.into(),
            qualname: qualname.into(),
            module: Rc::clone(&frame.module),
            closure: scope,
            parameters,
            returns: None,
            bindings: Rc::new(bindings),
            is_async: false,
            attributes: RefCell::default(),
            defining_class: RefCell::default(),
            span,
            name_span,
        })
    }

    /// The qualified name of a definition at this place.
    pub(super) fn qualified_name(&self, name: &str) -> EvalResult<String> {
        let frame = self.frame()?;
        if frame.scope.kind == ScopeKind::Class {
            let class = frame.scope.get("__qualname__").and_then(|name| name.as_str()).unwrap_or_default();
            return Ok(format!("{class}.{name}"));
        }
        let prefix = frame.function.as_ref().map(|function| format!("{}.<locals>.", function.qualname));
        let comprehensions = self.comprehensions_around(&frame.scope).join("");
        Ok(format!("{}{comprehensions}{name}", prefix.unwrap_or_default()))
    }

    /// The comprehensions in which a scope is, the outermost first, as parts of a qualified name. From Python 3.12 on only
    /// generator expressions are functions.
    fn comprehensions_around(&self, scope: &Rc<Scope>) -> Vec<String> {
        let all_are_functions = self.settings.python_version < (3, 12);
        let mut around = Vec::new();
        let mut current = Some(scope);
        while let Some(scope) = current
            && let Some(shown) = scope.comprehension
        {
            if all_are_functions || shown == "<genexpr>" {
                around.insert(0, format!("{shown}."));
            }
            current = scope.parent.as_ref();
        }
        around
    }

    /// The values of decorators, in the order in which they are written, with their places.
    pub(super) fn decorators(&mut self, decorators: &[Decorator]) -> EvalResult<Vec<(Value, Span)>> {
        let mut values = Vec::with_capacity(decorators.len());
        for decorator in decorators {
            let span = self.span_of(&decorator.expression);
            self.set_span(span);
            values.push((self.expression(&decorator.expression)?, span));
        }
        Ok(values)
    }

    fn decorate(
        &mut self,
        mut value: Value,
        decorators: Vec<(Value, Span)>,
        name_span: Span,
    ) -> EvalResult<Value> {
        for (decorator, span) in decorators.into_iter().rev() {
            self.set_span(span);
            let arguments = Arguments {
                positional: vec![value],
                span: Some(span),
                positional_spans: vec![name_span],
                ..Arguments::default()
            };
            value = self.call(&decorator, arguments).map_err(|interrupt| self.locate(interrupt, span))?;
        }
        Ok(value)
    }

    /// Applies decorators to a class.
    pub(super) fn decorate_class(
        &mut self,
        value: Value,
        decorators: Vec<(Value, Span)>,
    ) -> EvalResult<Value> {
        let mut value = value;
        for (decorator, span) in decorators.into_iter().rev() {
            self.set_span(span);
            match (&decorator, &value) {
                // The class stays the class: what an unknown decorator does to it shows only when it is used.
                (Value::Unknown(unknown), Value::Class(class)) => {
                    *class.decorated_unknown.borrow_mut() = Some(Rc::clone(unknown));
                }
                _ => {
                    let arguments = Arguments { span: Some(span), ..Arguments::positional([value]) };
                    value =
                        self.call(&decorator, arguments).map_err(|interrupt| self.locate(interrupt, span))?;
                }
            }
        }
        Ok(value)
    }

    fn parameters(&mut self, parameters: &Parameters) -> EvalResult<Vec<Parameter>> {
        let kinds = parameters
            .posonlyargs
            .iter()
            .map(|_| ParameterKind::PositionalOnly)
            .chain(parameters.args.iter().map(|_| ParameterKind::Positional))
            .chain(parameters.vararg.iter().map(|_| ParameterKind::VarPositional))
            .chain(parameters.kwonlyargs.iter().map(|_| ParameterKind::KeywordOnly))
            .chain(parameters.kwarg.iter().map(|_| ParameterKind::VarKeyword));
        let mut result = Vec::new();
        for (kind, parameter) in kinds.zip(parameters) {
            result.push(self.parameter(kind, parameter)?);
        }
        Ok(result)
    }

    fn parameter(&mut self, kind: ParameterKind, parameter: AnyParameterRef<'_>) -> EvalResult<Parameter> {
        let default = match parameter.default() {
            Some(default) => Some(self.expression(default)?),
            None => None,
        };
        let annotation = match parameter.annotation() {
            Some(annotation) => Some(self.annotation(annotation)?),
            None => None,
        };
        let span = self.span_of(parameter.as_parameter());
        Ok(Parameter { name: parameter.name().as_str().into(), kind, default, annotation, span })
    }

    /// An annotation: evaluated, or kept as text where annotations are postponed.
    pub(super) fn annotation(&mut self, expression: &Expr) -> EvalResult<Annotation> {
        let span = self.span_of(expression);
        if self.frame()?.module.postponed_annotations.get() {
            let file = self.sources.get(self.file());
            let text = file.as_ref().and_then(|file| file.text().get(span.start as usize..span.end as usize));
            return Ok(Annotation { value: Value::str(text.unwrap_or_default()), span });
        }
        Ok(Annotation { value: self.type_expression(expression)?, span })
    }

    /// An expression that stands for a type: `|` between unknowns is a union of them there.
    fn type_expression(&mut self, expression: &Expr) -> EvalResult<Value> {
        let Expr::BinOp(union) = expression else { return self.expression(expression) };
        if union.op != ruff_python_ast::Operator::BitOr {
            return self.expression(expression);
        }
        let left = self.type_expression(&union.left)?;
        let right = self.type_expression(&union.right)?;
        match (&left, &right) {
            (Value::Unknown(_), Value::Unknown(_)) => {
                crate::python::stdlib::typing::make_union(self, &[left, right], true)
            }
            _ => self.binary("|", &left, &right),
        }
    }

    /// The type that an annotation means: text is evaluated among the names of the module.
    pub(crate) fn resolve_annotation(
        &mut self,
        annotation: &Annotation,
        names: &AnnotationNames,
    ) -> EvalResult<Annotation> {
        let value = match &annotation.value {
            Value::Str(text) => self.evaluate_annotation_text(text, names, annotation.span)?,
            Value::None => Value::None,
            other => resolve_references(self, other, names, annotation.span)?,
        };
        Ok(Annotation { value, span: annotation.span })
    }

    /// Evaluates the text of an annotation among the names of a module; faults are at `span`.
    pub(crate) fn evaluate_annotation_text(
        &mut self,
        text: &str,
        names: &AnnotationNames,
        span: Span,
    ) -> EvalResult<Value> {
        let _level = crate::python::builtins::bounds::enter(self, " while an annotation is resolved")?;
        let Some(expression) = syntax::parse_annotation(text) else {
            let diagnostic =
                Diagnostic::error(Id::SyntaxError, format!("the annotation '{text}' is not an expression"))
                    .at(span, "");
            return Err(self.exception_with(&self.exceptions.syntax_error, diagnostic));
        };
        self.frames.push(Frame {
            module: Rc::clone(&names.module),
            scope: Scope::new(ScopeKind::Function, Some(Rc::clone(&names.module.scope))),
            function: None,
            receiver: None,
            span,
            fixed_span: true,
            yielded: Vec::new(),
        });
        let result = self.type_expression(&expression);
        self.frames.pop();
        match result? {
            Value::Str(inner) if *inner != *text => self.evaluate_annotation_text(&inner, names, span),
            value => resolve_references(self, &value, names, span),
        }
    }
}
