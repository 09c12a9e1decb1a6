//! `BaseException` and what some of its subclasses have besides: `KeyError`'s text, `OSError`'s fields …

use std::rc::Rc;

use super::super::{Arguments, Class, ClassHooks, EvalResult, Evaluator, Exceptions, Instance, Value, Vars};
use super::known::{known, known_repr, known_str, settle};
use super::parameters::{exactly, has_own_init};
use super::{table, table_accepting_unknown};
use crate::python::format::repr_str;

/// Numbers of system errors, with the class that `OSError(number, text)` makes.
const ERRORS: &[(i64, &str)] = &[
    (1, "PermissionError"),
    (2, "FileNotFoundError"),
    (3, "ProcessLookupError"),
    (4, "InterruptedError"),
    (10, "ChildProcessError"),
    (11, "BlockingIOError"),
    (13, "PermissionError"),
    (17, "FileExistsError"),
    (20, "NotADirectoryError"),
    (21, "IsADirectoryError"),
    (32, "BrokenPipeError"),
    (103, "ConnectionAbortedError"),
    (104, "ConnectionResetError"),
    (110, "TimeoutError"),
    (111, "ConnectionRefusedError"),
    (114, "BlockingIOError"),
    (115, "BlockingIOError"),
];

pub(super) fn attributes() -> Vars {
    let mut attributes = table_accepting_unknown(&[("__init__", init), ("add_note", add_note)]);
    attributes.extend(table(&[("__str__", str), ("__repr__", repr), ("with_traceback", with_traceback)]));
    attributes.insert("args".into(), Value::tuple([]));
    attributes.insert("__suppress_context__".into(), Value::Bool(false));
    for name in ["__cause__", "__context__", "__traceback__"] {
        attributes.insert(name.into(), Value::None);
    }
    attributes
}

pub(super) fn hooks() -> Option<Rc<dyn ClassHooks>> {
    Some(Rc::new(Hooks))
}

/// Gives the subclasses what they have besides.
pub(super) fn extend(exceptions: &Exceptions) {
    let none = |class: &Rc<Class>, names: &[&str]| {
        for name in names {
            class.set_attribute(name, Value::None);
        }
    };
    let text = |class: &Rc<Class>, code| class.set_attribute("__str__", Value::native("__str__", code));
    text(&exceptions.key_error, key_error_str);
    text(&exceptions.os_error, os_error_str);
    text(&exceptions.unicode_encode_error, unicode_error_str);
    text(&exceptions.unicode_decode_error, unicode_error_str);
    none(&exceptions.os_error, &["errno", "strerror", "filename", "filename2"]);
    none(&exceptions.import_error, &["name", "path", "msg"]);
    none(&exceptions.system_exit, &["code"]);
    none(&exceptions.stop_iteration, &["value"]);
    none(&exceptions.attribute_error, &["name", "obj"]);
    none(&exceptions.name_error, &["name"]);
    none(&exceptions.syntax_error, &["msg", "filename", "lineno", "offset", "text"]);
}

struct Hooks;

impl ClassHooks for Hooks {
    fn construct(
        &self,
        evaluator: &mut Evaluator,
        class: &Rc<Class>,
        arguments: &Arguments,
    ) -> EvalResult<Option<Value>> {
        if has_own_init(class) {
            return Ok(None);
        }
        let class = of_number(evaluator, class, &arguments.positional);
        let instance = Rc::new(Instance::new(&class));
        set_fields(evaluator, &instance, arguments)?;
        Ok(Some(Value::Instance(instance)))
    }
}

/// The class that `OSError(number, text)` makes.
fn of_number(evaluator: &Evaluator, class: &Rc<Class>, arguments: &[Value]) -> Rc<Class> {
    if !Rc::ptr_eq(class, &evaluator.exceptions.os_error) || arguments.len() < 2 {
        return Rc::clone(class);
    }
    let number = arguments.first().and_then(Value::as_i64);
    let name = number.and_then(|number| ERRORS.iter().find(|(known, _)| *known == number));
    let found = name.and_then(|(_, name)| {
        evaluator.exceptions.all().into_iter().find(|class| *class.name == **name).cloned()
    });
    found.unwrap_or_else(|| Rc::clone(class))
}

fn set_fields(evaluator: &Evaluator, instance: &Rc<Instance>, arguments: &Arguments) -> EvalResult<()> {
    let class = &instance.class;
    let is = |dotted| class.descends_from(dotted);
    let positional = &arguments.positional;
    let set = |name: &str, value: Option<&Value>| {
        if let Some(value) = value {
            instance.set_attribute(name, value.clone());
        }
    };
    let mut args = &positional[..];
    if is("builtins.OSError") && (2..=5).contains(&positional.len()) {
        set("errno", positional.first());
        set("strerror", positional.get(1));
        set("filename", positional.get(2));
        set("filename2", positional.get(4));
        args = positional.get(..2).unwrap_or_default();
    } else if is("builtins.SystemExit") {
        match positional.len() {
            0 | 1 => set("code", positional.first()),
            _ => instance.set_attribute("code", Value::tuple(positional.clone())),
        }
    } else if is("builtins.StopIteration") {
        set("value", positional.first());
    } else if is("builtins.SyntaxError") || is("builtins.ImportError") && positional.len() == 1 {
        set("msg", positional.first());
    }
    instance.set_attribute("args", Value::tuple(args.to_vec()));
    let known: &[&str] = match () {
        () if is("builtins.ImportError") => &["name", "path"],
        () if is("builtins.AttributeError") => &["name", "obj"],
        () if is("builtins.NameError") => &["name"],
        () => &[],
    };
    for (name, value) in &arguments.keywords {
        if !known.contains(&&**name) {
            let message = format!("{}() takes no keyword arguments", class.name);
            return Err(evaluator.type_error(&message));
        }
        instance.set_attribute(name, value.clone());
    }
    Ok(())
}

