//! Classes, native and written in Python.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use super::collections::Owner;
use super::{Dict, Unknown, Value, Vars};
use crate::python::native_arguments::own_methods;
use crate::python::{Arguments, EvalResult, Evaluator, Truth};
use crate::source::Span;

/// What a native class does beyond its attributes: the part of Python's metaclass protocol that native classes need. The
/// hooks of a class hold for its subclasses too.
pub trait ClassHooks {
    /// The body of a subclass was evaluated; keyword arguments of the `class` statement are given. May add attributes.
    fn subclass_created(
        &self,
        _evaluator: &mut Evaluator,
        _class: &Rc<Class>,
        _keywords: &[(Rc<str>, Value)],
    ) -> EvalResult<()> {
        Ok(())
    }

    /// `class(arguments)` is evaluated. `None` leaves it to the ordinary way (`__new__`, then `__init__`). A built-in value
    /// (not an instance) that is returned for a subclass is wrapped in an instance of that subclass, and its `__init__` runs.
    fn construct(
        &self,
        _evaluator: &mut Evaluator,
        _class: &Rc<Class>,
        _arguments: &Arguments,
    ) -> EvalResult<Option<Value>> {
        Ok(None)
    }

    /// `class[item]`. `None` raises the ordinary error.
    fn item(
        &self,
        _evaluator: &mut Evaluator,
        _class: &Rc<Class>,
        _item: &Value,
    ) -> EvalResult<Option<Value>> {
        Ok(None)
    }

    /// `class.name`, after the class's own attributes were searched in vain.
    fn attribute(
        &self,
        _evaluator: &mut Evaluator,
        _class: &Rc<Class>,
        _name: &str,
    ) -> EvalResult<Option<Value>> {
        Ok(None)
    }

    /// Iteration over the class itself (`for member in Colour`); its length follows.
    fn iterate(&self, _evaluator: &mut Evaluator, _class: &Rc<Class>) -> EvalResult<Option<Vec<Value>>> {
        Ok(None)
    }

    /// `item in class`. `None` looks for the item among those of the iteration.
    fn contains(
        &self,
        _evaluator: &mut Evaluator,
        _class: &Rc<Class>,
        _item: &Value,
    ) -> EvalResult<Option<Truth>> {
        Ok(None)
    }
}

/// A class.
pub struct Class {
    /// `__name__`.
    pub name: Rc<str>,
    /// `__qualname__`.
    pub qualname: Rc<str>,
    /// `__module__`.
    pub module: Rc<str>,
    /// Bases as they were written (after `__mro_entries__`): classes and unknowns.
    pub bases: Vec<Value>,
    /// Bases as they were written before `__mro_entries__` (`Generic[T]` stays what it was).
    pub original_bases: Vec<Value>,
    /// The classes after this one in the method resolution order.
    pub ancestors: Vec<Rc<Class>>,
    /// An unknown among the ancestors: what is not found in the known ones may be there.
    pub unknown_base: Option<Rc<Unknown>>,
    /// Attributes.
    pub attributes: RefCell<Vars>,
    /// Native behaviour of this class and its subclasses.
    pub hooks: Option<Rc<dyn ClassHooks>>,
    /// Where the class statement stands; without a file for native classes.
    pub span: Span,
    /// What a decorator added that can't be known: the class is still the class, but calling it may do anything.
    pub decorated_unknown: RefCell<Option<Rc<Unknown>>>,
    /// Annotations of the body, in order.
    pub annotations: RefCell<Vec<(Rc<str>, super::Annotation)>>,
    /// The classes that name it as a base, in the order in which they were made; native ones are not among them.
    pub(crate) subclasses: RefCell<Vec<Weak<Class>>>,
    /// Whether calling it is known to make an ordinary instance.
    pub is_abstract: Cell<bool>,
    metaclass: RefCell<Option<Rc<Class>>>,
    data: RefCell<Vec<Rc<dyn Any>>>,
}

/// Native behaviour that a metaclass gives to its classes, kept as the metaclass's data.
pub(crate) struct HooksOfClasses(pub(crate) Rc<dyn ClassHooks>);

