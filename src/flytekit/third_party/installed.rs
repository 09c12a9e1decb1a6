//! What the sources of installed packages say of their classes, in the terms of flytekit's type engine.

use super::{Fact, line};
use crate::flytekit::types::has_transformer;
use crate::python::Evaluator;
use crate::python::installed::standard::is_standard;
use crate::python::installed::{Ancestor, Lineage};

/// What is known of the class at a dotted path, where its package is installed and its sources tell all of its ancestry.
pub(super) fn fact(evaluator: &Evaluator, path: &str) -> Option<Fact> {
    let lineage = evaluator.packages.lineage(path)?;
    Some(Fact { canonical: lineage.canonical.to_string(), ancestor: ancestor(&lineage)? })
}

/// The path of the statement that defines the class at a dotted path.
pub(super) fn definition(evaluator: &Evaluator, path: &str) -> Option<String> {
    let lineage = evaluator.packages.lineage(path)?;
    let (module, qualname) = &lineage.definition;
    Some(format!("{module}.{qualname}"))
}

/// Whether the package of a dotted path is installed.
pub(super) fn is_installed(evaluator: &Evaluator, path: &str) -> bool {
    path.split('.').next().is_some_and(|package| evaluator.packages.has_module(package))
}

/// The nearest ancestor with a Flyte type of its own; the outer `None` where the sources leave that open.
fn ancestor(lineage: &Lineage) -> Option<Option<String>> {
    let facts: Vec<Option<Option<String>>> = lineage.order.iter().map(own_type).collect();
    let is =
        |fact: &Option<Option<String>>, name: &str| matches!(fact, Some(Some(ancestor)) if ancestor == name);
    if facts.iter().any(|fact| is(fact, ENUM)) {
        return Some(Some(ENUM.to_owned()));
    }
    let mut is_dataclass = false;
    for fact in facts {
        match fact? {
            Some(ancestor) if ancestor == DATACLASS => is_dataclass = true,
            Some(ancestor) => return Some(Some(ancestor)),
            None => {}
        }
    }
    Some(is_dataclass.then(|| DATACLASS.to_owned()))
}

const DATACLASS: &str = "dataclass";
const ENUM: &str = "enum.Enum";

/// The Flyte type that one class of a resolution order stands for; the outer `None` where that is open.
fn own_type(class: &Ancestor) -> Option<Option<String>> {
    match class {
        Ancestor::Class(name, is_dataclass) => {
            let own = has_transformer(name).then(|| name.to_string());
            Some(own.or_else(|| is_dataclass.then(|| DATACLASS.to_owned())))
        }
        Ancestor::Outside(path) => match &**path {
            "typing.NamedTuple" | "typing_extensions.NamedTuple" => Some(Some("builtins.tuple".to_owned())),
            "typing.TypedDict" | "typing_extensions.TypedDict" => Some(Some("builtins.dict".to_owned())),
            path if has_transformer(path) => Some(Some(path.to_owned())),
            path => match line(path) {
                Some(fact) => Some(fact.ancestor),
                None => is_standard(path).then_some(None),
            },
        },
        Ancestor::Open => None,
    }
}
