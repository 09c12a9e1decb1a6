//! Accelerators: `flytekit.extras.accelerators`.
//!
//! A GPU that is used whole is a device name. One that can be partitioned is a class with a device name, whose instances
//! may carry the size of a partition; the sizes that flytekit knows are attributes of the class.

pub(super) mod messages;

use std::rc::Rc;

use super::library::{self, Library};
use super::{need, record};
use crate::model;
use crate::python::{Arguments, Class, EvalResult, Evaluator, Instance, Property, Value, Vars};
use crate::source::Span;

const MODULE: &str = "flytekit.extras.accelerators";
/// The attribute that holds the size of a partition: absent where nothing was said, `None` for the whole device.
const PARTITION_SIZE: &str = "_partition_size";

const DEVICES: [(&str, &str); 13] = [
    ("A10G", "nvidia-a10g"),
    ("L4", "nvidia-l4"),
    ("L4_VWS", "nvidia-l4-vws"),
    ("L40S", "nvidia-l40s"),
    ("K80", "nvidia-tesla-k80"),
    ("M60", "nvidia-tesla-m60"),
    ("P4", "nvidia-tesla-p4"),
    ("P100", "nvidia-tesla-p100"),
    ("T4", "nvidia-tesla-t4"),
    ("V100", "nvidia-tesla-v100"),
    ("H100", "nvidia-h100"),
    ("H200", "nvidia-h200"),
    ("RTX_PRO_6000", "nvidia-rtx-pro-6000"),
];

