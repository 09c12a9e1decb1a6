//! Assignment: names, attributes, items and patterns of them; `del`.

use std::rc::Rc;

use ruff_python_ast::{Expr, StmtAnnAssign, StmtAssign, StmtAugAssign, StmtDelete};

use super::Flow;
use crate::python::builtins::set::unordered;
use crate::python::{Annotation, EvalResult, Evaluator, Interrupt, Scope, ScopeKind, UnknownForm, Value};

impl Evaluator {
    pub(super) fn assign_statement(&mut self, statement: &StmtAssign) -> EvalResult<Flow> {
        let value = self.expression(&statement.value)?;
        for target in &statement.targets {
            self.assign_target(target, value.clone())?;
        }
        Ok(Flow::Next)
    }

    pub(super) fn annotated_assign_statement(&mut self, statement: &StmtAnnAssign) -> EvalResult<Flow> {
        let scope = self.scope()?;
        // Annotations in a function body are never evaluated.
        if scope.kind != ScopeKind::Function && statement.simple {
            let annotation = self.annotation(&statement.annotation)?;
            if let Expr::Name(name) = &*statement.target {
                self.pending_annotations(&scope, &name.id, annotation)?;
            }
        }
        if let Some(value) = &statement.value {
            let value = self.expression(value)?;
            self.assign_target(&statement.target, value)?;
        }
        Ok(Flow::Next)
    }

    /// Keeps the annotation of a name of a class body or module until the class is made.
    fn pending_annotations(
        &mut self,
        scope: &Rc<Scope>,
        name: &str,
        annotation: Annotation,
    ) -> EvalResult<()> {
        if scope.kind == ScopeKind::Class
            && let Some(annotations) = self.class_annotations.last_mut()
        {
            let name: Rc<str> = name.into();
            match annotations.iter_mut().find(|(known, _)| *known == name) {
                Some(entry) => entry.1 = annotation,
                None => annotations.push((name, annotation)),
            }
        }
        Ok(())
    }

    pub(super) fn augmented_assign_statement(&mut self, statement: &StmtAugAssign) -> EvalResult<Flow> {
        let operator = super::operators::symbol(statement.op);
        match &*statement.target {
            Expr::Name(name) => {
                let left = self.load_name(&name.id)?;
                let right = self.expression(&statement.value)?;
                let value = self.binary_in_place(operator, &left, &right)?;
                self.store_name(&name.id, value)?;
            }
            Expr::Attribute(attribute) => {
                let object = self.expression(&attribute.value)?;
                let left = self.get_attribute(&object, &attribute.attr)?;
                let right = self.expression(&statement.value)?;
                let value = self.binary_in_place(operator, &left, &right)?;
                self.set_attribute(&object, &attribute.attr, value)?;
            }
            Expr::Subscript(subscript) => {
                let object = self.expression(&subscript.value)?;
                let key = self.expression(&subscript.slice)?;
                let left = self.get_item(&object, &key)?;
                let right = self.expression(&statement.value)?;
                let value = self.binary_in_place(operator, &left, &right)?;
                self.set_item(&object, &key, value)?;
            }
            _ => {}
        }
        Ok(Flow::Next)
    }

    /// Assigns a value to a target: a name, an attribute, an item, or a tuple of targets.
    pub(super) fn assign_target(&mut self, target: &Expr, value: Value) -> EvalResult<()> {
        match target {
            Expr::Name(name) => self.store_name(&name.id, value),
            Expr::Attribute(attribute) => {
                let object = self.expression(&attribute.value)?;
                let span = self.span_of(attribute);
                self.set_attribute(&object, &attribute.attr, value).map_err(|error| self.locate(error, span))
            }
            Expr::Subscript(subscript) => {
                let object = self.expression(&subscript.value)?;
                let key = self.expression(&subscript.slice)?;
                let span = self.span_of(subscript);
                self.set_item(&object, &key, value).map_err(|error| self.locate(error, span))
            }
            Expr::Tuple(tuple) => self.unpack(&tuple.elts, &value, target),
            Expr::List(list) => self.unpack(&list.elts, &value, target),
            Expr::Starred(starred) => self.assign_target(&starred.value, value),
            _ => Ok(()),
        }
    }

