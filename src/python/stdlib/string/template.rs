//! `string.Template`: text with names to be replaced, found by a regular expression that subclasses may change.

use std::rc::Rc;

use crate::python::stdlib::convert::text;
use crate::python::stdlib::parts::{Names, take_first};
use crate::python::{Arguments, Class, ClassHooks, EvalResult, Evaluator, Value};

/// `Template.idpattern`: names of ASCII letters, digits and underscores.
const IDENTIFIER: &str = "(?a:[_a-z][_a-z0-9]*)";

/// `re.IGNORECASE`, the flags without others, and `re.VERBOSE`.
const IGNORE_CASE: i64 = 2;
const VERBOSE: i64 = 64;

struct Hooks;

impl ClassHooks for Hooks {
    fn subclass_created(
        &self,
        evaluator: &mut Evaluator,
        class: &Rc<Class>,
        _keywords: &[(Rc<str>, Value)],
    ) -> EvalResult<()> {
        let pattern = pattern_of(evaluator, class)?;
        class.set_attribute("pattern", pattern);
        Ok(())
    }
}

/// The class `Template`.
pub(super) fn class(evaluator: &mut Evaluator) -> EvalResult<Rc<Class>> {
    let names = Names::default()
        .value("delimiter", "$")
        .value("idpattern", IDENTIFIER)
        .value("braceidpattern", Value::None)
        .functions(&[
            ("__init__", initialize),
            ("substitute", |evaluator, arguments| substitute(evaluator, arguments, true)),
            ("safe_substitute", |evaluator, arguments| substitute(evaluator, arguments, false)),
            ("is_valid", is_valid),
            ("get_identifiers", identifiers),
        ]);
    let object = std::slice::from_ref(&evaluator.types.object);
    let class = Class::native("string", "Template", object, Some(Rc::new(Hooks)), names.vars());
    let pattern = pattern_of(evaluator, &class)?;
    class.set_attribute("pattern", pattern);
    Ok(class)
}

/// The compiled expression of a class: its own one, or one that its other attributes make.
fn pattern_of(evaluator: &mut Evaluator, class: &Rc<Class>) -> EvalResult<Value> {
    let re = evaluator.import_module("re")?;
    let attribute = |name: &str| class.lookup(name).unwrap_or(Value::None);
    let source = match class.own_attribute("pattern") {
        Some(own) => own,
        None => {
            let (delimiter, name) = (attribute("delimiter"), attribute("idpattern"));
            let braced = Some(attribute("braceidpattern")).filter(|braced| !braced.is_none());
            let delimiter = evaluator.call_method(&re, "escape", Arguments::positional([delimiter]))?;
            let (delimiter, name) = (evaluator.str_of(&delimiter)?, evaluator.str_of(&name)?);
            let braced = braced.map(|braced| evaluator.str_of(&braced)).transpose()?;
            let (Some(delimiter), Some(name)) = (delimiter.as_str(), name.as_str()) else {
                return Ok(evaluator.unknown("an attribute of the class is not known"));
            };
            let braced = braced.and_then(|braced| braced.as_str()).unwrap_or_else(|| Rc::clone(&name));
            Value::from(format!(
                "{delimiter}(?:(?P<escaped>{delimiter})|(?P<named>{name})|{{(?P<braced>{braced})}}|(?P<invalid>))"
            ))
        }
    };
    let flags = class.lookup("flags").unwrap_or_else(|| Value::int(IGNORE_CASE));
    let flags = evaluator.binary("|", &flags, &Value::int(VERBOSE))?;
    evaluator.call_method(&re, "compile", Arguments::positional([source, flags]))
}

fn initialize(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let template = take_first(evaluator, &mut arguments)?;
    let [source] = arguments.bind(evaluator, "Template.__init__", ["template!"])?;
    if let Some(template) = template.as_instance() {
        template.set_attribute("template", source.unwrap_or(Value::None));
    }
    Ok(Value::None)
}

/// A place where the expression matches.
struct Place {
    start: usize,
    end: usize,
    /// What stands there.
    found: Found,
}

enum Found {
    Name(Rc<str>),
    Escaped,
    /// No name, and where it should have begun.
    Invalid(usize),
    /// No group of the expression.
    Nothing,
}

