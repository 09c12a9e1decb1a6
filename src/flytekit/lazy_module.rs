//! `lazy_module`: a module that is imported when it is first used.
//!
//! For packages that are not part of the project that makes no difference. A module of the project would be run where it is
//! first used, maybe while a workflow is compiled, which changes the names of its tasks: that is refused.

use super::library::Library;
use super::{need, report};
use crate::diagnostic::Id;
use crate::python::{Arguments, EvalResult, Evaluator, Value};

/// Defines the function.
pub(super) fn define(library: &mut Library) {
    let modules = ["flytekit", "flytekit.lazy_import.lazy_module"];
    library.function("lazy_module", lazy_module, &modules);
}

fn lazy_module(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let span = arguments.span();
    let [name] = arguments.bind(evaluator, "lazy_module", ["fullname!"])?;
    let name = need::text(evaluator, &name.unwrap_or(Value::None), "the name of a module", span)?;
    let is_loaded = evaluator.modules().any(|module| module.name == name);
    if !is_loaded && evaluator.has_source(&name) {
        let message =
            format!("`{name}` is part of the project, and would run where it is first used; import it");
        return Err(report::value_error(evaluator, Id::UnsupportedFeature, message, span));
    }
    evaluator.import_module(&name)
}
