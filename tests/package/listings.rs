//! The tree that people are shown.

use flyte_serialize::package::{Listing, SelectOptions, select};
use insta::assert_snapshot;

use crate::tree::tree;

/// The listing of a tree, the source root left out.
fn listing(name: &str, has_rules: bool) -> String {
    let tree = tree(name);
    let root = tree.path("root");
    let selection = select(&root, &SelectOptions { explain: has_rules, ..tree.options() }).unwrap();
    Listing::new(&selection, has_rules).to_string().replace(root.to_str().unwrap(), "<root>")
}

#[test]
fn files_with_sizes() {
    assert_snapshot!(listing("git, negation", false), @r"
    <root>: 3 files, 58 B
      a/
        z  1 B
      data/
        keep  1 B
      .gitignore  56 B
    ");
}

#[test]
fn rules_and_what_was_dropped() {
    assert_snapshot!(listing("git, negation", true), @r"
    <root>: 3 files, 58 B
      a/
    +   z  1 B
    - b/  1 file, 1 B  [ignored by git, .gitignore:5: **/z]
      data/
    +   keep  1 B
    -   x  1 B  [ignored by git, .gitignore:1: data/*]
    - out/  1 file, 1 B  [ignored by git, .gitignore:3: out/]
    - !y  1 B  [ignored by git, .gitignore:8: \!y]
    - #x  1 B  [ignored by git, .gitignore:7: \#x]
    - .git/  [git's own folder]
    + .gitignore  56 B
    - sp   1 B  [ignored by git, .gitignore:9: sp\ ]
    - z  1 B  [ignored by git, .gitignore:5: **/z]
    ");
    assert_snapshot!(listing("a virtual environment, ignored", true), @r"
    <root>: 5 files, 22 B
    - .venv/  2 files, 13 B  [.dockerignore:1: .venv]
      app/
    +   __init__.py  0 B
    +   flow.py  6 B
      data/
    +   rows.csv  4 B
    + .dockerignore  6 B
    + README.md  6 B
    ");
    assert_snapshot!(listing("everything but", true), @r"
    <root>: 4 files, 30 B
      app/
    +   __init__.py  0 B  [.dockerignore:2: !app]
    +   flow.py  6 B  [.dockerignore:2: !app]
    - data/  1 file, 4 B  [.dockerignore:1: *]
    + .dockerignore  18 B
    + README.md  6 B  [.dockerignore:3: !README.md]
    ");
}

#[test]
fn links_and_odd_names() {
    assert_snapshot!(listing("links to files", true), @r"
    <root>: 6 files, 7 B
      a/
    +   up -> ../a/x  1 B
    +   x  1 B
    + dots -> ./a//x  1 B
    + out -> ../outside/y  2 B
    + twice -> x  1 B
    + x -> a/x  1 B
    ");
    let odd = listing("odd names", false);
    assert!(odd.contains("  a\\nb  3 B\n"), "{odd}");
}
