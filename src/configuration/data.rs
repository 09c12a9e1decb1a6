//! How to reach stored data: `flytekit.configuration.DataConfig` and its parts.

use serde::{Deserialize, Serialize};

use super::config_file::ConfigFile;
use super::entries::{ConfigGroup, ConfigKey};
use super::environment::Environment;
use super::secret::Secret;
use super::values::{ConfigError, Values};

/// Settings for Amazon S3 and what speaks its protocol.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct S3Config {
    /// Whether requests are logged.
    pub enable_debug: bool,
    /// The address of the service.
    pub endpoint: Option<String>,
    /// How often a request is repeated.
    pub retries: i64,
    /// How many seconds to wait before that.
    pub backoff_seconds: i64,
    /// The name of the key.
    pub access_key_id: Option<String>,
    /// The key.
    pub secret_access_key: Option<Secret>,
    /// Whether the bucket is part of the host or of the path.
    pub addressing_style: Option<String>,
}

/// Settings for Google Cloud Storage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct GcsConfig {
    /// Whether files are copied in parallel.
    pub gsutil_parallelism: bool,
}

/// Settings for Azure Blob Storage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AzureBlobStorageConfig {
    /// The storage account.
    pub account_name: Option<String>,
    /// The key of the storage account.
    pub account_key: Option<Secret>,
    /// The tenant that the client belongs to.
    pub tenant_id: Option<String>,
    /// The client that asks for access.
    pub client_id: Option<String>,
    /// The client's secret.
    pub client_secret: Option<Secret>,
}

/// Settings for every kind of storage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct GenericPersistenceConfig {
    /// Whether stored objects are labelled with the execution that wrote them.
    pub attach_execution_metadata: bool,
}

/// Settings for every kind of storage together.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DataConfig {
    /// Amazon S3.
    pub s3: S3Config,
    /// Google Cloud Storage.
    pub gcs: GcsConfig,
    /// Azure Blob Storage.
    pub azure: AzureBlobStorageConfig,
    /// All of them.
    pub generic: GenericPersistenceConfig,
}

impl S3Config {
    fn from_values(values: &Values) -> Self {
        Self {
            enable_debug: values.flag(ConfigKey::AwsEnableDebug),
            endpoint: values.optional_text(ConfigKey::AwsEndpoint),
            retries: values.integer(ConfigKey::AwsRetries),
            backoff_seconds: values.integer(ConfigKey::AwsBackoffSeconds),
            access_key_id: values.optional_text(ConfigKey::AwsAccessKeyId),
            secret_access_key: values.secret(ConfigKey::AwsSecretAccessKey),
            addressing_style: values.optional_text(ConfigKey::AwsAddressingStyle),
        }
    }
}

impl GcsConfig {
    fn from_values(values: &Values) -> Self {
        Self { gsutil_parallelism: values.flag(ConfigKey::GcpGsutilParallelism) }
    }
}

impl AzureBlobStorageConfig {
    fn from_values(values: &Values) -> Self {
        Self {
            account_name: values.optional_text(ConfigKey::AzureStorageAccountName),
            account_key: values.secret(ConfigKey::AzureStorageAccountKey),
            tenant_id: values.optional_text(ConfigKey::AzureTenantId),
            client_id: values.optional_text(ConfigKey::AzureClientId),
            client_secret: values.secret(ConfigKey::AzureClientSecret),
        }
    }
}

impl GenericPersistenceConfig {
    fn from_values(values: &Values) -> Self {
        Self { attach_execution_metadata: values.flag(ConfigKey::PersistenceAttachExecutionMetadata) }
    }
}

impl DataConfig {
    /// The settings that variables and the configuration file make.
    pub fn auto(file: Option<&ConfigFile>, environment: &Environment) -> Result<Self, ConfigError> {
        Ok(Self {
            s3: S3Config::auto(file, environment)?,
            gcs: GcsConfig::auto(file, environment)?,
            azure: AzureBlobStorageConfig::auto(file, environment)?,
            generic: GenericPersistenceConfig::auto(file, environment)?,
        })
    }
}

/// Gives settings their defaults and their reading: both are the table's, for one group of it.
macro_rules! settings_of {
    ($($settings:ident: $group:ident),* $(,)?) => {$(
        impl Default for $settings {
            fn default() -> Self {
                Self::from_values(&Values::default())
            }
        }

        impl $settings {
            /// The settings that variables and the configuration file make.
            pub fn auto(file: Option<&ConfigFile>, environment: &Environment) -> Result<Self, ConfigError> {
                Ok(Self::from_values(&Values::read(ConfigGroup::$group, file, environment)?))
            }
        }
    )*};
}
pub(super) use settings_of;

settings_of!(S3Config: S3, GcsConfig: Gcs, AzureBlobStorageConfig: Azure, GenericPersistenceConfig: Persistence);
