//! Containers and pods as programs see them (`flytekit.models.task`): what `get_container` and `get_k8s_pod` of a program's own
//! task class give, and what they get from the class that they extend.

use super::convert;
use super::library::Library;
use super::native_task::imported;
use super::{need, prelude};
use crate::diagnostic::{Diagnostic, Id};
use crate::model::{Container, Json, K8sMetadata, K8sPod, Map, ResourceEntry, ResourceName, Resources};
use crate::python::{Arguments, EvalResult, Evaluator, Interrupt, Value};
use crate::source::Span;

const MODULE: &str = "flytekit.models.task";

/// Numbers of `ResourceName`.
const NAMES: [(ResourceName, i64); 4] = [
    (ResourceName::Cpu, 1),
    (ResourceName::Gpu, 2),
    (ResourceName::Memory, 3),
    (ResourceName::EphemeralStorage, 5),
];

/// Defines the classes.
pub(super) fn define(library: &mut Library) {
    library
        .computed(MODULE, |evaluator| prelude::evaluate(evaluator, MODULE, include_str!("task_models.py")));
}

fn make<const N: usize>(
    evaluator: &mut Evaluator,
    class: &str,
    parts: [(&str, Value); N],
) -> EvalResult<Value> {
    let class = imported(evaluator, MODULE, class)?;
    evaluator.call(&class, Arguments::keywords(parts))
}

/// What programs cannot see of a container or pod; `None` where there is nothing.
fn hidden<T>(evaluator: &Evaluator, part: Option<&T>) -> Value {
    part.map_or(Value::None, |_| {
        evaluator.unknown("how data is loaded into a container is not shown to programs")
    })
}

/// A container as a Python value; `None` for none.
pub(crate) fn container_value(evaluator: &mut Evaluator, container: Option<&Container>) -> EvalResult<Value> {
    let Some(container) = container else { return Ok(Value::None) };
    let requests = entries_value(evaluator, &container.resources.requests)?;
    let limits = entries_value(evaluator, &container.resources.limits)?;
    let resources = make(evaluator, "Resources", [("requests", requests), ("limits", limits)])?;
    let data = hidden(evaluator, container.data_loading.as_ref());
    let parts = [
        ("image", Value::str(&container.image)),
        ("command", texts_value(&container.command)),
        ("args", texts_value(&container.args)),
        ("resources", resources),
        ("env", map_value(&container.environment)),
        ("config", Value::dict::<&str>([])),
        ("data_loading_config", data),
    ];
    make(evaluator, "Container", parts)
}

fn texts_value(texts: &[String]) -> Value {
    Value::list(texts.iter().map(Value::str).collect())
}

fn map_value(map: &Map<String>) -> Value {
    Value::dict(map.iter().map(|(key, value)| (key, Value::str(value))))
}

fn entries_value(evaluator: &mut Evaluator, entries: &[ResourceEntry]) -> EvalResult<Value> {
    let resources = imported(evaluator, MODULE, "Resources")?;
    let class = evaluator.get_attribute(&resources, "ResourceEntry")?;
    let made: EvalResult<Vec<Value>> = entries
        .iter()
        .map(|entry| {
            let number = NAMES.iter().find(|(name, _)| *name == entry.name).map_or(0, |(_, number)| *number);
            evaluator.call(&class, Arguments::positional([Value::int(number), Value::str(&entry.value)]))
        })
        .collect();
    made.map(Value::list)
}

/// A pod as a Python value; `None` for none.
pub(crate) fn pod_value(evaluator: &mut Evaluator, pod: Option<&K8sPod>) -> EvalResult<Value> {
    let Some(pod) = pod else { return Ok(Value::None) };
    let metadata = pod.metadata.clone().unwrap_or_default();
    let parts = [("labels", map_value(&metadata.labels)), ("annotations", map_value(&metadata.annotations))];
    let metadata = make(evaluator, "K8sObjectMetadata", parts)?;
    let data = hidden(evaluator, pod.data_loading.as_ref());
    let parts = [("metadata", metadata), ("pod_spec", convert::value(&pod.pod_spec)), ("data_config", data)];
    make(evaluator, "K8sPod", parts)
}

/// Reads what a program's method gave.
struct Reader<'a> {
    evaluator: &'a mut Evaluator,
    what: &'static str,
    span: Span,
}

