//! Making launch plans, and finding those that were made (`flytekit.core.launch_plan.LaunchPlan`).

use std::cell::RefCell;
use std::rc::Rc;

use super::class::InputsOf;
use super::definition::{LaunchPlanDefinition, Options};
use super::parameters;
use crate::diagnostic::{Diagnostic, Id, listed};
use crate::flytekit::classes::classes;
use crate::flytekit::interface::{Input, variable};
use crate::flytekit::state::{register_entity, state};
use crate::flytekit::task::Keywords;
use crate::flytekit::workflow::{WorkflowDefinition, workflow_of};
use crate::flytekit::{need, record, report, types};
use crate::model::{Literal, Map, Parameter};
use crate::python::{EvalResult, Evaluator, Instance, Interrupt, Truth, Value};
use crate::source::Span;

/// The launch plan of a workflow that has its name and nothing else (`get_default_launch_plan`); made once for each name.
pub(crate) fn default_launch_plan(
    evaluator: &mut Evaluator,
    workflow: &Rc<WorkflowDefinition>,
) -> EvalResult<Rc<LaunchPlanDefinition>> {
    if let Some(made) = state(evaluator).launch_plan(&workflow.name()) {
        return Ok(made);
    }
    let interface = workflow.interface();
    let parameters = parameters::of_interface(evaluator, &interface)?;
    let mut options = Options::default();
    if let Value::Instance(given) = &workflow.default_options {
        options.labels = record::get(given, "labels");
        options.annotations = record::get(given, "annotations");
    }
    let defaults = interface.signature.inputs.iter();
    let saved = defaults.map(|(name, input)| (name.clone(), input.default.clone().unwrap_or(Value::None)));
    let parts = Parts {
        name: workflow.name(),
        parameters,
        fixed_inputs: Some(Map::default()),
        fixed_names: Vec::new(),
        saved_inputs: saved.collect(),
        options,
        span: workflow.span,
        spans: Map::default(),
    };
    let made = construct(evaluator, workflow, parts)?;
    state(evaluator).keep_launch_plan(&workflow.name(), &made);
    Ok(made)
}

struct Parts {
    name: String,
    parameters: Option<Map<Parameter>>,
    fixed_inputs: Option<Map<Literal>>,
    fixed_names: Vec<String>,
    saved_inputs: Map<Value>,
    options: Options,
    span: Span,
    spans: Map<Span>,
}

fn construct(
    evaluator: &mut Evaluator,
    workflow: &Rc<WorkflowDefinition>,
    parts: Parts,
) -> EvalResult<Rc<LaunchPlanDefinition>> {
    let Parts { name, mut parameters, fixed_inputs, fixed_names, saved_inputs, options, span, spans } = parts;
    if let Some(parameters) = &mut parameters {
        parameters.retain(|name, _| !fixed_names.contains(name));
    }
    let class = Rc::clone(&classes(evaluator).launch_plan.launch_plan);
    let instance = Rc::new(Instance::new(&class));
    let what = format!("launch plan `{name}`");
    instance.set_payload(LaunchPlanDefinition {
        span,
        instance: Rc::downgrade(&instance),
        name,
        workflow: Rc::clone(workflow),
        parameters,
        fixed_inputs,
        fixed_names,
        saved_inputs: RefCell::new(saved_inputs),
        options,
        spans,
    });
    register_entity(evaluator, Value::Instance(Rc::clone(&instance)), &what, span);
    instance
        .payload::<LaunchPlanDefinition>()
        .ok_or_else(|| evaluator.type_error("the launch plan lost its state while it was made"))
}

/// Inputs as a program gives them: a dictionary by name.
fn given_inputs(evaluator: &mut Evaluator, keywords: &Keywords, name: &str) -> EvalResult<Map<Value>> {
    let what = if name == "fixed_inputs" { "the fixed inputs" } else { "the default inputs" };
    let span = keywords.span_of(name);
    let value = keywords.get(name).cloned().unwrap_or(Value::None);
    let mut inputs = Map::default();
    for (key, value) in need::entries(evaluator, &value, what, span)? {
        inputs.insert(need::text(evaluator, &key, "the name of an input", span)?.to_string(), value);
    }
    Ok(inputs)
}

