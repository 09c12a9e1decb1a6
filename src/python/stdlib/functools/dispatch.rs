//! `functools.singledispatch` and `singledispatchmethod`: the class of the first argument chooses the function.
//!
//! Classes of the program and the built-in ones are found by the method resolution order, as `functools._find_impl` does.
//! Abstract classes that are not in it come after the classes that are, and the most derived of them is taken; where there is
//! none such, what is chosen is not known.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use super::super::parts::{Names, closure_accepting_unknown, receiver, take_first};
use crate::python::stdlib::typing::UnionType;
use crate::python::{
    Arguments, Class, ClassHooks, EvalResult, Evaluator, Instance, Method, Truth, Unknown, Value, Vars,
};

/// The functions by class, in the order in which they were registered.
struct Dispatch {
    name: Rc<str>,
    functions: RefCell<Vec<(Rc<Class>, Value)>>,
}

#[derive(Default)]
struct Classes(OnceCell<Rc<Class>>);

fn function_class(evaluator: &mut Evaluator) -> Rc<Class> {
    let state = evaluator.extension::<Classes>();
    let object = std::slice::from_ref(&evaluator.types.object);
    let make = || {
        let names = Names::default()
            .functions_accepting_unknown(&[
                ("__call__", call),
                ("__get__", bind),
                ("register", register),
                ("dispatch", dispatch),
            ])
            .properties(&[("registry", registry)]);
        Class::native("functools", "singledispatch", object, None, names.vars())
    };
    Rc::clone(state.0.get_or_init(make))
}

/// `@singledispatch`.
pub(super) fn single_dispatch(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let function = take_first(evaluator, &mut arguments)?;
    if let Value::Unknown(_) = function {
        return Ok(function);
    }
    let name = evaluator.find_attribute(&function, "__name__")?.and_then(|name| name.as_str());
    let object = Rc::clone(&evaluator.types.object);
    let payload = Dispatch {
        name: name.unwrap_or_else(|| "singledispatch function".into()),
        functions: RefCell::new(vec![(object, function.clone())]),
    };
    let class = function_class(evaluator);
    let wrapper = Value::Instance(Rc::new(Instance::with_payload(&class, payload)));
    super::update(evaluator, wrapper, &function, None, None)
}

fn call(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, dispatch) = receiver::<Dispatch>(evaluator, &mut arguments)?;
    let function = match arguments.positional.first() {
        Some(Value::Unknown(unknown)) => return Err(Rc::clone(unknown).into()),
        Some(first) => {
            let class = evaluator.class_of(first);
            chosen(evaluator, &dispatch, &class)?
        }
        None => {
            let message = format!("{} requires at least 1 positional argument", dispatch.name);
            return Err(evaluator.type_error(&message));
        }
    };
    evaluator.call(&function, arguments)
}

/// As an attribute of a class, it is a method.
fn bind(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let function = take_first(evaluator, &mut arguments)?;
    let receiver = take_first(evaluator, &mut arguments)?;
    if receiver.is_none() {
        return Ok(function);
    }
    Ok(Value::Method(Rc::new(Method { receiver, function })))
}

fn dispatch(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, dispatch) = receiver::<Dispatch>(evaluator, &mut arguments)?;
    match take_first(evaluator, &mut arguments)? {
        Value::Class(class) => chosen(evaluator, &dispatch, &class),
        Value::Unknown(unknown) => Err(unknown.into()),
        _ => Err(evaluator.type_error("dispatch() argument must be a class")),
    }
}

fn registry(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, dispatch) = receiver::<Dispatch>(evaluator, &mut arguments)?;
    let dict = crate::python::Dict::default();
    for (class, function) in dispatch.functions.borrow().iter() {
        let class = Value::Class(Rc::clone(class));
        evaluator.insert(&dict, class, function.clone())?;
    }
    Ok(Value::Dict(Rc::new(dict)))
}

