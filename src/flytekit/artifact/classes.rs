//! The classes that programs see.

use std::rc::Rc;

use super::binding::{self, InputBinding, Partition, instance};
use super::{Query, Specification, granularity, is_time_partitioned, key, need};
use crate::flytekit::library::{self, Library, methods};
use crate::flytekit::record::{self, Record, fields};
use crate::model::{ArtifactPartition, Map};
use crate::python::{Arguments, Class, EvalResult, Evaluator, Instance, NativeCode, Property, Value, Vars};
use crate::source::Span;

const MODULE: &str = "flytekit.core.artifact";
pub(super) const TIME_PARTITION: &str = "time_partition";
/// The attribute of an artifact that holds `partitions=`.
pub(super) const GIVEN_PARTITIONS: &str = "_partitions";
const PARTITION_LIMIT: usize = 10;

/// The classes that methods make instances of.
struct Classes {
    input_binding: Rc<Class>,
    specification: Rc<Class>,
    query: Rc<Class>,
    partitions: Rc<Class>,
    partition: Rc<Class>,
    time_partition: Rc<Class>,
}

/// State of `artifact.partitions`.
struct Partitions(Rc<Instance>);

/// Defines the classes.
pub(crate) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    let object = Rc::clone(&evaluator.types.object);
    let plain = |name: &str, table: &[(&str, NativeCode)]| {
        Class::native(MODULE, name, &[Rc::clone(&object)], None, methods(table))
    };
    let classes = Classes {
        input_binding: plain("InputBindingData", &[]),
        specification: plain("ArtifactIDSpecification", &[("__call__", bind), ("bind_partitions", bind)]),
        query: plain("ArtifactQuery", &[]),
        partitions: plain("Partitions", &[("__getattr__", partition)]),
        partition: plain("Partition", &[]),
        time_partition: plain("TimePartition", &[("__add__", shifted), ("__sub__", shifted)]),
    };
    let inputs = plain("InputsBase", &[("__getattr__", input)]);
    let numbers = [("UNSET", 0), ("MINUTE", 1), ("HOUR", 2), ("DAY", 3), ("MONTH", 4)];
    let numbers = numbers.into_iter().map(|(name, number)| (name.into(), Value::int(number))).collect();
    let granularity = Class::native(MODULE, "Granularity", &[Rc::clone(&object)], None, numbers);
    let artifact =
        Record::new(MODULE, "Artifact", FIELDS).check(check).attributes(attributes()).class(evaluator);
    library.class(&artifact, &["flytekit"]);
    for class in [&inputs, &granularity, &classes.specification, &classes.query, &classes.time_partition] {
        library.class(class, &[]);
    }
    library.add(MODULE, "Inputs", Value::Instance(Rc::new(Instance::new(&inputs))));
    evaluator.set_extension(classes);
}

const FIELDS: &[record::Field] = fields! {
    project: None, domain: None, name: None, version: None, time_partitioned: Bool(false), time_partition: None,
    time_partition_granularity: None, partition_keys: None, partitions: None,
};

fn attributes() -> Vars {
    let table: [(&str, NativeCode); 3] = [("__call__", call), ("query", query), ("create_from", create_from)];
    let mut attributes = methods(&table);
    for (name, getter) in [("partitions", partitions as NativeCode), (TIME_PARTITION, time_partition)] {
        let getter = library::function(name, getter);
        let property = Property::read_only(getter);
        attributes.insert(name.into(), Value::Property(Rc::new(property)));
    }
    attributes
}

/// The checks of `Artifact.__init__`.
fn check(evaluator: &mut Evaluator, artifact: &Rc<Instance>) -> EvalResult<()> {
    if evaluator.truth(&record::get(artifact, "name"))?.is_false() {
        return Err(evaluator.value_error("Can't instantiate an Artifact without a name."));
    }
    artifact.set_attribute(GIVEN_PARTITIONS, record::get(artifact, "partitions"));
    if binding::keys(evaluator, artifact, Span::NONE)?.len() > PARTITION_LIMIT {
        let message = "There is a hard limit of 10 partition keys per artifact currently.";
        return Err(evaluator.value_error(message));
    }
    Ok(())
}

fn receiver(evaluator: &Evaluator, arguments: &mut Arguments) -> EvalResult<Rc<Instance>> {
    match arguments.take_first() {
        Some(Value::Instance(instance)) => Ok(instance),
        _ => Err(evaluator.type_error("an artifact is needed")),
    }
}

/// `Inputs.name`.
fn input(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [_, name] = arguments.bind(evaluator, "__getattr__", ["self!", "name!"])?;
    let name = name.and_then(|name| name.as_str()).unwrap_or_default();
    let classes = classes(evaluator)?;
    Ok(instance(&classes.input_binding, InputBinding(name.to_string())))
}

fn classes(evaluator: &mut Evaluator) -> EvalResult<Rc<Classes>> {
    evaluator.find_extension::<Classes>().ok_or_else(|| evaluator.type_error("artifacts are not defined"))
}

/// `artifact(region=Inputs.region)`.
fn call(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let artifact = receiver(evaluator, &mut arguments)?;
    no_positional(evaluator, &arguments)?;
    let specification = Specification::new(&artifact);
    specification.bind(evaluator, arguments.keywords)?;
    let classes = classes(evaluator)?;
    Ok(instance(&classes.specification, specification))
}

