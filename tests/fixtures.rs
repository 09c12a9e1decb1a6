//! Runs `serialize` over every project in `fixtures/` and compares what it writes with what the reference wrote, field by
//! field. `fixtures/record.py` says what a case is and how it is recorded.
//!
//! All cases are run before anything fails, so that one run shows the whole state. `CASES=hello,files` names the cases to
//! run; all of their differences are shown then, instead of the first few.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use base64::Engine as _;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use flyte_serialize::idl::FILE_DESCRIPTOR_SET;
use prost_reflect::{DescriptorPool, DynamicMessage, SerializeOptions, Value as Field};
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// Cases that `serialize` refuses although the reference does not, and why. Each must be refused, not written wrong.
const UNSUPPORTED: &[(&str, &str)] =
    &[("guarded_code", "a binding depends on whether a package is installed where the program runs")];

/// The image of every case that does not ask for none.
const IMAGE: &str = "ghcr.io/acme/app:v1";

/// The variable that holds the serialized context.
const CONTEXT: &str = "_F_SS_C";

/// Keys of the serialized context that depend on the machine.
const MACHINE_KEYS: [&str; 3] = ["python_interpreter", "flytekit_virtualenv_root", "source_root"];

/// How many differences of a case are shown.
const SHOWN: usize = 6;

/// `case.json`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    #[serde(rename = "about")]
    _about: String,
    modules: Vec<String>,
    #[serde(default)]
    options: Vec<String>,
    #[serde(default = "yes")]
    image: bool,
    #[serde(default)]
    fast: bool,
    refused: Option<String>,
    site: Option<String>,
    #[serde(rename = "packages", default)]
    _packages: Vec<String>,
    #[serde(rename = "stand_ins", default)]
    _stand_ins: Vec<String>,
}

fn yes() -> bool {
    true
}

#[test]
fn every_case_is_as_the_reference_recorded_it() {
    let chosen = env::var("CASES").ok();
    let chosen: Option<BTreeSet<&str>> = chosen.as_ref().map(|names| names.split(',').collect());
    let pool = DescriptorPool::decode(FILE_DESCRIPTOR_SET).unwrap();
    let mut report = Vec::new();
    let mut count = 0;
    for folder in case_folders() {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if chosen.as_ref().is_some_and(|chosen| !chosen.contains(name.as_str())) {
            continue;
        }
        count += 1;
        let shown = if chosen.is_some() { usize::MAX } else { SHOWN };
        let faults = run(&folder, &name, &pool).unwrap_or_else(|fault| vec![fault]);
        if !faults.is_empty() {
            let more = faults.len().saturating_sub(shown);
            let lines =
                faults.iter().take(shown).map(|fault| format!("    {}", fault.replace('\n', "\n      ")));
            report.push(format!("{name}:\n{}", lines.collect::<Vec<_>>().join("\n")));
            if more > 0 {
                report.push(format!("    … and {more} more"));
            }
        }
    }
    let good = count - report.iter().filter(|part| !part.starts_with(' ')).count();
    assert!(report.is_empty(), "\n{}\n{good} of {count} cases are as recorded", report.join("\n"));
}

#[test]
fn recordings_are_complete_and_known_to_our_messages() {
    let pool = DescriptorPool::decode(FILE_DESCRIPTOR_SET).unwrap();
    for folder in case_folders() {
        let case: Case =
            serde_json::from_str(&fs::read_to_string(folder.join("case.json")).unwrap()).unwrap();
        let expected = folder.join("expected");
        let recorded = names(&expected, ".pb");
        assert_eq!(recorded.is_empty(), case.refused.is_some(), "{}", folder.display());
        for file in recorded {
            let message = decoded(&expected.join(&file), &pool).unwrap();
            assert!(message.as_object().is_some_and(|fields| !fields.is_empty()), "{file}");
        }
    }
}

#[test]
fn differences_are_told_with_their_path() {
    let recorded = json!({"nodes": [{"id": "n0", "upstream_node_ids": ["n2", "n1"]}], "same": 1, "gone": {}});
    let mut written =
        json!({"nodes": [{"id": "n1", "upstream_node_ids": ["n1", "n2"]}, {}], "same": 1, "new": 2});
    settle(&mut written);
    let mut sorted = recorded.clone();
    settle(&mut sorted);
    let mut faults = Vec::new();
    compare(&sorted, &written, "f.pb", &mut faults);
    let expected = [
        "f.pb.gone is missing, recorded is {}",
        "f.pb.new is too much: 2",
        "f.pb.nodes[0].id is \"n1\", recorded is \"n0\"",
        "f.pb.nodes has 2 items, recorded are 1",
    ];
    assert_eq!(faults, expected);
}