/// The function for a class.
fn chosen(evaluator: &mut Evaluator, dispatch: &Dispatch, class: &Rc<Class>) -> EvalResult<Value> {
    let functions = dispatch.functions.borrow().clone();
    let own = |wanted: &Rc<Class>| functions.iter().find(|(class, _)| Rc::ptr_eq(class, wanted));
    let order = class.resolution_order();
    let object = Rc::clone(&evaluator.types.object);
    let in_order = order.iter().filter(|ancestor| !Rc::ptr_eq(ancestor, &object)).find_map(own);
    let mut others: Vec<&(Rc<Class>, Value)> = Vec::new();
    for entry in &functions {
        let is_other = !order.iter().any(|ancestor| Rc::ptr_eq(ancestor, &entry.0));
        if is_other && descends(evaluator, class, &entry.0)? {
            let is_behind = match in_order {
                Some((found, _)) => descends(evaluator, found, &entry.0)?,
                None => false,
            };
            if !is_behind {
                others.push(entry);
            }
        }
    }
    if others.is_empty() {
        let found = in_order.or_else(|| own(&object));
        return Ok(found.map_or(Value::None, |(_, function)| function.clone()));
    }
    for (candidate, function) in &others {
        let mut is_most_derived = true;
        for (other, _) in &others {
            is_most_derived &= descends(evaluator, candidate, other)?;
        }
        if is_most_derived && in_order.is_none() {
            return Ok(function.clone());
        }
    }
    let span = evaluator.current_span();
    let reason = "which of several abstract classes comes first is not followed";
    Err(Unknown::new(crate::python::UnknownForm::Other, span, reason).into())
}

/// `issubclass(class, other)`.
fn descends(evaluator: &mut Evaluator, class: &Rc<Class>, other: &Rc<Class>) -> EvalResult<bool> {
    let Some(function) = evaluator.builtin_names.get("issubclass").cloned() else { return Ok(false) };
    let arguments = [Value::Class(Rc::clone(class)), Value::Class(Rc::clone(other))];
    let answer = evaluator.call(&function, Arguments::positional(arguments))?;
    match evaluator.truth(&answer)? {
        Truth::Known(truth) => Ok(truth),
        Truth::Ambiguous(unknown) => Err(unknown.into()),
    }
}

/// `register(class)`, `register(class, function)`, and `register` of a function whose first annotation is the class.
fn register(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let wrapper = take_first(evaluator, &mut arguments)?;
    let [class, function] = arguments.bind(evaluator, "register", ["cls!", "func"])?;
    let class = class.unwrap_or(Value::None);
    if let Value::Unknown(unknown) = class {
        return Err(unknown.into());
    }
    match (classes_of(&class), function) {
        (Some(classes), Some(function)) => enter(evaluator, &wrapper, classes, function),
        (Some(classes), None) => {
            Ok(closure_accepting_unknown("register", move |evaluator, mut arguments| {
                let function = take_first(evaluator, &mut arguments)?;
                enter(evaluator, &wrapper, classes.clone(), function)
            }))
        }
        (None, _) => {
            let (name, hint) = first_annotation(evaluator, &class)?;
            match classes_of(&hint) {
                Some(classes) => enter(evaluator, &wrapper, classes, class),
                None => {
                    let shown = evaluator.repr_of(&hint)?.as_str().unwrap_or_default();
                    let message = format!("Invalid annotation for '{name}'. {shown} is not a class.");
                    Err(evaluator.type_error(&message))
                }
            }
        }
    }
}

/// The classes that a class or a union of classes stands for.
fn classes_of(value: &Value) -> Option<Vec<Rc<Class>>> {
    if let Value::Class(class) = value {
        return Some(vec![Rc::clone(class)]);
    }
    let union = value.payload::<UnionType>()?;
    union.members.iter().map(|member| member.as_class().cloned()).collect()
}

fn first_annotation(evaluator: &mut Evaluator, function: &Value) -> EvalResult<(Rc<str>, Value)> {
    let typing = evaluator.import_module("typing")?;
    let annotated = match function {
        Value::ClassMethod(inner) | Value::StaticMethod(inner) => (**inner).clone(),
        function => function.clone(),
    };
    let hints = match evaluator.find_attribute(&annotated, "__annotations__")? {
        None => Value::None,
        Some(_) => evaluator.call_method(&typing, "get_type_hints", Arguments::positional([annotated]))?,
    };
    let first = match &hints {
        Value::Unknown(unknown) => return Err(Rc::clone(unknown).into()),
        Value::Dict(hints) => hints.pairs().into_iter().next(),
        _ => None,
    };
    if let Some((name, hint)) = first
        && let Some(name) = name.as_str()
    {
        return match hint {
            Value::Unknown(unknown) => Err(unknown.into()),
            hint => Ok((name, hint)),
        };
    }
    let shown = evaluator.repr_of(function)?.as_str().unwrap_or_default();
    Err(evaluator.type_error(&format!(
        "Invalid first argument to `register()`: {shown}. Use either `@register(some_class)` or plain `@register` on an annotated function."
    )))
}

