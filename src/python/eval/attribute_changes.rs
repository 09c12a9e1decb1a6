//! How attributes are set and deleted: properties and descriptors, slots, and what has a method of its own for it.

use std::rc::Rc;

use crate::python::stdlib::enums;
use crate::python::{Arguments, Class, EvalResult, Evaluator, Instance, Interrupt, UnknownForm, Value};

impl Evaluator {
    /// `value.name = new`.
    pub fn set_attribute(&mut self, value: &Value, name: &str, new: Value) -> EvalResult<()> {
        let new = match self.condition() {
            Some(condition) if !matches!(value, Value::Unknown(_)) => {
                Value::Unknown(condition.derived(UnknownForm::Other))
            }
            _ => new,
        };
        match value {
            Value::Unknown(_) => Ok(()),
            Value::Module(module) => {
                module.scope.set(name, new);
                Ok(())
            }
            Value::Class(class) => {
                let setter = class.metaclass().and_then(|metaclass| metaclass.lookup(name));
                if let Some(Value::Property(property)) = setter
                    && !property.setter.is_none()
                {
                    self.call(&property.setter, Arguments::positional([value.clone(), new]))?;
                    return Ok(());
                }
                match self.written_in_metaclass(class, "__setattr__") {
                    Some(setter) => {
                        self.call(&setter, Arguments::positional([value.clone(), Value::str(name), new]))?;
                        Ok(())
                    }
                    None => self.set_class_attribute(class, name, new),
                }
            }
            Value::Function(function) => {
                function.attributes.borrow_mut().insert(name.into(), new);
                Ok(())
            }
            Value::Instance(instance) => {
                let class = &instance.class;
                match class.lookup("__setattr__") {
                    Some(setter) if !self.is_object_attribute("__setattr__", &setter) => {
                        let bound = self.bind_attribute(&setter, value, class)?;
                        self.call(&bound, Arguments::positional([Value::str(name), new]))?;
                        Ok(())
                    }
                    _ => self.set_instance_attribute(value, instance, name, new),
                }
            }
            other => {
                let class = self.class_of(other);
                Err(self
                    .attribute_error(&format!("'{}' object has no attribute '{name}'", class.shown_name())))
            }
        }
    }

    /// `type.__setattr__(class, name, new)`.
    pub(crate) fn set_class_attribute(
        &mut self,
        class: &Rc<Class>,
        name: &str,
        new: Value,
    ) -> EvalResult<()> {
        if !class.span.is_some() {
            let message = format!("cannot set '{name}' attribute of immutable type '{}'", class.name);
            return Err(self.type_error(&message));
        }
        enums::check_change(self, class, name, false)?;
        if name == "__annotations__" {
            self.set_annotations(class, &new);
        }
        class.set_attribute(name, new);
        Ok(())
    }

    /// `class.__annotations__ = new`. Where it is not known what the annotations are then, the class is unknown.
    fn set_annotations(&mut self, class: &Rc<Class>, new: &Value) {
        let unknown = self.condition().or_else(|| new.as_unknown().cloned());
        if let Some(unknown) = unknown.or_else(|| crate::python::builtins::sequence::taint(new)) {
            *class.decorated_unknown.borrow_mut() = Some(unknown);
        }
        if let Value::Dict(hints) = new {
            class.set_annotations(hints);
        }
    }

    /// `object.__setattr__(value, name, new)`.
    pub(crate) fn set_instance_attribute(
        &mut self,
        value: &Value,
        instance: &Rc<Instance>,
        name: &str,
        new: Value,
    ) -> EvalResult<()> {
        match instance.class.lookup(name) {
            Some(Value::Property(property)) if property.cached_as.is_none() => {
                if property.setter.is_none() {
                    return Err(self.property_error(instance, name, "setter"));
                }
                self.call(&property.setter, Arguments::positional([value.clone(), new]))?;
            }
            Some(found @ Value::Instance(_)) if self.class_of(&found).lookup("__set__").is_some() => {
                self.special(&found, "__set__", [value.clone(), new])?;
            }
            in_class => {
                if matches!(name, "name" | "value") && instance.class.descends_from("enum.Enum") {
                    return Err(self.attribute_error(&format!("<enum 'Enum'> cannot set attribute '{name}'")));
                }
                if name == "__dict__" {
                    return self.set_namespace(instance, &new);
                }
                self.check_slots(&instance.class, name, in_class.is_some())?;
                instance.set_attribute(name, new);
            }
        }
        Ok(())
    }

