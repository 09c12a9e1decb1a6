//! `contextlib`.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use super::abstract_classes::abstract_class;
use super::parts::{Names, closure_accepting_unknown, receiver, take_first};
use crate::python::{
    Arguments, Class, ClassHooks, EvalResult, Evaluator, Instance, Interrupt, PyIterator, Resume, Value, Vars,
};

/// A call of a function that `@contextmanager` decorates.
struct GeneratorManager {
    function: Value,
    arguments: RefCell<Option<Arguments>>,
    suspended: RefCell<Option<Rc<PyIterator>>>,
}

/// The exceptions that `suppress` swallows.
struct Suppressed(Vec<Value>);

/// What a manager gives on entry: `nullcontext(value)`, `closing(value)`.
struct Given {
    value: Value,
    closes: bool,
}

/// What an `ExitStack` does when it is left, the last first.
#[derive(Default)]
struct Stack(RefCell<Vec<Leave>>);

enum Leave {
    Exit(Value),
    Call(Value, Arguments),
}

struct Classes {
    manager: Rc<Class>,
    suppress: Rc<Class>,
    given: Rc<Class>,
    stack: Rc<Class>,
}

#[derive(Default)]
struct State(OnceCell<Rc<Classes>>);

fn classes(evaluator: &mut Evaluator) -> Rc<Classes> {
    let state = evaluator.extension::<State>();
    if let Some(known) = state.0.get() {
        return Rc::clone(known);
    }
    let base = abstract_class(evaluator, "contextlib.AbstractContextManager");
    let base = std::slice::from_ref(&base);
    let class = |name: &str, hooks: Option<Rc<dyn ClassHooks>>, names: Names| {
        Class::native("contextlib", name, base, hooks, names.vars())
    };
    let manager = Names::default().functions_accepting_unknown(&[
        ("__enter__", enter_generator),
        ("__exit__", leave_generator),
        ("__call__", decorate),
    ]);
    let suppress = Names::default()
        .functions_accepting_unknown(&[("__enter__", |_, _| Ok(Value::None)), ("__exit__", leave_suppress)]);
    let given = Names::default().functions_accepting_unknown(&[
        ("__enter__", |evaluator, mut arguments| {
            Ok(receiver::<Given>(evaluator, &mut arguments)?.1.value.clone())
        }),
        ("__exit__", leave_given),
    ]);
    let stack = Names::default().functions_accepting_unknown(&[
        ("__enter__", |evaluator, mut arguments| take_first(evaluator, &mut arguments)),
        ("__exit__", leave_stack),
        ("close", leave_stack),
        ("enter_context", enter_context),
        ("push", push),
        ("callback", callback),
    ]);
    let made = Classes {
        manager: class("_GeneratorContextManager", None, manager),
        suppress: class("suppress", Some(Rc::new(SuppressHooks)), suppress),
        given: class("nullcontext", None, given),
        stack: class("ExitStack", Some(Rc::new(StackHooks)), stack),
    };
    Rc::clone(state.0.get_or_init(|| Rc::new(made)))
}

/// The names of the module.
pub(super) fn module(evaluator: &mut Evaluator) -> EvalResult<Vars> {
    let known = classes(evaluator);
    let manager = abstract_class(evaluator, "contextlib.AbstractContextManager");
    let asynchronous = abstract_class(evaluator, "contextlib.AbstractAsyncContextManager");
    let object = std::slice::from_ref(&evaluator.types.object);
    let decorator = Class::native("contextlib", "ContextDecorator", object, None, Vars::default());
    Ok(Names::default()
        .class(&manager)
        .class(&asynchronous)
        .class(&decorator)
        .class(&known.suppress)
        .class(&known.stack)
        .functions_accepting_unknown(&[
            ("contextmanager", context_manager),
            ("nullcontext", |evaluator, arguments| {
                let [value] = arguments.bind(evaluator, "nullcontext", ["enter_result"])?;
                Ok(given(evaluator, value.unwrap_or(Value::None), false))
            }),
            ("closing", |evaluator, arguments| {
                let [value] = arguments.bind(evaluator, "closing", ["thing!"])?;
                Ok(given(evaluator, value.unwrap_or(Value::None), true))
            }),
            ("redirect_stdout", |evaluator, mut arguments| {
                let value = take_first(evaluator, &mut arguments)?;
                Ok(given(evaluator, value, false))
            }),
            ("redirect_stderr", |evaluator, mut arguments| {
                let value = take_first(evaluator, &mut arguments)?;
                Ok(given(evaluator, value, false))
            }),
        ])
        .unknown_functions(
            "contextlib",
            &["asynccontextmanager", "AsyncExitStack", "aclosing", "chdir"],
            "it happens only when the program runs",
        )
        .vars())
}

fn given(evaluator: &mut Evaluator, value: Value, closes: bool) -> Value {
    let class = Rc::clone(&classes(evaluator).given);
    Value::Instance(Rc::new(Instance::with_payload(&class, Given { value, closes })))
}

/// `@contextmanager`.
fn context_manager(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let function = take_first(evaluator, &mut arguments)?;
    if matches!(function, Value::Unknown(_)) {
        return Ok(function);
    }
    let class = Rc::clone(&classes(evaluator).manager);
    Ok(closure_accepting_unknown("helper", move |_, arguments| {
        let manager = GeneratorManager {
            function: function.clone(),
            arguments: RefCell::new(Some(arguments)),
            suspended: RefCell::default(),
        };
        Ok(Value::Instance(Rc::new(Instance::with_payload(&class, manager))))
    }))
}

