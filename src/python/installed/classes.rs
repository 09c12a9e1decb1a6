//! What a class of an installed package is called, and what it descends from.

use std::rc::Rc;

use super::index::{Found, FoundClass, PackageIndex, PackageModule};
use super::standard::is_standard;
use crate::python::syntax::decoration::Effect;
use crate::python::syntax::outline::{Decorator, Meaning};

/// How many classes descend from one another before the last of them is left open.
const DEPTH_LIMIT: usize = 60;

/// A class: its name and its method resolution order.
#[derive(Debug)]
pub(crate) struct Lineage {
    /// `__module__` and `__qualname__` with a dot between them.
    pub(crate) canonical: Rc<str>,
    /// The module in which the class statement stands, and the class's name there.
    pub(crate) definition: (Rc<str>, Rc<str>),
    /// The class and its ancestors, in the order of its method resolution.
    pub(crate) order: Vec<Ancestor>,
    /// The docstring as it stands in the source.
    pub(crate) docstring: Option<Rc<str>>,
}

/// A class of a method resolution order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ancestor {
    /// A class of an installed package: its canonical name, and whether it is decorated as a dataclass.
    Class(Rc<str>, bool),
    /// A class of the standard library, or of a package that is not installed: its path. Its own ancestors are not listed.
    Outside(Rc<str>),
    /// The sources do not say which class it is, nor what it descends from.
    Open,
}

impl Lineage {
    /// Whether its type is described by its fields or members: enums, dataclasses, named tuples, typed dictionaries, models.
    pub(crate) fn has_fields(&self) -> bool {
        self.order.iter().any(|class| match class {
            Ancestor::Class(name, is_dataclass) => *is_dataclass || &**name == "pydantic.main.BaseModel",
            Ancestor::Outside(path) => {
                let bases = [
                    "enum.",
                    "typing.NamedTuple",
                    "typing.TypedDict",
                    "typing_extensions.TypedDict",
                    "pydantic.",
                ];
                bases.iter().any(|base| path.starts_with(base))
            }
            Ancestor::Open => false,
        })
    }
}

impl PackageIndex {
    /// The path in the standard library of what stands at a dotted path of an installed package.
    pub(crate) fn standard_path(&self, path: &str) -> Option<Rc<str>> {
        match self.find(path) {
            Found::Outside(found) if &*found != path && is_standard(&found) => Some(found),
            _ => None,
        }
    }

