//! `serialize workflows` and `serialize fast workflows`: evaluate the packages, write one file per entity, and for fast
//! registration the code archive, which may go to its distribution location too.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use flyte_serialize::configuration::{Environment, SerializationMode};
use flyte_serialize::lower::{self, Spec};
use flyte_serialize::package::{Archive, CopyStyle, Digest, Fingerprint, Written};
use flyte_serialize::storage::StorageError;

use super::archive::{CodeArchive, Sources};
use super::arguments::{DEFAULT_DESTINATION, FastOptions, Options, Output};
use super::distribution::{Delivery, Distribution};
use super::fault::{Exit, Fault};
use super::interrupt::Interrupts;
use super::printer::Printer;
use super::program;
use super::results::{self, Made, Results};
use super::settings::Settings;

/// Writes the specifications of the packages that the options name, or nothing if there is any error. The options of
/// fast registration ask for it.
pub(super) fn run(
    options: &Options,
    output: &Output,
    fast: Option<&FastOptions>,
    environment: &Environment,
    printer: &Printer,
) -> Result<Exit, Vec<Fault>> {
    let folder = environment.working_directory.join(&output.folder);
    let (mut settings, distribution) = settings(options, output, &folder, fast, environment)?;
    if options.verbose > 0 {
        printer.remark(&settings.describe());
    }
    let mut outcome = program::serialize(&settings, Distribution::then(distribution.as_ref()));
    outcome.note_if_empty(&settings.packages);
    let code = match (fast, outcome.specs.as_deref()) {
        (Some(fast), Some(specs @ [_, ..])) => {
            let mut outputs = outputs(&folder, specs);
            outputs.extend(distribution.iter().flat_map(Distribution::outputs));
            let root = &settings.source_root;
            let sources = Sources { root, style: CopyStyle::All, modules: &[], outputs };
            let code = CodeArchive::new(&fast.archive, options, environment, printer, sources);
            Some(code.map_err(|error| vec![error.into()])?)
        }
        _ => None,
    };
    settings.warnings.extend(distribution.iter().flat_map(|distribution| distribution.warnings.clone()));
    outcome.diagnostics.splice(0..0, std::mem::take(&mut settings.warnings));
    outcome.diagnostics.extend(code.iter().flat_map(CodeArchive::warnings));
    let Some(mut specs) = outcome.report(options.strict, printer) else {
        return Ok(Exit::Faults);
    };
    let (mut made, mut delivery) = (Made::WithoutArchive, None);
    if let Some(code) = &code {
        let mut target = Target { folder: &folder, settings: &mut settings, specs: &mut specs };
        (made, delivery) = target.write_archive(code, distribution.as_ref()).map_err(|fault| vec![fault])?;
    }
    if let Made::Refused = made {
        return Ok(Exit::Faults);
    }
    lower::write(&folder, &specs).map_err(|error| vec![error.into()])?;
    let results = Results {
        specs: &specs,
        target: results::Target::Folder(&output.folder),
        made,
        delivery,
        code: code.as_ref().map(|code| &code.selection),
        listing: code.as_ref().and_then(CodeArchive::listing),
    };
    printer.results(&results).map_err(|fault| vec![fault])?;
    Ok(Exit::Done)
}

/// The settings and the distribution location, with every fault in them and in the folder.
fn settings(
    options: &Options,
    output: &Output,
    folder: &Path,
    fast: Option<&FastOptions>,
    environment: &Environment,
) -> Result<(Settings, Option<Distribution>), Vec<Fault>> {
    let mode = if fast.is_some() { SerializationMode::Fast } else { SerializationMode::Default };
    let mut faults = Vec::new();
    let settings = Settings::new(options, mode, environment).map_err(|found| faults.extend(found));
    if !folder.is_dir() {
        faults.push(Fault::folder("--folder", &output.folder, folder));
    }
    let distribution = match fast {
        Some(fast) => Distribution::new(&fast.distribution, options, environment),
        None => Ok(None),
    };
    let distribution = distribution.map_err(|found| faults.extend(found));
    let (Ok(mut settings), Ok(distribution), true) = (settings, distribution, faults.is_empty()) else {
        return Err(faults);
    };
    let destination = fast.and_then(|fast| fast.destination_dir.as_deref());
    if let Some(destination) = destination.or(distribution.as_ref().map(|_| DEFAULT_DESTINATION)) {
        settings.set_destination_dir(destination);
    }
    Ok((settings, distribution))
}

/// What this run writes to the folder, and the archives that earlier runs wrote there.
fn outputs(folder: &Path, specs: &[Spec]) -> Vec<PathBuf> {
    let earlier = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let earlier = earlier
        .filter(|path| path.file_name().and_then(|name| name.to_str()).is_some_and(Digest::is_file_name));
    specs.iter().map(|spec| folder.join(&spec.file_name)).chain(earlier).collect()
}

/// The code archive: from an earlier run, or made by this one.
enum Packed {
    There(Written),
    New(Archive),
}

impl Packed {
    fn name_and_size(&self) -> (String, u64) {
        match self {
            Self::There(written) => (written.archive.clone(), written.archive_size),
            Self::New(archive) => (archive.digest().file_name(), archive.size()),
        }
    }
}

/// What a run writes to.
struct Target<'a> {
    folder: &'a Path,
    settings: &'a mut Settings,
    specs: &'a mut Vec<Spec>,
}

impl Target<'_> {
    /// Writes the code archive, unless it is there from an earlier run, and puts it in its distribution location, whose
    /// address the specifications then hold.
    fn write_archive(
        &mut self,
        code: &CodeArchive<'_>,
        distribution: Option<&Distribution>,
    ) -> Result<(Made, Option<Delivery>), Fault> {
        let interrupts = Interrupts::watch();
        let purpose = [code.selection.root.as_path(), Path::new("archive"), self.folder];
        let fingerprint = Fingerprint::new(&code.selection, []);
        let packed = match code.find(&purpose, &fingerprint) {
            Some(written) => Packed::There(written),
            None => Packed::New(code.build(self.folder, &interrupts)?),
        };
        let (name, archive_size) = packed.name_and_size();
        if !code.accepts(archive_size) {
            return Ok((Made::Refused, None));
        }
        let mut delivery = None;
        if let Some(distribution) = distribution {
            let opened;
            let file = match &packed {
                Packed::There(written) => {
                    opened = File::open(&written.path).map_err(StorageError::from)?;
                    &opened
                }
                Packed::New(archive) => archive.file(),
            };
            let delivered = distribution.deliver(&name, file, self.settings, code, &interrupts)?;
            let Some((specs, delivered)) = delivered else { return Ok((Made::Refused, None)) };
            *self.specs = specs;
            delivery = Some(delivered);
        }
        let written = match packed {
            Packed::There(written) => written,
            Packed::New(archive) => {
                let written = Written { path: archive.publish()?, archive: name, archive_size };
                code.record(&purpose, fingerprint, written.clone());
                written
            }
        };
        Ok((Made::Archive(written), delivery))
    }
}
