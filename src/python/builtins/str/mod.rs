//! `str`, its methods in files by what they are about.

mod case;
mod encoding;
mod fill;
mod format;
mod search;
mod split;
mod translate;

use std::rc::Rc;

use super::parameters::{self, constructor, static_method, with};
use super::{bounds, protocol, special, table};
use crate::python::{Arguments, Class, ClassHooks, EvalResult, Evaluator, Value, Vars};

pub(super) use encoding::{decode, encode_text};

pub(super) fn attributes() -> Vars {
    let special = protocol::methods(&[
        "__add__",
        "__contains__",
        "__eq__",
        "__format__",
        "__ge__",
        "__getitem__",
        "__gt__",
        "__hash__",
        "__iter__",
        "__le__",
        "__len__",
        "__lt__",
        "__mod__",
        "__mul__",
        "__ne__",
        "__repr__",
        "__rmod__",
        "__rmul__",
    ]);
    let own = table(&[("__str__", text_itself)]);
    let parts = [
        own,
        case::methods(),
        encoding::methods(),
        fill::methods(),
        format::methods(),
        search::methods(),
        split::methods(),
        translate::methods(),
    ];
    let all = parts.into_iter().fold(special, with);
    with(all, [static_method("maketrans", translate::make_table)])
}

pub(super) fn hooks() -> Option<Rc<dyn ClassHooks>> {
    constructor(construct)
}

fn construct(evaluator: &mut Evaluator, _class: &Rc<Class>, arguments: &Arguments) -> EvalResult<Value> {
    let [object, encoding, errors] =
        arguments.clone().bind_builtin(evaluator, "str", ["object", "encoding", "errors"])?;
    let Some(object) = object else { return Ok(Value::str("")) };
    if encoding.is_none() && errors.is_none() {
        let text = evaluator.str_of(&object)?;
        // What a method of an instance gives may be an instance of a subclass; `str` keeps it, as Python does.
        return Ok(text);
    }
    match object.unwrapped() {
        Value::Bytes(bytes) => decode(evaluator, &bytes, encoding, errors),
        Value::Unknown(unknown) => Err(unknown.into()),
        _ if encoding.as_ref().is_some_and(|encoding| encoding.as_str().is_none()) => {
            let kind = special::type_name(evaluator, &encoding.unwrap_or(Value::None));
            Err(evaluator.type_error(&format!("str() argument 'encoding' must be str, not {kind}")))
        }
        Value::Str(_) => Err(evaluator.type_error("decoding str is not supported")),
        _ => {
            let name = special::type_name(evaluator, &object);
            let message = format!("decoding to str: need a bytes-like object, {name} found");
            Err(evaluator.type_error(&message))
        }
    }
}

/// The receiver of a method.
fn own(evaluator: &mut Evaluator, arguments: &mut Arguments, method: &str) -> EvalResult<Rc<str>> {
    let text = parameters::receiver(evaluator, arguments, "str", method, Value::as_str)?;
    bounds::work(evaluator, text.len());
    Ok(text)
}

fn text_itself(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    Ok(Value::Str(own(evaluator, &mut arguments, "__str__")?))
}
