//! From a dotted path to what stands at its end: modules are read when a path leads through them.
//!
//! Names are followed as Python binds them: imports, `import … as`, star imports with `__all__`, assignments of one name to
//! another, modules that load their names when they are needed. It is taken for granted that the program works, so where
//! only one of two branches binds a name, that is what it means.

use std::cell::RefCell;
use std::path::PathBuf;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::classes::Lineage;
use super::namespace::Namespace;
use super::presence::Presence;
use super::site::{self, Installed};
use super::standard::is_standard;
use crate::python::resolve::{self, Location};
use crate::python::syntax::decoration::Decoration;
use crate::python::syntax::outline::{ClassOutline, Export, Item, Meaning, Target, outline};
use crate::source::Sources;

/// How many names lead to one another before the last of them is left open.
const DEPTH_LIMIT: usize = 60;

/// A module, and a name of it.
type NameOfModule = (Rc<str>, Rc<str>);

/// Installed packages, and what was read of them.
pub(crate) struct PackageIndex {
    pub(super) installed: Installed,
    pub(super) sources: Rc<Sources>,
    pub(super) version: (u8, u8),
    modules: RefCell<FxHashMap<Rc<str>, Option<Rc<PackageModule>>>>,
    /// Modules that are being read, and the folders of their submodules.
    building: RefCell<FxHashMap<Rc<str>, Vec<PathBuf>>>,
    pub(super) lineages: RefCell<FxHashMap<Rc<str>, Option<Rc<Lineage>>>>,
    /// Names that are being followed: one that leads to itself is not bound by that, but may be a submodule's.
    following: RefCell<Vec<(Rc<str>, Rc<str>)>>,
    /// What was found out of whether modules and names of them are there.
    pub(super) presences: RefCell<FxHashMap<NameOfModule, Presence>>,
}

/// A module of an installed package.
pub(crate) struct PackageModule {
    /// Its dotted name.
    pub(crate) name: Rc<str>,
    /// Its source; `None` for namespace packages and compiled modules.
    pub(crate) path: Option<PathBuf>,
    /// Folders of its submodules; empty for a module that is no package.
    pub(super) folders: Vec<PathBuf>,
    /// Whether it has no source because it is compiled.
    pub(super) is_compiled: bool,
    pub(super) names: Namespace,
}

/// A class statement and the module in which it stands.
#[derive(Clone)]
pub(crate) struct FoundClass {
    pub(super) module: Rc<PackageModule>,
    pub(super) outline: Rc<ClassOutline>,
}

/// What stands at the end of a path.
#[derive(Clone)]
pub(crate) enum Found {
    /// A module.
    Module(Rc<PackageModule>),
    /// A class.
    Class(FoundClass),
    /// A function, with its path.
    Function(Rc<str>, Rc<Decoration>),
    /// Something that is not part of an installed package: its path.
    Outside(Rc<str>),
    /// A text.
    Text(Rc<str>),
    /// There is no such name.
    Missing,
    /// The text does not say.
    Open,
}

impl PackageIndex {
    /// An index that has read nothing yet.
    pub(crate) fn new(installed: Installed, version: (u8, u8), sources: Rc<Sources>) -> Self {
        Self {
            installed,
            sources,
            version,
            modules: RefCell::default(),
            building: RefCell::default(),
            lineages: RefCell::default(),
            following: RefCell::default(),
            presences: RefCell::default(),
        }
    }

    /// Whether there is anything to search in.
    pub(crate) fn is_searched(&self) -> bool {
        !self.installed.is_empty()
    }

    /// Whether there is a module of that name.
    pub(crate) fn has_module(&self, name: &str) -> bool {
        self.module(name).is_some()
    }

    /// Whether there is a module of that name, not counting folders without `__init__.py`.
    pub(crate) fn has_regular_module(&self, name: &str) -> bool {
        self.module(name).is_some_and(|module| module.path.is_some() || module.is_compiled)
    }

