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

/// The text under a heading of the second level.
fn section(heading: &str) -> String {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let text = page.split(&format!("\n## {heading}\n")).nth(1).unwrap_or_default();
    text.split("\n## ").next().unwrap_or_default().to_owned()
}
