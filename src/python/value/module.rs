//! Modules and scopes.

use std::cell::{Cell, RefCell};
use std::path::PathBuf;
use std::rc::Rc;

use rustc_hash::FxHashSet;

use super::collections::Owner;
use super::{Dict, Unknown, Value, Vars};
use crate::source::FileId;

/// What a scope belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ScopeKind {
    /// A module: its names are global.
    Module,
    /// A function, lambda or comprehension.
    #[default]
    Function,
    /// A class body: its names are not seen from functions in it.
    Class,
}

/// Names and the scope around them.
#[derive(Default)]
pub struct Scope {
    /// What it belongs to.
    pub kind: ScopeKind,
    /// Its names.
    pub vars: RefCell<Vars>,
    /// The scope around it; `None` for a module.
    pub parent: Option<Rc<Scope>>,
    /// Which names are its own, where that is fixed before the first of them is bound: a function's.
    pub(crate) bindings: Option<Rc<Bindings>>,
    /// What Python calls a comprehension, whose scope this is.
    pub(crate) comprehension: Option<&'static str>,
    /// Whether something holds it that it may hold itself.
    pub(crate) captured: Cell<bool>,
}

/// What a function does with the names that its body binds.
#[derive(Default)]
pub(crate) struct Bindings {
    /// Names that are local.
    pub(crate) locals: FxHashSet<Rc<str>>,
    /// Names declared `global`.
    pub(crate) globals: FxHashSet<Rc<str>>,
    /// Names declared `nonlocal`.
    pub(crate) nonlocals: FxHashSet<Rc<str>>,
    /// Whether the body has a `yield`.
    pub(crate) is_generator: bool,
}

impl Scope {
    /// An empty scope.
    pub fn new(kind: ScopeKind, parent: Option<Rc<Self>>) -> Rc<Self> {
        Rc::new(Self { kind, parent, ..Self::default() })
    }

    /// The scope of a comprehension.
    pub(crate) fn of_comprehension(shown: &'static str, parent: Rc<Self>) -> Rc<Self> {
        Rc::new(Self {
            kind: ScopeKind::Function,
            parent: Some(parent),
            comprehension: Some(shown),
            ..Self::default()
        })
    }

    /// The scope of a class body.
    pub(crate) fn of_class(bindings: Bindings, parent: Rc<Self>) -> Rc<Self> {
        let bindings = Some(Rc::new(bindings));
        Rc::new(Self { kind: ScopeKind::Class, parent: Some(parent), bindings, ..Self::default() })
    }

    /// The scope of a call of a function.
    pub(crate) fn of_call(bindings: &Rc<Bindings>, closure: &Rc<Self>) -> Rc<Self> {
        Rc::new(Self {
            kind: ScopeKind::Function,
            parent: Some(Rc::clone(closure)),
            bindings: Some(Rc::clone(bindings)),
            ..Self::default()
        })
    }

    /// Whether it is a module's, or that of a comprehension in its body.
    pub(crate) fn is_of_module(&self) -> bool {
        match (&self.comprehension, &self.parent) {
            (Some(_), Some(outer)) => outer.is_of_module(),
            _ => self.kind == ScopeKind::Module,
        }
    }

    /// A module's `__dict__`: what is written to it is a name of the module.
    pub(crate) fn namespace(self: &Rc<Self>) -> Dict {
        let namespace = Dict::default();
        namespace.refresh(&self.vars.borrow());
        namespace.set_owner(Owner::Module(Rc::downgrade(self)));
        namespace
    }

    /// A name bound in this very scope.
    pub fn get(&self, name: &str) -> Option<Value> {
        self.vars.borrow().get(name).cloned()
    }

    /// Binds a name in this very scope.
    pub fn set(&self, name: &str, value: Value) {
        let mut vars = self.vars.borrow_mut();
        if let Some(slot) = vars.get_mut(name) {
            *slot = value;
        } else {
            vars.insert(name.into(), value);
        }
    }
}

/// A module, native or from a file.
pub struct Module {
    /// `__name__`: the name by which it was imported.
    pub name: Rc<str>,
    /// Its file; `None` for native modules and namespace packages.
    pub path: Option<PathBuf>,
    /// Its source; [`FileId::NONE`] for native modules and namespace packages.
    pub file: FileId,
    /// Folders in which its submodules are; empty for a module that is no package.
    pub search_path: Vec<PathBuf>,
    /// Its names.
    pub scope: Rc<Scope>,
    /// Whether its body was evaluated to the end.
    pub complete: Cell<bool>,
    /// What names that it does not have are; `None` raises `AttributeError`.
    pub fallback: Option<Rc<Unknown>>,
    /// Whether `from __future__ import annotations` is in force.
    pub postponed_annotations: Cell<bool>,
}

impl Module {
    /// A module without names.
    pub fn new(name: &str, path: Option<PathBuf>, file: FileId, search_path: Vec<PathBuf>) -> Self {
        Self {
            name: name.into(),
            path,
            file,
            search_path,
            scope: Scope::new(ScopeKind::Module, None),
            complete: Cell::new(false),
            fallback: None,
            postponed_annotations: Cell::new(false),
        }
    }

    /// A name of the module.
    pub fn get(&self, name: &str) -> Option<Value> {
        self.scope.get(name)
    }

    /// Whether it is a package.
    pub fn is_package(&self) -> bool {
        !self.search_path.is_empty()
    }
}
