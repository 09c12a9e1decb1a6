//! Imports and names that may not be there.
//!
//! What the standard library has is certain, so that what it lacks is missing. What an environment has is asked where the
//! program is prepared for a failing import: inside a `try` with handlers, and where the environment has flytekit itself, so
//! that it is the one in which the program runs. Where nothing is said of what is installed, such an import is in doubt; outside
//! of any `try` a package outside the project is taken to be there.

use std::rc::Rc;

use super::Risk;
use crate::python::installed::standard::{is_of_python_2, is_part_of_python, is_standard};
use crate::python::installed::{Presence, standard_names};
use crate::python::{EvalResult, Evaluator, Unknown, Value, Vars};

const UNSURE: &str = "the sources of the package do not say whether its import succeeds";
const NOT_SAID: &str = "it is not said whether the package is installed (`--python-path` says it)";

impl Evaluator {
    /// Raises `ModuleNotFoundError` for a module that is certainly not there.
    pub(super) fn check_presence(&mut self, name: &str) -> EvalResult<()> {
        match self.module_presence(name) {
            Presence::There => Ok(()),
            Presence::Missing => {
                let missing =
                    if is_part_of_python(name) { name } else { self.packages.missing(name).unwrap_or(name) };
                Err(self.missing_module(&format!("No module named '{missing}'"), missing))
            }
            Presence::Open => {
                let reason = if self.asks_environment() { UNSURE } else { NOT_SAID };
                self.doubt(&Unknown::path(name, self.current_span(), reason), Risk::Import);
                Ok(())
            }
        }
    }

    fn module_presence(&self, name: &str) -> Presence {
        let first = name.split('.').next().unwrap_or(name);
        if self.modules.contains_key(name) || self.has_source(first) {
            return Presence::There;
        }
        if is_part_of_python(first) {
            return self.standard_module(name);
        }
        if self.handlers == 0 {
            return Presence::There;
        }
        if !self.asks_environment() {
            let comes_with_flytekit =
                first == "flytekit" || self.loaded_first.contains(first) || is_standard(first);
            return match (is_of_python_2(first), comes_with_flytekit) {
                (true, _) => Presence::Missing,
                (_, true) => Presence::There,
                _ => Presence::Open,
            };
        }
        if self.has_native_module(name) {
            // What is modelled here loads; a plugin may not be installed.
            return if self.packages.missing(name).is_some() { Presence::Missing } else { Presence::There };
        }
        self.packages.module_presence(name)
    }

    /// Whether a failing import is expected and it is known what is installed.
    fn asks_environment(&self) -> bool {
        self.handlers > 0 && self.packages.is_searched() && self.packages.has_module("flytekit")
    }

    fn standard_module(&self, name: &str) -> Presence {
        let version = self.settings.python_version;
        let presence = standard_names::module(name, version);
        if presence != Presence::Missing || self.has_native_module(name) && name == "os.path" {
            return presence;
        }
        let first = name.split('.').next().unwrap_or(name);
        if !standard_names::is_removed(first, version) {
            return presence;
        }
        // A package may bring back what Python no longer has; setuptools does so with distutils.
        let again = if first == "distutils" { "_distutils_hack" } else { first };
        match self.packages.is_searched() {
            true if self.packages.has_module(again) => Presence::There,
            true => presence,
            false => Presence::Open,
        }
    }

    /// Whether a module of the standard library has a name; it is open of all other modules.
    pub(in crate::python) fn standard_presence(&self, module: &str, name: &str) -> Presence {
        if is_part_of_python(module) {
            standard_names::name(module, name, self.settings.python_version)
        } else {
            Presence::Open
        }
    }

    /// Takes away what a module of the standard library does not have in the version of Python that is asked for.
    pub(super) fn prune(&self, module: &str, vars: &mut Vars) {
        if !is_part_of_python(module) {
            return;
        }
        let Some(known) = standard_names::names(module) else { return };
        let version = self.settings.python_version;
        vars.retain(|name, _| {
            let marks = known.get(&**name).copied();
            let is_missing = marks.map_or(!name.starts_with('_'), |marks| {
                standard_names::presence(marks, version) == Presence::Missing
            });
            !is_missing || self.has_native_module(&format!("{module}.{name}"))
        });
    }

    /// Raises `ImportError` for a name that a module, which is not evaluated, certainly does not have.
    pub(super) fn check_name(&mut self, unknown: &Rc<Unknown>, module: &str, name: &str) -> EvalResult<()> {
        match self.presence_of(unknown, module, name) {
            Presence::There => {}
            Presence::Missing => return Err(self.cannot_import(module, true, name)),
            Presence::Open => {
                let path = format!("{module}.{name}");
                self.doubt(&Unknown::path(path, self.current_span(), UNSURE), Risk::Import);
            }
        }
        Ok(())
    }

    fn presence_of(&self, unknown: &Unknown, module: &str, name: &str) -> Presence {
        if unknown.dotted_path().is_none_or(|path| **path != *module) || self.has_source(module) {
            return Presence::There;
        }
        if is_part_of_python(module) {
            return self.standard_presence(module, name);
        }
        if is_standard(module) || module == "flytekit" || module.starts_with("flytekit.") {
            return Presence::There;
        }
        if !self.asks_environment() {
            return Presence::Open;
        }
        let full = format!("{module}.{name}");
        match self.packages.name_presence(module, name) {
            Presence::There if self.packages.has_module(&full) => self.packages.module_presence(&full),
            Presence::Open if self.known_names.as_ref().is_some_and(|is_known| is_known(&full)) => {
                Presence::There
            }
            presence => presence,
        }
    }

    /// An attribute of an unknown.
    pub(super) fn attribute_of_unknown(
        &mut self,
        unknown: &Rc<Unknown>,
        name: &str,
    ) -> EvalResult<Option<Value>> {
        if self.handlers > 0 && !unknown.reported {
            match self.attribute_presence(unknown, name) {
                Presence::There => {}
                Presence::Missing => return Ok(None),
                Presence::Open => self.doubt(unknown, Risk::Attribute),
            }
        }
        Ok(Some(self.name_of_unknown(unknown, name)))
    }

    /// Whether an unknown has an attribute, where it is a module.
    fn attribute_presence(&self, unknown: &Unknown, name: &str) -> Presence {
        let Some(path) = unknown.dotted_path() else { return Presence::Open };
        if is_part_of_python(path) {
            return self.standard_presence(path, name);
        }
        if !self.asks_environment() || !self.packages.has_module(path) {
            return Presence::Open;
        }
        // A submodule may have been imported elsewhere, and be an attribute since.
        match self.packages.name_presence(path, name) {
            Presence::There if self.packages.has_module(&format!("{path}.{name}")) => Presence::Open,
            presence => presence,
        }
    }

    /// Raises `ModuleNotFoundError` for a module that the package that it would be in certainly does not have.
    pub(super) fn check_submodule(&mut self, name: &str) -> EvalResult<()> {
        let Some((parent, last)) = name.rsplit_once('.') else { return Ok(()) };
        match self.missing_names.clone() {
            Some(is_missing) if is_missing(self, parent, last) => {
                Err(self.missing_module(&format!("No module named '{name}'"), name))
            }
            _ => Ok(()),
        }
    }
}
