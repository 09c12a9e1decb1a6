//! Instances of classes.

use std::any::Any;
use std::cell::RefCell;
use std::rc::Rc;

use super::collections::Owner;
use super::{Class, Dict, Unknown, Value, Vars};

/// An instance of a class. Native classes keep their state in the payload; an instance of a subclass of a built-in class
/// (`class Colour(str, Enum)`) has the built-in value that it is.
pub struct Instance {
    /// Its class.
    pub class: Rc<Class>,
    /// Attributes that were set on it.
    pub attributes: RefCell<Vars>,
    builtin: RefCell<Option<Value>>,
    payload: RefCell<Option<Rc<dyn Any>>>,
    taint: RefCell<Option<Rc<Unknown>>>,
    /// `__dict__`, where it was asked for.
    namespace: RefCell<Option<Rc<Dict>>>,
}

impl Instance {
    /// An instance without attributes.
    pub fn new(class: &Rc<Class>) -> Self {
        Self {
            class: Rc::clone(class),
            attributes: RefCell::default(),
            builtin: RefCell::default(),
            payload: RefCell::default(),
            taint: RefCell::default(),
            namespace: RefCell::default(),
        }
    }

    /// An instance that is a built-in value too.
    pub fn with_builtin(class: &Rc<Class>, value: Value) -> Self {
        Self { builtin: RefCell::new(Some(value)), ..Self::new(class) }
    }

    /// An instance with native state.
    pub fn with_payload<T: 'static>(class: &Rc<Class>, payload: T) -> Self {
        Self { payload: RefCell::new(Some(Rc::new(payload))), ..Self::new(class) }
    }

    /// An instance with native state that others have too.
    pub fn with_shared_payload<T: 'static>(class: &Rc<Class>, payload: &Rc<T>) -> Self {
        Self { payload: RefCell::new(Some(Rc::clone(payload) as Rc<dyn Any>)), ..Self::new(class) }
    }

    /// The built-in value that it is, if it is one.
    pub fn builtin(&self) -> Option<Value> {
        self.builtin.borrow().clone()
    }

    /// Makes it a built-in value.
    pub fn set_builtin(&self, value: Value) {
        *self.builtin.borrow_mut() = Some(value);
    }

    /// The native state, where it is of the type.
    pub fn payload<T: 'static>(&self) -> Option<Rc<T>> {
        self.payload.borrow().clone().and_then(|payload| payload.downcast::<T>().ok())
    }

    /// Sets the native state.
    pub fn set_payload<T: 'static>(&self, payload: T) {
        *self.payload.borrow_mut() = Some(Rc::new(payload));
    }

    /// An attribute that was set on it.
    pub fn attribute(&self, name: &str) -> Option<Value> {
        self.attributes.borrow().get(name).cloned()
    }

    /// Sets an attribute.
    pub fn set_attribute(&self, name: &str, value: Value) {
        self.insert(name.into(), value);
    }

    /// Sets attributes, whose number is known.
    pub fn set_attributes(
        &self,
        values: impl IntoIterator<Item = (Rc<str>, Value), IntoIter: ExactSizeIterator>,
    ) {
        let values = values.into_iter();
        self.attributes.borrow_mut().reserve_exact(values.len());
        for (name, value) in values {
            self.insert(name, value);
        }
    }

    fn insert(&self, name: Rc<str>, value: Value) {
        if let Some(namespace) = &*self.namespace.borrow() {
            namespace.take_over(&name, Some(value.clone()));
        }
        self.attributes.borrow_mut().insert(name, value);
    }

    /// Removes an attribute.
    pub fn remove_attribute(&self, name: &str) -> Option<Value> {
        let removed = self.attributes.borrow_mut().shift_remove(name);
        if let Some(namespace) = &*self.namespace.borrow() {
            namespace.take_over(name, None);
        }
        removed
    }

    /// `__dict__`: what is written to it is an attribute.
    pub fn namespace(self: &Rc<Self>) -> Rc<Dict> {
        Rc::clone(self.namespace.borrow_mut().get_or_insert_with(|| {
            let dict = Dict::default();
            dict.refresh(&self.attributes.borrow());
            dict.set_owner(Owner::Instance(Rc::downgrade(self)));
            Rc::new(dict)
        }))
    }

    /// Makes a dictionary its `__dict__`.
    pub fn set_namespace(self: &Rc<Self>, namespace: Rc<Dict>) {
        let names = namespace.pairs().into_iter().filter_map(|(name, value)| Some((name.as_str()?, value)));
        *self.attributes.borrow_mut() = names.collect();
        namespace.set_owner(Owner::Instance(Rc::downgrade(self)));
        *self.namespace.borrow_mut() = Some(namespace);
    }

    /// Why its attributes are unknown, if they are.
    pub fn taint(&self) -> Option<Rc<Unknown>> {
        self.taint.borrow().clone()
    }

    /// Makes its attributes unknown from now on.
    pub fn set_taint(&self, why: Rc<Unknown>) {
        *self.taint.borrow_mut() = Some(why);
    }

    /// Takes its attributes and the built-in value that it is; its native state is dropped.
    pub(super) fn take(&self) -> impl Iterator<Item = Value> + use<> {
        self.payload.take();
        let namespace = self.namespace.take().map(Value::Dict);
        let values = self.attributes.take().into_values();
        values.chain(self.builtin.take()).chain(namespace)
    }

    /// Another instance with the same class, attributes, built-in value and native state.
    #[must_use]
    pub fn shallow_copy(&self) -> Self {
        Self {
            class: Rc::clone(&self.class),
            attributes: self.attributes.clone(),
            builtin: self.builtin.clone(),
            payload: self.payload.clone(),
            taint: self.taint.clone(),
            namespace: RefCell::default(),
        }
    }
}

/// `super()`: attribute search that starts after a class.
pub struct SuperObject {
    /// The class after which the search starts.
    pub after: Rc<Class>,
    /// The instance or class that methods are bound to.
    pub receiver: Value,
}
