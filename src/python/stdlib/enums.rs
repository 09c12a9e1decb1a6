//! `enum`.
//!
//! When the body of a subclass of `Enum` was evaluated, its members are made (`members`) and kept on the class as
//! [`EnumMembers`], which the type engine reads. A member is an instance of the class with the attributes `name` and
//! `value`; where the class is an `int` or `str` too, the member is that built-in value. Calling the class looks a member up.

mod auto;
mod checks;
mod flags;
mod functional;
mod members;

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use super::parts::{Names, follows, take_first};
use crate::python::builtins::items;
use crate::python::{Arguments, Class, ClassHooks, Dict, EvalResult, Evaluator, Truth, Value, Vars};

/// The members of an enumeration, kept on its class.
pub struct EnumMembers {
    /// The members in the order of their definition, without aliases (and, of flags, without combinations).
    pub members: Vec<(Rc<str>, Value)>,
    /// Every name, aliases too.
    pub by_name: Vars,
    /// Combinations of flags that were asked for.
    combinations: RefCell<Vec<Value>>,
}

impl EnumMembers {
    /// A member by its name or alias.
    pub fn member(&self, name: &str) -> Option<&Value> {
        self.by_name.get(name)
    }
}

/// The members of the class, where it is an enumeration that has some.
pub fn enum_members(class: &Rc<Class>) -> Option<Rc<EnumMembers>> {
    class.inherited_data::<EnumMembers>().filter(|members| !members.by_name.is_empty())
}

/// `AttributeError` where an assignment or deletion would change the members of an enumeration.
pub(crate) fn check_change(
    evaluator: &Evaluator,
    class: &Rc<Class>,
    name: &str,
    deletes: bool,
) -> EvalResult<()> {
    if class.data::<EnumMembers>().is_none_or(|members| members.member(name).is_none()) {
        return Ok(());
    }
    Err(evaluator.attribute_error(&if deletes {
        format!("'{}' cannot delete member '{name}'.", class.name)
    } else {
        format!("cannot reassign member '{name}'")
    }))
}

/// The value of a member.
pub fn member_value(member: &Value) -> Option<Value> {
    member.as_instance().and_then(|instance| instance.attribute("_value_"))
}

/// The name of a member.
pub fn member_name(member: &Value) -> Option<Rc<str>> {
    member.as_instance().and_then(|instance| instance.attribute("_name_")).and_then(|name| name.as_str())
}

/// The classes of the module.
pub(super) struct Classes {
    pub(super) base: Rc<Class>,
    repr_enum: Rc<Class>,
    int_enum: Rc<Class>,
    str_enum: Rc<Class>,
    flag: Rc<Class>,
    int_flag: Rc<Class>,
    auto: Rc<Class>,
    member: Rc<Class>,
    nonmember: Rc<Class>,
    kind: Rc<Class>,
}

#[derive(Default)]
struct State(OnceCell<Rc<Classes>>);

pub(super) fn classes(evaluator: &mut Evaluator) -> Rc<Classes> {
    let state = evaluator.extension::<State>();
    let types = &evaluator.types;
    let object = std::slice::from_ref(&types.object);
    let make = || {
        let class = |name: &str, bases: &[Rc<Class>], attributes: Vars| {
            Class::native("enum", name, bases, None, attributes)
        };
        let kind = class("EnumType", std::slice::from_ref(&types.type_), metaclass_attributes());
        let base = Class::native("enum", "Enum", object, Some(Rc::new(Hooks)), attributes());
        base.set_metaclass(Some(Rc::clone(&kind)));
        let repr_enum = class("ReprEnum", &[Rc::clone(&base)], Vars::default());
        let flag = class("Flag", &[Rc::clone(&base)], flags::attributes());
        flag.set_data(flags::Boundary::Strict);
        let mixed = |name: &str, first: &Rc<Class>, rest: &[&Rc<Class>]| {
            let bases: Vec<Rc<Class>> =
                std::iter::once(first).chain(rest.iter().copied()).map(Rc::clone).collect();
            class(name, &bases, Vars::default())
        };
        let int_flag = mixed("IntFlag", &types.int, &[&repr_enum, &flag]);
        int_flag.set_data(flags::Boundary::Keep);
        Rc::new(Classes {
            int_enum: mixed("IntEnum", &types.int, &[&repr_enum]),
            str_enum: mixed("StrEnum", &types.str, &[&repr_enum]),
            int_flag,
            auto: auto::class(object),
            member: members::wrapper_class(object, "member", true),
            nonmember: members::wrapper_class(object, "nonmember", false),
            kind,
            base,
            repr_enum,
            flag,
        })
    };
    Rc::clone(state.0.get_or_init(make))
}

