//! The evaluator: Python over a syntax tree, in which what can't be known is a value.
//!
//! [`Evaluator`] imports modules from files (`resolve`), parses them (`syntax`) and evaluates them (`eval`). Built-in
//! functions and classes are in `builtins`, modules of the standard library in `stdlib`, one file each. The evaluator knows
//! nothing of Flyte: other rooms plug in native modules with [`Evaluator::register_module`], made of native functions,
//! native classes ([`Class::native`], [`ClassHooks`]) and instances with a native payload.
//!
//! Native code never attaches locations: it raises exceptions through the evaluator ([`Evaluator::type_error`] and its kin),
//! and the evaluator adds the place of the call. Nothing of the outside world is read but what [`Settings`] say.

mod arguments;
mod builtins;
mod class_names;
mod error;
mod eval;
mod evaluator;
mod format;
pub(crate) mod installed;
mod native_arguments;
mod resolve;
mod settings;
pub mod stdlib;
pub(crate) mod syntax;
mod value;

pub use arguments::Arguments;
pub use builtins::{Exceptions, Types};
pub use error::{EvalResult, Interrupt, Raised, Truth};
pub(crate) use eval::{Generator, Resume};
pub use evaluator::{Evaluator, Signature};
pub use installed::Installed;
pub use settings::{Present, Settings, UtcOffset};
pub use value::{
    Annotation, Class, ClassHooks, Dict, Function, FunctionCode, Instance, Int, ItemsIterator, Key, Keyed,
    List, Method, Module, NativeCode, NativeFunction, Parameter, ParameterKind, Property, PyIterator, Range,
    Scope, ScopeKind, Set, Slice, SuperObject, Unknown, UnknownForm, Value, Vars,
};
pub(crate) use value::{HooksOfClasses, OfRun};
