//! `set` and `frozenset`.
//!
//! Methods that change a set see unknown arguments: where one keeps them from knowing what it holds afterwards, its contents
//! are unknown from then on.

use std::rc::Rc;

use super::super::{Arguments, Class, ClassHooks, EvalResult, Evaluator, Set, Truth, Value, Vars};
use super::comparison::subset;
use super::items::{changed, exception_of, key_error};
use super::known::{known_items, known_repr};
use super::parameters::{self, constructor, exactly, has_own_init, no_keywords, with};
use super::sequence::{member_key, taint_if_conditional, unknown_in_key};
use super::{list, operators, protocol, table, table_accepting_unknown};

const SPECIAL: &[&str] = &[
    "__and__",
    "__contains__",
    "__eq__",
    "__ge__",
    "__gt__",
    "__iter__",
    "__le__",
    "__len__",
    "__lt__",
    "__ne__",
    "__or__",
    "__rand__",
    "__ror__",
    "__rsub__",
    "__rxor__",
    "__sub__",
    "__xor__",
];

fn reading() -> Vars {
    table(&[
        ("__repr__", repr),
        ("copy", copy),
        ("difference", |evaluator, arguments| combine(evaluator, arguments, "difference", "-")),
        ("intersection", |evaluator, arguments| combine(evaluator, arguments, "intersection", "&")),
        ("symmetric_difference", |evaluator, arguments| {
            combine(evaluator, arguments, "symmetric_difference", "^")
        }),
        ("union", |evaluator, arguments| combine(evaluator, arguments, "union", "|")),
        ("isdisjoint", is_disjoint),
        ("issubset", |evaluator, arguments| {
            relate(evaluator, arguments, "issubset", |evaluator, own, other| {
                subset(evaluator, own, other, true)
            })
        }),
        ("issuperset", |evaluator, arguments| {
            relate(evaluator, arguments, "issuperset", |evaluator, own, other| {
                subset(evaluator, other, own, true)
            })
        }),
    ])
}

pub(super) fn frozen_attributes() -> Vars {
    with(with(protocol::methods(SPECIAL), protocol::methods(&["__hash__"])), reading())
}

pub(super) fn attributes() -> Vars {
    let changing = table_accepting_unknown(&[
        ("__init__", init),
        ("add", add),
        ("clear", clear),
        ("discard", |evaluator, arguments| remove(evaluator, arguments, "discard")),
        ("remove", |evaluator, arguments| remove(evaluator, arguments, "remove")),
        ("pop", pop),
        ("update", |evaluator, arguments| change_by(evaluator, arguments, "update", "|")),
        ("difference_update", |evaluator, arguments| {
            change_by(evaluator, arguments, "difference_update", "-")
        }),
        ("intersection_update", |evaluator, arguments| {
            change_by(evaluator, arguments, "intersection_update", "&")
        }),
        ("symmetric_difference_update", |evaluator, arguments| {
            change_by(evaluator, arguments, "symmetric_difference_update", "^")
        }),
        ("__ior__", |evaluator, arguments| in_place(evaluator, arguments, "|")),
        ("__isub__", |evaluator, arguments| in_place(evaluator, arguments, "-")),
        ("__iand__", |evaluator, arguments| in_place(evaluator, arguments, "&")),
        ("__ixor__", |evaluator, arguments| in_place(evaluator, arguments, "^")),
    ]);
    let shared = with(protocol::methods(SPECIAL), protocol::methods(&["!__hash__"]));
    with(with(shared, reading()), changing)
}

pub(super) fn hooks() -> Option<Rc<dyn ClassHooks>> {
    constructor(|evaluator, class, arguments| construct(evaluator, class, arguments, false))
}

pub(super) fn frozen_hooks() -> Option<Rc<dyn ClassHooks>> {
    constructor(|evaluator, class, arguments| construct(evaluator, class, arguments, true))
}

fn construct(
    evaluator: &mut Evaluator,
    class: &Rc<Class>,
    arguments: &Arguments,
    frozen: bool,
) -> EvalResult<Value> {
    let items = if has_own_init(class) && !frozen {
        Vec::new()
    } else {
        list::items_of(evaluator, if frozen { "frozenset" } else { "set" }, arguments.clone())?
    };
    Ok(Value::Set(Rc::new(of_items(evaluator, items, frozen)?)))
}

