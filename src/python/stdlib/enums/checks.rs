//! `enum.unique` and `enum.verify`: faults in the members of an enumeration.

use std::rc::Rc;

use super::super::parts::{closure_accepting_unknown, take_first};
use super::{EnumMembers, enum_members, member_name, member_value};
use crate::python::{Arguments, Class, EvalResult, Evaluator, Int, Interrupt, Value};

/// How much of a message `verify` shows.
const SHOWN: usize = 256;

/// `@unique`.
pub(super) fn unique(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let value = take_first(evaluator, &mut arguments)?;
    if !matches!(value, Value::Class(_) | Value::Unknown(_)) {
        evaluator.get_attribute(&value, "__members__")?;
    }
    let Some(members) = value.as_class().and_then(enum_members) else { return Ok(value) };
    match aliases(&members) {
        Some(aliases) => fault(evaluator, &value, "duplicate values found in ", &aliases),
        None => Ok(value),
    }
}

/// The names that stand for members with another name; `None` where there are none.
fn aliases(members: &EnumMembers) -> Option<String> {
    let alias = |(alias, member): (&Rc<str>, &Value)| {
        let name = member_name(member)?;
        (name != *alias).then(|| format!("{alias} -> {name}"))
    };
    let aliases: Vec<String> = members.by_name.iter().filter_map(alias).collect();
    (!aliases.is_empty()).then(|| aliases.join(", "))
}

fn fault(evaluator: &mut Evaluator, class: &Value, what: &str, details: &str) -> EvalResult<Value> {
    let class = evaluator.repr_of(class)?.as_str().unwrap_or_default();
    Err(evaluator.value_error(&format!("{what}{class}: {details}")))
}

/// `@verify(*checks)`.
pub(super) fn verify(_evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let checks = arguments.positional;
    Ok(closure_accepting_unknown("verify", move |evaluator, mut arguments| {
        let value = take_first(evaluator, &mut arguments)?;
        let class = match &value {
            Value::Class(class) if class.descends_from("enum.Enum") => Rc::clone(class),
            Value::Unknown(_) => return Ok(value),
            _ => {
                let message = "the 'verify' decorator only works with Enum and Flag";
                return Err(evaluator.type_error(message));
            }
        };
        let Some(members) = enum_members(&class) else { return Ok(value) };
        for check in &checks {
            match member_name(check).as_deref() {
                Some("UNIQUE") => {
                    if let Some(aliases) = aliases(&members) {
                        return fault(evaluator, &value, "aliases found in ", &aliases);
                    }
                }
                Some("CONTINUOUS") => check_continuous(evaluator, &class, &members)?,
                Some("NAMED_FLAGS") => check_named(evaluator, &class, &members)?,
                _ => {}
            }
        }
        Ok(value)
    }))
}

fn numbers(members: &EnumMembers) -> Vec<Int> {
    let number = |(_, member): &(Rc<str>, Value)| match member_value(member)?.unwrapped() {
        Value::Int(number) => Some(number),
        Value::Bool(truth) => Some(i64::from(truth).into()),
        _ => None,
    };
    let mut numbers: Vec<Int> = members.members.iter().filter_map(number).collect();
    numbers.sort();
    numbers.dedup();
    numbers
}

/// The numbers between the lowest and the highest value must all be there; of flags, the bits.
fn check_continuous(evaluator: &mut Evaluator, class: &Rc<Class>, members: &EnumMembers) -> EvalResult<()> {
    let is_flag = class.descends_from("enum.Flag");
    let values = numbers(members);
    if values.len() != members.members.len() {
        let unknown = evaluator.unknown("values that are no integers are not verified");
        return crate::python::builtins::known::known(unknown).map(|_| ());
    }
    let ([low, .., high], mut missing) = (&values[..], Vec::new()) else { return Ok(()) };
    if is_flag {
        for exponent in low.bit_length()..high.bit_length().saturating_sub(1) {
            let bit = Int::Small(1).shifted_left(u32::try_from(exponent).unwrap_or(u32::MAX));
            if !values.contains(&bit) {
                missing.push(bit.to_string());
            }
        }
    } else {
        let mut number = low.plus(&Int::Small(1));
        // More than is shown is not looked for.
        while number < *high && missing.len() < SHOWN {
            evaluator.step()?;
            if values.binary_search(&number).is_err() {
                missing.push(number.to_string());
            }
            number = number.plus(&Int::Small(1));
        }
    }
    if missing.is_empty() {
        return Ok(());
    }
    let kind = if is_flag { "flag" } else { "enum" };
    let message = format!("invalid {kind} '{}': missing values {}", class.name, missing.join(", "));
    Err(evaluator.value_error(&message.chars().take(SHOWN).collect::<String>()))
}

/// Every bit of what is composed must be a member.
fn check_named(evaluator: &mut Evaluator, class: &Rc<Class>, members: &EnumMembers) -> EvalResult<()> {
    let singles = numbers(members);
    let (mut names, mut lacking) = (Vec::new(), Int::default());
    for (name, member) in &members.by_name {
        let is_alias = members.members.iter().all(|(known, _)| known != name);
        let Some(Value::Int(bits)) = member_value(member).map(|value| value.unwrapped()) else { continue };
        if !is_alias || bits.is_negative() {
            continue;
        }
        let bit = |exponent| Int::Small(1).shifted_left(u32::try_from(exponent).unwrap_or(u32::MAX));
        let all = (0..bits.bit_length()).map(bit).filter(|bit| !bit.and(&bits).is_zero());
        let missed =
            all.filter(|bit| !singles.contains(bit)).fold(Int::default(), |missed, bit| missed.or(&bit));
        if !missed.is_zero() {
            names.push(name.to_string());
            lacking = lacking.or(&missed);
        }
    }
    match unnamed(evaluator, class, &names, &lacking) {
        Some(fault) => Err(fault),
        None => Ok(()),
    }
}

fn unnamed(
    evaluator: &Evaluator,
    class: &Rc<Class>,
    names: &[String],
    lacking: &Int,
) -> Option<Box<Interrupt>> {
    let (last, others) = names.split_last()?;
    let alias = if others.is_empty() {
        format!("alias {last} is missing")
    } else {
        format!("aliases {} and {last} are missing", others.join(", "))
    };
    let digits = lacking.to_big().to_str_radix(16);
    let is_single = lacking.to_big().magnitude().count_ones() == 1;
    let value =
        if is_single { format!("value 0x{digits}") } else { format!("combined values of 0x{digits}") };
    let message = format!(
        "invalid Flag '{}': {alias} {value} [use enum.show_flag_values(value) for details]",
        class.name
    );
    Some(evaluator.value_error(&message))
}
