//! `re`: regular expressions with Python's own syntax and order of tries.
//!
//! Patterns of bytes are not followed, and a search that takes too long is unknown.

mod escapes;
mod found;
mod groups;
mod matcher;
mod node;
mod parse;
mod pattern;

use std::cell::OnceCell;
use std::rc::Rc;

use super::convert::{optional_integer, stop, text};
use super::parts::Names;
use crate::python::{Arguments, Class, EvalResult, Evaluator, Interrupt, Value, Vars};
use node::flags;
use pattern::Pattern;

/// The classes of the module.
struct Classes {
    pattern: Rc<Class>,
    found: Rc<Class>,
    error: Rc<Class>,
}

#[derive(Default)]
struct State(OnceCell<Rc<Classes>>);

fn classes(evaluator: &mut Evaluator) -> Rc<Classes> {
    let state = evaluator.extension::<State>();
    let object = std::slice::from_ref(&evaluator.types.object);
    let exception = std::slice::from_ref(&evaluator.exceptions.exception);
    let error = if evaluator.settings.python_version < (3, 13) { "error" } else { "PatternError" };
    Rc::clone(state.0.get_or_init(|| {
        Rc::new(Classes {
            pattern: Class::native("re", "Pattern", object, None, pattern::attributes()),
            found: Class::native("re", "Match", object, None, found::attributes()),
            error: Class::native("re", error, exception, None, Vars::default()),
        })
    }))
}

const FLAGS: &[(&str, &str, i64)] = &[
    ("IGNORECASE", "I", flags::IGNORECASE),
    ("LOCALE", "L", flags::LOCALE),
    ("MULTILINE", "M", flags::MULTILINE),
    ("DOTALL", "S", flags::DOTALL),
    ("UNICODE", "U", flags::UNICODE),
    ("VERBOSE", "X", flags::VERBOSE),
    ("ASCII", "A", flags::ASCII),
];

/// The names of the module.
pub(super) fn module(evaluator: &mut Evaluator) -> EvalResult<Vars> {
    let classes = classes(evaluator);
    let mut names = Names::default();
    for (name, short, number) in FLAGS {
        names = names.value(name, Value::int(*number)).value(short, Value::int(*number));
    }
    Ok(names
        .value("NOFLAG", Value::int(0))
        .value("DEBUG", Value::int(flags::DEBUG))
        .class(&classes.pattern)
        .class(&classes.found)
        .value("error", Value::Class(Rc::clone(&classes.error)))
        .value("PatternError", Value::Class(Rc::clone(&classes.error)))
        .functions(&[
            ("compile", compile),
            ("escape", escape),
            ("findall", |evaluator, arguments| on_pattern(evaluator, arguments, "findall")),
            ("finditer", |evaluator, arguments| on_pattern(evaluator, arguments, "finditer")),
            ("fullmatch", |evaluator, arguments| on_pattern(evaluator, arguments, "fullmatch")),
            ("match", |evaluator, arguments| on_pattern(evaluator, arguments, "match")),
            ("search", |evaluator, arguments| on_pattern(evaluator, arguments, "search")),
            ("split", |evaluator, arguments| on_pattern(evaluator, arguments, "split")),
            ("sub", |evaluator, arguments| on_pattern(evaluator, arguments, "sub")),
            ("subn", |evaluator, arguments| on_pattern(evaluator, arguments, "subn")),
        ])
        .inert_functions(&["purge"])
        .vars())
}

fn compile(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [source, flags] = arguments.bind(evaluator, "compile", ["pattern!", "flags"])?;
    compiled(evaluator, &source.unwrap_or(Value::None), flags.as_ref())
}

/// The pattern of text; a pattern is itself.
fn compiled(evaluator: &mut Evaluator, source: &Value, flags: Option<&Value>) -> EvalResult<Value> {
    let flags = optional_integer(evaluator, flags)?.unwrap_or(0);
    if source.payload::<Pattern>().is_some() {
        if flags != 0 {
            let message = "cannot process flags argument with a compiled pattern";
            return Err(evaluator.value_error(message));
        }
        return Ok(source.clone());
    }
    if let Value::Bytes(_) = source.unwrapped() {
        return stop(evaluator, "patterns of bytes are not followed");
    }
    let text = text(evaluator, source, "first argument must be string or compiled pattern")?;
    if flags & flags::LOCALE != 0 {
        return Err(evaluator.value_error("cannot use LOCALE flag with a str pattern"));
    }
    match parse::parse(&text, flags) {
        Ok(parsed) => Ok(pattern::instance(evaluator, text, parsed)),
        Err(parse::Fault::Unsupported(reason)) => stop(evaluator, reason),
        Err(parse::Fault::Error(message, at)) => raise(evaluator, &message, &text, at),
    }
}

/// Raises `re.error`.
fn raise<T>(evaluator: &mut Evaluator, message: &str, pattern: &str, at: Option<usize>) -> EvalResult<T> {
    let class = Rc::clone(&classes(evaluator).error);
    let place = |at: usize| {
        if !pattern.contains('\n') {
            return format!(" at position {at}");
        }
        let before: Vec<char> = pattern.chars().take(at).collect();
        let line = before.iter().filter(|character| **character == '\n').count() + 1;
        let column = before.iter().rev().take_while(|character| **character != '\n').count() + 1;
        format!(" at position {at} (line {line}, column {column})")
    };
    let full = format!("{message}{}", at.map(place).unwrap_or_default());
    let interrupt = evaluator.exception(&class, &full);
    if let Interrupt::Exception(raised) = &*interrupt
        && let Some(instance) = raised.value.as_instance()
    {
        instance.set_attribute("msg", Value::str(message));
        instance.set_attribute("pattern", Value::str(pattern));
        instance.set_attribute("pos", at.map_or(Value::None, Value::int));
    }
    Err(interrupt)
}

/// A function of the module that is a method of patterns: `flags` belong to the pattern, the rest to the method.
/// Calls a method of the pattern that the first argument is.
fn on_pattern(evaluator: &mut Evaluator, arguments: Arguments, method: &str) -> EvalResult<Value> {
    let (given, flags) = match method {
        "sub" | "subn" => {
            let parameters = ["pattern!", "repl!", "string!", "count", "flags"];
            let [pattern, new, string, count, flags] = arguments.bind(evaluator, method, parameters)?;
            (vec![pattern, new, string, count], flags)
        }
        "split" => {
            let parameters = ["pattern!", "string!", "maxsplit", "flags"];
            let [pattern, string, most, flags] = arguments.bind(evaluator, method, parameters)?;
            (vec![pattern, string, most], flags)
        }
        _ => {
            let parameters = ["pattern!", "string!", "flags"];
            let [pattern, string, flags] = arguments.bind(evaluator, method, parameters)?;
            (vec![pattern, string], flags)
        }
    };
    let mut given = given.into_iter().flatten();
    let pattern = compiled(evaluator, &given.next().unwrap_or(Value::None), flags.as_ref())?;
    evaluator.call_method(&pattern, method, Arguments::positional(given.collect::<Vec<_>>()))
}

fn escape(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [source] = arguments.bind(evaluator, "escape", ["pattern!"])?;
    let source = source.unwrap_or(Value::None);
    if let Value::Bytes(_) = source.unwrapped() {
        return stop(evaluator, "patterns of bytes are not followed");
    }
    let source = text(evaluator, &source, "decoding to str: need a bytes-like object, {} found")?;
    let mut escaped = String::new();
    for character in source.chars() {
        if "()[]{}?*+-|^$\\.&~# \t\n\r\u{b}\u{c}".contains(character) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    Ok(escaped.into())
}
