//! Which names flytekit's modules have: `names.txt`, recorded from the reference by `names.py`.
//!
//! A name that a module has from another one is what it is there. Any other that a module has and that is not modelled here
//! is unknown; one that it does not have cannot be imported. For another version of flytekit than the reference's the table
//! does not say which names are missing.

use crate::python::{EvalResult, Evaluator, Unknown, Value};

use super::versions;

const NAMES: &str = include_str!("names.txt");

/// The entries of a module; `None` for one that is not in the table.
fn entries(module: &str) -> Option<impl Iterator<Item = &'static str>> {
    NAMES.lines().find_map(|line| {
        let mut words = line.split(' ');
        (words.next() == Some(module)).then_some(words)
    })
}

/// The entry of a name: nothing for one that the module defines itself, else the module that it is from, and its name there,
/// which is empty for the module itself.
fn entry(module: &str, name: &str) -> Option<Option<(&'static str, Option<&'static str>)>> {
    entries(module)?.find_map(|entry| {
        let (known, home) = match entry.split_once('=') {
            Some((known, home)) => (known, Some(home)),
            None => (entry, None),
        };
        let home = home.map(|home| match home.split_once(':') {
            Some((home, there)) => (home, Some(there)),
            None => (home, None),
        });
        (known == name).then_some(home)
    })
}

/// Whether a module lacks a name.
fn is_missing(module: &str, name: &str) -> bool {
    let is_submodule = || entries(&format!("{module}.{name}")).is_some();
    !name.starts_with("__") && entries(module).is_some() && entry(module, name).is_none() && !is_submodule()
}

/// A name that a module has from another one; `None` where that is not modelled either.
fn forwarded(evaluator: &mut Evaluator, module: &str, name: &str) -> EvalResult<Option<Value>> {
    let Some(Some((home, there))) = entry(module, name) else { return Ok(None) };
    let home = evaluator.import_module(home)?;
    let value = match there {
        Some("") => home,
        there => evaluator.get_attribute(&home, there.unwrap_or(name))?,
    };
    Ok(Some(value).filter(|value| value.as_unknown().is_none()))
}

/// `__getattr__` of a module of flytekit: what becomes of names that are not modelled.
pub(super) fn getter(module: &str) -> Value {
    let module = module.to_owned();
    let getter = crate::python::NativeFunction::closure("__getattr__", move |evaluator, arguments| {
        let [name] = arguments.bind(evaluator, "__getattr__", ["name!"])?;
        let name = name.as_ref().and_then(Value::as_str).unwrap_or_default();
        if let Some(value) = forwarded(evaluator, &module, &name)? {
            return Ok(value);
        }
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
    use crate::flytekit::testing::Program;

    #[test]
    fn a_module_has_its_names_and_its_submodules() {
        assert!(!is_missing("flytekit", "task"));
        assert!(!is_missing("flytekit", "__version__"));
        assert!(!is_missing("flytekit.core", "worker_queue"));
        assert!(is_missing("flytekit", "tusk"));
        assert!(is_missing("flytekit.types.pickle.pickle", "BatchSize"));
        assert!(!is_missing("flytekitplugins.spark", "anything"));
    }

    #[test]
    fn names_are_known_from_other_modules() {
        let program = Program::new(
            "import flytekit\nfrom flytekit.core.launch_plan import LaunchPlanReference\n\
             A = flytekit.directory.FlyteDirectory\nB = flytekit.FlyteDirectory\n",
        );
        let [one, other] = ["A", "B"].map(|name| program.global(name).as_class().unwrap().name.clone());
        assert_eq!(one, other);
    }
}
