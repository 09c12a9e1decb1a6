//! `flytekitplugins.mlflow`: `@mlflow_autolog`, which adds nothing to the specification.

use super::class_decorator::transparent;
use crate::flytekit::library::Library;
use crate::python::Evaluator;

/// Defines the decorator.
pub(super) fn define(_evaluator: &mut Evaluator, library: &mut Library) {
    let autolog = transparent("mlflow_autolog");
    library.export(
        "mlflow_autolog",
        &autolog,
        "flytekitplugins.mlflow.tracking",
        &["flytekitplugins.mlflow"],
    );
}
