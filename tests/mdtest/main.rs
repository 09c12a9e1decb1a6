//! Runs the Markdown tests in `tests/mdtest`: behaviour of the evaluator, of flytekit, and all diagnostics, specified by
//! example.
//!
//! A heading is a scenario. A Python block is a file of it: `main.py`, or the name that stands in backquotes on the line
//! before the block, ending in a colon. What happens with `main.py` depends on the folder:
//!
//! - In `flytekit/` it is serialized: loaded, checked and lowered, with the image `ghcr.io/acme/app:v1`.
//! - Elsewhere it is evaluated, without flytekit.
//!
//! On the line where it holds:
//!
//! - `# error: [id] "part of the message"` or `# warning: …`: a diagnostic whose primary label starts on this line. Every
//!   diagnostic of a scenario must be expected. Several may stand on one line. A line that says `# nowhere, error: …` expects
//!   one without a place.
//! - `# help: "part of the help"` after it, or on a line of its own below it: what the diagnostic says to do. In `flytekit/`
//!   a case tells the help of every diagnostic that has some.
//! - `x = f(2)  # value: 4` or `f(2)  # value: 4` (not in `flytekit/`): the `repr` of the value; `unknown` for a value that
//!   can't be known, and `unknown path.of.it` for one with a dotted path.
//!
//! A serialized scenario without expected errors must have specifications.
//!
//! `MDTEST=text cargo test --test mdtest` runs the scenarios whose file or heading contains the text.

#![expect(clippy::unwrap_used, reason = "a test that cannot set up its folder has failed")]

mod evaluation;
mod faults;
mod scenario;
mod serialization;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use flyte_serialize::diagnostic::Id;
use flyte_serialize::python::{Present, UtcOffset};
use scenario::{Scenario, all_scenarios};

/// The moment of every run: 7 May 2024, 23:08:09.123456 of UTC, two hours later on the local clock.
const PRESENT: Present =
    Present { unix_microseconds: 1_715_123_289_123_456, utc_offset: UtcOffset::Seconds(7200) };

/// Ids without a case here, and why.
const WITHOUT_CASE: &[(Id, &str)] = &[
    (Id::NothingToSerialize, "the command tells it; tests/cli"),
    (Id::ArchiveContents, "a fault of the code archive; tests/cli"),
    (Id::ArchiveSize, "a fault of the code archive; tests/cli"),
    (Id::Usage, "a fault of the command's arguments; tests/cli"),
    (Id::Configuration, "a fault of a configuration file; tests/cli"),
    (Id::Environment, "a fault of the machine; tests/cli"),
    (Id::Upload, "a fault of the network or of a server; tests/storage"),
];

#[test]
fn markdown_tests() {
    let only = std::env::var("MDTEST").unwrap_or_default();
    let mut failures = String::new();
    let mut count = 0;
    for scenario in all_scenarios() {
        if !scenario.file.contains(&only) && !scenario.heading.contains(&only) {
            continue;
        }
        count += 1;
        for failure in run(&scenario) {
            writeln!(failures, "{} / {}: {failure}", scenario.file, scenario.heading).unwrap();
        }
    }
    assert!(count > 0, "no scenario matches {only:?}");
    assert!(failures.is_empty(), "\n{failures}");
}

#[test]
fn every_id_has_a_case() {
    let mut expected = BTreeSet::new();
    for scenario in all_scenarios() {
        expected.extend(scenario.expected_faults().into_iter().map(|fault| fault.id));
    }
    for id in Id::ALL {
        let is_exempt = WITHOUT_CASE.iter().any(|(exempt, _)| exempt == id);
        assert_ne!(expected.contains(id.name()), is_exempt, "{}", id.name());
    }
    let names: BTreeSet<&str> = Id::ALL.iter().map(|id| id.name()).collect();
    assert!(expected.iter().all(|id| names.contains(id.as_str())), "an id is expected that does not exist");
}

fn run(scenario: &Scenario) -> Vec<String> {
    if scenario.is_serialized() { serialization::run(scenario) } else { evaluation::run(scenario) }
}
