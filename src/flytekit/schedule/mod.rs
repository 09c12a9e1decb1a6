//! Schedules: `CronSchedule`, `FixedRate` and `OnSchedule`.

mod cron;

use std::rc::Rc;
use std::sync::LazyLock;

use regex::Regex;

use super::library::Library;
use super::need;
use super::record::{self, Record, fields};
use super::report;
use crate::diagnostic::{Diagnostic, Id};
use crate::model::{self, RateUnit, ScheduleKind};
use crate::python::{Class, EvalResult, Evaluator, Instance, Interrupt, Value, Vars};
use crate::source::Span;

const MODULE: &str = "flytekit.core.schedule";
const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

static OFFSET: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^([-+]?)P([-+0-9YMWD]+)?(T([-+0-9HMS.,]+)?)?$").ok());

/// Defines the classes.
pub(super) fn define(evaluator: &Evaluator, library: &mut Library) {
    let object = Rc::clone(&evaluator.types.object);
    let units = [("MINUTE", 0), ("HOUR", 1), ("DAY", 2)].map(|(name, unit)| (name.into(), Value::from(unit)));
    let units = Class::native(
        "flytekit.models.schedule",
        "FixedRateUnit",
        std::slice::from_ref(&object),
        None,
        Vars::from_iter(units),
    );
    let units = Vars::from_iter([("FixedRateUnit".into(), Value::Class(units))]);
    let base = Class::native("flytekit.models.schedule", "Schedule", &[object], None, units);
    library.class(&base, &[]);
    let fields =
        fields! { cron_expression: None, schedule: None, offset: None, kickoff_time_input_arg: None };
    let cron = Record::new(MODULE, "CronSchedule", fields).base(&base).check(check_cron).class(evaluator);
    library.class(&cron, &["flytekit"]);
    let fields = fields! { duration: Required, kickoff_time_input_arg: None };
    let rate = Record::new(MODULE, "FixedRate", fields).base(&base).check(check_rate).class(evaluator);
    library.class(&rate, &["flytekit"]);
    let object = Rc::clone(&evaluator.types.object);
    let trigger = Class::native(MODULE, "LaunchPlanTriggerBase", &[object], None, Vars::default());
    library.class(&trigger, &[]);
    let fields = fields! { schedule: Required };
    library.class(&Record::new(MODULE, "OnSchedule", fields).base(&trigger).class(evaluator), &[]);
}

/// The checks of `CronSchedule.__init__`.
fn check_cron(evaluator: &mut Evaluator, instance: &Rc<Instance>) -> EvalResult<()> {
    if evaluator.truth(&record::get(instance, "cron_expression"))?.is_true() {
        let message = "cron_expression is deprecated and should not be used. Use `schedule` instead.";
        return Err(evaluator.assertion_error(message));
    }
    if let Some(schedule) = record::get(instance, "schedule").as_str()
        && let Err(reason) = cron::validate(&schedule)
    {
        let message = format!("Schedule is invalid. Provided schedule: {schedule} Error: {reason}");
        let help = "write five fields, as in `0 1 * * *`, or an alias such as `daily`";
        return Err(report::advised(invalid(evaluator, &message), help));
    }
    match record::get(instance, "offset").as_str() {
        Some(offset) if !OFFSET.as_ref().is_some_and(|pattern| pattern.is_match(&offset)) => {
            let message =
                format!("Offset is invalid. It must be an ISO 8601 duration. Provided offset: {offset}");
            Err(invalid(evaluator, &message))
        }
        _ => Ok(()),
    }
}

fn invalid(evaluator: &Evaluator, message: &str) -> Box<Interrupt> {
    let diagnostic = Diagnostic::error(Id::InvalidLaunchPlan, message);
    evaluator.exception_with(&evaluator.exceptions.value_error, diagnostic)
}

