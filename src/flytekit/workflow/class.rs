//! The classes of workflows, and calls of workflows.

use std::rc::Rc;

use super::definition::{Compiled, WorkflowDefinition, workflow_of};
use super::{compile, decorator, imperative};
use crate::diagnostic::{Diagnostic, Id};
use crate::flytekit::classes::classes;
use crate::flytekit::library::{Library, methods, strict_methods};
use crate::flytekit::naming::short_name;
use crate::flytekit::node::{Argument, Call, NodeEntity, link, named_arguments};
use crate::flytekit::promise::property;
use crate::flytekit::state::state;
use crate::flytekit::{enumeration, interface, local};
use crate::model::{Map, NodeMetadata};
use crate::python::{Arguments, Class, EvalResult, Evaluator, NativeCode, Value};
use crate::source::Span;

/// The classes of workflows.
pub(crate) struct WorkflowClasses {
    /// `WorkflowBase`.
    pub(crate) base: Rc<Class>,
    /// `PythonFunctionWorkflow`.
    pub(crate) function: Rc<Class>,
    /// `ImperativeWorkflow`.
    pub(crate) imperative: Rc<Class>,
    /// `WorkflowFailurePolicy`.
    pub(crate) failure_policy: Rc<Class>,
}

const HOME: &str = "flytekit.core.workflow";

impl WorkflowClasses {
    /// The classes.
    pub(crate) fn new(evaluator: &Evaluator) -> Self {
        let mut attributes = strict_methods(&[("__call__", call), ("compile", compile_now)]);
        let table: &[(&str, NativeCode)] = &[
            ("name", |_, arguments| of(arguments, |workflow| Value::from(workflow.name()))),
            ("short_name", |_, arguments| of(arguments, |workflow| Value::str(short_name(&workflow.name())))),
            ("on_failure", |_, arguments| of(arguments, |workflow| workflow.on_failure.clone())),
            ("default_options", |_, arguments| of(arguments, |workflow| workflow.default_options.clone())),
            ("function", |_, arguments| of(arguments, function)),
            ("python_interface", python_interface),
        ];
        for (name, getter) in table {
            property(&mut attributes, name, *getter);
        }
        let object = [Rc::clone(&evaluator.types.object)];
        let base = Class::native(HOME, "WorkflowBase", &object, None, attributes);
        let parent = std::slice::from_ref(&base);
        let policies = [("FAIL_IMMEDIATELY", 0), ("FAIL_AFTER_EXECUTABLE_NODES_COMPLETE", 1)];
        Self {
            function: Class::native(HOME, "PythonFunctionWorkflow", parent, None, methods(&[])),
            imperative: Class::native(HOME, "ImperativeWorkflow", parent, None, imperative::attributes()),
            failure_policy: enumeration::class(evaluator, HOME, "WorkflowFailurePolicy", &policies),
            base,
        }
    }
}

/// Defines the classes and the decorator.
pub(crate) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    let all = classes(evaluator);
    library.class(&all.workflow.base, &["flytekit.extend"]);
    library.class(&all.workflow.function, &[]);
    library.class(&all.workflow.imperative, &[]);
    library.add("flytekit", "Workflow", Value::Class(Rc::clone(&all.workflow.imperative)));
    library.class(&all.workflow.failure_policy, &["flytekit"]);
    decorator::define(library);
}

fn of(mut arguments: Arguments, get: fn(&WorkflowDefinition) -> Value) -> EvalResult<Value> {
    let workflow = arguments.take_first().and_then(|value| workflow_of(&value));
    Ok(workflow.map_or(Value::None, |workflow| get(&workflow)))
}

fn function(workflow: &WorkflowDefinition) -> Value {
    match &workflow.body {
        super::Body::Function(function) => function.clone(),
        super::Body::Imperative { .. } => Value::None,
    }
}

fn python_interface(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let workflow = arguments.take_first().and_then(|value| workflow_of(&value));
    Ok(match workflow {
        Some(workflow) => interface::value(evaluator, &workflow.interface().signature),
        None => Value::None,
    })
}

fn compile_now(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    if let Some(workflow) = arguments.take_first().and_then(|value| workflow_of(&value)) {
        compile(evaluator, &workflow)?;
    }
    Ok(Value::None)
}

/// The metadata of a node that runs the workflow (`flytekit.core.workflow.WorkflowBase.construct_node_metadata`).
pub(crate) fn node_metadata(workflow: &WorkflowDefinition) -> NodeMetadata {
    NodeMetadata {
        name: short_name(&workflow.name()).to_owned(),
        interruptible: Some(workflow.interruptible),
        ..NodeMetadata::default()
    }
}

/// A call of a workflow: a node of the workflow that is being compiled. Defaults are filled in here.
fn call(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let Some(workflow) = arguments.take_first().and_then(|value| workflow_of(&value)) else {
        return Err(evaluator.type_error("this workflow was not initialized"));
    };
    let span = arguments.span().or(evaluator.current_span());
    let interface = workflow.interface();
    let mut named = named_arguments(evaluator, &workflow.name(), &interface, &arguments)?;
    for (name, input) in &interface.signature.inputs {
        if let (Some(default), false) = (&input.default, named.contains_key(name)) {
            named.insert(name.clone(), Argument { value: default.clone(), span });
        }
    }
    if matches!(&*workflow.compiled.borrow(), Compiled::Running) {
        return Err(cycle(evaluator, &workflow, span));
    }
    compile(evaluator, &workflow)?;
    let Some(section) = state(evaluator).compilation() else {
        return run_again(evaluator, &workflow, named, span);
    };
    let call = Call {
        name: workflow.name(),
        metadata: node_metadata(&workflow),
        entity: NodeEntity::Workflow(workflow),
        interface,
        span,
    };
    link(evaluator, call, named, &section)
}

/// A call outside of workflows, which the reference runs. Only what it makes of Flyte, once more, is of interest here.
fn run_again(
    evaluator: &mut Evaluator,
    workflow: &WorkflowDefinition,
    named: Map<Argument>,
    span: Span,
) -> EvalResult<Value> {
    if let (true, super::Body::Function(function)) = (workflow.run_makes_entities(), &workflow.body) {
        local::run(evaluator, function, named, span)?;
    }
    Ok(local::called(evaluator, &format!("workflow `{}`", workflow.name())))
}

fn cycle(evaluator: &Evaluator, workflow: &WorkflowDefinition, span: Span) -> Box<crate::python::Interrupt> {
    let message = format!("workflow `{}` contains itself", short_name(&workflow.name()));
    let fault = Diagnostic::error(Id::DependencyCycle, message)
        .at(span, "called here while it is compiled")
        .with_context(workflow.span, "the workflow")
        .with_help("recursion is possible in `@dynamic` workflows, which are compiled when they run");
    evaluator.exception_with(&evaluator.exceptions.recursion_error, fault)
}
