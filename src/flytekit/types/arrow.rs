//! Arrow schemas as text (`pyarrow.Schema.to_string`), for the simple types that `pyarrow`'s factory functions make.

use crate::python::{Unknown, UnknownForm, Value};

/// Factory functions without arguments and what their types print as.
const SIMPLE: &[(&str, &str)] = &[
    ("null", "null"),
    ("bool_", "bool"),
    ("int8", "int8"),
    ("int16", "int16"),
    ("int32", "int32"),
    ("int64", "int64"),
    ("uint8", "uint8"),
    ("uint16", "uint16"),
    ("uint32", "uint32"),
    ("uint64", "uint64"),
    ("float16", "halffloat"),
    ("float32", "float"),
    ("float64", "double"),
    ("string", "string"),
    ("utf8", "string"),
    ("large_string", "large_string"),
    ("binary", "binary"),
    ("large_binary", "large_binary"),
    ("date32", "date32[day]"),
    ("date64", "date64[ms]"),
];

/// The text of the schema that a call of `pyarrow.schema` gives; `None` for anything else.
pub(super) fn schema_text(unknown: &Unknown) -> Option<String> {
    let (name, positional, keywords) = call(unknown)?;
    if name != "schema" || !keywords.is_empty() {
        return None;
    }
    let [fields] = positional else { return None };
    let lines: Vec<String> = match fields {
        Value::List(fields) => fields.to_vec().iter().map(field_text).collect::<Option<_>>()?,
        Value::Tuple(fields) => fields.iter().map(field_text).collect::<Option<_>>()?,
        Value::Dict(fields) => {
            let fields = fields.pairs();
            let lines =
                fields.iter().map(|(name, kind)| Some(format!("{}: {}", name.as_str()?, type_text(kind)?)));
            lines.collect::<Option<_>>()?
        }
        _ => return None,
    };
    Some(lines.join("\n"))
}

/// `("name", type)` or `pyarrow.field("name", type, nullable)`.
fn field_text(field: &Value) -> Option<String> {
    if let Value::Tuple(parts) = field {
        let [name, kind] = &parts[..] else { return None };
        return Some(format!("{}: {}", name.as_str()?, type_text(kind)?));
    }
    let (name, positional, keywords) = call(field.as_unknown()?)?;
    if name != "field" {
        return None;
    }
    let [field_name, kind, rest @ ..] = positional else { return None };
    let nullable = match (rest, keywords) {
        ([], []) => true,
        ([Value::Bool(nullable)], []) => *nullable,
        ([], [(key, Value::Bool(nullable))]) if &**key == "nullable" => *nullable,
        _ => return None,
    };
    let constraint = if nullable { "" } else { " not null" };
    Some(format!("{}: {}{constraint}", field_name.as_str()?, type_text(kind)?))
}

fn type_text(kind: &Value) -> Option<String> {
    let (name, positional, keywords) = call(kind.as_unknown()?)?;
    if !keywords.is_empty() {
        return None;
    }
    match (name, positional) {
        ("timestamp" | "duration" | "time32" | "time64", [unit]) => {
            Some(format!("{name}[{}]", unit.as_str()?))
        }
        ("timestamp", [unit, zone]) => Some(format!("timestamp[{}, tz={}]", unit.as_str()?, zone.as_str()?)),
        ("decimal128", [precision, scale]) => {
            Some(format!("decimal128({}, {})", precision.as_i64()?, scale.as_i64()?))
        }
        (name, []) => SIMPLE.iter().find(|(known, _)| *known == name).map(|(_, text)| (*text).to_owned()),
        _ => None,
    }
}

/// Keyword arguments.
type Keywords<'a> = &'a [(std::rc::Rc<str>, Value)];

/// Name and arguments of a call of a function of `pyarrow`.
fn call(unknown: &Unknown) -> Option<(&str, &[Value], Keywords<'_>)> {
    let UnknownForm::Call { callee, positional, keywords } = &unknown.form else { return None };
    let name = callee.dotted_path()?.strip_prefix("pyarrow.")?;
    Some((name, positional, keywords))
}
