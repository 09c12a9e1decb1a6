//! Compiles a workflow: its function is run once, with promises of its inputs; what it calls becomes its nodes
//! (`flytekit.core.workflow.PythonFunctionWorkflow.compile`).
//!
//! This happens when the workflow is called by another one, else when its specification is made. Faults are reported and
//! leave the workflow without the nodes that follow.

use std::rc::Rc;

use super::definition::{Body, Compiled, Graph, WorkflowDefinition};
use super::failure;
use crate::diagnostic::Id;
use crate::flytekit::binding::{Bound, Target, bind};
use crate::flytekit::compilation::Compilation;
use crate::flytekit::interface::Interface;
use crate::flytekit::node::{NodeDefinition, NodeEntity};
use crate::flytekit::promise::{self, Promise};
use crate::flytekit::report;
use crate::flytekit::state::{State, state};
use crate::flytekit::task::Resolver;
use crate::model::Map;
use crate::python::{Arguments, EvalResult, Evaluator, Interrupt, Value};

/// Compiles the workflow, unless that was done.
pub(crate) fn compile(evaluator: &mut Evaluator, workflow: &Rc<WorkflowDefinition>) -> EvalResult<()> {
    let Body::Function(function) = &workflow.body else { return Ok(()) };
    if !matches!(&*workflow.compiled.borrow(), Compiled::No) {
        return Ok(());
    }
    *workflow.compiled.borrow_mut() = Compiled::Running;
    let state = state(evaluator);
    let outer = state.compilation();
    let prefix = outer.as_ref().map_or_else(String::new, |outer| outer.prefix.clone());
    let resolver = outer.and_then(|outer| outer.resolver.clone()).unwrap_or_else(|| Rc::clone(workflow));
    let section = Compilation::new(&prefix, Some(resolver));
    let mut graph = Graph::default();
    let found = sections(evaluator, &state, workflow, function, &section, &mut graph);
    let bound = match found {
        // The program may handle it; the reference does not compile the workflow again, which then runs nothing.
        Err(interrupt) if evaluator.is_guarded() && matches!(*interrupt, Interrupt::Exception(_)) => {
            *workflow.compiled.borrow_mut() = Compiled::Done(Graph::default());
            return Err(interrupt);
        }
        found => match report::reported(evaluator, found, workflow.span)?.flatten() {
            Some(outputs) if outputs.is_none() && workflow.interface().signature.lacks_return => None,
            Some(outputs) => {
                let bound = bind_outputs(evaluator, workflow, &outputs);
                report::reported(evaluator, bound, workflow.span)?
            }
            None => None,
        },
    };
    graph.is_faulty = bound.is_none();
    graph.outputs = bound.unwrap_or_default();
    *workflow.compiled.borrow_mut() = Compiled::Done(graph);
    Ok(())
}

/// Runs the function and the failure handler; gives what the function returned, unless a fault in it was reported.
fn sections(
    evaluator: &mut Evaluator,
    state: &State,
    workflow: &Rc<WorkflowDefinition>,
    function: &Value,
    section: &Rc<Compilation>,
    graph: &mut Graph,
) -> EvalResult<Option<Value>> {
    let start = NodeDefinition::start();
    let inputs: Vec<(String, Value)> = workflow
        .interface()
        .inputs
        .keys()
        .map(|name| (name.clone(), promise::value(evaluator, Promise::new(&start, name, None))))
        .collect();
    let depth = state.enter(Rc::clone(section));
    let entities = state.entity_count();
    let mut arguments = Arguments::keywords(inputs.clone());
    arguments.span = Some(workflow.span);
    let outputs = evaluator.call_going_on(function, arguments);
    state.leave(depth + 1);
    workflow.makes_entities.set(state.entity_count() > entities);
    graph.nodes.clone_from(&section.nodes.borrow());
    keep_own_tasks(workflow, &graph.nodes);
    let result = outputs.and_then(|outputs| {
        graph.failure_node = failure::failure_node(evaluator, workflow, section, inputs)?;
        Ok(outputs)
    });
    state.leave(depth);
    result
}

/// Tasks that were made in the body are found through the workflow, by their index.
fn keep_own_tasks(workflow: &Rc<WorkflowDefinition>, nodes: &[Rc<NodeDefinition>]) {
    for node in nodes {
        let NodeEntity::Task(task) = &node.entity else { continue };
        let resolver = task.container.as_ref().map(|container| &container.resolver);
        if matches!(resolver, Some(Resolver::Workflow(owner)) if Rc::ptr_eq(owner, workflow)) {
            workflow.tasks.borrow_mut().push(Rc::clone(task));
        }
    }
}

fn bind_outputs(
    evaluator: &mut Evaluator,
    workflow: &WorkflowDefinition,
    outputs: &Value,
) -> EvalResult<Map<Bound>> {
    let interface = workflow.interface();
    let invalid = |evaluator: &Evaluator, message: String| {
        let fault = report::assertion(evaluator, Id::InvalidWorkflow, message, workflow.span);
        Err(report::advised(fault, "return as many values as the annotation has types"))
    };
    let values = match (interface.outputs.len(), outputs.unwrapped()) {
        (0, _) => return Ok(Map::default()),
        (1, Value::Tuple(items)) => match &items[..] {
            [item] if interface.signature.tuple_name.is_some() => vec![item.clone()],
            _ => {
                let message = format!("`{}` declares one output and returns a tuple", workflow.name());
                return invalid(evaluator, message);
            }
        },
        (1, _) => vec![outputs.clone()],
        (count, Value::Tuple(items)) if items.len() == count => items.to_vec(),
        (count, Value::Tuple(items)) => {
            let message =
                format!("`{}` declares {count} outputs and returns {}", workflow.name(), items.len());
            return invalid(evaluator, message);
        }
        (_, Value::Unknown(unknown)) => {
            return Err(crate::flytekit::need::unknown_value(
                &unknown,
                "the outputs of a workflow",
                workflow.span,
            ));
        }
        (count, _) => {
            let message = format!("`{}` declares {count} outputs and returns one", workflow.name());
            return invalid(evaluator, message);
        }
    };
    let mut bound = Map::default();
    for (name, value) in interface.outputs.keys().zip(values) {
        bound.insert(name.clone(), bind_output(evaluator, workflow, &interface, name, &value)?);
    }
    Ok(bound)
}

fn bind_output(
    evaluator: &mut Evaluator,
    workflow: &WorkflowDefinition,
    interface: &Interface,
    name: &str,
    value: &Value,
) -> EvalResult<Bound> {
    let output = interface.signature.outputs.get(name);
    let literal_type = interface.outputs.get(name).and_then(|variable| variable.literal_type());
    let (Some(output), Some(literal_type)) = (output, literal_type) else { return Ok(Bound::Faulty) };
    let target =
        Target { python_type: &output.python_type, literal_type, span: output.span.or(workflow.span) };
    let bound = bind(evaluator, value, target, &mut Vec::new());
    Ok(report::reported(evaluator, bound, workflow.span)?.unwrap_or(Bound::Faulty))
}
