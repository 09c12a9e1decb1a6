//! The outline of a module that is read but not evaluated: which names its body binds, and what they are as far as the text
//! says. What depends on what is installed or on a condition stays open here; [`crate::python::installed`] decides it.

use std::rc::Rc;

use ruff_python_ast::{Alias, ExceptHandler, Expr, Stmt, StmtClassDef, StmtIf, StmtImportFrom, StmtTry};
use rustc_hash::FxHashMap;

use super::decoration::{self, Decoration};
use super::docstring;

/// What a statement does to the names of its scope, in the order of the text.
#[derive(Clone)]
pub(crate) enum Item {
    /// Binds a name.
    Bind(Rc<str>, Meaning),
    /// `del name`.
    Unbind(Rc<str>),
    /// An exception is raised.
    Raise,
    /// An exception is raised, or not.
    MayRaise,
    /// `from module import *`.
    Star(Target),
    /// `try` around imports: the second part is run where one of the first's imports fails.
    Guarded(Vec<Item>, Vec<Item>),
    /// One of the two, by a condition that the text does not decide.
    Either(Vec<Item>, Vec<Item>),
    /// What type checkers see and programs don't.
    Checking(Vec<Item>),
    /// `name.__module__ = text`; `None` as a name where the text does not say whose, as a text where it does not say what.
    Rename(Option<Rc<str>>, Option<Rc<str>>),
    /// The same for something that `getattr` gets from what stands at a path.
    RenameMember(Rc<str>),
    /// Names that `__all__` gets.
    Export(Export),
}

/// A part of `__all__`.
#[derive(Clone)]
pub(crate) enum Export {
    /// `__all__` begins anew.
    Begin,
    /// A name.
    Name(Rc<str>),
    /// All names of another module's `__all__`, by its path in this scope.
    OfModule(Rc<str>),
    /// Something that the text does not say.
    Open,
}

/// A module as an import statement names it.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    /// How many dots stand before the name.
    pub(crate) level: u32,
    /// The dotted name; empty where there are only dots.
    pub(crate) module: Rc<str>,
}

/// What a name is.
#[derive(Clone)]
pub(crate) enum Meaning {
    /// A module.
    Module(Target),
    /// A name of a module.
    Member(Target, Rc<str>),
    /// A class.
    Class(Rc<ClassOutline>),
    /// A function: what it does as a decorator of classes.
    Function(Rc<Decoration>),
    /// Another name, by its path in this scope.
    Path(Rc<str>),
    /// A text.
    Text(Rc<str>),
    /// A dictionary of texts, as packages keep them that load their modules when they are needed.
    Table(Rc<Vec<TableEntry>>),
    /// The names of a stub beside the module, which are loaded when they are needed.
    Stub,
    /// One of several, by a condition that is not decided.
    AnyOf(Rc<[Meaning]>),
    /// Anything else.
    Other,
}

/// A key of a table and its texts.
pub(crate) type TableEntry = (Rc<str>, Vec<Rc<str>>);

/// A class statement.
pub(crate) struct ClassOutline {
    /// `__qualname__`.
    pub(crate) qualname: Rc<str>,
    /// Paths of its bases in its scope, without subscripts; `None` for one that is no path.
    pub(crate) bases: Vec<Option<Rc<str>>>,
    /// Its decorators, innermost first.
    pub(crate) decorators: Vec<Decorator>,
    /// What its body binds.
    pub(crate) items: Vec<Item>,
    /// Its docstring as it stands in the source.
    pub(crate) docstring: Option<Rc<str>>,
}

/// A decorator of a class.
pub(crate) struct Decorator {
    /// The path of the decorator, or of what is called to make it; `None` where it is no path.
    pub(crate) path: Option<Rc<str>>,
    /// Whether it is what a call gives.
    pub(crate) is_called: bool,
    /// The first argument of the call, where it is a text.
    pub(crate) argument: Option<Rc<str>>,
}

/// The outline of a module's text for a Python version; `None` where it is no Python.
pub(crate) fn outline(text: &str, version: (u8, u8)) -> Option<Vec<Item>> {
    let parsed = ruff_python_parser::parse_module(text).ok()?;
    let mut outliner =
        Outliner { version, prefix: String::new(), items: Vec::new(), members: FxHashMap::default() };
    outliner.body(&parsed.syntax().body);
    Some(outliner.items)
}

struct Outliner {
    version: (u8, u8),
    prefix: String,
    items: Vec<Item>,
    /// Variables that hold what `getattr` gives, and the path of its first argument.
    members: FxHashMap<String, Rc<str>>,
}

