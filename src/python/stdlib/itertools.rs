//! `itertools`: iterators that compute one value after the other, endless ones too.

mod combinations;
mod grouping;

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use super::convert::{integer, optional_integer, truth};
use super::parts::Names;
use crate::python::{
    Arguments, Class, EvalResult, Evaluator, Instance, ItemsIterator, PyIterator, Value, Vars,
};

/// The names of the module.
pub(super) fn module(evaluator: &mut Evaluator) -> EvalResult<Vars> {
    let object = std::slice::from_ref(&evaluator.types.object);
    let chain = Names::default().static_methods(&[("__call__", chain), ("from_iterable", from_iterable)]);
    let chain = Instance::new(&Class::native("itertools", "chain", object, None, chain.vars()));
    Ok(Names::default()
        .value("chain", Value::Instance(Rc::new(chain)))
        .functions(&[
            ("accumulate", grouping::accumulate),
            ("batched", grouping::batched),
            ("combinations", combinations::combinations),
            ("combinations_with_replacement", combinations::combinations_with_replacement),
            ("compress", compress),
            ("count", count),
            ("cycle", cycle),
            ("dropwhile", dropwhile),
            ("filterfalse", filterfalse),
            ("groupby", grouping::groupby),
            ("islice", islice),
            ("pairwise", pairwise),
            ("permutations", combinations::permutations),
            ("product", combinations::product),
            ("starmap", starmap),
            ("takewhile", takewhile),
            ("tee", tee),
            ("zip_longest", zip_longest),
        ])
        .functions_accepting_unknown(&[("repeat", repeat)])
        .vars())
}

/// An iterator value.
fn lazy(
    kind: &'static str,
    mut next: impl FnMut(&mut Evaluator) -> EvalResult<Option<Value>> + 'static,
) -> EvalResult<Value> {
    Ok(Value::Iterator(Rc::new(PyIterator::new(kind, move |evaluator| {
        evaluator.step()?;
        next(evaluator)
    }))))
}

fn iterator_of(evaluator: &mut Evaluator, value: Option<Value>) -> EvalResult<ItemsIterator> {
    evaluator.iterator(&value.unwrap_or(Value::None))
}

/// Iterates over all that the iterables give, each of which is asked for when its turn comes.
fn chained(
    mut iterables: impl FnMut(&mut Evaluator) -> EvalResult<Option<Value>> + 'static,
) -> EvalResult<Value> {
    let mut open: Option<ItemsIterator> = None;
    lazy("chain", move |evaluator| {
        loop {
            if let Some(iterator) = &mut open
                && let Some(item) = evaluator.next_item(iterator)?
            {
                return Ok(Some(item));
            }
            match iterables(evaluator)? {
                Some(iterable) => open = Some(evaluator.iterator(&iterable)?),
                None => return Ok(None),
            }
        }
    })
}

fn chain(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    arguments.check_positional(evaluator, "chain", 0, usize::MAX)?;
    let mut iterables = arguments.positional.into_iter();
    chained(move |_| Ok(iterables.next()))
}

fn from_iterable(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [iterable] = arguments.bind_positional(evaluator, "chain.from_iterable", 1)?;
    let iterable = iterable.unwrap_or(Value::None);
    let mut iterables = evaluator.iterator(&iterable)?;
    chained(move |evaluator| evaluator.next_item(&mut iterables))
}

fn count(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [start, step] = arguments.bind_builtin(evaluator, "count", ["start", "step"])?;
    let mut next = start.unwrap_or_else(|| Value::int(0));
    let step = step.unwrap_or_else(|| Value::int(1));
    if next.as_f64().is_none() && !matches!(next, Value::Int(_) | Value::Instance(_)) {
        return Err(evaluator.type_error("a number is required"));
    }
    lazy("count", move |evaluator| {
        let following = evaluator.binary("+", &next, &step)?;
        Ok(Some(std::mem::replace(&mut next, following)))
    })
}

fn cycle(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [iterable] = arguments.bind_positional(evaluator, "cycle", 1)?;
    let mut iterator = iterator_of(evaluator, iterable)?;
    let (mut saved, mut at, mut exhausted) = (Vec::new(), 0, false);
    lazy("cycle", move |evaluator| {
        if !exhausted {
            if let Some(item) = evaluator.next_item(&mut iterator)? {
                saved.push(item.clone());
                return Ok(Some(item));
            }
            exhausted = true;
        }
        let item: Option<Value> = saved.get(at).cloned();
        at = (at + 1) % saved.len().max(1);
        Ok(item)
    })
}

