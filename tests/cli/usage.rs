//! Wrong usage, help and settings: what is refused before any program is looked at.

use insta::assert_snapshot;

use crate::sandbox::Sandbox;

#[test]
fn help_names_every_option() {
    assert_snapshot!(Sandbox::new().run("workflows -h"), @r"
    exit code: 0
    ----- stdout -----
    Write one .pb file per task, workflow and launch plan

    Usage: serialize workflows [OPTIONS]

    Options:
      -k, --pkgs <PKG>
              Python package or module to serialize, such as app.workflows; repeatable, or a comma list
      -c, --config <FILE>
              Configuration file: YAML if it ends in .yaml or .yml, INI otherwise
      -i, --image <[NAME=]IMAGE>
              Container image, such as ghcr.io/acme/app:v1; with a name before = it is that named image,
              without it the default
          --local-source-root <DIR>
              Folder that packages are imported from [default: the current folder]
          --python-path <DIR>
              Folder to find modules and packages in: a virtual environment, its site-packages, or a
              folder of modules; repeatable, or a list with the system's separator [default: the active
              virtual environment, else .venv in or above the source root]
          --env <KEY=VALUE>
              Environment variable for every container; repeatable, the last of two values for one
              variable wins [alias: --envvars]
          --in-container-config-path <FILE>
              Accepted for compatibility; has no effect
          --in-container-virtualenv-root <DIR>
              Folder of flytekit's virtual environment in the container
          --flytekit-version <VERSION>
              The flytekit version that specifications name [default: the environment's, else 1.16.31]
          --python-version <VERSION>
              The Python version that code is evaluated for and the default image is chosen by [default:
              the environment's, else 3.11]
          --format <FORMAT>
              How to print results (standard output) and diagnostics (standard error) [default: human]
              [possible values: human, json, github]
          --strict
              Treat warnings as errors: nothing is written, exit code 1
      -v, --verbose...
              Say on standard error which settings are used
      -q, --quiet
              Show no progress
      -f, --folder <DIR>
              Existing folder for the .pb files [default: .]
      -h, --help
              Print help (see more with '--help')
    ");
}

#[test]
fn without_arguments_help_goes_to_stderr() {
    let text = Sandbox::new().run("");
    assert!(text.starts_with("exit code: 2\n----- stderr -----\nSerialize Flyte workflows"), "{text}");
    let text = Sandbox::new().run("fast");
    assert!(text.starts_with("exit code: 2\n----- stderr -----\nThe same for fast"), "{text}");
}

#[test]
fn the_version() {
    assert_snapshot!(Sandbox::new().run("--version"), @r"
    exit code: 0
    ----- stdout -----
    serialize 0.1.0
    ");
}

#[test]
fn an_unknown_option() {
    assert_snapshot!(Sandbox::new().run("--image x:1 workflows --foldr out"), @r"
    exit code: 2
    ----- stderr -----
    error: unexpected argument '--foldr' found

      tip: a similar argument exists: '--folder'

    Usage: serialize workflows --folder <DIR>

    For more information, try '--help'.
    ");
}

#[test]
fn an_unknown_option_for_machines() {
    assert_snapshot!(Sandbox::new().run("workflows --foldr out --format json"), @r#"
    exit code: 2
    ----- stderr -----
    {"id":"usage","severity":"error","message":"unexpected argument '--foldr' found","labels":[],"notes":[],"help":"did you mean `--folder`?"}
    "#);
}

#[test]
fn every_wrong_setting_is_named() {
    let sandbox = Sandbox::new().with_file("file", "");
    let line = "-k a/b -i foo/bar workflows -k c-d --env X --local-source-root nowhere -f file";
    assert_snapshot!(sandbox.run(line), @r"
    exit code: 2
    ----- stderr -----
    error[usage]: illegal package `a/b`
     |
     = help: name it as it is imported, such as app.workflows

    error[usage]: illegal package `c-d`
     |
     = help: name it as it is imported, such as app.workflows

    error[usage]: expected KEY=VALUE for `--env`, got `X`

    error[invalid-image]: the image `foo/bar` has neither tag nor digest
     |
     = help: add a tag, as in `app:v1`

    error[usage]: `nowhere`, given for `--local-source-root`, does not exist

    error[usage]: `file`, given for `--folder`, is not a folder

    6 errors; nothing was written
    ");
}

#[test]
fn the_folder_must_exist() {
    assert_snapshot!(Sandbox::new().run("-k app workflows -f out"), @r"
    exit code: 2
    ----- stderr -----
    error[usage]: `out`, given for `--folder`, does not exist
    ");
}

#[test]
fn two_default_images() {
    assert_snapshot!(Sandbox::new().run("-i a:1 workflows -i default=b@sha256:0"), @r"
    exit code: 1
    ----- stderr -----
    error[invalid-image]: two default images, `a:1` and `b@sha256:0`
     |
     = help: give all but one a name, as in `--image NAME=IMAGE`
    ");
}

#[test]
fn an_image_without_tag_for_machines() {
    assert_snapshot!(Sandbox::new().run("--format json -i a workflows"), @r#"
    exit code: 1
    ----- stderr -----
    {"id":"invalid-image","severity":"error","message":"the image `a` has neither tag nor digest","labels":[],"notes":[],"help":"add a tag, as in `app:v1`"}
    "#);
}

#[test]
fn an_image_specification_is_not_built() {
    let sandbox = Sandbox::new().with_file("image.yaml", "name: a\n");
    assert_snapshot!(sandbox.run("-i image.yaml workflows"), @r"
    exit code: 1
    ----- stderr -----
    error[unsupported-feature]: `image.yaml` is the file of an image specification, which would have to be built
     |
     = help: build the image and give its name
    ");
}

#[test]
fn a_python_version_without_image() {
    assert_snapshot!(Sandbox::new().run("--python-version 3.13 workflows"), @r"
    exit code: 1
    ----- stderr -----
    error[invalid-image]: there is no default image: flytekit publishes images for Python 3.8 to 3.12 only, not for 3.13
     |
     = help: give one with `--image IMAGE`, or say another version with `--python-version`
    ");
}

#[test]
fn a_configuration_file_that_is_not_there() {
    assert_snapshot!(Sandbox::new().run("-c flyte.yaml workflows"), @r"
    exit code: 3
    ----- stderr -----
    error[configuration]: the configuration file $SANDBOX/work/flyte.yaml cannot be read: No such file or directory (os error 2)
    ");
    assert_snapshot!(Sandbox::new().run("-c flyte.config workflows"), @r"
    exit code: 0
    ----- stdout -----
    Serialized 0 Flyte entities to .
    ----- stderr -----
    warning[configuration]: the configuration file $SANDBOX/work/flyte.config cannot be read: No such file or directory (os error 2)

    warning[nothing-to-serialize]: no package to serialize
     |
     = help: name one with `--pkgs PKG`, or in the variable FLYTE_SDK_WORKFLOW_PACKAGES
    ");
}

#[test]
fn a_configuration_file_that_cannot_be_used() {
    let sandbox = Sandbox::new().with_file("flyte.config", "[sdk]\n[internal]\n");
    assert_snapshot!(sandbox.run("-c flyte.config workflows"), @r"
    exit code: 2
    ----- stderr -----
    error[configuration]: The config file '$SANDBOX/work/flyte.config' cannot contain a section for internal only configurations.
    ");
}

#[test]
fn colour_follows_the_environment() {
    let red = "\u{1b}[1m\u{1b}[91merror";
    let forced = Sandbox::new().with_variable("CLICOLOR_FORCE", "1");
    let stderr = String::from_utf8(forced.output("-i a workflows").stderr).unwrap();
    assert!(stderr.starts_with(red), "{stderr:?}");
    let forbidden = forced.with_variable("NO_COLOR", "1");
    let stderr = String::from_utf8(forbidden.output("-i a workflows").stderr).unwrap();
    assert!(!stderr.contains('\u{1b}'), "{stderr:?}");
}
