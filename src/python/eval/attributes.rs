//! Attributes: where they are looked for, and how functions are bound. What changes them is in `attribute_changes`.

use std::rc::Rc;

use crate::python::builtins::member::member_of;
use crate::python::installed::Presence;
use crate::python::{
    Arguments, Class, EvalResult, Evaluator, Function, Instance, Interrupt, Method, Module, ParameterKind,
    Property, SuperObject, UnknownForm, Value,
};

impl Evaluator {
    /// `value.name`.
    pub fn get_attribute(&mut self, value: &Value, name: &str) -> EvalResult<Value> {
        let found = match value {
            Value::Instance(instance) => self.instance_attribute(value, instance, name)?,
            _ => self.find_attribute(value, name)?,
        };
        if let Some(found) = found {
            return Ok(found);
        }
        let message = match value {
            Value::Module(module) => format!("module '{}' has no attribute '{name}'", module.name),
            Value::Class(class)
                if class.descends_from("enum.Enum") && self.settings.python_version < (3, 12) =>
            {
                name.to_owned()
            }
            Value::Class(class) => format!("type object '{}' has no attribute '{name}'", class.name),
            Value::Super(_) => format!("'super' object has no attribute '{name}'"),
            other => format!("'{}' object has no attribute '{name}'", self.class_of(other).shown_name()),
        };
        Err(self.attribute_error(&message))
    }

    /// `getattr(value, name)`, or `None` where there is no such attribute: where looking for it raises `AttributeError`.
    pub fn find_attribute(&mut self, value: &Value, name: &str) -> EvalResult<Option<Value>> {
        match value {
            Value::Unknown(unknown) => self.attribute_of_unknown(unknown, name),
            Value::Module(module) => self.module_attribute(module, name),
            Value::Class(class) => self.class_attribute(class, name),
            Value::Instance(instance) => match self.instance_attribute(value, instance, name) {
                Err(interrupt) if self.is_plain_attribute_error(&interrupt) => Ok(None),
                result => result,
            },
            Value::Function(function) => self.function_attribute(value, function, name),
            Value::Super(object) => self.super_attribute(object, name),
            Value::Method(method) => match name {
                "__self__" => Ok(Some(method.receiver.clone())),
                "__func__" => Ok(Some(method.function.clone())),
                _ => self.find_attribute(&method.function.clone(), name),
            },
            Value::Native(function) if matches!(name, "__name__" | "__qualname__") => {
                Ok(Some(Value::Str(Rc::clone(&function.name))))
            }
            Value::StaticMethod(function) | Value::ClassMethod(function) if name == "__func__" => {
                Ok(Some((**function).clone()))
            }
            other => {
                let class = self.class_of(other);
                self.attribute_of_class(other, &class, name)
            }
        }
    }

    fn attribute_of_class(
        &mut self,
        value: &Value,
        class: &Rc<Class>,
        name: &str,
    ) -> EvalResult<Option<Value>> {
        if name == "__class__" {
            return Ok(Some(Value::Class(Rc::clone(class))));
        }
        match class.lookup(name) {
            Some(found) => self.bind_attribute(&found, value, class).map(Some),
            None => Ok(self.not_modelled(class, name)),
        }
    }

    fn module_attribute(&mut self, module: &Rc<Module>, name: &str) -> EvalResult<Option<Value>> {
        if let Some(value) = module.get(name) {
            return Ok(Some(value));
        }
        if name == "__dict__" {
            return Ok(Some(Value::Dict(Rc::new(module.scope.namespace()))));
        }
        let full = format!("{}.{name}", module.name);
        if let Some(loaded) = self.modules.get(&*full) {
            return Ok(Some(Value::Module(Rc::clone(loaded))));
        }
        if self.has_native_module(&full) {
            return self.import_module(&full).map(Some);
        }
        if let Some(getter) = module.get("__getattr__") {
            return self.call(&getter, Arguments::positional([Value::str(name)])).map(Some);
        }
        let Some(fallback) = &module.fallback else { return Ok(None) };
        let found = Value::Unknown(fallback.attribute(name));
        Ok((self.standard_presence(&module.name, name) != Presence::Missing).then_some(found))
    }

