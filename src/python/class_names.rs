//! Which attributes the classes have that native ones stand for: `class_names.txt`, made by `class_names.py`; other rooms add
//! tables for their classes.
//!
//! A native class models what shapes specifications. Another attribute that the class it stands for has is unknown, and only
//! one that this does not have either is missing: a program that asks would else take its other way without a word.

use std::cell::OnceCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::{Class, Evaluator, Unknown, Value};

const TABLE: &str = include_str!("class_names.txt");

/// The names of classes.
pub(super) struct ClassNames {
    tables: Vec<&'static str>,
    /// By what a class is called, the rest of its line.
    lines: OnceCell<FxHashMap<&'static str, &'static str>>,
}

impl Default for ClassNames {
    fn default() -> Self {
        Self { tables: vec![TABLE], lines: OnceCell::new() }
    }
}

/// What a table says of a name of a class.
#[derive(PartialEq, Eq)]
enum Entry {
    /// The class has it.
    Listed,
    /// The class may have it.
    Open,
    /// The class does not have it.
    Missing,
}

impl ClassNames {
    fn line(&self, class: &str) -> Option<&'static str> {
        let lines = self.lines.get_or_init(|| {
            let lines = self.tables.iter().flat_map(|table| table.lines());
            lines.map(|line| line.split_once(' ').unwrap_or((line, ""))).collect()
        });
        lines.get(class).copied()
    }

    /// What is said of a name of a native class; classes written in Python have what they are written with.
    fn entry(&self, class: &Class, name: &str) -> Entry {
        if class.span.is_some() { Entry::Missing } else { self.entry_of(&class.dotted_name(), name) }
    }

    fn entry_of(&self, class: &str, name: &str) -> Entry {
        let Some(line) = self.line(class) else { return Entry::Missing };
        let mut is_open = false;
        for part in line.split(' ') {
            match part.strip_prefix('<') {
                None if part == name => return Entry::Listed,
                // Its own `__getattr__` may give any name.
                None => is_open |= matches!(part, "*" | "__getattr__") && !name.starts_with("__"),
                Some(base) => match self.entry_of(base, name) {
                    Entry::Listed => return Entry::Listed,
                    Entry::Open => is_open = true,
                    Entry::Missing => {}
                },
            }
        }
        if is_open { Entry::Open } else { Entry::Missing }
    }
}

impl Evaluator {
    /// Adds a table of the attributes that classes have: a line a class, its dotted name first, between spaces.
    pub fn describe_classes(&mut self, table: &'static str) {
        self.class_names.tables.push(table);
    }

    /// An attribute that a class has by one that a native class stands for, which does not model it.
    pub(super) fn not_modelled(&self, class: &Rc<Class>, name: &str) -> Option<Value> {
        self.not_modelled_in(std::iter::once(class).chain(&class.ancestors), name)
    }

    /// The same for one of several classes.
    pub(super) fn not_modelled_in<'a>(
        &self,
        mut classes: impl Iterator<Item = &'a Rc<Class>>,
        name: &str,
    ) -> Option<Value> {
        let class = classes.find(|class| match self.class_names.entry(class, name) {
            Entry::Listed => true,
            Entry::Open => class.lookup("__getattr__").is_none(),
            Entry::Missing => false,
        })?;
        let path = format!("{}.{name}", class.dotted_name());
        let reason =
            format!("`{}` has `{name}`, but its value is only known when the program runs", class.name);
        Some(Value::Unknown(Unknown::path(path, self.current_span(), reason)))
    }

    /// Whether a class that a native one among the ancestors of a class stands for surely has an attribute.
    pub(super) fn has_unmodelled(&self, class: &Rc<Class>, name: &str) -> bool {
        let mut classes = std::iter::once(class).chain(&class.ancestors);
        classes.any(|class| self.class_names.entry(class, name) == Entry::Listed)
    }
}

#[cfg(test)]
impl Evaluator {
    /// The dotted names of the classes that native modules give, and of their ancestors, as far as no table has them.
    pub(crate) fn native_classes_without_names(&mut self) -> Vec<String> {
        let mut names: Vec<Rc<str>> = self.native_modules.keys().cloned().collect();
        names.sort();
        let mut without = std::collections::BTreeSet::new();
        for name in names {
            let Ok(Value::Module(module)) = self.import_module(&name) else { continue };
            let mut values: Vec<Value> = module.scope.vars.borrow().values().cloned().collect();
            values.extend(self.builtin_names.values().cloned());
            let classes = values.iter().filter_map(Value::as_class).flat_map(Class::resolution_order);
            for class in classes.filter(|class| !class.span.is_some()) {
                if self.class_names.line(&class.dotted_name()).is_none() {
                    without.insert(class.dotted_name());
                }
            }
        }
        without.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::python::{Evaluator, Settings};
    use crate::source::Sources;

    #[test]
    fn all_native_classes_are_described() {
        let mut evaluator = Evaluator::new(Settings::default(), Sources::new().into());
        let without = evaluator.native_classes_without_names();
        assert!(without.is_empty(), "add to class_names.txt and run class_names.py: {}", without.join("\n"));
    }
}
