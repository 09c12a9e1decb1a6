//! Loggers: a tree by dotted name, with levels and lists of handlers.

use std::rc::Rc;

use super::{LEVELS, State};
use crate::python::builtins::sequence::taint_if_conditional;
use crate::python::format::repr_str;
use crate::python::stdlib::convert::{integer, text};
use crate::python::stdlib::parts::{Names, take_first};
use crate::python::{Arguments, Class, EvalResult, Evaluator, Instance, Truth, Value};

/// Methods, and functions of the module, that would log.
pub(super) const INERT: &[&str] =
    &["critical", "debug", "error", "exception", "fatal", "info", "log", "warn", "warning"];

/// The class of loggers.
pub(super) fn class(evaluator: &mut Evaluator) -> Rc<Class> {
    let state = evaluator.extension::<State>();
    if let Some(class) = state.classes.borrow().get("Logger") {
        return Rc::clone(class);
    }
    let attributes = Names::default()
        .functions(&[
            ("__getattr__", super::unknown),
            ("__repr__", repr),
            ("addHandler", add_handler),
            ("removeHandler", remove_handler),
            ("getChild", get_child),
            ("getEffectiveLevel", get_effective_level),
            ("hasHandlers", has_handlers),
            ("isEnabledFor", is_enabled_for),
            ("setLevel", set_level),
        ])
        .functions_accepting_unknown(&[("__init__", initialize)])
        .properties(&[("parent", parent), ("root", |evaluator, _| Ok(root(evaluator)))])
        .inert_functions(INERT)
        .inert_functions(&["addFilter", "callHandlers", "handle", "removeFilter"]);
    let object = std::slice::from_ref(&evaluator.types.object);
    let class = Class::native("logging", "Logger", object, None, attributes.vars());
    state.classes.borrow_mut().insert("Logger", Rc::clone(&class));
    class
}

/// The functions of the module that are about loggers.
pub(super) fn functions(names: Names) -> Names {
    names
        .functions(&[
            ("getLevelName", get_level_name),
            ("getLevelNamesMapping", level_names),
            ("getLogger", get_logger),
            ("addLevelName", add_level_name),
        ])
        .functions_accepting_unknown(&[("basicConfig", basic_config)])
}

fn initialize(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let logger = take_first(evaluator, &mut arguments)?;
    let [name, level] = arguments.bind(evaluator, "Logger.__init__", ["name!", "level"])?;
    if let Some(logger) = logger.as_instance() {
        logger.set_attribute("name", name.unwrap_or(Value::None));
        logger.set_attribute("level", level.unwrap_or_else(|| Value::int(0)));
        logger.set_attribute("handlers", Value::list(Vec::new()));
        logger.set_attribute("filters", Value::list(Vec::new()));
        logger.set_attribute("propagate", Value::Bool(true));
        logger.set_attribute("disabled", Value::Bool(false));
    }
    Ok(Value::None)
}

/// The logger of a name, made when it is first asked for; the root has no name here.
fn named(evaluator: &mut Evaluator, name: &str) -> Value {
    let state = evaluator.extension::<State>();
    if let Some(logger) = state.loggers.borrow().get(name) {
        return logger.clone();
    }
    let class = class(evaluator);
    let logger = Value::Instance(Rc::new(Instance::new(&class)));
    let (shown, level) = if name.is_empty() { ("root", 30) } else { (name, 0) };
    let arguments = Arguments::positional([logger.clone(), Value::str(shown), Value::int(level)]);
    // Binding three arguments to three parameters can't fail.
    let _ = initialize(evaluator, arguments);
    state.loggers.borrow_mut().insert(name.into(), logger.clone());
    logger
}

/// The root logger.
pub(super) fn root(evaluator: &mut Evaluator) -> Value {
    named(evaluator, "")
}

fn get_logger(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [name] = arguments.bind(evaluator, "getLogger", ["name"])?;
    let name = match name {
        None | Some(Value::None) => Rc::from(""),
        Some(name) => text(evaluator, &name, "A logger name must be a string")?,
    };
    Ok(named(evaluator, if &*name == "root" { "" } else { &name }))
}

