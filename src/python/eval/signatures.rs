//! What is known of a callable's parameters and result: `inspect.signature` and `typing.get_type_hints`.
//!
//! The two differ for a function that `functools.wraps` marked: the signature is that of the function that it wraps, the
//! types are those of its own `__annotations__`, which is the dictionary of the other unless the program changed that.

use std::rc::Rc;

use crate::python::evaluator::Signature;
use crate::python::stdlib::typing::AnnotationNames;
use crate::python::{Annotation, Class, EvalResult, Evaluator, Function, Module, Parameter, Value};

/// Names with their annotations.
type Hints = Vec<(Rc<str>, Annotation)>;

impl Evaluator {
    /// What `inspect.signature` says of a callable, with the types that annotations mean. A function that
    /// `functools.wraps` marked is followed to the function that it wraps, unless it has a `__signature__`.
    pub fn signature(&mut self, callable: &Value) -> EvalResult<Signature> {
        match callable {
            Value::Function(function) => {
                let given = function.attribute("__signature__");
                if let Some(signature) = given.and_then(|given| given.payload::<Signature>()) {
                    return Ok(Signature::clone(&signature));
                }
                if let Some(wrapped) = function.attribute("__wrapped__") {
                    return self.signature(&wrapped);
                }
                self.function_signature(function)
            }
            Value::Method(method) => {
                let mut signature = self.signature(&method.function)?;
                if !signature.parameters.is_empty() {
                    signature.parameters.remove(0);
                }
                Ok(signature)
            }
            Value::StaticMethod(function) | Value::ClassMethod(function) => self.signature(function),
            Value::Class(class) => {
                let class = Rc::clone(class);
                self.class_signature(&class)
            }
            Value::Instance(instance) => match instance.attribute("__wrapped__") {
                Some(wrapped) => self.signature(&wrapped),
                None => {
                    let call = self.get_attribute(callable, "__call__")?;
                    self.signature(&call)
                }
            },
            Value::Unknown(unknown) => Err(Rc::clone(unknown).into()),
            other => {
                let class = self.class_of(other);
                Err(self
                    .type_error(&format!("'{}' object is not a callable with a known signature", class.name)))
            }
        }
    }

    /// The parameters that `inspect.signature` tells, with the types that `typing.get_type_hints(include_extras=True)`
    /// tells.
    pub fn typed_signature(&mut self, callable: &Value) -> EvalResult<Signature> {
        let mut signature = self.signature(callable)?;
        let Some(hints) = self.own_hints(callable)? else { return Ok(signature) };
        let hint =
            |name: &str| hints.iter().find(|(known, _)| &**known == name).map(|(_, hint)| hint.clone());
        for parameter in &mut signature.parameters {
            parameter.annotation = hint(&parameter.name);
        }
        signature.returns = hint("return");
        Ok(signature)
    }

