//! `dict_keys`, `dict_values` and `dict_items`: what a dictionary holds at the time when it is asked.

use std::rc::Rc;

use super::super::{Arguments, Dict, EvalResult, Evaluator, Instance, PyIterator, Set, Truth, Value, Vars};
use super::known::{decided, known_items};
use super::parameters::{exactly, getter, with};
use super::set::operations::{self, Other};
use super::{comparison, is_iterable, items, sequence, table, text};

/// What a view shows of the entries.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// The keys.
    Keys,
    /// The values.
    Values,
    /// Pairs of both.
    Items,
}

/// The state of a view.
struct View {
    dict: Rc<Dict>,
    part: Part,
}

impl Part {
    fn of(self, name: &Value, value: &Value) -> Value {
        match self {
            Self::Keys => name.clone(),
            Self::Values => value.clone(),
            Self::Items => Value::tuple([name.clone(), value.clone()]),
        }
    }

    fn iterator_kind(self) -> &'static str {
        match self {
            Self::Keys => "dict_keyiterator",
            Self::Values => "dict_valueiterator",
            Self::Items => "dict_itemiterator",
        }
    }
}

/// A view of a dictionary.
pub(super) fn view(evaluator: &Evaluator, dict: &Rc<Dict>, part: Part) -> Value {
    let class = match part {
        Part::Keys => &evaluator.types.dict_keys,
        Part::Values => &evaluator.types.dict_values,
        Part::Items => &evaluator.types.dict_items,
    };
    let view = View { dict: Rc::clone(dict), part };
    Value::Instance(Rc::new(Instance::with_payload(class, view)))
}

/// What every view has.
pub(super) fn attributes() -> Vars {
    let methods =
        table(&[("__iter__", iter), ("__len__", length), ("__repr__", repr), ("__reversed__", reversed)]);
    with(methods, [getter("mapping", mapping)])
}

/// What views of keys and items have besides: they are sets.
pub(super) fn set_attributes() -> Vars {
    let mut sets = table(&[
        ("__contains__", contains),
        ("__eq__", |evaluator, arguments| compare(evaluator, arguments, "==")),
        ("__ge__", |evaluator, arguments| compare(evaluator, arguments, ">=")),
        ("__gt__", |evaluator, arguments| compare(evaluator, arguments, ">")),
        ("__le__", |evaluator, arguments| compare(evaluator, arguments, "<=")),
        ("__lt__", |evaluator, arguments| compare(evaluator, arguments, "<")),
        ("__and__", |evaluator, arguments| combine(evaluator, arguments, "&", false)),
        ("__or__", |evaluator, arguments| combine(evaluator, arguments, "|", false)),
        ("__sub__", |evaluator, arguments| combine(evaluator, arguments, "-", false)),
        ("__xor__", |evaluator, arguments| combine(evaluator, arguments, "^", false)),
        ("__rand__", |evaluator, arguments| combine(evaluator, arguments, "&", true)),
        ("__ror__", |evaluator, arguments| combine(evaluator, arguments, "|", true)),
        ("__rsub__", |evaluator, arguments| combine(evaluator, arguments, "-", true)),
        ("__rxor__", |evaluator, arguments| combine(evaluator, arguments, "^", true)),
        ("isdisjoint", is_disjoint),
    ]);
    sets.insert("__hash__".into(), Value::None);
    with(attributes(), sets)
}

/// The state of a view whose dictionary is known.
fn own(evaluator: &Evaluator, value: &Value) -> EvalResult<Rc<View>> {
    let Some(view) = value.payload::<View>() else {
        return Err(evaluator.type_error("a view of a dictionary is needed"));
    };
    match view.dict.taint() {
        Some(unknown) => Err(unknown.into()),
        None => Ok(view),
    }
}

fn receiver(evaluator: &Evaluator, name: &str, arguments: Arguments) -> EvalResult<Rc<View>> {
    let [value] = exactly(evaluator, name, arguments)?;
    own(evaluator, &value)
}

fn contents(view: &View) -> Vec<Value> {
    view.dict.entries().values().map(|(name, value)| view.part.of(name, value)).collect()
}

fn iter(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let view = receiver(evaluator, "__iter__", arguments)?;
    let part = view.part;
    let iterator =
        sequence::iterate_dict(&view.dict, part.iterator_kind(), move |name, value| part.of(name, value));
    Ok(Value::Iterator(Rc::new(iterator)))
}

fn reversed(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let view = receiver(evaluator, "__reversed__", arguments)?;
    let items = contents(&view).into_iter().rev().collect();
    Ok(Value::Iterator(Rc::new(PyIterator::of("dict_reversekeyiterator", items))))
}

fn length(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let view = receiver(evaluator, "__len__", arguments)?;
    Ok(Value::int(view.dict.len()))
}

fn repr(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let view = receiver(evaluator, "__repr__", arguments)?;
    let name = match view.part {
        Part::Keys => "dict_keys",
        Part::Values => "dict_values",
        Part::Items => "dict_items",
    };
    let _level = super::bounds::enter(evaluator, " while getting the repr of an object")?;
    let inner = text::joined(evaluator, &contents(&view))?;
    Ok(Value::from(format!("{name}([{inner}])")))
}

