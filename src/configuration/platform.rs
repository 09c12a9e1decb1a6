//! How to reach the control plane: `flytekit.configuration.PlatformConfig`.

use std::fs;

use serde::{Deserialize, Serialize};

use super::config_file::ConfigFile;
use super::entries::{ConfigGroup, ConfigKey};
use super::environment::Environment;
use super::secret::Secret;
use super::values::{ConfigError, Values};

/// How a client proves who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
pub enum AuthType {
    /// Through a browser, with a code that only this client can redeem; the older name.
    Standard,
    /// With a client's name and secret; the oldest name.
    Basic,
    /// With a client's name and secret; an older name.
    ClientCredentials,
    /// With a token that a command prints; the older name.
    ExternalProcess,
    /// With a client's name and secret.
    ClientSecret,
    /// Through a browser, with a code that only this client can redeem.
    Pkce,
    /// With a token that a command prints.
    ExternalCommand,
    /// Through a browser on another device.
    DeviceFlow,
}

/// A way to prove who one is that isn't known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown authentication type '{name}'")]
pub struct UnknownAuthType {
    /// The name as given.
    pub name: String,
}

impl AuthType {
    /// Every type.
    pub const ALL: [Self; 8] = [
        Self::Standard,
        Self::Basic,
        Self::ClientCredentials,
        Self::ExternalProcess,
        Self::ClientSecret,
        Self::Pkce,
        Self::ExternalCommand,
        Self::DeviceFlow,
    ];

    /// The value that stands for the type in configuration.
    pub fn value(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Basic => "basic",
            Self::ClientCredentials => "client_credentials",
            Self::ExternalProcess => "external_process",
            Self::ClientSecret => "ClientSecret",
            Self::Pkce => "Pkce",
            Self::ExternalCommand => "ExternalCommand",
            Self::DeviceFlow => "DeviceFlow",
        }
    }
}

impl TryFrom<String> for AuthType {
    type Error = UnknownAuthType;

    /// Finds the type of that name, in any case, as `flytekit.clients.auth_helper.get_authenticator` does.
    fn try_from(name: String) -> Result<Self, UnknownAuthType> {
        let known = Self::ALL.into_iter().find(|known| known.value().eq_ignore_ascii_case(&name));
        known.ok_or(UnknownAuthType { name })
    }
}

impl From<AuthType> for &'static str {
    fn from(auth_type: AuthType) -> Self {
        auth_type.value()
    }
}

/// The settings to talk to a control plane.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PlatformConfig {
    /// The address of the control plane.
    pub endpoint: String,
    /// Whether the connection is without TLS.
    pub insecure: bool,
    /// Whether the control plane's certificate goes unchecked.
    pub insecure_skip_verify: bool,
    /// A file with the certificate that the control plane's is checked against.
    pub ca_cert_file_path: Option<String>,
    /// The address of the console, where it isn't that of the control plane.
    pub console_endpoint: Option<String>,
    /// A command that prints a token.
    pub command: Option<Vec<String>>,
    /// A command that prints a token for a proxy before the control plane.
    pub proxy_command: Option<Vec<String>>,
    /// The public name of the client.
    pub client_id: Option<String>,
    /// The client's secret.
    pub client_credentials_secret: Option<Secret>,
    /// The scopes to ask for.
    pub scopes: Vec<String>,
    /// How the client proves who it is; see [`auth_type`](Self::auth_type).
    pub auth_mode: String,
    /// The audience to ask for.
    pub audience: Option<String>,
    /// How often a call is repeated.
    pub rpc_retries: u32,
    /// The proxy for requests for authorization.
    pub http_proxy_url: Option<String>,
}

impl Default for PlatformConfig {
    fn default() -> Self {
        Self::from_values(&Values::default())
    }
}

impl PlatformConfig {
    /// The settings that variables and the configuration file make.
    ///
    /// The client's secret is that of the variable that `client_secret_env_var` names, else that of the file at
    /// `client_secret_location`, else `client_secret`. One of the first two implies `ClientSecret` as the way to prove who
    /// one is.
    pub fn auto(file: Option<&ConfigFile>, environment: &Environment) -> Result<Self, ConfigError> {
        let values = Values::read(ConfigGroup::Platform, file, environment)?;
        let mut platform = Self::from_values(&values);
        let located = located_secret(&values, environment)?;
        let variable = values.optional_text(ConfigKey::CredentialsClientSecretEnvVar);
        let in_variable =
            variable.and_then(|name| environment.variable(&name)).filter(|secret| !secret.is_empty());
        if located.is_some() || in_variable.is_some() {
            AuthType::ClientSecret.value().clone_into(&mut platform.auth_mode);
        }
        let secret = in_variable.map(str::to_owned).or(located).filter(|secret| !secret.is_empty());
        if let Some(secret) = secret {
            platform.client_credentials_secret = Some(Secret::new(secret));
        }
        Ok(platform)
    }

    /// The settings for an address, everything else as it is by default.
    pub fn for_endpoint(endpoint: &str, insecure: bool) -> Self {
        Self { endpoint: endpoint.to_owned(), insecure, ..Self::default() }
    }

    /// The way that the client proves who it is, if it is one of those known.
    pub fn auth_type(&self) -> Result<AuthType, UnknownAuthType> {
        AuthType::try_from(self.auth_mode.clone())
    }

    fn from_values(values: &Values) -> Self {
        Self {
            endpoint: values.text(ConfigKey::PlatformUrl),
            insecure: values.flag(ConfigKey::PlatformInsecure),
            insecure_skip_verify: values.flag(ConfigKey::PlatformInsecureSkipVerify),
            ca_cert_file_path: values.optional_text(ConfigKey::PlatformCaCertFilePath),
            console_endpoint: values.optional_text(ConfigKey::PlatformConsoleEndpoint),
            command: values.list(ConfigKey::CredentialsCommand),
            proxy_command: values.list(ConfigKey::CredentialsProxyCommand),
            client_id: values.optional_text(ConfigKey::CredentialsClientId),
            client_credentials_secret: values.secret(ConfigKey::CredentialsClientSecret),
            scopes: values.list(ConfigKey::CredentialsScopes).unwrap_or_default(),
            auth_mode: values.text(ConfigKey::CredentialsAuthMode),
            audience: values.optional_text(ConfigKey::CredentialsAudience),
            rpc_retries: 3,
            http_proxy_url: values.optional_text(ConfigKey::PlatformHttpProxyUrl),
        }
    }
}

/// The secret in the file that the settings name: if a line end follows it, without the spaces around it. A file that
/// holds nothing counts as none.
fn located_secret(values: &Values, environment: &Environment) -> Result<Option<String>, ConfigError> {
    let Some(location) = values.optional_text(ConfigKey::CredentialsClientSecretLocation) else {
        return Ok(None);
    };
    let path = environment.working_directory.join(location);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text.replace("\r\n", "\n").replace('\r', "\n"),
        Err(source) => return Err(ConfigError::SecretFile { path, source }),
    };
    let secret = if text.ends_with('\n') { text.trim().to_owned() } else { text.clone() };
    Ok((!text.is_empty()).then_some(secret))
}
