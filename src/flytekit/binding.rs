//! Bindings: how the inputs of a node and the outputs of a workflow get their values
//! (`flytekit.core.promise.binding_data_from_python_std`).
//!
//! A promise is bound as it is; lists and dictionaries may hold promises, so they are bound item by item; every other value
//! becomes a literal.

use std::rc::Rc;

use super::function::arguments_of;
use super::node::{NodeDefinition, NodeEntity};
use super::promise::{Promise, VoidPromise};
use super::{condition, need, report, types};
use crate::diagnostic::{Diagnostic, Id};
use crate::model::{
    Binding, BindingData, LiteralType, LiteralValue, Map, OutputReference, PathElement, Scalar, SimpleType,
    TypeKind,
};
use crate::python::stdlib::typing::AnnotatedType;
use crate::python::{EvalResult, Evaluator, Interrupt, Value};
use crate::source::Span;

/// What a variable is bound to.
#[derive(Clone)]
pub(crate) enum Bound {
    /// A constant.
    Scalar(Scalar),
    /// A list.
    Collection(Vec<Bound>),
    /// A map from text.
    Map(Map<Bound>),
    /// An output of a node, or an input of the workflow, and where it is passed.
    Promise(Rc<Promise>, Span),
    /// Nothing: a fault was reported.
    Faulty,
}

impl Bound {
    /// The binding as it is written; `None` where a fault was reported.
    pub(crate) fn model(&self) -> Option<BindingData> {
        Some(match self {
            Self::Scalar(scalar) => BindingData::Scalar(scalar.clone()),
            Self::Collection(items) => {
                BindingData::Collection(items.iter().map(Self::model).collect::<Option<_>>()?)
            }
            Self::Map(entries) => {
                let entries = entries.iter().map(|(key, item)| Some((key.clone(), item.model()?)));
                BindingData::Map(entries.collect::<Option<_>>()?)
            }
            Self::Promise(promise, _) => BindingData::Promise(OutputReference {
                node_id: promise.node.id.borrow().clone(),
                var: promise.var.clone(),
                attr_path: promise.path.clone(),
            }),
            Self::Faulty => return None,
        })
    }

    /// Where the value is passed, where that is known: constants are checked when they are bound.
    pub(crate) fn span(&self) -> Span {
        match self {
            Self::Promise(_, span) => *span,
            Self::Collection(items) => items.iter().map(Self::span).fold(Span::NONE, Span::or),
            Self::Map(entries) => entries.values().map(Self::span).fold(Span::NONE, Span::or),
            Self::Scalar(_) | Self::Faulty => Span::NONE,
        }
    }

    /// The binding of a variable; `None` where a fault was reported.
    pub(crate) fn binding(&self, var: &str) -> Option<Binding> {
        Some(Binding { var: var.to_owned(), data: self.model()?, span: self.span() })
    }
}

/// What a value is bound to, and in which place.
#[derive(Clone, Copy)]
pub(crate) struct Target<'a> {
    /// The Python type of the variable.
    pub(crate) python_type: &'a Value,
    /// Its Flyte type.
    pub(crate) literal_type: &'a LiteralType,
    /// Where the value stands.
    pub(crate) span: Span,
}

impl<'a> Target<'a> {
    fn inner(self, python_type: &'a Value, literal_type: &'a LiteralType) -> Self {
        Self { python_type, literal_type, span: self.span }
    }
}

