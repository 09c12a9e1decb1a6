//! `functools.lru_cache` and `functools.cache`: functions that keep what they gave.

use std::cell::{Cell, OnceCell};
use std::rc::Rc;

use super::super::named_tuple;
use super::super::parts::{Names, closure_accepting_unknown, receiver, take_first};
use crate::python::builtins::sequence;
use crate::python::{Arguments, Class, Dict, EvalResult, Evaluator, Instance, Method, Value};

/// A function with what it gave, the least recently used first.
struct Cache {
    function: Value,
    /// How many results are kept; `None` for all.
    limit: Option<usize>,
    typed: bool,
    /// By what tells the calls apart.
    results: Dict,
    hits: Cell<usize>,
    misses: Cell<usize>,
}

#[derive(Default)]
struct Classes {
    wrapper: OnceCell<Rc<Class>>,
    information: OnceCell<Rc<Class>>,
}

fn wrapper_class(evaluator: &mut Evaluator) -> Rc<Class> {
    let state = evaluator.extension::<Classes>();
    let object = std::slice::from_ref(&evaluator.types.object);
    let make = || {
        let names = Names::default().functions_accepting_unknown(&[
            ("__call__", call),
            ("__get__", bind),
            ("cache_info", information),
            ("cache_clear", clear),
        ]);
        Class::native("functools", "_lru_cache_wrapper", object, None, names.vars())
    };
    Rc::clone(state.wrapper.get_or_init(make))
}

/// `@lru_cache`, `@lru_cache(maxsize, typed)`.
pub(super) fn lru_cache(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [limit, typed] = arguments.bind(evaluator, "lru_cache", ["maxsize", "typed"])?;
    let typed = typed.and_then(|typed| typed.as_bool()).unwrap_or(false);
    let limit = match limit {
        None => Some(128),
        Some(Value::None) => None,
        Some(function) if super::is_callable(&function) => {
            return made(evaluator, function, Some(128), typed);
        }
        Some(Value::Unknown(unknown)) => return Ok(Value::Unknown(unknown)),
        Some(limit) => match limit.as_i64() {
            Some(limit) => Some(usize::try_from(limit).unwrap_or(0)),
            None => {
                let message = "Expected first argument to be an integer, a callable, or None";
                return Err(evaluator.type_error(message));
            }
        },
    };
    Ok(closure_accepting_unknown("decorating_function", move |evaluator, mut arguments| {
        let function = take_first(evaluator, &mut arguments)?;
        made(evaluator, function, limit, typed)
    }))
}

/// `@cache`.
pub(super) fn cache(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let function = take_first(evaluator, &mut arguments)?;
    made(evaluator, function, None, false)
}

fn made(evaluator: &mut Evaluator, function: Value, limit: Option<usize>, typed: bool) -> EvalResult<Value> {
    if let Value::Unknown(_) = function {
        return Ok(function);
    }
    let class = wrapper_class(evaluator);
    let cache = Cache {
        function: function.clone(),
        limit,
        typed,
        results: Dict::default(),
        hits: Cell::default(),
        misses: Cell::default(),
    };
    let wrapper = Value::Instance(Rc::new(Instance::with_payload(&class, cache)));
    super::update(evaluator, wrapper, &function, None, None)
}

fn call(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, cache) = receiver::<Cache>(evaluator, &mut arguments)?;
    let given = arguments.positional.iter().chain(arguments.keywords.iter().map(|(_, value)| value));
    let is_unknown = given.clone().any(|value| sequence::unknown_in_key(value).is_some());
    if is_unknown || evaluator.condition().is_some() {
        return evaluator.call(&cache.function, arguments);
    }
    // A cache that keeps nothing needs no key.
    if cache.limit == Some(0) {
        cache.misses.set(cache.misses.get() + 1);
        return evaluator.call(&cache.function, arguments);
    }
    let call = told_apart_by(evaluator, &cache, &arguments);
    let key = evaluator.key_in(&call, &cache.results)?;
    let known = cache.results.change(|results| {
        let (at, last) = (results.get_index_of(&key)?, results.len() - 1);
        results.move_index(at, last);
        results.last().map(|(_, (_, result))| result.clone())
    });
    if let Some(result) = known {
        cache.hits.set(cache.hits.get() + 1);
        return Ok(result);
    }
    cache.misses.set(cache.misses.get() + 1);
    let result = evaluator.call(&cache.function, arguments)?;
    cache.results.change(|results| {
        if cache.limit.is_some_and(|limit| results.len() >= limit) && !results.contains_key(&key) {
            results.shift_remove_index(0);
        }
    });
    cache.results.insert(key, call, result.clone());
    Ok(result)
}

/// What tells calls apart (`functools._make_key`): `f(1)` and `f(1.0)` differ, `f(1, 2)` and `f(1.0, 2)` don't.
fn told_apart_by(evaluator: &Evaluator, cache: &Cache, arguments: &Arguments) -> Value {
    if let ([single @ (Value::Int(_) | Value::Str(_))], true, false) =
        (&arguments.positional[..], arguments.keywords.is_empty(), cache.typed)
    {
        return single.clone();
    }
    let mut parts = arguments.positional.clone();
    if !arguments.keywords.is_empty() {
        parts.push(Value::Ellipsis);
    }
    for (name, value) in &arguments.keywords {
        parts.extend([Value::Str(Rc::clone(name)), value.clone()]);
    }
    if cache.typed {
        let given = arguments.positional.iter().chain(arguments.keywords.iter().map(|(_, value)| value));
        let classes: Vec<Value> = given.map(|value| Value::Class(evaluator.class_of(value))).collect();
        parts.extend(classes);
    }
    Value::tuple(parts)
}

/// As an attribute of a class, it is a method.
fn bind(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let function = take_first(evaluator, &mut arguments)?;
    let instance = take_first(evaluator, &mut arguments)?;
    if instance.is_none() {
        return Ok(function);
    }
    Ok(Value::Method(Rc::new(Method { receiver: instance, function })))
}

fn information(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, cache) = receiver::<Cache>(evaluator, &mut arguments)?;
    let state = evaluator.extension::<Classes>();
    let class = match state.information.get() {
        Some(class) => Rc::clone(class),
        None => {
            let fields = ["hits", "misses", "maxsize", "currsize"];
            let vars = Names::default().vars();
            let class = named_tuple::native_class(evaluator, "functools", "CacheInfo", &fields, vars);
            Rc::clone(state.information.get_or_init(|| class))
        }
    };
    let limit = cache.limit.map_or(Value::None, Value::int);
    let size = Value::int(cache.results.len());
    let items = vec![Value::int(cache.hits.get()), Value::int(cache.misses.get()), limit, size];
    Ok(named_tuple::instance(&class, items))
}

fn clear(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, cache) = receiver::<Cache>(evaluator, &mut arguments)?;
    cache.results.change(indexmap::IndexMap::clear);
    cache.hits.set(0);
    cache.misses.set(0);
    Ok(Value::None)
}
