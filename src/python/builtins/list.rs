//! `list`.
//!
//! Methods that change a list see unknown arguments: where one keeps them from knowing what the list holds afterwards, its
//! contents are unknown from then on.

use std::rc::Rc;

use super::super::{Arguments, Class, ClassHooks, EvalResult, Evaluator, Int, List, Value, Vars};
use super::functions::sort_in_place;
use super::items::changed;
use super::known::{decided, known_items};
use super::parameters::{self, between, constructor, exactly, has_own_init, with};
use super::sequence::{any_equal, taint, taint_if_conditional};
use super::slices::{position, required_size};
use super::special::derived;
use super::{bounds, comparison, protocol, table, table_accepting_unknown};

pub(super) fn attributes() -> Vars {
    let special = protocol::methods(&[
        "__add__",
        "__contains__",
        "__delitem__",
        "__eq__",
        "__ge__",
        "__getitem__",
        "__gt__",
        "!__hash__",
        "__iter__",
        "__le__",
        "__len__",
        "__lt__",
        "__mul__",
        "__ne__",
        "__repr__",
        "__reversed__",
        "__rmul__",
        "__setitem__",
    ]);
    let reading = table(&[("copy", copy), ("count", count), ("index", index)]);
    let changing = table_accepting_unknown(&[
        ("__init__", init),
        ("__iadd__", add_in_place),
        ("append", append),
        ("clear", clear),
        ("extend", extend),
        ("insert", insert),
        ("pop", pop),
        ("remove", remove),
        ("reverse", reverse),
        ("sort", sort),
    ]);
    with(with(special, reading), changing)
}

pub(super) fn hooks() -> Option<Rc<dyn ClassHooks>> {
    constructor(construct)
}

fn construct(evaluator: &mut Evaluator, class: &Rc<Class>, arguments: &Arguments) -> EvalResult<Value> {
    if has_own_init(class) {
        return Ok(Value::list(Vec::new()));
    }
    Ok(Value::list(items_of(evaluator, "list", arguments.clone())?))
}

/// The items that a constructor of a sequence is given.
pub(super) fn items_of(
    evaluator: &mut Evaluator,
    name: &str,
    arguments: Arguments,
) -> EvalResult<Vec<Value>> {
    let [iterable] = between(evaluator, name, 0, arguments)?;
    match iterable {
        Some(iterable) => known_items(evaluator, &iterable),
        None => Ok(Vec::new()),
    }
}

fn own(evaluator: &Evaluator, arguments: &mut Arguments, method: &str) -> EvalResult<Rc<List>> {
    parameters::receiver(evaluator, arguments, "list", method, |value| match value {
        Value::List(list) => Some(Rc::clone(list)),
        _ => None,
    })
}

/// The receiver of a method that reads; [`Interrupt::Unknown`](super::super::Interrupt) where its contents are unknown.
fn read(evaluator: &Evaluator, arguments: &mut Arguments, method: &str) -> EvalResult<Rc<List>> {
    let list = own(evaluator, arguments, method)?;
    match list.taint() {
        Some(unknown) => Err(unknown.into()),
        None => Ok(list),
    }
}

/// Changes a list; what is unknown on the way makes its contents unknown.
fn change(
    evaluator: &mut Evaluator,
    mut arguments: Arguments,
    method: &str,
    work: fn(&mut Evaluator, &Rc<List>, Arguments) -> EvalResult<()>,
) -> EvalResult<Value> {
    let list = own(evaluator, &mut arguments, method)?;
    let result = work(evaluator, &list, arguments);
    changed(evaluator, &Value::List(list), result)?;
    Ok(Value::None)
}

fn init(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    change(evaluator, arguments, "__init__", |evaluator, list, arguments| {
        let items = items_of(evaluator, "list", arguments)?;
        list.change(|own| *own = items);
        Ok(())
    })
}

fn add_in_place(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let receiver = arguments.positional.first().cloned().unwrap_or(Value::None);
    extend(evaluator, arguments)?;
    Ok(receiver)
}

fn append(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let list = own(evaluator, &mut arguments, "append")?;
    let [item] = exactly(evaluator, "list.append", arguments)?;
    list.change(|items| items.push(item));
    taint_if_conditional(evaluator, &Value::List(list));
    Ok(Value::None)
}

fn clear(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    change(evaluator, arguments, "clear", |evaluator, list, arguments| {
        exactly::<0>(evaluator, "list.clear", arguments)?;
        list.change(Vec::clear);
        Ok(())
    })
}

fn extend(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    change(evaluator, arguments, "extend", |evaluator, list, arguments| {
        let [iterable] = exactly(evaluator, "list.extend", arguments)?;
        if let Value::Iterator(_) = iterable {
            // What an iterator gave before it failed stays.
            let mut items = evaluator.iterator(&iterable)?;
            while let Some(item) = evaluator.next_item(&mut items)? {
                evaluator.step()?;
                bounds::check_items(evaluator, list.len() + 1)?;
                list.change(|own| own.push(item));
            }
            return Ok(());
        }
        let items = known_items(evaluator, &iterable)?;
        bounds::check_items(evaluator, list.len() + items.len())?;
        list.change(|own| own.extend(items));
        Ok(())
    })
}