/// Binds a value to a variable. Nodes that it comes from are added to `upstream`.
pub(crate) fn bind(
    evaluator: &mut Evaluator,
    value: &Value,
    target: Target<'_>,
    upstream: &mut Vec<Rc<NodeDefinition>>,
) -> EvalResult<Bound> {
    evaluator.step()?;
    if let Some(promise) = value.payload::<Promise>() {
        return promised(evaluator, &promise, target, upstream);
    }
    if let Some(void) = value.payload::<VoidPromise>() {
        return Err(no_output(evaluator, &void, target.span));
    }
    if condition::is_open(value) {
        let message = "a conditional has a value only when it ends with `.else_()`";
        let fault = report::assertion(evaluator, Id::InvalidWorkflow, message, target.span);
        return Err(report::advised(fault, "end it with `.else_().then(...)` or `.else_().fail(\"...\")`"));
    }
    let is_container = matches!(value.unwrapped(), Value::List(_) | Value::Dict(_));
    match (value.unwrapped(), &target.literal_type.kind) {
        (_, TypeKind::Union(variants)) if is_container => {
            container_of_union(evaluator, value, target, variants, upstream)
        }
        (_, TypeKind::Union(_)) => scalar(evaluator, value, target),
        (Value::List(_), _) => list(evaluator, value, target, upstream),
        (Value::Dict(_), kind) => match kind {
            TypeKind::Map(item) => map(evaluator, value, target, item, upstream),
            TypeKind::Simple(SimpleType::Struct) => {
                let class = Value::Class(evaluator.class_of(value));
                scalar(evaluator, value, target.inner(&class, target.literal_type))
            }
            _ => {
                let message = "a dictionary does not fit the type of this input";
                Err(report::assertion(evaluator, Id::TypeMismatch, message, target.span))
            }
        },
        (Value::Tuple(_), _) => Err(tuple_fault(evaluator, target.span)),
        _ => scalar(evaluator, value, target),
    }
}

/// The fault of a call without outputs whose result is passed on.
fn no_output(evaluator: &Evaluator, void: &VoidPromise, span: Span) -> Box<Interrupt> {
    let (message, help) = match &void.node.entity {
        NodeEntity::Branch(branch) => (
            format!("conditional `{}` has no output: its cases share none", branch.name),
            "let all cases give outputs of the same names and types",
        ),
        _ => (
            format!("`{}` has no output that could be passed on", void.name),
            "annotate what it returns, as in `-> int`; to order nodes only, use `>>`",
        ),
    };
    let fault = Diagnostic::error(Id::PromiseMisuse, message)
        .at(span, "given to this")
        .with_context(void.node.span, "the call without output")
        .with_help(help);
    evaluator.exception_with(&evaluator.exceptions.assertion_error, fault)
}

/// The fault of a tuple where one value is needed.
pub(crate) fn tuple_fault(evaluator: &Evaluator, span: Span) -> Box<Interrupt> {
    let fault = Diagnostic::error(Id::TypeMismatch, "a tuple cannot be passed as one value")
        .at(span, "")
        .with_help("pick one of its items, as in `result.name` or `result[0]`");
    evaluator.exception_with(&evaluator.exceptions.assertion_error, fault)
}

fn promised(
    evaluator: &mut Evaluator,
    promise: &Rc<Promise>,
    target: Target<'_>,
    upstream: &mut Vec<Rc<NodeDefinition>>,
) -> EvalResult<Bound> {
    let comes_as_unions =
        promise.node.output_type(&promise.var).is_some_and(|found| is_list_of_unions(&found));
    if comes_as_unions && !is_list_of_unions(target.literal_type) {
        let fault =
            Diagnostic::error(Id::TypeMismatch, "a list whose items are of a union type does not fit here")
                .at(target.span, "")
                .with_help(
                    "the type of this input must be a list of the same union, such as `list[Optional[int]]`",
                );
        return Err(evaluator.exception_with(&evaluator.exceptions.assertion_error, fault));
    }
    upstream.push(Rc::clone(&promise.node));
    Ok(Bound::Promise(Rc::clone(promise), target.span))
}

fn is_list_of_unions(literal_type: &LiteralType) -> bool {
    matches!(&literal_type.kind, TypeKind::Collection(item) if matches!(item.kind, TypeKind::Union(_)))
}

