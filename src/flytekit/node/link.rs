//! Calls of entities while a workflow is being compiled (`flytekit.core.promise.create_and_link_node`).

use std::rc::Rc;

use super::{NodeDefinition, NodeEntity};
use crate::diagnostic::{Diagnostic, Id, listed};
use crate::flytekit::binding::{Bound, Target, bind, tuple_fault};
use crate::flytekit::compilation::Compilation;
use crate::flytekit::function::{arguments_of, is_none_type};
use crate::flytekit::interface::Interface;
use crate::flytekit::naming::dns_label;
use crate::flytekit::{promise, report};
use crate::model::{LiteralType, Map, NodeMetadata};
use crate::python::stdlib::typing::UnionType;
use crate::python::{Arguments, EvalResult, Evaluator, Interrupt, Value};
use crate::source::Span;

/// An argument of a call of an entity.
#[derive(Clone)]
pub(crate) struct Argument {
    /// The value.
    pub(crate) value: Value,
    /// Where it stands.
    pub(crate) span: Span,
}

/// A call of an entity.
pub(crate) struct Call {
    /// What is called.
    pub(crate) entity: NodeEntity,
    /// Its name, for messages.
    pub(crate) name: String,
    /// Its interface.
    pub(crate) interface: Rc<Interface>,
    /// The metadata of the node.
    pub(crate) metadata: NodeMetadata,
    /// Where it is called.
    pub(crate) span: Span,
}

/// The arguments of a call by name. Positional ones are in the order of the interface's inputs
/// (`flytekit.core.promise.flyte_entity_call_handler`).
pub(crate) fn named_arguments(
    evaluator: &Evaluator,
    name: &str,
    interface: &Interface,
    arguments: &Arguments,
) -> EvalResult<Map<Argument>> {
    let call = arguments.span().or(evaluator.current_span());
    let invalid =
        |message: String, span| Err(report::assertion(evaluator, Id::InvalidArgument, message, span));
    let mut named = Map::default();
    for (keyword, value) in &arguments.keywords {
        let span = arguments.keyword_span(keyword).or(call);
        if !interface.inputs.contains_key(&**keyword) {
            return Err(no_such_input(evaluator, name, interface, keyword, span));
        }
        named.insert(keyword.to_string(), Argument { value: value.clone(), span });
    }
    if arguments.positional.len() > interface.inputs.len() {
        let inputs = interface.inputs.len();
        let given = arguments.positional.len();
        let message = format!("`{name}` has {inputs} inputs, and {given} values are passed");
        return invalid(message, call).map_err(|fault| report::advised(fault, inputs_of(interface)));
    }
    for (at, (value, input)) in arguments.positional.iter().zip(interface.inputs.keys()).enumerate() {
        let span = arguments.positional_span(at).or(call);
        if named.contains_key(input) {
            return invalid(format!("input `{input}` of `{name}` is given twice"), span)
                .map_err(|fault| report::advised(fault, "give it once, by position or by name"));
        }
        named.insert(input.clone(), Argument { value: value.clone(), span });
    }
    Ok(named)
}

/// Adds a node for the call to the section that is being compiled; gives its outputs.
pub(crate) fn link(
    evaluator: &mut Evaluator,
    call: Call,
    arguments: Map<Argument>,
    section: &Rc<Compilation>,
) -> EvalResult<Value> {
    report::refuse_condition(evaluator, &format!("a node for `{}`", call.name), call.span);
    let (bindings, upstream) = bound_inputs(evaluator, &call, arguments)?;
    let id = dns_label(&section.next_id());
    let Call { entity, name, interface, metadata, span } = call;
    let node = NodeDefinition::new(id, metadata, bindings, upstream, entity, span);
    section.nodes.borrow_mut().push(Rc::clone(&node));
    let types: Map<Option<LiteralType>> = interface
        .outputs
        .iter()
        .map(|(name, output)| (name.clone(), output.literal_type().cloned()))
        .collect();
    Ok(promise::outputs(evaluator, &node, &name, &types, interface.signature.tuple_name.as_deref()))
}

