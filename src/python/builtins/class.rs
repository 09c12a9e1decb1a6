//! `type`: the class of a value, and classes made by a call.

use std::rc::Rc;

use super::super::{
    Annotation, Arguments, Class, ClassHooks, EvalResult, Evaluator, UnknownForm, Value, Vars,
};
use super::parameters::{class_method, constructor, exactly, with};
use super::special::type_name;
use super::{table, table_accepting_unknown};
use crate::python::eval::empty_namespace;

pub(super) fn attributes() -> Vars {
    let methods = table(&[
        ("mro", mro),
        ("__subclasses__", subclasses),
        ("__instancecheck__", instance_check),
        ("__subclasscheck__", subclass_check),
    ]);
    let more = table_accepting_unknown(&[("__call__", call), ("__init__", |_, _| Ok(Value::None))]);
    let new = table_accepting_unknown(&[("__new__", new)]);
    let statics = new.into_iter().map(|(name, value)| (name, Value::StaticMethod(Rc::new(value))));
    let prepare = class_method("__prepare__", |_, _| Ok(empty_namespace()));
    with(with(with(methods, more), statics), [prepare])
}

pub(super) fn hooks() -> Option<Rc<dyn ClassHooks>> {
    constructor(construct)
}

fn construct(evaluator: &mut Evaluator, class: &Rc<Class>, arguments: &Arguments) -> EvalResult<Value> {
    if !Rc::ptr_eq(class, &evaluator.types.type_) {
        return match &arguments.positional[..] {
            [name, bases, namespace] => {
                make(evaluator, Some(class), [name, bases, namespace], &arguments.keywords)
            }
            other => {
                let given = other.len();
                Err(evaluator
                    .type_error(&format!("type.__new__() takes exactly 3 arguments ({given} given)")))
            }
        };
    }
    match &arguments.positional[..] {
        [Value::Unknown(unknown)] => Ok(Value::Unknown(unknown.attribute("__class__"))),
        [value] if arguments.keywords.is_empty() => Ok(Value::Class(evaluator.class_of(value))),
        [name, bases, namespace] => make(evaluator, None, [name, bases, namespace], &arguments.keywords),
        _ => Err(evaluator.type_error("type() takes 1 or 3 arguments")),
    }
}

/// `type.__new__(metaclass, name, bases, namespace)`.
fn new(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    match arguments.take_first() {
        Some(Value::Class(class)) => construct(evaluator, &class, &arguments),
        Some(Value::Unknown(unknown)) => Err(unknown.into()),
        _ => Err(evaluator.type_error("type.__new__(X): X is not a type object")),
    }
}

/// `type.__call__(class, ...)`.
fn call(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    match arguments.take_first() {
        Some(Value::Class(class)) => evaluator.construct_by_type(&class, arguments),
        Some(Value::Unknown(unknown)) => Err(unknown.into()),
        _ => Err(evaluator.type_error("descriptor '__call__' of 'type' object needs an argument")),
    }
}

fn instance_check(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [class, value] = exactly(evaluator, "type.__instancecheck__", arguments)?;
    let Value::Class(class) = class else { return Ok(Value::NotImplemented) };
    Ok(Value::Bool(evaluator.is_instance(&value, &class)))
}

fn subclass_check(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [class, other] = exactly(evaluator, "type.__subclasscheck__", arguments)?;
    match (&class, &other) {
        (Value::Class(class), Value::Class(other)) => Ok(Value::Bool(other.is_subclass_of(class))),
        _ => Err(evaluator.type_error("issubclass() arg 1 must be a class")),
    }
}

/// `type(name, bases, namespace)`, also of a metaclass.
fn make(
    evaluator: &mut Evaluator,
    metaclass: Option<&Rc<Class>>,
    [name, bases, namespace]: [&Value; 3],
    keywords: &[(Rc<str>, Value)],
) -> EvalResult<Value> {
    if let Some(unknown) = [name, bases, namespace].into_iter().find_map(Value::as_unknown) {
        return Ok(Value::Unknown(unknown.derived(UnknownForm::Other)));
    }
    let wrong = |at: usize, wanted: &str, value: &Value| {
        let kind = type_name(evaluator, value);
        evaluator.type_error(&format!("type.__new__() argument {at} must be {wanted}, not {kind}"))
    };
    let name = name.as_str().ok_or_else(|| wrong(1, "str", name))?;
    let Value::Tuple(bases) = bases.unwrapped() else { return Err(wrong(2, "tuple", bases)) };
    let Value::Dict(namespace) = namespace.unwrapped() else { return Err(wrong(3, "dict", namespace)) };
    if let Some(unknown) = namespace.taint() {
        return Ok(Value::Unknown(unknown));
    }
    if let Some(other) = evaluator.metaclass_in_place_of(metaclass, &bases)? {
        let positional = [Value::Str(name), Value::Tuple(bases), Value::Dict(namespace)];
        let mut arguments = Arguments::positional(positional);
        arguments.keywords = keywords.to_vec();
        return evaluator.call(&Value::Class(other), arguments);
    }
    let Some(module) = evaluator.current_module() else {
        return Ok(evaluator.unknown("no module is being evaluated"));
    };
    let mut attributes = Vars::default();
    attributes.insert("__module__".into(), Value::Str(Rc::clone(&module.name)));
    for (key, value) in namespace.pairs() {
        if let Some(key) = key.as_str() {
            attributes.insert(key, value);
        }
    }
    let qualname = attributes.shift_remove("__qualname__").and_then(|value| value.as_str());
    let qualname = qualname.unwrap_or_else(|| Rc::clone(&name));
    let span = evaluator.span_of_class(&qualname);
    let module =
        attributes.get("__module__").and_then(Value::as_str).unwrap_or_else(|| Rc::clone(&module.name));
    let annotations = attributes.get("__annotations__").cloned();
    let class = evaluator.make_class(
        &name,
        &qualname,
        &module,
        bases.to_vec(),
        attributes,
        span,
        metaclass.cloned(),
    )?;
    if let Some(Value::Dict(annotations)) = annotations {
        let hints = annotations
            .pairs()
            .into_iter()
            .filter_map(|(name, value)| Some((name.as_str()?, Annotation { value, span })));
        *class.annotations.borrow_mut() = hints.collect();
    }
    evaluator.finish_class(&class, keywords)?;
    Ok(Value::Class(class))
}

/// `class.__subclasses__()`: known for classes of the program.
fn subclasses(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [class] = exactly(evaluator, "type.__subclasses__", arguments)?;
    match &class {
        Value::Class(class) if class.span.is_some() => {
            let known = class.subclasses.borrow();
            Ok(Value::list(known.iter().filter_map(std::rc::Weak::upgrade).map(Value::Class).collect()))
        }
        _ => Ok(evaluator
            .unknown("which classes descend from a built-in class is only known when the program runs")),
    }
}

fn mro(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [class] = exactly(evaluator, "type.mro", arguments)?;
    match &class {
        Value::Class(class) => {
            Ok(Value::list(class.resolution_order().into_iter().map(Value::Class).collect()))
        }
        other => {
            let kind = type_name(evaluator, other);
            let message = format!("descriptor 'mro' for 'type' objects doesn't apply to a '{kind}' object");
            Err(evaluator.type_error(&message))
        }
    }
}