    /// `typing.get_type_hints(callable, include_extras=True)`; `None` where that is what the signature says.
    pub(crate) fn own_hints(&mut self, callable: &Value) -> EvalResult<Option<Hints>> {
        let given = match callable {
            Value::Method(method) => return self.own_hints(&method.function),
            Value::StaticMethod(function) | Value::ClassMethod(function) => return self.own_hints(function),
            Value::Function(function) => function.attribute("__annotations__"),
            Value::Instance(instance) => instance.attribute("__annotations__"),
            _ => return Ok(None),
        };
        let wrapped = unwrapped(callable);
        match (callable, given, wrapped) {
            (_, Some(given), Some(wrapped)) => self.hints_of(&given, &wrapped).map(Some),
            (Value::Function(function), None, Some(wrapped)) if !Rc::ptr_eq(function, &wrapped) => {
                let hints = written_hints(function);
                self.resolved(hints, &wrapped.module).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// The types that a dictionary of annotations means among the names of a function's module. They are told at the
    /// places of that function's own annotations.
    fn hints_of(&mut self, annotations: &Value, function: &Function) -> EvalResult<Hints> {
        let Value::Dict(annotations) = annotations else {
            return Err(match annotations {
                Value::Unknown(unknown) => Rc::clone(unknown).into(),
                other => {
                    let class = self.class_of(other);
                    self.type_error(&format!(
                        "__annotations__ must be set to a dict object, not {}",
                        class.name
                    ))
                }
            });
        };
        let written = written_hints(function);
        let place =
            |name: &str| written.iter().find(|(known, _)| &**known == name).map(|(_, hint)| hint.span);
        let entries = annotations.entries();
        let hints = entries.iter().filter_map(|(_, (name, value))| {
            let name = name.as_str()?;
            let span = place(&name).unwrap_or(function.name_span);
            Some((name, Annotation { value: value.clone(), span }))
        });
        let hints: Hints = hints.collect();
        drop(entries);
        self.resolved(hints, &function.module)
    }

    fn resolved(&mut self, hints: Hints, module: &Rc<Module>) -> EvalResult<Hints> {
        let names = AnnotationNames { module: Rc::clone(module), of_class: false };
        let mut found = Vec::with_capacity(hints.len());
        for (name, annotation) in hints {
            found.push((name, self.resolve_annotation(&annotation, &names)?));
        }
        Ok(found)
    }

    fn class_signature(&mut self, class: &Rc<Class>) -> EvalResult<Signature> {
        match class.lookup("__init__") {
            Some(init @ Value::Function(_)) => {
                let mut signature = self.signature(&init)?;
                if !signature.parameters.is_empty() {
                    signature.parameters.remove(0);
                }
                signature.returns = None;
                Ok(signature)
            }
            _ => Err(self.value_error(&format!("no signature found for '{}'", class.name))),
        }
    }

    fn function_signature(&mut self, function: &Rc<Function>) -> EvalResult<Signature> {
        let names = AnnotationNames { module: Rc::clone(&function.module), of_class: false };
        let mut parameters = Vec::with_capacity(function.parameters.len());
        for parameter in &function.parameters {
            let annotation = match &parameter.annotation {
                Some(annotation) => Some(self.resolve_annotation(annotation, &names)?),
                None => None,
            };
            parameters.push(Parameter { annotation, ..parameter.clone() });
        }
        let returns = match &function.returns {
            Some(annotation) => Some(self.resolve_annotation(annotation, &names)?),
            None => None,
        };
        Ok(Signature { parameters, returns })
    }

    /// `typing.get_type_hints(class, include_extras=True)`: annotations of the class and its ancestors, oldest first,
    /// resolved among the names of the module that defines each.
    pub fn class_hints(&mut self, class: &Rc<Class>) -> EvalResult<Vec<(Rc<str>, Annotation)>> {
        let mut hints: Vec<(Rc<str>, Annotation)> = Vec::new();
        for class in class.resolution_order().into_iter().rev() {
            let annotations = class.annotations.borrow().clone();
            for (name, annotation) in annotations {
                let resolved = match self.modules.get(&class.module).cloned() {
                    Some(module) => {
                        self.resolve_annotation(&annotation, &AnnotationNames { module, of_class: true })?
                    }
                    None => annotation,
                };
                match hints.iter_mut().find(|(known, _)| *known == name) {
                    Some(entry) => entry.1 = resolved,
                    None => hints.push((name, resolved)),
                }
            }
        }
        Ok(hints)
    }
}

/// The annotations in a function's definition.
fn written_hints(function: &Function) -> Hints {
    let parameters = function.parameters.iter();
    let mut hints: Hints = parameters
        .filter_map(|parameter| Some((Rc::clone(&parameter.name), parameter.annotation.clone()?)))
        .collect();
    hints.extend(function.returns.clone().map(|returns| ("return".into(), returns)));
    hints
}

/// The function that a callable wraps, however often (`__wrapped__`), or is.
fn unwrapped(callable: &Value) -> Option<Rc<Function>> {
    let mut callable = callable.clone();
    for _ in 0..100 {
        let wrapped = match &callable {
            Value::Function(function) => match function.attribute("__wrapped__") {
                Some(wrapped) => wrapped,
                None => return Some(Rc::clone(function)),
            },
            Value::Method(method) => method.function.clone(),
            Value::Instance(instance) => instance.attribute("__wrapped__")?,
            _ => return None,
        };
        callable = wrapped;
    }
    None
}
