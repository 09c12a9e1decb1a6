//! Functions that reach outside of the program: they print nothing, read nothing and run nothing.

use crate::diagnostic::{Diagnostic, Id};
use crate::python::builtins::table_accepting_unknown;
use crate::python::{Arguments, EvalResult, Evaluator, Value, Vars};

pub(super) fn functions() -> Vars {
    table_accepting_unknown(&[
        ("print", print),
        ("breakpoint", nothing),
        ("help", nothing),
        ("input", input),
        ("open", crate::python::stdlib::io::open),
        ("exec", execute),
        ("eval", run_code),
        ("compile", run_code),
        ("__import__", crate::python::stdlib::importlib::import_function),
        ("memoryview", memory),
        ("aiter", coroutine),
        ("anext", coroutine),
        ("exit", exit),
        ("quit", exit),
    ])
}

fn print(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    for (name, value) in &arguments.keywords {
        match &**name {
            "sep" | "end"
                if !matches!(value, Value::None | Value::Unknown(_)) && value.as_str().is_none() =>
            {
                let kind = evaluator.class_of(value);
                let message = format!("{name} must be None or a string, not {}", kind.name);
                return Err(evaluator.type_error(&message));
            }
            "sep" | "end" | "file" | "flush" => {}
            _ => {
                let message = format!("'{name}' is an invalid keyword argument for print()");
                return Err(evaluator.type_error(&message));
            }
        }
    }
    match arguments.keyword("file").cloned() {
        Some(file @ Value::Instance(_)) => print_to(evaluator, &file, &arguments),
        _ => Ok(Value::None),
    }
}

/// Prints to an object with a method `write`; what is printed may be unknown.
fn print_to(evaluator: &mut Evaluator, file: &Value, arguments: &Arguments) -> EvalResult<Value> {
    let option = |name: &str, default: &str| match arguments.keyword(name) {
        None | Some(Value::None) => Value::str(default),
        Some(value) => value.clone(),
    };
    let (separator, mut pieces) = (option("sep", " "), Vec::new());
    for (at, value) in arguments.positional.iter().enumerate() {
        if at > 0 {
            pieces.push(separator.clone());
        }
        pieces.push(evaluator.str_of(value)?);
    }
    pieces.push(option("end", "\n"));
    let mut text = Value::str("");
    for piece in &pieces {
        text = evaluator.binary("+", &text, piece)?;
    }
    evaluator.call_method(file, "write", Arguments::positional([text]))?;
    Ok(Value::None)
}

fn nothing(_evaluator: &mut Evaluator, _arguments: Arguments) -> EvalResult<Value> {
    Ok(Value::None)
}

fn input(evaluator: &mut Evaluator, _arguments: Arguments) -> EvalResult<Value> {
    Ok(evaluator.unknown("what is typed in is known only when the program runs"))
}

/// `exec(code)`: what the code does to the names around it would be lost. With a namespace of its own it does nothing to them.
fn execute(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    if arguments.positional.len() == 1 && arguments.keywords.is_empty() {
        let fault = Diagnostic::error(Id::UnsupportedSyntax, "code in text is not evaluated")
            .at(evaluator.current_span(), "it may define names and entities")
            .with_help(
                "write the code into the module; make entities in a loop with a function that returns them",
            );
        evaluator.report(fault);
    }
    run_code(evaluator, arguments)
}

fn run_code(evaluator: &mut Evaluator, _arguments: Arguments) -> EvalResult<Value> {
    Ok(evaluator.unknown("code in text is not evaluated"))
}

fn memory(evaluator: &mut Evaluator, _arguments: Arguments) -> EvalResult<Value> {
    Ok(evaluator.unknown("views of memory are not evaluated"))
}

fn coroutine(evaluator: &mut Evaluator, _arguments: Arguments) -> EvalResult<Value> {
    Ok(evaluator.unknown("a coroutine runs only when the program runs"))
}

fn exit(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    if arguments.positional.is_empty() {
        arguments.positional.push(Value::None);
    }
    let class = Value::Class(evaluator.exceptions.system_exit.clone());
    let exception = evaluator.call(&class, arguments)?;
    Err(evaluator.raise_value(exception))
}
