//! Private names: in the body of a class `C`, `__name` means `_C__name`.

use std::cell::RefCell;

use ruff_python_ast::name::Name;
use ruff_python_ast::visitor::transformer::{self, Transformer};
use ruff_python_ast::{Alias, ExceptHandler, Expr, Identifier, Keyword, ModModule, Parameter, Pattern, Stmt};

/// Gives private names the name that they mean.
pub(super) fn name_privately(module: &mut ModModule) {
    Renamer::default().visit_body(&mut module.body);
}

/// The classes around, the innermost last, without leading underscores.
#[derive(Default)]
struct Renamer(RefCell<Vec<String>>);

impl Renamer {
    fn meant(&self, name: &str) -> Option<String> {
        let is_private = name.starts_with("__") && !name.ends_with("__") && !name.contains('.');
        let classes = self.0.borrow();
        let class = classes.last().filter(|class| is_private && !class.is_empty())?;
        Some(format!("_{class}{name}"))
    }

    fn identifier(&self, identifier: &mut Identifier) {
        if let Some(meant) = self.meant(&identifier.id) {
            identifier.id = Name::from(meant);
        }
    }

    fn optional(&self, identifier: &mut Option<Identifier>) {
        if let Some(identifier) = identifier {
            self.identifier(identifier);
        }
    }
}

impl Transformer for Renamer {
    fn visit_stmt(&self, statement: &mut Stmt) {
        match statement {
            Stmt::ClassDef(def) => {
                for decorator in &mut def.decorator_list {
                    self.visit_decorator(decorator);
                }
                if let Some(arguments) = &mut def.arguments {
                    self.visit_arguments(arguments);
                }
                let class = def.name.trim_start_matches('_').to_owned();
                self.identifier(&mut def.name);
                self.0.borrow_mut().push(class);
                self.visit_body(&mut def.body);
                self.0.borrow_mut().pop();
                return;
            }
            Stmt::FunctionDef(def) => self.identifier(&mut def.name),
            Stmt::Global(names) => names.names.iter_mut().for_each(|name| self.identifier(name)),
            Stmt::Nonlocal(names) => names.names.iter_mut().for_each(|name| self.identifier(name)),
            _ => {}
        }
        transformer::walk_stmt(self, statement);
    }

    fn visit_expr(&self, expression: &mut Expr) {
        match expression {
            Expr::Name(name) => {
                if let Some(meant) = self.meant(&name.id) {
                    name.id = Name::from(meant);
                }
            }
            Expr::Attribute(attribute) => self.identifier(&mut attribute.attr),
            _ => {}
        }
        transformer::walk_expr(self, expression);
    }

    fn visit_parameter(&self, parameter: &mut Parameter) {
        self.identifier(&mut parameter.name);
        transformer::walk_parameter(self, parameter);
    }

    fn visit_keyword(&self, keyword: &mut Keyword) {
        self.optional(&mut keyword.arg);
        transformer::walk_keyword(self, keyword);
    }

    fn visit_alias(&self, alias: &mut Alias) {
        match &mut alias.asname {
            Some(name) => self.identifier(name),
            None => {
                if let Some(meant) = self.meant(&alias.name) {
                    alias.asname = Some(Identifier::new(meant, alias.name.range));
                }
            }
        }
    }

    fn visit_except_handler(&self, handler: &mut ExceptHandler) {
        let ExceptHandler::ExceptHandler(inner) = handler;
        self.optional(&mut inner.name);
        transformer::walk_except_handler(self, handler);
    }

    fn visit_pattern(&self, pattern: &mut Pattern) {
        match pattern {
            Pattern::MatchAs(pattern) => self.optional(&mut pattern.name),
            Pattern::MatchStar(pattern) => self.optional(&mut pattern.name),
            Pattern::MatchMapping(pattern) => self.optional(&mut pattern.rest),
            _ => {}
        }
        transformer::walk_pattern(self, pattern);
    }
}
