//! Functions about iteration: `iter`, `next`, `enumerate`, `zip`, `map`, `filter`, `reversed`, `all`, `any`.

use std::cell::RefCell;
use std::rc::Rc;

use crate::python::builtins::items::exception_of;
use crate::python::builtins::known::{decided, known_truth};
use crate::python::builtins::parameters::{between, exactly};
use crate::python::builtins::set::unordered;
use crate::python::builtins::slices::required_index;
use crate::python::builtins::special::{self, type_name};
use crate::python::builtins::{sequence, table, table_accepting_unknown};
use crate::python::{
    Arguments, EvalResult, Evaluator, Int, Interrupt, ItemsIterator, PyIterator, Truth, Value, Vars,
};

pub(super) fn functions() -> Vars {
    let mut functions = table(&[
        ("iter", iter),
        ("enumerate", enumerate),
        ("zip", zip),
        ("filter", filter),
        ("reversed", reversed),
        ("all", all),
        ("any", any),
    ]);
    functions.extend(table_accepting_unknown(&[("next", next), ("map", map)]));
    functions
}

fn lazy(
    kind: &'static str,
    next: impl FnMut(&mut Evaluator) -> EvalResult<Option<Value>> + 'static,
) -> Value {
    Value::Iterator(Rc::new(PyIterator::new(kind, next)))
}

fn lazy_shared(
    kind: &'static str,
    next: impl Fn(&mut Evaluator) -> EvalResult<Option<Value>> + 'static,
) -> Value {
    Value::Iterator(Rc::new(PyIterator::shared(kind, next)))
}

/// An iteration that goes on while one of its values is being worked on.
struct SharedIterator(RefCell<ItemsIterator>);

impl SharedIterator {
    fn new(evaluator: &mut Evaluator, iterable: &Value) -> EvalResult<Self> {
        Ok(Self(RefCell::new(evaluator.iterator(iterable)?)))
    }

    fn next(&self, evaluator: &mut Evaluator) -> EvalResult<Option<Value>> {
        let mut iterator = match &mut *self.0.borrow_mut() {
            ItemsIterator::Items(items) => return Ok(items.next()),
            ItemsIterator::Lazy(iterator) => ItemsIterator::Lazy(Rc::clone(iterator)),
            ItemsIterator::Object(object) => ItemsIterator::Object(object.clone()),
        };
        evaluator.next_item(&mut iterator)
    }
}

fn shared(evaluator: &mut Evaluator, iterables: &[Value]) -> EvalResult<Vec<SharedIterator>> {
    iterables.iter().map(|iterable| SharedIterator::new(evaluator, iterable)).collect()
}

/// An iterator as a value.
pub(crate) fn as_value(iterator: ItemsIterator, kind: &'static str) -> Value {
    match iterator {
        ItemsIterator::Items(items) => Value::Iterator(Rc::new(PyIterator::of(kind, items.collect()))),
        ItemsIterator::Lazy(iterator) => Value::Iterator(iterator),
        ItemsIterator::Object(object) => object,
    }
}

fn iter(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [object, sentinel] = between(evaluator, "iter", 1, arguments)?;
    let object = object.unwrap_or(Value::None);
    let Some(sentinel) = sentinel else {
        let kind = sequence::iterator_kind(&object);
        return Ok(as_value(evaluator.iterator(&object)?, kind));
    };
    if matches!(object, Value::Str(_) | Value::Int(_) | Value::None) {
        return Err(evaluator.type_error("iter(v, w): v must be callable"));
    }
    Ok(lazy("callable_iterator", move |evaluator| {
        let value = evaluator.call(&object, Arguments::default())?;
        let ends = decided(evaluator.equals(&value, &sentinel)?)?;
        Ok((!ends).then_some(value))
    }))
}

