//! Parts of flytekit and its plugins that are easiest said in Python: dataclasses that reach types, functions that stand for
//! tasks, workflows that a function puts together. The text is our own; it is evaluated when its module is imported.

use std::path::Path;
use std::rc::Rc;

use crate::python::{EvalResult, Evaluator, Module, Value, Vars};
use crate::source::SourceFile;

/// The names that a text binds as the body of the module.
pub(crate) fn evaluate(evaluator: &mut Evaluator, module: &str, text: &str) -> EvalResult<Vars> {
    let path = format!("{}.py", module.replace('.', "/"));
    let file = evaluator.sources.add(SourceFile::new(Path::new(&path), text.to_owned()));
    let module = Rc::new(Module::new(module, None, file, Vec::new()));
    module.scope.set("__name__", Value::str(&*module.name));
    evaluator.evaluate_text(&module)?;
    let names = module.scope.vars.borrow().clone();
    Ok(names)
}
