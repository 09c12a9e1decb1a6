//! Values whose data flytekit would upload: local files and folders, pickled values, lines of JSON.
//!
//! `pyflyte serialize` copies them to a random place below a temporary folder of the machine that it runs on
//! (`flytekit.core.data_persistence.FileAccessProvider.async_put_raw_data`), where no task ever finds them. Here nothing is
//! copied. The literal names a place that says so, the same on every run, and a warning says it as well.

use std::path::Path;

use super::engine::Engine;
use super::fault::{Fault, Outcome};
use crate::diagnostic::{Diagnostic, Id};
use crate::model::{BlobDimensionality, Literal, Scalar};
use crate::python::stdlib::project;
use crate::python::{Interrupt, Value};

/// The folder in which uploaded data would lie.
const NOT_UPLOADED: &str = "/tmp/flyte/raw/not-uploaded";

/// The device of every machine that holds nothing, a common stand-in for a file that is not there yet: it exists, but copying
/// it fails (`fsspec.implementations.local.LocalFileSystem.cp_file`).
const NULL_DEVICE: &str = "/dev/null";

impl Engine<'_> {
    /// Where a local file would lie: at `destination`, else at a place of its own under its name.
    pub(super) fn uploaded_file(&mut self, path: &str, destination: Option<String>) -> Outcome<String> {
        if path == NULL_DEVICE {
            return Err(Fault::mismatch(format!("`{path}` is no file that can be uploaded")).with_help(HELP));
        }
        self.require(path, Path::exists, "there is no file or folder", "the local file")?;
        let name = path.rsplit('/').next().unwrap_or_default();
        let uri = destination.unwrap_or_else(|| format!("{NOT_UPLOADED}/{name}"));
        Ok(self.warned(&format!("the local file `{path}`"), uri))
    }

    /// Where a local file given by its path alone would lie; what is no file is refused.
    pub(super) fn uploaded_path(&mut self, path: &str) -> Outcome<String> {
        self.require(path, Path::is_file, "there is no file", "the local file")?;
        self.uploaded_file(path, None)
    }

    /// Where a local folder would lie: at `destination`, else at a place of its own.
    pub(super) fn uploaded_folder(&mut self, path: &str, destination: Option<String>) -> Outcome<String> {
        self.require(path, Path::is_dir, "there is no folder", "the local folder")?;
        let uri = destination.unwrap_or_else(|| NOT_UPLOADED.to_owned());
        Ok(self.warned(&format!("the local folder `{path}`"), uri))
    }

    /// A value that is pickled (`flytekit.types.pickle.pickle.FlytePickleTransformer.to_literal`).
    pub(super) fn pickle_literal(&mut self, value: &Value, python_type: &Value) -> Outcome<Literal> {
        if value.is_none() {
            return Err(Fault::mismatch("None cannot be pickled"));
        }
        let what = format!("the pickle of a value of `{}`", self.spelled(python_type));
        let uri = self.warned(&what, format!("{NOT_UPLOADED}/pickle"));
        let format = "PythonPickle".to_owned();
        Ok(Scalar::Blob { uri, format, dimensionality: BlobDimensionality::Single }.into())
    }

    /// An iterator of JSON values as a file (`flytekit.types.iterator.json_iterator.JSONIteratorTransformer.to_literal`).
    pub(super) fn json_iterator_literal(&mut self, value: &Value) -> Outcome<Literal> {
        if self.evaluator.iterate(value)?.is_empty() {
            return Err(Fault::mismatch("an iterator of JSON values must not be empty"));
        }
        let uri = self.warned("the file of these JSON values", format!("{NOT_UPLOADED}/lines"));
        let format = "jsonl".to_owned();
        Ok(Scalar::Blob { uri, format, dimensionality: BlobDimensionality::Single }.into())
    }

    /// Refuses a path at which there is not what is needed, or that is not the project's.
    fn require(&mut self, path: &str, is_there: fn(&Path) -> bool, missing: &str, what: &str) -> Outcome<()> {
        match project::locate(self.evaluator, path) {
            Ok(found) if is_there(&found) => Ok(()),
            Ok(_) => Err(Fault::mismatch(format!("{missing} `{path}`"))),
            Err(interrupt) if matches!(*interrupt, Interrupt::Unknown(_)) => {
                let message = format!("{what} `{path}` would have to be uploaded, and is not the project's");
                Err(Fault::not_static(message).with_help(HELP))
            }
            Err(interrupt) => Err(interrupt.into()),
        }
    }

    fn warned(&mut self, what: &str, uri: String) -> String {
        let message = format!("{what} is not uploaded: the specification holds `{uri}`");
        let diagnostic = Diagnostic::warning(Id::NotUploaded, message)
            .at(self.span, "a task that is given this finds nothing there")
            .with_help(HELP);
        self.evaluator.report(diagnostic);
        uri
    }
}

const HELP: &str = "give a remote location such as `s3://bucket/file`, or pass the value at run time";
