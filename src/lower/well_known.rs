//! Well-known protobuf types: JSON → `google.protobuf.Struct` (every number becomes a double), durations, timestamps.

use prost::Message as _;
use prost_types::value::Kind;
use prost_types::{ListValue, Value};

use super::error::{Depth, Fault};
use crate::idl::Struct;
use crate::model::{Duration, Encoded, Json, JsonText, Timestamp};

/// A JSON object as a structure; `what` names it where it is something else.
pub(super) fn structure(json: &Json, what: &'static str, depth: Depth) -> Result<Struct, Fault> {
    Ok((&tree(json, what, &mut Levels::within(depth))?).into())
}

/// A JSON object that many places share as a structure, which is made for the first of them.
pub(super) fn shared_structure(text: &JsonText, what: &'static str, depth: Depth) -> Result<Struct, Fault> {
    let encoded = text.encoded(|json| {
        let mut levels = Levels::within(depth);
        let tree = tree(&json.ok_or(Fault::TooDeep)?, what, &mut levels)?;
        Ok(Encoded { bytes: tree.encode_to_vec().into(), levels: levels.greatest })
    })?;
    Levels::within(depth).check(encoded.levels)?;
    Ok(Struct::from_encoded(encoded.bytes.clone()))
}

/// How deep messages nest in a structure.
struct Levels {
    around: Depth,
    greatest: u32,
}

impl Levels {
    fn within(around: Depth) -> Self {
        Self { around, greatest: 0 }
    }

    /// Fails where so many levels are too many.
    fn check(&mut self, levels: u32) -> Result<(), Fault> {
        self.greatest = self.greatest.max(levels);
        self.around.deeper_by(levels).map(|_| ())
    }
}

fn tree(json: &Json, what: &'static str, levels: &mut Levels) -> Result<prost_types::Struct, Fault> {
    let Json::Object(entries) = json else { return Err(Fault::NotAnObject(what)) };
    object(entries, 1, levels)
}

fn object(
    entries: &serde_json::Map<String, Json>,
    level: u32,
    levels: &mut Levels,
) -> Result<prost_types::Struct, Fault> {
    levels.check(level)?;
    let fields = entries.iter().map(|(key, value)| Ok((key.clone(), json_value(value, level, levels)?)));
    Ok(prost_types::Struct { fields: fields.collect::<Result<_, Fault>>()? })
}

/// A value in a structure of that level.
fn json_value(json: &Json, level: u32, levels: &mut Levels) -> Result<Value, Fault> {
    let kind = match json {
        Json::Null => Kind::NullValue(0),
        Json::Bool(truth) => Kind::BoolValue(*truth),
        Json::Number(number) => Kind::NumberValue(number.as_f64().unwrap_or(f64::NAN)),
        Json::String(text) => Kind::StringValue(text.clone()),
        Json::Array(items) => {
            levels.check(level + 1)?;
            let values = items.iter().map(|item| json_value(item, level + 1, levels));
            let values = values.collect::<Result<_, _>>()?;
            Kind::ListValue(ListValue { values })
        }
        Json::Object(entries) => Kind::StructValue(object(entries, level + 1, levels)?),
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
