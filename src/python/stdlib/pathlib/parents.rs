//! `Path.parents`: a sequence of its own kind, that is no tuple.

use std::rc::Rc;

use super::{PurePath, instance};
use crate::python::builtins::slices;
use crate::python::stdlib::parts::{Names, receiver, take_first};
use crate::python::{Arguments, Class, EvalResult, Evaluator, Instance, Int, Value};

/// The parents of a path, the nearest first.
struct Parents {
    class: Rc<Class>,
    paths: Vec<Value>,
}

pub(super) fn class(object: &[Rc<Class>]) -> Rc<Class> {
    let names = Names::default().functions(&[
        ("__len__", |evaluator, mut arguments| {
            Ok(Value::int(receiver::<Parents>(evaluator, &mut arguments)?.1.paths.len()))
        }),
        ("__getitem__", item),
        ("__iter__", |evaluator, arguments| as_tuple(evaluator, arguments, "__iter__")),
        ("__reversed__", |evaluator, arguments| as_tuple(evaluator, arguments, "__reversed__")),
        ("__contains__", |evaluator, arguments| as_tuple(evaluator, arguments, "__contains__")),
        ("count", |evaluator, arguments| as_tuple(evaluator, arguments, "count")),
        ("index", index),
        ("__repr__", |evaluator, mut arguments| {
            let (_, parents) = receiver::<Parents>(evaluator, &mut arguments)?;
            Ok(format!("<{}.parents>", parents.class.name).into())
        }),
    ]);
    Class::native("pathlib", "_PathParents", object, None, names.vars())
}

/// The parents of a path of the class.
pub(super) fn of(parents_class: &Rc<Class>, class: &Rc<Class>, path: &PurePath) -> Value {
    let paths = path.parents().into_iter().map(|parent| instance(class, parent)).collect();
    let parents = Parents { class: Rc::clone(class), paths };
    Value::Instance(Rc::new(Instance::with_payload(parents_class, parents)))
}

/// What the tuple of them gives.
fn as_tuple(evaluator: &mut Evaluator, mut arguments: Arguments, method: &str) -> EvalResult<Value> {
    let (_, parents) = receiver::<Parents>(evaluator, &mut arguments)?;
    let tuple = Value::tuple(parents.paths.clone());
    match method {
        "__iter__" => {
            Ok(Value::Iterator(Rc::new(crate::python::PyIterator::of("generator", parents.paths.clone()))))
        }
        "__reversed__" => {
            let reversed: Vec<Value> = parents.paths.iter().rev().cloned().collect();
            Ok(Value::Iterator(Rc::new(crate::python::PyIterator::of("generator", reversed))))
        }
        "__contains__" => {
            let wanted = take_first(evaluator, &mut arguments)?;
            Ok(evaluator.contains(&tuple, &wanted)?.into())
        }
        _ => evaluator.call_method(&tuple, method, arguments),
    }
}

fn index(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, parents) = receiver::<Parents>(evaluator, &mut arguments)?;
    let tuple = Value::tuple(parents.paths.clone());
    let value_error = Rc::clone(&evaluator.exceptions.value_error);
    match evaluator.call_method(&tuple, "index", arguments) {
        Err(interrupt) if evaluator.is_exception(&interrupt, &value_error) => {
            Err(evaluator.exception(&value_error, ""))
        }
        result => result,
    }
}

fn item(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, parents) = receiver::<Parents>(evaluator, &mut arguments)?;
    let key = take_first(evaluator, &mut arguments)?;
    let tuple = Value::tuple(parents.paths.clone());
    if let Value::Slice(_) = key {
        return evaluator.get_item(&tuple, &key);
    }
    // An index is compared with the length before it is used.
    let length = parents.paths.len();
    let too_large = evaluator.compare(">=", &key, &Value::int(length))?;
    let number = slices::required_index(evaluator, &key)?;
    if evaluator.truth(&too_large)?.is_true() || number < Int::from(length).negated() {
        let text = evaluator.str_of(&key)?.as_str().unwrap_or_default();
        return Err(evaluator.exception(&evaluator.exceptions.index_error, &text));
    }
    evaluator.get_item(&tuple, &key)
}
