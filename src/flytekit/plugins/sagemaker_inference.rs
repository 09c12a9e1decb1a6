//! `flytekitplugins.awssagemaker_inference`: tasks that call AWS, and workflows that deploy models to SageMaker.

use std::rc::Rc;

use serde_json::json;

use crate::configuration::SerializationSettings;
use crate::flytekit::classes::classes;
use crate::flytekit::image_spec::{self, CopyHandling};
use crate::flytekit::library::Library;
use crate::flytekit::record::{Record, fields};
use crate::flytekit::task::{Keywords, TaskBehavior, TaskDefinition};
use crate::flytekit::{convert, native_task, need, prelude};
use crate::model::Json;
use crate::python::{Arguments, EvalResult, Evaluator, NativeCode, Value};

const PACKAGE: &str = "flytekitplugins.awssagemaker_inference";
const BOTO: &str = "flytekitplugins.awssagemaker_inference.boto3_task";
const TASK: &str = "flytekitplugins.awssagemaker_inference.task";
const WORKFLOW: &str = "flytekitplugins.awssagemaker_inference.workflow";

/// A call of AWS.
struct BotoCall;

/// An endpoint that comes into being.
struct Endpoint {
    config: Value,
    region: Value,
}

/// Tasks for one call of SageMaker: class, constructor.
const CALLS: [(&str, NativeCode); 6] = [
    ("SageMakerModelTask", |evaluator, arguments| call(evaluator, arguments, "sagemaker", "create_model")),
    ("SageMakerEndpointConfigTask", |evaluator, arguments| {
        call(evaluator, arguments, "sagemaker", "create_endpoint_config")
    }),
    ("SageMakerDeleteEndpointTask", |evaluator, arguments| {
        call(evaluator, arguments, "sagemaker", "delete_endpoint")
    }),
    ("SageMakerDeleteEndpointConfigTask", |evaluator, arguments| {
        call(evaluator, arguments, "sagemaker", "delete_endpoint_config")
    }),
    ("SageMakerDeleteModelTask", |evaluator, arguments| {
        call(evaluator, arguments, "sagemaker", "delete_model")
    }),
    ("SageMakerInvokeEndpointTask", |evaluator, arguments| {
        call(evaluator, arguments, "sagemaker-runtime", "invoke_endpoint_async")
    }),
];

/// Defines the classes.
pub(super) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    let fields =
        fields! { service: Required, method: Required, config: Required, region: None, images: None };
    library.class(&Record::dataclass(BOTO, "BotoConfig", fields).class(evaluator), &[PACKAGE]);
    let python = Rc::clone(&classes(evaluator).task.python);
    let boto = native_task::class(&python, BOTO, "BotoTask", construct);
    library.class(&boto, &[PACKAGE]);
    for (name, construct) in CALLS {
        library.class(&native_task::class(&boto, TASK, name, construct), &[PACKAGE]);
    }
    let endpoint = native_task::class(&python, TASK, "SageMakerEndpointTask", construct_endpoint);
    library.class(&endpoint, &[PACKAGE]);
    library.computed(WORKFLOW, |evaluator| {
        prelude::evaluate(evaluator, WORKFLOW, include_str!("sagemaker_workflow.py"))
    });
    for name in ["create_sagemaker_deployment", "delete_sagemaker_deployment", "triton_image_uri"] {
        library.forward(PACKAGE, name, WORKFLOW);
    }
}

fn construct(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let positional = ["name", "task_config", "inputs"];
    let (instance, keywords) = Keywords::of_constructor(evaluator, "BotoTask", &positional, arguments)?;
    initialize(evaluator, &instance, keywords)
}

