//! The tables of rules in `fixtures/README.md` name cases that exist, and every case.

#![expect(clippy::unwrap_used, reason = "a test that cannot read the page has failed")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn every_row_names_cases_that_exist_or_says_why_there_is_none() {
    let mut faults = Vec::new();
    for (rule, cases) in rows() {
        let names = names(&cases);
        let links = links(&cases);
        let explained = cases.strip_prefix("none: ").is_some_and(|reason| reason.len() > 10);
        if !explained && names.is_empty() && links.is_empty() {
            faults.push(format!("`{rule}` has no case and no reason"));
        }
        faults.extend(names.iter().filter(|name| !exists(name)).map(|name| format!("there is no {name}")));
        let dead = links.iter().filter(|link| !fixtures().join(link).exists());
        faults.extend(dead.map(|link| format!("{link} leads to nothing")));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_case_is_named() {
    let named: BTreeSet<String> = rows().iter().flat_map(|(_, cases)| names(cases)).collect();
    let folders = fs::read_dir(fixtures()).unwrap().map(|entry| entry.unwrap().path());
    let cases = folders.filter(|path| path.join("case.json").is_file());
    let cases = cases.map(|path| path.file_name().unwrap().to_string_lossy().into_owned());
    let missing: BTreeSet<String> = cases.filter(|case| !named.contains(case)).collect();
    assert!(missing.is_empty(), "cases that no rule names: {missing:?}");
}

/// The rows of all tables: the rule, and its cases.
fn rows() -> Vec<(String, String)> {
    let page = fs::read_to_string(fixtures().join("README.md")).unwrap();
    let cells =
        page.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |")?.split_once(" | "));
    let rows: Vec<_> = cells
        .filter(|(_, cases)| *cases != "cases")
        .map(|(rule, cases)| (rule.to_owned(), cases.to_owned()))
        .collect();
    assert!(rows.len() > 100, "the tables have {} rows", rows.len());
    rows
}

/// What stands in backquotes.
fn names(cases: &str) -> Vec<String> {
    cases.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Where the links lead.
fn links(cases: &str) -> Vec<&str> {
    cases.split("](").skip(1).filter_map(|rest| rest.split(')').next()).collect()
}

/// Whether there is a case in `fixtures/`, or `MODULE:NAME` among the recorded types and values.
fn exists(name: &str) -> bool {
    let Some((module, entry)) = name.split_once(':') else {
        return fixtures().join(name).join("case.json").is_file();
    };
    let file = format!("../tests/types/{module}_types.txt");
    let recorded = fs::read_to_string(fixtures().join(file)).unwrap_or_default();
    recorded.lines().any(|line| line.split(' ').nth(1) == Some(entry))
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}
