//! The evaluator's state, and the operations that native modules use.
//!
//! Operations on values follow Python's protocols (`eval` holds their rules). Each may raise a Python exception and each
//! may meet an unknown, which gives an unknown.

use std::any::{Any, TypeId};
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::builtins::{Exceptions, Types};
use super::eval::ReadAhead;
use super::installed::PackageIndex;
use super::{
    Annotation, Arguments, Class, EvalResult, Instance, Interrupt, Module, OfRun, Parameter, Raised,
    Settings, Unknown, UnknownForm, Value, Vars,
};
use crate::diagnostic::Diagnostic;
use crate::source::{Sources, Span};

/// Makes the names of a native module when it is first imported.
pub(crate) type ModuleBuilder = Rc<dyn Fn(&mut Evaluator) -> EvalResult<Vars>>;

/// Sees every call of an unknown before it gives an unknown; may refuse it.
pub(crate) type UnknownCallWatcher =
    Rc<dyn Fn(&mut Evaluator, &Rc<Unknown>, Option<&Rc<Class>>, &Arguments) -> EvalResult<Option<Value>>>;

/// Says whether a module surely lacks a name.
pub(crate) type MissingNames = Rc<dyn Fn(&mut Evaluator, &str, &str) -> bool>;

/// The parameters of something callable, as `inspect.signature` sees them, with annotations resolved.
#[derive(Clone)]
pub struct Signature {
    /// Parameters in order; annotations are types, not text.
    pub parameters: Vec<Parameter>,
    /// The annotation of the result, a type.
    pub returns: Option<Annotation>,
}

/// Evaluates Python modules.
pub struct Evaluator {
    /// The sources that were read.
    pub sources: Rc<Sources>,
    /// What evaluation was told about the world.
    pub settings: Settings,
    /// Built-in classes.
    pub types: Types,
    /// Built-in exception classes.
    pub exceptions: Exceptions,
    pub(super) builtin_names: Rc<Vars>,
    pub(super) modules: indexmap::IndexMap<Rc<str>, Rc<Module>>,
    pub(super) native_modules: FxHashMap<Rc<str>, ModuleBuilder>,
    /// Finds the native modules that are not among those.
    find_module: Option<fn(&str) -> Option<ModuleBuilder>>,
    /// Top-level modules that are loaded before the program's.
    pub(super) loaded_first: FxHashSet<&'static str>,
    /// Those of them whose name a file of the program has, as far as they were imported.
    pub(super) hidden_modules: FxHashSet<Rc<str>>,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) conditions: Vec<Rc<Unknown>>,
    pub(super) frames: Vec<super::eval::Frame>,
    /// How many open `try` statements could catch an exception.
    pub(super) handlers: usize,
    /// Exceptions that are being handled, for a bare `raise`.
    pub(super) handled: Vec<Value>,
    pub(super) journals: Vec<super::eval::Journal>,
    /// What may have raised an exception in the innermost `try`.
    pub(super) doubt: Option<super::eval::Doubt>,
    pub(super) class_annotations: Vec<super::eval::Annotations>,
    /// Classes that metaclasses of the program are making.
    pub(super) being_made: Vec<super::eval::ClassBeingMade>,
    /// Whether an object was hashed that says itself how: until then no key needs to be asked what it is equal to.
    pub(super) has_own_hashes: bool,
    pub(super) steps: u64,
    pub(super) conditional_steps: u64,
    /// What the coroutines gave that ran while one was awaited by [`Evaluator::call_awaited`], and how many such calls are open.
    pub(super) awaited: (usize, Vec<(Rc<Unknown>, Value)>),
    /// How many iterators are computing a value, each for the one before it.
    pub(super) iterator_depth: usize,
    pub(super) watcher: Option<UnknownCallWatcher>,
    pub(super) missing_names: Option<MissingNames>,
    pub(super) known_names: Option<fn(&str) -> bool>,
    pub(super) known_values: Option<fn(&str) -> Option<Value>>,
    /// Files that are read before they are imported.
    pub(super) read_ahead: Option<ReadAhead>,
    /// What is installed beside the program.
    pub(crate) packages: Rc<PackageIndex>,
    /// Modules of installed packages that were evaluated for the classes in them.
    pub(super) installed_modules: FxHashMap<Rc<str>, Option<Rc<Module>>>,
    /// What must be looked for when the evaluator is released.
    pub(super) captured: super::eval::Captured,
    pub(super) class_names: super::class_names::ClassNames,
    pub(super) extensions: FxHashMap<TypeId, Rc<dyn Any>>,
}

