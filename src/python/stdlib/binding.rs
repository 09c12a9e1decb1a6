//! How arguments reach the parameters of functions that the standard library generates (`__init__` of a dataclass,
//! `__new__` of a named tuple), with the messages that Python has for generated functions.

use std::rc::Rc;

use crate::python::{Arguments, EvalResult, Evaluator, Value};

/// A parameter of a generated function.
pub(super) struct GeneratedParameter {
    /// Its name.
    pub(super) name: Rc<str>,
    /// Whether it may be left out.
    pub(super) has_default: bool,
    /// Whether it is given by name alone.
    pub(super) keyword_only: bool,
}

/// The value of each parameter, `None` where it was left out. `function` is the qualified name; the receiver, which is not
/// among the arguments, counts as one more.
pub(super) fn bind_generated(
    evaluator: &Evaluator,
    function: &str,
    parameters: &[GeneratedParameter],
    arguments: Arguments,
) -> EvalResult<Vec<Option<Value>>> {
    let mut values: Vec<Option<Value>> = parameters.iter().map(|_| None).collect();
    let positional: Vec<usize> = (0..parameters.len()).filter(|at| !parameters[*at].keyword_only).collect();
    let given = arguments.positional.len();
    for (at, value) in positional.iter().zip(arguments.positional) {
        values[*at] = Some(value);
    }
    for (name, value) in arguments.keywords {
        let Some(at) = parameters.iter().position(|parameter| parameter.name == name) else {
            let message = format!("{function}() got an unexpected keyword argument '{name}'");
            return Err(evaluator.type_error(&message));
        };
        if values[at].replace(value).is_some() {
            let message = format!("{function}() got multiple values for argument '{name}'");
            return Err(evaluator.type_error(&message));
        }
    }
    if given > positional.len() {
        return Err(evaluator.type_error(&too_many(function, parameters, &values, given)));
    }
    for keyword_only in [false, true] {
        let missing: Vec<&str> = (0..parameters.len())
            .filter(|at| {
                let parameter = &parameters[*at];
                parameter.keyword_only == keyword_only && !parameter.has_default && values[*at].is_none()
            })
            .map(|at| &*parameters[at].name)
            .collect();
        if !missing.is_empty() {
            return Err(evaluator.type_error(&missing_message(function, &missing, keyword_only)));
        }
    }
    Ok(values)
}

fn too_many(
    function: &str,
    parameters: &[GeneratedParameter],
    values: &[Option<Value>],
    given: usize,
) -> String {
    let positional = parameters.iter().filter(|parameter| !parameter.keyword_only);
    let total = positional.clone().count() + 1;
    let required = positional.filter(|parameter| !parameter.has_default).count() + 1;
    let signature = if required < total { format!("from {required} to {total}") } else { total.to_string() };
    let keyword_only = parameters
        .iter()
        .zip(values)
        .filter(|(parameter, value)| parameter.keyword_only && value.is_some())
        .count();
    let given = given + 1;
    let also = if keyword_only == 0 {
        String::new()
    } else {
        format!(
            " positional argument{} (and {keyword_only} keyword-only argument{})",
            plural(given),
            plural(keyword_only)
        )
    };
    let arguments = if required < total { "s" } else { plural(total) };
    format!("{function}() takes {signature} positional argument{arguments} but {given}{also} were given")
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

fn missing_message(function: &str, missing: &[&str], keyword_only: bool) -> String {
    let kind = if keyword_only { "keyword-only" } else { "positional" };
    let quoted: Vec<String> = missing.iter().map(|name| format!("'{name}'")).collect();
    let names = match quoted.as_slice() {
        [one] => one.clone(),
        [one, other] => format!("{one} and {other}"),
        [rest @ .., last] => format!("{}, and {last}", rest.join(", ")),
        [] => String::new(),
    };
    format!(
        "{function}() missing {} required {kind} argument{}: {names}",
        missing.len(),
        plural(missing.len())
    )
}
