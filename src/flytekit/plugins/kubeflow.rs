//! What the plugins for Kubeflow's training jobs share: policies and groups of replicas.

use std::rc::Rc;

use super::message::{self, Message};
use crate::flytekit::library::Library;
use crate::flytekit::record::{Field, Record, fields};
use crate::flytekit::{enumeration, native_task, need};
use crate::model::Json;
use crate::python::{Arguments, Class, EvalResult, Evaluator, Instance, Interrupt, Value};
use crate::source::Span;

/// The fields of a group of replicas.
pub(super) const REPLICAS: &[Field] =
    fields! { image: None, requests: None, limits: None, replicas: None, restart_policy: None };

/// Defines `RestartPolicy`, `CleanPodPolicy` and `RunPolicy` of a plugin.
pub(super) fn define_policies(
    evaluator: &Evaluator,
    library: &mut Library,
    module: &'static str,
    package: &str,
) {
    let restart = [("ALWAYS", 2), ("FAILURE", 1), ("NEVER", 0)];
    let clean = [("NONE", 0), ("ALL", 2), ("RUNNING", 1)];
    for (name, members) in [("RestartPolicy", restart), ("CleanPodPolicy", clean)] {
        library.class(&enumeration::class(evaluator, module, name, &members), &[package]);
    }
    let fields = fields! {
        clean_pod_policy: None, ttl_seconds_after_finished: None, active_deadline_seconds: None, backoff_limit: None,
    };
    library.class(&Record::dataclass(module, "RunPolicy", fields).class(evaluator), &[package]);
}

/// Defines a class of groups of replicas.
pub(super) fn define_group(
    evaluator: &Evaluator,
    library: &mut Library,
    module: &'static str,
    package: &str,
    name: &'static str,
    fields: &'static [Field],
) -> Rc<Class> {
    let class = Record::dataclass(module, name, fields).class(evaluator);
    library.class(&class, &[package]);
    class
}

/// Gives fields that are not set a new instance of a class of the module.
pub(super) fn set_defaults(
    evaluator: &mut Evaluator,
    config: &Rc<Instance>,
    module: &str,
    defaults: &[(&str, &str)],
) -> EvalResult<()> {
    for (field, class) in defaults {
        if crate::flytekit::record::get(config, field).is_none() {
            let class = native_task::imported(evaluator, module, class)?;
            let group = evaluator.call(&class, Arguments::default())?;
            config.set_attribute(field, group);
        }
    }
    Ok(())
}

/// Checks that of an older and a newer way to give a number exactly one is used.
pub(super) fn check_number(
    evaluator: &mut Evaluator,
    config: &Value,
    older: &str,
    group: &str,
    required: bool,
) -> EvalResult<()> {
    let old = evaluator.get_attribute(config, older)?;
    let group_value = evaluator.get_attribute(config, group)?;
    let new = evaluator.get_attribute(&group_value, "replicas")?;
    let fault =
        |evaluator: &Evaluator, message: String| -> Box<Interrupt> { evaluator.value_error(&message) };
    if evaluator.truth(&old)?.is_true() && evaluator.truth(&new)?.is_true() {
        let message =
            format!("Cannot specify both `{older}` and `{group}.replicas`. Please use `{group}.replicas`.");
        return Err(fault(evaluator, message));
    }
    if required && old.is_none() && new.is_none() {
        let message =
            format!("Must specify either `{older}` or `{group}.replicas`. Please use `{group}.replicas`.");
        return Err(fault(evaluator, message));
    }
    Ok(())
}

/// The number of replicas: the older way where it is given.
pub(super) fn number_of_replicas(
    evaluator: &mut Evaluator,
    config: &Value,
    older: &str,
    group: &str,
    span: Span,
) -> EvalResult<i64> {
    let old = message::number(evaluator, config, older, span)?;
    if old != 0 {
        return Ok(old);
    }
    let group = evaluator.get_attribute(config, group)?;
    message::number(evaluator, &group, "replicas", span)
}

/// A group of replicas as a message.
pub(super) fn group(
    evaluator: &mut Evaluator,
    group: &Value,
    replicas: i64,
    command: Vec<Json>,
    span: Span,
) -> EvalResult<Json> {
    need::known(evaluator, group, "the group of replicas", span)?;
    let requests = evaluator.get_attribute(group, "requests")?;
    let limits = evaluator.get_attribute(group, "limits")?;
    let restart = evaluator.get_attribute(group, "restart_policy")?;
    need::known(evaluator, &restart, "the restart policy", span)?;
    let restart = match enumeration::number(&restart) {
        Some(1) => "RESTART_POLICY_ON_FAILURE",
        Some(2) => "RESTART_POLICY_ALWAYS",
        _ => "",
    };
    Ok(Message::default()
        .number("replicas", replicas)
        .text("image", message::text(evaluator, group, "image", span)?)
        .message("resources", message::resources(evaluator, &requests, &limits, span)?)
        .text("restartPolicy", restart)
        .list("command", command)
        .json())
}

/// The run policy of a configuration as a message; `None` where it has none.
pub(super) fn run_policy(evaluator: &mut Evaluator, config: &Value, span: Span) -> EvalResult<Option<Json>> {
    let policy = evaluator.get_attribute(config, "run_policy")?;
    if policy.is_none() {
        return Ok(None);
    }
    need::known(evaluator, &policy, "the run policy", span)?;
    let clean = evaluator.get_attribute(&policy, "clean_pod_policy")?;
    need::known(evaluator, &clean, "the clean-pod policy", span)?;
    let clean = match enumeration::number(&clean) {
        Some(1) => "CLEANPOD_POLICY_RUNNING",
        Some(2) => "CLEANPOD_POLICY_ALL",
        _ => "",
    };
    let mut message = Message::default().text("cleanPodPolicy", clean);
    for (field, key) in [
        ("ttl_seconds_after_finished", "ttlSecondsAfterFinished"),
        ("active_deadline_seconds", "activeDeadlineSeconds"),
        ("backoff_limit", "backoffLimit"),
    ] {
        message = message.number(key, message::number(evaluator, &policy, field, span)?);
    }
    Ok(Some(message.json()))
}
