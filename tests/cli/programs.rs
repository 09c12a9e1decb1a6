//! `serialize workflows` on small programs: what is written, what is refused, and that nothing of them is run.

use insta::assert_snapshot;

use crate::sandbox::Sandbox;

const BAKERY: &str = "\
from flytekit import task, workflow


@task
def price(loaves: int) -> float:
    return loaves * 3.5


@workflow
def invoice(loaves: int) -> float:
    return price(loaves=loaves)
";

fn bakery() -> Sandbox {
    Sandbox::new().with_file("bakery.py", BAKERY).with_folder("out")
}

#[test]
fn one_file_per_entity_is_written() {
    let sandbox = bakery();
    assert_snapshot!(sandbox.run("-k bakery -i app:v1 workflows -f out"), @r"
    exit code: 0
    ----- stdout -----
    task bakery.price -> out/0_bakery.price_1.pb
    workflow bakery.invoice -> out/1_bakery.invoice_2.pb
    launch plan bakery.invoice -> out/2_bakery.invoice_3.pb
    Serialized 3 Flyte entities to out
    ");
    assert_eq!(
        sandbox.files("out"),
        ["0_bakery.price_1.pb", "1_bakery.invoice_2.pb", "2_bakery.invoice_3.pb"]
    );
}

#[test]
fn results_for_machines() {
    assert_snapshot!(bakery().run("-k bakery workflows -f out --format json"), @r#"
    exit code: 0
    ----- stdout -----
    {"folder":"out","entities":[{"kind":"task","name":"bakery.price","path":"out/0_bakery.price_1.pb"},{"kind":"workflow","name":"bakery.invoice","path":"out/1_bakery.invoice_2.pb"},{"kind":"launch plan","name":"bakery.invoice","path":"out/2_bakery.invoice_3.pb"}]}
    "#);
}

#[test]
fn packages_of_the_variable_under_another_root() {
    let sandbox =
        Sandbox::new().with_file("src/shop/bakery.py", BAKERY).with_file("src/shop/__init__.py", "");
    let sandbox = sandbox.with_variable("FLYTE_SDK_WORKFLOW_PACKAGES", "shop");
    assert_snapshot!(sandbox.run("fast workflows --local-source-root src"), @r"
    exit code: 0
    ----- stdout -----
    task shop.bakery.price -> ./0_shop.bakery.price_1.pb
    workflow shop.bakery.invoice -> ./1_shop.bakery.invoice_2.pb
    launch plan shop.bakery.invoice -> ./2_shop.bakery.invoice_3.pb
    code -> ./fastf98f2b7e2cfb73da6dc1058afed7e0ab.tar.gz (2 files, 226 B)
    Serialized 3 Flyte entities to .
    ----- stderr -----
    packing 2 files, 180 B
    ");
}

#[test]
fn all_faults_are_reported_and_nothing_is_written() {
    let sandbox = bakery()
        .with_file("shop/__init__.py", "")
        .with_file("shop/broken.py", "def f(:\n    pass\n")
        .with_file("shop/unknown.py", UNKNOWN)
        .with_file("shop/untyped.py", UNTYPED);
    assert_snapshot!(sandbox.run("-k shop,bakery,nowhere workflows -f out"), @r"
    exit code: 1
    ----- stderr -----
    error[module-not-found]: there is no module `nowhere`
     |
     = help: name it as it is imported from the folder given by `--local-source-root`

    error[syntax-error]: invalid syntax: Expected a parameter or the end of the parameter list
     --> shop/broken.py:1:7
      |
    1 | def f(:
      |       ^

    error[unknown-value]: the number of retries cannot be known without running the program
     --> shop/unknown.py:8:7
      |
    1 | import requests
      |        -------- unknown because the package is not part of the project, and its code is not run
    ...
    8 | @task(retries=RETRIES)
      |       ^^^^^^^^^^^^^^^ a known value is needed here
      |
      = help: write a constant, or a value that follows from constants; compute others inside a task

    error[missing-annotation]: parameter `path` of `lost` has no type annotation
     --> shop/untyped.py:5:10
      |
    5 | def lost(path) -> str:
      |          ^^^^ annotate it, as in `name: int`
      |
      = help: inputs of tasks and workflows are typed; the type decides how values are passed

    4 errors; nothing was written
    ");
    assert!(sandbox.files("out").is_empty());
}

const UNKNOWN: &str = "\
import requests

from flytekit import task

RETRIES = requests.get('https://example.org/retries').json()


@task(retries=RETRIES)
def fetch() -> str:
    return ''
";

const UNTYPED: &str = "\
from flytekit import workflow


@workflow
def lost(path) -> str:
    return path
";

#[test]
fn faults_for_machines() {
    let sandbox = Sandbox::new().with_file("unknown.py", UNKNOWN);
    assert_snapshot!(sandbox.run("-k unknown workflows --format json"), @r#"
    exit code: 1
    ----- stderr -----
    {"id":"unknown-value","severity":"error","message":"the number of retries cannot be known without running the program","labels":[{"path":"unknown.py","line":8,"column":7,"end_line":8,"end_column":22,"message":"a known value is needed here","primary":true},{"path":"unknown.py","line":1,"column":8,"end_line":1,"end_column":16,"message":"unknown because the package is not part of the project, and its code is not run","primary":false}],"notes":[],"help":"write a constant, or a value that follows from constants; compute others inside a task"}
    "#);
}

#[test]
fn faults_as_annotations() {
    let sandbox = Sandbox::new().with_file("unknown.py", UNKNOWN);
    assert_snapshot!(sandbox.run("-k unknown workflows --format github"), @r"
    exit code: 1
    ----- stderr -----
    ::error file=unknown.py,line=8,endLine=8,col=7,endColumn=22,title=unknown-value::the number of retries cannot be known without running the program%0Aunknown.py:8: a known value is needed here%0Aunknown.py:1: unknown because the package is not part of the project, and its code is not run%0Ahelp: write a constant, or a value that follows from constants; compute others inside a task
    ");
}

#[test]
fn a_package_without_entities() {
    let sandbox = Sandbox::new().with_file("empty.py", "X = 1\n");
    assert_snapshot!(sandbox.run("-k empty workflows"), @r"
    exit code: 0
    ----- stdout -----
    Serialized 0 Flyte entities to .
    ----- stderr -----
    warning[nothing-to-serialize]: no task, workflow or launch plan in empty
    ");
    assert_snapshot!(sandbox.run("-k empty workflows --strict"), @r"
    exit code: 1
    ----- stderr -----
    error[nothing-to-serialize]: no task, workflow or launch plan in empty
    ");
}

#[test]
fn nothing_of_the_program_is_run() {
    let program = "\
import os
import shutil
import socket
import subprocess

os.remove('keep')
os.makedirs('made')
shutil.rmtree('folder')
open('written', 'w').write('x')
subprocess.run(['touch', 'touched'])
socket.create_connection(('127.0.0.1', 9)).send(b'x')
";
    let sandbox = bakery().with_file("keep", "").with_file("folder/keep", "");
    let sandbox = sandbox.with_file("hostile.py", &format!("{program}\n{BAKERY}"));
    let before = sandbox.files("");
    assert!(sandbox.run("-k hostile workflows -f out").starts_with("exit code: 0\n"));
    let after: Vec<_> = sandbox.files("").into_iter().filter(|file| !file.starts_with("out")).collect();
    assert_eq!(after, before);
    assert!(!sandbox.path("made").exists());
}

#[test]
fn a_program_that_never_ends_is_refused() {
    let sandbox = Sandbox::new().with_file("endless.py", "while True:\n    pass\n");
    assert_snapshot!(sandbox.run("-k endless workflows"), @r#"
    exit code: 1
    ----- stderr -----
    error[bound-reached]: evaluation did not end within 2000000 steps
     --> endless.py:2:5
      |
    2 |     pass
      |     ^^^^ still running here
      |
      = help: code that runs this long belongs in a task, or under `if __name__ == "__main__":`
    "#);
}

#[test]
fn a_recursion_without_end_is_refused() {
    let sandbox = Sandbox::new().with_file("deep.py", "def f(n):\n    return f(n + 1)\n\n\nf(0)\n");
    assert_snapshot!(sandbox.run("-k deep workflows"), @r"
    exit code: 1
    ----- stderr -----
    error[uncaught-exception]: RecursionError: maximum recursion depth exceeded
     --> deep.py:2:12
      |
    2 |     return f(n + 1)
      |            ^^^^^^^^ raised here
    ...
    5 | f(0)
      | ---- called from here
    ");
}

#[test]
fn syntax_is_that_of_the_version() {
    let sandbox = Sandbox::new().with_file("bakery.py", "greeting = t\"hello\"\n").with_folder("out");
    assert_snapshot!(sandbox.run("-k bakery -i app:v1 --python-version 3.14 workflows -f out"), @r#"
    exit code: 1
    ----- stderr -----
    error[unsupported-syntax]: a template string is not supported
     --> bakery.py:1:12
      |
    1 | greeting = t"hello"
      |            ^^^^^^^^
    "#);
    assert_snapshot!(sandbox.run("-k bakery -i app:v1 workflows -f out"), @r#"
    exit code: 1
    ----- stderr -----
    error[syntax-error]: invalid syntax: Cannot use t-strings on Python 3.11 (syntax was added in Python 3.14)
     --> bakery.py:1:12
      |
    1 | greeting = t"hello"
      |            ^^^^^^^^
    "#);
}
