//! `functools`.
//!
//! A partial application is an instance whose payload is [`Partial`]; flytekit reads it for map tasks.

mod cache;
mod dispatch;

use std::cell::OnceCell;
use std::rc::Rc;

use super::parts::{Names, Text, closure_accepting_unknown, receiver, take_first};
use super::typing::class_get_item;
use crate::python::{
    Arguments, Class, ClassHooks, EvalResult, Evaluator, Instance, Property, Truth, Value, Vars,
};

/// `partial(function, *arguments, **keywords)`.
pub struct Partial {
    /// What is called.
    pub function: Value,
    /// The positional arguments that come first.
    pub arguments: Vec<Value>,
    /// The keyword arguments, which those of the call replace.
    pub keywords: Vec<(Rc<str>, Value)>,
}

/// What `update_wrapper` copies.
const WRAPPER_ASSIGNMENTS: &[&str] =
    &["__module__", "__name__", "__qualname__", "__doc__", "__annotations__"];

#[derive(Default)]
struct State(OnceCell<Rc<Class>>);

/// The class `functools.partial`.
pub(crate) fn partial_class(evaluator: &mut Evaluator) -> Rc<Class> {
    let state = evaluator.extension::<State>();
    let object = std::slice::from_ref(&evaluator.types.object);
    let make = || {
        let names = Names::default()
            .functions_accepting_unknown(&[("__call__", call_partial), ("__repr__", repr_partial)])
            .class_methods(&[("__class_getitem__", class_get_item)])
            .properties(&[
                ("func", |evaluator, mut arguments| {
                    Ok(receiver::<Partial>(evaluator, &mut arguments)?.1.function.clone())
                }),
                ("args", |evaluator, mut arguments| {
                    Ok(Value::tuple(receiver::<Partial>(evaluator, &mut arguments)?.1.arguments.clone()))
                }),
                ("keywords", |evaluator, mut arguments| {
                    Ok(Value::dict(receiver::<Partial>(evaluator, &mut arguments)?.1.keywords.clone()))
                }),
            ]);
        Class::native("functools", "partial", object, Some(Rc::new(PartialHooks)), names.vars())
    };
    Rc::clone(state.0.get_or_init(make))
}

/// The names of the module.
pub(super) fn module(evaluator: &mut Evaluator) -> EvalResult<Vars> {
    let object = std::slice::from_ref(&evaluator.types.object);
    let cached = Class::native(
        "functools",
        "cached_property",
        object,
        Some(Rc::new(CachedPropertyHooks)),
        Vars::default(),
    );
    let dispatching = dispatch::names(object);
    let names = Names::default().functions_accepting_unknown(&[("__get__", bind_partial_method)]).vars();
    let partial_method =
        Class::native("functools", "partialmethod", object, Some(Rc::new(PartialHooks)), names);
    let assignments = WRAPPER_ASSIGNMENTS.iter().map(Value::str).collect::<Vec<_>>();
    Ok(Names::default()
        .class(&partial_class(evaluator))
        .class(&partial_method)
        .class(&cached)
        .value("WRAPPER_ASSIGNMENTS", Value::tuple(assignments))
        .value("WRAPPER_UPDATES", Value::tuple([Value::str("__dict__")]))
        .functions_accepting_unknown(&[
            ("wraps", wraps),
            ("update_wrapper", update_wrapper),
            ("lru_cache", cache::lru_cache),
            ("cache", cache::cache),
            ("reduce", reduce),
            ("total_ordering", total_ordering),
            ("cmp_to_key", cmp_to_key),
        ])
        .vars()
        .into_iter()
        .chain(dispatching)
        .collect())
}

struct PartialHooks;

