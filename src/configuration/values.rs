//! The configured value of each setting: from a variable, else from the configuration file, else the table's default.
//!
//! The precedence and the conversions are those of `flytekit.configuration.file.ConfigEntry`. A variable counts as soon as
//! it is set: an empty one hides the file's value and so yields the default. An empty text, the number 0 and an empty list
//! count as not configured; `false` is a value.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;

use serde_yaml::Value;

use super::config_file::ConfigFile;
use super::entries::{ConfigDefault, ConfigGroup, ConfigKey, ConfigKind};
use super::environment::Environment;
use super::ini::IniValueError;
use super::python_text::float_repr;
use super::secret::Secret;

/// A configured value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConfigValue {
    /// Of a [`ConfigKind::Text`] or [`ConfigKind::Endpoint`].
    Text(String),
    /// Of a [`ConfigKind::Secret`].
    Secret(Secret),
    /// Of a [`ConfigKind::Flag`].
    Flag(bool),
    /// Of a [`ConfigKind::Integer`] or [`ConfigKind::Seconds`].
    Integer(i64),
    /// Of a [`ConfigKind::List`].
    List(Vec<String>),
}

/// Why the configuration can't be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A setting is neither true nor false.
    #[error("{setting} is neither true nor false")]
    NotABoolean {
        /// The variable or option.
        setting: String,
    },
    /// A setting isn't an integer.
    #[error("{setting} is not an integer")]
    NotAnInteger {
        /// The variable or option.
        setting: String,
    },
    /// A setting has parts where it should have none, or the other way round.
    #[error("{setting} is not of the right shape")]
    WrongShape {
        /// The keys that lead to the setting.
        setting: String,
    },
    /// The file with the client's secret can't be read.
    #[error("the client secret's file {} cannot be read: {source}", path.display())]
    SecretFile {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// An image in the file has no value.
    #[error(transparent)]
    Image(IniValueError),
}

/// The settings of some groups that are configured somewhere.
#[derive(Debug, Default)]
pub(crate) struct Values {
    values: BTreeMap<ConfigKey, ConfigValue>,
}

impl Values {
    /// Reads the settings of one group.
    pub(crate) fn read(
        group: ConfigGroup,
        file: Option<&ConfigFile>,
        environment: &Environment,
    ) -> Result<Self, ConfigError> {
        let mut values = BTreeMap::new();
        for &key in ConfigKey::ALL.iter().filter(|key| key.entry().group == group) {
            if let Some(value) = key.read(file, environment)?.filter(counts) {
                values.insert(key, value);
            }
        }
        Ok(Self { values })
    }

    /// A text, or its default.
    pub(crate) fn optional_text(&self, key: ConfigKey) -> Option<String> {
        match (self.values.get(&key), key.entry().default) {
            (Some(ConfigValue::Text(text)), _) => Some(text.clone()),
            (_, ConfigDefault::Text(text)) => Some(text.to_owned()),
            _ => None,
        }
    }

    /// A text that has a default.
    pub(crate) fn text(&self, key: ConfigKey) -> String {
        self.optional_text(key).unwrap_or_default()
    }

    /// A secret, if there is one.
    pub(crate) fn secret(&self, key: ConfigKey) -> Option<Secret> {
        match self.values.get(&key) {
            Some(ConfigValue::Secret(secret)) => Some(secret.clone()),
            _ => None,
        }
    }

    /// A boolean, or its default.
    pub(crate) fn flag(&self, key: ConfigKey) -> bool {
        match (self.values.get(&key), key.entry().default) {
            (Some(ConfigValue::Flag(flag)), _) => *flag,
            (_, ConfigDefault::Flag(flag)) => flag,
            _ => false,
        }
    }

    /// A number, or its default.
    pub(crate) fn optional_integer(&self, key: ConfigKey) -> Option<i64> {
        match (self.values.get(&key), key.entry().default) {
            (Some(ConfigValue::Integer(number)), _) => Some(*number),
            (_, ConfigDefault::Integer(number)) => Some(number),
            _ => None,
        }
    }

    /// A number that has a default.
    pub(crate) fn integer(&self, key: ConfigKey) -> i64 {
        self.optional_integer(key).unwrap_or_default()
    }

    /// Several texts, if there are any.
    pub(crate) fn list(&self, key: ConfigKey) -> Option<Vec<String>> {
        match self.values.get(&key) {
            Some(ConfigValue::List(texts)) => Some(texts.clone()),
            _ => None,
        }
    }
}

/// Whether a value is one, in the sense of `flytekit.configuration.file._exists`.
fn counts(value: &ConfigValue) -> bool {
    match value {
        ConfigValue::Text(text) => !text.is_empty(),
        ConfigValue::Secret(secret) => !secret.expose().is_empty(),
        ConfigValue::Flag(_) => true,
        ConfigValue::Integer(number) => *number != 0,
        ConfigValue::List(texts) => !texts.is_empty(),
    }
}

