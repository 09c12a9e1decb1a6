//! Constraints of fields: what they add to a schema, and whether a value keeps them
//! (`pydantic._internal._known_annotated_metadata`).

use serde_json::json;

use super::super::engine::Engine;
use super::super::fault::{Fault, Outcome};
use super::super::python_type::{is_none, literal_values, new_type, origin_class, type_variable, union};
use super::fields::{BASE_MODEL, FieldOptions};
use super::schema::Schema;
use super::validation::Checked;
use crate::flytekit::convert;
use crate::model::Json;
use crate::python::{Arguments, EvalResult, Evaluator, Truth, Value};

/// The class of exact numbers.
const DECIMAL: &str = "decimal.Decimal";

/// What a type's own schema says of constraints.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum About {
    /// Numbers.
    Number,
    /// Numbers that are also given as text: constraints show, as doubles, where they are numbers.
    Decimal,
    /// Text.
    Text,
    /// Lists, sets and tuples.
    Array,
    /// Dictionaries.
    Object,
    /// Dates and times: constraints hold, but do not show.
    Time,
    /// Abstract sequences: lengths show as those of an array.
    Sequence,
    /// What has no constraints of its own: they show under pydantic's own names.
    Other,
    /// What is not known here.
    Unknown,
}

/// Constraints of `Field(…)` and the keywords that they become for numbers, text, arrays and objects.
const CONSTRAINTS: &[(&str, [&str; 4])] = &[
    ("ge", ["minimum", "", "", ""]),
    ("gt", ["exclusiveMinimum", "", "", ""]),
    ("le", ["maximum", "", "", ""]),
    ("lt", ["exclusiveMaximum", "", "", ""]),
    ("multiple_of", ["multipleOf", "", "", ""]),
    ("min_length", ["", "minLength", "minItems", "minProperties"]),
    ("max_length", ["", "maxLength", "maxItems", "maxProperties"]),
    ("pattern", ["", "pattern", "", ""]),
];

/// Options that hold for values and do not show in schemas.
const UNKNOWN_CHECKS: &[&str] = &["max_digits", "decimal_places", "ascii_only", "union_mode", "fail_fast"];

/// What constraints of a type are about.
pub(super) fn about(python_type: &Value) -> About {
    if let Some(inner) = new_type(python_type) {
        return about(&inner.base);
    }
    if union(python_type).is_some() || literal_values(python_type).is_some() || is_none(python_type) {
        return About::Other;
    }
    if let Some(variable) = type_variable(python_type) {
        return if variable.bound.is_none() { About::Other } else { about(&variable.bound) };
    }
    if python_type
        .as_unknown()
        .and_then(|unknown| unknown.dotted_path())
        .is_some_and(|path| &**path == DECIMAL)
    {
        return About::Decimal;
    }
    let Some(class) = origin_class(python_type) else { return About::Unknown };
    match &*class.dotted_name() {
        "builtins.int" | "builtins.float" => About::Number,
        "builtins.str" | "builtins.bytes" | "pydantic.types.SecretStr" | "pydantic.types.SecretBytes" => {
            About::Text
        }
        DECIMAL => About::Decimal,
        "builtins.list" | "builtins.set" | "builtins.frozenset" | "builtins.tuple" => About::Array,
        "builtins.dict" => About::Object,
        "collections.abc.Sequence" => About::Sequence,
        "datetime.datetime" | "datetime.date" | "datetime.time" | "datetime.timedelta" => About::Time,
        "builtins.bool" => About::Other,
        _ if class.descends_from(BASE_MODEL) || class.descends_from("enum.Enum") => About::Other,
        _ => About::Unknown,
    }
}

impl Engine<'_> {
    /// Adds constraints to the schema of a type.
    pub(super) fn constrain(
        &mut self,
        schema: &mut Schema,
        about: About,
        options: &FieldOptions,
    ) -> Outcome<()> {
        for (name, keywords) in CONSTRAINTS {
            let Some(value) = options.get(name).cloned() else { continue };
            let bound = convert::json(self.evaluator, &value, "a constraint of a field", self.span);
            let is_length = name.ends_with("_length");
            let keyword = match about {
                About::Number | About::Decimal => keywords[0],
                About::Text => keywords[1],
                About::Array => keywords[2],
                About::Object => keywords[3],
                About::Time if !is_length && *name != "pattern" => continue,
                About::Sequence if is_length => keywords[2],
                About::Other if is_length => keywords[1],
                About::Other if *name != "pattern" => name,
                _ => "",
            };
            if keyword.is_empty() {
                let message = format!("the constraint `{name}` is not supported for a type like this");
                return Err(Fault::not_static(message));
            }
            match schema.get_mut("anyOf").and_then(|members| members.get_mut(0)) {
                Some(Json::Object(number)) if about == About::Decimal => {
                    number.insert(keyword.to_owned(), json!(bound?.as_f64()));
                }
                _ => _ = schema.insert(keyword.to_owned(), bound?),
            }
        }
        if about == About::Unknown && UNKNOWN_CHECKS.iter().any(|name| options.get(name).is_some()) {
            return Err(Fault::not_static("this constraint of a field is not supported"));
        }
        Ok(())
    }
}

