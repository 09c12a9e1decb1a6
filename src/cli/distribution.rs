//! The distribution location of a run: specifications that name the archive's place in it, and the upload.

use std::fs::File;
use std::path::PathBuf;

use flyte_serialize::configuration::Environment;
use flyte_serialize::diagnostic::Severity;
use flyte_serialize::lower::Spec;
use flyte_serialize::storage::{self, Content, Location, StorageError, Uploaded};

use super::archive::CodeArchive;
use super::arguments::{DistributionOptions, Options};
use super::fault::Fault;
use super::interrupt::Interrupts;
use super::program;
use super::progress::Progress;
use super::settings::Settings;

/// Where the code archive of a run is put for the tasks to fetch.
pub(super) struct Distribution {
    location: Location,
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
        _options: &Options,
        environment: &Environment,
    ) -> Result<Option<Self>, Vec<Fault>> {
        let Some(text) = &given.distribution_location else { return Ok(None) };
        let location = Location::parse(text, &environment.working_directory);
        let location = location.map_err(|error| vec![Fault::location(&error)])?;
        Ok(Some(Self { location }))
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
        let mut outcome = program::serialize(settings);
        // Warnings are the same as before, and were told.
        outcome.diagnostics.retain(|diagnostic| diagnostic.severity == Severity::Error);
        let Some(specs) = outcome.report(false, code.printer) else { return Ok(None) };
        let content = Content::read(archive).map_err(StorageError::from)?;
        let progress = Progress::new(code.printer, code.options.quiet, interrupts);
        let uploaded = storage::upload(&object, &content, &progress)?;
        Ok(Some((specs, Delivery { uri, uploaded })))
    }
}
