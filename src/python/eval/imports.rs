//! `import` and `from … import`.

use std::rc::Rc;

use ruff_python_ast::{Alias, StmtImport, StmtImportFrom};

use super::Flow;
use crate::diagnostic::{Diagnostic, Id};
use crate::python::{EvalResult, Evaluator, Value};
use crate::source::FileId;

impl Evaluator {
    pub(super) fn import_statement(&mut self, statement: &StmtImport) -> EvalResult<Flow> {
        for alias in &statement.names {
            self.set_span(self.span_of(alias));
            let module = self.import_module(&alias.name)?;
            if let Some(name) = &alias.asname {
                self.store_name(name, module)?;
            } else {
                let first = alias.name.split('.').next().unwrap_or(&alias.name);
                let top = if first == alias.name.as_str() { module } else { self.import_module(first)? };
                self.store_name(first, top)?;
            }
        }
        Ok(Flow::Next)
    }

    pub(super) fn import_from_statement(&mut self, statement: &StmtImportFrom) -> EvalResult<Flow> {
        let name = self.absolute_name(statement)?;
        if name == "__future__" {
            return Ok(Flow::Next);
        }
        let module = self.import_module(&name)?;
        for alias in &statement.names {
            self.set_span(self.span_of(alias));
            if &alias.name == "*" {
                self.import_all(&module)?;
            } else {
                let value = self.import_name(&module, &name, alias)?;
                self.store_name(alias.asname.as_ref().unwrap_or(&alias.name), value)?;
            }
        }
        Ok(Flow::Next)
    }

    /// The dotted name that an import means: leading dots count from the importing module's package.
    fn absolute_name(&mut self, statement: &StmtImportFrom) -> EvalResult<String> {
        let given = statement.module.as_ref().map_or("", |module| module.as_str());
        if statement.level == 0 {
            return Ok(given.to_owned());
        }
        let frame = self.frame()?;
        let package = match frame.module.get("__package__").and_then(|package| package.as_str()) {
            Some(package) => package.to_string(),
            None => String::new(),
        };
        if package.is_empty() {
            let diagnostic = Diagnostic::error(
                Id::ModuleNotFound,
                "attempted relative import with no known parent package",
            )
            .with_help("name the module with its package (-k package.module), from the folder that holds the package");
            return Err(self.exception_with(&self.exceptions.import_error, diagnostic));
        }
        let mut parts: Vec<&str> = package.split('.').collect();
        for _ in 1..statement.level {
            if parts.pop().is_none() || parts.is_empty() {
                let message = "attempted relative import beyond top-level package";
                return Err(self.exception(&self.exceptions.import_error, message));
            }
        }
        if !given.is_empty() {
            parts.push(given);
        }
        Ok(parts.join("."))
    }

    fn import_name(&mut self, module: &Value, module_name: &str, alias: &Alias) -> EvalResult<Value> {
        let Value::Module(found) = module else {
            return match module {
                Value::Unknown(unknown) => {
                    self.check_name(unknown, module_name, &alias.name)?;
                    Ok(self.name_of_unknown(unknown, &alias.name))
                }
                other => self.get_attribute(other, &alias.name),
            };
        };
        if let Some(value) = found.get(&alias.name) {
            return Ok(value);
        }
        if let Some(getter) = found.get("__getattr__") {
            match self.call(&getter, crate::python::Arguments::positional([Value::str(&*alias.name)])) {
                Err(interrupt) if self.is_plain_attribute_error(&interrupt) => {}
                result => return result,
            }
        }
        let full = format!("{module_name}.{}", alias.name);
        let is_installed =
            || found.path.is_none() && found.file == FileId::NONE && self.packages.has_module(&full);
        if found.is_package() && (self.has_source(&full) || is_installed()) || self.has_native_module(&full) {
            return self.import_module(&full);
        }
        if let Some(fallback) = found.fallback.as_ref().filter(|_| found.get("__getattr__").is_none()) {
            self.check_name(fallback, module_name, &alias.name)?;
            let path = fallback.attribute(&alias.name);
            return Ok(Value::Unknown(crate::python::Unknown::path(
                path.dotted_path().map_or_else(|| full.clone().into(), Rc::clone),
                self.current_span(),
                Rc::clone(&fallback.reason),
            )));
        }
        Err(self.cannot_import(&found.name, found.complete.get(), &alias.name))
    }

    pub(super) fn cannot_import(
        &self,
        module: &str,
        is_complete: bool,
        name: &str,
    ) -> Box<crate::python::Interrupt> {
        let message = if is_complete {
            format!("cannot import name '{name}' from '{module}'")
        } else {
            format!(
                "cannot import name '{name}' from partially initialized module '{module}' (most likely due to a circular import)"
            )
        };
        let diagnostic = Diagnostic::error(Id::ModuleNotFound, message);
        let diagnostic = if is_complete {
            diagnostic.with_help("check the name, and that the module defines it")
        } else {
            diagnostic.with_help(
                "move what both modules need into a third one, or import inside the function that uses it",
            )
        };
        let interrupt = self.exception_with(&self.exceptions.import_error, diagnostic);
        super::modules::name_in(interrupt, module)
    }

    /// `from module import *`: the names of `__all__`, else every name that does not start with an underscore.
    fn import_all(&mut self, module: &Value) -> EvalResult<()> {
        let Value::Module(module) = module else { return Ok(()) };
        let names: Vec<Rc<str>> = match module.get("__all__") {
            Some(all) => {
                let items = self.iterate(&all)?;
                items.iter().filter_map(Value::as_str).collect()
            }
            None => {
                module.scope.vars.borrow().keys().filter(|name| !name.starts_with('_')).cloned().collect()
            }
        };
        for name in names {
            let value = match module.get(&name) {
                Some(value) => value,
                None if module.is_package() => self.import_module(&format!("{}.{name}", module.name))?,
                None => {
                    let message = format!("module '{}' has no attribute '{name}'", module.name);
                    return Err(self.attribute_error(&message));
                }
            };
            self.store_name(&name, value)?;
        }
        Ok(())
    }
}
