//! Special methods: `__name__` looked up on the class of a value and called with it.

use std::rc::Rc;

use super::super::{Arguments, Class, EvalResult, Evaluator, Unknown, Value};

/// What the class of a value says about a special method.
pub(crate) fn lookup(evaluator: &Evaluator, value: &Value, name: &str) -> Option<Value> {
    let class = evaluator.class_of(value);
    class.lookup(name).or_else(|| class.unknown_base.clone().map(|base| Value::Unknown(base.attribute(name))))
}

/// Whether a special method is to be looked for in the class of a value, that of a class where its metaclass is the program's
/// and has the method. What it is for built-in values is not in their classes.
pub(crate) fn may_have(evaluator: &Evaluator, value: &Value, name: &str) -> bool {
    match value {
        Value::Instance(_) => true,
        Value::Class(class) => evaluator.written_in_metaclass(class, name).is_some(),
        _ => false,
    }
}

/// Calls a special method of a value: `None` where its class has none. It is unknown where the class has an unknown
/// ancestor that may have it.
pub(crate) fn call(
    evaluator: &mut Evaluator,
    value: &Value,
    name: &str,
    arguments: impl Into<Vec<Value>>,
) -> EvalResult<Option<Value>> {
    let Some(method) = lookup(evaluator, value, name) else { return Ok(None) };
    let arguments = Arguments::positional(arguments);
    match method {
        Value::Function(_) | Value::Native(_) => {
            evaluator.call(&method, arguments.with_first(value.clone())).map(Some)
        }
        Value::StaticMethod(function) => evaluator.call(&function, arguments).map(Some),
        Value::ClassMethod(function) => {
            let class = Value::Class(evaluator.class_of(value));
            evaluator.call(&function, arguments.with_first(class)).map(Some)
        }
        Value::Unknown(unknown) => Ok(Some(Value::Unknown(unknown.call(arguments.positional, Vec::new())))),
        method => evaluator.call(&method, arguments).map(Some),
    }
}

/// The class of the resolution order in which a special method is found.
pub(crate) fn provider(class: &Rc<Class>, name: &str) -> Option<Rc<Class>> {
    class.resolution_order().into_iter().find(|class| class.own_attribute(name).is_some())
}

/// What Python calls the type of a value.
pub(crate) fn type_name(evaluator: &Evaluator, value: &Value) -> Rc<str> {
    match value {
        Value::Iterator(iterator) => iterator.kind.into(),
        _ => evaluator.class_of(value).shown_name(),
    }
}

/// An unknown that follows from another one.
pub(crate) fn derived(unknown: &Rc<Unknown>) -> Value {
    Value::Unknown(unknown.derived(super::super::UnknownForm::Other))
}
