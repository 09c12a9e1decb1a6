//! What the type variables of generic dataclasses stand for (`mashumaro.core.meta.helpers.resolve_type_params`).
//!
//! A field's annotation speaks of the type variables of the class that declares it. Each class on the way from the type at
//! hand up to that class says what its base's variables stand for.

use std::rc::Rc;

use super::super::engine::Engine;
use super::super::fault::Outcome;
use super::super::python_type::{annotated, arguments, origin_class, type_variable};
use crate::python::{Class, Interrupt, Value};

/// What type variables stand for.
type Bindings = Vec<(Value, Value)>;

/// For a class and each generic base of it, what its type variables stand for.
#[derive(Clone)]
pub(super) struct Resolved(Vec<(Rc<Class>, Bindings)>);

impl Engine<'_> {
    /// What the type variables of a dataclass and its bases stand for in `class[arguments]`.
    pub(super) fn resolved(&mut self, python_type: &Value, class: &Rc<Class>) -> Outcome<Resolved> {
        let mut resolved = Resolved(Vec::new());
        self.resolve(class, arguments(python_type), &mut resolved)?;
        Ok(resolved)
    }

    fn resolve(&mut self, class: &Rc<Class>, given: Vec<Value>, resolved: &mut Resolved) -> Outcome<()> {
        let own: Bindings =
            self.parameters(&Value::Class(Rc::clone(class)))?.into_iter().zip(given).collect();
        for base in &class.original_bases {
            let Some(origin) = origin_class(base).filter(|origin| !Rc::ptr_eq(origin, class)) else {
                continue;
            };
            let mut given = arguments(base);
            for argument in &mut given {
                *argument = self.substituted(argument, &own)?;
            }
            self.deeper(|engine| engine.resolve(&origin, given, resolved))?;
        }
        resolved.0.push((Rc::clone(class), own));
        Ok(())
    }

    /// The annotation of a field, without the type variables that are known: those of the class that declares a field of that
    /// name, else of the class itself.
    pub(super) fn field_hint(
        &mut self,
        class: &Rc<Class>,
        resolved: &Resolved,
        name: &str,
        hint: &Value,
    ) -> Outcome<Value> {
        let declares = |class: &&Rc<Class>| class.annotations.borrow().iter().any(|(own, _)| &**own == name);
        let order = class.resolution_order();
        let owner = order.iter().find(declares).unwrap_or(class);
        match resolved.0.iter().find(|(class, _)| Rc::ptr_eq(class, owner)) {
            Some((_, bindings)) => self.substituted(hint, &bindings.clone()),
            None => Ok(hint.clone()),
        }
    }

    /// A type with type variables replaced by what they stand for.
    pub(in super::super) fn substituted(
        &mut self,
        python_type: &Value,
        bindings: &[(Value, Value)],
    ) -> Outcome<Value> {
        let bound = |variable: &Value| {
            bindings.iter().find(|(known, _)| known.is(variable)).map(|(_, value)| value.clone())
        };
        if type_variable(python_type).is_some() {
            return Ok(bound(python_type).unwrap_or_else(|| python_type.clone()));
        }
        if python_type.as_class().is_some() {
            return Ok(python_type.clone());
        }
        let variables = self.parameters(python_type)?;
        if variables.iter().all(|variable| bound(variable).is_none()) {
            return Ok(python_type.clone());
        }
        let values = variables.into_iter().map(|variable| bound(&variable).unwrap_or(variable));
        Ok(self.evaluator.get_item(python_type, &Value::tuple(values.collect::<Vec<_>>()))?)
    }

    /// The type variables that a type speaks of, in order.
    pub(in super::super) fn parameters(&mut self, python_type: &Value) -> Outcome<Vec<Value>> {
        let base =
            annotated(python_type).map_or_else(|| python_type.clone(), |annotated| annotated.base.clone());
        match self.evaluator.get_attribute(&base, "__parameters__") {
            Ok(Value::Tuple(variables)) => Ok(variables.to_vec()),
            Ok(_) => Ok(Vec::new()),
            Err(interrupt) if matches!(*interrupt, Interrupt::Exception(_)) => Ok(Vec::new()),
            Err(interrupt) => Err(interrupt.into()),
        }
    }
}