    /// The text at a dotted path of an installed package.
    pub(crate) fn text(&self, path: &str) -> Option<Rc<str>> {
        match self.find(path) {
            Found::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whether all ancestors of a class are known, and none of them makes something else of what its body binds.
    pub(super) fn is_plain(&self, class: &FoundClass) -> bool {
        let Some(lineage) = self.lineage_of(class, 0) else { return false };
        !lineage.has_fields() && !lineage.order.contains(&Ancestor::Open)
    }

    /// The class at a dotted path; `None` where there is none, or its name cannot be known.
    pub(crate) fn lineage(&self, path: &str) -> Option<Rc<Lineage>> {
        if self.installed.is_empty() {
            return None;
        }
        if let Some(known) = self.lineages.borrow().get(path) {
            return known.clone();
        }
        let lineage = match self.find(path) {
            Found::Class(class) if self.is_named_as_found(path, &class) => {
                self.lineage_of(&class, 0).map(Rc::new)
            }
            _ => None,
        };
        self.lineages.borrow_mut().insert(path.into(), lineage.clone());
        lineage
    }

    /// Whether no module on the way gives names to classes in a manner that the text does not say.
    fn is_named_as_found(&self, path: &str, class: &FoundClass) -> bool {
        // What a module calls the members of a compiled one is no matter here: those are not found in any source.
        let is_compiled = |module: &Rc<PackageModule>, path: &str| matches!(self.path(module, path), Found::Module(found) if found.is_compiled);
        let is_silent = |name: &str| {
            self.module(name).is_none_or(|module| {
                let mut members = module.names.renames_members.iter();
                !module.names.renames_others && members.all(|path| is_compiled(&module, path))
            })
        };
        let prefixes =
            |path: &str| path.match_indices('.').map(|(at, _)| at).chain([path.len()]).collect::<Vec<_>>();
        let of = |path: &str| prefixes(path).into_iter().all(|at| is_silent(&path[..at]));
        of(path) && of(&class.module.name)
    }

    fn lineage_of(&self, class: &FoundClass, depth: usize) -> Option<Lineage> {
        let (canonical, is_dataclass) = self.canonical(class)?;
        let own = Ancestor::Class(Rc::clone(&canonical), is_dataclass);
        let mut lists = Vec::new();
        let mut direct = Vec::new();
        for base in &class.outline.bases {
            let order = match base.as_ref().map(|path| self.path(&class.module, path)) {
                Some(Found::Class(base)) if depth < DEPTH_LIMIT => self
                    .lineage_of(&base, depth + 1)
                    .map_or_else(|| vec![Ancestor::Open], |lineage| lineage.order),
                Some(Found::Outside(path)) => vec![Ancestor::Outside(path)],
                _ => vec![self.spelled(class, base.as_deref()).map_or(Ancestor::Open, Ancestor::Outside)],
            };
            direct.extend(order.first().cloned());
            lists.push(order);
        }
        lists.push(direct);
        Some(Lineage {
            canonical,
            definition: (Rc::clone(&class.module.name), Rc::clone(&class.outline.qualname)),
            order: merged(own, lists),
            docstring: class.outline.docstring.clone(),
        })
    }

    /// The path of a base as the module's import of it spells it.
    fn spelled(&self, class: &FoundClass, base: Option<&str>) -> Option<Rc<str>> {
        let base = base?;
        let (first, rest) = base.split_once('.').map_or((base, None), |(first, rest)| (first, Some(rest)));
        let root = match class.module.names.get(first)? {
            (_, Meaning::Module(target)) => class.module.absolute(target),
            (_, Meaning::Member(target, name)) => format!("{}.{name}", class.module.absolute(target)).into(),
            _ => return None,
        };
        Some(rest.map_or(Rc::clone(&root), |rest| format!("{root}.{rest}").into()))
    }

    /// The canonical name of a class, and whether it is decorated as a dataclass; `None` where the text does not say.
    fn canonical(&self, class: &FoundClass) -> Option<(Rc<str>, bool)> {
        let mut module = Rc::clone(&class.module.name);
        match self.class_names(class).get("__module__") {
            Some((_, Meaning::Text(text))) => module = Rc::clone(text),
            Some(_) => return None,
            None => {}
        }
        let mut is_dataclass = false;
        for decorator in &class.outline.decorators {
            match self.effect(class, decorator, &mut is_dataclass) {
                Effect::Keeps => {}
                Effect::Renames(Some(text)) => module = text,
                Effect::Renames(None) => module = decorator.argument.clone()?,
                Effect::Open => return None,
            }
        }
        if let Some(text) = class.module.names.renames.get(&class.outline.qualname) {
            module = text.clone()?;
        }
        Some((format!("{module}.{}", class.outline.qualname).into(), is_dataclass))
    }

    fn effect(&self, class: &FoundClass, decorator: &Decorator, is_dataclass: &mut bool) -> Effect {
        let Some(path) = &decorator.path else { return Effect::Open };
        let is_called = decorator.is_called;
        match self.path(&class.module, path) {
            Found::Function(path, decoration) => {
                if &*path == "pydantic.dataclasses.dataclass" {
                    *is_dataclass = true;
                    return Effect::Keeps;
                }
                if matches!(&*path, "attr._make.attrs" | "attr._next_gen.define") {
                    return Effect::Keeps;
                }
                if is_called { decoration.called.clone() } else { decoration.direct.clone() }
            }
            // An instance of the class is called with the decorated one.
            Found::Class(decorating) if is_called => self.effect_of_instance(&decorating, 0),
            Found::Outside(path) => {
                *is_dataclass |= &*path == "dataclasses.dataclass";
                let keeping = [
                    "abc.",
                    "dataclasses.",
                    "enum.",
                    "functools.",
                    "typing.",
                    "typing_extensions.",
                    "warnings.",
                ];
                if keeping.iter().any(|module| path.starts_with(module)) {
                    Effect::Keeps
                } else {
                    Effect::Open
                }
            }
            _ => Effect::Open,
        }
    }

    /// What `__call__` of a class, or of its nearest ancestor that has one, does to a class.
    fn effect_of_instance(&self, class: &FoundClass, depth: usize) -> Effect {
        if let Some((_, Meaning::Function(decoration))) = self.class_names(class).get("__call__") {
            return decoration.direct.clone();
        }
        match class
            .outline
            .bases
            .first()
            .and_then(|base| base.as_ref())
            .map(|base| self.path(&class.module, base))
        {
            Some(Found::Class(base)) if depth < DEPTH_LIMIT => self.effect_of_instance(&base, depth + 1),
            _ => Effect::Open,
        }
    }
}

/// Python's linearization: the class, then its bases' orders merged so that each stays in order.
fn merged(own: Ancestor, mut lists: Vec<Vec<Ancestor>>) -> Vec<Ancestor> {
    let mut order = vec![own];
    loop {
        lists.retain(|list| !list.is_empty());
        let heads: Vec<Ancestor> = lists.iter().map(|list| list[0].clone()).collect();
        let is_free = |head: &Ancestor| lists.iter().all(|list| !list[1..].contains(head));
        let Some(next) = heads.iter().find(|head| is_free(head)).or_else(|| heads.first()).cloned() else {
            return order;
        };
        for list in &mut lists {
            list.retain(|ancestor| *ancestor != next);
        }
        order.push(next);
    }
}