/// The workflow in the keywords.
pub(super) fn given_workflow(
    evaluator: &mut Evaluator,
    keywords: &Keywords,
) -> EvalResult<Rc<WorkflowDefinition>> {
    let span = keywords.span_of("workflow");
    match keywords.get("workflow") {
        Some(Value::Unknown(unknown)) => {
            Err(need::unknown_value(unknown, "the workflow of a launch plan", span))
        }
        Some(value) => workflow_of(value).ok_or_else(|| {
            let message = "a launch plan is made of a workflow";
            let fault = report::assertion(evaluator, Id::InvalidLaunchPlan, message, span);
            report::advised(fault, "call the task in a `@workflow`")
        }),
        None => Err(evaluator.type_error("LaunchPlan: missing required argument: 'workflow'")),
    }
}

/// `LaunchPlan.create`.
pub(super) fn create(
    evaluator: &mut Evaluator,
    name: &str,
    workflow: &Rc<WorkflowDefinition>,
    keywords: &Keywords,
) -> EvalResult<Rc<LaunchPlanDefinition>> {
    let interface = workflow.interface();
    let defaults = given_inputs(evaluator, keywords, "default_inputs")?;
    let fixed = given_inputs(evaluator, keywords, "fixed_inputs")?;
    let mut parameters = parameters::of_interface(evaluator, &interface)?;
    let span = keywords.span_of("default_inputs");
    for (input, value) in &defaults {
        let found = default_parameter(evaluator, workflow, input, value, span);
        match (report::reported(evaluator, found, span)?.flatten(), &mut parameters) {
            (Some(parameter), Some(parameters)) => drop(parameters.insert(input.clone(), parameter)),
            _ => parameters = None,
        }
    }
    let span = keywords.span_of("fixed_inputs");
    let mut fixed_inputs = Some(Map::default());
    for (input, value) in &fixed {
        let found = fixed_literal(evaluator, workflow, input, value, span);
        match (report::reported(evaluator, found, span)?.flatten(), &mut fixed_inputs) {
            (Some(literal), Some(literals)) => drop(literals.insert(input.clone(), literal)),
            _ => fixed_inputs = None,
        }
    }
    if let Some(other) = state(evaluator).launch_plan(name) {
        return Err(duplicate(evaluator, name, keywords.span, other.span));
    }
    let fixed_names = fixed.keys().cloned().collect();
    let saved_inputs = defaults.into_iter().chain(fixed).collect();
    let parts = Parts {
        name: name.to_owned(),
        parameters,
        fixed_inputs,
        fixed_names,
        saved_inputs,
        options: options(evaluator, keywords)?,
        span: keywords.span,
        spans: keywords.names().iter().map(|name| (name.to_string(), keywords.span_of(name))).collect(),
    };
    let made = construct(evaluator, workflow, parts)?;
    state(evaluator).keep_launch_plan(name, &made);
    Ok(made)
}

fn duplicate(evaluator: &Evaluator, name: &str, span: Span, other: Span) -> Box<Interrupt> {
    let fault =
        Diagnostic::error(Id::InvalidLaunchPlan, format!("there are two launch plans named `{name}`"))
            .at(span, "")
            .with_context(other, "the other one")
            .with_help("names of launch plans are unique in a project");
    evaluator.exception_with(&evaluator.exceptions.assertion_error, fault)
}

/// The parameter of an input whose default the launch plan gives. Its description is its name.
fn default_parameter(
    evaluator: &mut Evaluator,
    workflow: &WorkflowDefinition,
    name: &str,
    value: &Value,
    span: Span,
) -> EvalResult<Option<Parameter>> {
    let interface = workflow.interface();
    let Some(input) = interface.signature.inputs.get(name) else {
        return Err(no_such_input(evaluator, workflow, name, span));
    };
    let default = Some(value.clone()).filter(|value| !value.is_none());
    let input = Input { python_type: input.python_type.clone(), default, span: input.span };
    let variable = variable(evaluator, &input.python_type, name.to_owned(), span)?;
    parameters::parameter(evaluator, &input, &variable, span)
}

