//! `string`: sets of characters, `capwords`, `Template`.

use std::rc::Rc;

use super::convert::{method_of_text, optional_text, text};
use super::parts::{Names, take_first};
use crate::python::{Arguments, Class, EvalResult, Evaluator, Value, Vars};

const LOWER: &str = "abcdefghijklmnopqrstuvwxyz";
const UPPER: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const DIGITS: &str = "0123456789";
const PUNCTUATION: &str = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
const SPACE: &str = " \t\n\r\u{b}\u{c}";

/// The names of the module.
pub(super) fn module(evaluator: &mut Evaluator) -> EvalResult<Vars> {
    let template = Names::default().value("delimiter", "$").value("idpattern", IDENTIFIER).functions(&[
        ("__init__", initialize),
        ("substitute", |evaluator, arguments| substitute(evaluator, arguments, true)),
        ("safe_substitute", |evaluator, arguments| substitute(evaluator, arguments, false)),
    ]);
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
        .class(&Class::native("string", "Template", object, None, template.vars()))
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

/// `Template.idpattern`: names of ASCII letters, digits and underscores.
const IDENTIFIER: &str = "(?a:[_a-z][_a-z0-9]*)";

fn initialize(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let template = take_first(evaluator, &mut arguments)?;
    let [source] = arguments.bind(evaluator, "Template.__init__", ["template!"])?;
    if let Some(template) = template.as_instance() {
        template.set_attribute("template", source.unwrap_or(Value::None));
    }
    Ok(Value::None)
}

/// A piece of a template.
enum Piece<'a> {
    Text(&'a str),
    Delimiter,
    /// A name, and how it stands there.
    Name(&'a str, &'a str),
    /// A delimiter without a name, and where.
    Invalid(&'a str, usize),
}

fn name_length(source: &str) -> usize {
    let is_start = source.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    let end = source.find(|character: char| !(character.is_ascii_alphanumeric() || character == '_'));
    if is_start { end.unwrap_or(source.len()) } else { 0 }
}

fn pieces<'a>(source: &'a str, delimiter: &str) -> Vec<Piece<'a>> {
    let mut pieces = Vec::new();
    let mut rest = source;
    while let Some(at) = rest.find(delimiter) {
        pieces.push(Piece::Text(&rest[..at]));
        let position = source.len() - rest.len() + at;
        let after = &rest[at + delimiter.len()..];
        let braced = after.strip_prefix('{').map(|inner| &inner[..name_length(inner)]);
        let braced = braced.filter(|name| !name.is_empty() && after[1 + name.len()..].starts_with('}'));
        let name = &after[..name_length(after)];
        let (piece, length) = if after.starts_with(delimiter) {
            (Piece::Delimiter, delimiter.len())
        } else if let Some(name) = braced {
            let length = name.len() + 2;
            (Piece::Name(name, &rest[at..at + delimiter.len() + length]), length)
        } else if name.is_empty() {
            (Piece::Invalid(&rest[at..at + delimiter.len()], position), 0)
        } else {
            (Piece::Name(name, &rest[at..at + delimiter.len() + name.len()]), name.len())
        };
        pieces.push(piece);
        rest = &after[length..];
    }
    pieces.push(Piece::Text(rest));
    pieces
}

fn substitute(evaluator: &mut Evaluator, mut arguments: Arguments, strict: bool) -> EvalResult<Value> {
    let template = take_first(evaluator, &mut arguments)?;
    if arguments.positional.len() > 1 {
        let (method, given) =
            (if strict { "substitute" } else { "safe_substitute" }, arguments.positional.len() + 1);
        let message =
            format!("Template.{method}() takes from 1 to 2 positional arguments but {given} were given");
        return Err(evaluator.type_error(&message));
    }
    let source = evaluator.get_attribute(&template, "template")?;
    let source = text(evaluator, &source, "expected string or bytes-like object, got '{}'")?;
    let delimiter = evaluator.get_attribute(&template, "delimiter")?.as_str().unwrap_or_default();
    let pattern = evaluator.get_attribute(&template, "idpattern")?;
    if delimiter.is_empty() || pattern.as_str().as_deref() != Some(IDENTIFIER) {
        return Ok(evaluator.unknown("templates with a pattern of their own are not followed"));
    }
    let mapping = arguments.positional.first().cloned();
    let mut result = String::new();
    for piece in pieces(&source, &delimiter) {
        match piece {
            Piece::Text(text) => result.push_str(text),
            Piece::Delimiter => result.push_str(&delimiter),
            Piece::Invalid(text, _) if !strict => result.push_str(text),
            Piece::Invalid(_, at) => return invalid(evaluator, &source[..at]),
            Piece::Name(name, written) => {
                match value_of(evaluator, &arguments, mapping.as_ref(), name, strict)? {
                    Some(value) => match evaluator.str_of(&value)? {
                        Value::Unknown(unknown) => return Err(unknown.into()),
                        shown => result.push_str(&shown.as_str().unwrap_or_default()),
                    },
                    None => result.push_str(written),
                }
            }
        }
    }
    Ok(result.into())
}

fn invalid(evaluator: &Evaluator, before: &str) -> EvalResult<Value> {
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|character| *character != '\n').count() + 1;
    let message = format!("Invalid placeholder in string: line {line}, col {column}");
    Err(evaluator.value_error(&message))
}

/// What a name stands for; `None` where it may be missing and is.
fn value_of(
    evaluator: &mut Evaluator,
    arguments: &Arguments,
    mapping: Option<&Value>,
    name: &str,
    strict: bool,
) -> EvalResult<Option<Value>> {
    if let Some(value) = arguments.keyword(name) {
        return Ok(Some(value.clone()));
    }
    let empty = Value::dict::<&str>([]);
    match evaluator.get_item(mapping.unwrap_or(&empty), &Value::str(name)) {
        Ok(value) => Ok(Some(value)),
        Err(interrupt) => {
            let key_error = Rc::clone(&evaluator.exceptions.key_error);
            if !strict && evaluator.is_exception(&interrupt, &key_error) { Ok(None) } else { Err(interrupt) }
        }
    }
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
