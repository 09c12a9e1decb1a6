//! Making instances: `class(arguments)`.

use std::rc::Rc;

use crate::python::{Arguments, Class, EvalResult, Evaluator, Instance, SuperObject, UnknownForm, Value};

impl Evaluator {
    pub(super) fn construct(&mut self, class: &Rc<Class>, arguments: Arguments) -> EvalResult<Value> {
        if Rc::ptr_eq(class, &self.types.super_) {
            return self.super_object(&arguments);
        }
        if let Some(unknown) = class.decorated_unknown.borrow().clone() {
            return Ok(Value::Unknown(unknown.call(arguments.positional, arguments.keywords)));
        }
        let span = arguments.span();
        if let Some(unknown) = &class.unknown_base
            && let Some(known) = self.watch_call(&Rc::clone(unknown), Some(class), &arguments)?
        {
            return Ok(known);
        }
        let result = match self.written_in_metaclass(class, "__call__") {
            Some(maker) => self.call(&maker, arguments.with_first(Value::Class(Rc::clone(class)))),
            None => self.construct_inner(class, arguments),
        };
        result.map_err(|interrupt| if span.is_some() { self.locate(interrupt, span) } else { interrupt })
    }

    pub(super) fn construct_inner(&mut self, class: &Rc<Class>, arguments: Arguments) -> EvalResult<Value> {
        if let Some(new) = self.own_new(class) {
            let made = self.call(&new, arguments.clone().with_first(Value::Class(Rc::clone(class))))?;
            return match &made {
                Value::Instance(instance) if instance.class.is_subclass_of(class) => {
                    self.initialize(made, arguments)
                }
                Value::Class(_) if self.is_instance(&made, class) => self.initialize(made, arguments),
                _ => Ok(made),
            };
        }
        self.construct_native(class, arguments)
    }

    /// The class's `__new__` where it is written in Python.
    fn own_new(&self, class: &Rc<Class>) -> Option<Value> {
        match class.lookup("__new__")? {
            Value::StaticMethod(function) => {
                matches!(*function, Value::Function(_)).then(|| (*function).clone())
            }
            function @ Value::Function(_) => Some(function),
            _ => None,
        }
    }

    fn construct_native(&mut self, class: &Rc<Class>, arguments: Arguments) -> EvalResult<Value> {
        for hooks in class.all_hooks() {
            let Some(value) = hooks.construct(self, class, &arguments)? else { continue };
            return match value {
                Value::Class(_) if self.is_instance(&value, class) && has_own_init(class) => {
                    self.initialize(value, arguments)
                }
                Value::Unknown(_) | Value::Instance(_) | Value::Class(_) | Value::Property(_) => Ok(value),
                _ if Rc::ptr_eq(&self.class_of(&value), class) => Ok(value),
                // A flag that ejects is called for the integer.
                _ if class.descends_from("enum.Enum") => Ok(value),
                _ => {
                    let instance = Value::Instance(Rc::new(Instance::with_builtin(class, value)));
                    if has_own_init(class) { self.initialize(instance, arguments) } else { Ok(instance) }
                }
            };
        }
        if let Some(unknown) = &class.unknown_base
            && !has_own_init(class)
        {
            return Ok(Value::Unknown(unknown.call(arguments.positional, arguments.keywords)));
        }
        if class.descends_from("builtins.BaseException") {
            let instance = Instance::new(class);
            instance.set_attribute("args", Value::tuple(arguments.positional.clone()));
            let value = Value::Instance(Rc::new(instance));
            return if has_own_init(class) { self.initialize(value, arguments) } else { Ok(value) };
        }
        self.initialize(Value::Instance(Rc::new(Instance::new(class))), arguments)
    }

    /// An instance without anything done to it: `object.__new__(class)`, or a built-in value of a subclass.
    pub(crate) fn allocate(&mut self, class: &Rc<Class>, arguments: &Arguments) -> EvalResult<Value> {
        for hooks in class.all_hooks() {
            if let Some(value) = hooks.construct(self, class, arguments)? {
                return Ok(match value {
                    Value::Instance(_) => value,
                    value => Value::Instance(Rc::new(Instance::with_builtin(class, value))),
                });
            }
        }
        Ok(Value::Instance(Rc::new(Instance::new(class))))
    }

    fn initialize(&mut self, instance: Value, arguments: Arguments) -> EvalResult<Value> {
        let class = self.class_of(&instance);
        let Some(init) = class.lookup("__init__") else {
            if arguments.positional.is_empty() && arguments.keywords.is_empty()
                || self.own_new(&class).is_some()
            {
                return Ok(instance);
            }
            return Err(self.type_error(&format!("{}() takes no arguments", class.name)));
        };
        let is_object_init = self.types.object.own_attribute("__init__").is_some_and(|own| own.is(&init));
        if is_object_init && (class.unknown_base.is_some() || self.own_new(&class).is_some()) {
            return Ok(instance);
        }
        if is_object_init && !(arguments.positional.is_empty() && arguments.keywords.is_empty()) {
            return Err(self.type_error(&format!("{}() takes no arguments", class.name)));
        }
        let bound = self.bind_attribute(&init, &instance, &class)?;
        self.call(&bound, arguments)?;
        Ok(instance)
    }

    /// `super()` and `super(class, object)`.
    fn super_object(&mut self, arguments: &Arguments) -> EvalResult<Value> {
        let (after, receiver) = match &arguments.positional[..] {
            [Value::Class(after), receiver, ..] => (Rc::clone(after), receiver.clone()),
            [Value::Unknown(unknown), ..] => return Ok(Value::Unknown(unknown.derived(UnknownForm::Other))),
            _ => {
                let frame = self.frames.iter().rev().find(|frame| frame.function.is_some());
                let function = frame.and_then(|frame| frame.function.as_ref());
                let cell = frame.and_then(|frame| self.class_cell(&frame.scope));
                let class = cell
                    .as_ref()
                    .and_then(Value::as_class)
                    .cloned()
                    .or_else(|| function.and_then(|function| function.defining_class.borrow().clone()));
                match (class, frame.and_then(|frame| frame.receiver.clone())) {
                    (Some(class), Some(receiver)) => (class, receiver),
                    _ => return Err(self.exception(&self.exceptions.runtime_error, "super(): no arguments")),
                }
            }
        };
        Ok(Value::Super(Rc::new(SuperObject { after, receiver })))
    }
}

/// Whether `__init__` comes from a class of the program: written there, or generated by a decorator.
fn has_own_init(class: &Rc<Class>) -> bool {
    let order = class.resolution_order();
    let provider = order.iter().find(|class| class.own_attribute("__init__").is_some());
    provider.is_some_and(|provider| provider.span.is_some())
}
