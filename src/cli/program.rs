//! The one place where the command meets the evaluator and the lowering.

use std::rc::Rc;

use flyte_serialize::diagnostic::Diagnostic;
use flyte_serialize::flytekit::{self, LoadOutcome, LoadRequest};
use flyte_serialize::lower::{self, Spec};
use flyte_serialize::source::Sources;

use super::settings::Settings;

/// What came of evaluating and lowering the packages.
pub(super) struct Outcome {
    /// The files that diagnostics point into.
    pub(super) sources: Rc<Sources>,
    /// The specifications; `None` where there are errors.
    pub(super) specs: Option<Vec<Spec>>,
    /// All faults found.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// The specifications of the packages that the settings name.
pub(super) fn serialize(settings: &Settings) -> Outcome {
    let LoadOutcome { sources, program, mut diagnostics } = flytekit::load(request(settings));
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

fn request(settings: &Settings) -> LoadRequest {
    LoadRequest {
        packages: settings.packages.clone(),
        source_root: settings.source_root.clone(),
        settings: settings.serialization.clone(),
        flytekit_version: settings.versions.flytekit.clone(),
        python_version: (settings.versions.python.0, settings.versions.python.1),
        environment: settings.variables.clone(),
        python_path: settings.python_path.clone(),
    }
}