impl ConfigKey {
    /// What is configured for this setting, if anything: `flytekit.configuration.file.ConfigEntry.read`.
    pub fn read(
        self,
        file: Option<&ConfigFile>,
        environment: &Environment,
    ) -> Result<Option<ConfigValue>, ConfigError> {
        let entry = self.entry();
        let variable = entry.variable();
        if let Some(text) = environment.variable(&variable) {
            return from_text(entry.kind, text, &variable, |text| Some(is_on(text))).map(Some);
        }
        let Some(file) = file else { return Ok(None) };
        if let Some(text) = file.ini_value(entry.section, entry.option) {
            let setting = format!("option {} of section [{}]", entry.option, entry.section);
            return from_text(entry.kind, &text, &setting, ini_boolean).map(Some);
        }
        let value = entry.yaml.and_then(|path| Some((path, file.yaml_value(path)?)));
        value.map_or(Ok(None), |(path, value)| from_yaml(entry.kind, value, path))
    }
}

fn from_text(
    kind: ConfigKind,
    text: &str,
    setting: &str,
    boolean: impl Fn(&str) -> Option<bool>,
) -> Result<ConfigValue, ConfigError> {
    match kind {
        ConfigKind::Text => Ok(ConfigValue::Text(text.to_owned())),
        ConfigKind::Secret => Ok(ConfigValue::Secret(Secret::new(text))),
        ConfigKind::Endpoint => Ok(ConfigValue::Text(text.replace("dns:///", ""))),
        ConfigKind::List => Ok(ConfigValue::List(text.split(',').map(str::to_owned).collect())),
        ConfigKind::Flag => boolean(text)
            .map(ConfigValue::Flag)
            .ok_or_else(|| ConfigError::NotABoolean { setting: setting.to_owned() }),
        ConfigKind::Integer | ConfigKind::Seconds => python_integer(text)
            .map(ConfigValue::Integer)
            .ok_or_else(|| ConfigError::NotAnInteger { setting: setting.to_owned() }),
    }
}

fn from_yaml(kind: ConfigKind, value: &Value, path: &str) -> Result<Option<ConfigValue>, ConfigError> {
    let wrong_shape = || ConfigError::WrongShape { setting: path.to_owned() };
    match (kind, value) {
        _ if is_empty(value) => Ok(None),
        (ConfigKind::Flag, Value::Bool(flag)) => Ok(Some(ConfigValue::Flag(*flag))),
        (ConfigKind::List, Value::Sequence(items)) => {
            let texts: Option<Vec<_>> = items.iter().map(yaml_text).collect();
            texts.map(|texts| Some(ConfigValue::List(texts))).ok_or_else(wrong_shape)
        }
        (_, Value::String(text)) => from_text(kind, text, path, |text| Some(is_on(text))).map(Some),
        // The reference fails to remove `dns:///` from what is no text, and then passes the value over.
        (ConfigKind::Endpoint, _) => Ok(None),
        (ConfigKind::Text | ConfigKind::Secret, scalar) => {
            let text = yaml_text(scalar).ok_or_else(wrong_shape)?;
            from_text(kind, &text, path, |_| None).map(Some)
        }
        _ => Err(wrong_shape()),
    }
}

/// Whether a YAML value counts as none; `false` is one.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
        Value::Sequence(items) => items.is_empty(),
        Value::Mapping(entries) => entries.is_empty(),
        Value::Bool(_) | Value::Tagged(_) => false,
    }
}

/// The text of a YAML scalar, numbers and booleans as Python prints them.
pub(crate) fn yaml_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(flag) => Some(if *flag { "True" } else { "False" }.to_owned()),
        Value::Number(number) if number.is_f64() => number.as_f64().map(float_repr),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A boolean in a variable or in YAML: everything is true but a few words.
fn is_on(text: &str) -> bool {
    !matches!(text.to_lowercase().as_str(), "" | "false" | "0" | "off" | "no")
}

/// A boolean in an INI file.
fn ini_boolean(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "1" | "yes" | "true" | "on" => Some(true),
        "0" | "no" | "false" | "off" => Some(false),
        _ => None,
    }
}

/// What Python's `int` reads: spaces around, a sign, single underscores between digits.
fn python_integer(text: &str) -> Option<i64> {
    let text = text.trim();
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if !digits.split('_').all(|group| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit())) {
        return None;
    }
    text.replace('_', "").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_those_of_python() {
        for (text, number) in [("5", 5), (" -1_000 ", -1000), ("+07", 7)] {
            assert_eq!(python_integer(text), Some(number));
        }
        for text in ["", "_1", "1_", "1__0", "1.0", "0x1", "- 1", "99999999999999999999"] {
            assert_eq!(python_integer(text), None, "{text}");
        }
    }
}
