//! Items: reading, setting and deleting `value[key]`.

use std::rc::Rc;

use super::Risk;
use crate::python::builtins::{self, sequence};
use crate::python::{Arguments, Class, EvalResult, Evaluator, Value};

impl Evaluator {
    /// `value[key]`.
    pub fn get_item(&mut self, value: &Value, key: &Value) -> EvalResult<Value> {
        match value {
            Value::Unknown(unknown) => {
                self.doubt(unknown, Risk::Call);
                return Ok(Value::Unknown(unknown.item(key.clone())));
            }
            Value::Class(class) => {
                if let Some(item) = self.special_of_class(class, "__getitem__", [key.clone()])? {
                    return Ok(item);
                }
                for hooks in class.all_hooks() {
                    if let Some(item) = hooks.item(self, class, key)? {
                        return Ok(item);
                    }
                }
                if let Some(function) = class.lookup("__class_getitem__") {
                    let function = match function {
                        Value::ClassMethod(function) => (*function).clone(),
                        other => other,
                    };
                    return self.call(&function, Arguments::positional([value.clone(), key.clone()]));
                }
                if let Some(item) = crate::python::stdlib::typing::subscript_class(self, class, key)? {
                    return Ok(item);
                }
                if let Some(unknown) = &class.unknown_base {
                    return Ok(Value::Unknown(unknown.item(key.clone())));
                }
                return self.item_by_metaclass(class, key);
            }
            Value::Instance(_) => {
                if let Some(item) = self.special(value, "__getitem__", [key.clone()])? {
                    return Ok(item);
                }
            }
            _ => {}
        }
        if let Some(item) = sequence::get_item(self, &value.unwrapped(), key)? {
            return Ok(item);
        }
        let class = self.class_of(value);
        if let Value::Dict(_) = value.unwrapped()
            && let Some(missing) = class.lookup("__missing__")
        {
            let bound = self.bind_attribute(&missing, value, &class)?;
            return self.call(&bound, Arguments::positional([key.clone()]));
        }
        let name = builtins::special::type_name(self, value);
        Err(self.type_error(&format!("'{name}' object is not subscriptable")))
    }

    /// `class[key]`, where a metaclass may make up `__class_getitem__` as it does other attributes.
    fn item_by_metaclass(&mut self, class: &Rc<Class>, key: &Value) -> EvalResult<Value> {
        let made = match self.special_of_class(class, "__getattr__", [Value::str("__class_getitem__")]) {
            Err(interrupt) if self.is_plain_attribute_error(&interrupt) => None,
            made => made?.filter(|method| !method.is_none()),
        };
        match made {
            Some(method) => self.call(&method, Arguments::positional([key.clone()])),
            None => Err(self.type_error(&format!("type '{}' is not subscriptable", class.name))),
        }
    }

    /// `value[key] = new`.
    pub fn set_item(&mut self, value: &Value, key: &Value, new: Value) -> EvalResult<()> {
        match value {
            Value::Unknown(_) => return Ok(()),
            Value::Instance(instance) => {
                if let Some(function) = instance.class.lookup("__setitem__") {
                    let class = Rc::clone(&instance.class);
                    let bound = self.bind_attribute(&function, value, &class)?;
                    self.call(&bound, Arguments::positional([key.clone(), new]))?;
                    return Ok(());
                }
            }
            Value::Class(class)
                if self.special_of_class(class, "__setitem__", [key.clone(), new.clone()])?.is_some() =>
            {
                return Ok(());
            }
            _ => {}
        }
        if sequence::set_item(self, &value.unwrapped(), key, new)?.is_some() {
            return Ok(());
        }
        self.check_other_change(value, "__delitem__", "__setitem__")?;
        self.is_index_of(value, key)?;
        let name = builtins::special::type_name(self, value);
        Err(self.type_error(&format!("'{name}' object does not support item assignment")))
    }

    pub(super) fn delete_item(&mut self, value: &Value, key: &Value) -> EvalResult<()> {
        if matches!(value, Value::Unknown(_)) {
            return Ok(());
        }
        if builtins::special::may_have(self, value, "__delitem__")
            && self.special(value, "__delitem__", [key.clone()])?.is_some()
        {
            return Ok(());
        }
        if sequence::del_item(self, &value.unwrapped(), key)?.is_some() {
            return Ok(());
        }
        self.check_other_change(value, "__setitem__", "__delitem__")?;
        let name = builtins::special::type_name(self, value);
        let verb = if self.is_index_of(value, key)? { "doesn't" } else { "does not" };
        Err(self.type_error(&format!("'{name}' object {verb} support item deletion")))
    }

    /// `AttributeError` with the name of a missing method where there is the other one of the two that change items.
    fn check_other_change(&self, value: &Value, other: &str, missing: &str) -> EvalResult<()> {
        let has_other = builtins::special::may_have(self, value, other)
            && builtins::special::lookup(self, value, other).is_some();
        if has_other { Err(self.attribute_error(missing)) } else { Ok(()) }
    }

    /// Whether the key is an index, and the value one that has the slots of sequences; `IndexError` where no sequence is so
    /// long.
    fn is_index_of(&mut self, value: &Value, key: &Value) -> EvalResult<bool> {
        let has_slots = match value {
            // Classes that a program defines have them, whatever they do with them.
            Value::Instance(instance) => {
                let views = [&self.types.dict_keys, &self.types.dict_values, &self.types.dict_items];
                instance.class.span.is_some() || views.iter().any(|view| Rc::ptr_eq(view, &instance.class))
            }
            Value::Class(class) => class.metaclass().is_some(),
            Value::Str(_) | Value::Bytes(_) | Value::Tuple(_) | Value::Range(_) | Value::Set(_) => true,
            _ => false,
        };
        if !has_slots {
            return Ok(false);
        }
        let index = builtins::slices::index(self, key)?;
        if index.as_ref().is_some_and(|index| index.to_i64().is_none()) {
            return Err(builtins::slices::too_large(self, &self.exceptions.index_error, key));
        }
        Ok(index.is_some())
    }
}
