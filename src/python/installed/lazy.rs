//! Names that a package loads when they are needed: what it shows type checkers, its tables, the stub beside it.

use std::rc::Rc;

use super::index::{Found, PackageIndex, PackageModule};
use super::namespace::Namespace;
use crate::python::syntax::outline::{Meaning, Target};

impl PackageIndex {
    /// A name that the module's body does not bind.
    pub(super) fn lazy(&self, module: &Rc<PackageModule>, name: &str) -> Found {
        if let Some(meaning) = module.names.checking.get(name) {
            return self.meaning(module, name, meaning);
        }
        for target in module.names.checking_stars.iter().rev() {
            match self.star(module, target, name) {
                Found::Missing => {}
                found => return found,
            }
        }
        if let Some(target) = module.names.tables().find_map(|table| in_table(table, name)) {
            return self.meaning(module, name, &Meaning::Member(target, name.into()));
        }
        if matches!(module.names.get("__getattr__"), Some((_, Meaning::Stub))) {
            return self.stubbed(module, name);
        }
        Found::Missing
    }

    /// A name that the stub beside the module imports (`lazy_loader.attach_stub`).
    fn stubbed(&self, module: &Rc<PackageModule>, name: &str) -> Found {
        let stub = module.path.as_ref().map(|path| path.with_extension("pyi"));
        let Some(items) = stub.and_then(|stub| self.outline(&stub)) else { return Found::Open };
        match Namespace::new(items, &|_| None).get(name) {
            Some((_, meaning)) => self.meaning(module, name, meaning),
            None => Found::Missing,
        }
    }
}

/// The module from which a table loads a name: `{module: names}` or `{name: module}`.
fn in_table(table: &Meaning, name: &str) -> Option<Target> {
    match table {
        Meaning::Table(entries) => entries.iter().find_map(|(key, values)| {
            if values.iter().any(|value| **value == *name) {
                return Some(target(key));
            }
            match &values[..] {
                [module] if **key == *name => Some(target(module)),
                _ => None,
            }
        }),
        Meaning::AnyOf(tables) => tables.iter().find_map(|table| in_table(table, name)),
        _ => None,
    }
}

/// The module that a table's text names, from the package that has the table.
fn target(text: &str) -> Target {
    let module = text.trim_start_matches('.');
    let level = (text.len() - module.len()).max(1);
    Target { level: level as u32, module: module.into() }
}
