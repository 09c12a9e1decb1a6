//! Settings that a program's own code can't say: images, serialization settings, the user's configuration.
//!
//! The types are those of `flytekit.configuration`, with its method names and its JSON: what `to_json` writes is byte for
//! byte what the reference writes, and what either writes both read. Nothing here asks the operating system for
//! variables or directories: an [`Environment`] is passed in.

mod default_images;
mod environment;
mod fast_serialization;
mod image;
mod image_config;
mod image_template;
mod json;
mod python_text;
mod resources;
mod serialization_settings;
mod transport;

pub use default_images::{DefaultImages, INTERNAL_IMAGE_VARIABLE, PythonVersion, UnsupportedPythonVersion};
pub use environment::Environment;
pub use fast_serialization::{EntrypointSettings, FastSerializationSettings, SerializationMode};
pub use image::{DEFAULT_IMAGE_NAME, Image, ImageError};
pub use image_config::{ImageConfig, ImageConfigError, image_spec_file};
pub use image_template::{ImageTemplateError, get_registerable_container_image};
pub use json::JsonError;
pub use resources::{Quantity, QuantityError, ResourceSpec, Resources};
pub use serialization_settings::{
    DEFAULT_IN_CONTAINER_SRC_PATH, DEFAULT_RUNTIME_PYTHON_INTERPRETER, DOMAIN_PLACEHOLDER,
    PROJECT_PLACEHOLDER, SERIALIZED_CONTEXT_ENV_VAR, SerializationSettings, SerializationSettingsBuilder,
    VERSION_PLACEHOLDER,
};
pub use transport::TransportError;
