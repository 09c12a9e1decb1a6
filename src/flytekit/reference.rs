//! Entities that are registered elsewhere (`flytekit.core.reference_entity`): a stub says their interface, an identifier
//! which one is meant. They have no specification here.

use std::rc::Rc;

use super::classes::classes;
use super::function::{EntityFunction, Reading};
use super::interface::{Interface, Signature};
use super::launch_plan::LaunchPlanClasses;
use super::library::{Library, function, methods, strict, strict_methods};
use super::naming::short_name;
use super::node::{Call, NodeEntity, link, named_arguments};
use super::promise::property;
use super::state::state;
use super::task::{Keywords, TaskClasses};
use super::workflow::WorkflowClasses;
use super::{local, need, report};
use crate::diagnostic::Id;
use crate::model::{Identifier, NodeMetadata, ResourceType};
use crate::python::{Arguments, Class, EvalResult, Evaluator, Instance, NativeCode, NativeFunction, Value};

/// An entity that is registered elsewhere.
pub(crate) struct ReferenceDefinition {
    /// Which entity is meant.
    pub(crate) identifier: Identifier,
    /// Its interface, as the stub says.
    pub(crate) interface: Rc<Interface>,
}

/// The entity that a value refers to.
pub(crate) fn reference_of(value: &Value) -> Option<Rc<ReferenceDefinition>> {
    value.payload::<ReferenceDefinition>()
}

/// The classes of references.
pub(crate) struct ReferenceClasses {
    task: Rc<Class>,
    workflow: Rc<Class>,
    launch_plan: Rc<Class>,
}

const PARTS: &[&str] = &["project", "domain", "name", "version"];

impl ReferenceClasses {
    /// The classes; each is a class of what it refers to.
    pub(crate) fn new(
        evaluator: &Evaluator,
        tasks: &TaskClasses,
        workflows: &WorkflowClasses,
        launch_plans: &LaunchPlanClasses,
    ) -> Self {
        let mut attributes = strict_methods(&[("__call__", call)]);
        property(&mut attributes, "name", |_, mut arguments| {
            let reference = arguments.take_first().and_then(|value| reference_of(&value));
            Ok(reference.map_or(Value::None, |reference| Value::str(&reference.identifier.name)))
        });
        let object = [Rc::clone(&evaluator.types.object)];
        let base =
            Class::native("flytekit.core.reference_entity", "ReferenceEntity", &object, None, attributes);
        let class = |module: &str, name: &str, parent: &Rc<Class>, initialize: NativeCode| {
            let attributes = methods(&[("__init__", initialize)]);
            Class::native(module, name, &[Rc::clone(&base), Rc::clone(parent)], None, attributes)
        };
        Self {
            task: class("flytekit.core.task", "ReferenceTask", &tasks.python, |evaluator, arguments| {
                initialize(evaluator, arguments, ResourceType::Task)
            }),
            workflow: class(
                "flytekit.core.workflow",
                "ReferenceWorkflow",
                &workflows.function,
                |evaluator, arguments| initialize(evaluator, arguments, ResourceType::Workflow),
            ),
            launch_plan: class(
                "flytekit.core.launch_plan",
                "ReferenceLaunchPlan",
                &launch_plans.launch_plan,
                |evaluator, arguments| initialize(evaluator, arguments, ResourceType::LaunchPlan),
            ),
        }
    }

    fn class(&self, resource_type: ResourceType) -> &Rc<Class> {
        match resource_type {
            ResourceType::Task => &self.task,
            ResourceType::Workflow => &self.workflow,
            ResourceType::LaunchPlan => &self.launch_plan,
        }
    }
}

/// Defines the decorators.
pub(crate) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    let all = classes(evaluator);
    for class in [&all.reference.task, &all.reference.workflow, &all.reference.launch_plan] {
        library.class(class, &[]);
    }
    let decorators: [(&str, NativeCode, &str); 3] = [
        (
            "reference_task",
            |evaluator, arguments| decorate(evaluator, arguments, ResourceType::Task),
            "flytekit.core.task",
        ),
        (
            "reference_workflow",
            |evaluator, arguments| decorate(evaluator, arguments, ResourceType::Workflow),
            "flytekit.core.workflow",
        ),
        (
            "reference_launch_plan",
            |evaluator, arguments| decorate(evaluator, arguments, ResourceType::LaunchPlan),
            "flytekit.core.launch_plan",
        ),
    ];
    for (name, code, home) in decorators {
        library.export(name, &strict(name, code), home, &["flytekit"]);
    }
    let general = function("get_reference_entity", get_reference_entity);
    library.export("get_reference_entity", &general, "flytekit.core.reference", &["flytekit"]);
    let types = [("TASK", 1), ("WORKFLOW", 2), ("LAUNCH_PLAN", 3)];
    let object = [Rc::clone(&evaluator.types.object)];
    let numbers = types.map(|(name, number)| (Rc::from(name), Value::int(number)));
    let numbers = numbers.into_iter().collect();
    library.class(
        &Class::native("flytekit.models.core.identifier", "ResourceType", &object, None, numbers),
        &[],
    );
}

