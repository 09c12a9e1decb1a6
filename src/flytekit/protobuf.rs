//! `google.protobuf.struct_pb2.Struct` and the functions of `json_format` that turn it into a dictionary: what `get_custom` of
//! a task is written with in many programs.
//!
//! A structure keeps its entries as a dictionary of JSON values; unknown values stay in it as they are. Everything else of
//! `google` is a package outside of the program.

use std::rc::Rc;

use super::convert;
use super::library::{Library, function, methods};
use crate::model::Json;
use crate::python::{Arguments, Class, Dict, EvalResult, Evaluator, Instance, NativeCode, Value};
use crate::source::Span;

const STRUCT: &str = "google.protobuf.struct_pb2";
const JSON: &str = "google.protobuf.json_format";
/// How deep the values of a structure may be nested.
const DEPTH: usize = 100;

/// The entries of a structure.
struct Entries(Value);

/// Defines the class and the functions.
pub(super) fn define(evaluator: &Evaluator, library: &mut Library) {
    let object = [Rc::clone(&evaluator.types.object)];
    let message = Class::native("google.protobuf.message", "Message", &object, None, methods(&[]));
    let table: &[(&str, NativeCode)] = &[
        ("__init__", construct),
        ("update", update),
        ("__setitem__", set_item),
        ("__getitem__", |evaluator, arguments| forward(evaluator, arguments, "__getitem__")),
        ("__delitem__", |evaluator, arguments| forward(evaluator, arguments, "__delitem__")),
        ("__contains__", |evaluator, arguments| forward(evaluator, arguments, "__contains__")),
        ("__len__", |evaluator, arguments| forward(evaluator, arguments, "__len__")),
        ("__iter__", |evaluator, arguments| forward(evaluator, arguments, "__iter__")),
        ("keys", |evaluator, arguments| forward(evaluator, arguments, "keys")),
        ("values", |evaluator, arguments| forward(evaluator, arguments, "values")),
        ("items", |evaluator, arguments| forward(evaluator, arguments, "items")),
    ];
    let structure = Class::native(STRUCT, "Struct", std::slice::from_ref(&message), None, methods(table));
    library.class(&message, &[]);
    library.class(&structure, &[]);
    library.add(JSON, "MessageToDict", function("MessageToDict", message_to_dict));
    library.add(JSON, "ParseDict", function("ParseDict", parse_dict));
}

fn construct(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let Some(Value::Instance(instance)) = arguments.take_first() else {
        return Err(evaluator.type_error("Struct.__init__() needs an instance"));
    };
    let empty = arguments.positional.is_empty() && arguments.keywords.is_empty();
    let entries = if empty {
        Value::dict::<&str>([])
    } else {
        evaluator.unknown("structures are only followed where they start empty")
    };
    instance.set_payload(Entries(entries));
    Ok(Value::None)
}

fn entries(evaluator: &Evaluator, structure: Option<&Value>) -> Value {
    let entries = structure.and_then(Value::as_instance).and_then(|instance| instance.payload::<Entries>());
    entries.map_or_else(|| evaluator.unknown("it is a message of protobuf"), |entries| entries.0.clone())
}

/// A method of the dictionary.
fn forward(evaluator: &mut Evaluator, mut arguments: Arguments, method: &str) -> EvalResult<Value> {
    let structure = arguments.take_first();
    let entries = entries(evaluator, structure.as_ref());
    evaluator.call_method(&entries, method, arguments)
}

fn set_item(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [structure, key, value] = arguments.bind(evaluator, "__setitem__", ["self!", "key!", "value!"])?;
    let value = plain(evaluator, &value.unwrap_or(Value::None), 0)?;
    let entries = entries(evaluator, structure.as_ref());
    let arguments = Arguments::positional([key.unwrap_or(Value::None), value]);
    evaluator.call_method(&entries, "__setitem__", arguments)
}

fn update(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [structure, value] = arguments.bind(evaluator, "update", ["self!", "value"])?;
    let value = plain(evaluator, &value.unwrap_or(Value::None), 0)?;
    let entries = entries(evaluator, structure.as_ref());
    evaluator.call_method(&entries, "update", Arguments::positional([value]))
}

/// A value as a structure keeps it.
fn plain(evaluator: &mut Evaluator, value: &Value, depth: usize) -> EvalResult<Value> {
    evaluator.step()?;
    if depth > DEPTH {
        return Err(evaluator.value_error("Struct: the value is nested too deeply"));
    }
    match value.unwrapped() {
        plain @ (Value::None | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Str(_)) => Ok(plain),
        unknown @ Value::Unknown(_) => Ok(unknown),
        Value::List(list) => match list.taint() {
            Some(unknown) => Ok(Value::Unknown(unknown)),
            None => plain_items(evaluator, &list.to_vec(), depth),
        },
        Value::Tuple(items) => plain_items(evaluator, &items, depth),
        Value::Dict(dict) => match dict.taint() {
            Some(unknown) => Ok(Value::Unknown(unknown)),
            None => plain_entries(evaluator, &dict, depth),
        },
        Value::Instance(instance) if is_structure(&instance) => {
            let entries = entries(evaluator, Some(&Value::Instance(instance)));
            plain(evaluator, &entries, depth + 1)
        }
        _ => Err(evaluator.value_error("Unexpected type")),
    }
}

fn plain_items(evaluator: &mut Evaluator, items: &[Value], depth: usize) -> EvalResult<Value> {
    let items: EvalResult<Vec<Value>> = items.iter().map(|item| plain(evaluator, item, depth + 1)).collect();
    items.map(Value::list)
}

fn plain_entries(evaluator: &mut Evaluator, dict: &Dict, depth: usize) -> EvalResult<Value> {
    let copy = Value::dict::<&str>([]);
    for (key, item) in dict.pairs() {
        let item = plain(evaluator, &item, depth + 1)?;
        evaluator.call_method(&copy, "__setitem__", Arguments::positional([key, item]))?;
    }
    Ok(copy)
}

fn is_structure(instance: &Instance) -> bool {
    instance.payload::<Entries>().is_some()
}

/// What a structure says, as JSON.
pub(crate) fn json(evaluator: &mut Evaluator, structure: &Value, span: Span) -> EvalResult<Json> {
    let entries = entries(evaluator, Some(structure));
    convert::json(evaluator, &entries, "a structure", span)
}

/// `MessageToDict`, which is only known for structures.
fn message_to_dict(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let message = arguments.take_first().or_else(|| arguments.keyword("message").cloned());
    let entries = entries(evaluator, message.as_ref());
    plain(evaluator, &entries, 0)
}

/// `ParseDict` into a structure.
fn parse_dict(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [dict, message] = arguments.bind(evaluator, "ParseDict", ["js_dict", "message"])?;
    let (Some(dict), Some(Value::Instance(message))) = (dict, message) else {
        return Ok(evaluator.unknown("it is a message of protobuf"));
    };
    if is_structure(&message) {
        let message = Value::Instance(message);
        update(evaluator, Arguments::positional([message.clone(), dict]))?;
        return Ok(message);
    }
    Ok(evaluator.unknown("it is a message of protobuf"))
}
