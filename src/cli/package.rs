//! `serialize package`: evaluate the packages, write one file for registration.

use std::path::{Path, PathBuf};

use flyte_serialize::configuration::{Environment, FastSerializationSettings, SerializationMode};
use flyte_serialize::diagnostic::{Id, Severity};
use flyte_serialize::lower::Spec;
use flyte_serialize::package::{Bundle, BundleFile, CopyStyle, Fingerprint, PackageError, Written};

use super::archive::{CodeArchive, Sources, threads};
use super::arguments::{Copy, Options, Package};
use super::distribution::{Delivery, Distribution};
use super::fault::{Exit, Fault};
use super::interrupt::Interrupts;
use super::printer::Printer;
use super::program;
use super::results::{Made, Results, Target};
use super::settings::Settings;

/// Writes the package, or nothing if there is any error.
pub(super) fn run(
    mut options: Options,
    package: &Package,
    environment: &Environment,
    printer: &Printer,
) -> Result<Exit, Vec<Fault>> {
    let (mut settings, output, distribution) = settings(&mut options, package, environment)?;
    if package.fast {
        printer.remark("--fast is deprecated, use --copy all");
    }
    if options.verbose > 0 {
        printer.remark(&settings.describe());
    }
    let mut outcome = program::serialize(&settings, Distribution::then(distribution.as_ref()));
    outcome.note_if_empty(&settings.packages);
    if settings.packages.is_empty() {
        for fault in outcome.diagnostics.iter_mut().filter(|fault| fault.id == Id::NothingToSerialize) {
            fault.severity = Severity::Error;
        }
    }
    let style = copy_style(package);
    let code = if style != CopyStyle::None && outcome.has_specs() {
        let mut outputs = vec![output.path()];
        outputs.extend(distribution.iter().flat_map(Distribution::outputs));
        let sources = Sources { root: &settings.source_root, style, modules: &outcome.modules, outputs };
        let code = CodeArchive::new(&package.archive, &options, environment, printer, sources);
        Some(code.map_err(|error| vec![error.into()])?)
    } else {
        None
    };
    settings.warnings.extend(distribution.iter().flat_map(|distribution| distribution.warnings.clone()));
    outcome.diagnostics.splice(0..0, std::mem::take(&mut settings.warnings));
    outcome.diagnostics.extend(code.iter().flat_map(CodeArchive::warnings));
    let Some(mut specs) = outcome.report(options.strict, printer) else {
        return Ok(Exit::Faults);
    };
    let mut delivery = None;
    let made = match (&code, &distribution) {
        _ if specs.is_empty() => Made::Nothing,
        (Some(code), Some(distribution)) => {
            let distributed = distribute(code, distribution, &mut settings, &output);
            let Some(distributed) = distributed.map_err(|fault| vec![fault])? else {
                return Ok(Exit::Faults);
            };
            specs = distributed.specs;
            delivery = Some(distributed.delivery);
            Made::Archive(distributed.package)
        }
        (code, _) => write(&specs, code.as_ref(), &output).map_err(|error| vec![error.into()])?,
    };
    if let Made::Refused = made {
        return Ok(Exit::Faults);
    }
    let results = Results {
        specs: &specs,
        target: Target::Package(&package.output),
        made,
        delivery,
        code: code.as_ref().map(|code| &code.selection),
        listing: code.as_ref().and_then(CodeArchive::listing),
    };
    printer.results(&results).map_err(|fault| vec![fault])?;
    Ok(Exit::Done)
}

/// Where the package goes: an existing folder, and a name in it.
struct Output {
    folder: PathBuf,
    name: String,
}

impl Output {
    fn path(&self) -> PathBuf {
        self.folder.join(&self.name)
    }
}

/// The settings, the output and the distribution location, with every fault in them; no work is done before.
fn settings(
    options: &mut Options,
    package: &Package,
    environment: &Environment,
) -> Result<(Settings, Output, Option<Distribution>), Vec<Fault>> {
    let mut faults = Vec::new();
    let distribution = Distribution::new(&package.distribution, options, environment);
    let distribution = distribution.map_err(|found| faults.extend(found));
    if package.distribution.distribution_location.is_some() && copy_style(package) == CopyStyle::None {
        faults.push(Fault::nothing_to_distribute());
    }
    let output = output(package, environment).map_err(|fault| faults.push(fault));
    if let Some(given) = &package.source {
        let source = environment.working_directory.join(given);
        if !source.is_dir() {
            faults.push(Fault::folder("--source", given, &source));
        }
        options.local_source_root = Some(given.display().to_string()).filter(|_| source.is_dir());
    }
    // As the reference has it, specifications name the source root as it is without links.
    let root = options.local_source_root.as_deref().map(|root| environment.working_directory.join(root));
    let root = root.unwrap_or_else(|| environment.working_directory.clone());
    if let Ok(root) = root.canonicalize() {
        options.local_source_root = Some(root.display().to_string());
    }
    let settings = Settings::new(options, SerializationMode::Default, environment);
    match (settings, output, distribution) {
        (Ok(mut settings), Ok(output), Ok(distribution)) if faults.is_empty() => {
            let mut builder = settings.serialization.new_builder();
            builder.python_interpreter = Some(package.python_interpreter.clone());
            builder.flytekit_virtualenv_root = None;
            builder.fast_serialization_settings = Some(FastSerializationSettings {
                enabled: copy_style(package) != CopyStyle::None,
                destination_dir: Some(package.in_container_source_path.clone()),
                distribution_location: None,
            });
            settings.serialization = builder.build();
            Ok((settings, output, distribution))
        }
        (settings, ..) => {
            faults.extend(settings.err().into_iter().flatten());
            Err(faults)
        }
    }
}

