//! A workflow as the program defines it (`flytekit.core.workflow.WorkflowBase`).

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use crate::flytekit::binding::Bound;
use crate::flytekit::compilation::Compilation;
use crate::flytekit::interface::Interface;
use crate::flytekit::node::{NodeDefinition, NodeEntity};
use crate::flytekit::task::{ExecutionMode, TaskDefinition};
use crate::model::{Documentation, FailurePolicy, Map};
use crate::python::{Instance, Value};
use crate::source::Span;

/// A workflow.
pub(crate) struct WorkflowDefinition {
    /// Where it was made.
    pub(crate) span: Span,
    /// The Python object that it is.
    pub(crate) instance: Weak<Instance>,
    /// Its full name as it was given; see [`WorkflowDefinition::name`].
    pub(crate) given_name: String,
    /// Inputs and outputs; those of an imperative workflow grow.
    pub(crate) interface: RefCell<Rc<Interface>>,
    /// What happens to the other nodes when one fails.
    pub(crate) failure_policy: FailurePolicy,
    /// Whether nodes may be interrupted unless they say otherwise.
    pub(crate) interruptible: bool,
    /// What runs when a node fails.
    pub(crate) on_failure: Value,
    /// Docstring and `docs=`.
    pub(crate) documentation: Option<Documentation>,
    /// `default_options`.
    pub(crate) default_options: Value,
    /// How its nodes come about.
    pub(crate) body: Body,
    /// What its nodes and outputs are.
    pub(crate) compiled: RefCell<Compiled>,
    /// Tasks that were made in its body.
    pub(crate) tasks: RefCell<Vec<Rc<TaskDefinition>>>,
    /// Whether a run of its function makes tasks, workflows or launch plans.
    pub(crate) makes_entities: Cell<bool>,
}

/// How the nodes of a workflow come about.
pub(crate) enum Body {
    /// The function is run, once, with promises of the inputs.
    Function(Value),
    /// The program adds one after the other.
    Imperative {
        /// The nodes so far.
        section: Rc<Compilation>,
        /// The promises of the inputs.
        inputs: RefCell<Map<Value>>,
        /// The node that stands for the inputs.
        start: Rc<NodeDefinition>,
    },
}

/// How far a workflow is compiled.
#[derive(Default)]
pub(crate) enum Compiled {
    /// Not at all.
    #[default]
    No,
    /// Its function is being run.
    Running,
    /// Its function was run, or failed: then the fault was reported.
    Done(Graph),
}

/// Nodes and outputs.
#[derive(Clone, Default)]
pub(crate) struct Graph {
    /// The nodes in order.
    pub(crate) nodes: Vec<Rc<NodeDefinition>>,
    /// The outputs in order.
    pub(crate) outputs: Map<Bound>,
    /// The node that runs when another one fails.
    pub(crate) failure_node: Option<Rc<NodeDefinition>>,
    /// Whether a fault was reported.
    pub(crate) is_faulty: bool,
}

impl WorkflowDefinition {
    /// The name under which it is registered: `_name` of the Python object, which programs that make workflows set.
    pub(crate) fn name(&self) -> String {
        let own = self.instance.upgrade().and_then(|instance| instance.attribute("_name"));
        own.and_then(|name| name.as_str()).map_or_else(|| self.given_name.clone(), |name| name.to_string())
    }

    /// Inputs and outputs.
    pub(crate) fn interface(&self) -> Rc<Interface> {
        Rc::clone(&self.interface.borrow())
    }

    /// Whether a run of its function, and of the functions of the workflows in it, makes tasks, workflows or launch plans.
    pub(crate) fn run_makes_entities(&self) -> bool {
        self.makes_entities.get()
            || self.graph().nodes.iter().any(|node| match &node.entity {
                NodeEntity::Workflow(workflow) => workflow.run_makes_entities(),
                NodeEntity::Task(task) => task.mode() == ExecutionMode::Dynamic,
                _ => false,
            })
    }

    /// Changes what is known of nodes and outputs.
    pub(crate) fn change_graph(&self, change: impl FnOnce(&mut Graph)) {
        let mut compiled = self.compiled.borrow_mut();
        let mut graph = match std::mem::take(&mut *compiled) {
            Compiled::Done(graph) => graph,
            Compiled::No | Compiled::Running => Graph::default(),
        };
        change(&mut graph);
        *compiled = Compiled::Done(graph);
    }

    /// Nodes and outputs so far.
    pub(crate) fn graph(&self) -> Graph {
        let mut graph = match &*self.compiled.borrow() {
            Compiled::Done(graph) => graph.clone(),
            Compiled::No | Compiled::Running => Graph::default(),
        };
        if let Body::Imperative { section, .. } = &self.body {
            graph.nodes.clone_from(&section.nodes.borrow());
        }
        graph
    }
}

/// The workflow that a value is.
pub(crate) fn workflow_of(value: &Value) -> Option<Rc<WorkflowDefinition>> {
    value.payload::<WorkflowDefinition>()
}
