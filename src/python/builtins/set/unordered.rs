//! Sets whose order is not known, where something depends on it.

use std::rc::Rc;

use crate::python::builtins::items::exception_of;
use crate::python::{Evaluator, Interrupt, Unknown, UnknownForm, Value};

/// Whether the value is a set whose order is not known.
pub(crate) fn is_unordered(value: &Value) -> bool {
    matches!(value.unwrapped(), Value::Set(set) if !set.has_known_order())
}

/// What depends on the order of a set.
pub(crate) fn unknown(evaluator: &Evaluator) -> Rc<Unknown> {
    Unknown::new(UnknownForm::Other, evaluator.current_span(), "the order of a set is not known")
}

/// An exception that some member of a set led to: of which one it speaks is not known.
pub(crate) fn blurred(evaluator: &Evaluator, interrupt: Box<Interrupt>) -> Box<Interrupt> {
    match &*interrupt {
        Interrupt::Exception(raised) => {
            let class = evaluator.class_of(&raised.value);
            if &*class.module != "builtins" {
                return interrupt;
            }
            exception_of(evaluator, &class, [Value::Unknown(unknown(evaluator))])
        }
        _ => interrupt,
    }
}
