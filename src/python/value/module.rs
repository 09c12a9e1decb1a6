//! Modules and scopes.

use std::cell::{Cell, RefCell};
use std::path::PathBuf;
use std::rc::Rc;

use super::{Unknown, Value, Vars};
use crate::source::FileId;

/// What a scope belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScopeKind {
    /// A module: its names are global.
    Module,
    /// A function, lambda or comprehension.
    Function,
    /// A class body: its names are not seen from functions in it.
    Class,
}

/// Names and the scope around them.
pub struct Scope {
    /// What it belongs to.
    pub kind: ScopeKind,
    /// Its names.
    pub vars: RefCell<Vars>,
    /// The scope around it; `None` for a module.
    pub parent: Option<Rc<Scope>>,
}

impl Scope {
    /// An empty scope.
    pub fn new(kind: ScopeKind, parent: Option<Rc<Self>>) -> Rc<Self> {
        Rc::new(Self { kind, vars: RefCell::default(), parent })
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
