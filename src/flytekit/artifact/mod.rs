//! Artifacts: names for outputs, and queries for inputs.
//!
//! `Artifact(name=…)` in the annotation of an output names what is written there; called with values for its partitions it
//! says where these come from. `Artifact.query(…)` as the default of an input asks for the newest match. Rules are those of
//! `flytekit.core.artifact`.

mod binding;
mod classes;

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

pub(super) use classes::define;

use super::need;
use super::record;
use crate::diagnostic::{Diagnostic, Id};
use crate::model::{ArtifactBinding, ArtifactId, ArtifactPartition, Map, ParameterBehavior, Variable};
use crate::python::{EvalResult, Evaluator, Instance, Interrupt, Value};
use crate::source::Span;

const ARTIFACT: &str = "flytekit.core.artifact.Artifact";
/// `Granularity.DAY`, the default.
const DAY: i64 = 3;

/// State of an `ArtifactIDSpecification`: an artifact with values for its partitions.
struct Specification {
    artifact: Rc<Instance>,
    partitions: RefCell<Map<ArtifactBinding>>,
    time_partition: RefCell<Option<ArtifactPartition>>,
}

/// State of an `ArtifactQuery`.
struct Query(ArtifactId);

/// The artifact that an annotation names (`flytekit.core.interface.detect_artifact`); `None` where it names none.
pub(crate) fn partial_id(
    evaluator: &mut Evaluator,
    annotation: &Value,
    span: Span,
) -> EvalResult<Option<ArtifactId>> {
    if let Some(specification) = annotation.payload::<Specification>() {
        return specification.id(evaluator, span).map(Some);
    }
    let Some(artifact) = record::instance_of(annotation, ARTIFACT) else { return Ok(None) };
    let specification = Specification::new(&artifact);
    specification.bind(evaluator, Vec::new())?;
    specification.id(evaluator, span).map(Some)
}

/// How an input gets its value when its default is an artifact or a query; `None` for any other default
/// (`flytekit.core.interface.transform_inputs_to_parameters`).
pub(crate) fn parameter_behavior(
    evaluator: &mut Evaluator,
    default: &Value,
    span: Span,
) -> EvalResult<Option<ParameterBehavior>> {
    if let Some(query) = default.payload::<Query>() {
        return Ok(Some(ParameterBehavior::ArtifactQuery(Box::new(query.0.clone()))));
    }
    let Some(artifact) = record::instance_of(default, ARTIFACT) else { return Ok(None) };
    let mut id = key(evaluator, &artifact, span)?;
    if id.version.is_empty() {
        id.partitions = binding::declared(evaluator, &artifact, span)?.map(|partitions| {
            partitions.into_iter().filter_map(|(key, value)| value.map(|value| (key, value))).collect()
        });
        let is_bound = id.partitions.as_ref().is_none_or(|bound| {
            binding::keys(evaluator, &artifact, span).is_ok_and(|keys| keys.len() == bound.len())
        });
        if !is_bound || is_time_partitioned(evaluator, &artifact, span)? {
            let message = format!("Cannot use default query with artifact {}", id.name);
            return Err(fault(evaluator, &message, span));
        }
        return Ok(Some(ParameterBehavior::ArtifactQuery(Box::new(id))));
    }
    if id.project.is_empty() || id.domain.is_empty() {
        return Err(fault(
            evaluator,
            "Cannot create artifact id without name, project, domain, version",
            span,
        ));
    }
    Ok(Some(ParameterBehavior::ArtifactId(Box::new(id))))
}

/// Checks that partitions of outputs are bound to inputs that exist, and in workflows to no value of the run
/// (`flytekit.core.interface.verify_outputs_artifact_bindings`).
pub(crate) fn verify_outputs(
    evaluator: &Evaluator,
    inputs: &Map<Arc<Variable>>,
    outputs: &Map<Arc<Variable>>,
    allow_runtime: bool,
    span: Span,
) -> EvalResult<()> {
    for (output, variable) in outputs {
        let Some(id) = &variable.artifact_partial_id else { continue };
        let partitions = id.partitions.iter().flatten().map(|(_, binding)| binding);
        let time = id.time_partition.iter().filter_map(|partition| partition.value.as_ref());
        for binding in partitions.chain(time) {
            let message = match binding {
                ArtifactBinding::Runtime if !allow_runtime => {
                    format!(
                        "a partition of the output `{output}` must be bound: a workflow has no value of its own for it"
                    )
                }
                ArtifactBinding::Input(input) if !inputs.contains_key(input) => {
                    format!(
                        "a partition of the output `{output}` is bound to the input `{input}`, which does not exist"
                    )
                }
                _ => continue,
            };
            return Err(fault(evaluator, &message, span));
        }
    }
    Ok(())
}

