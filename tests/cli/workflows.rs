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
    flytekit 1.15.0, Python 3.11
    default image: cr.flyte.org/flyteorg/flytekit:py3.11-1.15.0
    error[module-not-found]: there is no module `from.file`
     |
     = help: name it as it is imported from the folder given by `--local-source-root`
    ");
}
