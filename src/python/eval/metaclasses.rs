//! Metaclasses: which one makes a class, and what those of the program say about classes.
//!
//! The class of a class is `type`, a native metaclass (`abc.ABCMeta`, `enum.EnumType`) or one of the program. What the native
//! ones do is part of the native classes themselves ([`crate::python::ClassHooks`]); here is what programs write: `__prepare__`,
//! `__new__`, `__init__`, `__call__` and the special methods of operators on classes.

use std::rc::Rc;

use super::classes::Annotations;
use crate::python::{
    Arguments, Class, Dict, EvalResult, Evaluator, Scope, ScopeKind, Truth, UnknownForm, Value, Vars,
};
use crate::source::Span;

/// A class whose statement is being evaluated.
pub(in crate::python) struct ClassBeingMade {
    /// Its `__qualname__`.
    pub(super) qualname: Rc<str>,
    /// The scope of its body, which gets the class as `__class__` for `super()`.
    pub(super) scope: Rc<Scope>,
    /// Where its statement stands.
    pub(super) span: Span,
}

/// What a class statement says, for the metaclass.
pub(super) struct ClassParts<'a> {
    pub(super) name: &'a str,
    pub(super) qualname: &'a str,
    pub(super) bases: Vec<Value>,
    pub(super) keywords: Vec<(Rc<str>, Value)>,
    pub(super) span: Span,
}

impl Evaluator {
    /// The metaclass of a class with these bases: the most derived of what is asked for and those of the bases. `None` is
    /// `type`, which also stands for a metaclass that is unknown.
    pub(super) fn metaclass_of(
        &self,
        asked: Option<&Value>,
        bases: &[Value],
    ) -> EvalResult<Option<Rc<Class>>> {
        let asked = asked.and_then(Value::as_class).filter(|class| class.is_subclass_of(&self.types.type_));
        let mut winner = asked.filter(|class| !Rc::ptr_eq(class, &self.types.type_)).cloned();
        for base in bases.iter().filter_map(Value::as_class) {
            let Some(candidate) = base.metaclass() else { continue };
            match &winner {
                Some(winner) if winner.is_subclass_of(&candidate) => {}
                Some(current) if !candidate.is_subclass_of(current) => {
                    return Err(self.type_error(
                        "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses of all its bases",
                    ));
                }
                _ => winner = Some(candidate),
            }
        }
        Ok(winner)
    }

    /// Puts what `__prepare__` of the metaclass gives into the scope of the class body. An unknown namespace gives the unknown.
    pub(super) fn prepare_class(
        &mut self,
        maker: &Value,
        parts: &ClassParts,
        scope: &Scope,
    ) -> EvalResult<Option<Value>> {
        let Some(metaclass) = maker.as_class() else { return Ok(None) };
        let Some(prepare) = self.written(metaclass, "__prepare__") else { return Ok(None) };
        let bound = self.bind_attribute(&prepare, maker, metaclass)?;
        let arguments = Arguments {
            positional: vec![Value::str(parts.name), Value::tuple(parts.bases.clone())],
            keywords: parts.keywords.clone(),
            ..Arguments::default()
        };
        match self.call(&bound, arguments)? {
            Value::Unknown(unknown) => Ok(Some(Value::Unknown(unknown.derived(UnknownForm::Other)))),
            Value::Dict(namespace) if namespace.taint().is_none() => {
                for (name, value) in namespace.pairs() {
                    if let Some(name) = name.as_str() {
                        scope.set(&name, value);
                    }
                }
                Ok(None)
            }
            _ => Ok(Some(self.unknown("the body of a class is evaluated in a plain namespace"))),
        }
    }

    /// The class that a metaclass of the program, or a function in its place, makes of the body.
    pub(super) fn class_by(
        &mut self,
        maker: &Value,
        parts: ClassParts,
        attributes: Vars,
        annotations: Annotations,
    ) -> EvalResult<Value> {
        let namespace = Value::dict(attributes);
        if let (Value::Dict(namespace), false) = (&namespace, annotations.is_empty()) {
            let hints = annotations.iter().map(|(name, hint)| (Rc::clone(name), hint.value.clone()));
            let name = Value::str("__annotations__");
            self.insert(namespace, name, Value::dict(hints))?;
        }
        let arguments = Arguments {
            positional: vec![Value::str(parts.name), Value::tuple(parts.bases), namespace],
            keywords: parts.keywords,
            ..Arguments::default()
        };
        let made = self.call(maker, arguments)?;
        if let Value::Class(class) = &made
            && *class.qualname == *parts.qualname
        {
            let same = {
                let own = class.annotations.borrow();
                own.iter().map(|(name, _)| name).eq(annotations.iter().map(|(name, _)| name))
            };
            if same {
                *class.annotations.borrow_mut() = annotations;
            }
        }
        Ok(made)
    }

