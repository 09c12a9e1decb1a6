//! Subscripted generics: the classes `typing._GenericAlias` and `types.GenericAlias`.

use std::rc::Rc;

use super::super::parts::{Names, receiver, take_first};
use super::kept::{Subscription, kept};
use super::{COMMON, GenericAlias, classes, instance, module, parameters};
use crate::python::{Arguments, Class, ClassHooks, EvalResult, Evaluator, Value, Vars};

pub(super) fn attributes() -> Vars {
    Names::default()
        .functions_accepting_unknown(COMMON)
        .functions_accepting_unknown(&[
            ("__getitem__", get_item),
            ("__call__", call),
            ("__instancecheck__", instance_check),
            ("__subclasscheck__", subclass_check),
        ])
        .functions(&[("__getattr__", get_attribute)])
        .properties(&[
            ("__origin__", origin),
            ("__args__", arguments_property),
            ("__parameters__", parameters::parameters_property),
        ])
        .vars()
}

/// `types.GenericAlias`, which can be called: `GenericAlias(list, (int,))`.
pub(super) fn builtin_class(object: &[Rc<Class>]) -> Rc<Class> {
    Class::native("types", "GenericAlias", object, Some(Rc::new(BuiltinAlias)), attributes())
}

struct BuiltinAlias;

impl ClassHooks for BuiltinAlias {
    fn construct(
        &self,
        evaluator: &mut Evaluator,
        _class: &Rc<Class>,
        arguments: &Arguments,
    ) -> EvalResult<Option<Value>> {
        let [origin, items] = arguments.clone().bind(evaluator, "GenericAlias", ["origin!", "args!"])?;
        let (origin, items) = (origin.unwrap_or(Value::None), items.unwrap_or(Value::None));
        Ok(Some(builtin_alias(evaluator, &origin, super::items_of(&items))))
    }
}

/// `list[int]` and the like: arguments stay as they are.
pub(super) fn builtin_alias(evaluator: &mut Evaluator, origin: &Value, arguments: Vec<Value>) -> Value {
    let spelled = spelling(origin);
    let class = Rc::clone(&classes(evaluator).builtin_alias);
    let arguments = Some(arguments.into());
    instance(&class, GenericAlias { origin: origin.clone(), arguments, spelled, builtin: true })
}

/// An alias of `typing`.
pub(super) fn typing_alias(
    evaluator: &mut Evaluator,
    origin: &Value,
    arguments: Option<Vec<Value>>,
    spelled: &str,
) -> Value {
    let class = Rc::clone(&classes(evaluator).alias);
    let arguments = arguments.map(Into::into);
    instance(
        &class,
        GenericAlias { origin: origin.clone(), arguments, spelled: spelled.into(), builtin: false },
    )
}

/// How a class is written in an alias.
pub(super) fn spelling(origin: &Value) -> Rc<str> {
    match origin {
        Value::Class(class) if &*class.module == "builtins" => Rc::clone(&class.qualname),
        Value::Class(class) => class.dotted_name().into(),
        Value::Unknown(unknown) => unknown.dotted_path().map_or_else(|| "?".into(), Rc::clone),
        _ => "?".into(),
    }
}

fn origin(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, alias) = receiver::<GenericAlias>(evaluator, &mut arguments)?;
    Ok(alias.origin.clone())
}

fn arguments_property(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, alias) = receiver::<GenericAlias>(evaluator, &mut arguments)?;
    match &alias.arguments {
        Some(arguments) => Ok(Value::Tuple(Rc::clone(arguments))),
        None => Err(evaluator.attribute_error("__args__")),
    }
}

fn get_item(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let alias = take_first(evaluator, &mut arguments)?;
    let item = take_first(evaluator, &mut arguments)?;
    match alias.payload::<GenericAlias>() {
        Some(bare) if bare.arguments.is_none() => {
            let subscription = match bare.spelled.trim_start_matches("typing.") {
                "Callable" => Subscription::Callable,
                "Tuple" => Subscription::Tuple,
                _ => Subscription::Generic,
            };
            kept(evaluator, subscription, &alias, &item, |evaluator| {
                module::subscript_bare(evaluator, &bare, &item)
            })
        }
        Some(typing) if !typing.builtin => kept(evaluator, Subscription::Alias, &alias, &item, |evaluator| {
            parameters::subscript(evaluator, &alias, &item)
        }),
        _ => parameters::subscript(evaluator, &alias, &item),
    }
}

/// Calling an alias makes an instance of its origin.
fn call(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (value, alias) = receiver::<GenericAlias>(evaluator, &mut arguments)?;
    if let Value::Class(class) = &alias.origin
        && !alias.builtin
        && &*class.module == "builtins"
    {
        let name = alias.spelled.trim_start_matches("typing.");
        let message = format!("Type {name} cannot be instantiated; use {}() instead", class.name);
        return Err(evaluator.type_error(&message));
    }
    let result = evaluator.call(&alias.origin, arguments)?;
    if let Value::Instance(made) = &result
        && made.class.span.is_some()
    {
        made.set_attribute("__orig_class__", value);
    }
    Ok(result)
}

/// Attributes that the alias does not have are those of its origin.
fn get_attribute(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, alias) = receiver::<GenericAlias>(evaluator, &mut arguments)?;
    let name = take_first(evaluator, &mut arguments)?.as_str().unwrap_or_default();
    let own_name = !alias.builtin && (&*name == "__name__" || &*name == "__qualname__");
    if let Some((module, own)) = alias.spelled.rsplit_once('.')
        && own_name
        && module == "typing"
    {
        return Ok(Value::str(own));
    }
    if !alias.builtin && &*name == "__module__" {
        return Ok(match &alias.origin {
            Value::Class(class) if !alias.spelled.starts_with("typing.") => {
                Value::Str(Rc::clone(&class.module))
            }
            _ => Value::str("typing"),
        });
    }
    let dunder = name.starts_with("__") && name.ends_with("__");
    if alias.builtin || own_name || !dunder {
        return evaluator.get_attribute(&alias.origin, &name);
    }
    Err(evaluator.attribute_error(&name))
}

fn instance_check(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, alias) = receiver::<GenericAlias>(evaluator, &mut arguments)?;
    let value = take_first(evaluator, &mut arguments)?;
    let class = evaluator.class_of(&value);
    check(evaluator, &alias, &class, "isinstance() argument 2 cannot be a parameterized generic")
}

fn subclass_check(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, alias) = receiver::<GenericAlias>(evaluator, &mut arguments)?;
    match take_first(evaluator, &mut arguments)? {
        Value::Class(class) => {
            check(evaluator, &alias, &class, "issubclass() argument 2 cannot be a parameterized generic")
        }
        _ => Err(evaluator.type_error("issubclass() arg 1 must be a class")),
    }
}

fn check(
    evaluator: &mut Evaluator,
    alias: &GenericAlias,
    class: &Rc<Class>,
    message: &str,
) -> EvalResult<Value> {
    match &alias.origin {
        _ if alias.builtin => Err(evaluator.type_error(message)),
        Value::Class(origin) if alias.arguments.is_none() => {
            Ok(super::super::abstract_classes::is_subclass(class, origin))
        }
        _ => Err(evaluator.type_error("Subscripted generics cannot be used with class and instance checks")),
    }
}
