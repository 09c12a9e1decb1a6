//! `fields`, `is_dataclass`, `asdict`, `astuple`, `replace` and `make_dataclass`.

use std::rc::Rc;

use super::super::copy::deep_copy;
use super::super::named_tuple::{NamedTupleFields, is_identifier};
use super::super::parts::{derived_class, follows, take_first, why_unknown};
use super::field::field_object;
use super::{DataclassFields, FieldKind, Options, dataclass_fields};
use crate::python::builtins::bounds;
use crate::python::builtins::known::known_repr;
use crate::python::format::repr_str;
use crate::python::{Annotation, Arguments, Class, Dict, EvalResult, Evaluator, Instance, List, Value, Vars};

fn class_of(evaluator: &Evaluator, value: &Value) -> Rc<Class> {
    match value {
        Value::Class(class) => Rc::clone(class),
        _ => evaluator.class_of(value),
    }
}

/// The fields of an instance of a dataclass.
fn instance_fields(value: &Value) -> Option<Rc<DataclassFields>> {
    value.as_instance().and_then(|instance| dataclass_fields(&instance.class))
}

pub(super) fn fields(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let value = take_first(evaluator, &mut arguments)?;
    if let Value::Unknown(unknown) = &value {
        return Ok(follows(unknown));
    }
    let class = class_of(evaluator, &value);
    let Some(known) = dataclass_fields(&class) else {
        return Err(evaluator.type_error("must be called with a dataclass type or instance"));
    };
    let objects: Vec<Value> = known
        .all
        .iter()
        .filter(|field| field.kind == FieldKind::Field)
        .map(|field| field_object(evaluator, field))
        .collect();
    Ok(Value::tuple(objects))
}

pub(super) fn is_dataclass(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let value = take_first(evaluator, &mut arguments)?;
    let class = class_of(evaluator, &value);
    Ok(match (&value, &class.unknown_base) {
        (Value::Unknown(unknown), _) => follows(unknown),
        _ if dataclass_fields(&class).is_some() => Value::Bool(true),
        (_, Some(unknown)) => follows(unknown),
        _ => Value::Bool(false),
    })
}

/// How the parts of a dataclass are put together: `asdict` or `astuple`.
#[derive(Clone)]
enum Form {
    Dict(Option<Value>),
    Tuple(Option<Value>),
}

pub(super) fn as_dict(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [object, factory] = arguments.bind(evaluator, "asdict", ["obj!", "*dict_factory"])?;
    whole(evaluator, "asdict", object.unwrap_or(Value::None), &Form::Dict(factory))
}

pub(super) fn as_tuple(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [object, factory] = arguments.bind(evaluator, "astuple", ["obj!", "*tuple_factory"])?;
    whole(evaluator, "astuple", object.unwrap_or(Value::None), &Form::Tuple(factory))
}

fn whole(evaluator: &mut Evaluator, function: &str, object: Value, form: &Form) -> EvalResult<Value> {
    if let Value::Unknown(unknown) = &object {
        return Ok(follows(unknown));
    }
    if instance_fields(&object).is_none() {
        let message = format!("{function}() should be called on dataclass instances");
        return Err(evaluator.type_error(&message));
    }
    converted(evaluator, &object, form)
}

fn converted(evaluator: &mut Evaluator, value: &Value, form: &Form) -> EvalResult<Value> {
    let _level = bounds::enter(evaluator, "")?;
    evaluator.step()?;
    if let Some(fields) = instance_fields(value) {
        let mut parts = Vec::new();
        for field in fields.fields() {
            let part = evaluator.get_attribute(value, &field.name)?;
            parts.push((Rc::clone(&field.name), converted(evaluator, &part, form)?));
        }
        return assembled(evaluator, parts, form);
    }
    if why_unknown(value).is_some() {
        return Ok(value.clone());
    }
    match rebuilt_container(evaluator, value, &mut |evaluator, item| converted(evaluator, item, form))? {
        Some(value) => Ok(value),
        None => deep_copy(evaluator, value),
    }
}

fn assembled(evaluator: &mut Evaluator, parts: Vec<(Rc<str>, Value)>, form: &Form) -> EvalResult<Value> {
    match form {
        Form::Dict(None) => Ok(Value::dict(parts)),
        Form::Dict(Some(factory)) => {
            let pairs =
                parts.into_iter().map(|(name, value)| Value::tuple([Value::Str(name), value])).collect();
            evaluator.call(factory, Arguments::positional([Value::list(pairs)]))
        }
        Form::Tuple(factory) => {
            let values: Vec<Value> = parts.into_iter().map(|(_, value)| value).collect();
            match factory {
                None => Ok(Value::tuple(values)),
                Some(factory) => evaluator.call(factory, Arguments::positional([Value::list(values)])),
            }
        }
    }
}

