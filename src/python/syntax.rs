//! The parser's side: from text to a syntax tree, and facts that stand in the text alone.

mod condition;
pub(crate) mod decoration;
pub(crate) mod outline;
mod private;

use std::rc::Rc;

use ruff_python_ast::PythonVersion;
use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{Expr, ExprContext, ModModule, Parameters, Stmt};
pub(crate) use ruff_python_ast::{ExprLambda, Suite};
use ruff_python_parser::{Mode, ParseError, ParseErrorType, ParseOptions, Parsed};
use ruff_text_size::Ranged;
use rustc_hash::FxHashSet;

use super::value::Bindings;
use crate::diagnostic::{Diagnostic, Id};
use crate::source::{FileId, Span};

/// Parses a module as a version of Python does: syntax of later versions is an error.
pub(super) fn parse_text(text: &str, (major, minor): (u8, u8)) -> Result<ModModule, ParseError> {
    let version = PythonVersion { major, minor };
    let options = ParseOptions::from(Mode::Module).with_target_version(version);
    let parsed = ruff_python_parser::parse(text, options)?;
    if let Some(later) = parsed.unsupported_syntax_errors().first() {
        return Err(ParseError {
            error: ParseErrorType::OtherError(later.to_string()),
            location: later.range(),
        });
    }
    let Some(mut module) = parsed.try_into_module().map(Parsed::into_syntax) else {
        let error = ParseErrorType::OtherError("no module".to_owned());
        return Err(ParseError { error, location: ruff_text_size::TextRange::default() });
    };
    if has_private_name(text) {
        private::name_privately(&mut module);
    }
    Ok(module)
}

/// A syntax error as a diagnostic at its place.
pub(super) fn syntax_error(error: &ParseError, file: FileId) -> Diagnostic {
    let span = span_of(file, error.location);
    Diagnostic::error(Id::SyntaxError, format!("invalid syntax: {}", error.error)).at(span, "")
}

/// Whether the text may have a private name: a word that begins with two underscores and does not end with two.
fn has_private_name(text: &str) -> bool {
    let words = text.split(|character: char| character != '_' && !character.is_alphanumeric());
    words.into_iter().any(|word| word.starts_with("__") && !word.ends_with("__"))
}

/// Parses the text of an annotation. `None` where it is no expression.
pub(super) fn parse_annotation(text: &str) -> Option<Box<Expr>> {
    let parsed = ruff_python_parser::parse_expression(text.trim()).ok()?;
    Some(parsed.into_syntax().body)
}

/// The span of a range in a file.
pub(super) fn span_of(file: FileId, range: ruff_text_size::TextRange) -> Span {
    Span::new(file, range.start().into(), range.end().into())
}

/// The docstring of a body, as it stands in the source.
pub(crate) fn docstring(body: &[Stmt]) -> Option<Rc<str>> {
    let Stmt::Expr(statement) = body.first()? else { return None };
    let Expr::StringLiteral(literal) = &*statement.value else { return None };
    Some(literal.value.to_str().into())
}

/// Where a statement begins, as a byte offset.
pub(crate) fn start(statement: &Stmt) -> u32 {
    ruff_text_size::Ranged::range(statement).start().into()
}

/// What a function body does with names: its parameters and what it binds are local unless declared otherwise.
pub(super) fn bindings_of_function(parameters: &Parameters, body: &[Stmt]) -> Bindings {
    let mut collector = Collector::default();
    for parameter in parameters {
        collector.bindings.locals.insert(parameter.name().as_str().into());
    }
    collector.visit_body(body);
    collector.finish()
}

/// Whether a statement has a `yield` of the function in whose body it stands.
pub(super) fn has_yield(statement: &Stmt) -> bool {
    let mut finder = YieldFinder(false);
    finder.visit_stmt(statement);
    finder.0
}

/// Whether an expression has a `yield`.
pub(super) fn expression_has_yield(expression: &Expr) -> bool {
    let mut finder = YieldFinder(false);
    finder.visit_expr(expression);
    finder.0
}

struct YieldFinder(bool);

impl<'a> Visitor<'a> for YieldFinder {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        if !self.0 && !matches!(statement, Stmt::FunctionDef(_) | Stmt::ClassDef(_)) {
            visitor::walk_stmt(self, statement);
        }
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Yield(_) | Expr::YieldFrom(_) => self.0 = true,
            Expr::Lambda(_) => {}
            _ if self.0 => {}
            _ => visitor::walk_expr(self, expression),
        }
    }
}

/// What a class body does with names.
pub(super) fn bindings_of_class(body: &[Stmt]) -> Bindings {
    let mut collector = Collector::default();
    collector.visit_body(body);
    collector.finish()
}

/// What a lambda does with names.
pub(super) fn bindings_of_lambda(parameters: Option<&Parameters>, body: &Expr) -> Bindings {
    let mut collector = Collector::default();
    for parameter in parameters.into_iter().flatten() {
        collector.bindings.locals.insert(parameter.name().as_str().into());
    }
    collector.visit_expr(body);
    collector.finish()
}

/// The names that statements bind in their own scope, in the order of their first binding.
pub(super) fn bound_names(body: &[Stmt]) -> Vec<Rc<str>> {
    let mut collector = Collector::default();
    collector.visit_body(body);
    collector.order
}

