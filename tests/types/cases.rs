use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::rc::Rc;

use base64::Engine as _;
use flyte_serialize::diagnostic::Severity;
use flyte_serialize::idl::flyteidl::core;
use flyte_serialize::python::{Evaluator, Interrupt, Key, Settings, Value};
use flyte_serialize::source::{Sources, Span};
use flyte_serialize::{flytekit, lower};
use prost::Message;

#[test]
fn core_types() {
    compare("core_types");
}

#[test]
fn dataclasses() {
    compare("dataclasses_types");
}

#[test]
fn libraries() {
    compare("library_types");
}

#[test]
fn corner_cases() {
    compare("corner_types");
}

#[test]
fn pydantic_models() {
    compare("pydantic_types");
}

#[test]
fn mashumaro_programs() {
    compare_programs("mashumaro");
}

#[test]
fn transformer_programs() {
    compare_programs("transformers");
}

#[test]
fn union_programs() {
    compare_programs("unions");
}

#[test]
fn pydantic_programs() {
    compare_programs("pydantic");
}

#[test]
fn pydantic_library_programs() {
    compare_programs("pydantic_library");
}

/// What becomes of one case.
#[derive(PartialEq)]
enum Outcome {
    Type(core::LiteralType),
    Value(core::Literal),
    Refused,
    Fault(String),
}

/// Compares every case of a module with its recording.
fn compare(module: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/types");
    let recording = std::fs::read_to_string(folder.join(format!("{module}.txt"))).unwrap();
    let failures: Vec<_> =
        differences(&folder, module, recording.lines()).into_iter().map(|(_, words)| words).collect();
    assert!(failures.is_empty(), "{} cases of {module} differ:\n{}", failures.len(), failures.join("\n"));
}

/// Compares the small modules of a file in `programs/` with their recordings. What a module says that `serialize` refuses
/// must be refused although flytekit takes it: `# refused here: type a, value b`.
fn compare_programs(file: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/types/programs");
    let text = std::fs::read_to_string(folder.join(format!("{file}.py"))).unwrap();
    let recording = std::fs::read_to_string(folder.join(format!("{file}.txt"))).unwrap();
    let (beginning, parts) = text.split_once("\n### ").unwrap();
    let scratch = tempfile::tempdir().unwrap();
    let mut recordings: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut current = "";
    for line in recording.lines() {
        match line.split_once(' ').unwrap() {
            ("module", name) => current = name,
            ("refused-module", name) => recordings.entry(name).or_default().push(line),
            _ => recordings.entry(current).or_default().push(line),
        }
    }
    let mut failures = Vec::new();
    for part in parts.split("\n### ") {
        let (name, body) = part.split_once('\n').unwrap();
        let (future, body) = match body.split_once('\n') {
            Some((line, rest)) if line.starts_with("from __future__") => (line, rest),
            _ => ("", body),
        };
        let module = format!("{file}__{name}");
        let path = scratch.path().join(format!("{module}.py"));
        std::fs::write(path, format!("{future}\n{beginning}\n{body}\n")).unwrap();
        let refused = body.lines().find_map(|line| line.strip_prefix("# refused here: ")).unwrap_or_default();
        let mut refused: BTreeSet<&str> = refused.split(", ").filter(|name| !name.is_empty()).collect();
        let lines = recordings.get(name).into_iter().flatten().copied();
        for (case, words) in differences(scratch.path(), &module, lines) {
            let is_refused = words.contains("got a refusal") || words.contains("got a fault");
            if words.starts_with("refused-") && is_refused {
                continue;
            }
            if !(is_refused && refused.remove(case.as_str())) {
                failures.push(format!("{name}: {words}"));
            }
        }
        failures.extend(refused.into_iter().map(|case| format!("{name}: {case} is not refused any more")));
    }
    assert!(failures.is_empty(), "{} cases of {file} differ:\n{}", failures.len(), failures.join("\n"));
}

