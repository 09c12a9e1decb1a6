//! Models as JSON: what is set, under the names of JSON.

use super::{image_spec, model, need, record};
use crate::configuration::SerializationSettings;
use crate::flytekit::convert;
use crate::flytekit::image_spec::CopyHandling;
use crate::model::Json;
use crate::python::{Arguments, EvalResult, Evaluator, Value};
use crate::source::Span;

/// How an `ImageSpec` in the place of an image is named.
pub(crate) enum Images<'a> {
    /// Not at all: it is a fault.
    None,
    /// As a task's image is.
    Named(&'a SerializationSettings),
}

/// The JSON of a model, or of lists and dictionaries of models (`kubernetes.client.ApiClient.sanitize_for_serialization`).
pub(crate) fn json(
    evaluator: &mut Evaluator,
    value: &Value,
    images: &Images<'_>,
    what: &str,
    span: Span,
) -> EvalResult<Json> {
    inside(evaluator, value, images, what, span, 0)
}

/// The JSON of a model with images named.
pub(crate) fn specification(
    evaluator: &mut Evaluator,
    value: &Value,
    settings: &SerializationSettings,
    span: Span,
) -> EvalResult<Json> {
    json(evaluator, value, &Images::Named(settings), "the pod specification", span)
}

fn inside(
    evaluator: &mut Evaluator,
    value: &Value,
    images: &Images<'_>,
    what: &str,
    span: Span,
    depth: usize,
) -> EvalResult<Json> {
    evaluator.step()?;
    need::bounded(depth, what, span)?;
    if let Some(scalar) = convert::scalar(value) {
        return Ok(scalar);
    }
    match value {
        Value::List(_) | Value::Tuple(_) => {
            let items = need::items(evaluator, value, what, span)?;
            let items: EvalResult<Vec<Json>> =
                items.iter().map(|item| inside(evaluator, item, images, what, span, depth + 1)).collect();
            items.map(Json::Array)
        }
        Value::Dict(_) => {
            let mut object = serde_json::Map::new();
            for (key, value) in need::entries(evaluator, value, what, span)? {
                let key = need::text(evaluator, &key, what, span)?;
                object.insert(key.to_string(), inside(evaluator, &value, images, what, span, depth + 1)?);
            }
            Ok(Json::Object(object))
        }
        _ => instance(evaluator, value, images, what, span, depth),
    }
}

fn instance(
    evaluator: &mut Evaluator,
    value: &Value,
    images: &Images<'_>,
    what: &str,
    span: Span,
    depth: usize,
) -> EvalResult<Json> {
    need::known(evaluator, value, what, span)?;
    if let (Images::Named(settings), Some(_)) = (images, image_spec::instance(value)) {
        let image = image_spec::container_image(evaluator, value, settings, CopyHandling::Unchanged, span)?;
        return Ok(Json::from(image));
    }
    let Some((instance, model)) = value.as_instance().and_then(|instance| Some((instance, model(instance)?)))
    else {
        if evaluator.class_of(value).descends_from("datetime.date") {
            let text = evaluator.call_method(value, "isoformat", Arguments::default())?;
            return need::text(evaluator, &text, what, span).map(|text| Json::from(&*text));
        }
        return Err(need::mismatch(evaluator, value, what, "a model of `kubernetes.client`", span));
    };
    let mut object = serde_json::Map::new();
    for field in &model.0 {
        let value = record::get(instance, field.name);
        if value.is_none() {
            continue;
        }
        let what = format!("`{}` of `{}`", field.name, instance.class.name);
        object.insert(field.json.clone(), inside(evaluator, &value, images, &what, span, depth + 1)?);
    }
    Ok(Json::Object(object))
}
