//! Nodes: the steps of a workflow.

use std::sync::Arc;

use super::{
    Binding, Duration, ExtendedResources, Identifier, K8sPod, LaunchPlan, LiteralType, Primitive, Resources,
    Task, Workflow,
};
use crate::source::Span;

/// A step of a workflow (`flyteidl.core.Node`).
#[derive(Clone, Debug)]
pub struct Node {
    /// Where it was made.
    pub span: Span,
    /// Its id, unique in its section of the workflow.
    pub id: String,
    /// Name, retries and the like.
    pub metadata: NodeMetadata,
    /// Inputs in the order in which they are written.
    pub inputs: Vec<Binding>,
    /// Nodes that must have run before, in order and without repetition.
    pub upstream: Vec<Arc<Node>>,
    /// Other names of its outputs: variable and alias.
    pub output_aliases: Vec<(String, String)>,
    /// What it runs.
    pub target: NodeTarget,
}

/// `flyteidl.core.NodeMetadata`.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct NodeMetadata {
    /// Name for display.
    pub name: String,
    /// How long it may run.
    pub timeout: Option<Duration>,
    /// How often it is repeated; the message is always written.
    pub retries: u32,
    /// Whether it may be interrupted; `None` leaves it to the workflow.
    pub interruptible: Option<bool>,
    /// Whether it is cached, where the node overrides its task.
    pub cacheable: Option<bool>,
    /// The cache version, where the node overrides its task.
    pub cache_version: Option<String>,
    /// Whether caching is serialized, where the node overrides its task.
    pub cache_serializable: Option<bool>,
}

/// What a node runs.
#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "nearly every node is a task, the largest variant")]
pub enum NodeTarget {
    /// A task of the program.
    Task {
        /// The task.
        task: Arc<Task>,
        /// What this node changes about it.
        overrides: NodeOverrides,
    },
    /// A sub-workflow.
    Workflow(Arc<Workflow>),
    /// A launch plan of the program.
    LaunchPlan(Arc<LaunchPlan>),
    /// An entity registered elsewhere: a task or a launch plan.
    Reference(Identifier),
    /// A conditional.
    Branch(BranchNode),
    /// A pause.
    Gate(Gate),
    /// A map over a task or launch plan.
    Array(Box<ArrayNode>),
}

/// `flyteidl.core.TaskNodeOverrides`.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct NodeOverrides {
    /// Requests and limits.
    pub resources: Option<Resources>,
    /// Accelerator and shared memory.
    pub extended_resources: Option<ExtendedResources>,
    /// Image; empty for the task's own.
    pub container_image: String,
    /// Pod template.
    pub pod_template: Option<K8sPod>,
}

/// `flyteidl.core.BranchNode` (its `IfElseBlock`).
#[derive(Clone, Debug)]
pub struct BranchNode {
    /// The first case.
    pub case: IfBlock,
    /// Further cases.
    pub other: Vec<IfBlock>,
    /// What happens otherwise.
    pub otherwise: OtherwiseBranch,
}

/// A condition and the node that runs when it holds.
#[derive(Clone, Debug)]
pub struct IfBlock {
    /// The condition.
    pub condition: BooleanExpression,
    /// The node.
    pub then_node: Arc<Node>,
}

/// The last branch.
#[derive(Clone, Debug)]
pub enum OtherwiseBranch {
    /// A node runs.
    Node(Arc<Node>),
    /// The workflow fails.
    Error {
        /// The conditional's name.
        failed_node_id: String,
        /// What to say.
        message: String,
    },
}

/// `flyteidl.core.BooleanExpression`.
#[derive(Clone, Debug, PartialEq)]
pub enum BooleanExpression {
    /// Two expressions joined.
    Conjunction(Box<Conjunction>),
    /// Two operands compared.
    Comparison(Comparison),
}

/// `flyteidl.core.ConjunctionExpression`.
#[derive(Clone, Debug, PartialEq)]
pub struct Conjunction {
    /// `true` for and, `false` for or.
    pub and: bool,
    /// Left.
    pub left: BooleanExpression,
    /// Right.
    pub right: BooleanExpression,
}

/// `flyteidl.core.ComparisonExpression`.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// Operator.
    pub operator: ComparisonOperator,
    /// Left.
    pub left: Operand,
    /// Right.
    pub right: Operand,
}

/// `flyteidl.core.ComparisonExpression.Operator`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ComparisonOperator {
    /// Equal.
    Equal,
    /// Not equal.
    NotEqual,
    /// Greater.
    GreaterThan,
    /// Greater or equal.
    GreaterThanOrEqual,
    /// Less.
    LessThan,
    /// Less or equal.
    LessThanOrEqual,
}

/// `flyteidl.core.Operand`.
#[derive(Clone, Debug, PartialEq)]
pub enum Operand {
    /// A constant.
    Primitive(Primitive),
    /// A variable of the branch node's inputs.
    Variable(String),
    /// The none value.
    None,
}

/// `flyteidl.core.GateNode`.
#[derive(Clone, Debug, PartialEq)]
pub enum Gate {
    /// Waits for somebody's consent.
    Approve {
        /// The signal's name.
        signal_id: String,
    },
    /// Waits for a value.
    Signal {
        /// The signal's name.
        signal_id: String,
        /// The value's type.
        literal_type: Box<LiteralType>,
        /// The output that receives it.
        output_variable_name: String,
    },
    /// Waits for some time.
    Sleep(Duration),
}

/// `flyteidl.core.ArrayNode`.
#[derive(Clone, Debug)]
pub struct ArrayNode {
    /// The node that runs for each element.
    pub node: Node,
    /// How many run at once; `None` leaves it to the platform.
    pub parallelism: Option<u32>,
    /// When the whole counts as successful.
    pub success: ArraySuccess,
    /// How much state is kept for each element.
    pub execution_mode: ExecutionMode,
    /// Whether the sub-node has the interface of one element.
    pub is_original_sub_node_interface: Option<bool>,
    /// How inputs reach the elements.
    pub data_mode: DataMode,
    /// Inputs that are the same for every element.
    pub bound_inputs: Vec<String>,
    /// Whether all elements run even when success can no longer be reached.
    pub run_all_sub_nodes: bool,
}

/// When a map counts as successful.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ArraySuccess {
    /// Not said.
    Unspecified,
    /// So many elements.
    MinSuccesses(u32),
    /// Such a share of the elements.
    MinSuccessRatio(f32),
}

/// `flyteidl.core.ArrayNode.ExecutionMode`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExecutionMode {
    /// Little state.
    MinimalState,
    /// All state.
    FullState,
}

/// `flyteidl.core.ArrayNode.DataMode`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DataMode {
    /// All inputs in one file.
    SingleInputFile,
    /// A file for each element.
    IndividualInputFiles,
}