fn of_items(evaluator: &mut Evaluator, items: Vec<Value>, frozen: bool) -> EvalResult<Set> {
    let set = Set::new([], frozen);
    for item in items {
        evaluator.add_member(&set, item)?;
    }
    Ok(set)
}

fn own(evaluator: &Evaluator, arguments: &mut Arguments, method: &str) -> EvalResult<Rc<Set>> {
    parameters::receiver(evaluator, arguments, "set", method, |value| match value {
        Value::Set(set) => Some(Rc::clone(set)),
        _ => None,
    })
}

fn read(evaluator: &Evaluator, arguments: &mut Arguments, method: &str) -> EvalResult<Rc<Set>> {
    let set = own(evaluator, arguments, method)?;
    match set.taint() {
        Some(unknown) => Err(unknown.into()),
        None => Ok(set),
    }
}

/// A set of what iteration over a value gives.
fn to_set(evaluator: &mut Evaluator, value: &Value) -> EvalResult<Set> {
    let items = known_items(evaluator, value)?;
    of_items(evaluator, items, false)
}

/// Like that of the built-in classes, but with the name of a subclass: `Tags({'a'})`.
fn repr(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [value] = exactly(evaluator, "__repr__", arguments)?;
    let text = known_repr(evaluator, &value.unwrapped())?;
    let Value::Instance(instance) = &value else { return Ok(Value::Str(text)) };
    let members = text.strip_prefix("frozenset(").and_then(|rest| rest.strip_suffix(')')).unwrap_or(&text);
    let members = if members == "set()" { "" } else { members };
    Ok(Value::from(format!("{}({members})", instance.class.name)))
}

fn copy(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let set = read(evaluator, &mut arguments, "copy")?;
    exactly::<0>(evaluator, "set.copy", arguments)?;
    Ok(Value::Set(Rc::new(copy_of(&set))))
}

/// A copy, frozen as the set is.
fn copy_of(set: &Set) -> Set {
    let copy = Set::new([], set.is_frozen());
    copy.change(|members| members.clone_from(&set.members()));
    copy
}

fn combine(
    evaluator: &mut Evaluator,
    mut arguments: Arguments,
    method: &str,
    operator: &str,
) -> EvalResult<Value> {
    let set = read(evaluator, &mut arguments, method)?;
    no_keywords(evaluator, &format!("set.{method}"), &arguments)?;
    if operator == "^" && arguments.positional.len() != 1 {
        exactly::<1>(evaluator, &format!("set.{method}"), arguments.clone())?;
    }
    let mut result = copy_of(&set);
    for other in &arguments.positional {
        result = combined(evaluator, &result, other, operator)?;
    }
    Ok(Value::Set(Rc::new(result)))
}

/// What an operation gives for a set and what iteration over a value gives.
fn combined(evaluator: &mut Evaluator, set: &Set, other: &Value, operator: &str) -> EvalResult<Set> {
    let members = to_set(evaluator, other)?;
    let is_set = matches!(other.unwrapped(), Value::Set(_));
    if operator == "&" && !is_set {
        return operators::intersection(evaluator, &members, set, set.is_frozen());
    }
    operators::set_operation(evaluator, operator, set, &members)
}

fn relate(
    evaluator: &mut Evaluator,
    mut arguments: Arguments,
    method: &str,
    relation: fn(&mut Evaluator, &Set, &Set) -> EvalResult<Truth>,
) -> EvalResult<Value> {
    let set = read(evaluator, &mut arguments, method)?;
    let [other] = exactly(evaluator, &format!("set.{method}"), arguments)?;
    let other = to_set(evaluator, &other)?;
    Ok(relation(evaluator, &set, &other)?.into())
}

