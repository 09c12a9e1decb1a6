//! `create_node`: a call of an entity that gives its node (`flytekit.core.node_creation`).

use std::rc::Rc;

use super::{NodeDefinition, class};
use crate::diagnostic::Id;
use crate::flytekit::library::Library;
use crate::flytekit::promise::{Promise, VoidPromise};
use crate::flytekit::state::state;
use crate::flytekit::{classes, library, report};
use crate::python::{Arguments, Dict, EvalResult, Evaluator, Value};

/// Defines the class of nodes and `create_node`.
pub(crate) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    library.class(&classes::classes(evaluator).node, &[]);
    let function = library::strict("create_node", create_node);
    library.export("create_node", &function, "flytekit.core.node_creation", &["flytekit"]);
}

/// `create_node(entity, **inputs)`.
pub(crate) fn create_node(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let span = arguments.span().or(evaluator.current_span());
    let entity = match arguments.take_first() {
        Some(entity) => entity,
        None => match arguments.keywords.iter().position(|(name, _)| &**name == "entity") {
            Some(at) => {
                if at < arguments.keyword_spans.len() {
                    arguments.keyword_spans.remove(at);
                }
                arguments.keywords.remove(at).1
            }
            None => return Err(evaluator.type_error("create_node() missing required argument: 'entity'")),
        },
    };
    if !arguments.positional.is_empty() {
        let message = "`create_node` takes the inputs of the entity by name";
        return Err(report::assertion(evaluator, Id::InvalidArgument, message, span));
    }
    if let Value::Unknown(unknown) = &entity {
        return Err(crate::flytekit::need::unknown_value(unknown, "the entity of a node", span));
    }
    if !classes::is_entity(&entity) {
        let message = "`create_node` takes a task, a workflow or a launch plan";
        return Err(report::assertion(evaluator, Id::InvalidArgument, message, span));
    }
    if state(evaluator).compilation().is_none() {
        let message = "`create_node` can be used in the body of a workflow only";
        let class = Rc::clone(&evaluator.exceptions.runtime_error);
        return Err(report::failure(evaluator, &class, Id::InvalidWorkflow, message, span));
    }
    let before = state(evaluator).set_awaits(true);
    let outputs = evaluator.call(&entity, arguments);
    state(evaluator).set_awaits(before);
    let outputs = outputs?;
    match node_of_call(&outputs) {
        Some(node) => Ok(with_outputs(evaluator, &node, &outputs)),
        None => Ok(outputs),
    }
}

/// The node that a call made, from what the call gave.
pub(crate) fn node_of_call(outputs: &Value) -> Option<Rc<NodeDefinition>> {
    if let Some(void) = outputs.payload::<VoidPromise>() {
        return Some(Rc::clone(&void.node));
    }
    if let Some(promise) = outputs.payload::<Promise>() {
        return Some(Rc::clone(&promise.node));
    }
    match outputs.unwrapped() {
        Value::Tuple(promises) => {
            promises.first().and_then(Value::payload::<Promise>).map(|promise| Rc::clone(&promise.node))
        }
        _ => None,
    }
}

/// The node's Python object, with the outputs as attributes and under `outputs`.
fn with_outputs(evaluator: &mut Evaluator, node: &Rc<NodeDefinition>, outputs: &Value) -> Value {
    let value = class::value(evaluator, node);
    let promises = match outputs.unwrapped() {
        Value::Tuple(promises) => promises.to_vec(),
        _ => vec![outputs.clone()],
    };
    let named = Dict::default();
    for promise in promises {
        let Some(found) = promise.payload::<Promise>() else { continue };
        named.insert_str(&found.var, promise.clone());
        if let Value::Instance(instance) = &value {
            instance.set_attribute(&found.var, promise);
        }
    }
    if let Value::Instance(instance) = &value {
        instance.set_attribute("outputs", Value::Dict(Rc::new(named)));
    }
    value
}