    /// `instance.__dict__ = new`.
    fn set_namespace(&mut self, instance: &Rc<Instance>, new: &Value) -> EvalResult<()> {
        match new.unwrapped() {
            Value::Dict(namespace) => instance.set_namespace(namespace),
            Value::Unknown(unknown) => instance.set_taint(unknown),
            other => {
                let kind = self.class_of(&other).shown_name();
                let message = format!("__dict__ must be set to a dictionary, not a '{kind}'");
                return Err(self.type_error(&message));
            }
        }
        Ok(())
    }

    /// `AttributeError` for a name that is no slot, where all classes of the instance say which attributes there are.
    pub(super) fn check_slots(&mut self, class: &Rc<Class>, name: &str, in_class: bool) -> EvalResult<()> {
        if class.own_attribute("__slots__").is_none() || class.unknown_base.is_some() {
            return Ok(());
        }
        for class in class.resolution_order() {
            if Rc::ptr_eq(&class, &self.types.object) {
                continue;
            }
            let slots = match class.own_attribute("__slots__") {
                Some(Value::Str(slot)) => vec![Value::Str(slot)],
                Some(slots @ (Value::Tuple(_) | Value::List(_) | Value::Dict(_))) => self.iterate(&slots)?,
                _ => return Ok(()),
            };
            let allows = |slot: &Value| {
                slot.as_str().is_none_or(|slot| {
                    let class = class.name.trim_start_matches('_');
                    &*slot == name || &*slot == "__dict__" || name == format!("_{class}{slot}")
                })
            };
            if slots.iter().any(allows) {
                return Ok(());
            }
        }
        Err(self.attribute_error(&if in_class {
            format!("'{}' object attribute '{name}' is read-only", class.name)
        } else {
            format!("'{}' object has no attribute '{name}'", class.shown_name())
        }))
    }

    fn property_error(&self, instance: &Instance, name: &str, what: &str) -> Box<Interrupt> {
        let class = &instance.class.qualname;
        self.attribute_error(&format!("property '{name}' of '{class}' object has no {what}"))
    }

    fn is_object_attribute(&self, name: &str, value: &Value) -> bool {
        self.types.object.own_attribute(name).is_some_and(|own| own.is(value))
    }

    pub(crate) fn delete_attribute(&mut self, value: &Value, name: &str) -> EvalResult<()> {
        let removed = match value {
            Value::Unknown(_) => return Ok(()),
            Value::Instance(instance) => {
                if let Some(deleter) = instance.class.lookup("__delattr__")
                    && !self.is_object_attribute("__delattr__", &deleter)
                {
                    let bound = self.bind_attribute(&deleter, value, &instance.class)?;
                    self.call(&bound, Arguments::positional([Value::str(name)]))?;
                    return Ok(());
                }
                if let Some(Value::Property(property)) = instance.class.lookup(name)
                    && property.cached_as.is_none()
                {
                    if property.deleter.is_none() {
                        return Err(self.property_error(instance, name, "deleter"));
                    }
                    self.call(&property.deleter, Arguments::positional([value.clone()]))?;
                    return Ok(());
                }
                instance.remove_attribute(name)
            }
            Value::Class(class) => {
                enums::check_change(self, class, name, true)?;
                class.attributes.borrow_mut().shift_remove(name)
            }
            Value::Module(module) => module.scope.vars.borrow_mut().shift_remove(name),
            Value::Function(function) => function.attributes.borrow_mut().shift_remove(name),
            _ => None,
        };
        if removed.is_some() {
            return Ok(());
        }
        let class = self.class_of(value);
        Err(self.attribute_error(&format!("'{}' object has no attribute '{name}'", class.shown_name())))
    }
}
