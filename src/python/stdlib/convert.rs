//! Arguments of native functions as plain data, with the errors that Python raises for arguments of other types.

use std::rc::Rc;

use crate::python::{Arguments, EvalResult, Evaluator, Int, Truth, Unknown, UnknownForm, Value};

/// The name of a value's class, for messages.
pub(super) fn type_name(evaluator: &Evaluator, value: &Value) -> Rc<str> {
    Rc::clone(&evaluator.class_of(value).name)
}

/// An unknown stops the native function: its result is that unknown.
pub(super) fn known(value: Value) -> EvalResult<Value> {
    match value {
        Value::Unknown(unknown) => Err(unknown.into()),
        known => Ok(known),
    }
}

/// Text; otherwise `TypeError` with `message`, in which `{}` stands for the name of the class.
pub(super) fn text(evaluator: &Evaluator, value: &Value, message: &str) -> EvalResult<Rc<str>> {
    if let Value::Unknown(unknown) = value {
        return Err(Rc::clone(unknown).into());
    }
    value.as_str().ok_or_else(|| {
        let name = type_name(evaluator, value);
        evaluator.type_error(&message.replace("{}", &name))
    })
}

/// Text of which a method is called first: `AttributeError` where there is none.
pub(super) fn method_of_text(evaluator: &Evaluator, value: Value, method: &str) -> EvalResult<Rc<str>> {
    let value = known(value)?;
    value.as_str().ok_or_else(|| {
        let name = type_name(evaluator, &value);
        evaluator.attribute_error(&format!("'{name}' object has no attribute '{method}'"))
    })
}

/// An argument that is text or left out.
pub(super) fn optional_text(
    evaluator: &Evaluator,
    value: Option<&Value>,
    message: &str,
) -> EvalResult<Option<Rc<str>>> {
    match value {
        None | Some(Value::None) => Ok(None),
        Some(value) => text(evaluator, value, message).map(Some),
    }
}

/// An integer of any size.
pub(super) fn big_integer(evaluator: &mut Evaluator, value: &Value) -> EvalResult<Int> {
    match value.unwrapped() {
        Value::Int(number) => Ok(number),
        Value::Bool(truth) => Ok(Int::from(i64::from(truth))),
        Value::Unknown(unknown) => Err(unknown.into()),
        _ => match evaluator.special(value, "__index__", [])? {
            Some(index) if !matches!(index, Value::Instance(_)) => big_integer(evaluator, &index),
            _ => {
                let name = type_name(evaluator, value);
                Err(evaluator.type_error(&format!("'{name}' object cannot be interpreted as an integer")))
            }
        },
    }
}

/// An integer that fits 64 bits.
pub(super) fn integer(evaluator: &mut Evaluator, value: &Value) -> EvalResult<i64> {
    big_integer(evaluator, value)?.to_i64().ok_or_else(|| {
        let class = &evaluator.exceptions.overflow_error;
        evaluator.exception(class, "Python int too large to convert to C ssize_t")
    })
}

/// An argument that is an integer or left out.
pub(super) fn optional_integer(evaluator: &mut Evaluator, value: Option<&Value>) -> EvalResult<Option<i64>> {
    match value {
        None | Some(Value::None) => Ok(None),
        Some(value) => integer(evaluator, value).map(Some),
    }
}

/// A number as a double.
pub(super) fn float(evaluator: &mut Evaluator, value: &Value) -> EvalResult<f64> {
    if let Some(number) = value.as_f64() {
        return Ok(number);
    }
    match value.unwrapped() {
        Value::Int(_) => {
            let class = &evaluator.exceptions.overflow_error;
            return Err(evaluator.exception(class, "int too large to convert to float"));
        }
        Value::Unknown(unknown) => return Err(unknown.into()),
        _ => {}
    }
    for method in ["__float__", "__index__"] {
        if let Some(number) = evaluator.special(value, method, [])? {
            return match number {
                Value::Unknown(unknown) => Err(unknown.into()),
                other => other.as_f64().ok_or_else(|| evaluator.type_error("__float__ returned non-float")),
            };
        }
    }
    let name = type_name(evaluator, value);
    Err(evaluator.type_error(&format!("must be real number, not {name}")))
}

/// A truth value; `default` where it is left out. An unknown truth stops the native function.
pub(super) fn flag(evaluator: &mut Evaluator, value: Option<&Value>, default: bool) -> EvalResult<bool> {
    match value {
        None => Ok(default),
        Some(value) => truth(evaluator, value),
    }
}

/// Python's truth of a value; an unknown one stops the native function.
pub(super) fn truth(evaluator: &mut Evaluator, value: &Value) -> EvalResult<bool> {
    match evaluator.truth(value)? {
        Truth::Known(truth) => Ok(truth),
        Truth::Ambiguous(unknown) => Err(unknown.into()),
    }
}

/// A path as text: `os.fspath`. Paths that are bytes are not followed.
pub(super) fn path(evaluator: &mut Evaluator, value: &Value) -> EvalResult<Rc<str>> {
    path_or(evaluator, value, "expected str, bytes or os.PathLike object, not {}")
}

/// The same, with the message of the `TypeError`.
pub(super) fn path_or(evaluator: &mut Evaluator, value: &Value, message: &str) -> EvalResult<Rc<str>> {
    if let Some(text) = value.as_str() {
        return Ok(text);
    }
    match value.unwrapped() {
        Value::Unknown(unknown) => return Err(unknown.into()),
        Value::Bytes(_) => return stop(evaluator, "paths of bytes are not followed"),
        _ => {}
    }
    match evaluator.special(value, "__fspath__", [])? {
        Some(path) => text(evaluator, &path, "expected __fspath__() to return str or bytes, not {}"),
        None => text(evaluator, value, message),
    }
}

/// Ends a native function: its result is unknown, because of `reason`.
pub(super) fn stop<T>(evaluator: &Evaluator, reason: &str) -> EvalResult<T> {
    Err(Unknown::new(UnknownForm::Other, evaluator.current_span(), reason).into())
}

/// The bytes of a value that is bytes.
pub(super) fn bytes(evaluator: &Evaluator, value: &Value) -> EvalResult<Rc<[u8]>> {
    match value.unwrapped() {
        Value::Bytes(bytes) => Ok(bytes),
        Value::Unknown(unknown) => Err(unknown.into()),
        _ => {
            let name = type_name(evaluator, value);
            Err(evaluator.type_error(&format!("a bytes-like object is required, not '{name}'")))
        }
    }
}

/// The only positional argument of a function that takes no keywords.
pub(super) fn single(evaluator: &Evaluator, arguments: Arguments, function: &str) -> EvalResult<Value> {
    if let Some((_, _)) = arguments.keywords.first() {
        return Err(evaluator.type_error(&format!("{function}() takes no keyword arguments")));
    }
    let given = arguments.positional.len();
    match arguments.positional.into_iter().next() {
        Some(value) if given == 1 => Ok(value),
        _ => Err(evaluator.type_error(&format!("{function}() takes exactly one argument ({given} given)"))),
    }
}
