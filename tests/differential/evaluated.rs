//! The evaluator, which must print what CPython prints.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

use flyte_serialize::python::{Arguments, EvalResult, Evaluator, NativeFunction, Settings, Value};
use flyte_serialize::source::Sources;

type Output = Rc<RefCell<String>>;

/// What the programs print, each a module of the given name.
pub(crate) fn run(programs: &[(String, String)]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in programs {
        std::fs::write(folder.path().join(format!("{name}.py")), text).unwrap();
    }
    let settings =
        Settings { source_root: folder.path().to_owned(), python_version: (3, 11), ..Settings::default() };
    let output = Output::default();
    let mut evaluator = Evaluator::new(settings, Rc::new(Sources::new()));
    let shared = Rc::clone(&output);
    evaluator.register_module("harness", move |_| {
        Ok(functions(&shared).into_iter().map(|(name, value)| (Rc::from(name), value)).collect())
    });
    let printed = programs.iter().map(|(name, _)| run_one(&mut evaluator, &output, name)).collect();
    evaluator.release();
    printed
}

fn run_one(evaluator: &mut Evaluator, output: &Output, name: &str) -> String {
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        if let Err(interrupt) = evaluator.import_module(name) {
            evaluator.report_interrupt(*interrupt);
        }
    }));
    let mut text = output.take();
    if outcome.is_err() {
        text.push_str("panicked\n");
    }
    for diagnostic in evaluator.take_diagnostics() {
        writeln!(text, "reported [{}] {}", diagnostic.id.name(), diagnostic.message).unwrap();
    }
    text
}

/// The functions of the module `harness`, as `reference.py` has them.
fn functions(output: &Output) -> [(&'static str, Value); 3] {
    let native = |name: &str, code: fn(&mut Evaluator, Arguments) -> EvalResult<String>| {
        let output = Rc::clone(output);
        let function = NativeFunction::closure(name, move |evaluator, arguments| {
            let text = code(evaluator, arguments)?;
            output.borrow_mut().push_str(&text);
            Ok(Value::None)
        });
        Value::Native(Rc::new(function.accepting_unknown()))
    };
    [("show", native("show", show)), ("print", native("print", print)), ("caught", native("caught", caught))]
}

fn show(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<String> {
    if let Some((name, _)) = arguments.keywords.first() {
        return Err(evaluator.type_error(&format!("show() got an unexpected keyword argument '{name}'")));
    }
    let mut pieces = Vec::new();
    for value in &arguments.positional {
        let text = evaluator.repr_of(value)?;
        pieces.push(shortened(&known(&text)));
    }
    Ok(pieces.join(" ") + "\n")
}

fn print(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<String> {
    if let Some((name, _)) = arguments.keywords.iter().find(|(name, _)| !matches!(&**name, "sep" | "end")) {
        return Err(evaluator.type_error(&format!("print() got an unexpected keyword argument '{name}'")));
    }
    let option = |name: &str, default: &str| match arguments.keyword(name) {
        Some(Value::Str(text)) => text.to_string(),
        _ => default.to_owned(),
    };
    let mut pieces = Vec::new();
    for value in &arguments.positional {
        let text = evaluator.str_of(value)?;
        pieces.push(known(&text));
    }
    Ok(pieces.join(&option("sep", " ")) + &option("end", "\n"))
}

fn caught(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<String> {
    let error = arguments.positional.first().cloned().unwrap_or(Value::None);
    let mark = if arguments.positional.len() > 1 { "ended by " } else { "" };
    let class = evaluator.class_of(&error);
    let mut text = evaluator.str_of(&error)?;
    if class.descends_from("builtins.RecursionError") {
        text = Value::str("too deep");
    }
    Ok(format!("{mark}{}: {}\n", class.name, shortened(&known(&text))))
}

fn known(text: &Value) -> String {
    match text {
        Value::Unknown(unknown) => format!("unknown, because {}", unknown.reason),
        text => text.as_str().unwrap_or_default().to_string(),
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(400) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}
