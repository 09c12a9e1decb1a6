//! Classes of installed packages whose fields matter: enums, dataclasses, named tuples, typed dictionaries, models.
//!
//! Everything else of an installed package is an unknown with its dotted path. Of such a class the module that defines it is
//! evaluated, by itself: neither the packages around it nor what it imports, but for other classes of these kinds. What goes
//! wrong in it is no fault of the program; names that it leaves without a value are unknown.

use std::rc::Rc;

use crate::python::{Evaluator, Module, Unknown, Value};

const LIBRARY: &str = "it is part of an installed package, whose code is not run";

impl Evaluator {
    /// A name of an unknown module or class: a class whose fields matter where it is one, else an unknown.
    pub(super) fn name_of_unknown(&mut self, unknown: &Rc<Unknown>, name: &str) -> Value {
        let attribute = unknown.attribute(name);
        let path = attribute.dotted_path().cloned();
        let known = path.and_then(|path| {
            let installed = self.packages.is_searched().then(|| self.installed_name(&path)).flatten();
            installed.or_else(|| self.known_values.and_then(|value| value(&path)))
        });
        known.unwrap_or(Value::Unknown(attribute))
    }

    /// What the sources of an installed package say of a name.
    fn installed_name(&mut self, path: &str) -> Option<Value> {
        let text = self.packages.text(path).map(Value::Str);
        text.or_else(|| self.standard_name(path)).or_else(|| self.installed_class(path))
    }

    /// A name that an installed package has from the standard library or the built-in ones.
    fn standard_name(&mut self, path: &str) -> Option<Value> {
        let found = self.packages.standard_path(path)?;
        let (module, name) = found.rsplit_once('.')?;
        if module == "builtins" {
            return self.builtin_names.get(name).cloned();
        }
        let module = self.import_module(module).ok()?;
        self.find_attribute(&module, name).ok()?
    }

    /// The class at a dotted path of an installed package, if its fields matter and its definition can be evaluated.
    pub(crate) fn installed_class(&mut self, path: &str) -> Option<Value> {
        let lineage = self.packages.lineage(path)?;
        if !lineage.has_fields() {
            return None;
        }
        let (module, qualname) = &lineage.definition;
        let module = self.installed_module(module)?;
        let mut found: Option<Value> = None;
        for name in qualname.split('.') {
            found = match found {
                None => module.get(name),
                Some(Value::Class(class)) => class.own_attribute(name),
                Some(_) => None,
            };
            found.as_ref()?;
        }
        found.filter(|value| matches!(value, Value::Class(_)))
    }

    /// A module of an installed package, evaluated by itself; `None` where it is being evaluated or cannot be read.
    fn installed_module(&mut self, name: &Rc<str>) -> Option<Rc<Module>> {
        if let Some(known) = self.installed_modules.get(name) {
            return known.clone();
        }
        self.installed_modules.insert(Rc::clone(name), None);
        let path = self.packages.path_of(name)?;
        let file = self.sources.read(&path).ok()?;
        let folders = path.ends_with("__init__.py").then(|| path.parent().map(std::path::Path::to_owned));
        let folders = folders.flatten().into_iter().collect();
        let mut module = Module::new(name, Some(path), file, folders);
        module.fallback = Some(Unknown::path(Rc::clone(name), self.current_span(), LIBRARY));
        let module = Rc::new(module);
        self.evaluate_apart(&module);
        self.installed_modules.insert(Rc::clone(name), Some(Rc::clone(&module)));
        Some(module)
    }

    /// Evaluates a module whatever is going on: under no condition, in no `try`, without a word.
    fn evaluate_apart(&mut self, module: &Rc<Module>) {
        let diagnostics = self.diagnostics.len();
        let conditions = std::mem::take(&mut self.conditions);
        let handlers = std::mem::take(&mut self.handlers);
        let handled = std::mem::take(&mut self.handled);
        let journals = std::mem::take(&mut self.journals);
        let doubt = std::mem::take(&mut self.doubt);
        let annotations = std::mem::take(&mut self.class_annotations);
        // A fault in the module leaves names of it unknown; what the caller needs of it is looked for afterwards.
        let _ = self.evaluate_text(module);
        self.conditions = conditions;
        self.handlers = handlers;
        self.handled = handled;
        self.journals = journals;
        self.doubt = doubt;
        self.class_annotations = annotations;
        self.diagnostics.truncate(diagnostics);
    }
}
