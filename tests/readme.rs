//! What the README lists is what the program has.

#![expect(clippy::unwrap_used, reason = "a test that cannot read the page has failed")]

use std::fs;
use std::path::Path;

use flyte_serialize::diagnostic::Id;

#[test]
fn the_table_of_diagnostics_is_complete() {
    let row = |id: &Id| format!("| `{}` | {} |", id.name(), id.explanation().trim());
    let rows = Id::ALL.iter().map(row).collect::<Vec<_>>().join("\n");
    assert!(section("Diagnostics").contains(&rows), "the table of diagnostics should be:\n{rows}");
}

#[test]
fn every_case_is_in_the_table_of_what_is_supported() {
    let supported = section("What is supported");
    let cases = fs::read_dir(root().join("fixtures")).unwrap().map(|entry| entry.unwrap().file_name());
    let cases = cases.map(|name| name.into_string().unwrap());
    let missing: Vec<_> = cases
        .filter(|case| root().join("fixtures").join(case).join("case.json").is_file())
        .filter(|case| {
            !case.starts_with("refused_") && !supported.contains(&format!("[{case}](fixtures/{case})"))
        })
        .collect();
    assert!(missing.is_empty(), "cases that the README does not name: {missing:?}");
}

#[test]
fn every_link_leads_to_a_file() {
    let page = page();
    let links = page.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let dead: Vec<_> = links.filter(|link| !link.contains("://") && !root().join(link).exists()).collect();
    assert!(dead.is_empty(), "links to nothing: {dead:?}");
}

/// The text under a heading of the second level.
fn section(heading: &str) -> String {
    let page = page();
    let text = page.split(&format!("\n## {heading}\n")).nth(1).unwrap_or_default();
    text.split("\n## ").next().unwrap_or_default().to_owned()
}

fn page() -> String {
    fs::read_to_string(root().join("README.md")).unwrap()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
