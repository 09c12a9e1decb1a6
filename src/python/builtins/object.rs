//! `object`: what every class inherits.

use std::rc::Rc;

use super::super::{Arguments, Class, EvalResult, Evaluator, Instance, OfRun, Truth, Value, Vars};
use super::parameters::{exactly, opaque, text, with};
use super::special::type_name;
use super::{hash, special, table, table_accepting_unknown};

pub(super) fn attributes() -> Vars {
    let shared = table(&[
        ("__eq__", equal),
        ("__ne__", not_equal),
        ("__hash__", hash_value),
        ("__repr__", repr),
        ("__str__", str),
        ("__format__", format),
        ("__getattribute__", get_attribute),
        ("__delattr__", delete_attribute),
        ("__dir__", dir),
    ]);
    let changing = table_accepting_unknown(&[("__init__", init), ("__setattr__", set_attribute)]);
    let opaque = opaque(&["__getstate__", "__reduce__", "__reduce_ex__", "__sizeof__"]);
    let new = table_accepting_unknown(&[("__new__", new)]);
    let of_class = table_accepting_unknown(&[("__init_subclass__", init_subclass)]);
    let statics = new.into_iter().map(|(name, value)| (name, Value::StaticMethod(Rc::new(value))));
    let class_methods = of_class.into_iter().map(|(name, value)| (name, Value::ClassMethod(Rc::new(value))));
    with(with(with(with(shared, changing), opaque), statics), class_methods)
}

fn equal(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [left, right] = exactly(evaluator, "__eq__", arguments)?;
    Ok(if left.is(&right) { Value::Bool(true) } else { Value::NotImplemented })
}

fn not_equal(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [left, right] = exactly(evaluator, "__ne__", arguments)?;
    match special::call(evaluator, &left, "__eq__", [right])? {
        None | Some(Value::NotImplemented) => Ok(Value::NotImplemented),
        Some(result) => Ok(match evaluator.truth(&result)? {
            Truth::Known(truth) => Value::Bool(!truth),
            Truth::Ambiguous(unknown) => special::derived(&unknown),
        }),
    }
}

fn hash_value(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [value] = exactly(evaluator, "__hash__", arguments)?;
    Ok(hash::hash_of_identity(evaluator, &value))
}

fn repr(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [value] = exactly(evaluator, "__repr__", arguments)?;
    match value {
        Value::Instance(_) => Ok(evaluator.of_run(OfRun::Address)),
        other => evaluator.repr_of(&other),
    }
}

fn str(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [value] = exactly(evaluator, "__str__", arguments)?;
    // What is no text is a fault of `str`, which called this.
    match special::call(evaluator, &value, "__repr__", [])? {
        Some(text) => Ok(text),
        None => evaluator.repr_of(&value),
    }
}

fn format(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [value, specification] = exactly(evaluator, "__format__", arguments)?;
    let specification =
        text(evaluator, &specification, |kind| format!("__format__() argument must be str, not {kind}"))?;
    if specification.is_empty() {
        return evaluator.str_of(&value);
    }
    let name = type_name(evaluator, &value);
    Err(evaluator.type_error(&format!("unsupported format string passed to {name}.__format__")))
}

fn get_attribute(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [value, name] = exactly(evaluator, "__getattribute__", arguments)?;
    let name = attribute_name(evaluator, &name)?;
    evaluator.get_attribute(&value, &name)
}

fn attribute_name(evaluator: &Evaluator, name: &Value) -> EvalResult<Rc<str>> {
    text(evaluator, name, |kind| format!("attribute name must be string, not '{kind}'"))
}

fn set_attribute(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [value, name, new] = exactly(evaluator, "__setattr__", arguments)?;
    let name = match attribute_name(evaluator, &name) {
        Ok(name) => name,
        Err(interrupt) => {
            if let (Value::Instance(instance), Value::Unknown(unknown)) = (&value, &name) {
                instance.set_taint(Rc::clone(unknown));
            }
            return Err(interrupt);
        }
    };
    match &value {
        Value::Instance(instance) => evaluator.set_instance_attribute(&value, instance, &name, new)?,
        Value::Class(class) => evaluator.set_class_attribute(class, &name, new)?,
        _ => evaluator.set_attribute(&value, &name, new)?,
    }
    Ok(Value::None)
}

fn delete_attribute(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [value, name] = exactly(evaluator, "__delattr__", arguments)?;
    let name = attribute_name(evaluator, &name)?;
    let Value::Instance(instance) = &value else {
        evaluator.delete_attribute(&value, &name)?;
        return Ok(Value::None);
    };
    if instance.remove_attribute(&name).is_none() {
        let message = format!("'{}' object has no attribute '{name}'", instance.class.name);
        return Err(evaluator.attribute_error(&message));
    }
    Ok(Value::None)
}

fn dir(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let dir = evaluator.builtin_names.get("dir").cloned().unwrap_or(Value::None);
    evaluator.call(&dir, arguments)
}

fn init(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let receiver = arguments.take_first().unwrap_or(Value::None);
    let class = evaluator.class_of(&receiver);
    let is_plain = arguments.positional.is_empty() && arguments.keywords.is_empty();
    // A native class takes its arguments when it makes an instance.
    let is_native = |class: &Rc<Class>| !class.span.is_some() && !Rc::ptr_eq(class, &evaluator.types.object);
    if is_plain || class.unknown_base.is_some() || class.resolution_order().iter().any(is_native) {
        return Ok(Value::None);
    }
    let message = "object.__init__() takes exactly one argument (the instance to initialize)";
    Err(evaluator.type_error(message))
}

fn new(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let class = match arguments.take_first() {
        Some(Value::Class(class)) => class,
        Some(Value::Unknown(unknown)) => return Err(unknown.into()),
        Some(other) => {
            let name = type_name(evaluator, &other);
            let message = format!("object.__new__(X): X is not a type object ({name})");
            return Err(evaluator.type_error(&message));
        }
        None => return Err(evaluator.type_error("object.__new__(): not enough arguments")),
    };
    if class.descends_from("enum.Enum") {
        return new_member(evaluator, &class, arguments);
    }
    evaluator.allocate(&class, &arguments)
}

/// A bare member of an enumeration, which is a built-in value too where the enumeration mixes a built-in class in.
fn new_member(evaluator: &mut Evaluator, class: &Rc<Class>, arguments: Arguments) -> EvalResult<Value> {
    let mixed_in = class
        .ancestors
        .iter()
        .find(|ancestor| &*ancestor.module == "builtins" && !Rc::ptr_eq(ancestor, &evaluator.types.object));
    let Some(builtin) = mixed_in.cloned() else {
        return Ok(Value::Instance(Rc::new(Instance::new(class))));
    };
    let value = evaluator.call(&Value::Class(builtin), arguments)?;
    Ok(Value::Instance(Rc::new(Instance::with_builtin(class, value))))
}

fn init_subclass(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let receiver = arguments.take_first();
    if let (Some(Value::Class(class)), false) = (receiver, arguments.keywords.is_empty()) {
        let message = format!("{}.__init_subclass__() takes no keyword arguments", class.name);
        return Err(evaluator.type_error(&message));
    }
    Ok(Value::None)
}