impl Outliner {
    fn body(&mut self, body: &[Stmt]) {
        for statement in body {
            self.statement(statement);
        }
    }

    /// The items of a body, apart from those before it.
    fn apart(&mut self, body: &[Stmt]) -> Vec<Item> {
        let before = std::mem::take(&mut self.items);
        self.body(body);
        std::mem::replace(&mut self.items, before)
    }

    fn bind(&mut self, name: &str, meaning: Meaning) {
        self.items.push(Item::Bind(name.into(), meaning));
    }

    fn statement(&mut self, statement: &Stmt) {
        match statement {
            Stmt::Import(import) => import.names.iter().for_each(|alias| self.import(alias)),
            Stmt::ImportFrom(import) => self.import_from(import),
            Stmt::ClassDef(class) => self.class(class),
            Stmt::FunctionDef(function) => {
                let decoration = decoration::of_function(function);
                self.bind(&function.name, Meaning::Function(Rc::new(decoration)));
            }
            Stmt::Assign(assign) => {
                for target in &assign.targets {
                    self.assign(target, &assign.value);
                }
            }
            Stmt::AnnAssign(assign) => {
                if let Some(value) = &assign.value {
                    self.assign(&assign.target, value);
                }
            }
            Stmt::AugAssign(assign) if is_name(&assign.target, "__all__") => self.export(&assign.value),
            Stmt::Expr(statement) => self.expression(&statement.value),
            Stmt::If(branch) => self.branch(branch),
            Stmt::Try(guard) => self.guard(guard),
            Stmt::With(with) if with.items.iter().any(|item| is_suppressing(&item.context_expr)) => {
                let inner = self.apart(&with.body);
                self.items.push(Item::Guarded(inner, Vec::new()));
            }
            Stmt::With(with) => self.body(&with.body),
            Stmt::For(turn) => {
                let mut inner = self.apart(&turn.body);
                if let Expr::Name(name) = &*turn.target {
                    inner.push(Item::Bind(name.id.as_str().into(), Meaning::Other));
                }
                self.items.push(Item::Either(inner, Vec::new()));
            }
            Stmt::Delete(delete) => {
                for target in &delete.targets {
                    if let Expr::Name(name) = target {
                        self.items.push(Item::Unbind(name.id.as_str().into()));
                    }
                }
            }
            Stmt::Raise(_) => self.items.push(Item::Raise),
            // Their bodies may not be run.
            Stmt::While(_) | Stmt::Match(_) => {
                let names = super::bound_names(std::slice::from_ref(statement));
                let binds = names.iter().map(|name| Item::Bind(Rc::clone(name), Meaning::Other)).collect();
                self.items.push(Item::Either(binds, Vec::new()));
            }
            other => {
                for name in super::bound_names(std::slice::from_ref(other)) {
                    self.bind(&name, Meaning::Other);
                }
            }
        }
    }

    fn import(&mut self, alias: &Alias) {
        let first = alias.name.split('.').next().unwrap_or_default();
        let (bound, module) = match &alias.asname {
            Some(name) => (name.as_str(), alias.name.as_str()),
            None => (first, first),
        };
        self.bind(bound, Meaning::Module(Target { level: 0, module: module.into() }));
    }

    fn import_from(&mut self, import: &StmtImportFrom) {
        let module = import.module.as_ref().map_or("", |module| module.as_str());
        let target = Target { level: import.level, module: module.into() };
        for alias in &import.names {
            if &alias.name == "*" {
                self.items.push(Item::Star(target.clone()));
            } else {
                let bound = alias.asname.as_ref().unwrap_or(&alias.name);
                self.bind(bound, Meaning::Member(target.clone(), alias.name.as_str().into()));
            }
        }
    }

    fn class(&mut self, class: &StmtClassDef) {
        let qualname = format!("{}{}", self.prefix, class.name);
        let mut inner = Self {
            version: self.version,
            prefix: format!("{qualname}."),
            items: Vec::new(),
            members: FxHashMap::default(),
        };
        inner.body(&class.body);
        let decorators = class.decorator_list.iter().rev().map(|decorator| match &decorator.expression {
            Expr::Call(call) => Decorator {
                path: dotted(&call.func),
                is_called: true,
                argument: call.arguments.args.first().and_then(text),
            },
            other => Decorator { path: dotted(other), is_called: false, argument: None },
        });
        // A metaclass or a decorator may make something else of what the body binds.
        let is_plain = class.decorator_list.is_empty()
            && class.arguments.as_ref().is_none_or(|arguments| arguments.keywords.is_empty());
        for item in inner.items.iter_mut().filter(|_| !is_plain) {
            if let Item::Bind(_, meaning @ Meaning::Text(_)) = item {
                *meaning = Meaning::Other;
            }
        }
        let outline = ClassOutline {
            qualname: qualname.into(),
            bases: class.bases().iter().flat_map(bases).collect(),
            decorators: decorators.collect(),
            items: inner.items,
            docstring: docstring(&class.body),
        };
        self.bind(&class.name, Meaning::Class(Rc::new(outline)));
    }

