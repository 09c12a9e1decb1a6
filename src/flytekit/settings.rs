//! The settings of a run as programs see them: what `get_custom`, `get_config` and `get_command` of a program's own task
//! class are given (`flytekit.configuration.SerializationSettings`).
//!
//! The value is for reading. Its attributes are those of the reference's class that say where a task is registered and in
//! which images it runs; the native settings stay with it for the methods that a program calls in turn.

use std::rc::Rc;

use crate::configuration::{Image, ImageConfig, SerializationSettings};
use crate::python::{Class, Evaluator, Instance, Value, Vars};

const MODULE: &str = "flytekit.configuration";

/// The settings as a Python value.
pub(crate) fn value(evaluator: &Evaluator, settings: &SerializationSettings) -> Value {
    let class = class(evaluator, "SerializationSettings");
    let instance = Instance::with_payload(&class, settings.clone());
    let text = |value: &Option<String>| value.as_deref().map_or(Value::None, Value::str);
    let variables = settings.env.as_ref();
    let fast = settings.fast_serialization_settings.as_ref().map_or(Value::None, |fast| {
        let attributes = [
            ("enabled", Value::Bool(fast.enabled)),
            ("destination_dir", text(&fast.destination_dir)),
            ("distribution_location", text(&fast.distribution_location)),
        ];
        namespace(evaluator, "FastSerializationSettings", attributes)
    });
    let attributes = [
        ("project", text(&settings.project)),
        ("domain", text(&settings.domain)),
        ("version", text(&settings.version)),
        ("git_repo", text(&settings.git_repo)),
        ("source_root", text(&settings.source_root)),
        ("python_interpreter", Value::str(&settings.python_interpreter)),
        ("flytekit_virtualenv_root", Value::str(&settings.flytekit_virtualenv_root)),
        (
            "env",
            variables.map_or(Value::None, |all| Value::dict(all.iter().map(|(k, v)| (k, Value::str(v))))),
        ),
        ("fast_serialization_settings", fast),
        ("image_config", image_config(evaluator, &settings.image_config)),
    ];
    for (name, value) in attributes {
        instance.set_attribute(name, value);
    }
    Value::Instance(Rc::new(instance))
}

/// The settings that a value stands for.
pub(crate) fn of(value: &Value) -> Option<Rc<SerializationSettings>> {
    value.payload::<SerializationSettings>()
}

fn image_config(evaluator: &Evaluator, config: &ImageConfig) -> Value {
    let default = config.default_image.as_ref().map_or(Value::None, |default| image(evaluator, default));
    let images = config.images.as_ref();
    let images =
        images.map_or(Value::None, |all| Value::list(all.iter().map(|one| image(evaluator, one)).collect()));
    namespace(evaluator, "ImageConfig", [("default_image", default), ("images", images)])
}

fn image(evaluator: &Evaluator, image: &Image) -> Value {
    let attributes = [
        ("name", Value::str(&image.name)),
        ("fqn", Value::str(&image.fqn)),
        ("tag", image.tag.as_deref().map_or(Value::None, Value::str)),
        ("digest", image.digest.as_deref().map_or(Value::None, Value::str)),
        ("full", Value::from(image.full())),
    ];
    namespace(evaluator, "Image", attributes)
}

fn namespace<const N: usize>(
    evaluator: &Evaluator,
    name: &str,
    attributes: [(&'static str, Value); N],
) -> Value {
    let instance = Instance::new(&class(evaluator, name));
    for (name, value) in attributes {
        instance.set_attribute(name, value);
    }
    Value::Instance(Rc::new(instance))
}

fn class(evaluator: &Evaluator, name: &str) -> Rc<Class> {
    Class::native(MODULE, name, &[Rc::clone(&evaluator.types.object)], None, Vars::default())
}
