//! `sys`: the version that evaluation was told, the search path, and what every Python has. The rest depends on the machine.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::parts::{Names, receiver, take_first};
use super::{io, named_tuple};
use crate::python::{Arguments, Class, EvalResult, Evaluator, Instance, Value, Vars};

const MACHINE: &str = "it depends on the machine";
const LOADED: &str = "which modules are loaded is only known when the program runs";

/// The names of the module.
pub(super) fn module(evaluator: &mut Evaluator) -> EvalResult<Vars> {
    let mut names = Names::default();
    for (name, stream) in [("stdin", "<stdin>"), ("stdout", "<stdout>"), ("stderr", "<stderr>")] {
        let sink = io::sink(evaluator, stream);
        names = names.value(name, sink.clone()).value(&format!("__{name}__"), sink);
    }
    let root = super::project::shown(&evaluator.settings.source_root);
    let folders = evaluator.settings.python_path.iter().map(|folder| super::project::shown(folder));
    let path = std::iter::once(root).chain(folders).collect();
    let unknown = evaluator.unknown(MACHINE);
    Ok(names
        .value("argv", Value::list(vec![Value::str("")]))
        .value("path", Value::list(path))
        .value("modules", modules(evaluator))
        .value("version_info", version_info(evaluator))
        .value("float_info", float_info(evaluator))
        .value("platform", "linux")
        .value("byteorder", "little")
        .value("maxsize", Value::int(i64::MAX))
        .value("maxunicode", Value::int(0x10_ffff))
        .value("executable", unknown.clone())
        .value("prefix", unknown.clone())
        .value("version", unknown)
        .value("dont_write_bytecode", false)
        .functions(&[
            ("exit", exit),
            ("getdefaultencoding", utf8),
            ("getfilesystemencoding", utf8),
            ("getrecursionlimit", recursion_limit),
            ("intern", intern),
        ])
        .inert_functions(&[
            "setrecursionlimit",
            "settrace",
            "setprofile",
            "excepthook",
            "audit",
            "addaudithook",
        ])
        .vars())
}

fn exit(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let class = Value::Class(Rc::clone(&evaluator.exceptions.system_exit));
    let exception = evaluator.call(&class, arguments)?;
    Err(evaluator.raise_value(exception))
}

fn utf8(_evaluator: &mut Evaluator, _arguments: Arguments) -> EvalResult<Value> {
    Ok("utf-8".into())
}

fn recursion_limit(_evaluator: &mut Evaluator, _arguments: Arguments) -> EvalResult<Value> {
    Ok(Value::int(1000))
}

fn intern(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    take_first(evaluator, &mut arguments)
}

/// `sys.version_info`, whose third part is not known.
fn version_info(evaluator: &mut Evaluator) -> Value {
    let fields = ["major", "minor", "micro", "releaselevel", "serial"];
    let attributes = Names::default().functions(&[("__repr__", |evaluator, _| {
        Ok(evaluator.unknown("only the first two parts of Python's version are known"))
    })]);
    let class = named_tuple::native_class(evaluator, "sys", "version_info", &fields, attributes.vars());
    let (major, minor) = evaluator.settings.python_version;
    let micro = evaluator.unknown("only the first two parts of Python's version are known");
    let (major, minor) = (Value::int(u32::from(major)), Value::int(u32::from(minor)));
    named_tuple::instance(&class, vec![major, minor, micro, Value::str("final"), Value::int(0)])
}

fn float_info(evaluator: &Evaluator) -> Value {
    let object = std::slice::from_ref(&evaluator.types.object);
    let info = Instance::new(&Class::native("sys", "float_info", object, None, Vars::default()));
    let numbers = [("max", f64::MAX), ("min", f64::MIN_POSITIVE), ("epsilon", f64::EPSILON)];
    for (name, number) in numbers {
        info.set_attribute(name, Value::Float(number));
    }
    for (name, number) in [("dig", 15), ("mant_dig", 53), ("max_exp", 1024), ("min_exp", -1021), ("radix", 2)]
    {
        info.set_attribute(name, Value::int(number));
    }
    Value::Instance(Rc::new(info))
}

/// The payload of `sys.modules`.
struct Modules;

/// `sys.modules`: has the modules that were evaluated; whether there are others is not known.
fn modules(evaluator: &Evaluator) -> Value {
    fn loaded(evaluator: &Evaluator, name: &Value) -> Option<Value> {
        let name = name.as_str()?;
        evaluator.modules.get(&name).map(|module| Value::Module(Rc::clone(module)))
    }
    fn get(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
        receiver::<Modules>(evaluator, &mut arguments)?;
        let name = take_first(evaluator, &mut arguments)?;
        Ok(loaded(evaluator, &name).unwrap_or_else(|| evaluator.unknown(LOADED)))
    }
    fn contains(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
        receiver::<Modules>(evaluator, &mut arguments)?;
        let name = take_first(evaluator, &mut arguments)?;
        Ok(loaded(evaluator, &name).map_or_else(|| evaluator.unknown(LOADED), |_| Value::Bool(true)))
    }
    let names = Names::default()
        .functions(&[("__getitem__", get), ("get", get), ("__contains__", contains)])
        .inert_functions(&["__setitem__", "__delitem__", "update"])
        .unknown_functions(
            "sys.modules",
            &["pop", "items", "keys", "values", "copy", "__iter__", "__len__"],
            LOADED,
        );
    let object = std::slice::from_ref(&evaluator.types.object);
    let class = Class::native("sys", "modules", object, None, names.vars());
    Value::Instance(Rc::new(Instance::with_payload(&class, Modules)))
}

/// The folders from which modules are imported, as the program has changed them: those of the project and those that the
/// settings say. `None` where the program has not imported `sys`, or what it made of the list can't be known.
pub(crate) fn search_path(evaluator: &Evaluator) -> Option<Vec<PathBuf>> {
    let module = evaluator.modules.get("sys")?;
    let Some(Value::List(list)) = module.get("path") else { return None };
    if list.taint().is_some() {
        return None;
    }
    let root = &evaluator.settings.source_root;
    let project = super::project::root(evaluator);
    let folders = list.items();
    let folders = folders.iter().filter_map(|folder| {
        let folder = super::os::posix::normpath(&root.join(&*folder.as_str()?).to_string_lossy());
        let is_own = Path::new(&folder).starts_with(&project)
            || evaluator.settings.python_path.iter().any(|known| known == Path::new(&folder));
        is_own.then(|| PathBuf::from(folder))
    });
    Some(folders.collect())
}