    /// Where the statement of a class stands; the current place for classes that a call makes.
    pub(in crate::python) fn span_of_class(&self, qualname: &str) -> Span {
        let made = self.being_made.last().filter(|made| &*made.qualname == qualname);
        made.map_or_else(|| self.current_span(), |made| made.span)
    }

    /// Lets the functions of the body of a class see it.
    pub(super) fn bind_class_cell(&self, class: &Rc<Class>) {
        if let Some(made) = self.being_made.last().filter(|made| *made.qualname == *class.qualname) {
            made.scope.set("__class__", Value::Class(Rc::clone(class)));
        }
    }

    /// `__class__` in a function: the class in whose body the scope is.
    pub(super) fn class_cell(&self, scope: &Rc<Scope>) -> Option<Value> {
        let mut current = Some(scope);
        while let Some(scope) = current {
            if scope.kind == ScopeKind::Class
                && let Some(class) = scope.get("__class__")
            {
                return Some(class);
            }
            current = scope.parent.as_ref();
        }
        None
    }

    /// The metaclass of the program by which `type(name, bases, namespace)` makes a class with these bases in its own place.
    pub(in crate::python) fn metaclass_in_place_of(
        &self,
        given: Option<&Rc<Class>>,
        bases: &[Value],
    ) -> EvalResult<Option<Rc<Class>>> {
        let asked = given.map(|class| Value::Class(Rc::clone(class)));
        let winner = self.metaclass_of(asked.as_ref(), bases)?;
        Ok(winner.filter(|winner| {
            winner.span.is_some()
                && !given.is_some_and(|given| Rc::ptr_eq(given, winner))
                && self.written(winner, "__new__").is_some_and(|new| {
                    given.and_then(|given| self.written(given, "__new__")).is_none_or(|own| !own.is(&new))
                })
        }))
    }

    /// What a metaclass of the program says about its classes: the attribute of the first class of the order that the program
    /// wrote, where no native one comes before.
    fn written(&self, metaclass: &Rc<Class>, name: &str) -> Option<Value> {
        let order = metaclass.resolution_order();
        let provider = order.iter().find(|class| class.own_attribute(name).is_some())?;
        if provider.span.is_some() { provider.own_attribute(name) } else { None }
    }

    /// What the metaclass of a class of the program says, where that is one of the program.
    pub(in crate::python) fn written_in_metaclass(&self, class: &Class, name: &str) -> Option<Value> {
        self.written(&class.metaclass()?, name)
    }

    /// Calls a special method that a metaclass of the program gives the class; `None` where there is none.
    pub(in crate::python) fn special_of_class(
        &mut self,
        class: &Rc<Class>,
        name: &str,
        arguments: impl Into<Vec<Value>>,
    ) -> EvalResult<Option<Value>> {
        let Some(function) = self.written_in_metaclass(class, name) else { return Ok(None) };
        let Some(metaclass) = class.metaclass() else { return Ok(None) };
        let bound = self.bind_attribute(&function, &Value::Class(Rc::clone(class)), &metaclass)?;
        let value = self.call(&bound, Arguments::positional(arguments))?;
        Ok((!matches!(value, Value::NotImplemented)).then_some(value))
    }

    /// The truth that a metaclass of the program gives to a class.
    pub(super) fn truth_of_class(&mut self, class: &Rc<Class>) -> EvalResult<Truth> {
        if let Some(truth) = self.special_of_class(class, "__bool__", [])? {
            return self.truth(&truth);
        }
        match self.special_of_class(class, "__len__", [])? {
            Some(length) => self.truth(&length),
            None => Ok(Truth::Known(true)),
        }
    }

    /// `type.__call__(class, arguments)`: makes an instance, without asking the metaclass once more.
    pub(in crate::python) fn construct_by_type(
        &mut self,
        class: &Rc<Class>,
        arguments: Arguments,
    ) -> EvalResult<Value> {
        self.construct_inner(class, arguments)
    }
}

/// An empty namespace, which `type.__prepare__` gives.
pub(in crate::python) fn empty_namespace() -> Value {
    Value::Dict(Rc::new(Dict::default()))
}
