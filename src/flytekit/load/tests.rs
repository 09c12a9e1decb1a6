//! What becomes of small programs.

use super::*;
use crate::diagnostic::Severity;
use crate::model::{Entity, Literal, NodeTarget, ParameterBehavior, Primitive, Timestamp};
use crate::python::UtcOffset;

fn loaded(source: &str) -> LoadOutcome {
    loaded_at(source, None)
}

fn loaded_at(source: &str, present: Option<Present>) -> LoadOutcome {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("app.py"), source).unwrap();
    loaded_in(folder.path(), present)
}

fn loaded_in(source_root: &std::path::Path, present: Option<Present>) -> LoadOutcome {
    load(request(source_root, present))
}

fn request(source_root: &std::path::Path, present: Option<Present>) -> LoadRequest {
    LoadRequest {
        packages: vec!["app".to_owned()],
        source_root: source_root.to_owned(),
        settings: SerializationSettings::for_image("acme/app:v1", "", "", "", None).unwrap(),
        flytekit_version: "1.16.31".to_owned(),
        python_version: (3, 11),
        environment: IndexMap::new(),
        python_path: Vec::new(),
        present,
        installed: Installed::default(),
        releases: true,
    }
}

fn faults(source: &str) -> Vec<Id> {
    let outcome = loaded(source);
    assert!(outcome.diagnostics.iter().all(|fault| fault.severity == Severity::Error));
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

#[test]
fn a_default_that_is_the_present_is_written_with_a_warning() {
    let source = format!(
        "from datetime import datetime\n{TASK}@workflow\n\
         def w(when: datetime = datetime.now(), day: datetime = datetime(2024, 5, 6)) -> int:\n    return t(a=1)\n"
    );
    assert_eq!(faults(&source), [Id::UnknownValue]);
    let present = Present { unix_microseconds: 1_715_123_289_123_456, utc_offset: UtcOffset::Seconds(7200) };
    let outcome = loaded_at(&source, Some(present));
    let messages: Vec<_> =
        outcome.diagnostics.iter().map(|diagnostic| (diagnostic.id, diagnostic.severity)).collect();
    assert_eq!(messages, [(Id::PresentTime, Severity::Warning)]);
    let entities = outcome.program.unwrap().entities;
    let Some(Entity::LaunchPlan(plan)) = entities.last() else { panic!("the last is the launch plan") };
    let ParameterBehavior::Default(literal) = &plan.default_inputs["when"].behavior else {
        panic!("a default")
    };
    // A time without zone is written as if it were of UTC (`google.protobuf.Timestamp.FromDatetime`).
    let local = Timestamp { seconds: 1_715_123_289 + 7200, nanos: 123_456_000 };
    assert_eq!(*literal, Literal::from(Primitive::Datetime(local)));
}

#[test]
fn the_project_is_the_repository_around_the_source_root() {
    let source = format!(
        "import sys\nfrom pathlib import Path\n{TASK}\
         ROOT = Path(__file__).resolve().parent.parent\nsys.path.append(str(ROOT / 'shared'))\n\
         from amounts import AMOUNT\n\
         @workflow\ndef w() -> int:\n    return t(a=AMOUNT + int((ROOT / 'amount.txt').read_text()))\n"
    );
    let repository = tempfile::tempdir().unwrap();
    let root = repository.path().join("src");
    for folder in ["src", "shared"] {
        std::fs::create_dir(repository.path().join(folder)).unwrap();
    }
    std::fs::write(root.join("app.py"), source).unwrap();
    std::fs::write(repository.path().join("amount.txt"), "4").unwrap();
    std::fs::write(repository.path().join("shared/amounts.py"), "AMOUNT = 3\n").unwrap();
    let ids: Vec<Id> = loaded_in(&root, None).diagnostics.iter().map(|diagnostic| diagnostic.id).collect();
    assert_eq!(ids, [Id::UnknownValue]);
    std::fs::create_dir(repository.path().join(".git")).unwrap();
    let outcome = loaded_in(&root, None);
    assert_eq!(outcome.diagnostics, []);
    assert_eq!(outcome.program.unwrap().entities.len(), 3);
}

#[test]
fn a_folder_without_modules_hides_no_package() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["torch", "helpers"] {
        std::fs::create_dir(folder.path().join(name)).unwrap();
    }
    std::fs::write(folder.path().join("torch/Dockerfile"), "FROM scratch\n").unwrap();
    std::fs::write(folder.path().join("torch/setup.py"), "").unwrap();
    std::fs::write(folder.path().join("helpers/known.py"), "").unwrap();
    std::fs::write(folder.path().join("app.py"), format!("from torch.nn import Module\n{TASK}")).unwrap();
    assert_eq!(loaded_in(folder.path(), None).diagnostics, []);
    std::fs::write(folder.path().join("app.py"), format!("from helpers.gone import it\n{TASK}")).unwrap();
    let faults = loaded_in(folder.path(), None).diagnostics;
    assert_eq!(faults.iter().map(|fault| fault.id).collect::<Vec<_>>(), [Id::ModuleNotFound]);
}

#[test]
fn a_copy_of_flytekit_in_the_project_is_never_read() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["__init__.py", "core/__init__.py", "core/worker_queue.py", "core/another_queue.py"] {
        let path = folder.path().join("flytekit").join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, "raise ImportError\n").unwrap();
    }
    let faults = |module: &str| {
        let outcome = load(LoadRequest { packages: vec![module.to_owned()], ..request(folder.path(), None) });
        outcome.diagnostics.iter().map(|fault| fault.id).collect::<Vec<_>>()
    };
    assert_eq!(faults("flytekit.core.worker_queue"), [Id::HiddenModule]);
    assert_eq!(faults("flytekit.core.another_queue"), [Id::HiddenModule, Id::ModuleNotFound]);
}

#[test]
fn a_name_that_a_module_of_flytekit_lacks_cannot_be_imported() {
    let wrong =
        format!("from flytekit.experimental import map_task\nimport flytekit\nx = flytekit.tusk\n{TASK}");
    assert_eq!(faults(&wrong), [Id::ModuleNotFound, Id::UncaughtException]);
    let right = format!(
        "from flytekit.core import worker_queue\nfrom flytekit.core.tracker import TrackedInstance\n{TASK}"
    );
    assert_eq!(loaded(&right).diagnostics, []);
    let guarded = format!(
        "try:\n    from flytekit.experimental import map_task\nexcept ImportError:\n    from flytekit import map_task\n{TASK}"
    );
    assert_eq!(loaded(&guarded).diagnostics, []);
}