impl Evaluator {
    /// An evaluator that has evaluated nothing yet.
    pub fn new(settings: Settings, sources: Rc<Sources>) -> Self {
        let types = Types::new();
        let exceptions = Exceptions::new(&types.object);
        let packages =
            PackageIndex::new(settings.installed.clone(), settings.python_version, Rc::clone(&sources));
        let builtin_names = Rc::new(super::builtins::names(&types, &exceptions));
        let mut evaluator = Self {
            sources,
            settings,
            types,
            exceptions,
            builtin_names,
            modules: indexmap::IndexMap::new(),
            native_modules: FxHashMap::default(),
            find_module: None,
            loaded_first: super::stdlib::LOADED_AT_START.iter().copied().collect(),
            hidden_modules: FxHashSet::default(),
            diagnostics: Vec::new(),
            conditions: Vec::new(),
            frames: Vec::new(),
            handlers: 0,
            handled: Vec::new(),
            journals: Vec::new(),
            doubt: None,
            class_annotations: Vec::new(),
            being_made: Vec::new(),
            has_own_hashes: false,
            steps: 0,
            conditional_steps: 0,
            awaited: (0, Vec::new()),
            iterator_depth: 0,
            watcher: None,
            missing_names: None,
            known_names: None,
            known_values: None,
            read_ahead: None,
            packages: Rc::new(packages),
            installed_modules: FxHashMap::default(),
            captured: super::eval::Captured::default(),
            class_names: super::class_names::ClassNames::default(),
            extensions: FxHashMap::default(),
        };
        super::stdlib::register(&mut evaluator);
        evaluator
    }

    /// Makes a native module importable. `build` runs when it is first imported; names that it does not give are unknown.
    pub fn register_module(&mut self, name: &str, build: impl Fn(&mut Self) -> EvalResult<Vars> + 'static) {
        self.native_modules.insert(name.into(), Rc::new(build));
    }

    /// Makes further native modules importable, which `find` makes when they are asked for.
    pub(crate) fn find_modules(&mut self, find: fn(&str) -> Option<ModuleBuilder>) {
        self.find_module = Some(find);
    }

    /// What makes the native module of a name.
    pub(super) fn native_module(&self, name: &str) -> Option<ModuleBuilder> {
        self.native_modules.get(name).cloned().or_else(|| self.find_module?(name))
    }

    /// Whether there is a native module of that name.
    pub(super) fn has_native_module(&self, name: &str) -> bool {
        self.native_modules.contains_key(name) || self.find_module.is_some_and(|find| find(name).is_some())
    }

    /// Names top-level modules that are loaded before the program is: files of the program with such names are never found.
    pub fn load_first(&mut self, names: impl Iterator<Item = &'static str>) {
        self.loaded_first.extend(names);
    }

    /// Whether the program has a module of that name that was asked for, but is hidden by one that was loaded before.
    pub fn is_hidden(&self, name: &str) -> bool {
        self.hidden_modules.contains(name)
    }

    /// Has every call of an unknown seen by `watcher`, which may refuse it, or give the value that it has. Where an instance
    /// of a class of the program is made that has an unknown ancestor, that is the unknown, and the class is given too.
    pub fn watch_unknown_calls(
        &mut self,
        watcher: impl Fn(&mut Self, &Rc<Unknown>, Option<&Rc<Class>>, &Arguments) -> EvalResult<Option<Value>>
        + 'static,
    ) {
        self.watcher = Some(Rc::new(watcher));
    }

    /// Says of which names it is certain that a native module does not have them, nor a submodule of that name.
    pub fn know_missing_names(&mut self, is_missing: impl Fn(&mut Self, &str, &str) -> bool + 'static) {
        self.missing_names = Some(Rc::new(is_missing));
    }

    /// Says which dotted paths of installed packages are known to be there, although their sources do not show it.
    pub fn know_names(&mut self, is_known: fn(&str) -> bool) {
        self.known_names = Some(is_known);
    }

    /// Says which dotted paths of packages that are not run are the same value in every version.
    pub fn know_values(&mut self, value: fn(&str) -> Option<Value>) {
        self.known_values = Some(value);
    }

