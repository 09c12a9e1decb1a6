//! Imperative workflows: the program adds inputs, nodes and outputs one by one
//! (`flytekit.core.workflow.ImperativeWorkflow`).

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::decorator::{failure_policy, interruptible};
use super::definition::{Body, Compiled, Graph, WorkflowDefinition, workflow_of};
use super::failure;
use crate::diagnostic::Id;
use crate::flytekit::binding::{Target, bind};
use crate::flytekit::classes::classes;
use crate::flytekit::compilation::Compilation;
use crate::flytekit::interface::{Input, Output, Signature, variable};
use crate::flytekit::library::strict_methods;
use crate::flytekit::node::{self, Argument, NodeDefinition};
use crate::flytekit::promise::{self, Promise, property};
use crate::flytekit::state::{register_entity, state};
use crate::flytekit::task::Keywords;
use crate::flytekit::{need, report};
use crate::model::{FailurePolicy, Map};
use crate::python::{Arguments, EvalResult, Evaluator, Instance, NativeCode, Value, Vars};
use crate::source::Span;

/// The id of the failure handler's node.
const FAILURE_NODE_ID: &str = "efn";

/// Methods and properties of the class.
pub(super) fn attributes() -> Vars {
    let table: &[(&str, NativeCode)] = &[
        ("__init__", construct),
        ("add_workflow_input", add_workflow_input),
        ("add_workflow_output", add_workflow_output),
        ("add_entity", add),
        ("add_task", add),
        ("add_subwf", add),
        ("add_launch_plan", add),
        ("add_on_failure_handler", add_handler),
        ("create_conditional", refuse_conditional),
    ];
    let mut attributes = strict_methods(table);
    property(&mut attributes, "inputs", |_, mut arguments| {
        let workflow = arguments.take_first().and_then(|value| workflow_of(&value));
        Ok(match workflow.as_deref() {
            Some(WorkflowDefinition { body: Body::Imperative { inputs, .. }, .. }) => {
                Value::dict(inputs.borrow().iter().map(|(name, promise)| (name, promise.clone())))
            }
            _ => Value::None,
        })
    });
    attributes
}

fn construct(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let positional = ["name", "failure_policy", "interruptible"];
    let (instance, mut keywords) =
        Keywords::of_constructor(evaluator, "ImperativeWorkflow", &positional, arguments)?;
    let span = keywords.span_of("name");
    let name = keywords.require(evaluator, "Workflow", "name")?;
    let name = need::text(evaluator, &name, "the name of a workflow", span)?;
    let policy = failure_policy(evaluator, &mut keywords)?;
    let interruptible = interruptible(evaluator, &mut keywords)?;
    initialize(evaluator, &instance, &name, policy, interruptible, keywords.span)?;
    Ok(Value::None)
}

/// An imperative workflow without nodes.
pub(crate) fn new_imperative(
    evaluator: &mut Evaluator,
    name: &str,
    span: Span,
) -> EvalResult<Rc<WorkflowDefinition>> {
    let class = Rc::clone(&classes(evaluator).workflow.imperative);
    let instance = Rc::new(Instance::new(&class));
    initialize(evaluator, &instance, name, FailurePolicy::FailImmediately, false, span)
}

fn initialize(
    evaluator: &mut Evaluator,
    instance: &Rc<Instance>,
    name: &str,
    failure_policy: FailurePolicy,
    interruptible: bool,
    span: Span,
) -> EvalResult<Rc<WorkflowDefinition>> {
    let interface = Signature::default().resolve(evaluator)?;
    instance.set_payload(WorkflowDefinition {
        span,
        instance: Rc::downgrade(instance),
        given_name: name.to_owned(),
        interface: RefCell::new(interface),
        failure_policy,
        interruptible,
        on_failure: Value::None,
        documentation: None,
        default_options: Value::None,
        body: Body::Imperative {
            section: Compilation::new("", None),
            inputs: RefCell::default(),
            start: NodeDefinition::start(),
        },
        compiled: RefCell::new(Compiled::Done(Graph::default())),
        tasks: RefCell::default(),
        makes_entities: Cell::default(),
    });
    register_entity(evaluator, Value::Instance(Rc::clone(instance)), &format!("workflow `{name}`"), span);
    instance
        .payload::<WorkflowDefinition>()
        .ok_or_else(|| evaluator.type_error("the workflow lost its state while it was made"))
}

