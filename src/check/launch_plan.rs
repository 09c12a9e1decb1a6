//! Launch plans: their inputs exist and fit, and a scheduled one needs nobody to give a value
//! (`flyteadmin/pkg/manager/impl/validation/launch_plan_validator.go`). Faults of a schedule are warnings: the workflow and
//! its other launch plans can be registered all the same.

use super::{literal, types};
use crate::diagnostic::{Diagnostic, Id};
use crate::model::{
    LaunchPlan, LiteralType, ParameterBehavior, Schedule, ScheduleKind, SimpleType, TypeKind,
};

/// Adds the faults of a launch plan.
pub(super) fn check(plan: &LaunchPlan, faults: &mut Vec<Diagnostic>) {
    let defaults = plan.default_inputs.iter();
    let defaults = defaults.map(|(name, parameter)| (name, parameter.variable.literal_type.clone()));
    let fixed = plan.fixed_inputs.iter().map(|(name, value)| (name, literal::type_of(value)));
    for (name, given) in defaults.chain(fixed) {
        faults.extend(input(plan, name, &given));
    }
    if let Some(schedule) = &plan.schedule {
        scheduled(plan, schedule, faults);
    }
}

fn fault(plan: &LaunchPlan, message: String) -> Diagnostic {
    Diagnostic::error(Id::InvalidLaunchPlan, message).at(plan.span, "")
}

fn warning(plan: &LaunchPlan, message: String) -> Diagnostic {
    Diagnostic::warning(Id::InvalidLaunchPlan, format!("{message}: Flyte refuses to register it"))
        .at(plan.span, "")
}

fn input(plan: &LaunchPlan, name: &str, given: &LiteralType) -> Option<Diagnostic> {
    let Some(declared) = plan.workflow.interface.inputs.get(name) else {
        let message = format!(
            "launch plan `{}` gives a value for `{name}`, which is no input of workflow `{}`",
            plan.name, plan.workflow.name
        );
        return Some(fault(plan, message).with_help("give values for inputs of the workflow only"));
    };
    let wanted = &declared.literal_type;
    (!types::is_castable(given, wanted)).then(|| {
        let message = format!(
            "input `{name}` of workflow `{}` takes `{}`, and launch plan `{}` gives `{}`",
            plan.workflow.name, wanted, plan.name, given
        );
        fault(plan, message).with_help("give a value of that type")
    })
}

/// Nobody is asked for values when a schedule starts a launch plan.
fn scheduled(plan: &LaunchPlan, schedule: &Schedule, faults: &mut Vec<Diagnostic>) {
    let is_timed = match &schedule.kind {
        ScheduleKind::Cron { .. } | ScheduleKind::Rate { .. } => true,
        ScheduleKind::CronExpression(expression) => !expression.is_empty(),
    };
    if !is_timed {
        return;
    }
    let kickoff = schedule.kickoff_time_input_arg.as_str();
    let missing: Vec<String> =
        required(plan).filter(|name| *name != kickoff).map(|name| format!("`{name}`")).collect();
    if !missing.is_empty() {
        let message = format!(
            "launch plan `{}` runs on a schedule, which gives no value for {}",
            plan.name,
            missing.join(", ")
        );
        let help =
            "give values in `default_inputs` or `fixed_inputs`, or give the workflow's parameters defaults";
        faults.push(warning(plan, message).with_help(help));
    }
    if kickoff.is_empty() {
        return;
    }
    let declared = plan.workflow.interface.inputs.get(kickoff);
    let is_free = declared.is_some() && !plan.fixed_inputs.contains_key(kickoff);
    if !is_free {
        let message = format!(
            "the schedule of launch plan `{}` puts its time into `{kickoff}`, which is no free input of workflow `{}`",
            plan.name, plan.workflow.name
        );
        faults.push(warning(plan, message).with_help("name an input of type `datetime` that is not fixed"));
    } else if let Some(input) = declared
        && input.literal_type.kind != TypeKind::Simple(SimpleType::Datetime)
    {
        let message = format!(
            "the schedule of launch plan `{}` puts its time into `{kickoff}`, which is `{}`",
            plan.name, &input.literal_type
        );
        faults.push(warning(plan, message).with_help("the input must be of type `datetime`"));
    }
}

/// Inputs for which somebody must give a value.
fn required(plan: &LaunchPlan) -> impl Iterator<Item = &str> {
    let inputs = plan.workflow.interface.inputs.keys();
    inputs.map(String::as_str).filter(|name| match plan.default_inputs.get(*name) {
        Some(parameter) => parameter.behavior == ParameterBehavior::Required,
        None => !plan.fixed_inputs.contains_key(*name),
    })
}
