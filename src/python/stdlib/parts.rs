//! What native modules are put together from: read-only properties, class methods, closures, functions whose result cannot
//! be known, and text that is built of parts which may be unknown.

use std::any::Any;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

use crate::python::builtins::{table, table_accepting_unknown};
use crate::python::{
    Arguments, Class, ClassHooks, EvalResult, Evaluator, Key, NativeCode, NativeFunction, Property, Unknown,
    UnknownForm, Value, Vars,
};

/// A table of functions: name and code.
pub(super) type Functions<'a> = &'a [(&'a str, NativeCode)];

/// Collects the names of a module or the attributes of a class.
#[derive(Default)]
pub(super) struct Names(Vars);

impl Names {
    /// One name.
    pub(super) fn value(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.0.insert(name.into(), value.into());
        self
    }

    /// Functions that are not called with unknown arguments.
    pub(super) fn functions(mut self, functions: Functions) -> Self {
        self.0.extend(table(functions));
        self
    }

    /// Functions that see unknown arguments.
    pub(super) fn functions_accepting_unknown(mut self, functions: Functions) -> Self {
        self.0.extend(table_accepting_unknown(functions));
        self
    }

    /// Class methods: the class comes first.
    pub(super) fn class_methods(mut self, functions: Functions) -> Self {
        for (name, value) in table_accepting_unknown(functions) {
            self.0.insert(name, Value::ClassMethod(Rc::new(value)));
        }
        self
    }

    /// Static methods.
    pub(super) fn static_methods(mut self, functions: Functions) -> Self {
        for (name, value) in table_accepting_unknown(functions) {
            self.0.insert(name, Value::StaticMethod(Rc::new(value)));
        }
        self
    }

    /// Read-only properties.
    pub(super) fn properties(mut self, functions: Functions) -> Self {
        for (name, value) in table_accepting_unknown(functions) {
            self.0.insert(name, property(value));
        }
        self
    }

    /// A class under its own name.
    pub(super) fn class(mut self, class: &Rc<Class>) -> Self {
        self.0.insert(Rc::clone(&class.name), Value::Class(Rc::clone(class)));
        self
    }

    /// Functions that give an unknown with the module's dotted path, because of `reason`.
    pub(super) fn unknown_functions(mut self, module: &str, names: &[&str], reason: &'static str) -> Self {
        for name in names {
            self.0.insert((*name).into(), unknown_function(&format!("{module}.{name}"), reason));
        }
        self
    }

    /// Functions that accept everything and give `None`.
    pub(super) fn inert_functions(mut self, names: &[&str]) -> Self {
        for name in names {
            self.0.insert((*name).into(), closure_accepting_unknown(name, |_, _| Ok(Value::None)));
        }
        self
    }

    /// All of them.
    pub(super) fn vars(self) -> Vars {
        self.0
    }
}

/// A read-only property.
pub(super) fn property(getter: Value) -> Value {
    Value::Property(Rc::new(Property::read_only(getter)))
}

/// A native closure that is not called with unknown arguments.
pub(super) fn closure(
    name: &str,
    code: impl Fn(&mut Evaluator, Arguments) -> EvalResult<Value> + 'static,
) -> Value {
    Value::Native(Rc::new(NativeFunction::closure(name, code)))
}

/// A native closure that sees unknown arguments.
pub(super) fn closure_accepting_unknown(
    name: &str,
    code: impl Fn(&mut Evaluator, Arguments) -> EvalResult<Value> + 'static,
) -> Value {
    Value::Native(Rc::new(NativeFunction::closure(name, code).accepting_unknown()))
}

/// A function that gives an unknown: a call of `path` with the arguments.
pub(super) fn unknown_function(path: &str, reason: &'static str) -> Value {
    let name = path.rsplit('.').next().unwrap_or(path);
    let path: Rc<str> = path.into();
    closure_accepting_unknown(name, move |evaluator, arguments| {
        let callee = Unknown::path(Rc::clone(&path), evaluator.current_span(), reason);
        Ok(Value::Unknown(callee.call(arguments.positional, arguments.keywords)))
    })
}

/// Has functions of a module or methods of a class (which have a receiver) check how many positional arguments they are
/// given, and that there are no keywords, in the words of C functions: each with the least and the largest number.
pub(super) fn counted(
    mut table: Vars,
    owner: &str,
    receivers: usize,
    counts: &[(&'static str, usize, usize)],
) -> Vars {
    for &(name, least, most) in counts {
        let shown = if owner.is_empty() { name.to_owned() } else { format!("{owner}.{name}") };
        let wrap = |inner: &Value, receivers: usize| {
            let (inner, shown) = (inner.clone(), shown.clone());
            closure_accepting_unknown(name, move |evaluator, arguments| {
                let mut given = arguments.clone();
                given.positional.drain(..receivers.min(given.positional.len()));
                given.check_positional(evaluator, &shown, least, most)?;
                evaluator.call(&inner, arguments)
            })
        };
        let Some(value) = table.get_mut(name) else { continue };
        *value = match value {
            Value::Native(_) => wrap(value, receivers),
            Value::ClassMethod(inner) => Value::ClassMethod(Rc::new(wrap(inner, 1))),
            Value::StaticMethod(inner) => Value::StaticMethod(Rc::new(wrap(inner, 0))),
            _ => continue,
        };
    }
    table
}

/// The receiver of a method: the first argument, which must have a payload of the type.
pub(super) fn receiver<T: Any>(
    evaluator: &Evaluator,
    arguments: &mut Arguments,
) -> EvalResult<(Value, Rc<T>)> {
    let value = arguments.take_first();
    let payload = value.as_ref().and_then(Value::payload::<T>);
    match (value, payload) {
        (Some(value), Some(payload)) => Ok((value, payload)),
        _ => Err(evaluator.type_error("the method was called on an object of another class")),
    }
}

/// The first argument, whatever it is.
pub(super) fn take_first(evaluator: &Evaluator, arguments: &mut Arguments) -> EvalResult<Value> {
    arguments.take_first().ok_or_else(|| evaluator.type_error("the method needs an argument"))
}

/// `hash(value)` for a value whose equality is that of `key`.
pub(super) fn hash_of(key: &Key) -> Value {
    let mut hasher = rustc_hash::FxHasher::default();
    key.hash(&mut hasher);
    Value::int((hasher.finish() >> 3) as i64)
}

/// Why a value or what it holds cannot be known, if so: an unknown, or a tainted container.
pub(super) fn why_unknown(value: &Value) -> Option<Rc<Unknown>> {
    match value {
        Value::Unknown(unknown) => Some(Rc::clone(unknown)),
        Value::List(list) => list.taint(),
        Value::Dict(dict) => dict.taint(),
        Value::Set(set) => set.taint(),
        Value::Instance(instance) => {
            instance.taint().or_else(|| instance.builtin().and_then(|value| why_unknown(&value)))
        }
        _ => None,
    }
}

/// An unknown that follows from another.
pub(super) fn follows(unknown: &Unknown) -> Value {
    Value::Unknown(unknown.derived(UnknownForm::Other))
}

/// Text put together from parts, of which some may be unknown.
#[derive(Default)]
pub(super) struct Text {
    text: String,
    unknown: Option<Value>,
}

impl Text {
    /// Appends known text.
    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Appends what is text or unknown.
    pub(super) fn push_value(&mut self, value: Value) {
        match value.as_str() {
            Some(text) => self.text.push_str(&text),
            None => self.unknown = self.unknown.take().or(Some(value)),
        }
    }

    /// Appends `repr(value)`.
    pub(super) fn push_repr(&mut self, evaluator: &mut Evaluator, value: &Value) -> EvalResult<()> {
        let text = evaluator.repr_of(value)?;
        self.push_value(text);
        Ok(())
    }

    /// The text, or the first unknown in it.
    pub(super) fn finish(self) -> Value {
        self.unknown.unwrap_or_else(|| Value::from(self.text))
    }
}

/// A class that is made by a call; without a module, it belongs to the one that is evaluated.
pub(super) fn derived_class(
    evaluator: &Evaluator,
    module: Option<&str>,
    name: &str,
    bases: &[Rc<Class>],
    attributes: Vars,
) -> Rc<Class> {
    derived_class_with_hooks(evaluator, module, name, bases, attributes, None)
}

/// The same, with hooks.
pub(super) fn derived_class_with_hooks(
    evaluator: &Evaluator,
    module: Option<&str>,
    name: &str,
    bases: &[Rc<Class>],
    attributes: Vars,
    hooks: Option<Rc<dyn ClassHooks>>,
) -> Rc<Class> {
    let module = match module {
        Some(module) => module.into(),
        None => {
            evaluator.current_module().map_or_else(|| Rc::from("builtins"), |module| Rc::clone(&module.name))
        }
    };
    let ancestors = Class::linearize(bases).unwrap_or_default();
    let bases = bases.iter().map(|base| Value::Class(Rc::clone(base))).collect();
    let span = evaluator.current_span();
    let mut class = Class::new(&module, name, name, bases, ancestors, None, attributes, span);
    class.hooks = hooks;
    Rc::new(class)
}