    fn class_attribute(&mut self, class: &Rc<Class>, name: &str) -> EvalResult<Option<Value>> {
        match name {
            "__name__" => return Ok(Some(Value::Str(Rc::clone(&class.name)))),
            "__qualname__" => return Ok(Some(Value::Str(Rc::clone(&class.qualname)))),
            "__mro__" => {
                let classes: Vec<Value> = class.resolution_order().into_iter().map(Value::Class).collect();
                return Ok(Some(Value::tuple(classes)));
            }
            "__base__" => {
                let base = class.bases.iter().find(|base| base.as_class().is_some());
                return Ok(Some(base.cloned().unwrap_or(Value::None)));
            }
            "__bases__" => return Ok(Some(Value::tuple(class.bases.clone()))),
            "__orig_bases__" => return Ok(Some(Value::tuple(class.original_bases.clone()))),
            "__class__" => return Ok(Some(Value::Class(self.class_of(&Value::Class(Rc::clone(class)))))),
            "__module__" if class.own_attribute(name).is_none() => {
                return Ok(Some(Value::Str(Rc::clone(&class.module))));
            }
            "__annotations__" => {
                let pairs: Vec<(Rc<str>, Value)> = class
                    .annotations
                    .borrow()
                    .iter()
                    .map(|(name, hint)| (Rc::clone(name), hint.value.clone()))
                    .collect();
                let annotations = Value::dict(pairs);
                if let Value::Dict(annotations) = &annotations {
                    class.set_annotations(annotations);
                }
                return Ok(Some(annotations));
            }
            "__dict__" => {
                let pairs: Vec<(Rc<str>, Value)> = class
                    .attributes
                    .borrow()
                    .iter()
                    .map(|(name, value)| (Rc::clone(name), value.clone()))
                    .collect();
                return Ok(Some(Value::dict(pairs)));
            }
            _ => {}
        }
        if let Some(metaclass) = class.metaclass()
            && let Some(property @ Value::Property(_)) = metaclass.lookup(name)
        {
            return self.bind_attribute(&property, &Value::Class(Rc::clone(class)), &metaclass).map(Some);
        }
        if let Some(found) = class.lookup(name) {
            return self.bind_class_attribute(&found, class).map(Some);
        }
        if let Some(member) = self.slot_member(class, name) {
            return Ok(Some(member));
        }
        for hooks in class.all_hooks() {
            if let Some(found) = hooks.attribute(self, class, name)? {
                return Ok(Some(found));
            }
        }
        if let Some(unknown) = class.unknown_base.clone().or_else(|| class.decorated_unknown.borrow().clone())
        {
            return Ok(Some(Value::Unknown(
                unknown.derived(UnknownForm::Attribute(Rc::clone(&unknown), name.into())),
            )));
        }
        if name == "__doc__" {
            return Ok(Some(Value::None));
        }
        let receiver = Value::Class(Rc::clone(class));
        let metaclass = self.class_of(&receiver);
        match metaclass.lookup(name) {
            Some(found) => self.bind_attribute(&found, &receiver, &metaclass).map(Some),
            None => match self.special_of_class(class, "__getattr__", [Value::str(name)])? {
                None => Ok(self.not_modelled(class, name).or_else(|| self.not_modelled(&metaclass, name))),
                found => Ok(found),
            },
        }
    }

    fn bind_class_attribute(&mut self, found: &Value, class: &Rc<Class>) -> EvalResult<Value> {
        match found {
            Value::ClassMethod(function) => {
                let receiver = Value::Class(Rc::clone(class));
                Ok(Value::Method(Rc::new(Method { receiver, function: (**function).clone() })))
            }
            Value::StaticMethod(function) => Ok((**function).clone()),
            Value::Instance(instance) if instance.class.lookup("__get__").is_some() => {
                let arguments = [Value::None, Value::Class(Rc::clone(class))];
                Ok(self.special(found, "__get__", arguments)?.unwrap_or_else(|| found.clone()))
            }
            other => Ok(other.clone()),
        }
    }

