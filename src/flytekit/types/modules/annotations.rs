//! What stands in `Annotated[…]`: `kwtypes`, `HashMethod`, `FlyteAnnotation`, `BatchSize`, `FileExt`.

use std::rc::Rc;

use super::{known_text, own_item, plain_class};
use crate::flytekit::library::{self, Library};
use crate::flytekit::record::{self, Record, fields};
use crate::python::{Arguments, Dict, EvalResult, Evaluator, Value, Vars};

/// Defines the classes and functions.
pub(super) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    library.function("kwtypes", kwtypes, &["flytekit", "flytekit.core.base_task"]);
    let attributes = Vars::from_iter([("__class_getitem__".into(), own_item())]);
    let hash = Record::new("flytekit.core.hash", "HashMethod", fields! { function: Required });
    let hash = plain_class(hash.attributes(attributes), evaluator);
    hash.set_attribute("calculate", library::function("calculate", calculate));
    library.class(&hash, &["flytekit"]);
    let annotation = Record::new("flytekit.core.annotation", "FlyteAnnotation", fields! { data: Required });
    library.class(&plain_class(annotation, evaluator), &[]);
    let batch_size = Record::new("flytekit.core.type_engine", "BatchSize", fields! { val: Required });
    library.class(&plain_class(batch_size, evaluator), &["flytekit"]);
    let extension = Record::new("flytekit.types.file", "FileExt", fields! { ext: Required });
    let extension = plain_class(extension, evaluator);
    for name in ["__str__", "__repr__"] {
        extension.set_attribute(name, library::function(name, extension_text));
    }
    library.class(&extension, &[]);
}

/// `kwtypes(a=int)`: a dictionary of types in order.
fn kwtypes(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    if !arguments.positional.is_empty() {
        return Err(evaluator.type_error("kwtypes() takes 0 positional arguments"));
    }
    let dict = Dict::default();
    for (name, python_type) in arguments.keywords {
        dict.insert_str(&name, python_type);
    }
    Ok(Value::Dict(Rc::new(dict)))
}

fn calculate(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let Some(Value::Instance(method)) = arguments.take_first() else { return Ok(Value::None) };
    let function = record::get(&method, "function");
    evaluator.call(&function, arguments)
}

fn extension_text(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let Some(Value::Instance(extension)) = arguments.take_first() else { return Ok(Value::None) };
    let text = known_text(evaluator, &record::get(&extension, "ext"))?;
    Ok(Value::Str(text))
}
