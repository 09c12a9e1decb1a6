//! `TaskMetadata`: retries, cache, timeout and the like (`flytekit.core.base_task.TaskMetadata`).

use std::rc::Rc;

use super::definition::TaskDefinition;
use crate::diagnostic::{Diagnostic, Id};
use crate::flytekit::duration::duration;
use crate::flytekit::naming::short_name;
use crate::flytekit::need;
use crate::flytekit::record::{self, Field, Record, fields};
use crate::model::{CacheSettings, K8sMetadata, NodeMetadata, TaskMetadata};
use crate::python::{Class, EvalResult, Evaluator, Instance, Value};

const FIELDS: &[Field] = fields! {
    cache: Bool(false), cache_serialize: Bool(false), cache_version: Str(""), cache_ignore_input_vars: Tuple,
    interruptible: None, deprecated: Str(""), retries: Int(0), timeout: None, pod_template_name: None,
    generates_deck: Bool(false), is_eager: Bool(false), labels: None, annotations: None,
};

/// The class.
pub(super) fn class(evaluator: &Evaluator) -> Rc<Class> {
    Record::dataclass("flytekit.core.base_task", "TaskMetadata", FIELDS).check(check).class(evaluator)
}

/// `TaskMetadata.__post_init__`. Unknown fields pass.
fn check(evaluator: &mut Evaluator, metadata: &Rc<Instance>) -> EvalResult<()> {
    let mut given =
        |field: &str| -> EvalResult<bool> { Ok(evaluator.truth(&record::get(metadata, field))?.is_true()) };
    let cache = given("cache")?;
    let caching_is_known = !matches!(record::get(metadata, "cache"), Value::Unknown(_));
    let version_is_known = !matches!(record::get(metadata, "cache_version"), Value::Unknown(_));
    if cache && version_is_known && !given("cache_version")? {
        let fault = Diagnostic::error(Id::InvalidArgument, "a task that is cached needs a cache version")
            .with_help("write `cache=Cache(version=\"1.0\")`, or give `cache_version` beside `cache=True`");
        return Err(evaluator.exception_with(&evaluator.exceptions.value_error, fault));
    }
    for field in ["cache_serialize", "cache_ignore_input_vars"] {
        if caching_is_known && !cache && given(field)? {
            let fault =
                Diagnostic::error(Id::InvalidArgument, format!("`{field}` is given, but `cache` is not on"))
                    .with_help("write `cache=True` and a `cache_version`, or remove it");
            return Err(evaluator.exception_with(&evaluator.exceptions.value_error, fault));
        }
    }
    Ok(())
}

/// What the specification says of a task's metadata.
pub(crate) fn model(evaluator: &mut Evaluator, task: &TaskDefinition) -> EvalResult<TaskMetadata> {
    let metadata = &task.metadata;
    let cache_span = task.span_of("cache");
    let text = |evaluator: &mut Evaluator, field: &str, keyword: &str, what: &str| -> EvalResult<String> {
        let value = record::get(metadata, field);
        let text = need::optional_text(evaluator, &value, what, task.span_of(keyword))?;
        Ok(text.map(|text| text.to_string()).unwrap_or_default())
    };
    let flag = |evaluator: &mut Evaluator, field: &str, keyword: &str, what: &str| {
        need::flag(evaluator, &record::get(metadata, field), what, task.span_of(keyword))
    };
    let map = |evaluator: &mut Evaluator, field: &str, what: &str| {
        need::text_map(evaluator, &record::get(metadata, field), what, task.span_of(field))
    };
    let ignored = record::get(metadata, "cache_ignore_input_vars");
    let (_, timeout, retries, interruptible) = node_fields(evaluator, task)?;
    Ok(TaskMetadata {
        retries,
        timeout,
        interruptible,
        cache: CacheSettings {
            enabled: flag(evaluator, "cache", "cache", "whether the task is cached")?,
            version: text(evaluator, "cache_version", "cache_version", "the cache version")?,
            serialize: flag(
                evaluator,
                "cache_serialize",
                "cache_serialize",
                "whether the cache is serialized",
            )?,
            ignore_input_vars: need::texts(
                evaluator,
                &ignored,
                "the inputs that the cache ignores",
                cache_span,
            )?,
        },
        deprecated_error_message: text(evaluator, "deprecated", "deprecated", "the deprecation message")?,
        pod_template_name: text(
            evaluator,
            "pod_template_name",
            "pod_template_name",
            "the name of the pod template",
        )?,
        generates_deck: flag(evaluator, "generates_deck", "enable_deck", "whether the task makes a deck")?,
        is_eager: flag(evaluator, "is_eager", "is_eager", "whether the task is eager")?,
        k8s: K8sMetadata {
            labels: map(evaluator, "labels", "the labels")?,
            annotations: map(evaluator, "annotations", "the annotations")?,
        },
    })
}

type NodeFields = (String, Option<crate::model::Duration>, u32, Option<bool>);

fn node_fields(evaluator: &mut Evaluator, task: &TaskDefinition) -> EvalResult<NodeFields> {
    let metadata = &task.metadata;
    let timeout = record::get(metadata, "timeout");
    let timeout = duration(evaluator, &timeout, "the timeout", task.span_of("timeout"))?;
    let retries = record::get(metadata, "retries");
    let retries = need::uint32(evaluator, &retries, "the number of retries", task.span_of("retries"))?;
    let interruptible = record::get(metadata, "interruptible");
    let interruptible = if interruptible.is_none() {
        None
    } else {
        let what = "whether the task is interruptible";
        Some(need::flag(evaluator, &interruptible, what, task.span_of("interruptible"))?)
    };
    Ok((short_name(&task.full_name()).to_owned(), timeout, retries, interruptible))
}

/// The metadata of a node that runs the task (`flytekit.core.base_task.PythonTask.construct_node_metadata`).
pub(crate) fn node_metadata(evaluator: &mut Evaluator, task: &TaskDefinition) -> EvalResult<NodeMetadata> {
    let (name, timeout, retries, interruptible) = node_fields(evaluator, task)?;
    Ok(NodeMetadata { name, timeout, retries, interruptible, ..NodeMetadata::default() })
}
