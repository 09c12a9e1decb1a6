//! `string`: sets of characters, `capwords`, `Template`.

mod template;

use super::convert::{method_of_text, optional_text};
use super::parts::{Names, take_first};
use crate::python::{Arguments, Class, EvalResult, Evaluator, Value, Vars};

const LOWER: &str = "abcdefghijklmnopqrstuvwxyz";
const UPPER: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const DIGITS: &str = "0123456789";
const PUNCTUATION: &str = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
const SPACE: &str = " \t\n\r\u{b}\u{c}";

/// The names of the module.
pub(super) fn module(evaluator: &mut Evaluator) -> EvalResult<Vars> {
    let template = template::class(evaluator)?;
    let formatter = Names::default().functions(&[("format", format), ("vformat", vformat)]);
    let object = std::slice::from_ref(&evaluator.types.object);
    Ok(Names::default()
        .value("ascii_lowercase", LOWER)
        .value("ascii_uppercase", UPPER)
        .value("ascii_letters", format!("{LOWER}{UPPER}"))
        .value("digits", DIGITS)
        .value("hexdigits", "0123456789abcdefABCDEF")
        .value("octdigits", "01234567")
        .value("punctuation", PUNCTUATION)
        .value("whitespace", SPACE)
        .value("printable", format!("{DIGITS}{LOWER}{UPPER}{PUNCTUATION}{SPACE}"))
        .class(&template)
        .class(&Class::native("string", "Formatter", object, None, formatter.vars()))
        .functions(&[("capwords", capwords)])
        .vars())
}

fn capwords(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [source, separator] = arguments.bind(evaluator, "capwords", ["s!", "sep"])?;
    let source = method_of_text(evaluator, source.unwrap_or(Value::None), "split")?;
    let separator = optional_text(evaluator, separator.as_ref(), "must be str or None, not {}")?;
    let is_space = crate::python::format::unicode::is_space;
    let words: Vec<&str> = match &separator {
        Some(separator) if separator.is_empty() => return Err(evaluator.value_error("empty separator")),
        Some(separator) => source.split(&**separator).collect(),
        None => source.split(is_space).filter(|word| !word.is_empty()).collect(),
    };
    let mut capitalized = Vec::new();
    for word in words {
        let word = evaluator.call_method(&Value::str(word), "capitalize", Arguments::default())?;
        capitalized.push(word.as_str().unwrap_or_default().to_string());
    }
    Ok(capitalized.join(separator.as_deref().unwrap_or(" ")).into())
}

fn format(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    take_first(evaluator, &mut arguments)?;
    let template = take_first(evaluator, &mut arguments)?;
    evaluator.call_method(&template, "format", arguments)
}

fn vformat(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    take_first(evaluator, &mut arguments)?;
    let [template, positional, keywords] =
        arguments.bind(evaluator, "vformat", ["format_string!", "args!", "kwargs!"])?;
    let positional = evaluator.iterate(&positional.unwrap_or(Value::None))?;
    let mut call = Arguments::positional(positional);
    for (name, value) in evaluator.mapping_pairs(&keywords.unwrap_or(Value::None))? {
        call.keywords.push((name.as_str().unwrap_or_default(), value));
    }
    evaluator.call_method(&template.unwrap_or(Value::None), "format", call)
}