impl Class {
    /// A native class. `ancestors` follow from the bases.
    pub fn native(
        module: &str,
        name: &str,
        bases: &[Rc<Self>],
        hooks: Option<Rc<dyn ClassHooks>>,
        attributes: Vars,
    ) -> Rc<Self> {
        own_methods(module, name, &attributes);
        let ancestors = Self::linearize(bases).unwrap_or_default();
        let bases: Vec<Value> = bases.iter().map(|base| Value::Class(Rc::clone(base))).collect();
        Rc::new(Self {
            hooks,
            ..Self::new(module, own_name(name), name, bases, ancestors, None, attributes, Span::NONE)
        })
    }

    /// A class from all its parts, without hooks.
    #[expect(clippy::too_many_arguments, reason = "the parts of a class, each named where it is made")]
    pub(crate) fn new(
        module: &str,
        name: &str,
        qualname: &str,
        bases: Vec<Value>,
        ancestors: Vec<Rc<Self>>,
        unknown_base: Option<Rc<Unknown>>,
        attributes: Vars,
        span: Span,
    ) -> Self {
        let metaclass = bases.iter().filter_map(Value::as_class).find_map(|base| base.metaclass());
        Self {
            metaclass: RefCell::new(metaclass),
            name: name.into(),
            qualname: qualname.into(),
            module: module.into(),
            original_bases: bases.clone(),
            bases,
            ancestors,
            unknown_base,
            attributes: RefCell::new(attributes),
            hooks: None,
            span,
            decorated_unknown: RefCell::default(),
            annotations: RefCell::default(),
            subclasses: RefCell::default(),
            is_abstract: Cell::new(false),
            data: RefCell::default(),
        }
    }

    /// The class of the class, where that is not `type`.
    pub fn metaclass(&self) -> Option<Rc<Self>> {
        self.metaclass.borrow().clone()
    }

    /// Makes a dictionary the class's `__annotations__`: what is written to it from now on are those of the class.
    pub(crate) fn set_annotations(self: &Rc<Self>, hints: &Dict) {
        hints.set_owner(Owner::Annotated(Rc::downgrade(self)));
        self.annotate(hints.pairs().into_iter().filter_map(|(name, hint)| Some((name.as_str()?, hint))));
    }

    /// Gives it these annotations in place of those that it has; one of the same name keeps its place.
    pub(super) fn annotate(&self, hints: impl Iterator<Item = (Rc<str>, Value)>) {
        let mut annotations = self.annotations.borrow_mut();
        let place =
            |name: &str| annotations.iter().find(|(known, _)| &**known == name).map(|(_, it)| it.span);
        let annotated = |(name, value): (Rc<str>, Value)| {
            let span = place(&name).unwrap_or(self.span);
            (name, super::Annotation { value, span })
        };
        let changed = hints.map(annotated).collect();
        *annotations = changed;
    }

    /// Says what the class of the class is.
    pub(crate) fn set_metaclass(&self, metaclass: Option<Rc<Self>>) {
        *self.metaclass.borrow_mut() = metaclass;
    }

    /// The ancestors that follow from the bases by C3 linearization; `None` where there is no consistent order.
    pub(crate) fn linearize(bases: &[Rc<Self>]) -> Option<Vec<Rc<Self>>> {
        let mut sequences: Vec<Vec<Rc<Self>>> = bases.iter().map(Self::resolution_order).collect();
        sequences.push(bases.to_vec());
        let mut order = Vec::new();
        loop {
            sequences.retain(|sequence| !sequence.is_empty());
            if sequences.is_empty() {
                return Some(order);
            }
            let next = sequences.iter().find_map(|sequence| {
                let head = sequence.first()?;
                let blocked =
                    sequences.iter().any(|other| other.iter().skip(1).any(|class| Rc::ptr_eq(class, head)));
                (!blocked).then(|| Rc::clone(head))
            })?;
            for sequence in &mut sequences {
                if sequence.first().is_some_and(|head| Rc::ptr_eq(head, &next)) {
                    sequence.remove(0);
                }
            }
            order.push(next);
        }
    }