fn output(package: &Package, environment: &Environment) -> Result<Output, Fault> {
    let given = &package.output;
    let path = environment.working_directory.join(given);
    if path.is_dir() {
        return Err(Fault::usage(format!("`{}`, given for `--output`, is a folder", given.display())));
    }
    if path.symlink_metadata().is_ok() && !package.force {
        return Err(Fault::existing_output(given));
    }
    let folder = path.parent().unwrap_or(&path);
    let folder = folder
        .canonicalize()
        .ok()
        .filter(|folder| folder.is_dir())
        .ok_or_else(|| Fault::folder("--output", given.parent().unwrap_or(given), folder))?;
    match path.file_name().and_then(|name| name.to_str()) {
        Some(name) => Ok(Output { folder, name: name.to_owned() }),
        None => Err(Fault::usage(format!("`{}`, given for `--output`, is no file name", given.display()))),
    }
}

fn copy_style(package: &Package) -> CopyStyle {
    match package.copy {
        _ if package.fast => CopyStyle::All,
        Copy::All => CopyStyle::All,
        Copy::Auto => CopyStyle::Auto,
        Copy::None => CopyStyle::None,
    }
}

/// A package whose code archive is in its distribution location.
struct Distributed {
    specs: Vec<Spec>,
    delivery: Delivery,
    package: Written,
}

/// Puts the code archive in its distribution location, and writes the package, which then holds specifications only.
/// `None` if the archive is refused or the program has faults.
fn distribute(
    code: &CodeArchive<'_>,
    distribution: &Distribution,
    settings: &mut Settings,
    output: &Output,
) -> Result<Option<Distributed>, Fault> {
    let interrupts = Interrupts::watch();
    let archive = code.build(&output.folder, &interrupts)?;
    if !code.accepts(archive.size()) {
        return Ok(None);
    }
    let name = archive.digest().file_name();
    let delivered = distribution.deliver(&name, archive.file(), settings, code, &interrupts)?;
    let Some((specs, delivery)) = delivered else { return Ok(None) };
    let bundle = Bundle::build(&bundle_files(&specs), None, &output.folder, threads())?;
    if interrupts.is_interrupted() {
        return Err(PackageError::Interrupted.into());
    }
    let path = bundle.publish(&output.name)?;
    let package = Written { path, archive: name, archive_size: archive.size() };
    Ok(Some(Distributed { specs, delivery, package }))
}

/// The specifications as files of a package.
fn bundle_files(specs: &[Spec]) -> Vec<BundleFile<'_>> {
    specs.iter().map(|spec| BundleFile { name: &spec.file_name, bytes: &spec.bytes }).collect()
}

/// Writes the package, unless it is there from an earlier run with the same code and the same specifications.
fn write(specs: &[Spec], code: Option<&CodeArchive<'_>>, output: &Output) -> Result<Made, PackageError> {
    let interrupts = Interrupts::watch();
    let files = bundle_files(specs);
    let Some(code) = code else {
        Bundle::build(&files, None, &output.folder, threads())?.publish(&output.name)?;
        return Ok(Made::WithoutArchive);
    };
    let path = output.path();
    let purpose = [code.selection.root.as_path(), Path::new("package"), &path];
    let contents = files.iter().flat_map(|file| [file.name.as_bytes(), file.bytes]);
    let fingerprint = Fingerprint::new(&code.selection, contents);
    if let Some(written) = code.find(&purpose, &fingerprint) {
        let is_accepted = code.accepts(written.archive_size);
        return Ok(if is_accepted { Made::Archive(written) } else { Made::Refused });
    }
    let archive = code.build(&output.folder, &interrupts)?;
    if !code.accepts(archive.size()) {
        return Ok(Made::Refused);
    }
    let bundle = Bundle::build(&files, Some(&archive), &output.folder, threads())?;
    if interrupts.is_interrupted() {
        return Err(PackageError::Interrupted);
    }
    let path = bundle.publish(&output.name)?;
    let written = Written { path, archive: archive.digest().file_name(), archive_size: archive.size() };
    code.record(&purpose, fingerprint, written.clone());
    Ok(Made::Archive(written))
}
