//! The class of nodes as programs see them: what `create_node` gives.

use std::rc::Rc;

use super::{NodeDefinition, override_node};
use crate::diagnostic::{Diagnostic, Id};
use crate::flytekit::classes::classes;
use crate::flytekit::library::strict_methods;
use crate::flytekit::{need, promise, report};
use crate::python::{Arguments, Class, EvalResult, Evaluator, Instance, Value};

/// The payload of a node's Python object.
pub(super) struct NodeHandle(pub(super) Rc<NodeDefinition>);

/// `flytekit.core.node.Node`.
pub(crate) fn node_class(evaluator: &Evaluator) -> Rc<Class> {
    let bases = [Rc::clone(&evaluator.types.object)];
    let mut attributes = strict_methods(&[
        ("__rshift__", before),
        ("runs_before", |evaluator, arguments| before(evaluator, arguments).map(|_| Value::None)),
        ("with_overrides", with_overrides),
    ]);
    for name in ["id", "name"] {
        promise::property(&mut attributes, name, |_, mut arguments| {
            let node = arguments.take_first().and_then(|value| node_of(&value));
            Ok(node.map_or(Value::None, |node| Value::str(&*node.id.borrow())))
        });
    }
    Class::native("flytekit.core.node", "Node", &bases, None, attributes)
}

/// The Python object of a node.
pub(crate) fn value(evaluator: &mut Evaluator, node: &Rc<NodeDefinition>) -> Value {
    let class = Rc::clone(&classes(evaluator).node);
    Value::Instance(Rc::new(Instance::with_payload(&class, NodeHandle(Rc::clone(node)))))
}

/// The node that a Python object is.
pub(super) fn node_of(value: &Value) -> Option<Rc<NodeDefinition>> {
    value.payload::<NodeHandle>().map(|handle| Rc::clone(&handle.0))
}

fn before(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let node = arguments.take_first().and_then(|value| node_of(&value));
    let other = arguments.take_first().unwrap_or(Value::None);
    need::known(evaluator, &other, "a node that waits for another", evaluator.current_span())?;
    if let (Some(node), Some(later)) = (node, node_of(&other)) {
        report::refuse_condition(evaluator, "a dependency", evaluator.current_span());
        node.runs_before(&later);
        return Ok(other);
    }
    let fault = Diagnostic::error(Id::PromiseMisuse, "a node can be ordered before another node only")
        .at(evaluator.current_span(), "")
        .with_help("make both with `create_node`, or order the results of two calls");
    Err(evaluator.exception_with(&evaluator.exceptions.attribute_error, fault))
}

fn with_overrides(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let receiver = arguments.take_first().unwrap_or(Value::None);
    if let Some(node) = node_of(&receiver) {
        override_node(evaluator, &node, arguments)?;
    }
    Ok(receiver)
}