fn init(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    if let Some(Value::Instance(instance)) = arguments.take_first() {
        set_fields(evaluator, &instance, &arguments)?;
    }
    Ok(Value::None)
}

fn add_note(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [exception, note] = exactly(evaluator, "add_note", arguments)?;
    let Value::Instance(instance) = &exception else { return Ok(Value::None) };
    let notes = instance.attribute("__notes__").unwrap_or_else(|| Value::list(Vec::new()));
    if let Value::List(list) = &notes {
        list.change(|notes| notes.push(note));
    }
    instance.set_attribute("__notes__", notes);
    Ok(Value::None)
}

fn with_traceback(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [exception, _] = exactly(evaluator, "with_traceback", arguments)?;
    Ok(exception)
}

/// The exception and its `args`.
fn receiver(
    evaluator: &Evaluator,
    method: &str,
    arguments: Arguments,
) -> EvalResult<(Rc<Instance>, Vec<Value>)> {
    let [exception] = exactly(evaluator, method, arguments)?;
    let Value::Instance(instance) = exception else {
        return Err(evaluator.type_error(&format!("descriptor '{method}' requires a 'BaseException' object")));
    };
    let args = match instance.attribute("args") {
        Some(Value::Tuple(args)) => args.to_vec(),
        Some(Value::List(args)) => args.to_vec(),
        Some(Value::Unknown(unknown)) => return Err(unknown.into()),
        _ => Vec::new(),
    };
    Ok((instance, args))
}

fn text_of(evaluator: &mut Evaluator, args: &[Value]) -> EvalResult<Value> {
    match args {
        [] => Ok(Value::str("")),
        [one] => evaluator.str_of(one),
        several => evaluator.repr_of(&Value::tuple(several.to_vec())),
    }
}

fn str(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (_, args) = receiver(evaluator, "__str__", arguments)?;
    text_of(evaluator, &args)
}

fn repr(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (instance, args) = receiver(evaluator, "__repr__", arguments)?;
    let inner = super::text::joined(evaluator, &args)?;
    Ok(Value::from(format!("{}({inner})", instance.class.name)))
}

fn key_error_str(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (_, args) = receiver(evaluator, "__str__", arguments)?;
    match &args[..] {
        [one] => evaluator.repr_of(one),
        args => text_of(evaluator, args),
    }
}

fn os_error_str(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (instance, args) = receiver(evaluator, "__str__", arguments)?;
    let field = |name: &str| instance.attribute(name).filter(|value| !value.is_none());
    let (Some(number), Some(reason)) = (field("errno"), field("strerror")) else {
        return text_of(evaluator, &args);
    };
    let mut text = format!("[Errno {}] {}", known_str(evaluator, &number)?, known_str(evaluator, &reason)?);
    if let Some(file) = field("filename") {
        text = format!("{text}: {}", known_repr(evaluator, &file)?);
        if let Some(second) = field("filename2") {
            text = format!("{text} -> {}", known_repr(evaluator, &second)?);
        }
    }
    Ok(Value::from(text))
}

fn unicode_error_str(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (_, args) = receiver(evaluator, "__str__", arguments)?;
    let [encoding, object, start, end, reason] = &args[..] else { return text_of(evaluator, &args) };
    let (encoding, reason) = (known_str(evaluator, encoding)?, known_str(evaluator, reason)?);
    let bounds = (start.as_i64().unwrap_or_default(), end.as_i64().unwrap_or_default());
    let verb = if matches!(object, Value::Bytes(_)) { "decode" } else { "encode" };
    let what = if bounds.1 - bounds.0 == 1 {
        let at = usize::try_from(bounds.0).unwrap_or_default();
        let shown = match known(object.clone())? {
            Value::Bytes(bytes) => format!("byte 0x{:02x}", bytes.get(at).copied().unwrap_or_default()),
            other => {
                let text = other.as_str().unwrap_or_default();
                let character = text.chars().nth(at).map(String::from).unwrap_or_default();
                let escaped = crate::python::format::ascii(&character);
                let quoted = if escaped == character { repr_str(&character) } else { format!("'{escaped}'") };
                format!("character {quoted}")
            }
        };
        format!("{shown} in position {}", bounds.0)
    } else {
        let kind = if verb == "decode" { "bytes" } else { "characters" };
        format!("{kind} in position {}-{}", bounds.0, bounds.1 - 1)
    };
    settle(Ok(Value::from(format!("'{encoding}' codec can't {verb} {what}: {reason}"))))
}
