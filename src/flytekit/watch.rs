//! Calls that would make entities or nodes that are not known here.
//!
//! A call of something unknown gives an unknown, which is harmless until it is needed. A class of tasks of a plugin that is
//! not known is different: the reference would write the task, and a call of it would be a node. Leaving either out would
//! be wrong without a word, so such calls are faults.

use std::rc::Rc;

use super::classes::is_entity;
use super::naming::short_name;
use super::state::state;
use crate::diagnostic::{Diagnostic, Id};
use crate::python::{Arguments, EvalResult, Evaluator, Interrupt, Unknown, UnknownForm, Value};
use crate::source::Span;

/// Packages whose classes make entities.
const PACKAGES: &[&str] = &["flytekit", "flytekitplugins", "union", "airflow"];
/// What classes that make entities end with.
const ENTITY_ENDINGS: &[&str] = &["Task", "Sensor", "Operator", "Echo", "ActorEnvironment"];
/// What programs call in the bodies of workflows although it makes no node.
const HARMLESS: &[&str] =
    &["flytekit.current_context", "flytekit.logger", "flytekit.loggers", "flytekit.Deck", "flytekit.deck"];

/// Watches calls of unknowns.
pub(super) fn register(evaluator: &mut Evaluator) {
    evaluator.watch_unknown_calls(watch);
}

fn watch(evaluator: &mut Evaluator, callee: &Rc<Unknown>, arguments: &Arguments) -> EvalResult<()> {
    if callee.reported {
        return Ok(());
    }
    let span = arguments.span().or(evaluator.current_span());
    let compiling = state(evaluator).compilation().is_some();
    let passes_entity = compiling && values(arguments).any(is_entity);
    let origin = root(callee);
    let package = origin.as_deref().map(|path| path.split('.').next().unwrap_or(path));
    let is_flyte = package.is_some_and(|package| PACKAGES.contains(&package));
    let harmless =
        |path: &str| HARMLESS.iter().any(|known| path == *known || path.starts_with(&format!("{known}.")));
    let makes_entity = match callee.dotted_path() {
        Some(path) if is_flyte => ENTITY_ENDINGS.iter().any(|ending| short_name(path).ends_with(ending)),
        _ => false,
    };
    let makes_node = compiling && is_flyte && !origin.as_deref().is_some_and(harmless);
    if makes_entity || makes_node || passes_entity {
        let path = origin.unwrap_or_else(|| "this".into());
        return Err(fault(&path, callee, makes_entity, span));
    }
    Ok(())
}

fn values(arguments: &Arguments) -> impl Iterator<Item = &Value> {
    arguments.positional.iter().chain(arguments.keywords.iter().map(|(_, value)| value))
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
        format!("`{path}` is not supported: it makes a task that is not known here")
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