fn name_of(evaluator: &mut Evaluator, logger: &Value) -> EvalResult<Rc<str>> {
    let name = evaluator.get_attribute(logger, "name")?;
    text(evaluator, &name, "A logger name must be a string")
}

/// The nearest logger above that was asked for by name.
fn parent_of(evaluator: &mut Evaluator, logger: &Value) -> EvalResult<Option<Value>> {
    if root(evaluator).is(logger) {
        return Ok(None);
    }
    let name = name_of(evaluator, logger)?;
    let mut prefix = &*name;
    while let Some((shorter, _)) = prefix.rsplit_once('.') {
        prefix = shorter;
        let state = evaluator.extension::<State>();
        let known = state.loggers.borrow().get(prefix).cloned();
        if known.is_some() {
            return Ok(known);
        }
    }
    Ok(Some(root(evaluator)))
}

fn parent(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let logger = take_first(evaluator, &mut arguments)?;
    Ok(parent_of(evaluator, &logger)?.unwrap_or(Value::None))
}

fn get_child(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let logger = take_first(evaluator, &mut arguments)?;
    let [suffix] = arguments.bind(evaluator, "getChild", ["suffix!"])?;
    let suffix = text(evaluator, &suffix.unwrap_or(Value::None), "A logger name must be a string")?;
    if root(evaluator).is(&logger) {
        return Ok(named(evaluator, &suffix));
    }
    let name = name_of(evaluator, &logger)?;
    Ok(named(evaluator, &format!("{name}.{suffix}")))
}

/// A level as a number: a number, or the name of a level.
fn level_number(evaluator: &mut Evaluator, level: &Value) -> EvalResult<i64> {
    if let Value::Int(_) = level.unwrapped() {
        return integer(evaluator, level);
    }
    let Some(name) = level.as_str() else {
        return match evaluator.repr_of(level)? {
            Value::Unknown(unknown) => Err(unknown.into()),
            shown => {
                let shown = shown.as_str().unwrap_or_default();
                Err(evaluator.type_error(&format!("Level not an integer or a valid string: {shown}")))
            }
        };
    };
    let state = evaluator.extension::<State>();
    let own = state.level_names.borrow().iter().find(|(_, known)| **known == name).map(|(number, _)| *number);
    let known = LEVELS.iter().find(|(known, _)| **known == *name).map(|(_, number)| *number);
    own.or(known).ok_or_else(|| evaluator.value_error(&format!("Unknown level: {}", repr_str(&name))))
}

fn set_level(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let logger = take_first(evaluator, &mut arguments)?;
    let [level] = arguments.bind(evaluator, "setLevel", ["level!"])?;
    let number = level_number(evaluator, &level.unwrap_or(Value::None))?;
    evaluator.set_attribute(&logger, "level", Value::int(number))?;
    Ok(Value::None)
}

fn effective_level(evaluator: &mut Evaluator, logger: &Value) -> EvalResult<i64> {
    let mut logger = logger.clone();
    loop {
        evaluator.step()?;
        let level = evaluator.get_attribute(&logger, "level")?;
        let level = integer(evaluator, &level)?;
        match parent_of(evaluator, &logger)? {
            Some(parent) if level == 0 => logger = parent,
            _ => return Ok(level),
        }
    }
}

fn get_effective_level(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let logger = take_first(evaluator, &mut arguments)?;
    effective_level(evaluator, &logger).map(Value::int)
}

fn is_enabled_for(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let logger = take_first(evaluator, &mut arguments)?;
    let [level] = arguments.bind(evaluator, "isEnabledFor", ["level!"])?;
    let level = integer(evaluator, &level.unwrap_or(Value::None))?;
    Ok((level >= effective_level(evaluator, &logger)?).into())
}

fn handlers(evaluator: &mut Evaluator, logger: &Value) -> EvalResult<Value> {
    evaluator.get_attribute(logger, "handlers")
}

fn add_handler(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let logger = take_first(evaluator, &mut arguments)?;
    let handler = take_first(evaluator, &mut arguments)?;
    let handlers = handlers(evaluator, &logger)?;
    if let Value::List(list) = &handlers
        && !list.items().iter().any(|known| known.is(&handler))
    {
        list.change(|items| items.push(handler));
        taint_if_conditional(evaluator, &handlers);
    }
    Ok(Value::None)
}