impl ClassHooks for PartialHooks {
    fn construct(
        &self,
        evaluator: &mut Evaluator,
        class: &Rc<Class>,
        arguments: &Arguments,
    ) -> EvalResult<Option<Value>> {
        let mut arguments = arguments.clone();
        let Some(function) = arguments.take_first() else {
            return Err(evaluator.type_error("type 'partial' takes at least one argument"));
        };
        let mut partial = Partial { function, arguments: arguments.positional, keywords: arguments.keywords };
        if let Some(inner) = partial.function.payload::<Partial>() {
            partial = Partial {
                function: inner.function.clone(),
                arguments: [inner.arguments.clone(), partial.arguments].concat(),
                keywords: merged(&inner.keywords, partial.keywords),
            };
        }
        if !is_callable(&partial.function) && &*class.name == "partial" {
            return Err(evaluator.type_error("the first argument must be callable"));
        }
        Ok(Some(Value::Instance(Rc::new(Instance::with_payload(class, partial)))))
    }
}

fn is_callable(value: &Value) -> bool {
    match value {
        Value::Function(_) | Value::Native(_) | Value::Method(_) | Value::Class(_) | Value::Unknown(_) => {
            true
        }
        Value::Instance(instance) => {
            instance.class.lookup("__call__").is_some() || instance.class.unknown_base.is_some()
        }
        _ => false,
    }
}

fn merged(old: &[(Rc<str>, Value)], new: Vec<(Rc<str>, Value)>) -> Vec<(Rc<str>, Value)> {
    let mut merged = old.to_vec();
    for (name, value) in new {
        match merged.iter_mut().find(|(known, _)| *known == name) {
            Some(known) => known.1 = value,
            None => merged.push((name, value)),
        }
    }
    merged
}

fn call_partial(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, partial) = receiver::<Partial>(evaluator, &mut arguments)?;
    let mut new = Arguments::positional([partial.arguments.clone(), arguments.positional].concat());
    new.keywords = merged(&partial.keywords, arguments.keywords);
    new.span = arguments.span;
    evaluator.call(&partial.function, new)
}

/// `partialmethod.__get__(instance, owner)`: the function as the instance sees it, with the arguments that come first.
fn bind_partial_method(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, partial) = receiver::<Partial>(evaluator, &mut arguments)?;
    let instance = take_first(evaluator, &mut arguments)?;
    let function = if instance.is_none() {
        partial.function.clone()
    } else {
        let class = evaluator.class_of(&instance);
        evaluator.bind_attribute(&partial.function, &instance, &class)?
    };
    let bound =
        Partial { function, arguments: partial.arguments.clone(), keywords: partial.keywords.clone() };
    let class = partial_class(evaluator);
    Ok(Value::Instance(Rc::new(Instance::with_payload(&class, bound))))
}

fn repr_partial(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, partial) = receiver::<Partial>(evaluator, &mut arguments)?;
    let mut text = Text::default();
    text.push("functools.partial(");
    text.push_repr(evaluator, &partial.function)?;
    for argument in &partial.arguments {
        text.push(", ");
        text.push_repr(evaluator, argument)?;
    }
    for (name, value) in &partial.keywords {
        text.push(&format!(", {name}="));
        text.push_repr(evaluator, value)?;
    }
    text.push(")");
    Ok(text.finish())
}

/// `@wraps(wrapped, assigned, updated)`.
fn wraps(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [original, assigned, updated] =
        arguments.bind(evaluator, "wraps", ["wrapped!", "assigned", "updated"])?;
    let original = original.unwrap_or(Value::None);
    Ok(closure_accepting_unknown("update_wrapper", move |evaluator, mut arguments| {
        let wrapper = take_first(evaluator, &mut arguments)?;
        update(evaluator, wrapper, &original, assigned.as_ref(), updated.as_ref())
    }))
}

fn update_wrapper(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let parameters = ["wrapper!", "wrapped!", "assigned", "updated"];
    let [wrapper, original, assigned, updated] = arguments.bind(evaluator, "update_wrapper", parameters)?;
    let (wrapper, original) = (wrapper.unwrap_or(Value::None), original.unwrap_or(Value::None));
    update(evaluator, wrapper, &original, assigned.as_ref(), updated.as_ref())
}

