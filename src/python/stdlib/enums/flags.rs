//! `Flag` and `IntFlag`: members that can be combined.

use std::rc::Rc;

use super::super::parts::{Names, take_first};
use super::{EnumMembers, member_value};
use crate::python::{Arguments, Class, EvalResult, Evaluator, Instance, PyIterator, Value, Vars};

pub(super) fn attributes() -> Vars {
    Names::default()
        .functions(&[
            ("__or__", |evaluator, arguments| combine(evaluator, arguments, |a, b| a | b)),
            ("__and__", |evaluator, arguments| combine(evaluator, arguments, |a, b| a & b)),
            ("__xor__", |evaluator, arguments| combine(evaluator, arguments, |a, b| a ^ b)),
            ("__ror__", |evaluator, arguments| combine(evaluator, arguments, |a, b| a | b)),
            ("__rand__", |evaluator, arguments| combine(evaluator, arguments, |a, b| a & b)),
            ("__rxor__", |evaluator, arguments| combine(evaluator, arguments, |a, b| a ^ b)),
            ("__invert__", invert),
            ("__contains__", contains),
            ("__iter__", iterate),
            ("__len__", length),
            ("__bool__", truth),
        ])
        .vars()
}

/// The operators of flags come before those of `int`, unless the program defines them.
pub(super) fn settle_operators(class: &Rc<Class>) {
    let order = class.resolution_order();
    for (name, value) in attributes() {
        let written = order.iter().any(|class| class.span.is_some() && class.own_attribute(&name).is_some());
        if !written {
            class.set_attribute(&name, value);
        }
    }
}

/// Whether the value is one bit.
pub(super) fn is_single(value: &Value) -> bool {
    value.as_i64().is_none_or(|bits| bits > 0 && bits.count_ones() == 1)
}

/// The bit after the highest one.
pub(super) fn next_bit(bits: i64) -> i64 {
    match bits {
        ..=0 => 1,
        _ if bits >= 1 << 62 => i64::MAX,
        _ => 1 << (64 - bits.leading_zeros()),
    }
}

fn members_of(class: &Rc<Class>) -> Vec<(Rc<str>, i64, Value)> {
    let members = class.inherited_data::<EnumMembers>();
    let members = members.iter().flat_map(|members| members.members.iter());
    members
        .filter_map(|(name, member)| Some((Rc::clone(name), member_value(member)?.as_i64()?, member.clone())))
        .collect()
}

/// The member for bits that no member has: made once, then kept.
pub(super) fn combination(evaluator: &mut Evaluator, class: &Rc<Class>, bits: i64) -> EvalResult<Value> {
    let Some(known) = class.data::<EnumMembers>() else {
        return Err(evaluator.value_error(&format!("{bits} is not a valid {}", class.qualname)));
    };
    let same = |member: &&Value| member_value(member).and_then(|value| value.as_i64()) == Some(bits);
    if let Some(member) = known.by_name.values().find(same) {
        return Ok(member.clone());
    }
    let composed = known.by_name.values().filter_map(|member| member_value(member)?.as_i64());
    let mask = composed.fold(0, |mask, bits| mask | bits);
    let all = next_bit(mask) - 1;
    let keeps = class.descends_from("enum.IntFlag");
    let mut bits = bits;
    if bits < !all || bits > all || bits & (all ^ mask) != 0 {
        if !keeps {
            return Err(evaluator.value_error(&out_of_range(class, bits, mask)));
        }
        if bits < 0 {
            bits = bits.checked_add(next_bit(bits.saturating_neg().max(all))).unwrap_or(bits);
        }
    }
    if bits < 0 {
        return combination(evaluator, class, bits & all);
    }
    let kept = known.combinations.borrow();
    if let Some((_, member)) = kept.iter().find(|(value, _)| value.as_i64() == Some(bits)) {
        return Ok(member.clone());
    }
    drop(kept);
    let member = make(class, bits, &known);
    known.combinations.borrow_mut().push((Value::int(bits), member.clone()));
    Ok(member)
}

fn out_of_range(class: &Rc<Class>, bits: i64, mask: i64) -> String {
    let width = |bits: i64| 64 - bits.unsigned_abs().leading_zeros();
    let width = width(bits).max(width(mask)) as usize;
    let binary = |bits: i64| {
        let sign = i32::from(bits < 0);
        let bits = if bits < 0 { (1_i128 << width) + i128::from(bits) } else { i128::from(bits) };
        format!("0b{sign} {bits:0width$b}")
    };
    format!(
        "<flag '{}'> invalid value {bits}\n    given {}\n  allowed {}",
        class.name,
        binary(bits),
        binary(mask)
    )
}

