//! Settings that a program's own code can't say: images, serialization settings, the user's configuration.
//!
//! The types are those of `flytekit.configuration`, with its method names and its JSON: what `to_json` writes is byte for
//! byte what the reference writes, and what either writes both read. Nothing here asks the operating system for
//! variables or directories: an [`Environment`] is passed in.

mod config;
mod config_file;
mod data;
mod default_images;
mod entries;
mod environment;
mod fast_serialization;
mod image;
mod image_config;
mod image_template;
mod ini;
mod json;
mod platform;
mod python_text;
mod resources;
mod secret;
mod serialization_settings;
mod transport;
mod values;

pub use config::{Config, LocalConfig, SdkConfig, SecretsConfig, StatsConfig, TaskConfig};
pub use config_file::{
    CONFIG_FILE_OVERRIDE_VARIABLE, CONFIG_FILE_VARIABLE, ConfigFile, ConfigFileError, ConfigSearch,
    ConfigWarning,
};
pub use data::{AzureBlobStorageConfig, DataConfig, GcsConfig, GenericPersistenceConfig, S3Config};
pub use default_images::{DefaultImages, INTERNAL_IMAGE_VARIABLE, PythonVersion, UnsupportedPythonVersion};
pub use entries::{ConfigDefault, ConfigEntry, ConfigGroup, ConfigKey, ConfigKind};
pub use environment::Environment;
pub use fast_serialization::{EntrypointSettings, FastSerializationSettings, SerializationMode};
pub use image::{DEFAULT_IMAGE_NAME, Image, ImageError};
pub use image_config::{ImageConfig, ImageConfigError, image_spec_file};
pub use image_template::{ImageTemplateError, get_registerable_container_image};
pub use ini::{IniError, IniValueError};
pub use json::JsonError;
pub use platform::{AuthType, PlatformConfig, UnknownAuthType};
pub use resources::{Quantity, QuantityError, ResourceSpec, Resources};
pub use secret::Secret;
pub use serialization_settings::{
    DEFAULT_IN_CONTAINER_SRC_PATH, DEFAULT_RUNTIME_PYTHON_INTERPRETER, DOMAIN_PLACEHOLDER,
    PROJECT_PLACEHOLDER, SERIALIZED_CONTEXT_ENV_VAR, SerializationSettings, SerializationSettingsBuilder,
    VERSION_PLACEHOLDER,
};
pub use transport::TransportError;
pub use values::{ConfigError, ConfigValue};
