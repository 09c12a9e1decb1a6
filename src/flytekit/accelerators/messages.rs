//! The messages of `flyteidl.core.tasks_pb2` with which a task says what it needs besides a container's resources:
//! `ExtendedResources`, `GPUAccelerator`, `SharedMemory`.
//!
//! A message has the fields that it was made with; what else it has as a protobuf message is unknown.

use std::rc::Rc;

use crate::flytekit::library::{self, Library};
use crate::flytekit::need;
use crate::model::{Accelerator, ExtendedResources, Partitioning, SharedMemory};
use crate::python::{Arguments, Class, EvalResult, Evaluator, Instance, Value};
use crate::source::Span;

const MODULE: &str = "flyteidl.core.tasks_pb2";

/// The messages and their fields.
const MESSAGES: [(&str, &[&str]); 3] = [
    ("ExtendedResources", &["gpu_accelerator", "shared_memory"]),
    ("GPUAccelerator", &["device", "unpartitioned", "partition_size", "device_class"]),
    ("SharedMemory", &["mount_path", "mount_name", "size_limit"]),
];

/// The classes of the messages, in the order of the table.
#[derive(Default)]
struct Classes(Vec<Rc<Class>>);

/// The fields of a class, kept as data of it.
struct Fields(&'static [&'static str]);

/// Defines the module.
pub(super) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    let object = Rc::clone(&evaluator.types.object);
    let mut classes = Vec::new();
    for (name, fields) in MESSAGES {
        let attributes = library::methods(&[("__init__", initialize), ("__getattr__", other)]);
        let class = Class::native(MODULE, name, std::slice::from_ref(&object), None, attributes);
        class.set_data(Fields(fields));
        library.class(&class, &[]);
        classes.push(class);
    }
    evaluator.set_extension(Classes(classes));
}

fn initialize(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let Some(Value::Instance(message)) = arguments.take_first() else { return Ok(Value::None) };
    let fields = message.class.data::<Fields>();
    for (name, value) in arguments.keywords {
        if !fields.as_ref().is_some_and(|fields| fields.0.contains(&&*name)) {
            let text = format!("Protocol message {} has no \"{name}\" field.", message.class.name);
            return Err(evaluator.value_error(&text));
        }
        if !value.is_none() {
            message.set_attribute(&name, value);
        }
    }
    Ok(Value::None)
}

fn other(evaluator: &mut Evaluator, _: Arguments) -> EvalResult<Value> {
    Ok(evaluator.unknown("it is a field or method of a protobuf message"))
}

/// A message with the given fields.
fn made(evaluator: &mut Evaluator, name: &str, fields: Vec<(&str, Value)>) -> Value {
    let classes = evaluator.extension::<Classes>();
    let class = classes.0.iter().find(|class| &*class.name == name).unwrap_or(&evaluator.types.object);
    let message = Instance::new(class);
    for (name, value) in fields {
        message.set_attribute(name, value);
    }
    Value::Instance(Rc::new(message))
}

/// The message of an accelerator.
pub(super) fn accelerator_value(evaluator: &mut Evaluator, accelerator: &Accelerator) -> Value {
    let mut fields = vec![("device", Value::str(&accelerator.device))];
    match &accelerator.partitioning {
        Partitioning::Unspecified => {}
        Partitioning::Unpartitioned => fields.push(("unpartitioned", Value::Bool(true))),
        Partitioning::Size(size) => fields.push(("partition_size", Value::str(size))),
    }
    made(evaluator, "GPUAccelerator", fields)
}

/// The message of what a task needs; `None` where it needs nothing.
pub(crate) fn value(evaluator: &mut Evaluator, resources: Option<&ExtendedResources>) -> Value {
    let Some(resources) = resources else { return Value::None };
    let mut fields = Vec::new();
    if let Some(accelerator) = &resources.gpu_accelerator {
        fields.push(("gpu_accelerator", accelerator_value(evaluator, accelerator)));
    }
    if let Some(memory) = &resources.shared_memory {
        let parts = [
            ("mount_path", &memory.mount_path),
            ("mount_name", &memory.mount_name),
            ("size_limit", &memory.size_limit),
        ];
        let parts = parts.map(|(name, text)| (name, Value::str(text)));
        fields.push(("shared_memory", made(evaluator, "SharedMemory", parts.into())));
    }
    made(evaluator, "ExtendedResources", fields)
}

/// What a message says that a method of the program gives.
pub(crate) fn extended_resources(
    evaluator: &mut Evaluator,
    message: &Value,
    span: Span,
) -> EvalResult<Option<ExtendedResources>> {
    if message.is_none() {
        return Ok(None);
    }
    let what = "the extended resources of a task";
    let message = instance(evaluator, message, "ExtendedResources", what, span)?;
    let gpu_accelerator = match message.attribute("gpu_accelerator") {
        Some(gpu) => Some(accelerator(evaluator, &gpu, span)?),
        None => None,
    };
    let shared_memory = match message.attribute("shared_memory") {
        Some(memory) => Some(shared_memory(evaluator, &memory, span)?),
        None => None,
    };
    Ok(Some(ExtendedResources { gpu_accelerator, shared_memory }))
}

fn instance(
    evaluator: &mut Evaluator,
    value: &Value,
    class: &str,
    what: &str,
    span: Span,
) -> EvalResult<Rc<Instance>> {
    need::known(evaluator, value, what, span)?;
    let is_message = |instance: &&Rc<Instance>| instance.class.has_dotted_name(&format!("{MODULE}.{class}"));
    match value.as_instance().filter(is_message) {
        Some(message) => Ok(Rc::clone(message)),
        None => Err(need::mismatch(evaluator, value, what, &format!("a message `{class}`"), span)),
    }
}

fn text(evaluator: &mut Evaluator, message: &Instance, field: &str, span: Span) -> EvalResult<String> {
    match message.attribute(field) {
        Some(value) => {
            need::text(evaluator, &value, "a field of a message", span).map(|text| text.to_string())
        }
        None => Ok(String::new()),
    }
}

fn accelerator(evaluator: &mut Evaluator, value: &Value, span: Span) -> EvalResult<Accelerator> {
    let message = instance(evaluator, value, "GPUAccelerator", "the accelerator of a task", span)?;
    let is_whole = match message.attribute("unpartitioned") {
        Some(whole) => need::flag(evaluator, &whole, "whether the device is used whole", span)?,
        None => false,
    };
    let partitioning = match message.attribute("partition_size") {
        Some(_) => Partitioning::Size(text(evaluator, &message, "partition_size", span)?),
        None if is_whole => Partitioning::Unpartitioned,
        None => Partitioning::Unspecified,
    };
    let device_class = match message.attribute("device_class") {
        Some(class) => need::int32(evaluator, &class, "the class of a device", span)?,
        None => 0,
    };
    Ok(Accelerator { device: text(evaluator, &message, "device", span)?, partitioning, device_class })
}

fn shared_memory(evaluator: &mut Evaluator, value: &Value, span: Span) -> EvalResult<SharedMemory> {
    let message = instance(evaluator, value, "SharedMemory", "the shared memory of a task", span)?;
    Ok(SharedMemory {
        mount_path: text(evaluator, &message, "mount_path", span)?,
        mount_name: text(evaluator, &message, "mount_name", span)?,
        size_limit: text(evaluator, &message, "size_limit", span)?,
    })
}
