//! `Resources`: what a container asks for, and what it may use at most.
//!
//! Amounts are kept as the program gave them; what a container's specification gets is text. Two orders of the entries
//! are in use: that of a container (`flytekit.core.utils._get_container_definition`) and that of a node's overrides
//! (`flytekit.core.resources.convert_resources_to_resource_model`).

use std::rc::Rc;

use super::library::Library;
use super::need;
use super::quantity;
use super::record::{self, Field, Record, fields};
use crate::diagnostic::{Diagnostic, Id};
use crate::model::{self, ResourceEntry, ResourceName};
use crate::python::{EvalResult, Evaluator, Instance, Interrupt, Value};
use crate::source::Span;

const MODULE: &str = "flytekit.core.resources";
const CLASS: &str = "flytekit.core.resources.Resources";
const FIELDS: &[Field] = fields! { cpu: None, mem: None, gpu: None, ephemeral_storage: None };

const CONTAINER_ORDER: [(&str, ResourceName); 4] = [
    ("ephemeral_storage", ResourceName::EphemeralStorage),
    ("cpu", ResourceName::Cpu),
    ("gpu", ResourceName::Gpu),
    ("mem", ResourceName::Memory),
];
const OVERRIDE_ORDER: [(&str, ResourceName); 4] = [
    ("cpu", ResourceName::Cpu),
    ("mem", ResourceName::Memory),
    ("gpu", ResourceName::Gpu),
    ("ephemeral_storage", ResourceName::EphemeralStorage),
];

/// Defines the class.
pub(super) fn define(evaluator: &Evaluator, library: &mut Library) {
    let class = Record::dataclass(MODULE, "Resources", FIELDS).check(check).class(evaluator);
    library.class(&class, &["flytekit"]);
    let fields = fields! { requests: Required, limits: Required };
    library.class(&Record::dataclass(MODULE, "ResourceSpec", fields).class(evaluator), &[]);
}

/// `Resources.__post_init__`: amounts are text or numbers, or a request and a limit. Unknown amounts pass.
fn check(evaluator: &mut Evaluator, instance: &Rc<Instance>) -> EvalResult<()> {
    for (field, value) in record::values(instance) {
        let types = if field == "cpu" { "str, int, float" } else { "str, int" };
        let single = |value: &Value| match value.unwrapped() {
            Value::Str(_) | Value::Int(_) | Value::Bool(_) | Value::Unknown(_) => true,
            Value::Float(_) => field == "cpu",
            _ => false,
        };
        let pair = pair(&value);
        if value.is_none() || single(&value) || (pair.len() == 2 && pair.iter().all(single)) {
            continue;
        }
        let shown = evaluator.repr_of(&value)?.as_str().unwrap_or_default();
        if is_pair(&value) && pair.iter().all(single) {
            return Err(evaluator.value_error(&format!("{shown} must be of length 2")));
        }
        return Err(evaluator
            .assertion_error(&format!("{shown} should be of type {types} or a list/tuple of {types}")));
    }
    Ok(())
}

fn is_pair(value: &Value) -> bool {
    matches!(value.unwrapped(), Value::List(_) | Value::Tuple(_))
}

fn pair(value: &Value) -> Vec<Value> {
    match value.unwrapped() {
        Value::List(list) => list.to_vec(),
        Value::Tuple(items) => items.to_vec(),
        _ => Vec::new(),
    }
}

/// Requests and limits as the program gives them: each is a `Resources` or `None`.
#[derive(Clone)]
pub(crate) struct Given<'a> {
    /// `requests=`.
    pub(crate) requests: &'a Value,
    /// `limits=`.
    pub(crate) limits: &'a Value,
    /// `resources=`, which stands for both.
    pub(crate) resources: &'a Value,
}

