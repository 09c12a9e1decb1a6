//! Capital and small letters, and what kind of characters a text has.

use super::own;
use crate::python::builtins::parameters::exactly;
use crate::python::builtins::table;
use crate::python::format::unicode::{
    decimal_value, fold_case, is_alphabetic, is_digit, is_numeric, is_printable, is_space, is_title,
    title_case,
};
use crate::python::{Arguments, EvalResult, Evaluator, Value, Vars};

pub(super) fn methods() -> Vars {
    table(&[
        ("upper", upper),
        ("lower", lower),
        ("title", title),
        ("capitalize", capitalize),
        ("swapcase", swap_case),
        ("casefold", casefold),
        ("isalpha", |evaluator, arguments| test(evaluator, arguments, "isalpha", is_alphabetic)),
        ("isdecimal", |evaluator, arguments| {
            test(evaluator, arguments, "isdecimal", |character| decimal_value(character).is_some())
        }),
        ("isdigit", |evaluator, arguments| test(evaluator, arguments, "isdigit", is_digit)),
        ("isnumeric", |evaluator, arguments| test(evaluator, arguments, "isnumeric", is_numeric)),
        ("isalnum", |evaluator, arguments| {
            test(evaluator, arguments, "isalnum", |character| {
                is_alphabetic(character) || is_numeric(character)
            })
        }),
        ("isspace", |evaluator, arguments| test(evaluator, arguments, "isspace", is_space)),
        ("isprintable", |evaluator, arguments| {
            Ok(Value::Bool(text(evaluator, arguments, "isprintable")?.chars().all(is_printable)))
        }),
        ("isascii", |evaluator, arguments| {
            Ok(Value::Bool(text(evaluator, arguments, "isascii")?.is_ascii()))
        }),
        ("isupper", |evaluator, arguments| {
            let text = text(evaluator, arguments, "isupper")?;
            let others = |character: char| character.is_lowercase() || is_title(character);
            Ok(Value::Bool(text.chars().any(char::is_uppercase) && !text.chars().any(others)))
        }),
        ("islower", |evaluator, arguments| {
            let text = text(evaluator, arguments, "islower")?;
            let others = |character: char| character.is_uppercase() || is_title(character);
            Ok(Value::Bool(text.chars().any(char::is_lowercase) && !text.chars().any(others)))
        }),
        ("istitle", is_titled),
        ("isidentifier", is_identifier),
    ])
}

/// The receiver of a method without arguments.
fn text(evaluator: &mut Evaluator, mut arguments: Arguments, method: &str) -> EvalResult<std::rc::Rc<str>> {
    let own = own(evaluator, &mut arguments, method)?;
    exactly::<0>(evaluator, &format!("str.{method}"), arguments)?;
    Ok(own)
}

fn test(
    evaluator: &mut Evaluator,
    arguments: Arguments,
    method: &str,
    is_so: impl Fn(char) -> bool,
) -> EvalResult<Value> {
    let text = text(evaluator, arguments, method)?;
    Ok(Value::Bool(!text.is_empty() && text.chars().all(is_so)))
}

fn upper(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    Ok(Value::from(text(evaluator, arguments, "upper")?.to_uppercase()))
}

fn lower(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    Ok(Value::from(text(evaluator, arguments, "lower")?.to_lowercase()))
}

fn casefold(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let text = text(evaluator, arguments, "casefold")?;
    Ok(Value::from(text.chars().map(fold_case).collect::<String>()))
}

fn is_cased(character: char) -> bool {
    character.is_uppercase() || character.is_lowercase() || is_title(character)
}

fn title(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let text = text(evaluator, arguments, "title")?;
    let mut result = String::with_capacity(text.len());
    let mut in_word = false;
    for character in text.chars() {
        if in_word {
            result.extend(character.to_lowercase());
        } else {
            result.push_str(&title_case(character));
        }
        in_word = is_cased(character);
    }
    Ok(Value::from(result))
}

fn capitalize(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let text = text(evaluator, arguments, "capitalize")?;
    let mut characters = text.chars();
    let first = characters.next().map(title_case).unwrap_or_default();
    Ok(Value::from(first + &characters.as_str().to_lowercase()))
}

fn swap_case(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let text = text(evaluator, arguments, "swapcase")?;
    let mut result = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_uppercase() {
            result.extend(character.to_lowercase());
        } else if character.is_lowercase() {
            result.extend(character.to_uppercase());
        } else {
            result.push(character);
        }
    }
    Ok(Value::from(result))
}

fn is_titled(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let text = text(evaluator, arguments, "istitle")?;
    let (mut cased, mut in_word) = (false, false);
    for character in text.chars() {
        let capital = character.is_uppercase() || is_title(character);
        if capital && in_word || character.is_lowercase() && !in_word {
            return Ok(Value::Bool(false));
        }
        in_word = capital || character.is_lowercase();
        cased |= in_word;
    }
    Ok(Value::Bool(cased))
}

fn is_identifier(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let text = text(evaluator, arguments, "isidentifier")?;
    let mut characters = text.chars();
    let starts = characters.next().is_some_and(|first| first == '_' || unicode_ident::is_xid_start(first));
    Ok(Value::Bool(starts && characters.all(unicode_ident::is_xid_continue)))
}
