//! How members are made, by the rules of `enum.EnumType.__new__`, and how they print.

use std::rc::Rc;

use super::super::parts::{Names, take_first};
use super::auto::Auto;
use super::{EnumMembers, flags, member_name, member_value};
use crate::python::{Arguments, Class, ClassHooks, EvalResult, Evaluator, Instance, Truth, Value};

/// `enum.member(value)` and `enum.nonmember(value)`.
struct Wrapper {
    value: Value,
    is_member: bool,
}

struct WrapperHooks(bool);

impl ClassHooks for WrapperHooks {
    fn construct(
        &self,
        evaluator: &mut Evaluator,
        class: &Rc<Class>,
        arguments: &Arguments,
    ) -> EvalResult<Option<Value>> {
        let value = take_first(evaluator, &mut arguments.clone())?;
        let wrapper = Wrapper { value, is_member: self.0 };
        Ok(Some(Value::Instance(Rc::new(Instance::with_payload(class, wrapper)))))
    }
}

pub(super) fn wrapper_class(object: &[Rc<Class>], name: &str, is_member: bool) -> Rc<Class> {
    Class::native("enum", name, object, Some(Rc::new(WrapperHooks(is_member))), Names::default().vars())
}

/// Makes the members of a class whose body was evaluated.
pub(super) fn make(evaluator: &mut Evaluator, class: &Rc<Class>) -> EvalResult<()> {
    let mut definitions = Vec::new();
    let ignored = ignored_names(evaluator, class)?;
    let attributes = class.attributes.borrow().clone();
    for (name, value) in attributes {
        if ignored.contains(&name) {
            class.attributes.borrow_mut().shift_remove(&name);
            continue;
        }
        match value.payload::<Wrapper>() {
            Some(wrapper) if !wrapper.is_member => class.set_attribute(&name, wrapper.value.clone()),
            Some(wrapper) => definitions.push((name, wrapper.value.clone())),
            None if is_member_name(class, &name) && !is_descriptor(&value) => definitions.push((name, value)),
            None => {}
        }
    }
    make_from(evaluator, class, definitions, None)
}

/// Makes the members from their names and values.
pub(super) fn make_from(
    evaluator: &mut Evaluator,
    class: &Rc<Class>,
    definitions: Vec<(Rc<str>, Value)>,
    start: Option<Value>,
) -> EvalResult<()> {
    settle_text_methods(class);
    let is_flag = class.descends_from("enum.Flag");
    let mut known = EnumMembers {
        members: Vec::new(),
        by_name: crate::python::Vars::default(),
        combinations: std::cell::RefCell::default(),
    };
    let mut values = Vec::new();
    for (name, value) in definitions {
        let value = settle_auto(evaluator, class, &name, value, &values, start.as_ref())?;
        if class.descends_from("enum.StrEnum")
            && !matches!(value, Value::Tuple(_) | Value::Unknown(_))
            && value.as_str().is_none()
        {
            let text = evaluator.repr_of(&value)?.as_str().unwrap_or_default();
            return Err(evaluator.type_error(&format!("{text} is not a string")));
        }
        values.push(value.clone());
        let member = make_member(evaluator, class, &name, value)?;
        let member = if let Some(original) = alias_of(evaluator, &known, &member)? {
            original
        } else {
            let value = member_value(&member).unwrap_or(Value::None);
            if is_flag {
                flags::check_value(evaluator, &value)?;
            }
            let is_single = flags::is_single(&value);
            if !is_flag || is_single {
                known.members.push((Rc::clone(&name), member.clone()));
            }
            member
        };
        class.set_attribute(&name, member.clone());
        known.by_name.insert(name, member);
    }
    class.set_data(known);
    if is_flag {
        flags::settle_operators(class);
    }
    if let Some(new) = written_new(class) {
        class.set_attribute("__new_member__", new);
        class.set_attribute("__new__", Value::native("__new__", super::new));
    }
    Ok(())
}

fn ignored_names(evaluator: &mut Evaluator, class: &Rc<Class>) -> EvalResult<Vec<Rc<str>>> {
    let mut names: Vec<Rc<str>> = vec!["_ignore_".into(), "_order_".into()];
    match class.own_attribute("_ignore_") {
        Some(Value::Str(text)) => {
            names.extend(text.replace(',', " ").split_whitespace().map(Rc::<str>::from));
        }
        Some(value) => {
            let items = evaluator.iterate(&value)?;
            names.extend(items.iter().filter_map(Value::as_str));
        }
        None => {}
    }
    Ok(names)
}

