//! Diagnostics: those that a scenario expects, and those that come.

use std::path::Path;

use flyte_serialize::diagnostic::{Diagnostic, Severity};
use flyte_serialize::source::Sources;

/// A diagnostic that must come.
pub(super) struct ExpectedFault {
    /// The file; empty for a diagnostic without a place.
    file: String,
    /// Its line, from 1; 0 for a diagnostic without a place.
    line: usize,
    severity: Severity,
    /// The id.
    pub(super) id: String,
    text: String,
    /// Part of the help.
    pub(super) help: Option<String>,
}

const MARKS: [(&str, Severity); 2] = [("error: [", Severity::Error), ("warning: [", Severity::Warning)];

/// What the comments of a file expect.
pub(super) fn expected(file: &str, text: &str) -> Vec<ExpectedFault> {
    let mut found: Vec<ExpectedFault> = Vec::new();
    for (at, line) in text.lines().enumerate() {
        for comment in line.split("# ").skip(1) {
            if let Some(help) = comment.strip_prefix("help: ") {
                found.last_mut().unwrap().help = Some(unquoted(help));
                continue;
            }
            let (comment, is_placed) =
                comment.strip_prefix("nowhere, ").map_or((comment, true), |comment| (comment, false));
            let parsed = MARKS.iter().find_map(|(mark, severity)| {
                let (id, rest) = comment.strip_prefix(mark)?.split_once(']')?;
                let (file, line) = if is_placed { (file.to_owned(), at + 1) } else { (String::new(), 0) };
                let (id, text) = (id.to_owned(), unquoted(rest));
                Some(ExpectedFault { file, line, severity: *severity, id, text, help: None })
            });
            found.extend(parsed);
        }
    }
    found
}

/// The text without the comments that expect something: what they say is not part of the program.
pub(super) fn without_expectations(text: &str) -> String {
    let marks = ["# error: [", "# warning: [", "# help: ", "# nowhere, "];
    let end = |line: &str| marks.iter().filter_map(|mark| line.find(mark)).min().unwrap_or(line.len());
    let lines: Vec<&str> = text.lines().map(|line| line[..end(line)].trim_end()).collect();
    lines.join("\n") + "\n"
}

fn unquoted(text: &str) -> String {
    let text = text.trim();
    text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text).to_owned()
}

/// Diagnostics that were not expected, and expected ones that did not come.
pub(super) fn differences(
    sources: &Sources,
    folder: &Path,
    mut expected: Vec<ExpectedFault>,
    diagnostics: &[Diagnostic],
) -> Vec<String> {
    let mut failures = Vec::new();
    for diagnostic in diagnostics {
        let (file, line) = place(sources, folder, diagnostic);
        let help = diagnostic.help.as_deref();
        let matching = expected.iter().position(|fault| {
            fault.file == file
                && fault.line == line
                && fault.severity == diagnostic.severity
                && fault.id == diagnostic.id.name()
                && diagnostic.message.contains(&fault.text)
                && fault.help.as_ref().is_none_or(|part| help.is_some_and(|help| help.contains(part)))
        });
        match matching {
            Some(at) => {
                expected.remove(at);
            }
            None => {
                let (severity, id) = (diagnostic.severity.name(), diagnostic.id.name());
                failures.push(format!(
                    "unexpected {file}:{line}: {severity}: [{id}] {:?} help: {:?}",
                    diagnostic.message,
                    help.unwrap_or_default()
                ));
            }
        }
    }
    failures.extend(expected.into_iter().map(|fault| {
        let ExpectedFault { file, line, severity, id, text, help } = fault;
        format!("{file}:{line}: missing {}: [{id}] {text:?} help: {help:?}", severity.name())
    }));
    failures
}

/// Help lines that no expectation tells.
pub(super) fn untold_help(expected: &[String], diagnostics: &[Diagnostic]) -> Vec<String> {
    let help = diagnostics.iter().filter_map(|diagnostic| diagnostic.help.as_deref());
    help.filter(|help| !expected.iter().any(|part| help.contains(part)))
        .map(|help| format!("the case does not tell the help {help:?}"))
        .collect()
}

fn place(sources: &Sources, folder: &Path, diagnostic: &Diagnostic) -> (String, usize) {
    let place = diagnostic.primary_span().and_then(|span| Some((sources.get(span.file)?, span)));
    place.map_or_else(Default::default, |(file, span)| {
        let name = file.path().strip_prefix(folder).unwrap_or(file.path()).display().to_string();
        (name, file.line_column(span.start).line)
    })
}
