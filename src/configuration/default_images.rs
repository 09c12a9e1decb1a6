//! The image of tasks where the user names none: `flytekit.configuration.default_images.DefaultImages`.
//!
//! It is the published image of flytekit for a Python version and a flytekit version, both said by the caller; the
//! variable `FLYTE_INTERNAL_IMAGE` overrides it.

use std::fmt;
use std::str::FromStr;

use super::environment::Environment;

/// The variable that names the default image.
pub const INTERNAL_IMAGE_VARIABLE: &str = "FLYTE_INTERNAL_IMAGE";

/// A Python version that flytekit publishes an image for: 3.8 to 3.12.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PythonVersion {
    minor: u8,
}

/// A Python version that flytekit publishes no image for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("flytekit publishes images for Python 3.8 to 3.12 only, not for {version}")]
pub struct UnsupportedPythonVersion {
    /// The version as given.
    pub version: String,
}

impl PythonVersion {
    /// Every version, oldest first.
    pub const ALL: [Self; 5] =
        [Self { minor: 8 }, Self { minor: 9 }, Self { minor: 10 }, Self { minor: 11 }, Self { minor: 12 }];
}

impl FromStr for PythonVersion {
    type Err = UnsupportedPythonVersion;

    /// Reads `3.11` or a longer version such as `3.11.7`.
    fn from_str(version: &str) -> Result<Self, UnsupportedPythonVersion> {
        let mut parts = version.trim().split('.');
        let major_and_minor =
            format!("{}.{}", parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let known = Self::ALL.into_iter().find(|known| known.to_string() == major_and_minor);
        known.ok_or_else(|| UnsupportedPythonVersion { version: version.to_owned() })
    }
}

impl fmt::Display for PythonVersion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "3.{}", self.minor)
    }
}

/// Chooses the default image for the flytekit and the Python that the tasks will run with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefaultImages {
    /// The flytekit version that the settings are made for, as `flytekit.__version__` has it.
    pub flytekit_version: String,
    /// The Python version that the settings are made for.
    pub python_version: PythonVersion,
    /// What `FLYTE_INTERNAL_IMAGE` says, if it is set.
    pub internal_image: Option<String>,
}

impl DefaultImages {
    /// The choice for these versions, with the environment's override.
    pub fn new(
        flytekit_version: impl Into<String>,
        python_version: PythonVersion,
        environment: &Environment,
    ) -> Self {
        let internal_image = environment.variables.get(INTERNAL_IMAGE_VARIABLE).cloned();
        Self { flytekit_version: flytekit_version.into(), python_version, internal_image }
    }

    /// The default image.
    pub fn default_image(&self) -> String {
        self.find_image_for(None, None)
    }

    /// The image for other versions than those of the settings; the override wins here too.
    pub fn find_image_for(
        &self,
        python_version: Option<PythonVersion>,
        flytekit_version: Option<&str>,
    ) -> String {
        if let Some(image) = self.internal_image.as_ref().filter(|image| !image.is_empty()) {
            return image.clone();
        }
        let python_version = python_version.unwrap_or(self.python_version);
        let suffix = match flytekit_version {
            Some(version) if !version.is_empty() => version.replace('v', ""),
            _ => self.version_suffix().to_owned(),
        };
        format!("cr.flyte.org/flyteorg/flytekit:py{python_version}-{suffix}")
    }

    /// The end of the tag: the version, or `latest` for a development version.
    pub fn version_suffix(&self) -> &str {
        match self.flytekit_version.as_str() {
            version if version.is_empty() || version.contains("dev") => "latest",
            version => version,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn images(flytekit_version: &str) -> DefaultImages {
        DefaultImages::new(flytekit_version, "3.11.7".parse().unwrap(), &Environment::default())
    }

    #[test]
    fn the_tag_names_both_versions() {
        let prefix = "cr.flyte.org/flyteorg/flytekit:py3.11-";
        assert_eq!(images("1.16.31").default_image(), format!("{prefix}1.16.31"));
        assert_eq!(images("1.17.0.dev1+g00").default_image(), format!("{prefix}latest"));
        assert_eq!(images("").find_image_for(None, Some("v1.2")), format!("{prefix}1.2"));
    }

    #[test]
    fn the_internal_image_wins() {
        let mut images = images("1.16.31");
        images.internal_image = Some("a/b:c".to_owned());
        assert_eq!(images.find_image_for(None, Some("v1.2")), "a/b:c");
    }

    #[test]
    fn versions_without_image_are_refused() {
        for version in ["3.7", "3.13", "3", "4.8", "three", ""] {
            assert!(version.parse::<PythonVersion>().is_err(), "{version}");
        }
    }
}
