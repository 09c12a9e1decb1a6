//! Classes that several modules share: the abstract base classes of `collections.abc` and `contextlib`, and which built-in classes are subclasses of them.
//!
//! Nothing registers with these classes, as Python's do: that `list` is a `Sequence` stands in a table here, and whether a
//! class written in Python is an `Iterable` is decided by the methods it has.

use std::cell::RefCell;
use std::rc::Rc;

use super::parts::{Names, follows, take_first};
use super::typing::class_get_item;
use crate::python::{Arguments, Class, EvalResult, Evaluator, Value, Vars};

/// The classes of `collections.abc`: name, bases, the special methods that make any class a subclass.
const CLASSES: &[(&str, &[&str], &[&str])] = &[
    ("Hashable", &[], &["__hash__"]),
    ("Awaitable", &[], &["__await__"]),
    ("Coroutine", &["Awaitable"], &["__await__", "send", "throw", "close"]),
    ("AsyncIterable", &[], &["__aiter__"]),
    ("AsyncIterator", &["AsyncIterable"], &["__anext__", "__aiter__"]),
    ("AsyncGenerator", &["AsyncIterator"], &["__aiter__", "__anext__", "asend", "athrow", "aclose"]),
    ("Iterable", &[], &["__iter__"]),
    ("Iterator", &["Iterable"], &["__iter__", "__next__"]),
    ("Generator", &["Iterator"], &["__iter__", "__next__", "send", "throw", "close"]),
    ("Reversible", &["Iterable"], &["__reversed__", "__iter__"]),
    ("Sized", &[], &["__len__"]),
    ("Container", &[], &["__contains__"]),
    ("Callable", &[], &["__call__"]),
    ("Collection", &["Sized", "Iterable", "Container"], &["__len__", "__iter__", "__contains__"]),
    ("Set", &["Collection"], &[]),
    ("MutableSet", &["Set"], &[]),
    ("Mapping", &["Collection"], &[]),
    ("MutableMapping", &["Mapping"], &[]),
    ("MappingView", &["Sized"], &[]),
    ("KeysView", &["MappingView", "Set"], &[]),
    ("ItemsView", &["MappingView", "Set"], &[]),
    ("ValuesView", &["MappingView", "Collection"], &[]),
    ("Sequence", &["Reversible", "Collection"], &[]),
    ("ByteString", &["Sequence"], &[]),
    ("MutableSequence", &["Sequence"], &[]),
    ("Buffer", &[], &["__buffer__"]),
];

/// Which of the classes each built-in class is a subclass of, besides their bases.
const BUILTIN: &[(&str, &[&str])] = &[
    ("list", &["MutableSequence"]),
    ("tuple", &["Sequence"]),
    ("range", &["Sequence"]),
    ("str", &["Sequence"]),
    ("bytes", &["ByteString"]),
    ("bytearray", &["ByteString", "MutableSequence"]),
    ("dict", &["MutableMapping", "Reversible"]),
    ("set", &["MutableSet"]),
    ("frozenset", &["Set"]),
    ("generator", &["Generator"]),
    ("function", &["Callable"]),
    ("method", &["Callable"]),
    ("builtin_function_or_method", &["Callable"]),
    ("type", &["Callable"]),
];

/// Built-in classes without a hash.
const UNHASHABLE: &[&str] = &["list", "dict", "set", "bytearray"];

#[derive(Default)]
struct State {
    classes: RefCell<Vars>,
}

/// The class of a dotted name; always the same.
pub(super) fn abstract_class(evaluator: &mut Evaluator, dotted_name: &str) -> Rc<Class> {
    let state = evaluator.extension::<State>();
    if let Some(Value::Class(known)) = state.classes.borrow().get(dotted_name) {
        return Rc::clone(known);
    }
    let (module, name) = dotted_name.rsplit_once('.').unwrap_or(("builtins", dotted_name));
    let own = if module == "collections" { super::collections::make_class(evaluator, name) } else { None };
    if let Some(class) = own {
        state.classes.borrow_mut().insert(dotted_name.into(), Value::Class(Rc::clone(&class)));
        return class;
    }
    let table = CLASSES.iter().filter(|_| module == "collections.abc").find(|(known, _, _)| *known == name);
    let mut bases: Vec<Rc<Class>> = Vec::new();
    for base in table.map(|(_, bases, _)| *bases).unwrap_or_default() {
        bases.push(abstract_class(evaluator, &format!("collections.abc.{base}")));
    }
    if bases.is_empty() {
        bases.push(Rc::clone(&evaluator.types.object));
    }
    let class = Class::native(module, name, &bases, None, attributes());
    state.classes.borrow_mut().insert(dotted_name.into(), Value::Class(Rc::clone(&class)));
    class
}

