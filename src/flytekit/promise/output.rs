//! What a call gives: nothing, one promise, or a named tuple of promises (`flytekit.core.promise.create_task_output`).

use std::rc::Rc;

use super::class::value;
use super::{Promise, VoidPromise};
use crate::diagnostic::{Diagnostic, Id, listed};
use crate::flytekit::classes::classes;
use crate::flytekit::library::methods;
use crate::flytekit::node::{self, NodeDefinition};
use crate::model::{LiteralType, Map};
use crate::python::{Arguments, Class, EvalResult, Evaluator, Instance, Interrupt, NativeFunction, Value};

/// What a call gives whose node has these outputs. `tuple_name` is that of the named tuple in the annotation: then even one
/// output comes as a tuple.
pub(crate) fn outputs(
    evaluator: &mut Evaluator,
    node: &Rc<NodeDefinition>,
    name: &str,
    types: &Map<Option<LiteralType>>,
    tuple_name: Option<&str>,
) -> Value {
    if types.is_empty() {
        let class = Rc::clone(&classes(evaluator).void);
        let void = VoidPromise { name: name.to_owned(), node: Rc::clone(node) };
        return Value::Instance(Rc::new(Instance::with_payload(&class, void)));
    }
    let promises: Vec<Value> = types
        .iter()
        .map(|(var, literal_type)| value(evaluator, Promise::new(node, var, literal_type.clone())))
        .collect();
    match &promises[..] {
        [promise] if tuple_name.is_none() => promise.clone(),
        _ => tuple(evaluator, name, types.keys().map(String::as_str), promises, tuple_name),
    }
}

fn tuple<'a>(
    evaluator: &Evaluator,
    entity: &str,
    names: impl Iterator<Item = &'a str>,
    promises: Vec<Value>,
    tuple_name: Option<&str>,
) -> Value {
    let bases = [Rc::clone(&evaluator.types.tuple)];
    let names: Vec<&str> = names.collect();
    let mut attributes = methods(&[
        ("with_overrides", with_overrides),
        ("runs_before", |_, mut arguments| Ok(arguments.take_first().unwrap_or(Value::None))),
        ("__rshift__", |_, arguments| Ok(arguments.positional.into_iter().nth(1).unwrap_or(Value::None))),
    ]);
    let fields: Vec<Value> = names.iter().map(Value::str).collect();
    attributes.insert("_fields".into(), Value::tuple(fields));
    let outputs = listed(names.iter().copied(), "none");
    let entity = entity.to_owned();
    let missing = NativeFunction::closure("__getattr__", move |evaluator, arguments| {
        Err(no_such_output(evaluator, &entity, &outputs, arguments))
    });
    attributes.insert("__getattr__".into(), Value::Native(Rc::new(missing)));
    let class_name = tuple_name.unwrap_or("DefaultNamedTupleOutput");
    let class = Class::native("flytekit.core.promise", class_name, &bases, None, attributes);
    let instance = Instance::with_builtin(&class, Value::tuple(promises.clone()));
    for (name, promise) in names.iter().zip(promises) {
        instance.set_attribute(name, promise);
    }
    Value::Instance(Rc::new(instance))
}

/// The fault of an attribute that is none of the outputs.
fn no_such_output(
    evaluator: &Evaluator,
    entity: &str,
    outputs: &str,
    arguments: Arguments,
) -> Box<Interrupt> {
    let span = arguments.span().or(evaluator.current_span());
    let name = arguments.positional.get(1).and_then(Value::as_str).unwrap_or_default();
    if name.starts_with("__") && name.ends_with("__") {
        return evaluator.attribute_error(&format!("the outputs of `{entity}` have no attribute '{name}'"));
    }
    let fault = Diagnostic::error(Id::InvalidArgument, format!("`{entity}` has no output `{name}`"))
        .at(span, "")
        .with_help(format!("its outputs are {outputs}"));
    evaluator.exception_with(&evaluator.exceptions.attribute_error, fault)
}

/// Overrides of a call with several outputs change the node of the first one.
fn with_overrides(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let receiver = arguments.take_first().unwrap_or(Value::None);
    let first = match receiver.unwrapped() {
        Value::Tuple(promises) => promises.first().and_then(Value::payload::<Promise>),
        _ => None,
    };
    if let Some(promise) = first {
        node::override_node(evaluator, &promise.node, arguments)?;
    }
    Ok(receiver)
}
