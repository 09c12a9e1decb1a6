//! `with_overrides`: what one node changes about its task (`flytekit.core.node.Node.with_overrides`).

use std::rc::Rc;

use super::{NodeDefinition, NodeEntity};
use crate::diagnostic::{Diagnostic, Id, closest};
use crate::flytekit::duration::duration;
use crate::flytekit::naming::dns_label;
use crate::flytekit::promise::Promise;
use crate::flytekit::resources::{self, Given};
use crate::flytekit::task::{Keywords, TaskDefinition};
use crate::flytekit::{accelerators, need, record, report};
use crate::model::NodeMetadata;
use crate::python::{Arguments, EvalResult, Evaluator, Value};

const POSITIONAL: &[&str] = &[
    "node_name",
    "aliases",
    "requests",
    "limits",
    "timeout",
    "retries",
    "interruptible",
    "name",
    "task_config",
    "container_image",
    "accelerator",
    "cache",
    "shared_memory",
    "pod_template",
    "resources",
];
/// Overrides that are accepted by name alone. The reference ignores `cache_ignore_input_vars` unless `cache` is given.
const BY_NAME: &[&str] = &["cache_version", "cache_serialize", "cache_ignore_input_vars"];

/// Changes a node.
pub(crate) fn override_node(
    evaluator: &mut Evaluator,
    node: &Rc<NodeDefinition>,
    arguments: Arguments,
) -> EvalResult<()> {
    let mut given = Keywords::bind(evaluator, "with_overrides", POSITIONAL, arguments)?;
    report::refuse_condition(evaluator, "an override", given.span);
    for name in given.names() {
        if !POSITIONAL.contains(&&*name) && !BY_NAME.contains(&&*name) {
            let fault = Diagnostic::warning(
                Id::InvalidArgument,
                format!("there is no override `{name}`; it is ignored"),
            );
            let help = match &*name {
                "cpu" | "mem" | "gpu" | "ephemeral_storage" => {
                    format!("resources are given as in `requests=Resources({name}=\"1\")`")
                }
                _ => match closest(&name, POSITIONAL.iter().chain(BY_NAME).copied()) {
                    Some(similar) => format!("there is `{similar}`"),
                    None => "remove it, or give it to the task".to_owned(),
                },
            };
            evaluator.report(fault.at(given.span_of(&name), "").with_help(help));
        }
        refuse_promise(evaluator, &given, &name)?;
    }
    identity(evaluator, node, &mut given)?;
    what_it_needs(evaluator, node, &mut given)?;
    match &node.entity {
        NodeEntity::Task(task) => match &task.map {
            Some(map) => metadata(evaluator, &mut map.sub_node_metadata.borrow_mut(), &mut given),
            None => metadata(evaluator, &mut node.metadata.borrow_mut(), &mut given),
        },
        _ => metadata(evaluator, &mut node.metadata.borrow_mut(), &mut given),
    }?;
    let pod_template = given.get("pod_template").cloned().unwrap_or(Value::None);
    if !pod_template.is_none() {
        *node.pod_template.borrow_mut() = Some((pod_template, given.span_of("pod_template")));
    }
    Ok(())
}

fn refuse_promise(evaluator: &Evaluator, given: &Keywords, name: &str) -> EvalResult<()> {
    let is_promise = |value: &Value| value.payload::<Promise>().is_some();
    let value = given.get(name).cloned().unwrap_or(Value::None);
    let inner = |value: &Value| {
        let resources = record::instance_of(value, "flytekit.core.resources.Resources");
        resources
            .is_some_and(|resources| record::values(&resources).iter().any(|(_, value)| is_promise(value)))
    };
    if !is_promise(&value) && !inner(&value) {
        return Ok(());
    }
    let fault =
        Diagnostic::error(Id::PromiseMisuse, format!("override `{name}` needs a value that is known now"))
            .at(given.span_of(name), "this is a promise")
            .with_help("overrides that depend on inputs can be made in a `@dynamic` workflow");
    Err(evaluator.exception_with(&evaluator.exceptions.assertion_error, fault))
}

/// Id, output aliases and task configuration.
fn identity(evaluator: &mut Evaluator, node: &NodeDefinition, given: &mut Keywords) -> EvalResult<()> {
    let span = given.span_of("node_name");
    let name = given.take_or_none("node_name");
    if let Some(name) = need::optional_text(evaluator, &name, "the name of a node", span)? {
        *node.id.borrow_mut() = dns_label(&name);
    }
    let span = given.span_of("aliases");
    let aliases = given.take_or_none("aliases");
    if !aliases.is_none() {
        let aliases = need::text_map(evaluator, &aliases, "the aliases", span)?;
        *node.aliases.borrow_mut() = aliases.into_iter().collect();
    }
    let span = given.span_of("task_config");
    let config = given.take_or_none("task_config");
    if !config.is_none() {
        let task = match &node.entity {
            NodeEntity::Task(task) => Some(run_task(task)),
            _ => None,
        };
        let class = evaluator.class_of(&config);
        let fits = task
            .as_ref()
            .is_some_and(|task| class.is_subclass_of(&evaluator.class_of(&task.task_config.borrow())));
        match task {
            Some(task) if fits => *task.task_config.borrow_mut() = config,
            _ => {
                let message = "the task configuration of a node must be of the type of the task's own";
                return Err(report::value_error(evaluator, Id::InvalidArgument, message, span));
            }
        }
    }
    Ok(())
}

