//! Python values.
//!
//! [`Value`] is every value that evaluation can have; cloning one copies a reference, as in Python. Built-in kinds have a
//! variant of their own; everything else is an [`Instance`] of a [`Class`], whose behaviour is found in its class, native
//! or written in Python. What cannot be known is an [`Unknown`].

mod class;
mod collections;
pub(in crate::python) mod float;
mod function;
mod hash_table;
mod instance;
mod int;
mod iterator;
mod key;
mod module;
mod release;
mod set;
mod unknown;

use std::rc::Rc;

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

pub(crate) use class::HooksOfClasses;
pub use class::{Class, ClassHooks};
pub use collections::{Dict, List, Range, Slice};
pub use function::{
    Annotation, Function, FunctionCode, Method, NativeCode, NativeFunction, Parameter, ParameterKind,
    Property,
};
pub use instance::{Instance, SuperObject};
pub use int::Int;
pub use iterator::{ItemsIterator, PyIterator};
pub use key::{Key, Keyed};
pub(crate) use module::Bindings;
pub use module::{Module, Scope, ScopeKind};
pub(crate) use release::Release;
pub use set::Set;
pub(crate) use unknown::OfRun;
pub use unknown::{Unknown, UnknownForm};

/// Names and what they are bound to, in the order of their first binding.
pub type Vars = IndexMap<Rc<str>, Value, FxBuildHasher>;

/// A Python value.
#[derive(Clone)]
pub enum Value {
    /// `None`.
    None,
    /// `...`.
    Ellipsis,
    /// `NotImplemented`.
    NotImplemented,
    /// `True` or `False`.
    Bool(bool),
    /// An integer of any size.
    Int(Int),
    /// A double.
    Float(f64),
    /// Text.
    Str(Rc<str>),
    /// Bytes.
    Bytes(Rc<[u8]>),
    /// A list.
    List(Rc<List>),
    /// A tuple.
    Tuple(Rc<[Value]>),
    /// A dictionary.
    Dict(Rc<Dict>),
    /// A set or frozen set.
    Set(Rc<Set>),
    /// A range.
    Range(Rc<Range>),
    /// A slice.
    Slice(Rc<Slice>),
    /// An iterator or generator.
    Iterator(Rc<PyIterator>),
    /// A function written in Python.
    Function(Rc<Function>),
    /// A function written in Rust.
    Native(Rc<NativeFunction>),
    /// A function bound to its first argument.
    Method(Rc<Method>),
    /// `staticmethod(f)`.
    StaticMethod(Rc<Value>),
    /// `classmethod(f)`.
    ClassMethod(Rc<Value>),
    /// `property(f)`.
    Property(Rc<Property>),
    /// A class.
    Class(Rc<Class>),
    /// An instance of a class that is none of the above.
    Instance(Rc<Instance>),
    /// A module.
    Module(Rc<Module>),
    /// `super()`.
    Super(Rc<SuperObject>),
    /// What cannot be known.
    Unknown(Rc<Unknown>),
}

impl Value {
    /// A text value.
    pub fn str(text: impl AsRef<str>) -> Self {
        Self::Str(Rc::from(text.as_ref()))
    }

    /// An integer value.
    pub fn int(value: impl Into<Int>) -> Self {
        Self::Int(value.into())
    }

    /// A tuple of the given items.
    pub fn tuple(items: impl Into<Rc<[Self]>>) -> Self {
        Self::Tuple(items.into())
    }

    /// A new list of the given items.
    pub fn list(items: Vec<Self>) -> Self {
        Self::List(Rc::new(List::new(items)))
    }

    /// A new dictionary with text keys.
    pub fn dict<K: AsRef<str>>(items: impl IntoIterator<Item = (K, Self)>) -> Self {
        let dict = Dict::default();
        for (key, value) in items {
            dict.insert_str(key.as_ref(), value);
        }
        Self::Dict(Rc::new(dict))
    }

    /// A function written in Rust, given as a function pointer.
    pub fn native(name: &str, code: NativeCode) -> Self {
        Self::Native(Rc::new(NativeFunction::new(name, code)))
    }