/// A device with partitions: constant, device, prefix of the attributes, sizes.
type Partitioned = (&'static str, &'static str, &'static str, &'static [&'static str]);

const PARTITIONED: [Partitioned; 5] = [
    ("A100", "nvidia-tesla-a100", "partition", &["1g.5gb", "2g.10gb", "3g.20gb", "4g.20gb", "7g.40gb"]),
    ("A100_80GB", "nvidia-a100-80gb", "partition", &["1g.10gb", "2g.20gb", "3g.40gb", "4g.40gb", "7g.80gb"]),
    ("V5E", "tpu-v5-lite-podslice", "slice", &["1x1", "2x2", "2x4", "4x4", "4x8", "8x8", "8x16", "16x16"]),
    (
        "V5P",
        "tpu-v5p-slice",
        "slice",
        &[
            "2x2x1", "2x2x2", "2x4x4", "4x4x4", "4x4x8", "4x8x8", "8x8x8", "8x8x16", "8x16x16", "16x16x16",
            "16x16x24",
        ],
    ),
    ("V6E", "tpu-v6e-slice", "slice", &["1x1", "2x2", "2x4", "4x4", "4x8", "8x8", "8x16", "16x16"]),
];

/// Defines the module.
pub(super) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    let object = Rc::clone(&evaluator.types.object);
    let attributes = super::library::methods(&[("to_flyte_idl", message)]);
    let base = Class::native(MODULE, "BaseAccelerator", &[object], None, attributes);
    messages::define(evaluator, library);
    let whole = record::Record::new(MODULE, "GPUAccelerator", record::fields! { device: Required })
        .base(&base)
        .class(evaluator);
    let partitionable = partitionable(&base);
    for class in [&base, &whole, &partitionable] {
        library.class(class, &[]);
    }
    for (name, device) in DEVICES {
        let instance = Instance::new(&whole);
        instance.set_attribute("device", Value::str(device));
        library.add(MODULE, name, Value::Instance(Rc::new(instance)));
    }
    for (name, device, prefix, sizes) in PARTITIONED {
        let base_attributes = [("device".into(), Value::str(device))].into_iter().collect();
        let bases = [Rc::clone(&partitionable)];
        let base = Class::native(MODULE, &format!("_{name}_Base"), &bases, None, base_attributes);
        let partition = |size: &&str| {
            let instance = Instance::new(&base);
            instance.set_attribute(PARTITION_SIZE, Value::str(size));
            (format!("{prefix}_{}", size.replace('.', "_")).into(), Value::Instance(Rc::new(instance)))
        };
        let attributes = sizes.iter().map(partition).collect();
        let class = Class::native(MODULE, &format!("_{name}"), &[Rc::clone(&base)], None, attributes);
        library.class(&base, &[]);
        library.class(&class, &[]);
        library.add(MODULE, name, Value::Instance(Rc::new(Instance::new(&class))));
    }
}

/// `MultiInstanceGPUAccelerator`.
fn partitionable(base: &Rc<Class>) -> Rc<Class> {
    let mut attributes = Vars::default();
    let partitioned = library::function("partitioned", partitioned);
    attributes.insert("partitioned".into(), Value::ClassMethod(Rc::new(partitioned)));
    let getter = library::function("unpartitioned", unpartitioned);
    let property = Property::read_only(getter);
    attributes.insert("unpartitioned".into(), Value::Property(Rc::new(property)));
    Class::native(MODULE, "MultiInstanceGPUAccelerator", &[Rc::clone(base)], None, attributes)
}

/// `to_flyte_idl`.
fn message(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let span = evaluator.current_span();
    let accelerator = accelerator(evaluator, &arguments.take_first().unwrap_or(Value::None), span)?;
    Ok(messages::accelerator_value(evaluator, &accelerator))
}

fn partitioned(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [class, size] = arguments.bind(evaluator, "partitioned", ["cls!", "partition_size!"])?;
    let instance = evaluator.call(&class.unwrap_or(Value::None), Arguments::default())?;
    evaluator.set_attribute(&instance, PARTITION_SIZE, size.unwrap_or(Value::None))?;
    Ok(instance)
}

fn unpartitioned(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [Some(Value::Instance(instance))] = arguments.bind(evaluator, "unpartitioned", ["self!"])? else {
        return Err(evaluator.type_error("unpartitioned needs an accelerator"));
    };
    let copy = record::copy(&instance);
    copy.set_attribute(PARTITION_SIZE, Value::None);
    Ok(Value::Instance(copy))
}

/// What the specification says of an accelerator.
pub(crate) fn accelerator(
    evaluator: &mut Evaluator,
    value: &Value,
    span: Span,
) -> EvalResult<model::Accelerator> {
    let what = "the accelerator";
    need::known(evaluator, value, what, span)?;
    let Some(instance) = record::instance_of(value, "flytekit.extras.accelerators.BaseAccelerator") else {
        return Err(need::mismatch(evaluator, value, what, "an accelerator", span));
    };
    let device = evaluator.get_attribute(value, "device")?;
    let device = need::text(evaluator, &device, what, span)?.to_string();
    let size = instance.attribute(PARTITION_SIZE);
    let partitioning = match size {
        _ if instance.class.descends_from("flytekit.extras.accelerators.GPUAccelerator") => {
            model::Partitioning::Unspecified
        }
        None => model::Partitioning::Unspecified,
        Some(Value::None) => model::Partitioning::Unpartitioned,
        Some(size) => model::Partitioning::Size(need::text(evaluator, &size, what, span)?.to_string()),
    };
    Ok(model::Accelerator { device, partitioning, device_class: 0 })
}

/// Accelerator and shared memory (`flytekit.core.resources.construct_extended_resources`). `shared_memory` is `True` for as
/// much as the container's memory, or a size.
pub(crate) fn extended_resources(
    evaluator: &mut Evaluator,
    gpu: &Value,
    shared_memory: &Value,
    span: Span,
) -> EvalResult<Option<model::ExtendedResources>> {
    let what = "the shared memory";
    need::known(evaluator, shared_memory, what, span)?;
    let size_limit = match shared_memory {
        Value::Bool(true) => Some(String::new()),
        _ => shared_memory.as_str().map(|size| size.to_string()),
    };
    let shared_memory = size_limit.map(|size_limit| model::SharedMemory {
        mount_path: "/dev/shm".to_owned(),
        mount_name: "flyte-shared-memory".to_owned(),
        size_limit,
    });
    let gpu_accelerator = if gpu.is_none() { None } else { Some(accelerator(evaluator, gpu, span)?) };
    let resources = model::ExtendedResources { gpu_accelerator, shared_memory };
    Ok((resources != model::ExtendedResources::default()).then_some(resources))
}
