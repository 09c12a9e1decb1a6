//! `ChainMap`: several mappings as one, the first of which is changed.

use std::rc::Rc;

use super::super::parts::{Names, Text, receiver, take_first};
use super::super::typing::class_get_item;
use crate::python::builtins::items;
use crate::python::{Arguments, Class, ClassHooks, Dict, EvalResult, Evaluator, Instance, List, Value};

/// The mappings, the first asked first.
struct Maps(Rc<List>);

struct Hooks;

impl ClassHooks for Hooks {
    fn construct(
        &self,
        evaluator: &mut Evaluator,
        class: &Rc<Class>,
        arguments: &Arguments,
    ) -> EvalResult<Option<Value>> {
        if let Some((name, _)) = arguments.keywords.first() {
            let message = format!("ChainMap.__init__() got an unexpected keyword argument '{name}'");
            return Err(evaluator.type_error(&message));
        }
        Ok(Some(chain_map(class, arguments.positional.clone())))
    }
}

fn chain_map(class: &Rc<Class>, mut maps: Vec<Value>) -> Value {
    if maps.is_empty() {
        maps.push(Value::Dict(Rc::new(Dict::default())));
    }
    Value::Instance(Rc::new(Instance::with_payload(class, Maps(Rc::new(List::new(maps))))))
}

pub(super) fn class(object: &[Rc<Class>]) -> Rc<Class> {
    let names = Names::default()
        .functions_accepting_unknown(&[
            ("__getitem__", get_item),
            ("__setitem__", set_item),
            ("__contains__", |evaluator, arguments| delegate(evaluator, arguments, "__contains__")),
            ("__iter__", |evaluator, arguments| delegate(evaluator, arguments, "__iter__")),
            ("__len__", |evaluator, arguments| delegate(evaluator, arguments, "__len__")),
            ("__eq__", |evaluator, arguments| delegate(evaluator, arguments, "__eq__")),
            ("get", |evaluator, arguments| delegate(evaluator, arguments, "get")),
            ("keys", |evaluator, arguments| delegate(evaluator, arguments, "keys")),
            ("values", |evaluator, arguments| delegate(evaluator, arguments, "values")),
            ("items", |evaluator, arguments| delegate(evaluator, arguments, "items")),
            ("new_child", new_child),
            ("__repr__", repr),
        ])
        .value("__hash__", Value::None)
        .properties(&[
            ("maps", |evaluator, mut arguments| {
                Ok(Value::List(Rc::clone(&receiver::<Maps>(evaluator, &mut arguments)?.1.0)))
            }),
            ("parents", |evaluator, mut arguments| {
                let (value, maps) = receiver::<Maps>(evaluator, &mut arguments)?;
                let rest = maps.0.to_vec().split_off(1.min(maps.0.len()));
                Ok(chain_map(&evaluator.class_of(&value), rest))
            }),
        ])
        .class_methods(&[("__class_getitem__", class_get_item)]);
    Class::native("collections", "ChainMap", object, Some(Rc::new(Hooks)), names.vars())
}

fn get_item(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, maps) = receiver::<Maps>(evaluator, &mut arguments)?;
    let key = take_first(evaluator, &mut arguments)?;
    let whole = merged(evaluator, &maps)?;
    if evaluator.contains(&whole, &key)?.is_false() {
        return Err(items::key_error(evaluator, &key));
    }
    evaluator.get_item(&whole, &key)
}

fn set_item(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, maps) = receiver::<Maps>(evaluator, &mut arguments)?;
    let key = take_first(evaluator, &mut arguments)?;
    let new = take_first(evaluator, &mut arguments)?;
    let first = maps.0.to_vec().into_iter().next().unwrap_or(Value::None);
    evaluator.set_item(&first, &key, new)?;
    Ok(Value::None)
}

/// All mappings as one dictionary, in the order in which Python iterates a `ChainMap`.
fn merged(evaluator: &mut Evaluator, maps: &Maps) -> EvalResult<Value> {
    let whole = Dict::default();
    for map in maps.0.to_vec().iter().rev() {
        let part = super::dict_from(evaluator, Arguments::positional([map.clone()]))?;
        for (key, (name, value)) in part.entries().iter() {
            whole.insert(key.clone(), name.clone(), value.clone());
        }
    }
    Ok(Value::Dict(Rc::new(whole)))
}

/// The same method of the merged dictionary.
fn delegate(evaluator: &mut Evaluator, mut arguments: Arguments, name: &str) -> EvalResult<Value> {
    let (_, maps) = receiver::<Maps>(evaluator, &mut arguments)?;
    let whole = merged(evaluator, &maps)?;
    match name {
        "__iter__" => {
            let keys = evaluator.iterate(&whole)?;
            Ok(Value::Iterator(Rc::new(crate::python::PyIterator::of("generator", keys))))
        }
        "__len__" => evaluator.length(&whole),
        "__contains__" => {
            let item = take_first(evaluator, &mut arguments)?;
            Ok(evaluator.contains(&whole, &item)?.into())
        }
        "__eq__" => {
            let other = take_first(evaluator, &mut arguments)?;
            let other = match other.payload::<Maps>() {
                Some(maps) => merged(evaluator, &maps)?,
                None => other,
            };
            Ok(evaluator.equals(&whole, &other)?.into())
        }
        _ => evaluator.call_method(&whole, name, arguments),
    }
}

fn new_child(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (value, maps) = receiver::<Maps>(evaluator, &mut arguments)?;
    let mut more = std::mem::take(&mut arguments.keywords);
    arguments.keywords = more.extract_if(.., |(name, _)| &**name == "m").collect();
    let [given] = arguments.bind(evaluator, "ChainMap.new_child", ["m"])?;
    let child = given.filter(|given| !given.is_none()).unwrap_or_else(|| Value::dict::<&str>([]));
    if !more.is_empty() {
        evaluator.call_method(&child, "update", Arguments { keywords: more, ..Arguments::default() })?;
    }
    let mut all = vec![child];
    all.extend(maps.0.to_vec());
    Ok(chain_map(&evaluator.class_of(&value), all))
}

fn repr(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, maps) = receiver::<Maps>(evaluator, &mut arguments)?;
    let mut text = Text::default();
    text.push("ChainMap(");
    for (at, map) in maps.0.to_vec().iter().enumerate() {
        text.push(if at > 0 { ", " } else { "" });
        text.push_repr(evaluator, map)?;
    }
    text.push(")");
    Ok(text.finish())
}