fn receive(evaluator: &Evaluator, arguments: &mut Arguments) -> EvalResult<Rc<WorkflowDefinition>> {
    let workflow = arguments.take_first().and_then(|value| workflow_of(&value));
    workflow.ok_or_else(|| evaluator.type_error("this workflow was not initialized"))
}

fn add_workflow_input(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let span = arguments.span().or(evaluator.current_span());
    let workflow = receive(evaluator, &mut arguments)?;
    let parameters = ["input_name!", "python_type!"];
    let [name, python_type] = arguments.bind(evaluator, "add_workflow_input", parameters)?;
    let name = need::text(evaluator, &name.unwrap_or(Value::None), "the name of an input", span)?;
    add_input(evaluator, &workflow, &name, &python_type.unwrap_or(Value::None), span)
}

/// Adds an input; gives its promise.
pub(crate) fn add_input(
    evaluator: &mut Evaluator,
    workflow: &WorkflowDefinition,
    name: &str,
    python_type: &Value,
    span: Span,
) -> EvalResult<Value> {
    let Body::Imperative { inputs, start, .. } = &workflow.body else { return Ok(Value::None) };
    report::refuse_condition(evaluator, "an input", span);
    let mut signature = workflow.interface().signature.clone();
    let input = Input { python_type: python_type.clone(), default: None, span };
    if signature.inputs.insert(name.to_owned(), input).is_some() {
        let message = format!("workflow `{}` has an input `{name}` already", workflow.name());
        return Err(report::assertion(evaluator, Id::InvalidWorkflow, message, span));
    }
    *workflow.interface.borrow_mut() = signature.resolve(evaluator)?;
    let promise = promise::value(evaluator, Promise::new(start, name, None));
    inputs.borrow_mut().insert(name.to_owned(), promise.clone());
    Ok(promise)
}

fn add(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let workflow = receive(evaluator, &mut arguments)?;
    for name in ["entity", "task", "sub_wf", "launch_plan"] {
        if arguments.positional.is_empty()
            && let Some(at) = arguments.keywords.iter().position(|(keyword, _)| &**keyword == name)
        {
            let (_, entity) = arguments.keywords.remove(at);
            if at < arguments.keyword_spans.len() {
                arguments.keyword_spans.remove(at);
            }
            arguments = arguments.with_first(entity);
        }
    }
    within(evaluator, &workflow, |evaluator| node::create_node(evaluator, arguments))
}

/// Runs `change` while the workflow's nodes are those that are being compiled.
fn within<T>(
    evaluator: &mut Evaluator,
    workflow: &WorkflowDefinition,
    change: impl FnOnce(&mut Evaluator) -> EvalResult<T>,
) -> EvalResult<T> {
    let Body::Imperative { section, .. } = &workflow.body else {
        return Err(evaluator.type_error("nodes can be added to imperative workflows only"));
    };
    let state = state(evaluator);
    if state.compilation().is_some() {
        let class = Rc::clone(&evaluator.exceptions.runtime_error);
        let message = "an imperative workflow cannot be changed in the body of another workflow";
        let span = evaluator.current_span();
        return Err(report::failure(evaluator, &class, Id::InvalidWorkflow, message, span));
    }
    let depth = state.enter(Rc::clone(section));
    let result = change(evaluator);
    state.leave(depth);
    result
}

/// Adds a node that runs the entity; gives the promises of its outputs by name.
pub(crate) fn add_entity(
    evaluator: &mut Evaluator,
    workflow: &WorkflowDefinition,
    entity: &Value,
    inputs: Map<Argument>,
) -> EvalResult<Map<Value>> {
    let mut arguments = Arguments::positional([entity.clone()]);
    arguments.span = Some(workflow.span);
    for (name, argument) in inputs {
        arguments.keywords.push((name.into(), argument.value));
        arguments.keyword_spans.push(argument.span);
    }
    let node = within(evaluator, workflow, |evaluator| node::create_node(evaluator, arguments))?;
    let outputs = evaluator.get_attribute(&node, "outputs")?;
    let entries = need::entries(evaluator, &outputs, "the outputs of a node", workflow.span)?;
    Ok(entries
        .into_iter()
        .filter_map(|(name, promise)| Some((name.as_str()?.to_string(), promise)))
        .collect())
}