    fn assign(&mut self, target: &Expr, value: &Expr) {
        match target {
            Expr::Name(name) if &name.id == "__all__" => {
                self.items.push(Item::Export(Export::Begin));
                self.export(value);
            }
            Expr::Name(name) => {
                if let Some(path) = getattr_of(value) {
                    self.members.insert(name.id.to_string(), path);
                }
                self.bind(&name.id, meaning(value));
            }
            Expr::Attribute(attribute) if &attribute.attr == "__module__" => {
                let owner = dotted(&attribute.value);
                if let Some(path) = owner.as_ref().and_then(|owner| self.members.get(&**owner)) {
                    return self.items.push(Item::RenameMember(Rc::clone(path)));
                }
                self.items.push(Item::Rename(owner, text(value)));
            }
            Expr::Tuple(targets) => {
                // `__getattr__, __dir__, __all__ = attach_stub(__name__, __file__)`
                let is_stub = matches!(value, Expr::Call(call) if dotted(&call.func)
                    .is_some_and(|path| path.rsplit('.').next() == Some("attach_stub")));
                for target in targets {
                    match target {
                        Expr::Name(name) if is_stub => self.bind(&name.id, Meaning::Stub),
                        Expr::Name(name) => self.bind(&name.id, Meaning::Other),
                        _ => {}
                    }
                }
            }
            // `_import_structure["module"] = [names]`
            Expr::Subscript(item) => {
                if let (Expr::Name(name), Some(key), Some(names)) =
                    (&*item.value, text(&item.slice), texts(value))
                {
                    let meaning = Meaning::Table(Rc::new(vec![(key, names)]));
                    self.items.push(Item::Bind(format!("{}[]", name.id).into(), meaning));
                }
            }
            _ => {}
        }
    }

    /// Adds the names of an expression to `__all__`.
    fn export(&mut self, value: &Expr) {
        let part = match value {
            Expr::List(list) => return list.elts.iter().for_each(|item| self.export_name(item)),
            Expr::Tuple(tuple) => return tuple.elts.iter().for_each(|item| self.export_name(item)),
            Expr::BinOp(sum) => {
                self.export(&sum.left);
                return self.export(&sum.right);
            }
            Expr::Attribute(attribute) if &attribute.attr == "__all__" => {
                dotted(&attribute.value).map_or(Export::Open, Export::OfModule)
            }
            _ => Export::Open,
        };
        self.items.push(Item::Export(part));
    }

    fn export_name(&mut self, item: &Expr) {
        let part = match item {
            Expr::Starred(starred) => return self.export(&starred.value),
            other => text(other).map_or(Export::Open, Export::Name),
        };
        self.items.push(Item::Export(part));
    }

    /// `__all__.extend(…)` and `__all__.append(…)`.
    fn expression(&mut self, value: &Expr) {
        let Expr::Call(call) = value else { return };
        let Expr::Attribute(method) = &*call.func else { return };
        if !is_name(&method.value, "__all__") {
            return;
        }
        match (method.attr.as_str(), call.arguments.args.first()) {
            ("extend", Some(names)) => self.export(names),
            ("append", Some(name)) => self.export_name(name),
            _ => self.items.push(Item::Export(Export::Open)),
        }
    }

    fn branch(&mut self, branch: &StmtIf) {
        let mut clauses: Vec<(Option<&Expr>, &[Stmt])> = vec![(Some(&branch.test), &branch.body)];
        clauses
            .extend(branch.elif_else_clauses.iter().map(|clause| (clause.test.as_ref(), &clause.body[..])));
        self.clauses(&clauses);
    }