fn enter(
    evaluator: &mut Evaluator,
    wrapper: &Value,
    classes: Vec<Rc<Class>>,
    function: Value,
) -> EvalResult<Value> {
    let Some(dispatch) = wrapper.payload::<Dispatch>() else {
        return Err(evaluator.type_error("register() needs a function of singledispatch"));
    };
    let mut functions = dispatch.functions.borrow_mut();
    for class in classes {
        functions.retain(|(known, _)| !Rc::ptr_eq(known, &class));
        functions.push((class, function.clone()));
    }
    Ok(function)
}

/// The class `singledispatchmethod`.
pub(super) fn method_class(object: &[Rc<Class>]) -> Rc<Class> {
    let names = Names::default().functions_accepting_unknown(&[
        ("__get__", bind_method),
        ("register", |evaluator, arguments| {
            let (dispatcher, arguments) = dispatcher(evaluator, arguments)?;
            evaluator.call_method(&dispatcher, "register", arguments)
        }),
    ]);
    Class::native("functools", "singledispatchmethod", object, Some(Rc::new(MethodHooks)), names.vars())
}

struct MethodHooks;

impl ClassHooks for MethodHooks {
    fn construct(
        &self,
        evaluator: &mut Evaluator,
        class: &Rc<Class>,
        arguments: &Arguments,
    ) -> EvalResult<Option<Value>> {
        let function = take_first(evaluator, &mut arguments.clone())?;
        let dispatcher = single_dispatch(evaluator, Arguments::positional([function.clone()]))?;
        if let Value::Unknown(_) = dispatcher {
            return Ok(Some(dispatcher));
        }
        let instance = Instance::new(class);
        instance.set_attribute("dispatcher", dispatcher);
        instance.set_attribute("func", function);
        Ok(Some(Value::Instance(Rc::new(instance))))
    }
}

fn dispatcher(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<(Value, Arguments)> {
    let method = take_first(evaluator, &mut arguments)?;
    Ok((evaluator.get_attribute(&method, "dispatcher")?, arguments))
}

/// The method of an instance: its first argument chooses, and what is chosen is bound.
fn bind_method(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (dispatcher, mut arguments) = dispatcher(evaluator, arguments)?;
    let (instance, owner) = (take_first(evaluator, &mut arguments)?, take_first(evaluator, &mut arguments)?);
    Ok(closure_accepting_unknown("_method", move |evaluator, arguments| {
        let Some(dispatch) = dispatcher.payload::<Dispatch>() else { return Ok(Value::None) };
        let class = match arguments.positional.first() {
            Some(Value::Unknown(unknown)) => return Err(Rc::clone(unknown).into()),
            Some(first) => evaluator.class_of(first),
            None => {
                let class = &evaluator.exceptions.index_error;
                return Err(evaluator.exception(class, "tuple index out of range"));
            }
        };
        let function = chosen(evaluator, &dispatch, &class)?;
        let bound = match (&owner, &instance) {
            (Value::Class(owner), Value::None) => match &function {
                Value::ClassMethod(_) => {
                    evaluator.bind_attribute(&function, &Value::Class(Rc::clone(owner)), owner)?
                }
                _ => function,
            },
            (Value::Class(owner), instance) => evaluator.bind_attribute(&function, instance, owner)?,
            _ => function,
        };
        evaluator.call(&bound, arguments)
    }))
}

/// The names that the module gets.
pub(super) fn names(object: &[Rc<Class>]) -> Vars {
    Names::default()
        .class(&method_class(object))
        .functions_accepting_unknown(&[("singledispatch", single_dispatch)])
        .vars()
}
