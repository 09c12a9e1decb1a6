//! The table of model classes, and how fields are spelled in JSON.

/// A field of a model class.
pub(super) struct ModelField {
    /// Its name in Python.
    pub(super) name: &'static str,
    /// Whether it must be given.
    pub(super) required: bool,
    /// Its type, as the table writes it.
    pub(super) kind: &'static str,
    /// Its name in JSON.
    pub(super) json: String,
}

/// Names in JSON that do not follow from the name in Python by writing its words together.
const SPELLED: [(&str, &str); 14] = [
    ("dataset_uuid", "datasetUUID"),
    ("disk_uri", "diskURI"),
    ("downward_api", "downwardAPI"),
    ("host_ip", "hostIP"),
    ("host_ipc", "hostIPC"),
    ("host_pid", "hostPID"),
    ("pd_id", "pdID"),
    ("pod_ip", "podIP"),
    ("scale_io", "scaleIO"),
    ("set_hostname_as_fqdn", "setHostnameAsFQDN"),
    ("share_id", "shareID"),
    ("storage_policy_id", "storagePolicyID"),
    ("target_wwns", "targetWWNs"),
    ("volume_id", "volumeID"),
];

impl ModelField {
    /// Whether a keyword argument means this field. Names that are Python's own words are also written with an underscore.
    pub(super) fn is_called(&self, name: &str) -> bool {
        self.name == name || self.json == name || name.strip_prefix('_') == Some(self.name)
    }
}

/// The classes with their fields.
pub(super) fn classes() -> impl Iterator<Item = (&'static str, Vec<ModelField>)> {
    let lines = include_str!("models.txt").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| {
        let mut words = line.split(' ');
        Some((words.next()?, words.filter_map(field).collect()))
    })
}

fn field(text: &'static str) -> Option<ModelField> {
    let (name, kind) = text.split_once(':')?;
    let required = name.ends_with('!');
    let name = name.trim_end_matches('!');
    Some(ModelField { name, required, kind, json: spelled(name) })
}

/// The name in JSON: the words of the name in Python, the first letter of each but the first in upper case.
fn spelled(name: &str) -> String {
    if let Some((_, json)) = SPELLED.iter().find(|(python, _)| *python == name) {
        return (*json).to_owned();
    }
    let mut words = name.split('_');
    let mut spelled = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        spelled.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        spelled.push_str(letters.as_str());
    }
    spelled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_a_class_whose_types_exist() {
        let names: Vec<&str> = classes().map(|(name, _)| name).collect();
        assert!(names.len() > 100 && names.is_sorted());
        let plain = ["text", "number", "truth", "time", "any", "number|text"];
        for (class, fields) in classes() {
            for field in fields {
                let kind = field.kind.trim_matches(['[', ']', '{', '}']);
                assert!(plain.contains(&kind) || names.contains(&kind), "{class}.{}: {kind}", field.name);
            }
        }
    }

    #[test]
    fn names_are_spelled_as_in_json() {
        for (python, json) in [
            ("name", "name"),
            ("image_pull_policy", "imagePullPolicy"),
            ("fields_v1", "fieldsV1"),
            ("host_ip", "hostIP"),
        ] {
            assert_eq!(spelled(python), json);
        }
    }
}
