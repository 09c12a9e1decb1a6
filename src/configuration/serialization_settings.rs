//! The settings of one serialization: `flytekit.configuration.SerializationSettings`.
//!
//! They say what the program can't: the images, where the interpreter lies in the container, variables for the tasks, how
//! the code gets there. A task that serializes others at run time finds them in its environment, as a *serialized
//! context* (see `transport`).

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::fast_serialization::{EntrypointSettings, FastSerializationSettings};
use super::image::{DEFAULT_IMAGE_NAME, Image, ImageError};
use super::image_config::ImageConfig;
use super::json::{self, JsonError};
use super::resources::ResourceSpec;
use super::transport::{self, TransportError};

/// The interpreter in an image of flytekit.
pub const DEFAULT_RUNTIME_PYTHON_INTERPRETER: &str = "/opt/venv/bin/python3";
/// The variable that carries the serialized context.
pub const SERIALIZED_CONTEXT_ENV_VAR: &str = "_F_SS_C";
/// What stands for the project until the control plane knows it.
pub const PROJECT_PLACEHOLDER: &str = "{{ registration.project }}";
/// What stands for the domain until the control plane knows it.
pub const DOMAIN_PLACEHOLDER: &str = "{{ registration.domain }}";
/// What stands for the version until the control plane knows it.
pub const VERSION_PLACEHOLDER: &str = "{{ registration.version }}";
/// Where code lies in a container unless the settings say otherwise.
pub const DEFAULT_IN_CONTAINER_SRC_PATH: &str = "/root";
const ENTRYPOINT_LOCATION: &str = "bin/entrypoint.py";

/// What a serialization needs to know besides the program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(from = "SerializationSettingsBuilder")]
#[schemars(!from)]
pub struct SerializationSettings {
    /// The images of the tasks.
    pub image_config: ImageConfig,
    /// The project to register under.
    pub project: Option<String>,
    /// The domain to register under.
    pub domain: Option<String>,
    /// The version to register under.
    pub version: Option<String>,
    /// Variables for every container.
    pub env: Option<IndexMap<String, String>>,
    /// Resources of tasks that ask for none.
    pub default_resources: Option<ResourceSpec>,
    /// The repository that the code comes from.
    pub git_repo: Option<String>,
    /// The Python interpreter in the container.
    #[schemars(default = "default_interpreter")]
    pub python_interpreter: String,
    /// The virtual environment of flytekit in the container.
    #[schemars(default = "default_virtualenv_root")]
    pub flytekit_virtualenv_root: String,
    /// Whether and how the code is fetched at run time.
    pub fast_serialization_settings: Option<FastSerializationSettings>,
    /// The directory that the program's modules are found from.
    pub source_root: Option<String>,
}

impl Default for SerializationSettings {
    fn default() -> Self {
        Self::new(ImageConfig::default())
    }
}

impl SerializationSettings {
    /// Settings with these images and defaults for the rest.
    pub fn new(image_config: ImageConfig) -> Self {
        SerializationSettingsBuilder::new(image_config).build()
    }

    /// Settings for one image and a version.
    ///
    /// Where the reference's caller leaves project and domain out they are empty, not absent; so are they here if passed
    /// as `""`. The interpreter is that of an image of flytekit if `None`.
    pub fn for_image(
        image: &str,
        version: &str,
        project: &str,
        domain: &str,
        python_interpreter_path: Option<&str>,
    ) -> Result<Self, ImageError> {
        let default_image = Some(Image::look_up_image_info(DEFAULT_IMAGE_NAME, image, false)?);
        let mut builder = SerializationSettingsBuilder::new(ImageConfig { default_image, images: None });
        builder.project = Some(project.to_owned());
        builder.domain = Some(domain.to_owned());
        builder.version = Some(version.to_owned());
        builder.python_interpreter = python_interpreter_path.map(str::to_owned);
        Ok(builder.build())
    }

    /// A builder that starts from these settings.
    pub fn new_builder(&self) -> SerializationSettingsBuilder {
        let settings = self.clone();
        SerializationSettingsBuilder {
            image_config: settings.image_config,
            project: settings.project,
            domain: settings.domain,
            version: settings.version,
            env: settings.env.filter(|env| !env.is_empty()),
            default_resources: settings.default_resources,
            git_repo: settings.git_repo,
            python_interpreter: Some(settings.python_interpreter),
            flytekit_virtualenv_root: Some(settings.flytekit_virtualenv_root),
            fast_serialization_settings: settings.fast_serialization_settings,
            source_root: settings.source_root,
        }
    }

    /// The entrypoint in the virtual environment of the interpreter.
    pub fn entrypoint_settings(&self) -> EntrypointSettings {
        Self::default_entrypoint_settings(&self.python_interpreter)
    }

    /// The entrypoint in the virtual environment of an interpreter.
    pub fn default_entrypoint_settings(interpreter_path: &str) -> EntrypointSettings {
        let root = Self::venv_root_from_interpreter(interpreter_path);
        let separator = if root.is_empty() || root.ends_with('/') { "" } else { "/" };
        EntrypointSettings { path: Some(format!("{root}{separator}{ENTRYPOINT_LOCATION}")) }
    }

    /// The root of the virtual environment of an interpreter: `/opt/venv` for `/opt/venv/bin/python3`.
    pub fn venv_root_from_interpreter(interpreter_path: &str) -> String {
        parent(parent(interpreter_path)).to_owned()
    }

    /// Whether fast registration is on.
    pub fn should_fast_serialize(&self) -> bool {
        self.fast_serialization_settings.as_ref().is_some_and(|settings| settings.enabled)
    }

