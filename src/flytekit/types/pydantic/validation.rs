//! What a model's constructor makes of its arguments (`pydantic` in lax mode), for the types whose conversion is plain.
//!
//! A value that pydantic would convert in a way that is not known here becomes unknown; one that it would refuse is a
//! `ValidationError`.

use std::rc::Rc;

use super::super::dataclass::fields_of;
use super::super::enumeration::enum_value;
use super::super::python_type::{
    annotated, arguments, is_any, is_none, literal_values, new_type, origin_class, type_variable, union,
};
use super::decorators::Decorators;
use super::exports;
use super::fields::{BASE_MODEL, ModelFields, ROOT_MODEL};
use super::model::after;
use super::steps::{Around, refusing, run, steps_of};
use crate::python::stdlib::dataclasses::DataclassFields;
use crate::python::stdlib::enums::EnumMembers;
use crate::python::{Arguments, Class, Dict, EvalResult, Evaluator, Instance, Int, Value};

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
    around: &Around,
    depth: usize,
) -> EvalResult<Checked> {
    evaluator.step()?;
    if depth > NESTING_LIMIT || value.as_unknown().is_some() {
        return Ok(Checked::Value(value.clone()));
    }
    if let Some(annotated) = annotated(declared) {
        let steps = steps_of(&annotated.metadata);
        return run(evaluator, value, &annotated.base, &steps, around, depth);
    }
    if let Some(new_type) = new_type(declared) {
        return checked(evaluator, value, &new_type.base, around, depth);
    }
    if is_any(declared) || type_variable(declared).is_some() {
        return Ok(Checked::Value(value.clone()));
    }
    if is_none(declared) {
        return Ok(if value.is_none() { Checked::Value(Value::None) } else { Refused });
    }
    if let Some(union) = union(declared) {
        return union_member(evaluator, value, &union.members, around, depth);
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
        Some(class) => of_class(evaluator, value, &class, &arguments(declared), around, depth),
        None if declared.as_unknown().is_some() => Ok(Unknown("its type is not known")),
        None => Ok(Checked::Value(value.clone())),
    }
}

/// Members whose type the value has exactly come first, as in pydantic's smart mode.
fn union_member(
    evaluator: &mut Evaluator,
    value: &Value,
    members: &[Value],
    around: &Around,
    depth: usize,
) -> EvalResult<Checked> {
    let class = evaluator.class_of(value);
    let exact = members.iter().find(|member| {
        is_none(member) && value.is_none()
            || arguments(member).is_empty()
                && origin_class(member).is_some_and(|declared| Rc::ptr_eq(&declared, &class))
    });
    if let Some(member) = exact {
        return checked(evaluator, value, member, around, depth + 1);
    }
    let mut first = None;
    for member in members {
        match checked(evaluator, value, member, around, depth + 1)? {
            Refused => {}
            other if !matches!(value, Value::Dict(_)) => return Ok(other),
            // The member with the most fields wins.
            _ if first.is_some() => return Ok(Unknown("pydantic chooses among the members of the union")),
            other => first = Some(other),
        }
    }
    Ok(first.unwrap_or(Refused))
}

fn of_class(
    evaluator: &mut Evaluator,
    value: &Value,
    class: &Rc<Class>,
    types: &[Value],
    around: &Around,
    depth: usize,
) -> EvalResult<Checked> {
    if class.descends_from("enum.Enum") {
        return Ok(enum_member(evaluator, value, class)?.map_or(Refused, Checked::Value));
    }
    if class.descends_from(BASE_MODEL) {
        return match value {
            Value::Instance(instance) if instance.class.is_subclass_of(class) => {
                looked_at(evaluator, instance, class, around)
            }
            value if class.descends_from(ROOT_MODEL) => {
                let class = Value::Class(Rc::clone(class));
                refusing(evaluator.call(&class, Arguments::positional([value.clone()])))
            }
            Value::Dict(dict) if dict.taint().is_none() => made_of(evaluator, class, dict),
            _ => Ok(Refused),
        };
    }
    if let Some(fields) = fields_of(class) {
        return of_dataclass(evaluator, value, class, &fields, around, depth);
    }
    if around.options.strict
        && ["bool", "bytes", "float", "int", "str"]
            .iter()
            .any(|name| class.has_dotted_name(&format!("builtins.{name}")))
    {
        let own = evaluator.class_of(value);
        let is_float = class.has_dotted_name("builtins.float") && own.has_dotted_name("builtins.int");
        if !is_float && !Rc::ptr_eq(&own, class) {
            return Ok(Refused);
        }
    }
    let scalar = match (&*class.dotted_name(), value) {
        ("builtins.str", Value::Str(_)) => return text(evaluator, value, around).map(Checked::Value),
        ("builtins.int", Value::Int(_))
        | ("builtins.float", Value::Float(_))
        | ("builtins.bool", Value::Bool(_))
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
        ("builtins.int" | "builtins.float" | "builtins.bool" | "builtins.str", Value::Bytes(bytes)) => {
            return match std::str::from_utf8(bytes) {
                Ok(text) => of_class(evaluator, &Value::str(text), class, types, around, depth),
                Err(_) => Ok(Refused),
            };
        }
        ("builtins.int" | "builtins.float", Value::Str(text)) => {
            return number(evaluator, text, class);
        }
        ("builtins.bool", Value::Float(number)) if [0.0, 1.0].contains(number) => {
            Checked::Value(Value::Bool(*number > 0.0))
        }
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
        (name, _) => return container(evaluator, value, class, (name, types), around, depth),
    };
    Ok(scalar)
}

