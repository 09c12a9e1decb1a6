//! Query strings: `urlencode`, `parse_qs` and `parse_qsl`.

use std::rc::Rc;

use super::{check_encoding, option, quoted, quoted_bytes, unquoted};
use crate::python::stdlib::convert::text;
use crate::python::{Arguments, Dict, EvalResult, Evaluator, Key, List, Value};

pub(super) fn urlencode(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let parameters = ["query!", "doseq", "safe", "encoding", "errors", "quote_via"];
    let [query, several, safe, encoding, errors, quote] =
        arguments.bind(evaluator, "urlencode", parameters)?;
    check_encoding(evaluator, encoding.as_ref(), errors.as_ref())?;
    let several = option(evaluator, several.as_ref())?;
    let safe = match safe {
        Some(safe) => text(evaluator, &safe, "safe must be str, not {}")?,
        None => Rc::from(""),
    };
    let plus = !matches!(&quote, Some(Value::Native(function)) if &*function.name == "quote");
    let mut parts = Vec::new();
    for (name, value) in pairs(evaluator, &query.unwrap_or(Value::None))? {
        let name = encoded(evaluator, &name, &safe, plus)?;
        let is_text = value.as_str().is_some() || matches!(value.unwrapped(), Value::Bytes(_));
        let values = match value {
            Value::List(_) | Value::Tuple(_) if several && !is_text => evaluator.iterate(&value)?,
            _ => vec![value],
        };
        for value in values {
            parts.push(format!("{name}={}", encoded(evaluator, &value, &safe, plus)?));
        }
    }
    Ok(parts.join("&").into())
}

fn pairs(evaluator: &mut Evaluator, query: &Value) -> EvalResult<Vec<(Value, Value)>> {
    if evaluator.find_attribute(query, "items")?.is_some() {
        return evaluator.mapping_pairs(query);
    }
    let mut pairs = Vec::new();
    for pair in evaluator.iterate(query)? {
        match &evaluator.iterate(&pair)?[..] {
            [name, value] => pairs.push((name.clone(), value.clone())),
            _ => {
                return Err(evaluator.type_error("not a valid non-string sequence or mapping object"));
            }
        }
    }
    Ok(pairs)
}

fn encoded(evaluator: &mut Evaluator, value: &Value, safe: &str, plus: bool) -> EvalResult<String> {
    let safe = if plus { format!("{safe} ") } else { format!("{safe}/") };
    let quoted = match value.unwrapped() {
        Value::Bytes(bytes) => quoted_bytes(&bytes, &safe),
        _ => match evaluator.str_of(value)? {
            Value::Unknown(unknown) => return Err(unknown.into()),
            shown => quoted(&shown.as_str().unwrap_or_default(), &safe),
        },
    };
    Ok(if plus { quoted.replace(' ', "+") } else { quoted })
}

fn parsed(
    evaluator: &mut Evaluator,
    arguments: Arguments,
    function: &str,
) -> EvalResult<Vec<(String, String)>> {
    let parameters =
        ["qs!", "keep_blank_values", "strict_parsing", "encoding", "errors", "max_num_fields", "separator"];
    let [query, blank, strict, encoding, errors, _, separator] =
        arguments.bind(evaluator, function, parameters)?;
    check_encoding(evaluator, encoding.as_ref(), errors.as_ref())?;
    let (blank, strict) = (option(evaluator, blank.as_ref())?, option(evaluator, strict.as_ref())?);
    let query = text(evaluator, &query.unwrap_or(Value::None), "a query must be str, not {}")?;
    let separator = match separator {
        Some(separator) => text(evaluator, &separator, "Separator must be of type string or bytes.")?,
        None => Rc::from("&"),
    };
    if separator.is_empty() {
        return Err(evaluator.value_error("Separator must be of type string or bytes."));
    }
    let mut pairs = Vec::new();
    for part in query.split(&*separator).filter(|_| !query.is_empty()) {
        if part.is_empty() && !strict {
            continue;
        }
        let (name, value) = match part.split_once('=') {
            Some(pair) => pair,
            None if strict => {
                let quoted = crate::python::format::repr_str(part);
                return Err(evaluator.value_error(&format!("bad query field: {quoted}")));
            }
            None if blank => (part, ""),
            None => continue,
        };
        if blank || !value.is_empty() {
            pairs.push((unquoted(&name.replace('+', " ")), unquoted(&value.replace('+', " "))));
        }
    }
    Ok(pairs)
}

pub(super) fn parse_qsl(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let pairs = parsed(evaluator, arguments, "parse_qsl")?;
    let tuples = pairs.into_iter().map(|(name, value)| Value::tuple([Value::from(name), Value::from(value)]));
    Ok(Value::list(tuples.collect()))
}

pub(super) fn parse_qs(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let dict = Dict::default();
    for (name, value) in parsed(evaluator, arguments, "parse_qs")? {
        match dict.get(&Key::Str(name.as_str().into())) {
            Some(Value::List(values)) => values.change(|values| values.push(value.into())),
            _ => dict.insert_str(&name, Value::List(Rc::new(List::new(vec![value.into()])))),
        }
    }
    Ok(Value::Dict(Rc::new(dict)))
}