impl Specification {
    fn new(artifact: &Rc<Instance>) -> Self {
        Self {
            artifact: Rc::clone(artifact),
            partitions: RefCell::default(),
            time_partition: RefCell::default(),
        }
    }

    /// Binds partitions; those without a value get one when the task runs.
    fn bind(&self, evaluator: &mut Evaluator, values: Vec<(Rc<str>, Value)>) -> EvalResult<()> {
        let span = Span::NONE;
        let artifact = &self.artifact;
        let (time, values): (Vec<_>, Vec<_>) =
            values.into_iter().partition(|(name, _)| &**name == classes::TIME_PARTITION);
        let time_partitioned = is_time_partitioned(evaluator, artifact, span)?;
        if let Some((_, value)) = time.into_iter().next() {
            if !time_partitioned {
                let message = "Cannot bind time partition to non-time partitioned artifact";
                return Err(evaluator.value_error(message));
            }
            let granularity = granularity(evaluator, artifact, span)?;
            let value = binding::time(evaluator, &value)?;
            *self.time_partition.borrow_mut() = Some(ArtifactPartition { value: Some(value), granularity });
        } else if time_partitioned && self.time_partition.borrow().is_none() {
            let partition =
                ArtifactPartition { value: Some(ArtifactBinding::Runtime), granularity: DAY as i32 };
            *self.time_partition.borrow_mut() = Some(partition);
        }
        let keys = binding::keys(evaluator, artifact, span)?;
        if keys.is_empty() {
            return Ok(());
        }
        for (name, value) in values {
            if !keys.iter().any(|key| **key == *name) {
                return Err(evaluator.value_error(&format!("Partition key {name} not found in {keys:?}")));
            }
            let value = binding::value(evaluator, &name, &value)?;
            self.partitions.borrow_mut().insert(name.to_string(), value);
        }
        for key in keys {
            self.partitions.borrow_mut().entry(key).or_insert(ArtifactBinding::Runtime);
        }
        Ok(())
    }

    /// `ArtifactIDSpecification.to_partial_artifact_id`.
    fn id(&self, evaluator: &mut Evaluator, span: Span) -> EvalResult<ArtifactId> {
        let mut id = key(evaluator, &self.artifact, span)?;
        let partitions = self.partitions.borrow();
        id.partitions = (!partitions.is_empty()).then(|| partitions.clone());
        id.time_partition.clone_from(&self.time_partition.borrow());
        Ok(id)
    }
}

/// The parts of an artifact's identity that are no partitions.
fn key(evaluator: &mut Evaluator, artifact: &Instance, span: Span) -> EvalResult<ArtifactId> {
    let mut text = |field: &str| -> EvalResult<String> {
        let what = format!("the {field} of the artifact");
        let text = need::optional_text(evaluator, &record::get(artifact, field), &what, span)?;
        Ok(text.map(|text| text.to_string()).unwrap_or_default())
    };
    let (project, domain, name, version) =
        (text("project")?, text("domain")?, text("name")?, text("version")?);
    Ok(ArtifactId { project, domain, name, version, partitions: None, time_partition: None })
}

fn is_time_partitioned(evaluator: &mut Evaluator, artifact: &Instance, span: Span) -> EvalResult<bool> {
    let value = record::get(artifact, "time_partitioned");
    need::truth(evaluator, &value, "`time_partitioned` of the artifact", span)
}

/// The granularity of an artifact's time partition.
fn granularity(evaluator: &mut Evaluator, artifact: &Instance, span: Span) -> EvalResult<i32> {
    let value = record::get(artifact, "time_partition_granularity");
    let what = "the granularity of the artifact";
    let number = if value.is_none() { 0 } else { need::integer(evaluator, &value, what, span)? };
    Ok(if number == 0 { DAY } else { number } as i32)
}

fn fault(evaluator: &Evaluator, message: &str, span: Span) -> Box<Interrupt> {
    let diagnostic = Diagnostic::error(Id::InvalidArgument, message).at(span, "");
    evaluator.exception_with(&evaluator.exceptions.value_error, diagnostic)
}
