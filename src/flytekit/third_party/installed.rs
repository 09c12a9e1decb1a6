//! What the sources of installed packages say of their classes, in the terms of flytekit's type engine.

use super::{Fact, line};
use crate::flytekit::types::has_transformer;
use crate::python::Evaluator;
use crate::python::installed::standard::is_standard;
use crate::python::installed::{Ancestor, Lineage};

/// What is known of the class at a dotted path, where its package is installed and its sources tell all of its ancestry.
pub(super) fn fact(evaluator: &Evaluator, path: &str) -> Option<Fact> {
    let lineage = evaluator.packages.lineage(path)?;
    let ancestor = match ancestor(evaluator, &lineage) {
        Kind::Open => return None,
        Kind::Plain => None,
        Kind::Of(name) => Some(name),
    };
    Some(Fact { canonical: lineage.canonical.to_string(), ancestor })
}

/// What a class or its ancestry says of its Flyte type.
#[derive(PartialEq, Eq)]
enum Kind {
    /// That of the class of that name.
    Of(String),
    /// None of its own.
    Plain,
    /// The sources leave it open.
    Open,
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

/// The nearest ancestor with a Flyte type of its own.
fn ancestor(evaluator: &Evaluator, lineage: &Lineage) -> Kind {
    let kinds: Vec<Kind> = lineage.order.iter().map(|class| own_type(evaluator, class)).collect();
    let is = |kind: &Kind, name: &str| matches!(kind, Kind::Of(known) if known == name);
    if kinds.iter().any(|kind| is(kind, ENUM)) {
        return Kind::Of(ENUM.to_owned());
    }
    let mut last = Kind::Plain;
    for kind in kinds {
        match kind {
            Kind::Plain => {}
            // A dataclass is one only where no ancestor has a type of its own.
            kind if is(&kind, DATACLASS) => last = kind,
            kind => return kind,
        }
    }
    last
}

const DATACLASS: &str = "dataclass";
const ENUM: &str = "enum.Enum";

/// What one class of a resolution order says.
fn own_type(evaluator: &Evaluator, class: &Ancestor) -> Kind {
    let kind_of = |ancestor: Option<String>| ancestor.map_or(Kind::Plain, Kind::Of);
    match class {
        Ancestor::Class(name, _) if has_transformer(evaluator, name) => Kind::Of(name.to_string()),
        Ancestor::Class(_, is_dataclass) => kind_of(is_dataclass.then(|| DATACLASS.to_owned())),
        Ancestor::Outside(path) => match &**path {
            "typing.NamedTuple" | "typing_extensions.NamedTuple" => Kind::Of("builtins.tuple".to_owned()),
            "typing.TypedDict" | "typing_extensions.TypedDict" => Kind::Of("builtins.dict".to_owned()),
            path if has_transformer(evaluator, path) => Kind::Of(path.to_owned()),
            path => match line(path) {
                Some(fact) => kind_of(fact.ancestor),
                None if is_standard(path) => Kind::Plain,
                None => Kind::Open,
            },
        },
        Ancestor::Open => Kind::Open,
    }
}