/// The names of the module.
pub(super) fn module(evaluator: &mut Evaluator) -> EvalResult<Vars> {
    let known = classes(evaluator);
    let boundaries = ["STRICT", "CONFORM", "EJECT", "KEEP"];
    let boundary = functional::str_enumeration(evaluator, &known, "FlagBoundary", &boundaries)?;
    let checks = ["CONTINUOUS", "NAMED_FLAGS", "UNIQUE"];
    let check = functional::str_enumeration(evaluator, &known, "EnumCheck", &checks)?;
    let mut names = Names::default().class(&boundary).class(&check);
    for class in [&boundary, &check] {
        for (name, member) in enum_members(class).iter().flat_map(|members| members.by_name.iter()) {
            names = names.value(name, member.clone());
        }
    }
    Ok(names
        .class(&known.base)
        .class(&known.repr_enum)
        .class(&known.int_enum)
        .class(&known.str_enum)
        .class(&known.flag)
        .class(&known.int_flag)
        .class(&known.auto)
        .class(&known.member)
        .class(&known.nonmember)
        .class(&known.kind)
        .value("EnumMeta", Value::Class(Rc::clone(&known.kind)))
        .value("property", Value::Class(Rc::clone(&evaluator.types.property)))
        .functions_accepting_unknown(&[
            ("unique", checks::unique),
            ("global_enum", |evaluator, mut arguments| take_first(evaluator, &mut arguments)),
            ("verify", checks::verify),
        ])
        .vars())
}

/// What metaclasses of the program that descend from `EnumType` call by `super()`.
fn metaclass_attributes() -> Vars {
    Names::default()
        .functions_accepting_unknown(&[
            ("__getitem__", |evaluator, mut arguments| {
                let (class, key) =
                    (take_first(evaluator, &mut arguments)?, take_first(evaluator, &mut arguments)?);
                let Value::Class(class) = class else { return Ok(Value::NotImplemented) };
                Ok(Hooks.item(evaluator, &class, &key)?.unwrap_or(Value::NotImplemented))
            }),
            ("__contains__", |evaluator, mut arguments| {
                let (class, item) =
                    (take_first(evaluator, &mut arguments)?, take_first(evaluator, &mut arguments)?);
                let Value::Class(class) = class else { return Ok(Value::NotImplemented) };
                Ok(Hooks.contains(evaluator, &class, &item)?.map_or(Value::NotImplemented, Value::from))
            }),
            ("__iter__", |evaluator, mut arguments| {
                let class = take_first(evaluator, &mut arguments)?;
                let Value::Class(class) = class else { return Ok(Value::NotImplemented) };
                let members = Hooks.iterate(evaluator, &class)?.unwrap_or_default();
                Ok(Value::Iterator(Rc::new(crate::python::PyIterator::of("generator", members))))
            }),
            ("__len__", |evaluator, mut arguments| {
                let class = take_first(evaluator, &mut arguments)?;
                let Value::Class(class) = class else { return Ok(Value::NotImplemented) };
                Ok(Value::int(Hooks.iterate(evaluator, &class)?.map_or(0, |members| members.len())))
            }),
        ])
        .vars()
}

