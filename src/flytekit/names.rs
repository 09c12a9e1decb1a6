//! Which names flytekit's modules have: `names.txt`, recorded from the reference by `names.py`.
//!
//! A name that a module has and that is not modelled here is unknown; one that it does not have cannot be imported. For
//! another version of flytekit than the reference's the table says nothing.

use crate::python::{Evaluator, Unknown, Value};

use super::versions;

const NAMES: &str = include_str!("names.txt");

/// The names of a module; `None` for one that is not in the table.
fn names(module: &str) -> Option<impl Iterator<Item = &'static str>> {
    NAMES.lines().find_map(|line| {
        let mut words = line.split(' ');
        (words.next() == Some(module)).then_some(words)
    })
}

/// Whether a module lacks a name.
fn is_missing(module: &str, name: &str) -> bool {
    let is_submodule = || names(&format!("{module}.{name}")).is_some();
    !name.starts_with("__")
        && names(module).is_some_and(|mut names| names.all(|known| known != name))
        && !is_submodule()
}

/// `__getattr__` of a module of flytekit: what becomes of names that are not modelled.
pub(super) fn getter(module: &str) -> Value {
    let module = module.to_owned();
    let getter = crate::python::NativeFunction::closure("__getattr__", move |evaluator, arguments| {
        let [name] = arguments.bind(evaluator, "__getattr__", ["name!"])?;
        let name = name.as_ref().and_then(Value::as_str).unwrap_or_default();
        if versions::is_reference(evaluator) && is_missing(&module, &name) {
            let message = format!("module '{module}' has no attribute '{name}'");
            return Err(evaluator.exception(&evaluator.exceptions.attribute_error, &message));
        }
        Ok(not_modelled(evaluator, &module, &name))
    });
    Value::Native(std::rc::Rc::new(getter))
}

fn not_modelled(evaluator: &Evaluator, module: &str, name: &str) -> Value {
    let reason = format!("`{module}` has it, but its value is only known when the program runs");
    Value::Unknown(Unknown::path(format!("{module}.{name}"), evaluator.current_span(), reason))
}

#[cfg(test)]
mod tests {
    use super::is_missing;

    #[test]
    fn a_module_has_its_names_and_its_submodules() {
        assert!(!is_missing("flytekit", "task"));
        assert!(!is_missing("flytekit", "__version__"));
        assert!(!is_missing("flytekit.core", "worker_queue"));
        assert!(is_missing("flytekit", "tusk"));
        assert!(is_missing("flytekit.types.pickle.pickle", "BatchSize"));
        assert!(!is_missing("flytekitplugins.spark", "anything"));
    }
}
