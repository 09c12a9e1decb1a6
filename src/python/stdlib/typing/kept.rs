//! What `typing` keeps of its subscriptions (`typing._tp_cache`): the last 128 results of each of its functions. A type that
//! is equal to an earlier one *is* the earlier one, with its order of members and the meaning of its text: after
//! `List[Optional[int]]`, `List[Union[None, int]]` begins with `int` as well.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::equality::hashable_key;
use super::items_of;
use crate::python::{EvalResult, Evaluator, Key, Value};

/// How many results each function keeps: the default of `functools.lru_cache`.
const MOST: usize = 128;

/// The functions of `typing` that keep their results.
#[derive(Clone, Copy)]
pub(super) enum Subscription {
    /// `Union[…]`, `Optional[…]` and other special forms.
    Form,
    /// `List[…]`, `Dict[…]` and other generics of `typing`, but for the next two.
    Generic,
    /// `Tuple[…]`.
    Tuple,
    /// `Callable[…]`.
    Callable,
    /// A generic class of the user.
    Class,
    /// A subscripted type with type variables that are replaced.
    Alias,
}

/// The kept results, by [`Subscription`].
#[derive(Default)]
struct Kept(RefCell<[Recent; 6]>);

#[derive(Default)]
struct Recent {
    results: FxHashMap<Key, Entry>,
    uses: u64,
}

struct Entry {
    /// What was subscripted, and with what: their addresses are in the key.
    _made_of: (Value, Value),
    result: Value,
    last_use: u64,
}

impl Recent {
    fn get(&mut self, key: &Key) -> Option<Value> {
        self.uses += 1;
        let entry = self.results.get_mut(key)?;
        entry.last_use = self.uses;
        Some(entry.result.clone())
    }

    fn insert(&mut self, key: Key, made_of: (Value, Value), result: Value) {
        if self.results.len() >= MOST {
            let oldest = self.results.iter().min_by_key(|(_, entry)| entry.last_use);
            if let Some(oldest) = oldest.map(|(key, _)| key.clone()) {
                self.results.remove(&oldest);
            }
        }
        self.results.insert(key, Entry { _made_of: made_of, result, last_use: self.uses });
    }
}

/// `receiver[item]`: what was made of equal ones before, else what `make` makes.
pub(super) fn kept(
    evaluator: &mut Evaluator,
    subscription: Subscription,
    receiver: &Value,
    item: &Value,
    make: impl FnOnce(&mut Evaluator) -> EvalResult<Value>,
) -> EvalResult<Value> {
    let Some(key) = key_of(evaluator, receiver, item) else { return make(evaluator) };
    let kept: Rc<Kept> = evaluator.extension();
    if let Some(result) = kept.0.borrow_mut()[subscription as usize].get(&key) {
        return Ok(result);
    }
    let result = make(evaluator)?;
    let made_of = (receiver.clone(), item.clone());
    kept.0.borrow_mut()[subscription as usize].insert(key, made_of, result.clone());
    Ok(result)
}

/// The key of a subscription; `None` for one that `typing` can't hash.
fn key_of(evaluator: &mut Evaluator, receiver: &Value, item: &Value) -> Option<Key> {
    let receiver = hashable_key(evaluator, receiver).ok()?;
    let mut keys = vec![receiver, Key::Int(i64::from(matches!(item, Value::Tuple(_))).into())];
    for item in items_of(item) {
        keys.push(hashable_key(evaluator, &item).ok()?);
    }
    Some(Key::Tuple(keys.into()))
}
