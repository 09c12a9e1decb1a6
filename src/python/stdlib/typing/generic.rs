//! `Generic` and `Protocol`, and subscription of classes.

use std::rc::Rc;

use super::super::parts::{Names, take_first};
use super::alias::{builtin_alias, spelling, typing_alias};
use super::kept::{Subscription, kept};
use super::parameters::{check_count, parameters_of};
use super::{GenericAlias, SpecialForm, TypeVariable, check_size, checked, classes, items_of, plain_repr};
use crate::python::{Arguments, Class, ClassHooks, EvalResult, Evaluator, Value};

/// The type variables of a generic class: `__parameters__`.
struct Parameters(Vec<Value>);

/// That a class is a protocol: its body describes what other classes have.
struct IsProtocol;

struct GenericHooks;

pub(super) fn generic_class(object: &[Rc<Class>]) -> Rc<Class> {
    let names = Names::default().class_methods(&[("__class_getitem__", class_get_item)]).vars();
    Class::native("typing", "Generic", object, Some(Rc::new(GenericHooks)), names)
}

pub(super) fn protocol_class(generic: &Rc<Class>) -> Rc<Class> {
    let names = Names::default().vars();
    let generic = std::slice::from_ref(generic);
    Class::native("typing", "Protocol", generic, Some(Rc::new(ProtocolHooks)), names)
}

impl ClassHooks for GenericHooks {
    fn subclass_created(
        &self,
        evaluator: &mut Evaluator,
        class: &Rc<Class>,
        _keywords: &[(Rc<str>, Value)],
    ) -> EvalResult<()> {
        let generic = Rc::clone(&classes(evaluator).generic);
        let plain = class.original_bases.iter().any(|base| base.is(&Value::Class(Rc::clone(&generic))));
        if plain {
            return Err(evaluator.type_error("Cannot inherit from plain Generic"));
        }
        let used = parameters_of(&class.original_bases);
        let declared = class.original_bases.iter().find_map(|base| {
            let alias = base.payload::<GenericAlias>()?;
            let origin = alias.origin.as_class()?;
            let declares =
                origin.has_dotted_name("typing.Generic") || origin.has_dotted_name("typing.Protocol");
            declares.then(|| (base.clone(), alias.arguments.as_deref().unwrap_or_default().to_vec()))
        });
        let parameters = match declared {
            Some((base, declared)) => {
                check_listed(evaluator, &used, &base, &declared)?;
                declared
            }
            None => used,
        };
        class.set_attribute("__parameters__", Value::tuple(parameters.clone()));
        if class.original_bases.iter().any(|base| base.payload::<GenericAlias>().is_some()) {
            class.set_attribute("__orig_bases__", Value::tuple(class.original_bases.clone()));
        }
        class.set_data(Parameters(parameters));
        Ok(())
    }

    fn item(&self, evaluator: &mut Evaluator, class: &Rc<Class>, item: &Value) -> EvalResult<Option<Value>> {
        subscript_generic(evaluator, class, item).map(Some)
    }
}

fn check_listed(
    evaluator: &mut Evaluator,
    used: &[Value],
    base: &Value,
    declared: &[Value],
) -> EvalResult<()> {
    let missing: Vec<&Value> =
        used.iter().filter(|variable| !declared.iter().any(|known| known.is(variable))).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let mut names = Vec::new();
    for variable in missing {
        names.push(plain_repr(evaluator, variable)?);
    }
    let base = plain_repr(evaluator, base)?;
    Err(evaluator.type_error(&format!("Some type variables ({}) are not listed in {base}", names.join(", "))))
}

/// `Generic[T]`, `Protocol[T]`, or a generic class of the user with arguments.
fn subscript_generic(evaluator: &mut Evaluator, class: &Rc<Class>, item: &Value) -> EvalResult<Value> {
    let origin = Value::Class(Rc::clone(class));
    kept(evaluator, Subscription::Class, &origin, item, |evaluator| made_generic(evaluator, class, item))
}

