//! `serialize package` and the code archive of `serialize fast workflows`.

use insta::assert_snapshot;

use crate::sandbox::Sandbox;

const FLOW: &str = "from flytekit import task\n\n@task\ndef mow(acres: int) -> int:\n    return acres\n";

fn farm() -> Sandbox {
    Sandbox::new().with_file("farm.py", FLOW).with_file("notes.txt", "hay\n")
}

#[test]
fn without_code() {
    let sandbox = farm();
    assert_snapshot!(sandbox.run("-k farm -i a:1 package"), @r"
    exit code: 0
    ----- stdout -----
    task farm.mow -> 0_farm.mow_1.pb
    Packaged 1 Flyte entity into flyte-package.tgz
    ");
    assert_eq!(sandbox.files(""), ["farm.py", "flyte-package.tgz", "notes.txt"]);
}

#[test]
fn with_code() {
    assert_snapshot!(farm().run("-k farm -i a:1 package --copy all --show-files"), @r"
    exit code: 0
    ----- stdout -----
    $SANDBOX/work: 2 files, 82 B
      farm.py  78 B
      notes.txt  4 B
    task farm.mow -> 0_farm.mow_1.pb
    code -> fast0ad5515721af53e9516ff245ad266a0d.tar.gz (2 files, 188 B)
    Packaged 1 Flyte entity into flyte-package.tgz
    ----- stderr -----
    packing 2 files, 82 B
    ");
    assert_snapshot!(farm().run("-k farm -i a:1 -q package --copy auto --show-files -v -o out.tgz"), @r"
    exit code: 0
    ----- stdout -----
    $SANDBOX/work: 1 file, 78 B
    + farm.py  78 B
    - notes.txt  4 B  [not a loaded module]
    task farm.mow -> 0_farm.mow_1.pb
    code -> fast1f78e6c60211e08d53ef7ba017fb5bb8.tar.gz (1 file, 161 B)
    Packaged 1 Flyte entity into out.tgz
    ----- stderr -----
    packages: farm
    source root: $SANDBOX/work
    installed packages: none
    flytekit 1.16.31, Python 3.11
    default image: a:1
    ");
    assert_snapshot!(farm().run("-k farm -i a:1 package --fast --format json --show-files"), @r#"
    exit code: 0
    ----- stdout -----
    {"package":"flyte-package.tgz","entities":[{"kind":"task","name":"farm.mow","path":"0_farm.mow_1.pb"}],"archive":{"path":"fast0ad5515721af53e9516ff245ad266a0d.tar.gz","size":188,"files":2},"files":[{"path":"farm.py","size":78},{"path":"notes.txt","size":4}],"dropped":[]}
    "#);
}

#[test]
fn fast_workflows_write_the_archive_too() {
    let sandbox = farm().with_folder("out");
    assert_snapshot!(sandbox.run("-k farm -i a:1 fast workflows -f out"), @r"
    exit code: 0
    ----- stdout -----
    task farm.mow -> out/0_farm.mow_1.pb
    code -> out/fast0ad5515721af53e9516ff245ad266a0d.tar.gz (2 files, 188 B)
    Serialized 1 Flyte entity to out
    ----- stderr -----
    packing 2 files, 82 B
    ");
    let files = sandbox.files("out");
    sandbox.run("-k farm -i a:1 fast workflows -f out");
    assert_eq!(sandbox.files("out"), files, "what an earlier run wrote is no part of the code");
}

#[test]
fn an_output_that_exists() {
    let sandbox = farm().with_file("flyte-package.tgz", "mine").with_folder("dir");
    assert_snapshot!(sandbox.run("-k farm package"), @r"
    exit code: 2
    ----- stderr -----
    error[usage]: `flyte-package.tgz`, given for `--output`, already exists
     |
     = help: replace it with `--force`
    ");
    assert_snapshot!(sandbox.run("-k farm package -o dir -f"), @r"
    exit code: 2
    ----- stderr -----
    error[usage]: `dir`, given for `--output`, is a folder
    ");
    assert_snapshot!(sandbox.run("-k farm package -o none/x.tgz"), @r"
    exit code: 2
    ----- stderr -----
    error[usage]: `none`, given for `--output`, does not exist
    ");
    assert!(sandbox.run("-k farm package -i a:1 -f").starts_with("exit code: 0\n"));
}

#[test]
fn a_source_that_is_no_folder_and_other_faults_at_once() {
    assert_snapshot!(farm().run("-k a-b package -s nowhere --env X -o none/x.tgz"), @r"
    exit code: 2
    ----- stderr -----
    error[usage]: `none`, given for `--output`, does not exist

    error[usage]: `nowhere`, given for `--source`, does not exist

    error[usage]: illegal package `a-b`
     |
     = help: name it as it is imported, such as app.workflows

    error[usage]: expected KEY=VALUE for `--env`, got `X`

    4 errors; nothing was written
    ");
}

#[test]
fn a_source_elsewhere() {
    let sandbox = Sandbox::new().with_file("src/farm.py", FLOW);
    assert_snapshot!(sandbox.run("-k farm -i a:1 package -s src --copy all"), @r"
    exit code: 0
    ----- stdout -----
    task farm.mow -> 0_farm.mow_1.pb
    code -> fast1f78e6c60211e08d53ef7ba017fb5bb8.tar.gz (1 file, 161 B)
    Packaged 1 Flyte entity into flyte-package.tgz
    ----- stderr -----
    packing 1 file, 78 B
    ");
}

#[test]
fn two_ways_to_say_which_code() {
    assert_snapshot!(farm().run("-k farm package --fast --copy=auto"), @r"
    exit code: 2
    ----- stderr -----
    error: the argument '--fast' cannot be used with '--copy <STYLE>'

    Usage: serialize package --fast

    For more information, try '--help'.
    ");
}

#[test]
fn nothing_to_package() {
    assert_snapshot!(farm().run("package"), @r"
    exit code: 1
    ----- stderr -----
    error[nothing-to-serialize]: no package to serialize
     |
     = help: name one with `--pkgs PKG`, or in the variable FLYTE_SDK_WORKFLOW_PACKAGES
    ");
    let sandbox = Sandbox::new().with_file("empty.py", "");
    assert_snapshot!(sandbox.run("-k empty package --copy all"), @r"
    exit code: 0
    ----- stdout -----
    Nothing was packaged
    ----- stderr -----
    warning[nothing-to-serialize]: no task, workflow or launch plan in empty
    ");
    assert_eq!(sandbox.files(""), ["empty.py"]);
}

#[test]
fn what_hardly_ever_belongs_in_an_archive() {
    let sandbox = farm().with_file(".env", "PASSWORD=x\n");
    assert_snapshot!(sandbox.run("-k farm -i a:1 package --copy all"), @r"
    exit code: 0
    ----- stdout -----
    task farm.mow -> 0_farm.mow_1.pb
    code -> fast2b1997dd5ad060860ddb7fa32ca25444.tar.gz (3 files, 223 B)
    Packaged 1 Flyte entity into flyte-package.tgz
    ----- stderr -----
    warning[archive-contents]: environment variables, which may be secret, go into the archive: .env
     |
     = help: add a line to .flyteignore at the source root to leave it out

    packing 3 files, 93 B
    ");
    assert_snapshot!(sandbox.run("-k farm -i a:1 package --copy all --strict -f -o other.tgz"), @r"
    exit code: 1
    ----- stderr -----
    error[archive-contents]: environment variables, which may be secret, go into the archive: .env
     |
     = help: add a line to .flyteignore at the source root to leave it out
    ");
    assert!(!sandbox.path("other.tgz").exists());
}

#[test]
fn an_archive_that_is_too_large() {
    let sandbox = farm();
    assert_snapshot!(sandbox.run("-k farm -i a:1 package --copy all --max-archive-size 10B"), @r"
    exit code: 0
    ----- stdout -----
    task farm.mow -> 0_farm.mow_1.pb
    code -> fast0ad5515721af53e9516ff245ad266a0d.tar.gz (2 files, 188 B)
    Packaged 1 Flyte entity into flyte-package.tgz
    ----- stderr -----
    packing 2 files, 82 B
    warning[archive-size]: the code archive has 188 B, more than 10 B
     |
     = note: its largest files:
             78 B farm.py
             4 B notes.txt
     = help: leave out what tasks don't need with a .flyteignore, or raise `--max-archive-size`
    ");
    assert_snapshot!(sandbox.run("-k farm -i a:1 --strict fast workflows --max-archive-size 0"), @r"
    exit code: 1
    ----- stderr -----
    packing 3 files, 844 B
    error[archive-size]: the code archive has 1.0 KiB, more than 0 B
     |
     = note: its largest files:
             762 B flyte-package.tgz
             78 B farm.py
             4 B notes.txt
     = help: leave out what tasks don't need with a .flyteignore, or raise `--max-archive-size`
    ");
    assert_eq!(sandbox.files(""), ["farm.py", "flyte-package.tgz", "notes.txt"]);
}

#[test]
fn an_ignore_file_that_is_none() {
    let sandbox = farm().with_file(".flyteignore", "[z-a]\n");
    assert_snapshot!(sandbox.run("-k farm -i a:1 package --copy all"), @r"
    exit code: 2
    ----- stderr -----
    error[configuration]: line 1 of $SANDBOX/work/.flyteignore is not a pattern: [z-a]
    ");
}
