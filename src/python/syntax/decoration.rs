//! What a function does as a decorator of classes, as far as its text says.

use std::rc::Rc;

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{Expr, Stmt, StmtFunctionDef};

use super::outline::{dotted, text};

/// What a function does as a decorator, and what the function does that calling it gives.
#[derive(Default)]
pub(crate) struct Decoration {
    /// Applied to a class.
    pub(crate) direct: Effect,
    /// Called, and the result applied to a class.
    pub(crate) called: Effect,
}

/// What becomes of a decorated class.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) enum Effect {
    /// It stays what it is.
    Keeps,
    /// It stays, and gets `__module__`: a text, or the first argument of the call that made the decorator.
    Renames(Option<Rc<str>>),
    /// The text does not say.
    #[default]
    Open,
}

/// What a function does as a decorator.
pub(super) fn of_function(function: &StmtFunctionDef) -> Decoration {
    let parameters = parameters(function);
    let of =
        |at: usize| parameters.get(at).map_or(Effect::Open, |name| effect(&function.body, name, &parameters));
    let is_method = parameters.first().is_some_and(|name| &**name == "self");
    Decoration { direct: of(usize::from(is_method)), called: inner_effect(function, &parameters) }
}

/// The effect of the function that this one returns.
fn inner_effect(function: &StmtFunctionDef, outer: &[Rc<str>]) -> Effect {
    let returned = returned(&function.body);
    // `return wrap if cls is None else wrap(cls)`, and `return wrap(cls)` beside `return wrap`
    let name_of = |value: Option<&Expr>| match value {
        Some(Expr::Name(name)) => Some(name.id.clone()),
        Some(Expr::Call(call)) => match &*call.func {
            Expr::Name(name) => Some(name.id.clone()),
            _ => None,
        },
        _ => None,
    };
    let Some(Some(name)) = returned.first().map(|value| name_of(*value)) else { return Effect::Open };
    let inner = function.body.iter().find_map(|statement| match statement {
        Stmt::FunctionDef(inner) if inner.decorator_list.is_empty() && inner.name.id == name => Some(inner),
        _ => None,
    });
    let Some(inner) = inner else { return Effect::Open };
    if !returned.iter().all(|value| name_of(*value).as_ref() == Some(&name)) {
        return Effect::Open;
    }
    match parameters(inner).first() {
        Some(parameter) => effect(&inner.body, parameter, outer),
        None => Effect::Open,
    }
}

/// What a body does to its parameter: all of its returns must give it back.
fn effect(body: &[Stmt], parameter: &str, outer: &[Rc<str>]) -> Effect {
    let is_parameter =
        |expression: &Expr| matches!(expression, Expr::Name(name) if name.id.as_str() == parameter);
    // `return cast(T, parameter)`
    let gives_parameter = |value: &Expr| match value {
        Expr::Call(call) if dotted(&call.func).is_some_and(|path| is_cast(&path)) => {
            call.arguments.args.get(1).is_some_and(is_parameter)
        }
        value => is_parameter(value),
    };
    let mut visitor = BodyVisitor::default();
    visitor.visit_body(body);
    let returned = &visitor.returned;
    if returned.is_empty() || !returned.iter().all(|value| value.is_some_and(gives_parameter)) {
        return Effect::Open;
    }
    let mut effect = Effect::Keeps;
    for (target, value) in visitor.assigned {
        match target {
            Expr::Name(name) if name.id.as_str() == parameter => return Effect::Open,
            Expr::Attribute(attribute)
                if &attribute.attr == "__module__" && is_parameter(&attribute.value) =>
            {
                effect = match value {
                    Expr::Name(name) if outer.first().is_some_and(|first| **first == *name.id.as_str()) => {
                        Effect::Renames(None)
                    }
                    value => match text(value) {
                        Some(text) => Effect::Renames(Some(text)),
                        None => return Effect::Open,
                    },
                };
            }
            _ => {}
        }
    }
    effect
}

fn is_cast(path: &str) -> bool {
    matches!(path, "cast" | "typing.cast" | "t.cast")
}

fn parameters(function: &StmtFunctionDef) -> Vec<Rc<str>> {
    function.parameters.iter().map(|parameter| parameter.name().as_str().into()).collect()
}

fn returned(body: &[Stmt]) -> Vec<Option<&Expr>> {
    let mut visitor = BodyVisitor::default();
    visitor.visit_body(body);
    visitor.returned
}

/// Collects the returns and assignments of a body, without those of functions and classes in it.
#[derive(Default)]
struct BodyVisitor<'a> {
    returned: Vec<Option<&'a Expr>>,
    assigned: Vec<(&'a Expr, &'a Expr)>,
}

impl<'a> Visitor<'a> for BodyVisitor<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::FunctionDef(_) | Stmt::ClassDef(_) => {}
            Stmt::Return(found) => self.returned.push(found.value.as_deref()),
            Stmt::Assign(found) => {
                self.assigned.extend(found.targets.iter().map(|target| (target, &*found.value)));
            }
            _ => visitor::walk_stmt(self, statement),
        }
    }

    fn visit_expr(&mut self, _expression: &'a Expr) {}
}
