//! `serialize package`: evaluate the packages, write one file for registration.

use std::path::{Path, PathBuf};

use flyte_serialize::configuration::{Environment, FastSerializationSettings, SerializationMode};
use flyte_serialize::diagnostic::{Id, Severity};
use flyte_serialize::lower::Spec;
use flyte_serialize::package::{Bundle, BundleFile, CopyStyle, Fingerprint, PackageError, Written};

use super::archive::{CodeArchive, Sources, threads};
use super::arguments::{Copy, Options, Package};
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
    let (settings, output) = settings(&mut options, package, environment)?;
    if package.fast {
        printer.remark("--fast is deprecated, use --copy all");
    }
    if options.verbose > 0 {
        printer.remark(&settings.describe());
    }
    let mut outcome = program::serialize(&settings);
    outcome.note_if_empty(&settings.packages);
    if settings.packages.is_empty() {
        for fault in outcome.diagnostics.iter_mut().filter(|fault| fault.id == Id::NothingToSerialize) {
            fault.severity = Severity::Error;
        }
    }
    let style = copy_style(package);
    let code = if style != CopyStyle::None && outcome.has_specs() {
        let outputs = vec![output.path()];
        let sources = Sources { root: &settings.source_root, style, modules: &outcome.modules, outputs };
        let code = CodeArchive::new(&package.archive, &options, environment, printer, sources);
        Some(code.map_err(|error| vec![error.into()])?)
    } else {
        None
    };
    outcome.diagnostics.splice(0..0, settings.warnings);
    outcome.diagnostics.extend(code.iter().flat_map(CodeArchive::warnings));
    let Some(specs) = outcome.report(options.strict, printer) else {
        return Ok(Exit::Faults);
    };
    let made = if specs.is_empty() {
        Made::Nothing
    } else {
        write(&specs, code.as_ref(), &output).map_err(|error| vec![error.into()])?
    };
    if let Made::Refused = made {
        return Ok(Exit::Faults);
    }
    let results = Results {
        specs: &specs,
        target: Target::Package(&package.output),
        made,
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

/// The settings and the output, with every fault in them; no work is done before.
fn settings(
    options: &mut Options,
    package: &Package,
    environment: &Environment,
) -> Result<(Settings, Output), Vec<Fault>> {
    let mut faults = Vec::new();
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
    match (settings, output) {
        (Ok(mut settings), Ok(output)) if faults.is_empty() => {
            let mut builder = settings.serialization.new_builder();
            builder.python_interpreter = Some(package.python_interpreter.clone());
            builder.flytekit_virtualenv_root = None;
            builder.fast_serialization_settings = Some(FastSerializationSettings {
                enabled: copy_style(package) != CopyStyle::None,
                destination_dir: Some(package.in_container_source_path.clone()),
                distribution_location: None,
            });
            settings.serialization = builder.build();
            Ok((settings, output))
        }
        (settings, _) => {
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

/// Writes the package, unless it is there from an earlier run with the same code and the same specifications.
fn write(specs: &[Spec], code: Option<&CodeArchive<'_>>, output: &Output) -> Result<Made, PackageError> {
    let interrupts = Interrupts::watch();
    let files = specs.iter().map(|spec| BundleFile { name: &spec.file_name, bytes: &spec.bytes });
    let files: Vec<_> = files.collect();
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