fn update(
    evaluator: &mut Evaluator,
    wrapper: Value,
    original: &Value,
    assigned: Option<&Value>,
    updated: Option<&Value>,
) -> EvalResult<Value> {
    if matches!(wrapper, Value::Unknown(_) | Value::Native(_)) {
        return Ok(wrapper);
    }
    let names: Vec<Rc<str>> = match assigned {
        Some(assigned) => evaluator.iterate(assigned)?.iter().filter_map(Value::as_str).collect(),
        None => WRAPPER_ASSIGNMENTS.iter().map(|name| Rc::from(*name)).collect(),
    };
    for name in names {
        if let Some(value) = evaluator.find_attribute(original, &name)? {
            evaluator.set_attribute(&wrapper, &name, value)?;
        }
    }
    let copies = match updated {
        Some(updated) => !evaluator.iterate(updated)?.is_empty(),
        None => true,
    };
    if copies {
        copy_attributes(evaluator, &wrapper, original)?;
    }
    evaluator.set_attribute(&wrapper, "__wrapped__", original.clone())?;
    Ok(wrapper)
}

/// Copies what was set on the wrapped function, as `wrapper.__dict__.update(wrapped.__dict__)` does.
fn copy_attributes(evaluator: &mut Evaluator, wrapper: &Value, original: &Value) -> EvalResult<()> {
    let attributes = match original {
        Value::Function(function) => function.attributes.borrow().clone(),
        Value::Instance(instance) => instance.attributes.borrow().clone(),
        _ => return Ok(()),
    };
    for (name, value) in attributes {
        if !WRAPPER_ASSIGNMENTS.contains(&&*name) {
            evaluator.set_attribute(wrapper, &name, value)?;
        }
    }
    Ok(())
}

fn reduce(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [function, iterable, initial] = arguments.bind_positional(evaluator, "reduce", 2)?;
    let (function, iterable) = (function.unwrap_or(Value::None), iterable.unwrap_or(Value::None));
    if let Some(unknown) = super::parts::why_unknown(&iterable) {
        return Ok(super::parts::follows(&unknown));
    }
    if !crate::python::builtins::is_iterable(evaluator, &iterable) {
        return Err(evaluator.type_error("reduce() arg 2 must support iteration"));
    }
    let mut items = evaluator.iterate(&iterable)?.into_iter();
    let Some(mut result) = initial.or_else(|| items.next()) else {
        return Err(evaluator.type_error("reduce() of empty iterable with no initial value"));
    };
    for item in items {
        result = evaluator.call(&function, Arguments::positional([result, item]))?;
    }
    Ok(result)
}

struct CachedPropertyHooks;

impl ClassHooks for CachedPropertyHooks {
    fn construct(
        &self,
        evaluator: &mut Evaluator,
        _class: &Rc<Class>,
        arguments: &Arguments,
    ) -> EvalResult<Option<Value>> {
        let getter = take_first(evaluator, &mut arguments.clone())?;
        let name = match &getter {
            Value::Function(function) => Rc::clone(&function.name),
            _ => evaluator
                .find_attribute(&getter, "__name__")?
                .and_then(|name| name.as_str())
                .unwrap_or_else(|| "cached".into()),
        };
        Ok(Some(Value::Property(Rc::new(Property { cached_as: Some(name), ..Property::read_only(getter) }))))
    }
}

