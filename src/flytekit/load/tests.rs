//! What becomes of small programs.

use super::*;
use crate::model::{Entity, NodeTarget};

fn loaded(source: &str) -> LoadOutcome {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("app.py"), source).unwrap();
    load(LoadRequest {
        packages: vec!["app".to_owned()],
        source_root: folder.path().to_owned(),
        settings: SerializationSettings::for_image("acme/app:v1", "", "", "", None).unwrap(),
        flytekit_version: "1.16.31".to_owned(),
        python_version: (3, 11),
        environment: IndexMap::new(),
        python_path: Vec::new(),
    })
}

fn faults(source: &str) -> Vec<Id> {
    let outcome = loaded(source);
    assert!(outcome.program.is_none());
    outcome.diagnostics.iter().map(|diagnostic| diagnostic.id).collect()
}

const TASK: &str = "from flytekit import task, workflow\n@task\ndef t(a: int) -> int:\n    return a\n";

#[test]
fn a_workflow_is_followed_by_its_launch_plan() {
    let outcome = loaded(&format!("{TASK}@workflow\ndef w(a: int = 2) -> int:\n    return t(a=t(a=a))\n"));
    assert_eq!(outcome.diagnostics, []);
    let entities = outcome.program.unwrap().entities;
    let names: Vec<&str> = entities.iter().map(Entity::name).collect();
    assert_eq!(names, ["app.t", "app.w", "app.w"]);
    let Entity::Workflow(workflow) = &entities[1] else { panic!("the second is the workflow") };
    assert!(workflow.nodes.iter().all(|node| matches!(node.target, NodeTarget::Task { .. })));
    assert_eq!(workflow.nodes[1].upstream[0].id, "n0");
}

#[test]
fn all_faults_of_a_run_are_reported() {
    let source = format!(
        "{TASK}@task\ndef u(a) -> int:\n    return a\n@workflow\ndef w() -> int:\n    return t(a='x')\n"
    );
    assert_eq!(faults(&source), [Id::MissingAnnotation, Id::TypeMismatch]);
}

#[test]
fn an_unknown_condition_decides_about_no_entity() {
    let source = format!(
        "import torch\n{TASK}if torch.ready():\n    @workflow\n    def w() -> int:\n        return t(a=1)\n"
    );
    assert_eq!(faults(&source), [Id::ConditionalEntity]);
}

#[test]
fn a_workflow_does_not_contain_itself() {
    let source = format!("{TASK}@workflow\ndef w(a: int) -> int:\n    return w(a=t(a=a))\n");
    assert_eq!(faults(&source), [Id::DependencyCycle]);
}

#[test]
fn promises_are_not_computed_with() {
    let source = format!("{TASK}@workflow\ndef w(a: int) -> int:\n    return t(a=a + 1)\n");
    assert_eq!(faults(&source), [Id::PromiseMisuse]);
}
