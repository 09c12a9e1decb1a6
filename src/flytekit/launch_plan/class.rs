//! `LaunchPlan`, and calls of launch plans.

use std::rc::Rc;

use super::create::{clone, create, default_launch_plan, found, given_workflow};
use super::definition::{LaunchPlanDefinition, launch_plan_of};
use crate::diagnostic::{Diagnostic, Id, closest, listed};
use crate::flytekit::classes::classes;
use crate::flytekit::library::{Library, methods, strict, strict_methods};
use crate::flytekit::node::{Argument, Call, NodeEntity, link};
use crate::flytekit::promise::property;
use crate::flytekit::state::state;
use crate::flytekit::task::Keywords;
use crate::flytekit::workflow;
use crate::flytekit::{local, need, report};
use crate::model::Map;
use crate::python::{Arguments, Class, EvalResult, Evaluator, Instance, NativeCode, Value};

/// Parameters of `create`; those of `get_or_create` begin with the workflow.
const PARAMETERS: &[&str] = &[
    "name",
    "workflow",
    "default_inputs",
    "fixed_inputs",
    "schedule",
    "notifications",
    "labels",
    "annotations",
    "raw_output_data_config",
    "max_parallelism",
    "security_context",
    "auth_role",
    "trigger",
    "overwrite_cache",
    "auto_activate",
    "concurrency",
];

const CLONE_PARAMETERS: &[&str] = &[
    "name",
    "parameters",
    "fixed_inputs",
    "schedule",
    "notifications",
    "labels",
    "annotations",
    "raw_output_data_config",
    "max_parallelism",
    "security_context",
    "trigger",
    "overwrite_cache",
    "auto_activate",
];

/// The classes of launch plans.
pub(crate) struct LaunchPlanClasses {
    /// `LaunchPlan`.
    pub(crate) launch_plan: Rc<Class>,
}

impl LaunchPlanClasses {
    /// The classes.
    pub(crate) fn new(evaluator: &Evaluator) -> Self {
        let mut attributes = strict_methods(&[("__call__", call), ("clone_with", clone_with)]);
        let constructors: &[(&str, NativeCode)] = &[
            ("create", create_named),
            ("get_or_create", get_or_create),
            ("get_default_launch_plan", default_of),
        ];
        for (name, code) in constructors {
            attributes.insert((*name).into(), Value::StaticMethod(Rc::new(strict(name, *code))));
        }
        let table: &[(&str, NativeCode)] = &[
            ("name", |_, arguments| of(arguments, |plan| Value::str(&plan.name))),
            ("workflow", |_, arguments| {
                of(arguments, |plan| plan.workflow.instance.upgrade().map_or(Value::None, Value::Instance))
            }),
            ("schedule", |_, arguments| of(arguments, |plan| plan.options.schedule.clone())),
            ("notifications", |_, arguments| of(arguments, |plan| plan.options.notifications.clone())),
            ("labels", |_, arguments| of(arguments, |plan| plan.options.labels.clone())),
            ("annotations", |_, arguments| of(arguments, |plan| plan.options.annotations.clone())),
            ("max_parallelism", |_, arguments| of(arguments, |plan| plan.options.max_parallelism.clone())),
            ("parameters", |evaluator, arguments| {
                inputs_of(evaluator, arguments, "flytekit.models.interface", "ParameterMap")
            }),
            ("fixed_inputs", |evaluator, arguments| {
                inputs_of(evaluator, arguments, "flytekit.models.literals", "LiteralMap")
            }),
            ("saved_inputs", |_, arguments| {
                of(arguments, |plan| Value::dict(plan.saved_inputs.borrow().clone()))
            }),
        ];
        for (name, getter) in table {
            property(&mut attributes, name, *getter);
        }
        let object = [Rc::clone(&evaluator.types.object)];
        Self {
            launch_plan: Class::native("flytekit.core.launch_plan", "LaunchPlan", &object, None, attributes),
        }
    }
}

/// Defines the class.
pub(crate) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    let class = Rc::clone(&classes(evaluator).launch_plan.launch_plan);
    library.class(&class, &["flytekit"]);
}

fn of(mut arguments: Arguments, get: fn(&LaunchPlanDefinition) -> Value) -> EvalResult<Value> {
    let plan = arguments.take_first().and_then(|value| launch_plan_of(&value));
    Ok(plan.map_or(Value::None, |plan| get(&plan)))
}

/// The parameters or fixed inputs of a launch plan, to be given to another one; what they hold is not shown.
pub(super) struct InputsOf(pub(super) Rc<LaunchPlanDefinition>);

fn inputs_of(
    evaluator: &mut Evaluator,
    mut arguments: Arguments,
    module: &str,
    name: &str,
) -> EvalResult<Value> {
    let plan = arguments.take_first().and_then(|value| launch_plan_of(&value));
    let Some(plan) = plan else { return Ok(Value::None) };
    let attributes = methods(&[("__getattr__", |evaluator, _| {
        Ok(evaluator.unknown("it is known when the launch plan is written"))
    })]);
    let class = Class::native(module, name, &[Rc::clone(&evaluator.types.object)], None, attributes);
    Ok(Value::Instance(Rc::new(Instance::with_payload(&class, InputsOf(plan)))))
}

fn value_of(plan: &LaunchPlanDefinition) -> Value {
    plan.instance.upgrade().map_or(Value::None, Value::Instance)
}