fn enter_generator(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, manager) = receiver::<GeneratorManager>(evaluator, &mut arguments)?;
    let given = manager.arguments.borrow_mut().take();
    let (Value::Function(function), Some(given)) = (&manager.function, given) else {
        return Ok(evaluator.unknown("the context manager is not a function of the program"));
    };
    if !function.bindings.is_generator {
        return Ok(evaluator.unknown("the context manager runs only when the program runs"));
    }
    let Value::Iterator(iterator) = evaluator.call(&manager.function, given)? else {
        return Ok(evaluator.unknown("the context manager runs only when the program runs"));
    };
    *manager.suspended.borrow_mut() = Some(Rc::clone(&iterator));
    let value = iterator.next(evaluator)?;
    value.ok_or_else(|| runtime_error(evaluator, "generator didn't yield"))
}

fn runtime_error(evaluator: &Evaluator, message: &str) -> Box<Interrupt> {
    evaluator.exception(&evaluator.exceptions.runtime_error, message)
}

/// Lets the generator go on after its `yield`, with the exception of the block where there is one.
fn leave_generator(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, manager) = receiver::<GeneratorManager>(evaluator, &mut arguments)?;
    let suspended = manager.suspended.borrow_mut().take();
    let Some(iterator) = suspended else { return Ok(Value::Bool(false)) };
    let raised = arguments.positional.get(1).filter(|value| !value.is_none()).cloned();
    let Some((raised, generator)) = raised.zip(iterator.as_generator()) else {
        return match iterator.next(evaluator)? {
            None => Ok(Value::Bool(false)),
            Some(_) => Err(runtime_error(evaluator, "generator didn't stop")),
        };
    };
    let thrown = evaluator.raise_value(raised.clone());
    match generator.resume(evaluator, Resume::Throw(thrown)) {
        Ok(None) => Ok(Value::Bool(true)),
        Ok(Some(_)) => Err(runtime_error(evaluator, "generator didn't stop after throw()")),
        Err(interrupt) => match &*interrupt {
            // The exception goes on as it came.
            Interrupt::Exception(again) if again.value.is(&raised) => Ok(Value::Bool(false)),
            _ => Err(interrupt),
        },
    }
}

/// A context manager as a decorator leaves the function as it is: what happens around a call is not seen.
fn decorate(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    take_first(evaluator, &mut arguments)?;
    take_first(evaluator, &mut arguments)
}

struct SuppressHooks;

impl ClassHooks for SuppressHooks {
    fn construct(
        &self,
        _evaluator: &mut Evaluator,
        class: &Rc<Class>,
        arguments: &Arguments,
    ) -> EvalResult<Option<Value>> {
        let payload = Suppressed(arguments.positional.clone());
        Ok(Some(Value::Instance(Rc::new(Instance::with_payload(class, payload)))))
    }
}

/// The exceptions that a manager swallows, where it is a `suppress` that no class of the program changes.
pub(in crate::python) fn suppressed(manager: &Value) -> Option<Value> {
    let Value::Instance(instance) = manager else { return None };
    let is_own = instance.class.has_dotted_name("contextlib.suppress");
    let suppressed = manager.payload::<Suppressed>().filter(|_| is_own)?;
    Some(Value::tuple(suppressed.0.clone()))
}

fn leave_suppress(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, suppressed) = receiver::<Suppressed>(evaluator, &mut arguments)?;
    let Some(Value::Class(raised)) = arguments.take_first() else { return Ok(Value::Bool(false)) };
    Ok(Value::Bool(suppressed.0.iter().filter_map(Value::as_class).any(|class| raised.is_subclass_of(class))))
}

fn leave_given(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, given) = receiver::<Given>(evaluator, &mut arguments)?;
    if given.closes {
        evaluator.call_method(&given.value, "close", Arguments::default())?;
    }
    Ok(Value::None)
}

struct StackHooks;

impl ClassHooks for StackHooks {
    fn construct(
        &self,
        _evaluator: &mut Evaluator,
        class: &Rc<Class>,
        _arguments: &Arguments,
    ) -> EvalResult<Option<Value>> {
        Ok(Some(Value::Instance(Rc::new(Instance::with_payload(class, Stack::default())))))
    }
}

fn enter_context(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, stack) = receiver::<Stack>(evaluator, &mut arguments)?;
    let manager = take_first(evaluator, &mut arguments)?;
    let value = evaluator.call_method(&manager, "__enter__", Arguments::default())?;
    stack.0.borrow_mut().push(Leave::Exit(manager));
    Ok(value)
}

fn push(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, stack) = receiver::<Stack>(evaluator, &mut arguments)?;
    let manager = take_first(evaluator, &mut arguments)?;
    stack.0.borrow_mut().push(Leave::Exit(manager.clone()));
    Ok(manager)
}

fn callback(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, stack) = receiver::<Stack>(evaluator, &mut arguments)?;
    let function = take_first(evaluator, &mut arguments)?;
    stack.0.borrow_mut().push(Leave::Call(function.clone(), arguments));
    Ok(function)
}

fn leave_stack(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, stack) = receiver::<Stack>(evaluator, &mut arguments)?;
    let mut given = arguments.positional;
    given.resize(3, Value::None);
    loop {
        let last = stack.0.borrow_mut().pop();
        match last {
            None => return Ok(Value::Bool(false)),
            Some(Leave::Exit(manager)) => {
                evaluator.call_method(&manager, "__exit__", Arguments::positional(given.clone()))?;
            }
            Some(Leave::Call(function, arguments)) => {
                evaluator.call(&function, arguments)?;
            }
        }
    }
}
