//! `flytekit.types.iterator`, `flytekit.types.error`, `flytekit.types.pickle` and the modules that only register transformers.

use std::rc::Rc;

use super::own_item;
use crate::flytekit::library::Library;
use crate::flytekit::record::{Record, fields};
use crate::python::stdlib::typing;
use crate::python::{Class, EvalResult, Evaluator, Value, Vars};

/// Modules that programs import for their transformers alone.
const SIDE_EFFECTS: &[&str] = &[
    "flytekit.types.numpy",
    "flytekit.types.numpy.ndarray",
    "flytekit.types.file.image",
    "flytekit.types.schema.types_pandas",
    "flytekit.types.structured.basic_dfs",
    "flytekit.types.structured.bigquery",
    "flytekit.types.structured.snowflake",
    "flytekit.extras.pytorch",
    "flytekit.extras.sklearn",
    "flytekit.extras.tensorflow",
    "flytekit.extras.pydantic_transformer",
];

/// Defines the modules.
pub(super) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    for module in SIDE_EFFECTS {
        library.module(module);
    }
    if let Ok(json) = json_type(evaluator) {
        library.export("JSON", &json, "flytekit.types.iterator.json_iterator", &["flytekit.types.iterator"]);
    }
    let object = [Rc::clone(&evaluator.types.object)];
    let class = |module: &str, name: &str| Class::native(module, name, &object, None, Vars::default());
    library.class(&class("flytekit.types.iterator.iterator", "FlyteIterator"), &["flytekit.types.iterator"]);
    library.class(&class("flytekit.types.iterator.json_iterator", "JSONIterator"), &[]);
    let generic = Vars::from_iter([("__class_getitem__".into(), own_item())]);
    let pickle = Class::native("flytekit.types.pickle.pickle", "FlytePickle", &object, None, generic);
    library.class(&pickle, &["flytekit.types.pickle"]);
    let error = fields! { message: Required, failed_node_id: Required };
    let error = Record::new("flytekit.types.error.error", "FlyteError", error).class(evaluator);
    library.class(&error, &["flytekit.types.error"]);
    let checkpoint = fields! { module: None, hyperparameters: None, optimizer: None };
    let checkpoint = Record::new("flytekit.extras.pytorch.checkpoint", "PyTorchCheckpoint", checkpoint);
    library.class(&checkpoint.class(evaluator), &["flytekit.extras.pytorch"]);
}

/// `flytekit.types.iterator.JSON`: `Union[Dict[str, Any], List[Any], bool, float, int, str]`.
fn json_type(evaluator: &mut Evaluator) -> EvalResult<Value> {
    let typing = evaluator.import_module("typing")?;
    let any = evaluator.get_attribute(&typing, "Any")?;
    let (dict, list) = (evaluator.get_attribute(&typing, "Dict")?, evaluator.get_attribute(&typing, "List")?);
    let text = Value::Class(Rc::clone(&evaluator.types.str));
    let dict = evaluator.get_item(&dict, &Value::tuple([text.clone(), any.clone()]))?;
    let list = evaluator.get_item(&list, &any)?;
    let types = &evaluator.types;
    let scalars = [&types.bool, &types.float, &types.int].map(|class| Value::Class(Rc::clone(class)));
    let members = [dict, list].into_iter().chain(scalars).chain([text]).collect::<Vec<_>>();
    typing::make_union(evaluator, &members, false)
}
