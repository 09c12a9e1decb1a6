//! Which names flytekit's modules have: `names.txt`, recorded from the reference by `names.py`.
//!
//! A name that a module has from another one is what it is there. Any other that a module has and that is not modelled here
//! is unknown; one that it does not have cannot be imported. For another version of flytekit than the reference's the table
//! does not say which names are missing.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::python::{EvalResult, Evaluator, Unknown, Value};

use super::versions;

const NAMES: &str = include_str!("names.txt");

/// Where a module has a name from: the module that defines it, and its name there, which is empty for the module itself.
type Home = (&'static str, Option<&'static str>);

/// The names of a module; with a home those that it has from another one.
type Names = HashMap<&'static str, Option<Home>>;

/// The names of all modules, read when they are first asked for.
fn table() -> &'static HashMap<&'static str, Names> {
    static TABLE: OnceLock<HashMap<&'static str, Names>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let modules = NAMES.lines().map(|line| {
            let (module, names) = line.split_once(' ').unwrap_or((line, ""));
            (module, names.split_terminator(' ').map(entry).collect())
        });
        modules.collect()
    })
}

fn entry(text: &'static str) -> (&'static str, Option<Home>) {
    let Some((name, home)) = text.split_once('=') else { return (text, None) };
    match home.split_once(':') {
        Some((home, there)) => (name, Some((home, Some(there)))),
        None => (name, Some((home, None))),
    }
}

/// Whether a module of the reference lacks a name.
pub(super) fn is_missing(module: &str, name: &str) -> bool {
    let is_submodule = || table().contains_key(format!("{module}.{name}").as_str());
    !name.starts_with("__")
        && table().get(module).is_some_and(|names| !names.contains_key(name))
        && !is_submodule()
}

/// Tells the evaluator which modules flytekit does not have.
pub(super) fn register(evaluator: &mut Evaluator) {
    evaluator.know_missing_names(|evaluator, module, name| {
        versions::is_reference(evaluator) && is_missing(module, name)
    });
}

/// A name that a module has from another one; `None` where that is not modelled either.
fn forwarded(evaluator: &mut Evaluator, module: &str, name: &str) -> EvalResult<Option<Value>> {
    let known = table().get(module).and_then(|names| names.get(name));
    let Some(Some((home, there))) = known.copied() else { return Ok(None) };
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
    Value::Unknown(Unknown::path(defined(module, name), evaluator.current_span(), reason))
}

/// The path of a name in the module that defines it.
fn defined(module: &str, name: &str) -> String {
    let mut place = (module, name);
    // No module has a name from one that has it from itself; the bound is for a table that says otherwise.
    for _ in 0..table().len() {
        let Some(Some((home, there))) = table().get(place.0).and_then(|names| names.get(place.1)) else {
            break;
        };
        match there {
            Some("") => return (*home).to_owned(),
            there => place = (home, there.unwrap_or(place.1)),
        }
    }
    format!("{}.{}", place.0, place.1)
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
    fn what_is_not_modelled_is_known_by_the_place_of_its_definition() {
        assert_eq!(super::defined("flytekit", "Deck"), "flytekit.deck.deck.Deck");
        assert_eq!(super::defined("flytekit.deck.deck", "Deck"), "flytekit.deck.deck.Deck");
        assert_eq!(super::defined("flytekit.unheard", "Of"), "flytekit.unheard.Of");
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
