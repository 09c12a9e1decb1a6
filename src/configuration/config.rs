//! Everything that a user configures, in one: `flytekit.configuration.Config`, and the settings that stand beside it.

use serde::{Deserialize, Serialize};

use super::config_file::ConfigFile;
use super::data::{DataConfig, S3Config, settings_of};
use super::entries::{ConfigGroup, ConfigKey};
use super::environment::Environment;
use super::platform::{AuthType, PlatformConfig};
use super::secret::Secret;
use super::values::{ConfigError, Values};

/// Where figures about executions are sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StatsConfig {
    /// The host.
    pub host: String,
    /// The port.
    pub port: i64,
    /// Whether none are sent.
    pub disabled: bool,
    /// Whether they are sent without tags.
    pub disabled_tags: bool,
}

/// Where a task finds its secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SecretsConfig {
    /// How variables that hold secrets begin.
    pub env_prefix: String,
    /// The directory of files that hold secrets.
    pub default_dir: String,
    /// How the names of these files begin.
    pub file_prefix: String,
}

/// Settings for executions on the user's machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LocalConfig {
    /// Whether they use a cache.
    pub cache_enabled: bool,
    /// Whether they replace what is in it.
    pub cache_overwrite: bool,
}

/// Where in the control plane to work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TaskConfig {
    /// The project.
    pub project: String,
    /// The domain.
    pub domain: String,
    /// The organization; the reference says `None` as a text where there is none.
    pub org: String,
}

/// Settings of the command itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SdkConfig {
    /// The packages that entities are looked for in, as they are written: spaces are not removed.
    pub workflow_packages: Option<Vec<String>>,
    /// The directory that local executions write to.
    pub local_sandbox: Option<String>,
    /// How much is logged, as Python's `logging` counts it.
    pub logging_level: Option<i64>,
}

/// Everything that it takes to work with a control plane.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Config {
    /// How to reach the control plane.
    pub platform: PlatformConfig,
    /// Where a task finds its secrets.
    pub secrets: SecretsConfig,
    /// Where figures are sent.
    pub stats: StatsConfig,
    /// How to reach stored data.
    pub data_config: DataConfig,
    /// The directory that local executions write to; if `None`, a temporary one.
    pub local_sandbox_path: Option<String>,
}

impl StatsConfig {
    fn from_values(values: &Values) -> Self {
        Self {
            host: values.text(ConfigKey::StatsHost),
            port: values.integer(ConfigKey::StatsPort),
            disabled: values.flag(ConfigKey::StatsDisabled),
            disabled_tags: values.flag(ConfigKey::StatsDisableTags),
        }
    }
}

impl SecretsConfig {
    fn from_values(values: &Values) -> Self {
        Self {
            env_prefix: values.text(ConfigKey::SecretsEnvPrefix),
            default_dir: values.text(ConfigKey::SecretsDefaultDir),
            file_prefix: values.text(ConfigKey::SecretsFilePrefix),
        }
    }
}

impl LocalConfig {
    fn from_values(values: &Values) -> Self {
        Self {
            cache_enabled: values.flag(ConfigKey::LocalCacheEnabled),
            cache_overwrite: values.flag(ConfigKey::LocalCacheOverwrite),
        }
    }
}

impl TaskConfig {
    fn from_values(values: &Values) -> Self {
        Self {
            project: values.text(ConfigKey::LocalProject),
            domain: values.text(ConfigKey::LocalDomain),
            org: values.text(ConfigKey::LocalOrg),
        }
    }
}

impl SdkConfig {
    fn from_values(values: &Values) -> Self {
        Self {
            workflow_packages: values.list(ConfigKey::SdkWorkflowPackages),
            local_sandbox: values.optional_text(ConfigKey::SdkLocalSandbox),
            logging_level: values.optional_integer(ConfigKey::SdkLoggingLevel),
        }
    }
}

settings_of!(
    StatsConfig: Stats,
    SecretsConfig: Secrets,
    LocalConfig: Local,
    TaskConfig: Task,
    SdkConfig: Sdk,
);

impl Config {
    /// What variables and the configuration file make of it; variables come first, then the file, then defaults.
    pub fn auto(file: Option<&ConfigFile>, environment: &Environment) -> Result<Self, ConfigError> {
        Ok(Self {
            platform: PlatformConfig::auto(file, environment)?,
            secrets: SecretsConfig::auto(file, environment)?,
            stats: StatsConfig::auto(file, environment)?,
            data_config: DataConfig::auto(file, environment)?,
            local_sandbox_path: SdkConfig::auto(file, environment)?.local_sandbox,
        })
    }

    /// The configuration of the demo cluster on the user's machine; its storage key is public.
    pub fn for_sandbox() -> Self {
        let platform = PlatformConfig {
            auth_mode: AuthType::Pkce.value().to_owned(),
            ..PlatformConfig::for_endpoint("localhost:30080", true)
        };
        let s3 = S3Config {
            endpoint: Some("http://localhost:30002".to_owned()),
            access_key_id: Some("minio".to_owned()),
            secret_access_key: Some(Secret::new("miniostorage")),
            ..S3Config::default()
        };
        Self { platform, data_config: DataConfig { s3, ..DataConfig::default() }, ..Self::default() }
    }

    /// What variables and the configuration file make of it, for another address.
    ///
    /// Unless a file is given, nothing but the address counts in how to reach the control plane.
    pub fn for_endpoint(
        endpoint: &str,
        insecure: bool,
        data_config: Option<DataConfig>,
        file: Option<&ConfigFile>,
        environment: &Environment,
    ) -> Result<Self, ConfigError> {
        let configured = Self::auto(file, environment)?;
        let platform = match file {
            Some(_) => PlatformConfig { endpoint: endpoint.to_owned(), insecure, ..configured.platform },
            None => PlatformConfig::for_endpoint(endpoint, insecure),
        };
        let data_config = data_config.unwrap_or(configured.data_config);
        Ok(Self { platform, data_config, ..configured })
    }
}