/// A list, tuple or dictionary with each item changed; `None` for other values.
pub(in super::super) fn rebuilt_container(
    evaluator: &mut Evaluator,
    value: &Value,
    change: &mut dyn FnMut(&mut Evaluator, &Value) -> EvalResult<Value>,
) -> EvalResult<Option<Value>> {
    let rebuilt = match value.unwrapped() {
        Value::List(list) => {
            let items =
                list.to_vec().iter().map(|item| change(evaluator, item)).collect::<EvalResult<_>>()?;
            Value::List(Rc::new(List::new(items)))
        }
        Value::Tuple(items) => {
            Value::tuple(items.iter().map(|item| change(evaluator, item)).collect::<EvalResult<Vec<_>>>()?)
        }
        Value::Dict(dict) => {
            let entries: Vec<_> =
                dict.entries().iter().map(|(key, pair)| (key.clone(), pair.clone())).collect();
            let new = Dict::default();
            for (key, (name, item)) in entries {
                new.insert(key, change(evaluator, &name)?, change(evaluator, &item)?);
            }
            Value::Dict(Rc::new(new))
        }
        _ => return Ok(None),
    };
    Ok(Some(match value {
        Value::Instance(instance) => {
            let new = Instance::with_builtin(&instance.class, rebuilt);
            if instance.class.inherited_data::<NamedTupleFields>().is_none() {
                new.attributes.borrow_mut().clone_from(&instance.attributes.borrow());
            }
            Value::Instance(Rc::new(new))
        }
        _ => rebuilt,
    }))
}

pub(super) fn replace(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let object = take_first(evaluator, &mut arguments)?;
    if let Value::Unknown(unknown) = &object {
        return Ok(follows(unknown));
    }
    let (Some(fields), Some(instance)) = (instance_fields(&object), object.as_instance()) else {
        return Err(evaluator.type_error("replace() should be called on dataclass instances"));
    };
    let class = Value::Class(Rc::clone(&instance.class));
    for field in fields.all.iter().filter(|field| field.kind != FieldKind::ClassVar) {
        let given = arguments.keyword(&field.name).is_some();
        if !field.init {
            if given {
                return Err(evaluator.value_error(&format!(
                    "field {} is declared with init=False, it cannot be specified with replace()",
                    field.name
                )));
            }
        } else if !given {
            if field.kind == FieldKind::InitVar && field.default.is_none() {
                let message = format!("InitVar '{}' must be specified with replace()", field.name);
                return Err(evaluator.value_error(&message));
            }
            let value = evaluator.get_attribute(&object, &field.name)?;
            arguments.keywords.push((Rc::clone(&field.name), value));
        }
    }
    evaluator.call(&class, arguments)
}

/// `make_dataclass(cls_name, fields, *, bases=(), namespace=None, …)`.
pub(super) fn make_dataclass(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let span = arguments.span();
    let parameters = [
        "cls_name!",
        "fields!",
        "*bases",
        "*namespace",
        "*init",
        "*repr",
        "*eq",
        "*order",
        "*unsafe_hash",
        "*frozen",
        "*match_args",
        "*kw_only",
        "*slots",
        "*weakref_slot",
        "*module",
    ];
    let [
        name,
        fields,
        bases,
        namespace,
        init,
        repr,
        eq,
        order,
        unsafe_hash,
        frozen,
        match_args,
        kw_only,
        slots,
        ..,
    ] = arguments.bind(evaluator, "make_dataclass", parameters)?;
    let mut attributes = Vars::default();
    if let Some(Value::Dict(namespace)) = namespace {
        for (key, value) in namespace.pairs() {
            attributes.insert(key.as_str().unwrap_or_default(), value);
        }
    }
    let mut annotations: Vec<(Rc<str>, Annotation)> = Vec::new();
    for item in evaluator.iterate(&fields.unwrap_or(Value::None))? {
        let parts = match &item {
            Value::Str(_) => vec![item.clone(), super::super::typing::form(evaluator, "Any")],
            _ => {
                evaluator.length(&item)?;
                evaluator.iterate(&item)?
            }
        };
        let [field, annotation, default @ ..] = parts.as_slice() else {
            return Err(evaluator.type_error("Invalid field: a name, or a tuple of name, type and default"));
        };
        let Some(name) = field.as_str().filter(|name| is_identifier(name)) else {
            let shown = known_repr(evaluator, field)?;
            return Err(evaluator.type_error(&format!("Field names must be valid identifiers: {shown}")));
        };
        let field = name;
        if annotations.iter().any(|(known, _)| *known == field) {
            let message = format!("Field name duplicated: {}", repr_str(&field));
            return Err(evaluator.type_error(&message));
        }
        if let Some(default) = default.first() {
            attributes.insert(Rc::clone(&field), default.clone());
        }
        annotations.push((field, Annotation { value: annotation.clone(), span }));
    }
    let mut classes = Vec::new();
    for base in evaluator.iterate(&bases.unwrap_or_else(|| Value::tuple([])))? {
        match base {
            Value::Class(base) => classes.push(base),
            other => {
                return Ok(evaluator.unknown_path(
                    "dataclasses.make_dataclass",
                    &format!(
                        "a base of the class is not a known class ({})",
                        evaluator.class_of(&other).name
                    ),
                ));
            }
        }
    }
    if classes.is_empty() {
        classes.push(Rc::clone(&evaluator.types.object));
    }
    let name = name.and_then(|name| name.as_str()).unwrap_or_default();
    let class = derived_class(evaluator, Some("types"), &name, &classes, attributes);
    *class.annotations.borrow_mut() = annotations;
    let option = |value: Option<Value>, default| value.and_then(|value| value.as_bool()).unwrap_or(default);
    let options = Options {
        init: option(init, true),
        repr: option(repr, true),
        eq: option(eq, true),
        order: option(order, false),
        unsafe_hash: option(unsafe_hash, false),
        frozen: option(frozen, false),
        match_args: option(match_args, true),
        kw_only: option(kw_only, false),
        slots: option(slots, false),
    };
    super::process(evaluator, &class, options)?;
    Ok(Value::Class(class))
}
