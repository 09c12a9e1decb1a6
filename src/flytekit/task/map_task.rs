//! `map_task`: a task for each item of a list (`flytekit.core.array_node_map_task`).

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use md5::{Digest as _, Md5};

use super::behavior::TaskBehavior;
use super::definition::{ExecutionMode, TaskDefinition, task_of};
use super::keywords::Keywords;
use super::python_task::{self, TaskParts};
use super::{answers, class, command, metadata};
use crate::configuration::SerializationSettings;
use crate::diagnostic::{Diagnostic, Id};
use crate::flytekit::classes::classes;
use crate::flytekit::interface::{Interface, list_interface};
use crate::flytekit::library::{Library, strict};
use crate::flytekit::naming::hexadecimal;
use crate::flytekit::{array_node, need, report};
use crate::model::{
    ArraySuccess, Container, ExecutionMode as ArrayMode, ExtendedResources, Json, K8sPod, Map, NodeMetadata,
    Sql,
};
use crate::python::{Arguments, EvalResult, Evaluator, Value};
use crate::source::Span;

/// What a map task adds to a task.
pub(crate) struct MapTask {
    /// The task that is mapped.
    pub(crate) target: Rc<TaskDefinition>,
    /// Inputs that are the same for every item, in order.
    pub(crate) bound_inputs: Vec<String>,
    /// Their values.
    pub(crate) bound_values: Bound,
    /// How many run at once.
    pub(crate) concurrency: Option<u32>,
    /// When the whole counts as successful.
    pub(crate) success: ArraySuccess,
    /// Whether all items run even when success can no longer be reached.
    pub(crate) run_all_sub_nodes: bool,
    /// How much state is kept.
    pub(crate) mode: ArrayMode,
    /// The metadata of the node for one item, which overrides change.
    pub(crate) sub_node_metadata: RefCell<NodeMetadata>,
}

/// The metadata of the node that maps.
pub(super) fn outer_metadata(task: &TaskDefinition) -> NodeMetadata {
    NodeMetadata { name: task.full_name(), ..NodeMetadata::default() }
}

/// Inputs that are bound by name, and their values.
type Bound = Vec<(Rc<str>, Value)>;

/// Defines the functions.
pub(super) fn define(library: &mut Library) {
    let home = "flytekit.core.array_node_map_task";
    library.export("map_task", &strict("map_task", map_task), home, &["flytekit", "flytekit.core.map_task"]);
    library.export("map", &strict("map_task", map_task), "flytekit.experimental", &[]);
    library.export("array_node_map_task", &strict("array_node_map_task", map_task), home, &[]);
    array_node::define(library);
}

/// `map_task(target, concurrency=None, min_successes=None, min_success_ratio=1.0, run_all_sub_nodes=False, **kwargs)`.
fn map_task(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let positional = ["target", "concurrency", "min_successes", "min_success_ratio", "run_all_sub_nodes"];
    let mut keywords = Keywords::bind(evaluator, "map_task", &positional, arguments)?;
    let span = keywords.span_of("target");
    let Some(target) = keywords.take("target").or_else(|| keywords.take("task_function")) else {
        return Err(evaluator.type_error("map_task() missing required argument: 'target'"));
    };
    keywords.set_default("min_success_ratio", Value::Float(1.0));
    if array_node::is_target(&target) {
        return array_node::construct(evaluator, &target, keywords);
    }
    if let Value::Unknown(unknown) = &target {
        return Err(need::unknown_value(unknown, "the task that is mapped", span));
    }
    keywords.set("python_function_task", target);
    let class = Value::Class(Rc::clone(&classes(evaluator).task.map));
    evaluator.call(&class, keywords.into_arguments())
}

