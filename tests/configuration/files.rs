//! The table of settings, configuration files, and the settings objects that come of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use flyte_serialize::configuration::{
    AuthType, Config, ConfigError, ConfigFile, ConfigKey, ConfigKind, ConfigValue, Environment, ImageConfig,
    LocalConfig, SdkConfig, Secret, TaskConfig,
};
use serde_json::{Map, Value, json};
use tempfile::TempDir;

use super::{agree, outcome, recorded, text};

/// What differs from the reference when a file is read as a whole: the case, the part of it, the reason.
const DIFFERENCES: &[(&str, &str, &str)] = &[
    ("empty yaml", "images", "an empty file names no images; the reference fails"),
    ("empty yaml", "images and default", "as above"),
    ("broken yaml", "images", "a file that is passed over names no images; the reference fails"),
    ("broken yaml", "images and default", "as above"),
    ("yaml list", "images", "a file of another shape names no images; the reference fails"),
    ("yaml list", "images and default", "as above"),
    (
        "yaml with repeated keys",
        "config",
        "a repeated key makes the file unreadable; for the reference the last one counts",
    ),
    ("yaml with repeated keys", "for endpoint", "as above"),
    ("yaml null images", "images", "an empty section names no images; the reference fails"),
    ("yaml null images", "images and default", "as above"),
    ("yaml number image", "images", "a number as a name becomes text; the reference keeps the number"),
    ("yaml number image", "images and default", "as above"),
];

/// A directory with the files of a case in it.
fn surroundings(files: &Value, variables: &Value) -> (TempDir, Environment) {
    let directory = tempfile::tempdir().expect("a directory");
    fs::create_dir_all(directory.path().join("home")).expect("a home");
    for (name, contents) in files.as_object().expect("files") {
        let path = directory.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
        match contents.as_str() {
            Some(contents) => fs::write(path, contents).expect("a file"),
            None => fs::create_dir(path).expect("a directory"),
        }
    }
    let environment = Environment {
        variables: serde_json::from_value(variables.clone()).expect("variables"),
        home_directory: Some(directory.path().join("home")),
        working_directory: directory.path().to_owned(),
    };
    (directory, environment)
}

/// A configuration as recordings have it: fields joined by dots, secrets shown, the reference's spelling.
fn plain(config: &Config) -> Map<String, Value> {
    let mut fields = flat(&json!(config));
    let data = &config.data_config;
    let secrets = [
        ("platform.client_credentials_secret", &config.platform.client_credentials_secret),
        ("data_config.s3.secret_access_key", &data.s3.secret_access_key),
        ("data_config.azure.account_key", &data.azure.account_key),
        ("data_config.azure.client_secret", &data.azure.client_secret),
    ];
    for (key, secret) in secrets {
        let shown = secret.as_ref().map(Secret::expose);
        let printed = fields.insert(key.to_owned(), json!(shown));
        assert!(printed.is_some_and(|printed| printed.is_null() || printed == "****"));
    }
    let renamed = [("s3.backoff_seconds", "s3.backoff"), ("s3.addressing_style", "s3.adressing_style")];
    for (ours, theirs) in renamed {
        let value = fields.remove(&format!("data_config.{ours}")).expect("a field");
        fields.insert(format!("data_config.{theirs}"), value);
    }
    fields
}

fn flat(fields: &Value) -> Map<String, Value> {
    let mut flattened = Map::new();
    for (key, value) in fields.as_object().expect("fields") {
        if value.is_object() {
            flattened.extend(flat(value).into_iter().map(|(rest, value)| (format!("{key}.{rest}"), value)));
        } else {
            flattened.insert(key.clone(), value.clone());
        }
    }
    flattened
}

fn changed(fields: Map<String, Value>, default: &Map<String, Value>) -> Value {
    fields.into_iter().filter(|(key, value)| default.get(key) != Some(value)).collect::<Map<_, _>>().into()
}

