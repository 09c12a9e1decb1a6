//! The functional form: `Enum("Colour", "RED GREEN")`.

use std::rc::Rc;

use super::super::parts::{Names, derived_class};
use super::{Classes, members};
use crate::python::{Class, EvalResult, Evaluator, Value};

/// What the functional form may be told.
pub(super) struct Options {
    /// A class to mix in.
    pub(super) mixin: Option<Value>,
    /// The first value.
    pub(super) start: Option<Value>,
    /// What becomes of bits that no member has.
    pub(super) boundary: Option<Value>,
}

/// A class made by calling an enumeration without members.
pub(super) fn make(
    evaluator: &mut Evaluator,
    class: &Rc<Class>,
    name: &str,
    names: &Value,
    options: Options,
) -> EvalResult<Value> {
    let Options { mixin, start, boundary } = options;
    let mut bases = vec![Rc::clone(class)];
    if let Some(Value::Class(mixin)) = mixin {
        bases.insert(0, mixin);
    }
    let made = derived_class(evaluator, None, name, &bases, Names::default().vars());
    if let Some(boundary) = boundary.filter(|boundary| !boundary.is_none()) {
        made.set_data(super::flags::Boundary::of(&boundary));
    }
    let definitions = definitions(evaluator, &made, names, start.as_ref())?;
    members::make_from(evaluator, &made, definitions, start)?;
    Ok(Value::Class(made))
}

fn definitions(
    evaluator: &mut Evaluator,
    class: &Rc<Class>,
    names: &Value,
    start: Option<&Value>,
) -> EvalResult<Vec<(Rc<str>, Value)>> {
    if let Value::Dict(dict) = names {
        return Ok(dict
            .pairs()
            .into_iter()
            .map(|(name, value)| (name.as_str().unwrap_or_default(), value))
            .collect());
    }
    let items = match names.as_str() {
        Some(text) => text.replace(',', " ").split_whitespace().map(Value::str).collect(),
        None => evaluator.iterate(names)?,
    };
    let mut definitions: Vec<(Rc<str>, Value)> = Vec::new();
    for item in items {
        if let Some(name) = item.as_str() {
            let values: Vec<Value> = definitions.iter().map(|(_, value)| value.clone()).collect();
            let value = members::next_value(evaluator, class, &name, &values, start)?;
            definitions.push((name, value));
            continue;
        }
        let pair = evaluator.iterate(&item)?;
        let [name, value] = pair.as_slice() else {
            return Err(evaluator.value_error("too many values to unpack (expected 2)"));
        };
        definitions.push((name.as_str().unwrap_or_default(), value.clone()));
    }
    Ok(definitions)
}

/// An enumeration of `enum` itself, whose values are the names in lower case.
pub(super) fn str_enumeration(
    evaluator: &mut Evaluator,
    classes: &Classes,
    name: &str,
    names: &[&str],
) -> EvalResult<Rc<Class>> {
    let bases = std::slice::from_ref(&classes.str_enum);
    let class = Class::native("enum", name, bases, None, Names::default().vars());
    let definitions = names.iter().map(|name| (Rc::from(*name), Value::from(name.to_lowercase()))).collect();
    members::make_from(evaluator, &class, definitions, None)?;
    Ok(class)
}