fn remove_handler(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let logger = take_first(evaluator, &mut arguments)?;
    let handler = take_first(evaluator, &mut arguments)?;
    let handlers = handlers(evaluator, &logger)?;
    if let Value::List(list) = &handlers {
        list.change(|items| items.retain(|known| !known.is(&handler)));
        taint_if_conditional(evaluator, &handlers);
    }
    Ok(Value::None)
}

fn has_handlers(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let mut logger = take_first(evaluator, &mut arguments)?;
    loop {
        evaluator.step()?;
        let handlers = handlers(evaluator, &logger)?;
        match evaluator.truth(&handlers)? {
            Truth::Known(true) => return Ok(true.into()),
            Truth::Known(false) => {}
            Truth::Ambiguous(unknown) => return Err(unknown.into()),
        }
        match parent_of(evaluator, &logger)? {
            Some(parent) => logger = parent,
            None => return Ok(false.into()),
        }
    }
}

/// Gives the root a handler where it has none, as the functions of the module do when they log.
pub(super) fn ensure_handler(evaluator: &mut Evaluator) -> EvalResult<()> {
    let root = root(evaluator);
    let handlers = handlers(evaluator, &root)?;
    if let Value::List(list) = &handlers
        && list.is_empty()
    {
        let handler = evaluator.unknown("logging is not followed");
        list.change(|items| items.push(handler));
        taint_if_conditional(evaluator, &handlers);
    }
    Ok(())
}

/// `basicConfig`: gives the root its level; the handler that it would add stands for itself.
fn basic_config(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let root = root(evaluator);
    let handlers = handlers(evaluator, &root)?;
    let forced = match arguments.keyword("force").cloned() {
        Some(force) => !evaluator.truth(&force)?.is_false(),
        None => false,
    };
    if !forced && !evaluator.truth(&handlers)?.is_false() {
        return Ok(Value::None);
    }
    if let Value::List(list) = &handlers {
        list.change(Vec::clear);
    }
    ensure_handler(evaluator)?;
    match arguments.keyword("level").cloned() {
        None | Some(Value::None) => {}
        Some(unknown @ Value::Unknown(_)) => evaluator.set_attribute(&root, "level", unknown)?,
        Some(level) => {
            let number = level_number(evaluator, &level)?;
            evaluator.set_attribute(&root, "level", Value::int(number))?;
        }
    }
    Ok(Value::None)
}

fn level_name(evaluator: &mut Evaluator, number: i64) -> Rc<str> {
    let state = evaluator.extension::<State>();
    if let Some(name) = state.level_names.borrow().get(&number) {
        return Rc::clone(name);
    }
    let known = LEVELS.iter().find(|(_, known)| *known == number);
    known.map_or_else(|| format!("Level {number}").into(), |(name, _)| Rc::from(*name))
}

fn get_level_name(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [level] = arguments.bind(evaluator, "getLevelName", ["level!"])?;
    let level = level.unwrap_or(Value::None);
    if let Some(name) = level.as_str() {
        let number = level_number(evaluator, &level);
        return Ok(number.map_or_else(|_| format!("Level {name}").into(), Value::int));
    }
    let number = integer(evaluator, &level)?;
    Ok(Value::Str(level_name(evaluator, number)))
}

fn level_names(_evaluator: &mut Evaluator, _arguments: Arguments) -> EvalResult<Value> {
    Ok(Value::dict(LEVELS.iter().map(|(name, number)| (name, Value::int(*number)))))
}

fn add_level_name(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [level, name] = arguments.bind(evaluator, "addLevelName", ["level!", "levelName!"])?;
    let number = integer(evaluator, &level.unwrap_or(Value::None))?;
    let name = text(evaluator, &name.unwrap_or(Value::None), "levelName must be a string, not {}")?;
    evaluator.extension::<State>().level_names.borrow_mut().insert(number, name);
    Ok(Value::None)
}

fn repr(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let logger = take_first(evaluator, &mut arguments)?;
    let level = effective_level(evaluator, &logger)?;
    let (level, name) = (level_name(evaluator, level), name_of(evaluator, &logger)?);
    let class = if root(evaluator).is(&logger) { "RootLogger" } else { "Logger" };
    Ok(format!("<{class} {name} ({level})>").into())
}
