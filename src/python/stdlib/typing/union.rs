//! Unions: `Union[…]`, `Optional[…]` and `X | Y`.

use std::rc::Rc;

use super::super::parts::{Names, take_first};
use super::equality::{hashable_key, without_repetition};
use super::kept::{Subscription, kept};
use super::{
    AnnotatedType, COMMON, ForwardReference, GenericAlias, NewType, SpecialForm, TypeVariable, UnionType,
    check_size, classes, converted, form, instance, parameters,
};
use crate::python::{Arguments, EvalResult, Evaluator, Value, Vars};

/// The union of types: flat, without repetition; a single type is itself.
pub(crate) fn make_union(evaluator: &mut Evaluator, types: &[Value], pep604: bool) -> EvalResult<Value> {
    let mut flat = Vec::new();
    for value in types {
        check_size(evaluator, value)?;
        match value.payload::<UnionType>() {
            Some(union) => flat.extend(union.members.iter().cloned()),
            None => flat.push(converted(evaluator, value)),
        }
    }
    let mut members = without_repetition(evaluator, flat, hashable_key)?;
    if members.len() == 1 {
        return Ok(members.remove(0));
    }
    let classes = classes(evaluator);
    let class = if pep604 { &classes.builtin_union } else { &classes.union };
    Ok(instance(class, UnionType { members: members.into(), pep604 }))
}

/// `left | right`, where that makes a union of types; otherwise `None`. An unknown on one side is taken for a type.
pub(crate) fn union_of(evaluator: &mut Evaluator, left: &Value, right: &Value) -> EvalResult<Option<Value>> {
    let (one, other) = (operand(left), operand(right));
    let typing = one == Operand::Typing || other == Operand::Typing;
    let builtin = one == Operand::Class || other == Operand::Class;
    let possible = if typing {
        one != Operand::Other && other != Operand::Other
    } else {
        builtin
            && !matches!(one, Operand::Other | Operand::Text)
            && !matches!(other, Operand::Other | Operand::Text)
            || matches!((one, other), (Operand::Unknown, Operand::None) | (Operand::None, Operand::Unknown))
    };
    if !possible {
        return Ok(None);
    }
    if !typing {
        return make_union(evaluator, &[left.clone(), right.clone()], true).map(Some);
    }
    let union = form(evaluator, "Union");
    let both = Value::tuple([left.clone(), right.clone()]);
    let made = kept(evaluator, Subscription::Form, &union, &both, |evaluator| {
        make_union(evaluator, &[left.clone(), right.clone()], false)
    });
    made.map(Some)
}

/// What an operand of `|` is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Operand {
    /// A class, an alias like `list[int]`, or a union of such.
    Class,
    /// An object of `typing`.
    Typing,
    None,
    Text,
    Unknown,
    Other,
}

fn operand(value: &Value) -> Operand {
    match value {
        Value::Class(_) => Operand::Class,
        Value::None => Operand::None,
        Value::Str(_) => Operand::Text,
        Value::Unknown(_) => Operand::Unknown,
        Value::Instance(_) => typing_operand(value),
        _ => Operand::Other,
    }
}

fn typing_operand(value: &Value) -> Operand {
    if let Some(alias) = value.payload::<GenericAlias>() {
        return if alias.builtin { Operand::Class } else { Operand::Typing };
    }
    if let Some(union) = value.payload::<UnionType>() {
        return if union.pep604 { Operand::Class } else { Operand::Typing };
    }
    if let Some(form) = value.payload::<SpecialForm>() {
        return if &*form.name == "Any" { Operand::Class } else { Operand::Typing };
    }
    let typing = value.payload::<TypeVariable>().is_some()
        || value.payload::<AnnotatedType>().is_some()
        || value.payload::<NewType>().is_some()
        || value.payload::<ForwardReference>().is_some();
    if typing { Operand::Typing } else { Operand::Other }
}

/// `__or__` of the objects of `typing`.
pub(super) fn or(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let left = take_first(evaluator, &mut arguments)?;
    let right = take_first(evaluator, &mut arguments)?;
    Ok(union_of(evaluator, &left, &right)?.unwrap_or(Value::NotImplemented))
}

/// `__ror__` of the objects of `typing`.
pub(super) fn reflected_or(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let right = take_first(evaluator, &mut arguments)?;
    let left = take_first(evaluator, &mut arguments)?;
    Ok(union_of(evaluator, &left, &right)?.unwrap_or(Value::NotImplemented))
}

pub(super) fn attributes() -> Vars {
    Names::default()
        .functions_accepting_unknown(COMMON)
        .functions_accepting_unknown(&[("__getitem__", get_item), ("__call__", call)])
        .properties(&[
            ("__origin__", origin),
            ("__args__", members),
            ("__parameters__", parameters::parameters_property),
        ])
        .functions(&[("__instancecheck__", instance_check), ("__subclasscheck__", subclass_check)])
        .vars()
}

fn payload(evaluator: &mut Evaluator, arguments: &mut Arguments) -> EvalResult<(Value, Rc<UnionType>)> {
    super::super::parts::receiver(evaluator, arguments)
}

fn origin(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, union) = payload(evaluator, &mut arguments)?;
    if union.pep604 {
        return Err(evaluator.attribute_error("'types.UnionType' object has no attribute '__origin__'"));
    }
    Ok(form(evaluator, "Union"))
}

fn members(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, union) = payload(evaluator, &mut arguments)?;
    Ok(Value::Tuple(Rc::clone(&union.members)))
}

fn get_item(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let alias = take_first(evaluator, &mut arguments)?;
    let item = take_first(evaluator, &mut arguments)?;
    parameters::subscript(evaluator, &alias, &item)
}

fn call(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, union) = payload(evaluator, &mut arguments)?;
    Err(evaluator.type_error(if union.pep604 {
        "'types.UnionType' object is not callable"
    } else {
        "Cannot instantiate typing.Union"
    }))
}

fn instance_check(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, union) = payload(evaluator, &mut arguments)?;
    let value = take_first(evaluator, &mut arguments)?;
    let class = evaluator.class_of(&value);
    any_member(evaluator, &union, &class)
}

fn subclass_check(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, union) = payload(evaluator, &mut arguments)?;
    match take_first(evaluator, &mut arguments)? {
        Value::Class(class) => any_member(evaluator, &union, &class),
        _ => Err(evaluator.type_error("issubclass() arg 1 must be a class")),
    }
}

fn any_member(
    evaluator: &mut Evaluator,
    union: &UnionType,
    class: &Rc<crate::python::Class>,
) -> EvalResult<Value> {
    for member in union.members.iter() {
        match member {
            Value::Class(member) if class.is_subclass_of(member) => return Ok(Value::Bool(true)),
            Value::Class(_) => {}
            Value::Unknown(unknown) => return Ok(super::super::parts::follows(unknown)),
            _ => {
                return Err(evaluator
                    .type_error("Subscripted generics cannot be used with class and instance checks"));
            }
        }
    }
    Ok(Value::Bool(false))
}
