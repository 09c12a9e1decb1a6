//! Files and directories (`flytekit.types.file.file.FlyteFilePathTransformer`,
//! `flytekit.types.directory.types.FlyteDirToMultipartBlobTransformer`).
//!
//! A remote location is kept as it is written. For a local one flytekit would upload the file: see `upload`.

use std::rc::Rc;

use super::dataclass::single_entry;
use super::engine::Engine;
use super::fault::{Fault, Outcome};
use super::packed::Packed;
use super::python_type::{special_form, underlying};
use crate::model::{BlobDimensionality, Literal, LiteralType, Scalar};
use crate::python::{Arguments, Class, Instance, Value};

/// The dotted name of the class of files.
pub(super) const FILE: &str = "flytekit.types.file.file.FlyteFile";
/// The dotted name of the class of directories.
pub(super) const DIRECTORY: &str = "flytekit.types.directory.types.FlyteDirectory";

impl Engine<'_> {
    /// The type of files or directories of the type's format.
    pub(super) fn blob_type(
        &mut self,
        python_type: &Value,
        dimensionality: BlobDimensionality,
    ) -> Outcome<LiteralType> {
        Ok(LiteralType::blob(self.format(&underlying(python_type))?, dimensionality))
    }

    /// `FlyteFile.extension`, which a subclass may define; nothing for `os.PathLike`.
    fn format(&mut self, python_type: &Value) -> Outcome<String> {
        if is_path_like(python_type) {
            return Ok(String::new());
        }
        let extension = self.evaluator.call_method(python_type, "extension", Arguments::default())?;
        match extension {
            Value::Unknown(unknown) => Err(self.unknown(&unknown, "the format of a file")),
            extension => match extension.as_str() {
                Some(text) => Ok(text.to_string()),
                None => Err(self.expected(&extension, "the format of a file as text")),
            },
        }
    }

    /// A file as a literal.
    pub(super) fn file_literal(&mut self, value: &Value, python_type: &Value) -> Outcome<Literal> {
        let python_type = underlying(python_type);
        let format = self.format(&python_type)?;
        let uri = if is_path_like(&python_type) { self.plain_path(value)? } else { self.file_uri(value)? };
        Ok(Scalar::Blob { uri, format, dimensionality: BlobDimensionality::Single }.into())
    }

    /// A directory as a literal.
    pub(super) fn directory_literal(&mut self, value: &Value, python_type: &Value) -> Outcome<Literal> {
        let format = self.format(&underlying(python_type))?;
        let uri = self.directory_uri(value)?;
        Ok(Scalar::Blob { uri, format, dimensionality: BlobDimensionality::Multipart }.into())
    }

    /// A file or directory in a dataclass; text stands for the location.
    pub(super) fn stored_path(&mut self, value: &Value, class: &Rc<Class>) -> Outcome<Packed> {
        let uri = if class.descends_from(FILE) { self.file_uri(value)? } else { self.directory_uri(value)? };
        Ok(single_entry("path", &uri))
    }

    fn file_uri(&mut self, value: &Value) -> Outcome<String> {
        if let Some(file) = instance_of(value, FILE) {
            if file.attribute("metadata").is_some_and(|metadata| !metadata.is_none()) {
                return Err(Fault::not_static("the metadata of a FlyteFile is not supported"));
            }
            let path = self.path_text(&file)?;
            let remote = file.attribute("_remote_path").unwrap_or(Value::None);
            let stays = matches!(remote, Value::Bool(false)) || is_remote(&path);
            let destination = self.path_of(&remote)?;
            return if stays { Ok(path) } else { self.uploaded_file(&path, destination) };
        }
        match self.path_of(value)? {
            Some(path) if is_remote(&path) => Ok(path),
            Some(path) => self.uploaded_path(&path),
            None => Err(self.expected(value, "a FlyteFile or a path")),
        }
    }

    fn directory_uri(&mut self, value: &Value) -> Outcome<String> {
        if let Some(directory) = instance_of(value, DIRECTORY) {
            let path = self.path_text(&directory)?;
            let remote = directory.attribute("_remote_directory").unwrap_or(Value::None);
            let destination = self.path_of(&remote)?;
            let stays = matches!(remote, Value::Bool(false)) || is_remote(&path);
            return match destination {
                None if stays => Ok(path),
                destination => self.uploaded_folder(&path, destination),
            };
        }
        match self.path_of(value)? {
            Some(path) if is_remote(&path) => Ok(path),
            Some(path) => self.uploaded_folder(&path, None),
            None => Err(self.expected(value, "a FlyteDirectory or a path")),
        }
    }

    /// What becomes the location where the type is `os.PathLike`: nothing is ever uploaded.
    fn plain_path(&mut self, value: &Value) -> Outcome<String> {
        if let Some(file) = instance_of(value, FILE) {
            return self.path_text(&file);
        }
        match self.path_of(value)? {
            Some(path) => Ok(path),
            None => Err(self.expected(value, "a path")),
        }
    }

    fn path_text(&mut self, file: &Rc<Instance>) -> Outcome<String> {
        if let Some(unknown) = file.taint() {
            return Err(self.unknown(&unknown, "the path of a file"));
        }
        let path = file.attribute("path").unwrap_or(Value::None);
        match self.path_of(&path)? {
            Some(path) => Ok(path),
            None => Err(self.expected(&path, "a path as text")),
        }
    }

    /// The text of a text or path; `None` for anything else.
    fn path_of(&mut self, value: &Value) -> Outcome<Option<String>> {
        match value {
            Value::Unknown(unknown) => Err(self.unknown(unknown, "the path of a file")),
            Value::Str(text) => Ok(Some(text.to_string())),
            Value::Instance(instance) if instance.class.descends_from("pathlib.PurePath") => {
                match self.evaluator.str_of(value)? {
                    Value::Unknown(unknown) => Err(self.unknown(&unknown, "the path of a file")),
                    text => Ok(text.as_str().map(|text| text.to_string())),
                }
            }
            _ => Ok(None),
        }
    }
}

/// Whether a location is not on this machine (`flytekit.core.data_persistence.FileAccessProvider.is_remote`).
pub(super) fn is_remote(path: &str) -> bool {
    let protocol = match (path.find("://"), path.find("::")) {
        (Some(at), None) | (None, Some(at)) => &path[..at],
        (Some(first), Some(second)) => &path[..first.min(second)],
        (None, None) => "file",
    };
    protocol != "file"
}

fn instance_of(value: &Value, class: &str) -> Option<Rc<Instance>> {
    value.as_instance().filter(|instance| instance.class.descends_from(class)).cloned()
}

fn is_path_like(python_type: &Value) -> bool {
    match python_type {
        Value::Class(class) => class.has_dotted_name("os.PathLike"),
        Value::Unknown(unknown) => unknown.dotted_path().is_some_and(|path| &**path == "os.PathLike"),
        _ => special_form(python_type).is_some_and(|name| &*name == "PathLike"),
    }
}

#[cfg(test)]
mod tests {
    use super::is_remote;

    #[test]
    fn locations_with_a_protocol_are_remote() {
        assert!(is_remote("s3://bucket/key"));
        assert!(is_remote("simplecache::gs://bucket/key"));
        assert!(!is_remote("/tmp/file"));
        assert!(!is_remote("file:///tmp/file"));
        assert!(!is_remote("data.csv"));
    }
}