/// A schema that also takes null; members of a union become members of the whole.
pub(super) fn nullable(inner: Schema) -> Schema {
    let mut members = match inner.get("anyOf") {
        Some(Json::Array(members)) if inner.len() == 1 => members.clone(),
        _ => vec![Json::Object(inner)],
    };
    let null = json!({ "type": "null" });
    if !members.contains(&null) {
        members.push(null);
    }
    super::schema::any_of(members)
}

/// The value, if it keeps the constraints; text is changed as they say.
pub(super) fn check(evaluator: &mut Evaluator, value: Value, options: &FieldOptions) -> EvalResult<Checked> {
    if UNKNOWN_CHECKS.iter().any(|name| options.get(name).is_some()) {
        return Ok(Checked::Unknown("pydantic checks it"));
    }
    let is_set = |name: &str| matches!(options.get(name), Some(Value::Bool(true)));
    let mut value = value;
    if value.as_str().is_some() && is_set("strip_whitespace") {
        value = evaluator.call_method(&value, "strip", Arguments::default())?;
    }
    if let (Value::Float(number), Some(Value::Bool(false))) = (&value, options.get("allow_inf_nan"))
        && !number.is_finite()
    {
        return Ok(Checked::Refused);
    }
    for (name, operator) in [("gt", ">"), ("ge", ">="), ("lt", "<"), ("le", "<=")] {
        let Some(bound) = options.get(name) else { continue };
        let holds = evaluator.compare(operator, &value, bound)?;
        match evaluator.truth(&holds)? {
            Truth::Known(true) => {}
            Truth::Known(false) => return Ok(Checked::Refused),
            Truth::Ambiguous(unknown) => return Err(unknown.into()),
        }
    }
    match options.get("multiple_of").map(|step| is_multiple(&value, step)) {
        Some(Some(false)) => return Ok(Checked::Refused),
        Some(None) => return Ok(Checked::Unknown("pydantic checks whether it is a multiple")),
        _ => {}
    }
    if !has_length(&value, options) || !matches(evaluator, &value, options)? {
        return Ok(Checked::Refused);
    }
    for (name, method) in [("to_lower", "lower"), ("to_upper", "upper")] {
        if value.as_str().is_some() && is_set(name) {
            value = evaluator.call_method(&value, method, Arguments::default())?;
        }
    }
    Ok(Checked::Value(value))
}

/// Whether a number is a multiple; for doubles, as nearly as a billionth of it tells.
fn is_multiple(value: &Value, step: &Value) -> Option<bool> {
    if let (Value::Int(number), Value::Int(step)) = (value, step) {
        let (_, rest) = number.div_mod(step)?;
        return Some(rest.is_zero());
    }
    let double = |value: &Value| match value {
        Value::Int(number) => number.to_f64(),
        Value::Float(number) => Some(*number),
        _ => None,
    };
    let (number, step) = (double(value)?, double(step)?);
    let rest = (number % step).abs();
    let tolerance = number / 1e9;
    Some(rest <= tolerance || (rest - step).abs() <= tolerance)
}

fn has_length(value: &Value, options: &FieldOptions) -> bool {
    let length = match value.unwrapped() {
        Value::Str(text) => text.chars().count(),
        Value::Bytes(bytes) => bytes.len(),
        Value::List(items) => items.to_vec().len(),
        Value::Tuple(items) => items.len(),
        Value::Set(members) => members.len(),
        Value::Dict(entries) => entries.pairs().len(),
        _ => return true,
    };
    let bound = |name: &str| options.get(name).and_then(Value::as_i64);
    let length = i64::try_from(length).unwrap_or(i64::MAX);
    bound("min_length").is_none_or(|bound| length >= bound)
        && bound("max_length").is_none_or(|bound| length <= bound)
}

fn matches(evaluator: &mut Evaluator, value: &Value, options: &FieldOptions) -> EvalResult<bool> {
    let (Some(pattern), Some(_)) = (options.get("pattern").cloned(), value.as_str()) else { return Ok(true) };
    let module = evaluator.import_module("re")?;
    let search = evaluator.get_attribute(&module, "search")?;
    match evaluator.call(&search, Arguments::positional([pattern, value.clone()]))? {
        Value::Unknown(unknown) => Err(unknown.into()),
        found => Ok(!found.is_none()),
    }
}
