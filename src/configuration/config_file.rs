//! The user's configuration file, in YAML or INI, and where it is looked for.
//!
//! The rules are those of `flytekit.configuration.file`: a name that ends in `yaml` or `yml` is YAML, any other INI. A YAML
//! file that doesn't parse, an INI file that can't be opened and a path in a variable that leads nowhere are passed over,
//! each with a warning that the caller may show.

use std::path::{Path, PathBuf};
use std::{fmt, fs, io};

use indexmap::IndexMap;
use serde_yaml::Value;

use super::environment::Environment;
use super::ini::{Ini, IniError, IniValueError};
use super::values::{ConfigError, yaml_text};

/// The variable that names the configuration file.
pub const CONFIG_FILE_VARIABLE: &str = "FLYTECTL_CONFIG";
/// The variable that names it before [`CONFIG_FILE_VARIABLE`] does.
pub const CONFIG_FILE_OVERRIDE_VARIABLE: &str = "_FLYTECTL_CONFIG_PYFLYTE_OVERRIDE";
const IMAGES: &str = "images";

/// A configuration file that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct ConfigFile {
    location: PathBuf,
    contents: Contents,
}

#[derive(Clone, PartialEq)]
enum Contents {
    Ini(Ini),
    Yaml(Value),
}

/// Contents may be secret.
impl fmt::Debug for Contents {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Ini(_) => "Ini(…)",
            Self::Yaml(_) => "Yaml(…)",
        })
    }
}

/// What a search for the configuration file yields.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ConfigSearch {
    /// The file, if there is one.
    pub file: Option<ConfigFile>,
    /// What was passed over.
    pub warnings: Vec<ConfigWarning>,
}

/// Something about a configuration file that is passed over.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigWarning {
    /// The variable names a file that doesn't exist.
    #[error("the configuration file {} does not exist", path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// The INI file can't be opened.
    #[error("the configuration file {} cannot be read: {reason}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// The file isn't YAML.
    #[error("the configuration file {} is not YAML: {reason}", path.display())]
    NotYaml {
        /// The file.
        path: PathBuf,
        /// Where and why.
        reason: String,
    },
}

/// Why a configuration file can't be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigFileError {
    /// It can't be read.
    #[error("the configuration file {} cannot be read: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// It isn't in the INI dialect.
    #[error("the configuration file {} is not in INI format: {source}", path.display())]
    Ini {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: IniError,
    },
    /// It has a section that is reserved.
    #[error("The config file '{}' cannot contain a section for internal only configurations.", path.display())]
    InternalSection {
        /// The file.
        path: PathBuf,
    },
}

impl ConfigFile {
    /// Reads a file; a relative path starts from the working directory.
    pub fn open(path: &Path, environment: &Environment) -> Result<ConfigSearch, ConfigFileError> {
        let path = environment.working_directory.join(path);
        let name = path.to_string_lossy();
        if name.ends_with("yaml") || name.ends_with("yml") {
            Self::open_yaml(path)
        } else {
            Self::open_ini(path)
        }
    }

    /// Looks for the file: where the variables say, then `flytekit.config` in the working directory, then `config` and
    /// `config.yaml` in `.flyte` in the home directory.
    pub fn find(environment: &Environment) -> Result<ConfigSearch, ConfigFileError> {
        let mut warnings = Vec::new();
        let variables = [CONFIG_FILE_OVERRIDE_VARIABLE, CONFIG_FILE_VARIABLE];
        let named = variables.into_iter().find_map(|name| environment.variable(name));
        let named =
            named.filter(|path| !path.is_empty()).map(|path| environment.working_directory.join(path));
        if let Some(path) = named.as_ref().filter(|path| !path.exists()) {
            warnings.push(ConfigWarning::Missing { path: path.clone() });
        }
        let mut candidates: Vec<PathBuf> = named.into_iter().collect();
        candidates.push(environment.working_directory.join("flytekit.config"));
        if let Some(home) = &environment.home_directory {
            candidates.extend(["config", "config.yaml"].map(|name| home.join(".flyte").join(name)));
        }
        let Some(path) = candidates.into_iter().find(|path| path.exists()) else {
            return Ok(ConfigSearch { file: None, warnings });
        };
        let search = Self::open(&path, environment)?;
        warnings.extend(search.warnings);
        Ok(ConfigSearch { file: search.file, warnings })
    }

