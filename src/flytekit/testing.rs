//! Evaluates small programs for tests.

use std::rc::Rc;

use crate::python::{EvalResult, Evaluator, Interrupt, Module, Settings, Value};
use crate::source::Sources;

/// A program that was evaluated.
pub(crate) struct Program {
    /// The evaluator.
    pub(crate) evaluator: Evaluator,
    /// The folder of the program's files, which goes with this.
    _folder: tempfile::TempDir,
    module: Option<Rc<Module>>,
    messages: Vec<String>,
}

impl Program {
    /// Evaluates a module named `app`.
    pub(crate) fn new(source: &str) -> Self {
        Self::with_files(&[("app.py", source)])
    }

    /// Evaluates the module `app` of these files.
    pub(crate) fn with_files(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let settings = Settings {
            source_root: folder.path().to_owned(),
            python_version: (3, 11),
            ..Settings::default()
        };
        let mut evaluator = Evaluator::new(settings, Rc::new(Sources::new()));
        crate::flytekit::register(&mut evaluator);
        let mut messages = Vec::new();
        let module = match evaluator.import_module("app") {
            Ok(Value::Module(module)) => Some(module),
            Ok(_) => None,
            Err(interrupt) => {
                messages.push(message(&interrupt));
                None
            }
        };
        messages.extend(evaluator.take_diagnostics().into_iter().map(|diagnostic| diagnostic.message));
        Self { evaluator, _folder: folder, module, messages }
    }

    /// The messages of the faults.
    pub(crate) fn messages(&self) -> &[String] {
        &self.messages
    }

    /// A global of `app`.
    pub(crate) fn global(&self, name: &str) -> Value {
        assert_eq!(self.messages, [""; 0], "the program is at fault");
        self.module.as_ref().and_then(|module| module.get(name)).unwrap()
    }

    /// What `repr` gives for a global.
    pub(crate) fn repr(&mut self, name: &str) -> String {
        let value = self.global(name);
        self.evaluator.repr_of(&value).unwrap().as_str().unwrap().to_string()
    }
}

/// The message of what stopped an evaluation.
pub(crate) fn message(interrupt: &Interrupt) -> String {
    match interrupt {
        Interrupt::Exception(raised) => match &raised.diagnostic {
            Some(diagnostic) => diagnostic.message.clone(),
            None => {
                let arguments = raised.value.as_instance().and_then(|value| value.attribute("args"));
                match arguments {
                    Some(Value::Tuple(items)) => items[0].as_str().unwrap_or_default().to_string(),
                    _ => String::new(),
                }
            }
        },
        Interrupt::Unknown(unknown) => unknown.reason.to_string(),
        Interrupt::Fault(diagnostic) | Interrupt::Bound(diagnostic) => diagnostic.message.clone(),
    }
}

/// The message of a failure.
pub(crate) fn failure<T>(result: EvalResult<T>) -> String {
    result.err().map(|interrupt| message(&interrupt)).unwrap_or_default()
}
