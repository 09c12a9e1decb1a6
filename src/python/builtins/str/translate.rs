//! `str.translate` and the tables that it takes.

use std::rc::Rc;

use super::own;
use crate::python::builtins::known::known;
use crate::python::builtins::parameters::{between, exactly, text};
use crate::python::builtins::special::type_name;
use crate::python::builtins::{bounds, table};
use crate::python::{Arguments, Dict, EvalResult, Evaluator, Key, Value, Vars};

pub(super) fn methods() -> Vars {
    table(&[("translate", translate)])
}

fn translate(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let own = own(evaluator, &mut arguments, "translate")?;
    let [table] = exactly(evaluator, "str.translate", arguments)?;
    let mut result = String::with_capacity(own.len());
    for character in own.chars() {
        evaluator.step()?;
        match evaluator.get_item(&table, &Value::int(u32::from(character))) {
            Ok(replacement) => push(evaluator, &mut result, &known(replacement)?)?,
            Err(interrupt) if evaluator.is_exception(&interrupt, &evaluator.exceptions.lookup_error) => {
                result.push(character);
            }
            Err(interrupt) => return Err(interrupt),
        }
    }
    bounds::check_bytes(evaluator, result.len())?;
    Ok(Value::from(result))
}

fn push(evaluator: &Evaluator, result: &mut String, replacement: &Value) -> EvalResult<()> {
    match replacement {
        Value::None => {}
        Value::Str(text) => result.push_str(text),
        Value::Int(number) => {
            let code = number.to_i64().and_then(|code| u32::try_from(code).ok());
            match code.and_then(char::from_u32) {
                Some(character) => result.push(character),
                None => {
                    return Err(evaluator.value_error("character mapping must be in range(0x110000)"));
                }
            }
        }
        _ => {
            let message = "character mapping must return integer, None or str";
            return Err(evaluator.type_error(message));
        }
    }
    Ok(())
}

/// `str.maketrans`.
pub(super) fn make_table(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [from, to, gone] = between(evaluator, "str.maketrans", 1, arguments)?;
    let from = from.unwrap_or(Value::None);
    let table = Dict::default();
    let insert = |character: char, value: Value| {
        let code = Value::int(u32::from(character));
        if let Value::Int(number) = &code {
            table.insert(Key::Int(number.clone()), code.clone(), value);
        }
    };
    let Some(to) = to else {
        let Value::Dict(pairs) = from.unwrapped() else {
            let message = "if you give only one argument to maketrans it must be a dict";
            return Err(evaluator.type_error(message));
        };
        for (key, value) in pairs.pairs() {
            let mut characters = key.as_str().into_iter().flat_map(|text| text.chars().collect::<Vec<_>>());
            match (&key, characters.next(), characters.next()) {
                (Value::Int(number), _, _) => table.insert(Key::Int(number.clone()), key.clone(), value),
                (_, Some(character), None) => insert(character, value),
                (Value::Str(_), _, _) => {
                    let message = "string keys in translate table must be of length 1";
                    return Err(evaluator.value_error(message));
                }
                _ => {
                    let message = "keys in translate table must be strings or integers";
                    return Err(evaluator.type_error(message));
                }
            }
        }
        return Ok(Value::Dict(Rc::new(table)));
    };
    let Some(from) = from.as_str() else {
        let name = type_name(evaluator, &from);
        let message =
            format!("first maketrans argument must be a string if there is a second argument, not {name}");
        return Err(evaluator.type_error(&message));
    };
    let must_be_str =
        |at: usize| move |kind: &str| format!("maketrans() argument {at} must be str, not {kind}");
    let to = text(evaluator, &to, must_be_str(2))?;
    if from.chars().count() != to.chars().count() {
        let message = "the first two maketrans arguments must have equal length";
        return Err(evaluator.value_error(message));
    }
    for (character, replacement) in from.chars().zip(to.chars()) {
        insert(character, Value::int(u32::from(replacement)));
    }
    if let Some(gone) = gone {
        for character in text(evaluator, &gone, must_be_str(3))?.chars() {
            insert(character, Value::None);
        }
    }
    Ok(Value::Dict(Rc::new(table)))
}
