//! flytekit's native modules while they are being filled.
//!
//! A noun adds what it defines with [`Library::add`], or a class with [`Library::class`], which puts it under its own module
//! and under every other module from which programs import it. Packages that lead to a module exist by themselves.

use std::rc::Rc;

use indexmap::IndexMap;
use rustc_hash::FxHashMap;

use super::{names, versions};
use crate::python::{Class, EvalResult, Evaluator, NativeCode, NativeFunction, Value, Vars};

/// Makes further names of a module when it is imported.
type Compute = fn(&mut Evaluator) -> EvalResult<Vars>;

/// Modules and their names.
#[derive(Default)]
pub(crate) struct Library {
    modules: IndexMap<String, Vars>,
    computed: IndexMap<String, Compute>,
    forwarded: Vec<(String, String, String)>,
}

impl Library {
    /// Makes a module exist, and the packages around it.
    pub(crate) fn module(&mut self, module: &str) -> &mut Vars {
        let parents = module.match_indices('.').map(|(at, _)| &module[..at]);
        for parent in parents {
            self.modules.entry(parent.to_owned()).or_default();
        }
        self.modules.entry(module.to_owned()).or_default()
    }

    /// Puts a value into a module.
    pub(crate) fn add(&mut self, module: &str, name: &str, value: Value) {
        self.module(module).insert(name.into(), value);
    }

    /// Puts a class into its own module and into the given ones.
    pub(crate) fn class(&mut self, class: &Rc<Class>, exported_by: &[&str]) {
        self.export(&class.name, &Value::Class(Rc::clone(class)), &class.module, exported_by);
    }

    /// Puts a value into the module that defines it and into those that export it too.
    pub(crate) fn export(&mut self, name: &str, value: &Value, defined_by: &str, exported_by: &[&str]) {
        for module in std::iter::once(&defined_by).chain(exported_by) {
            self.add(module, name, value.clone());
        }
    }

    /// Puts a native function that sees unknown arguments into modules.
    pub(crate) fn function(&mut self, name: &str, code: NativeCode, modules: &[&str]) {
        for module in modules {
            self.add(module, name, function(name, code));
        }
    }

    /// A name of a module.
    pub(crate) fn get(&self, module: &str, name: &str) -> Option<Value> {
        self.modules.get(module).and_then(|names| names.get(name).cloned())
    }

    /// Names of a module that are made when it is imported.
    pub(crate) fn computed(&mut self, module: &str, compute: Compute) {
        self.module(module);
        self.computed.insert(module.to_owned(), compute);
    }

    /// A name that a module exports from another one, where it is made when that is imported.
    pub(crate) fn forward(&mut self, module: &str, name: &str, from: &str) {
        self.module(module);
        self.forwarded.push((module.to_owned(), name.to_owned(), from.to_owned()));
    }

    /// Makes all modules importable. A package has its submodules as attributes unless it exports something of that name.
    pub(crate) fn register(self, evaluator: &mut Evaluator) {
        let mut children: FxHashMap<String, Vec<String>> = FxHashMap::default();
        for name in self.modules.keys() {
            if let Some((parent, _)) = name.rsplit_once('.') {
                children.entry(parent.to_owned()).or_default().push(name.clone());
            }
        }
        evaluator.find_modules(|name| {
            let name = names::module(name)?;
            Some(Rc::new(|_| Ok(Vars::from_iter([("__getattr__".into(), names::getter(name))]))))
        });
        for (name, vars) in self.modules {
            let children = children.remove(&name).unwrap_or_default();
            let compute = self.computed.get(&name).copied();
            let forwarded = self.forwarded.iter().filter(|(module, ..)| *module == name);
            let forwarded: Vec<(String, String)> =
                forwarded.map(|(_, name, from)| (name.clone(), from.clone())).collect();
            let is_told = name == "flytekit" || name.starts_with("flytekit.") || names::are_told(&name);
            let getter = is_told.then(|| names::getter(&name));
            let module = name.clone();
            evaluator.register_module(&name, move |evaluator| {
                let mut vars = vars.clone();
                if is_told && versions::is_reference(evaluator) {
                    vars.retain(|variable, _| !names::is_missing(&module, variable));
                }
                if let Some(getter) = &getter {
                    vars.entry("__getattr__".into()).or_insert_with(|| getter.clone());
                }
                if let Some(compute) = compute {
                    vars.extend(compute(evaluator)?);
                }
                for (name, from) in &forwarded {
                    let module = evaluator.import_module(from)?;
                    let value = evaluator.get_attribute(&module, name)?;
                    vars.insert(name.as_str().into(), value);
                }
                for child in &children {
                    let module = evaluator.import_module(child)?;
                    let name = child.rsplit('.').next().unwrap_or(child);
                    vars.entry(name.into()).or_insert(module);
                }
                Ok(vars)
            });
        }
    }
}

/// A native function that sees unknown arguments.
pub(crate) fn function(name: &str, code: NativeCode) -> Value {
    Value::Native(Rc::new(NativeFunction::new(name, code).accepting_unknown()))
}

/// `__class_getitem__` of a generic class whose arguments say nothing here: the class itself.
pub(crate) fn own_item() -> Value {
    function("__class_getitem__", |evaluator, mut arguments| {
        arguments.take_first().ok_or_else(|| evaluator.type_error("a class is needed"))
    })
}

/// Attributes of a class from a table of methods; they see unknown arguments.
pub(crate) fn methods(table: &[(&str, NativeCode)]) -> Vars {
    table.iter().map(|(name, code)| (Rc::from(*name), function(name, *code))).collect()
}

/// A native function that makes something of Flyte: where a value can't be known that it needs, that is a fault, and what
/// it was to make is not silently an unknown.
pub(crate) fn strict(name: &str, code: NativeCode) -> Value {
    let function = NativeFunction::closure(name, move |evaluator, arguments| {
        let span = arguments.span().or(evaluator.current_span());
        super::report::settled(code(evaluator, arguments), "this", span)
    });
    Value::Native(Rc::new(function.accepting_unknown()))
}

/// Attributes of a class from a table of methods that make something of Flyte.
pub(crate) fn strict_methods(table: &[(&str, NativeCode)]) -> Vars {
    table.iter().map(|(name, code)| (Rc::from(*name), strict(name, *code))).collect()
}
