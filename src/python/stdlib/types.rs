//! `types`.

use std::rc::Rc;

use super::parts::{Names, Text, take_first};
use super::typing::classes;
use crate::python::{Arguments, Class, ClassHooks, EvalResult, Evaluator, Instance, Truth, Value, Vars};

/// The names of the module.
pub(super) fn module(evaluator: &mut Evaluator) -> EvalResult<Vars> {
    let typing = classes(evaluator);
    let types = &evaluator.types;
    let function = Value::Class(Rc::clone(&types.function));
    let native = Value::Class(Rc::clone(&types.native_function));
    let method = Value::Class(Rc::clone(&types.method));
    let generator = Value::Class(Rc::clone(&types.iterator));
    let namespace = Class::native(
        "types",
        "SimpleNamespace",
        std::slice::from_ref(&types.object),
        Some(Rc::new(NamespaceHooks)),
        Names::default()
            .functions_accepting_unknown(&[("__repr__", namespace_repr), ("__eq__", namespace_equality)])
            .vars(),
    );
    Ok(Names::default()
        .class(&typing.builtin_alias)
        .class(&typing.builtin_union)
        .class(&namespace)
        .value("FunctionType", function.clone())
        .value("LambdaType", function)
        .value("MethodType", method)
        .value("BuiltinFunctionType", native.clone())
        .value("BuiltinMethodType", native)
        .value("GeneratorType", generator)
        .value("ModuleType", Value::Class(Rc::clone(&types.module)))
        .value("NoneType", Value::Class(Rc::clone(&types.none_type)))
        .value("EllipsisType", Value::Class(Rc::clone(&types.ellipsis)))
        .value("NotImplementedType", Value::Class(Rc::clone(&types.not_implemented)))
        .value("DynamicClassAttribute", Value::Class(Rc::clone(&types.property)))
        .functions_accepting_unknown(&[
            ("MappingProxyType", |evaluator, mut arguments| take_first(evaluator, &mut arguments)),
            ("coroutine", |evaluator, mut arguments| take_first(evaluator, &mut arguments)),
        ])
        .unknown_functions("types", &["new_class", "CodeType"], "classes made at run time are not evaluated")
        .vars())
}

struct NamespaceHooks;

impl ClassHooks for NamespaceHooks {
    fn construct(
        &self,
        evaluator: &mut Evaluator,
        class: &Rc<Class>,
        arguments: &Arguments,
    ) -> EvalResult<Option<Value>> {
        if !arguments.positional.is_empty() {
            return Err(evaluator.type_error("no positional arguments expected"));
        }
        let instance = Instance::new(class);
        for (name, value) in &arguments.keywords {
            instance.set_attribute(name, value.clone());
        }
        Ok(Some(Value::Instance(Rc::new(instance))))
    }
}

fn attributes_of(evaluator: &Evaluator, arguments: &mut Arguments) -> EvalResult<(Value, Vars)> {
    let value = take_first(evaluator, arguments)?;
    let attributes = value.as_instance().map(|instance| instance.attributes.borrow().clone());
    Ok((value, attributes.unwrap_or_default()))
}

fn namespace_repr(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (value, attributes) = attributes_of(evaluator, &mut arguments)?;
    let class = evaluator.class_of(&value);
    let mut text = Text::default();
    text.push(if class.span.is_some() { &class.name } else { "namespace" });
    text.push("(");
    for (at, (name, value)) in attributes.iter().enumerate() {
        text.push(if at > 0 { ", " } else { "" });
        text.push(&format!("{name}="));
        text.push_repr(evaluator, value)?;
    }
    text.push(")");
    Ok(text.finish())
}

fn namespace_equality(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, left) = attributes_of(evaluator, &mut arguments)?;
    let (other, right) = attributes_of(evaluator, &mut arguments)?;
    if !other.as_instance().is_some_and(|it| it.class.descends_from("types.SimpleNamespace")) {
        return Ok(Value::NotImplemented);
    }
    let equal: Truth = evaluator.equals(&Value::dict(left), &Value::dict(right))?;
    Ok(equal.into())
}
