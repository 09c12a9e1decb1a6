//! Every setting that can be configured, as one closed table.
//!
//! A setting is found under a variable `FLYTE_<SECTION>_<OPTION>`, under an option of a section of an INI file, and (most
//! of them) under a path in a YAML file. The facts are those of `flytekit.configuration.internal`; names of variables,
//! reading, defaults and documentation are derived from the table.

/// What a setting's value is, and so how its text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ConfigKind {
    /// Text as it stands.
    Text,
    /// Text that must not be shown.
    Secret,
    /// The address of a service, from which `dns:///` is removed.
    Endpoint,
    /// True or false.
    Flag,
    /// An integer.
    Integer,
    /// A number of whole seconds.
    Seconds,
    /// Several texts, separated by commas in a variable or INI file.
    List,
}

/// Which settings object a setting belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ConfigGroup {
    /// [`PlatformConfig`](super::PlatformConfig).
    Platform,
    /// [`S3Config`](super::S3Config).
    S3,
    /// [`GcsConfig`](super::GcsConfig).
    Gcs,
    /// [`AzureBlobStorageConfig`](super::AzureBlobStorageConfig).
    Azure,
    /// [`GenericPersistenceConfig`](super::GenericPersistenceConfig).
    Persistence,
    /// [`LocalConfig`](super::LocalConfig).
    Local,
    /// [`TaskConfig`](super::TaskConfig).
    Task,
    /// [`SdkConfig`](super::SdkConfig).
    Sdk,
    /// [`SecretsConfig`](super::SecretsConfig).
    Secrets,
    /// [`StatsConfig`](super::StatsConfig).
    Stats,
}

/// The value of a setting that is configured nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ConfigDefault {
    /// None at all.
    Absent,
    /// A text.
    Text(&'static str),
    /// A boolean.
    Flag(bool),
    /// A number; for [`ConfigKind::Seconds`], of seconds.
    Integer(i64),
}

/// A row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConfigEntry {
    /// The settings object that the setting belongs to.
    pub group: ConfigGroup,
    /// The section of an INI file.
    pub section: &'static str,
    /// The option in that section.
    pub option: &'static str,
    /// The keys that lead to the value in a YAML file, separated by dots.
    pub yaml: Option<&'static str>,
    /// How the value is read.
    pub kind: ConfigKind,
    /// What holds where nothing is configured.
    pub default: ConfigDefault,
    /// What the setting is for.
    pub description: &'static str,
}

impl ConfigEntry {
    /// The name of the variable that sets it.
    pub fn variable(&self) -> String {
        format!("FLYTE_{}_{}", self.section, self.option).to_uppercase()
    }
}

macro_rules! entries {
    ($($key:ident: $group:ident, $section:literal, $option:literal, $yaml:expr, $kind:ident, $default:expr, $description:literal;)*) => {
        /// A setting that can be configured.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ConfigKey {
            $(#[doc = $description] $key,)*
        }

        impl ConfigKey {
            /// Every setting, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$key),*];

            /// Its row in the table.
            pub const fn entry(self) -> &'static ConfigEntry {
                match self {
                    $(Self::$key => &ConfigEntry {
                        group: ConfigGroup::$group,
                        section: $section,
                        option: $option,
                        yaml: $yaml,
                        kind: ConfigKind::$kind,
                        default: $default,
                        description: $description,
                    },)*
                }
            }
        }
    };
}

use ConfigDefault::{Absent, Flag, Integer, Text};

