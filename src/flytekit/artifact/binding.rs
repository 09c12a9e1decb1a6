//! Where the value of a partition comes from.

use std::rc::Rc;

use super::{classes, need, record};
use crate::model::{ArtifactBinding, Map, Timestamp};
use crate::python::{Arguments, EvalResult, Evaluator, Instance, Value};
use crate::source::Span;

/// State of `Inputs.name`: the value is that of an input.
pub(super) struct InputBinding(pub(super) String);

/// State of a `Partition` or `TimePartition`.
#[derive(Clone)]
pub(super) struct Partition {
    /// The value; `None` where it is not bound.
    pub(super) value: Option<ArtifactBinding>,
}

/// The value of a partition that is not time: text, or an input.
pub(super) fn value(evaluator: &mut Evaluator, key: &str, value: &Value) -> EvalResult<ArtifactBinding> {
    if let Some(input) = value.payload::<InputBinding>() {
        return Ok(ArtifactBinding::Input(input.0.clone()));
    }
    need::known(evaluator, value, &format!("the partition `{key}`"), Span::NONE)?;
    value.as_str().map(|text| ArtifactBinding::Static(text.to_string())).ok_or_else(|| {
        evaluator.value_error(&format!("Partition key {key} needs to be input binding data or static string"))
    })
}

/// The value of a partition in a query: that of another artifact's partition too.
pub(super) fn queried(evaluator: &mut Evaluator, key: &str, given: &Value) -> EvalResult<ArtifactBinding> {
    match given.payload::<Partition>() {
        Some(partition) => {
            Ok(partition.value.clone().unwrap_or_else(|| ArtifactBinding::Static(String::new())))
        }
        None => value(evaluator, key, given),
    }
}

/// The value of a time partition: a point in time, or an input.
pub(super) fn time(evaluator: &mut Evaluator, value: &Value) -> EvalResult<ArtifactBinding> {
    if let Some(input) = value.payload::<InputBinding>() {
        return Ok(ArtifactBinding::Input(input.0.clone()));
    }
    need::known(evaluator, value, "the time partition", Span::NONE)?;
    if evaluator.class_of(value).descends_from("datetime.datetime") {
        return timestamp(evaluator, value).map(ArtifactBinding::Time);
    }
    Err(evaluator.value_error("Time partition needs to be input binding data or a datetime"))
}

/// A `datetime` as seconds and nanoseconds; one without time zone is in UTC.
fn timestamp(evaluator: &mut Evaluator, value: &Value) -> EvalResult<Timestamp> {
    let what = "the time partition";
    let mut part = |holder: &Value, name: &str| -> EvalResult<i64> {
        let value = evaluator.get_attribute(holder, name)?;
        need::integer(evaluator, &value, what, Span::NONE)
    };
    let days = days_since_1970(part(value, "year")?, part(value, "month")?, part(value, "day")?);
    let of_day = part(value, "hour")? * 3600 + part(value, "minute")? * 60 + part(value, "second")?;
    let nanos = part(value, "microsecond")? * 1000;
    let offset = evaluator.call_method(value, "utcoffset", Arguments::default())?;
    let mut seconds = days * 86_400 + of_day;
    if !offset.is_none() {
        let mut part = |name: &str| -> EvalResult<i64> {
            let value = evaluator.get_attribute(&offset, name)?;
            need::integer(evaluator, &value, what, Span::NONE)
        };
        seconds -= part("days")? * 86_400 + part("seconds")?;
    }
    Ok(Timestamp { seconds, nanos: nanos as i32 })
}

/// Days from 1970-01-01 in the proleptic Gregorian calendar; years are counted from March, so that a leap day is the last.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The keys of an artifact's partitions.
pub(super) fn keys(evaluator: &mut Evaluator, artifact: &Instance, span: Span) -> EvalResult<Vec<String>> {
    match declared(evaluator, artifact, span)? {
        Some(partitions) => Ok(partitions.into_keys().collect()),
        None => Ok(Vec::new()),
    }
}

/// The partitions of an artifact, with values where the artifact itself gives some; `None` for an artifact without.
pub(super) fn declared(
    evaluator: &mut Evaluator,
    artifact: &Instance,
    span: Span,
) -> EvalResult<Option<Map<Option<ArtifactBinding>>>> {
    let what = "the partitions of the artifact";
    let given = record::get(artifact, classes::GIVEN_PARTITIONS);
    let mut partitions = Map::default();
    for (key, given) in need::entries(evaluator, &given, what, span)? {
        let key = need::text(evaluator, &key, what, span)?;
        let value = value(evaluator, &key, &given)?;
        partitions.insert(key.to_string(), Some(value));
    }
    if partitions.is_empty() {
        let keys = record::get(artifact, "partition_keys");
        partitions.extend(need::texts(evaluator, &keys, what, span)?.into_iter().map(|key| (key, None)));
    }
    Ok((!partitions.is_empty()).then_some(partitions))
}

/// An instance of a native class with a payload.
pub(super) fn instance<T: 'static>(class: &Rc<crate::python::Class>, payload: T) -> Value {
    Value::Instance(Rc::new(Instance::with_payload(class, payload)))
}

#[cfg(test)]
mod tests {
    #[test]
    fn days_are_counted_from_1970() {
        for ((year, month, day), days) in [
            ((1970, 1, 1), 0),
            ((1969, 12, 31), -1),
            ((2000, 2, 29), 11_016),
            ((2024, 3, 1), 19_783),
            ((1, 1, 1), -719_162),
        ] {
            assert_eq!(super::days_since_1970(year, month, day), days);
        }
    }
}
