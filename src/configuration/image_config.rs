//! The images that a run knows by name: `flytekit.configuration.ImageConfig`.
//!
//! Made from `--image` values ([`ImageConfig::validate_image`]), from a configuration file ([`ImageConfig::auto`]) or by a
//! program ([`ImageConfig::from_images`]). The default image, if any, stands first in the list of images too.

use std::path::PathBuf;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::config_file::ConfigFile;
use super::default_images::DefaultImages;
use super::environment::Environment;
use super::image::{DEFAULT_IMAGE_NAME, Image, ImageError};
use super::json::{self, JsonError};
use super::values::ConfigError;

/// The default image and every image by name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct ImageConfig {
    /// The image of tasks that name none.
    pub default_image: Option<Image>,
    /// All images, the default one first; `None` (JSON `null`) where only a default was ever given.
    pub images: Option<Vec<Image>>,
}

/// Why images can't be put together.
#[derive(Debug, thiserror::Error)]
pub enum ImageConfigError {
    /// Two images are to be the default one.
    #[error("Only one default image can be specified. Received multiple {first} & {second} for {parameter}")]
    TwoDefaults {
        /// The default image met first.
        first: Box<Image>,
        /// The other one.
        second: Box<Image>,
        /// The parameter that the values were given for.
        parameter: String,
    },
    /// One of the images is at fault.
    #[error(transparent)]
    Image(#[from] ImageError),
    /// The configuration file is.
    #[error(transparent)]
    Configuration(#[from] ConfigError),
}

impl ImageConfig {
    /// The image of that name: the default image first, then the others in order.
    pub fn find_image(&self, name: &str) -> Option<&Image> {
        self.default_image.iter().chain(self.images()).find(|image| image.name == name)
    }

    /// All images, the default one (usually) first.
    pub fn images(&self) -> &[Image] {
        self.images.as_deref().unwrap_or_default()
    }

    /// Reads the values of a command line option: each `IMAGE`, or `NAME=IMAGE` split at the first `=`.
    ///
    /// A value without name, or of the name `default`, is the default image; more than one is an error, as is an image
    /// without tag or digest. Where none is given, `default_image` (see [`DefaultImages`](super::DefaultImages)) is. The
    /// parameter's name only appears in the error.
    pub fn validate_image<S: AsRef<str>>(
        parameter: &str,
        values: &[S],
        default_image: &str,
    ) -> Result<Self, ImageConfigError> {
        let mut default = None;
        let mut others = Vec::new();
        for value in values {
            let (name, identifier) = split_image_value(value.as_ref());
            let image = Image::look_up_image_info(name, identifier, false)?;
            if image.name != DEFAULT_IMAGE_NAME {
                others.push(image);
            } else if let Some(first) = default {
                let (first, second) = (Box::new(first), Box::new(image));
                return Err(ImageConfigError::TwoDefaults { first, second, parameter: parameter.to_owned() });
            } else {
                default = Some(image);
            }
        }
        let default = match default {
            Some(image) => image,
            None => Image::look_up_image_info(DEFAULT_IMAGE_NAME, default_image, false)?,
        };
        Ok(Self::create_from(Some(default), others))
    }

    /// The images of a configuration file, if there is one, and the default image, if one is named.
    ///
    /// Images of a file may lack tag and digest. An empty default is none.
    pub fn auto(
        config_file: Option<&ConfigFile>,
        image_name: Option<&str>,
    ) -> Result<Self, ImageConfigError> {
        let others = config_file.map(ConfigFile::images).transpose()?.unwrap_or_default();
        Ok(Self::from_images(image_name.unwrap_or_default(), &others)?)
    }

    /// As [`auto`](Self::auto), with the default image of flytekit.
    pub fn auto_default_image(
        config_file: Option<&ConfigFile>,
        default_images: &DefaultImages,
    ) -> Result<Self, ImageConfigError> {
        Self::auto(config_file, Some(&default_images.default_image()))
    }

    /// The default image, followed in the list by the other images.
    pub fn create_from(default_image: Option<Image>, other_images: Vec<Image>) -> Self {
        let images = default_image.iter().cloned().chain(other_images).collect();
        Self { default_image, images: Some(images) }
    }

    /// A default image and named ones; only the named ones may lack tag and digest. An empty default is none.
    pub fn from_images(default_image: &str, others: &IndexMap<String, String>) -> Result<Self, ImageError> {
        let default_image = match default_image {
            "" => None,
            identifier => Some(Image::look_up_image_info(DEFAULT_IMAGE_NAME, identifier, false)?),
        };
        let others =
            others.iter().map(|(name, identifier)| Image::look_up_image_info(name, identifier, true));
        Ok(Self::create_from(default_image, others.collect::<Result<_, _>>()?))
    }

    /// The JSON text, byte for byte the reference's.
    pub fn to_json(&self) -> String {
        json::dumps(self)
    }

    /// Reads JSON text; unknown keys are passed over, missing ones and `null` are `None`.
    pub fn from_json(text: &str) -> Result<Self, JsonError> {
        json::loads(text)
    }

    /// Reads decoded JSON as [`from_json`](Self::from_json) does.
    pub fn from_dict(value: Value) -> Result<Self, JsonError> {
        json::from_dict(value)
    }

    /// The JSON Schema of [`to_json`](Self::to_json).
    pub fn schema() -> Value {
        schemars::schema_for!(Self).to_value()
    }
}

/// The file that an `--image` value names, if there is such a file.
///
/// The reference takes it for an `ImageSpec` in YAML, builds the image and uses its name; whoever accepts such values
/// replaces the path with that name before [`ImageConfig::validate_image`].
pub fn image_spec_file(value: &str, environment: &Environment) -> Option<PathBuf> {
    let (_, identifier) = split_image_value(value);
    let path = environment.working_directory.join(identifier);
    (!identifier.is_empty() && path.is_file()).then_some(path)
}

fn split_image_value(value: &str) -> (&str, &str) {
    value.split_once('=').unwrap_or((DEFAULT_IMAGE_NAME, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FALLBACK: &str = "cr.flyte.org/flyteorg/flytekit:py3.11-1.16.31";

    #[test]
    fn the_default_image_comes_first() {
        let config =
            ImageConfig::validate_image("image", &["spark=a/spark:1", "a/base@sha256:0"], FALLBACK).unwrap();
        let names: Vec<_> = config.images().iter().map(|image| image.name.as_str()).collect();
        assert_eq!(names, ["default", "spark"]);
        assert_eq!(config.find_image("spark").unwrap().full(), "a/spark:1");
        assert_eq!(config.find_image("default").unwrap().full(), "a/base@sha256:0");
        assert_eq!(config.find_image("other"), None);
    }

    #[test]
    fn the_fallback_is_used_where_no_default_is_given() {
        let config = ImageConfig::validate_image("image", &["spark=a/spark:1"], FALLBACK).unwrap();
        assert_eq!(config.default_image.unwrap().full(), FALLBACK);
    }

    #[test]
    fn two_defaults_are_an_error() {
        let error = ImageConfig::validate_image("image", &["a:1", "default=b:2"], FALLBACK).unwrap_err();
        assert_eq!(
            error.to_string(),
            "Only one default image can be specified. Received multiple \
             Image(name='default', fqn='a', tag='1', digest=None) & \
             Image(name='default', fqn='b', tag='2', digest=None) for image"
        );
    }
}