fn is_member_name(class: &Rc<Class>, name: &str) -> bool {
    let dunder = name.len() > 4 && name.starts_with("__") && name.ends_with("__");
    let sunder = name.len() > 2 && name.starts_with('_') && name.ends_with('_');
    let private = name.starts_with(&format!("_{}__", class.name.trim_start_matches('_')));
    !(dunder || sunder || private)
}

fn is_descriptor(value: &Value) -> bool {
    match value {
        Value::Function(_)
        | Value::Native(_)
        | Value::Property(_)
        | Value::StaticMethod(_)
        | Value::ClassMethod(_) => true,
        Value::Instance(instance) => {
            ["__get__", "__set__", "__delete__"].iter().any(|name| instance.class.lookup(name).is_some())
        }
        _ => false,
    }
}

/// `__repr__`, `__str__` and `__format__` of an enumeration come before those of the built-in class it is mixed with,
/// unless the program defines them.
fn settle_text_methods(class: &Rc<Class>) {
    let order = class.resolution_order();
    let plain = if class.descends_from("enum.ReprEnum") {
        &["__repr__"][..]
    } else {
        &["__repr__", "__str__", "__format__"]
    };
    for name in ["__repr__", "__str__", "__format__"] {
        let written = order.iter().any(|class| class.span.is_some() && class.own_attribute(name).is_some());
        if written {
            continue;
        }
        let code = match name {
            "__repr__" => repr,
            "__str__" if plain.contains(&name) => str,
            "__str__" => plain_str,
            _ if plain.contains(&name) => format,
            _ => plain_format,
        };
        class.set_attribute(name, Value::native(name, code));
    }
}

/// The value of a definition, with `auto()` settled.
fn settle_auto(
    evaluator: &mut Evaluator,
    class: &Rc<Class>,
    name: &Rc<str>,
    value: Value,
    values: &[Value],
    start: Option<&Value>,
) -> EvalResult<Value> {
    if let Value::Tuple(items) = &value {
        let mut settled = Vec::new();
        for item in items.iter() {
            settled.push(settle_auto(evaluator, class, name, item.clone(), values, start)?);
        }
        return Ok(Value::tuple(settled));
    }
    let Some(auto) = value.payload::<Auto>() else { return Ok(value) };
    if let Some(value) = auto.value(evaluator)? {
        return Ok(value);
    }
    let value = next_value(evaluator, class, name, values, start)?;
    Ok(auto.settle(value))
}

/// `_generate_next_value_`.
pub(super) fn next_value(
    evaluator: &mut Evaluator,
    class: &Rc<Class>,
    name: &Rc<str>,
    values: &[Value],
    start: Option<&Value>,
) -> EvalResult<Value> {
    let start = start.cloned().unwrap_or_else(|| Value::int(1));
    let written = class.lookup("_generate_next_value_").map(|value| match value {
        Value::StaticMethod(inner) => inner.as_ref().clone(),
        other => other,
    });
    if let Some(function) = written {
        let arguments =
            [Value::Str(Rc::clone(name)), start, Value::int(values.len()), Value::list(values.to_vec())];
        return evaluator.call(&function, Arguments::positional(arguments));
    }
    if class.descends_from("enum.StrEnum") {
        return Ok(Value::from(name.to_lowercase()));
    }
    if class.descends_from("enum.Flag") {
        return flags::next_value(evaluator, values, start);
    }
    let numbers: Vec<&Value> = values.iter().filter(|value| value.as_f64().is_some()).collect();
    // Those that can be sorted are; the last of equal ones counts.
    let last = if numbers.len() == values.len() {
        numbers
            .into_iter()
            .max_by(|one, other| one.as_f64().unwrap_or(0.0).total_cmp(&other.as_f64().unwrap_or(0.0)))
    } else {
        numbers.last().copied()
    };
    match last {
        Some(last) => evaluator.binary("+", &last.unwrapped(), &Value::int(1)),
        None => Ok(start),
    }
}

/// The built-in class that the enumeration is mixed with.
fn data_class(class: &Rc<Class>) -> Option<Rc<Class>> {
    class.ancestors.iter().find(|class| &*class.module == "builtins" && &*class.name != "object").cloned()
}