#[derive(Default)]
struct Collector {
    bindings: Bindings,
    order: Vec<Rc<str>>,
}

impl Collector {
    fn bind(&mut self, name: &str) {
        let name: Rc<str> = name.into();
        if self.bindings.locals.insert(Rc::clone(&name)) {
            self.order.push(name);
        }
    }

    fn finish(mut self) -> Bindings {
        let declared: FxHashSet<_> = self.bindings.globals.union(&self.bindings.nonlocals).cloned().collect();
        self.bindings.locals.retain(|name| !declared.contains(name));
        self.bindings
    }

    fn bind_alias(&mut self, alias: &ruff_python_ast::Alias) {
        let bound = alias.asname.as_ref().unwrap_or(&alias.name);
        let first = bound.as_str().split('.').next().unwrap_or_default();
        if first != "*" {
            self.bind(first);
        }
    }

    fn bind_pattern(&mut self, pattern: &ruff_python_ast::Pattern) {
        use ruff_python_ast::Pattern;
        match pattern {
            Pattern::MatchAs(pattern) => {
                if let Some(name) = &pattern.name {
                    self.bind(name);
                }
            }
            Pattern::MatchStar(pattern) => {
                if let Some(name) = &pattern.name {
                    self.bind(name);
                }
            }
            Pattern::MatchMapping(pattern) => {
                if let Some(name) = &pattern.rest {
                    self.bind(name);
                }
            }
            _ => {}
        }
    }
}

impl<'a> Visitor<'a> for Collector {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::FunctionDef(def) => {
                self.bind(&def.name);
                for decorator in &def.decorator_list {
                    self.visit_expr(&decorator.expression);
                }
                self.visit_defaults(&def.parameters);
            }
            Stmt::ClassDef(def) => {
                self.bind(&def.name);
                for decorator in &def.decorator_list {
                    self.visit_expr(&decorator.expression);
                }
                if let Some(arguments) = &def.arguments {
                    self.visit_arguments(arguments);
                }
            }
            Stmt::Global(global) => {
                self.bindings.globals.extend(global.names.iter().map(|name| Rc::from(name.as_str())));
            }
            Stmt::Nonlocal(nonlocal) => {
                self.bindings.nonlocals.extend(nonlocal.names.iter().map(|name| Rc::from(name.as_str())));
            }
            Stmt::Import(import) => import.names.iter().for_each(|alias| self.bind_alias(alias)),
            Stmt::ImportFrom(import) => import.names.iter().for_each(|alias| self.bind_alias(alias)),
            _ => visitor::walk_stmt(self, statement),
        }
    }

    fn visit_except_handler(&mut self, handler: &'a ruff_python_ast::ExceptHandler) {
        let ruff_python_ast::ExceptHandler::ExceptHandler(inner) = handler;
        if let Some(name) = &inner.name {
            self.bind(name);
        }
        visitor::walk_except_handler(self, handler);
    }

    fn visit_pattern(&mut self, pattern: &'a ruff_python_ast::Pattern) {
        self.bind_pattern(pattern);
        visitor::walk_pattern(self, pattern);
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Name(name) if name.ctx == ExprContext::Store || name.ctx == ExprContext::Del => {
                self.bind(&name.id);
            }
            Expr::Lambda(lambda) => {
                if let Some(parameters) = &lambda.parameters {
                    self.visit_defaults(parameters);
                }
            }
            Expr::Yield(_) | Expr::YieldFrom(_) => {
                self.bindings.is_generator = true;
                visitor::walk_expr(self, expression);
            }
            Expr::ListComp(comprehension) => {
                self.visit_comprehension_parts(&comprehension.generators, &[&comprehension.elt]);
            }
            Expr::SetComp(comprehension) => {
                self.visit_comprehension_parts(&comprehension.generators, &[&comprehension.elt]);
            }
            Expr::Generator(comprehension) => {
                self.visit_comprehension_parts(&comprehension.generators, &[&comprehension.elt]);
            }
            Expr::DictComp(comprehension) => {
                let parts: Vec<&Expr> =
                    comprehension.key.as_deref().into_iter().chain([&*comprehension.value]).collect();
                self.visit_comprehension_parts(&comprehension.generators, &parts);
            }
            _ => visitor::walk_expr(self, expression),
        }
    }
}

impl<'a> Collector {
    /// Defaults are evaluated where the function is defined.
    fn visit_defaults(&mut self, parameters: &'a Parameters) {
        for parameter in parameters {
            if let Some(default) = parameter.default() {
                self.visit_expr(default);
            }
        }
    }

    /// A comprehension binds its targets in a scope of its own; only a walrus in it binds outside.
    fn visit_comprehension_parts(
        &mut self,
        generators: &'a [ruff_python_ast::Comprehension],
        parts: &[&'a Expr],
    ) {
        for generator in generators {
            self.visit_expr(&generator.iter);
            generator.ifs.iter().for_each(|test| self.visit_expr(test));
        }
        for part in parts {
            self.visit_expr(part);
        }
    }
}

/// The span of a node in a file.
pub(super) fn span(file: FileId, node: &impl Ranged) -> Span {
    span_of(file, node.range())
}