/// The comparisons that follow from one, as `functools._convert` lists them: the one that is there, the one that is made,
/// whether its operands change places, whether it is negated.
fn total_ordering(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let value = take_first(evaluator, &mut arguments)?;
    let Value::Class(class) = &value else { return Ok(value) };
    let all = ["__lt__", "__le__", "__gt__", "__ge__"];
    let written: Vec<&str> = all
        .into_iter()
        .filter(|name| {
            class
                .resolution_order()
                .iter()
                .any(|class| &*class.name != "object" && class.own_attribute(name).is_some())
        })
        .collect();
    let Some(root) = written.iter().copied().max_by_key(|name| match *name {
        "__lt__" => 3,
        "__le__" => 2,
        "__gt__" => 1,
        _ => 0,
    }) else {
        return Err(evaluator.value_error("must define at least one ordering operation: < > <= >="));
    };
    for name in all.into_iter().filter(|name| !written.contains(name)) {
        class.set_attribute(name, derived_comparison(root, name));
    }
    Ok(value)
}

/// The comparison `name`, which follows from `root` and `==`.
fn derived_comparison(root: &'static str, name: &'static str) -> Value {
    closure_accepting_unknown(name, move |evaluator, mut arguments| {
        let left = take_first(evaluator, &mut arguments)?;
        let right = take_first(evaluator, &mut arguments)?;
        let result = evaluator.call_method(&left, root, Arguments::positional([right.clone()]))?;
        if matches!(result, Value::NotImplemented) {
            return Ok(result);
        }
        let holds = evaluator.truth(&result)?;
        let equal = evaluator.equals(&left, &right)?;
        let (Truth::Known(holds), Truth::Known(equal)) = (&holds, &equal) else {
            let unknown = if matches!(holds, Truth::Known(_)) { equal } else { holds };
            return Ok(unknown.into());
        };
        let strict = matches!(root, "__lt__" | "__gt__");
        let below = matches!(root, "__lt__" | "__le__");
        let on_the_side_of_root = *holds && (strict || !equal);
        let on_the_other_side = !on_the_side_of_root && !equal;
        let (less, greater) = if below {
            (on_the_side_of_root, on_the_other_side)
        } else {
            (on_the_other_side, on_the_side_of_root)
        };
        Ok(Value::Bool(match name {
            "__lt__" => less,
            "__le__" => less || *equal,
            "__gt__" => greater,
            _ => greater || *equal,
        }))
    })
}

/// A value that is ordered by a comparison function.
struct Comparable {
    value: Value,
    compare: Value,
}

fn cmp_to_key(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [compare] = arguments.bind_builtin(evaluator, "cmp_to_key", ["mycmp!"])?;
    let compare = compare.unwrap_or(Value::None);
    let object = std::slice::from_ref(&evaluator.types.object);
    let names = Names::default()
        .functions_accepting_unknown(&[
            ("__eq__", |evaluator, arguments| compare_keys(evaluator, arguments, "==")),
            ("__lt__", |evaluator, arguments| compare_keys(evaluator, arguments, "<")),
            ("__le__", |evaluator, arguments| compare_keys(evaluator, arguments, "<=")),
            ("__gt__", |evaluator, arguments| compare_keys(evaluator, arguments, ">")),
            ("__ge__", |evaluator, arguments| compare_keys(evaluator, arguments, ">=")),
        ])
        .value("__hash__", Value::None)
        .vars();
    let class = Class::native("functools", "KeyWrapper", object, None, names);
    Ok(closure_accepting_unknown("K", move |evaluator, mut arguments| {
        let value = take_first(evaluator, &mut arguments)?;
        let key = Comparable { value, compare: compare.clone() };
        Ok(Value::Instance(Rc::new(Instance::with_payload(&class, key))))
    }))
}

fn compare_keys(evaluator: &mut Evaluator, mut arguments: Arguments, operator: &str) -> EvalResult<Value> {
    let (_, left) = receiver::<Comparable>(evaluator, &mut arguments)?;
    let other = take_first(evaluator, &mut arguments)?;
    let Some(right) = other.payload::<Comparable>() else {
        return Err(evaluator.type_error("other argument must be K instance"));
    };
    let values = [left.value.clone(), right.value.clone()];
    let result = evaluator.call(&left.compare, Arguments::positional(values))?;
    evaluator.compare(operator, &result, &Value::int(0))
}
