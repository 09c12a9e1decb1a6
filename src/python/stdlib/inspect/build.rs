//! Signatures that the program puts together: `Parameter(…)`, `Signature(…)` and their `replace`.

use std::rc::Rc;

use super::{KINDS, Kind, classes, payload};
use crate::python::stdlib::parts::receiver;
use crate::python::{
    Annotation, Arguments, Class, ClassHooks, EvalResult, Evaluator, Parameter, ParameterKind, Signature,
    Value,
};

/// Makes parameters.
pub(super) struct ParameterHooks;

impl ClassHooks for ParameterHooks {
    fn construct(
        &self,
        evaluator: &mut Evaluator,
        class: &Rc<Class>,
        arguments: &Arguments,
    ) -> EvalResult<Option<Value>> {
        let names = ["name!", "kind!", "default", "annotation"];
        let [name, kind, default, annotation] = arguments.clone().bind(evaluator, "Parameter", names)?;
        let span = evaluator.current_span();
        let parameter = Parameter {
            name: name_of(evaluator, name.unwrap_or(Value::None))?,
            kind: kind_of(evaluator, &kind.unwrap_or(Value::None))?,
            default: unless_empty(evaluator, default),
            annotation: annotation_of(evaluator, annotation),
            span,
        };
        Ok(Some(payload(class, parameter)))
    }
}

/// Makes signatures.
pub(super) struct SignatureHooks;

impl ClassHooks for SignatureHooks {
    fn construct(
        &self,
        evaluator: &mut Evaluator,
        class: &Rc<Class>,
        arguments: &Arguments,
    ) -> EvalResult<Option<Value>> {
        let names = ["parameters", "return_annotation"];
        let [parameters, returns] = arguments.clone().bind(evaluator, "Signature", names)?;
        let parameters = match parameters.filter(|parameters| !parameters.is_none()) {
            Some(parameters) => parameters_of(evaluator, &parameters)?,
            None => Vec::new(),
        };
        let returns = annotation_of(evaluator, returns);
        Ok(Some(payload(class, Signature { parameters, returns })))
    }
}

/// `Parameter.replace`.
pub(super) fn replace_parameter(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, parameter) = receiver::<Parameter>(evaluator, &mut arguments)?;
    let mut parameter = Parameter::clone(&parameter);
    let names = ["name", "kind", "annotation", "default"];
    let [name, kind, annotation, default] = arguments.bind(evaluator, "replace", names)?;
    if let Some(name) = name {
        parameter.name = name_of(evaluator, name)?;
    }
    if let Some(kind) = kind {
        parameter.kind = kind_of(evaluator, &kind)?;
    }
    if annotation.is_some() {
        parameter.annotation = annotation_of(evaluator, annotation);
    }
    if default.is_some() {
        parameter.default = unless_empty(evaluator, default);
    }
    let class = Rc::clone(&classes(evaluator).parameter);
    Ok(payload(&class, parameter))
}

/// `Signature.replace`.
pub(super) fn replace_signature(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, signature) = receiver::<Signature>(evaluator, &mut arguments)?;
    let mut signature = Signature::clone(&signature);
    let names = ["parameters", "return_annotation"];
    let [parameters, returns] = arguments.bind(evaluator, "replace", names)?;
    if let Some(parameters) = parameters {
        signature.parameters = parameters_of(evaluator, &parameters)?;
    }
    if returns.is_some() {
        signature.returns = annotation_of(evaluator, returns);
    }
    let class = Rc::clone(&classes(evaluator).signature);
    Ok(payload(&class, signature))
}

fn parameters_of(evaluator: &mut Evaluator, values: &Value) -> EvalResult<Vec<Parameter>> {
    let mut parameters: Vec<Parameter> = Vec::new();
    for value in evaluator.iterate(values)? {
        let Some(parameter) = value.payload::<Parameter>() else {
            return Err(match value {
                Value::Unknown(unknown) => unknown.into(),
                _ => evaluator.type_error("a signature is made of parameters"),
            });
        };
        if let Some(last) = parameters.last()
            && order(last.kind) > order(parameter.kind)
        {
            let [before, after] = [last.kind, parameter.kind].map(shown);
            return Err(evaluator.value_error(&format!(
                "wrong parameter order: {before} parameter before {after} parameter"
            )));
        }
        if parameters.iter().any(|known| known.name == parameter.name) {
            return Err(evaluator.value_error(&format!("duplicate parameter name: '{}'", parameter.name)));
        }
        parameters.push(Parameter::clone(&parameter));
    }
    Ok(parameters)
}

fn order(kind: ParameterKind) -> usize {
    KINDS.iter().position(|(_, _, known)| *known == kind).unwrap_or(0)
}

fn shown(kind: ParameterKind) -> &'static str {
    KINDS.get(order(kind)).map_or("", |(_, text, _)| text)
}

fn name_of(evaluator: &mut Evaluator, name: Value) -> EvalResult<Rc<str>> {
    match (name.as_str(), name) {
        (Some(name), _) => Ok(name),
        (None, Value::Unknown(unknown)) => Err(unknown.into()),
        (None, other) => {
            let class = evaluator.class_of(&other);
            Err(evaluator.type_error(&format!("name must be a str, not a {}", class.name)))
        }
    }
}

fn kind_of(evaluator: &mut Evaluator, kind: &Value) -> EvalResult<ParameterKind> {
    let at = kind.payload::<Kind>().map(|kind| kind.0);
    match at.and_then(|at| KINDS.get(at)) {
        Some((_, _, kind)) => Ok(*kind),
        None => {
            let text = evaluator.repr_of(kind)?.as_str().unwrap_or_default();
            Err(evaluator.value_error(&format!("value {text} is not a valid Parameter.kind")))
        }
    }
}

/// A value, where it isn't `Parameter.empty`.
fn unless_empty(evaluator: &mut Evaluator, value: Option<Value>) -> Option<Value> {
    let empty = Value::Class(Rc::clone(&classes(evaluator).empty));
    value.filter(|value| !value.is(&empty))
}

fn annotation_of(evaluator: &mut Evaluator, value: Option<Value>) -> Option<Annotation> {
    let span = evaluator.current_span();
    unless_empty(evaluator, value).map(|value| Annotation { value, span })
}
