//! Whether a module can be imported and has a name, as far as the sources of installed packages say.
//!
//! Where the program is prepared for a failing import, a guess would choose one of its two ways without a word. So this is
//! stricter than [`PackageIndex::find`], which takes for granted that the program works: a name that is bound under a
//! condition is neither there nor missing, and a module that writes names in a manner that its text does not show has no
//! missing ones.

use std::path::PathBuf;
use std::rc::Rc;

use rustc_hash::FxHashSet;

use super::index::{Found, PackageIndex, PackageModule};
use super::standard::is_part_of_python;
use super::standard_names;
use crate::python::resolve;
use crate::python::syntax::outline::{Item, Meaning, Target};
use crate::source::SourceFile;

/// Whether something is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Presence {
    /// It is there.
    There,
    /// It is not there.
    Missing,
    /// The sources do not say.
    Open,
}

use Presence::{Missing, Open, There};

/// How many modules of a package are read for what they import, and how deep names are followed.
const MODULE_LIMIT: usize = 300;
const DEPTH_LIMIT: usize = 12;

/// What in a module's text may bind names that the text does not show.
const HIDDEN_BINDINGS: &[&str] =
    &["globals(", "locals(", "vars(", "exec(", "setattr(", "sys.modules", "__class__", "global "];

/// What in a package's text may make modules that no file holds.
const HIDDEN_MODULES: &[&str] = &["sys.modules", "meta_path", "path_hooks", "__path__"];

impl Presence {
    /// What holds where one of two ways was taken.
    fn or(self, other: Self) -> Self {
        if self == other { self } else { Open }
    }

    /// What holds where both must be there.
    fn and(self, other: impl FnOnce() -> Self) -> Self {
        match self {
            Missing => Missing,
            There => other(),
            Open => {
                if other() == Missing {
                    Missing
                } else {
                    Open
                }
            }
        }
    }
}

impl PackageIndex {
    /// Whether `import name` succeeds.
    pub(crate) fn module_presence(&self, name: &str) -> Presence {
        self.known_presence(name, "", || {
            self.exists(name).and(|| self.loads(name, &mut FxHashSet::default()))
        })
    }

    /// Whether `from module import name` succeeds where the import of the module does.
    pub(crate) fn name_presence(&self, module: &str, name: &str) -> Presence {
        self.known_presence(module, name, || self.has_name(module, name, 0))
    }

    fn known_presence(&self, module: &str, name: &str, decide: impl FnOnce() -> Presence) -> Presence {
        let key = (Rc::from(module), Rc::from(name));
        if let Some(known) = self.presences.borrow().get(&key) {
            return *known;
        }
        let presence = decide();
        self.presences.borrow_mut().insert(key, presence);
        presence
    }

    /// Whether there is a module of that name, whatever its import does.
    fn exists(&self, name: &str) -> Presence {
        if is_part_of_python(name) {
            return standard_names::module(name, self.version);
        }
        let ends = name.match_indices('.').map(|(at, _)| at).chain([name.len()]);
        let mut parent: Option<Rc<PackageModule>> = None;
        for end in ends {
            let Some(module) = self.module(&name[..end]) else {
                let Some(parent) = parent else { return Missing };
                let last = name[..end].rsplit('.').next().unwrap_or_default();
                let is_open = parent.is_compiled || self.is_written(&parent, HIDDEN_MODULES, last);
                return if is_open { Open } else { Missing };
            };
            parent = Some(module);
        }
        There
    }

    /// Whether what a module imports at its top can be imported, and so on within its own package.
    fn loads(&self, name: &str, seen: &mut FxHashSet<Rc<str>>) -> Presence {
        let mut result = There;
        let ends = name.match_indices('.').map(|(at, _)| at).chain([name.len()]);
        for end in ends {
            if seen.len() >= MODULE_LIMIT || !seen.insert(name[..end].into()) {
                continue;
            }
            let Some(module) = self.module(&name[..end]) else { continue };
            let items = module.path.as_ref().and_then(|path| self.outline(path)).unwrap_or_default();
            match self.runs(&module, &items, seen) {
                Missing => return Missing,
                Open => result = Open,
                There => {}
            }
        }
        result
    }

    /// Whether statements run to their end, as far as that depends on what is installed.
    fn runs(&self, module: &PackageModule, items: &[Item], seen: &mut FxHashSet<Rc<str>>) -> Presence {
        let mut result = There;
        for item in items {
            let presence = match item {
                Item::Raise => return if result == Open { Open } else { Missing },
                Item::MayRaise => Open,
                // Something else than an import is tried, and meant to work.
                Item::Guarded(body, _) if !body.iter().any(|item| import_of(item).is_some()) => There,
                Item::Guarded(body, handlers) => match self.failing(module, body, 0) {
                    (There, _) => There,
                    (Missing, _) => self.runs(module, handlers, seen),
                    (Open, _) => self.runs(module, handlers, seen).or(There),
                },
                // The condition is not decided, and most such ways lead on.
                Item::Either(..) => There,
                item => self.import_succeeds(module, item, seen),
            };
            match presence {
                Missing => return if result == Open { Open } else { Missing },
                Open => result = Open,
                There => {}
            }
        }
        result
    }

    /// Whether an import at a module's top succeeds. Of other packages it is only asked whether they are there.
    fn import_succeeds(
        &self,
        module: &PackageModule,
        item: &Item,
        seen: &mut FxHashSet<Rc<str>>,
    ) -> Presence {
        let Some((target, member)) = import_of(item) else { return There };
        let full = module.absolute(target);
        let first = full.split('.').next().unwrap_or(&full);
        let is_own = module.name.split('.').next() == Some(first);
        let exists = self.exists(&full).and(|| match member {
            Some(name) if is_part_of_python(&full) => standard_names::name(&full, name, self.version),
            _ => There,
        });
        // Where the text leaves it open, it is meant to work.
        if exists == Missing || !is_own {
            return if exists == Missing { Missing } else { There };
        }
        let submodule = member.map(|name| format!("{full}.{name}"));
        let loads = self.loads(&full, seen);
        match submodule.filter(|name| self.module(name).is_some()) {
            Some(submodule) => loads.and(|| self.loads(&submodule, seen)),
            None => loads,
        }
    }