fn constant(name: &str) -> &'static Value {
    &recorded("constants").iter().find(|case| case["name"] == name).expect("a constant")["value"]
}

#[test]
fn defaults() {
    let same = |fields: Map<String, Value>, name: &str| assert_eq!(json!(fields), *constant(name));
    let sorted = |fields: Map<String, Value>| fields.into_iter().collect::<BTreeMap<_, _>>();
    let config = plain(&Config::default());
    assert_eq!(sorted(config.clone()), sorted(constant("Config").as_object().unwrap().clone()));
    same(flat(&json!(TaskConfig::default())), "TaskConfig");
    same(flat(&json!(LocalConfig::default())), "LocalConfig");
    assert_eq!(changed(plain(&Config::for_sandbox()), &config), *constant("for sandbox"));
    assert_eq!(json!(AuthType::ALL.map(AuthType::value)), *constant("auth types"));
}

#[test]
fn secrets_are_not_printed() {
    let config = Config::for_sandbox();
    assert!(!format!("{config:?} {}", json!(config)).contains("miniostorage"));
}

#[test]
fn configurations() {
    let default = plain(&Config::default());
    for case in recorded("configurations") {
        let (directory, environment) = surroundings(&case["files"], &case["variables"]);
        let compare = |part: &str, ours: Result<Value, String>| {
            let name = text(case, "name");
            let differs = DIFFERENCES.iter().any(|difference| (difference.0, difference.1) == (name, part));
            assert!(agree(&case[part], &ours) != differs, "{name}, {part}: {}\nours: {ours:?}", case[part]);
        };
        let search = match ConfigFile::get_config_file(case["path"].as_str().map(Path::new), &environment) {
            Ok(search) => search,
            Err(error) => {
                compare("location", Err(error.to_string()));
                continue;
            }
        };
        let file = search.file.as_ref();
        let location =
            file.map(|file| file.location().strip_prefix(directory.path()).expect("a path inside"));
        compare("location", Ok(json!(location)));
        let auto = Config::auto(file, &environment);
        compare("config", outcome(auto.map(|config| changed(plain(&config), &default))));
        let endpoint = case["path"].as_str().and(file);
        let for_endpoint = match endpoint {
            Some(_) => Config::for_endpoint("e", true, None, endpoint, &environment),
            // The address alone counts unless the caller names a file; the rest is found as ever.
            None => Config::auto(file, &environment).map(|found| {
                let platform = Config::for_endpoint("e", true, None, None, &Environment::default());
                Config { platform: platform.expect("defaults").platform, ..found }
            }),
        };
        compare("for endpoint", outcome(for_endpoint.map(|config| changed(plain(&config), &default))));
        let task = TaskConfig::auto(file, &environment);
        let (default_task, default_local) = (json!(TaskConfig::default()), json!(LocalConfig::default()));
        compare("task", outcome(task.map(|task| changed(flat(&json!(task)), &flat(&default_task)))));
        let local = LocalConfig::auto(file, &environment);
        compare("local", outcome(local.map(|local| changed(flat(&json!(local)), &flat(&default_local)))));
        let sdk = SdkConfig::auto(file, &environment);
        compare("packages", outcome(sdk.map(|sdk| json!(sdk.workflow_packages))));
        compare("images", outcome(ImageConfig::auto(file, None).map(|images| images.to_json())));
        let with_default = ImageConfig::auto(file, Some("a/default:1"));
        compare("images and default", outcome(with_default.map(|images| images.to_json())));
    }
}

/// Whether a reading of ours is what the reference read.
///
/// The reference keeps what has another type than the setting (a number for a flag, a text for a number); for us that is
/// an error, except that any scalar is good for a text.
fn same_reading(kind: ConfigKind, recorded: &Value, ours: &Result<Option<ConfigValue>, ConfigError>) -> bool {
    match ours {
        Ok(None) => recorded.is_null(),
        Ok(Some(value)) => fits(kind, recorded) && recorded[1] == plain_value(value),
        Err(_) => !recorded.is_null() && !fits(kind, recorded),
    }
}