/// The task that runs: for a map, the one that it maps.
fn run_task(task: &Rc<TaskDefinition>) -> Rc<TaskDefinition> {
    task.map.as_ref().map_or_else(|| Rc::clone(task), |map| Rc::clone(&map.target))
}

/// Resources, image, accelerator and shared memory. The latter two are set anew by every call.
fn what_it_needs(evaluator: &mut Evaluator, node: &NodeDefinition, given: &mut Keywords) -> EvalResult<()> {
    let spans = ["resources", "requests", "limits"].map(|name| given.span_of(name));
    let [resources, requests, limits] =
        ["resources", "requests", "limits"].map(|name| given.take_or_none(name));
    if ![&resources, &requests, &limits].into_iter().all(Value::is_none) {
        let span = spans.into_iter().find(|span| *span != given.span).unwrap_or(given.span);
        let all = Given { requests: &requests, limits: &limits, resources: &resources };
        let resources = resources::of_overrides(evaluator, &all, span)?;
        node.overrides.borrow_mut().resources = Some(resources);
    }
    let span = given.span_of("container_image");
    let image = given.take_or_none("container_image");
    if let Some(image) = need::optional_text(evaluator, &image, "the container image", span)? {
        node.overrides.borrow_mut().container_image = image.to_string();
    }
    let span = given.span_of("accelerator");
    let accelerator = given.take_or_none("accelerator");
    let shared_memory = given.take_or_none("shared_memory");
    let extended = accelerators::extended_resources(evaluator, &accelerator, &shared_memory, span)?;
    node.overrides.borrow_mut().extended_resources = extended;
    Ok(())
}

fn metadata(evaluator: &mut Evaluator, metadata: &mut NodeMetadata, given: &mut Keywords) -> EvalResult<()> {
    let span = given.span_of("timeout");
    if let Some(timeout) = given.take("timeout") {
        metadata.timeout = duration(evaluator, &timeout, "the timeout", span)?;
    }
    let span = given.span_of("retries");
    let retries = given.take_or_none("retries");
    if !retries.is_none() {
        metadata.retries = need::uint32(evaluator, &retries, "the number of retries", span)?;
    }
    let span = given.span_of("interruptible");
    let interruptible = given.take_or_none("interruptible");
    if !interruptible.is_none() {
        metadata.interruptible =
            Some(need::flag(evaluator, &interruptible, "whether it is interruptible", span)?);
    }
    let span = given.span_of("name");
    let name = given.take_or_none("name");
    if let Some(name) = need::optional_text(evaluator, &name, "the name", span)? {
        metadata.name = name.to_string();
    }
    cache(evaluator, metadata, given)
}

/// The cache of a node: a `Cache`, or the older arguments.
fn cache(evaluator: &mut Evaluator, metadata: &mut NodeMetadata, given: &mut Keywords) -> EvalResult<()> {
    let span = given.span_of("cache");
    let cache = given.take_or_none("cache");
    let version_span = given.span_of("cache_version");
    let mut version = given.take_or_none("cache_version");
    let serialize_span = given.span_of("cache_serialize");
    let mut serialize = given.take_or_none("cache_serialize");
    need::known(evaluator, &cache, "whether the node is cached", span)?;
    let record = record::instance_of(&cache, "flytekit.core.cache.Cache");
    let without_version = matches!(cache, Value::Bool(true)) && version.is_none();
    if let Some(record) = &record {
        if !version.is_none() || !serialize.is_none() {
            let message = "`cache_version` and `cache_serialize` cannot be given beside a `Cache`";
            return Err(report::value_error(evaluator, Id::InvalidArgument, message, span));
        }
        version = record::get(record, "version");
        serialize = record::get(record, "serialize");
    }
    if without_version || (record.is_some() && version.is_none()) {
        let fault = Diagnostic::error(Id::InvalidArgument, "a node that is cached needs a cache version")
            .at(span, "")
            .with_help("write `cache=Cache(version=\"1.0\")`");
        return Err(evaluator.exception_with(&evaluator.exceptions.value_error, fault));
    }
    metadata.cacheable = match &cache {
        Value::None => None,
        _ if record.is_some() => Some(true),
        _ => Some(need::flag(evaluator, &cache, "whether the node is cached", span)?),
    };
    if let Some(version) =
        need::optional_text(evaluator, &version, "the cache version", version_span.or(span))?
    {
        metadata.cache_version = Some(version.to_string());
    }
    if !serialize.is_none() {
        let what = "whether the cache is serialized";
        metadata.cache_serializable = Some(need::flag(evaluator, &serialize, what, serialize_span)?);
    }
    Ok(())
}
