//! `set` and `frozenset`.
//!
//! Methods that change a set see unknown arguments: where one keeps them from knowing what it holds afterwards, its contents
//! are unknown from then on.

pub(crate) mod operations;
pub(crate) mod unordered;

use std::rc::Rc;

use super::super::{Arguments, Class, ClassHooks, EvalResult, Evaluator, Set, Truth, Value, Vars};
use super::comparison::subset;
use super::items::{changed, exception_of, key_error};
use super::known::known_repr;
use super::parameters::{self, between, constructor, exactly, has_own_init, no_keywords, with};
use super::sequence::{member_key, taint_if_conditional, unknown_in_key};
use super::{protocol, table, table_accepting_unknown};
use operations::Other;

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
    if has_own_init(class) && !frozen {
        return Ok(Value::Set(Rc::default()));
    }
    let name = if frozen { "frozenset" } else { "set" };
    let [iterable] = between(evaluator, name, 0, arguments.clone())?;
    let Some(iterable) = iterable else { return Ok(Value::Set(Rc::new(Set::new([], frozen)))) };
    match &iterable {
        Value::Set(set) if frozen && set.is_frozen() && set.taint().is_none() => Ok(iterable),
        _ => {
            let other = Other::of(evaluator, &iterable)?;
            Ok(Value::Set(Rc::new(operations::made(evaluator, &other, frozen)?)))
        }
    }
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
    let is_plain = matches!(arguments.positional.first(), Some(Value::Set(_)));
    let set = read(evaluator, &mut arguments, "copy")?;
    exactly::<0>(evaluator, "set.copy", arguments)?;
    if is_plain && set.is_frozen() {
        return Ok(Value::Set(set));
    }
    Ok(Value::Set(Rc::new(set.copy(set.is_frozen()))))
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
    let Some((first, rest)) = arguments.positional.split_first() else {
        return Ok(Value::Set(Rc::new(set.copy(set.is_frozen()))));
    };
    let first = Other::of(evaluator, first)?;
    let result = Rc::new(operations::combined(evaluator, operator, &set, &first)?);
    for other in rest {
        let other = Other::of(evaluator, other)?;
        if operator != "|" || !other.is(&set) {
            operations::combine_in_place(evaluator, operator, &result, &other)?;
        }
    }
    Ok(Value::Set(result))
}

fn relate(
    evaluator: &mut Evaluator,
    mut arguments: Arguments,
    method: &str,
    relation: fn(&mut Evaluator, &Rc<Set>, &Rc<Set>) -> EvalResult<Truth>,
) -> EvalResult<Value> {
    let set = read(evaluator, &mut arguments, method)?;
    let [other] = exactly(evaluator, &format!("set.{method}"), arguments)?;
    let other = match Other::of(evaluator, &other)? {
        Other::Set(other) => other,
        other => Rc::new(operations::made(evaluator, &other, false)?),
    };
    Ok(relation(evaluator, &set, &other)?.into())
}

fn is_disjoint(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    relate(evaluator, arguments, "isdisjoint", |evaluator, own, other| {
        if !operations::intersection(evaluator, own, &Other::Set(Rc::clone(other)))?.is_empty() {
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
        let [iterable] = between(evaluator, "set", 0, arguments)?;
        let other = iterable.map(|iterable| Other::of(evaluator, &iterable)).transpose()?;
        set.clear();
        other.map_or(Ok(()), |other| operations::update(evaluator, set, &other))
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
        set.clear();
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
        if set.remove(&key).is_some() {
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
    if set.is_empty() {
        let message = Value::str("pop from an empty set");
        return Err(exception_of(evaluator, &evaluator.exceptions.key_error, [message]));
    }
    if let Some(item) = set.pop() {
        taint_if_conditional(evaluator, &Value::Set(set));
        return Ok(item);
    }
    let unknown = unordered::unknown(evaluator);
    set.set_taint(Rc::clone(&unknown));
    Ok(Value::Unknown(unknown))
}

fn change_by(
    evaluator: &mut Evaluator,
    arguments: Arguments,
    method: &str,
    operator: &str,
) -> EvalResult<Value> {
    change(evaluator, arguments, method, |evaluator, set, arguments| {
        no_keywords(evaluator, &format!("set.{method}"), &arguments)?;
        if operator == "^" && arguments.positional.len() != 1 {
            exactly::<1>(evaluator, &format!("set.{method}"), arguments.clone())?;
        }
        if operator == "&" && arguments.positional.is_empty() {
            set.replace(&set.copy(false));
        }
        for other in &arguments.positional {
            if let Some(taint) = set.taint() {
                return Err(taint.into());
            }
            let other = Other::of(evaluator, other)?;
            operations::combine_in_place(evaluator, operator, set, &other)?;
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