    fn instance_attribute(
        &mut self,
        value: &Value,
        instance: &Rc<Instance>,
        name: &str,
    ) -> EvalResult<Option<Value>> {
        let class = &instance.class;
        let in_class = class.lookup(name);
        match &in_class {
            Some(Value::Property(property)) => {
                return match (self.read_property(property, value, instance), class.lookup("__getattr__")) {
                    (Err(interrupt), Some(getter)) if self.is_plain_attribute_error(&interrupt) => {
                        self.call_attribute_getter(&getter, value, class, name)
                    }
                    (result, _) => result.map(Some),
                };
            }
            // A class attribute that can be set through is asked before the instance.
            Some(found @ Value::Instance(descriptor))
                if descriptor.class.lookup("__set__").is_some()
                    && descriptor.class.lookup("__get__").is_some() =>
            {
                return self.special(found, "__get__", [value.clone(), Value::Class(Rc::clone(class))]);
            }
            _ => {}
        }
        if let Some(unknown) = instance.taint() {
            return Ok(Some(Value::Unknown(unknown)));
        }
        if let Some(found) = instance.attribute(name) {
            return Ok(Some(found));
        }
        if name == "__dict__" {
            self.check_slots(class, name, false)?;
            return Ok(Some(Value::Dict(instance.namespace())));
        }
        if name == "__class__" {
            return Ok(Some(Value::Class(Rc::clone(class))));
        }
        if let Some(found) = in_class {
            return self.bind_attribute(&found, value, class).map(Some);
        }
        if let Some(getter) = class.lookup("__getattr__") {
            return self.call_attribute_getter(&getter, value, class, name);
        }
        if let Some(unknown) = &class.unknown_base {
            return Ok(Some(Value::Unknown(
                unknown.derived(UnknownForm::Attribute(Rc::clone(unknown), name.into())),
            )));
        }
        if name == "__doc__" {
            return Ok(Some(Value::None));
        }
        if name == "__module__" {
            return Ok(Some(Value::Str(Rc::clone(&class.module))));
        }
        Ok(self.not_modelled(class, name))
    }

    fn call_attribute_getter(
        &mut self,
        getter: &Value,
        value: &Value,
        class: &Rc<Class>,
        name: &str,
    ) -> EvalResult<Option<Value>> {
        let bound = self.bind_attribute(getter, value, class)?;
        self.call(&bound, Arguments::positional([Value::str(name)])).map(Some)
    }

    /// An `AttributeError` without a diagnostic of its own means that there is no such attribute.
    pub(super) fn is_plain_attribute_error(&self, interrupt: &Interrupt) -> bool {
        matches!(interrupt, Interrupt::Exception(raised)
            if raised.diagnostic.is_none() && self.is_instance(&raised.value, &self.exceptions.attribute_error))
    }

    fn read_property(
        &mut self,
        property: &Property,
        value: &Value,
        instance: &Rc<Instance>,
    ) -> EvalResult<Value> {
        let cached = property.cached_as.as_ref();
        if let Some(kept) = cached.and_then(|name| instance.attribute(name)) {
            return Ok(kept);
        }
        let read = self.call(&property.getter, Arguments::positional([value.clone()]))?;
        if let Some(name) = cached {
            instance.set_attribute(name, read.clone());
        }
        Ok(read)
    }

    /// An attribute that was found in a class, as seen through an instance: functions become methods.
    pub(crate) fn bind_attribute(
        &mut self,
        found: &Value,
        receiver: &Value,
        class: &Rc<Class>,
    ) -> EvalResult<Value> {
        match found {
            Value::Function(_) | Value::Native(_) => {
                Ok(Value::Method(Rc::new(Method { receiver: receiver.clone(), function: found.clone() })))
            }
            Value::ClassMethod(function) => {
                let class = receiver.as_class().map_or_else(|| Rc::clone(class), Rc::clone);
                let receiver = Value::Class(class);
                Ok(Value::Method(Rc::new(Method { receiver, function: (**function).clone() })))
            }
            Value::StaticMethod(function) => Ok((**function).clone()),
            Value::Property(property) => match receiver {
                Value::Instance(instance) => self.read_property(property, receiver, instance),
                _ => self.call(&property.getter, Arguments::positional([receiver.clone()])),
            },
            Value::Instance(instance) if instance.class.lookup("__get__").is_some() => {
                let arguments = [receiver.clone(), Value::Class(Rc::clone(class))];
                Ok(self.special(found, "__get__", arguments)?.unwrap_or_else(|| found.clone()))
            }
            other => Ok(other.clone()),
        }
    }