fn initialize(
    evaluator: &mut Evaluator,
    instance: &Rc<crate::python::Instance>,
    mut keywords: Keywords,
) -> EvalResult<Value> {
    let inputs = keywords.take_or_none("inputs");
    let dict = Value::Class(Rc::clone(&evaluator.types.dict));
    let text = Value::Class(Rc::clone(&evaluator.types.str));
    let outputs = Value::dict([("result", dict), ("idempotence_token", text)]);
    native_task::set_interface(evaluator, &mut keywords, inputs, outputs)?;
    keywords.set("task_type", Value::str("boto"));
    native_task::without_container(evaluator, instance, keywords, Rc::new(BotoCall))?;
    Ok(Value::None)
}

/// A task for one method of a service.
fn call(evaluator: &mut Evaluator, arguments: Arguments, service: &str, method: &str) -> EvalResult<Value> {
    let positional = ["name", "config", "region", "images", "inputs"];
    let (instance, mut keywords) =
        Keywords::of_constructor(evaluator, "SageMaker task", &positional, arguments)?;
    let config = keywords.require(evaluator, "SageMaker task", "config")?;
    let class = native_task::imported(evaluator, BOTO, "BotoConfig")?;
    let fields = [
        ("service", Value::str(service)),
        ("method", Value::str(method)),
        ("config", config),
        ("region", keywords.take_or_none("region")),
        ("images", keywords.take_or_none("images")),
    ];
    let config = evaluator.call(&class, Arguments::keywords(fields))?;
    keywords.set("task_config", config);
    initialize(evaluator, &instance, keywords)
}

fn construct_endpoint(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let positional = ["name", "config", "region", "inputs"];
    let (instance, mut keywords) =
        Keywords::of_constructor(evaluator, "SageMakerEndpointTask", &positional, arguments)?;
    let config = keywords.require(evaluator, "SageMakerEndpointTask", "config")?;
    let [region, inputs] = ["region", "inputs"].map(|name| keywords.take_or_none(name));
    let outputs = Value::dict([("result", Value::Class(Rc::clone(&evaluator.types.dict)))]);
    native_task::set_interface(evaluator, &mut keywords, inputs, outputs)?;
    keywords.set("task_type", Value::str("sagemaker-endpoint"));
    let behavior = Rc::new(Endpoint { config, region });
    native_task::without_container(evaluator, &instance, keywords, behavior)?;
    Ok(Value::None)
}

impl TaskBehavior for BotoCall {
    fn custom(
        &self,
        evaluator: &mut Evaluator,
        task: &TaskDefinition,
        settings: &SerializationSettings,
    ) -> EvalResult<Option<Json>> {
        let fields = ["service", "config", "region", "method"].map(|field| (field, field));
        let mut custom = native_task::config_json(evaluator, task, &fields)?;
        custom["images"] = images(evaluator, task, settings)?;
        Ok(Some(custom))
    }
}

/// The images by name; image specifications by the name of their image.
fn images(
    evaluator: &mut Evaluator,
    task: &TaskDefinition,
    settings: &SerializationSettings,
) -> EvalResult<Json> {
    let images = native_task::config_field(evaluator, task, "images")?;
    if images.is_none() {
        return Ok(Json::Null);
    }
    let span = task.span_of("task_config");
    let mut written = serde_json::Map::new();
    for (key, image) in need::entries(evaluator, &images, "the images", span)? {
        let key = need::text(evaluator, &key, "the name of an image", span)?;
        let image = if image_spec::instance(&image).is_some() {
            let handling = CopyHandling::Unchanged;
            Json::from(image_spec::container_image(evaluator, &image, settings, handling, span)?)
        } else {
            convert::json(evaluator, &image, "the image", span)?
        };
        written.insert(key.to_string(), image);
    }
    Ok(Json::Object(written))
}

impl TaskBehavior for Endpoint {
    fn custom(
        &self,
        evaluator: &mut Evaluator,
        task: &TaskDefinition,
        _settings: &SerializationSettings,
    ) -> EvalResult<Option<Json>> {
        let config =
            convert::json(evaluator, &self.config, "the endpoint's configuration", task.span_of("config"))?;
        let region = convert::json(evaluator, &self.region, "the region", task.span_of("region"))?;
        Ok(Some(json!({ "config": config, "region": region })))
    }
}
