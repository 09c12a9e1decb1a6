//! Methods of `ImageSpec`.

use std::rc::Rc;

use super::tag;
use crate::flytekit::{library, record};
use crate::python::{
    Arguments, EvalResult, Evaluator, Instance, NativeCode, NativeFunction, Property, Value, Vars,
};
use crate::source::Span;

/// Methods that extend a field, with the name of their parameter.
const EXTENDING: [(&str, &str, &str); 6] = [
    ("with_commands", "commands", "commands"),
    ("with_packages", "packages", "packages"),
    ("with_apt_packages", "apt_packages", "apt_packages"),
    ("with_copy", "copy", "src"),
    ("with_runtime_packages", "runtime_packages", "runtime_packages"),
    ("with_builder_options", "builder_options", "builder_options"),
];

/// The attributes of the class.
pub(super) fn table() -> Vars {
    let table: [(&str, NativeCode); 4] = [
        ("is_container", is_container),
        ("image_name", image_name),
        ("force_push", force_push),
        ("exist", exist),
    ];
    let mut attributes = library::methods(&table);
    for (name, field, parameter) in EXTENDING {
        let code = move |evaluator: &mut Evaluator, mut arguments: Arguments| {
            let spec = receiver(evaluator, &mut arguments)?;
            extended(evaluator, &spec, name, field, parameter, arguments)
        };
        let function = NativeFunction::closure(name, code).accepting_unknown();
        attributes.insert(name.into(), Value::Native(Rc::new(function)));
    }
    for (name, getter) in [("id", id as NativeCode), ("tag", tag)] {
        let getter = library::function(name, getter);
        let property = Property::read_only(getter);
        attributes.insert(name.into(), Value::Property(Rc::new(property)));
    }
    let from_env = library::function("from_env", from_env);
    attributes.insert("from_env".into(), Value::ClassMethod(Rc::new(from_env)));
    attributes
}

fn receiver(evaluator: &Evaluator, arguments: &mut Arguments) -> EvalResult<Rc<Instance>> {
    let spec = arguments.take_first().as_ref().and_then(super::instance);
    spec.ok_or_else(|| evaluator.type_error("an ImageSpec is needed"))
}

/// True while a program is imported.
fn is_container(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    receiver(evaluator, &mut arguments)?;
    Ok(Value::Bool(true))
}

fn image_name(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let spec = receiver(evaluator, &mut arguments)?;
    tag::image_name(evaluator, &spec, Span::NONE)
}

fn id(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let spec = receiver(evaluator, &mut arguments)?;
    tag::id(evaluator, &spec)
}

fn tag(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let spec = receiver(evaluator, &mut arguments)?;
    tag::tag(evaluator, &spec, Span::NONE)
}

fn force_push(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    Ok(Value::Instance(record::copy(&*receiver(evaluator, &mut arguments)?)))
}

fn exist(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    receiver(evaluator, &mut arguments)?;
    Ok(evaluator.unknown("it asks a container registry"))
}

/// A copy with a field extended: text is appended to a list, a list extends it, a dictionary updates one.
fn extended(
    evaluator: &mut Evaluator,
    spec: &Rc<Instance>,
    method: &str,
    field: &'static str,
    parameter: &'static str,
    arguments: Arguments,
) -> EvalResult<Value> {
    let parameter = format!("{parameter}!");
    let [added] = arguments.bind(evaluator, method, [&parameter])?;
    let added = added.unwrap_or(Value::None);
    let current = record::get(spec, field);
    let value = match (&current, &added) {
        (Value::Unknown(_), _) => current,
        (_, Value::Unknown(_)) => added,
        (Value::None | Value::Dict(_), Value::Dict(new)) => {
            let entries = crate::python::Dict::default();
            if let Value::Dict(old) = &current {
                entries.change(|entries| entries.clone_from(&old.entries()));
            }
            let new = new.entries().clone();
            entries.change(|entries| entries.extend(new));
            Value::Dict(Rc::new(entries))
        }
        (Value::None | Value::List(_), _) => {
            let mut items = if let Value::List(list) = &current { list.to_vec() } else { Vec::new() };
            match &added {
                Value::List(new) => items.extend(new.to_vec()),
                Value::Str(_) => items.push(added),
                _ => {}
            }
            Value::list(items)
        }
        _ => return Err(evaluator.type_error(&format!("Cannot extend attribute {field}"))),
    };
    super::replace(evaluator, spec, &[(field, value)])
}

/// `ImageSpec.from_env`: packages of the environment that runs flytekit, whose versions are not known here.
fn from_env(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let class = arguments.take_first().unwrap_or(Value::None);
    let mut keywords = Vec::new();
    let mut packages = Vec::new();
    for (name, value) in arguments.keywords {
        match &*name {
            "packages" => packages.splice(..0, evaluator.iterate(&value)?).for_each(drop),
            "pinned_packages" if !value.is_none() => {
                let pinned = evaluator.iterate(&value)?;
                let reason = "the version is that of the environment in which flytekit runs";
                packages.extend(pinned.iter().map(|_| evaluator.unknown(reason)));
            }
            "pinned_packages" => {}
            "python_version" if !value.is_none() => {
                let message = "python_version can not be used with `from_env` because it will be inferred from the environment";
                return Err(evaluator.value_error(message));
            }
            _ => keywords.push((name, value)),
        }
    }
    let (major, minor) = evaluator.settings.python_version;
    keywords.push(("packages".into(), Value::list(packages)));
    keywords.push(("python_version".into(), Value::from(format!("{major}.{minor}"))));
    evaluator.call(&class, Arguments::keywords(keywords))
}