fn bound(
    evaluator: &Evaluator,
    function: &str,
    positional: &[&str],
    arguments: Arguments,
) -> EvalResult<Keywords> {
    let keywords = Keywords::bind(evaluator, function, positional, arguments)?;
    if let Some(name) = keywords.names().iter().find(|name| !PARAMETERS.contains(&&***name)) {
        let known = PARAMETERS.iter().copied().filter(|known| !known.starts_with('_'));
        let help = match closest(name, known.clone()) {
            Some(similar) => format!("there is `{similar}`"),
            None => format!("it takes {}", listed(known, "no arguments")),
        };
        let fault =
            Diagnostic::error(Id::InvalidArgument, format!("a launch plan takes no argument `{name}`"))
                .at(keywords.span_of(name), "")
                .with_help(help);
        return Err(evaluator.exception_with(&evaluator.exceptions.type_error, fault));
    }
    Ok(keywords)
}

/// `LaunchPlan.create(name, workflow, …)`.
fn create_named(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let keywords = bound(evaluator, "LaunchPlan.create", PARAMETERS, arguments)?;
    let span = keywords.span_of("name");
    let name = keywords.get("name").cloned().unwrap_or(Value::None);
    let name = need::text(evaluator, &name, "the name of a launch plan", span)?;
    let workflow = given_workflow(evaluator, &keywords)?;
    create(evaluator, &name, &workflow, &keywords).map(|plan| value_of(&plan))
}

/// `LaunchPlan.get_or_create(workflow, name=None, …)`.
fn get_or_create(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let mut positional = PARAMETERS.to_vec();
    positional.swap(0, 1);
    let keywords = bound(evaluator, "LaunchPlan.get_or_create", &positional, arguments)?;
    let workflow = given_workflow(evaluator, &keywords)?;
    let span = keywords.span_of("name");
    let name = keywords.get("name").cloned().unwrap_or(Value::None);
    let Some(name) = need::optional_text(evaluator, &name, "the name of a launch plan", span)? else {
        let needs_name = |name: &&&str| {
            !matches!(**name, "name" | "workflow" | "auto_activate" | "concurrency")
                && keywords.get(name).is_some_and(|value| !value.is_none())
        };
        if let Some(argument) = PARAMETERS.iter().find(needs_name) {
            let fault = Diagnostic::error(
                Id::InvalidLaunchPlan,
                format!("a launch plan with `{argument}` needs a name"),
            )
            .at(keywords.span_of(argument), "")
            .with_help("give it a name: without one, it is the default launch plan of the workflow");
            return Err(evaluator.exception_with(&evaluator.exceptions.value_error, fault));
        }
        return default_launch_plan(evaluator, &workflow).map(|plan| value_of(&plan));
    };
    match found(evaluator, &name, &workflow, &keywords)? {
        Some(plan) => Ok(value_of(&plan)),
        None => create(evaluator, &name, &workflow, &keywords).map(|plan| value_of(&plan)),
    }
}

/// `LaunchPlan.get_default_launch_plan(ctx, workflow)`.
fn default_of(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let keywords = Keywords::bind(evaluator, "get_default_launch_plan", &["ctx", "workflow"], arguments)?;
    let workflow = given_workflow(evaluator, &keywords)?;
    default_launch_plan(evaluator, &workflow).map(|plan| value_of(&plan))
}

/// `LaunchPlan.clone_with(name, …)`.
fn clone_with(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let Some(plan) = arguments.take_first().and_then(|value| launch_plan_of(&value)) else {
        return Err(evaluator.type_error("this launch plan was not initialized"));
    };
    let keywords = Keywords::bind(evaluator, "clone_with", CLONE_PARAMETERS, arguments)?;
    if let Some(name) = keywords.names().iter().find(|name| !CLONE_PARAMETERS.contains(&&***name)) {
        let message = format!("LaunchPlan.clone_with() got an unexpected keyword argument '{name}'");
        return Err(evaluator.type_error(&message));
    }
    clone(evaluator, &plan, &keywords).map(|plan| value_of(&plan))
}

/// A call of a launch plan: a node of the workflow that is being compiled. Inputs that it saved are filled in here.
fn call(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let Some(plan) = arguments.take_first().and_then(|value| launch_plan_of(&value)) else {
        return Err(evaluator.type_error("this launch plan was not initialized"));
    };
    let span = arguments.span().or(evaluator.current_span());
    if !arguments.positional.is_empty() {
        let message = "a launch plan takes its inputs by name";
        return Err(report::assertion(evaluator, Id::InvalidArgument, message, span));
    }
    let Some(section) = state(evaluator).compilation() else {
        return Ok(local::called(evaluator, &format!("launch plan `{}`", plan.name)));
    };
    let mut inputs: Map<Argument> = plan
        .saved_inputs
        .borrow()
        .iter()
        .map(|(name, value)| (name.clone(), Argument { value: value.clone(), span }))
        .collect();
    for (name, value) in &arguments.keywords {
        let argument = Argument { value: value.clone(), span: arguments.keyword_span(name).or(span) };
        inputs.insert(name.to_string(), argument);
    }
    let call = Call {
        name: plan.name.clone(),
        interface: plan.workflow.interface(),
        metadata: workflow::node_metadata(&plan.workflow),
        entity: NodeEntity::LaunchPlan(plan),
        span,
    };
    link(evaluator, call, inputs, &section)
}