fn fixed_literal(
    evaluator: &mut Evaluator,
    workflow: &WorkflowDefinition,
    name: &str,
    value: &Value,
    span: Span,
) -> EvalResult<Option<Literal>> {
    let interface = workflow.interface();
    let (Some(input), Some(variable)) = (interface.signature.inputs.get(name), interface.inputs.get(name))
    else {
        return Err(no_such_input(evaluator, workflow, name, span));
    };
    match variable.literal_type() {
        Some(expected) => types::literal(evaluator, value, &input.python_type, expected, span)
            .map(Some)
            .map_err(|fault| report::advised(fault, format!("the type of `{name}` is `{expected}`"))),
        None => Ok(None),
    }
}

fn no_such_input(
    evaluator: &Evaluator,
    workflow: &WorkflowDefinition,
    name: &str,
    span: Span,
) -> Box<Interrupt> {
    let message = format!("workflow `{}` has no input `{name}`", workflow.name());
    let interface = workflow.interface();
    let help = format!("its inputs are {}", listed(interface.inputs.keys().map(String::as_str), "none"));
    report::advised(report::assertion(evaluator, Id::InvalidLaunchPlan, message, span), help)
}

/// The launch plan whose inputs are given to a copy, where they are.
fn inputs_of(
    evaluator: &Evaluator,
    keywords: &Keywords,
    name: &str,
) -> EvalResult<Option<Rc<LaunchPlanDefinition>>> {
    match keywords.get(name) {
        None | Some(Value::None) => Ok(None),
        Some(given) => match given.payload::<InputsOf>() {
            Some(inputs) => Ok(Some(Rc::clone(&inputs.0))),
            None => {
                let message = format!(
                    "`{name}` of a copied launch plan are not supported unless they are those of another one"
                );
                let span = keywords.span_of(name);
                Err(report::value_error(evaluator, Id::UnsupportedFeature, message, span))
            }
        },
    }
}

/// `LaunchPlan.clone_with`: what isn't given, or is empty, is taken over, but for activation and concurrency. The copy fills
/// in no inputs where it is called.
pub(super) fn clone(
    evaluator: &mut Evaluator,
    plan: &LaunchPlanDefinition,
    keywords: &Keywords,
) -> EvalResult<Rc<LaunchPlanDefinition>> {
    let name = keywords.get("name").cloned().unwrap_or(Value::None);
    let name = need::text(evaluator, &name, "the name of a launch plan", keywords.span_of("name"))?;
    let parameters = inputs_of(evaluator, keywords, "parameters")?;
    let fixed = inputs_of(evaluator, keywords, "fixed_inputs")?;
    let (parameters, fixed) = (parameters.as_deref().unwrap_or(plan), fixed.as_deref().unwrap_or(plan));
    let mut spans = plan.spans.clone();
    spans.extend(keywords.names().iter().map(|name| (name.to_string(), keywords.span_of(name))));
    let mut taken = |name: &str, old: &Value| -> EvalResult<Value> {
        match keywords.get(name) {
            Some(given) if !evaluator.truth(given)?.is_false() => Ok(given.clone()),
            _ => Ok(old.clone()),
        }
    };
    let old = &plan.options;
    let options = Options {
        schedule: taken("schedule", &old.schedule)?,
        notifications: taken("notifications", &old.notifications)?,
        labels: taken("labels", &old.labels)?,
        annotations: taken("annotations", &old.annotations)?,
        raw_output_data_config: taken("raw_output_data_config", &old.raw_output_data_config)?,
        max_parallelism: taken("max_parallelism", &old.max_parallelism)?,
        security_context: taken("security_context", &old.security_context)?,
        trigger: taken("trigger", &Value::None)?,
        overwrite_cache: taken("overwrite_cache", &old.overwrite_cache)?,
        auto_activate: taken("auto_activate", &Value::Bool(false))?,
        concurrency: Value::None,
    };
    let parts = Parts {
        name: name.to_string(),
        parameters: parameters.parameters.clone(),
        fixed_inputs: fixed.fixed_inputs.clone(),
        fixed_names: fixed.fixed_names.clone(),
        saved_inputs: Map::default(),
        options,
        span: keywords.span,
        spans,
    };
    construct(evaluator, &Rc::clone(&plan.workflow), parts)
}

