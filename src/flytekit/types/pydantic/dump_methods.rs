//! The methods that dump a model: `model_dump` and `model_dump_json`.

use std::rc::Rc;

use super::super::dataclass::fields_of;
use super::super::engine::{DumpOptions, Engine};
use super::super::packed::Packed;
use super::config::option;
use super::decorators::{Decorators, Kind};
use super::fields::{BASE_MODEL, ModelField, ROOT_MODEL, model_fields};
use super::model::{EXTRA, FIELDS_SET};
use crate::flytekit::need;
use crate::python::{Arguments, Class, Dict, EvalResult, Evaluator, Instance, Value};

/// The smallest number that JSON shows without an exponent, which pydantic writes shorter than Python does.
const WITHOUT_EXPONENT: f64 = 1e-4;

const WHY: &str = "it is only known when the program runs";

/// What a dump leaves out, and how it names fields.
#[derive(Clone, Default)]
struct Options {
    include: Option<Vec<Rc<str>>>,
    exclude: Vec<Rc<str>>,
    /// What counts for the models within, too, however they are dumped.
    everywhere: DumpOptions,
    without_unset: bool,
    without_defaults: bool,
}

/// What a dump is asked for, taken out of its keywords; `None` where it is not told here what that means.
fn options(evaluator: &mut Evaluator, arguments: &mut Arguments) -> EvalResult<Option<Options>> {
    let mut options = Options::default();
    for (name, value) in std::mem::take(&mut arguments.keywords) {
        let flag = value.as_bool();
        match (&*name, flag) {
            (_, None) if value.is_none() => {}
            ("by_alias", Some(flag)) => options.everywhere.by_alias = Some(flag),
            ("exclude_none", Some(flag)) => options.everywhere.without_none = flag,
            ("exclude_unset", Some(flag)) => options.without_unset = flag,
            ("exclude_defaults", Some(flag)) => options.without_defaults = flag,
            ("round_trip", Some(false)) | ("warnings" | "serialize_as_any", Some(_)) => {}
            ("mode" | "indent", _) => arguments.keywords.push((name, value)),
            ("include" | "exclude", _) if matches!(value.unwrapped(), Value::Set(_)) => {
                let names = evaluator.iterate(&value)?;
                let Some(names) = names.iter().map(Value::as_str).collect::<Option<Vec<_>>>() else {
                    return Ok(None);
                };
                if &*name == "include" { options.include = Some(names) } else { options.exclude = names }
            }
            _ => return Ok(None),
        }
    }
    Ok(Some(options))
}

impl Options {
    /// The same for the models within.
    fn within(&self) -> Self {
        Self { include: None, exclude: Vec::new(), ..self.clone() }
    }

    fn has(&self, name: &Rc<str>) -> bool {
        self.include.as_ref().is_none_or(|names| names.contains(name)) && !self.exclude.contains(name)
    }
}

/// `model.model_dump(…)`: the fields by name, models in them as dictionaries.
pub(super) fn model_dump(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let Some(model) = arguments.take_first() else { return Ok(Value::None) };
    let Some(options) = options(evaluator, &mut arguments)? else { return Ok(evaluator.unknown(WHY)) };
    let mode = arguments.keywords.iter().find(|(name, _)| &**name == "mode");
    match mode.map(|(_, mode)| mode.as_str()) {
        None => python(evaluator, &model, &options, 0),
        Some(Some(mode)) if &*mode == "python" => python(evaluator, &model, &options, 0),
        Some(Some(mode)) if &*mode == "json" => match packed(evaluator, &model, &options)? {
            Some(packed) => packed.value(evaluator),
            None => Ok(evaluator.unknown(WHY)),
        },
        _ => Ok(evaluator.unknown(WHY)),
    }
}

/// `model.model_dump_json(…)`.
pub(super) fn model_dump_json(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let Some(model) = arguments.take_first() else { return Ok(Value::None) };
    let Some(options) = options(evaluator, &mut arguments)? else { return Ok(evaluator.unknown(WHY)) };
    let Some(packed) = packed(evaluator, &model, &options)?.filter(is_written_alike) else {
        return Ok(evaluator.unknown(WHY));
    };
    let value = packed.value(evaluator)?;
    let indent =
        arguments.keywords.into_iter().find(|(name, _)| &**name == "indent").map(|(_, indent)| indent);
    let after_key = if indent.is_some() { ": " } else { ":" };
    let mut keywords: Vec<(Rc<str>, Value)> = vec![
        ("ensure_ascii".into(), Value::Bool(false)),
        ("separators".into(), Value::tuple([Value::from(","), Value::from(after_key)])),
    ];
    keywords.extend(indent.map(|indent| ("indent".into(), indent)));
    let json = evaluator.import_module("json")?;
    let dumps = evaluator.get_attribute(&json, "dumps")?;
    let mut arguments = Arguments::keywords(keywords);
    arguments.positional.push(value);
    evaluator.call(&dumps, arguments)
}

/// Whether Python writes the data as JSON just as pydantic does.
fn is_written_alike(packed: &Packed) -> bool {
    match packed {
        Packed::Float(number) => *number == 0.0 || number.abs() >= WITHOUT_EXPONENT,
        Packed::Array(items) => items.iter().all(is_written_alike),
        Packed::Map(entries) => entries.iter().all(|(_, value)| is_written_alike(value)),
        _ => true,
    }
}

