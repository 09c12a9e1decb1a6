//! The one place where the command meets the evaluator and the lowering.

use std::path::PathBuf;
use std::rc::Rc;

use flyte_serialize::check;
use flyte_serialize::diagnostic::{self, Diagnostic, Id, Severity};
use flyte_serialize::flytekit::{self, LoadOutcome, LoadRequest};
use flyte_serialize::lower::{self, Spec};
use flyte_serialize::source::Sources;

use super::printer::Printer;
use super::settings::Settings;

/// What came of evaluating and lowering the packages.
pub(super) struct Outcome {
    /// The files that diagnostics point into.
    pub(super) sources: Rc<Sources>,
    /// The specifications; `None` where there are errors.
    pub(super) specs: Option<Vec<Spec>>,
    /// All faults found.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The files of the modules that were loaded.
    pub(super) modules: Vec<PathBuf>,
}

impl Outcome {
    /// Whether there is anything to write.
    pub(super) fn has_specs(&self) -> bool {
        self.specs.as_ref().is_some_and(|specs| !specs.is_empty())
    }

    /// Adds a warning where there is nothing to write and nothing that explains it.
    pub(super) fn note_if_empty(&mut self, packages: &[String]) {
        if self.specs.as_ref().is_none_or(|specs| !specs.is_empty()) {
            return;
        }
        let warning = |message| Diagnostic::warning(Id::NothingToSerialize, message);
        self.diagnostics.push(if packages.is_empty() {
            warning("no package to serialize".to_owned())
                .with_help("name one with `--pkgs PKG`, or in the variable FLYTE_SDK_WORKFLOW_PACKAGES")
        } else {
            warning(format!("no task, workflow or launch plan in {}", packages.join(", ")))
        });
    }

    /// Prints all faults, and gives the specifications if nothing stands in their way.
    pub(super) fn report(&mut self, is_strict: bool, printer: &Printer) -> Option<Vec<Spec>> {
        if is_strict {
            for diagnostic in &mut self.diagnostics {
                diagnostic.severity = Severity::Error;
            }
        }
        printer.diagnostics(&self.diagnostics, &self.sources);
        let has_errors = self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
        self.specs.take().filter(|_| !has_errors)
    }
}

/// How a process goes on after an evaluation.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Then {
    /// It ends soon, which is quicker than giving back a large program's memory piece by piece.
    Ends,
    /// It evaluates again.
    EvaluatesAgain,
}

/// The specifications of the packages that the settings name.
pub(super) fn serialize(settings: &Settings, then: Then) -> Outcome {
    let LoadOutcome { sources, program, mut diagnostics, modules } = flytekit::load(request(settings, then));
    let is_whole = are_warnings(&diagnostics);
    diagnostics.extend(program.iter().flat_map(|program| check::check(program, is_whole)));
    let is_sound = are_warnings(&diagnostics);
    let lowered = program.filter(|_| is_sound).map(|program| {
        let lowered = lower::specs(&program, &settings.serialization, &settings.versions.flytekit);
        if then == Then::Ends {
            std::mem::forget(program);
        }
        lowered
    });
    let specs = match lowered {
        Some(Ok(specs)) => Some(specs),
        Some(Err(error)) => {
            diagnostics.push(error.diagnostic());
            None
        }
        None => None,
    };
    diagnostic::arrange(&mut diagnostics, &sources);
    Outcome { sources, specs, diagnostics, modules }
}

fn are_warnings(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().all(|diagnostic| diagnostic.severity == Severity::Warning)
}

fn request(settings: &Settings, then: Then) -> LoadRequest {
    LoadRequest {
        packages: settings.packages.clone(),
        source_root: settings.source_root.clone(),
        settings: settings.serialization.clone(),
        flytekit_version: settings.versions.flytekit.clone(),
        python_version: (settings.versions.python.0, settings.versions.python.1),
        environment: settings.variables.clone(),
        python_path: settings.search_path.modules.clone(),
        installed: settings.search_path.installed.clone(),
        present: settings.present,
        releases: then == Then::EvaluatesAgain,
    }
}