    fn unpack(&mut self, targets: &[Expr], value: &Value, whole: &Expr) -> EvalResult<()> {
        if !matches!(value, Value::Unknown(_)) && !crate::python::builtins::is_iterable(self, value) {
            let name = Rc::clone(&self.class_of(value).shown_name());
            let span = self.span_of(whole);
            let error = self.type_error(&format!("cannot unpack non-iterable {name} object"));
            return Err(self.locate(error, span));
        }
        let items = match self.iterate(value) {
            Ok(items) => items,
            Err(fault)
                if matches!(value, Value::Class(class) if self.written_in_metaclass(class, "__iter__").is_none())
                    && self.is_exception(&fault, &self.exceptions.type_error) =>
            {
                let name = self.class_of(value).shown_name();
                let error = self.type_error(&format!("cannot unpack non-iterable {name} object"));
                return Err(self.locate(error, self.span_of(whole)));
            }
            Err(interrupt) => match *interrupt {
                Interrupt::Unknown(unknown) => {
                    for target in targets {
                        self.assign_target(target, Value::Unknown(unknown.derived(UnknownForm::Other)))?;
                    }
                    return Ok(());
                }
                other => {
                    let span = self.span_of(whole);
                    return Err(self.locate(Box::new(other), span));
                }
            },
        };
        let items = if unordered::is_unordered(value) {
            vec![Value::Unknown(unordered::unknown(self)); items.len()]
        } else {
            items
        };
        let starred = targets.iter().position(Expr::is_starred_expr);
        let (expected, given) = (targets.len(), items.len());
        let Some(at) = starred else {
            if given != expected {
                return Err(self.unpack_error(expected, given, false));
            }
            for (target, item) in targets.iter().zip(items) {
                self.assign_target(target, item)?;
            }
            return Ok(());
        };
        if given + 1 < expected {
            return Err(self.unpack_error(expected - 1, given, true));
        }
        let after = expected - at - 1;
        let (before, rest) = items.split_at(at);
        let (middle, last) = rest.split_at(rest.len() - after);
        for (target, item) in targets.iter().zip(before) {
            self.assign_target(target, item.clone())?;
        }
        self.assign_target(&targets[at], Value::list(middle.to_vec()))?;
        for (target, item) in targets[at + 1..].iter().zip(last) {
            self.assign_target(target, item.clone())?;
        }
        Ok(())
    }

    fn unpack_error(&self, expected: usize, given: usize, at_least: bool) -> Box<Interrupt> {
        if given > expected {
            return self.value_error(&format!("too many values to unpack (expected {expected})"));
        }
        let at_least = if at_least { "at least " } else { "" };
        self.value_error(&format!("not enough values to unpack (expected {at_least}{expected}, got {given})"))
    }

    /// Binds a name in the current scope, or where `global` and `nonlocal` say.
    pub(super) fn store_name(&mut self, name: &str, value: Value) -> EvalResult<()> {
        let scope = self.binding_scope(name)?;
        self.note_assignment(&scope, name);
        scope.set(name, value);
        Ok(())
    }

    fn binding_scope(&self, name: &str) -> EvalResult<Rc<Scope>> {
        let scope = self.scope()?;
        let Some(bindings) = &scope.bindings else { return Ok(scope) };
        if bindings.globals.contains(name) {
            return Ok(Rc::clone(&self.frame()?.module.scope));
        }
        if bindings.nonlocals.contains(name) {
            let mut current = scope.parent.clone();
            while let Some(outer) = current {
                let owns = outer.bindings.as_ref().is_some_and(|bindings| bindings.locals.contains(name));
                if owns || (outer.kind == ScopeKind::Function && outer.get(name).is_some()) {
                    return Ok(outer);
                }
                current = outer.parent.as_ref().map(Rc::clone);
            }
        }
        Ok(scope)
    }

    /// The target of a walrus: it binds outside of comprehensions.
    pub(super) fn store_named(&mut self, target: &Expr, value: Value) -> EvalResult<()> {
        let Expr::Name(name) = target else { return Ok(()) };
        let mut scope = self.scope()?;
        while scope.kind == ScopeKind::Function && scope.bindings.is_none() {
            let Some(parent) = scope.parent.clone() else { break };
            scope = parent;
        }
        let inner = std::mem::replace(&mut self.frame_mut()?.scope, scope);
        let result = self.store_name(&name.id, value);
        self.frame_mut()?.scope = inner;
        result
    }

    pub(super) fn delete_statement(&mut self, statement: &StmtDelete) -> EvalResult<Flow> {
        for target in &statement.targets {
            self.delete_target(target)?;
        }
        Ok(Flow::Next)
    }

    fn delete_target(&mut self, target: &Expr) -> EvalResult<()> {
        match target {
            Expr::Name(name) => {
                let scope = self.binding_scope(&name.id)?;
                self.note_assignment(&scope, &name.id);
                let removed = scope.vars.borrow_mut().shift_remove(name.id.as_str());
                if removed.is_none() {
                    return Err(self.exception(
                        &self.exceptions.name_error,
                        &format!("name '{}' is not defined", name.id),
                    ));
                }
                Ok(())
            }
            Expr::Attribute(attribute) => {
                let object = self.expression(&attribute.value)?;
                self.delete_attribute(&object, &attribute.attr)
            }
            Expr::Subscript(subscript) => {
                let object = self.expression(&subscript.value)?;
                let key = self.expression(&subscript.slice)?;
                self.delete_item(&object, &key)
            }
            Expr::Tuple(tuple) => tuple.elts.iter().try_for_each(|target| self.delete_target(target)),
            Expr::List(list) => list.elts.iter().try_for_each(|target| self.delete_target(target)),
            _ => Ok(()),
        }
    }
}