fn make_member(
    evaluator: &mut Evaluator,
    class: &Rc<Class>,
    name: &Rc<str>,
    value: Value,
) -> EvalResult<Value> {
    let data = data_class(class);
    let arguments: Vec<Value> = match &value {
        Value::Tuple(items) if data.as_ref().is_none_or(|data| &*data.name != "tuple") => items.to_vec(),
        _ => vec![value.clone()],
    };
    let member = match written_new(class) {
        Some(new) => {
            let receiver = Value::Class(Rc::clone(class));
            evaluator.call(&new, Arguments::positional(arguments.clone()).with_first(receiver))?
        }
        None => Value::Instance(Rc::new(match &data {
            Some(data) => {
                let data = Value::Class(Rc::clone(data));
                Instance::with_builtin(
                    class,
                    evaluator.call(&data, Arguments::positional(arguments.clone()))?,
                )
            }
            None => Instance::new(class),
        })),
    };
    let Value::Instance(instance) = &member else { return Ok(member) };
    let value = instance.attribute("_value_").unwrap_or_else(|| match data {
        Some(_) => instance.builtin().unwrap_or(value),
        None => value,
    });
    for (attribute, value) in [("_value_", value.clone()), ("value", value)] {
        instance.set_attribute(attribute, value);
    }
    for attribute in ["_name_", "name"] {
        instance.set_attribute(attribute, Value::Str(Rc::clone(name)));
    }
    if has_own_init(class) {
        evaluator.call_method(&member, "__init__", Arguments::positional(arguments))?;
    }
    let settled = instance.attribute("_value_").unwrap_or(Value::None);
    instance.set_attribute("value", settled);
    Ok(member)
}

/// What makes the members: the program's `__new__`, which calling the class does not run again.
fn written_new(class: &Rc<Class>) -> Option<Value> {
    match class
        .own_attribute("__new__")
        .or_else(|| class.lookup("__new_member__"))
        .or_else(|| class.lookup("__new__"))?
    {
        Value::StaticMethod(inner) if matches!(*inner, Value::Function(_)) => Some(inner.as_ref().clone()),
        function @ Value::Function(_) => Some(function),
        _ => None,
    }
}

/// Whether a class of the program defines `__init__` (a dataclass that is mixed in has a generated one).
fn has_own_init(class: &Rc<Class>) -> bool {
    class
        .resolution_order()
        .iter()
        .any(|class| class.span.is_some() && class.own_attribute("__init__").is_some())
}

/// The member that has the value already.
fn alias_of(evaluator: &mut Evaluator, known: &EnumMembers, member: &Value) -> EvalResult<Option<Value>> {
    let Some(value) = member_value(member) else { return Ok(None) };
    for other in known.by_name.values() {
        let Some(other_value) = member_value(other) else { continue };
        if let Truth::Known(true) = evaluator.equals(&other_value, &value)? {
            return Ok(Some(other.clone()));
        }
    }
    Ok(None)
}

fn parts(evaluator: &Evaluator, arguments: &mut Arguments) -> EvalResult<(Rc<str>, Option<Rc<str>>, Value)> {
    let member = take_first(evaluator, arguments)?;
    let class = evaluator.class_of(&member);
    let value = member_value(&member).unwrap_or(Value::None);
    Ok((Rc::clone(&class.name), member_name(&member), value))
}

/// `<Colour.RED: 1>`.
pub(super) fn repr(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (class, name, value) = parts(evaluator, &mut arguments)?;
    let value = evaluator.repr_of(&value)?;
    let Some(value) = value.as_str() else { return Ok(value) };
    Ok(Value::from(match name {
        Some(name) => format!("<{class}.{name}: {value}>"),
        None => format!("<{class}: {value}>"),
    }))
}

/// `Colour.RED`.
pub(super) fn str(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (class, name, value) = parts(evaluator, &mut arguments)?;
    if let Some(name) = name {
        return Ok(Value::from(format!("{class}.{name}")));
    }
    let value = evaluator.repr_of(&value)?;
    Ok(value.as_str().map_or(value, |value| Value::from(format!("{class}({value})"))))
}

/// `str` of the value, for `IntEnum` and its kin.
fn plain_str(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, _, value) = parts(evaluator, &mut arguments)?;
    evaluator.str_of(&value)
}

/// Formats what `str` gives.
pub(super) fn format(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let member = take_first(evaluator, &mut arguments)?;
    let specification = take_first(evaluator, &mut arguments)?.as_str().unwrap_or_default();
    let text = evaluator.str_of(&member)?;
    evaluator.format_of(&text.unwrapped(), &specification)
}

/// Formats the value.
fn plain_format(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, _, value) = parts(evaluator, &mut arguments)?;
    let specification = take_first(evaluator, &mut arguments)?.as_str().unwrap_or_default();
    evaluator.format_of(&value.unwrapped(), &specification)
}
