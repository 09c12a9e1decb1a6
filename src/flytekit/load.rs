//! The whole way from package names to the model: imports the packages, then makes the model of what they defined.

mod present;

use std::path::PathBuf;
use std::rc::Rc;

use indexmap::IndexMap;

use super::finalize::finalize;
use super::names;
use super::state::state;
use crate::configuration::SerializationSettings;
use crate::diagnostic::{Diagnostic, Id};
use crate::model::Program;
use crate::python::{Evaluator, Installed, Present, Settings, Value};
use crate::source::Sources;

/// What is loaded, and what the program and its specifications are told.
#[derive(Clone, Debug)]
pub struct LoadRequest {
    /// The packages and modules, dotted; of a package, everything in it.
    pub packages: Vec<String>,
    /// The folder from which they are imported, absolute.
    pub source_root: PathBuf,
    /// What specifications are told: images, variables, fast registration.
    pub settings: SerializationSettings,
    /// The version of flytekit that the program asks for as `flytekit.__version__`.
    pub flytekit_version: String,
    /// The version of Python that the program sees.
    pub python_version: (u8, u8),
    /// The environment variables that the program sees.
    pub environment: IndexMap<String, String>,
    /// Further folders from which modules are imported.
    pub python_path: Vec<PathBuf>,
    /// The moment that the program takes for the present.
    pub present: Option<Present>,
    /// What is installed beside the program.
    pub installed: Installed,
    /// Whether to give back the memory that evaluation took, which takes a while: for a process that goes on.
    pub releases: bool,
}

/// What came of it.
#[derive(Debug)]
pub struct LoadOutcome {
    /// The files that were read, into which diagnostics point.
    pub sources: Rc<Sources>,
    /// What the program defines, without what is at fault; `None` where evaluation ended early.
    pub program: Option<Program>,
    /// All faults. If one is an error, the program is not whole.
    pub diagnostics: Vec<Diagnostic>,
    /// The files of the modules that were loaded, in the order in which their import began.
    pub modules: Vec<PathBuf>,
}

/// Evaluates the packages and gives what they define.
pub fn load(request: LoadRequest) -> LoadOutcome {
    let sources = Rc::new(Sources::new());
    let settings = Settings {
        source_root: request.source_root,
        python_path: request.python_path,
        installed: request.installed,
        environment: request.environment,
        python_version: request.python_version,
        present: request.present,
        ..Settings::default()
    };
    let mut evaluator = Evaluator::new(settings, Rc::clone(&sources));
    let state = state(&mut evaluator);
    state.set_settings(Rc::new(request.settings));
    state.set_flytekit_version(&request.flytekit_version);
    super::register(&mut evaluator);
    evaluator.read_ahead(&request.packages);
    import(&mut evaluator, &request.packages);
    let program = match finalize(&mut evaluator) {
        Ok(program) => Some(program),
        Err(interrupt) => {
            evaluator.report_interrupt(*interrupt);
            None
        }
    };
    let mut diagnostics = evaluator.take_diagnostics();
    if let (Some(program), Some(present)) = (&program, request.present) {
        diagnostics.extend(present::warnings(program, present));
    }
    let modules = evaluator.modules().filter_map(|module| module.path.clone()).collect();
    if request.releases {
        evaluator.release();
    } else {
        std::mem::forget(evaluator);
    }
    LoadOutcome { sources, program, diagnostics, modules }
}

/// Imports the packages and all that is in them (`flytekit.tools.module_loader.just_load_modules`).
fn import(evaluator: &mut Evaluator, packages: &[String]) {
    for package in packages {
        evaluator.warn_of_possibly_hidden(package);
        let imported = match evaluator.import_module(package) {
            Ok(Value::Unknown(_)) if is_hidden(evaluator, package) => continue,
            Ok(Value::Unknown(_)) => {
                let fault = Diagnostic::error(Id::ModuleNotFound, format!("there is no module `{package}`"))
                    .with_help("name it as it is imported from the folder given by `--local-source-root`");
                evaluator.report(fault);
                continue;
            }
            Ok(_) => evaluator.walk_package(package),
            Err(interrupt) => Err(interrupt),
        };
        if let Err(interrupt) = imported {
            evaluator.report_interrupt(*interrupt);
        }
    }
}

/// Whether a module of the program is never read, for one of that name was loaded before: that of another package, or one
/// of flytekit's where the program contains a copy of it.
fn is_hidden(evaluator: &Evaluator, module: &str) -> bool {
    evaluator.is_hidden(module)
        || module.starts_with("flytekit.") && evaluator.is_hidden("flytekit") && names::has_module(module)
}

#[cfg(test)]
mod tests;