    fn clauses(&mut self, clauses: &[(Option<&Expr>, &[Stmt])]) {
        let Some(((test, body), rest)) = clauses.split_first() else { return };
        let Some(test) = test else { return self.body(body) };
        if is_checking(test) {
            let inner = self.apart(body);
            self.items.push(Item::Checking(inner));
            return self.clauses(rest);
        }
        match super::condition::truth(test, self.version) {
            Some(true) => self.body(body),
            Some(false) => self.clauses(rest),
            None => {
                let first = self.apart(body);
                let before = std::mem::take(&mut self.items);
                self.clauses(rest);
                let second = std::mem::replace(&mut self.items, before);
                self.items.push(Item::Either(first, second));
            }
        }
    }

    /// `try`: an import in it that fails leads to the handlers.
    fn guard(&mut self, guard: &StmtTry) {
        let mut body = self.apart(&guard.body);
        body.extend(self.apart(&guard.orelse));
        let mut handled = Vec::new();
        let mut raising = 0;
        for handler in &guard.handlers {
            let ExceptHandler::ExceptHandler(handler) = handler;
            let mut items = self.apart(&handler.body);
            items.retain(|item| {
                raising += usize::from(matches!(item, Item::Raise));
                !matches!(item, Item::Raise)
            });
            handled.extend(items);
        }
        match raising {
            0 => {}
            _ if raising == guard.handlers.len() => handled.push(Item::Raise),
            _ => handled.push(Item::MayRaise),
        }
        self.items.push(Item::Guarded(body, handled));
        self.body(&guard.finalbody);
    }
}

/// The path of the first argument of `getattr`.
fn getattr_of(value: &Expr) -> Option<Rc<str>> {
    let Expr::Call(call) = value else { return None };
    if is_name(&call.func, "getattr") { dotted(call.arguments.args.first()?) } else { None }
}

/// What an assigned value is.
fn meaning(value: &Expr) -> Meaning {
    match value {
        Expr::Dict(dict) => {
            let entries =
                dict.items.iter().filter_map(|item| Some((text(item.key.as_ref()?)?, texts(&item.value)?)));
            Meaning::Table(Rc::new(entries.collect()))
        }
        Expr::StringLiteral(literal) => Meaning::Text(literal.value.to_str().into()),
        other => dotted(other).map_or(Meaning::Other, Meaning::Path),
    }
}

/// The bases that an expression among a class's bases stands for (`six.with_metaclass` gives those after its first).
fn bases(expression: &Expr) -> Vec<Option<Rc<str>>> {
    match expression {
        Expr::Subscript(generic) => vec![dotted(&generic.value)],
        Expr::Call(call) => {
            let path = dotted(&call.func);
            match path.as_deref().and_then(|path| path.rsplit('.').next()) {
                Some("with_metaclass") => call.arguments.args.iter().skip(1).flat_map(bases).collect(),
                Some("namedtuple") => vec![Some("builtins.tuple".into())],
                _ => vec![None],
            }
        }
        other => vec![dotted(other)],
    }
}

/// The path that a chain of names and attributes spells.
pub(super) fn dotted(expression: &Expr) -> Option<Rc<str>> {
    fn spell(expression: &Expr, path: &mut String) -> bool {
        match expression {
            Expr::Name(name) => path.push_str(&name.id),
            Expr::Attribute(attribute) => {
                if !spell(&attribute.value, path) {
                    return false;
                }
                path.push('.');
                path.push_str(&attribute.attr);
            }
            _ => return false,
        }
        true
    }
    let mut path = String::new();
    spell(expression, &mut path).then(|| path.into())
}

/// The text of a literal.
pub(super) fn text(expression: &Expr) -> Option<Rc<str>> {
    let Expr::StringLiteral(literal) = expression else { return None };
    Some(literal.value.to_str().into())
}

/// The texts of a literal, alone or in a list or tuple.
fn texts(expression: &Expr) -> Option<Vec<Rc<str>>> {
    match expression {
        Expr::List(list) => list.elts.iter().map(text).collect(),
        Expr::Tuple(tuple) => tuple.elts.iter().map(text).collect(),
        other => text(other).map(|text| vec![text]),
    }
}

fn is_name(expression: &Expr, name: &str) -> bool {
    matches!(expression, Expr::Name(found) if found.id.as_str() == name)
}

/// `contextlib.suppress(…)`.
fn is_suppressing(manager: &Expr) -> bool {
    let Expr::Call(call) = manager else { return false };
    dotted(&call.func).is_some_and(|path| path.rsplit('.').next() == Some("suppress"))
}

fn is_checking(test: &Expr) -> bool {
    dotted(test)
        .is_some_and(|path| matches!(&*path, "TYPE_CHECKING" | "typing.TYPE_CHECKING" | "t.TYPE_CHECKING"))
}
