//! Small models, and what lowering makes of them.

use std::sync::Arc;

use flyte_serialize::configuration::{FastSerializationSettings, ImageConfig, SerializationSettings};
use flyte_serialize::idl::flyteidl::admin;
use flyte_serialize::lower::{LowerError, Spec, specs};
use flyte_serialize::model::*;
use flyte_serialize::source::Span;
use prost::Message;

pub(crate) fn settings() -> SerializationSettings {
    SerializationSettings::new(ImageConfig::default())
}

pub(crate) fn fast_settings(location: Option<&str>) -> SerializationSettings {
    let fast = FastSerializationSettings {
        enabled: true,
        destination_dir: None,
        distribution_location: location.map(str::to_owned),
    };
    SerializationSettings { fast_serialization_settings: Some(fast), ..settings() }
}

pub(crate) fn lowered(entities: Vec<Entity>) -> Result<Vec<Spec>, LowerError> {
    specs(&Program { entities }, &settings(), "1.16.31")
}

/// The specification of the last entity.
pub(crate) fn last<M: Message + Default>(entities: Vec<Entity>, settings: &SerializationSettings) -> M {
    let specs = specs(&Program { entities }, settings, "1.16.31").unwrap();
    M::decode(specs.last().unwrap().bytes.as_slice()).unwrap()
}

pub(crate) fn task_spec(task: Task, settings: &SerializationSettings) -> admin::TaskSpec {
    last(vec![Entity::Task(Arc::new(task))], settings)
}

pub(crate) fn workflow_spec(workflow: Arc<Workflow>) -> admin::WorkflowSpec {
    last(vec![Entity::Workflow(workflow)], &settings())
}

pub(crate) fn task(name: &str) -> Task {
    Task {
        span: Span::NONE,
        name: name.to_owned(),
        task_type: "python-task".to_owned(),
        task_type_version: 0,
        interface: Interface::default(),
        metadata: TaskMetadata::default(),
        custom: None,
        target: TaskTarget::None,
        config: Map::default(),
        security_context: None,
        extended_resources: None,
        documentation: None,
    }
}

pub(crate) fn node(id: &str, target: NodeTarget) -> Node {
    Node {
        span: Span::NONE,
        id: id.to_owned(),
        metadata: NodeMetadata::default(),
        inputs: Vec::new(),
        upstream: Vec::new(),
        output_aliases: Vec::new(),
        target,
    }
}

pub(crate) fn runs(task: &Arc<Task>) -> NodeTarget {
    NodeTarget::Task { task: Arc::clone(task), overrides: NodeOverrides::default() }
}

/// A conditional on `x == 1` with one case and another branch.
pub(crate) fn branch(then_node: Node, otherwise: OtherwiseBranch) -> NodeTarget {
    let condition = comparison(ComparisonOperator::Equal);
    let case = IfBlock { condition, then_node: Arc::new(then_node) };
    NodeTarget::Branch(BranchNode { case, other: Vec::new(), otherwise })
}

pub(crate) fn comparison(operator: ComparisonOperator) -> BooleanExpression {
    let left = Operand::Variable(".x".to_owned());
    BooleanExpression::Comparison(Comparison {
        operator,
        left,
        right: Operand::Primitive(Primitive::Integer(1)),
    })
}

pub(crate) fn failure() -> OtherwiseBranch {
    OtherwiseBranch::Error { failed_node_id: "choice".to_owned(), message: "neither".to_owned() }
}

pub(crate) fn workflow(name: &str, nodes: Vec<Node>) -> Arc<Workflow> {
    workflow_of(name, nodes.into_iter().map(Arc::new).collect())
}

pub(crate) fn workflow_of(name: &str, nodes: Vec<Arc<Node>>) -> Arc<Workflow> {
    Arc::new(Workflow {
        span: Span::NONE,
        name: name.to_owned(),
        interface: Interface::default(),
        nodes,
        outputs: Vec::new(),
        failure_node: None,
        failure_policy: FailurePolicy::default(),
        interruptible: false,
        documentation: None,
    })
}

pub(crate) fn launch_plan(name: &str, workflow: &Arc<Workflow>) -> LaunchPlan {
    LaunchPlan {
        span: Span::NONE,
        name: name.to_owned(),
        workflow: Arc::clone(workflow),
        default_inputs: Map::default(),
        fixed_inputs: Map::default(),
        expected_outputs: Map::default(),
        schedule: None,
        notifications: Vec::new(),
        launch_conditions: None,
        labels: Map::default(),
        annotations: Map::default(),
        output_location_prefix: String::new(),
        max_parallelism: 0,
        security_context: None,
        overwrite_cache: None,
        concurrency: None,
        auto_activate: false,
        extras: Map::default(),
    }
}

pub(crate) fn variable(kind: LiteralType, description: &str) -> Variable {
    Variable { literal_type: kind, description: description.to_owned(), artifact_partial_id: None }
}

pub(crate) fn texts(entries: &[(&str, &str)]) -> Map<String> {
    entries.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}
