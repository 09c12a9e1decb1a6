//! `Secret`, and the other classes of `flytekit.models.security`.

use std::rc::Rc;

use super::library::Library;
use super::record::{self, Field, Record, fields};
use super::state::state;
use super::{enumeration, need, report};
use crate::diagnostic::{Diagnostic, Id};
use crate::model;
use crate::python::{EvalResult, Evaluator, Instance, Value};
use crate::source::Span;

const MODULE: &str = "flytekit.models.security";
const SECRET: &[Field] =
    fields! { group: None, key: None, group_version: None, mount_requirement: None, env_var: None };
const SECURITY_CONTEXT: &[Field] = fields! { run_as: None, secrets: None, tokens: None };
const IDENTITY: &[Field] =
    fields! { iam_role: None, k8s_service_account: None, oauth2_client: None, execution_identity: None };

/// Defines the classes.
pub(super) fn define(evaluator: &Evaluator, library: &mut Library) {
    let mount_type =
        enumeration::class(evaluator, MODULE, "Secret.MountType", &[("ANY", 0), ("ENV_VAR", 1), ("FILE", 2)]);
    let secret = Record::dataclass(MODULE, "Secret", SECRET).check(check).class(evaluator);
    secret.set_attribute("MountType", Value::Class(mount_type));
    library.class(&secret, &["flytekit"]);
    let context =
        Record::dataclass(MODULE, "SecurityContext", SECURITY_CONTEXT).check(check_context).class(evaluator);
    library.class(&context, &["flytekit"]);
    library.class(&Record::dataclass(MODULE, "Identity", IDENTITY).class(evaluator), &[]);
    let client = fields! { client_id: Required, client_secret: Required };
    library.class(&Record::dataclass(MODULE, "OAuth2Client", client).class(evaluator), &[]);
}

/// `Secret.__post_init__`: a group is required where `union` is not installed, and the environment variable has a form.
fn check(evaluator: &mut Evaluator, instance: &Rc<Instance>) -> EvalResult<()> {
    if record::get(instance, "mount_requirement").is_none()
        && let Some(Value::Class(mount_type)) = instance.class.lookup("MountType")
        && let Some(any) = mount_type.lookup("ANY")
    {
        instance.set_attribute("mount_requirement", any);
    }
    if record::get(instance, "group").is_none() && !state(evaluator).uses_union() {
        return Err(evaluator.value_error("Group is a required parameter"));
    }
    match record::get(instance, "env_var").as_str() {
        Some(name) if !is_variable_name(&name) => {
            Err(evaluator.value_error(&format!("Invalid environment variable name: {name}")))
        }
        _ => Ok(()),
    }
}

/// `^[A-Z_][A-Z0-9_]*$`, where `$` also matches before a line feed at the end.
fn is_variable_name(name: &str) -> bool {
    let name = name.strip_suffix('\n').unwrap_or(name);
    let upper = |character: char| character.is_ascii_uppercase() || character == '_';
    name.starts_with(upper) && name.chars().all(|character| upper(character) || character.is_ascii_digit())
}

/// `SecurityContext.__post_init__`: one secret or token stands for a list of one.
fn check_context(evaluator: &mut Evaluator, instance: &Rc<Instance>) -> EvalResult<()> {
    for field in ["secrets", "tokens"] {
        let value = record::get(instance, field);
        if !matches!(value, Value::List(_) | Value::Unknown(_)) && evaluator.truth(&value)?.is_true() {
            instance.set_attribute(field, Value::list(vec![value]));
        }
    }
    Ok(())
}

/// The security context of a task from its `secret_requests=`; `None` where there are none.
pub(crate) fn security_context(
    evaluator: &mut Evaluator,
    secret_requests: &Value,
    span: Span,
) -> EvalResult<Option<model::SecurityContext>> {
    let what = "the list of secrets";
    if secret_requests.is_none() {
        return Ok(None);
    }
    let requests = need::items(evaluator, secret_requests, what, span)?;
    if !requests.is_empty() && !matches!(secret_requests.unwrapped(), Value::List(_)) {
        let fault = need::mismatch(evaluator, secret_requests, what, "a list", span);
        return Err(report::advised(
            fault,
            "flytekit takes any other collection for a secret, and fails to write it",
        ));
    }
    let secrets: EvalResult<Vec<model::Secret>> =
        requests.iter().map(|request| secret(evaluator, request, span)).collect();
    let secrets = secrets?;
    Ok((!secrets.is_empty()).then_some(model::SecurityContext { run_as: None, secrets }))
}

