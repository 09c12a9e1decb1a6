//! A container image under a name: what a task's image expression refers to, and what `--image` names.
//!
//! `Image` is `flytekit.configuration.Image`; the grammar of an identifier is that of
//! `flytekit.configuration._parse_image_identifier`: the text after the last `@` is a digest; else the text after the last
//! `:` is a tag, unless it contains a `/` (then the colon belongs to the registry's port).

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::json::{self, JsonError};
use super::python_text::{optional_repr, string_repr};

/// The name of the image that a task without an image of its own runs in.
pub const DEFAULT_IMAGE_NAME: &str = "default";

/// A container image with the name that it is found by.
///
/// At most one of tag and digest is given. The printed form is the one that the reference uses in its messages.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "ImageFields")]
#[schemars(!try_from)]
pub struct Image {
    /// The name that image expressions and `--image NAME=…` use.
    pub name: String,
    /// The fully qualified name, without tag and digest: `registry/user/repository`.
    pub fqn: String,
    /// The tag, for instance `v1.0.0`.
    pub tag: Option<String>,
    /// The digest, for instance `sha256:26c6…`.
    pub digest: Option<String>,
}

/// Why an [`Image`] can't be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImageError {
    /// The identifier has neither tag nor digest where one is required.
    #[error("Incorrectly formatted image {identifier}, missing tag or digest")]
    MissingVersion {
        /// The identifier as given.
        identifier: String,
    },
    /// Both a tag and a digest are given.
    #[error("Cannot specify both tag and digest. Got tag={tag} and digest={digest}")]
    TagAndDigest {
        /// The tag as given.
        tag: String,
        /// The digest as given.
        digest: String,
    },
}

impl Image {
    /// An image from its parts; a tag together with a digest is an error.
    pub fn new(
        name: impl Into<String>,
        fqn: impl Into<String>,
        tag: Option<String>,
        digest: Option<String>,
    ) -> Result<Self, ImageError> {
        match (tag, digest) {
            (Some(tag), Some(digest)) => Err(ImageError::TagAndDigest { tag, digest }),
            (tag, digest) => Ok(Self { name: name.into(), fqn: fqn.into(), tag, digest }),
        }
    }

    /// An image from its identifier, `fqn:tag` or `fqn@digest`; a bare `fqn` only where that is allowed.
    ///
    /// The reference also takes the path of an `ImageSpec` file here and builds the image. Whoever accepts such paths
    /// asks [`image_spec_file`](super::image_spec_file) first and passes on the name that the specification yields.
    pub fn look_up_image_info(
        name: &str,
        image_identifier: &str,
        allow_no_tag_or_digest: bool,
    ) -> Result<Self, ImageError> {
        let (fqn, tag, digest) = parse_image_identifier(image_identifier);
        if !allow_no_tag_or_digest && tag.is_none() && digest.is_none() {
            return Err(ImageError::MissingVersion { identifier: image_identifier.to_owned() });
        }
        Self::new(name, fqn, tag.map(str::to_owned), digest.map(str::to_owned))
    }

    /// The whole name, as a container runtime takes it: `fqn@digest`, else `fqn:tag`.
    ///
    /// An image without either (possible in a configuration file only) reads `fqn:None`, as in the reference.
    pub fn full(&self) -> String {
        match self.digest.as_deref() {
            Some(digest) if !digest.is_empty() => format!("{}@{digest}", self.fqn),
            _ => format!("{}:{}", self.fqn, self.tag.as_deref().unwrap_or("None")),
        }
    }

    /// The digest, else the tag, if there is one.
    pub fn version(&self) -> Option<&str> {
        self.digest.as_deref().filter(|digest| !digest.is_empty()).or(self.tag.as_deref())
    }

    /// The JSON text, byte for byte the reference's.
    pub fn to_json(&self) -> String {
        json::dumps(self)
    }

    /// Reads JSON text; unknown keys are passed over.
    pub fn from_json(text: &str) -> Result<Self, JsonError> {
        json::loads(text)
    }

    /// Reads decoded JSON; unknown keys are passed over.
    pub fn from_dict(value: Value) -> Result<Self, JsonError> {
        json::from_dict(value)
    }

    /// The JSON Schema of [`to_json`](Self::to_json).
    pub fn schema() -> Value {
        schemars::schema_for!(Self).to_value()
    }
}

impl fmt::Display for Image {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "Image(name={}, fqn={}, tag={}, digest={})",
            string_repr(&self.name),
            string_repr(&self.fqn),
            optional_repr(self.tag.as_deref()),
            optional_repr(self.digest.as_deref()),
        )
    }
}

/// The fully qualified name, the tag and the digest of an image identifier.
fn parse_image_identifier(identifier: &str) -> (&str, Option<&str>, Option<&str>) {
    if let Some((fqn, digest)) = identifier.rsplit_once('@') {
        return (fqn, None, Some(digest));
    }
    match identifier.rsplit_once(':') {
        Some((fqn, tag)) if !tag.contains('/') => (fqn, Some(tag), None),
        _ => (identifier, None, None),
    }
}

/// An [`Image`] as it stands in JSON, before its rule is checked.
#[derive(Deserialize)]
struct ImageFields {
    #[serde(deserialize_with = "json::text")]
    name: String,
    #[serde(deserialize_with = "json::text")]
    fqn: String,
    #[serde(default, deserialize_with = "json::optional_text")]
    tag: Option<String>,
    #[serde(default, deserialize_with = "json::optional_text")]
    digest: Option<String>,
}

impl TryFrom<ImageFields> for Image {
    type Error = ImageError;

    fn try_from(fields: ImageFields) -> Result<Self, ImageError> {
        Self::new(fields.name, fields.fqn, fields.tag, fields.digest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_taken_apart() {
        for (identifier, expected) in [
            ("xyz.com/abc:latest", ("xyz.com/abc", Some("latest"), None)),
            ("localhost:30000/abc", ("localhost:30000/abc", None, None)),
            ("localhost:30000/abc:v1", ("localhost:30000/abc", Some("v1"), None)),
            ("a/b@sha256:0f", ("a/b", None, Some("sha256:0f"))),
            ("a:t@sha256:0f", ("a:t", None, Some("sha256:0f"))),
            ("a:", ("a", Some(""), None)),
            ("", ("", None, None)),
        ] {
            assert_eq!(parse_image_identifier(identifier), expected);
        }
    }

    #[test]
    fn an_image_without_version_is_refused() {
        let error = Image::look_up_image_info("default", "a/b", false).unwrap_err();
        assert_eq!(error.to_string(), "Incorrectly formatted image a/b, missing tag or digest");
        assert_eq!(Image::look_up_image_info("default", "a/b", true).unwrap().full(), "a/b:None");
    }
}