fn is_disjoint(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    relate(evaluator, arguments, "isdisjoint", |evaluator, own, other| {
        let (small, large) = if other.len() > own.len() { (own, other) } else { (other, own) };
        if !operators::intersection(evaluator, small, large, false)?.is_empty() {
            return Ok(Truth::Known(false));
        }
        let (a, b) = (own.members(), other.members());
        let unknown = a.values().chain(b.values()).find_map(unknown_in_key);
        Ok(unknown.map_or(Truth::Known(true), Truth::Ambiguous))
    })
}

fn change(
    evaluator: &mut Evaluator,
    mut arguments: Arguments,
    method: &str,
    work: impl FnOnce(&mut Evaluator, &Rc<Set>, Arguments) -> EvalResult<()>,
) -> EvalResult<Value> {
    let set = own(evaluator, &mut arguments, method)?;
    let result = work(evaluator, &set, arguments);
    changed(evaluator, &Value::Set(set), result)?;
    Ok(Value::None)
}

fn init(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    change(evaluator, arguments, "__init__", |evaluator, set, arguments| {
        let items = list::items_of(evaluator, "set", arguments)?;
        let members = of_items(evaluator, items, false)?.members().clone();
        set.change(|own| *own = members);
        Ok(())
    })
}

fn add(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    change(evaluator, arguments, "add", |evaluator, set, arguments| {
        let [item] = exactly(evaluator, "set.add", arguments)?;
        evaluator.add_member(set, item)
    })
}

fn clear(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    change(evaluator, arguments, "clear", |evaluator, set, arguments| {
        exactly::<0>(evaluator, "set.clear", arguments)?;
        set.change(indexmap::IndexMap::clear);
        Ok(())
    })
}

fn remove(evaluator: &mut Evaluator, arguments: Arguments, method: &str) -> EvalResult<Value> {
    change(evaluator, arguments, method, |evaluator, set, arguments| {
        let [item] = exactly(evaluator, &format!("set.{method}"), arguments)?;
        if let Some(unknown) = set.taint() {
            return Err(unknown.into());
        }
        let key = member_key(evaluator, set, &item)?;
        if set.change(|members| members.shift_remove(&key)).is_some() {
            return Ok(());
        }
        if let Some(unknown) =
            unknown_in_key(&item).or_else(|| set.members().values().find_map(unknown_in_key))
        {
            return Err(unknown.into());
        }
        if method == "remove" { Err(key_error(evaluator, &item)) } else { Ok(()) }
    })
}

fn pop(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let set = read(evaluator, &mut arguments, "pop")?;
    exactly::<0>(evaluator, "set.pop", arguments)?;
    match set.len() {
        0 => {
            let message = Value::str("pop from an empty set");
            Err(exception_of(evaluator, &evaluator.exceptions.key_error, [message]))
        }
        1 => {
            let popped = set.change(indexmap::IndexMap::pop);
            taint_if_conditional(evaluator, &Value::Set(set));
            Ok(popped.map_or(Value::None, |(_, item)| item))
        }
        _ => {
            let item = evaluator.unknown("which member of a set comes first is not known");
            if let Value::Unknown(unknown) = &item {
                set.set_taint(Rc::clone(unknown));
            }
            Ok(item)
        }
    }
}

fn change_by(
    evaluator: &mut Evaluator,
    arguments: Arguments,
    method: &str,
    operator: &str,
) -> EvalResult<Value> {
    change(evaluator, arguments, method, |evaluator, set, arguments| {
        no_keywords(evaluator, &format!("set.{method}"), &arguments)?;
        for other in &arguments.positional {
            if let Some(taint) = set.taint() {
                return Err(taint.into());
            }
            let members = combined(evaluator, set, other, operator)?.members().clone();
            set.change(|own| *own = members);
        }
        Ok(())
    })
}

fn in_place(evaluator: &mut Evaluator, arguments: Arguments, operator: &str) -> EvalResult<Value> {
    let receiver = arguments.positional.first().cloned().unwrap_or(Value::None);
    let other = arguments.positional.get(1).map(Value::unwrapped);
    if !matches!(other, Some(Value::Set(_) | Value::Unknown(_))) {
        return Ok(Value::NotImplemented);
    }
    change_by(evaluator, arguments, "update", operator)?;
    Ok(receiver)
}
