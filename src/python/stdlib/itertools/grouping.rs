//! Iterators that combine neighbours: `accumulate`, `batched`, `groupby`.

use std::cell::RefCell;
use std::rc::Rc;

use super::{iterator_of, lazy};
use crate::python::stdlib::convert::{flag, integer};
use crate::python::{Arguments, EvalResult, Evaluator, ItemsIterator, Truth, Value};

pub(super) fn accumulate(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [iterable, function, initial] =
        arguments.bind_builtin(evaluator, "accumulate", ["iterable!", "func", "*initial"])?;
    let mut iterator = iterator_of(evaluator, iterable)?;
    let function = function.unwrap_or(Value::None);
    let mut initial = initial.filter(|initial| !initial.is_none());
    let mut total: Option<Value> = None;
    lazy("accumulate", move |evaluator| {
        if let Some(initial) = initial.take() {
            total = Some(initial.clone());
            return Ok(Some(initial));
        }
        let Some(item) = evaluator.next_item(&mut iterator)? else { return Ok(None) };
        let next = match (&total, &function) {
            (None, _) => item,
            (Some(total), Value::None) => evaluator.binary("+", total, &item)?,
            (Some(total), _) => evaluator.call(&function, Arguments::positional([total.clone(), item]))?,
        };
        total = Some(next.clone());
        Ok(Some(next))
    })
}

pub(super) fn batched(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [iterable, size, strict] =
        arguments.bind_builtin(evaluator, "batched", ["iterable!", "n!", "*strict"])?;
    let size = integer(evaluator, &size.unwrap_or(Value::None))?;
    let strict = flag(evaluator, strict.as_ref(), false)?;
    let mut iterator = iterator_of(evaluator, iterable)?;
    let Some(size) = usize::try_from(size).ok().filter(|size| *size > 0) else {
        return Err(evaluator.value_error("n must be at least one"));
    };
    lazy("batched", move |evaluator| {
        let mut batch = Vec::new();
        while batch.len() < size {
            evaluator.step()?;
            match evaluator.next_item(&mut iterator)? {
                Some(item) => batch.push(item),
                None => break,
            }
        }
        if strict && !batch.is_empty() && batch.len() < size {
            return Err(evaluator.value_error("batched(): incomplete batch"));
        }
        Ok((!batch.is_empty()).then(|| Value::tuple(batch)))
    })
}

/// What `groupby` and the groups that it gives share.
struct Groups {
    source: ItemsIterator,
    key: Value,
    /// The item that comes next, with its key.
    ahead: Option<(Value, Value)>,
    /// The number of the group that may still be read.
    current: usize,
    current_key: Option<Value>,
}

impl Groups {
    fn fetch(&mut self, evaluator: &mut Evaluator) -> EvalResult<()> {
        evaluator.step()?;
        self.ahead = match evaluator.next_item(&mut self.source)? {
            Some(item) => {
                let key = match &self.key {
                    Value::None => item.clone(),
                    function => evaluator.call(function, Arguments::positional([item.clone()]))?,
                };
                Some((item, key))
            }
            None => None,
        };
        Ok(())
    }

    /// Whether the item ahead belongs to the current group.
    fn continues(&self, evaluator: &mut Evaluator) -> EvalResult<bool> {
        let (Some((_, key)), Some(current)) = (&self.ahead, &self.current_key) else { return Ok(false) };
        match evaluator.equals(key, current)? {
            Truth::Known(equal) => Ok(equal),
            Truth::Ambiguous(unknown) => Err(unknown.into()),
        }
    }
}

pub(super) fn groupby(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [iterable, key] = arguments.bind_builtin(evaluator, "groupby", ["iterable!", "key"])?;
    let source = iterator_of(evaluator, iterable)?;
    let key = key.unwrap_or(Value::None);
    let groups = Rc::new(RefCell::new(Groups { source, key, ahead: None, current: 0, current_key: None }));
    lazy("groupby", move |evaluator| {
        let Ok(mut state) = groups.try_borrow_mut() else { return Ok(None) };
        if state.ahead.is_none() {
            state.fetch(evaluator)?;
        }
        while state.continues(evaluator)? {
            state.fetch(evaluator)?;
        }
        let Some((_, key)) = state.ahead.clone() else { return Ok(None) };
        state.current += 1;
        state.current_key = Some(key.clone());
        let group = group(&groups, state.current)?;
        Ok(Some(Value::tuple([key, group])))
    })
}

/// The items of one group, as long as it is the current one.
fn group(groups: &Rc<RefCell<Groups>>, number: usize) -> EvalResult<Value> {
    let groups = Rc::clone(groups);
    lazy("_grouper", move |evaluator| {
        let Ok(mut state) = groups.try_borrow_mut() else { return Ok(None) };
        if state.current != number || !state.continues(evaluator)? {
            return Ok(None);
        }
        let item = state.ahead.take().map(|(item, _)| item);
        state.fetch(evaluator)?;
        Ok(item)
    })
}
