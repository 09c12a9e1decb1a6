//! `copy`.

use std::rc::Rc;

use super::dataclasses::rebuilt_container;
use super::parts::{Names, take_first, why_unknown};
use crate::python::builtins::bounds;
use crate::python::{Arguments, Dict, EvalResult, Evaluator, Instance, List, Set, Value, Vars};

/// The names of the module.
pub(super) fn module(evaluator: &mut Evaluator) -> EvalResult<Vars> {
    let error = crate::python::Class::native(
        "copy",
        "Error",
        std::slice::from_ref(&evaluator.exceptions.exception),
        None,
        Vars::default(),
    );
    Ok(Names::default().functions(&[("copy", copy), ("deepcopy", deepcopy)]).class(&error).vars())
}

fn copy(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let value = take_first(evaluator, &mut arguments)?;
    if let Some(method) = written(evaluator, &value, "__copy__")? {
        return evaluator.call(&method, Arguments::default());
    }
    Ok(shallow_copy(&value))
}

fn written(evaluator: &mut Evaluator, value: &Value, name: &str) -> EvalResult<Option<Value>> {
    let Value::Instance(instance) = value else { return Ok(None) };
    match instance.class.lookup(name) {
        Some(Value::Function(_) | Value::Native(_)) => evaluator.find_attribute(value, name),
        _ => Ok(None),
    }
}

/// A copy of a container or instance whose parts are shared; other values are themselves.
fn shallow_copy(value: &Value) -> Value {
    match value {
        Value::List(list) => {
            let new = List::new(list.to_vec());
            if let Some(taint) = list.taint() {
                new.set_taint(taint);
            }
            Value::List(Rc::new(new))
        }
        Value::Dict(dict) => {
            let new = Dict::default();
            new.change(|entries| entries.clone_from(&dict.entries()));
            if let Some(taint) = dict.taint() {
                new.set_taint(taint);
            }
            Value::Dict(Rc::new(new))
        }
        Value::Set(set) if !set.is_frozen() => {
            let new = set.copy(false);
            if let Some(taint) = set.taint() {
                new.set_taint(taint);
            }
            Value::Set(Rc::new(new))
        }
        Value::Instance(instance) => Value::Instance(Rc::new(instance.shallow_copy())),
        _ => value.clone(),
    }
}

fn deepcopy(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let value = take_first(evaluator, &mut arguments)?;
    deep_copy(evaluator, &value)
}

/// `copy.deepcopy(value)`. What is unknown is copied as it is.
pub(super) fn deep_copy(evaluator: &mut Evaluator, value: &Value) -> EvalResult<Value> {
    Copying::default().deep(evaluator, value)
}

/// A deep copy on its way: what was copied already, and the containers that are being copied.
#[derive(Default)]
struct Copying {
    done: Vec<(Value, Value)>,
    path: Vec<usize>,
}

impl Copying {
    fn deep(&mut self, evaluator: &mut Evaluator, value: &Value) -> EvalResult<Value> {
        let _level = bounds::enter(evaluator, "")?;
        evaluator.step()?;
        if why_unknown(value).is_some() {
            return Ok(shallow_copy(value));
        }
        if let Some((_, copy)) = self.done.iter().find(|(known, _)| known.is(value)) {
            return Ok(copy.clone());
        }
        match value {
            Value::List(_) | Value::Tuple(_) | Value::Dict(_) => self.container(evaluator, value),
            Value::Set(set) => Ok(Value::Set(Rc::new(Set::new(set.entries(), set.is_frozen())))),
            Value::Instance(instance) => {
                if let Some(method) = written(evaluator, value, "__deepcopy__")? {
                    let memo = Value::Dict(Rc::new(Dict::default()));
                    return evaluator.call(&method, Arguments::positional([memo]));
                }
                self.instance(evaluator, value, instance)
            }
            _ => Ok(value.clone()),
        }
    }

    fn container(&mut self, evaluator: &mut Evaluator, value: &Value) -> EvalResult<Value> {
        let address = value.address().unwrap_or_default();
        if self.path.contains(&address) {
            return Ok(evaluator.unknown("the container contains itself"));
        }
        self.path.push(address);
        let copy = rebuilt_container(evaluator, value, &mut |evaluator, item| self.deep(evaluator, item));
        self.path.pop();
        let copy = copy?.unwrap_or_else(|| value.clone());
        self.done.push((value.clone(), copy.clone()));
        Ok(copy)
    }

    fn instance(
        &mut self,
        evaluator: &mut Evaluator,
        value: &Value,
        instance: &Rc<Instance>,
    ) -> EvalResult<Value> {
        if instance.class.descends_from("enum.Enum") {
            return Ok(value.clone());
        }
        let copy = Rc::new(instance.shallow_copy());
        self.done.push((value.clone(), Value::Instance(Rc::clone(&copy))));
        if let Some(builtin) = instance.builtin() {
            copy.set_builtin(self.deep(evaluator, &builtin)?);
        }
        let attributes = instance.attributes.borrow().clone();
        for (name, value) in attributes {
            copy.set_attribute(&name, self.deep(evaluator, &value)?);
        }
        Ok(Value::Instance(copy))
    }
}
