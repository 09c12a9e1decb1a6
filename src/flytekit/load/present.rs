//! Defaults that are the moment of the run: written as the reference writes them, with a warning, for an execution that
//! starts next week will find this week's time.

use crate::diagnostic::{Diagnostic, Id};
use crate::model::{
    Entity, LaunchPlan, Literal, LiteralValue, ParameterBehavior, Primitive, Program, Scalar,
};
use crate::python::Present;

/// A warning for each input of a launch plan whose value is the present. Other times that are computed from it can't be
/// told from times that the program states.
pub(super) fn warnings(program: &Program, present: Present) -> Vec<Diagnostic> {
    let plans = program.entities.iter().filter_map(|entity| match entity {
        Entity::LaunchPlan(plan) => Some(plan),
        Entity::Task(_) | Entity::Workflow(_) => None,
    });
    plans.flat_map(|plan| of_plan(plan, present)).collect()
}

fn of_plan(plan: &LaunchPlan, present: Present) -> impl Iterator<Item = Diagnostic> {
    let defaults = plan.default_inputs.iter().filter_map(|(name, parameter)| match &parameter.behavior {
        ParameterBehavior::Default(literal) => Some((name, literal)),
        _ => None,
    });
    let inputs = defaults.chain(plan.fixed_inputs.iter());
    inputs.filter(move |(_, literal)| is_present(literal, present)).map(|(name, _)| {
        let message = format!(
            "input `{name}` of the launch plan `{}` is set to the moment of this run, not to that of an execution",
            plan.name
        );
        Diagnostic::warning(Id::PresentTime, message)
            .at(plan.span, "the launch plan")
            .with_help("let a schedule give the time (`kickoff_time_input_arg`), or ask for it inside a task")
    })
}

/// Whether a literal is the present to the microsecond, read as UTC or as the local clock shows it.
fn is_present(literal: &Literal, present: Present) -> bool {
    let LiteralValue::Scalar(Scalar::Primitive(Primitive::Datetime(time))) = &literal.value else {
        return false;
    };
    let microseconds = i128::from(time.seconds) * 1_000_000 + i128::from(time.nanos / 1000);
    [present.unix_microseconds, present.local_microseconds()].map(i128::from).contains(&microseconds)
}