/// The model as JSON data; `None` where it is not told here.
fn packed(evaluator: &mut Evaluator, model: &Value, options: &Options) -> EvalResult<Option<Packed>> {
    let is_partial = options.include.is_some() || !options.exclude.is_empty();
    if options.without_unset
        || options.without_defaults
        || is_partial && options.everywhere.by_alias == Some(true)
    {
        return Ok(None);
    }
    let span = evaluator.current_span();
    let mut engine = Engine::new(evaluator, span);
    engine.dump = options.everywhere;
    let result = engine.dump(model, None).map_err(|fault| fault.into_interrupt(evaluator, span));
    Ok(Some(match result? {
        Packed::Map(mut entries) if is_partial => {
            entries.retain(|(name, _)| matches!(name, Packed::Str(name) if options.has(name)));
            Packed::Map(entries)
        }
        packed => packed,
    }))
}

fn python(evaluator: &mut Evaluator, value: &Value, options: &Options, depth: usize) -> EvalResult<Value> {
    evaluator.step()?;
    need::bounded(depth, "a model", evaluator.current_span())?;
    let inner = options.within();
    let mut all = |items: &[Value]| -> EvalResult<Vec<Value>> {
        items.iter().map(|item| python(evaluator, item, &inner, depth + 1)).collect()
    };
    match value {
        Value::Instance(model) if model.class.descends_from(BASE_MODEL) => {
            python_model(evaluator, model, options, depth)
        }
        Value::Instance(instance) if fields_of(&instance.class).is_some() => {
            let entries = Dict::default();
            for field in fields_of(&instance.class).iter().flat_map(|fields| fields.fields()) {
                let value = evaluator.get_attribute(value, &field.name)?;
                entries.insert_str(&field.name, python(evaluator, &value, &inner, depth + 1)?);
            }
            Ok(Value::Dict(Rc::new(entries)))
        }
        Value::List(list) if list.taint().is_none() => Ok(Value::list(all(&list.to_vec())?)),
        Value::Tuple(items) => Ok(Value::tuple(all(items)?)),
        Value::Dict(dict) if dict.taint().is_none() => {
            let entries = Dict::default();
            for (key, value) in dict.pairs() {
                let value = python(evaluator, &value, &inner, depth + 1)?;
                evaluator.insert(&entries, key, value)?;
            }
            Ok(Value::Dict(Rc::new(entries)))
        }
        other => Ok(other.clone()),
    }
}

fn python_model(
    evaluator: &mut Evaluator,
    model: &Rc<Instance>,
    options: &Options,
    depth: usize,
) -> EvalResult<Value> {
    if let Some(unknown) = model.taint() {
        return Ok(Value::Unknown(unknown));
    }
    let class = &model.class;
    if serializes(class) {
        return Ok(evaluator.unknown(WHY));
    }
    let inner = options.within();
    if class.descends_from(ROOT_MODEL) {
        let root = model.attribute("root").unwrap_or(Value::None);
        return python(evaluator, &root, &inner, depth + 1);
    }
    let by_alias = match (options.everywhere.by_alias, option(class, "serialize_by_alias")) {
        (Some(by_alias), _) => by_alias,
        (None, Some(by_alias)) => by_alias.as_bool().unwrap_or(false),
        (None, None) => false,
    };
    let has_uses =
        option(class, "alias_generator").is_some_and(|generator| generator.as_instance().is_some());
    if by_alias && has_uses {
        return Ok(evaluator.unknown(WHY));
    }
    let entries = Dict::default();
    for field in model_fields(evaluator, class)? {
        let value = model.attribute(&field.name).unwrap_or(Value::None);
        if !is_dumped(evaluator, model, &field, &value, options)? {
            continue;
        }
        let name = if by_alias { field.serialized_alias() } else { Rc::clone(&field.name) };
        entries.insert_str(&name, python(evaluator, &value, &inner, depth + 1)?);
    }
    if let Some(Value::Tuple(names)) = model.attribute(EXTRA) {
        for name in names.iter().filter_map(Value::as_str).filter(|name| options.has(name)) {
            let value = model.attribute(&name).unwrap_or(Value::None);
            if !(options.everywhere.without_none && value.is_none()) {
                entries.insert_str(&name, python(evaluator, &value, &inner, depth + 1)?);
            }
        }
    }
    Ok(Value::Dict(Rc::new(entries)))
}

/// Whether a field is part of a dump.
fn is_dumped(
    evaluator: &mut Evaluator,
    model: &Instance,
    field: &ModelField,
    value: &Value,
    options: &Options,
) -> EvalResult<bool> {
    let is_set = || match model.attribute(FIELDS_SET) {
        Some(Value::Tuple(names)) => names.iter().filter_map(Value::as_str).any(|name| name == field.name),
        _ => false,
    };
    if !options.has(&field.name)
        || matches!(field.options.get("exclude"), Some(Value::Bool(true)))
        || options.everywhere.without_none && value.is_none()
        || options.without_unset && !is_set()
    {
        return Ok(false);
    }
    match &field.default {
        Some(default) if options.without_defaults => match evaluator.equals(value, default)? {
            crate::python::Truth::Known(equal) => Ok(!equal),
            crate::python::Truth::Ambiguous(unknown) => Err(unknown.into()),
        },
        _ => Ok(true),
    }
}

/// Whether a model, or a field of it, has a serializer of its own, or the dump has more than the fields.
fn serializes(class: &Class) -> bool {
    let decorators = Decorators::of(class);
    let kinds = [Kind::FieldSerializer, Kind::ModelSerializer, Kind::ComputedField];
    kinds.into_iter().any(|kind| decorators.has(kind))
}