/// The first variant that takes the container gets it; which one is not written.
fn container_of_union(
    evaluator: &mut Evaluator,
    value: &Value,
    target: Target<'_>,
    variants: &[LiteralType],
    upstream: &mut Vec<Rc<NodeDefinition>>,
) -> EvalResult<Bound> {
    let python_types = arguments_of(&unannotated(target.python_type));
    for (at, variant) in variants.iter().enumerate() {
        let Some(python_type) = python_types.get(at) else { break };
        match bind(evaluator, value, target.inner(python_type, variant), upstream) {
            Err(interrupt) if matches!(*interrupt, Interrupt::Exception(_)) => {}
            result => return result,
        }
    }
    let message = "this value fits none of the types of the union";
    Err(report::assertion(evaluator, Id::TypeMismatch, message, target.span))
}

fn list(
    evaluator: &mut Evaluator,
    value: &Value,
    target: Target<'_>,
    upstream: &mut Vec<Rc<NodeDefinition>>,
) -> EvalResult<Bound> {
    let items = need::items(evaluator, &value.unwrapped(), "the list", target.span)?;
    let TypeKind::Collection(literal_type) = &target.literal_type.kind else {
        if items.is_empty() {
            return Ok(Bound::Collection(Vec::new()));
        }
        let message = "a list does not fit the type of this input";
        return Err(report::assertion(evaluator, Id::TypeMismatch, message, target.span));
    };
    let item_type = arguments_of(&unannotated(target.python_type)).into_iter().next();
    let mut bound = Vec::new();
    for item in items {
        let python_type = item_type.clone().unwrap_or_else(|| Value::Class(evaluator.class_of(&item)));
        bound.push(bind(evaluator, &item, target.inner(&python_type, literal_type), upstream)?);
    }
    Ok(Bound::Collection(bound))
}

fn map(
    evaluator: &mut Evaluator,
    value: &Value,
    target: Target<'_>,
    literal_type: &LiteralType,
    upstream: &mut Vec<Rc<NodeDefinition>>,
) -> EvalResult<Bound> {
    let value_type = arguments_of(&unannotated(target.python_type)).into_iter().nth(1);
    let mut bound = Map::default();
    for (key, item) in need::entries(evaluator, value, "the dictionary", target.span)? {
        let key = need::text(evaluator, &key, "the key of a dictionary", target.span)?;
        let python_type = value_type.clone().unwrap_or_else(|| Value::Class(evaluator.class_of(&item)));
        let item = bind(evaluator, &item, target.inner(&python_type, literal_type), upstream)?;
        bound.insert(key.to_string(), item);
    }
    Ok(Bound::Map(bound))
}

fn scalar(evaluator: &mut Evaluator, value: &Value, target: Target<'_>) -> EvalResult<Bound> {
    let Target { python_type, literal_type, span } = target;
    if let LiteralValue::Scalar(scalar) =
        types::literal(evaluator, value, python_type, literal_type, span)?.value
    {
        return Ok(Bound::Scalar(scalar));
    }
    let message = "a value of this type cannot be a constant in a workflow";
    Err(report::assertion(evaluator, Id::TypeMismatch, message, span))
}

/// A type without an `Annotated` around it.
pub(crate) fn unannotated(python_type: &Value) -> Value {
    python_type
        .payload::<AnnotatedType>()
        .map_or_else(|| python_type.clone(), |annotated| unannotated(&annotated.base))
}

/// A step into a value, from an attribute's name or an index.
pub(crate) fn path_element(evaluator: &Evaluator, key: &Value, span: Span) -> EvalResult<PathElement> {
    if let Some(text) = key.as_str() {
        return Ok(PathElement::Key(text.to_string()));
    }
    let index = key.as_i64().and_then(|index| i32::try_from(index).ok());
    index.map(PathElement::Index).ok_or_else(|| {
        let message = "a promise is indexed with text or a whole number";
        report::value_error(evaluator, Id::PromiseMisuse, message, span)
    })
}
