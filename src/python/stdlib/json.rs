//! `json`: text of values and values of text, with CPython's bytes and messages.

mod decode;
mod encode;
mod scan;

use std::cell::OnceCell;
use std::rc::Rc;

use super::convert::known;
use super::parts::{Names, take_first};
use crate::python::{Arguments, Class, EvalResult, Evaluator, Value, Vars};

/// The classes of the module.
struct Classes {
    encoder: Rc<Class>,
    decoder: Rc<Class>,
    error: Rc<Class>,
}

#[derive(Default)]
struct State(OnceCell<Rc<Classes>>);

fn classes(evaluator: &mut Evaluator) -> Rc<Classes> {
    let state = evaluator.extension::<State>();
    let object = std::slice::from_ref(&evaluator.types.object);
    let value_error = std::slice::from_ref(&evaluator.exceptions.value_error);
    Rc::clone(state.0.get_or_init(|| {
        let encoder = encode::attributes(Names::default()).vars();
        let decoder = decode::attributes(Names::default()).vars();
        Rc::new(Classes {
            encoder: Class::native("json.encoder", "JSONEncoder", object, None, encoder),
            decoder: Class::native("json.decoder", "JSONDecoder", object, None, decoder),
            error: Class::native("json.decoder", "JSONDecodeError", value_error, None, Vars::default()),
        })
    }))
}

/// The names of the module.
pub(super) fn module(evaluator: &mut Evaluator) -> EvalResult<Vars> {
    let classes = classes(evaluator);
    Ok(Names::default()
        .class(&classes.encoder)
        .class(&classes.decoder)
        .class(&classes.error)
        .functions(&[("loads", decode::loads), ("load", load)])
        .functions_accepting_unknown(&[("dumps", encode::dumps), ("dump", dump)])
        .vars())
}

/// The names of `json.decoder`.
pub(super) fn decoder(evaluator: &mut Evaluator) -> EvalResult<Vars> {
    let classes = classes(evaluator);
    Ok(Names::default().class(&classes.decoder).class(&classes.error).vars())
}

/// The names of `json.encoder`.
pub(super) fn encoder(evaluator: &mut Evaluator) -> EvalResult<Vars> {
    let classes = classes(evaluator);
    Ok(Names::default().class(&classes.encoder).vars())
}

/// `json.load(file, …)`: what the file gives is decoded.
fn load(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let file = match arguments.keywords.iter().position(|(name, _)| &**name == "fp") {
        Some(at) => arguments.keywords.remove(at).1,
        None => take_first(evaluator, &mut arguments)?,
    };
    let content = known(evaluator.call_method(&file, "read", Arguments::default())?)?;
    decode::loads(evaluator, arguments.with_first(content))
}

/// `json.dump(value, file, …)`: the file gets the text.
fn dump(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let taken = |name: &str, arguments: &mut Arguments| {
        let at = arguments.keywords.iter().position(|(key, _)| &**key == name);
        at.map(|at| arguments.keywords.remove(at).1)
    };
    let value = match taken("obj", &mut arguments) {
        Some(value) => value,
        None => take_first(evaluator, &mut arguments)?,
    };
    let file = match taken("fp", &mut arguments) {
        Some(file) => file,
        None => take_first(evaluator, &mut arguments)?,
    };
    let text = match encode::dumps(evaluator, arguments.with_first(value)) {
        Err(interrupt) => match *interrupt {
            crate::python::Interrupt::Unknown(unknown) => Value::Unknown(unknown),
            other => return Err(Box::new(other)),
        },
        Ok(text) => text,
    };
    evaluator.call_method(&file, "write", Arguments::positional([text]))?;
    Ok(Value::None)
}