fn attributes() -> Vars {
    Names::default()
        .functions_accepting_unknown(&[
            ("__repr__", members::repr),
            ("__str__", members::str),
            ("__format__", members::format),
            ("__copy__", same),
            ("__deepcopy__", same),
        ])
        .class_methods(&[("_missing_", |_, _| Ok(Value::None))])
        .vars()
}

fn same(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    take_first(evaluator, &mut arguments)
}

struct Hooks;

impl ClassHooks for Hooks {
    fn subclass_created(
        &self,
        evaluator: &mut Evaluator,
        class: &Rc<Class>,
        keywords: &[(Rc<str>, Value)],
    ) -> EvalResult<()> {
        if let Some((_, boundary)) = keywords.iter().find(|(name, _)| &**name == "boundary") {
            class.set_data(flags::Boundary::of(boundary));
        }
        for base in class.ancestors.iter().filter(|base| base.data::<EnumMembers>().is_some()) {
            if enum_members(base).is_some() {
                let message = format!("<enum '{}'> cannot extend <enum '{}'>", class.name, base.name);
                return Err(evaluator.type_error(&message));
            }
        }
        members::make(evaluator, class)
    }

    fn construct(
        &self,
        evaluator: &mut Evaluator,
        class: &Rc<Class>,
        arguments: &Arguments,
    ) -> EvalResult<Option<Value>> {
        if arguments.positional.is_empty() && arguments.keyword("value").is_none() {
            let message = "EnumType.__call__() missing 1 required positional argument: 'value'";
            return Err(evaluator.type_error(message));
        }
        let parameters = ["value!", "names", "*module", "*qualname", "*type", "*start", "*boundary"];
        let [value, names, _module, _qualname, mixin, start, boundary] =
            arguments.clone().bind(evaluator, "EnumType.__call__", parameters)?;
        let value = value.unwrap_or(Value::None);
        match names {
            Some(names) => {
                let name = value.as_str().unwrap_or_default();
                let options = functional::Options { mixin, start, boundary };
                functional::make(evaluator, class, &name, &names, options).map(Some)
            }
            None => look_up(evaluator, class, &value).map(Some),
        }
    }

    fn item(&self, evaluator: &mut Evaluator, class: &Rc<Class>, item: &Value) -> EvalResult<Option<Value>> {
        if let Value::Unknown(unknown) = item {
            return Ok(Some(follows(unknown)));
        }
        let name = item.as_str();
        let found = enum_members(class)
            .and_then(|members| name.as_ref().and_then(|name| members.member(name).cloned()));
        match found {
            Some(member) => Ok(Some(member)),
            None => Err(items::key_error(evaluator, item)),
        }
    }

    fn attribute(
        &self,
        evaluator: &mut Evaluator,
        class: &Rc<Class>,
        name: &str,
    ) -> EvalResult<Option<Value>> {
        let members = class.inherited_data::<EnumMembers>();
        Ok(match name {
            "__members__" | "_member_map_" => {
                Some(Value::dict(members.map(|members| members.by_name.clone()).unwrap_or_default()))
            }
            "_member_names_" => {
                let names = members.iter().flat_map(|members| members.members.iter());
                Some(Value::list(names.map(|(name, _)| Value::Str(Rc::clone(name))).collect()))
            }
            "_value2member_map_" => {
                let dict = Dict::default();
                for member in members.iter().flat_map(|members| members.by_name.values()) {
                    let value = member_value(member).unwrap_or(Value::None);
                    if let Ok(key) = evaluator.key_in(&value, &dict) {
                        dict.insert(key, value, member.clone());
                    }
                }
                Some(Value::Dict(Rc::new(dict)))
            }
            _ => None,
        })
    }