/// What the inputs are bound to, and the nodes that they come from. Inputs at fault are reported one by one.
pub(crate) fn bound_inputs(
    evaluator: &mut Evaluator,
    call: &Call,
    mut arguments: Map<Argument>,
) -> EvalResult<(Map<Bound>, Vec<Rc<NodeDefinition>>)> {
    let interface = &call.interface;
    let mut inputs: Vec<&String> = interface.inputs.keys().collect();
    inputs.sort();
    let mut bindings = Map::default();
    let mut upstream = Vec::new();
    for name in inputs {
        let given = match arguments.shift_remove(name) {
            Some(argument) => Ok(argument),
            None => default_of(evaluator, call, name),
        };
        let bound = given.and_then(|argument| bound_input(evaluator, call, name, &argument, &mut upstream));
        let bound = report::reported(evaluator, bound, call.span)?.unwrap_or(Bound::Faulty);
        bindings.insert(name.clone(), bound);
    }
    if let Some((name, argument)) = arguments.first() {
        let fault = no_such_input(evaluator, &call.name, interface, name, argument.span);
        report::report(evaluator, fault, call.span)?;
    }
    let mut distinct: Vec<Rc<NodeDefinition>> = Vec::new();
    for node in upstream {
        if !node.is_start() && !distinct.iter().any(|other| Rc::ptr_eq(other, &node)) {
            distinct.push(node);
        }
    }
    Ok((bindings, distinct))
}

fn bound_input(
    evaluator: &mut Evaluator,
    call: &Call,
    name: &str,
    argument: &Argument,
    upstream: &mut Vec<Rc<NodeDefinition>>,
) -> EvalResult<Bound> {
    if matches!(argument.value.unwrapped(), Value::Tuple(_)) {
        return Err(tuple_fault(evaluator, argument.span));
    }
    let variable = call.interface.inputs.get(name).and_then(|variable| variable.literal_type());
    let (Some(literal_type), Some(python_type)) = (variable, call.interface.input_type(name)) else {
        return Ok(Bound::Faulty);
    };
    let target = Target { python_type, literal_type, span: argument.span };
    bind(evaluator, &argument.value, target, upstream)
        .map_err(|interrupt| within_input(interrupt, name, &call.name))
        .map_err(|interrupt| report::advised(interrupt, format!("pass a value of type `{literal_type}`")))
}

fn no_such_input(
    evaluator: &Evaluator,
    entity: &str,
    interface: &Interface,
    name: &str,
    span: Span,
) -> Box<Interrupt> {
    let message = format!("`{entity}` has no input `{name}`");
    let fault = report::assertion(evaluator, Id::InvalidArgument, message, span);
    report::advised(fault, inputs_of(interface))
}

fn inputs_of(interface: &Interface) -> String {
    format!("its inputs are {}", listed(interface.inputs.keys().map(String::as_str), "none"))
}

/// Says at which input the fault is.
fn within_input(mut interrupt: Box<Interrupt>, input: &str, entity: &str) -> Box<Interrupt> {
    let note = format!("this is input `{input}` of `{entity}`");
    match &mut *interrupt {
        Interrupt::Exception(raised) => {
            if let Some(diagnostic) = &mut raised.diagnostic {
                diagnostic.notes.push(note);
            }
        }
        Interrupt::Fault(diagnostic) => diagnostic.notes.push(note),
        Interrupt::Unknown(_) | Interrupt::Bound(_) => {}
    }
    interrupt
}

/// The default of an input that is not given. `None` is one where the type allows it.
fn default_of(evaluator: &mut Evaluator, call: &Call, name: &str) -> EvalResult<Argument> {
    let input = call.interface.signature.inputs.get(name);
    let default = input.and_then(|input| input.default.clone());
    match (default, input) {
        (Some(Value::List(_) | Value::Dict(_) | Value::Set(_)), Some(input)) => {
            let message = format!("the default of input `{name}` of `{}` is mutable", call.name);
            let fault = Diagnostic::error(Id::InvalidArgument, message)
                .at(call.span, "the default is used here")
                .with_context(input.span, "the default stands here")
                .with_help("pass the value, or make the default `None`");
            Err(evaluator.exception_with(&evaluator.exceptions.assertion_error, fault))
        }
        (Some(value), _) => Ok(Argument { value, span: call.span }),
        (None, Some(input)) if is_optional(&input.python_type) => {
            Ok(Argument { value: Value::None, span: call.span })
        }
        (None, _) => {
            let message = format!("input `{name}` of `{}` is not given", call.name);
            let fault = report::assertion(evaluator, Id::InvalidArgument, message, call.span);
            Err(report::advised(
                fault,
                format!("pass it, as in `{name}=...`, or give the parameter a default"),
            ))
        }
    }
}

/// Whether a type is a union with `None` (`flytekit.core.type_engine.UnionTransformer.is_optional_type`); one within
/// `Annotated` is none to flytekit.
pub(crate) fn is_optional(python_type: &Value) -> bool {
    python_type.payload::<UnionType>().is_some() && arguments_of(python_type).iter().any(is_none_type)
}
