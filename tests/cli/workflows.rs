//! `serialize workflows` on small programs.

use insta::assert_snapshot;

use crate::sandbox::Sandbox;

#[test]
fn no_package_is_a_warning() {
    assert_snapshot!(Sandbox::new().run("workflows"), @r"
    exit code: 0
    ----- stdout -----
    Serialized 0 Flyte entities to .
    ----- stderr -----
    warning[nothing-to-serialize]: no package to serialize
     |
     = help: name one with `--pkgs PKG`, or in the variable FLYTE_SDK_WORKFLOW_PACKAGES
    ");
}

#[test]
fn no_package_is_an_error_if_strict() {
    assert_snapshot!(Sandbox::new().run("--strict fast workflows"), @r"
    exit code: 1
    ----- stderr -----
    error[nothing-to-serialize]: no package to serialize
     |
     = help: name one with `--pkgs PKG`, or in the variable FLYTE_SDK_WORKFLOW_PACKAGES
    ");
}

#[test]
fn the_present_can_be_given() {
    let text = "from datetime import datetime\nfrom flytekit import task, workflow\n@task\ndef t(a: datetime):\n    pass\n\
                @workflow\ndef w(a: datetime = datetime.now()):\n    t(a=a)\n";
    let sandbox = Sandbox::new().with_file("app.py", text).with_folder("out");
    let read = |sandbox: &Sandbox| std::fs::read(sandbox.path("out/2_app.w_3.pb")).unwrap();
    let sandbox = sandbox.with_variable("SOURCE_DATE_EPOCH", "1715123289");
    assert_snapshot!(sandbox.run("-k app workflows -f out"), @r"
    exit code: 0
    ----- stdout -----
    task app.t -> out/0_app.t_1.pb
    workflow app.w -> out/1_app.w_2.pb
    launch plan app.w -> out/2_app.w_3.pb
    Serialized 3 Flyte entities to out
    ----- stderr -----
    warning[present-time]: input `a` of the launch plan `app.w` is set to the moment of this run, not to that of an execution
     --> app.py:7:5
      |
    7 | def w(a: datetime = datetime.now()):
      |     ^ the launch plan
      |
      = help: let a schedule give the time (`kickoff_time_input_arg`), or ask for it inside a task
    ");
    let first = read(&sandbox);
    sandbox.run("-k app workflows -f out");
    assert_eq!(first, read(&sandbox));
    let sandbox = sandbox.with_variable("SOURCE_DATE_EPOCH", "soon");
    assert_snapshot!(sandbox.run("-k app workflows -f out"), @r"
    exit code: 2
    ----- stderr -----
    error[usage]: the variable `SOURCE_DATE_EPOCH` is `soon`, not a number of seconds since 1970
    ");
}

#[test]
fn no_package_for_machines() {
    assert_snapshot!(Sandbox::new().run("workflows --format json"), @r#"
    exit code: 0
    ----- stdout -----
    {"folder":".","entities":[]}
    ----- stderr -----
    {"id":"nothing-to-serialize","severity":"warning","message":"no package to serialize","labels":[],"notes":[],"help":"name one with `--pkgs PKG`, or in the variable FLYTE_SDK_WORKFLOW_PACKAGES"}
    "#);
}

#[test]
fn settings_are_told_with_verbose() {
    let config = "[sdk]\nworkflow_packages = from.file\n";
    let sandbox = Sandbox::new().with_file("flyte.config", config).with_folder("src");
    let line = "-v -c flyte.config --flytekit-version 1.15.0 --local-source-root src workflows";
    assert_snapshot!(sandbox.run(line), @r"
    exit code: 1
    ----- stderr -----
    packages: from.file
    source root: $SANDBOX/work/src
    installed packages: none
    flytekit 1.15.0, Python 3.11
    default image: cr.flyte.org/flyteorg/flytekit:py3.11-1.15.0
    error[module-not-found]: there is no module `from.file`
     |
     = help: name it as it is imported from the folder given by `--local-source-root`
    ");
}
