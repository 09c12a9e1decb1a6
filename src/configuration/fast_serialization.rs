//! How the code reaches the container: `FastSerializationSettings`, `SerializationMode`, `EntrypointSettings`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::json::{self, JsonError};

/// Whether the code is in the image, or comes as an archive at run time.
///
/// `flytekit.clis.sdk_in_container.serialize.SerializationMode`; as a number it is 0 or 1.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub enum SerializationMode {
    /// The image contains the code.
    #[default]
    Default = 0,
    /// The code is fetched from a distribution location when the container starts.
    Fast = 1,
}

/// Fast registration: whether it is on, where the archive lies, where it is unpacked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct FastSerializationSettings {
    /// Whether the container fetches the code.
    #[serde(default, deserialize_with = "json::truth")]
    #[schemars(with = "bool")]
    pub enabled: bool,
    /// The directory in the container that the code is unpacked in.
    #[serde(default, deserialize_with = "json::optional_text")]
    #[schemars(with = "Option<String>")]
    pub destination_dir: Option<String>,
    /// Where the archive was uploaded to.
    #[serde(default, deserialize_with = "json::optional_text")]
    #[schemars(with = "Option<String>")]
    pub distribution_location: Option<String>,
}

impl From<SerializationMode> for FastSerializationSettings {
    /// The settings that `serialize` starts with in this mode.
    fn from(mode: SerializationMode) -> Self {
        Self { enabled: mode == SerializationMode::Fast, ..Self::default() }
    }
}

/// The program that runs in the container.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct EntrypointSettings {
    /// Its path.
    #[serde(default, deserialize_with = "json::optional_text")]
    #[schemars(with = "Option<String>")]
    pub path: Option<String>,
}

impl FastSerializationSettings {
    /// The JSON text, byte for byte the reference's.
    pub fn to_json(&self) -> String {
        json::dumps(self)
    }

    /// Reads JSON text; unknown keys are passed over, missing ones take their defaults.
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

impl EntrypointSettings {
    /// The JSON text, byte for byte the reference's.
    pub fn to_json(&self) -> String {
        json::dumps(self)
    }

    /// Reads JSON text; unknown keys are passed over, missing ones take their defaults.
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