    /// State of a native module, made when first asked for.
    pub fn extension<T: Default + 'static>(&mut self) -> Rc<T> {
        let entry = self.extensions.entry(TypeId::of::<T>()).or_insert_with(|| Rc::new(T::default()));
        Rc::clone(entry).downcast::<T>().unwrap_or_default()
    }

    /// State of a native module, where it was set.
    pub fn find_extension<T: 'static>(&self) -> Option<Rc<T>> {
        self.extensions.get(&TypeId::of::<T>()).and_then(|state| Rc::clone(state).downcast::<T>().ok())
    }

    /// Sets the state of a native module.
    pub fn set_extension<T: 'static>(&mut self, state: T) {
        self.extensions.insert(TypeId::of::<T>(), Rc::new(state));
    }

    /// The module of that name, if its import has begun.
    pub fn module(&self, name: &str) -> Option<&Rc<Module>> {
        self.modules.get(name)
    }

    /// The modules that were imported, in the order in which their import began.
    pub fn modules(&self) -> impl Iterator<Item = &Rc<Module>> {
        self.modules.values()
    }

    /// Reports a diagnostic; evaluation goes on.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        if !self.diagnostics.contains(&diagnostic) {
            self.diagnostics.push(diagnostic);
        }
    }

    /// Takes the diagnostics that were reported.
    pub fn take_diagnostics(&mut self) -> Vec<Diagnostic> {
        std::mem::take(&mut self.diagnostics)
    }

    /// Whether the program would handle an exception that is raised now: a `try` with handlers, or a `with`, is around.
    pub fn is_guarded(&self) -> bool {
        self.handlers > 0
    }

    /// The innermost condition that can't be known and on which what is evaluated now depends.
    pub fn condition(&self) -> Option<Rc<Unknown>> {
        self.conditions.last().cloned()
    }

    /// A Python exception of the class with the message.
    pub fn exception(&self, class: &Rc<Class>, message: &str) -> Box<Interrupt> {
        self.raised(class, message, None)
    }

    /// A Python exception that, when nothing catches it, is reported as `diagnostic`.
    pub fn exception_with(&self, class: &Rc<Class>, diagnostic: Diagnostic) -> Box<Interrupt> {
        let message = diagnostic.message.clone();
        self.raised(class, &message, Some(Box::new(diagnostic)))
    }

    fn raised(
        &self,
        class: &Rc<Class>,
        message: &str,
        diagnostic: Option<Box<Diagnostic>>,
    ) -> Box<Interrupt> {
        let instance = Instance::new(class);
        instance.set_attribute("args", Value::tuple([Value::str(message)]));
        let value = Value::Instance(Rc::new(instance));
        Raised { value, span: Span::NONE, trace: Vec::new(), diagnostic, conditional: self.condition() }
            .into()
    }

    /// `TypeError`.
    pub fn type_error(&self, message: &str) -> Box<Interrupt> {
        self.exception(&self.exceptions.type_error, message)
    }

    /// `ValueError`.
    pub fn value_error(&self, message: &str) -> Box<Interrupt> {
        self.exception(&self.exceptions.value_error, message)
    }

    /// `AttributeError`.
    pub fn attribute_error(&self, message: &str) -> Box<Interrupt> {
        self.exception(&self.exceptions.attribute_error, message)
    }

    /// `AssertionError`.
    pub fn assertion_error(&self, message: &str) -> Box<Interrupt> {
        self.exception(&self.exceptions.assertion_error, message)
    }

    /// A value that is unknown from here on, because of `reason` (words that follow "because").
    pub fn unknown(&self, reason: &str) -> Value {
        Value::Unknown(Unknown::new(UnknownForm::Other, self.current_span(), reason))
    }

    /// A value that is another one in each run.
    pub(crate) fn of_run(&self, what: OfRun) -> Value {
        Value::Unknown(Unknown::of_run(what, self.current_span()))
    }

    /// An unknown with a dotted path.
    pub fn unknown_path(&self, path: &str, reason: &str) -> Value {
        Value::Unknown(Unknown::path(path, self.current_span(), reason))
    }

    /// Calls a method: `receiver.name(arguments)`.
    pub fn call_method(&mut self, receiver: &Value, name: &str, arguments: Arguments) -> EvalResult<Value> {
        let method = self.get_attribute(receiver, name)?;
        self.call(&method, arguments)
    }

    /// Whether `value` is an instance of the class or a subclass (not asking `__instancecheck__`).
    pub fn is_instance(&self, value: &Value, class: &Rc<Class>) -> bool {
        self.class_of(value).is_subclass_of(class)
    }

    /// All values that iteration gives; [`Interrupt::Unknown`] of an unknown. Endless iteration ends at the step bound.
    pub fn iterate(&mut self, value: &Value) -> EvalResult<Vec<Value>> {
        let mut iterator = self.iterator(value)?;
        let mut items = Vec::new();
        while let Some(item) = self.next_item(&mut iterator)? {
            self.step()?;
            items.push(item);
        }
        Ok(items)
    }
}
