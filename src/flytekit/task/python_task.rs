//! The base of all tasks (`flytekit.core.base_task.PythonTask`).

use std::cell::RefCell;
use std::rc::Rc;

use super::behavior::TaskBehavior;
use super::definition::{AutoContainer, TaskDefinition, TaskFunction};
use super::keywords::Keywords;
use super::map_task::MapTask;
use crate::diagnostic::Id;
use crate::flytekit::classes::classes;
use crate::flytekit::interface::{Interface, Signature};
use crate::flytekit::state::register_entity;
use crate::flytekit::{entity_docs, interface, need, record, report};
use crate::model::{Map, SecurityContext};
use crate::python::{Arguments, EvalResult, Evaluator, Instance, Value};
use crate::source::Span;

/// The values of `flytekit.deck.DeckField`.
const DECK_FIELDS: [&str; 5] = ["Input", "Output", "Source Code", "Timeline", "Dependencies"];

/// A task in the making.
pub(crate) struct TaskParts {
    /// Its name.
    pub(crate) name: String,
    /// Inputs and outputs.
    pub(crate) interface: Rc<Interface>,
    /// What it needs to run in a container of its own.
    pub(crate) container: Option<AutoContainer>,
    /// What it is where it was made of a function.
    pub(crate) function: Option<TaskFunction>,
    /// What it is where it maps another task.
    pub(crate) map: Option<MapTask>,
    /// Secrets.
    pub(crate) security_context: Option<SecurityContext>,
    /// What its class does differently.
    pub(crate) behavior: Rc<dyn TaskBehavior>,
}

impl TaskParts {
    /// A task without container and function.
    pub(crate) fn new(name: String, interface: Rc<Interface>, behavior: Rc<dyn TaskBehavior>) -> Self {
        Self { name, interface, container: None, function: None, map: None, security_context: None, behavior }
    }
}

/// Makes the instance a task, and an entity of the run. Takes `task_type`, `task_type_version`, `task_config`, `metadata`,
/// `environment`, `docs`, `enable_deck`, `disable_deck` and `deck_fields` out of the keywords; what is left is ignored, as in
/// the reference.
pub(crate) fn define(
    evaluator: &mut Evaluator,
    instance: &Rc<Instance>,
    parts: TaskParts,
    mut keywords: Keywords,
) -> EvalResult<Rc<TaskDefinition>> {
    let spans: Map<Span> =
        keywords.names().iter().map(|name| (name.to_string(), keywords.span_of(name))).collect();
    let span = keywords.span;
    let enable_deck = enable_deck(evaluator, &mut keywords)?;
    let metadata = metadata(evaluator, &mut keywords)?;
    let docs_span = keywords.span_of("docs");
    let docs = keywords.take_or_none("docs");
    let docstring = parts.interface.signature.docstring.as_ref();
    let documented = entity_docs::of_entity(evaluator, docstring, &docs, docs_span);
    let documentation = report::reported(evaluator, documented, docs_span)?.flatten();
    let task_type_span = keywords.span_of("task_type");
    let task_type = keywords.take("task_type").unwrap_or_else(|| Value::str("python-task"));
    let task_type = need::text(evaluator, &task_type, "the type of a task", task_type_span)?.to_string();
    let version_span = keywords.span_of("task_type_version");
    let version = keywords.take("task_type_version").unwrap_or_else(|| Value::int(0));
    let version = need::int32(evaluator, &version, "the version of a task's type", version_span)?;
    let task_config = keywords.take_or_none("task_config");
    let environment = keywords.take_or_none("environment");
    let instantiated_in = evaluator.module_body();
    parts.interface.verify_artifacts(evaluator, true)?;
    let TaskParts { name, interface, container, function, map, security_context, behavior } = parts;
    let what = format!("task `{name}`");
    instance.set_payload(TaskDefinition {
        span,
        class: Rc::clone(&instance.class),
        instance: Rc::downgrade(instance),
        name,
        task_type,
        task_type_version: version,
        interface,
        metadata,
        task_config: RefCell::new(task_config),
        security_context,
        documentation,
        enable_deck,
        environment,
        container,
        function,
        map,
        behavior,
        command_in_place: RefCell::default(),
        instantiated_in,
        spans,
    });
    register_entity(evaluator, Value::Instance(Rc::clone(instance)), &what, span);
    instance
        .payload::<TaskDefinition>()
        .ok_or_else(|| evaluator.type_error("the task lost its state while it was made"))
}

