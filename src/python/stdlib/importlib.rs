//! `importlib`: modules imported by name. What is installed is not known, so whether a package exists is not either.

use std::rc::Rc;

use super::convert::{optional_text, stop, text};
use super::parts::{Names, take_first};
use crate::python::{Arguments, Class, EvalResult, Evaluator, Value, Vars};

const INSTALLED: &str = "it depends on what is installed";

/// The names of `importlib`.
pub(super) fn module(_evaluator: &mut Evaluator) -> EvalResult<Vars> {
    Ok(Names::default()
        .functions(&[("import_module", import_module), ("reload", reload)])
        .inert_functions(&["invalidate_caches"])
        .vars())
}

/// The names of `importlib.util`.
pub(super) fn util(_evaluator: &mut Evaluator) -> EvalResult<Vars> {
    let names = Names::default().functions(&[("find_spec", find_spec), ("resolve_name", resolve_name)]);
    Ok(names
        .unknown_functions("importlib.util", &["module_from_spec", "spec_from_file_location"], INSTALLED)
        .vars())
}

/// The names of `importlib.metadata`.
pub(super) fn metadata(evaluator: &mut Evaluator) -> EvalResult<Vars> {
    let base = std::slice::from_ref(&evaluator.exceptions.module_not_found_error);
    let names = ["version", "metadata", "distribution", "distributions", "entry_points", "files", "requires"];
    Ok(Names::default()
        .class(&Class::native("importlib.metadata", "PackageNotFoundError", base, None, Vars::default()))
        .unknown_functions("importlib.metadata", &names, INSTALLED)
        .vars())
}

/// An absolute name; one that begins with points is relative to the package.
fn absolute(evaluator: &Evaluator, name: &str, package: Option<Rc<str>>) -> EvalResult<String> {
    let relative = name.trim_start_matches('.');
    let level = name.len() - relative.len();
    if level == 0 {
        return Ok(name.to_owned());
    }
    let Some(package) = package.filter(|package| !package.is_empty()) else {
        let quoted = crate::python::format::repr_str(name);
        let message = format!("the 'package' argument is required to perform a relative import for {quoted}");
        return Err(evaluator.type_error(&message));
    };
    let mut parts: Vec<&str> = package.split('.').collect();
    if level > parts.len() {
        let class = &evaluator.exceptions.import_error;
        return Err(evaluator.exception(class, "attempted relative import beyond top-level package"));
    }
    parts.truncate(parts.len() + 1 - level);
    if !relative.is_empty() {
        parts.push(relative);
    }
    Ok(parts.join("."))
}

fn name_argument(evaluator: &mut Evaluator, arguments: Arguments, function: &str) -> EvalResult<String> {
    let [name, package] = arguments.bind(evaluator, function, ["name!", "package"])?;
    let name = text(evaluator, &name.unwrap_or(Value::None), "'{}' object has no attribute 'startswith'")?;
    let package = optional_text(evaluator, package.as_ref(), "__package__ not set to a string")?;
    absolute(evaluator, &name, package)
}

fn import_module(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let name = name_argument(evaluator, arguments, "import_module")?;
    evaluator.import_module(&name)
}

/// `__import__(name, …)`: the first part of the name, as the statement binds it; with names to take from it, all of it.
pub(crate) fn import_function(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let parameters = ["name!", "globals", "locals", "fromlist", "level"];
    let [name, _, _, wanted, level] = arguments.bind(evaluator, "__import__", parameters)?;
    let name = text(evaluator, &name.unwrap_or(Value::None), "module name must be a string")?;
    if level.is_some_and(|level| level.as_i64() != Some(0)) {
        return stop(evaluator, "a relative import by a call is not evaluated");
    }
    let imported = evaluator.import_module(&name)?;
    let takes_names = match wanted {
        Some(wanted) => super::convert::truth(evaluator, &wanted)?,
        None => false,
    };
    match name.split_once('.') {
        Some((first, _)) if !takes_names => evaluator.import_module(first),
        _ => Ok(imported),
    }
}

/// `importlib.reload`: gives the module as it is.
fn reload(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    take_first(evaluator, &mut arguments)
}

/// Whether a module exists is known for those of the project and of the standard library alone; its specification is not.
fn find_spec(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let name = name_argument(evaluator, arguments, "find_spec")?;
    if evaluator.has_source(&name) {
        let spec = crate::python::Instance::new(&Class::native(
            "importlib.machinery",
            "ModuleSpec",
            std::slice::from_ref(&evaluator.types.object),
            None,
            Vars::default(),
        ));
        spec.set_attribute("name", Value::str(&name));
        spec.set_attribute("loader", evaluator.unknown("modules are not loaded by Python"));
        spec.set_attribute("origin", evaluator.unknown("modules are not loaded by Python"));
        return Ok(Value::Instance(Rc::new(spec)));
    }
    stop(evaluator, INSTALLED)
}

fn resolve_name(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    name_argument(evaluator, arguments, "resolve_name").map(Value::from)
}