    /// Whether the imports among the items of a `try` succeed, and the index of the first one that does not surely do so.
    fn failing(&self, module: &PackageModule, items: &[Item], depth: usize) -> (Presence, usize) {
        let mut imports = false;
        for (at, item) in items.iter().enumerate() {
            let Some((target, member)) = import_of(item) else { continue };
            imports = true;
            let full = module.absolute(target);
            let presence = self.exists(&full).and(|| match member {
                Some(name) if depth < DEPTH_LIMIT => self.has_name(&full, name, depth + 1),
                _ => There,
            });
            if presence != There {
                return (presence, at);
            }
        }
        // Something else than an import is tried: whether it fails can't be told.
        (if imports { There } else { Open }, 0)
    }

    fn has_name(&self, module: &str, name: &str, depth: usize) -> Presence {
        if is_part_of_python(module) {
            return standard_names::name(module, name, self.version);
        }
        let Some(found) = self.module(module) else { return Open };
        if found.is_compiled || name.starts_with("__") || depth > DEPTH_LIMIT {
            return Open;
        }
        let items = match &found.path {
            Some(path) => self.outline(path),
            None => Some(Vec::new()),
        };
        let Some(items) = items else { return Open };
        match self.after(&found, &items, name, Missing, depth) {
            Missing => self.besides(&found, name),
            bound => bound,
        }
    }

    /// Whether a module has a name that its statements do not bind.
    fn besides(&self, module: &Rc<PackageModule>, name: &str) -> Presence {
        let full = format!("{}.{name}", module.name);
        if self.module(&full).is_some() {
            return There;
        }
        if module.names.get("__getattr__").is_some() {
            return if matches!(self.lazy(module, name), Found::Missing) { Open } else { There };
        }
        let has_hidden = module.path.as_ref().is_some_and(|path| contains(path, HIDDEN_BINDINGS, ""));
        let assigned = format!(".{name} =");
        if has_hidden
            || self.is_written(module, &[&assigned], "")
            || self.is_written(module, HIDDEN_MODULES, name)
        {
            Open
        } else {
            Missing
        }
    }

    /// Whether a name is bound after items, where it was so before them.
    fn after(
        &self,
        module: &PackageModule,
        items: &[Item],
        name: &str,
        before: Presence,
        depth: usize,
    ) -> Presence {
        let mut state = before;
        for item in items {
            state = match item {
                Item::Bind(bound, _) if **bound == *name => There,
                Item::Unbind(bound) if **bound == *name => Missing,
                Item::Star(target) => match self.star_presence(module, target, name, depth) {
                    Missing => state,
                    There => There,
                    Open => state.or(There),
                },
                Item::Guarded(body, handlers) => match self.failing(module, body, depth) {
                    (There, _) => self.after(module, body, name, state, depth),
                    (Missing, at) => {
                        let done = self.after(module, &body[..at], name, state, depth);
                        self.after(module, handlers, name, done, depth)
                    }
                    (Open, _) => {
                        let whole = self.after(module, body, name, state, depth);
                        whole.or(self.after(module, handlers, name, state, depth))
                    }
                },
                Item::Either(first, second) => {
                    let first = self.after(module, first, name, state, depth);
                    first.or(self.after(module, second, name, state, depth))
                }
                _ => state,
            };
        }
        state
    }

    /// Whether `from target import *` gives a name.
    fn star_presence(&self, module: &PackageModule, target: &Target, name: &str, depth: usize) -> Presence {
        let full = module.absolute(target);
        let Some(found) = self.module(&full) else {
            if !is_part_of_python(&full) {
                return Open;
            }
            let is_private = name.starts_with('_');
            return if is_private { Missing } else { standard_names::name(&full, name, self.version) };
        };
        if !found.is_compiled && !self.exports(&found, name) {
            return Missing;
        }
        // A star gives submodules only where they were imported, which the text of the package does not show.
        match self.has_name(&full, name, depth + 1) {
            There if self.module(&format!("{full}.{name}")).is_some() => Open,
            found => found,
        }
    }

    /// Whether a file of a module's top-level package, or the module itself where it is no package, has one of the texts and
    /// the other one.
    fn is_written(&self, module: &PackageModule, texts: &[&str], other: &str) -> bool {
        let first = module.name.split('.').next().unwrap_or(&module.name);
        let Some(package) = self.module(first) else { return true };
        let mut files: Vec<PathBuf> = package.path.clone().into_iter().collect();
        for folder in &package.folders {
            resolve::sources(folder, &mut files);
        }
        files.iter().any(|file| contains(file, texts, other))
    }
}

/// The module and the name of it that an item imports.
fn import_of(item: &Item) -> Option<(&Target, Option<&Rc<str>>)> {
    match item {
        Item::Bind(_, Meaning::Module(target)) | Item::Star(target) => Some((target, None)),
        Item::Bind(_, Meaning::Member(target, name)) => Some((target, Some(name))),
        _ => None,
    }
}

/// Whether a file has one of the texts and the other one; it is so where it can't be read.
fn contains(file: &std::path::Path, texts: &[&str], other: &str) -> bool {
    SourceFile::read(file).is_ok_and(|source| {
        let text = source.text();
        texts.iter().any(|wanted| text.contains(wanted)) && text.contains(other)
    })
}