/// Whether what the reference read has the type of the setting.
fn fits(kind: ConfigKind, recorded: &Value) -> bool {
    let of_type = |types: &[&str]| recorded[0].as_str().is_some_and(|name| types.contains(&name));
    match kind {
        ConfigKind::Text | ConfigKind::Secret | ConfigKind::Endpoint => {
            of_type(&["str", "int", "float", "bool"])
        }
        ConfigKind::Flag => of_type(&["bool"]),
        ConfigKind::Integer => of_type(&["int"]),
        ConfigKind::Seconds => of_type(&["timedelta"]),
        ConfigKind::List => {
            of_type(&["list"]) && recorded[1].as_array().is_some_and(|items| !items.contains(&Value::Null))
        }
    }
}

fn plain_value(value: &ConfigValue) -> Value {
    match value {
        ConfigValue::Text(text) => json!(text),
        ConfigValue::Secret(secret) => json!(secret.expose()),
        ConfigValue::Flag(flag) => json!(if *flag { "True" } else { "False" }),
        ConfigValue::Integer(number) => json!(number.to_string()),
        ConfigValue::List(texts) => json!(texts),
    }
}

#[test]
fn the_table_is_that_of_the_reference() {
    let cases = recorded("table");
    assert_eq!(ConfigKey::ALL.len(), cases.len());
    for key in ConfigKey::ALL {
        let entry = key.entry();
        let case =
            cases.iter().find(|case| case["section"] == entry.section && case["option"] == entry.option);
        let case = case.unwrap_or_else(|| panic!("{key:?} is not in the reference"));
        assert_eq!(case["variable"], entry.variable());
        assert_eq!(case["yaml"], json!(entry.yaml));
        let type_name = match entry.kind {
            ConfigKind::Text | ConfigKind::Secret | ConfigKind::Endpoint => "str",
            ConfigKind::Flag => "bool",
            ConfigKind::Integer => "int",
            ConfigKind::Seconds => "timedelta",
            ConfigKind::List => "list",
        };
        assert_eq!(case["type"], type_name);
    }
}

#[test]
fn every_setting_is_read_from_everywhere() {
    for case in recorded("table") {
        let known =
            |key: &&ConfigKey| key.entry().section == case["section"] && key.entry().option == case["option"];
        let key = *ConfigKey::ALL.iter().find(known).expect("a setting");
        let compare = |source: &str, sample: &str, expected: &Value, files: Value, variables: Value| {
            let (_directory, environment) = surroundings(&files, &variables);
            let path = files.as_object().and_then(|files| files.keys().next()).map(Path::new);
            let file = path.and_then(|path| ConfigFile::open(path, &environment).expect("a file").file);
            let ours = key.read(file.as_ref(), &environment);
            let same = same_reading(key.entry().kind, expected, &ours);
            assert!(same, "{key:?} {source} {sample:?}: {expected}\nours: {ours:?}");
        };
        for (sample, expected) in case["from variable"].as_object().unwrap() {
            compare("variable", sample, expected, json!({}), json!({ key.entry().variable(): sample }));
        }
        for (sample, expected) in case["from ini"].as_object().unwrap() {
            let ini = format!("[{}]\n{} = {sample}\n", key.entry().section, key.entry().option);
            compare("ini", sample, expected, json!({ "c.ini": ini }), json!({}));
        }
        for (sample, expected) in case["from yaml"].as_object().unwrap() {
            let yaml = yaml_document(key.entry().yaml.expect("a path"), sample);
            compare("yaml", sample, expected, json!({ "c.yaml": yaml }), json!({}));
        }
    }
}

fn yaml_document(path: &str, sample: &str) -> String {
    let keys = path.split('.').enumerate().map(|(depth, key)| format!("{}{key}:", "  ".repeat(depth)));
    format!("{} {sample}\n", keys.collect::<Vec<_>>().join("\n"))
}