    /// The text, where this is text (also that of an instance of a subclass of `str`).
    pub fn as_str(&self) -> Option<Rc<str>> {
        match self {
            Self::Str(text) => Some(Rc::clone(text)),
            Self::Instance(instance) => instance.builtin().and_then(|value| value.as_str()),
            _ => None,
        }
    }

    /// The truth value, where this is exactly a `bool`.
    pub fn as_bool(&self) -> Option<bool> {
        if let Self::Bool(value) = self { Some(*value) } else { None }
    }

    /// The number, where this is an `int` or `bool` (or an instance of a subclass) that fits 64 bits.
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Int(value) => value.to_i64(),
            Self::Bool(value) => Some(i64::from(*value)),
            Self::Instance(instance) => instance.builtin().and_then(|value| value.as_i64()),
            _ => None,
        }
    }

    /// The number, where this is a `float`, `int` or `bool`.
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Self::Float(value) => Some(float::plain(*value)),
            Self::Int(value) => value.to_f64(),
            Self::Bool(value) => Some(f64::from(*value)),
            Self::Instance(instance) => instance.builtin().and_then(|value| value.as_f64()),
            _ => None,
        }
    }

    /// The class, where this is one.
    pub fn as_class(&self) -> Option<&Rc<Class>> {
        if let Self::Class(class) = self { Some(class) } else { None }
    }

    /// The instance, where this is one.
    pub fn as_instance(&self) -> Option<&Rc<Instance>> {
        if let Self::Instance(instance) = self { Some(instance) } else { None }
    }

    /// What is unknown, where this is.
    pub fn as_unknown(&self) -> Option<&Rc<Unknown>> {
        if let Self::Unknown(unknown) = self { Some(unknown) } else { None }
    }

    /// The native payload of an instance, where it is of the type.
    pub fn payload<T: 'static>(&self) -> Option<Rc<T>> {
        self.as_instance().and_then(|instance| instance.payload::<T>())
    }

    /// Whether this is `None`.
    pub fn is_none(&self) -> bool {
        matches!(self, Self::None)
    }

    /// The built-in value behind an instance of a subclass of a built-in class; otherwise the value itself.
    #[must_use]
    pub fn unwrapped(&self) -> Self {
        match self {
            Self::Instance(instance) => instance.builtin().unwrap_or_else(|| self.clone()),
            _ => self.clone(),
        }
    }

    /// Python's `is`.
    pub fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::None, Self::None)
            | (Self::Ellipsis, Self::Ellipsis)
            | (Self::NotImplemented, Self::NotImplemented) => true,
            (Self::Bool(a), Self::Bool(b)) => a == b,
            (Self::Int(a), Self::Int(b)) => a == b,
            (Self::Float(a), Self::Float(b)) => a.to_bits() == b.to_bits(),
            (Self::Str(a), Self::Str(b)) => a == b,
            (Self::Bytes(a), Self::Bytes(b)) => a == b,
            _ => self.address().is_some_and(|address| Some(address) == other.address()),
        }
    }

    /// An address that tells two objects apart; `None` for values without identity of their own.
    pub fn address(&self) -> Option<usize> {
        fn of<T: ?Sized>(pointer: &Rc<T>) -> Option<usize> {
            Some(Rc::as_ptr(pointer).cast::<()>() as usize)
        }
        match self {
            Self::List(object) => of(object),
            Self::Tuple(object) => of(object),
            Self::Dict(object) => of(object),
            Self::Set(object) => of(object),
            Self::Range(object) => of(object),
            Self::Slice(object) => of(object),
            Self::Iterator(object) => of(object),
            Self::Function(object) => of(object),
            Self::Native(object) => of(object),
            Self::Method(object) => of(object),
            Self::StaticMethod(object) | Self::ClassMethod(object) => of(object),
            Self::Property(object) => of(object),
            Self::Class(object) => of(object),
            Self::Instance(object) => of(object),
            Self::Module(object) => of(object),
            Self::Super(object) => of(object),
            Self::Unknown(object) => of(object),
            _ => None,
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::str(text)
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Str(text.into())
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value.into())
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Self::Float(float::object(value))
    }
}
