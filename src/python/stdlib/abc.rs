//! `abc`: abstract classes and methods.

use std::rc::Rc;

use super::abstract_classes::register;
use super::parts::{Names, take_first};
use crate::python::{
    Arguments, Class, ClassHooks, EvalResult, Evaluator, HooksOfClasses, Property, Value, Vars,
};

/// The names of the module.
pub(super) fn module(evaluator: &mut Evaluator) -> EvalResult<Vars> {
    let types = &evaluator.types;
    let names = Names::default().class_methods(&[("register", register)]).vars();
    let hooks: Rc<dyn ClassHooks> = Rc::new(Hooks);
    let of_classes = Names::default().functions_accepting_unknown(&[("register", register)]).vars();
    let meta = Class::native("abc", "ABCMeta", std::slice::from_ref(&types.type_), None, of_classes);
    meta.set_data(HooksOfClasses(Rc::clone(&hooks)));
    let base = Class::native("abc", "ABC", std::slice::from_ref(&types.object), Some(hooks), names);
    base.set_metaclass(Some(Rc::clone(&meta)));
    Ok(Names::default()
        .class(&base)
        .class(&meta)
        .functions_accepting_unknown(&[
            ("abstractmethod", abstract_method),
            ("abstractclassmethod", |evaluator, arguments| {
                Ok(Value::ClassMethod(Rc::new(abstract_method(evaluator, arguments)?)))
            }),
            ("abstractstaticmethod", |evaluator, arguments| {
                Ok(Value::StaticMethod(Rc::new(abstract_method(evaluator, arguments)?)))
            }),
            ("abstractproperty", |evaluator, arguments| {
                let getter = abstract_method(evaluator, arguments)?;
                Ok(Value::Property(Rc::new(Property::read_only(getter))))
            }),
            ("update_abstractmethods", |evaluator, mut arguments| take_first(evaluator, &mut arguments)),
        ])
        .vars())
}

fn abstract_method(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let function = take_first(evaluator, &mut arguments)?;
    mark(&function);
    Ok(function)
}

fn mark(function: &Value) {
    match function {
        Value::Function(function) => {
            function.attributes.borrow_mut().insert("__isabstractmethod__".into(), Value::Bool(true));
        }
        Value::ClassMethod(inner) | Value::StaticMethod(inner) => mark(inner),
        Value::Property(property) => mark(&property.getter),
        _ => {}
    }
}

fn is_abstract(value: &Value) -> bool {
    match value {
        Value::Function(function) => {
            function.attribute("__isabstractmethod__").is_some_and(|mark| mark.as_bool() == Some(true))
        }
        Value::ClassMethod(inner) | Value::StaticMethod(inner) => is_abstract(inner),
        Value::Property(property) => is_abstract(&property.getter) || is_abstract(&property.setter),
        _ => false,
    }
}

/// The names of the abstract methods of a class, sorted.
pub(super) fn abstract_methods(class: &Rc<Class>) -> Vec<Rc<str>> {
    let mut names: Vec<Rc<str>> = Vec::new();
    for ancestor in class.resolution_order() {
        for (name, value) in ancestor.attributes.borrow().iter() {
            if is_abstract(value) && !names.contains(name) {
                names.push(Rc::clone(name));
            }
        }
    }
    names.retain(|name| class.lookup(name).is_some_and(|value| is_abstract(&value)));
    names.sort();
    names
}

struct Hooks;

impl ClassHooks for Hooks {
    fn construct(
        &self,
        evaluator: &mut Evaluator,
        class: &Rc<Class>,
        _arguments: &Arguments,
    ) -> EvalResult<Option<Value>> {
        let names = abstract_methods(class);
        if names.is_empty() {
            return Ok(None);
        }
        let plural = if names.len() == 1 { "" } else { "s" };
        let message = format!(
            "Can't instantiate abstract class {} with abstract method{plural} {}",
            class.name,
            names.join(", ")
        );
        Err(evaluator.type_error(&message))
    }

    fn attribute(
        &self,
        evaluator: &mut Evaluator,
        class: &Rc<Class>,
        name: &str,
    ) -> EvalResult<Option<Value>> {
        if name != "__abstractmethods__" {
            return Ok(None);
        }
        let mut members = Vec::new();
        for name in abstract_methods(class) {
            let name = Value::Str(name);
            members.push((evaluator.key_of(&name)?, name));
        }
        Ok(Some(Value::Set(Rc::new(crate::python::Set::new(members, true)))))
    }
}