entries! {
    PlatformUrl: Platform, "platform", "url", Some("admin.endpoint"), Endpoint, Text("localhost:30080"), "The address of the control plane.";
    PlatformInsecure: Platform, "platform", "insecure", Some("admin.insecure"), Flag, Flag(false), "Whether the connection is without TLS.";
    PlatformInsecureSkipVerify: Platform, "platform", "insecure_skip_verify", Some("admin.insecureSkipVerify"), Flag, Flag(false), "Whether the control plane's certificate goes unchecked.";
    PlatformConsoleEndpoint: Platform, "platform", "console_endpoint", Some("console.endpoint"), Text, Absent, "The address of the console, where it isn't that of the control plane.";
    PlatformCaCertFilePath: Platform, "platform", "ca_cert_file_path", Some("admin.caCertFilePath"), Text, Absent, "A file with the certificate that the control plane's is checked against.";
    PlatformHttpProxyUrl: Platform, "platform", "http_proxy_url", Some("admin.httpProxyURL"), Text, Absent, "The proxy for requests for authorization.";
    CredentialsCommand: Platform, "credentials", "command", Some("admin.command"), List, Absent, "A command that prints a token.";
    CredentialsProxyCommand: Platform, "credentials", "proxy_command", Some("admin.proxyCommand"), List, Absent, "A command that prints a token for a proxy before the control plane.";
    CredentialsClientId: Platform, "credentials", "client_id", Some("admin.clientId"), Text, Absent, "The public name of the client that asks for authorization.";
    CredentialsClientSecret: Platform, "credentials", "client_secret", None, Secret, Absent, "The client's secret.";
    CredentialsClientSecretLocation: Platform, "credentials", "client_secret_location", Some("admin.clientSecretLocation"), Text, Absent, "A file that holds the client's secret.";
    CredentialsClientSecretEnvVar: Platform, "credentials", "client_secret_env_var", Some("admin.clientSecretEnvVar"), Text, Absent, "The name of a variable that holds the client's secret.";
    CredentialsScopes: Platform, "credentials", "scopes", Some("admin.scopes"), List, Absent, "The scopes to ask for.";
    CredentialsAuthMode: Platform, "credentials", "auth_mode", Some("admin.authType"), Text, Text("standard"), "How the client proves who it is.";
    CredentialsAudience: Platform, "credentials", "audience", Some("admin.audience"), Text, Absent, "The audience to ask for.";
    AwsEndpoint: S3, "aws", "endpoint", Some("storage.connection.endpoint"), Text, Absent, "The address of the S3 service.";
    AwsAccessKeyId: S3, "aws", "access_key_id", Some("storage.connection.access-key"), Text, Absent, "The name of the S3 key.";
    AwsSecretAccessKey: S3, "aws", "secret_access_key", Some("storage.connection.secret-key"), Secret, Absent, "The S3 key.";
    AwsEnableDebug: S3, "aws", "enable_debug", None, Flag, Flag(false), "Whether requests to S3 are logged.";
    AwsRetries: S3, "aws", "retries", None, Integer, Integer(3), "How often a request to S3 is repeated.";
    AwsBackoffSeconds: S3, "aws", "backoff_seconds", None, Seconds, Integer(5), "How long to wait before a request to S3 is repeated.";
    AwsAddressingStyle: S3, "aws", "addressing_style", Some("storage.connection.addressing-style"), Text, Absent, "Whether the bucket is part of the host or of the path.";
    GcpGsutilParallelism: Gcs, "gcp", "gsutil_parallelism", None, Flag, Flag(false), "Whether files are copied to GCS in parallel.";
    AzureStorageAccountName: Azure, "azure", "storage_account_name", None, Text, Absent, "The storage account.";
    AzureStorageAccountKey: Azure, "azure", "storage_account_key", None, Secret, Absent, "The key of the storage account.";
    AzureTenantId: Azure, "azure", "tenant_id", None, Text, Absent, "The tenant that the client belongs to.";
    AzureClientId: Azure, "azure", "client_id", None, Text, Absent, "The client that asks for access.";
    AzureClientSecret: Azure, "azure", "client_secret", None, Secret, Absent, "The client's secret.";
    PersistenceAttachExecutionMetadata: Persistence, "persistence", "attach_execution_metadata", None, Flag, Flag(true), "Whether stored objects are labelled with the execution that wrote them.";
    LocalCacheEnabled: Local, "local", "cache_enabled", None, Flag, Flag(true), "Whether local executions use a cache.";
    LocalCacheOverwrite: Local, "local", "cache_overwrite", None, Flag, Flag(false), "Whether local executions replace what is in their cache.";
    LocalProject: Task, "local", "project", Some("task.project"), Text, Text("flytesnacks"), "The project to work in.";
    LocalDomain: Task, "local", "domain", Some("task.domain"), Text, Text("development"), "The domain to work in.";
    LocalOrg: Task, "local", "org", Some("task.org"), Text, Text("None"), "The organization to work in.";
    SdkWorkflowPackages: Sdk, "sdk", "workflow_packages", None, List, Absent, "The packages that entities are looked for in.";
    SdkLocalSandbox: Sdk, "sdk", "local_sandbox", None, Text, Absent, "The directory that local executions write to.";
    SdkLoggingLevel: Sdk, "sdk", "logging_level", None, Integer, Absent, "How much is logged, as Python's logging counts it.";
    SecretsEnvPrefix: Secrets, "secrets", "env_prefix", None, Text, Text("_FSEC_"), "How variables that hold secrets begin.";
    SecretsDefaultDir: Secrets, "secrets", "default_dir", None, Text, Text("/etc/secrets"), "The directory of files that hold secrets.";
    SecretsFilePrefix: Secrets, "secrets", "file_prefix", None, Text, Text(""), "How the names of these files begin.";
    // The reference keeps these in section `secrets` too.
    StatsHost: Stats, "secrets", "host", None, Text, Text("localhost"), "The host that figures are sent to.";
    StatsPort: Stats, "secrets", "port", None, Integer, Integer(8125), "The port that figures are sent to.";
    StatsDisabled: Stats, "secrets", "disabled", None, Flag, Flag(false), "Whether no figures are sent.";
    StatsDisableTags: Stats, "secrets", "disable_tags", None, Flag, Flag(false), "Whether figures are sent without tags.";
}