fn repeat(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [value, times] = arguments.bind_builtin(evaluator, "repeat", ["object!", "times"])?;
    let value = value.unwrap_or(Value::None);
    let mut left = match times {
        Some(times) => Some(integer(evaluator, &times)?),
        None => None,
    };
    lazy("repeat", move |_| {
        if let Some(left) = &mut left {
            if *left <= 0 {
                return Ok(None);
            }
            *left -= 1;
        }
        Ok(Some(value.clone()))
    })
}

const SLICE_STOP: &str = "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
const SLICE_BOUNDS: &str = "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
const SLICE_STEP: &str = "Step for islice() must be a positive integer or None.";

fn islice(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    arguments.check_positional(evaluator, "islice", 2, 4)?;
    let given = arguments.positional;
    let (iterable, bounds) = match &given[..] {
        [iterable, end] => (iterable, [&Value::None, end, &Value::None]),
        [iterable, start, end] => (iterable, [start, end, &Value::None]),
        [iterable, start, end, step] => (iterable, [start, end, step]),
        _ => {
            let count = given.len();
            return Err(evaluator.type_error(&if count < 2 {
                format!("islice expected at least 2 arguments, got {count}")
            } else {
                format!("islice expected at most 4 arguments, got {count}")
            }));
        }
    };
    let message = if given.len() == 2 { SLICE_STOP } else { SLICE_BOUNDS };
    let start = bound(evaluator, bounds[0], message)?.unwrap_or(0);
    let end = bound(evaluator, bounds[1], message)?;
    let step = bound(evaluator, bounds[2], SLICE_STEP)?.unwrap_or(1);
    if step == 0 {
        return Err(evaluator.value_error(SLICE_STEP));
    }
    let mut iterator = evaluator.iterator(iterable)?;
    let (mut position, mut wanted) = (0, start);
    lazy("islice", move |evaluator| {
        if end.is_some_and(|end| wanted >= end) {
            // What comes before the stop is consumed, as in Python.
            while end.is_some_and(|end| position < end) && evaluator.next_item(&mut iterator)?.is_some() {
                evaluator.step()?;
                position += 1;
            }
            return Ok(None);
        }
        loop {
            let Some(item) = evaluator.next_item(&mut iterator)? else { return Ok(None) };
            evaluator.step()?;
            position += 1;
            if position > wanted {
                wanted += step;
                return Ok(Some(item));
            }
        }
    })
}

fn bound(evaluator: &mut Evaluator, value: &Value, message: &str) -> EvalResult<Option<u64>> {
    match optional_integer(evaluator, Some(value)).map(|number| number.map(u64::try_from)) {
        Ok(None) => Ok(None),
        Ok(Some(Ok(number))) => Ok(Some(number)),
        _ => Err(evaluator.value_error(message)),
    }
}

/// Whether the predicate holds for the item; `None` as predicate is the item's own truth.
fn holds(evaluator: &mut Evaluator, predicate: &Value, item: &Value) -> EvalResult<bool> {
    let result = match predicate {
        Value::None => item.clone(),
        _ => evaluator.call(predicate, Arguments::positional([item.clone()]))?,
    };
    truth(evaluator, &result)
}

fn predicate(
    evaluator: &mut Evaluator,
    arguments: Arguments,
    name: &str,
) -> EvalResult<(Value, ItemsIterator)> {
    let [predicate, iterable] = arguments.bind_positional(evaluator, name, 2)?;
    let iterator = iterator_of(evaluator, iterable)?;
    Ok((predicate.unwrap_or(Value::None), iterator))
}

fn takewhile(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (predicate, mut iterator) = predicate(evaluator, arguments, "takewhile")?;
    lazy("takewhile", move |evaluator| match evaluator.next_item(&mut iterator)? {
        Some(item) => Ok(holds(evaluator, &predicate, &item)?.then_some(item)),
        None => Ok(None),
    })
}

fn dropwhile(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (predicate, mut iterator) = predicate(evaluator, arguments, "dropwhile")?;
    let mut dropping = true;
    lazy("dropwhile", move |evaluator| {
        while let Some(item) = evaluator.next_item(&mut iterator)? {
            evaluator.step()?;
            dropping = dropping && holds(evaluator, &predicate, &item)?;
            if !dropping {
                return Ok(Some(item));
            }
        }
        Ok(None)
    })
}

