//! Nodes while a workflow is being compiled (`flytekit.core.node.Node`).
//!
//! What refers to a node holds the node, not its id: an override may rename it later.

use std::cell::RefCell;
use std::rc::Rc;

use crate::flytekit::array_node::ArrayDefinition;
use crate::flytekit::binding::Bound;
use crate::flytekit::condition::BranchDefinition;
use crate::flytekit::gate::GateDefinition;
use crate::flytekit::launch_plan::LaunchPlanDefinition;
use crate::flytekit::reference::ReferenceDefinition;
use crate::flytekit::task::TaskDefinition;
use crate::flytekit::workflow::WorkflowDefinition;
use crate::model::{LiteralType, Map, NodeMetadata, NodeOverrides};
use crate::python::Value;
use crate::source::Span;

/// A node.
pub(crate) struct NodeDefinition {
    /// Where it was made.
    pub(crate) span: Span,
    /// Its id.
    pub(crate) id: RefCell<String>,
    /// Its metadata.
    pub(crate) metadata: RefCell<NodeMetadata>,
    /// Its inputs, sorted by name.
    pub(crate) bindings: Vec<(String, Bound)>,
    /// Nodes that must have run before.
    pub(crate) upstream: RefCell<Vec<Rc<NodeDefinition>>>,
    /// What it runs.
    pub(crate) entity: NodeEntity,
    /// Other names of its outputs.
    pub(crate) aliases: RefCell<Vec<(String, String)>>,
    /// What it changes about its task.
    pub(crate) overrides: RefCell<NodeOverrides>,
    /// The pod template that replaces its task's, and where it was given.
    pub(crate) pod_template: RefCell<Option<(Value, Span)>>,
}

/// What a node runs.
#[derive(Clone)]
pub(crate) enum NodeEntity {
    /// Nothing: it stands for the inputs of the workflow.
    Start,
    /// A task.
    Task(Rc<TaskDefinition>),
    /// A workflow.
    Workflow(Rc<WorkflowDefinition>),
    /// A launch plan.
    LaunchPlan(Rc<LaunchPlanDefinition>),
    /// An entity that is registered elsewhere.
    Reference(Rc<ReferenceDefinition>),
    /// A conditional.
    Branch(Rc<BranchDefinition>),
    /// A gate.
    Gate(Rc<GateDefinition>),
    /// A map over a launch plan or a reference task.
    Array(Rc<ArrayDefinition>),
}

impl NodeDefinition {
    /// A node that runs `entity`.
    pub(crate) fn new(
        id: String,
        metadata: NodeMetadata,
        bindings: Map<Bound>,
        upstream: Vec<Rc<Self>>,
        entity: NodeEntity,
        span: Span,
    ) -> Rc<Self> {
        let mut bindings: Vec<(String, Bound)> = bindings.into_iter().collect();
        bindings.sort_by(|(left, _), (right, _)| left.cmp(right));
        Rc::new(Self {
            span,
            id: RefCell::new(id),
            metadata: RefCell::new(metadata),
            bindings,
            upstream: RefCell::new(upstream),
            entity,
            aliases: RefCell::default(),
            overrides: RefCell::default(),
            pod_template: RefCell::default(),
        })
    }

    /// A node that stands for the inputs of the workflow.
    pub(crate) fn start() -> Rc<Self> {
        let metadata = NodeMetadata::default();
        Self::new(String::new(), metadata, Map::default(), Vec::new(), NodeEntity::Start, Span::NONE)
    }

    /// Whether it stands for the inputs of the workflow.
    pub(crate) fn is_start(&self) -> bool {
        matches!(self.entity, NodeEntity::Start)
    }

    /// The type of one of its outputs, where what it runs has a Flyte interface.
    pub(crate) fn output_type(&self, name: &str) -> Option<LiteralType> {
        let interface = match &self.entity {
            NodeEntity::Task(task) => Rc::clone(&task.interface),
            NodeEntity::Workflow(workflow) => workflow.interface(),
            NodeEntity::LaunchPlan(launch_plan) => launch_plan.workflow.interface(),
            NodeEntity::Reference(reference) => Rc::clone(&reference.interface),
            NodeEntity::Start | NodeEntity::Branch(_) | NodeEntity::Gate(_) | NodeEntity::Array(_) => {
                return None;
            }
        };
        interface.outputs.get(name).and_then(|output| output.literal_type().cloned())
    }

    /// The Python type of one of its outputs.
    pub(crate) fn output_python_type(&self, name: &str) -> Option<Value> {
        let interface = match &self.entity {
            NodeEntity::Task(task) => Rc::clone(&task.interface),
            NodeEntity::Workflow(workflow) => workflow.interface(),
            NodeEntity::LaunchPlan(launch_plan) => launch_plan.workflow.interface(),
            NodeEntity::Reference(reference) => Rc::clone(&reference.interface),
            NodeEntity::Array(array) => Rc::clone(&array.interface),
            NodeEntity::Gate(gate) => Rc::clone(&gate.interface),
            NodeEntity::Start | NodeEntity::Branch(_) => return None,
        };
        interface.signature.outputs.get(name).map(|output| output.python_type.clone())
    }

    /// Makes `other` wait for this node.
    pub(crate) fn runs_before(self: &Rc<Self>, other: &Self) {
        let mut upstream = other.upstream.borrow_mut();
        if !upstream.iter().any(|node| Rc::ptr_eq(node, self)) {
            upstream.push(Rc::clone(self));
        }
    }
}