fn made_generic(evaluator: &mut Evaluator, class: &Rc<Class>, item: &Value) -> EvalResult<Value> {
    let items = items_of(item);
    let origin = Value::Class(Rc::clone(class));
    let name = &*class.name;
    if &*class.module == "typing" && matches!(name, "Generic" | "Protocol") {
        check_variables(evaluator, name, &items)?;
        return Ok(typing_alias(evaluator, &origin, Some(items), &format!("typing.{name}")));
    }
    let parameters = class.data::<Parameters>();
    let parameters = parameters.as_ref().map(|known| known.0.as_slice()).unwrap_or_default();
    let native = !class.span.is_some();
    if parameters.is_empty() && !native {
        let text = plain_repr(evaluator, &origin)?;
        return Err(evaluator.type_error(&format!("{text} is not a generic class")));
    }
    let mut arguments = Vec::new();
    for item in &items {
        arguments.push(checked(evaluator, item, "Parameters to generic types must be types.")?);
    }
    let variadic = parameters
        .iter()
        .filter_map(Value::payload::<TypeVariable>)
        .any(|variable| variable.kind != super::VariableKind::Type);
    let unknown = parameters.iter().any(|parameter| matches!(parameter, Value::Unknown(_)));
    if !native && !variadic && !unknown {
        check_count(evaluator, &origin, arguments.len(), parameters.len())?;
    }
    Ok(typing_alias(evaluator, &origin, Some(arguments), &spelling(&origin)))
}

fn check_variables(evaluator: &mut Evaluator, name: &str, items: &[Value]) -> EvalResult<()> {
    if items.is_empty() {
        return Err(evaluator.type_error(&format!("Parameter list to {name}[...] cannot be empty")));
    }
    let unpacked = |item: &Value| {
        item.payload::<GenericAlias>().is_some_and(|alias| super::is_form(&alias.origin, "Unpack"))
    };
    let known = items.iter().filter(|item| !matches!(item, Value::Unknown(_)));
    if !known.into_iter().all(|item| item.payload::<TypeVariable>().is_some() || unpacked(item)) {
        return Err(evaluator.type_error(&format!(
            "Parameters to {name}[...] must all be type variables or parameter specification variables."
        )));
    }
    let repeated = items.iter().enumerate().any(|(at, item)| items[..at].iter().any(|other| other.is(item)));
    if repeated {
        return Err(evaluator.type_error(&format!("Parameters to {name}[...] must all be unique")));
    }
    Ok(())
}

/// `class[item]` for built-in generic classes and their subclasses; `None` where the class cannot be subscripted.
pub(crate) fn subscript_class(
    evaluator: &mut Evaluator,
    class: &Rc<Class>,
    item: &Value,
) -> EvalResult<Option<Value>> {
    if class.descends_from("typing.Generic") {
        return subscript_generic(evaluator, class, item).map(Some);
    }
    let types = &evaluator.types;
    let builtin = [&types.list, &types.dict, &types.tuple, &types.set, &types.frozenset, &types.type_];
    let generic = builtin.into_iter().any(|builtin| class.is_subclass_of(builtin))
        || class.lookup("__class_getitem__").is_some();
    if !generic {
        return Ok(None);
    }
    subscript_builtin(evaluator, class, item).map(Some)
}

fn subscript_builtin(evaluator: &mut Evaluator, class: &Rc<Class>, item: &Value) -> EvalResult<Value> {
    let mut items = items_of(item);
    for item in &items {
        check_size(evaluator, item)?;
    }
    if class.has_dotted_name("collections.abc.Callable")
        && let [Value::List(parameters), result] = items.as_slice()
    {
        items = parameters.to_vec().into_iter().chain([result.clone()]).collect();
    }
    Ok(builtin_alias(evaluator, &Value::Class(Rc::clone(class)), items))
}

/// `__class_getitem__` of the native classes that can be subscripted.
pub(crate) fn class_get_item(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let class = take_first(evaluator, &mut arguments)?;
    let item = take_first(evaluator, &mut arguments)?;
    match &class {
        Value::Class(class) if class.descends_from("typing.Generic") => {
            subscript_generic(evaluator, class, &item)
        }
        Value::Class(class) => subscript_builtin(evaluator, class, &item),
        _ => Err(evaluator.type_error("only classes can be subscripted")),
    }
}