impl Reader<'_> {
    fn attribute(&mut self, value: &Value, class: &str, name: &str) -> EvalResult<Value> {
        need::known(self.evaluator, value, self.what, self.span)?;
        let is_one = value
            .as_instance()
            .is_some_and(|instance| instance.class.descends_from(&format!("{MODULE}.{class}")));
        if !is_one {
            let expected = format!("a `{MODULE}.{class}`");
            return Err(need::mismatch(self.evaluator, value, self.what, &expected, self.span));
        }
        self.evaluator.get_attribute(value, name)
    }

    fn texts(&mut self, value: &Value) -> EvalResult<Vec<String>> {
        need::texts(self.evaluator, value, self.what, self.span)
    }

    fn map(&mut self, value: &Value) -> EvalResult<Map<String>> {
        need::text_map(self.evaluator, value, self.what, self.span)
    }

    fn entries(&mut self, value: &Value) -> EvalResult<Vec<ResourceEntry>> {
        let mut entries = Vec::new();
        for entry in need::items(self.evaluator, value, self.what, self.span)? {
            let number = self.attribute(&entry, "Resources.ResourceEntry", "name")?;
            let number = need::integer(self.evaluator, &number, self.what, self.span)?;
            let value = self.attribute(&entry, "Resources.ResourceEntry", "value")?;
            let value = need::text(self.evaluator, &value, self.what, self.span)?.to_string();
            match NAMES.iter().find(|(_, known)| *known == number) {
                Some((name, _)) => entries.push(ResourceEntry { name: *name, value }),
                None => return Err(self.unsupported(&format!("the resource {number}"))),
            }
        }
        Ok(entries)
    }

    /// Fails where a part is set that is not modelled.
    fn unset(&mut self, value: &Value, part: &str) -> EvalResult<()> {
        let is_set = match value {
            Value::Unknown(_) => true,
            value => need::truth(self.evaluator, value, self.what, self.span)?,
        };
        if is_set { Err(self.unsupported(part)) } else { Ok(()) }
    }

    fn unsupported(&self, part: &str) -> Box<Interrupt> {
        let message = format!("{} sets {part}, which is not supported", self.what);
        Diagnostic::error(Id::UnsupportedFeature, message).at(self.span, "").into()
    }
}

/// The container that `get_container` gave; `None` for `None`. `fast` says whether fast registration changes its arguments.
pub(crate) fn container(
    evaluator: &mut Evaluator,
    value: &Value,
    fast: bool,
    span: Span,
) -> EvalResult<Option<Container>> {
    if value.is_none() {
        return Ok(None);
    }
    let mut reader = Reader { evaluator, what: "the container of a task", span };
    let mut part = |name: &str| reader.attribute(value, "Container", name);
    let (image, command, args) = (part("image")?, part("command")?, part("args")?);
    let (resources, env, config) = (part("resources")?, part("env")?, part("config")?);
    let data = part("data_loading_config")?;
    reader.unset(&config, "`config`")?;
    reader.unset(&data, "`data_loading_config`")?;
    let requests = reader.attribute(&resources, "Resources", "requests")?;
    let limits = reader.attribute(&resources, "Resources", "limits")?;
    let image = need::optional_text(reader.evaluator, &image, reader.what, span)?.unwrap_or_default();
    Ok(Some(Container {
        image: image.to_string(),
        command: reader.texts(&command)?,
        args: reader.texts(&args)?,
        fast_registration: fast,
        resources: Resources { requests: reader.entries(&requests)?, limits: reader.entries(&limits)? },
        environment: reader.map(&env)?,
        data_loading: None,
    }))
}

/// The pod that `get_k8s_pod` gave; `None` for `None`.
pub(crate) fn pod(evaluator: &mut Evaluator, value: &Value, span: Span) -> EvalResult<Option<K8sPod>> {
    if value.is_none() {
        return Ok(None);
    }
    let mut reader = Reader { evaluator, what: "the pod of a task", span };
    let mut part = |name: &str| reader.attribute(value, "K8sPod", name);
    let (metadata, spec, data) = (part("metadata")?, part("pod_spec")?, part("data_config")?);
    let primary = part("primary_container_name")?;
    reader.unset(&data, "`data_config`")?;
    let metadata = if metadata.is_none() {
        None
    } else {
        let labels = reader.attribute(&metadata, "K8sObjectMetadata", "labels")?;
        let annotations = reader.attribute(&metadata, "K8sObjectMetadata", "annotations")?;
        Some(K8sMetadata { labels: reader.map(&labels)?, annotations: reader.map(&annotations)? })
    };
    let pod_spec = match spec {
        Value::None => Json::Object(serde_json::Map::new()),
        spec => convert::json(reader.evaluator, &spec, reader.what, span)?,
    };
    let primary = need::optional_text(reader.evaluator, &primary, reader.what, span)?;
    Ok(Some(K8sPod {
        metadata,
        pod_spec,
        primary_container_name: String::new(),
        written_name: primary.map(|name| name.to_string()).unwrap_or_default(),
        fast_registration: false,
        data_loading: None,
    }))
}