fn next(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [object, default] = between(evaluator, "next", 1, arguments)?;
    let object = object.unwrap_or(Value::None);
    let item = match &object {
        Value::Unknown(unknown) => return Ok(special::derived(unknown)),
        Value::Iterator(iterator) => advance(evaluator, iterator)?,
        _ if special::may_have(evaluator, &object, "__next__")
            && special::lookup(evaluator, &object, "__next__").is_some() =>
        {
            match special::call(evaluator, &object, "__next__", []) {
                Err(interrupt) if default.is_some() && is_stop(evaluator, &interrupt) => None,
                result => result?,
            }
        }
        other => {
            let message = format!("'{}' object is not an iterator", type_name(evaluator, other));
            return Err(evaluator.type_error(&message));
        }
    };
    item.or(default).ok_or_else(|| match &object {
        Value::Iterator(iterator) => crate::python::builtins::iterator::stop(evaluator, iterator),
        _ => exception_of(evaluator, &evaluator.exceptions.stop_iteration, []),
    })
}

/// The next value of an iterator. Under a condition that can't be known, how far the iterator has come is unknown from then
/// on.
pub(crate) fn advance(evaluator: &mut Evaluator, iterator: &PyIterator) -> EvalResult<Option<Value>> {
    let item = iterator.next(evaluator)?;
    if item.is_some() && iterator.is_unordered() {
        return Err(unordered::unknown(evaluator).into());
    }
    if let Some(condition) = evaluator.condition() {
        iterator.forget(&condition);
    }
    Ok(item)
}

fn is_stop(evaluator: &Evaluator, interrupt: &Interrupt) -> bool {
    evaluator.is_exception(interrupt, &evaluator.exceptions.stop_iteration)
}

fn enumerate(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [iterable, start] = arguments.bind_builtin(evaluator, "enumerate", ["iterable!", "start"])?;
    let mut index = match start {
        Some(start) => required_index(evaluator, &start)?,
        None => Int::Small(0),
    };
    let mut iterator = evaluator.iterator(&iterable.unwrap_or(Value::None))?;
    Ok(lazy("enumerate", move |evaluator| {
        let Some(item) = evaluator.next_item(&mut iterator)? else { return Ok(None) };
        let pair = Value::tuple([Value::Int(index.clone()), item]);
        index = index.plus(&Int::Small(1));
        Ok(Some(pair))
    }))
}

fn zip(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let mut strict = false;
    for (name, value) in std::mem::take(&mut arguments.keywords) {
        if &*name != "strict" {
            let message = format!("'{name}' is an invalid keyword argument for zip()");
            return Err(evaluator.type_error(&message));
        }
        strict = known_truth(evaluator, &value)?;
    }
    let iterators = shared(evaluator, &arguments.positional)?;
    Ok(lazy_shared("zip", move |evaluator| next_of_all(evaluator, &iterators, strict)))
}

fn next_of_all(
    evaluator: &mut Evaluator,
    iterators: &[SharedIterator],
    strict: bool,
) -> EvalResult<Option<Value>> {
    let mut items = Vec::with_capacity(iterators.len());
    for (at, iterator) in iterators.iter().enumerate() {
        match iterator.next(evaluator)? {
            Some(item) => items.push(item),
            None if strict && at > 0 => return Err(unequal(evaluator, at, "shorter")),
            None if strict => {
                for (later, iterator) in iterators.iter().enumerate().skip(1) {
                    if iterator.next(evaluator)?.is_some() {
                        return Err(unequal(evaluator, later, "longer"));
                    }
                }
                return Ok(None);
            }
            None => return Ok(None),
        }
    }
    Ok((!items.is_empty()).then(|| Value::tuple(items)))
}

fn unequal(evaluator: &Evaluator, at: usize, how: &str) -> Box<Interrupt> {
    let others = if at == 1 { "argument 1".to_owned() } else { format!("arguments 1-{at}") };
    evaluator.value_error(&format!("zip() argument {} is {how} than {others}", at + 1))
}

fn map(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let Some((function, iterables)) = arguments.positional.split_first().filter(|(_, rest)| !rest.is_empty())
    else {
        return Err(evaluator.type_error("map() must have at least two arguments."));
    };
    let function = function.clone();
    let iterators = shared(evaluator, iterables)?;
    Ok(lazy_shared("map", move |evaluator| {
        let Some(Value::Tuple(items)) = next_of_all(evaluator, &iterators, false)? else {
            return Ok(None);
        };
        evaluator.call(&function, Arguments::positional(items.to_vec())).map(Some)
    }))
}