    /// The first part of a dotted name that is certainly not installed. What a package has besides the modules in its folder is
    /// not known; a folder without `__init__.py` has nothing else.
    pub(crate) fn missing<'a>(&self, name: &'a str) -> Option<&'a str> {
        let ends = name.match_indices('.').map(|(at, _)| at).chain([name.len()]);
        for end in ends {
            let Some(module) = self.module(&name[..end]) else { return Some(&name[..end]) };
            if module.path.is_some() || module.is_compiled {
                return None;
            }
        }
        None
    }

    /// The source of a module; `None` where it has none.
    pub(crate) fn path_of(&self, name: &str) -> Option<PathBuf> {
        self.module(name)?.path.clone()
    }

    /// What stands at the end of a dotted path.
    pub(crate) fn find(&self, path: &str) -> Found {
        if is_standard(path) {
            return Found::Outside(path.into());
        }
        let mut parts = path.split('.');
        let Some(module) = parts.next().and_then(|first| self.module(first)) else {
            return Found::Outside(path.into());
        };
        self.follow(Found::Module(module), parts)
    }

    fn follow<'a>(&self, mut found: Found, parts: impl Iterator<Item = &'a str>) -> Found {
        for part in parts {
            found = self.attribute(&found, part);
        }
        found
    }

    fn attribute(&self, of: &Found, name: &str) -> Found {
        match of {
            Found::Module(module) => self.member(module, name),
            Found::Class(class) => match self.class_names(class).get(name) {
                Some((_, Meaning::Class(outline))) => {
                    Found::Class(FoundClass { module: Rc::clone(&class.module), outline: Rc::clone(outline) })
                }
                // What the class descends from may make something else of it, as enums do.
                Some((_, Meaning::Text(text))) if self.is_plain(class) => Found::Text(Rc::clone(text)),
                _ => Found::Open,
            },
            Found::Outside(path) => Found::Outside(format!("{path}.{name}").into()),
            Found::Missing => Found::Missing,
            Found::Function(..) | Found::Text(_) | Found::Open => Found::Open,
        }
    }

    /// The names in a class's body.
    pub(super) fn class_names(&self, class: &FoundClass) -> Namespace {
        Namespace::new(class.outline.items.clone(), &|_| None)
    }

    /// The module of a dotted name, if it is installed.
    pub(super) fn module(&self, name: &str) -> Option<Rc<PackageModule>> {
        if let Some(known) = self.modules.borrow().get(name) {
            return known.clone();
        }
        let location = match name.rsplit_once('.') {
            None => self.top_level(name),
            Some((parent, last)) => resolve::find_installed(last, &self.module(parent)?.folders),
        };
        let name: Rc<str> = name.into();
        let module = location.and_then(|location| self.read(&name, location));
        self.modules.borrow_mut().insert(name, module.clone());
        module
    }

    /// Where first-party code that is installed for editing has a top-level module; `None` where an installed package has
    /// the name.
    pub(in crate::python) fn first_party(&self, name: &str) -> Option<Location> {
        let installed = &self.installed;
        match self.top_level(name)? {
            Location::Namespace(mut folders) => {
                folders.retain(|folder| !installed.owns(folder));
                (!folders.is_empty()).then_some(Location::Namespace(folders))
            }
            Location::Package(path, _) | Location::File(path) | Location::Compiled(path)
                if installed.owns(&path) =>
            {
                None
            }
            found => Some(found),
        }
    }

    fn top_level(&self, name: &str) -> Option<Location> {
        let folders: Vec<_> = self.installed.entries().iter().map(|entry| entry.folder.clone()).collect();
        match resolve::find_installed(name, &folders) {
            None => site::mapped_location(&self.installed, name),
            found => found,
        }
    }

    fn read(&self, name: &Rc<str>, location: Location) -> Option<Rc<PackageModule>> {
        let (path, folders, is_compiled) = match location {
            Location::Package(init, folder) => (Some(init), vec![folder], false),
            Location::File(file) => (Some(file), Vec::new(), false),
            Location::Namespace(folders) => (None, folders, false),
            Location::Compiled(_) => (None, Vec::new(), true),
        };
        let items = match &path {
            Some(path) => self.outline(path)?,
            None => Vec::new(),
        };
        let is_package = !folders.is_empty();
        self.building.borrow_mut().insert(Rc::clone(name), folders.clone());
        let names = Namespace::new(items, &|items| self.fails(items, name, is_package));
        self.building.borrow_mut().remove(name);
        Some(Rc::new(PackageModule { name: Rc::clone(name), path, folders, is_compiled, names }))
    }

    pub(super) fn outline(&self, path: &std::path::Path) -> Option<Vec<Item>> {
        let file = self.sources.get(self.sources.read(path).ok()?)?;
        outline(file.text(), self.version)
    }

    /// Whether the imports of a `try` fail; `None` where it has none.
    fn fails(&self, items: &[Item], module: &str, is_package: bool) -> Option<bool> {
        let targets: Vec<_> = items
            .iter()
            .filter_map(|item| match item {
                Item::Bind(_, Meaning::Module(target)) | Item::Star(target) => Some((target, None)),
                Item::Bind(_, Meaning::Member(target, name)) => Some((target, Some(name))),
                _ => None,
            })
            .collect();
        let fails = |target: &Target, name: Option<&Rc<str>>| {
            let full = absolute(target, module, is_package);
            if is_standard(&full) {
                return false;
            }
            if let Some(exists) = self.is_beside(&full) {
                return !exists;
            }
            match (self.module(&full), name) {
                (None, _) => true,
                (Some(_), None) => false,
                (Some(found), Some(name)) => matches!(self.member(&found, name), Found::Missing),
            }
        };
        (!targets.is_empty()).then(|| targets.into_iter().any(|(target, name)| fails(target, name)))
    }

    /// Whether there is a module of that name in a package that is being read; `None` where it is in none.
    fn is_beside(&self, name: &str) -> Option<bool> {
        let building = self.building.borrow();
        let mut rest = Vec::new();
        let mut package = name;
        while !building.contains_key(package) {
            let (parent, last) = package.rsplit_once('.')?;
            rest.push(last);
            package = parent;
        }
        let mut folders = building.get(package)?.clone();
        for (at, part) in rest.iter().enumerate().rev() {
            folders = match resolve::find_installed(part, &folders) {
                Some(Location::Package(_, folder)) => vec![folder],
                Some(Location::Namespace(folders)) => folders,
                Some(_) => return Some(at == 0),
                None => return Some(false),
            };
        }
        Some(true)
    }

    /// A name of a module, bound in it or a submodule.
    pub(super) fn member(&self, module: &Rc<PackageModule>, name: &str) -> Found {
        if module.is_compiled || self.following.borrow().len() > DEPTH_LIMIT {
            return Found::Open;
        }
        let key = (Rc::clone(&module.name), Rc::from(name));
        let is_new = !self.following.borrow().contains(&key);
        self.following.borrow_mut().push(key);
        let bound = if is_new { self.bound(module, name) } else { Found::Missing };
        let found = self.member_inner(module, name, bound);
        self.following.borrow_mut().pop();
        found
    }

    fn member_inner(&self, module: &Rc<PackageModule>, name: &str, bound: Found) -> Found {
        if !matches!(bound, Found::Missing) {
            return bound;
        }
        if !module.folders.is_empty()
            && let Some(submodule) = self.module(&format!("{}.{name}", module.name))
        {
            return Found::Module(submodule);
        }
        match self.lazy(module, name) {
            Found::Missing if module.names.get("__getattr__").is_some() => Found::Open,
            found => found,
        }
    }

    /// What a module's body binds a name to.
    fn bound(&self, module: &Rc<PackageModule>, name: &str) -> Found {
        let own = module.names.get(name);
        let since = own.map_or(0, |(step, _)| *step);
        let later = module.names.stars.iter().rev().take_while(|(step, _)| own.is_none() || *step > since);
        for (_, target) in later {
            match self.star(module, target, name) {
                Found::Missing => {}
                found => return found,
            }
        }
        own.map_or(Found::Missing, |(_, meaning)| self.meaning(module, name, meaning))
    }

    /// A name that `from target import *` gives.
    pub(super) fn star(&self, module: &PackageModule, target: &Target, name: &str) -> Found {
        let full = module.absolute(target);
        match self.module(&full) {
            Some(found) if self.exports(&found, name) => self.member(&found, name),
            _ => Found::Missing,
        }
    }

    /// Whether `from module import *` imports a name, if the module has it.
    pub(super) fn exports(&self, module: &Rc<PackageModule>, name: &str) -> bool {
        let Some(parts) = &module.names.exports else { return !name.starts_with('_') };
        parts.iter().any(|part| match part {
            Export::Name(exported) => **exported == *name,
            Export::OfModule(path) => match self.path(module, path) {
                Found::Module(other) => self.exports(&other, name),
                _ => !name.starts_with('_'),
            },
            Export::Open => !name.starts_with('_'),
            Export::Begin => false,
        })
    }

    /// What a name of a module means.
    pub(super) fn meaning(&self, module: &Rc<PackageModule>, name: &str, meaning: &Meaning) -> Found {
        match meaning {
            Meaning::Module(target) => self.imported(&module.absolute(target)),
            Meaning::Member(target, member) => {
                let full = module.absolute(target);
                match self.imported(&full) {
                    Found::Module(found) => self.member(&found, member),
                    Found::Outside(path) => Found::Outside(format!("{path}.{member}").into()),
                    found => found,
                }
            }
            Meaning::Class(outline) => {
                Found::Class(FoundClass { module: Rc::clone(module), outline: Rc::clone(outline) })
            }
            Meaning::Function(decoration) => {
                Found::Function(format!("{}.{name}", module.name).into(), Rc::clone(decoration))
            }
            Meaning::Path(path) if &**path == name => Found::Open,
            Meaning::Path(path) => self.path(module, path),
            Meaning::Text(text) => Found::Text(Rc::clone(text)),
            Meaning::AnyOf(meanings) => self.any_of(module, name, meanings),
            Meaning::Table(_) | Meaning::Stub | Meaning::Other => Found::Open,
        }
    }

    /// What several meanings have in common.
    fn any_of(&self, module: &Rc<PackageModule>, name: &str, meanings: &[Meaning]) -> Found {
        let mut common: Option<Found> = None;
        for meaning in meanings {
            let found = self.meaning(module, name, meaning);
            match (&common, &found) {
                (_, Found::Missing) => {}
                (None, _) => common = Some(found),
                (Some(known), _) if known.is(&found) => {}
                _ => return Found::Open,
            }
        }
        common.unwrap_or(Found::Missing)
    }

    /// The module that an import gives.
    fn imported(&self, name: &str) -> Found {
        if is_standard(name) {
            return Found::Outside(name.into());
        }
        match self.module(name) {
            Some(module) => Found::Module(module),
            None if name.split('.').next().is_some_and(|first| self.module(first).is_some()) => {
                Found::Missing
            }
            None => Found::Outside(name.into()),
        }
    }

    /// What a path means in a module.
    pub(super) fn path(&self, module: &Rc<PackageModule>, path: &str) -> Found {
        let mut parts = path.split('.');
        let first = parts.next().unwrap_or(path);
        let found = match self.member(module, first) {
            Found::Missing => Found::Outside(format!("builtins.{first}").into()),
            found => found,
        };
        self.follow(found, parts)
    }
}

impl PackageModule {
    /// The dotted name that an import means in this module.
    pub(super) fn absolute(&self, target: &Target) -> Rc<str> {
        absolute(target, &self.name, !self.folders.is_empty())
    }
}

impl Found {
    /// Whether both are the same.
    fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Module(one), Self::Module(other)) => one.name == other.name,
            (Self::Class(one), Self::Class(other)) => Rc::ptr_eq(&one.outline, &other.outline),
            (Self::Function(one, _), Self::Function(other, _))
            | (Self::Outside(one), Self::Outside(other)) => one == other,
            _ => false,
        }
    }
}

/// The dotted name that an import means in a module.
fn absolute(target: &Target, module: &str, is_package: bool) -> Rc<str> {
    if target.level == 0 {
        return Rc::clone(&target.module);
    }
    let up = target.level as usize - usize::from(is_package);
    let mut package = module;
    for _ in 0..up {
        package = package.rsplit_once('.').map_or("", |(parent, _)| parent);
    }
    if target.module.is_empty() { package.into() } else { format!("{package}.{}", target.module).into() }
}
