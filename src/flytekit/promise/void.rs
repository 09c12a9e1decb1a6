//! The class of what calls without outputs give.

use std::rc::Rc;

use super::VoidPromise;
use super::class::order;
use crate::diagnostic::Id;
use crate::flytekit::library::{function, strict_methods};
use crate::flytekit::{node, report};
use crate::python::{Arguments, Class, EvalResult, Evaluator, Value};

const REFUSED: &[&str] = &[
    "__eq__", "__and__", "__or__", "__le__", "__ge__", "__gt__", "__lt__", "__add__", "__bool__", "__mod__",
    "__xor__", "__str__", "__repr__",
];

/// `flytekit.core.promise.VoidPromise`.
pub(crate) fn void_class(evaluator: &Evaluator) -> Rc<Class> {
    let bases = [Rc::clone(&evaluator.types.object)];
    let mut attributes = strict_methods(&[
        ("__rshift__", before),
        ("with_overrides", with_overrides),
        ("runs_before", |_, _| Ok(Value::None)),
    ]);
    for name in REFUSED {
        attributes.insert((*name).into(), function(name, refuse));
    }
    super::class::property(&mut attributes, "task_name", |_, mut arguments| {
        let void = arguments.take_first().and_then(|value| value.payload::<VoidPromise>());
        Ok(void.map_or(Value::None, |void| Value::str(&void.name)))
    });
    Class::native("flytekit.core.promise", "VoidPromise", &bases, None, attributes)
}

fn before(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let void = arguments.take_first().and_then(|value| value.payload::<VoidPromise>());
    let other = arguments.take_first().unwrap_or(Value::None);
    if let Some(void) = void {
        order(evaluator, &void.node, &other)?;
    }
    Ok(other)
}

fn with_overrides(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let receiver = arguments.take_first().unwrap_or(Value::None);
    if let Some(void) = receiver.payload::<VoidPromise>() {
        node::override_node(evaluator, &void.node, arguments)?;
    }
    Ok(receiver)
}

fn refuse(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let void = arguments.take_first().and_then(|value| value.payload::<VoidPromise>());
    let name = void.map(|void| void.name.clone()).unwrap_or_default();
    let message = format!("`{name}` has no outputs, so its result cannot be used");
    Err(report::assertion(evaluator, Id::PromiseMisuse, message, evaluator.current_span()))
}
