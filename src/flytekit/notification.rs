//! Notifications: `Email`, `PagerDuty` and `Slack`.

use std::rc::Rc;

use super::library::Library;
use super::need;
use super::record::{self, Record, fields};
use crate::diagnostic::{Diagnostic, Id};
use crate::model::{self, NotificationKind};
use crate::python::{Class, EvalResult, Evaluator, Instance, Value, Vars};
use crate::source::Span;

const MODULE: &str = "flytekit.core.notification";
const KINDS: [(&str, NotificationKind); 3] = [
    ("Email", NotificationKind::Email),
    ("PagerDuty", NotificationKind::PagerDuty),
    ("Slack", NotificationKind::Slack),
];
/// `WorkflowExecutionPhase` numbers of the phases at the end: succeeded, failed, aborted, timed out.
const TERMINAL: [i64; 4] = [4, 6, 7, 8];

/// The kind of a class.
struct Kind(NotificationKind);

/// Defines the classes.
pub(super) fn define(evaluator: &Evaluator, library: &mut Library) {
    let object = Rc::clone(&evaluator.types.object);
    let base = Class::native(MODULE, "Notification", &[object], None, Vars::default());
    library.class(&base, &[]);
    for (name, kind) in KINDS {
        let fields = fields! { phases: Required, recipients_email: Required };
        let class = Record::new(MODULE, name, fields).base(&base).check(check).class(evaluator);
        class.set_data(Kind(kind));
        library.class(&class, &["flytekit"]);
    }
}

/// `Notification._validate_phases`.
fn check(evaluator: &mut Evaluator, instance: &Rc<Instance>) -> EvalResult<()> {
    let phases = record::get(instance, "phases");
    if phases.as_unknown().is_some() {
        return Ok(());
    }
    let phases = evaluator.iterate(&phases)?;
    if phases.is_empty() {
        return Err(invalid(evaluator, "You must specify at least one phase for a notification."));
    }
    for phase in phases {
        if phase.as_unknown().is_none() && !phase.as_i64().is_some_and(|phase| TERMINAL.contains(&phase)) {
            let shown = evaluator.repr_of(&phase)?.as_str().unwrap_or_default();
            let message =
                format!("Invalid phase: {shown}. only terminal states are permitted for notifications");
            return Err(invalid(evaluator, &message));
        }
    }
    Ok(())
}

fn invalid(evaluator: &Evaluator, message: &str) -> Box<crate::python::Interrupt> {
    let diagnostic = Diagnostic::error(Id::InvalidLaunchPlan, message);
    evaluator.exception_with(&evaluator.exceptions.assertion_error, diagnostic)
}

/// The notifications of a launch plan; `None` has none.
pub(crate) fn notifications(
    evaluator: &mut Evaluator,
    value: &Value,
    span: Span,
) -> EvalResult<Vec<model::Notification>> {
    if value.is_none() {
        return Ok(Vec::new());
    }
    let items = need::items(evaluator, value, "the notifications", span)?;
    items.iter().map(|item| notification(evaluator, item, span)).collect()
}

fn notification(evaluator: &mut Evaluator, value: &Value, span: Span) -> EvalResult<model::Notification> {
    let what = "the notification";
    need::known(evaluator, value, what, span)?;
    let kind = value.as_instance().and_then(|instance| instance.class.inherited_data::<Kind>());
    let (Some(instance), Some(kind)) = (value.as_instance(), kind) else {
        return Err(need::mismatch(evaluator, value, what, "an `Email`, `PagerDuty` or `Slack`", span));
    };
    let mut phases = Vec::new();
    for phase in need::items(evaluator, &record::get(instance, "phases"), "the phases", span)? {
        phases.push(need::int32(evaluator, &phase, "the phase of a notification", span)?);
    }
    let recipients = record::get(instance, "recipients_email");
    let recipients = need::texts(evaluator, &recipients, "the recipients of a notification", span)?;
    Ok(model::Notification { phases, kind: kind.0, recipients })
}
