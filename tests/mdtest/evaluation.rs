//! Scenarios of the evaluator alone: values of lines, and diagnostics.

use std::fmt::Write as _;
use std::rc::Rc;

use flyte_serialize::python::{Evaluator, Settings, Value};
use flyte_serialize::source::Sources;

use super::scenario::Scenario;
use super::{PRESENT, faults};

/// What does not come out as the scenario says.
pub(super) fn run(scenario: &Scenario) -> Vec<String> {
    let mut expected = Vec::new();
    let folder = scenario.write(|name, text| {
        let (instrumented, values) = instrument(text);
        if name == "main.py" {
            expected = values;
        }
        instrumented
    });
    let sources = Rc::new(Sources::new());
    let mut environment = indexmap::IndexMap::new();
    environment.insert("HOME".to_owned(), "/home/somebody".to_owned());
    let settings = Settings {
        source_root: folder.path().to_owned(),
        environment,
        python_version: (3, 11),
        present: Some(PRESENT),
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
    failures.extend(faults::differences(&sources, folder.path(), scenario.expected_faults(), &diagnostics));
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