/// `ArrayNodeMapTask.__init__(self, python_function_task, concurrency, min_successes, min_success_ratio, …)`.
pub(super) fn construct(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let positional = [
        "python_function_task",
        "concurrency",
        "min_successes",
        "min_success_ratio",
        "bound_inputs",
        "bound_inputs_values",
        "run_all_sub_nodes",
    ];
    let (instance, mut keywords) =
        Keywords::of_constructor(evaluator, "ArrayNodeMapTask", &positional, arguments)?;
    let span = keywords.span_of("python_function_task");
    let mapped = keywords.require(evaluator, "ArrayNodeMapTask.__init__", "python_function_task")?;
    let (target, mut bound_values) = target(evaluator, &mapped, span)?;
    let mut bound: BTreeSet<String> = bound_values.iter().map(|(name, _)| name.to_string()).collect();
    for name in need::texts(evaluator, &keywords.take_or_none("bound_inputs"), "the bound inputs", span)? {
        bound.insert(name);
    }
    for (name, value) in
        need::entries(evaluator, &keywords.take_or_none("bound_inputs_values"), "the bound inputs", span)?
    {
        let name = need::text(evaluator, &name, "the name of an input", span)?;
        bound.insert(name.to_string());
        bound_values.retain(|(other, _)| *other != name);
        bound_values.push((name, value));
    }
    let bound_inputs: Vec<String> = bound.into_iter().collect();
    let criteria = Criteria::take(evaluator, &mut keywords)?;
    let name = name(evaluator, &target, &bound_inputs, &criteria)?;
    let interface = mapped_interface(evaluator, &target, &bound_inputs, &criteria)?;
    let sub_node_metadata =
        NodeMetadata { name: name.clone(), ..metadata::node_metadata(evaluator, &target)? };
    keywords.set_default("metadata", Value::Instance(Rc::clone(&target.metadata)));
    keywords.set("task_type", Value::str(&target.task_type));
    keywords.set("task_type_version", Value::int(1));
    let mut parts = TaskParts::new(name, interface, Rc::new(MapBehavior));
    parts.security_context.clone_from(&target.security_context);
    parts.map = Some(MapTask {
        mode: state_mode(evaluator, &target),
        target,
        bound_inputs,
        bound_values,
        concurrency: criteria.concurrency,
        success: criteria.success,
        run_all_sub_nodes: criteria.run_all_sub_nodes,
        sub_node_metadata: RefCell::new(sub_node_metadata),
    });
    let own_metadata = keywords.get("metadata").cloned();
    let task = python_task::define(evaluator, &instance, parts, keywords)?;
    if let (Some(map), Some(Value::Instance(own))) = (&task.map, own_metadata)
        && !Rc::ptr_eq(&own, &map.target.metadata)
    {
        let own = metadata::node_metadata(evaluator, &task)?;
        *map.sub_node_metadata.borrow_mut() = NodeMetadata { name: task.name.clone(), ..own };
    }
    Ok(Value::None)
}

/// The task that is mapped, and the values that a `functools.partial` binds by name.
fn target(evaluator: &mut Evaluator, mapped: &Value, span: Span) -> EvalResult<(Rc<TaskDefinition>, Bound)> {
    let is_partial = evaluator.class_of(mapped).descends_from("functools.partial");
    let (function, bound) = if is_partial {
        let keywords = evaluator.get_attribute(mapped, "keywords")?;
        let mut bound = Vec::new();
        for (name, value) in need::entries(evaluator, &keywords, "the bound inputs", span)? {
            bound.push((need::text(evaluator, &name, "the name of an input", span)?, value));
        }
        (evaluator.get_attribute(mapped, "func")?, bound)
    } else {
        (mapped.clone(), Vec::new())
    };
    if let Some(unknown) = function.as_unknown() {
        return Err(need::unknown_value(unknown, "the task that is mapped", span));
    }
    let classes = classes(evaluator);
    let task = task_of(&function).filter(|task| {
        let is_function =
            task.class.is_subclass_of(&classes.task.function) && task.mode() == ExecutionMode::Default;
        is_function || task.class.is_subclass_of(&classes.task.instance)
    });
    let Some(task) = task else {
        let fault = Diagnostic::error(Id::InvalidArgument, "only tasks of functions and launch plans can be mapped")
            .at(span, "")
            .with_help("`@dynamic` and `@eager` tasks, container tasks and workflows cannot; map a launch plan of the workflow");
        return Err(evaluator.exception_with(&evaluator.exceptions.value_error, fault));
    };
    if task.interface.outputs.len() > 1 {
        let message =
            format!("`{}` has several outputs; a task that is mapped has at most one", task.full_name());
        return Err(report::value_error(evaluator, Id::InvalidArgument, message, span));
    }
    Ok((task, bound))
}

