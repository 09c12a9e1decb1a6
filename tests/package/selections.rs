//! Which files are chosen, and why.

use flyte_serialize::package::{PackageError, SelectOptions, SelectionWarning, digest, select};

use crate::tree::{texts, tree, trees};

#[test]
fn the_same_files_and_the_same_digest_as_the_reference() {
    let mut differences = Vec::new();
    let mut count = 0;
    for tree in trees() {
        count += 1;
        let selection = tree.select();
        let ours: Vec<_> = selection.entries.iter().map(|entry| entry.path.as_str()).collect();
        let theirs: Vec<_> = texts(&tree.case["recorded"]["files"]).collect();
        if ours != theirs {
            differences.push(format!("{}\n  ours   {ours:?}\n  theirs {theirs:?}", tree.name()));
        } else if digest(&selection, &()).unwrap().to_string() != tree.case["recorded"]["digest"] {
            differences.push(format!("{}: another digest", tree.name()));
        }
    }
    assert!(count > 100);
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// The rule of each entry, `+` for those that are kept.
fn rules(name: &str) -> Vec<String> {
    let tree = tree(name);
    let options = SelectOptions { explain: true, ..tree.options() };
    let selection = select(&tree.path("root"), &options).unwrap();
    let dropped = selection.dropped.iter().map(|entry| format!("- {} ({})", entry.path, entry.rule));
    let kept = selection.entries.iter().map(|entry| match &entry.rule {
        Some(rule) => format!("+ {} ({rule})", entry.path),
        None => format!("+ {}", entry.path),
    });
    dropped.chain(kept).collect()
}

#[test]
fn every_entry_has_its_rule() {
    let dropped =
        ["- .git (git's own folder)", "- x.a (.dockerignore:1: *.a)", "- x.b (.flyteignore:3: *.b)"];
    let by_git = "- x.c (ignored by git, .gitignore:1: *.c)";
    let kept = ["+ .dockerignore", "+ .flyteignore", "+ .gitignore", "+ x.d"];
    assert_eq!(rules("docker and flyte and git"), [&dropped[..], &[by_git], &kept].concat());
    assert_eq!(
        rules("everything but")[1..],
        [
            "+ .dockerignore",
            "+ README.md (.dockerignore:3: !README.md)",
            "+ app/__init__.py (.dockerignore:2: !app)",
            "+ app/flow.py (.dockerignore:2: !app)",
        ]
    );
    assert_eq!(
        rules("dangling links and sockets"),
        [
            "- circle (a link to nothing)",
            "- gone (a link to nothing)",
            "- s (not a regular file)",
            "- to_socket (not a regular file)",
            "+ x",
        ]
    );
    assert_eq!(rules("links to folders")[..2], ["- a/self (a link to a folder)", "- b (a link to a folder)"]);
    let visited = "a link to a folder that is already there";
    assert_eq!(rules("cycles, dereferenced")[0], format!("- a/b/me (a link to nothing)"));
    assert_eq!(rules("cycles, dereferenced")[1], format!("- a/b/top ({visited})"));
}

#[test]
fn of_two_ways_to_a_folder_its_own_place_counts() {
    let tree = tree("nothing");
    tree.write("root/z/x", "1");
    std::os::unix::fs::symlink("z", tree.path("root/a")).unwrap();
    let options = SelectOptions { dereference_symlinks: true, ..SelectOptions::default() };
    let selection = select(&tree.path("root"), &options).unwrap();
    assert_eq!(selection.entries.iter().map(|entry| &entry.path).collect::<Vec<_>>(), ["z/x"]);
}

#[test]
fn what_a_run_writes_is_left_out() {
    let tree = tree("a plain folder");
    tree.write("root/flyte-package.tgz", "old");
    let options = SelectOptions { outputs: vec![tree.path("root/flyte-package.tgz")], ..tree.options() };
    let selection = select(&tree.path("root"), &options).unwrap();
    assert_eq!(digest(&selection, &()).unwrap().to_string(), tree.case["recorded"]["digest"]);
}

#[test]
fn what_hardly_ever_belongs_in_an_archive_is_named() {
    let tree = tree("a plain folder");
    for path in [".env", "a/.env.local", ".env.example", "a/id_rsa", "tls.pem", "x.py", "v/.env"] {
        tree.write(&format!("root/{path}"), "1");
    }
    tree.write("root/v/pyvenv.cfg", "home = /usr\n");
    tree.write("root/v/lib/inner/pyvenv.cfg", "home = /usr\n");
    tree.write("root/.gitignore", "v\n");
    let options = SelectOptions { home_directory: Some(tree.path("root/../root")), ..tree.options() };
    let warnings = select(&tree.path("root"), &options).unwrap().warnings;
    let texts: Vec<_> = warnings.iter().map(ToString::to_string).collect();
    assert!(matches!(warnings[0], SelectionWarning::HomeDirectory(_)));
    assert!(texts[1].starts_with("what git ignores is not left out: not a git repository"), "{texts:?}");
    assert_eq!(
        texts[2..],
        [
            "the virtual environment v goes into the archive: 3 files, 25 B",
            "environment variables, which may be secret, go into the archive: .env, a/.env.local",
            "keys or passwords seem to go into the archive: a/id_rsa, tls.pem",
        ]
    );
    assert!(warnings.iter().all(|warning| !warning.help().is_empty()));
}

#[test]
fn ignore_files_that_cannot_be_read_are_errors() {
    let tree = tree("a plain folder");
    tree.write("root/.flyteignore", "a\n[z-a]\n");
    let error = select(&tree.path("root"), &tree.options()).unwrap_err();
    assert!(error.to_string().ends_with(".flyteignore is not a pattern: [z-a]"), "{error}");
    std::fs::write(tree.path("root/.flyteignore"), b"\xff\n").unwrap();
    let error = select(&tree.path("root"), &tree.options()).unwrap_err();
    assert!(matches!(error, PackageError::IgnoreFile(_)));
    assert!(matches!(select(&tree.path("gone"), &tree.options()), Err(PackageError::Root(_))));
}

#[test]
fn a_name_that_is_not_unicode_is_an_error_unless_it_is_ignored() {
    use std::os::unix::ffi::OsStrExt as _;
    let tree = tree("a plain folder");
    let name = std::ffi::OsStr::from_bytes(b"\xff.log");
    std::fs::write(tree.path("root").join(name), "1").unwrap();
    let error = select(&tree.path("root"), &tree.options()).unwrap_err();
    assert_eq!(error.to_string(), r#"the name of "\xFF.log" is not valid Unicode"#);
    tree.write("root/.flyteignore", "*.log\n");
    assert_eq!(select(&tree.path("root"), &tree.options()).unwrap().dropped.len(), 1);
}

#[test]
fn the_largest_files() {
    let tree = tree("nothing");
    for (path, size) in [("a", 3), ("b", 5), ("c", 3), ("d", 1)] {
        tree.write(&format!("root/{path}"), &"x".repeat(size));
    }
    let selection = tree.select();
    assert_eq!(selection.size(), 12);
    assert_eq!(selection.largest(3).iter().map(|entry| &entry.path).collect::<Vec<_>>(), ["b", "a", "c"]);
}
