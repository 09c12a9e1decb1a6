//! Well-known protobuf types: JSON → `google.protobuf.Struct` (every number becomes a double), durations, timestamps.

use prost_types::value::Kind;
use prost_types::{ListValue, Struct, Value};

use super::error::{Depth, Fault};
use crate::model::{Duration, Json, Timestamp};

/// A JSON object as a structure; `what` names it where it is something else.
pub(super) fn structure(json: &Json, what: &'static str, depth: Depth) -> Result<Struct, Fault> {
    let Json::Object(entries) = json else { return Err(Fault::NotAnObject(what)) };
    object(entries, depth)
}

fn object(entries: &serde_json::Map<String, Json>, depth: Depth) -> Result<Struct, Fault> {
    let depth = depth.deeper()?;
    let fields = entries.iter().map(|(key, value)| Ok((key.clone(), json_value(value, depth)?)));
    Ok(Struct { fields: fields.collect::<Result<_, Fault>>()? })
}

fn json_value(json: &Json, depth: Depth) -> Result<Value, Fault> {
    let kind = match json {
        Json::Null => Kind::NullValue(0),
        Json::Bool(truth) => Kind::BoolValue(*truth),
        Json::Number(number) => Kind::NumberValue(number.as_f64().unwrap_or(f64::NAN)),
        Json::String(text) => Kind::StringValue(text.clone()),
        Json::Array(items) => {
            let depth = depth.deeper()?;
            let values = items.iter().map(|item| json_value(item, depth)).collect::<Result<_, _>>()?;
            Kind::ListValue(ListValue { values })
        }
        Json::Object(entries) => Kind::StructValue(object(entries, depth)?),
    };
    Ok(Value { kind: Some(kind) })
}

/// A length of time.
pub(super) fn duration(duration: Duration) -> prost_types::Duration {
    prost_types::Duration { seconds: duration.seconds, nanos: duration.nanos }
}

/// A point in time.
pub(super) fn timestamp(timestamp: Timestamp) -> prost_types::Timestamp {
    prost_types::Timestamp { seconds: timestamp.seconds, nanos: timestamp.nanos }
}
