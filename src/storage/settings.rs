//! What uploads need to know besides location and content.

use crate::configuration::{DataConfig, Environment, PlatformConfig, Secret};

/// How to reach the services, and what to show them.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Keys and endpoints of Flyte's configuration.
    pub data: DataConfig,
    /// Flyte's configuration of its own connections, whose rules about certificates hold here too.
    pub platform: PlatformConfig,
    /// The variables and folders in which the clouds' own tools keep keys.
    pub environment: Environment,
    /// Headers for HTTP servers; their values may be secret.
    pub headers: Vec<(String, Secret)>,
}

impl Settings {
    /// The value of the first of these variables that holds anything, with its name.
    #[cfg(feature = "storage")]
    pub(super) fn variable<'a>(&'a self, names: &[&'a str]) -> Option<(&'a str, &'a str)> {
        names.iter().find_map(|name| {
            Some((*name, self.environment.variable(name).filter(|value| !value.is_empty())?))
        })
    }
}