    /// The file that is given, else the one that is found.
    pub fn get_config_file(
        path: Option<&Path>,
        environment: &Environment,
    ) -> Result<ConfigSearch, ConfigFileError> {
        path.map_or_else(|| Self::find(environment), |path| Self::open(path, environment))
    }

    /// Where the file lies.
    pub fn location(&self) -> &Path {
        &self.location
    }

    /// The images that the file names: section `images`, each with its identifier.
    pub fn images(&self) -> Result<IndexMap<String, String>, ConfigError> {
        match &self.contents {
            Contents::Ini(ini) => {
                let names = ini.options(IMAGES).unwrap_or_default();
                let image = |name: &str| Ok((name.to_owned(), ini.get(IMAGES, name)?));
                names.into_iter().map(image).collect()
            }
            Contents::Yaml(yaml) => yaml_images(yaml),
        }
    }

    /// The value of an INI file's option; `None` if the file is YAML, or has none that can be used.
    pub(crate) fn ini_value(&self, section: &str, option: &str) -> Option<String> {
        match &self.contents {
            Contents::Ini(ini) => ini.get(section, option).ok(),
            Contents::Yaml(_) => None,
        }
    }

    /// The value at a path of a YAML file; `None` if the file is INI, or has none there.
    pub(crate) fn yaml_value(&self, path: &str) -> Option<&Value> {
        match &self.contents {
            Contents::Yaml(yaml) => path.split('.').try_fold(yaml, |value, key| value.as_mapping()?.get(key)),
            Contents::Ini(_) => None,
        }
    }

    fn open_yaml(path: PathBuf) -> Result<ConfigSearch, ConfigFileError> {
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(source) => return Err(ConfigFileError::Read { path, source }),
        };
        let (yaml, warnings) = match parse_yaml(&text) {
            Ok(yaml) => (yaml, Vec::new()),
            Err(error) => {
                let warning = ConfigWarning::NotYaml { path: path.clone(), reason: error.to_string() };
                (Value::Null, vec![warning])
            }
        };
        let file = Self { location: path, contents: Contents::Yaml(yaml) };
        Ok(ConfigSearch { file: Some(file), warnings })
    }

    fn open_ini(path: PathBuf) -> Result<ConfigSearch, ConfigFileError> {
        let mut warnings = Vec::new();
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(source) if source.kind() == io::ErrorKind::InvalidData => {
                return Err(ConfigFileError::Read { path, source });
            }
            Err(error) => {
                warnings.push(ConfigWarning::Unreadable { path: path.clone(), reason: error.to_string() });
                String::new()
            }
        };
        let ini = match Ini::parse(&text) {
            Ok(ini) if ini.has_section("internal") => return Err(ConfigFileError::InternalSection { path }),
            Ok(ini) => ini,
            Err(source) => return Err(ConfigFileError::Ini { path, source }),
        };
        Ok(ConfigSearch { file: Some(Self { location: path, contents: Contents::Ini(ini) }), warnings })
    }
}

impl From<IniValueError> for ConfigError {
    fn from(error: IniValueError) -> Self {
        Self::Image(error)
    }
}

fn parse_yaml(text: &str) -> Result<Value, serde_yaml::Error> {
    let mut yaml: Value = serde_yaml::from_str(text)?;
    yaml.apply_merge()?;
    Ok(yaml)
}

fn yaml_images(yaml: &Value) -> Result<IndexMap<String, String>, ConfigError> {
    let images = match yaml {
        Value::Mapping(mapping) => mapping.get(IMAGES),
        _ => None,
    };
    let wrong_shape = |setting: &str| ConfigError::WrongShape { setting: setting.to_owned() };
    match images {
        None | Some(Value::Null) => Ok(IndexMap::new()),
        Some(Value::Mapping(images)) => images
            .iter()
            .map(|(name, image)| match (yaml_text(name), image.as_str()) {
                (Some(name), Some(image)) => Ok((name, image.to_owned())),
                (name, _) => Err(wrong_shape(&format!("{IMAGES}.{}", name.unwrap_or_default()))),
            })
            .collect(),
        Some(_) => Err(wrong_shape(IMAGES)),
    }
}
