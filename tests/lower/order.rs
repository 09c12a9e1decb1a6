//! Which entities are written, in which order, under which names; cycles and bounds.

use std::sync::Arc;

use flyte_serialize::diagnostic::Id;
use flyte_serialize::lower::{LowerError, file_name};
use flyte_serialize::model::*;
use flyte_serialize::source::{SourceFile, Sources, Span};

use super::build::*;

fn names(entities: Vec<Entity>) -> Vec<String> {
    lowered(entities).unwrap().into_iter().map(|spec| spec.file_name).collect()
}

#[test]
fn dependencies_come_first_and_everything_once() {
    let (first, second) = (Arc::new(task("m.first")), Arc::new(task("m.second")));
    let inner = workflow("m.inner", vec![node("n0", runs(&second))]);
    let outer = workflow(
        "m.outer",
        vec![
            node("n0", NodeTarget::Workflow(Arc::clone(&inner))),
            node("n1", runs(&first)),
            node("n2", runs(&second)),
        ],
    );
    let plan = Arc::new(launch_plan("m.outer", &outer));
    let program = vec![
        Entity::LaunchPlan(Arc::clone(&plan)),
        Entity::Task(first),
        Entity::Workflow(Arc::clone(&inner)),
        Entity::LaunchPlan(Arc::new(launch_plan("m.inner", &inner))),
        Entity::Workflow(outer),
        Entity::LaunchPlan(plan),
    ];
    assert_eq!(
        names(program),
        [
            "0_m.second_1.pb",
            "1_m.inner_2.pb",
            "2_m.first_1.pb",
            "3_m.outer_2.pb",
            "4_m.outer_3.pb",
            "5_m.inner_3.pb",
        ]
    );
}

#[test]
fn upstream_nodes_come_before_the_node_and_failure_nodes_last() {
    let tasks: Vec<_> = ["m.a", "m.b", "m.c"].map(|name| Arc::new(task(name))).into();
    let later = Arc::new(node("n1", runs(&tasks[1])));
    let early = Node { upstream: vec![Arc::clone(&later)], ..node("n0", runs(&tasks[0])) };
    let mut found = Arc::unwrap_or_clone(workflow_of("m.w", vec![Arc::new(early), later]));
    found.failure_node = Some(Arc::new(node("fn0", runs(&tasks[2]))));
    assert_eq!(
        names(vec![Entity::Workflow(Arc::new(found))]),
        ["0_m.b_1.pb", "1_m.a_1.pb", "2_m.c_1.pb", "3_m.w_2.pb"]
    );
}

#[test]
fn branches_launch_plans_and_array_nodes_are_looked_into() {
    let (target, sub) = (Arc::new(task("m.t")), workflow("m.sub", vec![]));
    let plan = Arc::new(launch_plan("m.plan", &sub));
    let otherwise = OtherwiseBranch::Node(Arc::new(node("n1", NodeTarget::LaunchPlan(plan))));
    let array = ArrayNode {
        node: node("m.t", runs(&target)),
        parallelism: None,
        success: ArraySuccess::Unspecified,
        execution_mode: ExecutionMode::FullState,
        is_original_sub_node_interface: None,
        data_mode: DataMode::SingleInputFile,
        bound_inputs: vec![],
        run_all_sub_nodes: false,
    };
    let found = workflow(
        "m.w",
        vec![
            node("n0", branch(node("n0", NodeTarget::Gate(Gate::Sleep(Duration::default()))), otherwise)),
            node("n1", NodeTarget::Array(Box::new(array))),
        ],
    );
    assert_eq!(
        names(vec![Entity::Workflow(found)]),
        ["0_m.sub_2.pb", "1_m.plan_3.pb", "2_m.t_1.pb", "3_m.w_2.pb"]
    );
}

#[test]
fn equal_names_are_different_entities() {
    let program = [1, 2].map(|_| Entity::Task(Arc::new(task("m.map"))));
    assert_eq!(names(program.into()), ["0_m.map_1.pb", "1_m.map_1.pb"]);
}

#[test]
fn indices_are_padded_as_the_reference_pads_them() {
    let name = |index, count| file_name(index, count, "m.t", ResourceType::Task);
    assert_eq!(name(0, 1), "0_m.t_1.pb");
    assert_eq!(name(9, 10), "9_m.t_1.pb");
    assert_eq!(name(9, 11), "09_m.t_1.pb");
    assert_eq!(name(9, 100), "09_m.t_1.pb");
    assert_eq!(name(9, 101), "009_m.t_1.pb");
    assert_eq!(name(9, 1000), "009_m.t_1.pb");
    assert_eq!(name(9, 1001), "0009_m.t_1.pb");
    assert_eq!(file_name(0, 2, "m.w", ResourceType::Workflow), "0_m.w_2.pb");
    assert_eq!(file_name(1, 2, "m.w", ResourceType::LaunchPlan), "1_m.w_3.pb");
}

#[test]
fn a_workflow_within_itself_is_a_cycle_with_both_places() {
    let file = Sources::new().add(SourceFile::new("m.py", "a module's text"));
    let at = |start| Span::new(file, start, start + 1);
    let mut innermost = Arc::unwrap_or_clone(workflow("m.w", vec![]));
    innermost.span = at(3);
    let mut middle =
        Arc::unwrap_or_clone(workflow("m.v", vec![node("n0", NodeTarget::Workflow(Arc::new(innermost)))]));
    middle.span = at(7);
    let outer = workflow("m.w", vec![node("n0", NodeTarget::Workflow(Arc::new(middle)))]);
    let error = lowered(vec![Entity::Workflow(outer)]).unwrap_err();
    let diagnostic = error.diagnostic();
    assert_eq!(diagnostic.id, Id::DependencyCycle);
    assert_eq!(diagnostic.message, "`m.w` depends on itself: it is used by `m.v`, which it needs");
    assert_eq!(diagnostic.labels.iter().map(|label| label.span).collect::<Vec<_>>(), [at(3), at(7)]);
}

#[test]
fn endless_chains_and_nesting_are_errors_not_crashes() {
    let mut last = Arc::new(node("n0", NodeTarget::Gate(Gate::Sleep(Duration::default()))));
    for _ in 0..5000 {
        last = Arc::new(Node { upstream: vec![Arc::clone(&last)], ..(*last).clone() });
    }
    let error = lowered(vec![Entity::Workflow(workflow_of("m.w", vec![last]))]).unwrap_err();
    assert!(matches!(error, LowerError::ChainTooLong { .. }), "{error}");

    let mut deep = LiteralType::simple(SimpleType::Integer);
    for _ in 0..2000 {
        deep = deep.collection();
    }
    let mut nested = task("m.t");
    nested.interface.inputs.insert("x".to_owned(), variable(deep, "x").into());
    let error = lowered(vec![Entity::Task(Arc::new(nested))]).unwrap_err();
    assert_eq!(error.diagnostic().id, Id::BoundReached);
}
