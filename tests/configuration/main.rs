//! Compares the configuration room with what the reference made of the same inputs.
//!
//! `recorded.json` is written by `record.py` beside it (`python record.py`, with flytekit 1.16.31 installed) and never by
//! hand. Where we differ on purpose, a list in the test names the case and the reason; a case in the list that doesn't
//! differ fails the test too.

mod files;
mod images;
mod settings;

use std::sync::LazyLock;

use serde_json::Value;

static RECORDED: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("recorded.json")).expect("recorded.json is JSON"));

/// The recorded cases of one kind.
fn recorded(kind: &str) -> &'static [Value] {
    let cases = RECORDED[kind].as_array().expect("a kind of recording");
    assert!(!cases.is_empty());
    cases
}

/// A string in a case.
fn text<'a>(case: &'a Value, key: &str) -> &'a str {
    case[key].as_str().unwrap_or_else(|| panic!("{key} is a string in {case}"))
}

/// The strings in a list of a case.
fn texts<'a>(case: &'a Value, key: &str) -> Vec<&'a str> {
    case[key].as_array().expect("a list").iter().map(|item| item.as_str().expect("a string")).collect()
}

/// What a call of ours came to, in the form that recordings have.
fn outcome<T: Into<Value>, E: std::fmt::Display>(result: Result<T, E>) -> Result<Value, String> {
    result.map(Into::into).map_err(|error| error.to_string())
}

/// Whether a recording and an outcome of ours are both a value, and the same, or both an error.
fn agree(recorded: &Value, ours: &Result<Value, String>) -> bool {
    match ours {
        Ok(value) => recorded.get("value") == Some(value),
        Err(_) => recorded.get("error").is_some(),
    }
}

/// Compares an outcome of ours with a recording; for errors, the message too.
fn assert_same(recorded: &Value, ours: &Result<Value, String>) {
    assert!(agree(recorded, ours), "recorded {recorded}\nours {ours:?}");
    if let Err(message) = ours {
        assert_eq!(text(recorded, "message"), message, "in {recorded}");
    }
}
