//! `serialize workflows` and `serialize fast workflows`: evaluate the packages, write one file per entity.

use std::path::Path;

use flyte_serialize::configuration::{Environment, SerializationMode};
use flyte_serialize::diagnostic::{Diagnostic, Id, Severity};
use flyte_serialize::lower::{self, Spec};

use super::arguments::{Options, Output};
use super::fault::{Exit, Fault};
use super::printer::Printer;
use super::program::{self, Outcome};
use super::settings::Settings;

/// Writes the specifications of the packages that the options name, or nothing if there is any error.
pub(super) fn run(
    options: &Options,
    output: &Output,
    mode: SerializationMode,
    environment: &Environment,
    printer: &Printer,
) -> Result<Exit, Vec<Fault>> {
    let folder = environment.working_directory.join(&output.folder);
    let settings = settings(options, output, &folder, mode, environment)?;
    if options.verbose > 0 {
        printer.remark(&settings.describe());
    }
    let Outcome { sources, specs, diagnostics: found } = program::serialize(&settings);
    let mut diagnostics = settings.warnings;
    diagnostics.extend(found);
    diagnostics.extend(specs.as_deref().and_then(|specs| nothing_found(&settings.packages, specs)));
    if options.strict {
        for diagnostic in &mut diagnostics {
            diagnostic.severity = Severity::Error;
        }
    }
    printer.diagnostics(&diagnostics, &sources);
    let has_errors = diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    let (Some(specs), false) = (specs, has_errors) else {
        return Ok(Exit::Faults);
    };
    lower::write(&folder, &specs).map_err(|error| vec![error.into()])?;
    printer.results(&specs, &output.folder).map_err(|fault| vec![fault])?;
    Ok(Exit::Done)
}

/// The settings, with every fault in them and in the folder.
fn settings(
    options: &Options,
    output: &Output,
    folder: &Path,
    mode: SerializationMode,
    environment: &Environment,
) -> Result<Settings, Vec<Fault>> {
    let missing_folder = (!folder.is_dir()).then(|| Fault::folder("--folder", &output.folder, folder));
    match (Settings::new(options, mode, environment), missing_folder) {
        (Ok(settings), None) => Ok(settings),
        (settings, missing_folder) => {
            Err(settings.err().into_iter().flatten().chain(missing_folder).collect())
        }
    }
}

/// A warning where there is nothing to write and nothing that explains it.
fn nothing_found(packages: &[String], specs: &[Spec]) -> Option<Diagnostic> {
    if !specs.is_empty() {
        return None;
    }
    let warning = |message| Diagnostic::warning(Id::NothingToSerialize, message);
    Some(if packages.is_empty() {
        warning("no package to serialize".to_owned())
            .with_help("name one with `--pkgs PKG`, or in the variable FLYTE_SDK_WORKFLOW_PACKAGES")
    } else {
        warning(format!("no task, workflow or launch plan in {}", packages.join(", ")))
    })
}
