//! Tasks (`flytekit.tools.translator.get_serializable_task`).

use std::rc::Rc;
use std::sync::Arc;

use super::Builder;
use crate::configuration::{ImageConfig, SerializationSettings};
use crate::flytekit::launch_plan::launch_plan_of;
use crate::flytekit::state::state;
use crate::flytekit::task::{
    ExecutionMode, TaskDefinition, answers, auto_container, metadata_model, task_of,
};
use crate::flytekit::workflow::workflow_of;
use crate::flytekit::{image_spec, need, report};
use crate::model::{Entity, Map, Task, TaskTarget};
use crate::python::{Arguments, EvalResult, Evaluator, Value};

impl Builder {
    /// The model of a task.
    pub(super) fn task(
        &mut self,
        evaluator: &mut Evaluator,
        task: &Rc<TaskDefinition>,
        settings: &Rc<SerializationSettings>,
    ) -> EvalResult<Option<Arc<Task>>> {
        if let Some(made) = self.tasks.get(&Rc::as_ptr(task)) {
            return Ok(made.clone());
        }
        let own_settings = self.settings_of(evaluator, task, settings)?;
        let model = model(evaluator, task, &own_settings)?.map(Arc::new);
        self.tasks.insert(Rc::as_ptr(task), model.clone());
        Ok(model)
    }

    /// The settings that are in force for a task. Dynamic and eager tasks get them in a variable; dynamic ones with the
    /// images of all tasks made so far, and after the entities that they say they depend on.
    fn settings_of(
        &mut self,
        evaluator: &mut Evaluator,
        task: &Rc<TaskDefinition>,
        settings: &Rc<SerializationSettings>,
    ) -> EvalResult<Rc<SerializationSettings>> {
        match task.mode() {
            ExecutionMode::Default => return Ok(Rc::clone(settings)),
            ExecutionMode::Dynamic => self.list_images(evaluator, settings)?,
            ExecutionMode::Eager => {}
        }
        let mut own = (**settings).clone();
        if let Some(images) = &self.images {
            own.image_config.images = Some(images.clone());
        }
        let own = Rc::new(own.with_serialized_context());
        let hints = task.function.as_ref().map_or(Value::None, |function| function.dependency_hints.clone());
        if !hints.is_none() {
            let span = task.span_of("node_dependency_hints");
            let items = need::items(evaluator, &hints, "the dependencies of a dynamic workflow", span);
            for hint in report::reported(evaluator, items, span)?.unwrap_or_default() {
                self.hint(evaluator, &hint, &own)?;
            }
        }
        Ok(own)
    }

    fn hint(
        &mut self,
        evaluator: &mut Evaluator,
        hint: &Value,
        settings: &Rc<SerializationSettings>,
    ) -> EvalResult<()> {
        if let Some(task) = task_of(hint) {
            let model = self.task(evaluator, &task, settings)?;
            self.visited.extend(model.map(Entity::Task));
        } else if let Some(workflow) = workflow_of(hint) {
            let model = self.workflow(evaluator, &workflow, settings)?;
            self.visited.extend(model.map(Entity::Workflow));
        } else if let Some(plan) = launch_plan_of(hint) {
            let model = self.launch_plan(evaluator, &plan, settings)?;
            self.visited.extend(model.map(Entity::LaunchPlan));
        }
        Ok(())
    }

    /// Adds the images that are made for tasks of the run to those of the settings.
    fn list_images(&mut self, evaluator: &mut Evaluator, settings: &SerializationSettings) -> EvalResult<()> {
        for entity in state(evaluator).entities() {
            let Some(task) = task_of(&entity) else { continue };
            let Some(container) = &task.container else { continue };
            let Some(spec) = image_spec::instance(&container.image) else { continue };
            let full_name = auto_container::image(evaluator, &task, settings);
            let Some(full_name) = report::reported(evaluator, full_name, task.span)? else { continue };
            let listed = image_spec::listed(evaluator, &spec, &full_name);
            let Some(Some(image)) = report::reported(evaluator, listed, task.span)? else { continue };
            let images = self.images.get_or_insert_with(|| {
                let configured = settings.image_config.images.clone();
                configured.unwrap_or_else(|| {
                    let default = settings.image_config.default_image.clone();
                    ImageConfig::create_from(default, Vec::new()).images.unwrap_or_default()
                })
            });
            if !images.contains(&image) {
                images.push(image);
            }
        }
        Ok(())
    }
}

/// The model of a task; every part is asked for, so that all faults are reported.
fn model(
    evaluator: &mut Evaluator,
    task: &TaskDefinition,
    settings: &SerializationSettings,
) -> EvalResult<Option<Task>> {
    let span = task.span;
    let target = target(evaluator, task, settings);
    let target = report::reported(evaluator, target, span)?;
    let config = config(evaluator, task, settings);
    let config = report::reported(evaluator, config, span)?;
    if task.enable_deck {
        task.metadata.set_attribute("generates_deck", Value::Bool(true));
    }
    let metadata = metadata_model(evaluator, task);
    let metadata = report::reported(evaluator, metadata, span)?;
    let custom = answers::custom(evaluator, task, settings);
    let custom = report::reported(evaluator, custom, span)?;
    let extended = answers::extended_resources(evaluator, task, settings);
    let extended = report::reported(evaluator, extended, span)?;
    let (Some(interface), Some(target), Some(config), Some(metadata), Some(custom), Some(extended_resources)) =
        (task.interface.model(), target, config, metadata, custom, extended)
    else {
        return Ok(None);
    };
    Ok(Some(Task {
        span,
        name: task.full_name(),
        task_type: task.task_type.clone(),
        task_type_version: task.task_type_version,
        interface,
        metadata,
        custom,
        target,
        config,
        security_context: task.security_context.clone(),
        extended_resources,
        documentation: task.documentation.clone(),
    }))
}

/// What runs: a query, a pod, a container, or nothing that the specification says.
fn target(
    evaluator: &mut Evaluator,
    task: &TaskDefinition,
    settings: &SerializationSettings,
) -> EvalResult<TaskTarget> {
    let container = answers::container(evaluator, task, settings)?;
    let pod = answers::k8s_pod(evaluator, task, settings)?;
    let sql = answers::sql(evaluator, task, settings)?;
    Ok(match (sql, pod, container) {
        (Some(sql), _, _) => TaskTarget::Sql(sql),
        (None, Some(pod), _) => TaskTarget::K8sPod(pod),
        (None, None, Some(container)) => TaskTarget::Container(container),
        (None, None, None) => TaskTarget::None,
    })
}

/// `get_config`, and what a decorator of the function adds.
fn config(
    evaluator: &mut Evaluator,
    task: &TaskDefinition,
    settings: &SerializationSettings,
) -> EvalResult<Map<String>> {
    let mut config = answers::config(evaluator, task, settings)?;
    let decorator = task.function.as_ref().map_or(Value::None, |function| function.value.clone());
    let decorates = |value: &Value| {
        let class = value.as_instance().map(|instance| Rc::clone(&instance.class));
        class.is_some_and(|class| class.descends_from("flytekit.core.utils.ClassDecorator"))
    };
    if decorates(&decorator) {
        let extra = evaluator.call_method(&decorator, "get_extra_config", Arguments::default())?;
        config.extend(need::text_map(evaluator, &extra, "the configuration of a task", task.span)?);
    }
    Ok(config)
}