/// The number that a text says, in ASCII digits; a whole number may end in zeros after a point.
fn number(evaluator: &mut Evaluator, text: &str, class: &Rc<Class>) -> EvalResult<Checked> {
    let mut text = text.trim();
    if !text.is_ascii() {
        return Ok(Refused);
    }
    if class.has_dotted_name("builtins.int")
        && let Some((whole, zeros)) = text.split_once('.')
        && !zeros.is_empty()
        && zeros.bytes().all(|digit| digit == b'0')
    {
        text = whole;
    }
    let class = Value::Class(Rc::clone(class));
    refusing(evaluator.call(&class, Arguments::positional([Value::str(text)])))
}

fn container(
    evaluator: &mut Evaluator,
    value: &Value,
    class: &Rc<Class>,
    (name, types): (&str, &[Value]),
    around: &Around,
    depth: usize,
) -> EvalResult<Checked> {
    if around.options.strict && !evaluator.class_of(value).is_subclass_of(class) {
        return Ok(if name.starts_with("builtins.") { Refused } else { Unknown("pydantic checks it") });
    }
    match (name, value) {
        ("builtins.list", Value::List(list)) if list.taint().is_none() => {
            let items = items(evaluator, &list.to_vec(), types, around, depth)?;
            Ok(items.map_or_else(|checked| checked, |items| Checked::Value(Value::list(items))))
        }
        ("builtins.list", Value::Tuple(members)) => {
            let items = items(evaluator, members, types, around, depth)?;
            Ok(items.map_or_else(|checked| checked, |items| Checked::Value(Value::list(items))))
        }
        ("builtins.tuple", Value::Tuple(members)) => {
            let items = items(evaluator, members, types, around, depth)?;
            Ok(items.map_or_else(|checked| checked, |items| Checked::Value(Value::tuple(items))))
        }
        ("builtins.tuple", Value::List(list)) if list.taint().is_none() => {
            let items = items(evaluator, &list.to_vec(), types, around, depth)?;
            Ok(items.map_or_else(|checked| checked, |items| Checked::Value(Value::tuple(items))))
        }
        ("builtins.set" | "builtins.frozenset", Value::List(list)) if list.taint().is_none() => {
            members(evaluator, &list.to_vec(), class, types, around, depth)
        }
        ("builtins.set" | "builtins.frozenset", Value::Tuple(items)) => {
            members(evaluator, items, class, types, around, depth)
        }
        ("builtins.set" | "builtins.frozenset", Value::Set(set)) if set.taint().is_none() => {
            members(evaluator, &set.to_vec(), class, types, around, depth)
        }
        ("builtins.dict" | "collections.abc.Mapping", Value::Dict(dict)) if dict.taint().is_none() => {
            entries(evaluator, dict, types, around, depth)
        }
        _ => {
            let own = evaluator.class_of(value);
            let is_moment = name == "datetime.date" && own.has_dotted_name("datetime.datetime");
            if (is_moment || !own.is_subclass_of(class))
                && let Some(checked) = exports::converted(evaluator, value, class)?
            {
                return Ok(checked);
            }
            if matches!(name, "pathlib.Path" | "uuid.UUID") && matches!(value, Value::Str(_)) {
                let class = Value::Class(Rc::clone(class));
                return refusing(evaluator.call(&class, Arguments::positional([value.clone()])));
            }
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
    ["datetime.", "pathlib.", "uuid.", "decimal.", "ipaddress.", "pydantic."]
        .iter()
        .any(|module| name.starts_with(module))
}

/// The items of a list or tuple, or what became of the first that is no value.
fn items(
    evaluator: &mut Evaluator,
    values: &[Value],
    types: &[Value],
    around: &Around,
    depth: usize,
) -> EvalResult<Result<Vec<Value>, Checked>> {
    let is_fixed = !matches!(types, [] | [_] | [_, Value::Ellipsis]);
    if is_fixed && types.len() != values.len() {
        return Ok(Err(Refused));
    }
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
        match checked(evaluator, value, declared, around, depth + 1)? {
            Checked::Value(value) => items.push(value),
            other => return Ok(Err(other)),
        }
    }
    Ok(Ok(items))
}

/// A set of the items.
fn members(
    evaluator: &mut Evaluator,
    values: &[Value],
    class: &Rc<Class>,
    types: &[Value],
    around: &Around,
    depth: usize,
) -> EvalResult<Checked> {
    match items(evaluator, values, types, around, depth)? {
        Ok(items) => {
            let class = Value::Class(Rc::clone(class));
            evaluator.call(&class, Arguments::positional([Value::list(items)])).map(Checked::Value)
        }
        Err(checked) => Ok(checked),
    }
}

/// A model, or a dataclass that pydantic checks, made of a dictionary.
fn made_of(evaluator: &mut Evaluator, class: &Rc<Class>, dict: &Dict) -> EvalResult<Checked> {
    let pairs = dict.pairs();
    let keywords = pairs.into_iter().filter_map(|(key, value)| Some((key.as_str()?, value)));
    let keywords = keywords.collect::<Vec<_>>();
    let class = Value::Class(Rc::clone(class));
    refusing(evaluator.call(&class, Arguments::keywords(keywords)))
}

/// An instance of the class: it stays what it is, but the validators that run after its making see it again.
fn looked_at(
    evaluator: &mut Evaluator,
    instance: &Rc<Instance>,
    class: &Rc<Class>,
    around: &Around,
) -> EvalResult<Checked> {
    let result = after(evaluator, instance, class, &Decorators::of(class), around);
    refusing(result.map(|()| Value::Instance(Rc::clone(instance))))
}

/// A dataclass; a dictionary becomes one.
fn of_dataclass(
    evaluator: &mut Evaluator,
    value: &Value,
    class: &Rc<Class>,
    fields: &DataclassFields,
    around: &Around,
    depth: usize,
) -> EvalResult<Checked> {
    if let Value::Instance(instance) = value
        && instance.class.is_subclass_of(class)
    {
        return looked_at(evaluator, instance, class, around);
    }
    let Value::Dict(dict) = value else { return Ok(Unknown("pydantic converts it")) };
    if dict.taint().is_some() || !class.span.is_some() {
        return Ok(Unknown("pydantic converts it"));
    }
    if class.inherited_data::<ModelFields>().is_some() {
        return made_of(evaluator, class, dict);
    }
    let hints = evaluator.class_hints(class)?;
    let mut keywords = Vec::new();
    for (key, value) in dict.pairs() {
        let name = key.as_str().filter(|name| fields.field(name).is_some());
        let Some(name) = name else { continue };
        let hint = hints
            .iter()
            .find(|(known, _)| *known == name)
            .map_or(Value::None, |(_, hint)| hint.value.clone());
        match checked(evaluator, &value, &hint, around, depth + 1)? {
            Checked::Value(value) => keywords.push((name, value)),
            other => return Ok(other),
        }
    }
    let class = Value::Class(Rc::clone(class));
    evaluator.call(&class, Arguments::keywords(keywords)).map(Checked::Value)
}

/// Text as the configuration of the model has it.
fn text(evaluator: &mut Evaluator, value: &Value, around: &Around) -> EvalResult<Value> {
    let options = around.options;
    let mut value = value.clone();
    for (is_set, method) in [(options.strip, "strip"), (options.lower, "lower"), (options.upper, "upper")] {
        if is_set {
            value = evaluator.call_method(&value, method, Arguments::default())?;
        }
    }
    Ok(value)
}

fn entries(
    evaluator: &mut Evaluator,
    dict: &Dict,
    types: &[Value],
    around: &Around,
    depth: usize,
) -> EvalResult<Checked> {
    let [key_type, value_type] = types else {
        let copy = Dict::default();
        copy.change(|entries| entries.extend(dict.entries().clone()));
        return Ok(Checked::Value(Value::Dict(Rc::new(copy))));
    };
    let result = Dict::default();
    for (key, value) in dict.pairs() {
        let key = match checked(evaluator, &key, key_type, around, depth + 1)? {
            Checked::Value(key) => key,
            other => return Ok(other),
        };
        let value = match checked(evaluator, &value, value_type, around, depth + 1)? {
            Checked::Value(value) => value,
            other => return Ok(other),
        };
        evaluator.insert(&result, key, value)?;
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