/// The cases of a module that differ from what was recorded, and how.
fn differences<'r>(
    folder: &Path,
    module: &str,
    recording: impl Iterator<Item = &'r str>,
) -> Vec<(String, String)> {
    let only = std::env::var("TYPES_CASE").unwrap_or_default();
    let mut evaluator = evaluator(folder);
    let loaded = load(&mut evaluator, module);
    let mut failures = Vec::new();
    for line in recording {
        let words: Vec<&str> = line.split(' ').collect();
        let (kind, name) = (words[0], words[1]);
        if !name.contains(&only) && !module.contains(&only) {
            continue;
        }
        let expected = match kind {
            "type" => Outcome::Type(decoded(words[2])),
            "value" => Outcome::Value(decoded(words[2])),
            _ => Outcome::Refused,
        };
        let got = match (&loaded, kind) {
            (Err(_), "refused-module") => Outcome::Refused,
            (Ok(_), "refused-module") => Outcome::Fault("it is loaded".to_owned()),
            (Err(fault), _) => Outcome::Fault(fault.clone()),
            (Ok((types, _)), "type" | "refused-type") => type_of(&mut evaluator, &entry(types, name)),
            (Ok((_, values)), _) => value_of(&mut evaluator, &entry(values, name)),
        };
        if got != expected {
            let case = format!("{} {name}", kind.trim_start_matches("refused-"));
            let words = format!("{kind} {name}: {}", difference(&expected, &got, !only.is_empty()));
            failures.push((case, words));
        }
    }
    failures
}

/// The types and values of a module, or why it does not load.
fn load(evaluator: &mut Evaluator, module: &str) -> Result<(Value, Value), String> {
    let names = match evaluator.import_module(module) {
        Ok(Value::Module(module)) => module,
        Ok(_) => panic!("{module} is no module"),
        Err(interrupt) => return Err(words(&interrupt)),
    };
    let faults = evaluator.take_diagnostics().into_iter().filter(|fault| fault.severity == Severity::Error);
    let line = |span: Span| Some(evaluator.sources.get(span.file)?.line_column(span.start).line);
    let faults: Vec<String> = faults
        .map(|fault| format!("line {:?}: {}", fault.primary_span().and_then(line), fault.message))
        .collect();
    if !faults.is_empty() {
        return Err(faults.join("; "));
    }
    let entries = |name: &str| names.get(name).unwrap_or_else(|| Value::dict::<&str>([]));
    Ok((entries("TYPES"), entries("VALUES")))
}

fn evaluator(folder: &Path) -> Evaluator {
    let settings =
        Settings { source_root: folder.to_owned(), python_version: (3, 11), ..Settings::default() };
    let mut evaluator = Evaluator::new(settings, Rc::new(Sources::new()));
    flytekit::register(&mut evaluator);
    evaluator
}

fn entry(dict: &Value, name: &str) -> Value {
    let Value::Dict(dict) = dict else { panic!("no dictionary") };
    dict.get(&Key::Str(name.into())).unwrap_or_else(|| panic!("no case named {name}"))
}

fn type_of(evaluator: &mut Evaluator, python_type: &Value) -> Outcome {
    match flytekit::types::literal_type(evaluator, python_type, Span::NONE) {
        Ok(literal_type) => Outcome::Type(lower::literal_type(&literal_type).unwrap()),
        Err(interrupt) => refusal(&interrupt),
    }
}

fn value_of(evaluator: &mut Evaluator, case: &Value) -> Outcome {
    let Value::Tuple(pair) = case else { panic!("no pair of type and value") };
    let literal_type = flytekit::types::literal_type(evaluator, &pair[0], Span::NONE);
    let literal = literal_type
        .and_then(|expected| flytekit::types::literal(evaluator, &pair[1], &pair[0], &expected, Span::NONE));
    match literal {
        Ok(literal) => Outcome::Value(lower::literal(&literal).unwrap()),
        Err(interrupt) => refusal(&interrupt),
    }
}

fn refusal(interrupt: &Interrupt) -> Outcome {
    match interrupt {
        Interrupt::Exception(_) => Outcome::Refused,
        other => Outcome::Fault(words(other)),
    }
}

fn words(interrupt: &Interrupt) -> String {
    match interrupt {
        Interrupt::Exception(raised) => match &raised.diagnostic {
            Some(diagnostic) => diagnostic.message.clone(),
            None => format!("an exception at {:?}", raised.span),
        },
        other => format!("{other:?}"),
    }
}

fn decoded<M: Message + Default>(text: &str) -> M {
    M::decode(&*base64::engine::general_purpose::STANDARD.decode(text).unwrap()).unwrap()
}

fn difference(expected: &Outcome, got: &Outcome, in_full: bool) -> String {
    let (expected, got) = (shown(expected), shown(got));
    if in_full {
        return format!("expected\n{expected}\ngot\n{got}");
    }
    let at = expected.lines().zip(got.lines()).find(|(left, right)| left != right);
    match at {
        Some((left, right)) => format!("expected {}, got {}", left.trim(), right.trim()),
        None => "one has more than the other".to_owned(),
    }
}

fn shown(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Type(message) => format!("{message:#?}"),
        Outcome::Value(message) => format!("{message:#?}"),
        Outcome::Refused => "a refusal".to_owned(),
        Outcome::Fault(words) => format!("a fault: {words}"),
    }
}