    /// The class and its ancestors in method resolution order.
    pub fn resolution_order(self: &Rc<Self>) -> Vec<Rc<Self>> {
        std::iter::once(Rc::clone(self)).chain(self.ancestors.iter().cloned()).collect()
    }

    /// An attribute of the class or its ancestors.
    pub fn lookup(&self, name: &str) -> Option<Value> {
        let own = self.attributes.borrow().get(name).cloned();
        own.or_else(|| self.ancestors.iter().find_map(|class| class.attributes.borrow().get(name).cloned()))
    }

    /// An attribute of the class itself.
    pub fn own_attribute(&self, name: &str) -> Option<Value> {
        self.attributes.borrow().get(name).cloned()
    }

    /// Sets an attribute of the class itself.
    pub fn set_attribute(&self, name: &str, value: Value) {
        self.attributes.borrow_mut().insert(name.into(), value);
    }

    /// Whether it is `other` or a subclass of it.
    pub fn is_subclass_of(self: &Rc<Self>, other: &Rc<Self>) -> bool {
        Rc::ptr_eq(self, other) || self.ancestors.iter().any(|class| Rc::ptr_eq(class, other))
    }

    /// Whether it or an ancestor has the dotted name.
    pub fn descends_from(&self, dotted_name: &str) -> bool {
        self.has_dotted_name(dotted_name)
            || self.ancestors.iter().any(|class| class.has_dotted_name(dotted_name))
    }

    /// What messages call it: with its module, where Python has it in C.
    pub(crate) fn shown_name(&self) -> Rc<str> {
        let has_module = !self.span.is_some()
            && match &*self.module {
                "datetime" | "itertools" | "re" | "time" => true,
                "collections" => matches!(&*self.name, "deque" | "OrderedDict" | "defaultdict"),
                "functools" => matches!(&*self.name, "partial" | "_lru_cache_wrapper"),
                "types" => &*self.name == "SimpleNamespace",
                _ => false,
            };
        if has_module { format!("{}.{}", self.module, self.name).into() } else { Rc::clone(&self.name) }
    }

    /// `module.qualname`.
    pub fn dotted_name(&self) -> String {
        format!("{}.{}", self.module, self.qualname)
    }

    /// Whether `module.qualname` is this.
    pub fn has_dotted_name(&self, dotted_name: &str) -> bool {
        dotted_name
            .strip_prefix(&*self.module)
            .and_then(|rest| rest.strip_prefix('.'))
            .is_some_and(|rest| rest == &*self.qualname)
    }

    /// The hooks that hold for the class: each class of the resolution order that has some, with its hooks.
    pub fn all_hooks(&self) -> Vec<Rc<dyn ClassHooks>> {
        let ancestors = self.ancestors.iter().filter_map(|class| class.hooks.clone());
        self.hooks.clone().into_iter().chain(ancestors).collect()
    }

    /// Data that a native module keeps on the class itself.
    pub fn data<T: 'static>(&self) -> Option<Rc<T>> {
        self.data.borrow().iter().find_map(|data| Rc::clone(data).downcast::<T>().ok())
    }

    /// Data that a native module keeps on the class or an ancestor.
    pub fn inherited_data<T: 'static>(&self) -> Option<Rc<T>> {
        self.data().or_else(|| self.ancestors.iter().find_map(|class| class.data()))
    }

    /// Lets go of what native modules and decorators keep on the class.
    pub(super) fn release(&self) {
        self.data.take();
        self.metaclass.take();
        self.decorated_unknown.take();
    }

    /// Keeps data on the class, in place of data of the same type.
    pub fn set_data<T: 'static>(&self, data: T) {
        let mut all = self.data.borrow_mut();
        all.retain(|other| !other.is::<T>());
        all.push(Rc::new(data));
    }
}

/// The name of a class with this qualified name.
fn own_name(qualname: &str) -> &str {
    qualname.rsplit_once('.').map_or(qualname, |(_, name)| name)
}
