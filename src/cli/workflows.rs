//! `serialize workflows` and `serialize fast workflows`: evaluate the packages, write one file per entity, and for fast
//! registration the code archive.

use std::fs;
use std::path::{Path, PathBuf};

use flyte_serialize::configuration::{Environment, SerializationMode};
use flyte_serialize::lower::{self, Spec};
use flyte_serialize::package::{CopyStyle, Digest, Fingerprint, PackageError, Written};

use super::archive::{CodeArchive, Sources};
use super::arguments::{ArchiveOptions, Options, Output};
use super::fault::{Exit, Fault};
use super::interrupt::Interrupts;
use super::printer::Printer;
use super::program;
use super::results::{Made, Results, Target};
use super::settings::Settings;

/// Writes the specifications of the packages that the options name, or nothing if there is any error. The options of an
/// archive ask for fast registration.
pub(super) fn run(
    options: &Options,
    output: &Output,
    archive: Option<&ArchiveOptions>,
    environment: &Environment,
    printer: &Printer,
) -> Result<Exit, Vec<Fault>> {
    let folder = environment.working_directory.join(&output.folder);
    let is_fast = archive.is_some();
    let settings = settings(options, output, &folder, is_fast, environment)?;
    if options.verbose > 0 {
        printer.remark(&settings.describe());
    }
    let mut outcome = program::serialize(&settings);
    outcome.note_if_empty(&settings.packages);
    let code = match (archive, outcome.specs.as_deref()) {
        (Some(archive), Some(specs @ [_, ..])) => {
            let sources = Sources {
                root: &settings.source_root,
                style: CopyStyle::All,
                modules: &[],
                outputs: outputs(&folder, specs),
            };
            let code = CodeArchive::new(archive, options, environment, printer, sources);
            Some(code.map_err(|error| vec![error.into()])?)
        }
        _ => None,
    };
    outcome.diagnostics.splice(0..0, settings.warnings);
    outcome.diagnostics.extend(code.iter().flat_map(CodeArchive::warnings));
    let Some(specs) = outcome.report(options.strict, printer) else {
        return Ok(Exit::Faults);
    };
    let made = match &code {
        Some(code) => write_archive(code, &folder).map_err(|error| vec![error.into()])?,
        None => Made::WithoutArchive,
    };
    if let Made::Refused = made {
        return Ok(Exit::Faults);
    }
    lower::write(&folder, &specs).map_err(|error| vec![error.into()])?;
    let results = Results {
        specs: &specs,
        target: Target::Folder(&output.folder),
        made,
        code: code.as_ref().map(|code| &code.selection),
        listing: code.as_ref().and_then(CodeArchive::listing),
    };
    printer.results(&results).map_err(|fault| vec![fault])?;
    Ok(Exit::Done)
}

/// The settings, with every fault in them and in the folder.
fn settings(
    options: &Options,
    output: &Output,
    folder: &Path,
    is_fast: bool,
    environment: &Environment,
) -> Result<Settings, Vec<Fault>> {
    let mode = if is_fast { SerializationMode::Fast } else { SerializationMode::Default };
    let missing_folder = (!folder.is_dir()).then(|| Fault::folder("--folder", &output.folder, folder));
    match (Settings::new(options, mode, environment), missing_folder) {
        (Ok(settings), None) => Ok(settings),
        (settings, missing_folder) => {
            Err(settings.err().into_iter().flatten().chain(missing_folder).collect())
        }
    }
}

/// What this run writes to the folder, and the archives that earlier runs wrote there.
fn outputs(folder: &Path, specs: &[Spec]) -> Vec<PathBuf> {
    let earlier = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let earlier = earlier
        .filter(|path| path.file_name().and_then(|name| name.to_str()).is_some_and(Digest::is_file_name));
    specs.iter().map(|spec| folder.join(&spec.file_name)).chain(earlier).collect()
}

/// Writes the code archive, unless it is there from an earlier run.
fn write_archive(code: &CodeArchive<'_>, folder: &Path) -> Result<Made, PackageError> {
    let interrupts = Interrupts::watch();
    let purpose = [code.selection.root.as_path(), Path::new("archive"), folder];
    let fingerprint = Fingerprint::new(&code.selection, []);
    if let Some(written) = code.find(&purpose, &fingerprint) {
        let is_accepted = code.accepts(written.archive_size);
        return Ok(if is_accepted { Made::Archive(written) } else { Made::Refused });
    }
    let archive = code.build(folder, &interrupts)?;
    if !code.accepts(archive.size()) {
        return Ok(Made::Refused);
    }
    let (name, archive_size) = (archive.digest().file_name(), archive.size());
    let written = Written { path: archive.publish()?, archive: name, archive_size };
    code.record(&purpose, fingerprint, written.clone());
    Ok(Made::Archive(written))
}
