//! What a model's constructor makes of its arguments (`pydantic` in lax mode), for the types whose conversion is plain.
//!
//! A value that pydantic would convert in a way that is not known here becomes unknown; one that it would refuse is a
//! `ValidationError`.

use std::rc::Rc;

use super::super::enumeration::enum_value;
use super::super::python_type::{
    annotated, arguments, is_any, is_none, literal_values, new_type, origin_class, type_variable, union,
};
use super::fields::BASE_MODEL;
use crate::python::stdlib::enums::EnumMembers;
use crate::python::{Arguments, Class, Dict, EvalResult, Evaluator, Int, Value};

/// What a value becomes.
pub(super) enum Checked {
    /// This value.
    Value(Value),
    /// pydantic refuses it.
    Refused,
    /// It is not known what.
    Unknown(&'static str),
}

use Checked::{Refused, Unknown};

/// How deep values may be nested before they are left as they are.
const NESTING_LIMIT: usize = 50;

/// The value that a field of the declared type gets.
pub(super) fn checked(
    evaluator: &mut Evaluator,
    value: &Value,
    declared: &Value,
    depth: usize,
) -> EvalResult<Checked> {
    evaluator.step()?;
    if depth > NESTING_LIMIT || value.as_unknown().is_some() {
        return Ok(Checked::Value(value.clone()));
    }
    if let Some(annotated) = annotated(declared) {
        return checked(evaluator, value, &annotated.base, depth);
    }
    if let Some(new_type) = new_type(declared) {
        return checked(evaluator, value, &new_type.base, depth);
    }
    if is_any(declared) || type_variable(declared).is_some() {
        return Ok(Checked::Value(value.clone()));
    }
    if is_none(declared) {
        return Ok(if value.is_none() { Checked::Value(Value::None) } else { Refused });
    }
    if let Some(union) = union(declared) {
        return union_member(evaluator, value, &union.members, depth);
    }
    if let Some(values) = literal_values(declared) {
        for known in &values {
            if evaluator.equals(value, known)?.is_true() {
                return Ok(Checked::Value(known.clone()));
            }
        }
        return Ok(Refused);
    }
    match origin_class(declared) {
        Some(class) => of_class(evaluator, value, &class, &arguments(declared), depth),
        None => Ok(Checked::Value(value.clone())),
    }
}

/// Members whose type the value has exactly come first, as in pydantic's smart mode.
fn union_member(
    evaluator: &mut Evaluator,
    value: &Value,
    members: &[Value],
    depth: usize,
) -> EvalResult<Checked> {
    let class = evaluator.class_of(value);
    let exact = members.iter().any(|member| {
        is_none(member) && value.is_none()
            || arguments(member).is_empty()
                && origin_class(member).is_some_and(|declared| Rc::ptr_eq(&declared, &class))
    });
    if exact {
        return Ok(Checked::Value(value.clone()));
    }
    for member in members {
        match checked(evaluator, value, member, depth + 1)? {
            Refused => {}
            other => return Ok(other),
        }
    }
    Ok(Refused)
}

fn of_class(
    evaluator: &mut Evaluator,
    value: &Value,
    class: &Rc<Class>,
    types: &[Value],
    depth: usize,
) -> EvalResult<Checked> {
    if class.descends_from("enum.Enum") {
        return Ok(enum_member(evaluator, value, class)?.map_or(Refused, Checked::Value));
    }
    if class.descends_from(BASE_MODEL) {
        return match value {
            Value::Instance(instance) if instance.class.is_subclass_of(class) => {
                Ok(Checked::Value(value.clone()))
            }
            Value::Dict(dict) => {
                let pairs = dict.pairs();
                let keywords = pairs.into_iter().filter_map(|(key, value)| Some((key.as_str()?, value)));
                let keywords = keywords.collect::<Vec<_>>();
                let class = Value::Class(Rc::clone(class));
                evaluator.call(&class, Arguments::keywords(keywords)).map(Checked::Value)
            }
            _ => Ok(Refused),
        };
    }
    let scalar = match (&*class.dotted_name(), value) {
        ("builtins.int", Value::Int(_))
        | ("builtins.float", Value::Float(_))
        | ("builtins.bool", Value::Bool(_))
        | ("builtins.str", Value::Str(_))
        | ("builtins.bytes", Value::Bytes(_))
        | ("builtins.object", _) => Checked::Value(value.clone()),
        ("builtins.float", Value::Int(number)) => {
            number.to_f64().map_or(Refused, |number| Checked::Value(Value::Float(number)))
        }
        ("builtins.float", Value::Bool(truth)) => Checked::Value(Value::Float(f64::from(*truth))),
        ("builtins.int", Value::Bool(truth)) => Checked::Value(Value::int(i64::from(*truth))),
        ("builtins.int", Value::Float(number)) if number.fract() == 0.0 => {
            Int::from_f64_truncated(*number).map_or(Refused, |number| Checked::Value(Value::int(number)))
        }
        ("builtins.int", Value::Str(text)) => match text.trim().parse::<i64>() {
            Ok(number) => Checked::Value(Value::int(number)),
            Err(_) => Refused,
        },
        ("builtins.float", Value::Str(text)) => match text.trim().parse::<f64>() {
            Ok(number) => Checked::Value(Value::Float(number)),
            Err(_) => Refused,
        },
        ("builtins.bool", Value::Int(number)) if matches!(number.to_i64(), Some(0 | 1)) => {
            Checked::Value(Value::Bool(!number.is_zero()))
        }
        ("builtins.bool", Value::Str(text)) => match &*text.to_lowercase() {
            "0" | "off" | "f" | "false" | "n" | "no" => Checked::Value(Value::Bool(false)),
            "1" | "on" | "t" | "true" | "y" | "yes" => Checked::Value(Value::Bool(true)),
            _ => Refused,
        },
        ("builtins.bytes", Value::Str(text)) => Checked::Value(Value::Bytes(text.as_bytes().into())),
        (
            "builtins.int" | "builtins.float" | "builtins.bool" | "builtins.str" | "builtins.bytes",
            Value::Instance(instance),
        ) => match instance.builtin() {
            Some(_) => Checked::Value(value.clone()),
            None => Refused,
        },
        ("builtins.int" | "builtins.float" | "builtins.bool" | "builtins.str" | "builtins.bytes", _) => {
            Refused
        }
        (name, _) => return container(evaluator, value, class, name, types, depth),
    };
    Ok(scalar)
}

fn container(
    evaluator: &mut Evaluator,
    value: &Value,
    class: &Rc<Class>,
    name: &str,
    types: &[Value],
    depth: usize,
) -> EvalResult<Checked> {
    match (name, value) {
        ("builtins.list", Value::List(list)) if list.taint().is_none() => {
            let items = items(evaluator, &list.to_vec(), types, depth)?;
            Ok(items.map_or_else(|checked| checked, |items| Checked::Value(Value::list(items))))
        }
        ("builtins.list", Value::Tuple(members)) => {
            let items = items(evaluator, members, types, depth)?;
            Ok(items.map_or_else(|checked| checked, |items| Checked::Value(Value::list(items))))
        }
        ("builtins.tuple", Value::Tuple(members)) => {
            let items = items(evaluator, members, types, depth)?;
            Ok(items.map_or_else(|checked| checked, |items| Checked::Value(Value::tuple(items))))
        }
        ("builtins.tuple", Value::List(list)) if list.taint().is_none() => {
            let items = items(evaluator, &list.to_vec(), types, depth)?;
            Ok(items.map_or_else(|checked| checked, |items| Checked::Value(Value::tuple(items))))
        }
        ("builtins.dict" | "collections.abc.Mapping", Value::Dict(dict)) if dict.taint().is_none() => {
            entries(evaluator, dict, types, depth)
        }
        _ => {
            let own = evaluator.class_of(value);
            if own.is_subclass_of(class) || !name.starts_with("builtins.") && !is_convertible(name) {
                return Ok(Checked::Value(value.clone()));
            }
            match value {
                Value::List(_)
                | Value::Tuple(_)
                | Value::Dict(_)
                | Value::Set(_)
                | Value::Str(_)
                | Value::Int(_)
                | Value::Float(_) => Ok(Unknown("pydantic converts it")),
                _ => Ok(Refused),
            }
        }
    }
}

/// Whether pydantic converts other values to the class.
fn is_convertible(name: &str) -> bool {
    ["datetime.", "pathlib.", "uuid.", "decimal.", "ipaddress."].iter().any(|module| name.starts_with(module))
}

/// The items of a list or tuple, or what became of the first that is no value.
fn items(
    evaluator: &mut Evaluator,
    values: &[Value],
    types: &[Value],
    depth: usize,
) -> EvalResult<Result<Vec<Value>, Checked>> {
    let mut items = Vec::new();
    for (at, value) in values.iter().enumerate() {
        let declared = match types {
            [item] | [item, Value::Ellipsis] => Some(item),
            types => types.get(at),
        };
        let Some(declared) = declared else {
            items.push(value.clone());
            continue;
        };
        match checked(evaluator, value, declared, depth + 1)? {
            Checked::Value(value) => items.push(value),
            other => return Ok(Err(other)),
        }
    }
    Ok(Ok(items))
}

fn entries(evaluator: &mut Evaluator, dict: &Dict, types: &[Value], depth: usize) -> EvalResult<Checked> {
    let [key_type, value_type] = types else {
        let copy = Dict::default();
        copy.change(|entries| entries.extend(dict.entries().clone()));
        return Ok(Checked::Value(Value::Dict(Rc::new(copy))));
    };
    let result = Dict::default();
    for (key, value) in dict.pairs() {
        let key = match checked(evaluator, &key, key_type, depth + 1)? {
            Checked::Value(key) => key,
            other => return Ok(other),
        };
        let value = match checked(evaluator, &value, value_type, depth + 1)? {
            Checked::Value(value) => value,
            other => return Ok(other),
        };
        result.insert(evaluator.key_of(&key)?, key, value);
    }
    Ok(Checked::Value(Value::Dict(Rc::new(result))))
}

/// The member of an enum that a value is, or is the value of.
fn enum_member(evaluator: &mut Evaluator, value: &Value, class: &Rc<Class>) -> EvalResult<Option<Value>> {
    let Some(members) = class.inherited_data::<EnumMembers>() else { return Ok(None) };
    for (_, member) in &members.members {
        if member.is(value) {
            return Ok(Some(member.clone()));
        }
        if let Some(own) = enum_value(member)
            && evaluator.equals(&own, value)?.is_true()
        {
            return Ok(Some(member.clone()));
        }
    }
    Ok(None)
}