/// Concurrency, and when a map counts as successful.
pub(crate) struct Criteria {
    /// How many run at once.
    pub(crate) concurrency: Option<u32>,
    /// When the whole counts as successful.
    pub(crate) success: ArraySuccess,
    /// Whether all items run in any case.
    pub(crate) run_all_sub_nodes: bool,
    /// Whether the outputs of items that fail are missing.
    pub(crate) tolerates_failures: bool,
    /// How many must succeed, where that is said.
    pub(crate) min_successes: Option<u32>,
    given: [Value; 3],
}

impl Criteria {
    /// Takes them out of the keywords.
    pub(crate) fn take(evaluator: &mut Evaluator, keywords: &mut Keywords) -> EvalResult<Self> {
        let mut number = |name: &str, what: &str| -> EvalResult<(Value, Option<u32>)> {
            let span = keywords.span_of(name);
            let value = keywords.take_or_none(name);
            if value.is_none() {
                return Ok((value, None));
            }
            let number = need::uint32(evaluator, &value, what, span)?;
            Ok((value, Some(number)))
        };
        let (concurrency_value, concurrency) = number("concurrency", "the concurrency")?;
        let (successes_value, min_successes) = number("min_successes", "the number of successes")?;
        let ratio_span = keywords.span_of("min_success_ratio");
        let ratio_value = keywords.take_or_none("min_success_ratio");
        need::known(evaluator, &ratio_value, "the share of successes", ratio_span)?;
        let ratio = match ratio_value.as_f64() {
            None if !ratio_value.is_none() => {
                let what = "the share of successes";
                return Err(need::mismatch(evaluator, &ratio_value, what, "a number", ratio_span));
            }
            ratio => ratio,
        };
        let span = keywords.span_of("run_all_sub_nodes");
        let run_all = keywords.take("run_all_sub_nodes").unwrap_or(Value::Bool(false));
        Ok(Self {
            concurrency,
            success: match (ratio, min_successes) {
                (Some(ratio), _) => ArraySuccess::MinSuccessRatio(ratio as f32),
                (None, Some(count)) => ArraySuccess::MinSuccesses(count),
                (None, None) => ArraySuccess::Unspecified,
            },
            run_all_sub_nodes: need::truth(evaluator, &run_all, "whether all items run", span)?,
            tolerates_failures: ratio.is_some_and(|ratio| (ratio - 1.0).abs() > 0.0),
            min_successes,
            given: [concurrency_value, successes_value, ratio_value],
        })
    }
}

/// The name of a map task: that of its function, with a hash of what makes it differ from other maps.
fn name(
    evaluator: &mut Evaluator,
    target: &TaskDefinition,
    bound: &[String],
    criteria: &Criteria,
) -> EvalResult<String> {
    let (module, function) = match &target.function {
        Some(function) => (function.module.clone(), function.name.clone()),
        None => (target.task_type.clone(), command::left_hand_side(evaluator, target)?),
    };
    let mut text = bound.join(",");
    for value in &criteria.given {
        let part = evaluator.str_of(value)?.as_str().unwrap_or_default();
        text.push_str(&part);
    }
    let hash = hexadecimal(&Md5::digest(text.as_bytes()));
    Ok(format!("{module}.map_{function}_{hash}-arraynode"))
}