    fn contains(
        &self,
        evaluator: &mut Evaluator,
        class: &Rc<Class>,
        item: &Value,
    ) -> EvalResult<Option<Truth>> {
        if let Value::Unknown(unknown) = item {
            return Ok(Some(Truth::Ambiguous(Rc::clone(unknown))));
        }
        let kind = evaluator.class_of(item);
        if kind.descends_from("enum.Enum") {
            return Ok(Some(Truth::Known(kind.is_subclass_of(class))));
        }
        if evaluator.settings.python_version < (3, 12) {
            let message = format!("unsupported operand type(s) for 'in': '{}' and 'EnumType'", kind.qualname);
            return Err(evaluator.type_error(&message));
        }
        let members = class.inherited_data::<EnumMembers>();
        for member in members.iter().flat_map(|members| members.by_name.values()) {
            let Some(value) = member_value(member) else { continue };
            let truth = evaluator.equals(&value, item)?;
            if !truth.is_false() {
                return Ok(Some(truth));
            }
        }
        Ok(Some(Truth::Known(false)))
    }

    fn iterate(&self, _evaluator: &mut Evaluator, class: &Rc<Class>) -> EvalResult<Option<Vec<Value>>> {
        let members = class.inherited_data::<EnumMembers>();
        let members = members.iter().flat_map(|members| members.members.iter());
        Ok(Some(members.map(|(_, member)| member.clone()).collect()))
    }
}

/// `Class.__new__(Class, value)`: once there are members, it looks one up.
fn new(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let class = take_first(evaluator, &mut arguments)?;
    let value = take_first(evaluator, &mut arguments)?;
    match &class {
        Value::Class(class) => look_up(evaluator, class, &value),
        _ => Err(evaluator.type_error("the first argument must be a class")),
    }
}

/// `Class(value)`: the member with the value.
fn look_up(evaluator: &mut Evaluator, class: &Rc<Class>, value: &Value) -> EvalResult<Value> {
    if let Value::Unknown(unknown) = value {
        return Ok(follows(unknown));
    }
    if value.as_instance().is_some_and(|instance| Rc::ptr_eq(&instance.class, class)) {
        return Ok(value.clone());
    }
    if let Some(members) = class.data::<EnumMembers>() {
        let combinations = members.combinations.borrow().clone();
        for member in members.by_name.values().chain(&combinations) {
            let Some(known) = member_value(member) else { continue };
            match evaluator.equals(&known, value)? {
                Truth::Known(true) => return Ok(member.clone()),
                Truth::Known(false) => {}
                Truth::Ambiguous(unknown) => return Ok(follows(&unknown)),
            }
        }
    }
    missing(evaluator, class, value)
}

fn missing(evaluator: &mut Evaluator, class: &Rc<Class>, value: &Value) -> EvalResult<Value> {
    if enum_members(class).is_none() {
        let text = evaluator.repr_of(&Value::Class(Rc::clone(class)))?.as_str().unwrap_or_default();
        return Err(evaluator.type_error(&format!("{text} has no members defined")));
    }
    if class.lookup("_missing_").is_some() {
        let receiver = Value::Class(Rc::clone(class));
        let found = evaluator.call_method(&receiver, "_missing_", Arguments::positional([value.clone()]))?;
        match &found {
            Value::Instance(instance) if instance.class.is_subclass_of(class) => return Ok(found),
            Value::Unknown(_) => return Ok(found),
            Value::Int(_) | Value::Bool(_) if flags::ejects(class) => return Ok(found),
            Value::None => {}
            _ => {
                let text = evaluator.repr_of(&found)?.as_str().unwrap_or_default();
                return Err(evaluator.type_error(&format!(
                    "error in {}._missing_: returned {text} instead of None or a valid member",
                    class.name
                )));
            }
        }
    }
    let text = evaluator.repr_of(value)?.as_str().unwrap_or_default();
    Err(evaluator.value_error(&format!("{text} is not a valid {}", class.qualname)))
}
