//! Takes values apart, so that those that hold each other are given back.
//!
//! Values are counted references: a module and its functions, a class and its methods, a list that contains itself would
//! stay in memory when nothing else holds them. [`Release`] empties all that it reaches, one value after the other, so that
//! nothing is left that could hold anything; a value that it has emptied must not be used any more.

use std::rc::Rc;

use rustc_hash::FxHashSet;

use super::{Annotation, Class, Function, Module, Scope, Unknown, UnknownForm, Value};

/// Values that are still to be emptied.
#[derive(Default)]
pub(crate) struct Release {
    pending: Vec<Value>,
    /// What cannot be emptied, but was followed.
    followed: FxHashSet<usize>,
}

impl Release {
    /// Empties these values and all that they hold.
    pub(crate) fn release(&mut self, values: impl IntoIterator<Item = Value>) {
        self.pending.extend(values);
        while let Some(value) = self.pending.pop() {
            self.empty(&value);
        }
    }

    /// Empties a scope and those around it.
    pub(crate) fn release_scope(&mut self, scope: &Rc<Scope>) {
        self.scope(scope);
        self.release([]);
    }

    fn empty(&mut self, value: &Value) {
        match value {
            Value::List(list) => self.pending.append(&mut list.change(std::mem::take)),
            Value::Dict(dict) => self.pending.extend(dict.take()),
            Value::Set(set) => self.pending.extend(set.take()),
            Value::Instance(instance) => {
                self.pending.extend(instance.take());
                self.pending.push(Value::Class(Rc::clone(&instance.class)));
            }
            Value::Class(class) => self.class(class),
            Value::Module(module) => self.module(module),
            Value::Iterator(iterator) => iterator.release(),
            other if !other.address().is_some_and(|address| self.followed.insert(address)) => {}
            Value::Function(function) => self.function(function),
            Value::Tuple(items) => self.pending.extend(items.iter().cloned()),
            Value::Method(method) => {
                self.pending.extend([method.receiver.clone(), method.function.clone()]);
            }
            Value::StaticMethod(function) | Value::ClassMethod(function) => {
                self.pending.push((**function).clone());
            }
            Value::Property(property) => {
                let parts = [&property.getter, &property.setter, &property.deleter];
                self.pending.extend(parts.map(Value::clone));
            }
            Value::Super(object) => {
                self.pending.extend([Value::Class(Rc::clone(&object.after)), object.receiver.clone()]);
            }
            Value::Unknown(unknown) => self.unknown(unknown),
            _ => {}
        }
    }

    fn class(&mut self, class: &Class) {
        self.pending.extend(class.attributes.take().into_values());
        self.annotations(class.annotations.take().into_iter().map(|(_, annotation)| annotation));
        class.release();
        self.pending.extend(class.original_bases.iter().filter(|base| base.as_class().is_none()).cloned());
    }

    fn module(&mut self, module: &Module) {
        self.scope(&module.scope);
    }

    fn function(&mut self, function: &Function) {
        self.pending.extend(function.attributes.take().into_values());
        self.pending.extend(function.defining_class.take().map(Value::Class));
        for parameter in &function.parameters {
            self.pending.extend(parameter.default.clone());
            self.annotations(parameter.annotation.clone());
        }
        self.annotations(function.returns.clone());
        self.scope(&function.closure);
    }

    fn annotations(&mut self, annotations: impl IntoIterator<Item = Annotation>) {
        self.pending.extend(annotations.into_iter().map(|annotation| annotation.value));
    }

    fn scope(&mut self, scope: &Rc<Scope>) {
        let mut next = Some(scope);
        while let Some(scope) = next {
            self.pending.extend(scope.vars.take().into_values());
            next = scope.parent.as_ref();
        }
    }

    fn unknown(&mut self, unknown: &Unknown) {
        match &unknown.form {
            UnknownForm::Call { callee, positional, keywords } => {
                self.pending.push(Value::Unknown(Rc::clone(callee)));
                self.pending.extend(positional.iter().cloned());
                self.pending.extend(keywords.iter().map(|(_, value)| value.clone()));
            }
            UnknownForm::Attribute(unknown, _) => self.pending.push(Value::Unknown(Rc::clone(unknown))),
            UnknownForm::Item(unknown, key) => {
                self.pending.extend([Value::Unknown(Rc::clone(unknown)), key.clone()]);
            }
            UnknownForm::Path(_) | UnknownForm::Other => {}
        }
    }
}