fn mapped_interface(
    evaluator: &mut Evaluator,
    target: &TaskDefinition,
    bound: &[String],
    criteria: &Criteria,
) -> EvalResult<Rc<Interface>> {
    let bound: Vec<&str> = bound.iter().map(String::as_str).collect();
    list_interface(evaluator, &target.interface.signature, &bound, &[], criteria.tolerates_failures)
}

/// Tasks of exactly flytekit's own classes need little state.
fn state_mode(evaluator: &mut Evaluator, target: &TaskDefinition) -> ArrayMode {
    let classes = classes(evaluator);
    let plain = [&classes.task.function, &classes.task.instance];
    if plain.iter().any(|class| Rc::ptr_eq(class, &target.class)) {
        ArrayMode::MinimalState
    } else {
        ArrayMode::FullState
    }
}

/// A call of a map task: the bound inputs are added to those of the call.
pub(super) fn call(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let map = arguments.positional.first().and_then(task_of);
    let bound = map.iter().filter_map(|task| task.map.as_ref()).flat_map(|map| map.bound_values.clone());
    for (name, value) in bound {
        if arguments.keyword(&name).is_none() {
            arguments.keyword_spans.resize(arguments.keywords.len(), arguments.span());
            arguments.keyword_spans.push(arguments.span());
            arguments.keywords.push((name, value));
        }
    }
    class::call(evaluator, arguments)
}

/// A map task runs what the task that it maps runs, started in another way.
struct MapBehavior;

fn mapped(task: &TaskDefinition) -> Option<(&Rc<TaskDefinition>, &[String])> {
    task.map.as_ref().map(|map| (&map.target, map.bound_inputs.as_slice()))
}

impl TaskBehavior for MapBehavior {
    fn custom(
        &self,
        evaluator: &mut Evaluator,
        task: &TaskDefinition,
        settings: &SerializationSettings,
    ) -> EvalResult<Option<Json>> {
        mapped(task).map_or(Ok(None), |(target, _)| answers::custom(evaluator, target, settings))
    }

    fn config(
        &self,
        evaluator: &mut Evaluator,
        task: &TaskDefinition,
        settings: &SerializationSettings,
    ) -> EvalResult<Map<String>> {
        mapped(task).map_or(Ok(Map::default()), |(target, _)| answers::config(evaluator, target, settings))
    }

    fn container(
        &self,
        evaluator: &mut Evaluator,
        task: &TaskDefinition,
        settings: &SerializationSettings,
        command: Vec<String>,
    ) -> EvalResult<Option<Container>> {
        let Some((target, _)) = mapped(task) else { return Ok(None) };
        answers::with_command(target, command, || answers::container(evaluator, target, settings))
    }

    fn k8s_pod(
        &self,
        evaluator: &mut Evaluator,
        task: &TaskDefinition,
        settings: &SerializationSettings,
        command: Vec<String>,
    ) -> EvalResult<Option<K8sPod>> {
        let Some((target, _)) = mapped(task) else { return Ok(None) };
        answers::with_command(target, command, || answers::k8s_pod(evaluator, target, settings))
    }

    fn sql(
        &self,
        evaluator: &mut Evaluator,
        task: &TaskDefinition,
        settings: &SerializationSettings,
    ) -> EvalResult<Option<Sql>> {
        mapped(task).map_or(Ok(None), |(target, _)| answers::sql(evaluator, target, settings))
    }

    fn extended_resources(
        &self,
        evaluator: &mut Evaluator,
        task: &TaskDefinition,
        settings: &SerializationSettings,
    ) -> EvalResult<Option<ExtendedResources>> {
        mapped(task).map_or(Ok(None), |(target, _)| answers::extended_resources(evaluator, target, settings))
    }

    fn default_command(
        &self,
        evaluator: &mut Evaluator,
        task: &TaskDefinition,
        settings: &SerializationSettings,
    ) -> EvalResult<Vec<String>> {
        mapped(task).map_or(Ok(Vec::new()), |(target, bound)| {
            command::map_command(evaluator, target, bound, settings)
        })
    }
}
