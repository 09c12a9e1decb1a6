//! Calls that would make entities or nodes that are not known here.
//!
//! A call of something unknown gives an unknown, which is harmless until it is needed. A class of tasks of a plugin that is
//! not known is different: the reference would write the task, and a call of it would be a node. Leaving either out would
//! be wrong without a word, so such calls are faults.

use std::rc::Rc;

use super::classes::is_entity;
use super::naming::short_name;
use super::plugins::airflow;
use super::state::state;
use crate::diagnostic::{Diagnostic, Id};
use crate::python::{Arguments, Class, EvalResult, Evaluator, Interrupt, Unknown, UnknownForm, Value};
use crate::source::Span;

/// Packages whose classes make entities.
const PACKAGES: &[&str] = &["flytekit", "flytekitplugins", "union", "airflow"];
/// What makes entities in packages of which only a part makes any.
const ENTITY_ENDINGS: &[&str] = &["Task", "Sensor", "Operator"];
/// What never makes nor changes an entity: the modules, classes and functions whose names start so.
const HARMLESS: &[&str] = &[
    "flytekit.Deck",
    "flytekit.FlyteContext",
    "flytekit.FlyteContextManager",
    "flytekit.StructuredDatasetTransformerEngine",
    "flytekit.clis",
    "flytekit.configuration",
    "flytekit.core.context_manager",
    "flytekit.core.data_persistence",
    "flytekit.core.testing",
    "flytekit.core.type_engine",
    "flytekit.core.utils",
    "flytekit.current_context",
    "flytekit.deck",
    "flytekit.exceptions",
    "flytekit.extend.TypeEngine",
    "flytekit.extend.backend",
    "flytekit.interaction",
    "flytekit.interactive",
    "flytekit.load_implicit_plugins",
    "flytekit.logger",
    "flytekit.loggers",
    "flytekit.models",
    "flytekit.new_context",
    "flytekit.remote",
    "flytekit.testing",
    "flytekit.tools",
    "flytekit.types",
    "flytekit.utils",
    "flytekitplugins.deck",
    "flytekitplugins.whylogs.renderer",
    "union.UnionRemote",
    "union.app",
    "union.artifacts.DataCard",
    "union.artifacts.ModelCard",
    "union.remote",
];

/// Watches calls of unknowns.
pub(super) fn register(evaluator: &mut Evaluator) {
    evaluator.watch_unknown_calls(watch);
}

fn watch(
    evaluator: &mut Evaluator,
    callee: &Rc<Unknown>,
    class: Option<&Rc<Class>>,
    arguments: &Arguments,
) -> EvalResult<Option<Value>> {
    if callee.reported {
        return Ok(None);
    }
    if let Some(node) = airflow::call_operator(evaluator, callee, class, arguments)? {
        return Ok(Some(node));
    }
    let span = arguments.span().or(evaluator.current_span());
    let compiling = state(evaluator).compilation().is_some();
    let passes_entity = compiling && (values(arguments).any(is_entity) || wraps_entity(callee));
    let origin = root(callee);
    let package = origin.as_deref().map(|path| path.split('.').next().unwrap_or(path));
    let is_flyte = package.is_some_and(|package| PACKAGES.contains(&package));
    let harmless =
        |path: &str| HARMLESS.iter().any(|known| path == *known || path.starts_with(&format!("{known}.")));
    let makes_entity = match callee.dotted_path() {
        Some(path) if package == Some("airflow") => {
            ENTITY_ENDINGS.iter().any(|ending| short_name(path).ends_with(ending))
        }
        Some(path) => is_flyte && !harmless(path),
        None => false,
    };
    let makes_node = compiling && is_flyte && !origin.as_deref().is_some_and(harmless);
    if makes_entity || makes_node || passes_entity {
        let path = origin.unwrap_or_else(|| "this".into());
        return Err(fault(&path, callee, makes_entity, span));
    }
    Ok(None)
}

fn values(arguments: &Arguments) -> impl Iterator<Item = &Value> {
    arguments.positional.iter().chain(arguments.keywords.iter().map(|(_, value)| value))
}

/// Whether an unknown was made of an entity: what a decorator that is not known gave for a task.
fn wraps_entity(unknown: &Rc<Unknown>) -> bool {
    match &unknown.form {
        UnknownForm::Call { callee, positional, keywords } => {
            let given = positional.iter().chain(keywords.iter().map(|(_, value)| value));
            given.into_iter().any(is_entity) || wraps_entity(callee)
        }
        UnknownForm::Attribute(of, _) | UnknownForm::Item(of, _) => wraps_entity(of),
        UnknownForm::Path(_) | UnknownForm::Other => false,
    }
}

/// The dotted path that an unknown came from.
pub(super) fn root(unknown: &Rc<Unknown>) -> Option<Rc<str>> {
    match &unknown.form {
        UnknownForm::Path(path) => Some(Rc::clone(path)),
        UnknownForm::Call { callee, .. } => root(callee),
        UnknownForm::Attribute(of, _) | UnknownForm::Item(of, _) => root(of),
        UnknownForm::Other => None,
    }
}

fn fault(path: &str, callee: &Unknown, makes_entity: bool, span: Span) -> Box<Interrupt> {
    let message = if makes_entity {
        format!("`{path}` is not supported: what it makes, or adds to a task, is not known here")
    } else {
        format!("`{path}` is called in a workflow, and may add nodes that are not known here")
    };
    let fault = Diagnostic::error(Id::UnsupportedFeature, message).at(span, "called here");
    fault.with_context(callee.origin, format!("unknown because {}", callee.reason)).into()
}

/// Whether an unknown comes from flytekit's own packages.
pub(super) fn is_of_flytekit(unknown: &Rc<Unknown>) -> bool {
    let path = root(unknown);
    path.is_some_and(|path| path.split('.').next().is_some_and(|package| PACKAGES.contains(&package)))
}
