//! `member_descriptor`: what a class with slots has under the name of each.

use std::rc::Rc;

use super::super::{Arguments, Class, EvalResult, Evaluator, Instance, Value, Vars};
use super::parameters::exactly;
use super::table;

/// A slot, and the class that has it.
struct Member {
    class: Rc<str>,
    name: Rc<str>,
}

pub(super) fn attributes() -> Vars {
    table(&[("__repr__", repr), ("__get__", get)])
}

/// The descriptor of a slot of the class.
pub(crate) fn member_of(evaluator: &Evaluator, class: &Rc<Class>, name: &str) -> Value {
    let member = Member { class: Rc::clone(&class.name), name: name.into() };
    Value::Instance(Rc::new(Instance::with_payload(&evaluator.types.member, member)))
}

fn repr(_evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let member = arguments.positional.first().and_then(Value::payload::<Member>);
    let text = member.map(|member| format!("<member '{}' of '{}' objects>", member.name, member.class));
    Ok(Value::from(text.unwrap_or_default()))
}

fn get(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [member, instance, _owner] = exactly(evaluator, "__get__", arguments)?;
    match (member.payload::<Member>(), &instance) {
        (Some(slot), Value::Instance(_)) => evaluator.get_attribute(&instance, &slot.name),
        _ => Ok(member),
    }
}