fn attributes() -> Vars {
    Names::default()
        .class_methods(&[
            ("__class_getitem__", class_get_item),
            ("__subclasshook__", subclass_hook),
            ("register", register),
        ])
        .vars()
}

/// The names of `collections.abc`.
pub(super) fn collections_abc(evaluator: &mut Evaluator) -> EvalResult<Vars> {
    let mut names = Names::default();
    for (name, _, _) in CLASSES.iter().filter(|(name, _, _)| *name != "Buffer") {
        names = names.class(&abstract_class(evaluator, &format!("collections.abc.{name}")));
    }
    Ok(names.vars())
}

/// Classes that were registered with an abstract class.
#[derive(Default)]
struct Registered(RefCell<Vec<Rc<Class>>>);

/// `Class.register(other)`.
pub(super) fn register(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let class = take_first(evaluator, &mut arguments)?;
    let registered = take_first(evaluator, &mut arguments)?;
    if let (Value::Class(class), Value::Class(registered)) = (&class, &registered) {
        if class.data::<Registered>().is_none() {
            class.set_data(Registered::default());
        }
        if let Some(known) = class.data::<Registered>() {
            known.0.borrow_mut().push(Rc::clone(registered));
        }
        if class.own_attribute("__subclasshook__").is_none() {
            let hook = Value::native("__subclasshook__", subclass_hook);
            class.set_attribute("__subclasshook__", Value::ClassMethod(Rc::new(hook)));
        }
    }
    Ok(registered)
}

/// `__subclasshook__`: whether the other class is a subclass, without having the class among its ancestors.
fn subclass_hook(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let of = take_first(evaluator, &mut arguments)?;
    let class = take_first(evaluator, &mut arguments)?;
    let (Value::Class(of), Value::Class(class)) = (of, class) else { return Ok(Value::NotImplemented) };
    Ok(match is_subclass(&class, &of) {
        Value::Bool(false) => Value::NotImplemented,
        answer => answer,
    })
}

/// Whether `class` is a subclass of `of`, an ordinary or an abstract class.
pub(super) fn is_subclass(class: &Rc<Class>, of: &Rc<Class>) -> Value {
    if class.is_subclass_of(of)
        || is_registered(class, of)
        || (&*of.module == "collections.abc" && is_virtual(class, of))
    {
        return Value::Bool(true);
    }
    match &class.unknown_base {
        Some(unknown) => follows(unknown),
        None => Value::Bool(false),
    }
}

fn is_registered(class: &Rc<Class>, of: &Rc<Class>) -> bool {
    of.data::<Registered>().is_some_and(|registered| {
        registered.0.borrow().iter().any(|registered| class.is_subclass_of(registered))
    })
}

fn is_virtual(class: &Rc<Class>, of: &Rc<Class>) -> bool {
    let name = &*of.name;
    let order = class.resolution_order();
    let builtin = order.iter().filter(|class| &*class.module == "builtins");
    for class in builtin {
        let known = BUILTIN.iter().find(|(builtin, _)| **builtin == *class.name);
        if known.is_some_and(|(_, names)| names.iter().any(|of| descends(of, name))) {
            return true;
        }
    }
    if name == "Hashable" {
        let unhashable = order.iter().any(|class| UNHASHABLE.contains(&&*class.name));
        return !unhashable && !matches!(class.lookup("__hash__"), Some(Value::None));
    }
    let methods = CLASSES.iter().find(|(known, _, _)| *known == name).map(|(_, _, methods)| *methods);
    let methods = methods.unwrap_or_default();
    let has = |method: &&str| class.lookup(method).is_some_and(|value| !value.is_none());
    !methods.is_empty() && methods.iter().all(has)
}

/// Whether the abstract class of a name is that of the other or a subclass.
fn descends(name: &str, of: &str) -> bool {
    if name == of {
        return true;
    }
    let bases = CLASSES.iter().find(|(known, _, _)| *known == name).map(|(_, bases, _)| *bases);
    bases.unwrap_or_default().iter().any(|base| descends(base, of))
}
