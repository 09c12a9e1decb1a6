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
    compare("core_types", &[]);
}

#[test]
fn dataclasses() {
    compare("dataclasses_types", &[]);
}

#[test]
fn libraries() {
    compare("library_types", &[]);
}

#[test]
fn corner_cases() {
    compare("corner_types", &[]);
}

#[test]
fn pydantic_models() {
    compare("pydantic_types", &[]);
}

/// What becomes of one case.
#[derive(PartialEq)]
enum Outcome {
    Type(core::LiteralType),
    Value(core::Literal),
    Refused,
    Fault(String),
}

/// Compares every case of a module with its recording. `different` names the cases that differ on purpose.
fn compare(module: &str, different: &[&str]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/types");
    let only = std::env::var("TYPES_CASE").unwrap_or_default();
    let mut evaluator = evaluator(&folder);
    let names = match evaluator.import_module(module) {
        Ok(Value::Module(module)) => module,
        Ok(_) => panic!("{module} is no module"),
        Err(interrupt) => panic!("{}", words(&interrupt)),
    };
    let faults = evaluator.take_diagnostics().into_iter().filter(|fault| fault.severity == Severity::Error);
    let line = |span: Span| Some(evaluator.sources.get(span.file)?.line_column(span.start).line);
    let faults: Vec<String> = faults
        .map(|fault| format!("line {:?}: {}", fault.primary_span().and_then(line), fault.message))
        .collect();
    assert_eq!(faults, [""; 0]);
    let (types, values) = (names.get("TYPES").unwrap(), names.get("VALUES").unwrap());
    let recording = std::fs::read_to_string(folder.join(format!("{module}.txt"))).unwrap();
    let mut failures = Vec::new();
    for line in recording.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        let (kind, name) = (words[0], words[1]);
        if !name.contains(&only) || different.contains(&name) {
            continue;
        }
        let expected = match kind {
            "type" => Outcome::Type(decoded(words[2])),
            "value" => Outcome::Value(decoded(words[2])),
            _ => Outcome::Refused,
        };
        let got = match kind {
            "type" | "refused-type" => type_of(&mut evaluator, &entry(&types, name)),
            _ => value_of(&mut evaluator, &entry(&values, name)),
        };
        if got != expected {
            failures.push(format!("{kind} {name}: {}", difference(&expected, &got, !only.is_empty())));
        }
    }
    assert!(failures.is_empty(), "{} cases of {module} differ:\n{}", failures.len(), failures.join("\n"));
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
