//! Which names flytekit's modules have: `names.txt`, recorded from the reference, and `plugins/names.txt`, read from the
//! sources of the plugins; both by `names.py`.
//!
//! A name that a module has from another one is what it is there, and the texts and numbers that its source says are values.
//! Any other that a module has and that is not modelled here is unknown; one that it does not have cannot be imported. For
//! another version of flytekit than the reference's the table says neither which names are missing nor their values.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::python::{EvalResult, Evaluator, Unknown, Value};

use super::{convert, versions};

const NAMES: &str = include_str!("names.txt");
const PLUGIN_NAMES: &str = include_str!("plugins/names.txt");
/// Stands in a module of a plugin that has names which are not told.
const OPEN: &str = "*";

/// What the table says of a name.
#[derive(Clone, Copy)]
enum Origin {
    /// The module has it.
    Here,
    /// The module has it, and it is this value, as JSON.
    Constant(&'static str),
    /// It is from the module of the first name, by the second name there, which is empty for the module itself.
    Elsewhere(&'static str, Option<&'static str>),
}

/// The names of a module, read when they are first asked for.
struct Names {
    text: &'static str,
    entries: OnceLock<HashMap<&'static str, Origin>>,
}

impl Names {
    fn get(&self, name: &str) -> Option<Origin> {
        let entries = self.entries.get_or_init(|| self.text.split_terminator(' ').map(entry).collect());
        entries.get(name).copied()
    }

    fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }
}

/// The names of all modules.
fn table() -> &'static HashMap<&'static str, Names> {
    static TABLE: OnceLock<HashMap<&'static str, Names>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let modules = NAMES.lines().chain(PLUGIN_NAMES.lines()).map(|line| {
            let (module, text) = line.split_once(' ').unwrap_or((line, ""));
            (module, Names { text, entries: OnceLock::new() })
        });
        modules.collect()
    })
}

fn entry(text: &'static str) -> (&'static str, Origin) {
    let Some(end) = text.find([':', '=']) else { return (text, Origin::Here) };
    let (name, rest) = (&text[..end], &text[end + 1..]);
    let origin = match (text.as_bytes()[end], rest.split_once(':')) {
        (b':', _) => Origin::Constant(rest),
        (_, Some((home, there))) => Origin::Elsewhere(home, Some(there)),
        (_, None) => Origin::Elsewhere(rest, None),
    };
    (name, origin)
}

fn origin(module: &str, name: &str) -> Option<Origin> {
    table().get(module)?.get(name)
}

/// A module of the reference, as the table names it.
pub(super) fn module(name: &str) -> Option<&'static str> {
    table().get_key_value(name).map(|(name, _)| *name)
}

/// Whether the reference has a module.
pub(super) fn has_module(module: &str) -> bool {
    table().contains_key(module)
}

/// Whether the names of a module are told.
pub(super) fn are_told(module: &str) -> bool {
    table().get(module).is_some_and(|names| !names.has(OPEN))
}

/// Whether a module of the reference lacks a name.
pub(super) fn is_missing(module: &str, name: &str) -> bool {
    let is_submodule = || table().contains_key(format!("{module}.{name}").as_str());
    !name.starts_with("__")
        && table().get(module).is_some_and(|names| !names.has(name) && !names.has(OPEN))
        && !is_submodule()
}

/// Tells the evaluator which modules flytekit does not have.
pub(super) fn register(evaluator: &mut Evaluator) {
    evaluator.know_missing_names(|evaluator, module, name| {
        versions::is_reference(evaluator) && is_missing(module, name)
    });
}

/// A name that a module has from another one, or as a constant; `None` where that is not modelled either.
fn recorded(evaluator: &mut Evaluator, module: &str, name: &str) -> EvalResult<Option<Value>> {
    let value = match origin(module, name) {
        None | Some(Origin::Here) => return Ok(None),
        Some(Origin::Constant(_)) if !versions::is_reference(evaluator) => return Ok(None),
        Some(Origin::Constant(text)) => {
            return Ok(serde_json::from_str(text).ok().map(|json| convert::value(&json)));
        }
        Some(Origin::Elsewhere(home, Some(""))) => evaluator.import_module(home)?,
        Some(Origin::Elsewhere(home, there)) => {
            let home = evaluator.import_module(home)?;
            evaluator.get_attribute(&home, there.unwrap_or(name))?
        }
    };
    Ok(Some(value).filter(|value| value.as_unknown().is_none()))
}

/// `__getattr__` of a module of flytekit: what becomes of names that are not modelled.
pub(super) fn getter(module: &str) -> Value {
    let module = module.to_owned();
    let getter = crate::python::NativeFunction::closure("__getattr__", move |evaluator, arguments| {
        let [name] = arguments.bind(evaluator, "__getattr__", ["name!"])?;
        let name = name.as_ref().and_then(Value::as_str).unwrap_or_default();
        if let Some(value) = recorded(evaluator, &module, &name)? {
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
        let Some(Origin::Elsewhere(home, there)) = origin(place.0, place.1) else { break };
        match there {
            Some("") => return home.to_owned(),
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
        assert!(!is_missing("flytekitplugins.spark", "Spark"));
        assert!(!is_missing("flytekitplugins.spark", "task"));
        assert!(is_missing("flytekitplugins.spark", "GenericSparkTask"));
        assert!(!is_missing("flytekitplugins.unheard", "of"));
    }

    #[test]
    fn what_is_not_modelled_is_known_by_the_place_of_its_definition() {
        assert_eq!(super::defined("flytekit", "Deck"), "flytekit.deck.deck.Deck");
        assert_eq!(super::defined("flytekit.deck.deck", "Deck"), "flytekit.deck.deck.Deck");
        assert_eq!(super::defined("flytekit.unheard", "Of"), "flytekit.unheard.Of");
    }

    #[test]
    fn texts_and_numbers_are_known() {
        let program = Program::new(
            "from flytekit.core import constants, python_function_task\n\
             from flytekit.core.container_task import DOCKER_IMPORT_ERROR_MESSAGE as LONG\n\
             from flytekit.core.python_auto_container import RUNTIME_PACKAGES_ENV_NAME as FROM_ELSEWHERE\n\
             TEXT = constants.START_NODE_ID\nNUMBER = python_function_task.CLEANUP_LOOP_DELAY_SECONDS\n",
        );
        let texts = ["TEXT", "FROM_ELSEWHERE"].map(|name| program.global(name).as_str().unwrap().to_string());
        assert_eq!(texts, ["start-node", "_F_RUNTIME_PACKAGES"]);
        assert!(program.global("LONG").as_str().unwrap().starts_with("Docker is not installed. Please"));
        assert_eq!(program.global("NUMBER").as_i64(), Some(1));
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
