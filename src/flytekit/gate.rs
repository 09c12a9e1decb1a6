//! Gates: nodes that wait for a time, a value or somebody's consent (`flytekit.core.gate`).

use std::rc::Rc;

use super::classes::classes;
use super::duration::duration;
use super::interface::{Interface, Signature};
use super::library::{Library, strict};
use super::node::{Argument, Call, NodeEntity, link};
use super::promise::{Promise, VoidPromise};
use super::state::state;
use super::{local, need, report};
use crate::diagnostic::Id;
use crate::model::{Duration, Gate, LiteralType, Map, NodeMetadata};
use crate::python::{Arguments, Class, EvalResult, Evaluator, Value, Vars};
use crate::source::Span;

const DEFAULT_TIMEOUT: Duration = Duration { seconds: 3600, nanos: 0 };

/// A gate.
pub(crate) struct GateDefinition {
    /// Its name.
    pub(crate) name: String,
    /// What it waits for.
    pub(crate) kind: GateKind,
    /// What goes in and out.
    pub(crate) interface: Rc<Interface>,
}

/// What a gate waits for.
pub(crate) enum GateKind {
    /// Some time.
    Sleep(Duration),
    /// A value.
    Signal,
    /// Consent.
    Approve,
}

impl GateDefinition {
    /// The gate as it is written; `None` where a fault was reported.
    pub(crate) fn model(&self) -> Option<Gate> {
        let signal_id = self.name.clone();
        Some(match &self.kind {
            GateKind::Sleep(length) => Gate::Sleep(*length),
            GateKind::Approve => Gate::Approve { signal_id },
            GateKind::Signal => {
                let (name, output) = self.interface.outputs.first()?;
                let literal_type: LiteralType = output.literal_type()?.clone();
                Gate::Signal {
                    signal_id,
                    literal_type: Box::new(literal_type),
                    output_variable_name: name.clone(),
                }
            }
        })
    }
}

/// `flytekit.core.gate.Gate`.
pub(crate) fn class(evaluator: &Evaluator) -> Rc<Class> {
    let object = [Rc::clone(&evaluator.types.object)];
    Class::native("flytekit.core.gate", "Gate", &object, None, Vars::default())
}

/// Defines the class and the functions.
pub(crate) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    library.class(&classes(evaluator).gate, &[]);
    for (name, code) in [
        ("sleep", sleep as crate::python::NativeCode),
        ("wait_for_input", wait_for_input),
        ("approve", approve),
    ] {
        library.export(name, &strict(name, code), "flytekit.core.gate", &["flytekit"]);
    }
}

/// `sleep(duration)`.
fn sleep(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let span = arguments.span().or(evaluator.current_span());
    let [length] = arguments.bind(evaluator, "sleep", ["duration!"])?;
    let length = length.unwrap_or(Value::None);
    if !matches!(length, Value::Unknown(_))
        && !evaluator.class_of(&length).descends_from("datetime.timedelta")
    {
        return Err(need::mismatch(evaluator, &length, "the time to sleep", "`timedelta`", span));
    }
    let length = duration(evaluator, &length, "the time to sleep", span)?;
    let interface = Signature::default().resolve(evaluator)?;
    let kind = GateKind::Sleep(length.unwrap_or_default());
    call(evaluator, "sleep-gate", kind, interface, DEFAULT_TIMEOUT, Map::default(), span)
}

/// `wait_for_input(name, timeout, expected_type)`.
fn wait_for_input(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let span = arguments.span().or(evaluator.current_span());
    let parameters = ["name!", "timeout!", "expected_type!"];
    let [name, timeout, expected] = arguments.bind(evaluator, "wait_for_input", parameters)?;
    let name = need::text(evaluator, &name.unwrap_or(Value::None), "the name of a gate", span)?;
    let timeout = timeout_of(evaluator, timeout, span)?;
    let outputs = [("o0", expected.unwrap_or(Value::None))];
    let interface = Signature::of_types([], outputs, span).resolve(evaluator)?;
    call(evaluator, &name, GateKind::Signal, interface, timeout, Map::default(), span)
}

/// `approve(upstream_item, name, timeout)`.
fn approve(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let span = arguments.span().or(evaluator.current_span());
    let parameters = ["upstream_item!", "name!", "timeout!"];
    let [item, name, timeout] = arguments.bind(evaluator, "approve", parameters)?;
    let item = item.unwrap_or(Value::None);
    let name = need::text(evaluator, &name.unwrap_or(Value::None), "the name of a gate", span)?;
    let timeout = timeout_of(evaluator, timeout, span)?;
    let promise = item.payload::<Promise>();
    let Some(promise) = promise.filter(|promise| !promise.node.is_start()) else {
        let message = if item.payload::<VoidPromise>().is_some() {
            "a task without outputs gives nothing to approve"
        } else {
            "only an output of a task or workflow can be approved"
        };
        return Err(report::value_error(evaluator, Id::InvalidWorkflow, message, span));
    };
    let Some(python_type) = promise.node.output_python_type(&promise.var) else {
        let message = "the result of a conditional cannot be approved";
        return Err(report::value_error(evaluator, Id::InvalidWorkflow, message, span));
    };
    let variable = [(promise.var.clone(), python_type)];
    let interface = Signature::of_types(variable.clone(), variable, span).resolve(evaluator)?;
    let inputs = Map::from_iter([(promise.var.clone(), Argument { value: item, span })]);
    call(evaluator, &name, GateKind::Approve, interface, timeout, inputs, span)
}

fn timeout_of(evaluator: &mut Evaluator, timeout: Option<Value>, span: Span) -> EvalResult<Duration> {
    let timeout = duration(evaluator, &timeout.unwrap_or(Value::None), "the timeout", span)?;
    Ok(timeout.unwrap_or(DEFAULT_TIMEOUT))
}

fn call(
    evaluator: &mut Evaluator,
    name: &str,
    kind: GateKind,
    interface: Rc<Interface>,
    timeout: Duration,
    inputs: Map<Argument>,
    span: Span,
) -> EvalResult<Value> {
    let Some(section) = state(evaluator).compilation() else {
        return Ok(local::called(evaluator, &format!("gate `{name}`")));
    };
    let metadata = NodeMetadata { name: name.to_owned(), timeout: Some(timeout), ..NodeMetadata::default() };
    let gate = GateDefinition { name: name.to_owned(), kind, interface: Rc::clone(&interface) };
    let entity = NodeEntity::Gate(Rc::new(gate));
    link(evaluator, Call { entity, name: name.to_owned(), interface, metadata, span }, inputs, &section)
}