#[test]
fn a_written_context_is_compared_with_a_recorded_one() {
    let context = r#"{"version": null, "source_root": "/here", "image_config": {"images": [{"name": "3PXFVDjTlBn0XbVBVqkYdA.."}]}}"#;
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(context.as_bytes()).unwrap();
    let written = base64::engine::general_purpose::STANDARD.encode(encoder.finish().unwrap());
    let recorded = r#"{"image_config": {"images": [{"name": "<ImageSpec>"}]}, "version": null}"#;
    let [mut written, mut recorded] =
        [written.as_str(), recorded].map(|value| json!({"key": CONTEXT, "value": value}));
    settle(&mut written);
    settle(&mut recorded);
    assert_eq!(written, recorded);
    assert!(written["value"].is_object());
}

#[test]
fn unsupported_cases_exist_and_have_a_reason() {
    for (name, reason) in UNSUPPORTED {
        assert!(fixtures().join(name).is_dir(), "there is no case {name}");
        assert!(!reason.is_empty(), "{name} has no reason");
    }
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

fn case_folders() -> Vec<PathBuf> {
    let entries = fs::read_dir(fixtures()).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut folders: Vec<_> = entries.filter(|path| path.join("case.json").is_file()).collect();
    folders.sort();
    folders
}

/// What is wrong with a case, a line or more each.
fn run(folder: &Path, name: &str, pool: &DescriptorPool) -> Result<Vec<String>, String> {
    let text = fs::read_to_string(folder.join("case.json")).map_err(|error| error.to_string())?;
    let case: Case = serde_json::from_str(&text).map_err(|error| format!("case.json: {error}"))?;
    let scratch = tempfile::tempdir().map_err(|error| error.to_string())?;
    let out = scratch.path().join("out");
    fs::create_dir(&out).map_err(|error| error.to_string())?;
    let output = command(&case, folder, &out, scratch.path()).output().map_err(|error| error.to_string())?;
    let message = String::from_utf8_lossy(&output.stderr).trim_end().to_owned();
    let written = names(&out, "");
    if case.refused.is_some() || UNSUPPORTED.iter().any(|(unsupported, _)| *unsupported == name) {
        let mut faults = Vec::new();
        if output.status.code() != Some(1) {
            faults.push(format!("should be refused with exit code 1, not {}\n{message}", output.status));
        }
        if message.is_empty() || message.contains("panicked") {
            faults.push(format!("should say why it is refused, not {message:?}"));
        }
        faults.extend(written.iter().map(|file| format!("{file} should not be written")));
        return Ok(faults);
    }
    if !output.status.success() {
        return Ok(vec![format!("{}\n{message}", output.status)]);
    }
    let recorded = names(&folder.join("expected"), ".pb");
    let written = names(&out, ".pb");
    let mut faults: Vec<_> =
        recorded.difference(&written).map(|file| format!("{file} is not written")).collect();
    faults.extend(written.difference(&recorded).map(|file| format!("{file} is not recorded")));
    for file in recorded.intersection(&written) {
        let recorded = decoded(&folder.join("expected").join(file), pool)?;
        let written = decoded(&out.join(file), pool)?;
        compare(&recorded, &written, file, &mut faults);
    }
    Ok(faults)
}

fn command(case: &Case, folder: &Path, out: &Path, home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_serialize"));
    command.current_dir(folder).env_clear().env("HOME", home);
    for module in &case.modules {
        command.arg("-k").arg(module);
    }
    if case.image {
        command.args(["--image", IMAGE]);
    }
    command.args(&case.options);
    if let Some(site) = &case.site {
        command.arg("--python-path").arg(folder.join(site));
    }
    if case.fast {
        command.arg("fast");
    }
    command.arg("workflows").arg("-f").arg(out);
    command
}

fn names(folder: &Path, suffix: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    names.filter(|name| name.ends_with(suffix)).collect()
}

/// The message in a file as JSON, settled as the recordings are.
fn decoded(path: &Path, pool: &DescriptorPool) -> Result<Value, String> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let kind = match stem.rsplit('_').next() {
        Some("1") => "flyteidl.admin.TaskSpec",
        Some("2") => "flyteidl.admin.WorkflowSpec",
        _ => "flyteidl.admin.LaunchPlan",
    };
    let fault = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let descriptor = pool.get_message_by_name(kind).ok_or_else(|| fault(&"no descriptor"))?;
    let bytes = fs::read(path).map_err(|error| fault(&error))?;
    let message = DynamicMessage::decode(descriptor, bytes.as_slice()).map_err(|error| fault(&error))?;
    if has_unknown_fields(&message) {
        return Err(fault(&"holds fields that `proto/` does not know"));
    }
    let options = SerializeOptions::new().use_proto_field_name(true).stringify_64_bit_integers(false);
    let mut json = message
        .serialize_with_options(serde_json::value::Serializer, &options)
        .map_err(|error| fault(&error))?;
    settle(&mut json);
    Ok(json)
}

