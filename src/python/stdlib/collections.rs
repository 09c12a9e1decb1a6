//! `collections`: dictionaries with a behaviour of their own, `deque`, `namedtuple`.
//!
//! A dictionary of one of these classes is an instance that is a dictionary too, so the methods of `dict` hold for it.

mod chain_map;
mod counter;
mod counts;
mod deque;
mod dicts;

use std::rc::Rc;

use super::abstract_classes::abstract_class;
use super::named_tuple;
use super::parts::Names;
use crate::python::{Arguments, Class, Dict, EvalResult, Evaluator, Value, Vars};

/// The class of a name of the module, for its first use anywhere; `None` where the module has no such class of its own.
pub(super) fn make_class(evaluator: &Evaluator, name: &str) -> Option<Rc<Class>> {
    let dict = std::slice::from_ref(&evaluator.types.dict);
    let object = std::slice::from_ref(&evaluator.types.object);
    match name {
        "OrderedDict" => Some(dicts::ordered_dict(dict)),
        "defaultdict" => Some(dicts::default_dict(dict)),
        "Counter" => Some(counter::class(dict)),
        "ChainMap" => Some(chain_map::class(object)),
        "deque" => Some(deque::class(object)),
        _ => None,
    }
}

/// The names of the module.
pub(super) fn module(evaluator: &mut Evaluator) -> EvalResult<Vars> {
    let mut names = Names::default().functions_accepting_unknown(&[("namedtuple", named_tuple::named_tuple)]);
    for name in ["OrderedDict", "defaultdict", "Counter", "deque", "ChainMap"] {
        names = names.class(&abstract_class(evaluator, &format!("collections.{name}")));
    }
    Ok(names.vars())
}

/// A new dictionary made as `dict(…)` makes one.
fn dict_from(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Rc<Dict>> {
    let class = Value::Class(Rc::clone(&evaluator.types.dict));
    match evaluator.call(&class, arguments)?.unwrapped() {
        Value::Dict(dict) => Ok(dict),
        Value::Unknown(unknown) => Err(unknown.into()),
        _ => Ok(Rc::new(Dict::default())),
    }
}

/// The dictionary that the receiver of a method is.
fn dict_of(evaluator: &Evaluator, value: &Value) -> EvalResult<Rc<Dict>> {
    match value.unwrapped() {
        Value::Dict(dict) => match dict.taint() {
            Some(unknown) => Err(unknown.into()),
            None => Ok(dict),
        },
        _ => Err(evaluator.type_error("the method was called on an object of another class")),
    }
}