fn filterfalse(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (predicate, mut iterator) = predicate(evaluator, arguments, "filterfalse")?;
    lazy("filterfalse", move |evaluator| {
        while let Some(item) = evaluator.next_item(&mut iterator)? {
            evaluator.step()?;
            if !holds(evaluator, &predicate, &item)? {
                return Ok(Some(item));
            }
        }
        Ok(None)
    })
}

fn starmap(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [function, iterable] = arguments.bind_positional(evaluator, "starmap", 2)?;
    let mut iterator = iterator_of(evaluator, iterable)?;
    let function = function.unwrap_or(Value::None);
    lazy("starmap", move |evaluator| {
        let Some(item) = evaluator.next_item(&mut iterator)? else { return Ok(None) };
        let arguments = evaluator.iterate(&item)?;
        evaluator.call(&function, Arguments::positional(arguments)).map(Some)
    })
}

fn compress(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [data, selectors] = arguments.bind_builtin(evaluator, "compress", ["data!", "selectors!"])?;
    let mut data = iterator_of(evaluator, data)?;
    let mut selectors = iterator_of(evaluator, selectors)?;
    lazy("compress", move |evaluator| {
        loop {
            evaluator.step()?;
            let Some(item) = evaluator.next_item(&mut data)? else { return Ok(None) };
            let Some(selector) = evaluator.next_item(&mut selectors)? else { return Ok(None) };
            if truth(evaluator, &selector)? {
                return Ok(Some(item));
            }
        }
    })
}

fn pairwise(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [iterable] = arguments.bind_positional(evaluator, "pairwise", 1)?;
    let mut iterator = iterator_of(evaluator, iterable)?;
    let mut previous = None;
    lazy("pairwise", move |evaluator| {
        let first = match previous.take() {
            Some(first) => Some(first),
            None => evaluator.next_item(&mut iterator)?,
        };
        let (Some(first), Some(second)) = (first, evaluator.next_item(&mut iterator)?) else {
            return Ok(None);
        };
        previous = Some(second.clone());
        Ok(Some(Value::tuple([first, second])))
    })
}

/// What the iterators of `tee` share: the source, and what each of them has not given yet.
struct Shared {
    source: ItemsIterator,
    waiting: Vec<VecDeque<Value>>,
}

fn tee(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [iterable, count] = arguments.bind_positional(evaluator, "itertools.tee", 1)?;
    let source = iterator_of(evaluator, iterable)?;
    let count = optional_integer(evaluator, count.as_ref())?.unwrap_or(2);
    let Ok(count) = usize::try_from(count) else { return Err(evaluator.value_error("n must be >= 0")) };
    let count = count.min(1 << 16);
    let shared = Rc::new(RefCell::new(Shared { source, waiting: vec![VecDeque::new(); count] }));
    let iterators: EvalResult<Vec<Value>> = (0..count)
        .map(|own| {
            let shared = Rc::clone(&shared);
            lazy("tee", move |evaluator| {
                let Ok(mut shared) = shared.try_borrow_mut() else { return Ok(None) };
                if let Some(item) = shared.waiting[own].pop_front() {
                    return Ok(Some(item));
                }
                let item = evaluator.next_item(&mut shared.source)?;
                if let Some(item) = &item {
                    for (at, waiting) in shared.waiting.iter_mut().enumerate() {
                        if at != own {
                            waiting.push_back(item.clone());
                        }
                    }
                }
                Ok(item)
            })
        })
        .collect();
    iterators.map(Value::tuple)
}

fn zip_longest(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    if arguments.keywords.iter().any(|(name, _)| &**name != "fillvalue") {
        return Err(evaluator.type_error("zip_longest() got an unexpected keyword argument"));
    }
    let filler = arguments.keyword("fillvalue").cloned().unwrap_or(Value::None);
    let mut iterators = Vec::new();
    for iterable in &arguments.positional {
        iterators.push(Some(evaluator.iterator(iterable)?));
    }
    lazy("zip_longest", move |evaluator| {
        let mut row = Vec::with_capacity(iterators.len());
        for slot in &mut iterators {
            let item = match slot {
                Some(iterator) => evaluator.next_item(iterator)?,
                None => None,
            };
            if item.is_none() {
                *slot = None;
            }
            row.push(item.unwrap_or_else(|| filler.clone()));
        }
        Ok(iterators.iter().any(Option::is_some).then(|| Value::tuple(row)))
    })
}