fn add_workflow_output(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let span = arguments.span().or(evaluator.current_span());
    let workflow = receive(evaluator, &mut arguments)?;
    let parameters = ["output_name!", "p!", "python_type"];
    let [name, value, python_type] = arguments.bind(evaluator, "add_workflow_output", parameters)?;
    let name = need::text(evaluator, &name.unwrap_or(Value::None), "the name of an output", span)?;
    let python_type = python_type.filter(|python_type| !python_type.is_none());
    add_output(evaluator, &workflow, &name, &value.unwrap_or(Value::None), python_type, span)?;
    Ok(Value::None)
}

/// Adds an output. Without a type, it has that of the promise.
pub(crate) fn add_output(
    evaluator: &mut Evaluator,
    workflow: &WorkflowDefinition,
    name: &str,
    value: &Value,
    python_type: Option<Value>,
    span: Span,
) -> EvalResult<()> {
    report::refuse_condition(evaluator, "an output", span);
    let inferred =
        || value.payload::<Promise>().and_then(|promise| promise.node.output_python_type(&promise.var));
    let Some(python_type) = python_type.or_else(inferred) else {
        let message = format!("the type of output `{name}` must be given: it does not follow from the value");
        return Err(report::assertion(evaluator, Id::InvalidArgument, message, span));
    };
    let mut signature = workflow.interface().signature.clone();
    signature.docstring = None;
    let output = Output { python_type: python_type.clone(), span };
    if signature.outputs.insert(name.to_owned(), output).is_some() {
        let message = format!("workflow `{}` has an output `{name}` already", workflow.name());
        return Err(report::assertion(evaluator, Id::InvalidWorkflow, message, span));
    }
    let found = variable(evaluator, &python_type, name.to_owned(), span)?;
    if let Some(literal_type) = found.literal_type() {
        let target = Target { python_type: &python_type, literal_type, span };
        let bound = bind(evaluator, value, target, &mut Vec::new())?;
        workflow.change_graph(|graph| drop(graph.outputs.insert(name.to_owned(), bound)));
    }
    *workflow.interface.borrow_mut() = signature.resolve(evaluator)?;
    Ok(())
}

fn add_handler(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let span = arguments.span().or(evaluator.current_span());
    let workflow = receive(evaluator, &mut arguments)?;
    let [entity] = arguments.bind(evaluator, "add_on_failure_handler", ["entity!"])?;
    add_failure_handler(evaluator, &workflow, &entity.unwrap_or(Value::None), span)
}

/// Adds the node that runs when another one fails; gives the node.
pub(crate) fn add_failure_handler(
    evaluator: &mut Evaluator,
    workflow: &WorkflowDefinition,
    entity: &Value,
    span: Span,
) -> EvalResult<Value> {
    let Body::Imperative { section, inputs, .. } = &workflow.body else { return Ok(Value::None) };
    failure::check_inputs(evaluator, entity, &workflow.interface(), span)?;
    let given: Vec<(String, Value)> =
        inputs.borrow().iter().map(|(name, promise)| (name.clone(), promise.clone())).collect();
    let mut arguments = Arguments::keywords(given).with_first(entity.clone());
    arguments.span = Some(span);
    let value = within(evaluator, workflow, |evaluator| node::create_node(evaluator, arguments))?;
    if let Some(node) = section.nodes.borrow_mut().pop() {
        FAILURE_NODE_ID.clone_into(&mut node.id.borrow_mut());
        workflow.change_graph(|graph| graph.failure_node = Some(node));
    }
    Ok(value)
}

fn refuse_conditional(evaluator: &mut Evaluator, _: Arguments) -> EvalResult<Value> {
    let message = "conditionals can be used in the body of a `@workflow` only";
    Err(report::assertion(evaluator, Id::InvalidWorkflow, message, evaluator.current_span()))
}