fn filter(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [function, iterable] = exactly(evaluator, "filter", arguments)?;
    let iterator = SharedIterator::new(evaluator, &iterable)?;
    Ok(lazy_shared("filter", move |evaluator| {
        while let Some(item) = iterator.next(evaluator)? {
            evaluator.step()?;
            let verdict = match &function {
                Value::None => item.clone(),
                function => evaluator.call(function, Arguments::positional([item.clone()]))?,
            };
            if known_truth(evaluator, &verdict)? {
                return Ok(Some(item));
            }
        }
        Ok(None)
    }))
}

fn reversed(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [value] = exactly(evaluator, "reversed", arguments)?;
    if special::may_have(evaluator, &value, "__reversed__") {
        if let Some(result) = special::call(evaluator, &value, "__reversed__", [])? {
            return Ok(result);
        }
        if special::lookup(evaluator, &value, "__getitem__").is_some() && sequence::is_object(&value) {
            return reversed_by_index(evaluator, value);
        }
    }
    reversed_builtin(evaluator, &value)
}

/// `reversed(value)` of a built-in value.
pub(crate) fn reversed_builtin(evaluator: &mut Evaluator, value: &Value) -> EvalResult<Value> {
    if let Some(taint) = sequence::taint(value) {
        return Err(taint.into());
    }
    let (kind, items) = match value.unwrapped() {
        Value::List(list) => ("list_reverseiterator", list.to_vec()),
        Value::Tuple(items) => ("reversed", items.to_vec()),
        Value::Str(text) => {
            ("reversed", text.chars().map(|character| Value::from(character.to_string())).collect())
        }
        Value::Bytes(bytes) => ("reversed", bytes.iter().map(|byte| Value::int(i64::from(*byte))).collect()),
        Value::Dict(dict) => {
            ("dict_reversekeyiterator", dict.pairs().into_iter().map(|(name, _)| name).collect::<Vec<_>>())
        }
        Value::Range(range) => return Ok(Value::Iterator(Rc::new(super::super::range::reversed(&range)))),
        Value::Class(class) if evaluator.written_in_metaclass(&class, "__getitem__").is_some() => {
            return reversed_by_index(evaluator, value.clone());
        }
        Value::Class(class) if class.descends_from("enum.Enum") => {
            let mut items = evaluator.iterate(value)?;
            items.reverse();
            return Ok(Value::Iterator(Rc::new(PyIterator::of("generator", items))));
        }
        _ => {
            let message = format!("'{}' object is not reversible", type_name(evaluator, value));
            return Err(evaluator.type_error(&message));
        }
    };
    Ok(Value::Iterator(Rc::new(PyIterator::of(kind, items.into_iter().rev().collect()))))
}

fn reversed_by_index(evaluator: &mut Evaluator, value: Value) -> EvalResult<Value> {
    let length = evaluator.length(&value)?;
    let mut left = required_index(evaluator, &length)?;
    Ok(lazy("reversed", move |evaluator| {
        if left <= Int::Small(0) {
            return Ok(None);
        }
        left = left.minus(&Int::Small(1));
        let item = evaluator.item_or_end(&value, &Value::Int(left.clone()))?;
        if item.is_none() {
            left = Int::Small(0);
        }
        Ok(item)
    }))
}

fn all(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [iterable] = exactly(evaluator, "all", arguments)?;
    Ok(search(evaluator, &iterable, false)?.into())
}

fn any(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [iterable] = exactly(evaluator, "any", arguments)?;
    Ok(search(evaluator, &iterable, true)?.into())
}

/// `decisive` where an item has this truth, which ends the search; otherwise its opposite.
fn search(evaluator: &mut Evaluator, iterable: &Value, decisive: bool) -> EvalResult<Truth> {
    let mut iterator = evaluator.iterator(iterable)?;
    let mut ambiguous = None;
    while let Some(item) = evaluator.next_item(&mut iterator)? {
        evaluator.step()?;
        match evaluator.truth(&item)? {
            Truth::Known(truth) if truth == decisive => return Ok(Truth::Known(decisive)),
            Truth::Known(_) => {}
            Truth::Ambiguous(unknown) => {
                ambiguous.get_or_insert(unknown);
            }
        }
    }
    Ok(ambiguous.map_or(Truth::Known(!decisive), Truth::Ambiguous))
}
