//! The distribution location of a run: specifications that name the archive's place in it, and the upload.

use std::fs::File;
use std::path::PathBuf;

use flyte_serialize::configuration::{ConfigFile, DataConfig, Environment, PlatformConfig, Secret};
use flyte_serialize::diagnostic::{Diagnostic, Id, Severity};
use flyte_serialize::lower::Spec;
use flyte_serialize::storage::{self, Content, Location, StorageError, Uploaded};

use super::archive::CodeArchive;
use super::arguments::{DistributionOptions, Options};
use super::fault::Fault;
use super::interrupt::Interrupts;
use super::program::{self, Then};
use super::progress::Progress;
use super::settings::Settings;

/// Where the code archive of a run is put for the tasks to fetch.
pub(super) struct Distribution {
    location: Location,
    settings: storage::Settings,
    /// What is odd about the configuration.
    pub(super) warnings: Vec<Diagnostic>,
}

/// What came of putting it there.
pub(super) struct Delivery {
    /// The address that specifications hold.
    pub(super) uri: String,
    /// Whether it had to be sent.
    pub(super) uploaded: Uploaded,
}

impl Distribution {
    /// The location that the options name, if any.
    pub(super) fn new(
        given: &DistributionOptions,
        options: &Options,
        environment: &Environment,
    ) -> Result<Option<Self>, Vec<Fault>> {
        let mut faults = Vec::new();
        let headers: Vec<_> = given.distribution_header.iter().filter_map(|text| header(text)).collect();
        if headers.len() < given.distribution_header.len() {
            faults.push(Fault::header());
        }
        let text = given.distribution_location.as_deref();
        let location = text.map(|text| Location::parse(text, &environment.working_directory)).transpose();
        let location = location.unwrap_or_else(|error| {
            faults.push(Fault::location(&error));
            None
        });
        if !headers.is_empty() && !location.as_ref().is_none_or(Location::is_web) {
            faults.push(Fault::headers_elsewhere());
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let Some(location) = location else { return Ok(None) };
        if location.is_folder() {
            return Ok(Some(Self { location, settings: storage::Settings::default(), warnings: Vec::new() }));
        }
        let (mut settings, warnings) = connections(options, environment).map_err(|fault| vec![fault])?;
        settings.headers = headers;
        Ok(Some(Self { location, settings, warnings }))
    }

    /// Where there is one, specifications are made again once the archive's name is known.
    pub(super) fn then(distribution: Option<&Self>) -> Then {
        if distribution.is_some() { Then::EvaluatesAgain } else { Then::Ends }
    }

    /// What earlier runs put into the location, if it is a folder of this machine: none of it is code.
    pub(super) fn outputs(&self) -> Vec<PathBuf> {
        self.location.archives()
    }

    /// Makes the specifications again, now that the archive's name is known, and puts the archive in its place; nothing
    /// is put anywhere unless all specifications can be written. `None` if the program has faults, which are printed.
    pub(super) fn deliver(
        &self,
        name: &str,
        archive: &File,
        settings: &mut Settings,
        code: &CodeArchive<'_>,
        interrupts: &Interrupts,
    ) -> Result<Option<(Vec<Spec>, Delivery)>, Fault> {
        let object = self.location.object(name).map_err(|error| Fault::location(&error))?;
        let uri = object.to_string();
        settings.set_distribution_location(&uri);
        let mut outcome = program::serialize(settings, Then::Ends);
        // Warnings are the same as before, and were told.
        outcome.diagnostics.retain(|diagnostic| diagnostic.severity == Severity::Error);
        let Some(specs) = outcome.report(false, code.printer) else { return Ok(None) };
        let content = Content::read(archive).map_err(StorageError::from)?;
        let progress = Progress::new(code.printer, code.options.quiet, interrupts);
        let uploaded = storage::upload(&object, &content, &self.settings, &progress)?;
        Ok(Some((specs, Delivery { uri, uploaded })))
    }
}

/// How to reach services, as Flyte's configuration has it: the file that is given, else the one that flytekit finds.
fn connections(
    options: &Options,
    environment: &Environment,
) -> Result<(storage::Settings, Vec<Diagnostic>), Fault> {
    let search = ConfigFile::get_config_file(options.config.as_deref(), environment)?;
    // What is odd about a file that is given was told with the other settings.
    let odd = if options.config.is_some() { &[][..] } else { &search.warnings };
    let warning = |text: String| Diagnostic::warning(Id::Configuration, text);
    let mut warnings: Vec<_> = odd.iter().map(|odd| warning(odd.to_string())).collect();
    let file = search.file.as_ref();
    let platform = PlatformConfig::auto(file, environment)?;
    if platform.insecure_skip_verify {
        let text =
            "certificates are not checked when the code archive is uploaded, as `insecureSkipVerify` is set";
        warnings.push(warning(text.to_owned()));
    }
    let data = DataConfig::auto(file, environment)?;
    let settings =
        storage::Settings { data, platform, environment: environment.clone(), headers: Vec::new() };
    Ok((settings, warnings))
}

/// Name and value of a header.
fn header(text: &str) -> Option<(String, Secret)> {
    let (name, value) = text.split_once(':')?;
    let (name, value) = (name.trim(), value.trim());
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    let is_sound = !name.is_empty()
        && name.bytes().all(is_name)
        && value.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    is_sound.then(|| (name.to_owned(), Secret::new(value)))
}
