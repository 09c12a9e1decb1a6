//! Runs the Markdown tests in `tests/mdtest`: behaviour of the evaluator and its diagnostics, specified by example.
//!
//! A heading is a scenario. A Python block is a file of it: `main.py`, or the name that stands in backquotes on the line
//! before the block, ending in a colon. `main.py` is evaluated. On the line where it holds:
//!
//! - `x = f(2)  # value: 4` or `f(2)  # value: 4`: the `repr` of the value; `unknown` for a value that can't be known, and
//!   `unknown path.of.it` for one with a dotted path;
//! - `# error: [id] "part of the message"`: a diagnostic whose primary label starts on this line. Every diagnostic of a scenario
//!   must be expected.
//!
//! `MDTEST=text cargo test --test mdtest` runs the scenarios whose file or heading contains the text.

#![expect(clippy::unwrap_used, reason = "a test that cannot set up its folder has failed")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use flyte_serialize::diagnostic::Diagnostic;
use flyte_serialize::python::{Evaluator, Present, Settings, Value};
use flyte_serialize::source::Sources;

struct Scenario {
    file: String,
    heading: String,
    files: Vec<(String, String)>,
}

#[test]
fn markdown_tests() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mdtest");
    let only = std::env::var("MDTEST").unwrap_or_default();
    let mut failures = String::new();
    let mut count = 0;
    for path in markdown_files(&folder) {
        let name = path.strip_prefix(&folder).unwrap().display().to_string();
        for scenario in scenarios(&name, &std::fs::read_to_string(&path).unwrap()) {
            if !scenario.file.contains(&only) && !scenario.heading.contains(&only) {
                continue;
            }
            count += 1;
            for failure in run(&scenario) {
                writeln!(failures, "{} / {}: {failure}", scenario.file, scenario.heading).unwrap();
            }
        }
    }
    assert!(count > 0, "no scenario matches {only:?}");
    assert!(failures.is_empty(), "\n{failures}");
}

fn markdown_files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = walkdir::WalkDir::new(folder)
        .into_iter()
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    files.sort();
    files
}

fn scenarios(file: &str, text: &str) -> Vec<Scenario> {
    let mut found: Vec<Scenario> = Vec::new();
    let mut heading = String::new();
    let mut is_new = true;
    let mut lines = text.lines();
    let mut before = "";
    while let Some(line) = lines.next() {
        if line.starts_with('#') {
            line.trim_start_matches('#').trim().clone_into(&mut heading);
            is_new = true;
        } else if line.starts_with("```") {
            let block: Vec<&str> = lines.by_ref().take_while(|line| !line.starts_with("```")).collect();
            if !line.starts_with("```py") {
                continue;
            }
            let name = before.strip_suffix("`:").and_then(|text| text.strip_prefix('`')).unwrap_or("main.py");
            if is_new {
                found.push(Scenario { file: file.to_owned(), heading: heading.clone(), files: Vec::new() });
                is_new = false;
            }
            if let Some(scenario) = found.last_mut() {
                scenario.files.push((name.to_owned(), format!("{}\n", block.join("\n"))));
            }
        }
        if !line.trim().is_empty() {
            before = line.trim();
        }
    }
    found
}

struct Expected {
    name: String,
    value: String,
    line: usize,
}

/// Makes the value of an asserted line a variable of its own, without moving any line.
fn instrument(text: &str) -> (String, Vec<Expected>) {
    let mut result = String::new();
    let mut expected = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let Some((code, value)) = line.split_once("# value:") else {
            writeln!(result, "{line}").unwrap();
            continue;
        };
        let name = format!("value_of_line_{}", at + 1);
        expected.push(Expected { name: name.clone(), value: value.trim().to_owned(), line: at + 1 });
        let code = code.trim_end();
        let target = assigned_name(code);
        match target {
            Some(target) => writeln!(result, "{code}; {name} = {target}").unwrap(),
            None => writeln!(result, "{name} = ({code})").unwrap(),
        }
    }
    (result, expected)
}

fn assigned_name(code: &str) -> Option<&str> {
    let (target, rest) = code.split_once('=')?;
    let target =
        target.trim_end().trim_end_matches(['+', '-', '*', '/', '%', '|', '&', '^', '@', ':']).trim();
    let is_name = |text: &str| {
        !text.is_empty()
            && text.chars().all(|c| c.is_alphanumeric() || "_.[]'\"".contains(c))
            && !text.starts_with(|c: char| c.is_ascii_digit() || "'\"[.".contains(c))
    };
    let plain = target.split(':').next().unwrap_or(target).trim();
    (is_name(plain) && !rest.starts_with('=')).then_some(plain)
}