/// What stands among the bases of a class in place of `base`, an alias of `typing` or `types`; `None` for other values.
/// `bases` are all bases as they were written.
pub(crate) fn mro_entries(evaluator: &mut Evaluator, base: &Value, bases: &[Value]) -> Option<Vec<Value>> {
    if base.payload::<SpecialForm>().is_some_and(|form| &*form.name == "Any") {
        return Some(Vec::new());
    }
    let alias = base.payload::<GenericAlias>()?;
    let generic = Value::Class(Rc::clone(&classes(evaluator).generic));
    let at = bases.iter().position(|other| other.is(base)).map_or(bases.len(), |at| at + 1);
    let later = bases.get(at..).unwrap_or_default();
    let is_alias = |value: &Value| value.payload::<GenericAlias>().is_some_and(|alias| !alias.builtin);
    if alias.origin.is(&generic) {
        let protocol = Value::Class(Rc::clone(&classes(evaluator).protocol));
        let covered = bases.iter().any(|other| other.is(&protocol)) || later.iter().any(is_alias);
        return Some(if covered { Vec::new() } else { vec![generic] });
    }
    let special = !alias.builtin && alias.spelled.starts_with("typing.") && {
        alias.origin.as_class().is_some_and(|class| &*class.module != "typing")
    };
    if !special {
        return Some(vec![alias.origin.clone()]);
    }
    let mut entries = Vec::new();
    if !bases.iter().any(|other| other.is(&alias.origin)) {
        entries.push(alias.origin.clone());
    }
    let covered = later.iter().any(|other| {
        is_alias(other) || other.as_class().is_some_and(|class| class.descends_from("typing.Generic"))
    });
    if !covered {
        entries.push(generic);
    }
    Some(entries)
}

struct ProtocolHooks;

impl ClassHooks for ProtocolHooks {
    fn subclass_created(
        &self,
        evaluator: &mut Evaluator,
        class: &Rc<Class>,
        _keywords: &[(Rc<str>, Value)],
    ) -> EvalResult<()> {
        let protocol = Value::Class(Rc::clone(&classes(evaluator).protocol));
        let direct = class.bases.iter().any(|base| base.is(&protocol));
        class.set_attribute("_is_protocol", Value::Bool(direct));
        if direct {
            class.set_data(IsProtocol);
            let hook = Value::native("__subclasshook__", protocol_hook);
            if class.own_attribute("__subclasshook__").is_none() {
                class.set_attribute("__subclasshook__", Value::ClassMethod(Rc::new(hook)));
            }
        }
        Ok(())
    }

    fn construct(
        &self,
        evaluator: &mut Evaluator,
        class: &Rc<Class>,
        _arguments: &Arguments,
    ) -> EvalResult<Option<Value>> {
        if class.data::<IsProtocol>().is_some() || class.has_dotted_name("typing.Protocol") {
            return Err(evaluator.type_error("Protocols cannot be instantiated"));
        }
        Ok(None)
    }
}

/// `__subclasshook__` of a protocol: whether a class has what the protocol describes. Members that are no methods may be
/// set on instances, which a class does not tell.
fn protocol_hook(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let protocol = take_first(evaluator, &mut arguments)?;
    let class = take_first(evaluator, &mut arguments)?;
    let (Value::Class(protocol), Value::Class(class)) = (protocol, class) else {
        return Ok(Value::NotImplemented);
    };
    if protocol.lookup("_is_runtime_protocol").is_none() {
        return Err(evaluator
            .type_error("Instance and class checks can only be used with @runtime_checkable protocols"));
    }
    let missing = protocol_members(&protocol).into_iter().filter(|name| class.lookup(name).is_none());
    let missing: Vec<Rc<str>> = missing.collect();
    if missing.is_empty() {
        return Ok(Value::Bool(true));
    }
    if let Some(unknown) = &class.unknown_base {
        return Ok(super::super::parts::follows(unknown));
    }
    let is_method = |name: &Rc<str>| protocol.lookup(name).is_some();
    if missing.iter().any(is_method) {
        return Ok(Value::Bool(false));
    }
    Ok(evaluator.unknown("whether an instance has the attributes of a protocol is not evaluated"))
}

fn protocol_members(class: &Rc<Class>) -> Vec<Rc<str>> {
    let mut members = Vec::new();
    for class in class.resolution_order().iter().filter(|class| class.data::<IsProtocol>().is_some()) {
        let attributes: Vec<Rc<str>> = class.attributes.borrow().keys().cloned().collect();
        let annotations =
            class.annotations.borrow().iter().map(|(name, _)| Rc::clone(name)).collect::<Vec<_>>();
        members.extend(attributes.into_iter().chain(annotations).filter(|name| !is_internal(name)));
    }
    members
}

fn is_internal(name: &str) -> bool {
    matches!(
        name,
        "__parameters__"
            | "__orig_bases__"
            | "_is_protocol"
            | "_is_runtime_protocol"
            | "__module__"
            | "__qualname__"
            | "__doc__"
            | "__annotations__"
            | "__init__"
            | "__slots__"
            | "__dict__"
            | "__class_getitem__"
            | "__subclasshook__"
            | "__new__"
            | "__abstractmethods__"
    )
}