/// `artifact(…)(region=Inputs.region)`: binds more, in place.
fn bind(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let receiver = Value::Instance(receiver(evaluator, &mut arguments)?);
    no_positional(evaluator, &arguments)?;
    if let Some(specification) = receiver.payload::<Specification>() {
        specification.bind(evaluator, arguments.keywords)?;
    }
    Ok(receiver)
}

fn no_positional(evaluator: &Evaluator, arguments: &Arguments) -> EvalResult<()> {
    if arguments.positional.is_empty() {
        return Ok(());
    }
    Err(evaluator.value_error("Cannot set partition values by position"))
}

/// `create_from`, which matters when a task runs: the value itself.
fn create_from(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    receiver(evaluator, &mut arguments)?;
    Ok(arguments.take_first().unwrap_or(Value::None))
}

fn partitions(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let artifact = receiver(evaluator, &mut arguments)?;
    if binding::keys(evaluator, &artifact, Span::NONE)?.is_empty() {
        return Ok(Value::None);
    }
    let classes = classes(evaluator)?;
    Ok(instance(&classes.partitions, Partitions(artifact)))
}

/// `artifact.partitions.region`.
fn partition(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [partitions, name] = arguments.bind(evaluator, "__getattr__", ["self!", "name!"])?;
    let name = name.and_then(|name| name.as_str()).unwrap_or_default();
    let partitions = partitions.and_then(|partitions| partitions.payload::<Partitions>());
    let Some(partitions) = partitions else { return Err(evaluator.type_error("partitions are needed")) };
    let declared = binding::declared(evaluator, &partitions.0, Span::NONE)?.unwrap_or_default();
    let Some(value) = declared.get(&*name).cloned() else {
        return Err(evaluator.attribute_error(&format!("Partition {name} not found")));
    };
    let classes = classes(evaluator)?;
    Ok(instance(&classes.partition, Partition { value }))
}

fn time_partition(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let artifact = receiver(evaluator, &mut arguments)?;
    if !is_time_partitioned(evaluator, &artifact, Span::NONE)? {
        let name = evaluator.str_of(&record::get(&artifact, "name"))?.as_str().unwrap_or_default();
        return Err(evaluator.value_error(&format!("Artifact {name} is not time partitioned")));
    }
    let classes = classes(evaluator)?;
    Ok(instance(&classes.time_partition, Partition { value: None }))
}

/// `time_partition - timedelta`: what is added does not reach the specification.
fn shifted(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let partition = Value::Instance(receiver(evaluator, &mut arguments)?);
    let Some(payload) = partition.payload::<Partition>() else { return Ok(partition) };
    let classes = classes(evaluator)?;
    Ok(instance(&classes.time_partition, Partition::clone(&payload)))
}

/// `artifact.query(…)`.
fn query(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let span = arguments.span();
    let artifact = receiver(evaluator, &mut arguments)?;
    let own: [Rc<str>; 4] = ["project", "domain", TIME_PARTITION, "partitions"].map(Rc::from);
    let (named, values): (Vec<_>, Vec<_>) =
        arguments.keywords.into_iter().partition(|(name, _)| own.contains(name));
    let arguments = Arguments { positional: arguments.positional, keywords: named, ..Arguments::default() };
    let parameters = ["project", "domain", TIME_PARTITION, "partitions"];
    let [project, domain, time, partitions] = arguments.bind(evaluator, "query", parameters)?;
    let mut id = key(evaluator, &artifact, span)?;
    id.version = String::new();
    for (field, given) in [(&mut id.project, project), (&mut id.domain, domain)] {
        if let Some(text) = given.and_then(|given| given.as_str()).filter(|text| !text.is_empty()) {
            *field = text.to_string();
        }
    }
    let mut bound = Map::default();
    let given = need::entries(evaluator, &partitions.unwrap_or(Value::None), "the partitions", span)?;
    let given = given.into_iter().filter_map(|(name, value)| name.as_str().map(|name| (name, value)));
    for (name, value) in values.into_iter().chain(given) {
        let value = binding::queried(evaluator, &name, &value)?;
        bound.insert(name.to_string(), value);
    }
    if bound.is_empty() {
        let declared = binding::declared(evaluator, &artifact, span)?.unwrap_or_default();
        let empty = crate::model::ArtifactBinding::Static(String::new());
        bound = declared.into_iter().map(|(key, value)| (key, value.unwrap_or(empty.clone()))).collect();
    }
    id.partitions = (!bound.is_empty()).then_some(bound);
    id.time_partition = queried_time(evaluator, &artifact, &time.unwrap_or(Value::None), span)?;
    let classes = classes(evaluator)?;
    Ok(instance(&classes.query, Query(id)))
}

fn queried_time(
    evaluator: &mut Evaluator,
    artifact: &Instance,
    given: &Value,
    span: Span,
) -> EvalResult<Option<ArtifactPartition>> {
    if given.is_none() {
        if !is_time_partitioned(evaluator, artifact, span)? {
            return Ok(None);
        }
        let granularity = granularity(evaluator, artifact, span)?;
        return Ok(Some(ArtifactPartition { value: None, granularity }));
    }
    let Some(partition) = given.payload::<Partition>() else {
        let value = binding::time(evaluator, given)?;
        return Ok(Some(ArtifactPartition { value: Some(value), granularity: super::DAY as i32 }));
    };
    let granularity = granularity(evaluator, artifact, span)?;
    Ok(Some(ArtifactPartition { value: partition.value.clone(), granularity }))
}