/// The characters of a template, and the places in it.
fn places(evaluator: &mut Evaluator, template: &Value) -> EvalResult<(Vec<char>, Vec<Place>)> {
    let source = evaluator.get_attribute(template, "template")?;
    let source = text(evaluator, &source, "expected string or bytes-like object, got '{}'")?;
    let pattern = evaluator.get_attribute(template, "pattern")?;
    let matches = evaluator.call_method(
        &pattern,
        "finditer",
        Arguments::positional([Value::Str(Rc::clone(&source))]),
    )?;
    let mut places = Vec::new();
    for found in evaluator.iterate(&matches)? {
        let mut ask = |method: &str, group: Option<&str>| {
            let arguments: Vec<Value> = group.map(Value::str).into_iter().collect();
            evaluator.call_method(&found, method, Arguments::positional(arguments))
        };
        let position = |value: Value| value.as_i64().and_then(|at| usize::try_from(at).ok()).unwrap_or(0);
        let (start, end) = (position(ask("start", None)?), position(ask("end", None)?));
        let named = ask("group", Some("named"))?.as_str().filter(|name| !name.is_empty());
        let name = match named {
            Some(name) => Some(name),
            None => ask("group", Some("braced"))?.as_str(),
        };
        let found = if let Some(name) = name {
            Found::Name(name)
        } else if !ask("group", Some("escaped"))?.is_none() {
            Found::Escaped
        } else if !ask("group", Some("invalid"))?.is_none() {
            Found::Invalid(position(ask("start", Some("invalid"))?))
        } else {
            Found::Nothing
        };
        places.push(Place { start, end, found });
    }
    Ok((source.chars().collect(), places))
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
    let mapping = arguments.positional.first().cloned();
    let (source, places) = places(evaluator, &template)?;
    let (mut result, mut at) = (String::new(), 0);
    for place in places {
        result.extend(&source[at..place.start]);
        at = place.end;
        match place.found {
            Found::Name(name) => match value_of(evaluator, &arguments, mapping.as_ref(), &name, strict)? {
                Some(value) => match evaluator.str_of(&value)? {
                    Value::Unknown(unknown) => return Err(unknown.into()),
                    shown => result.push_str(&shown.as_str().unwrap_or_default()),
                },
                None => result.extend(&source[place.start..place.end]),
            },
            Found::Escaped => {
                let delimiter = evaluator.get_attribute(&template, "delimiter")?;
                result.push_str(&text(evaluator, &delimiter, "expected str instance, {} found")?);
            }
            Found::Invalid(_) if !strict => result.extend(&source[place.start..place.end]),
            Found::Invalid(position) => return invalid(evaluator, &source[..position]),
            Found::Nothing => return unrecognized(evaluator, &template),
        }
    }
    result.extend(&source[at..]);
    Ok(result.into())
}

fn unrecognized(evaluator: &mut Evaluator, template: &Value) -> EvalResult<Value> {
    let pattern = evaluator.get_attribute(template, "pattern")?;
    let message = Value::str("Unrecognized named group in pattern");
    let class = Rc::clone(&evaluator.exceptions.value_error);
    Err(crate::python::builtins::items::exception_of(evaluator, &class, [message, pattern]))
}

fn invalid(evaluator: &mut Evaluator, before: &[char]) -> EvalResult<Value> {
    let whole = Value::from(before.iter().collect::<String>());
    let lines = evaluator.call_method(&whole, "splitlines", Arguments::positional([Value::Bool(true)]))?;
    let lines = evaluator.iterate(&lines)?;
    let (line, column) = match lines.last().and_then(Value::as_str) {
        Some(last) => (lines.len(), last.chars().count()),
        None => (1, 1),
    };
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

fn is_valid(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let template = take_first(evaluator, &mut arguments)?;
    for place in places(evaluator, &template)?.1 {
        match place.found {
            Found::Invalid(_) => return Ok(Value::Bool(false)),
            Found::Nothing => return unrecognized(evaluator, &template),
            _ => {}
        }
    }
    Ok(Value::Bool(true))
}

fn identifiers(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let template = take_first(evaluator, &mut arguments)?;
    let mut names: Vec<Rc<str>> = Vec::new();
    for place in places(evaluator, &template)?.1 {
        match place.found {
            Found::Name(name) if !names.contains(&name) => names.push(name),
            Found::Nothing => return unrecognized(evaluator, &template),
            _ => {}
        }
    }
    Ok(Value::list(names.into_iter().map(Value::Str).collect()))
}
