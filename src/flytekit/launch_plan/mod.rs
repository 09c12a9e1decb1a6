//! Launch plans: workflows with inputs, a schedule and the like.

mod class;
mod create;
mod definition;
mod parameters;

pub(crate) use class::{LaunchPlanClasses, define};
pub(crate) use create::default_launch_plan;
pub(crate) use definition::{LaunchPlanDefinition, launch_plan_of};
