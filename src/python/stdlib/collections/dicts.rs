//! `OrderedDict` and `defaultdict`.

use std::cell::RefCell;
use std::rc::Rc;

use super::super::parts::{Names, Text, counted, receiver, take_first};
use super::super::typing::class_get_item;
use super::{dict_from, dict_of};
use crate::python::builtins::{items, sequence};
use crate::python::{Arguments, Class, ClassHooks, Dict, EvalResult, Evaluator, Instance, Property, Value};

pub(super) fn ordered_dict(dict: &[Rc<Class>]) -> Rc<Class> {
    let names = Names::default()
        .functions_accepting_unknown(&[
            ("__repr__", ordered_repr),
            ("move_to_end", move_to_end),
            ("popitem", pop_item),
        ])
        .functions(&[("__eq__", ordered_equality)])
        .class_methods(&[("__class_getitem__", class_get_item)]);
    Class::native("collections", "OrderedDict", dict, None, names.vars())
}

fn ordered_repr(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let value = take_first(evaluator, &mut arguments)?;
    let name = Rc::clone(&evaluator.class_of(&value).name);
    let pairs: Vec<Value> = dict_of(evaluator, &value)?
        .pairs()
        .into_iter()
        .map(|(key, value)| Value::tuple([key, value]))
        .collect();
    let mut text = Text::default();
    text.push(&format!("{name}("));
    if !pairs.is_empty() {
        text.push_repr(evaluator, &Value::list(pairs))?;
    }
    text.push(")");
    Ok(text.finish())
}

fn move_to_end(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let value = take_first(evaluator, &mut arguments)?;
    let [key, last] = arguments.bind_builtin(evaluator, "move_to_end", ["key!", "last"])?;
    let (dict, key) = (dict_of(evaluator, &value)?, key.unwrap_or(Value::None));
    let hashed = evaluator.key_in(&key, &*dict)?;
    let last = last.is_none_or(|last| last.as_bool() != Some(false));
    let moved = dict.change(|entries| {
        let at = entries.get_index_of(&hashed);
        let to = if last { entries.len().saturating_sub(1) } else { 0 };
        at.map(|at| entries.move_index(at, to))
    });
    sequence::taint_if_conditional(evaluator, &value);
    match moved {
        Some(()) => Ok(Value::None),
        None => Err(items::key_error(evaluator, &key)),
    }
}

fn pop_item(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let value = take_first(evaluator, &mut arguments)?;
    let [last] = arguments.bind_builtin(evaluator, "popitem", ["last"])?;
    let last = last.is_none_or(|last| last.as_bool() != Some(false));
    let dict = dict_of(evaluator, &value)?;
    let taken = dict.change(|entries| if last { entries.pop() } else { entries.shift_remove_index(0) });
    sequence::taint_if_conditional(evaluator, &value);
    match taken {
        Some((_, (key, value))) => Ok(Value::tuple([key, value])),
        None => Err(items::key_error(evaluator, &Value::str("dictionary is empty"))),
    }
}

/// Two ordered dictionaries are equal when their orders are, too.
fn ordered_equality(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let left = take_first(evaluator, &mut arguments)?;
    let right = take_first(evaluator, &mut arguments)?;
    let ordered = right.as_instance().is_some_and(|it| it.class.descends_from("collections.OrderedDict"));
    let equal = evaluator.equals(&left.unwrapped(), &right.unwrapped())?;
    if !ordered || !equal.is_true() {
        return Ok(if matches!(right.unwrapped(), Value::Dict(_)) {
            equal.into()
        } else {
            Value::NotImplemented
        });
    }
    let (left, right) = (dict_of(evaluator, &left)?, dict_of(evaluator, &right)?);
    let same_order = left.entries().keys().eq(right.entries().keys());
    Ok(Value::Bool(same_order))
}

/// What makes the value of a key that is missing.
struct Factory(RefCell<Value>);

struct DefaultDictHooks;

impl ClassHooks for DefaultDictHooks {
    fn construct(
        &self,
        evaluator: &mut Evaluator,
        class: &Rc<Class>,
        arguments: &Arguments,
    ) -> EvalResult<Option<Value>> {
        let mut arguments = arguments.clone();
        let factory = arguments.take_first().unwrap_or(Value::None);
        let callable = matches!(
            factory,
            Value::None
                | Value::Function(_)
                | Value::Native(_)
                | Value::Method(_)
                | Value::Class(_)
                | Value::Instance(_)
                | Value::Unknown(_)
        );
        if !callable {
            return Err(evaluator.type_error("first argument must be callable or None"));
        }
        let dict = dict_from(evaluator, arguments)?;
        Ok(Some(default_dict_of(class, Value::Dict(dict), factory)))
    }
}

fn default_dict_of(class: &Rc<Class>, dict: Value, factory: Value) -> Value {
    let instance = Instance::with_payload(class, Factory(RefCell::new(factory)));
    instance.set_builtin(dict);
    Value::Instance(Rc::new(instance))
}

pub(super) fn default_dict(dict: &[Rc<Class>]) -> Rc<Class> {
    let factory = Value::Property(Rc::new(Property {
        setter: Value::native("default_factory", set_factory),
        ..Property::read_only(Value::native("default_factory", get_factory))
    }));
    let names = Names::default()
        .functions_accepting_unknown(&[
            ("__missing__", missing),
            ("__repr__", default_repr),
            ("copy", default_copy),
            ("__copy__", default_copy),
        ])
        .class_methods(&[("__class_getitem__", class_get_item)])
        .value("default_factory", factory);
    Class::native(
        "collections",
        "defaultdict",
        dict,
        Some(Rc::new(DefaultDictHooks)),
        counted(names.vars(), "defaultdict", 1, &[("copy", 0, 0)]),
    )
}

fn get_factory(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, factory) = receiver::<Factory>(evaluator, &mut arguments)?;
    Ok(factory.0.borrow().clone())
}

fn set_factory(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, factory) = receiver::<Factory>(evaluator, &mut arguments)?;
    *factory.0.borrow_mut() = take_first(evaluator, &mut arguments)?;
    Ok(Value::None)
}

fn missing(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (value, factory) = receiver::<Factory>(evaluator, &mut arguments)?;
    let key = take_first(evaluator, &mut arguments)?;
    let factory = factory.0.borrow().clone();
    if factory.is_none() {
        return Err(items::key_error(evaluator, &key));
    }
    let made = evaluator.call(&factory, Arguments::default())?;
    evaluator.set_item(&value, &key, made.clone())?;
    Ok(made)
}

fn default_repr(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (value, factory) = receiver::<Factory>(evaluator, &mut arguments)?;
    let mut text = Text::default();
    text.push(&format!("{}(", evaluator.class_of(&value).name));
    let factory = factory.0.borrow().clone();
    text.push_repr(evaluator, &factory)?;
    text.push(", ");
    text.push_repr(evaluator, &value.unwrapped())?;
    text.push(")");
    Ok(text.finish())
}

fn default_copy(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (value, factory) = receiver::<Factory>(evaluator, &mut arguments)?;
    let dict = dict_of(evaluator, &value)?;
    let copy = Dict::default();
    copy.change(|entries| entries.clone_from(&dict.entries()));
    let factory = factory.0.borrow().clone();
    Ok(default_dict_of(&evaluator.class_of(&value), Value::Dict(Rc::new(copy)), factory))
}