/// The name of bits that no member has: those of its single bits, then of what is composed of several, then what is left as
/// a number.
fn name_of_combination(bits: i64, members: &EnumMembers) -> Value {
    let valued =
        |(name, member): (&Rc<str>, &Value)| Some((Rc::clone(name), member_value(member)?.as_i64()?));
    let singles: Vec<(Rc<str>, i64)> =
        members.members.iter().filter_map(|(name, member)| valued((name, member))).collect();
    let single_bits = singles.iter().fold(0, |mask, (_, single)| mask | single);
    let mut included: Vec<(Rc<str>, i64)> =
        singles.into_iter().filter(|(_, single)| bits & single != 0).collect();
    if bits & !single_bits != 0 {
        for (name, composed) in members.by_name.iter().filter_map(valued) {
            let is_new = included.iter().all(|(_, known)| *known != composed);
            if is_new && composed != 0 && composed & bits == composed {
                included.push((name, composed));
            }
        }
    }
    let covered = included.iter().fold(0, |covered, (_, bits)| covered | bits);
    if covered == 0 {
        return Value::None;
    }
    let mut names: Vec<String> = included.into_iter().map(|(name, _)| name.to_string()).collect();
    if bits & !covered != 0 {
        names.push((bits & !covered).to_string());
    }
    Value::from(names.join("|"))
}

fn make(class: &Rc<Class>, bits: i64, members: &EnumMembers) -> Value {
    let value = Value::int(bits);
    let instance = if class.descends_from("builtins.int") {
        Instance::with_builtin(class, value.clone())
    } else {
        Instance::new(class)
    };
    let name = name_of_combination(bits, members);
    for (attribute, value) in [("_value_", &value), ("value", &value), ("_name_", &name), ("name", &name)] {
        instance.set_attribute(attribute, value.clone());
    }
    Value::Instance(Rc::new(instance))
}

fn bits_of(class: &Rc<Class>, value: &Value) -> Option<i64> {
    match value {
        Value::Instance(instance) if instance.class.is_subclass_of(class) => member_value(value)?.as_i64(),
        Value::Int(_) | Value::Bool(_) if class.descends_from("enum.IntFlag") => value.as_i64(),
        _ => None,
    }
}

fn flag(evaluator: &Evaluator, arguments: &mut Arguments) -> EvalResult<(Rc<Class>, i64)> {
    let receiver = take_first(evaluator, arguments)?;
    let class = evaluator.class_of(&receiver);
    match bits_of(&class, &receiver) {
        Some(bits) => Ok((class, bits)),
        None => Err(evaluator.type_error("the value of the flag is not an integer")),
    }
}

fn combine(
    evaluator: &mut Evaluator,
    mut arguments: Arguments,
    operation: fn(i64, i64) -> i64,
) -> EvalResult<Value> {
    let (class, bits) = flag(evaluator, &mut arguments)?;
    let other = take_first(evaluator, &mut arguments)?;
    match bits_of(&class, &other) {
        Some(other) => combination(evaluator, &class, operation(bits, other)),
        None => Ok(Value::NotImplemented),
    }
}

fn invert(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (class, bits) = flag(evaluator, &mut arguments)?;
    let mask = if class.descends_from("enum.IntFlag") {
        -1
    } else {
        members_of(&class).iter().fold(0, |mask, (_, single, _)| mask | single)
    };
    combination(evaluator, &class, mask & !bits)
}

fn contains(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (class, bits) = flag(evaluator, &mut arguments)?;
    let other = take_first(evaluator, &mut arguments)?;
    let Some(other) = bits_of(&class, &other) else {
        let kind = evaluator.class_of(&other);
        return Err(evaluator.type_error(&format!(
            "unsupported operand type(s) for 'in': '{}' and '{}'",
            kind.qualname, class.qualname
        )));
    };
    Ok(Value::Bool(other & bits == other))
}

fn iterate(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (class, bits) = flag(evaluator, &mut arguments)?;
    let included = members_of(&class).into_iter().filter(|(_, single, _)| bits & single != 0);
    let members = included.map(|(_, _, member)| member).collect();
    Ok(Value::Iterator(Rc::new(PyIterator::of("generator", members))))
}

fn length(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, bits) = flag(evaluator, &mut arguments)?;
    Ok(Value::int(bits.count_ones()))
}

fn truth(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, bits) = flag(evaluator, &mut arguments)?;
    Ok(Value::Bool(bits != 0))
}