/// Everything beside the inputs. The older `auth_role` stands for a security context.
fn options(evaluator: &Evaluator, keywords: &Keywords) -> EvalResult<Options> {
    let given = |name: &str| keywords.get(name).cloned().unwrap_or(Value::None);
    let (context, role) = (given("security_context"), given("auth_role"));
    if !context.is_none() && !role.is_none() {
        let message = "give either `security_context` or the older `auth_role`";
        let span = keywords.span_of("auth_role");
        return Err(report::value_error(evaluator, Id::InvalidLaunchPlan, message, span));
    }
    Ok(Options {
        schedule: given("schedule"),
        notifications: given("notifications"),
        labels: given("labels"),
        annotations: given("annotations"),
        raw_output_data_config: given("raw_output_data_config"),
        max_parallelism: given("max_parallelism"),
        security_context: if context.is_none() { role } else { context },
        trigger: given("trigger"),
        overwrite_cache: given("overwrite_cache"),
        auto_activate: keywords.get("auto_activate").cloned().unwrap_or(Value::Bool(false)),
        concurrency: given("concurrency"),
    })
}

/// The launch plan that was made under the name, where it is the same (`LaunchPlan.get_or_create`).
pub(super) fn found(
    evaluator: &mut Evaluator,
    name: &str,
    workflow: &Rc<WorkflowDefinition>,
    keywords: &Keywords,
) -> EvalResult<Option<Rc<LaunchPlanDefinition>>> {
    let Some(made) = state(evaluator).launch_plan(name) else { return Ok(None) };
    if !Rc::ptr_eq(&made.workflow, workflow) {
        return Err(duplicate(evaluator, name, keywords.span, made.span));
    }
    let new = options(evaluator, keywords)?;
    let defaults = given_inputs(evaluator, keywords, "default_inputs")?;
    let fixed = given_inputs(evaluator, keywords, "fixed_inputs")?;
    let inputs: Map<Value> = defaults.into_iter().chain(fixed).collect();
    let old = &made.options;
    let saved = made.saved_inputs.borrow().clone();
    let pairs = [
        ("schedule", new.schedule, old.schedule.clone()),
        ("notifications", or_empty(new.notifications), or_empty(old.notifications.clone())),
        ("default_inputs", Value::dict(inputs), Value::dict(saved)),
        ("labels", new.labels, old.labels.clone()),
        ("annotations", new.annotations, old.annotations.clone()),
        ("raw_output_data_config", new.raw_output_data_config, old.raw_output_data_config.clone()),
        ("max_parallelism", new.max_parallelism, old.max_parallelism.clone()),
        ("security_context", new.security_context, old.security_context.clone()),
        ("overwrite_cache", new.overwrite_cache, old.overwrite_cache.clone()),
        ("auto_activate", new.auto_activate, old.auto_activate.clone()),
        ("concurrency", new.concurrency, old.concurrency.clone()),
    ];
    for (argument, new, old) in pairs {
        if matches!(evaluator.equals(&new, &old)?, Truth::Known(false)) {
            let message = format!("there are two launch plans named `{name}`, with different `{argument}`");
            let fault = Diagnostic::error(Id::InvalidLaunchPlan, message)
                .at(keywords.span_of(argument), "")
                .with_context(made.span, "the other one")
                .with_help("give them different names, or the same arguments");
            return Err(evaluator.exception_with(&evaluator.exceptions.assertion_error, fault));
        }
    }
    Ok(Some(made))
}

fn or_empty(value: Value) -> Value {
    if value.is_none() { Value::list(Vec::new()) } else { value }
}