fn has_unknown_fields(message: &DynamicMessage) -> bool {
    message.unknown_fields().next().is_some() || message.fields().any(|(_, field)| any_unknown(field))
}

fn any_unknown(field: &Field) -> bool {
    match field {
        Field::Message(message) => has_unknown_fields(message),
        Field::List(items) => items.iter().any(any_unknown),
        Field::Map(entries) => entries.values().any(any_unknown),
        _ => false,
    }
}

/// Sorts what is a set in the reference, and opens the serialized context.
fn settle(json: &mut Value) {
    match json {
        Value::Object(fields) => {
            if let Some(Value::Array(ids)) = fields.get_mut("upstream_node_ids") {
                ids.sort_by_key(ToString::to_string);
            }
            let is_context = ["key", "name"].iter().any(|key| fields.get(*key) == Some(&CONTEXT.into()));
            if let Some(value) = fields.get_mut("value").filter(|_| is_context) {
                *value = opened(value.as_str().unwrap_or_default());
            }
            fields.values_mut().for_each(settle);
        }
        Value::Array(items) => items.iter_mut().for_each(settle),
        _ => {}
    }
}

/// The serialized context without what depends on the machine; the recordings hold it so already.
fn opened(text: &str) -> Value {
    let decoded = base64::engine::general_purpose::STANDARD.decode(text).unwrap_or_default();
    let unpacked = std::io::read_to_string(GzDecoder::new(decoded.as_slice()));
    let json = unpacked.as_deref().unwrap_or(text);
    let Ok(Value::Object(context)) = serde_json::from_str(json) else {
        return Value::String(text.to_owned());
    };
    let mut context: Map<String, Value> =
        context.into_iter().filter(|(key, _)| !MACHINE_KEYS.contains(&key.as_str())).collect();
    let images = context.get_mut("image_config").and_then(|config| config.get_mut("images"));
    for image in images.and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(name) = image.get_mut("name").filter(|name| is_image_spec_id(name)) {
            *name = "<ImageSpec>".into();
        }
    }
    Value::Object(context)
}

/// Whether an image's name is the hash of an image specification, which depends on an absolute path.
fn is_image_spec_id(name: &Value) -> bool {
    let name = name.as_str().unwrap_or_default();
    let hash = name.strip_suffix("..").unwrap_or(name);
    hash.len() >= 20 && hash.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_'))
}

/// Adds a line for every field that differs.
fn compare(recorded: &Value, written: &Value, path: &str, faults: &mut Vec<String>) {
    match (recorded, written) {
        (Value::Object(left), Value::Object(right)) => {
            let keys: BTreeSet<_> = left.keys().chain(right.keys()).collect();
            for key in keys {
                let path = format!("{path}.{key}");
                match (left.get(key), right.get(key)) {
                    (Some(left), Some(right)) => compare(left, right, &path, faults),
                    (Some(left), None) => faults.push(format!("{path} is missing, recorded is {left}")),
                    (None, right) => {
                        faults.push(format!("{path} is too much: {}", right.unwrap_or(&Value::Null)));
                    }
                }
            }
        }
        (Value::Array(left), Value::Array(right)) => {
            for (index, (left, right)) in left.iter().zip(right).enumerate() {
                compare(left, right, &format!("{path}[{index}]"), faults);
            }
            if left.len() != right.len() {
                faults.push(format!("{path} has {} items, recorded are {}", right.len(), left.len()));
            }
        }
        _ if recorded == written => {}
        _ => faults.push(format!("{path} is {written}, recorded is {recorded}")),
    }
}
