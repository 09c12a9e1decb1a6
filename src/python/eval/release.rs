//! Giving back what was evaluated, for programs that evaluate more than once.
//!
//! A module and its functions hold each other, and so do the scope of a call and the functions made in it, a class and its
//! methods. The evaluator remembers the scopes and classes that nothing else may lead to, without holding them.

use std::rc::{Rc, Weak};

use crate::python::value::Release;
use crate::python::{Class, Evaluator, Scope, ScopeKind, Value};

/// How many scopes are remembered before those that are gone are looked for.
const FEW: usize = 1024;

/// Scopes of calls in which functions were made, and classes of the program.
#[derive(Default)]
pub(in crate::python) struct Captured {
    scopes: Vec<Weak<Scope>>,
    classes: Vec<Weak<Class>>,
    /// How many scopes were left when those that are gone were last forgotten.
    left: usize,
}

impl Captured {
    /// Remembers a scope that a function or a generator holds.
    pub(super) fn add_scope(&mut self, scope: &Rc<Scope>) {
        if scope.kind == ScopeKind::Module || scope.captured.replace(true) {
            return;
        }
        if self.scopes.len() >= FEW.max(2 * self.left) {
            self.scopes.retain(|scope| scope.strong_count() > 0);
            self.left = self.scopes.len();
        }
        self.scopes.push(Rc::downgrade(scope));
    }

    /// Remembers a class.
    pub(super) fn add_class(&mut self, class: &Rc<Class>) {
        self.classes.push(Rc::downgrade(class));
    }
}

impl Evaluator {
    /// Gives back the memory of all that was evaluated; values that are still held elsewhere are empty then. Dropping the
    /// evaluator alone leaves in memory what holds itself, which is quicker: who evaluates once and then ends need not care.
    pub fn release(mut self) {
        self.read_ahead = None;
        self.extensions.clear();
        let mut release = Release::default();
        release.release(self.modules.drain(..).map(|(_, module)| Value::Module(module)));
        release.release(self.installed_modules.drain().filter_map(|(_, module)| module).map(Value::Module));
        let Captured { scopes, classes, .. } = std::mem::take(&mut self.captured);
        for scope in scopes.iter().filter_map(Weak::upgrade) {
            release.release_scope(&scope);
        }
        release.release(classes.iter().filter_map(Weak::upgrade).map(Value::Class));
        release.release(self.handled.drain(..));
    }
}

#[cfg(test)]
mod tests {
    use std::any::Any;
    use std::rc::{Rc, Weak};

    use crate::python::{Evaluator, Settings, Value};
    use crate::source::Sources;

    const PROGRAM: &str = "
class Node:
    def __init__(self):
        self.own = self
    def again(self):
        return Node()

node = Node()
items = [node]
items.append(items)
table = {'items': items}
table['table'] = table

def outer():
    def inner(n):
        return inner(n - 1) if n else local
    local = [inner]
    class Local:
        def name(self):
            return Local
    return Local, inner

Made, function = outer()
outer()
generated = (generated for item in items)
mapped = map(lambda item: mapped, items)
";

    fn weak(value: &Value) -> Option<Weak<dyn Any>> {
        Some(match value {
            Value::Class(class) => Rc::downgrade(class) as Weak<dyn Any>,
            Value::Instance(instance) => Rc::downgrade(instance) as Weak<dyn Any>,
            Value::Function(function) => Rc::downgrade(function) as Weak<dyn Any>,
            Value::List(list) => Rc::downgrade(list) as Weak<dyn Any>,
            Value::Dict(dict) => Rc::downgrade(dict) as Weak<dyn Any>,
            Value::Iterator(iterator) => Rc::downgrade(iterator) as Weak<dyn Any>,
            _ => return None,
        })
    }

    #[test]
    fn nothing_that_was_evaluated_is_left() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("app.py"), PROGRAM).unwrap();
        let settings = Settings {
            source_root: folder.path().to_owned(),
            python_version: (3, 11),
            ..Settings::default()
        };
        let mut evaluator = Evaluator::new(settings, Rc::new(Sources::new()));
        assert!(evaluator.import_module("app").is_ok());
        let module = Rc::clone(evaluator.module("app").unwrap());
        let values: Vec<Weak<dyn Any>> = module.scope.vars.borrow().values().filter_map(weak).collect();
        drop(module);
        let scopes = evaluator.captured.scopes.clone();
        let classes = evaluator.captured.classes.clone();
        assert_eq!((values.len(), scopes.len(), classes.len()), (9, 5, 3));
        evaluator.release();
        assert_eq!(values.iter().filter(|value| value.strong_count() > 0).count(), 0);
        assert_eq!(scopes.iter().filter(|scope| scope.strong_count() > 0).count(), 0);
        assert_eq!(classes.iter().filter(|class| class.strong_count() > 0).count(), 0);
    }
}