    /// The settings in a form that fits into a variable; the one that they already carry, if any.
    pub fn serialized_context(&self) -> String {
        match self.carried_context() {
            Some(context) => context.to_owned(),
            None => transport::encode(&self.to_json()),
        }
    }

    /// The settings with their serialized context among the variables; unchanged if it is there already.
    #[must_use]
    pub fn with_serialized_context(&self) -> Self {
        if self.carried_context().is_some() {
            return self.clone();
        }
        let mut settings = self.clone();
        let context = self.serialized_context();
        settings.env.get_or_insert_default().insert(SERIALIZED_CONTEXT_ENV_VAR.to_owned(), context);
        settings
    }

    /// Reads a serialized context.
    pub fn from_transport(context: &str) -> Result<Self, TransportError> {
        Ok(Self::from_json(&transport::decode(context)?)?)
    }

    /// The JSON text, byte for byte the reference's.
    pub fn to_json(&self) -> String {
        json::dumps(self)
    }

    /// Reads JSON text: only `image_config` is required, unknown keys are passed over.
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

    fn carried_context(&self) -> Option<&str> {
        self.env.as_ref()?.get(SERIALIZED_CONTEXT_ENV_VAR).map(String::as_str)
    }
}

/// Settings in the making; what is left out takes its default when they are built.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of `SerializationSettings`")]
pub struct SerializationSettingsBuilder {
    pub image_config: ImageConfig,
    #[serde(default, deserialize_with = "json::optional_text")]
    pub project: Option<String>,
    #[serde(default, deserialize_with = "json::optional_text")]
    pub domain: Option<String>,
    #[serde(default, deserialize_with = "json::optional_text")]
    pub version: Option<String>,
    pub env: Option<IndexMap<String, String>>,
    pub default_resources: Option<ResourceSpec>,
    #[serde(default, deserialize_with = "json::optional_text")]
    pub git_repo: Option<String>,
    #[serde(default, deserialize_with = "json::optional_text")]
    pub python_interpreter: Option<String>,
    #[serde(default, deserialize_with = "json::optional_text")]
    pub flytekit_virtualenv_root: Option<String>,
    pub fast_serialization_settings: Option<FastSerializationSettings>,
    #[serde(default, deserialize_with = "json::optional_text")]
    pub source_root: Option<String>,
}

impl SerializationSettingsBuilder {
    /// A builder that knows the images only.
    pub fn new(image_config: ImageConfig) -> Self {
        Self {
            image_config,
            project: None,
            domain: None,
            version: None,
            env: None,
            default_resources: None,
            git_repo: None,
            python_interpreter: None,
            flytekit_virtualenv_root: None,
            fast_serialization_settings: None,
            source_root: None,
        }
    }

    /// Sets how the code is fetched at run time.
    #[must_use]
    pub fn with_fast_serialization_settings(mut self, settings: FastSerializationSettings) -> Self {
        self.fast_serialization_settings = Some(settings);
        self
    }

    /// The settings: the interpreter is that of an image of flytekit unless given, the virtual environment its own.
    pub fn build(self) -> SerializationSettings {
        let interpreter = self.python_interpreter;
        let python_interpreter = interpreter.unwrap_or_else(default_interpreter);
        let flytekit_virtualenv_root = self
            .flytekit_virtualenv_root
            .unwrap_or_else(|| SerializationSettings::venv_root_from_interpreter(&python_interpreter));
        SerializationSettings {
            image_config: self.image_config,
            project: self.project,
            domain: self.domain,
            version: self.version,
            env: self.env,
            default_resources: self.default_resources,
            git_repo: self.git_repo,
            python_interpreter,
            flytekit_virtualenv_root,
            fast_serialization_settings: self.fast_serialization_settings,
            source_root: self.source_root,
        }
    }
}

impl From<SerializationSettingsBuilder> for SerializationSettings {
    fn from(builder: SerializationSettingsBuilder) -> Self {
        builder.build()
    }
}

fn default_interpreter() -> String {
    DEFAULT_RUNTIME_PYTHON_INTERPRETER.to_owned()
}

fn default_virtualenv_root() -> String {
    SerializationSettings::venv_root_from_interpreter(DEFAULT_RUNTIME_PYTHON_INTERPRETER)
}

/// Python's `os.path.dirname` of a POSIX path: what stands before the last slash, slashes at its end removed unless it
/// has nothing else.
fn parent(path: &str) -> &str {
    let head = &path[..path.rfind('/').map_or(0, |slash| slash + 1)];
    let trimmed = head.trim_end_matches('/');
    if trimmed.is_empty() { head } else { trimmed }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_virtual_environment_follows_the_interpreter() {
        for (interpreter, root) in [
            ("/opt/venv/bin/python3", "/opt/venv"),
            ("/bin/python", "/"),
            ("//bin//python", "//"),
            ("venv/bin/python", "venv"),
            ("bin/python", ""),
            ("python", ""),
            ("", ""),
        ] {
            assert_eq!(SerializationSettings::venv_root_from_interpreter(interpreter), root);
        }
    }

    #[test]
    fn the_context_travels() {
        let settings = SerializationSettings::for_image("a/b:c", "v1", "", "", None).unwrap();
        let carrying = settings.with_serialized_context();
        assert_eq!(carrying.serialized_context(), settings.serialized_context());
        assert_eq!(carrying.with_serialized_context(), carrying);
        assert_eq!(SerializationSettings::from_transport(&settings.serialized_context()).unwrap(), settings);
    }
}