/// Whether the task makes a deck; off by default.
fn enable_deck(evaluator: &mut Evaluator, keywords: &mut Keywords) -> EvalResult<bool> {
    let spans = [keywords.span_of("enable_deck"), keywords.span_of("disable_deck")];
    let [enable, disable] = ["enable_deck", "disable_deck"].map(|name| keywords.take_or_none(name));
    let fields = keywords.take_or_none("deck_fields");
    if !enable.is_none() && !disable.is_none() {
        let message = "give either `enable_deck` or `disable_deck`";
        let fault = report::value_error(evaluator, Id::InvalidArgument, message, spans[1]);
        return Err(report::advised(fault, "`disable_deck` is the older one: remove it"));
    }
    let what = "whether the task makes a deck";
    let enabled = if enable.is_none() && disable.is_none() {
        false
    } else if disable.is_none() {
        need::truth(evaluator, &enable, what, spans[0])?
    } else {
        !need::truth(evaluator, &disable, what, spans[1])?
    };
    if enabled {
        check_deck_fields(evaluator, &fields)?;
    }
    Ok(enabled)
}

/// The parts of a deck are those of `flytekit.deck.DeckField`, or their texts; which ones there are does not reach the
/// specification.
fn check_deck_fields(evaluator: &mut Evaluator, fields: &Value) -> EvalResult<()> {
    if fields.is_none() || matches!(fields, Value::Unknown(_)) {
        return Ok(());
    }
    for field in evaluator.iterate(fields)? {
        let Some(text) = field.as_str().filter(|text| !DECK_FIELDS.contains(&&**text)) else { continue };
        let message = format!("Element {text} from deck_fields param is not a valid deck field.");
        return Err(evaluator.value_error(&message));
    }
    Ok(())
}

fn metadata(evaluator: &mut Evaluator, keywords: &mut Keywords) -> EvalResult<Rc<Instance>> {
    let span = keywords.span_of("metadata");
    match keywords.take_or_none("metadata") {
        Value::None => default_metadata(evaluator),
        value => {
            need::known(evaluator, &value, "the metadata of a task", span)?;
            record::instance_of(&value, "flytekit.core.base_task.TaskMetadata").ok_or_else(|| {
                need::mismatch(evaluator, &value, "the metadata of a task", "`TaskMetadata`", span)
            })
        }
    }
}

/// A new `TaskMetadata()`.
pub(crate) fn default_metadata(evaluator: &mut Evaluator) -> EvalResult<Rc<Instance>> {
    let class = Value::Class(Rc::clone(&classes(evaluator).task.metadata));
    match evaluator.call(&class, Arguments::default())? {
        Value::Instance(instance) => Ok(instance),
        _ => Err(evaluator.type_error("TaskMetadata() did not give an instance")),
    }
}

/// `interface=` of a constructor, an `Interface`; an empty one where it is not given.
pub(crate) fn given_interface(
    evaluator: &mut Evaluator,
    keywords: &mut Keywords,
) -> EvalResult<Rc<Interface>> {
    let span = keywords.span_of("interface");
    let value = keywords.take_or_none("interface");
    if value.is_none() {
        return Signature::default().resolve(evaluator);
    }
    need::known(evaluator, &value, "the interface of a task", span)?;
    let Some(signature) = interface::signature_of(&value) else {
        return Err(need::mismatch(evaluator, &value, "the interface of a task", "an `Interface`", span));
    };
    (*signature).clone().resolve(evaluator)
}

/// `PythonTask.__init__(self, task_type, name, task_config=None, interface=None, …)`, for classes of the program.
pub(super) fn initialize(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let positional = ["task_type", "name", "task_config", "interface", "environment"];
    let (instance, mut keywords) = Keywords::of_constructor(evaluator, "PythonTask", &positional, arguments)?;
    let span = keywords.span_of("name");
    let name = keywords.require(evaluator, "PythonTask.__init__", "name")?;
    let name = need::text(evaluator, &name, "the name of a task", span)?.to_string();
    let interface = given_interface(evaluator, &mut keywords)?;
    let parts = TaskParts::new(name, interface, Rc::new(super::behavior::Plain));
    define(evaluator, &instance, parts, keywords)?;
    Ok(Value::None)
}
