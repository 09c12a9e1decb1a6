//! `dict`.
//!
//! Methods that change a dictionary see unknown arguments: where one keeps them from knowing what it holds afterwards, its
//! contents are unknown from then on.

use std::rc::Rc;

use super::super::{Arguments, Class, ClassHooks, Dict, EvalResult, Evaluator, Value, Vars};
use super::items::{changed, exception_of, find, find_entry, key_error};
use super::known::known_items;
use super::parameters::{self, between, class_method, constructor, exactly, has_own_init, with};
use super::sequence::{taint, taint_if_conditional};
use super::special::{self, derived};
use super::views::{self, Part};
use super::{hash, is_iterable, operators, protocol, table, table_accepting_unknown};

pub(super) fn attributes() -> Vars {
    let special = protocol::methods(&[
        "__contains__",
        "__delitem__",
        "__eq__",
        "__getitem__",
        "!__hash__",
        "__iter__",
        "__len__",
        "__ne__",
        "__or__",
        "__repr__",
        "__reversed__",
        "__ror__",
        "__setitem__",
    ]);
    let reading = table(&[
        ("copy", copy),
        ("keys", |evaluator, arguments| view(evaluator, arguments, "keys", Part::Keys)),
        ("values", |evaluator, arguments| view(evaluator, arguments, "values", Part::Values)),
        ("items", |evaluator, arguments| view(evaluator, arguments, "items", Part::Items)),
    ]);
    let changing = table_accepting_unknown(&[
        ("__init__", init),
        ("__ior__", merge_in_place),
        ("clear", clear),
        ("get", get),
        ("pop", pop),
        ("popitem", pop_item),
        ("setdefault", set_default),
        ("update", update),
    ]);
    with(with(with(special, reading), changing), [class_method("fromkeys", from_keys)])
}

pub(super) fn hooks() -> Option<Rc<dyn ClassHooks>> {
    constructor(construct)
}

fn construct(evaluator: &mut Evaluator, class: &Rc<Class>, arguments: &Arguments) -> EvalResult<Value> {
    let dict = Rc::new(Dict::default());
    if !has_own_init(class) {
        fill(evaluator, &dict, "dict", arguments.clone())?;
    }
    Ok(Value::Dict(dict))
}

/// Adds what `dict(…)` and `update(…)` are given: a mapping or pairs, then keywords.
fn fill(evaluator: &mut Evaluator, dict: &Dict, name: &str, mut arguments: Arguments) -> EvalResult<()> {
    let keywords = std::mem::take(&mut arguments.keywords);
    let [source] = between(evaluator, name, 0, arguments)?;
    if let Some(source) = source {
        add_all(evaluator, dict, &source)?;
    }
    for (name, value) in keywords {
        dict.insert_str(&name, value);
    }
    Ok(())
}

fn add_all(evaluator: &mut Evaluator, dict: &Dict, source: &Value) -> EvalResult<()> {
    if let Some(unknown) = source.as_unknown().cloned().or_else(|| taint(source)) {
        return Err(unknown.into());
    }
    let has_own_keys = || match source {
        Value::Instance(instance) => {
            special::provider(&instance.class, "keys").is_some_and(|class| &*class.module != "builtins")
        }
        _ => false,
    };
    match source.unwrapped() {
        Value::Dict(other) if !has_own_keys() => {
            let entries: Vec<_> =
                other.entries().iter().map(|(key, pair)| (key.clone(), pair.clone())).collect();
            for (key, (name, value)) in entries {
                let key = hash::same_in(evaluator, key, &name, dict)?;
                dict.insert(key, name, value);
            }
            Ok(())
        }
        Value::Instance(_) if evaluator.find_attribute(source, "keys")?.is_some() => {
            let keys = evaluator.call_method(source, "keys", Arguments::default())?;
            for key in known_items(evaluator, &keys)? {
                let value = evaluator.get_item(source, &key)?;
                evaluator.insert(dict, key, value)?;
            }
            Ok(())
        }
        _ => add_pairs(evaluator, dict, source),
    }
}

fn add_pairs(evaluator: &mut Evaluator, dict: &Dict, source: &Value) -> EvalResult<()> {
    for (at, pair) in known_items(evaluator, source)?.into_iter().enumerate() {
        if !matches!(pair, Value::Unknown(_)) && !is_iterable(evaluator, &pair) {
            let message = format!("cannot convert dictionary update sequence element #{at} to a sequence");
            return Err(evaluator.type_error(&message));
        }
        let parts = known_items(evaluator, &pair)?;
        match <[Value; 2]>::try_from(parts) {
            Ok([key, value]) => evaluator.insert(dict, key, value)?,
            Err(parts) => {
                let message = format!(
                    "dictionary update sequence element #{at} has length {}; 2 is required",
                    parts.len()
                );
                return Err(evaluator.value_error(&message));
            }
        }
    }
    Ok(())
}

