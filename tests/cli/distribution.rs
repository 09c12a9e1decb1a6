//! `--distribution-location` with a folder: what is written where, and what stays as it was when something fails.

use insta::assert_snapshot;

use crate::sandbox::Sandbox;

const FLOW: &str = "from flytekit import task\n\n@task\ndef mow(acres: int) -> int:\n    return acres\n";
const ARCHIVE: &str = "fast0ad5515721af53e9516ff245ad266a0d.tar.gz";

fn farm() -> Sandbox {
    Sandbox::new().with_file("farm.py", FLOW).with_file("notes.txt", "hay\n").with_folder("out")
}

/// The bytes of a file, as text.
fn text(sandbox: &Sandbox, path: &str) -> String {
    String::from_utf8_lossy(&std::fs::read(sandbox.path(path)).unwrap()).into_owned()
}

#[test]
fn the_archive_goes_there_and_specifications_say_so() {
    let sandbox = farm();
    let line = "-k farm -i a:1 fast workflows -f out --distribution-location dist/code";
    assert_snapshot!(sandbox.run(line), @r"
    exit code: 0
    ----- stdout -----
    task farm.mow -> out/0_farm.mow_1.pb
    code -> file://$SANDBOX/work/dist/code/fast0ad5515721af53e9516ff245ad266a0d.tar.gz (2 files, 188 B)
    Serialized 1 Flyte entity to out
    ----- stderr -----
    packing 2 files, 82 B
    uploading 188 B to $SANDBOX/work/dist/code/fast0ad5515721af53e9516ff245ad266a0d.tar.gz
    ");
    assert_eq!(sandbox.files("dist/code"), [ARCHIVE]);
}

#[test]
fn what_is_there_is_not_sent_again() {
    let sandbox = farm();
    let line = "-k farm -i a:1 -q fast workflows -f out --distribution-location dist --format json";
    sandbox.run(line);
    assert_snapshot!(sandbox.run(line), @r#"
    exit code: 0
    ----- stdout -----
    {"folder":"out","entities":[{"kind":"task","name":"farm.mow","path":"out/0_farm.mow_1.pb"}],"archive":{"path":"out/fast0ad5515721af53e9516ff245ad266a0d.tar.gz","size":188,"files":2,"uri":"file://$SANDBOX/work/dist/fast0ad5515721af53e9516ff245ad266a0d.tar.gz","uploaded":false}}
    "#);
    std::fs::write(sandbox.path("dist").join(ARCHIVE), "something else").unwrap();
    assert!(sandbox.run(line).contains("\"uploaded\":true"), "another file of that name is replaced");
    assert!(sandbox.run(line).contains("\"uploaded\":false"));
}

#[test]
fn the_folder_in_the_container() {
    let sandbox = farm();
    sandbox.run("-k farm -i a:1 fast workflows -f out --destination-dir /code");
    let spec = text(&sandbox, "out/0_farm.mow_1.pb");
    assert!(spec.contains("{{ .remote_package_path }}") && spec.contains("/code"));
    sandbox.run("-k farm -i a:1 fast workflows -f out --distribution-location dist");
    let spec = text(&sandbox, "out/0_farm.mow_1.pb");
    assert!(spec.contains(ARCHIVE) && spec.contains("/root") && !spec.contains("{{ ."));
}

#[test]
fn a_package_then_holds_specifications_only() {
    let sandbox = farm();
    let line = "-k farm -i a:1 package --copy all --distribution-location file://";
    let line = format!("{line}{} --destination-dir /code", sandbox.path("dist").display());
    assert_snapshot!(sandbox.run(&line), @r"
    exit code: 0
    ----- stdout -----
    task farm.mow -> 0_farm.mow_1.pb
    code -> file://$SANDBOX/work/dist/fast0ad5515721af53e9516ff245ad266a0d.tar.gz (2 files, 188 B)
    Packaged 1 Flyte entity into flyte-package.tgz
    ----- stderr -----
    packing 2 files, 82 B
    uploading 188 B to $SANDBOX/work/dist/fast0ad5515721af53e9516ff245ad266a0d.tar.gz
    ");
    assert_eq!(sandbox.files("dist"), [ARCHIVE]);
    let package = std::fs::File::open(sandbox.path("flyte-package.tgz")).unwrap();
    let mut package = tar::Archive::new(flate2::read::GzDecoder::new(package));
    let names = package.entries().unwrap().map(|entry| entry.unwrap().path().unwrap().display().to_string());
    assert_eq!(names.collect::<Vec<_>>(), ["0_farm.mow_1.pb"]);
}

#[test]
fn what_is_no_location_and_a_package_without_code() {
    assert_snapshot!(farm().run("-k farm package --distribution-location ftp://user:hush@host/x"), @r"
    exit code: 2
    ----- stderr -----
    error[usage]: the value of `--distribution-location` begins with `ftp://`, which is none of file, s3, gs, abfs, abfss, az, http, https

    error[usage]: `--distribution-location` is given, but there is no code to upload with `--copy none`
     |
     = help: add `--copy all` or `--copy auto`

    2 errors; nothing was written
    ");
}

#[test]
fn nothing_is_written_if_the_upload_fails_or_the_program_has_faults() {
    let sandbox = farm().with_file("file", "");
    assert_snapshot!(sandbox.run("-k farm -i a:1 fast workflows -f out --distribution-location file"), @r"
    exit code: 3
    ----- stderr -----
    packing 3 files, 82 B
    error[upload]: cannot write $SANDBOX/work/file/fast3aa25905353410262487072934958e62.tar.gz: File exists (os error 17)
    ");
    assert!(sandbox.files("out").is_empty());
    let sandbox =
        sandbox.with_file("bad.py", "from flytekit import task\n\n@task\ndef t(a) -> int:\n    return 1\n");
    let output = sandbox.run("-k bad -i a:1 fast workflows -f out --distribution-location dist");
    assert!(output.starts_with("exit code: 1\n"), "{output}");
    assert!(!sandbox.path("dist").exists() && sandbox.files("out").is_empty());
}