    fn function_attribute(
        &mut self,
        value: &Value,
        function: &Rc<Function>,
        name: &str,
    ) -> EvalResult<Option<Value>> {
        if let Some(found) = function.attribute(name) {
            return Ok(Some(found));
        }
        let found = match name {
            "__name__" => Value::Str(Rc::clone(&function.name)),
            "__qualname__" => Value::Str(Rc::clone(&function.qualname)),
            "__module__" => function.module.get("__name__").unwrap_or(Value::None),
            "__doc__" => function.docstring().map_or(Value::None, Value::Str),
            "__globals__" => return self.module_attribute(&function.module, "__dict__"),
            "__dict__" => {
                let pairs: Vec<(Rc<str>, Value)> = function
                    .attributes
                    .borrow()
                    .iter()
                    .filter(|(name, _)| &***name != "__annotations__")
                    .map(|(name, value)| (Rc::clone(name), value.clone()))
                    .collect();
                Value::dict(pairs)
            }
            "__annotations__" => {
                let parameters = function.parameters.iter();
                let mut pairs: Vec<(Rc<str>, Value)> = parameters
                    .filter_map(|parameter| {
                        Some((Rc::clone(&parameter.name), parameter.annotation.as_ref()?.value.clone()))
                    })
                    .collect();
                if let Some(returns) = &function.returns {
                    pairs.push(("return".into(), returns.value.clone()));
                }
                // From now on this dictionary says which annotations there are: the program may change it.
                let annotations = Value::dict(pairs);
                function.attributes.borrow_mut().insert(name.into(), annotations.clone());
                annotations
            }
            "__defaults__" => {
                let positional =
                    function.parameters.iter().filter(|it| it.kind != ParameterKind::KeywordOnly);
                let defaults: Vec<Value> =
                    positional.filter_map(|parameter| parameter.default.clone()).collect();
                if defaults.is_empty() { Value::None } else { Value::tuple(defaults) }
            }
            "__kwdefaults__" => {
                let by_name = function.parameters.iter().filter(|it| it.kind == ParameterKind::KeywordOnly);
                let defaults: Vec<(Rc<str>, Value)> =
                    by_name.filter_map(|it| Some((Rc::clone(&it.name), it.default.clone()?))).collect();
                if defaults.is_empty() { Value::None } else { Value::dict(defaults) }
            }
            "__code__" | "__closure__" => self.unknown("the compiled form of a function is not known"),
            _ => {
                let class = Rc::clone(&self.types.function);
                return self.attribute_of_class(value, &class, name);
            }
        };
        Ok(Some(found))
    }

    fn super_attribute(&mut self, object: &Rc<SuperObject>, name: &str) -> EvalResult<Option<Value>> {
        let (class, of_metaclass) = match &object.receiver {
            // In a method of a metaclass the receiver is one of its classes.
            Value::Class(class) if !class.is_subclass_of(&object.after) && class.metaclass().is_some() => {
                (self.class_of(&object.receiver), true)
            }
            Value::Class(class) => (Rc::clone(class), false),
            other => (self.class_of(other), false),
        };
        let order = class.resolution_order();
        let at =
            order.iter().position(|candidate| Rc::ptr_eq(candidate, &object.after)).map_or(0, |at| at + 1);
        let rest = order.get(at..).unwrap_or_default();
        if let Some(found) = rest.iter().find_map(|candidate| candidate.own_attribute(name)) {
            return match (&object.receiver, &found) {
                // `__new__` gets the class from the call.
                (Value::Class(_), Value::Function(_) | Value::Native(_)) if !of_metaclass => Ok(Some(found)),
                _ => self.bind_attribute(&found, &object.receiver, &class).map(Some),
            };
        }
        if let Some(unknown) = &class.unknown_base {
            return Ok(Some(Value::Unknown(unknown.derived(UnknownForm::Other))));
        }
        Ok(self.not_modelled_in(rest.iter(), name))
    }

    /// `class.name`, where instances have a slot of that name.
    fn slot_member(&self, class: &Rc<Class>, name: &str) -> Option<Value> {
        let has_slot = |class: &Rc<Class>| match class.own_attribute("__slots__") {
            Some(Value::Str(slot)) => &*slot == name,
            Some(Value::Tuple(slots)) => slots.iter().any(|slot| slot.as_str().as_deref() == Some(name)),
            Some(Value::List(slots)) => {
                slots.items().iter().any(|slot| slot.as_str().as_deref() == Some(name))
            }
            _ => false,
        };
        let owner = class.resolution_order().into_iter().find(has_slot)?;
        Some(member_of(self, &owner, name))
    }
}