fn run(scenario: &Scenario) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let mut expected = Vec::new();
    let mut errors = Vec::new();
    for (name, text) in &scenario.files {
        let (instrumented, values) = instrument(text);
        if name == "main.py" {
            expected = values;
        }
        errors.extend(expected_errors(name, text));
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, instrumented).unwrap();
    }
    let sources = Rc::new(Sources::new());
    let mut environment = indexmap::IndexMap::new();
    environment.insert("HOME".to_owned(), "/home/somebody".to_owned());
    let settings = Settings {
        source_root: folder.path().to_owned(),
        environment,
        python_version: (3, 11),
        // 7 May 2024, 23:08:09.123456 of UTC, two hours later on the local clock.
        present: Some(Present { unix_microseconds: 1_715_123_289_123_456, utc_offset_seconds: 7200 }),
        ..Settings::default()
    };
    let mut evaluator = Evaluator::new(settings, Rc::clone(&sources));
    let module = match evaluator.import_module("main") {
        Ok(module) => module,
        Err(interrupt) => {
            evaluator.report_interrupt(*interrupt);
            Value::None
        }
    };
    let mut failures = Vec::new();
    let diagnostics = evaluator.take_diagnostics();
    for value in &expected {
        let got = shown(&mut evaluator, &module, &value.name);
        if got != value.value {
            failures.push(format!("line {}: expected {}, got {got}", value.line, value.value));
        }
    }
    compare_errors(&sources, folder.path(), errors, &diagnostics, &mut failures);
    failures
}

fn shown(evaluator: &mut Evaluator, module: &Value, name: &str) -> String {
    let Value::Module(module) = module else { return "nothing: the module failed".to_owned() };
    let Some(value) = module.get(name) else { return "nothing: the line was not reached".to_owned() };
    if let Value::Unknown(unknown) = &value {
        return unknown.dotted_path().map_or("unknown".to_owned(), |path| format!("unknown {path}"));
    }
    match evaluator.repr_of(&value) {
        Ok(Value::Unknown(unknown)) => {
            unknown.dotted_path().map_or("unknown".to_owned(), |path| format!("unknown {path}"))
        }
        Ok(text) => text.as_str().unwrap_or_default().to_string(),
        Err(interrupt) => format!("an interrupt: {interrupt:?}"),
    }
}

struct ExpectedError {
    file: String,
    line: usize,
    id: String,
    text: String,
}

fn expected_errors(file: &str, text: &str) -> Vec<ExpectedError> {
    let parse = |(at, line): (usize, &str)| {
        let (_, assertion) = line.split_once("# error: [")?;
        let (id, rest) = assertion.split_once(']')?;
        let text = rest.trim().trim_matches('"').to_owned();
        Some(ExpectedError { file: file.to_owned(), line: at + 1, id: id.to_owned(), text })
    };
    text.lines().enumerate().filter_map(parse).collect()
}

fn compare_errors(
    sources: &Sources,
    folder: &Path,
    mut expected: Vec<ExpectedError>,
    diagnostics: &[Diagnostic],
    failures: &mut Vec<String>,
) {
    for diagnostic in diagnostics {
        let place = diagnostic.primary_span().and_then(|span| Some((sources.get(span.file)?, span)));
        let (file, line) = match &place {
            Some((file, span)) => {
                let name = file.path().strip_prefix(folder).unwrap_or(file.path()).display().to_string();
                (name, file.line_column(span.start).line)
            }
            None => (String::new(), 0),
        };
        let matching = expected.iter().position(|error| {
            error.file == file
                && error.line == line
                && error.id == diagnostic.id.name()
                && diagnostic.message.contains(&error.text)
        });
        match matching {
            Some(at) => {
                expected.remove(at);
            }
            None => {
                failures.push(format!(
                    "unexpected {file}:{line}: [{}] {}",
                    diagnostic.id.name(),
                    diagnostic.message
                ));
            }
        }
    }
    for error in expected {
        failures.push(format!("{}:{}: missing [{}] {:?}", error.file, error.line, error.id, error.text));
    }
}
