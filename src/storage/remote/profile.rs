//! The profile that the AWS tools keep in `~/.aws/credentials` and `~/.aws/config`.

use std::fs;
use std::path::PathBuf;

use super::super::{Settings, StorageError};
use crate::configuration::Secret;

/// What a profile says; nothing, if there is none.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Profile {
    pub(super) name: String,
    /// The key's name, and the key.
    pub(super) key: Option<(String, Secret)>,
    pub(super) token: Option<Secret>,
    pub(super) region: Option<String>,
    pub(super) endpoint: Option<String>,
}

impl Profile {
    /// The profile that `AWS_PROFILE` names, else `default`. One that is named must be there.
    pub(super) fn read(settings: &Settings) -> Result<Self, StorageError> {
        let named = settings.variable(&["AWS_PROFILE", "AWS_DEFAULT_PROFILE"]).map(|(_, value)| value);
        let name = named.unwrap_or("default");
        let file = |variable: &str, usual: &str| -> Option<String> {
            let given =
                settings.environment.variable(variable).filter(|path| !path.is_empty()).map(PathBuf::from);
            let home = || Some(settings.environment.home_directory.as_ref()?.join(".aws").join(usual));
            fs::read_to_string(given.or_else(home)?).ok()
        };
        let credentials = file("AWS_SHARED_CREDENTIALS_FILE", "credentials").unwrap_or_default();
        let config = file("AWS_CONFIG_FILE", "config").unwrap_or_default();
        let profile = Self::parse(name, &credentials, &config);
        match (profile, named) {
            (Some(profile), _) => Ok(profile),
            (None, None) => Ok(Self::default()),
            (None, Some(name)) => Err(StorageError::Credentials(format!(
                "there is no AWS profile `{name}`, which AWS_PROFILE names"
            ))),
        }
    }

    /// The profile in the texts of the two files; the first file counts more.
    fn parse(name: &str, credentials: &str, config: &str) -> Option<Self> {
        let titles = [name.to_owned(), format!("profile {name}")];
        let entries: Vec<_> = [credentials, config].iter().flat_map(|text| entries(text, &titles)).collect();
        let has_title = |text: &str| sections(text).any(|title| titles.iter().any(|known| known == title));
        if !has_title(credentials) && !has_title(config) {
            return None;
        }
        let find = |key: &str| entries.iter().find(|(known, _)| known == key).map(|(_, value)| value.clone());
        let key = find("aws_access_key_id").zip(find("aws_secret_access_key"));
        Some(Self {
            name: name.to_owned(),
            key: key.map(|(id, key)| (id, Secret::new(key))),
            token: find("aws_session_token").map(Secret::new),
            region: find("region"),
            endpoint: find("endpoint_url"),
        })
    }
}

/// The title that a line opens a section with.
fn title(line: &str) -> Option<&str> {
    Some(line.trim().strip_prefix('[')?.split(']').next()?.trim())
}

fn sections(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(title)
}

/// The entries of the sections with one of these titles; lines that are indented belong to the one before.
fn entries(text: &str, titles: &[String]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut is_inside = false;
    for line in text.lines() {
        if let Some(title) = title(line) {
            is_inside = titles.iter().any(|known| known == title);
        } else if is_inside
            && !line.starts_with([' ', '\t', '#', ';'])
            && let Some((key, value)) = line.split_once('=')
        {
            found.push((key.trim().to_lowercase(), value.trim().to_owned()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const CREDENTIALS: &str =
        "[default]\naws_access_key_id = A\naws_secret_access_key = a\n\n[other]\n# none\n";
    const CONFIG: &str = "[default]\nregion=r1\n[profile other]\nregion = r2\ns3 =\n  region = r3\naws_access_key_id=B\n\
                          aws_secret_access_key=b\naws_session_token=t\nendpoint_url = http://h\n";

    #[test]
    fn profiles_of_both_files() {
        let profile = |name| Profile::parse(name, CREDENTIALS, CONFIG);
        let default = profile("default").unwrap();
        assert_eq!(default.key, Some(("A".into(), Secret::new("a"))));
        assert_eq!((default.region.as_deref(), default.token), (Some("r1"), None));
        let other = profile("other").unwrap();
        assert_eq!(other.key, Some(("B".into(), Secret::new("b"))));
        assert_eq!((other.region.as_deref(), other.endpoint.as_deref()), (Some("r2"), Some("http://h")));
        assert_eq!(other.token, Some(Secret::new("t")));
        assert_eq!(profile("third"), None);
    }
}