fn own(evaluator: &Evaluator, arguments: &mut Arguments, method: &str) -> EvalResult<Rc<Dict>> {
    parameters::receiver(evaluator, arguments, "dict", method, |value| match value {
        Value::Dict(dict) => Some(Rc::clone(dict)),
        _ => None,
    })
}

fn change(
    evaluator: &mut Evaluator,
    mut arguments: Arguments,
    method: &str,
    work: fn(&mut Evaluator, &Rc<Dict>, Arguments) -> EvalResult<()>,
) -> EvalResult<Value> {
    let dict = own(evaluator, &mut arguments, method)?;
    let result = work(evaluator, &dict, arguments);
    changed(evaluator, &Value::Dict(dict), result)?;
    Ok(Value::None)
}

fn init(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    change(evaluator, arguments, "__init__", |evaluator, dict, arguments| {
        fill(evaluator, dict, "dict", arguments)
    })
}

fn update(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    change(evaluator, arguments, "update", |evaluator, dict, arguments| {
        fill(evaluator, dict, "update", arguments)
    })
}

fn merge_in_place(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let receiver = arguments.positional.first().cloned().unwrap_or(Value::None);
    update(evaluator, arguments)?;
    Ok(receiver)
}

fn clear(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    change(evaluator, arguments, "clear", |evaluator, dict, arguments| {
        exactly::<0>(evaluator, "dict.clear", arguments)?;
        dict.change(indexmap::IndexMap::clear);
        Ok(())
    })
}

fn copy(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let dict = Value::Dict(own(evaluator, &mut arguments, "copy")?);
    exactly::<0>(evaluator, "dict.copy", arguments)?;
    operators::merge(evaluator, &dict, &Value::dict::<&str>([]))
}

fn get(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let dict = own(evaluator, &mut arguments, "get")?;
    let [key, default] = between(evaluator, "dict.get", 1, arguments)?;
    let found = find(evaluator, &dict, &key.unwrap_or(Value::None))?;
    Ok(found.or(default).unwrap_or(Value::None))
}

fn pop(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let dict = own(evaluator, &mut arguments, "pop")?;
    let [key, default] = between(evaluator, "dict.pop", 1, arguments)?;
    let key = key.unwrap_or(Value::None);
    // The key is not hashed where there is nothing to find.
    if dict.is_empty() && dict.taint().is_none() {
        return default.ok_or_else(|| key_error(evaluator, &key));
    }
    let found = find_entry(evaluator, &dict, &key);
    let value = Value::Dict(Rc::clone(&dict));
    match found {
        Ok((hashed, Some(found))) => {
            dict.remove(&hashed);
            taint_if_conditional(evaluator, &value);
            Ok(found)
        }
        Ok((_, None)) => default.ok_or_else(|| key_error(evaluator, &key)),
        Err(interrupt) => {
            changed::<()>(evaluator, &value, Err(interrupt))?;
            Ok(taint(&value).map_or(Value::None, |unknown| derived(&unknown)))
        }
    }
}

fn pop_item(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let dict = own(evaluator, &mut arguments, "popitem")?;
    exactly::<0>(evaluator, "dict.popitem", arguments)?;
    if let Some(unknown) = dict.taint() {
        return Err(unknown.into());
    }
    let Some((_, (name, value))) = dict.change(indexmap::IndexMap::pop) else {
        let message = Value::str("popitem(): dictionary is empty");
        return Err(exception_of(evaluator, &evaluator.exceptions.key_error, [message]));
    };
    taint_if_conditional(evaluator, &Value::Dict(dict));
    Ok(Value::tuple([name, value]))
}

fn set_default(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let dict = own(evaluator, &mut arguments, "setdefault")?;
    let [key, default] = between(evaluator, "dict.setdefault", 1, arguments)?;
    let (key, default) = (key.unwrap_or(Value::None), default.unwrap_or(Value::None));
    match find_entry(evaluator, &dict, &key) {
        Ok((_, Some(found))) => Ok(found),
        Ok((hashed, None)) => {
            dict.insert(hashed, key, default.clone());
            taint_if_conditional(evaluator, &Value::Dict(dict));
            Ok(default)
        }
        Err(interrupt) => {
            let value = Value::Dict(dict);
            changed::<()>(evaluator, &value, Err(interrupt))?;
            Ok(taint(&value).map_or(Value::None, |unknown| derived(&unknown)))
        }
    }
}

fn view(evaluator: &mut Evaluator, mut arguments: Arguments, method: &str, part: Part) -> EvalResult<Value> {
    let dict = own(evaluator, &mut arguments, method)?;
    exactly::<0>(evaluator, &format!("dict.{method}"), arguments)?;
    Ok(views::view(evaluator, &dict, part))
}

fn from_keys(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let class = arguments.take_first().unwrap_or(Value::None);
    let [keys, value] = between(evaluator, "dict.fromkeys", 1, arguments)?;
    let value = value.unwrap_or(Value::None);
    let made = evaluator.call(&class, Arguments::default())?;
    for key in known_items(evaluator, &keys.unwrap_or(Value::None))? {
        evaluator.set_item(&made, &key, value.clone())?;
    }
    Ok(made)
}
