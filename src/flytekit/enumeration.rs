//! Enumerations of flytekit and its plugins: native classes whose members are instances with `name` and `value`, as those
//! of `enum` are.

use std::rc::Rc;

use crate::python::{Arguments, Class, EvalResult, Evaluator, Instance, Value};

/// The value of a member.
pub(crate) trait MemberValue: Copy {
    /// As a Python value.
    fn value(self) -> Value;
}

impl MemberValue for i64 {
    fn value(self) -> Value {
        Value::int(self)
    }
}

impl MemberValue for &'static str {
    fn value(self) -> Value {
        Value::str(self)
    }
}

/// An enumeration of the module; `qualname` is dotted for one that stands in a class.
pub(crate) fn class<V: MemberValue>(
    evaluator: &Evaluator,
    module: &str,
    qualname: &str,
    members: &[(&str, V)],
) -> Rc<Class> {
    let name = qualname.rsplit('.').next().unwrap_or(qualname);
    let bases = [Rc::clone(&evaluator.types.object)];
    let class = Class::native(module, name, &bases, None, super::library::methods(&[("__repr__", repr)]));
    for (name, value) in members {
        let member = Instance::new(&class);
        for (attribute, value) in [("name", Value::str(name)), ("value", value.value())] {
            member.set_attribute(&format!("_{attribute}_"), value.clone());
            member.set_attribute(attribute, value);
        }
        class.set_attribute(name, Value::Instance(Rc::new(member)));
    }
    class
}

/// The number behind a member, or behind a plain number.
pub(crate) fn number(value: &Value) -> Option<i64> {
    member_value(value).as_i64()
}

/// The text behind a member, or plain text.
pub(crate) fn text(value: &Value) -> Option<Rc<str>> {
    member_value(value).as_str()
}

/// `<Colour.RED: 1>`.
fn repr(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [Some(Value::Instance(member))] = arguments.bind(evaluator, "__repr__", ["self!"])? else {
        return Ok(Value::NotImplemented);
    };
    let name = member.attribute("name").and_then(|name| name.as_str()).unwrap_or_default();
    let value = member.attribute("value").unwrap_or(Value::None);
    let value = evaluator.repr_of(&value)?.as_str().unwrap_or_default();
    Ok(Value::from(format!("<{}.{name}: {value}>", member.class.name)))
}

fn member_value(value: &Value) -> Value {
    let member = value.as_instance().and_then(|instance| instance.attribute("value"));
    member.unwrap_or_else(|| value.unwrapped())
}
