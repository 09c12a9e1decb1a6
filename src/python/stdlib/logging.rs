//! `logging`: loggers know their levels, and nothing is logged.

mod logger;

use std::cell::RefCell;
use std::rc::Rc;

use indexmap::IndexMap;

use super::parts::{Names, closure_accepting_unknown};
use crate::python::{Arguments, Class, ClassHooks, EvalResult, Evaluator, Instance, Value, Vars};

/// Names and numbers of the levels.
const LEVELS: &[(&str, i64)] = &[
    ("CRITICAL", 50),
    ("FATAL", 50),
    ("ERROR", 40),
    ("WARNING", 30),
    ("WARN", 30),
    ("INFO", 20),
    ("DEBUG", 10),
    ("NOTSET", 0),
];

/// What the modules of logging share.
#[derive(Default)]
struct State {
    classes: RefCell<IndexMap<&'static str, Rc<Class>>>,
    loggers: RefCell<IndexMap<Rc<str>, Value>>,
    level_names: RefCell<IndexMap<i64, Rc<str>>>,
}

/// Classes whose instances take everything and do nothing: module, name, base.
const INERT: &[(&str, &str, &str)] = &[
    ("logging", "Filterer", ""),
    ("logging", "Handler", "Filterer"),
    ("logging", "StreamHandler", "Handler"),
    ("logging", "FileHandler", "StreamHandler"),
    ("logging", "NullHandler", "Handler"),
    ("logging", "Formatter", ""),
    ("logging", "BufferingFormatter", ""),
    ("logging", "Filter", ""),
    ("logging", "LogRecord", ""),
    ("logging", "LoggerAdapter", ""),
    ("logging.handlers", "BufferingHandler", "Handler"),
    ("logging.handlers", "DatagramHandler", "Handler"),
    ("logging.handlers", "HTTPHandler", "Handler"),
    ("logging.handlers", "MemoryHandler", "BufferingHandler"),
    ("logging.handlers", "QueueHandler", "Handler"),
    ("logging.handlers", "QueueListener", ""),
    ("logging.handlers", "RotatingFileHandler", "FileHandler"),
    ("logging.handlers", "SMTPHandler", "Handler"),
    ("logging.handlers", "SocketHandler", "Handler"),
    ("logging.handlers", "SysLogHandler", "Handler"),
    ("logging.handlers", "TimedRotatingFileHandler", "FileHandler"),
    ("logging.handlers", "WatchedFileHandler", "FileHandler"),
];

const METHODS: &[&str] = &[
    "__init__",
    "acquire",
    "addFilter",
    "close",
    "createLock",
    "critical",
    "debug",
    "emit",
    "error",
    "exception",
    "flush",
    "handle",
    "handleError",
    "info",
    "log",
    "release",
    "removeFilter",
    "setFormatter",
    "setLevel",
    "setStream",
    "start",
    "stop",
    "warning",
];

/// The names of `logging`.
pub(super) fn module(evaluator: &mut Evaluator) -> EvalResult<Vars> {
    let mut names = classes_of(evaluator, "logging");
    for (name, number) in LEVELS {
        names = names.value(name, Value::int(*number));
    }
    let root = logger::root(evaluator);
    for method in logger::INERT {
        names = names.value(
            method,
            closure_accepting_unknown(method, |evaluator, _| {
                logger::ensure_handler(evaluator)?;
                Ok(Value::None)
            }),
        );
    }
    Ok(logger::functions(names)
        .class(&logger::class(evaluator))
        .value("root", root)
        .value("BASIC_FORMAT", "%(levelname)s:%(name)s:%(message)s")
        .value("raiseExceptions", true)
        .inert_functions(&["captureWarnings", "disable", "setLogRecordFactory", "setLoggerClass", "shutdown"])
        .vars())
}

/// The names of `logging.handlers`.
pub(super) fn handlers(evaluator: &mut Evaluator) -> EvalResult<Vars> {
    Ok(classes_of(evaluator, "logging.handlers").vars())
}

/// The names of `logging.config`.
pub(super) fn config(_evaluator: &mut Evaluator) -> EvalResult<Vars> {
    Ok(Names::default().inert_functions(&["dictConfig", "fileConfig", "stopListening"]).vars())
}

fn classes_of(evaluator: &mut Evaluator, module: &str) -> Names {
    let state = evaluator.extension::<State>();
    let object = Rc::clone(&evaluator.types.object);
    for (module, name, base) in INERT {
        let base = state.classes.borrow().get(base).cloned().unwrap_or_else(|| Rc::clone(&object));
        let attributes =
            Names::default().inert_functions(METHODS).functions(&[("__getattr__", unknown)]).vars();
        let make =
            || Class::native(module, name, std::slice::from_ref(&base), Some(Rc::new(Hooks)), attributes);
        state.classes.borrow_mut().entry(name).or_insert_with(make);
    }
    let classes = state.classes.borrow();
    classes.values().filter(|class| *class.module == *module).fold(Names::default(), Names::class)
}

/// What these objects are made of is not followed.
fn unknown(evaluator: &mut Evaluator, _arguments: Arguments) -> EvalResult<Value> {
    Ok(evaluator.unknown("logging is not followed"))
}

/// Makes an instance from any arguments, where no subclass says how.
struct Hooks;

impl ClassHooks for Hooks {
    fn construct(
        &self,
        _evaluator: &mut Evaluator,
        class: &Rc<Class>,
        _arguments: &Arguments,
    ) -> EvalResult<Option<Value>> {
        if matches!(class.lookup("__init__"), Some(Value::Function(_))) {
            return Ok(None);
        }
        Ok(Some(Value::Instance(Rc::new(Instance::new(class)))))
    }
}
