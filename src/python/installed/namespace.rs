//! The names of a module's scope as its outline gives them, with what is decided by what is installed.

use std::rc::Rc;

use indexmap::IndexMap;
use rustc_hash::FxHashMap;

use crate::python::syntax::outline::{Export, Item, Meaning, Target};

/// Names of a module or a class body.
#[derive(Default)]
pub(super) struct Namespace {
    names: IndexMap<Rc<str>, (usize, Meaning)>,
    /// Modules of which all names are imported, and after how many statements.
    pub(super) stars: Vec<(usize, Target)>,
    /// Names that only type checkers see.
    pub(super) checking: FxHashMap<Rc<str>, Meaning>,
    /// See [`Namespace::checking`].
    pub(super) checking_stars: Vec<Target>,
    /// `__all__`, where there is one.
    pub(super) exports: Option<Vec<Export>>,
    /// What `__module__` of a class is set to after its definition; `None` where the text does not say.
    pub(super) renames: FxHashMap<Rc<str>, Option<Rc<str>>>,
    /// `__module__` of classes is set that the text does not name.
    pub(super) renames_others: bool,
    /// Paths of what has members whose `__module__` is set.
    pub(super) renames_members: Vec<Rc<str>>,
    steps: usize,
}

impl Namespace {
    /// The names that the items give; `fails` says whether the imports among items fail, `None` where that is open.
    pub(super) fn new(items: Vec<Item>, fails: &dyn Fn(&[Item]) -> Option<bool>) -> Self {
        let mut namespace = Self::default();
        namespace.run(items, fails);
        namespace
    }

    /// What a name is bound to, and after how many statements.
    pub(super) fn get(&self, name: &str) -> Option<&(usize, Meaning)> {
        self.names.get(name)
    }

    /// Tables from which names are loaded when they are needed.
    pub(super) fn tables(&self) -> impl Iterator<Item = &Meaning> {
        let mut tables: Vec<_> = self
            .names
            .values()
            .filter(|(_, meaning)| matches!(meaning, Meaning::Table(_) | Meaning::AnyOf(_)))
            .collect();
        tables.sort_by_key(|(step, _)| *step);
        tables.into_iter().map(|(_, meaning)| meaning)
    }

    fn run(&mut self, items: Vec<Item>, fails: &dyn Fn(&[Item]) -> Option<bool>) {
        for item in items {
            self.steps += 1;
            self.item(item, fails);
        }
    }

    fn item(&mut self, item: Item, fails: &dyn Fn(&[Item]) -> Option<bool>) {
        match item {
            // Items of one table are added one by one.
            Item::Bind(name, meaning) if name.ends_with("[]") => {
                let meanings = match self.names.shift_remove(&name) {
                    Some((_, Meaning::AnyOf(known))) => known.iter().cloned().chain([meaning]).collect(),
                    _ => [meaning].into(),
                };
                self.names.insert(name, (self.steps, Meaning::AnyOf(meanings)));
            }
            Item::Bind(name, meaning) => {
                self.renames.remove(&name);
                self.names.insert(name, (self.steps, meaning));
            }
            Item::Unbind(name) => {
                self.names.insert(name, (self.steps, Meaning::Other));
            }
            Item::Raise | Item::MayRaise => {}
            Item::Star(target) => self.stars.push((self.steps, target)),
            Item::Guarded(body, handlers) => match fails(&body) {
                Some(false) => self.run(body, fails),
                Some(true) => self.run(handlers, fails),
                None => self.either(Self::new(body, fails), Self::new(handlers, fails)),
            },
            Item::Either(first, second) => self.either(Self::new(first, fails), Self::new(second, fails)),
            Item::Checking(items) => {
                let inner = Self::new(items, fails);
                self.checking.extend(inner.names.into_iter().map(|(name, (_, meaning))| (name, meaning)));
                self.checking_stars.extend(inner.stars.into_iter().map(|(_, target)| target));
            }
            Item::Rename(Some(name), text) if self.names.contains_key(&name) => {
                self.renames.insert(name, text);
            }
            Item::Rename(..) => self.renames_others = true,
            Item::RenameMember(path) => self.renames_members.push(path),
            Item::Export(Export::Begin) => self.exports = Some(Vec::new()),
            Item::Export(part) => self.exports.get_or_insert_default().push(part),
        }
    }

    /// Takes over what one of two branches does. A name that one branch alone binds is that: the program uses it.
    fn either(&mut self, first: Self, mut second: Self) {
        for (name, (_, meaning)) in first.names {
            let other = second.names.shift_remove(&name).or_else(|| self.names.shift_remove(&name));
            let meaning = match other {
                Some((_, other)) => Meaning::AnyOf([meaning, other].into()),
                None => meaning,
            };
            self.names.insert(name, (self.steps, meaning));
        }
        for (name, (_, meaning)) in second.names {
            let meaning = match self.names.shift_remove(&name) {
                Some((_, other)) => Meaning::AnyOf([other, meaning].into()),
                None => meaning,
            };
            self.names.insert(name, (self.steps, meaning));
        }
        let steps = self.steps;
        self.stars.extend(first.stars.into_iter().chain(second.stars).map(|(_, target)| (steps, target)));
        self.checking.extend(first.checking.into_iter().chain(second.checking));
        self.checking_stars.extend(first.checking_stars.into_iter().chain(second.checking_stars));
        self.renames
            .extend(first.renames.into_keys().chain(second.renames.into_keys()).map(|name| (name, None)));
        self.renames_members.extend(first.renames_members.into_iter().chain(second.renames_members));
        self.renames_others |= first.renames_others || second.renames_others;
        if let Some(exports) = first.exports.or(second.exports) {
            self.exports.get_or_insert_default().extend(exports);
        }
    }
}