/// The security context of executions from a `SecurityContext`, or the `AuthRole` that stands for one; `None` where it
/// says nothing.
pub(crate) fn execution_context(
    evaluator: &mut Evaluator,
    value: &Value,
    span: Span,
) -> EvalResult<Option<model::SecurityContext>> {
    let what = "the security context of executions";
    if value.is_none() {
        return Ok(None);
    }
    need::known(evaluator, value, what, span)?;
    if let Some(role) = record::instance_of(value, "flytekit.models.common.AuthRole") {
        let fields = ["assumable_iam_role", "kubernetes_service_account", ""];
        let run_as = Some(identity(evaluator, &role, fields, span)?);
        return Ok(Some(model::SecurityContext { run_as, secrets: Vec::new() }));
    }
    let Some(context) = record::instance_of(value, "flytekit.models.security.SecurityContext") else {
        return Err(need::mismatch(evaluator, value, what, "an `AuthRole` or a `SecurityContext`", span));
    };
    let [run_as, secrets, tokens] = ["run_as", "secrets", "tokens"].map(|name| record::get(&context, name));
    if [&run_as, &secrets, &tokens].iter().all(|value| value.is_none()) {
        return Ok(None);
    }
    refuse_client(evaluator, "tokens", &tokens, span)?;
    need::known(evaluator, &run_as, what, span)?;
    let run_as = match run_as.as_instance() {
        Some(run_as) => {
            refuse_client(evaluator, "oauth2_client", &record::get(run_as, "oauth2_client"), span)?;
            let fields = ["iam_role", "k8s_service_account", "execution_identity"];
            Some(identity(evaluator, run_as, fields, span)?)
        }
        None => None,
    };
    let secrets = security_context(evaluator, &secrets, span)?.map(|context| context.secrets);
    Ok(Some(model::SecurityContext { run_as, secrets: secrets.unwrap_or_default() }))
}

fn identity(
    evaluator: &mut Evaluator,
    holder: &Rc<Instance>,
    fields: [&str; 3],
    span: Span,
) -> EvalResult<model::Identity> {
    let mut text = |name: &str| -> EvalResult<String> {
        let value = if name.is_empty() { Value::None } else { record::get(holder, name) };
        let text = need::optional_text(evaluator, &value, "the identity of executions", span)?;
        Ok(text.map(|text| text.to_string()).unwrap_or_default())
    };
    Ok(model::Identity {
        iam_role: text(fields[0])?,
        k8s_service_account: text(fields[1])?,
        execution_identity: text(fields[2])?,
    })
}

/// Clients of OAuth 2 are not supported: flytekit gives their secret as text, where the message wants a `Secret`.
fn refuse_client(evaluator: &mut Evaluator, name: &str, value: &Value, span: Span) -> EvalResult<()> {
    if value.is_none() {
        return Ok(());
    }
    let message = format!("`{name}` of a security context is not supported");
    Err(report::value_error(evaluator, Id::UnsupportedFeature, message, span))
}

/// What the specification says of one `Secret`.
pub(crate) fn secret(evaluator: &mut Evaluator, value: &Value, span: Span) -> EvalResult<model::Secret> {
    need::known(evaluator, value, "the secret", span)?;
    let Some(instance) = record::instance_of(value, "flytekit.models.security.Secret") else {
        let class = evaluator.class_of(value);
        let message = format!("a secret must be a `flytekit.Secret`, not `{}`", class.name);
        let key = value.as_str().map_or_else(|| "...".to_owned(), |key| format!("\"{key}\""));
        let diagnostic = Diagnostic::error(Id::InvalidArgument, message)
            .at(span, "")
            .with_help(format!("write `Secret(group=..., key={key})`"));
        return Err(evaluator.exception_with(&Rc::clone(&evaluator.exceptions.assertion_error), diagnostic));
    };
    let mut text = |field: &str| -> EvalResult<String> {
        let what = format!("the {} of the secret", field.replace('_', " "));
        let text = need::optional_text(evaluator, &record::get(&instance, field), &what, span)?;
        Ok(text.map(|text| text.to_string()).unwrap_or_default())
    };
    Ok(model::Secret {
        group: text("group")?,
        group_version: text("group_version")?,
        key: text("key")?,
        env_var: text("env_var")?,
        mount_requirement: match enumeration::number(&record::get(&instance, "mount_requirement")) {
            Some(1) => model::MountRequirement::EnvVar,
            Some(2) => model::MountRequirement::File,
            _ => model::MountRequirement::Any,
        },
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn variable_names_are_upper_case() {
        assert!(["A", "_X9", "A_B\n"].into_iter().all(super::is_variable_name));
        assert!(!["", "a", "9A", "A-B", "É"].into_iter().any(super::is_variable_name));
    }
}