fn check_rate(evaluator: &mut Evaluator, instance: &Rc<Instance>) -> EvalResult<()> {
    let duration = record::get(instance, "duration");
    if duration.as_unknown().is_none() {
        rate(evaluator, &duration, Span::NONE)?;
    }
    Ok(())
}

/// The largest unit of which the duration is a multiple (`FixedRate._translate_duration`).
fn rate(evaluator: &mut Evaluator, duration: &Value, span: Span) -> EvalResult<(i64, RateUnit)> {
    let what = "the duration of the schedule";
    let mut part = |name: &str| {
        let value = evaluator.get_attribute(duration, name)?;
        need::integer(evaluator, &value, what, span)
    };
    let (days, seconds, microseconds) = (part("days")?, part("seconds")?, part("microseconds")?);
    if microseconds != 0 || seconds % MINUTE != 0 {
        let shown = evaluator.str_of(duration)?.as_str().unwrap_or_default();
        let message = format!(
            "Granularity of less than a minute is not supported for FixedRate schedules.  Received: {shown}"
        );
        let diagnostic = Diagnostic::error(Id::InvalidLaunchPlan, message).at(span, "");
        return Err(evaluator.exception_with(&evaluator.exceptions.assertion_error, diagnostic));
    }
    let total = days * DAY + seconds;
    let units = [(DAY, RateUnit::Day), (HOUR, RateUnit::Hour), (MINUTE, RateUnit::Minute)];
    let fits = units.into_iter().find(|(length, _)| total % length == 0);
    Ok(fits.map_or((total / MINUTE, RateUnit::Minute), |(length, unit)| (total / length, unit)))
}

/// The schedule of a launch plan; `None` for `None`.
pub(crate) fn schedule(
    evaluator: &mut Evaluator,
    value: &Value,
    span: Span,
) -> EvalResult<Option<model::Schedule>> {
    let what = "the schedule";
    if value.is_none() {
        return Ok(None);
    }
    need::known(evaluator, value, what, span)?;
    let cron = record::instance_of(value, "flytekit.core.schedule.CronSchedule");
    let Some(instance) =
        cron.clone().or_else(|| record::instance_of(value, "flytekit.core.schedule.FixedRate"))
    else {
        return Err(need::mismatch(evaluator, value, what, "a `CronSchedule` or a `FixedRate`", span));
    };
    let argument = record::get(&instance, "kickoff_time_input_arg");
    let argument = need::optional_text(evaluator, &argument, "`kickoff_time_input_arg`", span)?;
    let kickoff_time_input_arg = argument.map(|name| name.to_string()).unwrap_or_default();
    let kind = if cron.is_some() {
        let schedule = need::text(evaluator, &record::get(&instance, "schedule"), what, span)?.to_string();
        let offset = record::get(&instance, "offset");
        let offset = need::optional_text(evaluator, &offset, "the offset of the schedule", span)?;
        ScheduleKind::Cron { schedule, offset: offset.map(|offset| offset.to_string()).unwrap_or_default() }
    } else {
        let (value, unit) = rate(evaluator, &record::get(&instance, "duration"), span)?;
        let Ok(value) = u32::try_from(value) else {
            return Err(invalid(evaluator, "the duration of a schedule cannot be negative"));
        };
        ScheduleKind::Rate { value, unit }
    };
    Ok(Some(model::Schedule { kind, kickoff_time_input_arg }))
}

#[cfg(test)]
mod tests {
    use crate::flytekit::testing::Program;

    #[test]
    fn schedules_are_checked() {
        let program = Program::new("from flytekit import CronSchedule\nCronSchedule(schedule='* *')\n");
        assert_eq!(
            program.messages(),
            ["Schedule is invalid. Provided schedule: * * Error: it has 2 fields instead of 5, 6 or 7"]
        );
        let program =
            Program::new("from flytekit import CronSchedule\nCronSchedule(schedule='daily', offset='1h')");
        assert!(program.messages()[0].starts_with("Offset is invalid"));
    }
}
