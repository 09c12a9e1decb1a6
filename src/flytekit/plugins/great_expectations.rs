//! `flytekitplugins.great_expectations`: tasks and types that validate data.

use std::rc::Rc;

use crate::flytekit::classes::classes;
use crate::flytekit::library::{Library, function};
use crate::flytekit::native_task;
use crate::flytekit::record::{Record, fields};
use crate::flytekit::task::{Keywords, Plain, initialize_instance_task};
use crate::flytekit::types::{self, FixedType};
use crate::model::Json;
use crate::python::{Arguments, Class, EvalResult, Evaluator, Value, Vars};

const PACKAGE: &str = "flytekitplugins.great_expectations";
const TASK: &str = "flytekitplugins.great_expectations.task";
const SCHEMA: &str = "flytekitplugins.great_expectations.schema";
const PARAMETERS: [&str; 11] = [
    "name",
    "datasource_name",
    "expectation_suite_name",
    "data_connector_name",
    "inputs",
    "data_asset_name",
    "outputs",
    "local_file_path",
    "checkpoint_params",
    "task_config",
    "context_root_dir",
];

/// Defines the classes.
pub(super) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    let fields = fields! {
        data_connector_query: None, runtime_parameters: None, batch_identifiers: None, batch_spec_passthrough: None,
    };
    library.class(&Record::dataclass(TASK, "BatchRequestConfig", fields).class(evaluator), &[PACKAGE]);
    let fields = fields! {
        datasource_name: Required, expectation_suite_name: Required, data_connector_name: Required,
        data_asset_name: None, local_file_path: None, checkpoint_params: None, batch_request_config: None,
        context_root_dir: Str("./great_expectations"),
    };
    let config = Record::dataclass(SCHEMA, "GreatExpectationsFlyteConfig", fields).class(evaluator);
    library.class(&config, &[PACKAGE]);
    let parent = Rc::clone(&classes(evaluator).task.instance);
    library.class(&native_task::class(&parent, TASK, "GreatExpectationsTask", construct), &[PACKAGE]);
    let item = function("__class_getitem__", validated);
    let attributes: Vars =
        [("__class_getitem__".into(), Value::ClassMethod(Rc::new(item)))].into_iter().collect();
    let object = [Rc::clone(&evaluator.types.object)];
    library.class(&Class::native(SCHEMA, "GreatExpectationsType", &object, None, attributes), &[PACKAGE]);
}

/// `GreatExpectationsType[type, config]`: a class with the Flyte type of the type
/// (`flytekitplugins.great_expectations.schema.GreatExpectationsTypeTransformer.get_literal_type`).
fn validated(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let span = arguments.span();
    let [Some(Value::Class(class)), Some(Value::Tuple(pair))] =
        arguments.bind(evaluator, "__class_getitem__", ["cls!", "config!"])?
    else {
        let message = "GreatExpectationsType must have both datatype and GreatExpectationsFlyteConfig";
        return Err(evaluator.assertion_error(message));
    };
    let values = pair.first().cloned().unwrap_or(Value::None);
    let mut literal_type = types::literal_type(evaluator, &values, span)?;
    if values.as_class().is_some_and(|class| class.descends_from("builtins.str")) {
        literal_type.metadata = Some(Json::Object(serde_json::Map::new()).into());
    }
    let name = "_GreatExpectationsTypeClass";
    let typed = Class::native(SCHEMA, name, std::slice::from_ref(&class), None, Vars::default());
    typed.set_data(FixedType { name: "GreatExpectations Transformer", literal_type, values });
    Ok(Value::Class(typed))
}

fn construct(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (instance, mut keywords) =
        Keywords::of_constructor(evaluator, "GreatExpectationsTask", &PARAMETERS, arguments)?;
    for required in ["datasource_name", "expectation_suite_name", "data_connector_name", "inputs"] {
        if keywords.get(required).is_none() {
            keywords.require(evaluator, "GreatExpectationsTask", required)?;
        }
    }
    let inputs = keywords.take_or_none("inputs");
    drop(keywords.take("outputs"));
    // The reference says `Dict[Any, Any]`, whose Flyte type is that of a plain `dict`.
    let result = Value::Class(Rc::clone(&evaluator.types.dict));
    native_task::set_interface(evaluator, &mut keywords, inputs, Value::dict([("result", result)]))?;
    keywords.set("task_type", Value::str("great_expectations"));
    initialize_instance_task(evaluator, &instance, keywords, None, Rc::new(Plain))?;
    Ok(Value::None)
}