fn mapping(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let view = receiver(evaluator, "mapping", arguments)?;
    Ok(Value::Dict(Rc::clone(&view.dict)))
}

fn contains(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [value, item] = exactly(evaluator, "__contains__", arguments)?;
    let view = own(evaluator, &value)?;
    if view.part == Part::Keys {
        let found = items::find(evaluator, &view.dict, &item)?;
        return Ok(Value::Bool(found.is_some()));
    }
    let Value::Tuple(pair) = item.unwrapped() else { return Ok(Value::Bool(false)) };
    let [key, wanted] = &*pair else { return Ok(Value::Bool(false)) };
    match items::find(evaluator, &view.dict, key)? {
        Some(found) => Ok(comparison::same_or_equal(evaluator, &found, wanted)?.into()),
        None => Ok(Value::Bool(false)),
    }
}

/// Whether a value is a set, or a view that is one.
fn is_set(value: &Value) -> bool {
    matches!(value.unwrapped(), Value::Set(_)) || is_view(value)
}

fn is_view(value: &Value) -> bool {
    value.payload::<View>().is_some_and(|view| view.part != Part::Values)
}

/// The members of a value that can be iterated over; of a view of keys they are those of its dictionary.
fn as_set(evaluator: &mut Evaluator, value: &Value) -> EvalResult<Rc<Set>> {
    let keys = value.payload::<View>().filter(|view| view.part == Part::Keys);
    let other = match keys {
        Some(view) => Other::of(evaluator, &Value::Dict(Rc::clone(&view.dict)))?,
        None => Other::of(evaluator, value)?,
    };
    Ok(Rc::new(operations::made(evaluator, &other, false)?))
}

fn compare(evaluator: &mut Evaluator, arguments: Arguments, operator: &str) -> EvalResult<Value> {
    let [left, right] = exactly(evaluator, "__eq__", arguments)?;
    if !is_set(&left) || !is_set(&right) {
        return Ok(Value::NotImplemented);
    }
    let (left, right) = (Value::Set(as_set(evaluator, &left)?), Value::Set(as_set(evaluator, &right)?));
    let truth = comparison::compare_builtin(evaluator, operator, &left, &right)?;
    Ok(truth.map_or(Value::NotImplemented, Truth::into))
}

fn combine(
    evaluator: &mut Evaluator,
    arguments: Arguments,
    operator: &str,
    swapped: bool,
) -> EvalResult<Value> {
    let [left, right] = exactly(evaluator, "__and__", arguments)?;
    let (left, right) = if swapped { (right, left) } else { (left, right) };
    if ![&left, &right].into_iter().all(|value| is_set(value) || is_iterable(evaluator, value)) {
        return Ok(Value::NotImplemented);
    }
    let result = match operator {
        "&" => intersection(evaluator, left, right)?,
        "^" if is_items(&left) && is_items(&right) => differing_items(evaluator, &left, &right)?,
        _ => {
            let result = as_set(evaluator, &left)?;
            let other = Other::of(evaluator, &right)?;
            operations::combine_in_place(evaluator, operator, &result, &other)?;
            return Ok(Value::Set(result));
        }
    };
    Ok(Value::Set(Rc::new(result)))
}

/// `left & right`, one of which is a view: the members are those of the other one, or of the smaller of two views.
fn intersection(evaluator: &mut Evaluator, left: Value, right: Value) -> EvalResult<Set> {
    let (mut view, mut other) = if is_view(&left) { (left, right) } else { (right, left) };
    let length = |value: &Value| value.payload::<View>().map(|view| view.dict.len());
    if let Value::Set(set) = &other
        && !set.is_frozen()
        && length(&view).is_some_and(|length| length <= set.len())
    {
        let visited = Other::Items(known_items(evaluator, &view)?);
        return operations::intersection(evaluator, set, &visited);
    }
    if is_view(&other) && length(&other) > length(&view) {
        std::mem::swap(&mut view, &mut other);
    }
    let result = Set::default();
    for item in known_items(evaluator, &other)? {
        if decided(evaluator.contains(&view, &item)?)? {
            evaluator.add_member(&result, item)?;
        }
    }
    if !Other::of(evaluator, &other)?.has_known_order() {
        result.forget_order();
    }
    Ok(result)
}

fn is_items(value: &Value) -> bool {
    value.payload::<View>().is_some_and(|view| view.part == Part::Items)
}

/// `left ^ right` of views of items: those of the right one come first.
fn differing_items(evaluator: &mut Evaluator, left: &Value, right: &Value) -> EvalResult<Set> {
    let result = Set::default();
    for (items, others) in [(right, left), (left, right)] {
        for item in known_items(evaluator, items)? {
            if !decided(evaluator.contains(others, &item)?)? {
                evaluator.add_member(&result, item)?;
            }
        }
    }
    Ok(result)
}

fn is_disjoint(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [own, other] = exactly(evaluator, "isdisjoint", arguments)?;
    let view = receiver(evaluator, "isdisjoint", Arguments::positional([own]))?;
    let shown = Value::tuple(contents(&view));
    for item in known_items(evaluator, &other)? {
        if decided(evaluator.contains(&shown, &item)?)? {
            return Ok(Value::Bool(false));
        }
    }
    Ok(Value::Bool(true))
}
