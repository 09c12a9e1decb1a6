//! Launch plans → `flyteidl.admin.LaunchPlan` (`flytekit.tools.translator.get_serializable_launch_plan`).

use super::error::{Depth, Fault};
use super::interface::parameter_map;
use super::literal::literal_map;
use super::settings::Settings;
use super::task::security_context;
use crate::idl::flyteidl::admin::{self, notification, schedule::ScheduleExpression};
use crate::idl::flyteidl::core;
use crate::model::{
    LaunchPlan, Notification, NotificationKind, RateUnit, ResourceType, Schedule, ScheduleKind,
};

/// A launch plan. The expected inputs and outputs of its closure stay empty: the control plane fills them in.
pub(super) fn launch_plan(plan: &LaunchPlan, settings: &Settings) -> Result<admin::LaunchPlan, Fault> {
    Ok(admin::LaunchPlan {
        id: Some(settings.identifier(ResourceType::LaunchPlan, &plan.name)),
        spec: Some(spec(plan, settings)?),
        closure: Some(admin::LaunchPlanClosure {
            expected_inputs: Some(core::ParameterMap::default()),
            expected_outputs: Some(core::VariableMap::default()),
            ..admin::LaunchPlanClosure::default()
        }),
    })
}

fn spec(plan: &LaunchPlan, settings: &Settings) -> Result<admin::LaunchPlanSpec, Fault> {
    let texts = |texts: &crate::model::Map<String>| {
        texts.iter().map(|(key, text)| (key.clone(), text.clone())).collect()
    };
    Ok(admin::LaunchPlanSpec {
        workflow_id: Some(settings.identifier(ResourceType::Workflow, &plan.workflow.name)),
        entity_metadata: Some(metadata(plan)),
        default_inputs: Some(parameter_map(&plan.default_inputs)?),
        fixed_inputs: Some(literal_map(&plan.fixed_inputs, Depth::TOP)?),
        labels: Some(admin::Labels { values: texts(&plan.labels) }),
        annotations: Some(admin::Annotations { values: texts(&plan.annotations) }),
        security_context: plan.security_context.as_ref().map(security_context),
        raw_output_data_config: Some(admin::RawOutputDataConfig {
            output_location_prefix: plan.output_location_prefix.clone(),
        }),
        max_parallelism: plan.max_parallelism,
        overwrite_cache: plan.overwrite_cache.unwrap_or(false),
        concurrency_policy: plan
            .concurrency
            .map(|policy| admin::ConcurrencyPolicy { max: policy.max, behavior: policy.behavior }),
        ..admin::LaunchPlanSpec::default()
    })
}

fn metadata(plan: &LaunchPlan) -> admin::LaunchPlanMetadata {
    let conditions = plan.launch_conditions.as_ref();
    admin::LaunchPlanMetadata {
        schedule: plan.schedule.as_ref().map(schedule),
        notifications: plan.notifications.iter().map(notification).collect(),
        launch_conditions: conditions
            .map(|(type_url, value)| prost_types::Any { type_url: type_url.clone(), value: value.clone() }),
    }
}

fn schedule(schedule: &Schedule) -> admin::Schedule {
    let expression = match &schedule.kind {
        ScheduleKind::Cron { schedule, offset } => ScheduleExpression::CronSchedule(admin::CronSchedule {
            schedule: schedule.clone(),
            offset: offset.clone(),
        }),
        ScheduleKind::Rate { value, unit } => {
            let unit = match unit {
                RateUnit::Minute => admin::FixedRateUnit::Minute,
                RateUnit::Hour => admin::FixedRateUnit::Hour,
                RateUnit::Day => admin::FixedRateUnit::Day,
            };
            ScheduleExpression::Rate(admin::FixedRate { value: *value, unit: unit.into() })
        }
        ScheduleKind::CronExpression(expression) => ScheduleExpression::CronExpression(expression.clone()),
    };
    admin::Schedule {
        kickoff_time_input_arg: schedule.kickoff_time_input_arg.clone(),
        schedule_expression: Some(expression),
    }
}

fn notification(notification: &Notification) -> admin::Notification {
    let recipients_email = notification.recipients.clone();
    let template = String::new();
    let channel = match notification.kind {
        NotificationKind::Email => {
            notification::Type::Email(admin::EmailNotification { recipients_email, template })
        }
        NotificationKind::PagerDuty => {
            notification::Type::PagerDuty(admin::PagerDutyNotification { recipients_email, template })
        }
        NotificationKind::Slack => {
            notification::Type::Slack(admin::SlackNotification { recipients_email, template })
        }
    };
    admin::Notification { phases: notification.phases.clone(), r#type: Some(channel) }
}