fn decorate(
    evaluator: &mut Evaluator,
    arguments: Arguments,
    resource_type: ResourceType,
) -> EvalResult<Value> {
    let mut keywords = Keywords::bind(evaluator, "reference", PARTS, arguments)?;
    let identifier = identifier(evaluator, &mut keywords, resource_type)?;
    let decorator = NativeFunction::closure("wrapper", move |evaluator, mut arguments| {
        let span = evaluator.current_span();
        let function = arguments.take_first().unwrap_or(Value::None);
        let function = EntityFunction::new(evaluator, &function, "reference", span)?;
        let is_reference = resource_type != ResourceType::Workflow;
        let signature = function.signature(evaluator, Reading { is_reference, ..Reading::default() })?;
        let inputs = signature.inputs.into_iter().map(|(name, input)| (name, input.python_type));
        let outputs = signature.outputs.into_iter().map(|(name, output)| (name, output.python_type));
        let span = function.function.name_span.or(span);
        let signature = Signature::of_types(inputs, outputs, span);
        make(evaluator, identifier.clone(), signature)
    });
    Ok(Value::Native(Rc::new(decorator.accepting_unknown())))
}

fn identifier(
    evaluator: &mut Evaluator,
    keywords: &mut Keywords,
    resource_type: ResourceType,
) -> EvalResult<Identifier> {
    let mut part = |name: &str| -> EvalResult<String> {
        let span = keywords.span_of(name);
        let value = keywords.require(evaluator, "reference", name)?;
        Ok(need::text(evaluator, &value, &format!("the {name} of a reference"), span)?.to_string())
    };
    Ok(Identifier {
        resource_type,
        project: part("project")?,
        domain: part("domain")?,
        name: part("name")?,
        version: part("version")?,
    })
}

fn make(evaluator: &mut Evaluator, identifier: Identifier, signature: Signature) -> EvalResult<Value> {
    let interface = signature.resolve(evaluator)?;
    let class = Rc::clone(classes(evaluator).reference.class(identifier.resource_type));
    let definition = ReferenceDefinition { identifier, interface };
    Ok(Value::Instance(Rc::new(Instance::with_payload(&class, definition))))
}

/// `get_reference_entity(resource_type, project, domain, name, version, inputs, outputs)`.
fn get_reference_entity(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let positional = ["resource_type", "project", "domain", "name", "version", "inputs", "outputs"];
    let mut keywords = Keywords::bind(evaluator, "get_reference_entity", &positional, arguments)?;
    let span = keywords.span_of("resource_type");
    let number = keywords.require(evaluator, "get_reference_entity", "resource_type")?;
    let resource_type = match need::integer(evaluator, &number, "the resource type", span)? {
        1 => ResourceType::Task,
        2 => ResourceType::Workflow,
        3 => ResourceType::LaunchPlan,
        _ => {
            let message = "the resource type must be that of a task, a workflow or a launch plan";
            return Err(report::assertion(evaluator, Id::InvalidArgument, message, span));
        }
    };
    let (identifier, signature) = parts(evaluator, &mut keywords, resource_type)?;
    make(evaluator, identifier, signature)
}

/// `__init__(self, project, domain, name, version, inputs, outputs)` of the classes.
fn initialize(
    evaluator: &mut Evaluator,
    arguments: Arguments,
    resource_type: ResourceType,
) -> EvalResult<Value> {
    let positional = ["project", "domain", "name", "version", "inputs", "outputs"];
    let (instance, mut keywords) = Keywords::of_constructor(evaluator, "reference", &positional, arguments)?;
    let (identifier, signature) = parts(evaluator, &mut keywords, resource_type)?;
    let interface = signature.resolve(evaluator)?;
    instance.set_payload(ReferenceDefinition { identifier, interface });
    Ok(Value::None)
}

/// The identifier, and the inputs and outputs as dictionaries of types.
fn parts(
    evaluator: &mut Evaluator,
    keywords: &mut Keywords,
    resource_type: ResourceType,
) -> EvalResult<(Identifier, Signature)> {
    let span = keywords.span;
    let identifier = identifier(evaluator, keywords, resource_type)?;
    let mut types = |name: &str| -> EvalResult<Vec<(String, Value)>> {
        let value = keywords.take_or_none(name);
        let entries = need::entries(evaluator, &value, "the variables of a reference", span)?;
        Ok(entries
            .into_iter()
            .filter_map(|(name, value)| Some((name.as_str()?.to_string(), value)))
            .collect())
    };
    let (inputs, outputs) = (types("inputs")?, types("outputs")?);
    Ok((identifier, Signature::of_types(inputs, outputs, span)))
}

/// A call of a reference: a node of the workflow that is being compiled.
fn call(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let Some(reference) = arguments.take_first().and_then(|value| reference_of(&value)) else {
        return Err(evaluator.type_error("this reference was not initialized"));
    };
    let span = arguments.span().or(evaluator.current_span());
    if reference.identifier.resource_type == ResourceType::Workflow {
        let message =
            "a reference to a workflow cannot be called in a workflow; use a reference to a launch plan";
        return Err(report::value_error(evaluator, Id::InvalidWorkflow, message, span));
    }
    let name = reference.identifier.name.clone();
    let interface = Rc::clone(&reference.interface);
    let inputs = named_arguments(evaluator, &name, &interface, &arguments)?;
    let Some(section) = state(evaluator).compilation() else {
        return Ok(local::called(evaluator, &format!("`{name}`")));
    };
    let metadata = NodeMetadata { name: short_name(&name).to_owned(), ..NodeMetadata::default() };
    let call = Call { entity: NodeEntity::Reference(reference), name, interface, metadata, span };
    link(evaluator, call, inputs, &section)
}
