//! `@workflow` (`flytekit.core.workflow.workflow`).

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::definition::{Body, Compiled, WorkflowDefinition};
use crate::diagnostic::{Diagnostic, Id, closest, listed};
use crate::flytekit::classes::classes;
use crate::flytekit::function::{EntityFunction, Reading};
use crate::flytekit::library::{Library, strict};
use crate::flytekit::state::register_entity;
use crate::flytekit::task::Keywords;
use crate::flytekit::{entity_docs, enumeration, need, report};
use crate::model::FailurePolicy;
use crate::python::{Arguments, EvalResult, Evaluator, Instance, NativeFunction, Value};
use crate::source::Span;

const PARAMETERS: &[&str] = &[
    "_workflow_function",
    "failure_policy",
    "interruptible",
    "on_failure",
    "docs",
    "pickle_untyped",
    "default_options",
];

/// Defines the decorator.
pub(super) fn define(library: &mut Library) {
    library.export("workflow", &strict("workflow", workflow), "flytekit.core.workflow", &["flytekit"]);
}

fn workflow(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let mut keywords = Keywords::bind(evaluator, "workflow", PARAMETERS, arguments)?;
    if let Some(name) = keywords.names().iter().find(|name| !PARAMETERS.contains(&&***name)) {
        let known = PARAMETERS.iter().copied().filter(|known| !known.starts_with('_'));
        let help = match closest(name, known.clone()) {
            Some(similar) => format!("there is `{similar}`"),
            None => format!("it takes {}", listed(known, "no arguments")),
        };
        let fault = Diagnostic::error(Id::InvalidArgument, format!("a workflow takes no argument `{name}`"))
            .at(keywords.span_of(name), "")
            .with_help(help);
        return Err(evaluator.exception_with(&evaluator.exceptions.type_error, fault));
    }
    match keywords.take_or_none("_workflow_function") {
        Value::None => {
            let decorator = NativeFunction::closure("wrapper", move |evaluator, mut arguments| {
                let function = arguments.take_first().unwrap_or(Value::None);
                let workflow = workflow_of_function(evaluator, &function, keywords.clone(), true);
                report::settled(workflow, "this", keywords.span)
            });
            Ok(Value::Native(Rc::new(decorator.accepting_unknown())))
        }
        function => workflow_of_function(evaluator, &function, keywords, true),
    }
}

/// The workflow that a run of a dynamic task makes of its function
/// (`flytekit.core.python_function_task.PythonFunctionTask._create_and_cache_dynamic_workflow`).
pub(crate) fn workflow_of_dynamic_task(
    evaluator: &mut Evaluator,
    function: &Value,
    interruptible: bool,
    span: Span,
) -> EvalResult<Value> {
    let mut keywords = Keywords::empty(span);
    keywords.set("interruptible", Value::Bool(interruptible));
    workflow_of_function(evaluator, function, keywords, false)
}

fn workflow_of_function(
    evaluator: &mut Evaluator,
    function: &Value,
    mut keywords: Keywords,
    documented: bool,
) -> EvalResult<Value> {
    let span = evaluator.current_span().or(keywords.span);
    let failure_policy = failure_policy(evaluator, &mut keywords)?;
    let interruptible = interruptible(evaluator, &mut keywords)?;
    let entity = EntityFunction::new(evaluator, function, "workflow", span)?;
    let untyped_span = keywords.span_of("pickle_untyped");
    let untyped = keywords.take("pickle_untyped").unwrap_or(Value::Bool(false));
    let pickle_untyped = need::truth(evaluator, &untyped, "whether types may be missing", untyped_span)?;
    let reading = Reading { pickle_untyped, documented, ..Reading::default() };
    let signature = entity.signature(evaluator, reading)?;
    let docs_span = keywords.span_of("docs");
    let docs = keywords.take_or_none("docs");
    let documented = entity_docs::of_entity(evaluator, signature.docstring.as_ref(), &docs, docs_span);
    let documentation = report::reported(evaluator, documented, docs_span)?.flatten();
    let interface = signature.resolve(evaluator)?;
    interface.verify_artifacts(evaluator, false)?;
    let name = entity.full_name();
    let what = format!("workflow `{name}`");
    let span = entity.function.name_span.or(span);
    let instance = Rc::new(Instance::new(&Rc::clone(&classes(evaluator).workflow.function)));
    let definition = WorkflowDefinition {
        span,
        instance: Rc::downgrade(&instance),
        given_name: name,
        interface: RefCell::new(interface),
        failure_policy,
        interruptible,
        on_failure: keywords.take_or_none("on_failure"),
        documentation,
        default_options: keywords.take_or_none("default_options"),
        body: Body::Function(entity.value.clone()),
        compiled: RefCell::new(Compiled::No),
        tasks: RefCell::default(),
        makes_entities: Cell::default(),
    };
    instance.set_payload(definition);
    entity.lend_names(&instance);
    let value = Value::Instance(instance);
    register_entity(evaluator, value.clone(), &what, span);
    Ok(value)
}

/// What happens to the other nodes when one fails.
pub(super) fn failure_policy(
    evaluator: &mut Evaluator,
    keywords: &mut Keywords,
) -> EvalResult<FailurePolicy> {
    let span = keywords.span_of("failure_policy");
    let value = keywords.take_or_none("failure_policy");
    need::known(evaluator, &value, "the failure policy", span)?;
    match (&value, enumeration::number(&value)) {
        (Value::None, _) | (Value::Instance(_), Some(0)) => Ok(FailurePolicy::FailImmediately),
        (Value::Instance(_), Some(1)) => Ok(FailurePolicy::FailAfterExecutableNodesComplete),
        _ => {
            let message = "the failure policy must be a `WorkflowFailurePolicy`";
            Err(report::assertion(evaluator, Id::InvalidArgument, message, span))
        }
    }
}

/// Whether nodes may be interrupted unless they say otherwise; exactly `True` or `False`.
pub(super) fn interruptible(evaluator: &mut Evaluator, keywords: &mut Keywords) -> EvalResult<bool> {
    let span = keywords.span_of("interruptible");
    let value = keywords.take("interruptible").unwrap_or(Value::Bool(false));
    need::known(evaluator, &value, "whether the workflow is interruptible", span)?;
    value.as_bool().ok_or_else(|| {
        let message = "`interruptible` must be `True` or `False`";
        report::assertion(evaluator, Id::InvalidArgument, message, span)
    })
}
