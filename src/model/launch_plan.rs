//! Launch plans.

use std::sync::Arc;

use super::{Json, Literal, Map, Parameter, SecurityContext, Variable, Workflow};
use crate::source::Span;

/// A launch plan (`flyteidl.admin.LaunchPlan`).
#[derive(Clone, Debug)]
pub struct LaunchPlan {
    /// Where it was made.
    pub span: Span,
    /// Name.
    pub name: String,
    /// The workflow that it starts.
    pub workflow: Arc<Workflow>,
    /// Inputs that may be given, by name.
    pub default_inputs: Map<Parameter>,
    /// Inputs that are fixed, by name.
    pub fixed_inputs: Map<Literal>,
    /// The workflow's outputs (`closure.expected_outputs`).
    pub expected_outputs: Map<Arc<Variable>>,
    /// When it starts by itself.
    pub schedule: Option<Schedule>,
    /// Who is told.
    pub notifications: Vec<Notification>,
    /// An event that starts it: type URL and encoded message (`launch_conditions`).
    pub launch_conditions: Option<(String, Vec<u8>)>,
    /// Labels of its executions.
    pub labels: Map<String>,
    /// Annotations of its executions.
    pub annotations: Map<String>,
    /// Prefix under which offloaded outputs are written; empty for the platform's.
    pub output_location_prefix: String,
    /// How many nodes may run at once; 0 for the platform's.
    pub max_parallelism: i32,
    /// Whom executions run as, and their secrets.
    pub security_context: Option<SecurityContext>,
    /// Whether cached outputs are computed anew.
    pub overwrite_cache: Option<bool>,
    /// How many executions may run at once.
    pub concurrency: Option<ConcurrencyPolicy>,
    /// Activated when registered; not part of the message.
    pub auto_activate: bool,
    /// Free-form extras that lowering does not know; kept for display.
    pub extras: Map<Json>,
}

/// `flyteidl.admin.Schedule`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// When.
    pub kind: ScheduleKind,
    /// The input that receives the time of the kick-off; empty for none.
    pub kickoff_time_input_arg: String,
}

/// Kinds of schedules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScheduleKind {
    /// A cron expression or alias.
    Cron {
        /// The expression.
        schedule: String,
        /// ISO 8601 offset; empty for none.
        offset: String,
    },
    /// Every so often.
    Rate {
        /// How many units.
        value: u32,
        /// The unit.
        unit: RateUnit,
    },
    /// The older cron field (`cron_expression`).
    CronExpression(String),
}

/// `flyteidl.admin.FixedRateUnit`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RateUnit {
    /// Minutes.
    Minute,
    /// Hours.
    Hour,
    /// Days.
    Day,
}

/// Who is told about an execution's end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    /// `flyteidl.core.WorkflowExecution.Phase` numbers.
    pub phases: Vec<i32>,
    /// The channel.
    pub kind: NotificationKind,
    /// Addresses.
    pub recipients: Vec<String>,
}

/// Channels of notifications.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotificationKind {
    /// E-mail.
    Email,
    /// PagerDuty, by e-mail.
    PagerDuty,
    /// Slack, by e-mail.
    Slack,
}

/// How many executions may run at once, and what happens to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConcurrencyPolicy {
    /// The limit.
    pub max: i32,
    /// `flyteidl.admin.ConcurrencyLimitBehavior` number.
    pub behavior: i32,
}
