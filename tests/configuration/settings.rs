//! Serialization settings: JSON read and written, the serialized context, what is derived from the interpreter.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flyte_serialize::configuration::{
    self, EntrypointSettings, FastSerializationSettings, Image, ImageConfig, JsonError, ResourceSpec,
    SerializationSettings,
};
use serde_json::{Value, json};

use super::{agree, assert_same, outcome, recorded, text, texts};

/// JSON that the reference reads into settings that it can't use; for us, the types say so at once.
const REFUSED: &[(&str, &str)] = &[
    ("null image config", "settings without images"),
    ("null name", "an image without name"),
    ("null requests", "resources without requests"),
    ("list as text", "the printed form of a list as version"),
    ("env of numbers", "a variable that is a number"),
    ("env of nulls", "a variable that is nothing"),
];
/// JSON that we read into usable settings where the reference keeps a `None` that it fails on later.
const MENDED: &[(&str, &str)] = &[("null interpreter", "the default interpreter")];

fn facts(text: &str) -> Result<Value, JsonError> {
    let settings = SerializationSettings::from_json(text)?;
    let carrying = settings.with_serialized_context();
    let variables: Vec<_> = carrying.env.iter().flat_map(|env| env.keys()).collect();
    let context = SerializationSettings::from_transport(&settings.serialized_context()).expect("a context");
    let carried = SerializationSettings::from_transport(&carrying.serialized_context()).expect("a context");
    let fast = FastSerializationSettings { enabled: true, ..FastSerializationSettings::default() };
    Ok(json!({
        "json": settings.to_json(),
        "entrypoint": settings.entrypoint_settings().to_json(),
        "fast": settings.should_fast_serialize(),
        "built": settings.new_builder().build().to_json(),
        "built fast": settings.new_builder().with_fast_serialization_settings(fast).build().to_json(),
        "context header": header(&settings.serialized_context()),
        "context": context.to_json(),
        "variables": variables,
        "read back": carried.to_json(),
    }))
}

/// The ten bytes that a serialized context begins with, in hexadecimal.
fn header(context: &str) -> String {
    let bytes = STANDARD.decode(context).expect("base64");
    format!("{:020x}", bytes[..10].iter().fold(0_u128, |number, byte| number << 8 | u128::from(*byte)))
}

#[test]
fn serialization_settings() {
    for case in recorded("settings") {
        let name = text(case, "name");
        let ours = outcome(facts(text(case, "json")));
        if REFUSED.iter().chain(MENDED).any(|(listed, _)| *listed == name) {
            let expected = MENDED.iter().any(|(listed, _)| *listed == name);
            assert!(!agree(case, &ours) && ours.is_ok() == expected, "{case} {ours:?}");
        } else if let (Err(message), "ValueError" | "AssertionError") =
            (&ours, case["error"].as_str().unwrap_or(""))
        {
            // The fault of a value; that of the JSON itself has its position behind it.
            let is_json = matches!(name, "no json" | "nothing");
            assert!(is_json || message.starts_with(text(case, "message")), "{case} {message}");
        } else {
            assert!(agree(case, &ours), "{case}\n{ours:?}");
        }
    }
}

#[test]
fn parts_of_settings() {
    for case in recorded("parts") {
        let json = text(case, "json");
        let ours = match text(case, "type") {
            "EntrypointSettings" => EntrypointSettings::from_json(json).map(|part| part.to_json()),
            "FastSerializationSettings" => {
                FastSerializationSettings::from_json(json).map(|part| part.to_json())
            }
            "Image" => Image::from_json(json).map(|part| part.to_json()),
            _ => ImageConfig::from_json(json).map(|part| part.to_json()),
        };
        let ours = outcome(ours);
        assert!(agree(case, &ours), "{case} {ours:?}");
    }
}

#[test]
fn for_image() {
    for case in recorded("for_image") {
        let arguments = texts(case, "arguments");
        let argument = |index: usize| arguments.get(index).copied();
        let (project, domain) = (argument(2).unwrap_or_default(), argument(3).unwrap_or_default());
        let settings =
            SerializationSettings::for_image(arguments[0], arguments[1], project, domain, argument(4));
        assert_same(case, &outcome(settings.map(|settings| settings.to_json())));
    }
}

#[test]
fn interpreters() {
    for case in recorded("interpreters") {
        let path = text(case, "path");
        assert_eq!(case["root"], SerializationSettings::venv_root_from_interpreter(path), "{path}");
        let entrypoint = SerializationSettings::default_entrypoint_settings(path);
        assert_eq!(case["entrypoint"], json!(entrypoint.path), "{path}");
    }
}

#[test]
fn schemas_accept_what_is_written() {
    let settings = SerializationSettings::schema();
    let written: Value = serde_json::from_str(&SerializationSettings::default().to_json()).unwrap();
    let properties = settings["properties"].as_object().expect("properties");
    let keys: Vec<_> = written.as_object().unwrap().keys().collect();
    assert_eq!(properties.keys().collect::<Vec<_>>(), keys);
    for schema in [settings, ImageConfig::schema(), Image::schema(), FastSerializationSettings::schema()] {
        assert_eq!(schema["type"], "object");
        assert!(schema["$schema"].as_str().is_some_and(|version| version.contains("json-schema.org")));
    }
}

#[test]
fn constants() {
    for case in recorded("constants") {
        let ours = match text(case, "name") {
            "PROJECT_PLACEHOLDER" => configuration::PROJECT_PLACEHOLDER,
            "DOMAIN_PLACEHOLDER" => configuration::DOMAIN_PLACEHOLDER,
            "VERSION_PLACEHOLDER" => configuration::VERSION_PLACEHOLDER,
            "DEFAULT_RUNTIME_PYTHON_INTERPRETER" => configuration::DEFAULT_RUNTIME_PYTHON_INTERPRETER,
            "DEFAULT_IMAGE_NAME" => configuration::DEFAULT_IMAGE_NAME,
            "DEFAULT_IN_CONTAINER_SRC_PATH" => configuration::DEFAULT_IN_CONTAINER_SRC_PATH,
            "SERIALIZED_CONTEXT_ENV_VAR" => configuration::SERIALIZED_CONTEXT_ENV_VAR,
            _ => continue,
        };
        assert_eq!(case["value"], ours);
    }
}

#[test]
fn resources_keep_their_numbers() {
    let text =
        r#"{"requests": {"cpu": 1.0, "mem": 7, "gpu": null, "ephemeral_storage": "1Gi"}, "limits": {}}"#;
    let spec = ResourceSpec::from_json(text).unwrap();
    let unset = r#"{"cpu": null, "mem": null, "gpu": null, "ephemeral_storage": null}"#;
    assert_eq!(spec.to_json(), text.replace("{}", unset));
}
