//! Launch plans (`flytekit.tools.translator.get_serializable_launch_plan`).

use std::rc::Rc;
use std::sync::Arc;

use super::Builder;
use crate::configuration::SerializationSettings;
use crate::diagnostic::Id;
use crate::flytekit::launch_plan::LaunchPlanDefinition;
use crate::flytekit::{models, need, notification, report, schedule, secret};
use crate::model::{LaunchPlan, Map, Workflow};
use crate::python::{EvalResult, Evaluator, Value};

impl Builder {
    /// The model of a launch plan, after that of its workflow.
    pub(super) fn launch_plan(
        &mut self,
        evaluator: &mut Evaluator,
        plan: &Rc<LaunchPlanDefinition>,
        settings: &Rc<SerializationSettings>,
    ) -> EvalResult<Option<Arc<LaunchPlan>>> {
        let key = Rc::as_ptr(plan);
        if let Some(made) = self.launch_plans.get(&key) {
            return Ok(made.clone());
        }
        let workflow = self.workflow(evaluator, &plan.workflow, settings)?;
        let model = match workflow {
            Some(workflow) => {
                let model = model(evaluator, plan, workflow);
                report::reported(evaluator, model, plan.span)?.flatten().map(Arc::new)
            }
            None => None,
        };
        self.launch_plans.insert(key, model.clone());
        Ok(model)
    }
}

fn model(
    evaluator: &mut Evaluator,
    plan: &LaunchPlanDefinition,
    workflow: Arc<Workflow>,
) -> EvalResult<Option<LaunchPlan>> {
    let options = &plan.options;
    if !options.trigger.is_none() {
        let span = plan.span_of("trigger");
        let message = "launch plans with a `trigger` are not supported";
        return Err(report::value_error(evaluator, Id::UnsupportedFeature, message, span));
    }
    let context_span = plan.span_of("security_context");
    let overwrite_cache = match &options.overwrite_cache {
        Value::None => None,
        value => {
            let what = "whether cached outputs are computed anew";
            Some(need::flag(evaluator, value, what, plan.span_of("overwrite_cache"))?)
        }
    };
    let parallelism = match &options.max_parallelism {
        Value::None => 0,
        value => need::int32(evaluator, value, "the parallelism", plan.span_of("max_parallelism"))?,
    };
    let what = "whether the launch plan is activated";
    let auto_activate = need::truth(evaluator, &options.auto_activate, what, plan.span_of("auto_activate"))?;
    let prefix_span = plan.span_of("raw_output_data_config");
    let prefix = models::output_location_prefix(evaluator, &options.raw_output_data_config, prefix_span)?;
    let notifications_span = plan.span_of("notifications");
    let (Some(default_inputs), Some(fixed_inputs)) = (plan.parameters.clone(), plan.fixed_inputs.clone())
    else {
        return Ok(None);
    };
    Ok(Some(LaunchPlan {
        span: plan.span,
        name: plan.name.clone(),
        expected_outputs: workflow.interface.outputs.clone(),
        workflow,
        default_inputs,
        fixed_inputs,
        schedule: schedule::schedule(evaluator, &options.schedule, plan.span_of("schedule"))?,
        notifications: notification::notifications(evaluator, &options.notifications, notifications_span)?,
        launch_conditions: None,
        labels: labels(evaluator, plan, &options.labels, "labels")?,
        annotations: labels(evaluator, plan, &options.annotations, "annotations")?,
        output_location_prefix: prefix,
        max_parallelism: parallelism,
        security_context: secret::execution_context(evaluator, &options.security_context, context_span)?,
        overwrite_cache,
        concurrency: models::concurrency(evaluator, &options.concurrency, plan.span_of("concurrency"))?,
        auto_activate,
        extras: Map::default(),
    }))
}

/// `Labels` or `Annotations`.
fn labels(
    evaluator: &mut Evaluator,
    plan: &LaunchPlanDefinition,
    value: &Value,
    name: &str,
) -> EvalResult<Map<String>> {
    if value.is_none() {
        return Ok(Map::default());
    }
    models::labels(evaluator, value, &format!("the {name}"), plan.span_of(name))
}