/// The amounts of a request and of a limit, in the order of the fields of `Resources`.
struct Amounts {
    requests: Vec<(&'static str, Value)>,
    limits: Vec<(&'static str, Value)>,
}

/// A container's resources. Amounts that are false are left out; others must be text.
pub(crate) fn of_container(
    evaluator: &mut Evaluator,
    given: &Given<'_>,
    span: Span,
) -> EvalResult<model::Resources> {
    let Amounts { requests, limits } = amounts(evaluator, given, span)?;
    let resources = model::Resources {
        requests: container_entries(evaluator, &requests, "request", span)?,
        limits: container_entries(evaluator, &limits, "limit", span)?,
    };
    for fault in quantity::faults(&resources, span) {
        evaluator.report(fault);
    }
    Ok(resources)
}

fn container_entries(
    evaluator: &mut Evaluator,
    amounts: &[(&'static str, Value)],
    kind: &str,
    span: Span,
) -> EvalResult<Vec<ResourceEntry>> {
    let mut entries = Vec::new();
    for (name, resource, value) in ordered(amounts, CONTAINER_ORDER) {
        let what = format!("the {} {kind}", words(resource));
        need::known(evaluator, value, &what, span)?;
        if !need::truth(evaluator, value, &what, span)? {
            continue;
        }
        let Some(text) = value.as_str() else {
            return Err(not_text(evaluator, value, name, &what, span));
        };
        entries.push(ResourceEntry { name: resource, value: text.to_string() });
    }
    Ok(entries)
}

/// The resources of a node's overrides; numbers become text.
pub(crate) fn of_overrides(
    evaluator: &mut Evaluator,
    given: &Given<'_>,
    span: Span,
) -> EvalResult<model::Resources> {
    let Amounts { requests, limits } = amounts(evaluator, given, span)?;
    let resources = model::Resources {
        requests: override_entries(evaluator, &requests, "request", span)?,
        limits: override_entries(evaluator, &limits, "limit", span)?,
    };
    for fault in quantity::malformed(&resources, span) {
        evaluator.report(fault);
    }
    Ok(resources)
}

fn override_entries(
    evaluator: &mut Evaluator,
    amounts: &[(&'static str, Value)],
    kind: &str,
    span: Span,
) -> EvalResult<Vec<ResourceEntry>> {
    let mut entries = Vec::new();
    for (_, resource, value) in ordered(amounts, OVERRIDE_ORDER) {
        need::known(evaluator, value, &format!("the {} {kind}", words(resource)), span)?;
        let value = evaluator.str_of(value)?.as_str().unwrap_or_default().to_string();
        entries.push(ResourceEntry { name: resource, value });
    }
    Ok(entries)
}

/// The amounts of one `Resources` object (or `None`) that are given, as `(field, value)`; pairs are refused.
pub(crate) fn singular(
    evaluator: &mut Evaluator,
    resources: &Value,
    what: &str,
    span: Span,
) -> EvalResult<Vec<(&'static str, Value)>> {
    let amounts = given_fields(evaluator, resources, what, span)?;
    for (_, value) in &amounts {
        if is_pair(value) {
            let shown = evaluator.repr_of(value)?.as_str().unwrap_or_default();
            let message = format!("{shown} can not be a list or tuple");
            let diagnostic = Diagnostic::error(Id::InvalidResource, message)
                .at(span, "")
                .with_help("a request and a limit in one are given with `resources=`");
            return Err(evaluator.exception_with(&Rc::clone(&evaluator.exceptions.value_error), diagnostic));
        }
    }
    Ok(amounts)
}

fn amounts(evaluator: &mut Evaluator, given: &Given<'_>, span: Span) -> EvalResult<Amounts> {
    if given.resources.is_none() {
        return Ok(Amounts {
            requests: singular(evaluator, given.requests, "the requests", span)?,
            limits: singular(evaluator, given.limits, "the limits", span)?,
        });
    }
    if !given.requests.is_none() || !given.limits.is_none() {
        let message = "`resources` cannot be used together with `requests` or `limits`";
        let diagnostic = Diagnostic::error(Id::InvalidResource, message).at(span, "").with_help(
            "give `resources` alone; a pair in it is a request and a limit, as in `cpu=(\"1\", \"2\")`",
        );
        return Err(evaluator.exception_with(&Rc::clone(&evaluator.exceptions.value_error), diagnostic));
    }
    let mut amounts = Amounts { requests: Vec::new(), limits: Vec::new() };
    for (name, value) in given_fields(evaluator, given.resources, "the resources", span)? {
        if let [request, limit] = pair(&value).as_slice() {
            amounts.limits.push((name, limit.clone()));
            amounts.requests.push((name, request.clone()));
        } else {
            amounts.requests.push((name, value));
        }
    }
    Ok(amounts)
}

fn given_fields(
    evaluator: &mut Evaluator,
    resources: &Value,
    what: &str,
    span: Span,
) -> EvalResult<Vec<(&'static str, Value)>> {
    if resources.is_none() {
        return Ok(Vec::new());
    }
    need::known(evaluator, resources, what, span)?;
    let Some(instance) = record::instance_of(resources, CLASS) else {
        return Err(need::mismatch(evaluator, resources, what, "a `Resources`", span));
    };
    let mut fields = record::values(&instance);
    fields.retain(|(_, value)| !value.is_none());
    Ok(fields)
}

fn ordered<'a>(
    amounts: &'a [(&'static str, Value)],
    order: [(&'static str, ResourceName); 4],
) -> Vec<(&'static str, ResourceName, &'a Value)> {
    let find = |(name, resource): (&'static str, ResourceName)| {
        amounts.iter().find(|(other, _)| *other == name).map(|(_, value)| (name, resource, value))
    };
    order.into_iter().filter_map(find).collect()
}

/// A resource in words.
pub(super) fn words(resource: ResourceName) -> &'static str {
    match resource {
        ResourceName::Memory => "memory",
        ResourceName::EphemeralStorage => "ephemeral storage",
        ResourceName::Cpu => "CPU",
        ResourceName::Gpu => "GPU",
    }
}

fn not_text(evaluator: &mut Evaluator, value: &Value, field: &str, what: &str, span: Span) -> Box<Interrupt> {
    let shown = evaluator.str_of(value).ok().and_then(|text| text.as_str()).unwrap_or_default();
    let class = evaluator.class_of(value);
    let message = format!("{what} must be text, not `{}`", class.name);
    let diagnostic = Diagnostic::error(Id::InvalidResource, message)
        .at(span, "")
        .with_help(format!("write `{field}=\"{shown}\"`"));
    evaluator.exception_with(&Rc::clone(&evaluator.exceptions.type_error), diagnostic)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flytekit::testing::{Program, failure};

    fn container(program: &mut Program, requests: &str, limits: &str, resources: &str) -> EvalResult<String> {
        let [requests, limits, resources] = [requests, limits, resources].map(|name| program.global(name));
        let given = Given { requests: &requests, limits: &limits, resources: &resources };
        let resources = of_container(&mut program.evaluator, &given, Span::NONE)?;
        let text = |entries: &[ResourceEntry]| {
            let entries = entries.iter().map(|entry| format!("{:?}={}", entry.name, entry.value));
            entries.collect::<Vec<_>>().join(" ")
        };
        Ok(format!("{} / {}", text(&resources.requests), text(&resources.limits)))
    }

    const SOURCE: &str = "
import os
from flytekit import Resources
from flytekit.core.resources import Resources as Same
nothing = None
some = Resources('1', '2Gi', ephemeral_storage='1Gi', gpu='')
number = Resources(cpu=1)
pairs = Resources(cpu=('1', '2'), mem=['1Gi', '2Gi'], gpu='1')
unknown = Resources(mem=os.popen('free').read())
same = Same(mem='2Gi', cpu='1', gpu='', ephemeral_storage='1Gi') == some
";

    #[test]
    fn a_container_gets_entries_in_its_order() {
        let mut program = Program::new(SOURCE);
        assert!(program.global("same").as_bool().unwrap());
        assert_eq!(
            container(&mut program, "some", "nothing", "nothing").unwrap(),
            "EphemeralStorage=1Gi Cpu=1 Memory=2Gi / "
        );
        assert_eq!(
            container(&mut program, "nothing", "nothing", "pairs").unwrap(),
            "Cpu=1 Gpu=1 Memory=1Gi / Cpu=2 Memory=2Gi"
        );
    }

    #[test]
    fn amounts_of_containers_are_known_texts() {
        let mut program = Program::new(SOURCE);
        for (requests, limits, resources, expected) in [
            ("number", "nothing", "nothing", "the CPU request must be text, not `int`"),
            ("pairs", "nothing", "nothing", "('1', '2') can not be a list or tuple"),
            ("some", "nothing", "some", "`resources` cannot be used together with `requests` or `limits`"),
            ("nothing", "unknown", "nothing", "the memory limit cannot be known without running the program"),
        ] {
            let result = container(&mut program, requests, limits, resources);
            assert_eq!(failure(result), expected);
        }
    }

    #[test]
    fn amounts_have_types() {
        for (source, expected) in [
            ("Resources(mem=1.5)", "1.5 should be of type str, int or a list/tuple of str, int"),
            ("Resources(cpu=('1',))", "('1',) must be of length 2"),
            ("Resources(storage='1Gi')", "Resources.__init__() got an unexpected keyword argument 'storage'"),
        ] {
            let program = Program::new(&format!("from flytekit import Resources\n{source}\n"));
            assert!(program.messages()[0].ends_with(expected), "{:?}", program.messages());
        }
    }
}
