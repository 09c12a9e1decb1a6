//! What entities say about themselves: their docstring, and `docs=`.

use super::docstring::Docstring;
use super::models;
use crate::model::{Description, Documentation};
use crate::python::{EvalResult, Evaluator, Value};
use crate::source::Span;

/// The documentation of a task or workflow: `docs=`, where the docstring does not say more
/// (`flytekit.core.base_task.PythonTask`). `docstring` is none for entities that are not made of a function.
///
/// Of a workflow with `docs=` and a docstring of several lines the reference writes no specification; here both are joined
/// as those of tasks are.
pub(crate) fn of_entity(
    evaluator: &mut Evaluator,
    docstring: Option<&Docstring>,
    docs: &Value,
    span: Span,
) -> EvalResult<Option<Documentation>> {
    let Some(mut given) = models::documentation(evaluator, docs, span)? else {
        return Ok(docstring.map(of_docstring));
    };
    let docstring = docstring.cloned().unwrap_or_default();
    if let Some(short) = docstring.short_description {
        given.short_description = short;
    }
    if let Some(long) = docstring.long_description {
        given.long_description = Some(Description::text(long));
    }
    Ok(Some(given))
}

fn of_docstring(docstring: &Docstring) -> Documentation {
    Documentation {
        short_description: docstring.short_description.clone().unwrap_or_default(),
        long_description: Some(Description::text(docstring.long_description.clone().unwrap_or_default())),
        source_code: String::new(),
    }
}