fn insert(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    change(evaluator, arguments, "insert", |evaluator, list, arguments| {
        let [index, item] = exactly(evaluator, "list.insert", arguments)?;
        let index = required_size(evaluator, &index)?;
        let length = list.len() as i64;
        let at = if index < 0 { index.saturating_add(length).max(0) } else { index.min(length) };
        list.change(|items| items.insert((at as usize).min(items.len()), item));
        Ok(())
    })
}

fn pop(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let list = own(evaluator, &mut arguments, "pop")?;
    let [index] = between(evaluator, "list.pop", 0, arguments)?;
    let result = take(evaluator, &list, index);
    let value = Value::List(list);
    match result {
        Ok(item) => {
            taint_if_conditional(evaluator, &value);
            Ok(item)
        }
        Err(interrupt) => {
            // The item is as unknown as what is left.
            changed::<()>(evaluator, &value, Err(interrupt))?;
            Ok(taint(&value).map_or(Value::None, |unknown| derived(&unknown)))
        }
    }
}

fn take(evaluator: &mut Evaluator, list: &List, index: Option<Value>) -> EvalResult<Value> {
    if let Some(unknown) = list.taint() {
        return Err(unknown.into());
    }
    let index = match index {
        Some(index) => required_size(evaluator, &index)?,
        None => -1,
    };
    let message = if list.is_empty() { "pop from empty list" } else { "pop index out of range" };
    let at = position(evaluator, (&Value::None, &Int::Small(index)), list.len(), message)?;
    Ok(list.change(|items| items.remove(at)))
}

fn remove(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    change(evaluator, arguments, "remove", |evaluator, list, arguments| {
        let [wanted] = exactly(evaluator, "list.remove", arguments)?;
        if let Some(unknown) = list.taint() {
            return Err(unknown.into());
        }
        for (at, item) in list.to_vec().iter().enumerate() {
            if decided(comparison::same_or_equal(evaluator, item, &wanted)?)? {
                list.change(|items| (at < items.len()).then(|| items.remove(at)));
                return Ok(());
            }
        }
        Err(evaluator.value_error("list.remove(x): x not in list"))
    })
}

fn reverse(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    change(evaluator, arguments, "reverse", |evaluator, list, arguments| {
        exactly::<0>(evaluator, "list.reverse", arguments)?;
        list.change(|items| items.reverse());
        Ok(())
    })
}

fn sort(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    change(evaluator, arguments, "sort", |evaluator, list, arguments| {
        if let Some(unknown) = list.taint().or_else(|| arguments.first_unknown().cloned()) {
            return Err(unknown.into());
        }
        if !arguments.positional.is_empty() {
            return Err(evaluator.type_error("sort() takes no positional arguments"));
        }
        // Nobody sees the items while they are sorted.
        let mut items = list.change(std::mem::take);
        let result = sort_in_place(evaluator, &mut items, "sort", arguments);
        let is_modified = !list.is_empty();
        list.change(|own| *own = items);
        if is_modified && result.is_ok() {
            return Err(evaluator.value_error("list modified during sort"));
        }
        result
    })
}

fn copy(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let list = read(evaluator, &mut arguments, "copy")?;
    exactly::<0>(evaluator, "list.copy", arguments)?;
    Ok(Value::list(list.to_vec()))
}

fn count(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let list = read(evaluator, &mut arguments, "count")?;
    let [wanted] = exactly(evaluator, "list.count", arguments)?;
    count_equal(evaluator, &list.to_vec(), &wanted)
}

/// How many items are equal to a value.
pub(super) fn count_equal(evaluator: &mut Evaluator, items: &[Value], wanted: &Value) -> EvalResult<Value> {
    let mut count = 0_i64;
    for item in items {
        if decided(comparison::same_or_equal(evaluator, item, wanted)?)? {
            count += 1;
        }
    }
    Ok(Value::int(count))
}

fn index(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let list = read(evaluator, &mut arguments, "index")?;
    let wanted = arguments.positional.first().cloned().unwrap_or(Value::None);
    if let Some(at) = index_of(evaluator, &list.to_vec(), arguments)? {
        return Ok(Value::int(at));
    }
    let shown = evaluator.repr_of(&wanted)?.as_str().unwrap_or_else(|| "value".into());
    Err(evaluator.value_error(&format!("{shown} is not in list")))
}

/// `sequence.index(value, start, stop)`.
pub(super) fn index_of(
    evaluator: &mut Evaluator,
    items: &[Value],
    arguments: Arguments,
) -> EvalResult<Option<usize>> {
    let [wanted, start, stop] = between(evaluator, "list.index", 1, arguments)?;
    let wanted = wanted.unwrap_or(Value::None);
    let slice = super::super::Slice {
        start: start.unwrap_or(Value::None),
        stop: stop.unwrap_or(Value::None),
        step: Value::None,
    };
    for at in super::slices::positions(evaluator, &slice, items.len())?.iter() {
        let Some(item) = items.get(at) else { break };
        if decided(any_equal(evaluator, std::slice::from_ref(item), &wanted)?)? {
            return Ok(Some(at));
        }
    }
    Ok(None)
}
