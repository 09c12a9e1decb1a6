//! The one place where the command meets the evaluator and the lowering.

use flyte_serialize::diagnostic::{Diagnostic, Id};
use flyte_serialize::lower::{self, Spec};
use flyte_serialize::model;
use flyte_serialize::source::Sources;

use super::settings::Settings;

/// What came of evaluating and lowering the packages.
pub(super) struct Outcome {
    /// The files that diagnostics point into.
    pub(super) sources: Sources,
    /// The specifications; `None` where there are errors.
    pub(super) specs: Option<Vec<Spec>>,
    /// All faults found.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// The specifications of the packages that the settings name.
pub(super) fn serialize(settings: &Settings) -> Outcome {
    let (sources, program, mut diagnostics) = load(settings);
    let lowered =
        program.map(|program| lower::specs(&program, &settings.serialization, &settings.versions.flytekit));
    let specs = match lowered {
        Some(Ok(specs)) => Some(specs),
        Some(Err(error)) => {
            diagnostics.push(error.diagnostic());
            None
        }
        None => None,
    };
    Outcome { sources, specs, diagnostics }
}

fn load(settings: &Settings) -> (Sources, Option<model::Program>, Vec<Diagnostic>) {
    if settings.packages.is_empty() {
        return (Sources::new(), Some(model::Program::default()), Vec::new());
    }
    let diagnostic = Diagnostic::error(Id::UnsupportedFeature, "evaluation is not connected yet");
    (Sources::new(), None, vec![diagnostic])
}
