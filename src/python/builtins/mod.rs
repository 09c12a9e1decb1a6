//! Built-in classes, exceptions and functions, one file for each class.
//!
//! A file of a class has `class(...)`, which makes it from a table of its methods. Methods get the receiver as first
//! argument, so that `str.upper(text)` and `text.upper()` are the same call.

pub(crate) mod bounds;
mod byte_text;
mod bytes;
mod class;
pub(crate) mod comparison;
mod dict;
mod exception;
mod exceptions;
mod float;
mod functions;
pub(crate) mod hash;
mod int;
pub(crate) mod items;
mod iterator;
pub(crate) mod known;
mod list;
pub(crate) mod member;
pub(crate) mod number;
mod object;
pub(crate) mod operators;
mod parameters;
mod percent;
mod property;
mod protocol;
mod range;
pub(crate) mod sequence;
pub(crate) mod set;
pub(crate) mod slices;
pub(crate) mod special;
mod str;
pub(crate) mod text;
mod tuple;
mod types;
mod views;

use std::rc::Rc;

pub use exceptions::Exceptions;
pub(crate) use functions::sort;
pub use types::Types;

use super::native_arguments::own_functions;
use super::{Evaluator, NativeCode, NativeFunction, Value, Vars};

/// The names of the module `builtins`.
pub(super) fn names(types: &Types, exceptions: &Exceptions) -> Vars {
    let mut names = Vars::default();
    for class in types.named() {
        names.insert(Rc::clone(&class.name), Value::Class(Rc::clone(class)));
    }
    for class in exceptions.all() {
        names.insert(Rc::clone(&class.name), Value::Class(Rc::clone(class)));
    }
    names.insert("IOError".into(), Value::Class(Rc::clone(&exceptions.os_error)));
    names.insert("EnvironmentError".into(), Value::Class(Rc::clone(&exceptions.os_error)));
    names.insert("NotImplemented".into(), Value::NotImplemented);
    names.insert("Ellipsis".into(), Value::Ellipsis);
    names.insert("__debug__".into(), Value::Bool(true));
    names.extend(functions::functions());
    own_functions("builtins", &names);
    names
}

/// Attributes from a table of native functions.
pub(crate) fn table(functions: &[(&str, NativeCode)]) -> Vars {
    functions.iter().map(|(name, code)| (Rc::from(*name), Value::native(name, *code))).collect()
}

/// Attributes from a table of native functions that see unknown arguments.
pub(crate) fn table_accepting_unknown(functions: &[(&str, NativeCode)]) -> Vars {
    let value =
        |name: &str, code| Value::Native(Rc::new(NativeFunction::new(name, code).accepting_unknown()));
    functions.iter().map(|(name, code)| (Rc::from(*name), value(name, *code))).collect()
}

/// Whether iteration over the value may be tried: everything that Python calls iterable.
pub(crate) fn is_iterable(evaluator: &Evaluator, value: &Value) -> bool {
    match value {
        Value::Str(_)
        | Value::Bytes(_)
        | Value::List(_)
        | Value::Tuple(_)
        | Value::Dict(_)
        | Value::Set(_)
        | Value::Range(_)
        | Value::Iterator(_)
        | Value::Class(_) => true,
        Value::Instance(_) => {
            let has = |name| special::lookup(evaluator, value, name).is_some();
            has("__iter__") || has("__getitem__")
        }
        _ => false,
    }
}
