//! Whether a value may be given to a dataclass type (`DataclassTransformer.assert_type`).
//!
//! Instances of the class and its subclasses may; so may instances of other dataclasses whose fields the class has with
//! equal annotations, and dictionaries whose values are exactly of the annotated classes.

use std::rc::Rc;

use super::super::engine::Engine;
use super::super::fault::{Fault, Outcome};
use super::super::python_type::{arguments, underlying};
use super::{fields_of, is_optional};
use crate::python::stdlib::dataclasses::DataclassFields;
use crate::python::{Class, Dict, Instance, Value};

impl Engine<'_> {
    /// Refuses a value that may not be given to a dataclass type.
    pub(in super::super) fn assert_dataclass(&mut self, value: &Value, python_type: &Value) -> Outcome<()> {
        let Value::Class(class) = underlying(python_type) else { return Ok(()) };
        let Some(fields) = fields_of(&class) else { return Ok(()) };
        self.deeper(|engine| match value {
            Value::Dict(dict) => engine.assert_entries(dict, &class, &fields),
            Value::Instance(instance) if instance.class.is_subclass_of(&class) => Ok(()),
            Value::Instance(instance) if fields_of(&instance.class).is_some() => {
                engine.assert_fields(value, instance, &class, &fields)
            }
            _ => Err(engine.expected(value, &format!("an instance of `{}`", class.qualname))),
        })
    }

    fn assert_entries(&mut self, dict: &Dict, class: &Rc<Class>, fields: &DataclassFields) -> Outcome<()> {
        if let Some(unknown) = dict.taint() {
            return Err(self.unknown(&unknown, "a value of a dataclass"));
        }
        for field in fields.fields() {
            if dict.get_str(&field.name).is_none() && !is_optional(&field.annotation.value) {
                return Err(Fault::mismatch(format!("the key `{}` is missing", field.name)));
            }
        }
        for (key, value) in dict.pairs() {
            let field = key.as_str().and_then(|name| fields.field(&name));
            let Some(field) = field else {
                let key = key.as_str().unwrap_or_default();
                return Err(Fault::mismatch(format!("`{}` has no field `{key}`", class.qualname)));
            };
            let expected = underlying(&field.annotation.value);
            if let Value::Dict(_) = value {
                self.assert_nested(&value, &expected)?;
                continue;
            }
            let own = Value::Class(self.evaluator.class_of(&value));
            self.assert_same(&field.name, &own, &without_none(&expected))?;
        }
        Ok(())
    }

    fn assert_fields(
        &mut self,
        value: &Value,
        instance: &Rc<Instance>,
        class: &Rc<Class>,
        fields: &DataclassFields,
    ) -> Outcome<()> {
        let Some(own) = fields_of(&instance.class) else { return Ok(()) };
        for field in own.fields() {
            let Some(expected) = fields.field(&field.name) else {
                return Err(Fault::mismatch(format!("`{}` has no field `{}`", class.qualname, field.name)));
            };
            let [own, expected] =
                [field, expected].map(|field| without_none(&underlying(&field.annotation.value)));
            let inner = self.evaluator.get_attribute(value, &field.name)?;
            let is_dataclass = inner.as_instance().is_some_and(|inner| fields_of(&inner.class).is_some());
            if is_dataclass {
                self.assert_nested(&inner, &expected)?;
            } else {
                self.assert_same(&field.name, &own, &expected)?;
            }
        }
        Ok(())
    }

    /// Refuses a value within another one.
    fn assert_nested(&mut self, value: &Value, expected: &Value) -> Outcome<()> {
        match expected.as_class() {
            Some(class) if fields_of(class).is_some() => self.assert_dataclass(value, expected),
            Some(class) if self.evaluator.class_of(value).is_subclass_of(class) => Ok(()),
            _ => Err(self.expected(value, "a value of the annotated class")),
        }
    }

    fn assert_same(&mut self, field: &str, own: &Value, expected: &Value) -> Outcome<()> {
        if self.evaluator.equals(own, expected)?.is_true() {
            return Ok(());
        }
        let (own, expected) = (self.spelled(own), self.spelled(expected));
        Err(Fault::mismatch(format!("the field `{field}`: expected `{expected}`, not `{own}`")))
    }
}

/// The first member of an optional type; any other type itself.
fn without_none(python_type: &Value) -> Value {
    match arguments(python_type).into_iter().next() {
        Some(first) if is_optional(python_type) => first,
        _ => python_type.clone(),
    }
}
